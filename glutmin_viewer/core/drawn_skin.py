"""All that is drawn on the skin of an atlas: fields of referred pain and areas of other causes; made once and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.causes import cause_fields
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.core.pain import Group, graded, pain_fields
from glutmin_viewer.core.pose import Point, Side, is_place

# So far beside the skin a point is still meant to be on it.
REACH_MM = 10.0


def skin_of(atlas: Atlas) -> tuple[Structure, Mesh]:
    """The skin and its mesh; raises InputError where an atlas has none."""
    skin = atlas.skin
    if skin is None or skin.mesh is None:
        raise InputError.of("error_lacks_skin", title=atlas.title)
    return skin, skin.mesh


def check_on_skin(atlas: Atlas, point: Point) -> None:
    """Raise InputError for coordinates that are none, or that lie off the skin at rest, mm."""
    _, mesh = skin_of(atlas)
    _check_place(point)
    away: Floats = np.linalg.norm(mesh.vertices - np.array(point), axis=1)
    nearest = int(away.argmin())
    _check_near(mesh, point, nearest, float(away[nearest]))


def check_all_on_skin(atlas: Atlas, points: Sequence[Point]) -> None:
    """As `check_on_skin`, of many points in little more time than of one."""
    from scipy.spatial import cKDTree  # slow to load, and needed for files alone

    _, mesh = skin_of(atlas)
    for point in points:
        _check_place(point)
    if points:
        away, nearest = (np.asarray(found) for found in cKDTree(mesh.vertices).query(np.array(points)))
        for point, vertex, away_mm in zip(points, nearest.tolist(), away.tolist(), strict=True):
            _check_near(mesh, point, vertex, away_mm)


def _check_place(point: Point) -> None:
    if not is_place(point):
        raise InputError("a coordinate of the point is no number of mm on a body: give three, such as -161,-12,81.")


def _check_near(mesh: Mesh, point: Point, nearest: int, away_mm: float) -> None:
    """The nearest vertex and how far away it is must be told."""
    if away_mm > REACH_MM and away_mm > _longest_edge_mm(mesh, nearest):
        place = ",".join(f"{x:.0f}" for x in mesh.vertices[nearest])
        raise InputError(
            f"the point {','.join(f'{x:g}' for x in point)} is {away_mm:.0f} mm off the skin: "
            f"the nearest place on it is {place}."
        )


def _longest_edge_mm(mesh: Mesh, vertex: int) -> float:
    corners = mesh.vertices[mesh.faces[(mesh.faces == vertex).any(axis=1)]]
    return float(np.linalg.norm(corners - mesh.vertices[vertex], axis=2).max(initial=0.0))


class DrawnSkin:
    """Fields at each vertex (n,) of a skin at rest, in mm along it, positive inside; made in about 0.1 s.

    pain: of each group and side, (n, 3) as `pain.pain_fields`. causes: of each cause that has an area, and side, (n,);
    usual_causes: of the part of it that does not hurt now and then only.
    area_mm2: skin that a vertex stands for, a third of the faces around it.
    """

    def __init__(self, atlas: Atlas) -> None:
        _, mesh = skin_of(atlas)
        face_mm2 = np.linalg.norm(mesh.area_vectors, axis=1)
        shares = np.repeat(face_mm2 / 3.0, 3)
        self.area_mm2: Floats = np.bincount(mesh.faces.ravel(), shares, len(mesh.vertices)).astype(np.float64)
        self.pain = pain_fields(mesh.vertices, atlas.skin_landmarks)
        self.causes = cause_fields(mesh.vertices, atlas.skin_landmarks)
        self.usual_causes = cause_fields(mesh.vertices, atlas.skin_landmarks, usual=True)

    @cached_property
    def grades(self) -> dict[tuple[Group, Side], NDArray[np.int8]]:
        """Indices into `pain.GRADES` (n,), -1 outside."""
        return {key: graded(field) for key, field in self.pain.items()}


class Shared(msgspec.Struct, frozen=True):
    """Areas of skin, cm2: of the field of a group of trigger points, of a cause, and what they have in common."""

    field_cm2: float
    cause_cm2: float
    both_cm2: float


def shared(drawn: DrawnSkin, group: Group, cause: str, side: Side) -> Shared:
    """What the whole field of a group, of all grades, shares with the area of a cause on the same side."""
    field, area = drawn.grades[group, side] >= 0, drawn.causes[cause, side] >= 0.0
    return Shared(*(float(drawn.area_mm2[inside].sum()) / 100.0 for inside in (field, area, field & area)))


_kept: WeakKeyDictionary[Structure, tuple[Mapping[str, Floats], DrawnSkin]] = WeakKeyDictionary()


def drawn_skin(atlas: Atlas) -> DrawnSkin:
    """What is drawn on the skin of an atlas, kept as long as that skin.

    Raises InputError where the atlas lacks the skin or its landmarks.
    """
    skin, _ = skin_of(atlas)
    landmarks, drawn = _kept.get(skin, (None, None))
    if drawn is None or landmarks is not atlas.landmarks:
        drawn = DrawnSkin(atlas)
        _kept[skin] = atlas.landmarks, drawn
    return drawn
