"""Referred pain on the skin: for each trigger point group and side, how far every point is inside each zone.

The zones (zones.toml) are bands in a chart of the limb that is spanned by landmarks, so they fit either side and any
skin that has these landmarks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIDES, Side

Group = Literal["anterior", "posterior"]
Grade = Literal["essential", "spillover", "rare"]
Landmarks = Mapping[str, Floats]

GROUPS: tuple[Group, ...] = ("anterior", "posterior")
GRADES: tuple[Grade, ...] = ("essential", "spillover", "rare")
OUTSIDE = -500.0  # mm; the field of a grade that a group does not have


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One named area; knots are (height, angle from, angle to), the angles in degrees."""

    id: str
    name: str
    group: Group
    grade: Grade
    strip: str
    knots: tuple[tuple[float, float, float], ...]
    source: str
    status: str
    chart: Literal["limb", "foot"] = "limb"


class Margin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An area that surrounds another grade of the same group by width_mm."""

    id: str
    name: str
    group: Group
    grade: Grade
    around: Grade
    width_mm: float
    source: str
    status: str


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


class Atlas(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of zones.toml."""

    rounding_mm: float
    merging_mm: float
    midline_mm: float
    levels: tuple[str, ...]
    axis: tuple[AxisPoint, ...]
    foot: Foot
    zone: tuple[Zone, ...]
    margin: tuple[Margin, ...]

    @property
    def landmarks(self) -> list[str]:
        """Names, without the side, of the landmarks that the charts need."""
        foot = (self.foot.heel, *self.foot.ball, self.foot.tip, self.foot.upper)
        axis = [name for point in self.axis for name in (point.level, *point.x, *point.z)]
        return sorted({*self.levels, *foot, *axis})


@cache
def atlas() -> Atlas:
    """The zones as shipped."""
    text = (files("glutmin_viewer.core") / "zones.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Atlas)


def pain_fields(vertices: Floats, landmarks: Landmarks) -> dict[tuple[Group, Side], NDArray[np.float32]]:
    """Signed distances to the zones' borders for skin points (n, 3) in mm, z to the right.

    landmarks: name with suffix _right or _left -> (3,) position in mm. Each value is (n, 3) float32: essential,
    spillover, rare in mm along the skin, positive inside, continuous; the border is where it is 0. Raises InputError
    where landmarks are missing.
    """
    zones = atlas()
    missing = [f"{n}_{side}" for side in SIDES for n in zones.landmarks if f"{n}_{side}" not in landmarks]
    if missing:
        raise InputError(
            f"the atlas lacks landmarks for the zones of pain: add {', '.join(missing)} to its atlas.toml."
        )
    fields: dict[tuple[Group, Side], NDArray[np.float32]] = {}
    for side in SIDES:
        turn = np.array([1.0, 1.0, 1.0 if side == "right" else -1.0])
        points = np.asarray(vertices, dtype=np.float64) * turn
        marks = {n: np.asarray(landmarks[f"{n}_{side}"], dtype=np.float64) * turn for n in zones.landmarks}
        charts: dict[str, _LimbChart | _FootChart] = {
            "limb": _LimbChart(points, marks, zones),
            "foot": _FootChart(points, marks, zones),
        }
        for group in GROUPS:
            columns = _grades(group, charts, zones)
            # The other half of the body and a line beside the midline stay free of pain.
            own_half = points[:, 2] - zones.midline_mm
            stack = np.stack([_smooth_min(columns[grade], own_half, zones.midline_mm) for grade in GRADES], axis=1)
            fields[group, side] = np.maximum(stack, OUTSIDE).astype(np.float32)
    return fields


def classify(fields_row: NDArray[np.float32]) -> Literal["essential", "rare", "spillover", "none"]:
    """The grade of one point from its three distances; the usual area wins over the rare, the rare over the margin."""
    essential, spillover, rare = (float(value) for value in fields_row)
    if essential >= 0.0:
        return "essential"
    if rare >= 0.0:
        return "rare"
    return "spillover" if spillover >= 0.0 else "none"


def _grades(group: Group, charts: Mapping[str, _LimbChart | _FootChart], zones: Atlas) -> dict[Grade, Floats]:
    size = charts["limb"].size
    columns: dict[Grade, Floats] = {grade: np.full(size, OUTSIDE) for grade in GRADES}
    strips: dict[tuple[Grade, str, str], list[tuple[float, float, float]]] = {}
    for zone in zones.zone:
        if zone.group == group:
            strips.setdefault((zone.grade, zone.chart, zone.strip), []).extend(zone.knots)
    for (grade, chart, _), knots in strips.items():
        inside = charts[chart].inside(np.array(sorted(knots)))
        columns[grade] = -_smooth_min(-columns[grade], -inside, zones.merging_mm)
    for margin in zones.margin:
        if margin.group == group:
            wider = columns[margin.around] + margin.width_mm
            columns[margin.grade] = -_smooth_min(-columns[margin.grade], -wider, zones.merging_mm)
    return columns


class _Chart:
    """Height along an axis, angle around it and distance from it, for n points."""

    def __init__(self, height_mm: Floats, angle: Floats, radius: Floats, rounding: float) -> None:
        self.size = len(angle)
        self._height, self._angle, self._radius, self._rounding = height_mm, angle, radius, rounding

    def band(self, height_mm: Floats, angle_from: Floats, angle_to: Floats) -> Floats:
        """Distance inside the band through knots (k,), in mm on the unrolled skin; its corners are rounded."""
        order = np.argsort(height_mm)
        fine = np.arange(height_mm.min(), height_mm.max() + 1.0)
        edges = np.stack([angle_from, angle_to], axis=1)[order]
        table = gaussian_filter1d(PchipInterpolator(height_mm[order], edges)(fine), 10.0, axis=0, mode="nearest")
        middle, half = table.mean(axis=1), 0.5 * (table[:, 1] - table[:, 0])
        at = [np.interp(self._height, fine, values) for values in (middle, half)]
        rise = [np.interp(self._height, fine, np.gradient(values, fine)) for values in (middle, half)]
        offset = (self._angle - at[0] + 180.0) % 360.0 - 180.0
        # A border that runs obliquely is nearer than the arc at constant height says.
        per_degree = np.radians(self._radius)
        slope = per_degree * (rise[0] * np.tanh(offset / 20.0) + rise[1])
        beside = per_degree * (at[1] - np.abs(offset)) / np.sqrt(1.0 + slope**2)
        ends = np.minimum(fine[-1] - self._height, self._height - fine[0])
        return _rounded_corner(beside, ends, self._rounding)


class _LimbChart(_Chart):
    """Buttock, thigh and lower leg around one axis from the pelvis to the ankle."""

    def __init__(self, points: Floats, marks: Landmarks, zones: Atlas) -> None:
        axis = sorted((marks[p.level][1], _mean(marks, p.x)[0], _mean(marks, p.z)[2]) for p in zones.axis)
        y, x, z = np.array(axis).T
        height = np.clip(points[:, 1], y[0], y[-1])
        dx = points[:, 0] - PchipInterpolator(y, x)(height)
        dz = points[:, 2] - PchipInterpolator(y, z)(height)
        super().__init__(points[:, 1], np.degrees(np.arctan2(dz, dx)), np.hypot(dx, dz), zones.rounding_mm)
        self._levels = np.array([marks[name][1] for name in zones.levels])

    def inside(self, knots: Floats) -> Floats:
        """Distance inside the band of knots (k, 3): height in levels, angle from, angle to."""
        whole = np.clip(np.floor(knots[:, 0]), 0, len(self._levels) - 2).astype(int)
        upper, lower = self._levels[whole], self._levels[whole + 1]
        return self.band(upper + (knots[:, 0] - whole) * (lower - upper), knots[:, 1], knots[:, 2])


class _FootChart(_Chart):
    """The foot around its long axis, below a plane through the ankle."""

    def __init__(self, points: Floats, marks: Landmarks, zones: Atlas) -> None:
        foot = zones.foot
        heel, tip, upper = marks[foot.heel], marks[foot.tip], marks[foot.upper]
        along = (_mean(marks, foot.ball) - heel) * (1.0, 0.0, 1.0)
        along /= np.linalg.norm(along)
        lateral = np.array([-along[2], 0.0, along[0]])
        self._length = float((tip - heel) @ along)
        height = (points - heel) @ along
        up = points[:, 1] - (heel[1] + (tip[1] - heel[1]) * np.clip(height / self._length, 0.0, 1.0))
        side = (points - heel) @ lateral
        super().__init__(height, np.degrees(np.arctan2(side, up)), np.hypot(side, up), zones.rounding_mm / 2.0)
        ankle = upper[1] + foot.upper_slope * (points[:, 0] - upper[0]) - points[:, 1]
        self._below_ankle = ankle / np.hypot(1.0, foot.upper_slope)

    def inside(self, knots: Floats) -> Floats:
        """Distance inside the band of knots (k, 3): fraction of the foot's length, angle from, angle to."""
        band = self.band(knots[:, 0] * self._length, knots[:, 1], knots[:, 2])
        return _rounded_corner(band, self._below_ankle, self._rounding)


def _mean(marks: Landmarks, names: tuple[str, ...]) -> Floats:
    result: Floats = np.mean([marks[name] for name in names], axis=0)
    return result


def _rounded_corner(a: Floats, b: Floats, radius: float) -> Floats:
    """Distance inside the overlap of two half planes, the corner between their borders rounded by `radius` mm."""
    p, q = radius - a, radius - b
    corner = np.hypot(np.maximum(p, 0.0), np.maximum(q, 0.0))
    result: Floats = radius - corner - np.minimum(np.maximum(p, q), 0.0)
    return result


def _smooth_min(a: Floats, b: Floats, blend: float) -> Floats:
    """The smaller of two distances; where they are within `blend` mm of each other the corner is rounded."""
    h = np.clip(0.5 + 0.5 * (b - a) / blend, 0.0, 1.0)
    result: Floats = b + (a - b) * h - blend * h * (1.0 - h)
    return result
