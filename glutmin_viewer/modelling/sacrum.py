"""Generates the sacrum with the coccyx.

A sheet with eight foramina, subdivided through averaged landmarks, gets its articular processes, crests, canal,
hiatus and coccyx as smooth unions of implicit parts. Only the right half is computed; the left is its mirror image.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from itertools import pairwise

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.spatial import Delaunay, cKDTree

from glutmin_viewer.core.mesh import Floats, Ints, Mesh, vertex_normals
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.assembly import Table, assembled, right_half_of, shape, symmetric_solid
from glutmin_viewer.modelling.part import MIRROR, Part
from glutmin_viewer.modelling.sheet import inside_polygon
from glutmin_viewer.modelling.solids import unit
from glutmin_viewer.modelling.subdivision import control_points, loop_matrix


def sacrum() -> Part:
    """Sacrum and coccyx, exactly mirror-symmetric, in the pelvis frame (mm)."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/sacrum.toml").read_text("utf-8"))
    sheet = _sheet(data["sheet"])
    mesh = symmetric_solid(*_right_half(sheet, data), data["grid"]["faces"])
    return Part(mesh, _regions(mesh, data), _landmarks(mesh, data["landmarks"]))


def _sheet(table: Table) -> Mesh:
    """The landmarks as a closed cage of genus 8, subdivided three times so that it passes through them."""
    names = list(table["points"])
    front, back = (np.array([table["points"][n][side] for n in names]) for side in ("front", "back"))
    right = _right_cage_faces(names, front[:, [2, 1]], table)
    n = len(names)
    vertices = np.concatenate([front, back])
    on_midline = np.flatnonzero(np.isin(names, table["midline"]))
    image = np.arange(2 * n) + 2 * n
    image[on_midline], image[on_midline + n] = on_midline, on_midline + n
    faces = np.concatenate([right, image[right][:, ::-1]])
    vertices = np.concatenate([vertices, vertices * MIRROR])
    used, faces = np.unique(faces, return_inverse=True)
    vertices, faces = vertices[used], faces.reshape(-1, 3).astype(np.int32)
    matrix, fine = loop_matrix(faces, len(vertices), levels=3)
    return Mesh(np.asarray(matrix @ control_points(matrix, vertices, stiffness=0.01)), fine)


def _right_cage_faces(names: list[str], frontal: Floats, table: Table) -> Ints:
    """Faces (m, 3) of the right half of the cage, open at the midline; frontal (n, 2) = (z, y) of its front points."""
    index = {name: i for i, name in enumerate(names)}
    triangles = Delaunay(frontal).simplices
    outline = frontal[[index[name] for name in table["outline"]]]
    # Rims are named foramen1_med and so on: a triangle between points of one rim closes the hole.
    foramen = np.array([int(name[7]) if name.startswith("foramen") else 0 for name in names])
    rims = foramen[triangles]
    is_hole = (rims[:, 0] > 0) & (rims == rims[:, :1]).all(axis=1)
    triangles = triangles[inside_polygon(frontal[triangles].mean(axis=1), outline) & ~is_hole]
    a, b, c = frontal[triangles].transpose(1, 0, 2)
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    # Seen from the front the subject's right is on the left: a face with its normal forward turns clockwise in (z, y).
    triangles = np.where((turn < 0)[:, None], triangles, triangles[:, ::-1])
    n = len(names)
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    is_border = ~np.isin(edges[:, 0] * n + edges[:, 1], edges[:, 1] * n + edges[:, 0])
    midline = [index[name] for name in table["midline"]]
    is_border &= ~np.isin(edges, midline).all(axis=1)
    i, j = edges[is_border].T
    walls = np.concatenate([np.stack([j, i, i + n], axis=1), np.stack([j, i + n, j + n], axis=1)])
    return np.concatenate([triangles, triangles[:, ::-1] + n, walls])


def _right_half(sheet: Mesh, data: Table) -> tuple[implicit.Grid, Floats]:
    """A grid right of the midline and the signed distances (mm) at its nodes."""
    parts, spacing = data["part"], data["grid"]["spacing"]
    ends = np.array([part[key] for part in parts if part["shape"] == "rod" for key in ("start", "end")])
    covered = np.concatenate([sheet.vertices, ends])
    grid = right_half_of(implicit.Grid.around(covered[covered[:, 2] >= 0.0], spacing, margin=6.0))
    points = grid.points
    values = assembled(_distance_near(sheet, grid, band=5.0), parts, points)
    values -= _auricular_relief(points, data["auricular"])
    return grid, values


def _distance_near(mesh: Mesh, grid: implicit.Grid, band: float) -> Floats:
    """Signed distances (mm) at the grid's nodes: exact within the band around the surface, interpolated beyond it."""
    coarse = implicit.Grid(grid.origin, 4 * grid.spacing, tuple(-(-(n - 1) // 4) + 1 for n in grid.shape))
    table = implicit.signed_distance(mesh, coarse.points).reshape(coarse.shape[::-1])
    z, y, x = (np.arange(n) / 4 for n in grid.shape[::-1])
    steps = [np.arange(n) for n in table.shape]
    values = RegularGridInterpolator(steps, table)(np.stack(np.meshgrid(z, y, x, indexing="ij"), axis=-1)).ravel()
    near = np.abs(values) < band
    values[near] = implicit.signed_distance(mesh, grid.points[near])
    return values


def _auricular_relief(points: Floats, table: Table) -> Floats:
    """How far (mm) the auricular surface stands out at points (n, 3): rough inside its outline, a groove around it."""
    outline = np.array(table["outline"])
    flat = points[:, :2]
    distance = np.full(len(points), np.inf)
    for start, end in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        distance = np.minimum(distance, implicit.capsule(flat, start, end, 0.0, 0.0))
    inward = np.where(inside_polygon(flat, outline), distance, -distance)
    weight = np.clip(0.5 + inward / table["fade"], 0.0, 1.0)
    weight *= np.clip((points[:, 2] - table["min_z"]) / (2.0 * table["fade"]), 0.0, 1.0)
    groove = np.exp(-(((inward + table["fade"]) / table["fade"]) ** 2))
    groove *= np.clip((points[:, 2] - table["min_z"]) / (2.0 * table["fade"]), 0.0, 1.0)
    x, y = flat.T
    uneven = np.sin(0.8 * x + 1.5 * np.sin(0.35 * y)) * np.sin(0.75 * y + 1.3 * np.sin(0.4 * x))
    return (table["height"] - table["roughness"] * (1.0 - uneven)) * weight - table["groove"] * groove


def _landmarks(mesh: Mesh, table: Table) -> dict[str, Floats]:
    tree = cKDTree(mesh.vertices)

    def on_surface(position: list[float]) -> Floats:
        return mesh.vertices[tree.query(position)[1]]

    angle = on_surface(table["inferior_lateral_angle"])
    midline = ("promontory", "sacral_hiatus", "S2_spinous", "coccyx_tip")
    return {name: on_surface(table[name]) * (1.0, 1.0, 0.0) for name in midline} | {
        "inferior_lateral_angle_right": angle,
        "inferior_lateral_angle_left": angle * MIRROR,
    }


def _regions(mesh: Mesh, data: Table) -> dict[str, np.ndarray]:
    """Vertex indices around the named parts; both sides come from the same numbers, taken at |z|."""
    table, parts = data["regions"], data["part"]
    points = np.abs(mesh.vertices * (0.0, 0.0, 1.0)) + mesh.vertices * (1.0, 1.0, 0.0)
    normals = vertex_normals(mesh) * np.stack([np.ones(len(points))] * 2 + [np.sign(mesh.vertices[:, 2])], axis=1)

    def near(name: str) -> np.ndarray:
        chosen = [part for part in parts if part["name"].startswith(name)]
        distance = np.min([np.abs(shape(part, points)) for part in chosen], axis=0)
        return distance < table["margin"]

    channels = [part for part in parts if part["name"].startswith("foramen")]
    middles = [(np.array(part["start"]) + part["end"]) / 2.0 for part in channels]
    backward = [unit(np.subtract(part["end"], part["start"])) for part in channels]
    ahead = np.stack([(points - m) @ b for m, b in zip(middles, backward, strict=True)], axis=1)
    nearest = np.argmin(np.stack([np.abs(shape(part, points)) for part in channels], axis=1), axis=1)
    is_ventral = ahead[np.arange(len(points)), nearest] < 0.0
    foramina = near("foramen")

    muscle = table["gluteus_maximus_origin"]
    pieces = [implicit.capsule(points, np.array(a), np.array(b), 0.0, 0.0) for a, b in pairwise(muscle["line"])]
    sided = {
        "auricular_surface": inside_polygon(points[:, :2], np.array(data["auricular"]["outline"]))
        & (normals[:, 2] > 0.3)
        & (points[:, 2] > data["auricular"]["min_z"]),
        "ala": inside_polygon(points[:, [0, 2]], np.array(table["ala_outline"]))
        & (normals[:, 1] > 0.35)
        & (points[:, 1] > table["ala_above"]),
        "piriformis_origin": inside_polygon(points[:, [2, 1]], np.array(table["piriformis_origin"]["outline"]))
        & (normals[:, 0] > 0.1)
        & ~foramina,
        "gluteus_maximus_origin": (np.min(pieces, axis=0) < muscle["reach"]) & (normals[:, 0] < 0.1),
    }
    promontory = np.linalg.norm(points * (1.0, 1.0, 0.5) - data["landmarks"]["promontory"], axis=1)
    chosen = {
        "promontory": promontory < table["promontory_radius"],
        "median_sacral_crest": near("spinous"),
        "ventral_foramina": foramina & is_ventral,
        "dorsal_foramina": foramina & ~is_ventral,
        "sacral_hiatus": near("sacral hiatus"),
        "coccyx": points[:, 1] < table["coccyx_below"],
    }
    for name, mask in sided.items():
        chosen[f"{name}_right"] = mask & (mesh.vertices[:, 2] > 0.0)
        chosen[f"{name}_left"] = mask & (mesh.vertices[:, 2] < 0.0)
    return {name: np.flatnonzero(mask) for name, mask in chosen.items()}
