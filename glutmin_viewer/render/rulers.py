"""Measurements on the picture, over everything: a graduated line, or two arms with an arc, with the value beside it.

They are drawn in pixels, as crisp from afar as from close by. Where each stands is worked out for every picture, as it
depends on the camera; what is picked is what was drawn last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkProp, vtkRenderer, vtkTextActor

from glutmin_viewer.core.frame import RULER, Item
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.rulers import in_words, what_of
from glutmin_viewer.render import style
from glutmin_viewer.render.box import Box
from glutmin_viewer.render.lines import lines_over, set_lines

FONT_PT = 14
RING_PT, RING_CORNERS = 4.5, 24
# A graduated line has a mark every so many mm: the finest of which are so far apart on the picture.
STEPS_MM, STEP_PT = (10.0, 50.0, 100.0), 6.0
TICK_PT, LONG_TICK_PT = 3.0, 5.0  # half of a mark, and of every fifth
ARC_SHARE, ARC_MM, ARC_STEP_DEG = 0.3, 45.0, 4.0  # radius of the arc: a share of the shorter arm, at most so many mm
GAP_PT, MARGIN_PT = 6.0, 4.0  # between line and words; of words from the picture's edges
ALONG = (0.5, 0.36, 0.64, 0.22, 0.78)  # where on a line its value may stand, the best place first
REACH_PT = 3.0  # how far beside it a measurement is still meant


class RulerMark:
    """Draws one measurement, or the points of one that is begun.

    box: of its value as drawn last; None where none is drawn.
    """

    def __init__(self) -> None:
        self._mesh = vtkPolyData()
        self._lines = lines_over(self._mesh, style.RULER_LINES)
        self._words = vtkTextActor()
        look = self._words.GetTextProperty()
        look.SetFontSize(FONT_PT)
        look.SetColor(style.RULER)
        look.BoldOn()
        look.SetBackgroundColor(style.RULER_BEHIND)
        look.SetBackgroundOpacity(0.85)
        look.SetJustificationToCentered()
        look.SetVerticalJustificationToCentered()
        self._words.SetLayerNumber(1)  # over the lines of all of them
        self._points: Floats = np.empty((0, 3))
        self._text = ""
        self._on_picture: Floats = np.empty((0, 2))
        self.box: Box | None = None

    @property
    def actors(self) -> tuple[vtkProp, ...]:
        return (*self._lines, self._words)

    @property
    def middle(self) -> tuple[float, float, float]:
        """A point of what is measured that is told of as its place, mm in the world: the vertex, or the middle."""
        x, y, z = (float(c) for c in (self._points[1] if len(self._points) == 3 else self._points.mean(axis=0)))
        return x, y, z

    def show(self, item: Item) -> None:
        """Bring the mark to an item of the same id."""
        assert item.points is not None
        self._points = item.in_world
        self._text = in_words(what_of(len(item.points)), item.amount) if item.kind == RULER else ""

    @property
    def ways(self) -> list[tuple[Floats, Floats]]:
        """Its lines on the picture from point to point, pixels (2,) each; none where it is not seen."""
        if not np.isfinite(self._on_picture).all():
            return []
        return list(zip(self._on_picture[:-1], self._on_picture[1:], strict=True))

    def draw_lines(self, size: tuple[int, int], view: Floats, scale: float) -> None:
        """Draw its lines on a picture, pixels, as a camera sees them.

        view: (4, 4), from the world to the picture, which spans -1 to 1. scale: pixels to a point of the screen.
        """
        self.box = None
        self._on_picture = _projected(self._points, view, size)
        seen = bool(np.isfinite(self._on_picture).all())
        for line in self._lines:
            line.SetVisibility(seen)
            line.GetProperty().SetLineWidth(line.width_pt * scale)
        self._words.SetVisibility(seen and bool(self._text))
        if seen:
            set_lines(self._mesh, self._drawn(view, size, scale))

    def draw_value(
        self, overlay: vtkRenderer, view: Floats, scale: float, ways: Sequence[tuple[Floats, Floats]], taken: list[Box]
    ) -> None:
        """Write its value beside its lines, off those of all (`ways`) and where no other stands; that is then taken."""
        if not self._words.GetVisibility():
            return
        size = overlay.GetSize()
        self._words.SetInput(f" {self._text} ")
        extent = [0.0, 0.0]
        self._words.GetSize(overlay, extent)
        half = 0.5 * extent[0], 0.5 * extent[1]
        boxes = [Box(*place, *half) for place in self._places(view, size, half, scale)]
        inside = [box for box in boxes if box.lies_in(size, MARGIN_PT * scale)]
        free = [box for box in inside if not any(box.meets(other) for other in taken)]
        clear = [box for box in free if not any(box.is_crossed_by(*way) for way in ways)]
        self.box = (clear or free or inside or boxes)[0]
        taken.append(self.box)
        self._words.SetDisplayPosition(round(self.box.x), round(self.box.y))

    def is_hit(self, x: float, y: float, scale: float) -> bool:
        """Whether a place of the picture, pixels, is on it as it was drawn last."""
        place, reach = np.array([x, y]), REACH_PT * scale
        if not len(self._on_picture) or not np.isfinite(self._on_picture).all():
            return False
        if self.box is not None and self.box.meets(Box(x, y, reach, reach)):
            return True
        if (np.linalg.norm(self._on_picture - place, axis=1) <= RING_PT * scale + reach).any():
            return True
        return any(_away(place, start, end) <= reach for start, end in self.ways)

    def _drawn(self, view: Floats, size: tuple[int, int], scale: float) -> list[Floats]:
        """What is drawn, as lines (n, 2) through pixels."""
        turn = np.linspace(0.0, 2.0 * np.pi, RING_CORNERS + 1)
        ring = RING_PT * scale * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        drawn = [place + ring for place in self._on_picture]
        for start, end in self.ways:
            length = float(np.linalg.norm(end - start))
            if length > 2.0 * RING_PT * scale:
                inset = RING_PT * scale / length * (end - start)
                drawn.append(np.stack([start + inset, end - inset]))
        if not self._text:
            return drawn
        if what_of(len(self._points)) == "angle":
            return [*drawn, _projected(arc(self._points), view, size)]
        return [*drawn, *self._graduation(view, size, scale)]

    def _graduation(self, view: Floats, size: tuple[int, int], scale: float) -> list[Floats]:
        start, end = self._on_picture
        length_mm, length = float(np.linalg.norm(self._points[1] - self._points[0])), float(np.linalg.norm(end - start))
        apart = [step for step in STEPS_MM if step * length >= STEP_PT * scale * length_mm]
        if not apart or length_mm <= apart[0]:
            return []
        at_mm = np.arange(apart[0], length_mm, apart[0])
        places = self._points[0] + (at_mm / length_mm)[:, None] * (self._points[1] - self._points[0])
        across = _across(start, end)
        halves = np.where((np.arange(len(at_mm)) + 1) % 5 == 0, LONG_TICK_PT, TICK_PT) * scale
        return [
            np.stack([place - half * across, place + half * across])
            for place, half in zip(_projected(places, view, size), halves, strict=True)
            if min(np.linalg.norm(place - start), np.linalg.norm(place - end)) > 1.5 * RING_PT * scale
        ]

    def _places(
        self, view: Floats, size: tuple[int, int], half: tuple[float, float], scale: float
    ) -> list[tuple[float, float]]:
        """Where its value may stand, the best place first."""
        if what_of(len(self._points)) == "distance":
            start, end = self._on_picture
            across = _across(start, end)
            aside = (float(np.abs(across) @ half) + (LONG_TICK_PT + GAP_PT) * scale) * across
            return [_pair(start + share * (end - start) + way * aside) for share in ALONG for way in (1.0, -1.0)]
        vertex, curve = self._on_picture[1], _projected(arc(self._points), view, size)
        middle = curve[len(curve) // 2]
        across = _across(vertex, middle)
        out = np.array([across[1], -across[0]])
        out = out if (middle - vertex) @ out > 0.0 else -out

        def off(way: Floats, more_pt: float = 0.0) -> Floats:
            result: Floats = (float(np.abs(way) @ half) + (GAP_PT + more_pt) * scale) * way
            return result

        beside = [vertex + off(way, RING_PT) for way in (-out, across, -across)]
        return [_pair(place) for place in (middle + off(out), *beside, middle + off(out, 3.0 * FONT_PT))]


def arc(points: Floats) -> Floats:
    """The arc (n, 3) mm between the arms of an angle at the second of three points (3, 3)."""
    one, other = points[0] - points[1], points[2] - points[1]
    radius = min(ARC_SHARE * float(np.linalg.norm(one)), ARC_SHARE * float(np.linalg.norm(other)), ARC_MM)
    along = one / max(float(np.linalg.norm(one)), 1e-9)
    across = other - (other @ along) * along
    if np.linalg.norm(across) < 1e-6 * max(float(np.linalg.norm(other)), 1e-9):
        across = np.cross(along, np.eye(3)[int(np.abs(along).argmin())])  # of a straight angle any plane will do
    across /= max(float(np.linalg.norm(across)), 1e-9)
    whole = math.atan2(float(other @ across), float(other @ along))
    turn = np.linspace(0.0, whole, max(math.ceil(math.degrees(whole) / ARC_STEP_DEG), 1) + 1)[:, None]
    result: Floats = points[1] + radius * (np.cos(turn) * along + np.sin(turn) * across)
    return result


def _projected(points: Floats, view: Floats, size: tuple[int, int]) -> Floats:
    """Pixels (n, 2) of points (n, 3) of the world; not finite behind the camera."""
    there = points @ view[:, :3].T + view[:, 3]
    ahead = np.where(there[:, 3:] > 1e-6, there[:, 3:], np.nan)
    result: Floats = (there[:, :2] / ahead + 1.0) * np.array(size) / 2.0
    return result


def _across(start: Floats, end: Floats) -> Floats:
    """The unit vector (2,) square to a way on the picture that points up rather than down."""
    x, y = (end - start).tolist()
    length = math.hypot(x, y)
    across = np.array([-y, x]) / length if length > 1e-9 else np.array([0.0, 1.0])
    return across if (across[1], across[0]) > (0.0, 0.0) else -across


def _away(place: Floats, start: Floats, end: Floats) -> float:
    """How far a place is from the line between two others."""
    way = end - start
    share = float(np.clip((place - start) @ way / max(float(way @ way), 1e-9), 0.0, 1.0))
    return float(np.linalg.norm(start + share * way - place))


def _pair(values: Floats) -> tuple[float, float]:
    return float(values[0]), float(values[1])
