"""Generates the bursae about the right greater trochanter: flat sacs, each a lens bent over what it rests on.

A disc of evenly spaced points is laid out on the surface from its middle, as a cloth would lie; a second sheet over it
is as far away as the sac is thick, and a rounded border joins the two.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from itertools import pairwise

import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints, Mesh, vertex_normals
from glutmin_viewer.modelling.assembly import Table
from glutmin_viewer.modelling.cord import slope
from glutmin_viewer.modelling.implicit import Field, signed_distance, smooth_union
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.topology import neighbour_average

NAMES = ("trochanteric_bursa", "subgluteus_medius_bursa", "subgluteus_minimus_bursa")
STEPS_TO_RIM = 24  # in which a point of the disc walks over the surface
UNION_MM = 1.8  # fillet between bone and tendon under a bursa


def bursae(surroundings: Mapping[str, Mesh]) -> dict[str, Part]:
    """Bursae of the right side in the pelvis frame (mm), by name.

    surroundings: meshes of femur and gluteus_medius of the right side.
    """
    data = tomllib.loads(resources.files(f"{__package__}.data").joinpath("bursae.toml").read_text("utf-8"))
    return {name: _bursa(data[name], data["mesh"], surroundings) for name in NAMES}


def _bursa(table: Table, mesh: Table, surroundings: Mapping[str, Mesh]) -> Part:
    under = _union([surroundings[name] for name in table["rests_on"]])
    disc, triangles = _disc(mesh["rings"])
    share = np.linalg.norm(disc, axis=1)
    bed = _draped(disc, triangles, under, table, mesh)
    outward = _normals(bed, triangles, 3)
    # A lens: full in the middle, thinning ever faster to the height of the rim.
    height = mesh["rim"] + (table["thickness"] - mesh["rim"]) * (1.0 - share**2) ** 0.8
    n, rim = len(disc), 6 * mesh["rings"]
    top = bed + height[:, None] * outward
    edge = np.arange(n - rim, n)
    beyond = bed[edge] - bed.mean(axis=0)
    beyond -= np.einsum("ij,ij->i", beyond, outward[edge])[:, None] * outward[edge]
    beyond /= np.linalg.norm(beyond, axis=1, keepdims=True)
    middle = 0.5 * (bed[edge] + top[edge]) + 0.35 * mesh["rim"] * beyond
    ring = 2 * n + np.arange(rim)
    low, high = edge, n + edge
    faces = np.concatenate([triangles[:, ::-1], n + triangles, _band(low, ring), _band(ring, high)])
    return Part(Mesh(np.round(np.concatenate([bed, top, middle]), 4), faces.astype(np.int32)))


def _union(meshes: list[Mesh]) -> Field:
    def field(points: Floats) -> Floats:
        values = [signed_distance(mesh, points) for mesh in meshes]
        return values[0] if len(values) == 1 else smooth_union(values[0], values[1], UNION_MM)

    return field


def _disc(rings: int) -> tuple[Floats, Ints]:
    """Points (n, 2) of the unit disc on rings of 6, 12, 18 ... about the middle, and triangles that turn left."""
    points = [np.zeros((1, 2))]
    first = [0]
    for ring in range(1, rings + 1):
        angle = 2.0 * np.pi * np.arange(6 * ring) / (6 * ring)
        first.append(sum(len(p) for p in points))
        points.append(ring / rings * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    faces = []
    for inner, (a, b) in enumerate(pairwise(first)):
        count, more = max(6 * inner, 1), 6 * (inner + 1)
        for sector in range(6):
            for k in range(inner + 1):
                out = sector * (inner + 1) + k
                here = a + (sector * inner + k) % count
                faces.append([here, b + out, b + (out + 1) % more])
                if k < inner:
                    faces.append([here, b + (out + 1) % more, a + (sector * inner + k + 1) % count])
    return np.concatenate(points), np.array(faces)


def _draped(disc: Floats, triangles: Ints, under: Field, table: Table, mesh: Table) -> Floats:
    """The disc (n, 3) laid over the surface, its gap above it."""
    outward = np.array(table["outward"]) / np.linalg.norm(table["outward"])
    middle = np.array(table["centre"])[None]
    for _ in range(8):
        middle = middle - (under(middle) - mesh["evened"])[:, None] * outward
    angle = np.arctan2(disc[:, 1], disc[:, 0])
    reach = np.linalg.norm(disc, axis=1) * (1.0 + table["wavy"] * np.cos(3.0 * angle + 0.6))
    first, second = (disc / np.maximum(np.linalg.norm(disc, axis=1, keepdims=True), 1e-9)).T
    across = 1.0 - table["egg"] * first * np.linalg.norm(disc, axis=1)
    up = np.array(table["up"]) - np.array(table["up"]) @ outward * outward
    up /= np.linalg.norm(up)
    ahead = np.cross(outward, up)
    a, b = table["half_axes"]
    way = (reach * a * first)[:, None] * up + (reach * b * across * second)[:, None] * ahead
    # On the surface some way out, where it is smooth, then down to it.
    points = np.repeat(middle, len(disc), axis=0)
    step = np.linalg.norm(way, axis=1) / STEPS_TO_RIM
    heading = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    for _ in range(STEPS_TO_RIM):
        normal = _unit(slope(under, points, 0.5))
        heading = _unit(heading - np.einsum("ij,ij->i", heading, normal)[:, None] * normal)
        points = points + step[:, None] * heading
        points = points - (under(points) - mesh["evened"])[:, None] * _unit(slope(under, points, 0.5))
    average = neighbour_average(_doubled(points, triangles))
    rim = 6 * mesh["rings"]
    for height in np.linspace(mesh["evened"], mesh["gap"], 6):
        for _ in range(3):
            spread = np.asarray(average @ points)
            border = points[-rim:]
            spread[-rim:] = 0.5 * (np.roll(border, 1, axis=0) + np.roll(border, -1, axis=0))
            points = 0.5 * (points + spread)
            points = points - (under(points) - height)[:, None] * _unit(slope(under, points, 0.3))
    return points


def _doubled(points: Floats, triangles: Ints) -> Mesh:
    """The disc as a closed mesh of two sides that share its points, of which neighbours can be asked."""
    return Mesh(points, np.concatenate([triangles, triangles[:, ::-1]]).astype(np.int32))


def _normals(points: Floats, triangles: Ints, rounds: int) -> Floats:
    """Unit normals (n, 3) of the sheet, evened over neighbours."""
    normals = vertex_normals(Mesh(points, triangles.astype(np.int32)))
    average = neighbour_average(_doubled(points, triangles))
    for _ in range(rounds):
        normals = _unit(normals + np.asarray(average @ normals))
    return normals


def _band(low: Ints, high: Ints) -> Ints:
    """Triangles between two closed rows of as many vertices, facing outward where both turn left and `high` is up."""
    after_low, after_high = np.roll(low, -1), np.roll(high, -1)
    return np.concatenate([np.stack([low, after_low, after_high], axis=1), np.stack([low, after_high, high], axis=1)])


def _unit(vectors: Floats) -> Floats:
    result: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return result
