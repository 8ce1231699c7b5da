"""What bends between bodies, as the skin and long nerves, follows them by linear blend skinning: one matrix product."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.core.pose import BODIES, Body


class Skinning:
    """Poses a mesh. weights: (n, len(BODIES)) shares, of which k bodies have any.

    The products (n, 4 k) @ (4 k, 3) and (n, 3 k) @ (3 k, 3) give the vertices and normals of a pose.
    """

    def __init__(self, mesh: Mesh, weights: Floats) -> None:
        self._bodies = [body for body, shares in zip(BODIES, weights.T, strict=True) if shares.any()]
        weights = weights[:, weights.any(axis=0)]
        weights = weights / weights.sum(axis=1, keepdims=True)
        position = np.concatenate([mesh.vertices, np.ones((len(mesh.vertices), 1))], axis=1)
        self._blend = self._rows(weights, position)
        self._blend_normals = self._rows(weights, vertex_normals(mesh))

    @staticmethod
    def _rows(weights: Floats, vectors: Floats) -> np.ndarray:
        rows = weights[:, :, None] * vectors[:, None, :]
        return rows.reshape(len(weights), -1).astype(np.float32)

    def vertices(self, world_from_body: Mapping[Body, Floats]) -> np.ndarray:
        """(n, 3) float32, mm, world."""
        stacked = np.concatenate([world_from_body[body][:3].T for body in self._bodies])
        return np.asarray(self._blend @ stacked.astype(np.float32))

    def normals(self, world_from_body: Mapping[Body, Floats]) -> np.ndarray:
        """(n, 3) float32 unit normals, blended from those at rest."""
        stacked = np.concatenate([world_from_body[body][:3, :3].T for body in self._bodies])
        normals = self._blend_normals @ stacked.astype(np.float32)
        squares = np.einsum("ij,ij->i", normals, normals)
        normals /= np.sqrt(np.maximum(squares, np.float32(1e-18)))[:, None]
        return np.asarray(normals)
