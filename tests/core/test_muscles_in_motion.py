"""Muscles in motion: they keep their volume and their ends, cut no bone, tear nowhere, and stay under the skin."""

from __future__ import annotations

import numpy as np
import pytest
from distortion import posed_muscle
from soundness import crossings

from glutmin_viewer.core.fibres import fibre_curves
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.pose import SIDES, HipPose, one_sided, pelvis_from_thigh, world_from_bodies
from glutmin_viewer.core.skinning import Skinning
from glutmin_viewer.core.state import COVERING
from glutmin_viewer.modelling.build import UNDER_THE_SKIN
from glutmin_viewer.modelling.implicit import signed_distance

# Degrees: every axis of the hip to its end, and what every motion goes through.
RANGES = [
    *(HipPose(flexion) for flexion in (-20, 0, 30, 60, 90, 100, 110, 120)),
    *(HipPose(0, adduction) for adduction in (-45, -25, 15, 30)),
    *(HipPose(0, 0, rotation) for rotation in (-45, -20, 20, 40)),
]
SHARES = (0.1, 0.3, 0.5)
IN_MOTIONS = [m.pose("right", share * m.duration_s).hip_right for m in motions().values() for share in SHARES]
POSES = list(dict.fromkeys([*RANGES, *IN_MOTIONS]))


@pytest.fixture(scope="module")
def minimus(atlas):
    return atlas.structures["gluteus_minimus_right"]


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_the_minimus_keeps_its_volume_and_crosses_itself_nowhere(minimus, atlas, pose):
    posed = posed_muscle(atlas, minimus, one_sided("right", pose))
    assert posed.volume_cm3 == pytest.approx(minimus.mesh.volume_cm3, rel=0.03)
    assert len(crossings(posed)) == 0


@pytest.mark.parametrize("pose", RANGES, ids=str)
def test_the_minimus_grows_thicker_where_it_shortens(minimus, atlas, pose):
    """Thickness is not a choice for each pose: without it a fifth of the volume would come and go."""
    flat = posed_muscle(atlas, _without_flesh(minimus), one_sided("right", pose))
    full = posed_muscle(atlas, minimus, one_sided("right", pose))
    assert (full.volume_cm3 - flat.volume_cm3) * (minimus.mesh.volume_cm3 - flat.volume_cm3) >= 0.0


def _without_flesh(structure):
    from dataclasses import replace

    return replace(structure, belly=replace(structure.belly, flesh=None))


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_the_minimus_stays_out_of_bone(minimus, atlas, pose):
    """Its fibres by half a millimetre, and the belly round them, whose kinks are rounded off, by 1.3."""
    curves = fibre_curves(minimus.fibres, atlas.joints, pose, atlas.pelvic_tilt_deg).reshape(-1, 3)
    pelvis = world_from_bodies(atlas.joints, one_sided("right", pose), atlas.pelvic_tilt_deg)["pelvis"]
    belly = posed_muscle(atlas, minimus, one_sided("right", pose)).vertices
    belly = (belly - pelvis[:3, 3]) @ pelvis[:3, :3]
    hip, femur = (atlas.structures[f"{name}_right"].mesh for name in ("hip_bone", "femur"))
    thigh = np.linalg.inv(pelvis_from_thigh(atlas.joints, "right", pose, atlas.pelvic_tilt_deg))
    for points, deepest in ((curves, 0.5), (belly, 1.3)):
        assert signed_distance(hip, points).min() > -deepest
        assert signed_distance(femur, points @ thigh[:3, :3].T + thigh[:3, 3]).min() > -deepest


@pytest.mark.parametrize("pose", RANGES, ids=str)
def test_the_ends_of_the_minimus_stay_on_their_bones(minimus, atlas, pose):
    transforms = world_from_bodies(atlas.joints, one_sided("right", pose), atlas.pelvic_tilt_deg)
    posed = posed_muscle(atlas, minimus, one_sided("right", pose)).vertices
    along = minimus.belly.along
    for end, body in ((along == 0.0, "pelvis"), (along == along.max(), "thigh_right")):
        turn = transforms[body]
        fixed = minimus.mesh.vertices[end] @ turn[:3, :3].T + turn[:3, 3]
        assert np.linalg.norm(posed[end] - fixed, axis=1).max() < 1.0


@pytest.mark.parametrize("name", COVERING)
@pytest.mark.parametrize("pose", RANGES, ids=str)
def test_nothing_tears(atlas, name, pose):
    muscle = atlas.structures[f"{name}_right"]
    edges = np.concatenate([muscle.mesh.faces[:, [0, 1]], muscle.mesh.faces[:, [1, 2]]])

    def lengths(vertices):
        return np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)

    # 1 mm keeps slivers at the edges out of it. In deep flexion the lower maximus is drawn far, as the buttock is.
    most = 3.0 if pose.flexion_deg < 90.0 else 4.5
    posed = posed_muscle(atlas, muscle, one_sided("right", pose)).vertices
    assert (lengths(posed) / np.maximum(lengths(muscle.mesh.vertices), 1.0)).max() < most


@pytest.mark.parametrize("name", ["gluteus_medius", "piriformis"])
@pytest.mark.parametrize("pose", RANGES, ids=str)
def test_muscles_on_fibres_keep_their_volume(atlas, name, pose):
    muscle = atlas.structures[f"{name}_right"]
    posed = posed_muscle(atlas, muscle, one_sided("right", pose))
    assert posed.volume_cm3 == pytest.approx(muscle.mesh.volume_cm3, rel=0.03)


@pytest.mark.parametrize("name", UNDER_THE_SKIN)
@pytest.mark.parametrize(
    "pose", [(-20, 0, 0), (60, 0, 0), (90, 0, 0), (0, -35, 0), (0, -45, 0), (0, 0, 40), (0, 0, -45)], ids=str
)
def test_muscles_under_the_skin_stay_under_it(atlas, name, pose):
    figure = one_sided("right", HipPose(*pose), max(float(pose[0]), 0.0))
    transforms = world_from_bodies(atlas.joints, figure, atlas.pelvic_tilt_deg)
    skin = atlas.skin
    surface = Mesh(Skinning(skin.mesh, skin.weights).vertices(transforms).astype(float), skin.mesh.faces)
    muscle = posed_muscle(atlas, atlas.structures[f"{name}_right"], figure)
    assert signed_distance(surface, muscle.vertices).max() < -4.0


def test_both_sides_mirror_each_other_in_motion(atlas):
    pose = HipPose(50, -15, 10)
    for name in ("gluteus_minimus", *COVERING):
        right, left = (posed_muscle(atlas, atlas.structures[f"{name}_{side}"], one_sided(side, pose)) for side in SIDES)
        np.testing.assert_allclose(left.vertices, right.vertices * (1, 1, -1), atol=2e-3)
