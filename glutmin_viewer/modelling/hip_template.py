"""The subdivided control cage of the hip bone, which knows where on the bone a point lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage, sparse
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.sheet import Border, Cage, sheet_cage
from glutmin_viewer.modelling.subdivision import control_points, loop_matrix

BAND = 5.0  # mm from the surface, within which distances are computed
NEIGHBOURS = 6  # vertices of the template that a weight is averaged over


@dataclass(frozen=True)
class Template:
    """Cage, the matrix that subdivides it, and the fine mesh."""

    cage: Cage
    matrix: sparse.csr_matrix
    mesh: Mesh

    @classmethod
    def from_table(cls, data: dict[str, Any]) -> Template:
        """From the border and inner nodes of hip_bone.toml."""

        def border(name: str) -> Border:
            rows = data[name]
            lateral, medial = (np.array([row[side] for row in rows.values()]) for side in ("lateral", "medial"))
            edge = [row.get("edge", (a + b) / 2) for row, a, b in zip(rows.values(), lateral, medial, strict=True)]
            return Border(list(rows), np.array(edge), lateral, medial)

        cage = sheet_cage(border("outline"), [border("foramen")], border("inner"))
        matrix, faces = loop_matrix(cage.faces, len(cage.targets), levels=3)
        return cls(cage, matrix, Mesh(matrix @ control_points(matrix, cage.targets), faces))

    def weight(self, control: Iterable[int], points: Floats) -> Floats:
        """How much, 0 to 1, points (n, 3) near the surface belong to the given control points."""
        indicator = np.zeros(self.matrix.shape[1])
        indicator[list(control)] = 1.0
        distance, nearest = cKDTree(self.mesh.vertices).query(points, k=NEIGHBOURS)
        # The farthest of the neighbours weighs nothing, so that the sum does not jump where another takes its place.
        share = distance[:, -1:] - distance + 1e-9
        fine = self.matrix @ indicator
        result: Floats = (share * fine[nearest]).sum(axis=1) / share.sum(axis=1)
        return result

    def distance(self, grid: implicit.Grid, wanted: np.ndarray) -> Floats:
        """Signed distance (n,) at the nodes of a grid, its edges slightly rounded; exact where wanted (n,)."""
        distance = np.full(wanted.size, BAND)
        distance[wanted] = implicit.signed_distance(self.mesh, grid.points[wanted])
        boxes = grid.shape[::-1]  # z, y, x, as x runs fastest
        pockets, n_pockets = ndimage.label(~wanted.reshape(boxes))
        inner = [pocket for pocket in range(1, n_pockets + 1) if pocket != pockets[0, 0, 0]]
        distance[np.isin(pockets, inner).ravel()] = -BAND
        rounded: Floats = ndimage.gaussian_filter(distance.reshape(boxes), 0.9).ravel()
        return rounded

    def near(self, grid: implicit.Grid) -> np.ndarray:
        """Which nodes (n,) of a grid lie within BAND of the surface."""
        empty = np.ones(grid.shape[::-1], bool)
        i, j, k = np.round((self.mesh.vertices - grid.origin) / grid.spacing).astype(int).T
        empty[k, j, i] = False
        return (ndimage.distance_transform_edt(empty) * grid.spacing < BAND).ravel()
