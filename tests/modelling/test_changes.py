"""Change a number, and the bone, the muscle on it and its mechanics follow."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from glutmin_viewer.core.fibres import evaluate, group_means
from glutmin_viewer.core.mesh import defects
from glutmin_viewer.core.pose import HipPose, Joints
from glutmin_viewer.modelling.build import hip_and_minimus
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.part import MIRROR

CHANGES = {
    "neck_shaft_angle_deg": 140.0,
    "anteversion_deg": 30.0,
    "pelvis_width_mm": 255.0,
    "socket_depth_mm": 24.0,
    "length_mm": 430.0,
    "crest_height_mm": 155.0,
}


def standing(bone, muscle):
    centre = bone.landmarks["hip_joint_centre"]
    joints = Joints(tuple(centre), tuple(centre * MIRROR))
    return evaluate(muscle.fibres, joints, HipPose(), 10.0)


@pytest.fixture(scope="module")
def average(parts):
    return parts.hip_bone, parts.femur, parts.muscles["gluteus_minimus"]


@cache
def changed(name):
    return hip_and_minimus({name: CHANGES[name]})


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_number_gives_a_sensible_hip_with_the_muscle_on_it(name, average):
    bone, femur, muscle = changed(name)
    for part in (bone, femur, muscle.part):
        assert defects(part.mesh) == []
    standard = average[0] if name in {"neck_shaft_angle_deg", "anteversion_deg", "length_mm"} else average[1]
    same = bone if standard is average[0] else femur
    np.testing.assert_allclose(
        np.ptp(same.mesh.vertices, axis=0), np.ptp(standard.mesh.vertices, axis=0), atol=0.01
    )  # the other bone keeps its form
    centre = bone.landmarks["hip_joint_centre"]
    np.testing.assert_allclose(femur.landmarks["femoral_head_centre"], centre, atol=1e-6)
    assert signed_distance(bone.mesh, femur.mesh.vertices).min() > 0.8
    # Published 82 +- 12 cm3, and a muscle on a larger or smaller hip.
    assert 60 < muscle.part.mesh.volume_cm3 < 110
    for mesh in (bone.mesh, femur.mesh):
        assert signed_distance(mesh, muscle.part.mesh.vertices).min() > -0.5
    arms = group_means(muscle.fibres, standing(bone, muscle).moment_arm_mm)
    assert all(-70 < arm[1] < -20 for arm in arms.values())


def test_the_mechanics_follow(average):
    """A taller crest makes the fibres longer; a steeper neck takes the trochanter and with it the lever nearer."""
    before = standing(average[0], average[2])
    taller = changed("crest_height_mm")
    assert standing(taller[0], taller[2]).length_mm.mean() > before.length_mm.mean() + 3
    steeper = changed("neck_shaft_angle_deg")
    assert standing(steeper[0], steeper[2]).moment_arm_mm[:, 1].mean() > before.moment_arm_mm[:, 1].mean() + 2


def test_an_unknown_number_is_named():
    with pytest.raises(ValueError, match="tail_length_mm"):
        hip_and_minimus({"tail_length_mm": 3.0})
