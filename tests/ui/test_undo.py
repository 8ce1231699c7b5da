"""Undo and redo in the window: what one step is, and that scene, view and page come back together."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from plain import with_landmarks
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider

from glutmin_viewer.content import use
from glutmin_viewer.core.camera import hip_camera, home_camera, leg_camera, oblique_camera
from glutmin_viewer.core.navigation import orbit, zoom
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.state import SceneState, selected, with_motion
from glutmin_viewer.ui.player import MOTION
from glutmin_viewer.ui.undo import PAUSE_S
from glutmin_viewer.ui.window import Window

HOME = home_camera("right")
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def window_of(open_window):
    """Opens the window of an atlas, whose undo has a clock of the test."""

    def make(atlas) -> Window:
        window = open_window(atlas)
        window.undo._clock = window.clock = Clock()
        return window

    return make


@pytest.fixture
def window(window_of, tiny_atlas):
    return window_of(with_landmarks(tiny_atlas))


def found(name):
    return SimpleNamespace(id=name, position=(1.0, 2.0, 3.0))


def steps(window):
    return len(window.undo.history.past)


def shown(window):
    return window.session.state, window.view.camera


def later(window):
    """After some time without any input."""
    window.clock.now += 60.0
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("back", "forth"),
    [
        (
            lambda w: QTest.keyClick(w, Qt.Key.Key_Z, CONTROL),
            lambda w: QTest.keyClick(w, Qt.Key.Key_Z, CONTROL | SHIFT),
        ),
        (lambda w: QTest.keyClick(w, Qt.Key.Key_Z, CONTROL), lambda w: QTest.keyClick(w, Qt.Key.Key_Y, CONTROL)),
        (lambda w: w.toolbar.undo.trigger(), lambda w: w.toolbar.redo.trigger()),
    ],
)
def test_keys_and_arrows_go_back_and_forth_as_long_as_there_is_a_way(window, back, forth):
    assert not window.toolbar.undo.isEnabled() and not window.toolbar.redo.isEnabled()
    window.view.clicked.emit(found("sacrum"))
    assert window.toolbar.undo.isEnabled()
    back(window)
    assert window.session.state == SceneState()
    assert not window.toolbar.undo.isEnabled() and window.toolbar.redo.isEnabled()
    forth(window)
    assert window.session.state.selection == "sacrum" and not window.toolbar.redo.isEnabled()


def test_pain_goes_with_the_view_it_brought_and_comes_back_with_it(window):
    window.view.turn(orbit(HOME, HOME.focal_point, 0.1, 0.0), "drag")
    before = shown(window)
    later(window)
    window.reading.pain.buttons["posterior_2"].click()
    with_pain = shown(window)
    later(window)
    assert with_pain[1] == oblique_camera("right", "posterior") and steps(window) == 2
    window.undo.undo()
    assert shown(window) == before
    window.undo.redo()
    assert shown(window) == with_pain
    window.reading.pain.hide_pain.click()
    assert shown(window) == before  # the view from before pain is still known
    window.undo.undo()
    assert shown(window) == with_pain


def test_the_other_side_and_a_named_view_are_one_step_each(window):
    window.toolbar.sides.buttons["left"].click()
    later(window)
    window.looking.from_named("medial")
    assert steps(window) == 2
    window.undo.undo()
    assert shown(window)[1] == home_camera("left") and window.session.state.other_side
    window.undo.undo()
    assert shown(window) == (SceneState(), HOME)


def test_a_drag_of_the_view_is_a_step_and_a_turn_of_the_wheel_another(window):
    turned = orbit(HOME, HOME.focal_point, 0.2, 0.1)
    window.view.turn(turned, "drag")
    for notch in range(1, 6):
        QApplication.processEvents()
        window.view.turn(zoom(turned, 1.1**notch), "wheel")
        window.clock.now += 0.1
    assert steps(window) == 2
    window.undo.undo()
    assert window.view.camera == turned
    window.undo.undo()
    assert window.view.camera == HOME


def test_two_drags_however_quick_are_two_steps_and_the_wheel_after_a_pause_is_another(window):
    for share in (0.1, 0.2):
        window.view.turn(orbit(HOME, HOME.focal_point, share, 0.0), "drag")
        QApplication.processEvents()
    assert steps(window) == 2
    for _ in range(2):
        window.view.turn(zoom(window.view.camera, 1.1), "wheel")
        QApplication.processEvents()
        window.clock.now += PAUSE_S + 0.1
    assert steps(window) == 4


def drag(slider: QSlider, values):
    slider.sliderPressed.emit()
    for value in values:
        slider.setValue(value)
    slider.sliderReleased.emit()


def test_a_slider_that_is_dragged_slowly_is_one_step_and_the_next_drag_another(window):
    window.player.show_page("free_pose")
    slider = window.player.free_pose.sliders["flexion"]
    slider.sliderPressed.emit()
    for degrees in (10, 20, 30):
        slider.setValue(degrees)
        later(window)
    slider.sliderReleased.emit()
    assert steps(window) == 1
    QApplication.processEvents()
    drag(slider, (40, 50))
    assert steps(window) == 2 and window.session.state.pose.flexion_deg == 50
    window.undo.undo()
    assert window.session.state.pose.flexion_deg == 30 and slider.value() == 30
    window.undo.undo()
    assert window.session.state == SceneState()


def test_a_key_that_is_held_on_a_slider_is_one_step_even_out_of_a_motion(window):
    window.session.apply(partial(with_motion, name="abduction", time_s=0.5))
    later(window)
    window.player.show_page("free_pose")
    slider = window.player.free_pose.sliders["flexion"]
    for _ in range(6):
        QTest.keyClick(slider, Qt.Key.Key_Right)
        QApplication.processEvents()
        window.clock.now += 0.5
    assert steps(window) == 2 and window.session.state.pose.flexion_deg == 6
    later(window)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert steps(window) == 3


def test_quick_choices_are_a_step_each(window):
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_T)
        QApplication.processEvents()
    assert steps(window) == 3
    window.undo.undo()
    assert window.session.state.trigger_point == "anterior_2"


def test_playing_and_scrubbing_make_no_steps_and_undo_stands_still(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.state.motion_time_s > 0.2)
    assert steps(window) == 1
    QTest.keyClick(window, Qt.Key.Key_Space)
    drag(window.player.scrub, (50, 80))
    assert steps(window) == 1 and window.session.state.motion_time_s == 0.8
    later(window)
    window.session.apply(partial(with_motion, name="gait"))
    window.player.toggle()
    window.undo.undo()
    assert not window.player.playback.playing
    assert (window.session.state.motion, window.session.state.motion_time_s) == ("flexion", 0.8)
    window.undo.undo()
    assert window.session.state == SceneState()


def test_a_motion_and_the_view_that_shows_it_are_one_step(window):
    window.looking.from_named("inferior")
    later(window)
    before = shown(window)
    window.player.take(MOTION + "abduction")
    assert window.view.camera == hip_camera("posterior", "right") and window.session.state.legs
    assert steps(window) == 2
    later(window)
    window.looking.from_named("inferior")
    window.undo.undo()
    window.undo.undo()
    assert shown(window) == before
    window.undo.redo()
    window.undo.redo()
    assert window.view.camera == hip_camera("inferior", "right") and not window.session.state.legs


def test_the_view_can_be_turned_while_a_motion_plays(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_Space)
    turned = orbit(HOME, HOME.focal_point, 0.2, 0.1)
    window.view.camera = orbit(HOME, HOME.focal_point, 0.1, 0.1)  # on the way
    qtbot.waitUntil(lambda: window.session.state.motion_time_s > 0.1)
    window.view.turn(turned, "drag")
    assert steps(window) == 2
    window.undo.undo()
    assert window.view.camera == HOME and window.session.state.motion == "flexion"


def test_a_cut_and_the_view_that_shows_it_are_one_step(window_of, atlas):
    window = window_of(atlas)
    window.looking.from_named("medial")
    later(window)
    before = shown(window)
    window.cut.chosen.emit("coronal")
    assert window.session.state.cut is not None and window.session.state.other_side
    assert steps(window) == 2
    window.undo.undo()
    assert shown(window) == before


def test_what_was_searched_for_is_a_step_and_what_is_lit_goes_in_the_step_that_chooses_another(window_of, atlas):
    window = window_of(atlas)
    window.reading.show_page("guide")
    later(window)
    window.going.ask("structures")
    window.going.palette.close()
    entries = window.going._index.entries
    window.going.go(next(it for it in entries if it.kind == "region" and it.id.startswith("iliac_crest")))
    lit = shown(window)
    later(window)
    assert lit[0].lit and steps(window) == 1
    window.view.clicked.emit(found("sacrum"))
    later(window)
    assert not window.session.state.lit and steps(window) == 2
    window.undo.undo()
    assert shown(window) == lit
    window.undo.undo()
    assert shown(window) == (SceneState(), HOME)


def test_pain_that_spreads_is_one_step(window_of, atlas):
    window = window_of(atlas)
    window.reading.pain.buttons["anterior_1"].click()
    window.reading.pain.spread_button.click()
    assert window.session.state.spread_mm is not None and steps(window) == 1
    window.undo.undo()
    assert window.session.state == SceneState() and not window.reading.pain.spread.running


def test_a_region_is_taken_back_with_the_view_that_went_to_it_and_so_is_clearing(window_of, atlas):
    window = window_of(atlas)
    window.reading.show_page("where")
    asked = shown(window)
    later(window)
    box = window.reading.where.regions
    box.activated.emit(box.findData("groin_right"))
    painted = shown(window)
    later(window)
    window.reading.where.clear.click()
    assert window.session.state.drawing == PainDrawing()
    window.reading.where.back.click()
    assert shown(window) == painted
    window.reading.where.back.click()
    assert shown(window) == asked
    window.undo.undo()
    assert shown(window) == (SceneState(), HOME) and not window.reading.where.isVisible()
    window.undo.redo()
    assert window.reading.where.isVisible() and not window.reading.where.key.isVisible()


def test_a_step_of_the_guide_comes_back_with_its_words(window_of, atlas):
    window = window_of(atlas)
    window.view.clicked.emit(found("sacrum"))
    before = shown(window)
    later(window)
    window.reading.show_page("guide")
    first = shown(window), window.reading.guide.step
    later(window)
    for _ in range(2):
        window.reading.go(1)
        later(window)
    window.undo.undo()
    window.undo.undo()
    assert (shown(window), window.reading.guide.step) == first
    window.undo.undo()
    assert shown(window) == before and not window.reading.guiding
    assert window.reading.pain.isVisible() and not window.reading.guide.isVisible()
    window.undo.redo()
    assert window.reading.guide.isVisible() and (shown(window), window.reading.guide.step) == first


def test_what_is_changed_after_the_guide_does_not_bring_it_back(window_of, atlas):
    window = window_of(atlas)
    window.reading.show_page("guide")
    later(window)
    window.reading.show_page("points")
    later(window)
    window.view.clicked.emit(found("sacrum"))
    window.undo.undo()
    assert window.session.state.selection is None and not window.reading.guiding


def test_no_way_leads_back_into_a_question_that_is_over(window_of, atlas):
    window = window_of(atlas)
    window.view.clicked.emit(found("sacrum"))
    before = shown(window)
    later(window)
    window.reading.open_quiz()
    quiz = window.reading.quiz
    question = window.view.camera
    later(window)
    window.view.turn(zoom(question, 2.0), "wheel")
    window.undo.undo()
    assert window.view.camera == question and window.reading.quizzing and quiz.asking is not None
    for _ in range(2):  # to the next question
        quiz.answered = True
        quiz.go_on()
        later(window)
    assert quiz.place == 2
    window.undo.undo()
    assert shown(window) == before and not window.reading.quizzing
    window.undo.redo()
    assert shown(window) == before


def test_another_language_keeps_the_steps_and_has_buttons_for_them(window):
    window.view.clicked.emit(found("sacrum"))
    window.undo.undo()
    use("en")
    window.speak("de")
    assert window.toolbar.redo.isEnabled() and window.toolbar.undo.toolTip().endswith("(Strg+Z)")
    window.toolbar.redo.trigger()
    assert window.session.state.selection == "sacrum"
    slider = window.player.free_pose.sliders["flexion"]
    slider.sliderPressed.emit()
    for degrees in (10, 20):
        slider.setValue(degrees)
        later(window)
    slider.sliderReleased.emit()
    assert steps(window) == 2


def test_typing_keeps_an_undo_of_its_own(window):
    window.view.clicked.emit(found("sacrum"))
    box = window.reading.guide.search
    window.reading.show_page("guide")
    state = window.session.state
    box.setFocus()
    QTest.keyClicks(box, "ball")
    QTest.keyClick(box, Qt.Key.Key_Z, CONTROL)
    assert box.text() != "ball" and window.session.state == state


def test_views_of_the_leg_while_pain_is_shown_come_back(window):
    window.reading.pain.buttons["anterior_1"].click()
    later(window)
    window.toolbar.view_wanted.emit("lateral")
    later(window)
    window.session.apply(partial(selected, name="sacrum"))
    window.view.look(hip_camera("anterior", "right"))
    window.undo.undo()
    assert window.view.camera == leg_camera("lateral", "right") and window.session.state.selection is None
