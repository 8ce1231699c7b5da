"""The skin from the waist to the soles, both sides, exactly symmetric, with named points.

Drawn level by level to published girths, breadths, depths and heights (ANSUR II) and over the bones and muscles here;
the numbers are in data/skin_sections.toml, skin_relief.toml and skin.toml.
"""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling import skin_form
from glutmin_viewer.modelling.part import MIRROR, Part
from glutmin_viewer.modelling.skin_regions import skin_regions
from glutmin_viewer.modelling.surface_nets import Lattice, onto_surface, symmetric_mesh

SPACING = 9.0  # mm; gives about 54,000 faces


def skin() -> Part:
    """The closed surface, its named areas and landmarks (paired ones with suffix _right and _left)."""
    lens = _Lens()
    top, sole, toes = lens.from_body(np.array([[-204.0, 230.0, 0.0], [0.0, -886.0, 0.0], [215.0, -860.0, 165.0]]))
    lattice = Lattice((top[0], sole[1]), (toes[0], top[1], max(200.0, toes[2])), SPACING, lens.to_body)
    mesh = symmetric_mesh(skin_form.distance, lattice)
    top = skin_form.figures()["waist"]["height"] - 1.0
    midline = mesh.vertices[mesh.vertices[:, 2] == 0.0]
    landmarks = _landmarks() | {"crotch": midline[midline[:, 1].argmin()]}
    regions = skin_regions(mesh.vertices, landmarks) | {"waist_cap": np.flatnonzero(mesh.vertices[:, 1] > top)}
    return Part(mesh, regions, landmarks)


class _Lens:
    """Magnifies the feet for the meshing grid, so that toes get smaller triangles than thighs.

    The magnification depends on the height only and keeps the mid-plane.
    """

    def __init__(self) -> None:
        lens = skin_form.figures()["lens"]
        self._height = np.arange(-1000.0, 400.0)
        depth = np.clip((lens["upper"] - self._height) / (lens["upper"] - lens["lower"]), 0.0, 1.0)
        self._scale = 1.0 + (lens["magnification"] - 1.0) * depth**2 * (3.0 - 2.0 * depth)
        below = np.cumsum(self._scale[::-1])[::-1]
        self._lattice_height = self._height[-1] + self._scale[-1] - below

    def to_body(self, lattice: Floats) -> Floats:
        """Grid positions (n, 3) as positions in the body, mm."""
        y = np.interp(lattice[:, 1], self._lattice_height, self._height)
        scale = np.interp(y, self._height, self._scale)
        return np.stack([lattice[:, 0] / scale, y, lattice[:, 2] / scale], axis=1)

    def from_body(self, points: Floats) -> Floats:
        """Body positions (n, 3) in mm as grid positions."""
        scale = np.interp(points[:, 1], self._height, self._scale)
        y = np.interp(points[:, 1], self._height, self._lattice_height)
        return np.stack([points[:, 0] * scale, y, points[:, 2] * scale], axis=1)


def _landmarks() -> dict[str, Floats]:
    rows = skin_form.figures()["landmark"]
    points = np.array([row["position"] for row in rows])
    for _ in range(25):
        points = onto_surface(skin_form.distance, points)
    found = {}
    for row, point in zip(rows, np.round(points, 2), strict=True):
        if row["position"][2] == 0.0:
            found[row["name"]] = point * (1.0, 1.0, 0.0)
        else:
            found[f"{row['name']}_right"] = point
            found[f"{row['name']}_left"] = point * MIRROR
    return found
