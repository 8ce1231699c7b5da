"""Which way is which: a cube in the corner, lettered with the anatomical directions, and the side in words.

Both are drawn into the picture itself, so that a saved one cannot be mistaken for the other side. A face of the cube
names the view from there: `face_at` finds it under the mouse.
"""

from __future__ import annotations

import math
import weakref

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkFiltersSources import vtkCubeSource
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkTextActor
from vtkmodules.vtkRenderingFreeType import vtkVectorText

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
LETTER_HEIGHT, LETTER_WIDTH = 0.4, 0.86  # at most, of an edge of the cube
LETTER_COLOUR: style.Colour = (0.98, 0.98, 0.98)


class Orientation:
    """The cube (a small renderer on layer 2 that turns with the scene's camera) and the label of the side."""

    def __init__(self, scene: Scene, renderer: vtkRenderer) -> None:
        self._scene, self.renderer = scene, renderer
        self._side: Side = "right"
        self._attitude = np.eye(3)
        self._letters: dict[View, tuple[vtkVectorText, vtkActor]] = {}
        renderer.SetLayer(2)
        renderer.InteractiveOff()
        renderer.GetActiveCamera().SetViewAngle(VIEW_ANGLE_DEG)
        renderer.AddActor(_cube())
        for view in VIEWS:
            letter = vtkVectorText()
            mapper = vtkPolyDataMapper()
            mapper.SetInputConnection(letter.GetOutputPort())
            actor = vtkActor()
            actor.SetMapper(mapper)
            actor.SetUserMatrix(vtkMatrix4x4())
            look = actor.GetProperty()
            look.SetColor(LETTER_COLOUR)
            look.LightingOff()
            renderer.AddActor(actor)
            self._letters[view] = (letter, actor)
        self.label = vtkTextActor()
        text = self.label.GetTextProperty()
        text.SetFontSize(LABEL_SIZE_PT)
        text.BoldOn()
        text.SetVerticalJustificationToTop()
        scene.overlay.AddViewProp(self.label)
        self._side: Side | None = None
        self.set_side("right")
        self.set_backdrop(scene.backdrop)
        # The renderer must not keep the marker alive. The scene's renderer is drawn first, so this comes in time.
        itself = weakref.ref(self)
        self._observer = scene.renderer.AddObserver("StartEvent", lambda *_: (me := itself()) and me._before_render())

    def set_side(self, side: Side) -> None:
        """Letter the cube and name the hip of one side: lateral is to the right of the right hip only."""
        if side != self._side:
            self._side = side
            self._letter(side)

    def retranslate(self) -> None:
        """Letter the cube and name the hip, in the language in use and for the body as it lies."""
        if self._side is not None:
            self._letter(self._side)

    def _letter(self, side: Side) -> None:
        words = content().ui
        self.label.SetInput(words[f"side_{side}"])
        for view, (letter, actor) in self._letters.items():
            letter.SetText(words[f"cube_{view}"])
            letter.Update()
            place = _letter_place(view, side, self._attitude, letter.GetOutput().GetBounds())
            actor.GetUserMatrix().DeepCopy(place.ravel().tolist())

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


def _letter_place(view: View, side: Side, attitude: np.ndarray, bounds: tuple[float, ...]) -> np.ndarray:
    """(4, 4): from the letter's own plane to the middle of its face, upright for the camera of that view."""
    camera = turned(hip_camera(view, side), attitude)
    normal, up = attitude.T @ np.array(camera.direction), attitude.T @ np.array(camera.view_up)
    size = min(LETTER_HEIGHT / (bounds[3] - bounds[2]), LETTER_WIDTH / (bounds[1] - bounds[0]))
    right = np.cross(up, normal)
    middle = np.array([(bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2])
    place = np.eye(4)
    place[:3, :3] = size * np.stack([right, up, normal], axis=1)
    place[:3, 3] = 0.51 * normal - size * (middle[0] * right + middle[1] * up)
    return place
