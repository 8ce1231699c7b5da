"""The numbers of the hip bone, and what changing a dimension does to them: every named point moves along."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

DIRECTIONS = {"axis", "notch_direction", "normal"}  # and other lists that are no points
NO_POINTS = DIRECTIONS | {"radii", "rows"}


def hip_table(changes: Mapping[str, float] | None = None) -> dict[str, Any]:
    """The tables of hip_bone.toml after changes (name under [parameters] -> mm)."""
    data = tomllib.loads((files(__package__) / "data" / "hip_bone.toml").read_text(encoding="utf-8"))
    rows = data["parameters"]
    if unknown := sorted(set(changes or {}) - set(rows)):
        raise ValueError(f"no such parameter: {', '.join(unknown)}; known are {', '.join(rows)}")
    standard = {name: row["value"] for name, row in rows.items()}
    wanted = standard | {name: float(value) for name, value in (changes or {}).items()}
    if wanted == standard:
        return data

    # The face of the symphysis stays where it is, so that the bone meets its mirror image at any width.
    face = data["cuts"]["symphysis_plane"]
    widening = (wanted["pelvis_width_mm"] / 2.0 - face) / (standard["pelvis_width_mm"] / 2.0 - face)
    foot = rows["crest_height_mm"]["rises_from_mm"]
    centre = data["socket"]["centre"]["value"][1]
    stretch = (wanted["crest_height_mm"] - foot) / (standard["crest_height_mm"] - foot) - 1.0

    def move(point: list[float]) -> list[float]:
        x, y, *rest = point
        y += stretch * max(0.0, y - centre - foot)
        return [x, y, *(face + widening * (z - face) for z in rest)]

    shape: dict[str, Any] = _mapped(data, move)
    shape["socket"]["rim_height"]["value"] += wanted["socket_depth_mm"] - standard["socket_depth_mm"]
    return shape


def _mapped(value: Any, move: Callable[[list[float]], list[float]]) -> Any:
    """A table with every point in it, flat (x, y) or in space, moved."""
    if isinstance(value, dict):
        kept = {name: row for name, row in value.items() if name in NO_POINTS}
        return {name: kept.get(name, _mapped(row, move)) for name, row in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) in (2, 3) and all(isinstance(number, float | int) for number in value):
        return move(value)
    return [_mapped(row, move) for row in value]
