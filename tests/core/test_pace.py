"""Full quality in motion where it is fast enough, and in any case soon after it."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.pace import FULL_S, REST_S, SLOW_S, WAIT_S, Pace


def test_the_quick_way_is_taken_until_a_picture_at_rest_was_fast() -> None:
    pace = Pace()
    assert not pace.in_full
    pace.rested(1.2 * FULL_S)
    assert not pace.in_full
    pace.rested(0.8 * FULL_S)
    assert pace.in_full


def test_one_slow_picture_in_motion_is_forgiven_and_three_in_a_row_are_not() -> None:
    pace = Pace()
    pace.rested(0.004)
    for seconds in (1.1 * SLOW_S, 1.1 * SLOW_S, 0.01, 1.1 * SLOW_S, 1.1 * SLOW_S):
        pace.moved(seconds)
        assert pace.in_full
    pace.moved(1.1 * SLOW_S)
    assert not pace.in_full
    pace.rested(0.004)  # at rest a graphics card may be asked less than it says
    assert not pace.in_full


def test_slow_pictures_drawn_the_quick_way_say_nothing_of_full_ones() -> None:
    pace = Pace()
    for _ in range(10):
        pace.moved(2.0 * SLOW_S)
    pace.rested(0.8 * FULL_S)
    assert pace.in_full


@pytest.mark.parametrize("rest_s", [0.005, 0.07, 0.16, 0.3])
def test_a_moved_picture_stands_in_full_in_time(rest_s: float) -> None:
    pace = Pace()
    pace.rested(rest_s)
    assert pace.wait_s + rest_s <= REST_S
    assert WAIT_S[0] <= pace.wait_s <= WAIT_S[1]


def test_where_a_picture_takes_longer_than_there_is_it_is_begun_as_soon_as_may_be() -> None:
    pace = Pace()
    pace.rested(2.0)
    assert pace.wait_s == WAIT_S[0]
