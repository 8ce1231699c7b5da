"""The numbers of the hip bone, and what changing a dimension does to them: every named point moves along."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats

DIRECTIONS = {"axis", "notch_direction", "normal"}  # and other lists that are no points
NO_POINTS = DIRECTIONS | {"radii", "rows"}


Move = Callable[[Floats], Floats]


def hip_table(changes: Mapping[str, float] | None = None) -> dict[str, Any]:
    """The tables of hip_bone.toml after changes (name under [parameters] -> mm)."""
    data = _standard()
    wanted = _wanted(data, changes)
    if wanted == _wanted(data, None):
        return data
    shape: dict[str, Any] = _mapped(data, _mover(data, wanted))
    shape["socket"]["rim_height"]["value"] += wanted["socket_depth_mm"] - data["parameters"]["socket_depth_mm"]["value"]
    return shape


def mover(changes: Mapping[str, float] | None) -> Move:
    """Where points (n, 3) on or around the standard bone go with its changes; left of the midline mirrored."""
    data = _standard()
    return _mover(data, _wanted(data, changes))


def joint_centre() -> Floats:
    """The hip joint centre of the standard bone, (3,)."""
    return np.array(_standard()["socket"]["centre"]["value"])


def parameters() -> dict[str, Any]:
    """The table of what may be changed: name -> row with its value and range, mm."""
    rows: dict[str, Any] = _standard()["parameters"]
    return rows


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

    def move(points: Floats) -> Floats:
        moved = np.array(points, dtype=float)
        moved[..., 1] += stretch * np.maximum(0.0, moved[..., 1] - centre - foot)
        if moved.shape[-1] == 3:
            z = moved[..., 2]
            moved[..., 2] += (widening - 1.0) * np.sign(z) * np.maximum(0.0, np.abs(z) - face)
        return moved

    return move


def _mapped(value: Any, move: Move) -> Any:
    """A table with every point in it, flat (x, y) or in space, moved."""
    if isinstance(value, dict):
        kept = {name: row for name, row in value.items() if name in NO_POINTS}
        return {name: kept.get(name, _mapped(row, move)) for name, row in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) in (2, 3) and all(isinstance(number, float | int) for number in value):
        return move(np.array(value)).tolist()
    return [_mapped(row, move) for row in value]
