"""Generates the nerves of the right buttock and thigh: roots L4 to S1, superior gluteal and sciatic nerve.

A table gives each nerve some courses; they are moved off the bones and into the layer between gluteus medius and
minimus as these are, and become cords that flow into each other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from importlib import resources

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, defects
from glutmin_viewer.modelling import cord
from glutmin_viewer.modelling.assembly import Table
from glutmin_viewer.modelling.cord import Cord
from glutmin_viewer.modelling.implicit import (
    Field,
    Grid,
    contour,
    signed_distance,
    simplified,
    smooth_union,
    smoothstep,
)
from glutmin_viewer.modelling.levelset import near_surface_values, projected, relaxed
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.topology import fold_angles_deg

ROOTS = ("S1", "L5", "L4")  # each is laid beside those before it
FURTHEST_MM = 4.0  # a course is moved in one round
TRIES = 5
FOLDED_DEG = 95.0  # between two faces; less is not looked for
LAYERS = ("gluteus_minimus", "gluteus_medius")


@dataclass(frozen=True, eq=False)
class Nerve:
    """A nerve: its part, and the middle lines (n, 3) of its trunk and branches by name, from the spine outward (mm)."""

    part: Part
    course: dict[str, Floats]


def nerves(surroundings: Mapping[str, Mesh]) -> dict[str, Nerve]:
    """Nerves of the right side in the pelvis frame (mm), by name.

    surroundings: meshes of the bones hip_bone, femur, sacrum, vertebra_L4, vertebra_L5 and of the muscles
    gluteus_minimus, gluteus_medius, gluteus_maximus, piriformis, tensor_fasciae_latae, all of the right side or the
    middle; the fibula too, if there is one.
    """
    data = tomllib.loads(resources.files(f"{__package__}.data").joinpath("nerves.toml").read_text("utf-8"))
    laying = _Laying(surroundings, data["laying"])
    found: dict[str, Nerve] = {}
    roots = data["nerve_roots"]
    beside: list[Cord] = []
    for level in ROOTS:
        root = laying.cord_of(roots[level], {}, beside, roots["apart"])
        beside.append(root)
        found[f"nerve_root_{level}"] = _nerve({level: root}, roots)
    for name in ("superior_gluteal_nerve", "sciatic_nerve"):
        found[name] = _nerve(laying.cords(data[name]), data[name])
    return found


@dataclass(frozen=True, eq=False)
class _Laying:
    """How courses are laid among what is there."""

    surroundings: Mapping[str, Mesh]
    table: Table

    def cords(self, nerve: Table) -> dict[str, Cord]:
        """The cords of a nerve by name, its twigs numbered."""
        laid: dict[str, Cord] = {}
        for course in nerve["course"]:
            laid[course["name"]] = self.cord_of(course, laid)
        twigs = nerve.get("twigs", {})
        for number, twig in enumerate(twigs.get("twig", []), 1):
            laid[f"twig {number}"] = self._twig(twigs | twig, laid)
        return laid

    def cord_of(
        self, table: Table, laid: dict[str, Cord], beside: list[Cord] | None = None, apart: float = 0.0
    ) -> Cord:
        points = np.array(table["points"])
        if "from" in table:
            parent, share = table["from"]
            points = np.concatenate([laid[parent].point_at(share)[None], points])
        course, shares = cord.curve(points, self.table["step"])
        half = np.array(table["half"])
        course = self._laid(course, shares, half, table, beside or [], apart)
        return Cord.along(course, shares, half, np.array(table["thin"]))

    def _twig(self, table: Table, laid: dict[str, Cord]) -> Cord:
        parent, share = table["from"]
        start, ahead = laid[parent].point_at(share), laid[parent].tangent_at(share)
        course = cord.arc(start, ahead, np.array(table["to"]), self.table["step"])
        half = np.array(table["half"])
        shares = np.linspace(0.0, 1.0, len(half))
        course = self._laid(course, shares, half, table | {"between": (0.0, 1.0)}, [], 0.0)
        return Cord.along(course, shares, half, np.array(table["thin"]))

    def _laid(
        self, course: Floats, shares: Floats, half: Floats, table: Table, beside: list[Cord], apart: float
    ) -> Floats:
        way = np.linspace(0.0, 1.0, len(course))
        thin = np.interp(way, shares, half[:, 1])
        held = smoothstep(way / 0.06) if "from" in table else np.ones(len(way))
        solids = [_mesh_field(self.surroundings[name]) for name in table["clear_of"] if name in self.surroundings]
        clearances = [thin + table["gap"]] * len(solids)
        solids += [other.distance for other in beside]
        clearances += [thin - apart] * len(beside)
        layer = self._layer(way, table.get("between"), "from" in table)
        for _ in range(self.table["rounds"]):
            if layer is not None:
                field, share = layer
                course = cord.moved(course, held[:, None] * share[:, None] * _towards(field, course), 1.5)
            for field, clearance in zip(solids, clearances, strict=True):
                short = np.clip(clearance - field(course), 0.0, FURTHEST_MM)
                if short.any():
                    push = 1.6 * (short * held)[:, None] * _unit(cord.slope(field, course))
                    course = cord.moved(course, push, self.table["evened"] / self.table["step"])
        if "ends_in" in table:
            course = self._sunk(course, way, table)
        return cord.evenly(course, self.table["step"])

    def _layer(self, way: Floats, span: tuple[float, float] | None, starts_on_it: bool) -> tuple[Field, Floats] | None:
        """The field that is zero midway between the two muscles, and how far a course keeps to it on its way."""
        if span is None:
            return None
        below, over = (_mesh_field(self.surroundings[name]) for name in LAYERS)
        ramp = self.table["ramp"]
        share = smoothstep((way - span[0]) / ramp + (0.5 if span[0] == 0.0 else 0.0))
        if span[1] < 1.0:
            share = share * smoothstep((span[1] - way) / ramp)
        return lambda points: 0.5 * (below(points) - over(points)), share

    def _sunk(self, course: Floats, way: Floats, table: Table) -> Floats:
        """The course with its tip turned into a muscle, to the depth `sunk`."""
        field = _mesh_field(self.surroundings[table["ends_in"]])
        tip = course[-1:]
        for _ in range(6):
            tip = tip - (field(tip) + table["sunk"])[:, None] * _unit(cord.slope(field, tip))
        turn = smoothstep((way - 1.0 + self.table["end_share"]) / self.table["end_share"])
        result: Floats = course + turn[:, None] * (tip - course[-1])
        return result


def _mesh_field(mesh: Mesh) -> Field:
    return lambda points: signed_distance(mesh, points)


def _unit(vectors: Floats) -> Floats:
    result: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    return result


def _towards(field: Field, points: Floats) -> Floats:
    """Moves (n, 3) of points towards the zero surface of a field, at most FURTHEST_MM each."""
    rise = cord.slope(field, points, 0.4)
    steep = np.maximum((rise**2).sum(axis=1), 0.25)
    result: Floats = -np.clip(field(points) / steep, -FURTHEST_MM, FURTHEST_MM)[:, None] * rise
    return result


def _nerve(cords: dict[str, Cord], table: Table) -> Nerve:
    def distance(points: Floats) -> Floats:
        values = (part.distance(points) for part in cords.values())
        return reduce(lambda one, other: smooth_union(one, other, table["blend"]), values)

    covered = np.concatenate([part.course for part in cords.values()])
    margin = max(part.half.max() for part in cords.values()) + 2.0
    grid = Grid.around(covered, table["spacing"], margin)
    fine = contour(grid, near_surface_values(distance, grid))
    mesh = _decimated(fine, distance, table["faces"])
    part = Part(Mesh(np.round(mesh.vertices, 4), mesh.faces))
    return Nerve(part, {name: np.round(one.course, 4) for name, one in cords.items()})


def _decimated(fine: Mesh, field: Field, n_faces: int) -> Mesh:
    """The mesh with about n_faces, long along the cords.

    Thin twigs now and then come out of the decimation folded: it begins anew from evener meshes, and the least folded
    result is taken.
    """
    results = []
    for _ in range(TRIES):
        fine = relaxed(fine, field, rounds=2)
        coarse = simplified(Mesh(np.round(fine.vertices, 4), fine.faces), n_faces)
        if defects(coarse):
            continue
        coarse = projected(coarse, field, rounds=2, reach=0.3)
        results.append((float(fold_angles_deg(coarse).max()), coarse))
        if results[-1][0] < FOLDED_DEG:
            break
    return min(results, key=lambda result: result[0])[1]
