"""What bends between bodies, as the skin and long nerves, follows them by linear blend skinning: matrix products."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints, Mesh, vertex_normals
from glutmin_viewer.core.pose import BODIES, Body


class _Part(msgspec.Struct, frozen=True, eq=False):
    """Which vertices follow k bodies, and their rows (n, 4 k) and (n, 3 k) of the products."""

    vertices: Ints | slice
    bodies: list[Body]
    rows: np.ndarray
    normal_rows: np.ndarray


class Skinning:
    """Poses a mesh. weights: (n, len(BODIES)) shares.

    Right and left half are products of their own, as neither follows the other leg: (n, 4 k) @ (4 k, 3) for vertices
    and (n, 3 k) @ (3 k, 3) for normals, of the k bodies that a half follows.
    """

    def __init__(self, mesh: Mesh, weights: Floats) -> None:
        weights = weights / weights.sum(axis=1, keepdims=True)
        position = np.concatenate([mesh.vertices, np.ones((len(mesh.vertices), 1))], axis=1)
        normals = vertex_normals(mesh)
        self._size = len(weights)
        self._parts = []
        for half in _halves(weights):
            used = np.flatnonzero(weights[half].any(axis=0))
            own = weights[half][:, used]
            rows, normal_rows = self._rows(own, position[half]), self._rows(own, normals[half])
            self._parts.append(_Part(_in_a_row(half), [BODIES[i] for i in used], rows, normal_rows))

    @staticmethod
    def _rows(weights: Floats, vectors: Floats) -> np.ndarray:
        rows = weights[:, :, None] * vectors[:, None, :]
        return rows.reshape(len(weights), weights.shape[1] * vectors.shape[1]).astype(np.float32)

    def vertices(self, world_from_body: Mapping[Body, Floats]) -> np.ndarray:
        """(n, 3) float32, mm, world."""
        result = np.empty((self._size, 3), dtype=np.float32)
        for part in self._parts:
            if part.bodies:
                stacked = np.concatenate([world_from_body[body][:3].T for body in part.bodies])
                result[part.vertices] = part.rows @ stacked.astype(np.float32)
        return result

    def normals(self, world_from_body: Mapping[Body, Floats]) -> np.ndarray:
        """(n, 3) float32 unit normals, blended from those at rest."""
        result = np.empty((self._size, 3), dtype=np.float32)
        for part in self._parts:
            if part.bodies:
                stacked = np.concatenate([world_from_body[body][:3, :3].T for body in part.bodies])
                result[part.vertices] = part.normal_rows @ stacked.astype(np.float32)
        squares = np.einsum("ij,ij->i", result, result)
        result /= np.sqrt(np.maximum(squares, np.float32(1e-18)))[:, None]
        return result


def _in_a_row(vertices: Ints) -> Ints | slice:
    """Indices as a slice where they follow each other, into which results are written at once."""
    if len(vertices) and vertices[-1] - vertices[0] == len(vertices) - 1:
        return slice(int(vertices[0]), int(vertices[-1]) + 1)
    return vertices


def _halves(weights: Floats) -> tuple[Ints, Ints]:
    """The vertices that follow no left body, and the others; what follows neither leg goes with those beside it."""
    right, left = (weights[:, [body.endswith(side) for body in BODIES]].any(axis=1) for side in ("_right", "_left"))
    every = np.arange(len(weights), dtype=np.int32)
    if left.any() and (not right.any() or every[right][-1] < every[left][0]):
        border = int(every[left][0])
        return every[:border], every[border:]
    return every[~left], every[left]
