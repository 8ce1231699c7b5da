"""Loop subdivision as a sparse matrix: fine vertices = S @ control points.

Because the map is linear, control points can be solved for so that the surface passes through given landmarks,
and S times an indicator of control points is a smooth 0..1 weight, from which regions are cut.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from glutmin_viewer.core.mesh import Floats, Ints


def loop_matrix(faces: Ints, n_vertices: int, levels: int) -> tuple[sparse.csr_matrix, Ints]:
    """Subdivide a closed triangle cage `levels` times.

    Returns S (N, n_vertices), whose rows sum to one, and the fine faces (M, 3). The first n_vertices fine vertices
    are the images of the control points, in order.
    """
    total: sparse.csr_matrix = sparse.identity(n_vertices, format="csr")
    for _ in range(levels):
        step, faces = _loop_step(faces, total.shape[0])
        total = (step @ total).tocsr()
    return total, faces


def _loop_step(faces: Ints, n: int) -> tuple[sparse.csr_matrix, Ints]:
    directed = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    opposite = np.concatenate([faces[:, 2], faces[:, 0], faces[:, 1]])
    low, high = directed.min(axis=1).astype(np.int64), directed.max(axis=1).astype(np.int64)
    edges, edge_of = np.unique(low * n + high, return_inverse=True)
    ends = np.stack([edges // n, edges % n], axis=1)
    if not (np.bincount(edge_of) == 2).all():
        raise ValueError("the control cage is not closed: every edge must belong to exactly two faces")
    e = len(edges)
    odd = sparse.csr_matrix(
        (
            np.concatenate([np.full(2 * e, 3 / 8), np.full(len(opposite), 1 / 8)]),
            (np.concatenate([np.repeat(np.arange(e), 2), edge_of]), np.concatenate([ends.ravel(), opposite])),
        ),
        shape=(e, n),
    )
    valence = np.bincount(ends.ravel(), minlength=n)
    beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / valence) / 4) ** 2) / valence
    neighbours = sparse.csr_matrix((np.ones(2 * e), (ends.ravel(), ends[:, ::-1].ravel())), shape=(n, n))
    even = sparse.diags(1 - valence * beta) + sparse.diags(beta) @ neighbours
    midpoint = (n + edge_of.reshape(3, -1).T).astype(np.int32)
    ab, bc, ca = midpoint.T
    a, b, c = faces.T
    fine = np.concatenate([np.stack(t, axis=1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    return sparse.vstack([even, odd]).tocsr(), fine.astype(np.int32)


def control_points(matrix: sparse.csr_matrix, targets: Floats, stiffness: float = 0.0) -> Floats:
    """Control points (n, 3) whose own fine images lie on `targets` (n, 3).

    `stiffness` > 0 trades exactness at the targets for a calmer cage (it penalises the move away from them).
    """
    n = matrix.shape[1]
    square = matrix[:n].tocsc()
    if stiffness == 0.0:
        return np.asarray(sparse.linalg.spsolve(square, targets))
    normal = square.T @ square + stiffness * sparse.identity(n)
    return np.asarray(sparse.linalg.spsolve(normal.tocsc(), square.T @ targets + stiffness * targets))
