"""Measurements: true to the body as it stands, in step with it, and part of what is saved and taken back."""

from __future__ import annotations

import json
import math

import msgspec
import numpy as np
import pytest

from glutmin_viewer.core.anchors import Anchor
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import BEGUN, BESIDE, RULER
from glutmin_viewer.core.history import History, changed, moment, undone
from glutmin_viewer.core.levels import coarsened
from glutmin_viewer.core.pose import HipPose, one_sided, world_from_bodies
from glutmin_viewer.core.rulers import Ruler, in_words, value
from glutmin_viewer.core.state import (
    SceneState,
    check_against,
    seen_from,
    with_motion,
    with_point,
    with_pose,
    with_side,
    without_points,
    without_rulers,
)

BENT = HipPose(65.0, 12.0, -15.0)


@pytest.fixture(scope="module")
def compose(atlas):
    return Composer(atlas)


@pytest.fixture(scope="module")
def at(atlas):
    """The anchor at a landmark."""
    return lambda name: Anchor(atlas.landmark_structure[name], tuple(map(float, atlas.landmarks[name])))


@pytest.fixture(scope="module")
def crest_to_knee(at):
    return Ruler((at("iliac_tubercle_right"), at("lateral_epicondyle_right")))


def measuring(state, *rulers):
    return msgspec.structs.replace(state, rulers=rulers)


def amounts(frame):
    return {item.id: item.amount for item in frame.items if item.kind == RULER}


def test_a_distance_is_the_straight_line_between_two_landmarks(atlas, compose, at):
    one, other = atlas.landmarks["ASIS_right"], atlas.landmarks["ASIS_left"]
    found = amounts(compose(measuring(SceneState(), Ruler((at("ASIS_right"), at("ASIS_left"))))))
    assert found == {"ruler.0": pytest.approx(math.dist(one, other), abs=1e-9)}


def test_an_angle_is_that_at_its_second_point():
    assert value(np.array([[3.0, 0, 0], [0, 0, 0], [0, 0, 7]])) == pytest.approx(90.0, abs=1e-12)
    assert value(np.array([[1.0, 0, 0], [0, 0, 0], [-5, 0, 0]])) == 180.0
    assert value(np.array([[1.0, 2, 0], [1, 1, 0], [1, 9, 0]])) == 0.0
    assert value(np.array([[1.0, 0, 0], [0, 0, 0], [1, math.sqrt(3.0), 0]])) == pytest.approx(60.0, abs=1e-12)
    for degrees in (1e-5, 0.5, 124.0, 179.99):
        arm = [math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0]
        assert value(np.array([[1.0, 0, 0], [0, 0, 0], arm])) == pytest.approx(degrees, rel=1e-9)


def test_measures_between_bodies_follow_the_joint_and_those_on_one_body_stay(atlas, compose, at, crest_to_knee):
    on_femur = Ruler((at("greater_trochanter_tip_right"), at("lateral_epicondyle_right")))
    corner = Ruler((at("ASIS_right"), at("greater_trochanter_tip_right"), at("lateral_epicondyle_right")))
    rulers = crest_to_knee, on_femur, corner
    standing = amounts(compose(measuring(SceneState(), *rulers)))
    bent = amounts(compose(measuring(with_pose(SceneState(), BENT), *rulers)))
    bodies = world_from_bodies(atlas.joints, one_sided("right", BENT), atlas.pelvic_tilt_deg)

    def there(anchor):
        body = bodies[atlas.structures[anchor.structure].body]
        return body[:3, :3] @ anchor.at_mm + body[:3, 3]

    for k, ruler in enumerate(rulers):
        assert bent[f"ruler.{k}"] == pytest.approx(value(np.array([there(a) for a in ruler.anchors])), abs=1e-9)
    assert bent["ruler.1"] == pytest.approx(standing["ruler.1"], abs=1e-9)
    assert bent["ruler.0"] < standing["ruler.0"] - 50.0 and bent["ruler.2"] < standing["ruler.2"] - 20.0


def test_the_left_measures_what_the_right_does(atlas, compose, at):
    names = ("iliac_tubercle", "greater_trochanter_tip", "lateral_epicondyle")
    found = []
    for side in ("right", "left"):
        three = [at(f"{name}_{side}") for name in names]
        state = with_pose(with_side(SceneState(), side), BENT)
        found.append(amounts(compose(measuring(state, Ruler(tuple(three[::2])), Ruler(tuple(three))))))
    assert found[0] == pytest.approx(found[1], abs=1e-6)


def test_another_side_leaves_measurements_where_they_are(crest_to_knee, compose):
    state = measuring(SceneState(), crest_to_knee)
    assert with_side(state, "left").rulers == state.rulers
    left_out = seen_from(with_side(state, "left"), "medial")
    assert not amounts(compose(left_out)) and amounts(compose(with_side(left_out, "right")))


def test_it_is_measured_live_while_a_motion_plays_and_the_same_as_at_rest(atlas, compose, at):
    muscle = atlas.structures["gluteus_minimus_right"]
    flesh = Anchor(muscle.id, tuple(map(float, muscle.mesh.vertices[1000])))
    quick = Composer(coarsened(atlas), compose)
    found = []
    for time_s in (0.0, 0.8, 1.6):
        state = measuring(with_motion(SceneState(), "flexion", time_s), Ruler((flesh, at("lateral_epicondyle_right"))))
        assert amounts(quick(state)) == amounts(compose(state))
        found.append(amounts(compose(state))["ruler.0"])
    assert max(found) - min(found) > 5.0


def test_both_figures_show_what_is_measured_each_with_its_own_number(compose, at):
    ruler = Ruler((at("PSIS_right"), at("greater_trochanter_tip_right")))
    state = with_motion(measuring(SceneState(), ruler), "level_beside_drop", 2.0)
    items = {item.id: item for item in compose(state).items if item.kind == RULER}
    assert set(items) == {"ruler.0", f"{BESIDE}ruler.0"}
    level, drops = items["ruler.0"], items[f"{BESIDE}ruler.0"]
    assert abs(level.amount - drops.amount) > 1.0
    assert drops.world_from_points[2, 3] - level.world_from_points[2, 3] == pytest.approx(480.0)


def test_points_become_a_measurement_when_all_of_them_are_set(compose, at):
    first, vertex, last = at("ASIS_right"), at("iliac_crest_top_right"), at("PSIS_right")
    state = with_point(with_point(SceneState(), first, "angle"), vertex, "angle")
    assert state.begun == (first, vertex) and not state.rulers
    assert [len(item.points) for item in compose(state).items if item.kind == BEGUN] == [2]
    assert without_points(state) == SceneState()
    whole = with_point(state, last, "angle")
    assert whole == measuring(SceneState(), Ruler((first, vertex, last)))
    both = with_point(with_point(whole, first, "distance"), last, "distance")
    assert len(both.rulers) == 2
    assert without_rulers(both, 0).rulers == both.rulers[1:] and without_rulers(both) == SceneState()


def test_a_finished_measurement_is_a_step_of_undo_and_a_begun_one_is_none(at):
    state = SceneState()
    history = History(moment(Document(state)))
    for name in ("ASIS_right", "ASIS_left", "PSIS_right"):
        state = with_point(state, at(name), "distance")
        history = changed(history, moment(Document(state)))
    assert len(history.past) == 1 and len(history.present.document.scene.rulers) == 1
    assert undone(history).present.document.scene == SceneState()


def test_a_state_file_keeps_measurements_and_older_ones_still_open(tmp_path, atlas, compose, crest_to_knee, at):
    state = with_point(measuring(with_pose(SceneState(), BENT), crest_to_knee), at("ASIS_left"), "distance")
    save_document(Document(state), tmp_path / "measured.json")
    loaded = load_document(tmp_path / "measured.json").scene
    assert loaded == without_points(state)
    check_against(loaded, atlas)
    assert amounts(compose(loaded)) == amounts(compose(state))
    older = json.loads((tmp_path / "measured.json").read_text())
    del older["scene"]["rulers"], older["scene"]["begun"]
    (tmp_path / "older.json").write_text(json.dumps(older))
    assert load_document(tmp_path / "older.json").scene == with_pose(SceneState(), BENT)


def test_measurements_that_cannot_be_are_refused_in_words(tmp_path, atlas, crest_to_knee):
    one, other = crest_to_knee.anchors
    for ruler, words in (
        (Ruler((one,)), "2 points for a distance or 3 for an angle, but this one has 1"),
        (Ruler((one, other, one, other)), "this one has 4"),
        (Ruler((one, other, other)), "two points of a measurement on femur_right are the same"),
        (Ruler((one, Anchor("tail", (0.0, 0.0, 0.0)))), 'no structure "tail"'),
    ):
        with pytest.raises(InputError, match=words):
            check_against(measuring(SceneState(), ruler), atlas)
    file = tmp_path / "bad.json"
    save_document(Document(measuring(SceneState(), crest_to_knee)), file)
    file.write_text(file.read_text().replace('"structure"', '"bone"'))
    with pytest.raises(InputError, match=r"damaged .*rulers"):
        load_document(file)


def test_values_are_written_without_a_show_of_exactness():
    assert in_words("distance", 83.4) == "83 mm" and in_words("angle", 123.6) == "124°"
