"""Names on the picture, with lines that lead to what they name: beside it, in the order of what they name, never over
each other.

A structure is named where most of it is seen: points of all surfaces are sorted into a coarse grid over the picture,
and whoever lies foremost in a cell owns it. Where a plane cuts the picture open, sections lie before all that is left:
what is cut is named in the middle of its section.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkTextActor

from glutmin_viewer.content import content, without_side
from glutmin_viewer.core.frame import Frame, Item, structure_of
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.render import style
from glutmin_viewer.render.lines import lines_over, picture_from_world, set_lines
from glutmin_viewer.render.section import cells_within, outline

NAMED_KINDS = ("bone", "muscle", "nerve", "bursa")
SOLID = 0.6  # opacity from which a surface hides what lies behind it
CELLS = 72  # of the grid, to the picture's height
SAMPLES = 6000  # points of a surface, at most
FINER = 4  # so many times finer is the grid on which sections are told apart
LEAST_CELLS = 3  # that a structure must own to be named
FONT_PT, LINE_PT, MARGIN_PT, STUB_PT, END_PT = 13, 21, 12, 14, 2.5
TOP_PT, BOTTOM_PT, CUBE_PT = 44, 16, 120  # kept free: for the name of the hip above, and the cube below on the right


class Anchor(msgspec.Struct, frozen=True):
    """What is named, where it is (3,) mm in the world, and in how many cells of the grid it is seen."""

    words: str
    position: Floats
    cells: int


class Place(msgspec.Struct, frozen=True):
    """A label on the picture, pixels from the lower left: its words, the middle of their inner end, and the anchor."""

    words: str
    right: bool
    at: tuple[float, float]
    anchor: tuple[float, float]


def anchors(frame: Frame, view: Floats, size: tuple[int, int]) -> list[Anchor]:
    """What is seen of the structures of the side looked at and of the middle, the largest first.

    view: (4, 4), from the world to the picture, where it spans -1 to 1. size: of the picture, pixels.
    """
    from scipy.ndimage import minimum_filter  # not wanted at the start

    columns = max(round(CELLS * size[0] / max(size[1], 1)), 1)
    items = [item for item in frame.items if _hides_or_is_named(item)]
    names = list(dict.fromkeys(_structure(item) for item in items))
    sections = _sections(items, names, frame, view, columns)
    nearest = np.full(columns * CELLS, np.inf)
    owner = np.full(columns * CELLS, -1)
    foremost = np.zeros((columns * CELLS, 3))
    for item in items:
        cells, depths, points = _seen(item, frame, view, sections)
        order = np.lexsort((depths, cells))
        cells, depths, points = cells[order], depths[order], points[order]
        first = np.unique(cells, return_index=True)[1]
        closer = depths[first] < nearest[cells[first]]
        here = cells[first][closer]
        nearest[here], owner[here] = depths[first][closer], names.index(_structure(item))
        foremost[here] = points[first][closer]
    kinds = {_structure(item): item.kind for item in items}
    found = []
    for index, name in enumerate(names):
        side = name.rpartition("_")[2]
        if kinds[name] not in NAMED_KINDS or (side in ("right", "left") and side != frame.side):
            continue
        own = sections == index
        if (count := int(own.sum())) >= LEAST_CELLS:
            found.append(Anchor(_name(name), _on_plane(_middle(own), own.shape, frame, view), count // FINER**2))
            continue
        own = (owner == index).reshape(CELLS, columns)
        # Between the points of what lies before it, a structure is not seen.
        others = np.where(own, np.inf, nearest.reshape(own.shape))
        own &= nearest.reshape(own.shape) <= minimum_filter(others, 3, mode="nearest")
        if (count := int(own.sum())) >= LEAST_CELLS:
            found.append(Anchor(_name(name), foremost[np.ravel_multi_index(_middle(own), own.shape)], count))
    return sorted(found, key=lambda anchor: -anchor.cells)


def laid_out(points: Mapping[str, tuple[float, float]], size: tuple[int, int], scale: float) -> list[Place]:
    """Labels for named points of the picture (x, y pixels, the most important first), in two columns at its sides.

    In a column they stand as near to the heights of what they name as leaves room for the others, and so that all lines
    together are as short as can be: then none crosses another. Where there is no room for all, the last are left out.
    """
    from scipy.optimize import linear_sum_assignment  # not wanted at the start

    width, height = size
    places: list[Place] = []
    for right in (False, True):
        low, high = (CUBE_PT if right else BOTTOM_PT) * scale, height - TOP_PT * scale
        room = max(int((high - low) // (LINE_PT * scale)), 0)
        named = [(words, at) for words, at in points.items() if (at[0] >= width / 2) == right][:room]
        named.sort(key=lambda entry: entry[1][1])
        middles = _apart([at[1] for _, at in named], LINE_PT * scale, low, high)
        x = width - MARGIN_PT * scale if right else MARGIN_PT * scale
        ends = np.array([at for _, at in named]).reshape(-1, 2)
        lengths = np.hypot(x - ends[:, 0], np.array(middles)[:, None] - ends[:, 1])
        for slot, one in zip(*linear_sum_assignment(lengths), strict=True):
            words, at = named[one]
            places.append(Place(words, right, (x, middles[slot]), at))
    return places


def _apart(wanted: list[float], step: float, low: float, high: float) -> list[float]:
    """Ascending heights a step or more apart and within bounds, as near to the wanted ones, which ascend, as can be."""
    groups: list[tuple[float, int]] = []  # lowest height and count of labels that touch each other
    for height in wanted:
        groups.append((height, 1))
        while len(groups) > 1 and groups[-2][0] + groups[-2][1] * step > groups[-1][0]:
            (below, m), (above, n) = groups[-2:]
            # The mean of where each of its labels wants to begin.
            groups[-2:] = [((below * m + (above - m * step) * n) / (m + n), m + n)]
    found = [begin + k * step for begin, count in groups for k in range(count)]
    for k in range(len(found)):
        found[k] = max(found[k], low + (k + 0.5) * step)
    for k in range(len(found)):
        found[-1 - k] = min(found[-1 - k], high - (k + 0.5) * step)
    return found


class Labels:
    """Draws labels in the overlay. What is named is found anew for a picture at rest, and follows what moves."""

    def __init__(self, overlay: vtkRenderer) -> None:
        self._overlay = overlay
        self.backdrop = style.DARK
        self._anchors: list[Anchor] | None = None  # before the first picture with names
        self._words: list[vtkTextActor] = []
        self._mesh = vtkPolyData()
        self._lines = lines_over(self._mesh, style.LABEL_LINES)
        self.places: list[Place] = []

    def hide(self) -> None:
        """Take all labels off."""
        self._anchors, self.places = None, []
        for actor in self._words:
            self._overlay.RemoveViewProp(actor)
        for line in self._lines:
            self._overlay.RemoveViewProp(line)
        self._words = []

    def show(self, frame: Frame, still: bool, scale: float) -> None:
        """Bring labels to a frame and to the camera; scale: pixels to a point."""
        size = self._overlay.GetSize()
        view = picture_from_world(self._overlay)
        if still or self._anchors is None:
            self._anchors = anchors(frame, view, size)
        points = {}
        for anchor in self._anchors:
            x, y, _, w = view @ np.append(anchor.position, 1.0)
            points[anchor.words] = ((x / w + 1.0) * size[0] / 2.0, (y / w + 1.0) * size[1] / 2.0)
        self.places = laid_out(points, size, scale)
        self._draw(scale)

    def _draw(self, scale: float) -> None:
        while len(self._words) < len(self.places):
            self._words.append(_text_actor())
            self._overlay.AddViewProp(self._words[-1])
        for actor in self._words[len(self.places) :]:
            self._overlay.RemoveViewProp(actor)
        del self._words[len(self.places) :]
        for line in self._lines:
            self._overlay.AddViewProp(line)
        drawn: list[np.ndarray] = []
        for actor, place in zip(self._words, self.places, strict=True):
            actor.SetInput(place.words)
            look = actor.GetTextProperty()
            look.SetColor(self.backdrop.words)
            look.SetBackgroundColor(self.backdrop.behind)
            look.SetFontSize(FONT_PT)
            (look.SetJustificationToRight if place.right else look.SetJustificationToLeft)()
            actor.SetDisplayPosition(round(place.at[0]), round(place.at[1]))
            extent = [0.0, 0.0]
            actor.GetSize(self._overlay, extent)
            sign = -1.0 if place.right else 1.0
            inner = place.at[0] + sign * (extent[0] + 5.0 * scale)
            (x, y), middle = place.anchor, place.at[1]
            drawn.append(np.array([(inner, middle), (inner + sign * STUB_PT * scale, middle), (x, y)]))
        set_lines(self._mesh, drawn)
        ends = vtkCellArray()
        for corner in range(2, 3 * len(drawn), 3):
            ends.InsertNextCell(1)
            ends.InsertCellPoint(corner)
        self._mesh.SetVerts(ends)
        for line in self._lines:
            line.GetProperty().SetLineWidth(line.width_pt * scale)
            line.GetProperty().SetPointSize((line.width_pt + END_PT) * scale)


def _hides_or_is_named(item: Item) -> bool:
    if item.points is None or item.kind not in (*NAMED_KINDS, "skin", "figure"):
        return False
    return item.opacity > 0.05 and (item.kind in NAMED_KINDS or item.opacity >= SOLID)


def _structure(item: Item) -> str:
    return structure_of(item.id).partition(".")[0]


def _middle(own: np.ndarray) -> tuple[int, int]:
    """Row and column of the cell that lies deepest within some cells."""
    from scipy.ndimage import distance_transform_edt  # not wanted at the start

    inside = distance_transform_edt(np.pad(own, 1))[1:-1, 1:-1]
    row, column = np.unravel_index(inside.argmax(), own.shape)
    return int(row), int(column)


def _sections(items: list[Item], names: list[str], frame: Frame, view: Floats, columns: int) -> np.ndarray:
    """Whose section is seen in each of finer cells, as a place among the names, else -1; what is deeper lies over what
    is around it."""
    owner = np.full((CELLS * FINER, columns * FINER), -1)
    if frame.cut is None:
        return owner
    point, normal = frame.cut
    eye = np.linalg.inv(view)[:, 2]
    if (eye[:3] / eye[3] - point) @ normal <= 0.0:
        return owner  # looked at from within the body
    for item in sorted(items, key=lambda item: style.CAP_ORDER.get(item.kind, 0)):
        assert item.faces is not None
        pieces = outline(item.in_world, item.faces, point, normal)
        on_picture = pieces @ view[:, :3].T + view[:, 3]
        on_picture = on_picture[(on_picture[..., 3] > 0.0).all(axis=1)]
        in_cells = (on_picture[..., :2] / on_picture[..., 3:] + 1.0) / 2.0 * owner.shape[::-1]
        owner[cells_within(in_cells, *owner.shape)] = names.index(_structure(item))
    return owner


def _on_plane(cell: tuple[int, int], shape: tuple[int, int], frame: Frame, view: Floats) -> Floats:
    """Where on the plane of the cut the middle of a cell of the picture, by row and column, lies, (3,) mm, world."""
    assert frame.cut is not None
    point, normal = frame.cut
    y, x = (2.0 * (k + 0.5) / count - 1.0 for k, count in zip(cell, shape, strict=True))
    ends = np.linalg.inv(view) @ np.array([(x, y, -1.0, 1.0), (x, y, 1.0, 1.0)]).T
    near, far = (ends[:3] / ends[3]).T
    return np.asarray(near + (far - near) * ((point - near) @ normal) / ((far - near) @ normal))


def _seen(item: Item, frame: Frame, view: Floats, sections: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells, depths and world positions of points of an item that lie on the picture and behind no section."""
    points = item.in_world
    points = points[:: max(len(points) // SAMPLES, 1)]
    if frame.cut is not None:
        point, normal = frame.cut
        points = points[(points - point) @ normal <= 0.0]
    on_picture = points @ view[:, :3].T + view[:, 3]
    ahead = on_picture[:, 3] > 0.0
    points, on_picture = points[ahead], on_picture[ahead]
    x, y, depth = (on_picture[:, k] / on_picture[:, 3] for k in range(3))
    rows, columns = sections.shape
    row, column = np.floor((y + 1.0) / 2.0 * rows), np.floor((x + 1.0) / 2.0 * columns)
    seen = np.flatnonzero((row >= 0) & (row < rows) & (column >= 0) & (column < columns))
    row, column = row[seen].astype(int), column[seen].astype(int)
    clear = sections[row, column] < 0
    cells = row[clear] // FINER * (columns // FINER) + column[clear] // FINER
    return cells, depth[seen[clear]], points[seen[clear]]


def _name(structure: str) -> str:
    """The everyday name, without what stands in brackets, and without its side, which the picture tells."""
    term = content().structures.get(without_side(structure))
    return structure if term is None else term.name.partition(" (")[0]


def _text_actor() -> vtkTextActor:
    actor = vtkTextActor()
    look = actor.GetTextProperty()
    look.SetBackgroundOpacity(0.55)
    look.SetVerticalJustificationToCentered()
    return actor
