"""Charts of the skin of one side: height along limb or foot and angle around it, spanned by landmarks (charts.toml).

Areas told in them fit either side of any skin that has these landmarks. Angles are degrees: 0 anterior (on the foot
dorsal), 90 lateral, 180 posterior (plantar), 270 medial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

import msgspec
import numpy as np

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIDES, SIGN, Side

Landmarks = Mapping[str, Floats]
FOOT_ROUNDING = 0.5  # radius of a corner on the foot, as a share of that on the limb
OUTSIDE = -500.0  # mm; how far inside every point is of an area that is not there


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named piece of an area; knots are (height, angle from, angle to), the angles in degrees.

    Pieces with the same strip are drawn as one band through all their knots.
    """

    name: str
    strip: str
    knots: tuple[tuple[float, float, float], ...]
    source: str
    status: str
    chart: Literal["limb", "foot"] = "limb"


class AxisPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the limb's axis is at the height of the landmark `level`: means over named landmarks."""

    level: str
    x: tuple[str, ...]
    z: tuple[str, ...]


class Foot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The landmarks that span the chart of the foot."""

    heel: str
    ball: tuple[str, str]
    tip: str
    upper: str
    upper_slope: float


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of charts.toml."""

    levels: tuple[str, ...]
    axis: tuple[AxisPoint, ...]
    foot: Foot

    @property
    def landmarks(self) -> list[str]:
        """Names, without the side, of the landmarks that the charts need."""
        foot = (self.foot.heel, *self.foot.ball, self.foot.tip, self.foot.upper)
        axis = [name for point in self.axis for name in (point.level, *point.x, *point.z)]
        return sorted({*self.levels, *foot, *axis})


@cache
def table() -> Table:
    """The table as shipped."""
    return packaged(__package__, "charts", Table)


def charts_of(points: Floats, landmarks: Landmarks, side: Side) -> tuple[LimbChart, FootChart]:
    """The charts of a side at skin points (n, 3) in mm, z to the right.

    landmarks: name with suffix _right or _left -> (3,) position in mm. Raises InputError where some are missing.
    """
    missing = [f"{n}_{s}" for s in SIDES for n in table().landmarks if f"{n}_{s}" not in landmarks]
    if missing:
        raise InputError(f"the atlas lacks landmarks of the skin: add {', '.join(missing)} to its atlas.toml.")
    turn = np.array([1.0, 1.0, SIGN[side]])
    marks = {n: np.asarray(landmarks[f"{n}_{side}"], dtype=np.float64) * turn for n in table().landmarks}
    own = np.asarray(points, dtype=np.float64) * turn
    return LimbChart(own, marks, table()), FootChart(own, marks, table())


def united(bands: Iterable[Band], charts: tuple[LimbChart, FootChart], rounding_mm: float, merging_mm: float) -> Floats:
    """Distance inside the area that all bands make together, (n,) in mm along the skin, negative outside.

    rounding_mm: radius of the corners of a band. merging_mm: fillet where two bands meet.
    """
    limb, foot = charts
    inside = np.full(len(limb.angle), OUTSIDE)
    strips: dict[tuple[Literal["limb", "foot"], str], list[tuple[float, float, float]]] = {}
    for band in bands:
        strips.setdefault((band.chart, band.strip), []).extend(band.knots)
    for (chart, _), knots in strips.items():
        strip = (limb if chart == "limb" else foot).inside(np.array(sorted(knots)), rounding_mm)
        inside = -smooth_min(-inside, -strip, merging_mm)
    return inside


def smooth_min(a: Floats, b: Floats, blend_mm: float) -> Floats:
    """The smaller of two distances; where they are within `blend_mm` of each other the corner is rounded."""
    h = np.clip(0.5 + 0.5 * (b - a) / blend_mm, 0.0, 1.0)
    result: Floats = b + (a - b) * h - blend_mm * h * (1.0 - h)
    return result


class Chart:
    """Height along an axis, angle around it and distance from it, for n points."""

    def __init__(self, height_mm: Floats, angle: Floats, radius: Floats) -> None:
        self.height_mm, self.angle, self.radius = height_mm, angle, radius

    def band(self, height_mm: Floats, angle_from: Floats, angle_to: Floats, rounding: float) -> Floats:
        """Distance inside the band through knots (k,), in mm on the unrolled skin; its corners are rounded.

        rounding: their radius, mm.
        """
        from scipy.interpolate import PchipInterpolator  # slow to load, and not wanted before an area is
        from scipy.ndimage import gaussian_filter1d

        order = np.argsort(height_mm)
        fine = np.arange(height_mm.min(), height_mm.max() + 1.0)
        edges = np.stack([angle_from, angle_to], axis=1)[order]
        table = gaussian_filter1d(PchipInterpolator(height_mm[order], edges)(fine), 10.0, axis=0, mode="nearest")
        middle, half = table.mean(axis=1), 0.5 * (table[:, 1] - table[:, 0])
        at = [np.interp(self.height_mm, fine, values) for values in (middle, half)]
        rise = [np.interp(self.height_mm, fine, np.gradient(values, fine)) for values in (middle, half)]
        offset = (self.angle - at[0] + 180.0) % 360.0 - 180.0
        # A border that runs obliquely is nearer than the arc at constant height says.
        per_degree = np.radians(self.radius)
        slope = per_degree * (rise[0] * np.tanh(offset / 20.0) + rise[1])
        beside = per_degree * (at[1] - np.abs(offset)) / np.sqrt(1.0 + slope**2)
        ends = np.minimum(fine[-1] - self.height_mm, self.height_mm - fine[0])
        return _rounded_corner(beside, ends, rounding)


class LimbChart(Chart):
    """Buttock, thigh and lower leg around one axis from the pelvis to the ankle."""

    def __init__(self, points: Floats, marks: Landmarks, table: Table) -> None:
        from scipy.interpolate import PchipInterpolator

        axis = sorted((marks[p.level][1], _mean(marks, p.x)[0], _mean(marks, p.z)[2]) for p in table.axis)
        y, x, z = np.array(axis).T
        height = np.clip(points[:, 1], y[0], y[-1])
        dx = points[:, 0] - PchipInterpolator(y, x)(height)
        dz = points[:, 2] - PchipInterpolator(y, z)(height)
        super().__init__(points[:, 1], np.degrees(np.arctan2(dz, dx)), np.hypot(dx, dz))
        self._levels = np.array([marks[name][1] for name in table.levels])

    @property
    def level(self) -> Floats:
        """Height (n,) in levels: 0 at the first, 1 at the second, and so on; beyond the ends it goes on evenly."""
        low = np.clip(np.searchsorted(-self._levels, -self.height_mm) - 1, 0, len(self._levels) - 2)
        result: Floats = low + (self._levels[low] - self.height_mm) / (self._levels[low] - self._levels[low + 1])
        return result

    def inside(self, knots: Floats, rounding: float) -> Floats:
        """Distance inside the band of knots (k, 3): height in levels, angle from, angle to."""
        whole = np.clip(np.floor(knots[:, 0]), 0, len(self._levels) - 2).astype(int)
        upper, lower = self._levels[whole], self._levels[whole + 1]
        return self.band(upper + (knots[:, 0] - whole) * (lower - upper), knots[:, 1], knots[:, 2], rounding)


class FootChart(Chart):
    """The foot around its long axis, below a plane through the ankle."""

    def __init__(self, points: Floats, marks: Landmarks, table: Table) -> None:
        foot = table.foot
        heel, tip, upper = marks[foot.heel], marks[foot.tip], marks[foot.upper]
        along = (_mean(marks, foot.ball) - heel) * (1.0, 0.0, 1.0)
        along /= np.linalg.norm(along)
        lateral = np.array([-along[2], 0.0, along[0]])
        self._length = float((tip - heel) @ along)
        height = (points - heel) @ along
        up = points[:, 1] - (heel[1] + (tip[1] - heel[1]) * np.clip(height / self._length, 0.0, 1.0))
        side = (points - heel) @ lateral
        super().__init__(height, np.degrees(np.arctan2(side, up)), np.hypot(side, up))
        ankle = upper[1] + foot.upper_slope * (points[:, 0] - upper[0]) - points[:, 1]
        self.below_ankle_mm = ankle / np.hypot(1.0, foot.upper_slope)

    def inside(self, knots: Floats, rounding: float) -> Floats:
        """Distance inside the band of knots (k, 3): fraction of the foot's length, angle from, angle to."""
        rounding = FOOT_ROUNDING * rounding
        band = self.band(knots[:, 0] * self._length, knots[:, 1], knots[:, 2], rounding)
        return _rounded_corner(band, self.below_ankle_mm, rounding)


def _mean(marks: Landmarks, names: tuple[str, ...]) -> Floats:
    result: Floats = np.mean([marks[name] for name in names], axis=0)
    return result


def _rounded_corner(a: Floats, b: Floats, radius: float) -> Floats:
    """Distance inside the overlap of two half planes, the corner between their borders rounded by `radius` mm."""
    p, q = radius - a, radius - b
    corner = np.hypot(np.maximum(p, 0.0), np.maximum(q, 0.0))
    result: Floats = radius - corner - np.minimum(np.maximum(p, q), 0.0)
    return result
