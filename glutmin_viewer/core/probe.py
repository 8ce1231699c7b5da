"""What lies under a point of the skin: the layers on a straight way inward, measured on the meshes at rest.

The way goes against the mean normal of the skin around the point, as a finger presses: the normal of one triangle would
follow every small relief. Nothing is sampled: the way is cut with every triangle, and each closed mesh gives the pieces
of it that lie inside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content import without_side
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.memory import kept_with
from glutmin_viewer.core.mesh import Floats, Mesh, cross
from glutmin_viewer.core.places import regions_at
from glutmin_viewer.core.pose import Point

FAT = "fat"  # everything between the named structures: skin, fat, fascia, and what an atlas does not hold
MUSCLE = "gluteus_minimus"
REACH_MM = 150.0
OFF_SKIN_MM = 15.0  # how far beside the skin a point is still meant for it
SMOOTH_MM = 20.0  # about the pad of a thumb
# The layers of the bundled anatomy reach up to this far into each other: nothing thinner is told.
LEAST_MM = 0.5
CREASE_MM = 3.0  # between fibre groups of one muscle, which are meshes of their own
# A way through the very edge of a triangle may miss or double it; beside it, it does not.
ATTEMPTS, ASIDE_MM = 4, 1e-3
TINY = 1e-12  # in place of the size of a triangle that has none


@dataclass(frozen=True)
class Layer:
    """A piece of the way, in mm from the skin. kind: `FAT`, or the id of a muscle."""

    kind: str
    from_mm: float
    to_mm: float

    @property
    def thickness_mm(self) -> float:
        return self.to_mm - self.from_mm


@dataclass(frozen=True)
class Probe:
    """The way from a point of the skin inward, in mm in the pelvis frame at rest.

    point: on the skin. direction: inward, a unit vector. layers: without gaps, from 0 to `end_mm`. bone: the id of the
    bone on which the way ends; None where it leaves the body or `REACH_MM` are over before. over: the smallest region
    of that bone there, where it has one.
    """

    point: Point
    direction: Point
    layers: tuple[Layer, ...]
    bone: str | None
    over: str | None

    @property
    def end_mm(self) -> float:
        return self.layers[-1].to_mm if self.layers else 0.0

    @property
    def above(self) -> tuple[Layer, ...]:
        """The layers over the gluteus minimus; all of them where the way does not meet it."""
        first = next((i for i, layer in enumerate(self.layers) if _is_minimus(layer)), len(self.layers))
        return self.layers[:first]

    @property
    def minimus_mm(self) -> float | None:
        """How deep the gluteus minimus begins, which is the thickness of all above it; None where it is not met."""
        return next((layer.from_mm for layer in self.layers if _is_minimus(layer)), None)

    @property
    def bone_first(self) -> bool:
        """Whether the way meets bone and no gluteus minimus over it."""
        return self.bone is not None and self.minimus_mm is None


def probe(atlas: Atlas, point_mm: Floats | Point) -> Probe:
    """The layers under the point of the skin nearest to a point (3,), mm in the pelvis frame at rest.

    Raises InputError where the atlas has no skin, the point is no three numbers, or lies more than `OFF_SKIN_MM` off.
    """
    return _prober(atlas)(point_mm)


def prepare(atlas: Atlas) -> None:
    """Do what the first `probe` of an atlas would do before all others."""
    _prober(atlas)


@kept_with
def _prober(atlas: Atlas) -> Prober:
    return Prober(atlas)


class Prober:
    """`probe` of one atlas; holds what does not depend on the point. Raises InputError without a skin."""

    def __init__(self, atlas: Atlas) -> None:
        skin = atlas.skin
        if skin is None or skin.mesh is None:
            raise InputError.of("error_lacks_skin", title=atlas.title)
        self._skin, self._skin_areas = Solid(skin.mesh), skin.mesh.area_vectors
        self._solids = {
            structure: Solid(structure.mesh)
            for structure in atlas.structures.values()
            if structure.kind in {"bone", "muscle"} and structure.mesh is not None
        }

    def __call__(self, point_mm: Floats | Point) -> Probe:
        """See `probe`."""
        start, face = self._on_skin(np.asarray(point_mm, dtype=np.float64))
        inward = self._inward(start, face)
        # Only the piece that begins here counts: behind a fold the way may come into the skin once more.
        end = min([REACH_MM, *(to for begin, to in self._skin.pieces(start, inward) if begin < LEAST_MM < to)])
        muscles, bone, over = [], None, None
        for structure, solid in self._solids.items():
            ahead = [(max(begin, 0.0), to) for begin, to in solid.pieces(start, inward) if to > LEAST_MM]
            if structure.kind == "muscle":
                muscles += [Layer(structure.id, begin, to) for begin, to in _joined(ahead)]
            elif met := [begin for begin, to in ahead if to - begin > LEAST_MM and begin < end]:
                end, bone = met[0], structure
        if bone is not None:
            over = next(iter(regions_at(bone, start + end * inward)), None)
        return Probe(_point(start), _point(inward), _layers(muscles, end), None if bone is None else bone.id, over)

    def _on_skin(self, point: Floats) -> tuple[Floats, int]:
        """The point of the skin nearest to a point (3,) mm, and the face that it is on."""
        if point.shape != (3,) or not np.isfinite(point).all():
            raise InputError(f"a point of the skin is three numbers in mm, but this is {point.tolist()}.")
        nearest, face = self._skin.nearest(point)
        if (away := float(np.linalg.norm(nearest - point))) > OFF_SKIN_MM:
            raise InputError(f"the point lies {away:.1f} mm off the skin: choose one within {OFF_SKIN_MM:g} mm of it.")
        return nearest, face

    def _inward(self, start: Floats, face: int) -> Floats:
        """Against the mean normal of the skin within `SMOOTH_MM` of a point (3,) on a face; near skin counts more."""
        near = np.flatnonzero(self._skin.squared_distances(start) < SMOOTH_MM**2)
        areas = self._skin_areas[near]
        outward: Floats = self._skin_areas[face] / max(float(np.linalg.norm(self._skin_areas[face])), TINY)
        share = 1.0 - _squared(self._skin.centres[near] - start) / SMOOTH_MM**2
        share[areas @ outward < 0.0] = 0.0  # the other side of a cleft
        mean = share @ areas + outward
        result: Floats = -mean / np.linalg.norm(mean)
        return result


class Solid:
    """A closed mesh to be cut with straight lines.

    centres: (m, 3) mm, of the faces; each face lies within its radius of it.
    """

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        a, b, c = mesh.corners
        self.centres: Floats = (a + b + c) / 3.0
        self._radius: Floats = np.sqrt(np.max([_squared(corner - self.centres) for corner in (a, b, c)], axis=0))
        self._squared = _squared(self.centres)
        self._middle: Floats = (self.centres.min(axis=0) + self.centres.max(axis=0)) / 2.0
        self._reach = float((np.sqrt(_squared(self.centres - self._middle)) + self._radius).max())

    def squared_distances(self, point: Floats) -> Floats:
        """Of the centres of the faces from a point (3,), (m,) mm2."""
        result: Floats = self._squared - 2.0 * (self.centres @ point) + point @ point
        return result

    def pieces(self, start: Floats, direction: Floats) -> list[tuple[float, float]]:
        """The pieces inside of the line through a point (3,) along a unit vector (3,): from and to, mm, in order."""
        away = self._middle - start
        if away @ away - (away @ direction) ** 2 > self._reach**2:
            return []
        along = self.centres @ direction - start @ direction
        reach = self._radius + ATTEMPTS * ASIDE_MM
        near = np.flatnonzero(self.squared_distances(start) - along * along <= reach * reach)
        aside = cross(direction, np.eye(3)[int(np.abs(direction).argmin())])
        found: list[tuple[float, float]] = []
        for attempt in range(ATTEMPTS):
            found, paired = _pieces(*self._cuts(near, start + attempt * ASIDE_MM * aside, direction))
            if paired:
                break
        return found

    def _cuts(self, near: NDArray[np.intp], start: Floats, direction: Floats) -> tuple[Floats, Floats]:
        """Where a line cuts faces (Moeller & Trumbore 1997): mm along it, (k,), and 1 for into the mesh, -1 for out."""
        a, b, c = self._corners(near)
        ab, ac, from_a = b - a, c - a, start - a
        normal = cross(ab, ac)
        facing = -(normal @ direction)
        moment = cross(from_a, direction)
        with np.errstate(divide="ignore", invalid="ignore"):  # a line within a face does not cut it
            u, v = (ac * moment).sum(axis=1) / facing, -(ab * moment).sum(axis=1) / facing
            along = (from_a * normal).sum(axis=1) / facing
            cut = (u >= 0.0) & (v >= 0.0) & (u + v <= 1.0)
        return along[cut], np.sign(facing[cut])

    def _corners(self, faces: NDArray[np.intp]) -> Floats:
        """First, second and third corners of some faces (k,): (3, k, 3) mm."""
        result: Floats = self._mesh.vertices[self._mesh.faces[faces].T]
        return result

    def nearest(self, point: Floats) -> tuple[Floats, int]:
        """The point (3,) of the surface nearest to a point (3,), and the face that it is on."""
        away = np.sqrt(np.maximum(self.squared_distances(point), 0.0))
        near = np.flatnonzero(away - self._radius <= away.min())
        feet = _on_triangles(self._corners(near), point)
        best = int(_squared(feet - point).argmin())
        return feet[best], int(near[best])


def _squared(vectors: Floats) -> Floats:
    """Squared lengths of vectors (n, 3)."""
    result: Floats = np.einsum("ij,ij->i", vectors, vectors)
    return result


def _on_triangles(corners: Floats, point: Floats) -> Floats:
    """The point nearest to a point (3,) of each triangle, (n, 3), by its corners (3, n, 3)."""
    edges = np.roll(corners, -1, axis=0) - corners
    along = np.einsum("kij,kij->ki", point - corners, edges) / np.maximum(np.einsum("kij,kij->ki", edges, edges), TINY)
    on_edges = corners + np.clip(along, 0.0, 1.0)[:, :, None] * edges
    normal = cross(edges[0], edges[1])
    height = np.einsum("ij,ij->i", point - corners[0], normal) / np.maximum(_squared(normal), TINY)
    foot = point - height[:, None] * normal
    within = (np.einsum("kij,kij->ki", cross(edges, foot - corners), np.broadcast_to(normal, edges.shape)) >= 0.0).all(
        0
    )
    best = np.square(on_edges - point).sum(axis=2).argmin(axis=0)
    result: Floats = np.where(within[:, None], foot, on_edges[best, np.arange(len(normal))])
    return result


def _pieces(along: Floats, way: Floats) -> tuple[list[tuple[float, float]], bool]:
    """The pieces inside a mesh by where a line goes in (1) and out (-1), (n,) each; whether each way in has one out.

    Parts of a mesh that overlap give one piece. What is never left, as in an open mesh, has no end.
    """
    order = np.lexsort((-way, along))
    depth, begin, paired = 0, 0.0, True
    pieces = []
    for at, step in zip(along[order], way[order], strict=True):
        if depth == 0 and step > 0:
            begin = float(at)
        depth += int(step)
        if depth == 0:
            pieces.append((begin, float(at)))
        elif depth < 0:
            depth, paired = 0, False
    return (pieces, paired) if depth == 0 else ([*pieces, (begin, math.inf)], False)


def _joined(pieces: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Pieces in order, those as one between which there is only a crease."""
    result: list[tuple[float, float]] = []
    for begin, to in pieces:
        if result and begin - result[-1][1] < CREASE_MM:
            begin, _ = result.pop()
        result.append((begin, to))
    return result


def _layers(pieces: list[Layer], end: float) -> tuple[Layer, ...]:
    """Layers without gaps from 0 to an end: where pieces overlap the one that begins deeper has it, else there is fat.

    A layer thinner than `LEAST_MM` goes to the one above it, so that the next begins where its mesh does.
    """
    bounds = sorted({0.0, end, *(at for piece in pieces for at in (piece.from_mm, piece.to_mm) if 0.0 < at < end)})
    layers: list[Layer] = []
    for begin, to in pairwise(bounds):
        here = [piece for piece in pieces if piece.from_mm <= begin and to <= piece.to_mm]
        _lay(layers, Layer(max(here, key=lambda piece: piece.from_mm).kind if here else FAT, begin, to))
    result: list[Layer] = []
    for layer in layers:
        _lay(result, replace(layer, kind=result[-1].kind) if result and layer.thickness_mm < LEAST_MM else layer)
    return tuple(result)


def _lay(layers: list[Layer], layer: Layer) -> None:
    """Put a layer under others; one of the same kind grows instead."""
    if layers and layers[-1].kind == layer.kind:
        layer = replace(layers.pop(), to_mm=layer.to_mm)
    layers.append(layer)


def _is_minimus(layer: Layer) -> bool:
    return without_side(layer.kind) == MUSCLE


def _point(vector: Floats) -> Point:
    x, y, z = (float(value) for value in vector)
    return x, y, z
