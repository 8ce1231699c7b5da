"""Meshes cut along the borders of regions, so that a region is a set of whole triangles with a smooth edge."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints, Mesh

SNAP = 0.3  # share of an edge: a border that passes nearer to a vertex takes that vertex along instead of cutting
CLOSE_MM = 0.35  # a vertex that cannot be moved counts as on the border up to this distance


def cut(
    mesh: Mesh, fields: dict[str, Floats], margin: float = 0.0, around: Collection[str] | None = None
) -> tuple[Mesh, dict[str, np.ndarray]]:
    """Cut a closed mesh where fields (name -> (n,), negative inside) change sign.

    Returns the finer mesh and, for every field, the indices of the vertices inside or on the border. `margin` mm
    outside the borders of the fields named in `around` (by default all) runs a second cut, so that what is painted
    there fades evenly.
    """
    vertices, faces = mesh.vertices.copy(), mesh.faces
    values = np.stack(list(fields.values()), axis=1)
    if margin > 0.0:
        wider = [k for k, name in enumerate(fields) if around is None or name in around]
        values = np.concatenate([values, values[:, wider] - margin], axis=1)
    values = np.round(values, 4)
    fixed = np.zeros(len(vertices), bool)
    for k in range(values.shape[1]):
        vertices, values = _snapped(vertices, values, faces, k, fixed)
        vertices, values, faces = _split(vertices, values, faces, k)
        fixed = values[:, : k + 1].min(axis=1, initial=1.0, where=values[:, : k + 1] == 0.0) == 0.0
    inside = {name: np.flatnonzero(values[:, k] <= 0.0) for k, name in enumerate(fields)}
    return Mesh(vertices, faces), inside


def _crossed(faces: Ints, value: Floats) -> tuple[Ints, Floats]:
    """Edges (k, 2) whose ends lie on either side, and the share (k,) of the way at which they cross the border."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = edges[edges[:, 0] < edges[:, 1]]
    a, b = value[edges].T
    edges = edges[a * b < 0.0]
    a, b = value[edges].T
    return edges, a / (a - b)


def _snapped(vertices: Floats, values: Floats, faces: Ints, k: int, fixed: np.ndarray) -> tuple[Floats, Floats]:
    """Move vertices close to border k along an edge onto it; those fixed elsewhere count as on it if close."""
    edges, share = _crossed(faces, values[:, k])
    near = np.concatenate([edges, edges[:, ::-1]])
    way = np.round(np.concatenate([share, 1.0 - share]), 6)
    order = np.lexsort((near[:, 1], near[:, 0], way))
    order = order[way[order] < SNAP]
    mover, first = np.unique(near[order, 0], return_index=True)
    other, t = near[order, 1][first], way[order][first][:, None]
    step, change = np.zeros_like(vertices), np.zeros_like(values)
    step[mover] = t * (vertices[other] - vertices[mover])
    change[mover] = t * (values[other] - values[mover])
    still = fixed.copy()
    for _ in range(4):
        moved = vertices + np.where(still[:, None], 0.0, step)
        turned = _turned(vertices, moved, faces)
        if not turned.any():
            break
        still[faces[turned]] = True
    else:
        moved = vertices
        still[:] = True
    new = values + np.where(still[:, None], 0.0, change)
    reached = ~still[mover] | (np.linalg.norm(step[mover], axis=1) < CLOSE_MM)
    new[mover[reached], k] = 0.0
    return moved, new


def _turned(before: Floats, after: Floats, faces: Ints) -> np.ndarray:
    """Which faces (m,) tip or shrink much when their corners move."""
    old, new = Mesh(before, faces).area_vectors, Mesh(after, faces).area_vectors
    upright = np.einsum("ij,ij->i", old, new)
    lengths = np.linalg.norm(old, axis=1), np.linalg.norm(new, axis=1)
    result: np.ndarray = (upright < 0.9 * lengths[0] * lengths[1]) | (lengths[1] < 0.25 * lengths[0])
    return result


def _split(vertices: Floats, values: Floats, faces: Ints, k: int) -> tuple[Floats, Floats, Ints]:
    """Put a vertex where an edge crosses border k, and divide the triangles there."""
    edges, share = _crossed(faces, values[:, k])
    n = len(vertices)
    new = {(int(a), int(b)): n + i for i, (a, b) in enumerate(edges)}
    t = share[:, None]
    a, b = edges.T
    vertices = np.concatenate([vertices, vertices[a] + t * (vertices[b] - vertices[a])])
    middle = values[a] + t * (values[b] - values[a])
    # A border that both ends lie on is kept by what comes between; border k itself is met exactly.
    middle[:, k] = 0.0
    values = np.concatenate([values, middle])
    side = values[faces, k]
    through = (side.min(axis=1) < 0.0) & (side.max(axis=1) > 0.0)
    fine: list[tuple[int, int, int]] = []
    for corners in faces[through].tolist():
        fine += _divided(corners, new, vertices)
    pieces = np.array(fine, dtype=np.int32).reshape(-1, 3)
    return vertices, values, np.concatenate([faces[~through], pieces])


def _divided(corners: list[int], new: dict[tuple[int, int], int], vertices: Floats) -> list[tuple[int, int, int]]:
    """A triangle in two (one edge cut) or three (two edges cut)."""
    cuts = [new.get((min(p, q), max(p, q))) for p, q in zip(corners, corners[1:] + corners[:1], strict=True)]
    whole = cuts.index(None)  # a border crosses at most two edges of a triangle
    a, b, c = corners[whole:] + corners[:whole]
    _, bc, ca = cuts[whole:] + cuts[:whole]
    if bc is None and ca is not None:
        return [(a, b, ca), (b, c, ca)]
    if ca is None and bc is not None:
        return [(a, b, bc), (a, bc, c)]
    assert bc is not None and ca is not None
    across, back = (np.linalg.norm(vertices[p] - vertices[q]) for p, q in ((a, bc), (b, ca)))
    if round(float(across), 4) <= round(float(back), 4):
        return [(a, b, bc), (a, bc, ca), (bc, c, ca)]
    return [(a, b, ca), (b, bc, ca), (bc, c, ca)]
