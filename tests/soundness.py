"""Whether a mesh could bound a solid: closed, folded nowhere onto itself, passing nowhere through itself."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Mesh, cross, defects
from glutmin_viewer.modelling.topology import fold_angles_deg

Boxes = tuple[np.ndarray, np.ndarray]
SIZES_MM = (1.0, 2.0, 4.0)  # half the length of boxes that are looked for together
SHARPEST_DEG = 120.0  # between the normals of two neighbouring faces; more is a fold


def assert_sound(mesh: Mesh, genus: int | None = None) -> None:
    """Closed, oriented and 2-manifold, without fold or self-intersection, and of that many holes if it is told."""
    assert defects(mesh) == []
    if genus is not None:
        assert len(mesh.vertices) - len(mesh.faces) // 2 == 2 - 2 * genus
    assert fold_angles_deg(mesh).max() < SHARPEST_DEG
    places = crossings(mesh)
    assert len(places) == 0, places[:5]


def crossings(mesh: Mesh) -> np.ndarray:
    """Places (k, 3) where an edge passes through a face that it shares no vertex with."""
    a, b, c = mesh.corners
    faces = mesh.faces
    edges = np.unique(np.sort(np.concatenate([faces[:, :2], faces[:, 1:], faces[:, ::2]]), axis=1), axis=0)
    start, end = mesh.vertices[edges[:, 0]], mesh.vertices[edges[:, 1]]
    edge, face = _boxes_meeting(
        (np.minimum(start, end), np.maximum(start, end)),
        (np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)),
    )
    apart = (faces[face][:, :, None] != edges[edge][:, None, :]).all(axis=(1, 2))
    edge, face = edge[apart], face[apart]
    ab, ac, ray = b[face] - a[face], c[face] - a[face], end[edge] - start[edge]
    across = cross(ray, ac)
    det = np.einsum("ij,ij->i", ab, across)
    det[np.abs(det) < 1e-12] = np.nan  # edges parallel to the face
    to_start = start[edge] - a[face]
    u = np.einsum("ij,ij->i", to_start, across) / det
    turned = cross(to_start, ab)
    v = np.einsum("ij,ij->i", ray, turned) / det
    t = np.einsum("ij,ij->i", ac, turned) / det
    through = (u >= 0) & (v >= 0) & (u + v <= 1) & (t >= 0) & (t <= 1)
    return start[edge[through]] + t[through, None] * ray[through]


def _boxes_meeting(ones: Boxes, others: Boxes) -> tuple[np.ndarray, np.ndarray]:
    """Which boxes (low and high corners, (n, 3) each) meet which: two arrays of indices, a pair each."""
    found = []
    for one, near_one in _by_size(ones):
        for other, near_other in _by_size(others):
            reach = _half(ones)[one].max() + _half(others)[other].max()
            near = near_one.sparse_distance_matrix(near_other, reach, p=np.inf, output_type="ndarray")
            i, j = one[near["i"]], other[near["j"]]
            meet = ((others[0][j] <= ones[1][i]) & (others[1][j] >= ones[0][i])).all(axis=1)
            found.append((i[meet], j[meet]))
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


def _by_size(boxes: Boxes) -> list[tuple[np.ndarray, cKDTree]]:
    """Boxes in groups: large ones alone need to be looked for far away."""
    half = _half(boxes)
    groups = [np.flatnonzero((half >= low) & (half < high)) for low, high in pairwise((0.0, *SIZES_MM, np.inf))]
    return [(group, cKDTree((0.5 * (boxes[0] + boxes[1]))[group])) for group in groups if len(group)]


def _half(boxes: Boxes) -> np.ndarray:
    return 0.5 * (boxes[1] - boxes[0]).max(axis=1)
