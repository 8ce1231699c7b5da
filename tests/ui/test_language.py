"""The window in another language, switched while it runs: what was shown stays, every word changes."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from glutmin_viewer.content import content, language
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.settings import load_settings, settings_path
from glutmin_viewer.core.showing_pain import with_drawing
from glutmin_viewer.core.state import with_motion


@pytest.fixture
def window(open_window, atlas):
    return open_window(atlas)


def words(window):
    """What is to be read in the window."""
    labels = [w.text() for w in (*window.findChildren(QLabel), *window.findChildren(QPushButton)) if w.isVisible()]
    boxes = [box.itemText(i) for box in window.findChildren(QComboBox) if box.isVisible() for i in range(box.count())]
    return {word for word in (*labels, *boxes) if word}


def settle(window):
    for _ in range(3):
        QApplication.sendPostedEvents(None, 52)  # deferred deletions
        QApplication.processEvents()


def test_the_window_speaks_german_and_english_again_and_keeps_what_is_shown(window):
    window.reading.pain.buttons["anterior_1"].click()
    window.player.show_page("free_pose")
    before, read = window.session.state, words(window)
    window.toolbar.language_wanted.emit("de")
    settle(window)
    assert language() == "de" and window.session.state == before and window.player.page == "free_pose"
    german = words(window)
    assert content("de").ui["educational"] in german and content("de").referral["anterior"].name in " ".join(german)
    same = {word for word in read & german if len(word) > 12 and not word.startswith("L")}
    assert not same
    assert window.view.renewed and window.reading.pain.buttons["anterior_1"].isChecked()
    window.reading.pain.buttons["posterior_1"].click()
    assert window.session.state.trigger_point == "posterior_1"
    window.reading.pain.buttons["anterior_1"].click()
    window.toolbar.language_wanted.emit("en")
    settle(window)
    assert words(window) == read


@pytest.mark.parametrize(
    "control",
    [
        lambda w: w.view,
        lambda w: w.toolbar.widgetForAction(w.toolbar.find),
        lambda w: w.tree.tree,
        lambda w: w.tree.labels,
        lambda w: w.player.speed,
        lambda w: w.player.scrub,
        lambda w: w.reading.pages.buttons["where"],
        lambda w: w.reading.where.regions,
        lambda w: w.reading.where.rows.rows["radiculopathy_S1", "right"].button,
        lambda w: w.reading.safety.button,
    ],
)
def test_the_focus_stays_where_it_was(window, control):
    window.reading.show_page("where")
    for region in ("groin_right", "thigh_posterior_right"):  # rows are made as they are wanted
        window.session.apply(partial(with_drawing, drawing=PainDrawing((region,))))
    window.session.apply(partial(with_motion, name="gait"))
    settle(window)
    control(window).setFocus()
    window.toolbar.language_wanted.emit("de")
    settle(window)
    assert language() == "de" and QApplication.focusWidget() is control(window)


def test_the_row_of_the_tree_stays_the_current_one(window):
    window.tree.tree.setCurrentItem(window.tree.rows["kind.muscle"])
    window.tree.tree.setFocus()
    window.toolbar.language_wanted.emit("de")
    settle(window)
    assert window.tree.tree.currentItem() is window.tree.rows["kind.muscle"]
    assert QApplication.focusWidget() is window.tree.tree


def test_nothing_of_the_old_panels_is_left(window):
    settle(window)
    count = len(window.findChildren(QPushButton))
    for wanted in ("de", "en") * 3:
        window.toolbar.language_wanted.emit(wanted)
        settle(window)
    assert len(window.findChildren(QPushButton)) == count


def test_the_guide_and_what_is_painted_stay(window):
    window.reading.pages.buttons["guide"].click()
    window.reading.guide.go(1)
    step, state = window.reading.guide.step, window.session.state
    window.speak("de")
    settle(window)
    assert window.reading.guide.step == step and window.reading.guide.isVisible() and window.session.state == state
    assert window.reading.guide.title.text() == content("de").guide[step.id].name
    window.reading.show_page("where")
    box = window.reading.where.regions
    box.activated.emit(box.findData("groin_right"))
    window.reading.show_page("points")
    window.speak("en")
    window.reading.show_page("where")
    assert window.session.state.drawing == PainDrawing(("groin_right",))


def test_the_choice_is_kept_and_a_place_that_cannot_be_written_is_told(window, monkeypatch, tmp_path):
    window.speak("de")
    assert load_settings(settings_path()).language == "de"
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    window.speak("en")
    assert "cannot be kept" in window.notices.notices[-1].message and language() == "en"


def test_the_words_that_qt_says_itself_follow(window):
    def said():
        return QCoreApplication.translate("QPlatformTheme", "Cancel")

    assert said() == "Cancel"
    window.speak("de")
    assert said() == "Abbrechen"
    window.speak("en")
    assert said() == "Cancel"
