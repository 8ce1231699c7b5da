"""Limb and foot as lofts: each level a closed curve through its four extremes, drawn from data/skin_sections.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import ndimage
from scipy.interpolate import CubicSpline

from glutmin_viewer.core.mesh import Floats

ENDS = {"limb": ("front", "back"), "foot": ("top", "sole")}
STEP_MM = 1.0  # between the sections that are tabulated
ON_A_QUARTER = np.arange(32)[:, None, None] / 32
ROUNDED_DEG = 5.0  # sigma, over which the curvature changes where two quarters meet


@dataclass(frozen=True, eq=False)
class Loft:
    """Sections along one axis, each in a plane of its own with the axes ahead (up on the foot) and aside (right).

    first: position of the first section, mm; the others follow every STEP_MM. centre: (n, 2) ahead and aside, mm.
    radius: (n, 360) mm about the centre at every degree, from ahead over aside. lean: (n, 360), cosine of the angle
    between the radius and the normal of the outline.
    """

    first: float
    centre: Floats
    radius: Floats
    lean: Floats

    @property
    def last(self) -> float:
        """Position of the last section, mm."""
        return self.first + STEP_MM * (len(self.centre) - 1)

    def distance(self, position: Floats, ahead: Floats, aside: Floats) -> Floats:
        """Distance (n,) in mm to the outline in the plane at each position; the end sections go on for ever."""
        row = np.clip((position - self.first) / STEP_MM, 0.0, len(self.centre) - 1.0)
        ahead, aside = (
            coordinate - ndimage.map_coordinates(middle, [row], order=1)
            for coordinate, middle in zip((ahead, aside), self.centre.T, strict=True)
        )
        at = [row, np.degrees(np.arctan2(aside, ahead)) % 360.0]
        radius, lean = (ndimage.map_coordinates(_closed(table), at, order=1) for table in (self.radius, self.lean))
        result: Floats = (np.hypot(ahead, aside) - radius) * lean
        return result


@cache
def levels(part: str) -> list[dict[str, Any]]:
    """The levels of `limb` or `foot` as drawn, in the order of their positions."""
    text = (files("glutmin_viewer.modelling") / "data" / "skin_sections.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)[part]
    return sorted(rows, key=lambda row: row["at"])


@cache
def loft(part: str) -> Loft:
    """The loft of `limb` or `foot`: every number of the table bends along the axis as a batten does, a cubic spline."""
    rows = levels(part)
    at = np.array([row["at"] for row in rows], float)
    ends = ENDS[part]
    drawn = np.array([[*r[ends[0]], *r[ends[1]], r["side"], r["outer"], r["inner"], *r["full"]] for r in rows], float)
    fine = np.arange(at[0], at[-1] + 0.5 * STEP_MM, STEP_MM)
    number = CubicSpline(at, drawn, bc_type="natural")(fine)
    centre = np.stack([number[:, 4], number[:, 5:7].mean(axis=1)], axis=1)
    radius = np.array([_radii(curve - middle) for curve, middle in zip(_outlines(number), centre, strict=True)])
    radius = ndimage.gaussian_filter1d(radius, ROUNDED_DEG, axis=1, mode="wrap")
    slope = np.degrees(np.roll(radius, -1, axis=1) - np.roll(radius, 1, axis=1)) / 2.0
    return Loft(float(at[0]), centre, radius, radius / np.hypot(radius, slope))


def _outlines(number: Floats) -> Floats:
    """Closed curves (n, k, 2) ahead and aside through the extremes: four cubics that touch the sides of a box.

    number: (n, 11) front and back (ahead, aside), ahead of the sides, outer, inner (aside), fullness of quarters. The
    handles of a quarter point to the corner of the box, `fullness` of the way.
    """
    front, back, side, outer, inner = number[:, :2], number[:, 2:4], number[:, 4], number[:, 5], number[:, 6]
    widest, narrowest = np.stack([side, outer], axis=1), np.stack([side, inner], axis=1)
    quarters = ((front, widest), (widest, back), (back, narrowest), (narrowest, front))
    t, curves = ON_A_QUARTER, []
    for k, (a, b) in enumerate(quarters):
        cap, flank = (a, b) if k % 2 == 0 else (b, a)
        corner, full = np.stack([cap[:, 0], flank[:, 1]], axis=1), number[:, [7 + k]]
        start, end = a + full * (corner - a), b + full * (corner - b)
        curves.append((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * start + 3 * (1 - t) * t**2 * end + t**3 * b)
    return np.concatenate(curves).transpose(1, 0, 2)


def _radii(curve: Floats) -> Floats:
    """Radii (360,) at every full degree of a closed curve (k, 2) about the origin."""
    angle = np.degrees(np.arctan2(curve[:, 1], curve[:, 0])) % 360.0
    result: Floats = np.interp(np.arange(360.0), angle, np.hypot(*curve.T), period=360.0)
    return result


def _closed(table: Floats) -> Floats:
    return np.concatenate([table, table[:, :1]], axis=1)
