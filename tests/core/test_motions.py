"""Motions: smooth, inside the passive range, and each about the angle that it is named after."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.motions import motion, motions
from glutmin_viewer.core.pose import ANKLE_RANGE_DEG, KNEE_RANGE_DEG, SIDES, BodyPose, check_range


@pytest.mark.parametrize("name", motions())
def test_each_motion_is_smooth_stays_in_range_and_comes_back(name):
    m = motion(name)
    poses = [m.pose("left", t) for t in np.linspace(0, m.duration_s, 400)]
    angles = np.array([list(m.angles(t).values()) for t in np.linspace(0, m.duration_s, 400)])
    # One picture at 60 a second turns no joint by more than 8 degrees.
    assert np.abs(np.diff(angles, axis=0)).max() * 400 / m.duration_s / 60 < 8.0
    for pose in poses:
        for side in SIDES:
            check_range(pose.hip(side))
            assert KNEE_RANGE_DEG[0] <= pose.knee_deg(side) <= KNEE_RANGE_DEG[1]
            low, high = ANKLE_RANGE_DEG["dorsiflexion"]
            assert low <= pose.ankle(side).dorsiflexion_deg <= high
    assert poses[0] == poses[-1]


@pytest.mark.parametrize("name", motions())
def test_the_left_side_moves_as_the_mirror_image(name):
    m = motion(name)
    for t in np.linspace(0, m.duration_s, 7):
        assert m.pose("left", t).mirrored() == m.pose("right", t)


@pytest.mark.parametrize("name", [name for name, m in motions().items() if m.eased])
def test_motions_begin_from_standing(name):
    assert motion(name).pose("right", 0.0) == BodyPose()


def test_gait_is_a_stride_of_both_legs():
    m = motion("gait")
    assert len(m.keyframes) == 101
    knees = np.array([[m.pose("right", t).knee_deg(side) for side in SIDES] for t in m.times(101)])
    assert (knees.max(axis=0) > 55).all()
    # The legs swing half a stride apart: the left knee half a stride later is the right one.
    later = np.roll(knees[:-1, 1], 50)
    assert np.corrcoef(knees[:-1, 0], later)[0, 1] > 0.9
    # In stance the pelvis is lower on the side of the swinging leg.
    middle = m.pose("right", 0.4 * m.duration_s)
    assert middle.pelvis.right_down_deg < 0.0 < middle.hip_right.adduction_deg


def test_sitting_ends_with_level_thighs_and_upright_shanks():
    pose = motion("sitting").pose("right", 0.6 * motion("sitting").duration_s)
    assert pose.hip_right.flexion_deg - pose.pelvis.forward_deg == pytest.approx(90.0)
    assert pose.knee_right_deg == pytest.approx(90.0)
    assert pose.hip_left == pose.hip_right


def test_without_abductors_the_pelvis_drops_to_the_lifted_leg():
    held, dropped = (motion(name) for name in ("single_leg_stance", "trendelenburg"))
    for side, sign in (("right", -1), ("left", 1)):
        pose = dropped.pose(side, 0.6 * dropped.duration_s)
        assert pose.pelvis.right_down_deg == pytest.approx(sign * 10.0)
        assert held.pose(side, 0.6 * held.duration_s).pelvis.right_down_deg == 0.0
        # The standing leg and the trunk keep their place in the room.
        assert pose.hip(side).adduction_deg - 10.0 == pytest.approx(
            held.pose(side, 0.6 * held.duration_s).hip(side).adduction_deg
        )
        assert pose.trunk.right_bend_deg == pytest.approx(-sign * 10.0)


@pytest.mark.parametrize(
    ("name", "axis", "sign"),
    [
        ("flexion", "flexion", 1),
        ("extension", "flexion", -1),
        ("abduction", "adduction", -1),
        ("internal_rotation", "internal_rotation", 1),
        ("external_rotation", "internal_rotation", -1),
    ],
)
def test_a_motion_does_what_its_name_says(name, axis, sign):
    m = motion(name)
    pose = m.pose("right", m.duration_s / 2).hip_right
    angles = np.array(msgspec.structs.astuple(pose))
    assert AXES[np.abs(angles).argmax()] == axis == m.axis
    assert sign * angles[AXES.index(axis)] > 10
    assert sign == m.towards


def test_times_beyond_the_end_are_the_end():
    m = motion("flexion")
    assert m.angles(1e9) == m.angles(m.duration_s)
    assert m.angles(-5) == m.angles(0)


def test_an_unknown_motion_is_named():
    with pytest.raises(InputError, match="tango"):
        motion("tango")
