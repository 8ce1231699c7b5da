"""Lengths and moment arms of the fibre groups, as the readout, the command line and the plots want them."""

from __future__ import annotations

import msgspec

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.fibres import FibreState, Group, evaluate, group_means
from glutmin_viewer.core.pose import HipPose, Side

SIGN_CONVENTION = (
    "angles: + flexion, + adduction, + internal rotation, zero is standing; "
    "moment_arm_mm: -dL/dq, + the fibres flex, adduct or internally rotate; "
    "length_mm: path of muscle and tendon, mean over the group's fibres"
)


class MomentArm(msgspec.Struct, frozen=True):
    """mm; + flexes, adducts, internally rotates."""

    flexion: float
    adduction: float
    internal_rotation: float


class Row(msgspec.Struct, frozen=True):
    """One fibre group in one pose. change_percent is against standing."""

    pose: HipPose
    group: Group
    length_mm: float
    neutral_length_mm: float
    change_percent: float
    moment_arm_mm: MomentArm


def measure(atlas: Atlas, side: Side, pose: HipPose, posed: FibreState | None = None) -> list[Row]:
    """A row for each fibre group of the gluteus minimus of a side; raises InputError where the atlas has none.

    posed: its fibres in that pose, where they have been evaluated already.
    """
    fibres = atlas.muscle_with_fibres(side).fibres
    assert fibres is not None
    posed = posed or evaluate(fibres, atlas.joints, pose, atlas.pelvic_tilt_deg)
    neutral = group_means(fibres, atlas.standing_length_mm[side])
    arms = group_means(fibres, posed.moment_arm_mm)
    return [
        Row(
            pose,
            group,
            float(length),
            float(neutral[group]),
            float(100.0 * (length / neutral[group] - 1.0)),
            MomentArm(*(float(a) for a in arms[group])),
        )
        for group, length in group_means(fibres, posed.length_mm).items()
    ]
