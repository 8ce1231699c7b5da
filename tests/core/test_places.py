"""What is told of a point: the nearest vertex decides, and the smaller area comes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.places import Place, landmark_at, places_at, regions_at
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.state import SceneState, with_pose

POSES = [HipPose(), HipPose(flexion_deg=70.0, adduction_deg=-20.0, internal_rotation_deg=15.0)]


def named(atlas, structure, tip=(0.0, 0.0)):
    """The atlas with a top, a cap around it and a landmark `tip` mm (up, forward) from the top of a structure."""
    made = atlas.structures[structure]
    height = made.mesh.vertices[:, 1]
    top = int(height.argmax())
    regions = {
        "cap": np.flatnonzero(height > height[top] - 30.0).astype(np.int32),
        "summit": np.array([top], dtype=np.int32),
        "foot": np.array([int(height.argmin())], dtype=np.int32),
    }
    landmark = made.mesh.vertices[top] + (tip[1], tip[0], 0.0)
    return top, replace(
        atlas,
        structures={**atlas.structures, structure: replace(made, regions=regions)},
        landmarks={"top": landmark, "skin_top": landmark},
        landmark_structure={"top": structure, "skin_top": "elsewhere"},
    )


def shown(atlas, structure, pose):
    """An item in a pose, and where its vertices are in the world, (n, 3) mm."""
    state = with_pose(SceneState(hidden=frozenset()), pose)
    item = next(item for item in Composer(atlas)(state).items if item.id == structure)
    return item, item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("structure", ["hip_bone_right", "femur_right", "femur_left", "skin"])
def test_a_place_is_found_where_the_pose_has_taken_it(tiny_atlas, structure, pose):
    top, atlas = named(tiny_atlas, structure)
    item, world = shown(atlas, structure, pose)
    expected = (Place("landmark", "top"), Place("region", "summit"), Place("region", "cap"))
    assert places_at(atlas, item, world[top]) == expected
    low = atlas.structures[structure].regions["foot"][0]
    assert places_at(atlas, item, world[low]) == (Place("region", "foot"),)


def test_the_smaller_area_comes_first(tiny_atlas):
    top, atlas = named(tiny_atlas, "sacrum")
    sacrum = atlas.structures["sacrum"]
    assert regions_at(sacrum, sacrum.mesh.vertices[top] + 0.1) == ("summit", "cap")
    assert regions_at(sacrum, sacrum.mesh.vertices.mean(axis=0)) == ()


@pytest.mark.parametrize(("away", "found"), [(6.9, "top"), (7.1, None)])
def test_a_landmark_is_told_within_reach_and_of_its_own_structure(tiny_atlas, away, found):
    top, atlas = named(tiny_atlas, "sacrum", tip=(away, 0.0))
    place = atlas.structures["sacrum"].mesh.vertices[top]
    assert landmark_at(atlas, "sacrum", place) == found
    assert landmark_at(atlas, "femur_right", place) is None


def test_a_muscle_and_a_trigger_point_tell_no_places(tiny_atlas):
    for item in Composer(tiny_atlas)(SceneState()).items:
        if item.kind in {"muscle", "trigger_point"}:
            assert places_at(tiny_atlas, item, (0.0, 0.0, 0.0)) == ()
