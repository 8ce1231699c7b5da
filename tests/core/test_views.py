"""Cameras that follow from what is shown."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from glutmin_viewer.core.camera import VIEW_ANGLE_DEG, VIEWS, Camera, hip_camera, home_camera, leg_camera, turned
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.pose import SIDES, HipPose
from glutmin_viewer.core.postures import POSTURES, Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, with_cut, with_motion, with_pose, with_posture, with_side
from glutmin_viewer.core.views import (
    camera_at_pain,
    first_camera,
    has_pain_in,
    named_camera,
    side_by_side,
    view_of_motion,
    with_pain_in,
)

ASPECT = 4 / 3


@pytest.fixture(scope="module")
def compose(atlas) -> Composer:
    return Composer(atlas)


def on_picture(camera: Camera, frame: Frame) -> np.ndarray:
    """Where pain is drawn on a picture, (n, 2) from -1 to 1 in its height."""
    skin = next(item for item in frame.items if item.pain is not None)
    points = skin.points[skin.pain.max(axis=1) > 0.0]
    right = np.cross(camera.view_up, camera.direction)
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(camera.direction, right), camera.direction])
    x, y, towards = axes @ (points - camera.position).T
    return np.stack([x, y], axis=1) / (-towards * math.tan(math.radians(VIEW_ANGLE_DEG / 2)))[:, None]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("point", ["anterior_1", "posterior_1"])
@pytest.mark.parametrize("name", [name for name in POSTURES if name != "standing"])
def test_pain_on_a_posed_body_fills_the_picture(compose, name, point, side):
    state = with_trigger_point(with_posture(with_side(SceneState(), side), Posture(name)), point)
    frame = compose(state)
    for camera in (None, turned(named_camera(state, "lateral"), frame.attitude)):
        places = on_picture(with_pain_in(camera, [frame], side), frame)
        reach = np.abs(places).max(axis=0)
        assert reach[0] < ASPECT and reach[1] < 1.0
        assert max(reach[0] / ASPECT, np.ptp(places[:, 1]) / 2.0) > 0.55


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("point", ["anterior_1", "posterior_1"])
def test_pain_on_one_who_lies_is_whole_on_a_square_too_and_above_the_key_of_a_small_picture(compose, point, side):
    state = with_trigger_point(with_posture(with_side(SceneState(), side), Posture("supine_leg_over")), point)
    frame = compose(state)
    x, y = on_picture(with_pain_in(None, [frame], side), frame).T
    assert np.abs(x).max() < 1.0 and y.min() > -0.55 and y.max() < 0.95


def test_the_field_of_a_lifted_leg_is_seen_from_its_side(compose):
    for side, sign in (("right", 1.0), ("left", -1.0)):
        state = with_trigger_point(with_pose(with_side(SceneState(), side), HipPose(90.0)), "anterior_1")
        camera = with_pain_in(None, [compose(state)], side)
        assert sign * camera.direction[2] > 0.8


@pytest.mark.parametrize("side", SIDES)
def test_a_motion_is_looked_at_across_its_turn(side):
    behind = {"abduction", "single_leg_stance", "trendelenburg"}
    for name in motions():
        state = with_motion(with_side(SceneState(), side), name)
        if side_by_side(state):
            continue
        first = hip_camera("posterior", side) if name in behind else home_camera(side)
        assert first_camera(state) == first
        for view in VIEWS:
            wanted = view_of_motion(state, hip_camera(view, side))
            if name in behind:
                assert wanted == (None if view in ("anterior", "posterior") else "posterior")
            elif "rotation" in name:
                assert wanted is None
            else:
                assert wanted == (None if view in ("lateral", "medial") else "lateral")


def test_who_looks_from_in_front_sees_a_motion_from_there():
    state = with_motion(SceneState(), "abduction")

    def turned_by(degrees: float) -> Camera:
        turn = math.radians(degrees)
        return msgspec.structs.replace(home_camera("right"), direction=(math.sin(turn), 0.0, math.cos(turn)))

    found = [view_of_motion(state, turned_by(degrees)) for degrees in (40.0, 33.0, 20.0, -20.0, -33.0, -40.0)]
    assert found == [None, "anterior", "posterior", "posterior", "posterior", None]
    assert view_of_motion(with_cut(state, Cut("sagittal")), home_camera("right")) is None


def test_a_cut_is_looked_at_from_close_by_with_pain_too():
    pained = with_trigger_point(SceneState(), "anterior_1")
    assert named_camera(with_cut(pained, Cut("axial")), "superior") == hip_camera("superior", "right")
    assert named_camera(pained, "superior") == leg_camera("superior", "right")


def test_without_pain_there_is_nothing_to_take_in(compose):
    assert with_pain_in(None, [compose(SceneState())], "right") is None


@pytest.mark.parametrize("point", ["anterior_1", "posterior_1"])
@pytest.mark.parametrize("name", [name for name in POSTURES if name != "standing"])
def test_a_camera_stays_that_shows_the_pain_and_another_goes_where_it_is_seen(compose, name, point):
    state = with_trigger_point(with_posture(SceneState(), Posture(name)), point)
    frame = compose(state)
    found = camera_at_pain(first_camera(state), frame, "right")
    assert has_pain_in(found, [frame]) and camera_at_pain(found, frame, "right") == found
    from_within = msgspec.structs.replace(found, direction=tuple(-share for share in found.direction))
    assert camera_at_pain(from_within, frame, "right").direction != from_within.direction


def test_a_camera_that_is_too_near_goes_back_and_no_further_round(compose):
    state = with_trigger_point(with_posture(SceneState(), Posture("sitting")), "posterior_1")
    frame = compose(state)
    near = msgspec.structs.replace(camera_at_pain(first_camera(state), frame, "right"), height_mm=200.0)
    found = camera_at_pain(near, frame, "right")
    assert found.direction == near.direction and has_pain_in(found, [frame]) and not has_pain_in(near, [frame])


def test_a_body_without_pain_is_looked_at_as_before(compose):
    assert camera_at_pain(hip_camera("medial", "right"), compose(SceneState()), "right") == hip_camera(
        "medial", "right"
    )


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", POSTURES)
def test_a_named_view_of_a_body_that_lies_has_the_floor_below_and_else_the_head_on_top(compose, name, side):
    state = with_posture(with_side(SceneState(), side), Posture(name))
    attitude = compose(state).attitude
    for view in VIEWS:
        camera = turned(named_camera(state, view), attitude)
        upright = camera.direction[1] == pytest.approx(0.0)
        head = attitude @ [0.0, 1.0, 0.0] if abs(attitude[1, 1]) < 0.5 else attitude @ [1.0, 0.0, 0.0]
        assert camera.view_up == pytest.approx([0.0, 1.0, 0.0] if upright else head)
