"""A frame that was expected is there when it is asked for, one that was not is composed, and a fault waits its turn."""

from __future__ import annotations

from threading import Event, current_thread, main_thread

import msgspec
import pytest

from glutmin_viewer.core.ahead import Ahead
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.state import SceneState

FIRST, SECOND, WRONG = (SceneState(mass_kg=mass) for mass in (60.0, 70.0, 80.0))


class Composing:
    """Remembers what it composed, and whether that was in the background."""

    def __init__(self):
        self.done, self.may_go = [], Event()
        self.may_go.set()

    def __call__(self, state):
        assert self.may_go.wait(10.0)
        if state == WRONG:
            raise InputError("nobody weighs that.")
        self.done.append((state, current_thread() is not main_thread()))
        return msgspec.structs.astuple(state)


@pytest.fixture
def composing():
    return Composing()


def test_what_was_expected_was_composed_in_the_background_and_only_once(composing):
    ahead = Ahead(composing)
    composing.may_go.clear()
    ahead.expect(FIRST)
    composing.may_go.set()
    assert ahead(FIRST) == msgspec.structs.astuple(FIRST)
    assert composing.done == [(FIRST, True)]


def test_what_was_not_expected_is_composed_at_once(composing):
    ahead = Ahead(composing)
    ahead.expect(FIRST)
    assert ahead(SECOND) == msgspec.structs.astuple(SECOND)
    assert composing.done == [(FIRST, True), (SECOND, False)]


def test_a_frame_is_given_once_as_the_scene_may_have_other_needs_later(composing):
    ahead = Ahead(composing)
    ahead.expect(FIRST)
    ahead(FIRST)
    ahead(FIRST)
    assert composing.done == [(FIRST, True), (FIRST, False)]


def test_a_fault_of_what_was_expected_is_told_when_it_is_asked_for(composing):
    ahead = Ahead(composing)
    ahead.expect(WRONG)
    assert ahead(FIRST) == msgspec.structs.astuple(FIRST)
    ahead.expect(WRONG)
    with pytest.raises(InputError, match="nobody weighs that"):
        ahead(WRONG)


def test_nothing_goes_on_after_waiting(composing):
    ahead = Ahead(composing)
    ahead.expect(FIRST)
    ahead.wait()
    assert composing.done == [(FIRST, True)] and ahead._thread is None
