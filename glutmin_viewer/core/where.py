"""Where does it hurt: which trigger points' drawn fields cover a painted part of the skin, and which other causes'.

What is told is how far drawings coincide. It is no likelihood, and no diagnosis.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content import content, without_side
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.causes import cause_fields, undrawn_causes
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.core.pain import GRADES, Grade, Group, graded, pain_fields
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.core.trigger_points import trigger_points

RADIUS_MM = 25.0  # what a flat hand's fingers cover
RADII_MM = (5.0, 100.0)
# So far beside the skin a point is still meant to be on it.
REACH_MM = 10.0


@dataclass(frozen=True, eq=False)
class Painted:
    """A part of the skin: what to call it, and its vertices (k,), each once."""

    words: str
    vertices: Ints


@dataclass(frozen=True)
class FieldShare:
    """How much of a painted part the drawn field of a group of trigger points covers.

    area_cm2: of the painted part, by grade. covered_cm2: their sum. share_percent: that of the painted area.
    """

    group: Group
    side: Side
    trigger_points: tuple[str, ...]
    area_cm2: Mapping[Grade, float]
    covered_cm2: float
    share_percent: float


@dataclass(frozen=True)
class CauseShare:
    """How much of a painted part the drawn area of another cause covers."""

    cause: str
    side: Side
    covered_cm2: float
    share_percent: float


@dataclass(frozen=True)
class Coincidence:
    """What is drawn over a painted part of the skin, the largest overlap first; nothing that does not touch it.

    undrawn: ids of the causes without an area on the skin, which hold for every part of it.
    """

    painted: str
    painted_cm2: float
    fields: tuple[FieldShare, ...]
    causes: tuple[CauseShare, ...]
    undrawn: tuple[str, ...]


class DrawnSkin:
    """All that is drawn on the skin of an atlas, at each of its vertices (n,); made once, in about 0.1 s.

    area_mm2: skin that a vertex stands for, a third of the faces around it. grades: indices into GRADES, -1 outside.
    causes: whether a cause's area covers the vertex. Raises InputError where the atlas lacks the skin or landmarks.
    """

    def __init__(self, atlas: Atlas) -> None:
        _, mesh = _skin(atlas)
        landmarks = atlas.skin_landmarks
        face_mm2 = np.linalg.norm(mesh.area_vectors, axis=1)
        shares = np.repeat(face_mm2 / 3.0, 3)
        self.area_mm2 = np.bincount(mesh.faces.ravel(), shares, len(mesh.vertices)).astype(np.float64)
        self.grades = {key: graded(field) for key, field in pain_fields(mesh.vertices, landmarks).items()}
        self.causes = {key: field >= 0.0 for key, field in cause_fields(mesh.vertices, landmarks).items()}


@lru_cache(maxsize=1)
def drawn_skin(atlas: Atlas) -> DrawnSkin:
    """What is drawn on the skin of an atlas; that of the last atlas asked for is kept."""
    return DrawnSkin(atlas)


def coincidence(drawn: DrawnSkin, painted: Painted, sides: Iterable[Side] = SIDES) -> Coincidence:
    """What is drawn over a painted part, of these sides; raises InputError where the part has no area."""
    area_mm2 = drawn.area_mm2[painted.vertices]
    whole_mm2 = float(area_mm2.sum())
    if whole_mm2 <= 0.0:
        raise InputError("nothing is painted: choose a part of the skin that has an area.")
    wanted = set(sides)
    fields = []
    for (group, side), every in drawn.grades.items():
        grades = every[painted.vertices]
        covered_mm2 = float(area_mm2[grades >= 0].sum())
        if side in wanted and covered_mm2 > 0.0:
            of_grade = {grade: float(area_mm2[grades == k].sum()) / 100.0 for k, grade in enumerate(GRADES)}
            points = tuple(name for name, point in trigger_points().items() if point.group == group)
            share = 100.0 * covered_mm2 / whole_mm2
            fields.append(FieldShare(group, side, points, of_grade, covered_mm2 / 100.0, share))
    causes = []
    for (cause, side), inside in drawn.causes.items():
        covered_mm2 = float(area_mm2[inside[painted.vertices]].sum())
        if side in wanted and covered_mm2 > 0.0:
            causes.append(CauseShare(cause, side, covered_mm2 / 100.0, 100.0 * covered_mm2 / whole_mm2))
    return Coincidence(
        painted.words,
        whole_mm2 / 100.0,
        # Of two fields that cover as much, that of which more is described comes first.
        tuple(sorted(fields, key=lambda f: (-f.covered_cm2, -f.area_cm2["essential"]))),
        tuple(sorted(causes, key=lambda c: -c.covered_cm2)),
        undrawn_causes(),
    )


def painted_by_hand(atlas: Atlas, vertices: NDArray[np.integer]) -> Painted:
    """The part of the skin made of some of its vertices (k,); raises InputError for vertices that it does not have."""
    _, mesh = _skin(atlas)
    chosen = np.unique(vertices)
    if len(chosen) and not 0 <= chosen[0] <= chosen[-1] < len(mesh.vertices):
        raise InputError(f"the skin has vertices 0 to {len(mesh.vertices) - 1}: choose among them.")
    return Painted("what is painted", chosen.astype(np.int32))


def painted_regions(atlas: Atlas, names: Iterable[str], side: Side | None = None) -> Painted:
    """The part of the skin made of named regions, such as thigh_lateral_right.

    A name without its side, such as thigh_lateral, is of `side`, else of the right. Raises InputError for a region that
    the skin does not have, one of the other side than `side`, and for none.
    """
    skin, _ = _skin(atlas)
    ids = list(dict.fromkeys(_region(skin, name, side) for name in names))
    if not ids:
        raise InputError("no region is named: give one or more with commas, such as thigh_lateral_right.")
    return Painted("; ".join(map(_in_words, ids)), np.unique(np.concatenate([skin.regions[name] for name in ids])))


def painted_around(atlas: Atlas, point: tuple[float, float, float], radius_mm: float = RADIUS_MM) -> Painted:
    """The part of the skin around a point (3,) mm at rest in the pelvis frame: what of the skin lies within radius_mm
    of it and faces the same way, so that a thin part such as a toe is not painted through.

    Raises InputError for numbers that are none, a radius out of bounds, and a point off the skin.
    """
    skin, mesh = _skin(atlas)
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
    same_way = skin.normals @ skin.normals[nearest] > 0.0
    within = (away <= radius_mm) & same_way
    within[nearest] = True
    words = f"around {','.join(f'{x:g}' for x in point)}, within {radius_mm:g} mm"
    return Painted(words, np.flatnonzero(within).astype(np.int32))


def parse_point(text: str) -> tuple[float, float, float]:
    """A point in mm from such as -161,-12,81; raises InputError."""
    try:
        x, y, z = (float(number) for number in text.split(","))
    except ValueError:
        raise InputError(f'point "{text}" is not understood: write three numbers in mm, such as -161,-12,81.') from None
    return x, y, z


def _skin(atlas: Atlas) -> tuple[Structure, Mesh]:
    skin = atlas.skin
    if skin is None or skin.mesh is None:
        raise InputError(f'the atlas "{atlas.title}" has no skin: nothing can be painted on it.')
    return skin, skin.mesh


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


def _in_words(region: str) -> str:
    plain = without_side(region)
    term = content().regions.get(plain)
    side = region.removeprefix(plain).removeprefix("_")
    return f"{plain if term is None else term.name}{f', {side}' if side else ''}"


def _longest_edge_mm(mesh: Mesh, vertex: int) -> float:
    corners = mesh.vertices[mesh.faces[(mesh.faces == vertex).any(axis=1)]]
    return float(np.linalg.norm(corners - mesh.vertices[vertex], axis=2).max(initial=0.0))
