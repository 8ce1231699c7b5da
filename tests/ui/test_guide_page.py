"""The page of the guide: its steps drive the scene, by button, key, chapter and search; the way back to a view."""

from __future__ import annotations

import pytest
from plain import PlainView
from PySide6.QtWidgets import QApplication

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.guide import camera_of, chapters, scene_of, step_named, steps
from glutmin_viewer.ui.window import Window


@pytest.fixture(scope="module")
def atlas():
    return load_atlas(bundled_atlas())


@pytest.fixture
def window(qtbot, atlas, monkeypatch):
    monkeypatch.setenv("GLUTMIN_REDUCED_MOTION", "1")  # steps stand still, to be compared
    made = Window(atlas, PlainView)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    made.reading.pages.buttons["guide"].click()
    yield made
    made.close()


def test_the_tour_goes_through_every_step_and_back(window, atlas):
    guide = window.reading.guide
    for place, step in enumerate(steps()):
        assert guide.step == step and guide.isVisible() and guide.title.text() == content().guide[step.id].name
        assert window.session.state == scene_of(step, "right", atlas)
        assert window.view.camera == camera_of(step, window.session.state)
        assert guide.progress.text() == f"Step {place + 1} of {len(steps())}"
        assert window.reading.safety.button.isVisible()
        guide.next.click()
    assert not guide.next.isEnabled()
    guide.back.click()
    assert guide.step == steps()[-2]


def test_keys_go_on_and_back_and_to_the_view_of_the_step(window, qtbot):
    guide = window.reading.guide
    qtbot.keyClick(window, "N")
    assert guide.step == steps()[1]
    qtbot.keyClick(window, "B")
    assert guide.step == steps()[0]
    window.view.look(hip_camera("inferior", "right"))
    qtbot.keyClick(window, "G")
    assert window.view.camera == camera_of(steps()[0], window.session.state)


def test_chapters_and_search_find_a_step_and_a_word_of_none_is_told(window):
    guide = window.reading.guide
    for place, name in enumerate(chapters()):
        guide.chapter.activated.emit(place)
        assert guide.step.chapter == name
    guide.search.setText("sciatica")
    guide.search.returnPressed.emit()
    assert guide.step == step_named("what_it_does_to_you") and not guide.search.text()
    guide.search.setText("bagpipe")
    guide.search.returnPressed.emit()
    assert guide.step == step_named("what_it_does_to_you") and "bagpipe" in guide.problem.text()


def test_the_other_pages_are_a_click_away_and_the_guide_remembers_its_step(window):
    guide = window.reading.guide
    guide.open(step_named("front_pattern"))
    window.reading.pages.buttons["points"].click()
    assert not guide.isVisible() and window.reading.pain.isVisible()
    assert window.session.state.trigger_point == "anterior_1"
    window.reading.pages.buttons["guide"].click()
    assert guide.step == step_named("front_pattern") and guide.isVisible()


def test_where_it_hurts_can_be_painted_inside_the_guide(window):
    window.reading.guide.open(step_named("where_it_hurts"))
    assert window.reading.where.isVisible() and window.reading.guide.isVisible() and window.view.brush
    window.reading.guide.next.click()
    assert not window.reading.where.isVisible() and not window.view.brush


def test_a_step_of_the_other_hip_is_mirrored(window, atlas):
    window.toolbar.side_wanted.emit("left")
    window.reading.guide.open(step_named("pinched_nerve"))
    assert window.session.state == scene_of(step_named("pinched_nerve"), "left", atlas)


def test_a_motion_plays_unless_reduced_motion_is_asked_for(window, monkeypatch):
    window.reading.guide.open(step_named("walk"))
    assert not window.player.playback.playing
    monkeypatch.delenv("GLUTMIN_REDUCED_MOTION")
    window.reading.guide.open(step_named("flex"))
    assert window.player.playback.playing
    window.reading.guide.next.click()
    window.reading.guide.open(steps()[0])
    assert not window.player.playback.playing
