"""Triangle meshes as plain arrays, and what can be asked of them without a graphics library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle mesh in mm.

    vertices: (n, 3) float64. faces: (m, 3) int32, counter-clockwise seen from outside.
    """

    vertices: Floats
    faces: Ints

    @property
    def corners(self) -> tuple[Floats, Floats, Floats]:
        """The three corner positions of every face, each (m, 3) in mm."""
        corners = np.take(self.vertices, self.faces, axis=0)  # four times as fast as indexing
        return corners[:, 0], corners[:, 1], corners[:, 2]

    @property
    def area_vectors(self) -> Floats:
        """Outward normals of length face area, (m, 3) in mm2."""
        a, b, c = self.corners
        return 0.5 * cross(b - a, c - a)

    @property
    def area_mm2(self) -> float:
        return float(np.linalg.norm(self.area_vectors, axis=1).sum())

    @property
    def volume_cm3(self) -> float:
        """Enclosed volume; meaningful for closed meshes only, positive when the normals point outward."""
        a, b, c = self.corners
        return float(np.einsum("ij,ij->", a, cross(b, c)) / 6000.0)


def cross(a: Floats, b: Floats) -> Floats:
    """Cross products of (..., 3) with (..., 3): numpy's own costs three times as much."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    result: Floats = np.empty(np.broadcast_shapes(a.shape, b.shape))
    result[..., 0], result[..., 1], result[..., 2] = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    return result


def vertex_normals(mesh: Mesh) -> Floats:
    """Area-weighted unit normals, (n, 3); zero at vertices without a face."""
    corners = mesh.faces.ravel()
    normals = np.empty_like(mesh.vertices)
    for k, component in enumerate(mesh.area_vectors.T):
        normals[:, k] = np.bincount(corners, np.repeat(component, 3), len(mesh.vertices))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    result: Floats = normals / np.maximum(length, 1e-12)
    return result


def part_of(vertices: Floats, faces: Ints) -> tuple[Mesh, Ints]:
    """The mesh of some faces (m, 3) over vertices (n, 3) alone, and which vertices (k,) it has, in ascending order."""
    used, compact = np.unique(faces, return_inverse=True)
    return Mesh(vertices[used], compact.reshape(-1, 3).astype(np.int32)), used.astype(np.int32)


def by_side(mesh: Mesh, sign: float) -> tuple[Ints, Ints]:
    """The faces (m, 3) beyond the median plane, and those on the right (sign 1) or on the left (-1) of it."""
    a, b, c = mesh.corners
    beside = sign * (a + b + c)[:, 2] >= 0.0
    return mesh.faces[~beside], mesh.faces[beside]


def mirrored(mesh: Mesh) -> Mesh:
    """The mesh on the other side of the body: z negated, faces turned so that normals still point outward."""
    return Mesh(mesh.vertices * (1.0, 1.0, -1.0), np.ascontiguousarray(mesh.faces[:, ::-1]))


def defects(mesh: Mesh) -> list[str]:
    """What keeps a mesh from being a closed, oriented 2-manifold, in words; empty when it is one."""
    found = []
    directed = np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]).astype(np.int64)
    key = directed[:, 0] * len(mesh.vertices) + directed[:, 1]
    twin = directed[:, 1] * len(mesh.vertices) + directed[:, 0]
    unique, count = np.unique(key, return_counts=True)
    if (doubled := int((count > 1).sum())) > 0:
        found.append(f"{doubled} edges are used twice in the same direction")
    if (open_edges := int((~np.isin(twin, unique)).sum())) > 0:
        found.append(f"{open_edges} edges are open")
    if (unused := len(mesh.vertices) - len(np.unique(mesh.faces))) > 0:
        found.append(f"{unused} vertices belong to no face")
    # A single fan of faces around a vertex has as many edges as faces; two fans touching there share none.
    if not found and (pinched := _pinched_vertices(mesh)) > 0:
        found.append(f"{pinched} vertices join two sheets that only touch there")
    if not found and mesh.volume_cm3 < 0:
        found.append("the faces point inward")
    return found


def _pinched_vertices(mesh: Mesh) -> int:
    """Vertices whose faces form more than one fan."""
    from scipy import sparse  # slow to load, and needed for checks alone

    a, b, c = mesh.faces.T.astype(np.int64)
    # Corner k of a face is node 3 * face + k; corners of one vertex are joined across a shared edge.
    corner = np.arange(3 * len(mesh.faces)).reshape(-1, 3)
    start = np.concatenate([a, b, c])
    end = np.concatenate([b, c, a])
    at_start = np.concatenate([corner[:, 0], corner[:, 1], corner[:, 2]])
    at_end = np.concatenate([corner[:, 1], corner[:, 2], corner[:, 0]])
    n = len(mesh.vertices)
    order, twin_order = np.argsort(start * n + end), np.argsort(end * n + start)
    rows = np.concatenate([at_start[order], at_end[order]])
    columns = np.concatenate([at_end[twin_order], at_start[twin_order]])
    graph = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(corner.size, corner.size))
    fans = sparse.csgraph.connected_components(graph, directed=False)[0]
    return int(fans - len(np.unique(mesh.faces)))
