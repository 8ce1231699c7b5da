"""The numbers of the hip bone, and what changing a dimension does to them: every named point moves along."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

DIRECTIONS = {"axis", "notch_direction", "normal"}  # and other lists that are no points
NO_POINTS = DIRECTIONS | {"radii", "rows"}


Point = list[float]
Move = Callable[[Point], Point]


def hip_table(changes: Mapping[str, float] | None = None) -> dict[str, Any]:
    """The tables of hip_bone.toml after changes (name under [parameters] -> mm)."""
    data = _standard()
    wanted = _wanted(data, changes)
    if wanted == _wanted(data, None):
        return data
    shape: dict[str, Any] = _mapped(data, _mover(data, wanted))
    shape["socket"]["rim_height"]["value"] += wanted["socket_depth_mm"] - data["parameters"]["socket_depth_mm"]["value"]
    return shape


def moved(points: list[Point], changes: Mapping[str, float] | None) -> list[Point]:
    """Where points on the standard hip bone go with its changes, so that what is attached to it follows."""
    data = _standard()
    wanted = _wanted(data, changes)
    return points if wanted == _wanted(data, None) else [_mover(data, wanted)(point) for point in points]


def parameters() -> set[str]:
    """The names of what may be changed."""
    return set(_standard()["parameters"])


def _standard() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "data" / "hip_bone.toml").read_text(encoding="utf-8"))


def _wanted(data: dict[str, Any], changes: Mapping[str, float] | None) -> dict[str, float]:
    """The value of every parameter; raises ValueError for an unknown one."""
    rows = data["parameters"]
    if unknown := sorted(set(changes or {}) - set(rows)):
        raise ValueError(f"no such parameter: {', '.join(unknown)}; known are {', '.join(rows)}")
    return {name: float((changes or {}).get(name, row["value"])) for name, row in rows.items()}


def _mover(data: dict[str, Any], wanted: dict[str, float]) -> Move:
    rows = data["parameters"]
    # The face of the symphysis stays where it is, so that the bone meets its mirror image at any width.
    face = data["cuts"]["symphysis_plane"]
    widening = (wanted["pelvis_width_mm"] / 2.0 - face) / (rows["pelvis_width_mm"]["value"] / 2.0 - face)
    foot = rows["crest_height_mm"]["rises_from_mm"]
    centre = data["socket"]["centre"]["value"][1]
    stretch = (wanted["crest_height_mm"] - foot) / (rows["crest_height_mm"]["value"] - foot) - 1.0

    def move(point: Point) -> Point:
        x, y, *rest = point
        y += stretch * max(0.0, y - centre - foot)
        return [x, y, *(face + widening * (z - face) for z in rest)]

    return move


def _mapped(value: Any, move: Move) -> Any:
    """A table with every point in it, flat (x, y) or in space, moved."""
    if isinstance(value, dict):
        kept = {name: row for name, row in value.items() if name in NO_POINTS}
        return {name: kept.get(name, _mapped(row, move)) for name, row in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) in (2, 3) and all(isinstance(number, float | int) for number in value):
        return move(value)
    return [_mapped(row, move) for row in value]
