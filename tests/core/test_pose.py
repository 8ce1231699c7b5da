"""Signs, words and transforms of the hip, on both sides."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import (
    BODIES,
    MIRROR,
    AnklePose,
    ArmPose,
    BodyPose,
    HipPose,
    Joints,
    PelvisPose,
    TrunkPose,
    hip_pose,
    in_words,
    one_sided,
    parse_pose,
    parts_of_turn,
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
    transforms = world_from_bodies(JOINTS, one_sided("left", pose, 40.0), TILT)
    for transform in (transforms[body] for body in BODIES):
        np.testing.assert_allclose(transform[:3, :3] @ transform[:3, :3].T, np.eye(3), atol=1e-9)
        assert np.linalg.det(transform[:3, :3]) == pytest.approx(1.0)


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


JOINTED = msgspec.structs.replace(
    JOINTS,
    ankle_right=(-3.0, -797.0, 88.0),
    ankle_left=(-3.0, -797.0, -88.0),
    neck=(-45.0, 560.0, 0.0),
    shoulder_right=(-25.0, 464.0, 174.0),
    shoulder_left=(-25.0, 464.0, -174.0),
    elbow_right=(-30.0, 194.0, 204.0),
    elbow_left=(-30.0, 194.0, -204.0),
)
WHOLE = BodyPose(
    PelvisPose(-20, 15, 10),
    HipPose(40, -10, 20),
    HipPose(5, 4, -3),
    30,
    60,
    AnklePose(10, 5),
    AnklePose(-20, -10),
    TrunkPose(12, 8, 4, -6),
    ArmPose(30, 20, 10, 40),
    ArmPose(-10, 5, 0, 70),
)


def at(pose: BodyPose, body: str, point) -> np.ndarray:
    return (world_from_bodies(JOINTED, pose, TILT)[body] @ [*point, 1.0])[:3]


def test_neighbouring_bodies_stay_together_at_their_joint():
    for side in ("right", "left"):
        chain = [
            ("pelvis", f"thigh_{side}", JOINTED.hip(side)),
            (f"thigh_{side}", f"shank_{side}", JOINTED.knee(side)),
            (f"shank_{side}", f"foot_{side}", JOINTED.ankle(side)),
            ("trunk", f"upper_arm_{side}", JOINTED.shoulder(side)),
            (f"upper_arm_{side}", f"forearm_{side}", JOINTED.elbow(side)),
            ("pelvis", "trunk", JOINTED.lumbosacral),
            ("trunk", "head", JOINTED.neck),
            (f"thigh_{side}", f"patella_{side}", JOINTED.knee(side)),
        ]
        for one, other, joint in chain:
            np.testing.assert_allclose(at(WHOLE, one, joint), at(WHOLE, other, joint), atol=1e-9)


def test_signs_of_the_figure_are_as_said():
    standing = BodyPose()
    crown, hand, toe = (-30.0, 800.0, 0.0), (-20.0, -230.0, 218.0), (190.0, -860.0, 88.0)
    assert at(BodyPose(PelvisPose(forward_deg=20)), "head", crown)[0] > at(standing, "head", crown)[0] + 100
    assert at(BodyPose(PelvisPose(right_down_deg=90)), "trunk", (0, 200, 170))[1] < -150
    assert at(BodyPose(PelvisPose(turn_deg=30)), "foot_right", toe)[2] < at(standing, "foot_right", toe)[2] - 50
    assert at(BodyPose(trunk=TrunkPose(flexion_deg=30)), "head", crown)[0] > at(standing, "head", crown)[0] + 200
    assert at(BodyPose(trunk=TrunkPose(right_bend_deg=20)), "head", crown)[2] > 150
    assert at(BodyPose(arm_right=ArmPose(flexion_deg=90)), "forearm_right", hand)[0] > 400
    assert at(BodyPose(arm_right=ArmPose(abduction_deg=60)), "forearm_right", hand)[2] > 500
    assert at(BodyPose(arm_right=ArmPose(elbow_deg=90)), "forearm_right", hand)[0] > 200
    lifted = at(BodyPose(ankle_right=AnklePose(dorsiflexion_deg=20)), "foot_right", toe)
    assert lifted[1] > at(standing, "foot_right", toe)[1] + 40
    inner, outer = (100.0, -874.0, 60.0), (100.0, -874.0, 130.0)
    turned_in = BodyPose(ankle_right=AnklePose(inversion_deg=20))
    assert at(turned_in, "foot_right", inner)[1] > at(turned_in, "foot_right", outer)[1] + 15


def midway_in(pose):
    """How the bodies midway in the right hip and the thigh turn against the pelvis, (3, 3) each, from the top."""
    transforms = world_from_bodies(JOINTED, one_sided("right", pose), TILT)
    from_pelvis = np.linalg.inv(transforms["pelvis"])
    return [
        (from_pelvis @ transforms[f"{name}_right"])[:3, :3]
        for name in ("above_midhip", "midhip", "below_midhip", "thigh")
    ]


@pytest.mark.parametrize("pose", [HipPose(80, -20, 15), HipPose(0, -40, 0), HipPose(0, 0, -30)])
def test_bodies_midway_turn_by_their_share(pose):
    above, half, below, whole = midway_in(pose)
    np.testing.assert_allclose(half @ half, whole, atol=1e-12)
    np.testing.assert_allclose(above @ below, whole, atol=1e-12)
    np.testing.assert_allclose(parts_of_turn(np.eye(3), np.array([0.3])), [np.eye(3)])


@pytest.mark.parametrize(
    ("flexion", "share"), [(-20, 1 / 3), (0, 1 / 3), (45, 0.15), (60, 0.15), (90, 0.2), (120, 1 / 3)]
)
def test_the_crease_of_the_groin_is_narrow_in_middle_flexion(flexion, share):
    above, _, _, whole = midway_in(HipPose(flexion))
    turned, wholly = (np.degrees(np.arctan2(turn[1, 0], turn[0, 0])) for turn in (above, whole))
    assert turned == pytest.approx(share * wholly, abs=0.02 * abs(wholly))


def test_the_crease_goes_outward_in_abduction_alone():
    for side, outward in (("right", 1.0), ("left", -1.0)):
        moved = {
            adduction: (
                world_from_bodies(JOINTED, one_sided(side, HipPose(-TILT, adduction)), TILT)[f"above_midhip_{side}"]
                @ np.append(JOINTED.hip(side), 1.0)
            )[2]
            for adduction in (0.0, -30.0, 30.0)
        }
        assert outward * (moved[-30.0] - moved[0.0]) == pytest.approx(12.5, abs=0.1)
        assert moved[30.0] == pytest.approx(moved[0.0], abs=0.1)


def test_mirrored_exchanges_the_sides():
    here, there = (world_from_bodies(JOINTED, pose, TILT) for pose in (WHOLE, WHOLE.mirrored()))
    for body in BODIES:
        other = body.replace("right", "left") if body.endswith("right") else body.replace("left", "right")
        mirror = np.diag([1.0, 1.0, -1.0, 1.0])
        np.testing.assert_allclose(mirror @ there[other] @ mirror, here[body], atol=1e-9, err_msg=body)
    assert WHOLE.mirrored().mirrored() == WHOLE


@pytest.mark.parametrize("pose", [HipPose(), HipPose(62.0, 21.0, -30.0), HipPose(-20.0, -35.0, 40.0)])
def test_the_angles_of_a_thigh_are_read_back_from_its_attitude(pose):
    found = hip_pose(thigh_rotation(pose, 10.0), 10.0)
    assert msgspec.structs.astuple(found) == pytest.approx(msgspec.structs.astuple(pose))


def test_a_trunk_that_turns_to_the_left_looks_to_the_left():
    turned = world_from_bodies(JOINTS, BodyPose(trunk=TrunkPose(turn_deg=90.0)), 0.0)["trunk"]
    np.testing.assert_allclose(turned[:3, :3] @ [1.0, 0.0, 0.0], [0.0, 0.0, -1.0], atol=1e-12)
    mirrored = BodyPose(trunk=TrunkPose(turn_deg=90.0)).mirrored()
    assert mirrored.trunk.turn_deg == -90.0
