"""Courses of curves: over the time of a motion, or over the range of one hip angle; what is plotted and saved."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.curves import Curves, curves
from glutmin_viewer.core.curves_csv import as_csv
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import RANGE_DEG, HipPose, Side

MOTION_POSES = 101
STEP_DEG = 2.5


@dataclass(frozen=True, eq=False)
class Course:
    """What is plotted: over the time of a motion (s), or over one hip angle (degrees, signed as the axis)."""

    side: Side
    motion: str | None
    axis: str
    x: Floats
    curves: Curves

    def belongs(self, side: Side, motion: str | None, axis: str, pose: HipPose) -> bool:
        """Whether it is that of a motion, or without one passes through a pose along an axis."""
        if (self.side, self.motion) != (side, motion):
            return False
        return motion is not None or (
            self.axis == axis and bent(self.curves.poses[0], axis, 0.0) == bent(pose, axis, 0.0)
        )

    def table(self) -> str:
        """It as CSV, with the times where it is that of a motion."""
        return as_csv(self.curves, None if self.motion is None else self.x.tolist())


def motion_course(atlas: Atlas, side: Side, name: str) -> Course:
    """Over the whole of a motion; raises InputError where the atlas has no fibres."""
    chosen = motion(name)
    times = chosen.times(MOTION_POSES)
    found = curves(atlas, side, [chosen.pose(side, time).hip(side) for time in times])
    return Course(side, name, chosen.axis, np.array(times), found)


def angle_course(atlas: Atlas, side: Side, axis: str, pose: HipPose) -> Course:
    """Through a pose over the range of one angle; raises InputError where the atlas has no fibres."""
    low, high = RANGE_DEG[axis]
    angles = np.linspace(low, high, round((high - low) / STEP_DEG) + 1)
    return Course(side, None, axis, angles, curves(atlas, side, [bent(pose, axis, float(angle)) for angle in angles]))


def bent(pose: HipPose, axis: str, degrees: float) -> HipPose:
    """A pose with another angle about one axis."""
    return msgspec.structs.replace(pose, **{f"{axis}_deg": degrees})
