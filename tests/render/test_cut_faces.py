"""A cut takes away what lies before its plane and leaves clean faces, as large as the sections of the meshes."""

from __future__ import annotations

import numpy as np
import pytest
from whole import whole_atlas

from glutmin_viewer.core.camera import hip_camera, turned
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.state import SceneState, shown, with_cut, with_pose, with_posture
from glutmin_viewer.render.drawables import Surface
from glutmin_viewer.render.picture import Manner, Studio

ATLAS = whole_atlas()
SHOWN = shown(SceneState(), ["skin", "gluteus_medius_right"], True)


def faces_of(surface):
    """Area (mm2) and centre of the face that a cut leaves of a surface."""
    from vtkmodules.util.numpy_support import vtk_to_numpy

    mapper = surface._cap.face.GetMapper()
    mapper.Update()
    mesh = mapper.GetInput()
    points = vtk_to_numpy(mesh.GetPoints().GetData())
    triangles = vtk_to_numpy(mesh.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    area = np.cross(
        points[triangles[:, 1]] - points[triangles[:, 0]], points[triangles[:, 2]] - points[triangles[:, 0]]
    )
    return 0.5 * float(np.linalg.norm(area.sum(axis=0))), points


def section_mm2(mesh, height):
    """The area of a closed mesh at a height, as what its volume below grows by."""

    def volume_below(y):
        v = mesh.vertices.copy()
        v[:, 1] = np.minimum(v[:, 1], y)
        a, b, c = (v[mesh.faces[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)

    # What is pressed flat against the plane has no volume of its own: the clamped mesh is closed.
    return (volume_below(height + 0.05) - volume_below(height - 0.05)) / 0.1


@pytest.mark.parametrize("name", ["skin", "femur_right"])
def test_a_face_is_as_large_as_the_section(name):
    structure, height = ATLAS.structures[name], -30.0
    frame = Composer(ATLAS)(with_cut(SHOWN, Cut("axial", height)))
    with Studio((64, 64)) as studio:
        studio.picture(frame, hip_camera("superior", "right"))
        surface = studio.stage.scene.drawables[name]
        assert isinstance(surface, Surface)
        area, _ = faces_of(surface)
        world = next(item for item in frame.items if item.id == name)
    turned = world.points @ world.world_from_points[:3, :3].T + world.world_from_points[:3, 3]
    posed = type(structure.mesh)(turned.astype(np.float64), structure.mesh.faces)
    assert area == pytest.approx(section_mm2(posed, height), rel=0.02)


def test_what_lies_before_the_plane_is_gone_and_comes_back():
    compose = Composer(ATLAS)
    with Studio((160, 160)) as studio:
        whole = studio.picture(compose(SHOWN), hip_camera("superior", "right"))
        cut = studio.picture(compose(with_cut(SHOWN, Cut("axial", 0.0))), hip_camera("superior", "right"))
        again = studio.picture(compose(SHOWN), hip_camera("superior", "right"))
    assert np.abs(whole.astype(int) - cut).mean() > 4.0
    np.testing.assert_array_equal(whole, again)


def test_the_faces_follow_the_pose_and_the_plane():
    compose, found = Composer(ATLAS), []
    with Studio((64, 64)) as studio:
        for pose, offset in ((HipPose(), 10.0), (HipPose(flexion_deg=60.0), 10.0), (HipPose(flexion_deg=60.0), 25.0)):
            state = with_cut(with_pose(SHOWN, pose), Cut("axial", offset))
            studio.picture(compose(state), hip_camera("superior", "right"))
            found.append(faces_of(studio.stage.scene.drawables["gluteus_medius_right.middle"])[0])
    assert min(found) > 50.0 and len({round(area) for area in found}) == 3


def test_the_upper_body_does_not_stand_before_a_cut():
    lying = with_posture(SceneState(), Posture("side_lying"))
    pose = Composer(ATLAS)(lying).attitude
    with Studio((64, 64), Manner(labels=False)) as studio:
        above = turned(hip_camera("superior", "right"), pose)
        whole, cut = (
            studio.picture(Composer(ATLAS)(state), above)[24:40, 24:40].astype(int)
            for state in (lying, with_cut(lying, Cut("axial", 0.0)))
        )
    assert abs(whole[..., 0] - whole[..., 2]).mean() < 40 < (cut[..., 0] - cut[..., 2]).mean()
