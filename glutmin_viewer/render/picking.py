"""What lies under the mouse: a trigger point before a structure before the skin; or a measurement over all of them.

Marks are found on the picture, where they are drawn and seen; structures by a ray. A translucent skin hides no
structure: it is picked only where nothing else is under the mouse.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np
from vtkmodules.vtkRenderingCore import vtkCellPicker, vtkRenderer

from glutmin_viewer.core.frame import RULER, structure_of
from glutmin_viewer.render.drawables import Mark, Surface
from glutmin_viewer.render.rulers import RulerMark
from glutmin_viewer.render.scene import Scene

MARK_REACH_PX = 6.0
LEAST_OPACITY = 0.05
# How near a line must pass to be hit, as a share of the picture's diagonal. Surfaces are hit exactly: with a tolerance
# VTK takes a neighbouring face, up to millimetres away.
LINE_TOLERANCE = 0.004


class Pick(msgspec.Struct, frozen=True):
    """The item hit and where, mm in the world."""

    id: str
    position: tuple[float, float, float]


def pick(scene: Scene, x: float, y: float) -> Pick | None:
    """What is at a display position, in pixels from the lower left corner; a measurement lets through."""
    return _mark(scene, x, y) or pick_surface(scene, x, y)


def pick_ruler(scene: Scene, x: float, y: float) -> Pick | None:
    """The measurement at a display position, whatever else is there; the one drawn last where several are."""
    for name, drawable in reversed(scene.drawables.items()):
        finished = isinstance(drawable, RulerMark) and scene.items[name].kind == RULER
        if finished and drawable.is_hit(x, y, scene.pixel_scale):
            return Pick(name, drawable.middle)
    return None


def pick_on(scene: Scene, structure: str, x: float, y: float) -> Pick | None:
    """Where a ray through a display position meets a surface of either figure, whatever lies before it, if it does."""
    scene.leave_out()
    drawn = scene.drawables.items()
    return _ray(scene, x, y, {n: d for n, d in drawn if isinstance(d, Surface) and structure_of(n) == structure})


def mark_on_display(scene: Scene, mark: Mark) -> tuple[float, float, float]:
    """Where a mark is drawn: x, y of its middle and its radius, pixels."""
    x, y = _display(scene.renderer, mark.position)
    return x, y, mark.radius_mm / scene.mm_per_pixel(mark.position)


def is_hidden(scene: Scene, mark: Mark) -> bool:
    """Whether a mark under opaque skin stands behind another part of the body."""
    if not mark.covered or (hit := pick_surface(scene, *_display(scene.renderer, mark.position))) is None:
        return False
    eye = np.array(scene.renderer.GetActiveCamera().GetPosition())
    return bool(np.linalg.norm(np.array(hit.position) - eye) < np.linalg.norm(mark.front - eye))


def _mark(scene: Scene, x: float, y: float) -> Pick | None:
    best, least = None, np.inf
    for name, drawable in scene.drawables.items():
        if not isinstance(drawable, Mark) or scene.items[name].kind == "probe":
            continue
        mark_x, mark_y, radius = mark_on_display(scene, drawable)
        distance = float(np.hypot(x - mark_x, y - mark_y))
        near = distance <= max(radius, MARK_REACH_PX * scene.pixel_scale) and distance < least
        if near and not is_hidden(scene, drawable):
            best, least = Pick(name, tuple(float(c) for c in drawable.position)), distance
    return best


def pick_surface(scene: Scene, x: float, y: float) -> Pick | None:
    """The structure at a display position, and where on it; marks let through."""
    scene.leave_out()  # what was beside the last picture may have come into view, and what is not drawn is not hit
    seen = {n: d for n, d in scene.drawables.items() if isinstance(d, Surface) and _opacity(scene, n) >= LEAST_OPACITY}
    seen = {n: d for n, d in seen.items() if scene.items[n].kind not in {"ground", "ball"}}
    veils = {n for n in seen if scene.items[n].kind == "skin" and _opacity(scene, n) < 1.0}
    return _ray(scene, x, y, {n: d for n, d in seen.items() if n not in veils}) or _ray(
        scene, x, y, {n: seen[n] for n in veils}
    )


def _opacity(scene: Scene, name: str) -> float:
    return scene.items[name].opacity


def _ray(scene: Scene, x: float, y: float, surfaces: dict[str, Surface]) -> Pick | None:
    """The nearest of some surfaces and bundles of lines, and where the ray meets it."""
    lines = {name: surface for name, surface in surfaces.items() if surface.locator is None}
    solid = {name: surface for name, surface in surfaces.items() if surface.locator is not None}
    found = [_nearest(scene, x, y, solid, 0.0), _nearest(scene, x, y, lines, LINE_TOLERANCE)]
    eye = np.array(scene.renderer.GetActiveCamera().GetPosition())
    hits = [hit for hit in found if hit is not None]
    return min(hits, key=lambda hit: float(np.linalg.norm(hit.position - eye)), default=None)


def _nearest(scene: Scene, x: float, y: float, surfaces: dict[str, Surface], tolerance: float) -> Pick | None:
    picker = vtkCellPicker()
    picker.SetTolerance(tolerance)
    picker.PickFromListOn()
    for surface in surfaces.values():
        for actor in surface.actors:
            picker.AddPickList(actor)
        if surface.locator is not None:
            picker.AddLocator(surface.locator)
    if not surfaces or not picker.Pick(x, y, 0.0, scene.renderer):
        return None
    hit = picker.GetActor()
    name = next(name for name, surface in surfaces.items() if hit in surface.actors)
    return Pick(name, picker.GetPickPosition())


def _display(renderer: vtkRenderer, point: Iterable[float]) -> tuple[float, float]:
    renderer.SetWorldPoint(*point, 1.0)
    renderer.WorldToDisplay()
    x, y, _ = renderer.GetDisplayPoint()
    return x, y
