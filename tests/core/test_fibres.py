"""Lengths and moment arms: exact relations that hold for every pose, and known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glutmin_viewer.core.fibres import AXES, Fibres, evaluate, fibre_curves, group_means, sweep
from glutmin_viewer.core.pose import MIRROR, HipPose, Joints, pelvis_from_thigh

TILT = 10.0
JOINTS = Joints((0.5, -0.5, 86.5), (0.5, -0.5, -86.5))
poses = st.builds(HipPose, st.floats(-20, 110), st.floats(-40, 25), st.floats(-40, 40))


@pytest.fixture(scope="module")
def fibres(tiny_atlas) -> Fibres:
    return tiny_atlas.structures["gluteus_minimus_right"].fibres


def mirrored(fibres: Fibres) -> Fibres:
    return Fibres("left", fibres.pelvic_path @ MIRROR, fibres.femoral_path @ MIRROR, fibres.group, fibres.wrap_radius)


@given(pose=poses)
@settings(max_examples=60)
def test_moment_arms_are_minus_the_slope_of_length(fibres, pose):
    arms = evaluate(fibres, JOINTS, pose, TILT).moment_arm_mm
    h = 1e-3
    angles = np.array([pose.flexion_deg, pose.adduction_deg, pose.internal_rotation_deg])
    for k in range(len(AXES)):
        step = np.eye(3)[k] * h
        longer = evaluate(fibres, JOINTS, HipPose(*(angles + step)), TILT).length_mm
        shorter = evaluate(fibres, JOINTS, HipPose(*(angles - step)), TILT).length_mm
        slope = (longer - shorter) / np.radians(2 * h)
        np.testing.assert_allclose(arms[:, k], -slope, atol=0.05)


@given(pose=poses)
@settings(max_examples=40)
def test_the_left_side_mirrors_the_right(fibres, pose):
    right, left = evaluate(fibres, JOINTS, pose, TILT), evaluate(mirrored(fibres), JOINTS, pose, TILT)
    np.testing.assert_allclose(left.length_mm, right.length_mm, atol=1e-9)
    np.testing.assert_allclose(left.moment_arm_mm, right.moment_arm_mm, atol=1e-9)


@given(pose=poses)
@settings(max_examples=40)
def test_the_drawn_curve_is_as_long_as_the_length_says(fibres, pose):
    curves = fibre_curves(fibres, JOINTS, pose, TILT)
    drawn = np.linalg.norm(np.diff(curves, axis=1), axis=2).sum(axis=1)
    np.testing.assert_allclose(drawn, evaluate(fibres, JOINTS, pose, TILT).length_mm, rtol=0.004)
    assert (drawn <= evaluate(fibres, JOINTS, pose, TILT).length_mm + 1e-6).all()


@given(pose=poses)
@settings(max_examples=40)
def test_no_fibre_passes_through_the_joint(fibres, pose):
    curves = fibre_curves(fibres, JOINTS, pose, TILT)
    distance = np.linalg.norm(curves - JOINTS.hip("right"), axis=2).min(axis=1)
    assert (distance > fibres.wrap_radius - 0.3).all()


@given(pose=poses)
@settings(max_examples=40)
def test_the_ends_stay_on_their_bones(fibres, pose):
    curves = fibre_curves(fibres, JOINTS, pose, TILT)
    np.testing.assert_array_equal(curves[:, 0], fibres.pelvic_path[:, 0])
    transform = pelvis_from_thigh(JOINTS, "right", pose, TILT)
    ends = fibres.femoral_path[:, -1] @ transform[:3, :3].T + transform[:3, 3]
    np.testing.assert_allclose(curves[:, -1], ends, atol=1e-9)


def test_length_is_continuous_where_a_fibre_begins_to_bend_round_the_joint(fibres):
    lengths = np.stack(
        [evaluate(fibres, JOINTS, HipPose(flexion_deg=f), TILT).length_mm for f in np.arange(-20, 110, 0.25)]
    )
    assert np.abs(np.diff(lengths, axis=0)).max() < 0.5 * 0.6


def test_a_straight_fibre_over_the_joint_has_the_lever_of_geometry():
    # Straight up at 50 mm beside the joint, femur end level with it: the abduction lever is those 50 mm.
    path = np.array([[[0.5, 99.5, 136.5]]])
    fibres = Fibres("right", path, np.array([[[0.5, -0.5, 136.5]]]), np.array([1]), np.array([30.0]))
    state = evaluate(fibres, JOINTS, HipPose(flexion_deg=-TILT), TILT)
    assert state.length_mm[0] == pytest.approx(100.0)
    np.testing.assert_allclose(state.moment_arm_mm[0], [0.0, -50.0, 0.0], atol=1e-9)


def test_a_fibre_bent_round_the_joint_is_tangents_and_arc_and_pulls_at_the_radius():
    # From 50 mm in front of the joint to 50 mm behind it, over a sphere of 30 mm: tangents of 40 mm each.
    forward, backward = np.array([[[50.5, -0.5, 86.5]]]), np.array([[[-49.5, -0.5, 86.5]]])
    fibres = Fibres("right", forward, backward, np.array([1]), np.array([30.0]))
    state = evaluate(fibres, JOINTS, HipPose(flexion_deg=5.0 - TILT), TILT)  # five degrees: the short way is below
    arc = np.pi - np.radians(5.0) - 2 * np.arccos(30.0 / 50.0)
    assert state.length_mm[0] == pytest.approx(80.0 + 30.0 * arc)
    np.testing.assert_allclose(state.moment_arm_mm[0], [30.0, 0.0, 0.0], atol=1e-9)


def test_an_end_within_the_sphere_lies_on_a_smaller_one(fibres):
    far = Fibres("right", fibres.pelvic_path, fibres.femoral_path, fibres.group, np.full(len(fibres), 500.0))
    for pose in (HipPose(), HipPose(90.0), HipPose(-20.0, -40.0, 30.0)):
        state = evaluate(far, JOINTS, pose, TILT)
        assert np.isfinite(state.length_mm).all() and np.isfinite(state.moment_arm_mm).all()
        curves = fibre_curves(far, JOINTS, pose, TILT)
        assert (np.linalg.norm(np.diff(curves, axis=1), axis=2).sum(axis=1) <= state.length_mm + 1e-6).all()


@given(course=st.lists(poses, min_size=1, max_size=4))
@settings(max_examples=20)
def test_a_course_of_poses_is_each_of_them(fibres, course):
    found = sweep(fibres, JOINTS, course, TILT)
    assert found.moment_arm_mm.shape == (len(fibres), len(course), len(AXES))
    for k, pose in enumerate(course):
        state = evaluate(fibres, JOINTS, pose, TILT)
        np.testing.assert_allclose(found.length_mm[:, k], state.length_mm, atol=1e-9)
        np.testing.assert_allclose(found.moment_arm_mm[:, k], state.moment_arm_mm, atol=1e-9)


def test_group_means_are_means_of_their_fibres(fibres):
    means = group_means(fibres, np.arange(9.0))
    assert means == {"anterior": 1.0, "middle": 4.0, "posterior": 7.0}
