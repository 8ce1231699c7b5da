"""The place of the skin that is probed: part of the state, and a mark that rides on the skin."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from whole import whole_atlas

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.places import posed_position, rest_position
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.showing_pain import with_drawing, with_trigger_point
from glutmin_viewer.core.state import SceneState, check_against, probing, selected, shown, with_pose, with_side

ATLAS = whole_atlas()
BUTTOCK = (-161.0, -12.0, 81.0)
SHOWN = shown(SceneState(), ["skin"], True)
POSES = [HipPose(), HipPose(flexion_deg=90.0, adduction_deg=-20.0, internal_rotation_deg=10.0)]


@pytest.fixture(scope="module")
def compose():
    return Composer(ATLAS)


def item_of(frame, name):
    return next((item for item in frame.items if item.id == name), None)


@pytest.mark.parametrize("pose", POSES)
def test_a_place_in_a_triangle_keeps_its_place_there_in_every_pose(compose, pose):
    skin = item_of(compose(with_pose(SHOWN, pose)), "skin")
    faces = ATLAS.skin.mesh.faces[:: len(ATLAS.skin.mesh.faces) // 200]
    shares = np.random.default_rng(1).dirichlet((2.0, 2.0, 2.0), len(faces))
    at_rest = np.einsum("ni,nij->nj", shares, ATLAS.skin.mesh.vertices[faces])
    posed = np.einsum("ni,nij->nj", shares, skin.points[faces])
    found = np.array([rest_position(ATLAS.skin, skin, tuple(place)) for place in posed])
    # Where skin touches skin, as between the toes, another triangle may be as near.
    off = np.linalg.norm(found - at_rest, axis=1)
    assert (off < 0.05).mean() > 0.95
    back = np.array([posed_position(ATLAS.skin, skin, tuple(place)) for place in at_rest])
    assert (np.linalg.norm(back - posed, axis=1) < 0.05).mean() > 0.95


@pytest.mark.parametrize("pose", POSES)
def test_the_mark_rides_on_the_skin_which_does_not_glare(compose, pose):
    frame = compose(probing(with_pose(SHOWN, pose), BUTTOCK))
    mark, skin = item_of(frame, "probe"), item_of(frame, "skin")
    assert np.linalg.norm(skin.points - mark.world_from_points[:3, 3], axis=1).min() < 8.0
    assert not skin.selected and item_of(compose(selected(SHOWN, "skin")), "skin").selected
    assert item_of(compose(shown(probing(SHOWN, BUTTOCK), ["skin"], False)), "probe") is None


def test_another_choice_ends_the_probing():
    state = probing(SHOWN, BUTTOCK)
    for verb in (
        lambda state: selected(state, "sacrum"),
        lambda state: with_trigger_point(state, "anterior_1"),
        lambda state: with_drawing(state, None),
        lambda state: with_side(state, "left"),
    ):
        assert verb(state).probed is None


@pytest.mark.parametrize("point", [(0.0, 0.0, 0.0), (float("nan"), 0.0, 0.0)])
def test_a_probe_off_the_skin_in_a_state_is_refused(point):
    check_against(probing(SHOWN, BUTTOCK), ATLAS)
    with pytest.raises(InputError, match="the point"):
        check_against(msgspec.structs.replace(SHOWN, probed=point), ATLAS)
