"""The plane that cuts the picture open is chosen, moved and, where it is free, turned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.cut import turn_and_tilt
from glutmin_viewer.ui.cut import MOST_TILT_DEG


def choose(window, plane):
    window.cut.choice.activated.emit(window.cut.choice.findData(plane))


def test_sliders_are_there_for_what_can_be_moved(window):
    cut = window.cut
    assert not cut.moving.isVisible()
    choose(window, "axial")
    assert cut.slider.isVisible() and not cut.turn.isVisible() and not cut.tilt.isVisible()
    choose(window, "free")
    assert cut.slider.isVisible() and cut.turn.isVisible() and cut.tilt.isVisible()
    choose(window, None)
    assert not cut.moving.isVisible() and window.session.state.cut is None


def test_a_free_plane_faces_the_view_and_is_turned_from_there(window):
    choose(window, "free")
    facing = window.session.state.cut.facing
    assert facing == pytest.approx(window.view.camera.direction, abs=1e-9)
    middle = np.dot(window.view.camera.focal_point, window.view.camera.direction)
    assert window.session.state.cut.offset_mm == pytest.approx(middle) and middle > 50.0  # not through the far hip
    turn, tilt = turn_and_tilt(facing)
    assert (window.cut.turn.value(), window.cut.tilt.value()) == (round(turn), round(tilt))
    window.cut.turn.setValue(90)
    window.cut.tilt.setValue(30)
    assert turn_and_tilt(window.session.state.cut.facing) == pytest.approx((90.0, 30.0))
    assert window.cut.turned.text() == "90°" and window.cut.tilted.text() == "30°"
    window.cut.tilt.setValue(100)
    assert turn_and_tilt(window.session.state.cut.facing) == pytest.approx((90.0, MOST_TILT_DEG))


def test_turning_while_the_slider_is_held_is_one_step(window):
    choose(window, "free")
    window.undo.end_step()
    before = window.session.state.cut
    window.cut.turn.sliderPressed.emit()
    for degrees in range(0, 60, 10):
        window.cut.turn.setValue(degrees)
    window.cut.turn.sliderReleased.emit()
    window.undo.undo()
    assert window.session.state.cut == before
