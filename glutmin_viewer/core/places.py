"""What is at a point of a structure: the landmark near it, then the regions around it."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from glutmin_viewer.content import without_side
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.frame import Item, structure_of
from glutmin_viewer.core.mesh import Floats, Ints

REACH_MM = 7.0  # about a fingertip: how far a landmark is still meant


class Place(msgspec.Struct, frozen=True):
    """A named point or area of a structure; `id` as the atlas has it, with its side where it has one."""

    kind: Literal["landmark", "region"]
    id: str


def places_at(atlas: Atlas, item: Item, point: Floats | tuple[float, float, float]) -> tuple[Place, ...]:
    """Landmark and regions at a point (3,) mm in the world on a bone or the skin, the most particular first.

    The regions of a muscle are its fibre groups, which are items with a name of their own: none are told for it.
    """
    structure = atlas.structures.get(structure_of(item.id))
    if structure is None or structure.mesh is None or structure.kind == "muscle" or item.points is None:
        return ()
    rest = rest_position(structure, item, point)
    landmark = landmark_at(atlas, structure.id, rest)
    marks = () if landmark is None else (Place("landmark", landmark),)
    told = "" if landmark is None else without_side(landmark)
    return marks + tuple(Place("region", name) for name in regions_at(structure, rest) if name != told)


def rest_position(structure: Structure, item: Item, point: Floats | tuple[float, float, float]) -> Floats:
    """Rest position of a point (3,) mm in the world on an item; on the skin, which bends, its place in the triangle."""
    assert structure.mesh is not None and item.points is not None
    local: Floats = np.linalg.solve(item.world_from_points, np.array([*point, 1.0]))[:3]
    if structure.kind != "skin":
        return local
    corners, shares = _in_triangle(item.points, structure.mesh.faces, local)
    rest: Floats = shares @ structure.mesh.vertices[corners]
    return rest


def posed_position(skin: Structure, item: Item, rest: tuple[float, float, float]) -> Floats:
    """Where a place (3,) mm of the skin at rest is in the world."""
    assert skin.mesh is not None and item.points is not None
    corners, shares = _in_triangle(skin.mesh.vertices, skin.mesh.faces, np.array(rest))
    posed: Floats = item.world_from_points @ np.append(shares @ item.points[corners], 1.0)
    return posed[:3]


def regions_at(structure: Structure, position: Floats) -> tuple[str, ...]:
    """Names of the regions that hold the vertex nearest to a position (3,) mm at rest, the smallest region first."""
    if structure.mesh is None or not structure.regions:
        return ()
    vertex = _nearest(structure.mesh.vertices, position)
    here = [name for name, vertices in structure.regions.items() if (vertices == vertex).any()]
    return tuple(sorted(here, key=lambda name: (len(structure.regions[name]), name)))


def landmark_at(atlas: Atlas, structure: str, position: Floats, reach_mm: float = REACH_MM) -> str | None:
    """The landmark of a structure nearest to a position (3,) mm at rest; None where none is within reach."""
    names = [name for name, owner in atlas.landmark_structure.items() if owner == structure]
    if not names:
        return None
    distance = np.linalg.norm(np.array([atlas.landmarks[name] for name in names]) - position, axis=1)
    best = int(distance.argmin())
    return names[best] if distance[best] <= reach_mm else None


def _in_triangle(points: np.ndarray, faces: Ints, position: Floats) -> tuple[Ints, Floats]:
    """The corners (3,) of the triangle about the nearest vertex that comes closest to a position (3,), and their shares
    (3,) of the place there."""
    around = faces[(faces == _nearest(points, position)).any(axis=1)]
    shares = np.array([_shares(corners, position) for corners in points[around].astype(np.float64)])
    away = np.linalg.norm(np.einsum("ni,nij->nj", shares, points[around]) - position, axis=1)
    best = int(away.argmin())
    return around[best], shares[best]


def _shares(corners: Floats, point: Floats) -> Floats:
    """Shares (3,) of the corners of a triangle (3, 3) at about its place nearest to a point."""
    sides = (corners[1:] - corners[0]).T
    u, v = np.linalg.lstsq(sides, point - corners[0], rcond=None)[0]
    shares = np.clip([1.0 - u - v, u, v], 0.0, None)
    return np.asarray(shares / shares.sum())


def _nearest(points: np.ndarray, position: Floats) -> int:
    away = points - position
    return int(np.einsum("ij,ij->i", away, away).argmin())
