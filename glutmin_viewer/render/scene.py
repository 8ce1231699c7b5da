"""A frame on the screen: `Scene.show(frame)` brings the actors of one pair of renderers to it, and no more than needed.

The overlay renderer lies on layer 1 with the same camera: its marks are seen through whatever covers them. Window and
off-screen picture share this class; neither Qt nor the size of a window is known here.
"""

from __future__ import annotations

import math
import time
import weakref
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from vtkmodules.vtkRenderingCore import vtkLight, vtkProp, vtkRenderer

from glutmin_viewer.core.camera import VIEW_ANGLE_DEG, Camera
from glutmin_viewer.core.frame import BEGUN, RULER, Frame, Item
from glutmin_viewer.render import style
from glutmin_viewer.render.box import Box
from glutmin_viewer.render.culling import leave_out
from glutmin_viewer.render.drawables import Mark, Surface
from glutmin_viewer.render.forces import ForceMark, place_words, show_solids
from glutmin_viewer.render.labels import Labels
from glutmin_viewer.render.lines import picture_from_world
from glutmin_viewer.render.rulers import RulerMark
from glutmin_viewer.render.solids import Solids

Drawable = Surface | Mark | ForceMark | RulerMark

REFERENCE_DPI = 72.0
MOST_LAYERS = 8  # of translucent surfaces behind each other, drawn in order
# In motion near and far planes follow no faster: looking for them goes through all that is drawn, and nothing comes
# nearer than this meanwhile.
FOLLOW_S, NEARER_MM = 0.2, 600.0
UNCUT_KINDS = ("ground", "ball")
FORCE_KINDS = ("force", "lever", "caption")
RULER_KINDS = (RULER, BEGUN)


class Scene:
    """The drawables of a frame, by item id."""

    def __init__(self, renderer: vtkRenderer, overlay: vtkRenderer) -> None:
        self.renderer, self.overlay = renderer, overlay
        self._items: dict[str, Item] = {}
        self._drawables: dict[str, Drawable] = {}
        self._frame: Frame | None = None
        self.labels = Labels(overlay)
        self._solids = Solids()
        overlay.AddActor(self._solids.actor)
        self._fit = 1.0
        self._still = False
        self._told = False
        self._clipped: tuple[float, object] = -math.inf, None
        self.laid_out = False  # by `lay_out`, for pictures that show parts of one
        self.backdrop = style.DARK
        self.set_backdrop(style.DARK)
        renderer.GradientBackgroundOn()
        # Weighted blending would wash out the nearly opaque pain zones; see `set_still` for the exact way.
        renderer.SetUseOIT(False)
        overlay.SetLayer(1)
        overlay.InteractiveOff()
        overlay.SetActiveCamera(renderer.GetActiveCamera())
        for target in (renderer, overlay):
            target.GetCullers().RemoveAllItems()  # see `culling`
            target.SetAutomaticLightCreation(False)
            for light in _lights():
                target.AddLight(light)
        # The renderer must not keep the scene alive.
        itself = weakref.ref(self)
        self._observer = renderer.AddObserver("StartEvent", lambda *_: (scene := itself()) and scene._before_render())
        self.set_still(True)

    @property
    def items(self) -> Mapping[str, Item]:
        """What is shown, by id."""
        return MappingProxyType(self._items)

    @property
    def drawables(self) -> Mapping[str, Drawable]:
        return MappingProxyType(self._drawables)

    @property
    def still(self) -> bool:
        """Whether pictures are drawn as those at rest are."""
        return self._still

    @property
    def pixel_scale(self) -> float:
        """Pixels to a screen point: 1 on an ordinary screen, 2 on a fine one or in an oversampled picture."""
        window = self.renderer.GetRenderWindow()
        return 1.0 if window is None else window.GetDPI() / REFERENCE_DPI

    def show(self, frame: Frame) -> None:
        """Draw a frame from now on: make what is new, change what changed, take away what is gone."""
        items = {item.id: item for item in frame.items}
        covered = any(item.kind == "skin" and item.opacity >= 1.0 for item in frame.items)
        for name in [name for name, item in self._items.items() if name not in items or items[name].kind != item.kind]:
            self._remove(name)
        for name, item in items.items():
            if name not in self._drawables:
                self._add(item)
            drawable = self._drawables[name]
            drawable.show(item)
            if isinstance(drawable, Mark):
                drawable.cover(covered)
            if isinstance(drawable, Surface):
                drawable.cut(None if item.kind in UNCUT_KINDS else frame.cut)
                for actor in drawable.actors if frame.cut is not None else ():
                    self.renderer.AddActor(actor)  # a cap that is new; those that are there stay
        self._items, self._frame = items, frame
        self._show_solids()
        if self._still or not self._told:
            self.tell()
        if not frame.labels:
            self.labels.hide()

    def _show_solids(self) -> None:
        show_solids([mark for mark in self._drawables.values() if isinstance(mark, ForceMark)], self._solids)

    def tell(self) -> None:
        """Bring the words of forces to what is shown.

        In motion that is left to whoever tells numbers beside the picture: a renderer in software takes up new words
        only when it is done with what it draws.
        """
        self._told = True
        for drawable in self._drawables.values():
            if isinstance(drawable, ForceMark):
                drawable.tell()

    def set_backdrop(self, backdrop: style.Backdrop) -> None:
        """Draw before another ground from now on, with words to be read on it."""
        self.renderer.SetBackground(*backdrop.bottom)
        self.renderer.SetBackground2(*backdrop.top)
        self.backdrop = self.labels.backdrop = backdrop
        for drawable in self._drawables.values():
            if isinstance(drawable, Surface | ForceMark):
                drawable.set_backdrop(backdrop)
        self._show_solids()

    def clear(self) -> None:
        """Take everything off and let go of the renderers."""
        for name in list(self._drawables):
            self._remove(name)
        self._items, self._frame = {}, None
        self.overlay.RemoveActor(self._solids.actor)
        self.labels.hide()
        self.renderer.RemoveObserver(self._observer)

    def set_camera(self, camera: Camera, aspect: float) -> None:
        """Look from a camera; aspect is the picture's width over its height.

        A picture narrower than high keeps the width in view instead of the height.
        """
        self._fit = max(1.0, 1.0 / aspect)
        eye = camera.position - np.array(camera.focal_point)
        native = self.renderer.GetActiveCamera()
        native.SetViewAngle(VIEW_ANGLE_DEG)
        native.SetFocalPoint(*camera.focal_point)
        native.SetPosition(*(np.array(camera.focal_point) + self._fit * eye))
        native.SetViewUp(*camera.view_up)

    def camera(self) -> Camera:
        """Where the picture is taken from now, also after a mouse has turned it."""
        native = self.renderer.GetActiveCamera()
        focal, position = np.array(native.GetFocalPoint()), np.array(native.GetPosition())
        distance = float(np.linalg.norm(position - focal))
        height = 2.0 * distance * math.tan(math.radians(VIEW_ANGLE_DEG / 2)) / self._fit
        direction = (position - focal) / distance
        return Camera(_vector(focal), _vector(direction), _vector(np.array(native.GetViewUp())), height)

    def set_still(self, still: bool) -> None:
        """All triangles and exact translucency for a picture at rest; the quick way while something moves."""
        if still == self._still:
            return
        self._still = still
        for drawable in self._drawables.values():
            if isinstance(drawable, Surface):
                drawable.set_still(still)
        self.tell()
        # Faint marks look alike in whatever order they come; in software that takes a third of a picture in motion.
        self.overlay.SetUseOIT(still)
        self.renderer.SetUseDepthPeeling(still)
        self.renderer.SetMaximumNumberOfPeels(MOST_LAYERS)
        self.renderer.SetOcclusionRatio(0.0)

    def mm_per_pixel(self, point: np.ndarray) -> float:
        """Size of a pixel at the depth of a point, mm."""
        native = self.renderer.GetActiveCamera()
        depth = float(np.dot(np.array(point) - native.GetPosition(), native.GetDirectionOfProjection()))
        height = max(self.renderer.GetSize()[1], 1)
        return 2.0 * max(depth, 1.0) * math.tan(math.radians(native.GetViewAngle() / 2)) / height

    def _add(self, item: Item) -> None:
        self._drawables[item.id] = drawable = _drawable(item)
        if isinstance(drawable, Surface | ForceMark):
            drawable.set_backdrop(self.backdrop)
        if isinstance(drawable, Surface):
            drawable.set_still(self._still)
        self._told, self._clipped = False, (-math.inf, None)
        for renderer, actors in self._places(drawable):
            for actor in actors:
                renderer.AddViewProp(actor)

    def _remove(self, name: str) -> None:
        drawable = self._drawables.pop(name)
        for renderer, actors in self._places(drawable):
            for actor in actors:
                renderer.RemoveViewProp(actor)

    def _places(self, drawable: Drawable) -> list[tuple[vtkRenderer, tuple[vtkProp, ...]]]:
        """Which renderer draws what of a drawable."""
        if isinstance(drawable, ForceMark | RulerMark):
            return [(self.overlay, drawable.actors)]
        if isinstance(drawable, Mark):
            return [(self.overlay, drawable.over), (self.renderer, drawable.within)]
        return [(self.renderer, drawable.actors), (self.overlay, drawable.over)]

    def _before_render(self) -> None:
        if not self.laid_out:
            self.lay_out()

    def lay_out(self) -> None:
        """Bring up to date what depends on camera and window size, as is done just before each picture."""
        scale = self.pixel_scale
        eye = np.array(self.renderer.GetActiveCamera().GetPosition())
        for drawable in self._drawables.values():
            if isinstance(drawable, Mark):
                drawable.face(eye, self.mm_per_pixel(drawable.position), scale)
            elif isinstance(drawable, Surface):
                drawable.set_pixel_scale(scale)
        self.leave_out()
        if forces := [drawable for drawable in self._drawables.values() if isinstance(drawable, ForceMark)]:
            place_words(forces, self.overlay, scale)
        self._clip()
        self._lay_out_rulers(scale)
        if self._frame is not None and self._frame.labels:
            self.labels.show(self._frame, self._still, scale)

    def leave_out(self) -> None:
        """Let what lies beside the picture not be drawn; `lay_out` does that too."""
        if leave_out(self.renderer, [it for it in self._drawables.values() if isinstance(it, Surface | Mark)]):
            self._clipped = -math.inf, None

    def _lay_out_rulers(self, scale: float) -> None:
        rulers = [drawable for drawable in self._drawables.values() if isinstance(drawable, RulerMark)]
        if rulers:
            view, taken = picture_from_world(self.overlay), list[Box]()
            for ruler in rulers:
                ruler.draw_lines(self.overlay.GetSize(), view, scale)
            ways = [way for ruler in rulers for way in ruler.ways]
            for ruler in rulers:
                ruler.draw_value(self.overlay, view, scale, ways, taken)

    def _clip(self) -> None:
        """Near and far planes round the bodies, and before marks, which may stand nearer than all of them."""
        native, now = self.renderer.GetActiveCamera(), time.monotonic()
        seen_from = native.GetPosition(), native.GetDirectionOfProjection()
        clipped_s, before = self._clipped
        if not self._still and seen_from == before and now < clipped_s + FOLLOW_S:
            return
        self._clipped = now, seen_from
        self.renderer.ResetCameraClippingRange()
        near, far = native.GetClippingRange()
        eye, ahead = map(np.array, seen_from)
        for drawable in self._drawables.values():
            if isinstance(drawable, Mark) and not drawable.beside:
                near = min(near, float((drawable.front - eye) @ ahead) - 3.0 * drawable.radius_mm)
        spare = 0.0 if self._still else NEARER_MM
        native.SetClippingRange(max(near - spare, near / 4.0, 1.0), far + spare)


def _drawable(item: Item) -> Drawable:
    if item.kind in ("trigger_point", "probe"):
        return Mark(item)
    if item.kind in RULER_KINDS:
        return RulerMark()
    return ForceMark(item) if item.kind in FORCE_KINDS else Surface(item)


def _lights() -> list[vtkLight]:
    lights = []
    for light in style.LIGHTS:
        native = vtkLight()
        native.SetLightTypeToCameraLight()
        native.SetPosition(*light.direction)
        native.SetFocalPoint(0.0, 0.0, 0.0)
        native.SetColor(*light.colour)
        native.SetIntensity(light.intensity)
        lights.append(native)
    return lights


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in values)
    return x, y, z
