"""Referred pain on the skin: for each trigger point group and side, how far every point is inside each zone.

The zones (zones.toml) are bands in the charts of the skin (`charts`), so they fit either side and any skin.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.charts import OUTSIDE, Band, FootChart, Landmarks, LimbChart, charts_of, smooth_min, united
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIDES, SIGN, Side

Group = Literal["anterior", "posterior"]
Grade = Literal["essential", "spillover", "rare"]

GROUPS: tuple[Group, ...] = ("anterior", "posterior")
GRADES: tuple[Grade, ...] = ("essential", "spillover", "rare")


class Zone(Band, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One named area of a grade."""

    id: str
    group: Group
    grade: Grade


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
    return packaged(__package__, "zones", Atlas)


def pain_fields(vertices: Floats, landmarks: Landmarks) -> dict[tuple[Group, Side], NDArray[np.float32]]:
    """Signed distances to the zones' borders for skin points (n, 3) in mm, z to the right.

    landmarks: name with suffix _right or _left -> (3,) position in mm. Each value is (n, 3) float32: essential,
    spillover, rare in mm along the skin, positive inside, continuous; the border is where it is 0. Raises InputError
    where landmarks are missing.
    """
    zones = atlas()
    fields: dict[tuple[Group, Side], NDArray[np.float32]] = {}
    for side in SIDES:
        charts = charts_of(vertices, landmarks, side)
        for group in GROUPS:
            columns = _grades(group, charts, zones)
            # The other half of the body and a line beside the midline stay free of pain.
            own_half = SIGN[side] * vertices[:, 2] - zones.midline_mm
            stack = np.stack([smooth_min(columns[grade], own_half, zones.midline_mm) for grade in GRADES], axis=1)
            fields[group, side] = np.maximum(stack, OUTSIDE).astype(np.float32)
    return fields


def classify(fields_row: NDArray[np.float32]) -> Grade | Literal["none"]:
    """The grade of one point from its three distances; the usual area wins over the rare, the rare over the margin."""
    grade = int(graded(fields_row[None])[0])
    return "none" if grade < 0 else GRADES[grade]


def graded(fields: NDArray[np.float32]) -> NDArray[np.int8]:
    """The grades of points (n,) from their distances (n, 3), as indices into GRADES; -1 outside all of them."""
    essential, spillover, rare = (fields >= 0.0).T
    return np.select([essential, rare, spillover], [0, 2, 1], -1).astype(np.int8)


def _grades(group: Group, charts: tuple[LimbChart, FootChart], zones: Atlas) -> dict[Grade, Floats]:
    columns: dict[Grade, Floats] = {}
    for grade in GRADES:
        bands = [zone for zone in zones.zone if zone.group == group and zone.grade == grade]
        columns[grade] = united(bands, charts, zones.rounding_mm, zones.merging_mm)
    for margin in zones.margin:
        if margin.group == group:
            wider = columns[margin.around] + margin.width_mm
            columns[margin.grade] = -smooth_min(-columns[margin.grade], -wider, zones.merging_mm)
    return columns
