"""Cords: rods of flattened, tapering section along smooth curves, as nerves are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import Field, in_box


def arc_lengths(points: Floats) -> Floats:
    """Lengths along a polyline (n, 3) from its start to each of its points, (n,) in mm."""
    return np.concatenate([[0.0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()])


def evenly(points: Floats, step: float) -> Floats:
    """A polyline (n, 3) anew, its points about `step` mm apart."""
    way = arc_lengths(points)
    at = np.linspace(0.0, way[-1], int(np.ceil(way[-1] / step)) + 1)
    return np.stack([np.interp(at, way, column) for column in points.T], axis=1)


def curve(points: Floats, step: float) -> tuple[Floats, Floats]:
    """The smooth curve through points (k, 3), even (n, 3), and the shares (k,) of the way at which they lie."""
    knots = arc_lengths(points)
    fine = CubicSpline(knots, points)(np.linspace(0.0, knots[-1], 60 * len(points)))
    even = evenly(fine, step)
    return even, np.asarray(cKDTree(even).query(points)[1]) / (len(even) - 1.0)


def arc(start: Floats, direction: Floats, end: Floats, step: float) -> Floats:
    """An even polyline (n, 3) that leaves `start` along `direction` and bends to `end`."""
    t = np.linspace(0.0, 1.0, 60)[:, None]
    corner = start + 0.5 * np.linalg.norm(end - start) * direction
    return evenly((1.0 - t) ** 2 * start + 2.0 * t * (1.0 - t) * corner + t**2 * end, step)


def moved(course: Floats, push: Floats, evened: float) -> Floats:
    """The course (n, 3) moved by `push` (n, 3), spread along it over `evened` points."""
    return course + gaussian_filter1d(push, evened, axis=0, mode="nearest")


def slope(field: Field, points: Floats, step: float = 0.1) -> Floats:
    """Central differences of a field at points (n, 3)."""
    return np.stack([field(points + h) - field(points - h) for h in step * np.eye(3)], axis=1) / (2.0 * step)


@dataclass(frozen=True, eq=False)
class Cord:
    """A cord along an even polyline (n, 3): half axes (n, 2) of its section, wide and thin; the thin axis (n, 3)."""

    course: Floats
    half: Floats
    thin: Floats

    FAR: ClassVar[float] = 5.0  # mm, at which distances are cut off

    @classmethod
    def along(cls, course: Floats, shares: Floats, half: Floats, thin: Floats) -> Cord:
        """half: (k, 2) at shares (k,) of the way. thin: (3,) or (k, 3), turned square to the course."""
        way = np.linspace(0.0, 1.0, len(course))
        widths = PchipInterpolator(shares, half)(way)
        wanted = PchipInterpolator(shares, np.broadcast_to(thin, (len(shares), 3)))(way)
        tangent = _tangents(course)
        flat = wanted - np.einsum("ij,ij->i", wanted, tangent)[:, None] * tangent
        flat = gaussian_filter1d(flat / np.linalg.norm(flat, axis=1, keepdims=True), 4.0, axis=0, mode="nearest")
        flat -= np.einsum("ij,ij->i", flat, tangent)[:, None] * tangent
        return cls(course, widths, flat / np.linalg.norm(flat, axis=1, keepdims=True))

    def tangent_at(self, share: float) -> Floats:
        result: Floats = _tangents(self.course)[round(share * (len(self.course) - 1))]
        return result

    def point_at(self, share: float) -> Floats:
        result: Floats = self.course[round(share * (len(self.course) - 1))]
        return result

    def distance(self, points: Floats) -> Floats:
        """Signed distance in mm of points (m, 3), true to first order near the surface."""
        reach = self.half.max() + self.FAR
        low, high = self.course.min(axis=0) - reach, self.course.max(axis=0) + reach
        about = np.flatnonzero(in_box(points, low, high))
        near, index = map(np.asarray, cKDTree(self.course).query(points[about], distance_upper_bound=reach))
        is_close = np.isfinite(near)
        close = about[is_close]
        result = np.full(len(points), self.FAR)
        result[close] = np.minimum(self._near(points[close], index[is_close]), self.FAR)
        return result

    def _near(self, points: Floats, index: np.ndarray) -> Floats:
        tangent = _tangents(self.course)
        step = np.linalg.norm(np.diff(self.course, axis=0), axis=1).mean()
        along = np.einsum("ij,ij->i", points - self.course[index], tangent[index]) / step
        at = np.clip(index + along, 0.0, len(self.course) - 1.0)
        low = np.minimum(at.astype(int), len(self.course) - 2)
        rest = (at - low)[:, None]

        def mixed(values: Floats) -> Floats:
            result: Floats = (1.0 - rest) * values[low] + rest * values[low + 1]
            return result

        off, thin, ahead, half = points - mixed(self.course), mixed(self.thin), mixed(tangent), mixed(self.half)
        wide = np.cross(ahead, thin)
        axes = np.stack([np.einsum("ij,ij->i", off, axis) for axis in (wide, thin, ahead)], axis=1)
        # Past an end the section closes as half an ellipsoid, as long as it is thin.
        widths = np.concatenate([half, half[:, 1:]], axis=1)
        q = np.linalg.norm(axes / widths, axis=1)
        steep = np.linalg.norm(axes / widths**2, axis=1)
        result: Floats = np.where(q > 1e-3, q * (q - 1.0) / np.maximum(steep, 1e-9), -widths[:, 1])
        return result


def _tangents(course: Floats) -> Floats:
    along = np.gradient(course, axis=0)
    result: Floats = along / np.linalg.norm(along, axis=1, keepdims=True)
    return result
