"""Referred pain on the skin: for each trigger point group and side, how far every point is inside each zone.

The zones (zones.toml) are bands in the charts of the skin (`charts`), so they fit either side and any skin.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.core.charts import FootChart, Landmarks, LimbChart, charts_of
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIDES, SIGN, Side

Group = Literal["anterior", "posterior"]
Grade = Literal["essential", "spillover", "rare"]

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


class Atlas(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of zones.toml."""

    rounding_mm: float
    merging_mm: float
    midline_mm: float
    zone: tuple[Zone, ...]
    margin: tuple[Margin, ...]


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
    fields: dict[tuple[Group, Side], NDArray[np.float32]] = {}
    for side in SIDES:
        limb, foot = charts_of(vertices, landmarks, side)
        charts: dict[str, LimbChart | FootChart] = {"limb": limb, "foot": foot}
        for group in GROUPS:
            columns = _grades(group, charts, zones)
            # The other half of the body and a line beside the midline stay free of pain.
            own_half = SIGN[side] * vertices[:, 2] - zones.midline_mm
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


def _grades(group: Group, charts: Mapping[str, LimbChart | FootChart], zones: Atlas) -> dict[Grade, Floats]:
    size = len(charts["limb"].angle)
    columns: dict[Grade, Floats] = {grade: np.full(size, OUTSIDE) for grade in GRADES}
    strips: dict[tuple[Grade, str, str], list[tuple[float, float, float]]] = {}
    for zone in zones.zone:
        if zone.group == group:
            strips.setdefault((zone.grade, zone.chart, zone.strip), []).extend(zone.knots)
    for (grade, chart, _), knots in strips.items():
        inside = charts[chart].inside(np.array(sorted(knots)), zones.rounding_mm)
        columns[grade] = -_smooth_min(-columns[grade], -inside, zones.merging_mm)
    for margin in zones.margin:
        if margin.group == group:
            wider = columns[margin.around] + margin.width_mm
            columns[margin.grade] = -_smooth_min(-columns[margin.grade], -wider, zones.merging_mm)
    return columns


def _smooth_min(a: Floats, b: Floats, blend: float) -> Floats:
    """The smaller of two distances; where they are within `blend` mm of each other the corner is rounded."""
    h = np.clip(0.5 + 0.5 * (b - a) / blend, 0.0, 1.0)
    result: Floats = b + (a - b) * h - blend * h * (1.0 - h)
    return result
