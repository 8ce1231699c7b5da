"""Change a number, and the bones, the muscles on them and their mechanics follow."""

from __future__ import annotations

import numpy as np
import pytest
from changed import CHANGES, OF_FEMUR
from soundness import assert_sound

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import evaluate, group_means
from glutmin_viewer.core.mesh import defects
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.modelling.build import Parts, joints_of, title_of
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.proportions import Proportions, dimensions

# cm3: published ranges, and a person larger or smaller than the average.
VOLUMES = {
    "gluteus_minimus": (60, 110),
    "gluteus_medius": (240, 360),
    "gluteus_maximus": (550, 900),
    "tensor_fasciae_latae": (35, 80),
    "piriformis": (22, 45),
    "iliotibial_tract": (30, 45),
}
LYING_OVER = [
    ("gluteus_medius", "gluteus_minimus"),
    ("gluteus_maximus", "gluteus_medius"),
    ("gluteus_maximus", "piriformis"),
    ("tensor_fasciae_latae", "gluteus_minimus"),
    ("iliotibial_tract", "gluteus_medius"),
]


def standing(parts: Parts, muscle: str = "gluteus_minimus"):
    return evaluate(parts.muscles[muscle].fibres, joints_of(parts), HipPose(), 10.0)


def test_every_number_can_be_changed():
    assert set(dimensions()) == set(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_bones_stay_sound_and_apart(name, person, parts):
    changed = person(name)
    bones = {"hip bone": changed.hip_bone, "femur": changed.femur, "sacrum": changed.sacrum, **changed.vertebrae}
    for bone in bones.values():
        assert_sound(bone.mesh)
        for other in bones.values():
            assert other is bone or signed_distance(other.mesh, bone.mesh.vertices).min() > 0.8
    centre = changed.hip_bone.landmarks["hip_joint_centre"]
    np.testing.assert_allclose(changed.femur.landmarks["femoral_head_centre"], centre, atol=1e-6)
    for side in ("hip_bone",) if name in OF_FEMUR else ("femur",):
        size = np.ptp(getattr(changed, side).mesh.vertices, axis=0)
        np.testing.assert_allclose(size, np.ptp(getattr(parts, side).mesh.vertices, axis=0), atol=0.01)
    assert defects(changed.skin.mesh) == []
    for bone in bones.values():
        assert signed_distance(changed.skin.mesh, bone.mesh.vertices).max() < -4.0


@pytest.mark.parametrize("name", CHANGES)
def test_muscles_lie_on_the_changed_bones(name, person):
    changed = person(name)
    meshes = {muscle: made.part.mesh for muscle, made in changed.muscles.items()}
    for muscle, mesh in meshes.items():
        assert_sound(mesh)
        low, high = VOLUMES[muscle]
        assert low < mesh.volume_cm3 < high, muscle
        for bone in (changed.hip_bone, changed.femur, changed.sacrum):
            assert signed_distance(bone.mesh, mesh.vertices).min() > -0.5, muscle
    for upper, lower in LYING_OVER:
        assert signed_distance(meshes[lower], meshes[upper].vertices).min() > -0.5, (upper, lower)
        assert signed_distance(meshes[upper], meshes[lower].vertices).min() > -0.5, (upper, lower)
    for muscle in ("gluteus_minimus", "gluteus_medius"):
        arms = group_means(changed.muscles[muscle].fibres, standing(changed, muscle).moment_arm_mm)
        assert all(-80 < arm[1] < -20 for arm in arms.values()), muscle


def test_the_mechanics_follow(person, parts):
    """A taller crest makes the fibres longer; a steeper neck takes the trochanter and with it the lever nearer."""
    before, medius = standing(parts), standing(parts, "gluteus_medius")
    taller, steeper = person("crest_height_mm"), person("neck_shaft_angle_deg")
    assert standing(taller).length_mm.mean() > before.length_mm.mean() + 3
    assert standing(taller, "gluteus_medius").length_mm.mean() > medius.length_mm.mean() + 6
    assert standing(steeper).moment_arm_mm[:, 1].mean() > before.moment_arm_mm[:, 1].mean() + 2
    assert standing(steeper, "gluteus_medius").moment_arm_mm[:, 1].mean() > medius.moment_arm_mm[:, 1].mean() + 2


def test_joints_and_knees_go_along(person, parts):
    before, longer, wider = joints_of(parts), joints_of(person("femur_length_mm")), joints_of(person("pelvis_width_mm"))
    lower = np.array(before.knee_right) - np.array(longer.knee_right)
    assert np.linalg.norm(lower) == pytest.approx(430.0 - 394.5, abs=1.0)
    assert wider.hip_right[2] > before.hip_right[2] + 5
    title = title_of(person("femur_length_mm").person)
    assert title.startswith(title_of(parts.person)) and "femur_length_mm 430" in title


def test_an_unknown_number_is_named():
    with pytest.raises(InputError, match=r"tail_length_mm.*pelvis_width_mm"):
        Proportions({"tail_length_mm": 3.0})


def test_a_number_that_no_hip_has_is_refused():
    with pytest.raises(InputError, match=r"neck_shaft_angle_deg.*145"):
        Proportions({"neck_shaft_angle_deg": 190.0})
