"""Motions: the pose of the whole figure as a function of time, read from `motions.toml` and `gait.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import numpy as np

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, Axis
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import AnklePose, BodyPose, HipPose, PelvisPose, Side, TrunkPose, check_range

# What a motion may turn, in degrees: the leg looked at, the other leg, and what they carry. `pelvis_drop` lowers the
# side of the other leg, `trunk_bend` bends towards the leg looked at.
_LEG = ("flexion", "adduction", "internal_rotation", "knee", "dorsiflexion", "inversion")
COLUMNS = (
    *_LEG,
    *(f"other_{name}" for name in _LEG),
    *("pelvis_forward", "pelvis_drop", "pelvis_turn", "trunk_flexion", "trunk_bend"),
)


class Motion(msgspec.Struct, frozen=True, eq=False):
    """What turns when.

    axis and towards: the hip angle that the motion is about, one of AXES, and its direction, +1 or -1.
    columns: (c,) names from COLUMNS. keyframes: (k, 1 + c) share of the duration, then degrees. eased: whether the
    angles come to rest at every keyframe; those of a measured table do not. beside: the motion that a second figure
    goes through at the same time, both on the leg looked at.
    """

    id: str
    duration_s: float
    axis: Axis
    towards: int
    columns: tuple[str, ...]
    keyframes: Floats
    eased: bool = True
    beside: str | None = None

    @property
    def most_turned(self) -> Axis:
        """The hip angle of the leg looked at that changes most, in walking not the one that the motion is about."""
        ranges = dict(zip(self.columns, np.ptp(self.keyframes[:, 1:], axis=0), strict=True))
        return max(AXES, key=lambda axis: float(ranges.get(axis, 0.0)))

    def angles(self, time_s: float) -> dict[str, float]:
        """Degrees by column; before the start those of the first keyframe, after the end of the last one."""
        share = float(np.clip(time_s / self.duration_s, 0.0, 1.0))
        times = self.keyframes[:, 0]
        k = int(np.clip(np.searchsorted(times, share, side="right") - 1, 0, len(times) - 2))
        t = (share - times[k]) / (times[k + 1] - times[k])
        if self.eased:
            t = t * t * (3.0 - 2.0 * t)
        row = (1.0 - t) * self.keyframes[k, 1:] + t * self.keyframes[k + 1, 1:]
        return dict(zip(self.columns, row.tolist(), strict=True))

    def pose(self, side: Side, time_s: float) -> BodyPose:
        """The figure at a time; `side` is the leg looked at."""
        angles = dict.fromkeys(COLUMNS, 0.0) | self.angles(time_s)

        def hip(leg: str) -> HipPose:
            return HipPose(*(angles[f"{leg}{axis}"] for axis in AXES))

        def ankle(leg: str) -> AnklePose:
            return AnklePose(angles[f"{leg}dorsiflexion"], angles[f"{leg}inversion"])

        found = BodyPose(
            PelvisPose(angles["pelvis_forward"], -angles["pelvis_drop"], angles["pelvis_turn"]),
            hip(""),
            hip("other_"),
            angles["knee"],
            angles["other_knee"],
            ankle(""),
            ankle("other_"),
            TrunkPose(angles["trunk_flexion"], angles["trunk_bend"]),
        )
        return found if side == "right" else found.mirrored()

    def times(self, count: int) -> list[float]:
        """Seconds, evenly from the start to the end."""
        return [self.duration_s * k / (count - 1) for k in range(count)]


@cache
def motions() -> dict[str, Motion]:
    """All motions by id, in the order of the file."""
    entries = packaged(__package__, "motions", dict[str, dict[str, Any]])
    return {
        name: _motion(name, entries[entry["like"]] | entry if "like" in entry else entry)
        for name, entry in entries.items()
    }


def _motion(name: str, entry: Mapping[str, Any]) -> Motion:
    measured = "table" in entry
    columns, rows = _table(entry["table"]) if measured else (entry["columns"], entry["keyframes"])
    keyframes = np.array(list(rows), dtype=float)
    assert set(columns) <= set(COLUMNS) and keyframes.shape[1] == 1 + len(columns)
    assert entry["axis"] in AXES and abs(entry["towards"]) == 1
    found = Motion(
        name,
        entry["duration_s"],
        entry["axis"],
        entry["towards"],
        tuple(columns),
        keyframes,
        eased=not measured,
        beside=entry.get("beside"),
    )
    for share in keyframes[:, 0]:
        pose = found.pose("right", share * found.duration_s)
        check_range(pose.hip_right)
        check_range(pose.hip_left)
    return found


def _table(file: str) -> tuple[list[str], Iterable[list[str]]]:
    lines = csv.reader(line for line in _text(file).splitlines() if not line.startswith("#"))
    return next(lines)[1:], lines


def _text(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")


def motion(name: str) -> Motion:
    """One motion by id; raises InputError for an unknown one."""
    try:
        return motions()[name]
    except KeyError:
        raise InputError(f'there is no motion "{name}": choose one of {", ".join(motions())}.') from None
