"""What hangs together in a closed mesh: neighbours of a vertex, the two faces at an edge, the angle between them."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from glutmin_viewer.core.mesh import Floats, Ints, Mesh


def neighbour_average(mesh: Mesh) -> sparse.csr_matrix:
    """Sparse (n, n) matrix that averages a quantity over the neighbours of each vertex."""
    n = len(mesh.vertices)
    a, b, c = mesh.faces.T
    rows, columns = np.concatenate([a, b, c]), np.concatenate([b, c, a])  # closed: each edge runs both ways
    adjacency = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    return sparse.diags(1.0 / np.asarray(adjacency.sum(axis=1)).ravel()) @ adjacency


def edge_faces(mesh: Mesh) -> Ints:
    """The two faces at every edge, (e, 2)."""
    faces = mesh.faces
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    order = np.lexsort(edges.T)
    return (order % len(faces)).reshape(-1, 2).astype(np.int32)


def fold_angles_deg(mesh: Mesh, pairs: Ints | None = None) -> Floats:
    """Angle between the normals of the two faces at every edge, (e,): 0 where the surface is flat.

    pairs: the mesh's `edge_faces`, where they are known already.
    """
    area = mesh.area_vectors
    normals = area / np.maximum(np.linalg.norm(area, axis=1, keepdims=True), 1e-12)
    one, other = (edge_faces(mesh) if pairs is None else pairs).T
    cosine = np.einsum("ij,ij->i", normals[one], normals[other])
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
