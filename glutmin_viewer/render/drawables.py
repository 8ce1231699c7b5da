"""One drawable per item of a frame: the VTK actors that show it, and how new arrays reach them."""

from __future__ import annotations

from functools import cache
from operator import is_not

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL classes)
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkFloatArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkDataObject, vtkImageData, vtkPlane, vtkPolyData, vtkStaticCellLocator
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkFiltersSources import vtkSphereSource
from vtkmodules.vtkRenderingCore import vtkActor, vtkMapper, vtkPolyDataMapper, vtkTexture

from glutmin_viewer.core.frame import Item
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.render import shaders, style
from glutmin_viewer.render.buffers import Buffer, cells
from glutmin_viewer.render.culling import sphere_round
from glutmin_viewer.render.mapper import mapper_of
from glutmin_viewer.render.section import filled, outline
from glutmin_viewer.render.tint import vertex_colours

RING_OUTLINE = 2.0  # radius of the largest ball of a mark, in those of the smallest
CAP_UNITS = -0.25  # of depth, between the faces of one cut: more would bring them before marks


class Surface:
    """A triangle mesh, or for kind "fibres" a bundle of lines.

    over: what shines through whatever hides a nerve or bursa that is selected. sphere: round a bone, else None (see
    `culling.Culled`).
    """

    sphere: Floats | None = None

    def __init__(self, item: Item) -> None:
        self.mesh, self._coarse_mesh, self._points = vtkPolyData(), vtkPolyData(), vtkPoints()
        for mesh in (self.mesh, self._coarse_mesh):
            mesh.SetPoints(self._points)
        self._buffers = {name: Buffer() for name in ("points", "normals", "coordinates", "pain", "marked", "rest")}
        self._faces: np.ndarray | None = None
        self._coarse: np.ndarray | None = None
        self._painted: tuple[np.ndarray | None, ...] = (None,) * 5
        self._drawn: tuple[np.ndarray | None, ...] = (None,) * len(self._buffers)
        self.transform: Floats = np.eye(4)
        self._matrix, self._user_matrix = list[float](), vtkMatrix4x4()
        self._opacity = 1.0
        self._has_pain = self._has_values = self._selected = self.beside = False
        self._still = True
        self._kind, self._group, self._source = item.kind, item.group, 0
        self.mapper, self._coarse_mapper = _mapper(self.mesh), _mapper(self._coarse_mesh)
        self._locators: dict[vtkMapper, vtkStaticCellLocator] = {}
        if item.kind != "fibres":
            self._locators = {mapper: _locator(mapper) for mapper in (self.mapper, self._coarse_mapper)}
        self.actor = vtkActor()
        self.actor.SetMapper(self.mapper)
        self.actor.SetUserMatrix(self._user_matrix)
        self.over: tuple[vtkActor, ...] = ()
        self._plane = vtkPlane()
        self._cap: Cap | None = None
        self._cut: tuple[object, ...] | None = None
        self._dress(item)
        if item.kind in style.SHINING_KINDS:
            self.over = (self._shine(),)

    @property
    def actors(self) -> tuple[vtkActor, ...]:
        return (self.actor,) if self._cap is None else (self.actor, *self._cap.actors)

    @property
    def locator(self) -> vtkStaticCellLocator | None:
        """What finds the faces drawn now that a ray meets, made when it is first asked after a move. None for lines."""
        return self._locators.get(self.actor.GetMapper())

    def cut(self, plane: tuple[Floats, Floats] | None) -> None:
        """Take away what lies before a plane (a point, and the normal towards what goes), and close what it opens."""
        if plane is None:
            if self._cut is not None:
                self._cut = None
                for mapper in (self.mapper, self._coarse_mapper):
                    mapper.RemoveAllClippingPlanes()
                if self._cap is not None:
                    self._cap.hide()
            return
        key = (id(plane), self._source, id(self.transform))
        if self._cut is None:
            for mapper in (self.mapper, self._coarse_mapper):
                mapper.AddClippingPlane(self._plane)
        if self._cut == key:
            return
        self._cut = key
        point, normal = plane
        self._plane.SetOrigin(*point)
        self._plane.SetNormal(*(-normal))
        if self._kind != "fibres":
            self._cap = self._cap or Cap(self.actor, self._kind, self._group)
            self._cap.show(self.mesh, self.actor, point, normal)

    def show(self, item: Item) -> None:
        """Bring the actor to an item of the same id."""
        self._upload(item)
        self._source = id(item.points)
        self._place(item.world_from_points)
        if item.opacity != self._opacity:
            self._opacity = item.opacity
            self.actor.GetProperty().SetOpacity(item.opacity)
        if item.kind == "fibres":
            self.actor.GetProperty().SetColor(style.SELECTION if item.selected else style.MUSCLE.colour)
            return
        if (item.value is not None) != self._has_values:
            self._has_values = not self._has_values
            self._set_texture(item)
        if item.selected != self._selected:
            self._selected = item.selected
            uniforms = self.actor.GetShaderProperty().GetFragmentCustomUniforms()
            uniforms.SetUniformf(shaders.HIGHLIGHT, 1.0 if item.selected else 0.0)
            for actor in self.over:
                actor.SetVisibility(item.selected)
        if (item.pain is not None) != self._has_pain:
            self._switch_pain(item.pain is not None)

    def _place(self, transform: Floats) -> None:
        if transform is not self.transform:
            self.transform, matrix = transform, transform.ravel().tolist()
            if matrix != self._matrix:
                self._matrix = matrix
                self._user_matrix.DeepCopy(matrix)

    def set_beside(self, beside: bool) -> None:
        """Whether it lies beside the picture, and is not drawn; faces of a cut are."""
        self.beside = beside
        self._show_or_not()

    def _show_or_not(self) -> None:
        """VTK complains of an actor that has nothing to draw."""
        self.actor.SetVisibility(not self.beside and self._faces is not None and len(self._faces) > 0)

    def set_still(self, still: bool) -> None:
        """All triangles at rest, those of the coarse level while something moves."""
        self._still = still
        self._choose_level()
        if still and (texture := self.actor.GetTexture()) is not None:
            texture.MipmapOn()  # in software the first smaller copies of one take a tenth of a start

    def _choose_level(self) -> None:
        coarse = not self._still and self._coarse is not None and len(self._coarse) > 0
        self.actor.SetMapper(self._coarse_mapper if coarse else self.mapper)

    def set_backdrop(self, backdrop: style.Backdrop) -> None:
        """Let floor and seat belong to another ground."""
        if self._kind == "ground":
            self.actor.GetProperty().SetColor(backdrop.ground)

    def set_pixel_scale(self, scale: float) -> None:
        """Pixels to a screen point, for outlines."""
        if self._has_pain:
            uniforms = self.actor.GetShaderProperty().GetFragmentCustomUniforms()
            uniforms.SetUniformf(shaders.PIXEL_SCALE, scale * style.PAIN_OUTLINE_PX)

    def _dress(self, item: Item) -> None:
        material = style.material(item.kind, item.group)
        look = self.actor.GetProperty()
        look.SetColor(material.colour)
        look.SetAmbient(material.ambient)
        look.SetDiffuse(material.diffuse)
        look.SetSpecular(material.specular)
        look.SetSpecularPower(material.shininess)
        if item.kind == "fibres":
            look.SetLineWidth(3.0)
            look.RenderLinesAsTubesOn()
            return
        look.SetInterpolationToPhong()
        shaders.add_highlight(self.actor, veil=item.kind == "skin")
        if item.fibre_coordinates is not None:
            look.SetColor(1.0, 1.0, 1.0)  # the texture holds the colour
            self._set_texture(item)

    def _shine(self) -> vtkActor:
        actor = vtkActor()
        actor.SetMapper(_mapper(self.mesh))
        actor.SetUserMatrix(self._user_matrix)
        look = actor.GetProperty()
        look.DeepCopy(self.actor.GetProperty())
        look.SetAmbient(style.SHINE_AMBIENT)
        look.SetOpacity(style.SHINE_OPACITY)
        look.BackfaceCullingOn()
        actor.VisibilityOff()
        return actor

    def _set_texture(self, item: Item) -> None:
        colour = style.material(item.kind, item.group).colour if item.value is None else style.UNCOLOURED
        self.actor.SetTexture(fibre_texture(colour))

    def _upload(self, item: Item) -> None:
        assert item.points is not None and item.faces is not None
        if item.faces is not self._faces:
            self._faces = item.faces
            self._show_or_not()
            (self.mesh.SetLines if item.kind == "fibres" else self.mesh.SetPolys)(cells(item.faces))
            self._forget_places()
            # The inner side of a closed surface is unseen, or only muddies the outer one: this saves half the time. The
            # coarse level, where there is one, is as closed, and sooner looked through.
            faces = item.faces if item.coarse is None else item.coarse
            closed = item.kind == "ground" or (item.kind != "fibres" and is_closed(item.points, faces))
            self.actor.GetProperty().SetBackfaceCulling(closed)
        if item.coarse is not self._coarse:
            self._coarse = item.coarse
            self._choose_level()
            if item.coarse is not None:
                self._coarse_mesh.SetPolys(cells(item.coarse))
                self._forget_places()
        self._paint(item)
        arrays = (item.points, item.normals, item.fibre_coordinates, item.pain, item.marked, item.rest)
        if not any(map(is_not, arrays, self._drawn)):
            return
        self._drawn = arrays
        for (name, buffer), values in zip(self._buffers.items(), arrays, strict=True):
            if values is None:
                continue
            outcome = buffer.write(values)
            if outcome == "made":
                assert buffer.array is not None
                buffer.array.SetName(name)
                self._attach(name, buffer.array)
            if name == "points" and outcome != "kept":
                self._points.Modified()
                self._forget_places()
                if self._kind == "bone":
                    self.sphere = sphere_round(values)

    def _forget_places(self) -> None:
        for locator in self._locators.values():
            locator.FreeSearchStructure()

    def _attach(self, name: str, array: vtkFloatArray) -> None:
        """Give both levels, which share their points, an array of point data."""
        if name == "points":
            self._points.SetData(array)
            return
        for mesh in (self.mesh, self._coarse_mesh):
            data = mesh.GetPointData()
            {"normals": data.SetNormals, "coordinates": data.SetTCoords}.get(name, data.AddArray)(array)

    def _paint(self, item: Item) -> None:
        """Colours a vertex, made anew where what they are made of is another object."""
        made_of = (item.lightness, item.cartilage, item.attachments, item.value, item.tender)
        if not any(map(is_not, made_of, self._painted)):
            return
        self._painted = made_of
        colours = vertex_colours(item)
        array = None if colours is None else numpy_to_vtk(colours, deep=True)
        for mesh, mapper in ((self.mesh, self.mapper), (self._coarse_mesh, self._coarse_mapper)):
            mesh.GetPointData().SetScalars(array)
            mapper.SetScalarVisibility(array is not None)

    def _switch_pain(self, on: bool) -> None:
        self._has_pain = on
        if on:
            point = vtkDataObject.FIELD_ASSOCIATION_POINTS
            for mapper in (self.mapper, self._coarse_mapper):
                for attribute, name in shaders.SKIN_ATTRIBUTES.items():
                    mapper.MapDataArrayToVertexAttribute(attribute, name, point, -1)
            shaders.add_pain(self.actor)
            self.set_pixel_scale(1.0)
        else:
            shaders.remove_pain(self.actor)
            for mapper in (self.mapper, self._coarse_mapper):
                mapper.RemoveAllVertexAttributeMappings()


class Cap:
    """The face that a cut leaves of a closed surface, flat, in its colour and with a line round it.

    What is deeper lies over what is around it.
    """

    def __init__(self, of: vtkActor, kind: str, group: str | None) -> None:
        self._face, self._line = vtkPolyData(), vtkPolyData()
        order = style.CAP_ORDER.get(kind, 0)
        colour = style.CAPS.get(kind, style.material(kind, group).colour)
        self.face = _flat(self._face, of, colour, order)
        self.line = _flat(self._line, of, tuple(0.45 * c for c in colour), order + 1)
        self.line.GetProperty().SetLineWidth(style.CAP_LINE_PX)

    @property
    def actors(self) -> tuple[vtkActor, ...]:
        return self.face, self.line

    def hide(self) -> None:
        for actor in self.actors:
            actor.VisibilityOff()

    def show(self, mesh: vtkPolyData, of: vtkActor, point: Floats, normal: Floats) -> None:
        """Cut a mesh, which an actor brings to the world, by a plane of the world."""
        to_world = np.array([[of.GetUserMatrix().GetElement(i, j) for j in range(4)] for i in range(4)])
        turn, origin = to_world[:3, :3], to_world[:3, 3]
        normal = turn.T @ normal
        points = vtk_to_numpy(mesh.GetPoints().GetData()).astype(np.float64)
        faces = vtk_to_numpy(mesh.GetPolys().GetConnectivityArray()).reshape(-1, 3)
        pieces = outline(points, faces, turn.T @ (point - origin), normal)
        self._line.SetPoints(_points(pieces))
        self._line.SetLines(cells(_corners(pieces)))
        triangles = filled(pieces, normal)
        self._face.SetPoints(_points(triangles))
        self._face.SetPolys(cells(_corners(triangles)))
        for actor, shapes in ((self.face, triangles), (self.line, pieces)):
            actor.SetVisibility(len(shapes) > 0)
            actor.GetProperty().SetOpacity(of.GetProperty().GetOpacity())


def _points(shapes: Floats) -> vtkPoints:
    """The corners of shapes (n, k, 3), one after the other."""
    points = vtkPoints()
    points.SetData(numpy_to_vtk(shapes.reshape(-1, 3).astype(np.float32), deep=True))
    return points


def _corners(shapes: Floats) -> np.ndarray:
    """Of shapes (n, k, 3), by their places among `_points` of them."""
    return np.arange(shapes.shape[0] * shapes.shape[1]).reshape(shapes.shape[:2])


def _flat(shapes: vtkPolyData, of: vtkActor, colour: style.Colour, order: int) -> vtkActor:
    """What lies in the plane of a cut, in one colour; what is of a higher order lies before the rest."""
    mapper = mapper_of(shapes)
    mapper.ScalarVisibilityOff()
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(0.0, order * CAP_UNITS)
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0.0, order * CAP_UNITS)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.SetUserMatrix(of.GetUserMatrix())
    look = actor.GetProperty()
    look.SetColor(colour)
    look.SetAmbient(1.0)
    look.SetDiffuse(0.0)
    look.SetSpecular(0.0)
    return actor


class Mark:
    """The round mark of a trigger point: a ball with a dark outline, and a white ring round the chosen one.

    An outline is a larger ball of which only the far half is drawn, so that it shows beside the nearer one only. The
    mark stands in the scene, and once more, faint unless it is chosen, over everything that may hide it. Under opaque
    skin it stands before the skin over it instead, and is not seen through other parts of the body.
    """

    def __init__(self, item: Item) -> None:
        assert item.group is not None
        self.transform: Floats = np.eye(4)
        self.position = np.zeros(3)
        self.radius_mm = style.MARK_RADIUS_MM
        self.front = np.zeros(3)  # where the nearer of its two balls stands
        self.chosen = self.covered = self.beside = False
        self.over, self.within = _mark_actors(item.group), _mark_actors(item.group)

    @property
    def actors(self) -> tuple[vtkActor, ...]:
        return (*self.over, *self.within)

    def show(self, item: Item) -> None:
        """Bring the mark to an item of the same id."""
        self.transform = item.world_from_points
        self.position = self.transform[:3, 3].copy()
        self.chosen = item.selected
        self._dress()

    def cover(self, covered: bool) -> None:
        """Whether it lies under opaque skin."""
        if covered != self.covered:
            self.covered = covered
            self._dress()

    @property
    def sphere(self) -> Floats:
        """Round ball, ring and outlines; see `culling.Culled`."""
        return np.array([0.0, 0.0, 0.0, RING_OUTLINE * self.radius_mm])

    def set_beside(self, beside: bool) -> None:
        """Whether it lies beside the picture, and is not drawn."""
        self.beside = beside
        self._dress()

    def _dress(self) -> None:
        for actors, shown in ((self.over, not (self.covered or self.beside)), (self.within, not self.beside)):
            ball, outline, *ring = actors
            faint = not self.chosen and (self.covered or actors is self.over)
            ball.SetVisibility(shown)
            ball.GetProperty().SetOpacity(style.MARK_HIDDEN_OPACITY if faint else 1.0)
            outline.SetVisibility(shown and not faint)  # seen through a faint ball, it would darken it
            for actor in ring:
                actor.SetVisibility(shown and self.chosen)

    def face(self, eye: np.ndarray, mm_per_pixel: float, scale: float) -> None:
        """Keep the mark large enough to see and to hit from afar; the chosen one comes forward, before the others."""
        self.radius_mm = max(style.MARK_RADIUS_MM, style.MARK_LEAST_RADIUS_PX * scale * mm_per_pixel)
        to_eye = eye - self.position
        forward = style.MARK_CHOSEN_FORWARD if self.chosen else 0.0
        # What stands in the scene comes out of the belly around it, and stays behind bone.
        out_of = style.MARK_UNDER_SKIN_MM if self.covered else style.MARK_SURFACES_MM
        surfaced = out_of / max(float(np.linalg.norm(to_eye)), 1.0)
        self.front = self.position + (surfaced if self.covered else max(forward, surfaced)) * to_eye
        for actors, nearer in ((self.over, forward), (self.within, surfaced)):
            for actor in actors:
                actor.SetPosition(*(self.position + nearer * to_eye))
                actor.SetScale(self.radius_mm * (1.0 - nearer))


def _mapper(mesh: vtkPolyData) -> vtkPolyDataMapper:
    mapper = mapper_of(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.ScalarVisibilityOff()
    return mapper


def _locator(mapper: vtkPolyDataMapper) -> vtkStaticCellLocator:
    locator = vtkStaticCellLocator()
    locator.SetDataSet(mapper.GetInput())
    locator.UseExistingSearchStructureOn()  # another colour is no reason to make it anew
    return locator


def is_closed(points: np.ndarray, faces: np.ndarray) -> bool:
    """Whether a surface has no hole and faces outward: then its area vectors cancel and its volume is positive."""
    mesh = Mesh(np.asarray(points, dtype=np.float64), faces)
    areas = mesh.area_vectors
    gap = np.linalg.norm(areas.sum(axis=0)) / max(np.linalg.norm(areas, axis=1).sum(), 1e-12)
    return bool(gap < 1e-6) and mesh.volume_cm3 > 0.0


def _mark_actors(group: str) -> tuple[vtkActor, ...]:
    """Ball and outline, and the ring round a chosen mark with its outline; of radius 1 mm."""
    return (
        _ball(style.MARK_COLOURS[group], 1.0, outline=False),
        _ball(style.MARK_OUTLINE, 1.28, outline=True),
        _ball(style.MARK_CHOSEN, 1.75, outline=True),
        _ball(style.MARK_OUTLINE, RING_OUTLINE, outline=True),
    )


def _ball(colour: style.Colour, radius: float, outline: bool) -> vtkActor:
    source = vtkSphereSource()
    source.SetRadius(radius)
    source.SetThetaResolution(32)
    source.SetPhiResolution(24)
    source.Update()
    actor = vtkActor()
    actor.SetMapper(mapper_of(source.GetOutput()))
    look = actor.GetProperty()
    look.SetColor(colour)
    if outline:
        look.FrontfaceCullingOn()
        look.LightingOff()
    else:
        look.SetAmbient(0.45)
        look.SetDiffuse(0.65)
    return actor


@cache
def fibre_streaks() -> np.ndarray:
    """Brightness across the fibres, (1024,) about 1: fibres in bundles of several sizes; the same every time."""
    place = np.arange(1024) / 1024
    total = np.zeros(1024)
    for count, strength in ((9, 0.35), (23, 0.6), (61, 0.9), (150, 0.8), (330, 0.5)):
        # Noise enough for streaks, without the cost of loading a generator.
        knots = np.modf(43758.5453 * np.abs(np.sin(12.9898 * np.arange(1, count + 2) + count)))[0] - 0.5
        total += strength * np.interp(place * count, np.arange(count + 1), knots)
    return np.asarray(1.0 + 0.10 * total / total.std())


def fibre_texture(colour: style.Colour) -> vtkTexture:
    """Streaks along the fibres (first coordinate: place across them), pale towards the tendon (second: its share)."""
    rows = 64
    tendon = np.linspace(0.0, 1.0, rows)[:, None, None]
    streaks = fibre_streaks()[None, :, None]
    flesh = np.array(colour) * streaks
    sinew = np.array(style.TENDON) * (1.0 + 0.6 * (streaks - 1.0))
    share = tendon * tendon * (3.0 - 2.0 * tendon)
    pixels = (255.0 * np.clip(flesh * (1.0 - share) + sinew * share, 0.0, 1.0)).astype(np.uint8)
    image = vtkImageData()
    image.SetDimensions(pixels.shape[1], rows, 1)
    image.GetPointData().SetScalars(numpy_to_vtk(pixels.reshape(-1, 3), deep=True))
    texture = vtkTexture()
    texture.SetInputData(image)
    texture.InterpolateOn()
    texture.SetWrap(vtkTexture.ClampToEdge)
    return texture
