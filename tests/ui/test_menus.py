"""The menus: reached and used by keyboard, named, and each does what its command does."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from glutmin_viewer.content import languages
from glutmin_viewer.core.camera import VIEWS, turned
from glutmin_viewer.core.views import named_camera
from glutmin_viewer.ui.keys import KEYS, shortcut_of
from glutmin_viewer.ui.menus import CHECKED, ENABLED, MENUS
from glutmin_viewer.ui.texts import text


def menus(window):
    return [action.menu() for action in window.menuBar().actions()]


@pytest.fixture
def done(window, monkeypatch):
    """The commands that were asked for, none of which is carried out."""
    asked: list[str] = []
    window.commands = {name: lambda name=name: asked.append(name) for name in window.commands}
    return asked


@pytest.mark.parametrize("language", languages())
def test_each_menu_opens_by_its_letter_and_each_command_is_reached_by_arrows(window, qtbot, done, language):
    window.speak(language)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    letters = [re.search("&(.)", text(title)).group(1) for title in MENUS]
    assert len(set(letters)) == len(letters)
    for letter, (title, names) in zip(letters, MENUS.items(), strict=True):
        wanted = [name for name in names if name is not None]
        done.clear()
        for place in range(len(wanted)):
            qtbot.keyClick(window, letter, Qt.KeyboardModifier.AltModifier)
            menu = QApplication.activePopupWidget()
            assert menu is not None and menu.title() == text(title)
            reached = [action for action in menu.actions() if not action.isSeparator()]
            able = [k for k, action in enumerate(reached) if action.isEnabled()]
            if place not in able:
                menu.close()
                continue
            while menu.activeAction() is not reached[place]:
                qtbot.keyClick(menu, Qt.Key.Key_Down)
            assert menu.activeAction().text().partition("\t")[0] == text(wanted[place])
            qtbot.keyClick(menu, Qt.Key.Key_Return)
            assert QApplication.activePopupWidget() is None
        assert done == [name for name in wanted if name not in ENABLED or ENABLED[name](window)]


def test_keys_stand_beside_what_they_do(window):
    for menu, names in zip(menus(window), MENUS.values(), strict=True):
        actions = [action for action in menu.actions() if not action.isSeparator()]
        for action, name in zip(actions, (name for name in names if name is not None), strict=True):
            assert action.text().partition("\t")[2] == shortcut_of(name)
            assert action.shortcut().isEmpty()  # the key has its listener already


def test_every_key_that_is_a_command_is_in_a_menu():
    held = {name for names in MENUS.values() for name in names}
    own = {key.words for group in ("views", "pain", "window") for key in KEYS[group] if key.by == "shortcut"}
    assert own <= held


def test_what_is_on_is_ticked_and_what_cannot_be_done_is_dim(window):
    state = {action.objectName(): action for menu in menus(window) for action in menu.actions()}

    def look():
        for menu in menus(window):
            menu.aboutToShow.emit()
        return {n for n in CHECKED if state[n].isChecked()}, {n for n in ENABLED if state[n].isEnabled()}

    assert look() == (set(), set())
    for name in CHECKED:
        window.commands[name]()
        assert name in look()[0]
    on = set(CHECKED) - {"keys_distance"}  # one thing is measured at a time
    window.undo.end_step()
    window.commands["keys_next_point"]()
    assert look() == (on, {"undo", "hide_pain"})
    window.commands["undo"]()
    assert look() == (on, {"undo", "redo"})


@pytest.mark.parametrize("quizzing", [False, True])
def test_a_view_is_shown_by_its_command_though_its_key_answers_in_the_quiz(open_window, atlas, quizzing):
    window = open_window(atlas)
    if quizzing:
        window.reading.quiz.seeds.seed(3)
        window.reading.open_quiz()
    for view in VIEWS:
        window.commands[view]()
        wanted = turned(named_camera(window.session.state, view), window.session.frame.attitude)
        assert window.view.camera == wanted
    assert not window.reading.quiz.answered
