"""The pain drawing: where somebody says it hurts, as strokes of a brush on the skin and named regions of it.

It is told in places of the body at rest, so that it moves with the skin, and fits another skin as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content import content, without_side
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.drawn_skin import check_all_on_skin, check_on_skin, skin_of
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.memory import Memory
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.core.pose import Point, Side

RADIUS_MM = 25.0  # what a flat hand's fingers cover
RADII_MM = (5.0, 100.0)
# A drawing of so many places is still read and drawn within some seconds; strokes of four metres at the least.
MOST_PLACES = 2000
# Places of a stroke that lie farther apart, as on both sides of the gap between the legs, are not joined.
JOIN_MM = 40.0
# Only what is near a border is told: a step far away from it would look like one.
NEAR_MM = 60.0
EVENING = 6  # times that the border is evened


class Stroke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of the skin lies within radius_mm of a line through points (3,) mm at rest, or of a single one, and faces
    the same way, so that a thin part such as a toe is not painted through."""

    points: Annotated[tuple[Point, ...], msgspec.Meta(min_length=1)]
    radius_mm: float = RADIUS_MM


class PainDrawing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Strokes and regions, by their ids with the side, in the order in which they were added."""

    parts: tuple[Stroke | str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(part for part in self.parts if isinstance(part, Stroke))

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if isinstance(part, str))


class Painted(msgspec.Struct, frozen=True, eq=False):
    """A part of the skin: what to call it, and its vertices (k,), each once."""

    words: str
    vertices: Ints


def dab(atlas: Atlas, point: Point, radius_mm: float = RADIUS_MM) -> Stroke:
    """A stroke of one place on the skin.

    Raises InputError for numbers that are none, a radius out of bounds, a point off the skin.
    """
    check_on_skin(atlas, point)
    check_radius(radius_mm)
    return Stroke((point,), radius_mm)


def check_radius(radius_mm: float) -> None:
    """Raise InputError where so much around a place cannot be painted."""
    least, most = RADII_MM
    if not least <= radius_mm <= most:
        raise InputError(f"a radius of {radius_mm:g} mm cannot be painted: choose one from {least:g} to {most:g} mm.")


def regions_named(atlas: Atlas, names: Iterable[str], side: Side | None = None) -> PainDrawing:
    """A drawing of named regions, such as thigh_lateral_right.

    A name without its side, such as thigh_lateral, is of `side`, else of the right. Raises InputError for a region that
    the skin does not have, one of the other side than `side`, and for none.
    """
    skin, _ = skin_of(atlas)
    regions = tuple(dict.fromkeys(_region(skin, name, side) for name in names))
    if not regions:
        raise InputError("no region is named: give one or more with commas, such as thigh_lateral_right.")
    return PainDrawing(regions)


def check_drawing(atlas: Atlas, drawing: PainDrawing) -> None:
    """Raise InputError where a drawing (from a file or a call) does not fit the skin of an atlas."""
    check_size(drawing)
    for stroke in drawing.strokes:
        check_radius(stroke.radius_mm)
    check_all_on_skin(atlas, [point for stroke in drawing.strokes for point in stroke.points])
    if drawing.regions:
        regions_named(atlas, drawing.regions)


def check_size(drawing: PainDrawing) -> None:
    """Raise InputError where a drawing has more places than can be drawn in a moment, or a region twice."""
    regions = drawing.regions
    if sum(len(stroke.points) for stroke in drawing.strokes) > MOST_PLACES:
        raise InputError(f"a pain drawing has at most {MOST_PLACES} painted places: name regions for the rest.")
    if len(set(regions)) < len(regions):
        raise InputError("a pain drawing names a region twice: name each once.")


def painted(atlas: Atlas, drawing: PainDrawing) -> Painted:
    """The part of the skin under a drawing that fits it (`check_drawing`); raises InputError where nothing is drawn."""
    if not drawing:
        raise InputError("nothing is painted: choose a part of the skin that has an area.")
    return Painted(in_words(drawing), np.flatnonzero(drawing_field(atlas, drawing) >= 0.0).astype(np.int32))


def in_words(drawing: PainDrawing) -> str:
    """What to call a drawing."""
    match drawing.parts:
        case (Stroke(points=(point,), radius_mm=radius_mm),):
            return f"around {','.join(f'{x:g}' for x in point)}, within {radius_mm:g} mm"
        case regions if regions == drawing.regions:
            return "; ".join(map(region_in_words, drawing.regions))
    return "what is painted"


def region_in_words(region: str) -> str:
    """The name of a region of the skin, with its side."""
    plain, texts = without_side(region), content()
    term = texts.regions.get(plain)
    side = region.removeprefix(plain).removeprefix("_")
    return f"{plain if term is None else term.name}{f', {texts.ui[side]}' if side else ''}"


def regions_from_head_to_foot(atlas: Atlas, side: Side) -> list[str]:
    """The regions of a side of the skin, by their ids, the highest first."""
    skin, mesh = skin_of(atlas)
    names = [name for name in skin.regions if name.endswith(f"_{side}")]
    return sorted(names, key=lambda name: -float(mesh.vertices[skin.regions[name], 1].mean()))


_Line = tuple[Point, Point, float]


class _Kept:
    """What was painted last on a skin, and its fields: a stroke grows by a place at a time."""

    def __init__(self, nothing: NDArray[np.float32]) -> None:
        self.nothing = nothing
        self.memory = Memory()
        self.lines: tuple[_Line, ...] = ()
        self.strokes = nothing


_kept: WeakKeyDictionary[Structure, _Kept] = WeakKeyDictionary()


def drawing_field(atlas: Atlas, drawing: PainDrawing) -> NDArray[np.float32]:
    """Distance to the border of a drawing at each vertex (n,) of the skin, mm, positive inside, -60 far from it."""
    skin, mesh = skin_of(atlas)
    if skin not in _kept:
        _kept[skin] = _Kept(np.full(len(mesh.vertices), -NEAR_MM, dtype=np.float32))
    kept, regions = _kept[skin], frozenset(drawing.regions)

    def field() -> NDArray[np.float32]:
        _grow(kept, skin, mesh, _lines(drawing))
        if not regions:
            return kept.strokes
        return np.maximum(
            kept.strokes, kept.memory.recall("regions", regions, lambda: _inside_regions(skin, mesh, regions))
        )

    return kept.memory.recall("field", drawing, field)


def _grow(kept: _Kept, skin: Structure, mesh: Mesh, lines: tuple[_Line, ...]) -> None:
    """Bring the field of strokes to these lines; what they begin with is there."""
    if lines[: len(kept.lines)] != kept.lines:
        kept.lines, kept.strokes = (), kept.nothing
    for line in lines[len(kept.lines) :]:
        kept.strokes = np.maximum(kept.strokes, _inside_line(skin, mesh, *line))
    kept.lines = lines


def _lines(drawing: PainDrawing) -> tuple[_Line, ...]:
    """The lines of strokes with their radius; one from a place to itself where a stroke begins."""
    lines: list[_Line] = []
    for stroke in drawing.strokes:
        before = stroke.points[0]
        for point in stroke.points:
            lines.append((before if math.dist(before, point) <= JOIN_MM else point, point, stroke.radius_mm))
            before = point
    return tuple(lines)


def parse_point(text: str) -> Point:
    """A point in mm from such as -161,-12,81; raises InputError."""
    try:
        x, y, z = (float(number) for number in text.split(","))
    except ValueError:
        raise InputError(f'point "{text}" is not understood: write three numbers in mm, such as -161,-12,81.') from None
    return x, y, z


def _inside_line(skin: Structure, mesh: Mesh, begin: Point, end: Point, radius_mm: float) -> NDArray[np.float32]:
    """How far inside the vertices (n,) are of what lies within a radius of the line between two places."""
    first, last = np.array(begin), np.array(end)
    way, reach = last - first, radius_mm + NEAR_MM
    low, high = np.minimum(first, last) - reach, np.maximum(first, last) + reach
    near = np.arange(len(mesh.vertices))
    for axis in (1, 0, 2):  # all others are too far to be told of; most of them by their height
        along = mesh.vertices[near, axis]
        near = near[(along > low[axis]) & (along < high[axis])]
    to_end = np.linalg.norm(mesh.vertices[near] - last, axis=1)
    if not len(near) or to_end.min() > reach:  # a place within a large triangle
        near = np.arange(len(mesh.vertices))
        to_end = np.linalg.norm(mesh.vertices - last, axis=1)
    from_first, nearest = mesh.vertices[near] - first, int(to_end.argmin())
    share = np.clip(from_first @ way / max(float(way @ way), 1e-9), 0.0, 1.0)
    away: Floats = np.linalg.norm(from_first - share[:, None] * way, axis=1)
    normals = skin.normals[near]
    inside = np.where(normals @ normals[nearest] > 0.0, radius_mm - away, -NEAR_MM)
    inside[nearest] = max(inside[nearest], 0.0)
    result = np.full(len(mesh.vertices), -NEAR_MM, dtype=np.float32)
    result[near] = np.maximum(inside, -NEAR_MM)
    return result


def _inside_regions(skin: Structure, mesh: Mesh, regions: frozenset[str]) -> NDArray[np.float32]:
    """Distance to the nearest edge that leads out of all regions together, evened so that a border shows no triangles;
    none is between those that adjoin."""
    from scipy.sparse import coo_matrix, diags
    from scipy.spatial import cKDTree

    within = np.zeros(len(mesh.vertices), dtype=bool)
    for region in regions:
        within[skin.regions[region]] = True
    edges = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    out = edges[within[edges[:, 0]] != within[edges[:, 1]]]
    away = np.full(len(within), NEAR_MM)
    if len(out):
        away = np.minimum(cKDTree(mesh.vertices[out].mean(axis=1)).query(mesh.vertices)[0], NEAR_MM)
    inside = np.where(within, away, -away)
    ends = (edges[:, 0], edges[:, 1])
    neighbours = coo_matrix((np.ones(len(edges)), ends), shape=(len(within), len(within))).tocsr()
    mean = diags(1.0 / np.maximum(neighbours.sum(axis=1).A1, 1.0)) @ neighbours
    for _ in range(EVENING):
        inside = 0.5 * (inside + mean @ inside)
    return inside.astype(np.float32)


def _region(skin: Structure, name: str, side: Side | None) -> str:
    """The id of a region of the skin from its name with or without its side."""
    found = name if name in skin.regions else f"{name}_{side or 'right'}"
    if found not in skin.regions:
        known = ", ".join(sorted({without_side(region) for region in skin.regions if without_side(region) != region}))
        has = f"choose of {known}, and say its side by _right or _left after it" if known else "it has none"
        raise InputError(f'the skin has no region "{name}": {has}.')
    if side is not None and without_side(found) != found and not found.endswith(f"_{side}"):
        raise InputError(f"{found} is not on the {side} side: leave out the side, or name a region of it.")
    return found
