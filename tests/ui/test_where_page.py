"""The pages about pain around a real session: what they offer, what they say of refused input, how pain spreads."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from glutmin_viewer.content import content
from glutmin_viewer.core.causes import drawn_causes, undrawn_causes
from glutmin_viewer.core.guide import CAUTIONS, step_named
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.state import SceneState, shown
from glutmin_viewer.core.views import pain_camera
from glutmin_viewer.ui.controls import Segments
from glutmin_viewer.ui.player import POSTURE
from glutmin_viewer.ui.spread import STEP_MS, Spread


@pytest.fixture
def window(open_window, atlas):
    return open_window(atlas)


def pick_region(window, region):
    box = window.reading.where.regions
    box.activated.emit(box.findData(region))
    QApplication.processEvents()


def visible(window):
    return [key for key, row in window.reading.where.rows.rows.items() if row.isVisible()]


def test_regions_of_the_side_looked_at_are_offered_by_name(window):
    window.reading.show_page("where")
    box = window.reading.where.regions
    names = {box.itemData(i) for i in range(1, box.count())}
    assert names == {name for name in window.session.atlas.skin.regions if name.endswith("_right")}
    window.toolbar.side_wanted.emit("left")
    assert all(box.itemData(i).endswith("_left") for i in range(1, box.count()))


def test_a_region_lists_patterns_then_causes_and_clear_takes_all_away(window):
    window.reading.show_page("where")
    pick_region(window, "thigh_lateral_right")
    listed = visible(window)
    assert ("anterior", "right") in listed and ("greater_trochanteric_pain", "right") in listed
    assert {name for name, side in listed if not side} == set(undrawn_causes())
    line = window.reading.where.rows.rows["anterior", "right"].button.line.text()
    assert line.startswith("Of what you painted: ") and "% described" in line and "% in our margin" in line
    assert window.reading.where.rows.note.text().startswith("Coincidence of drawings, not a likelihood")
    window.reading.where.clear.click()
    assert window.session.state.drawing == PainDrawing() and not visible(window)


def test_tab_goes_from_the_brush_through_the_rows_as_they_stand_to_the_red_flags(window):
    window.reading.show_page("where")
    pick_region(window, "thigh_posterior_right")
    rows = [row for row in window.reading.where.rows.rows.values() if row.isVisible()]
    order, at = [], window.reading.where.clear
    while at is not window.reading.safety.button:
        at = at.nextInFocusChain()
        if at in [row.button for row in rows]:
            order.append(at)
    QApplication.processEvents()
    assert order == sorted((row.button for row in rows), key=lambda b: b.mapTo(window, QPoint(0, 0)).y())


def test_from_the_massage_one_paints_on_a_figure_that_stands_and_from_a_chosen_posture_on_that(window):
    window.reading.guide.confirmed = set(CAUTIONS)
    window.reading.open_step(step_named("massage_front_lie"))
    assert window.session.state.posture.name == "massage_anterior"
    QTest.keyClick(window, Qt.Key.Key_W)
    assert window.session.state.posture.name == "standing" and window.session.state.drawing is not None
    assert window.view.camera == pain_camera(window.session.state)
    window.reading.show_page("points")
    window.player.take(POSTURE + "side_lying")
    QTest.keyClick(window, Qt.Key.Key_W)
    assert window.session.state.posture.name == "side_lying"


@pytest.mark.parametrize(
    ("region", "group", "step"),
    [
        ("thigh_lateral_right", "anterior", "massage_front_lie"),
        ("thigh_posterior_right", "posterior", "massage_rear_place"),
    ],
)
def test_from_a_listed_pattern_a_button_leads_to_the_massage_of_its_fibres(window, region, group, step):
    window.reading.guide.confirmed = set(CAUTIONS)
    window.reading.show_page("where")
    pick_region(window, region)
    row = window.reading.where.rows.rows[group, "right"]
    assert not row.massage.isVisible()
    row.button.click()
    assert row.massage.isVisible()
    row.massage.click()
    assert window.reading.guide.step.id == step and window.reading.guide.isVisible()


def test_where_nothing_of_the_muscle_is_described_it_says_so(window):
    window.reading.show_page("where")
    pick_region(window, "groin_right")
    assert window.reading.where.rows.none.isVisible()
    assert ("hip_arthritis", "right") in visible(window)


def test_choosing_a_row_of_the_other_side_goes_there(window):
    window.reading.show_page("where")
    pick_region(window, "thigh_lateral_right")
    window.toolbar.side_wanted.emit("left")
    window.reading.where.rows.rows["anterior", "right"].button.click()
    assert window.session.state.side == "right" and window.session.state.trigger_point.startswith("anterior")
    window.reading.where.rows.rows["anterior", "right"].button.click()
    assert window.session.state.trigger_point is None and window.session.state.drawing


def test_a_cause_is_told_with_what_it_shares(window):
    window.reading.pain.buttons["posterior_1"].click()
    box, detail = window.reading.pain.causes, window.reading.pain.cause
    assert [box.itemData(i) for i in range(1, box.count())] == list(drawn_causes())
    box.activated.emit(box.findData("radiculopathy_S1"))
    assert window.session.state.cause == "radiculopathy_S1" and detail.isVisible()
    assert "cm²" in detail.shared.text() and detail.computed.isVisible()
    assert detail.apart.text() == content().causes["radiculopathy_S1"].apart
    assert {item.id for item in window.session.frame.items if item.selected} >= {"nerve_root_S1_right"}
    box.activated.emit(0)
    assert window.session.state.cause is None and not detail.isVisible()


def test_every_view_of_pain_says_that_a_nerve_is_not_ruled_out_and_keeps_the_red_flags(window):
    reading = window.reading
    reading.pain.buttons["anterior_1"].click()
    assert "76.4 %" in reading.pain.nerve.words.text() and reading.pain.nerve.isVisible()
    reading.show_page("where")
    pick_region(window, "calf_upper_right")
    assert "76.4 %" in reading.where.rows.nerve.words.text() and reading.where.rows.nerve.isVisible()
    assert reading.safety.button.isVisible()


def test_pain_spreads_in_slow_steps_from_the_point_and_ends_whole(window, qtbot):
    assert STEP_MS >= 334  # at most three changes a second
    window.reading.pain.buttons["anterior_1"].click()
    spread = window.reading.pain.spread
    spread.timer.setInterval(1)
    reached = []
    window.session.store.subscribe(lambda old, new: reached.append(new.spread_mm))
    window.reading.pain.spread_button.click()
    qtbot.waitUntil(lambda: not spread.running)
    assert reached[-1] is None and len(reached) > 15
    assert reached[:-1] == sorted(reached[:-1])


def test_another_choice_ends_the_spreading_with_all_shown(window):
    window.reading.pain.buttons["anterior_1"].click()
    window.reading.pain.spread_button.click()
    assert window.session.state.spread_mm is not None
    window.reading.pain.buttons["posterior_1"].click()
    assert not window.reading.pain.spread.running and window.session.state.spread_mm is None


def test_with_reduced_motion_nothing_spreads(open_window, atlas, monkeypatch):
    monkeypatch.setenv("GLUTMIN_REDUCED_MOTION", "1")
    made = open_window(atlas)
    made.reading.pain.buttons["anterior_1"].click()
    assert not made.reading.pain.spread_button.isEnabled()


def test_without_a_field_nothing_is_started(window):
    spread = Spread(window.session.apply)
    spread.start(window.session.state, window.session.frame)
    assert not spread.running


def test_what_came_last_is_taken_back_by_button_and_key(window, qtbot):
    window.reading.show_page("where")
    QApplication.processEvents()
    pick_region(window, "groin_right")
    pick_region(window, "thigh_lateral_right")
    window.reading.where.back.click()
    assert window.session.state.drawing == PainDrawing(("groin_right",))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.state.drawing == PainDrawing()


def test_undo_takes_back_what_is_painted_and_never_the_page_that_was_opened(window):
    window.reading.pain.buttons["anterior_1"].click()
    QApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_W)
    QApplication.processEvents()
    asked = window.session.state
    assert not window.reading.where.back.isEnabled() and not window.toolbar.undo.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.state == asked
    pick_region(window, "groin_right")
    assert window.reading.where.back.isEnabled() and window.toolbar.undo.isEnabled()
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.state == asked and not window.toolbar.undo.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_W)
    assert window.toolbar.undo.isEnabled() and window.session.state.trigger_point == "anterior_1"
    for _ in range(3):  # from elsewhere the way leads through the page and on
        window.toolbar.undo.trigger()
    assert window.session.state == SceneState()


def test_what_was_painted_in_an_earlier_round_is_taken_back_from_the_last_on_and_comes_again(window):
    window.reading.show_page("where")
    pick_region(window, "groin_right")
    pick_region(window, "thigh_lateral_right")
    window.reading.show_page("points")
    QApplication.processEvents()
    window.reading.show_page("where")
    QApplication.processEvents()
    for left in (("groin_right",), (), ()):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert window.session.state.drawing.regions == left
    window.speak("de")
    assert not window.toolbar.undo.isEnabled() and not window.reading.where.back.isEnabled()
    for _ in range(2):
        window.toolbar.redo.trigger()
    assert window.session.state.drawing.regions == ("groin_right", "thigh_lateral_right")


def test_neither_wheel_nor_letter_nor_arrow_chooses_in_a_closed_box(window):
    window.reading.show_page("where")
    for box in window.findChildren(QComboBox):
        before, state = box.currentIndex(), window.session.state
        QTest.keyClick(box, Qt.Key.Key_T)
        QTest.keyClick(box, Qt.Key.Key_PageDown)
        wheel = QWheelEvent(
            *(QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120)),
            *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(box, wheel)
        assert box.currentIndex() == before and window.session.state.drawing == state.drawing


def test_another_drawing_closes_what_was_read_for_the_last_one(window):
    window.reading.show_page("where")
    pick_region(window, "groin_right")
    row = window.reading.where.rows.rows[undrawn_causes()[0], ""]
    row.button.click()
    assert row.cause.isVisible()
    pick_region(window, "thigh_lateral_right")
    assert not row.button.isChecked() and not row.cause.isVisible()


def test_to_be_ruled_out_comes_before_other_causes_and_nothing_is_told_as_nought(window):
    window.reading.show_page("where")
    pick_region(window, "thigh_lateral_right")
    QApplication.processEvents()
    rows = window.reading.where.rows
    heights = [w.mapTo(window, QPoint(0, 0)).y() for w in (rows.patterns, rows.always, rows.others)]
    assert heights == sorted(heights)
    told = [row.button.line.text() for row in rows.rows.values() if row.isVisible() and row.has_area]
    assert told and not any(" 0 %" in line for line in told)


def test_on_the_other_side_nothing_is_left_of_what_was_chosen_but_what_is_painted(window):
    window.reading.show_page("where")
    pick_region(window, "thigh_lateral_right")
    window.reading.where.rows.rows["anterior", "right"].button.click()
    window.toolbar.side_wanted.emit("left")
    state = window.session.state
    assert (state.side, state.trigger_point, state.drawing.regions) == ("left", None, ("thigh_lateral_right",))


def test_what_is_shown_without_being_listed_is_named_and_can_be_cleared(window):
    window.reading.show_page("where")
    QTest.keyClick(window, Qt.Key.Key_T)
    where = window.reading.where
    assert "front points, right" in where.also.text() and where.also.isVisible() and where.key.isVisible()
    where.clear.click()
    assert window.session.state.trigger_point is None and not where.also.isVisible()


def test_a_region_picked_from_the_list_is_looked_at(window):
    window.reading.show_page("where")
    for region, axis, sign in (("groin_right", 0, 1.0), ("thigh_posterior_right", 0, -1.0)):
        pick_region(window, region)
        assert sign * window.view.camera.direction[axis] > 0.5


def test_a_hidden_skin_is_told_when_somebody_paints(window):
    window.reading.show_page("where")
    window.session.apply(partial(shown, names=["skin"], visible=False))
    window.view.clicked.emit(None)
    assert "The skin is hidden" in window.reading.where.problem.text()


def test_being_asked_ends_the_spreading(window):
    window.reading.pain.buttons["anterior_1"].click()
    window.reading.pain.spread_button.click()
    assert window.reading.pain.spread_note.isVisible() and "ours" in window.reading.pain.spread_note.text()
    window.reading.show_page("where")
    QApplication.processEvents()
    assert not window.reading.pain.spread.running and window.session.state.spread_mm is None


def test_return_presses_the_row_that_has_the_focus(window):
    window.reading.show_page("where")
    pick_region(window, "thigh_lateral_right")
    row = window.reading.where.rows.rows["anterior", "right"]
    row.button.setFocus()
    QTest.keyClick(row.button, Qt.Key.Key_Return)
    assert window.session.state.trigger_point == "anterior_1"


def test_tab_reaches_the_chosen_one_of_segments_alone(window):
    for segments in window.findChildren(Segments):
        reached = [button for button in segments.buttons.values() if button.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert reached == [button for button in segments.buttons.values() if button.isChecked()]


def test_a_clearing_can_be_undone(window):
    window.reading.show_page("where")
    pick_region(window, "groin_right")
    pick_region(window, "thigh_lateral_right")
    painted = window.session.state.drawing
    window.reading.where.clear.click()
    assert window.session.state.drawing == PainDrawing()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.state.drawing == painted


def test_what_was_wrong_with_a_click_goes_with_the_next_choice(window):
    window.reading.show_page("where")
    window.view.clicked.emit(None)
    assert window.reading.where.problem.isVisible()
    pick_region(window, "groin_right")
    assert not window.reading.where.problem.isVisible()


def test_the_key_names_the_cause_and_while_pain_spreads_what_is_yet_to_come(window):
    window.reading.pain.buttons["anterior_1"].click()
    key = window.reading.pain.key
    grades = key.drawn
    window.reading.pain.spread_button.click()
    box = window.reading.pain.causes
    box.activated.emit(box.findData("radiculopathy_L5"))
    assert set(key.drawn) == {*grades, "cause"}
    assert any("L5" in words.text() for words in key.entries["cause"].findChildren(QLabel))


def test_where_it_hurts_sometimes_only_is_told(window):
    window.reading.show_page("where")
    pick_region(window, "buttock_back_right")
    assert "sometimes" in window.reading.where.rows.rows["hip_arthritis", "right"].button.line.text()
    assert "sometimes" not in window.reading.where.rows.rows["radiculopathy_S1", "right"].button.line.text()
