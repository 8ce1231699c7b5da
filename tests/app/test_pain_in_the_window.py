"""Pain in the real window: trigger points hit by mouse and key, the brush on the skin, the way from pain to causes."""

from __future__ import annotations

import pytest
from hands import FLIGHT_MS, LEFT, drag, place_of_mark
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.frame import BESIDE
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.state import with_motion
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.texts import text

REACH_PX = 5.5


def settled(window, qtbot):
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    QApplication.processEvents()


def skin_at(window, x, y):
    from glutmin_viewer.render.picking import pick_on

    return pick_on(window.view.stage.scene, "skin", *window.view._pixel(QPointF(x, y)))


def place_on_skin(window):
    """The middle of the widest stretch of skin on a line through the buttocks."""
    y = window.view.height() // 4
    xs = [x for x in range(4, window.view.width() - 4, 6) if skin_at(window, x, y) is not None]
    return QPoint(xs[len(xs) * 2 // 3], y)


def asking(window, qtbot):
    window.reading.pages.buttons["where"].click()
    settled(window, qtbot)


def test_a_click_on_a_trigger_point_shows_its_pain_on_the_skin(window, qtbot):
    before = window.view.camera
    QTest.mouseClick(window.view, LEFT, pos=place_of_mark(window, "anterior_1"))
    assert window.session.state.trigger_point == "anterior_1"
    assert "skin" in window.view.stage.scene.drawables
    assert window.view.stage.scene.items["skin"].pain is not None
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    window.reading.pain.hide_pain.click()
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    assert "skin" not in window.view.stage.scene.drawables and window.view.camera == before


def test_pain_and_the_flight_to_it_are_one_step_back(window, qtbot):
    before = window.session.state, window.view.camera
    QTest.mouseClick(window.view, LEFT, pos=place_of_mark(window, "anterior_1"))
    QApplication.processEvents()
    QTest.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    assert (window.session.state, window.view.camera) == before
    assert not window.toolbar.undo.isEnabled()


@pytest.mark.parametrize("view", ["lateral", "posterior"])  # all six without a window in test_trigger_point_picking
def test_a_click_near_a_mark_chooses_it_and_a_drag_from_it_does_not(window, qtbot, view, monkeypatch):
    monkeypatch.setenv("GLUTMIN_REDUCED_MOTION", "1")  # views are there at once
    for name in trigger_points():
        window.looking.from_named(view)
        settled(window, qtbot)
        places = {other: place_of_mark(window, other) for other in trigger_points()}
        click = places[name] + QPoint(3, -3)
        away = {other: (place - click).manhattanLength() for other, place in places.items()}
        drag(window.view, LEFT, click, QPoint(40, 8))
        assert window.session.state.trigger_point is None
        window.looking.from_named(view)
        settled(window, qtbot)
        QTest.mouseClick(window.view, LEFT, pos=click)
        chosen = window.session.state.trigger_point
        assert chosen is not None and away[chosen] <= away[name]
        window.reading.pain.hide_pain.click()
        settled(window, qtbot)


def test_the_keyboard_alone_goes_through_the_points_and_to_their_pain(window, qtbot):
    seen = []
    for _ in range(len(trigger_points()) + 1):
        QTest.keyClick(window, Qt.Key.Key_T)
        seen.append(window.session.state.trigger_point)
    assert seen == [*trigger_points(), None]
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.state.trigger_point == list(trigger_points())[-1]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.trigger_point is None


def test_a_stroke_paints_the_skin_turns_nothing_and_lists_what_is_drawn_there(window, qtbot):
    asking(window, qtbot)
    camera, place = window.view.camera, place_on_skin(window)
    drag(window.view, LEFT, place, QPoint(4, 90))
    state = window.session.state
    assert window.view.camera == camera and state.selection is None
    (stroke,) = state.drawing.parts
    assert len(stroke.points) >= 4  # however few the events of a fast mouse
    found = window.reading.where.rows
    assert found.isVisible() and any(row.isVisible() for row in found.rows.values())
    row = next(row for row in found.rows.values() if row.isVisible())
    row.button.click()
    assert window.session.state.trigger_point is not None and row.words.isVisible()
    assert window.session.state.drawing == state.drawing


def test_beside_the_body_a_drag_turns_and_a_click_is_answered_without_a_change(window, qtbot):
    asking(window, qtbot)
    before, corner = window.view.camera, QPoint(12, window.view.height() // 2)
    QTest.mouseClick(window.view, LEFT, pos=corner)
    assert window.session.state.drawing == PainDrawing()
    assert window.reading.where.problem.text() == text("where_beside") and window.reading.where.problem.isVisible()
    drag(window.view, LEFT, corner, QPoint(60, 0))
    assert window.view.camera.direction != before.direction and not window.session.state.drawing
    settled(window, qtbot)
    QTest.mouseClick(window.view, LEFT, pos=place_on_skin(window))
    assert len(window.session.state.drawing.parts) == 1 and not window.reading.where.problem.isVisible()


def test_from_pain_to_a_cause_and_its_red_flags_in_three_actions(window, qtbot):
    asking(window, qtbot)
    QTest.mouseClick(window.view, LEFT, pos=place_on_skin(window))
    row = next(row for (name, _), row in window.reading.where.rows.rows.items() if name.startswith("radiculopathy"))
    row.button.click()
    assert window.session.state.cause is not None and row.cause.isVisible()
    assert "orthopaedist" in row.cause.apart.text()
    assert window.reading.safety.button.isVisible()


def test_the_way_back_keeps_what_was_painted(window, qtbot):
    before = window.view.camera
    asking(window, qtbot)
    QTest.mouseClick(window.view, LEFT, pos=place_on_skin(window))
    painted = window.session.state.drawing
    QTest.keyClick(window, Qt.Key.Key_Escape)
    settled(window, qtbot)
    assert window.session.state.drawing is None and window.view.camera == before
    QTest.keyClick(window, Qt.Key.Key_W)
    assert window.session.state.drawing == painted


def test_a_stroke_ends_with_the_page_however_long_the_button_is_held(window, qtbot):
    asking(window, qtbot)
    place = place_on_skin(window)
    QTest.mousePress(window.view, LEFT, pos=place)
    QTest.keyClick(window, Qt.Key.Key_W)
    QTest.keyClick(window, Qt.Key.Key_W)
    settled(window, qtbot)
    painted = window.session.state.drawing
    assert len(painted.parts) == 1
    QTest.mouseMove(window.view, place + QPoint(0, 60))
    QApplication.processEvents()
    assert window.session.state.drawing == painted
    QTest.mouseRelease(window.view, LEFT, pos=place + QPoint(0, 60))


def test_skin_that_shows_pain_keeps_all_its_triangles_while_something_moves(window, qtbot):
    asking(window, qtbot)
    skin = window.view.stage.scene.drawables["skin"]
    window.view.stage.set_still(False)
    assert skin.actor.GetMapper() is skin.mapper


def test_the_menu_of_a_place_tells_what_lies_under_translucent_skin(window, qtbot):
    window.reading.pain.buttons["anterior_1"].click()
    settled(window, qtbot)
    place = place_on_skin(window)
    on_skin = skin_at(window, place.x(), place.y())
    menu = window.pointing.menu("hip_bone_right", on_skin, on_skin)
    next(action for action in menu.actions() if action.text() == text("probe_here")).trigger()
    assert window.session.state.probed is not None and window.reading.probe.isVisible()
    assert "probe" in window.view.stage.scene.drawables
    QTest.mouseClick(window.view, LEFT, pos=place)  # the mark itself is nothing to choose
    assert window.session.state.selection not in (None, "probe")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Z])
def test_esc_and_undo_take_back_a_stroke_that_is_going_on_and_nothing_else(window, qtbot, key):
    asking(window, qtbot)
    place = place_on_skin(window)
    drag(window.view, LEFT, place, QPoint(4, 30))
    painted = window.session.state.drawing
    QTest.mousePress(window.view, LEFT, pos=place + QPoint(0, 90))
    QTest.mouseMove(window.view, place + QPoint(0, 110))
    assert len(window.session.state.drawing.parts) == 2
    control = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_Z else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window, key, control)
    camera = window.view.camera
    for below in (130, 150):
        QTest.mouseMove(window.view, place + QPoint(0, below))
    QTest.mouseRelease(window.view, LEFT, pos=place + QPoint(0, 150))
    assert window.session.state.drawing == painted and window.view.camera == camera


def test_a_motion_stops_where_somebody_paints(window, qtbot):
    asking(window, qtbot)
    window.player.toggle()
    QTest.mouseClick(window.view, LEFT, pos=place_on_skin(window))
    assert not window.player.playback.playing and window.session.state.drawing


def test_either_of_two_figures_is_painted_and_both_show_it(window, qtbot):
    window.session.apply(lambda state: with_motion(state, "level_beside_drop"))
    asking(window, qtbot)
    y, drawn = window.view.height() // 3, []
    hits = {x: skin_at(window, x, y) for x in range(4, window.view.width() - 4, 6)}
    on_skin = {x: found.id for x, found in hits.items() if found is not None}
    assert set(on_skin.values()) == {"skin", f"{BESIDE}skin"}
    for name in ("skin", f"{BESIDE}skin"):
        xs = [x for x, found in on_skin.items() if found == name]
        QTest.mouseClick(window.view, LEFT, pos=QPoint(xs[len(xs) // 2], y))
        drawn.append(len(window.session.state.drawing.strokes))
        skins = [item for item in window.session.frame.items if item.kind == "skin"]
        assert len(skins) == 2 and all(skin.marked[:, 0].max() > 0.0 for skin in skins)
    assert drawn == [1, 2]
