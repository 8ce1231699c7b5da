"""Places held by structures: they come back where they were set, and ride along when the body moves."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from glutmin_viewer.core.anchors import Anchor, anchor_at, check_anchor, hold
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import HipPose, one_sided, world_from_bodies
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.state import SceneState, shown, with_pose, with_posture
from glutmin_viewer.core.visibility import everything

POSES = {
    "bent": lambda state: with_pose(state, HipPose(70.0, -20.0, 25.0)),
    "on the ball": lambda state: with_posture(state, Posture("massage_posterior")),
}


@pytest.fixture(scope="module")
def compose(atlas):
    return Composer(atlas)


@pytest.fixture(scope="module")
def all_seen(atlas):
    return shown(everything(SceneState(), atlas), ["skin"], True)


def world(item, point):
    return item.world_from_points[:3, :3] @ point + item.world_from_points[:3, 3]


def places(compose, state, anchors):
    """Where anchors are in the world, (n, 3)."""
    return compose(msgspec.structs.replace(state, begun=tuple(anchors))).items[-1].points


@pytest.mark.parametrize("pose", POSES)
def test_a_point_on_any_structure_comes_back_where_it_was_set(atlas, compose, all_seen, pose):
    state, chance = POSES[pose](all_seen), np.random.default_rng(7)
    set_at, anchors = [], []
    for item in compose(state).items:
        if item.faces is None or item.kind in ("ground", "ball"):
            continue
        for face in chance.choice(len(item.faces), 3):
            point = world(item, chance.dirichlet([1.0, 1.0, 1.0]) @ item.points[item.faces[face]].astype(float))
            anchor = anchor_at(atlas, item, point)
            assert anchor is not None and anchor.structure == item.id.partition(".")[0]
            check_anchor(atlas, anchor)
            set_at.append(point)
            anchors.append(anchor)
    away = np.linalg.norm(places(compose, state, anchors) - set_at, axis=1)
    print(f"{pose}: {len(away)} points come back within {away.max():.1e} mm")
    assert len(away) > 150 and away.max() < 0.01


def test_what_is_set_on_a_bone_rides_as_its_body_does(atlas, compose):
    pose = HipPose(50.0, 10.0, -20.0)
    point = atlas.landmarks["lateral_epicondyle_right"]
    there = world_from_bodies(atlas.joints, one_sided("right", pose), atlas.pelvic_tilt_deg)["thigh_right"]
    found = places(compose, with_pose(SceneState(), pose), [Anchor("femur_right", tuple(point))])
    np.testing.assert_allclose(found[0], there[:3, :3] @ point + there[:3, 3], atol=1e-9)


@pytest.mark.parametrize("structure", ["gluteus_minimus_right", "gluteus_maximus_right", "skin"])
def test_what_bends_carries_its_places_whether_it_is_shown_or_not(atlas, compose, all_seen, structure):
    vertex = int(np.argmin(np.linalg.norm(atlas.structures[structure].mesh.vertices - (-40, 0, 120), axis=1)))
    anchor = Anchor(structure, tuple(atlas.structures[structure].mesh.vertices[vertex]))
    bent = with_pose(all_seen, HipPose(60.0, 0.0, 0.0))
    seen, hidden = (places(compose, state, [anchor])[0] for state in (bent, shown(bent, [structure], False)))
    parts = [item for item in compose(bent).items if item.id.partition(".")[0] == structure]
    nearest = min(np.linalg.norm(world(part, point) - seen) for part in parts for point in part.points)
    assert nearest < 0.01
    np.testing.assert_allclose(hidden, seen, atol=1e-9)


def test_a_place_beside_a_triangle_turns_with_it():
    corners, faces = np.array([[0.0, 0, 0], [10, 0, 0], [0, 10, 0]]), np.array([[0, 1, 2]], dtype=np.int32)
    turn = np.array([[0.0, -1, 0], [0, 0, -1], [1, 0, 0]])
    place = np.array([3.0, 2.0, 4.0])
    held = hold(corners, faces, place)
    np.testing.assert_allclose(held.on(corners), place, atol=1e-12)
    np.testing.assert_allclose(held.on(corners @ turn.T + 5.0), turn @ place + 5.0, atol=1e-12)


def test_nothing_holds_a_place_on_what_is_no_structure_or_deep_in_the_skin(atlas, compose, all_seen):
    items = {item.id: item for item in compose(with_posture(all_seen, Posture("sitting"))).items}
    assert anchor_at(atlas, items["floor"], items["floor"].points[0]) is None
    skin = items["skin"]
    inside = world(skin, skin.points[skin.points[:, 1].argmin()]) + np.array([0.0, 300.0, 0.0])
    assert anchor_at(atlas, skin, inside) is None
    muscle = atlas.structures["gluteus_minimus_right"]
    bare = replace(atlas, structures={muscle.id: replace(muscle, mesh=None, belly=None)})
    line = Composer(bare)(SceneState()).items[0]
    assert line.kind == "fibres" and anchor_at(bare, line, world(line, line.points[0])) is None


@pytest.mark.parametrize(
    ("structure", "at_mm", "words"),
    [
        ("tail_right", (0.0, 0.0, 0.0), 'no structure "tail_right".*femur_right'),
        ("femur_right", (0.0, 0.0, float("nan")), "no number"),
        ("femur_right", (0.0, 0.0, 400.0), "mm off femur_right: the nearest place"),
        ("skin", (0.0, 0.0, 0.0), "mm off skin"),
    ],
)
def test_an_anchor_that_nothing_holds_is_refused(atlas, structure, at_mm, words):
    with pytest.raises(InputError, match=words):
        check_anchor(atlas, Anchor(structure, at_mm))


def test_a_place_inside_a_bone_may_be_on_the_face_of_a_cut(atlas):
    check_anchor(atlas, Anchor("femur_right", tuple(atlas.landmarks["femoral_head_centre_right"])))
