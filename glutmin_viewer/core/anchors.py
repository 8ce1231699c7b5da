"""Places held by a structure: a point on it at rest, and how that rides along when the structure moves and bends.

On what is rigid a place moves as the body does. On what bends it keeps its shares of the nearest triangle, and what it
lies beside that turns with the triangle, so that a place on the face of a cut stays where it is as well.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.frame import Item, structure_of
from glutmin_viewer.core.mesh import Floats, Ints, Mesh, cross
from glutmin_viewer.core.pose import Point, is_place
from glutmin_viewer.core.probe import Solid

OFF_MM = 10.0  # how far beside a structure a place is still meant to be on it
TINY = 1e-12  # in place of a length that is none


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place held by a structure: its id, and where the place is at rest, mm in the pelvis frame."""

    structure: str
    at_mm: Point


class Hold(msgspec.Struct, frozen=True, eq=False):
    """A place by the triangle nearest to it: corners (3,), shares (3,) of them, and what it lies beside that (3,) mm,
    along an edge, across it and off the triangle."""

    corners: Ints
    shares: Floats
    beside: Floats

    def on(self, points: np.ndarray) -> Floats:
        """Where the place (3,) is by the points (n, 3) of the same triangles."""
        corners = points[self.corners].astype(np.float64)
        result: Floats = self.shares @ corners + self.beside @ _axes(corners)
        return result


def hold(points: np.ndarray, faces: Ints, place: Floats) -> Hold:
    """Hold a place (3,) by the nearest of some triangles."""
    foot, face = Solid(Mesh(points.astype(np.float64), faces)).nearest(place)
    corners = points[faces[face]].astype(np.float64)
    sides = (corners[1:] - corners[0]).T
    u, v = np.linalg.lstsq(sides, foot - corners[0], rcond=None)[0]
    shares = np.array([1.0 - u - v, u, v])
    return Hold(faces[face], shares, _axes(corners) @ (place - shares @ corners))


def anchor_at(atlas: Atlas, item: Item, place: Floats | Point) -> Anchor | None:
    """What holds a place (3,) mm of the world on an item of a frame of this atlas.

    None where nothing does: what is no structure or has no surface, and places deep in the skin, where what is around
    them is not modelled.
    """
    structure = atlas.structures.get(structure_of(item.id).partition(".")[0])
    if structure is None or not has_surface(structure) or item.points is None or item.faces is None:
        return None
    local: Floats = np.linalg.solve(item.world_from_points, np.array([*place, 1.0]))[:3]
    if is_rigid(structure):
        return Anchor(structure.id, _point(local))
    held = hold(item.points, item.faces, local)
    if structure.kind == "skin" and np.linalg.norm(held.beside) > OFF_MM:
        return None
    return Anchor(structure.id, _point(held.on(_at_rest(structure, item))))


def has_surface(structure: Structure) -> bool:
    """Whether a structure is drawn as a surface: a muscle without a belly is drawn as its fibres."""
    return structure.mesh is not None and (structure.fibres is None or structure.belly is not None)


def is_rigid(structure: Structure) -> bool:
    """Whether a structure moves as one body does."""
    return structure.fibres is None and structure.weights is None


def check_anchor(atlas: Atlas, anchor: Anchor) -> None:
    """Raise InputError where the atlas has no such structure, or the place is none or lies off it."""
    structure = atlas.structures.get(anchor.structure)
    if structure is None:
        ids = ", ".join(sorted(atlas.structures))
        raise InputError.of("error_lacks_structure", title=atlas.title, structure=anchor.structure, known=ids)
    if structure.mesh is None or not has_surface(structure):
        raise InputError(f'the structure "{anchor.structure}" has no surface to measure on: choose another one.')
    if not is_place(anchor.at_mm):
        raise InputError(f"a coordinate of a point on {anchor.structure} is no number of mm on a body: give three.")
    place, solid = np.array(anchor.at_mm), Solid(structure.mesh)
    nearest = solid.nearest(place)[0]
    away = float(np.linalg.norm(nearest - place))
    within = any(begin < 0.0 < end < math.inf for begin, end in solid.pieces(place, np.array([0.0, 1.0, 0.0])))
    if away > OFF_MM and (not within or structure.kind == "skin"):
        told = ",".join(f"{x:g}" for x in anchor.at_mm)
        there = ",".join(f"{x:.0f}" for x in nearest)
        raise InputError(
            f"the point {told} is {away:.0f} mm off {anchor.structure}: the nearest place on it is {there}."
        )


def _at_rest(structure: Structure, item: Item) -> Floats:
    """The points (n, 3) of an item that shows a structure, or one fibre group of it, as they are at rest."""
    assert structure.mesh is not None
    if structure.belly is None or item.group is None:
        return structure.mesh.vertices
    result: Floats = structure.mesh.vertices[structure.belly.group == GROUPS.index(item.group)]
    return result


def _axes(corners: Floats) -> Floats:
    """Unit vectors along the first edge of a triangle (3, 3), across it and off the triangle, as rows."""
    along = corners[1] - corners[0]
    off = cross(along, corners[2] - corners[0])
    axes = np.stack([along, cross(off, along), off])
    result: Floats = axes / np.maximum(np.linalg.norm(axes, axis=1, keepdims=True), TINY)
    return result


def _point(values: Floats) -> Point:
    x, y, z = (float(value) for value in values)
    return x, y, z
