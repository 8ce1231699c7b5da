"""A large picture in pieces: the same stage seen through a small window, again and again, each time another part of it.

So no piece takes long to draw, and the graphics side holds no more than one. Every piece is drawn with an edge around
it that is cut off: what lies across the border of two pieces, such as the end of a line, is drawn whole in both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkActor2D, vtkCamera, vtkRenderer

from glutmin_viewer.render.stage import Stage
from glutmin_viewer.render.style import Colour

MOST_PX = (1024, 768)  # of a piece, without its edge: a quarter of a second where processors draw
EDGE_PX = 16  # even, so that pixels are drawn in the same groups of four as in one piece


class Area(NamedTuple):
    """A rectangle of pixels, from the lower left corner of the whole picture."""

    left: int
    low: int
    width: int
    height: int

    def grown(self, by: int) -> Area:
        return Area(self.left - by, self.low - by, self.width + 2 * by, self.height + 2 * by)

    def within(self, other: Area) -> Area:
        """What both have in common, of no width or height where that is nothing."""
        left, low = max(self.left, other.left), max(self.low, other.low)
        right = min(self.left + self.width, other.left + other.width)
        high = min(self.low + self.height, other.low + other.height)
        return Area(left, low, max(right - left, 0), max(high - low, 0))


def pieces(size: tuple[int, int], most: tuple[int, int] = MOST_PX) -> list[Area]:
    """A picture of an even size in pieces that are as large as each other, but for the last ones, from the top down."""
    (across, width), (up, height) = (_steps(whole, most) for whole, most in zip(size, most, strict=True))
    whole = Area(0, 0, *size)
    return [Area(left, low, width, height).within(whole) for low in reversed(up) for left in across]


def _steps(whole: int, most: int) -> tuple[range, int]:
    """Where pieces of a length begin, and their length, which is even."""
    step = 2 * math.ceil(whole / math.ceil(whole / most) / 2)
    return range(0, whole, step), step


class Pieces:
    """Takes pieces of what a stage shows from its camera, of a picture of a size in pixels; a context manager.

    Meanwhile nothing else is drawn of the stage.
    """

    def __init__(self, stage: Stage, size: tuple[int, int]) -> None:
        self._stage, self._whole = stage, Area(0, 0, *size)

    def __enter__(self) -> Pieces:
        stage = self._stage
        stage.window.SetSize(self._whole.width, self._whole.height)
        stage.lay_out()
        stage.scene.laid_out = True
        self._areas = {renderer: _area(renderer, self._whole) for renderer in stage.renderers}
        self._angles = {renderer: renderer.GetActiveCamera().GetViewAngle() for renderer in stage.renderers}
        self._viewports = {renderer: renderer.GetViewport() for renderer in stage.renderers}
        self._drawn = {renderer: bool(renderer.GetDraw()) for renderer in stage.renderers}
        # What is placed in pixels.
        self._flat = {actor: actor.GetPosition() for it in stage.renderers for actor in _props(it)}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for renderer in self._stage.renderers:
            renderer.SetDraw(self._drawn[renderer])
            renderer.SetViewport(*self._viewports[renderer])
            camera = renderer.GetActiveCamera()
            camera.SetWindowCenter(0.0, 0.0)
            camera.SetViewAngle(self._angles[renderer])
        for actor, (x, y) in self._flat.items():
            actor.SetDisplayPosition(round(x), round(y))
        self._stage.scene.laid_out = False
        self._stage.window.SetSize(self._whole.width, self._whole.height)
        self._show_ground(self._whole)

    def take(self, area: Area) -> np.ndarray:
        """(height, width, 3) uint8, the lowest row first."""
        seen = area.grown(EDGE_PX)
        self._stage.window.SetSize(seen.width, seen.height)
        for renderer in self._stage.renderers:
            self._show(renderer, seen)
        self._stage.scene.leave_out()
        for actor, (x, y) in self._flat.items():
            actor.SetDisplayPosition(round(x) - seen.left, round(y) - seen.low)
        self._show_ground(seen)
        self._stage.window.Render()
        pixels = vtkUnsignedCharArray()
        right, high = EDGE_PX + area.width - 1, EDGE_PX + area.height - 1
        self._stage.window.GetPixelData(EDGE_PX, EDGE_PX, right, high, 0, pixels, 0)
        return vtk_to_numpy(pixels).reshape(area.height, area.width, 3)

    def _show(self, renderer: vtkRenderer, seen: Area) -> None:
        """Let a renderer draw what of its area is seen."""
        own = self._areas[renderer]
        part = seen if own == self._whole else own.within(seen)
        renderer.SetDraw(self._drawn[renderer] and part.width > 0 and part.height > 0)
        if not renderer.GetDraw():
            return
        left, low = (part.left - seen.left) / seen.width, (part.low - seen.low) / seen.height
        renderer.SetViewport(left, low, left + part.width / seen.width, low + part.height / seen.height)
        _narrow(renderer.GetActiveCamera(), self._angles[renderer], own, part)

    def _show_ground(self, seen: Area) -> None:
        backdrop, scene = self._stage.scene.backdrop, self._stage.scene
        low, high = (edge / self._whole.height for edge in (seen.low, seen.low + seen.height))
        scene.renderer.SetBackground(*_between(backdrop.bottom, backdrop.top, low))
        scene.renderer.SetBackground2(*_between(backdrop.bottom, backdrop.top, high))


def _props(renderer: vtkRenderer) -> Iterator[vtkActor2D]:
    """What a renderer draws on the picture itself."""
    found = renderer.GetViewProps()
    for prop in (found.GetItemAsObject(k) for k in range(found.GetNumberOfItems())):
        if isinstance(prop, vtkActor2D):
            yield prop


def _area(renderer: vtkRenderer, whole: Area) -> Area:
    """What a renderer draws of the whole picture, in whole pixels."""
    left, low, right, high = renderer.GetViewport()
    x, y = round(left * whole.width), round(low * whole.height)
    return Area(x, y, round(right * whole.width) - x, round(high * whole.height) - y)


def _narrow(camera: vtkCamera, angle_deg: float, own: Area, part: Area) -> None:
    """Let a camera that sees an area with an angle see a part of it only."""
    reach = math.tan(math.radians(angle_deg / 2)) * part.height / own.height
    camera.SetViewAngle(2.0 * math.degrees(math.atan(reach)))
    camera.SetWindowCenter(
        (2 * (part.left - own.left) + part.width - own.width) / part.width,
        (2 * (part.low - own.low) + part.height - own.height) / part.height,
    )


def _between(bottom: Colour, top: Colour, share: float) -> tuple[float, ...]:
    return tuple(float(np.clip(low + share * (high - low), 0.0, 1.0)) for low, high in zip(bottom, top, strict=True))
