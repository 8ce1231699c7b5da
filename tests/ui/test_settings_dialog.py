"""The settings: each choice takes effect at once and is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from glutmin_viewer.content import language
from glutmin_viewer.core.settings import MOUSE_SCHEMES, THEMES, Settings, load_settings, settings_path
from glutmin_viewer.ui.comfort import reduced_motion
from glutmin_viewer.ui.mouse import drag_of
from glutmin_viewer.ui.preferences import prefer
from glutmin_viewer.ui.settings_dialog import SettingsDialog
from glutmin_viewer.ui.theme import look, text_scale

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def dialog(window, qapp):
    window.show_settings()
    yield lambda: window.findChild(SettingsDialog)
    prefer(Settings(), qapp)


def settle():
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def take(choice, value):
    """As if a row of its menu was clicked."""
    index = choice.findData(value)
    choice.setCurrentIndex(index)
    choice.activated.emit(index)
    settle()


def test_each_choice_takes_effect_and_is_kept_and_the_dialog_stays(window, dialog):
    take(dialog().theme, "light")
    assert look().name == "light" and window.view.renewed
    take(dialog().text_percent, 120)
    assert text_scale() == 1.2 and look().name == "light"
    take(dialog().mouse, "slicer")
    assert window.view.mouse == "slicer"
    dialog().reduced_motion.click()
    settle()
    assert reduced_motion()
    take(dialog().language, "de")
    assert language() == "de" and dialog().windowTitle() == "Einstellungen" and dialog().isVisible()
    kept = Settings("de", "light", 120, "slicer", reduced_motion=True)
    assert window.settings == kept == load_settings(settings_path())
    assert dialog().theme.currentData() == "light" and dialog().reduced_motion.isChecked()


def test_the_focus_stays_at_the_choice_that_was_made_and_in_the_window(window, dialog, qtbot):
    window.tree.labels.setFocus()
    for name, value in (("theme", "light"), ("text_percent", 120), ("language", "de")):
        getattr(dialog(), name).setFocus()
        take(getattr(dialog(), name), value)
        qtbot.waitUntil(lambda name=name: QApplication.focusWidget() is getattr(dialog(), name))
    dialog().close()
    assert window.focusWidget() is window.tree.labels


def test_another_look_leaves_everything_as_it_was(window, dialog):
    window.player.show_page("plots")
    window.reading.show_page("where")
    state, camera = window.session.state, window.view.camera
    take(dialog().theme, "light")
    assert window.player.page == "plots" and window.reading.where.isVisible()
    assert window.session.state == state and window.view.camera == camera


def test_it_is_reached_and_left_by_keyboard_and_everything_in_it_is_named(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(SettingsDialog)
    assert dialog.isVisible()
    for choice in (dialog.language, dialog.theme, dialog.text_percent, dialog.mouse):
        assert choice.accessibleName() and choice.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert [label.buddy() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert window.findChild(SettingsDialog) is None


def test_what_cannot_be_kept_is_told_and_holds(window, dialog):
    settings_path().parent.parent.mkdir(parents=True, exist_ok=True)
    settings_path().parent.write_text("no folder")
    take(dialog().theme, "light")
    assert look().name == "light" and "cannot be kept" in window.notices.notices[-1].message


@pytest.mark.parametrize(
    ("scheme", "button", "held", "drag"),
    [
        *(
            (scheme, LEFT, held, drag)
            for scheme in MOUSE_SCHEMES
            for held, drag in ((NONE, "turn"), (SHIFT, "shift"), (CTRL, "roll"))
        ),
        *((scheme, MIDDLE, NONE, "shift") for scheme in MOUSE_SCHEMES),
        ("viewer", RIGHT, NONE, "shift"),
        ("slicer", RIGHT, NONE, "zoom"),
    ],
)
def test_the_mouse_does_what_its_scheme_says(scheme, button, held, drag):
    assert drag_of(scheme, button, held) == drag


def test_themes_have_names_of_their_own(dialog):
    words = [dialog().theme.itemText(k) for k in range(len(THEMES))]
    assert len(set(words)) == len(THEMES)
