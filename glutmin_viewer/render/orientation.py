"""Which way is which: a cube in the corner, lettered with the anatomical directions, and the side in words.

Both are drawn into the picture itself, so that a saved one cannot be mistaken for the other side. A face of the cube
names the view from there: `face_at` finds it under the mouse.
"""

from __future__ import annotations

import math
import weakref

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkFiltersSources import vtkCubeSource, vtkPlaneSource
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkTextActor,
    vtkTextProperty,
    vtkTextRenderer,
    vtkTexture,
)

from glutmin_viewer.content import content
from glutmin_viewer.core.camera import VIEWS, View, hip_camera, turned
from glutmin_viewer.core.pose import Side
from glutmin_viewer.render import style
from glutmin_viewer.render.scene import Scene

CUBE_SIZE_PX = 104
MARGIN_PX = 14
MOST_OF_PICTURE = 0.25
LABEL_SIZE_PT = 19
VIEW_ANGLE_DEG = 20.0
DISTANCE = 6.2
CUBE_COLOUR: style.Colour = (0.36, 0.39, 0.44)
WORD_HEIGHT, WORD_WIDTH = 0.42, 0.88  # at most, of an edge of the cube
MEASURED_PT, DPI = 100, 72  # the type in which words are measured, a pixel to a point
SHARPNESS = 2  # pixels of a texture to one of the picture
FACE = 1.0 / (2.0 * math.tan(math.radians(VIEW_ANGLE_DEG / 2)) * (DISTANCE - 0.5))  # of what is seen: one looked at
LETTER_COLOUR: style.Colour = (0.98, 0.98, 0.98)


class Orientation:
    """The cube (a small renderer on layer 2 that turns with the scene's camera) and the label of the side."""

    def __init__(self, scene: Scene, renderer: vtkRenderer) -> None:
        self._scene, self.renderer = scene, renderer
        self._side: Side = "right"
        self._attitude = np.eye(3)
        self._face_px = 0  # before the first picture
        renderer.SetLayer(2)
        renderer.InteractiveOff()
        renderer.SetUseOIT(False)  # which waits until other layers are drawn; here nothing hides another
        renderer.GetActiveCamera().SetViewAngle(VIEW_ANGLE_DEG)
        renderer.AddActor(_cube())
        self._words = {view: _Word() for view in VIEWS}
        for word in self._words.values():
            renderer.AddActor(word.actor)
        self.label = vtkTextActor()
        text = self.label.GetTextProperty()
        text.SetFontSize(LABEL_SIZE_PT)
        text.BoldOn()
        text.SetVerticalJustificationToTop()
        scene.overlay.AddViewProp(self.label)
        self._letter()
        self.set_backdrop(scene.backdrop)
        # The renderer must not keep the marker alive. The scene's renderer is drawn first, so this comes in time.
        itself = weakref.ref(self)
        self._observer = scene.renderer.AddObserver("StartEvent", lambda *_: (me := itself()) and me._before_render())

    def set_side(self, side: Side) -> None:
        """Letter the cube and name the hip of one side: lateral is to the right of the right hip only."""
        if side != self._side:
            self._side = side
            self._letter()

    def retranslate(self) -> None:
        """Letter the cube and name the hip, in the language in use and for the body as it lies."""
        self._letter()

    def _letter(self) -> None:
        words = content().ui
        self.label.SetInput(words[f"side_{self._side}"])
        for view, word in self._words.items() if self._face_px else ():
            word.show(words[f"cube_{view}"], self._face_px, _face(view, self._side, self._attitude))

    def set_visible(self, visible: bool) -> None:
        """Show cube and label, or leave both out."""
        self.renderer.SetDraw(visible)
        self.label.SetVisibility(visible)

    def set_backdrop(self, backdrop: style.Backdrop) -> None:
        """Let the label be read before another ground."""
        look = self.label.GetTextProperty()
        look.SetColor(backdrop.words)
        look.SetBackgroundColor(backdrop.behind)

    def back(self, opacity: float) -> None:
        """Put a ground behind the label, for a picture that has none."""
        self.label.GetTextProperty().SetBackgroundOpacity(opacity)

    def set_attitude(self, attitude: np.ndarray) -> None:
        """Turn with a body that lies: attitude (3, 3) is its turn from standing."""
        if not np.array_equal(attitude, self._attitude):
            self._attitude = attitude
            self.retranslate()

    def close(self) -> None:
        """Let go of the scene's renderer."""
        self._scene.renderer.RemoveObserver(self._observer)

    def face_at(self, x: float, y: float) -> View | None:
        """The view of the cube's face at display position (pixels from the lower left corner); None beside it."""
        self.lay_out()
        width, height = self._scene.renderer.GetSize()
        left, low, right, high = self.renderer.GetViewport()
        across = (x - left * width) / max((right - left) * width, 1e-9) * 2 - 1
        up = (y - low * height) / max((high - low) * height, 1e-9) * 2 - 1
        if max(abs(across), abs(up)) > 1:
            return None
        camera = self.renderer.GetActiveCamera()
        eye, forward = np.array(camera.GetPosition()), np.array(camera.GetDirectionOfProjection())
        top = np.array(camera.GetViewUp())
        reach = math.tan(math.radians(VIEW_ANGLE_DEG / 2))
        ray = forward + reach * (across * np.cross(forward, top) + up * top)
        return self._face_hit(eye, ray)

    def _face_hit(self, eye: np.ndarray, ray: np.ndarray) -> View | None:
        for view in VIEWS:
            normal = np.array(hip_camera(view, self._side).direction)
            towards = float(normal @ ray)
            if towards >= 0:
                continue
            hit = eye + ray * (0.5 - normal @ eye) / towards
            if np.abs(hit).max() <= 0.5 + 1e-9:
                return view
        return None

    def _before_render(self) -> None:
        if not self._scene.laid_out:
            self.lay_out()

    def lay_out(self) -> None:
        """Bring cube and label to the scene's camera and to the size of the window."""
        source, camera = self._scene.renderer.GetActiveCamera(), self.renderer.GetActiveCamera()
        camera.SetFocalPoint(0.0, 0.0, 0.0)
        camera.SetPosition(*(self._attitude.T @ (-DISTANCE * np.array(source.GetDirectionOfProjection()))))
        camera.SetViewUp(*(self._attitude.T @ np.array(source.GetViewUp())))
        camera.OrthogonalizeViewUp()
        camera.SetClippingRange(DISTANCE - 1.5, DISTANCE + 1.5)
        scale = self._scene.pixel_scale
        width, height = (max(n, 1) for n in self._scene.renderer.GetSize())
        # In a small picture they shrink, so that the anatomy keeps the room.
        shrink = min(1.0, MOST_OF_PICTURE * min(width, height) / (CUBE_SIZE_PX * scale))
        size, margin = CUBE_SIZE_PX * scale * shrink, 0.3 * MARGIN_PX * scale
        self.label.GetTextProperty().SetFontSize(round(LABEL_SIZE_PT * shrink))
        box = (1 - (size + margin) / width, margin / height, 1 - margin / width, (size + margin) / height)
        self.renderer.SetViewport(*(min(max(edge, 0.0), 1.0) for edge in box))
        self.label.SetDisplayPosition(round(MARGIN_PX * scale), height - round(MARGIN_PX * scale))
        if self._face_px != (face := round(FACE * size)):
            self._face_px = face
            self._letter()
        if self._scene.still:  # as for other textures, the first smaller copies would put off the first picture
            for word in self._words.values():
                word.smooth()


def _cube() -> vtkActor:
    source = vtkCubeSource()
    mapper = vtkPolyDataMapper()
    mapper.SetInputConnection(source.GetOutputPort())
    actor = vtkActor()
    actor.SetMapper(mapper)
    look = actor.GetProperty()
    look.SetColor(CUBE_COLOUR)
    look.SetAmbient(0.35)
    look.SetDiffuse(0.7)
    look.EdgeVisibilityOn()
    look.SetEdgeColor(0.62, 0.66, 0.72)
    return actor


class _Word:
    """A word on a face, as a texture as fine as the picture: drawn as outlines such small letters would be torn."""

    def __init__(self) -> None:
        self._plane, self._image, self._texture = vtkPlaneSource(), vtkImageData(), vtkTexture()
        self._texture.SetInputData(self._image)
        self._texture.InterpolateOn()
        mapper = vtkPolyDataMapper()
        mapper.SetInputConnection(self._plane.GetOutputPort())
        self.actor = vtkActor()
        self.actor.SetMapper(mapper)
        self.actor.SetTexture(self._texture)
        self.actor.SetUserMatrix(vtkMatrix4x4())
        self.actor.GetProperty().LightingOff()
        self.actor.ForceTranslucentOn()

    def smooth(self) -> None:
        """Be smooth on faces that are seen from the side, too."""
        self._texture.MipmapOn()

    def show(self, words: str, face_px: int, place: np.ndarray) -> None:
        """Stand on a face of a size, at its place (4, 4)."""
        self.actor.GetUserMatrix().DeepCopy(place.ravel().tolist())
        draw, look, taken = vtkTextRenderer.GetInstance(), vtkTextProperty(), [0, 0]
        look.BoldOn()
        look.SetColor(LETTER_COLOUR)
        look.SetFontSize(MEASURED_PT)
        box = [0, 0, 0, 0]
        draw.GetBoundingBox(look, words, box, DPI)
        largest = min(WORD_WIDTH / (box[1] - box[0] + 1), WORD_HEIGHT / (box[3] - box[2] + 1))
        look.SetFontSize(max(round(SHARPNESS * MEASURED_PT * largest * face_px), 1))
        draw.RenderString(look, words, self._image, taken, DPI)
        self._image.Modified()
        # What is drawn is larger than the word, whose middle is that of the face.
        width, height, _ = self._image.GetDimensions()
        inked = vtk_to_numpy(self._image.GetPointData().GetScalars()).reshape(height, width, 4)[..., 3].nonzero()
        low, high = np.array([inked[1].min(), inked[0].min()]), np.array([inked[1].max(), inked[0].max()]) + 1
        size = float(min(np.array([WORD_WIDTH, WORD_HEIGHT]) / (high - low)))
        left, bottom = -0.5 * size * (low + high)
        self._plane.SetOrigin(left, bottom, 0.0)
        self._plane.SetPoint1(left + size * width, bottom, 0.0)
        self._plane.SetPoint2(left, bottom + size * height, 0.0)


def _face(view: View, side: Side, attitude: np.ndarray) -> np.ndarray:
    """(4, 4): from a plane to that of a face of the cube, upright for the camera of that view."""
    camera = turned(hip_camera(view, side), attitude)
    normal, up = attitude.T @ np.array(camera.direction), attitude.T @ np.array(camera.view_up)
    place = np.eye(4)
    place[:3] = np.stack([np.cross(up, normal), up, normal, 0.505 * normal], axis=1)
    return place
