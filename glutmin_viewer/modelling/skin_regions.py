"""The named areas of the skin, by their heights and angles in its charts (data/skin_regions.toml)."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import numpy as np

from glutmin_viewer.core.charts import FootChart, Landmarks, LimbChart, charts_of
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIDES, SIGN


def skin_regions(vertices: Floats, landmarks: Landmarks) -> dict[str, np.ndarray]:
    """Vertex indices of every area, named with its side; each vertex is in exactly one, the midline on the right."""
    text = (files("glutmin_viewer.modelling") / "data" / "skin_regions.toml").read_text(encoding="utf-8")
    areas = tomllib.loads(text)["region"]
    found = {}
    for side in SIDES:
        limb, foot = charts_of(vertices, landmarks, side)
        own = vertices[:, 2] * SIGN[side] > 0.0 if side == "left" else vertices[:, 2] >= 0.0
        for area in areas:
            inside = own & _inside(area, limb, foot)
            own = own & ~inside
            found[f"{area['name']}_{side}"] = np.flatnonzero(inside)
    return found


def _inside(area: dict[str, Any], limb: LimbChart, foot: FootChart) -> np.ndarray:
    if "below_malleolus" in area:
        return (foot.below_ankle_mm > area["below_malleolus"]) & _between(foot.angle, *area["angle"])
    low, high = area["height"]
    return (limb.level >= low) & (limb.level < high) & _between(limb.angle, *area["angle"])


def _between(angle: Floats, start: float, end: float) -> np.ndarray:
    """Whether angles lie on the way from start up to end, round the circle."""
    result: np.ndarray = (angle - start) % 360.0 < (end - start - 1e-9) % 360.0 + 1e-9
    return result
