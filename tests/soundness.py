"""Whether a mesh could bound a solid: closed, folded nowhere onto itself, passing nowhere through itself."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Mesh, cross, defects
from glutmin_viewer.modelling.topology import fold_angles_deg

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
    centre = (a + b + c) / 3.0
    radius = np.sqrt(np.max([((p - centre) ** 2).sum(axis=1) for p in (a, b, c)], axis=0))
    half = 0.5 * np.linalg.norm(end - start, axis=1)
    found = []
    # Faces are grouped by size: long ones alone need to be looked for far away.
    for low, high in ((0.0, 2.0), (2.0, 5.0), (5.0, np.inf)):
        group = np.flatnonzero((radius >= low) & (radius < high))
        if not len(group):
            continue
        near = cKDTree(centre[group]).query_ball_point(0.5 * (start + end), half + radius[group].max())
        edge = np.repeat(np.arange(len(edges)), [len(n) for n in near])
        face = group[np.concatenate([np.asarray(n, int) for n in near])]
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
        found.append(start[edge[through]] + t[through, None] * ray[through])
    return np.concatenate(found)
