"""Motions: hip and knee angles as a function of time, read from `motions.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import BodyPose, HipPose, Side, check_range, one_sided


@dataclass(frozen=True, eq=False)
class Motion:
    """keyframes: (k, 5) share of the duration, flexion, adduction, internal rotation, knee flexion in degrees."""

    id: str
    duration_s: float
    keyframes: Floats

    def angles(self, time_s: float) -> Floats:
        """(4,) flexion, adduction, internal rotation, knee flexion; clamped to the first and last keyframe."""
        share = float(np.clip(time_s / self.duration_s, 0.0, 1.0))
        times = self.keyframes[:, 0]
        k = int(np.clip(np.searchsorted(times, share, side="right") - 1, 0, len(times) - 2))
        t = (share - times[k]) / (times[k + 1] - times[k])
        eased = t * t * (3.0 - 2.0 * t)
        result: Floats = (1.0 - eased) * self.keyframes[k, 1:] + eased * self.keyframes[k + 1, 1:]
        return result

    def pose(self, side: Side, time_s: float) -> BodyPose:
        """The figure at a time, moving the leg of one side."""
        flexion, adduction, rotation, knee = (float(a) for a in self.angles(time_s))
        return one_sided(side, HipPose(flexion, adduction, rotation), knee)


@cache
def motions() -> dict[str, Motion]:
    """All motions by id, in the order of the file."""
    raw = tomllib.loads(resources.files(__package__).joinpath("motions.toml").read_text(encoding="utf-8"))
    result = {
        name: Motion(name, entry["duration_s"], np.array(entry["keyframes"], dtype=float))
        for name, entry in raw.items()
    }
    for motion in result.values():
        for row in motion.keyframes:
            check_range(HipPose(*row[1:4]))
    return result


def motion(name: str) -> Motion:
    """One motion by id; raises InputError for an unknown one."""
    try:
        return motions()[name]
    except KeyError:
        raise InputError(f'there is no motion "{name}": choose one of {", ".join(motions())}.') from None
