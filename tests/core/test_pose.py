"""Signs, words and transforms of the hip, on both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import (
    BODIES,
    MIRROR,
    BodyPose,
    HipPose,
    Joints,
    hip_axes,
    in_words,
    one_sided,
    parse_pose,
    pelvis_from_thigh,
    thigh_rotation,
    world_from_bodies,
)

JOINTS = Joints((0.5, -0.5, 86.5), (0.5, -0.5, -86.5), (0.5, -395, 86.5), (0.5, -395, -86.5), (-50, 110, 0))
TILT = 10.0
poses = st.builds(HipPose, st.floats(-30, 120), st.floats(-45, 30), st.floats(-45, 45))


def knee_in_world(pose: BodyPose, side: str) -> np.ndarray:
    knee = np.append(JOINTS.knee(side), 1.0)
    return (world_from_bodies(JOINTS, pose, TILT)[f"thigh_{side}"] @ knee)[:3]


def test_standing_puts_the_femora_upright_and_tips_the_pelvis_forward():
    transforms = world_from_bodies(JOINTS, BodyPose(), TILT)
    np.testing.assert_allclose(transforms["thigh_right"][:3, :3], np.eye(3), atol=1e-12)
    np.testing.assert_allclose(transforms["trunk"][:3, :3], np.eye(3), atol=1e-12)
    spine_to_front = transforms["pelvis"][:3, :3] @ [1, 0, 0]
    assert spine_to_front[1] == pytest.approx(-np.sin(np.radians(10)))


@pytest.mark.parametrize("side", ["right", "left"])
def test_positive_angles_flex_adduct_and_rotate_inward(side):
    sign = 1 if side == "right" else -1
    standing = knee_in_world(BodyPose(), side)
    assert knee_in_world(one_sided(side, HipPose(flexion_deg=30)), side)[0] > standing[0] + 100
    assert (knee_in_world(one_sided(side, HipPose(adduction_deg=20)), side)[2] - standing[2]) * sign < -100
    turned = world_from_bodies(JOINTS, one_sided(side, HipPose(internal_rotation_deg=30)), TILT)[f"thigh_{side}"]
    assert (turned[:3, :3] @ [1, 0, 0])[2] * sign < -0.4


def test_the_knee_bends_backward():
    ankle = np.array([0.5, -795, 86.5, 1.0])
    bent = world_from_bodies(JOINTS, BodyPose(knee_right_deg=90), TILT)["shank_right"] @ ankle
    assert bent[0] < -350


@given(poses)
def test_left_mirrors_right(pose):
    right = pelvis_from_thigh(JOINTS, "right", pose, TILT)
    left = pelvis_from_thigh(JOINTS, "left", pose, TILT)
    mirror = np.eye(4)
    mirror[:3, :3] = MIRROR
    np.testing.assert_allclose(left, mirror @ right @ mirror, atol=1e-9)


@given(poses)
def test_all_transforms_are_rigid(pose):
    for body, transform in world_from_bodies(JOINTS, one_sided("left", pose, 40.0), TILT).items():
        assert body in BODIES
        np.testing.assert_allclose(transform[:3, :3] @ transform[:3, :3].T, np.eye(3), atol=1e-9)
        assert np.linalg.det(transform[:3, :3]) == pytest.approx(1.0)


@given(poses)
def test_the_axes_are_those_about_which_the_angles_turn(pose):
    step = 1e-4
    for k, name in enumerate(("flexion_deg", "adduction_deg", "internal_rotation_deg")):
        angles = [pose.flexion_deg, pose.adduction_deg, pose.internal_rotation_deg]
        angles[k] += step
        turned = thigh_rotation(HipPose(*angles), TILT) @ thigh_rotation(pose, TILT).T
        axis = np.array([turned[2, 1], turned[0, 2], turned[1, 0]]) / np.radians(step)
        np.testing.assert_allclose(axis, hip_axes(pose, TILT)[k], atol=1e-4, err_msg=name)


def test_words_and_numbers_say_the_same():
    assert parse_pose("flexion=30,abduction=10, external_rotation=5") == HipPose(30, -10, -5)
    assert parse_pose("adduction=-30") == parse_pose("abduction=30")
    assert in_words(HipPose(0, -30, 5)) == [("abduction", 30.0), ("internal_rotation", 5.0)]
    assert in_words(HipPose()) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("flexion", "flexion"),
        ("bending=20", "bending"),
        ("flexion=much", "much"),
        ("flexion=nan", "flexion"),
        ("flexion=400", "400"),
        ("abduction=10,adduction=5", "twice"),
    ],
)
def test_a_wrong_pose_is_named(text, word):
    with pytest.raises(InputError, match=word):
        parse_pose(text)
