"""Elementary solids as signed distances in mm (negative inside), and how they join."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import Field, smooth_union


def above(points: Floats, plane: dict[str, Any]) -> Floats:
    """Height of points (n, 3) over a plane given by a point and its outward normal."""
    result: Floats = (points - np.array(plane["point"])) @ unit(plane["normal"])
    return result


def unit(vector: Any) -> Floats:
    vector = np.asarray(vector, dtype=float)
    result: Floats = vector / np.linalg.norm(vector)
    return result


def smooth_intersection(a: Floats, b: Floats, blend: float) -> Floats:
    """Common part, its edge rounded by about `blend` mm."""
    return -smooth_union(-a, -b, blend)


def round_cone(points: Floats, start: Any, end: Any, radius_start: float, radius_end: float) -> Floats:
    """Exact distance to the hull of two balls (points (n, 3)) or two discs (points (n, 2))."""
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    length = float(np.linalg.norm(end - start))
    offset = points - start
    along = offset @ unit(end - start)
    across = np.sqrt(np.maximum((offset**2).sum(axis=1) - along**2, 0.0))
    sine = (radius_start - radius_end) / length
    cosine = np.sqrt(1.0 - sine**2)
    station = cosine * along - sine * across  # of the nearest point of the tangent cone
    near_start, near_end = np.hypot(across, along) - radius_start, np.hypot(across, along - length) - radius_end
    cone = cosine * across + sine * along - radius_start
    result: Floats = np.where(station < 0.0, near_start, np.where(station > cosine * length, near_end, cone))
    return result


def polyline(points: Floats, course: Any, radius: float) -> Floats:
    """A rod of constant radius along a broken line (m, 3)."""
    course = np.asarray(course, dtype=float)
    pieces = [round_cone(points, a, b, radius, radius) for a, b in pairwise(course)]
    result: Floats = np.min(pieces, axis=0)
    return result


@dataclass(frozen=True, eq=False)
class Rod:
    """A long rod of constant radius along a curve, quick to ask: distances are cut off at `REACH` mm.

    Its axis is a row of points close together (`CLOSE` mm), which is exact to 0.02 mm at the surface.
    """

    axis: cKDTree
    radius: float

    REACH: ClassVar[float] = 14.0
    CLOSE: ClassVar[float] = 0.4

    @classmethod
    def along(cls, course: Floats, radius: float) -> Rod:
        steps = np.concatenate([[0.0], np.linalg.norm(np.diff(course, axis=0), axis=1).cumsum()])
        at = np.linspace(0.0, steps[-1], int(np.ceil(steps[-1] / cls.CLOSE)) + 1)
        return cls(cKDTree(np.stack([np.interp(at, steps, c) for c in course.T], axis=1)), radius)

    def distance(self, points: Floats) -> Floats:
        near = self.axis.query(points, distance_upper_bound=self.REACH)[0]
        result: Floats = np.minimum(near, self.REACH) - self.radius
        return result


def smooth_course(points: Any, depth: Any, pieces: int = 4) -> tuple[Floats, Floats]:
    """A smooth curve through points (m, 3), `pieces` steps between two of them, and a quantity along it."""
    points = np.asarray(points, dtype=float)
    at = np.linspace(0.0, len(points) - 1.0, pieces * (len(points) - 1) + 1)
    known = np.arange(len(points))
    return PchipInterpolator(known, points)(at), PchipInterpolator(known, np.asarray(depth, dtype=float))(at)


def laid(field: Field, course: Floats, depth: Floats, rounds: int = 6) -> Floats:
    """Points (m, 3) moved along the gradient of the field to `depth` (m,) under its surface."""
    step = 0.1
    for _ in range(rounds):
        slope = np.stack([field(course + h) - field(course - h) for h in step * np.eye(3)], axis=1) / (2.0 * step)
        off = (field(course) + depth) / np.maximum((slope**2).sum(axis=1), 0.25)
        course = course - off[:, None] * slope
    return course


def profile(table: dict[str, Any], station: str, at: Floats, *columns: str) -> list[Floats]:
    """Columns of a table, interpolated without overshoot; held constant beyond its ends."""
    order = np.argsort(table[station])
    known = np.array(table[station])[order]
    inside = np.clip(at, known[0], known[-1])
    return [PchipInterpolator(known, np.array(table[name])[order])(inside) for name in columns]


def ellipse(a: Floats, b: Floats, half_a: Floats | float, half_b: Floats | float) -> Floats:
    """Distance to an ellipse, to first order: (q - 1) over the slope of q."""
    q = np.hypot(a / half_a, b / half_b)
    slope = np.hypot(a / half_a**2, b / half_b**2)
    result: Floats = np.where(q > 1e-3, q * (q - 1.0) / np.maximum(slope, 1e-9), -np.minimum(half_a, half_b))
    return result


def rounded(profile: Floats, aside: Floats, edge: float) -> Floats:
    """A profile drawn out sideways (distances in the plane and across it), its edges rounded with radius `edge`."""
    across, out = profile + edge, aside + edge
    inside = np.minimum(np.maximum(across, out), 0.0)
    result: Floats = np.hypot(np.maximum(across, 0.0), np.maximum(out, 0.0)) + inside - edge
    return result


def xy(circle: dict[str, float]) -> Floats:
    return np.array([circle["x"], circle["y"]])
