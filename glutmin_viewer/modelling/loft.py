"""Long bones as lofts: at each height the tight outline round a few discs, the corners of the section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.interpolate import PchipInterpolator

from glutmin_viewer.core.mesh import Floats

TURNS = 2.0 * np.pi * np.arange(48) / 48  # directions in which an outline is touched: how finely corners are rounded
SLICE = 20_000  # points taken at once


@dataclass(frozen=True, eq=False)
class Loft:
    """Sections along y, each the hull of discs, in the frame of the bone (mm).

    sections: of depth below the origin the front edge and depth along x, and the middle and width along z.
    corners: of depth below the origin, for every disc, in order round the bone (front, medial, back, lateral), its
    place in the box of the section and its radius. At -0.5 and 0.5 along x or z it touches a side of the box: the
    widths of a section are exactly the tabulated ones.
    """

    sections: PchipInterpolator
    corners: PchipInterpolator

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Loft:
        """From rows of depth, front, depth_ap, middle, width_ml, and rows of depth and x, z, radius for every disc."""
        sections, corners = np.array(table["sections"], float), np.array(table["corners"], float)
        return cls(PchipInterpolator(sections[:, 0], sections[:, 1:]), PchipInterpolator(corners[:, 0], corners[:, 1:]))

    def discs(self, below: Floats) -> tuple[Floats, Floats, Floats]:
        """x, z and radius of the discs, (n, k) each, at depths (n,) below the origin."""
        front, depth, middle, width = self.sections(self._inside(below, self.sections)).T[:, :, None]
        along, across, radius = np.moveaxis(
            self.corners(self._inside(below, self.corners)).reshape(len(below), -1, 3), 2, 0
        )
        x = front - 0.5 * depth + along * (depth - 2.0 * radius)
        return x, middle + across * (width - 2.0 * radius), radius

    def distance(self, points: Floats) -> Floats:
        """Distance of points (n, 3) to the outline at their height, (n,); the end sections go on for ever."""
        pieces = [self._outline(points[i : i + SLICE]) for i in range(0, len(points), SLICE)]
        return np.concatenate(pieces) if pieces else np.zeros(0)

    def _outline(self, points: Floats) -> Floats:
        x, z, radius = self.discs(-points[:, 1])
        turn = np.broadcast_to(TURNS, (len(points), len(TURNS)))
        turn = np.concatenate([turn, _sides(x, z, radius)], axis=1)
        cosine, sine = np.cos(turn), np.sin(turn)
        # A hull reaches as far in a direction as the disc that reaches farthest; a point lies outside it by the most
        # that it lies beyond in any direction. The normals of the flat sides are among the directions.
        farthest = np.full(turn.shape, -np.inf)
        for k in range(x.shape[1]):
            np.maximum(farthest, x[:, [k]] * cosine + z[:, [k]] * sine + radius[:, [k]], out=farthest)
        result: Floats = (points[:, [0]] * cosine + points[:, [2]] * sine - farthest).max(axis=1)
        return result

    @staticmethod
    def _inside(below: Floats, table: PchipInterpolator) -> Floats:
        return np.clip(below, table.x[0], table.x[-1])


def _sides(x: Floats, z: Floats, radius: Floats) -> Floats:
    """Angles (n, k) from x to z of the outward normals of the lines that touch a disc and the next one."""
    dx, dz, fall = (np.roll(c, -1, axis=1) - c for c in (x, z, -radius))
    lean = np.arcsin(np.clip(fall / np.maximum(np.hypot(dx, dz), 1e-9), -1.0, 1.0))
    result: Floats = np.arctan2(dx, -dz) - lean
    return result
