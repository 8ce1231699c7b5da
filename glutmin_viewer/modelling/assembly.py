"""Solids put together from a table's named parts, their right half computed and mirrored.

A part is a dict: `shape`, `blend` (mm), `remove` where it is taken away, and the numbers of its shape:
rod: from `start` to `end`, `radius` changing from the first value to the second; with `thin` (a direction) and
`ratio` it is flattened along that direction to its radius divided by the ratio.
column: elliptic, standing in the midline plane; `top` the centre of its upper face, `axis` its direction downward,
`half_widths` sideways and front to back, `taper` the ratio of lower to upper widths, `edge` the rounding of its rim.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.part import MIRROR
from glutmin_viewer.modelling.solids import unit

Table = dict[str, Any]


def assembled(values: Floats, parts: list[Table], points: Floats) -> Floats:
    """Distances `values` at points (n, 3) after the parts have been added and removed, in their order."""
    for part in parts:
        combine = implicit.smooth_difference if part.get("remove") else implicit.smooth_union
        values = combine(values, shape(part, points), part["blend"])
    return values


def shape(part: Table, points: Floats) -> Floats:
    """Signed distance of points (n, 3) to one part, mm."""
    return _rod(points, part) if part["shape"] == "rod" else _column(points, part)


def _rod(points: Floats, part: Table) -> Floats:
    start, end, radius = np.array(part["start"]), np.array(part["end"]), part["radius"]
    if "thin" not in part:
        return implicit.capsule(points, start, end, *radius)
    thin, ratio = unit(part["thin"]), part["ratio"]

    def stretched(p: Floats) -> Floats:
        return p + (ratio - 1.0) * (p @ thin)[..., None] * thin

    offset = stretched(points) - stretched(start)
    axis = stretched(end) - stretched(start)
    t = np.clip(offset @ axis / (axis @ axis), 0.0, 1.0)
    away = offset - t[:, None] * axis
    length = np.maximum(np.linalg.norm(away, axis=1), 1e-6)
    # The stretched distance grows up to `ratio` times too fast; its slope brings it back to mm.
    slope = np.linalg.norm(stretched(away), axis=1) / length
    result: Floats = (length - (radius[0] + (radius[1] - radius[0]) * t)) / slope
    return result


def _column(points: Floats, part: Table) -> Floats:
    """Exact at the surface."""
    axis = unit(part["axis"])
    along = (points - np.array(part["top"])) @ axis
    backward = np.array([axis[1], -axis[0], 0.0])
    across = np.stack([points[:, 2], (points - np.array(part["top"])) @ backward], axis=1)
    height = part["height"]
    widths = np.array(part["half_widths"]) * (1.0 + (part["taper"] - 1.0) * np.clip(along / height, 0.0, 1.0))[:, None]
    k0 = np.linalg.norm(across / widths, axis=1)
    k1 = np.linalg.norm(across / widths**2, axis=1)
    side = k0 * (k0 - 1.0) / np.maximum(k1, 1e-6)
    ends = np.abs(along - height / 2) - height / 2
    return implicit.smooth_difference(side, -ends, part["edge"])


def right_half_of(grid: implicit.Grid) -> implicit.Grid:
    """The grid from its layer of nodes at z = 0 on, so that a contour ends in the midline instead of crossing it."""
    below = round(-grid.origin[2] / grid.spacing)
    nx, ny, nz = grid.shape
    return implicit.Grid(grid.origin * (1.0, 1.0, 0.0), grid.spacing, (nx, ny, nz - below))


def symmetric_solid(grid: implicit.Grid, values: Floats, n_faces: int) -> Mesh:
    """The closed, exactly mirror-symmetric mesh of about n_faces, from distances on the right half of a grid."""
    half = implicit.contour(grid, values)
    half = Mesh(np.round(half.vertices, 4), half.faces)
    whole = implicit.smoothed(_with_mirror_image(half), iterations=15, pass_band=0.15)
    # Rounded, because decimation would turn the last bits of another machine's arithmetic into other triangles.
    smooth = np.round(whole.vertices[: len(half.vertices)], 4)
    smooth[half.vertices[:, 2] == 0.0, 2] = 0.0
    return _with_mirror_image(_simplified_half(Mesh(smooth, half.faces), n_faces // 2))


def _with_mirror_image(half: Mesh) -> Mesh:
    """The half and its mirror image, joined at the vertices with z = 0; the half's vertices come first."""
    n = len(half.vertices)
    is_free = half.vertices[:, 2] != 0.0
    image = np.arange(n, dtype=np.int32)
    image[is_free] = n + np.arange(is_free.sum())
    vertices = np.concatenate([half.vertices, half.vertices[is_free] * MIRROR])
    return Mesh(vertices, np.concatenate([half.faces, image[half.faces][:, ::-1]]))


def _simplified_half(half: Mesh, n_faces: int) -> Mesh:
    """Quadric decimation of the open half, its border kept in the midline plane."""
    coarse = implicit.simplified(half, n_faces)
    edges = np.concatenate([coarse.faces[:, [0, 1]], coarse.faces[:, [1, 2]], coarse.faces[:, [2, 0]]])
    n = np.int64(len(coarse.vertices))
    is_border = ~np.isin(edges[:, 0] * n + edges[:, 1], edges[:, 1] * n + edges[:, 0])
    vertices = coarse.vertices.copy()
    vertices[np.unique(edges[is_border]), 2] = 0.0
    return Mesh(np.round(vertices, 4), coarse.faces)
