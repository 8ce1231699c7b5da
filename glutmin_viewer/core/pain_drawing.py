"""The pain drawing: where somebody says it hurts, as dabs of a brush on the skin and named regions of it.

It is told in places of the body at rest, so that it moves with the skin, and fits another skin as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content import content, without_side
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.drawn_skin import skin_of
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.core.pose import Point, Side

RADIUS_MM = 25.0  # what a flat hand's fingers cover
RADII_MM = (5.0, 100.0)
# So far beside the skin a point is still meant to be on it.
REACH_MM = 10.0
# Only what is near a border is told: a step far away from it would look like one.
NEAR_MM = 60.0
EVENING = 6  # times that the border is evened


class Dab(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of the skin lies within radius_mm of a point (3,) mm at rest and faces the same way, so that a thin part
    such as a toe is not painted through."""

    point: Point
    radius_mm: float = RADIUS_MM


class PainDrawing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Dabs and regions, by their ids with the side."""

    dabs: tuple[Dab, ...] = ()
    regions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dabs or self.regions)


@dataclass(frozen=True, eq=False)
class Painted:
    """A part of the skin: what to call it, and its vertices (k,), each once."""

    words: str
    vertices: Ints


def dab_at(atlas: Atlas, point: Point, radius_mm: float = RADIUS_MM) -> Dab:
    """A dab on the skin; raises InputError for numbers that are none, a radius out of bounds, a point off the skin."""
    _, mesh = skin_of(atlas)
    least, most = RADII_MM
    if not all(map(math.isfinite, point)):
        raise InputError("a coordinate of the point is no number: give three in mm, such as -161,-12,81.")
    if not least <= radius_mm <= most:
        raise InputError(f"a radius of {radius_mm:g} mm cannot be painted: choose one from {least:g} to {most:g} mm.")
    away: Floats = np.linalg.norm(mesh.vertices - np.array(point), axis=1)
    nearest = int(away.argmin())
    if away[nearest] > max(REACH_MM, _longest_edge_mm(mesh, nearest)):
        place = ",".join(f"{x:.0f}" for x in mesh.vertices[nearest])
        raise InputError(
            f"the point {','.join(f'{x:g}' for x in point)} is {away[nearest]:.0f} mm off the skin: "
            f"the nearest place on it is {place}."
        )
    return Dab(point, radius_mm)


def regions_named(atlas: Atlas, names: Iterable[str], side: Side | None = None) -> PainDrawing:
    """A drawing of named regions, such as thigh_lateral_right.

    A name without its side, such as thigh_lateral, is of `side`, else of the right. Raises InputError for a region that
    the skin does not have, one of the other side than `side`, and for none.
    """
    skin, _ = skin_of(atlas)
    regions = tuple(dict.fromkeys(_region(skin, name, side) for name in names))
    if not regions:
        raise InputError("no region is named: give one or more with commas, such as thigh_lateral_right.")
    return PainDrawing(regions=regions)


def check_drawing(atlas: Atlas, drawing: PainDrawing) -> None:
    """Raise InputError where a drawing (from a file or a call) does not fit the skin of an atlas."""
    for dab in drawing.dabs:
        dab_at(atlas, dab.point, dab.radius_mm)
    if drawing.regions:
        regions_named(atlas, drawing.regions)


def painted(atlas: Atlas, drawing: PainDrawing) -> Painted:
    """The part of the skin under a drawing that fits it (`check_drawing`); raises InputError where nothing is drawn."""
    if not drawing:
        raise InputError("nothing is painted: choose a part of the skin that has an area.")
    return Painted(in_words(drawing), np.flatnonzero(drawing_field(atlas, drawing) >= 0.0).astype(np.int32))


def in_words(drawing: PainDrawing) -> str:
    """What to call a drawing."""
    if len(drawing.dabs) > 1 or (drawing.dabs and drawing.regions):
        return "what is painted"
    for dab in drawing.dabs:
        return f"around {','.join(f'{x:g}' for x in dab.point)}, within {dab.radius_mm:g} mm"
    return "; ".join(map(region_in_words, drawing.regions))


def region_in_words(region: str) -> str:
    """The name of a region of the skin, with its side."""
    plain, texts = without_side(region), content()
    term = texts.regions.get(plain)
    side = region.removeprefix(plain).removeprefix("_")
    return f"{plain if term is None else term.name}{f', {texts.ui[side]}' if side else ''}"


# The drawing painted last on a skin, and its field: a stroke grows by a dab at a time.
_kept: WeakKeyDictionary[Structure, tuple[PainDrawing, NDArray[np.float32]]] = WeakKeyDictionary()


def drawing_field(atlas: Atlas, drawing: PainDrawing) -> NDArray[np.float32]:
    """Distance to the border of a drawing at each vertex (n,) of the skin, mm, positive inside, -60 far from it."""
    skin, mesh = skin_of(atlas)
    last, field = _kept.get(skin, (PainDrawing(), np.full(len(mesh.vertices), -NEAR_MM, dtype=np.float32)))
    if drawing == last:
        return field
    grown = drawing.dabs[: len(last.dabs)] == last.dabs and drawing.regions[: len(last.regions)] == last.regions
    if not grown:
        last, field = PainDrawing(), np.full(len(mesh.vertices), -NEAR_MM, dtype=np.float32)
    for dab in drawing.dabs[len(last.dabs) :]:
        field = np.maximum(field, _inside_dab(skin, mesh, dab))
    for region in drawing.regions[len(last.regions) :]:
        field = np.maximum(field, _inside_region(skin, mesh, region))
    _kept[skin] = drawing, field
    return field


def parse_point(text: str) -> Point:
    """A point in mm from such as -161,-12,81; raises InputError."""
    try:
        x, y, z = (float(number) for number in text.split(","))
    except ValueError:
        raise InputError(f'point "{text}" is not understood: write three numbers in mm, such as -161,-12,81.') from None
    return x, y, z


def _inside_dab(skin: Structure, mesh: Mesh, dab: Dab) -> NDArray[np.float32]:
    away: Floats = np.linalg.norm(mesh.vertices - np.array(dab.point), axis=1)
    nearest = int(away.argmin())
    inside = np.where(skin.normals @ skin.normals[nearest] > 0.0, dab.radius_mm - away, -NEAR_MM)
    inside[nearest] = max(inside[nearest], 0.0)
    return np.maximum(inside, -NEAR_MM).astype(np.float32)


def _inside_region(skin: Structure, mesh: Mesh, region: str) -> NDArray[np.float32]:
    """Distance to the nearest edge that leads out of the region, evened so that its border shows no triangles."""
    from scipy.sparse import coo_matrix, diags
    from scipy.spatial import cKDTree

    within = np.zeros(len(mesh.vertices), dtype=bool)
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
        has = f"choose of {known}, each with _right or _left" if known else "it has none"
        raise InputError(f'the skin has no region "{name}": {has}.')
    if side is not None and without_side(found) != found and not found.endswith(f"_{side}"):
        raise InputError(f"{found} is not on the {side} side: leave out the side, or name a region of it.")
    return found


def _longest_edge_mm(mesh: Mesh, vertex: int) -> float:
    corners = mesh.vertices[mesh.faces[(mesh.faces == vertex).any(axis=1)]]
    return float(np.linalg.norm(corners - mesh.vertices[vertex], axis=2).max(initial=0.0))
