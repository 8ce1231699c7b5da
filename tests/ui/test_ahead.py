"""What is likely to be played next is worked out while a picture is drawn, and never shown for anything else."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.state import SceneState, with_motion, with_side
from glutmin_viewer.ui.ahead import Ahead
from glutmin_viewer.ui.session import Session


def at(time_s):
    return partial(with_motion, name="flexion", time_s=time_s)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("ahead")]


class Counting:
    """Composes a state by its own name, and keeps where that was done."""

    def __init__(self, complaint: str | None = None) -> None:
        self.by: list[str] = []
        self.complaint = complaint

    def __call__(self, state):
        self.by.append(threading.current_thread().name)
        if self.complaint is not None:
            raise InputError(self.complaint)
        return state


def test_what_was_begun_is_taken_once_and_for_its_own_state_only():
    ahead, compose, one, other = Ahead(), Counting(), SceneState(), with_motion(SceneState(), "flexion")
    assert ahead.take(compose, one) is None
    ahead.begin(compose, one)
    assert ahead.take(compose, one) is one and ahead.take(compose, one) is None
    ahead.begin(compose, one)
    assert ahead.take(compose, other) is None
    ahead.begin(compose, one)
    assert ahead.take(Counting(), one) is None
    assert len(compose.by) == 3 and all(name.startswith("ahead") for name in compose.by)
    ahead.stop()
    assert not threads()


def test_what_cannot_be_composed_is_said_when_its_turn_comes():
    ahead, compose = Ahead(), Counting("there is no such pose.")
    ahead.begin(compose, SceneState())
    with pytest.raises(InputError, match="no such pose"):
        ahead.take(compose, SceneState())
    ahead.begin(compose, SceneState())
    assert ahead.take(compose, with_motion(SceneState(), "flexion")) is None
    ahead.stop()


def test_a_frame_worked_out_ahead_is_the_one_that_would_have_been_composed(atlas):
    ahead, straight = Session(atlas, pytest.fail), Session(atlas, pytest.fail)
    for session in (ahead, straight):
        session.apply(at(0.0))
    ahead.play(at(0.5), at(0.7))
    ahead.compose_ahead()
    ahead.play(at(0.7), at(0.9))
    straight.play(at(0.7))
    assert ahead.state == straight.state
    for one, other in zip(ahead.frame.items, straight.frame.items, strict=True):
        assert one.id == other.id
        np.testing.assert_array_equal(one.world_from_points, other.world_from_points)
        if one.points is not None:
            np.testing.assert_array_equal(one.points, other.points)
    ahead.rest()
    assert not threads()


def test_a_change_meanwhile_is_not_lost(atlas):
    session = Session(atlas, pytest.fail)
    session.apply(at(0.0))
    session.play(at(0.5), at(0.7))
    session.compose_ahead()
    session.apply(partial(with_side, side="left"))
    session.play(at(0.7))
    assert session.state == at(0.7)(with_side(SceneState(), "left"))
    assert session.frame.side == "left"
    session.rest()
    assert not threads()


def test_nothing_is_begun_at_rest(atlas):
    session = Session(atlas, pytest.fail)
    session.play(at(0.5), at(0.7))
    session.rest()
    session.compose_ahead()
    assert not threads()
