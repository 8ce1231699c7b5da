"""Bellies on their fibres: what is carried, what stays, and how thick it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glutmin_viewer.core.atlas import Flesh, Structure
from glutmin_viewer.core.belly import BellyMotion
from glutmin_viewer.core.mesh import Mesh, vertex_normals
from glutmin_viewer.core.pose import SIDES, HipPose, pelvis_from_thigh

POSES = [HipPose(), HipPose(90.0), HipPose(-20.0, -40.0, 30.0), HipPose(40.0, 20.0, -40.0)]


def fleshy(structure: Structure) -> Structure:
    """With flesh that thickens away from the joint, 12 mm of it."""
    belly, fibres = structure.belly, structure.fibres
    outward = vertex_normals(structure.mesh)
    cells = (len(fibres) - 1, fibres.n_samples - 1)
    return replace(structure, belly=replace(belly, flesh=Flesh(6.0 * outward, np.full(cells, 12.0))))


@pytest.fixture(scope="module")
def motion_of(tiny_atlas):
    """What poses the gluteus minimus of a side, with flesh or without, and its mesh."""

    def make(side: str = "right", flesh: bool = False) -> tuple[BellyMotion, Mesh]:
        muscle = tiny_atlas.structures[f"gluteus_minimus_{side}"]
        muscle = fleshy(muscle) if flesh else muscle
        tilt = tiny_atlas.pelvic_tilt_deg
        return BellyMotion(muscle.mesh, muscle.belly, muscle.fibres, tiny_atlas.joints, tilt), muscle.mesh

    return make


@pytest.mark.parametrize("flesh", [False, True])
def test_at_rest_it_is_the_mesh(motion_of, tiny_atlas, flesh):
    motion, mesh = motion_of(flesh=flesh)
    posed = motion.vertices(HipPose(flexion_deg=-tiny_atlas.pelvic_tilt_deg))
    np.testing.assert_allclose(posed, mesh.vertices, atol=1e-3)


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_what_lies_at_an_end_of_a_fibre_goes_with_its_bone(motion_of, tiny_atlas, pose):
    motion, mesh = motion_of()
    muscle = tiny_atlas.structures["gluteus_minimus_right"]
    posed, along = motion.vertices(pose), muscle.belly.along
    thigh = pelvis_from_thigh(tiny_atlas.joints, "right", pose, tiny_atlas.pelvic_tilt_deg)
    np.testing.assert_allclose(posed[along == 0.0], mesh.vertices[along == 0.0], atol=1e-3)
    at_femur = mesh.vertices[along == along.max()]
    np.testing.assert_allclose(posed[along == along.max()], at_femur @ thigh[:3, :3].T + thigh[:3, 3], atol=1e-3)


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_flesh_keeps_its_volume(motion_of, pose):
    motion, mesh = motion_of(flesh=True)
    posed = Mesh(motion.vertices(pose).astype(float), mesh.faces)
    assert posed.volume_cm3 == pytest.approx(mesh.volume_cm3, rel=0.04)


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_its_normals_are_those_of_the_posed_mesh(motion_of, pose):
    motion, mesh = motion_of(flesh=True)
    posed = motion.vertices(pose)
    expected = vertex_normals(Mesh(posed.astype(float), mesh.faces))
    np.testing.assert_allclose(motion.normals(posed), expected, atol=1e-3)


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_the_left_one_mirrors_the_right_one(motion_of, pose):
    right, left = (motion_of(side, flesh=True)[0].vertices(pose) for side in SIDES)
    np.testing.assert_allclose(left, right * (1, 1, -1), atol=1e-3)


def test_points_on_it_lie_on_its_fibres(motion_of, tiny_atlas):
    motion, _ = motion_of()
    fibres = tiny_atlas.structures["gluteus_minimus_right"].fibres
    np.testing.assert_allclose(motion.point(HipPose(60.0), 0.5, 0.0), fibres.pelvic_path[4, 0], atol=1e-3)
