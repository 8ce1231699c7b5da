"""The skin follows the bodies under it by linear blend skinning, as one precomputed matrix product."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.core.pose import BODIES, Body


class Skinning:
    """Poses a skin. weights: (n, 8) shares of BODIES; a product (n, 32) @ (32, 3) gives the vertices of a pose."""

    def __init__(self, mesh: Mesh, weights: Floats) -> None:
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
        stacked = np.concatenate([world_from_body[body][:3].T for body in BODIES])
        return np.asarray(self._blend @ stacked.astype(np.float32))

    def normals(self, world_from_body: Mapping[Body, Floats]) -> np.ndarray:
        """(n, 3) float32 unit normals, blended from those at rest."""
        stacked = np.concatenate([world_from_body[body][:3, :3].T for body in BODIES])
        normals = self._blend_normals @ stacked.astype(np.float32)
        return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9))
