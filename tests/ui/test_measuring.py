"""Measuring in the window: what clicks and keys do while it is on, what is said, and what ends it."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from glutmin_viewer.content import languages
from glutmin_viewer.core.rulers import value
from glutmin_viewer.core.state import selected, shown, with_motion
from glutmin_viewer.ui.texts import text


def item_of(window, name):
    return next(item for item in window.session.frame.items if item.id == name)


def spot(window, name, vertex):
    """A place of an item, as the mouse finds it."""
    item = item_of(window, name)
    to_world = item.world_from_points
    x, y, z = (float(c) for c in to_world[:3, :3] @ item.points[vertex] + to_world[:3, 3])
    return SimpleNamespace(id=name, position=(x, y, z))


def click(window, *spots):
    for found in spots:
        window.view.clicked.emit(found)
        QApplication.processEvents()


@pytest.fixture
def spots(window):
    return [
        spot(window, name, vertex) for name, vertex in (("hip_bone_right", 0), ("femur_right", 5), ("femur_right", 60))
    ]


@pytest.mark.parametrize("language", languages())
def test_two_clicks_after_a_key_measure_a_distance_and_it_says_so(window, qtbot, language):
    window.speak(language)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    first, second = spot(window, "hip_bone_right", 0), spot(window, "femur_right", 5)
    qtbot.keyClick(window, Qt.Key.Key_D)
    assert window.view.aim and window.hint.text() == text("hint_distance_1")
    click(window, first)
    assert window.hint.text() == text("hint_distance_2") and not window.session.state.rulers
    assert window.session.state.selection is None
    expected = f"{value(np.array([first.position, second.position])):.0f} mm"
    window.view.hovered.emit(second)
    assert window.under_mouse.text().endswith(f"  ·  {expected}")
    click(window, second)
    assert window.hint.text() == text("hint_distance_next", value=expected)
    assert len(window.session.state.rulers) == 1 and window.view.aim
    window.view.hovered.emit(SimpleNamespace(id="ruler.0", position=first.position))
    assert window.under_mouse.text() == text("ruler_about_distance", value=expected)


def test_of_a_measurement_that_is_gone_nothing_is_told_any_more(window, qtbot, spots):
    qtbot.keyClick(window, Qt.Key.Key_D)
    for act in (window.take_back, lambda: window.commands["rulers_remove"]()):
        click(window, *spots[:2])
        window.view.hovered.emit(SimpleNamespace(id="ruler.0", position=spots[0].position))
        assert window.under_mouse.text()
        act()
        assert not window.session.state.rulers and not window.under_mouse.text()
    click(window, spots[0])
    window.view.hovered.emit(spots[1])
    assert "mm" in window.under_mouse.text()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.session.state.begun and not window.under_mouse.text()


def test_three_clicks_measure_an_angle_with_the_second_as_its_vertex(window, qtbot, spots):
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    for number, found in enumerate(spots, start=1):
        assert window.hint.text() == text(f"hint_angle_{number}")
        click(window, found)
    degrees = value(np.array([found.position for found in spots]))
    assert item_of(window, "ruler.0").amount == pytest.approx(degrees, abs=1e-6)
    assert window.hint.text().startswith(f"{degrees:.0f}°")


def test_escape_and_the_key_drop_what_is_begun_and_then_end_it(window, qtbot, spots):
    hint = window.hint.text()
    window.session.apply(lambda state: selected(state, "sacrum"))
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_D):
        qtbot.keyClick(window, Qt.Key.Key_D)
        click(window, spots[0])
        qtbot.keyClick(window, key)
        assert not window.session.state.begun and window.view.aim
        qtbot.keyClick(window, key)
        assert not window.view.aim and window.hint.text() == hint
    assert window.session.state.selection == "sacrum"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.selection is None


def test_each_measurement_is_one_step_back_and_a_point_is_none(window, qtbot, spots):
    qtbot.keyClick(window, Qt.Key.Key_D)
    click(window, spots[0])
    assert window.toolbar.undo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the first point of all
    assert not window.session.state.begun and not window.toolbar.undo.isEnabled()
    click(window, *spots[:2], *spots[1:])
    assert len(window.session.state.rulers) == 2 and len(window.undo.history.past) == 2
    click(window, spots[0])
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the point alone
    assert len(window.session.state.rulers) == 2 and not window.session.state.begun
    for left in (1, 0):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert len(window.session.state.rulers) == left
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(window.session.state.rulers) == 1
    window.commands["rulers_remove"]()
    assert not window.session.state.rulers and len(window.undo.history.past) == 2


def test_a_click_that_sets_no_point_says_why(window, qtbot, spots):
    qtbot.keyClick(window, Qt.Key.Key_D)
    click(window, None)
    assert window.hint.text() == text("ruler_beside")
    click(window, spots[0], spots[0])
    assert window.hint.text() == text("ruler_same") and len(window.session.state.begun) == 1
    click(window, spots[1])
    assert len(window.session.state.rulers) == 1 and "mm" in window.hint.text()


def test_it_ends_where_clicks_are_for_something_else_and_does_not_begin_there(window, qtbot, spots):
    for page in ("where", "guide"):
        window.reading.show_page("points")
        qtbot.keyClick(window, Qt.Key.Key_D)
        click(window, spots[0])
        assert window.view.aim and window.session.state.begun
        window.reading.show_page(page)
        QApplication.processEvents()
        assert not window.view.aim and not window.session.state.begun
    window.reading.show_page("where")
    anchor = window.measuring.anchor_of(spots[0])
    for act in (lambda: qtbot.keyClick(window, Qt.Key.Key_D), lambda: window.measuring.measure_from(anchor)):
        act()
        assert not window.view.aim and window.statusBar().currentMessage() == text("ruler_not_now")
        window.statusBar().clearMessage()


def test_it_begins_at_a_right_click_and_its_mark_takes_it_away(window, spots):
    rows = {action.text(): action for action in window.pointing.menu(spots[0].id, spots[0]).actions()}
    rows[text("ruler_from_here")].trigger()
    assert len(window.session.state.begun) == 1
    click(window, spots[1], *spots[1:])
    window.measuring.end()
    menu = window.measuring.menu(SimpleNamespace(id="ruler.0", position=spots[0].position))
    title, _, remove, _ = menu.actions()
    assert re.fullmatch(r"Distance: \d+ mm", title.text()) and not title.isEnabled()
    kept = window.session.state.rulers[1]
    remove.trigger()
    assert window.session.state.rulers == (kept,)
    assert window.measuring.menu(spots[0]) is None and window.measuring.menu(None) is None


@pytest.mark.parametrize(("structure", "row"), [("femur_right", "ruler_from_here"), ("skin", "probe_here")])
def test_a_right_click_means_the_place_that_was_under_it_however_far_a_motion_has_gone_since(window, structure, row):
    window.session.apply(lambda state: shown(with_motion(state, "flexion", 0.0), ["skin"], True))
    lowest = window.session.atlas.structures[structure].mesh.vertices[:, 1].argmin()
    found = spot(window, structure, lowest)
    rows = {action.text(): action for action in window.pointing.menu(structure, found, found).actions()}
    window.session.play(lambda state: with_motion(state, "flexion", 1.0))
    assert np.linalg.norm(np.subtract(spot(window, structure, lowest).position, found.position)) > 5.0
    rows[text(row)].trigger()
    state = window.session.state
    at_mm = state.begun[0].at_mm if row == "ruler_from_here" else state.probed
    np.testing.assert_allclose(at_mm, window.session.atlas.structures[structure].mesh.vertices[lowest], atol=1e-3)
    assert not window.player.playback.playing


def test_a_click_stops_a_motion_and_the_value_follows_it_afterwards(window, qtbot, spots):
    window.session.apply(lambda state: with_motion(state, "flexion", 1.0))
    window.player.toggle()
    qtbot.keyClick(window, Qt.Key.Key_D)
    click(window, spot(window, "hip_bone_right", 0))
    assert not window.player.playback.playing
    click(window, spot(window, "femur_right", 60))
    before = item_of(window, "ruler.0").amount
    window.session.play(lambda state: with_motion(state, "flexion", 2.0))
    window.session.rest()
    after = item_of(window, "ruler.0").amount
    assert abs(after - before) > 1.0 and window.hint.text().startswith(f"{after:.0f} mm")
