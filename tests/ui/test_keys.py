"""The table of keys: it holds all that the window listens to, and nothing that it does not."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from glutmin_viewer.content import content, languages, use
from glutmin_viewer.ui.keys import KEYS, KeysDialog, key_name, keys_for, press, shortcut_of, shortcuts
from glutmin_viewer.ui.style_sheet import dress
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.viewport import ARROWS


def speak(window, language):
    """The window in a language, without what was there before."""
    window.speak(language)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def listened_to(by):
    return [keys for group in KEYS.values() for key in group if key.by == by for keys in key.keys]


def test_the_table_holds_the_shortcuts_of_the_window_and_no_others(window):
    assert Counter(keys for keys, _ in shortcuts(window)) == Counter(listened_to("shortcut"))


def test_the_arrows_of_the_picture_are_in_the_table():
    of_picture = {QKeySequence(key).toString() for key in ARROWS}
    assert of_picture == set(listened_to("picture")) - {"+", "-"}


def test_the_window_takes_the_keys_that_nobody_else_wants(window, qtbot):
    assert set(listened_to("window")) == {"Space", "Esc", "Shift+F10"}
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.player.playback.playing
    window.reading.pain.buttons["anterior_1"].click()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.trigger_point is None


def test_pressing_does_what_the_key_does(window):
    press(window, "X")
    assert window.session.state.side == "left"
    press(window, "T")
    assert window.session.state.trigger_point == "anterior_1"
    press(window, "Shift+T")
    assert window.session.state.trigger_point is None
    before = window.session.state
    press(window, "Ctrl+J")
    assert window.session.state == before


@pytest.mark.parametrize("language", languages())
def test_whoever_has_a_key_tells_it_in_its_tip(window, language):
    speak(window, language)
    told = [listener for _, listener in shortcuts(window) if hasattr(listener, "toolTip")]
    assert len(told) > 10
    for listener in told:
        held = listener.shortcuts() if hasattr(listener, "shortcuts") else [listener.shortcut()]
        for keys in held:
            assert re.search(rf"\b{re.escape(key_name(keys.toString()))}\b", listener.toolTip()), listener.toolTip()


@pytest.mark.parametrize("language", languages())
def test_every_key_is_told_by_its_name_in_a_window_that_fits(qtbot, language):
    use(language)
    dialog = KeysDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    for group, keys in KEYS.items():
        assert text(f"keys_of_{group}") in said
        for key in keys:
            assert text(key.words) in said and set(key.shown) <= set(said)
            assert any(label.accessibleName().endswith(key.shown[-1]) for label in dialog.findChildren(QLabel))
    assert not [word for word in said if word.startswith("keys_") or not word]
    assert dialog.width() <= 1240 and dialog.height() <= 700
    for label in dialog.findChildren(QLabel):
        assert label.wordWrap() or label.sizeHint().width() <= label.width(), label.text()


def test_keys_are_called_as_they_are_in_each_language(in_german):
    assert key_name("Ctrl+Shift+Z") == "Strg+Umschalt+Z" and key_name("Return") == key_name("Enter") == "Eingabe"
    assert key_name("Left") == "←" and key_name("+") == "+" and key_name("/") == "/"
    assert shortcut_of("keys_commands") == "Strg+K" and keys_for("keys_commands") == ("Ctrl+K",)
    assert shortcut_of("nothing of the kind") == "" and keys_for("nothing of the kind") == ()


def test_f1_opens_the_table_and_closes_it(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert dialog.isVisible() and dialog.windowTitle() == content().ui["keys_title"]
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)


@pytest.mark.parametrize("language", languages())
def test_the_bar_on_top_shows_all_its_buttons_at_the_least_width(window, language):
    dress(QApplication.instance())
    speak(window, language)
    window.resize(1240, 760)
    QApplication.processEvents()
    bar = window.toolbar
    assert window.width() == 1240
    for action in bar.actions():
        button: QWidget = bar.widgetForAction(action)
        assert button.isVisible() and button.x() + button.width() <= bar.width(), action.text()
    search = [button for button in bar.findChildren(QAbstractButton) if button.toolTip() == text("find_search_tip")]
    assert [button.accessibleName() for button in search] == [text("find_search_tip")]
