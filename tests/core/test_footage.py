"""What a film shows when: cycles that close, and tours that stay long enough and never jump."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.content import content
from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.footage import FLIGHT_S, STEP_S, course, film_of, keeping_pain, tour
from glutmin_viewer.core.guide import camera_of, chapters, scene_of, steps
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, with_motion, with_move, with_posture
from glutmin_viewer.core.views import first_camera, has_pain_in


@pytest.mark.parametrize("name", motions())
def test_a_cycle_is_in_the_time_of_the_motion_and_leaves_out_its_end(name):
    film = film_of(with_motion(SceneState(), name, 0.7), home_camera("right"))
    times = film.times(25)
    assert film.duration_s == motions()[name].duration_s
    assert times[0] == 0.0 and times[-1] == pytest.approx(film.duration_s - 1 / 25, abs=0.02)
    assert film.at(times[3]).state.motion_time_s == pytest.approx(3 / 25)


def test_a_move_of_the_massage_goes_through_its_keyframes():
    state = with_move(with_posture(SceneState(), Posture("massage_posterior")), "small")
    film = film_of(state, home_camera("right"))
    assert film.duration_s == 16.0
    assert film.at(2.0).state.posture.up_mm == pytest.approx(12.0)
    assert film.at(10.0).state.posture.forward_mm == pytest.approx(12.0)


def test_a_scene_in_which_nothing_moves_is_no_film():
    with pytest.raises(InputError, match="nothing moves"):
        film_of(SceneState(), home_camera("right"))


def test_an_unknown_chapter_is_told_the_known_ones(atlas):
    with pytest.raises(InputError, match="massage"):
        tour("moon", "right", atlas)


@pytest.mark.parametrize("chapter", chapters())
def test_a_tour_shows_every_step_in_order_and_the_camera_never_jumps(atlas, chapter):
    film = tour(chapter, "left", atlas)
    told = [step for step in steps() if step.chapter == chapter]
    shots = [film.at(time) for time in film.times(10)]
    assert list(dict.fromkeys(shot.title for shot in shots)) == [content().guide[step.id].name for step in told]
    for step in told:
        own = [shot for shot in shots if shot.title == content().guide[step.id].name]
        assert len(own) >= 10 * STEP_S - 1
        scene = scene_of(step, "left", atlas)
        assert own[-1].camera == camera_of(step, scene) and own[-1].state.side == "left"
        if step.plays:
            times = [shot.state.motion_time_s for shot in own[round(10 * FLIGHT_S) :]]
            assert max(times) - min(times) > 0.8 * max(times) > 0.0
    directions = np.array([shot.camera.direction for shot in shots])
    assert np.linalg.norm(np.diff(directions, axis=0), axis=1).max() < 0.6


def test_cautions_stand_in_the_picture_before_the_massage_long_enough_to_be_read(atlas):
    film = tour("massage", "right", atlas)
    first = film.at(0.0)
    for name in ("massage_not", "massage_ask", "massage_off", "massage_stop"):
        assert content().ui[f"{name}_title"] + ":" in first.lines
        assert all(any(sentence in line for line in first.lines) for sentence in content().safety[name])
    read = len(" ".join(first.lines).split()) * 0.25
    assert film.at(read).lines == first.lines
    assert any("hip replacement" in line for time in film.times(1) for line in film.at(time).lines)


@pytest.mark.parametrize("point", ["anterior_1", "posterior_1"])
@pytest.mark.parametrize("name", ["flexion", "gait", "sitting"])
def test_a_film_of_a_motion_keeps_the_pain_in_view_that_it_begins_with(atlas, name, point):
    compose = Composer(atlas)
    state = with_trigger_point(with_motion(SceneState(), name), point)
    frames = [compose(moment) for moment in course(state)]
    first = first_camera(state)
    camera = keeping_pain(state, first, compose)
    assert has_pain_in(camera, frames) and camera.direction == first.direction
    assert keeping_pain(state, camera, compose) == camera


def test_a_film_of_what_is_near_or_without_pain_is_taken_from_where_one_looked(atlas):
    compose, near = Composer(atlas), home_camera("right")
    state = with_motion(SceneState(), "flexion")
    assert keeping_pain(state, near, compose) == keeping_pain(with_trigger_point(state, "anterior_1"), near, compose)
    assert keeping_pain(state, near, compose) == near
