"""Playback as a function of the clock."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.playback import Playback


def test_time_follows_the_clock_at_its_speed():
    playback = Playback(speed=0.5).play(clock_s=100.0, motion_s=1.0, duration_s=4.0)
    assert playback.time(104.0, 4.0) == pytest.approx(3.0)


def test_a_loop_starts_over_and_a_single_run_ends():
    loop = Playback().play(0.0, 0.0, 4.0)
    assert loop.time(9.0, 4.0) == pytest.approx(1.0)
    assert not loop.ended(9.0, 4.0)
    once = Playback(loop=False).play(0.0, 0.0, 4.0)
    assert once.time(9.0, 4.0) == 4.0
    assert once.ended(9.0, 4.0)


def test_playing_from_the_end_starts_over():
    assert Playback(loop=False).play(0.0, 4.0, 4.0).time(0.0, 4.0) == 0.0


def test_another_speed_does_not_jump():
    playback = Playback().play(0.0, 0.0, 4.0)
    before = playback.time(1.5, 4.0)
    faster = playback.at_speed(2.0, 1.5, before)
    assert faster.time(1.5, 4.0) == pytest.approx(before)
    assert faster.time(2.0, 4.0) == pytest.approx(before + 1.0)


def test_a_clock_set_back_does_not_play_backwards():
    assert Playback().play(50.0, 1.0, 4.0).time(10.0, 4.0) == 1.0
