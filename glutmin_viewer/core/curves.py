"""Lengths and moment arms over a course of poses, and what a motion asks of each fibre group: for plots and claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.fibres import AXES, Group, group_means, sweep
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import Motion
from glutmin_viewer.core.pose import HipPose, Side

# Below these a change of length and a moment arm count as small (choices): what some five degrees of adduction do to
# the length, and an eighth of the muscle's lever in abduction. `claims.toml` counts shares of other models with them.
SMALL_PERCENT = 3.0
SMALL_MM = 5.0

Change = Literal["shortens", "lengthens", "keeps its length"]
Lever = Literal["helps", "works against", "has no lever"]


@dataclass(frozen=True, eq=False)
class Curves:
    """Means over each fibre group in t poses. length_mm, change_percent: (t,), the change against standing.
    moment_arm_mm: (t, 3), columns as AXES."""

    poses: tuple[HipPose, ...]
    length_mm: Mapping[Group, Floats]
    change_percent: Mapping[Group, Floats]
    moment_arm_mm: Mapping[Group, Floats]


def curves(atlas: Atlas, side: Side, poses: Sequence[HipPose]) -> Curves:
    """Those of the gluteus minimus of a side; raises InputError where the atlas has none."""
    fibres = atlas.muscle_with_fibres(side).fibres
    assert fibres is not None
    found = sweep(fibres, atlas.joints, poses, atlas.pelvic_tilt_deg)
    standing = group_means(fibres, atlas.standing_length_mm[side])
    length, arms = group_means(fibres, found.length_mm), group_means(fibres, found.moment_arm_mm)
    change = {group: 100.0 * (values / standing[group] - 1.0) for group, values in length.items()}
    return Curves(tuple(poses), length, change, arms)


@dataclass(frozen=True)
class Role:
    """What a fibre group does in a motion.

    change_percent: of its length, from standing to where the motion has gone furthest about its axis. The moment arms
    are about that axis in the motion's direction, + helps, at the start and there.
    """

    group: Group
    change_percent: float
    arm_at_start_mm: float
    arm_at_end_mm: float

    @property
    def change(self) -> Change:
        if abs(self.change_percent) < SMALL_PERCENT:
            return "keeps its length"
        return "shortens" if self.change_percent < 0.0 else "lengthens"

    @property
    def lever_at_start(self) -> Lever:
        return _lever(self.arm_at_start_mm)

    @property
    def lever_at_end(self) -> Lever:
        return _lever(self.arm_at_end_mm)


def roles(atlas: Atlas, side: Side, motion: Motion) -> list[Role]:
    """What every fibre group does in a motion, computed on the atlas; raises InputError where it has no fibres."""
    k = AXES.index(motion.axis)
    poses = [motion.pose(side, time).hip(side) for time in motion.times(101)]
    angles = np.array([getattr(pose, f"{motion.axis}_deg") for pose in poses])
    furthest = int(np.abs(angles - angles[0]).argmax())
    found = curves(atlas, side, [poses[0], poses[furthest]])
    return [
        Role(group, float(found.change_percent[group][1]), *(motion.towards * arms[:, k]).tolist())
        for group, arms in found.moment_arm_mm.items()
    ]


def _lever(arm_mm: float) -> Lever:
    if abs(arm_mm) < SMALL_MM:
        return "has no lever"
    return "helps" if arm_mm > 0.0 else "works against"
