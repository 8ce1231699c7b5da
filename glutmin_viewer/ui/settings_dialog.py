"""The settings: language, look, size of words, mouse and motion, each of which takes effect at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import language, languages
from glutmin_viewer.core.settings import MOUSE_SCHEMES, TEXT_PERCENTS, THEMES, Settings
from glutmin_viewer.ui.controls import Choice, label
from glutmin_viewer.ui.dialogs import bring_up
from glutmin_viewer.ui.preferences import application, fitting
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import scaled

WIDTH = 460
OWN_NAMES = {"en": "English", "de": "Deutsch"}


class SettingsDialog(QDialog):
    """Asks; `chosen` is told all settings after each choice. Esc closes it."""

    chosen = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(text("settings_title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(scaled(WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        spoken = settings.language or language()
        self.language = self._row("language", languages(), spoken, OWN_NAMES.__getitem__)
        self.theme = self._row("theme", THEMES, settings.theme, lambda name: text(f"settings_theme_{name}"))
        room = fitting(TEXT_PERCENTS[-1], application())
        sizes = [percent for percent in TEXT_PERCENTS if percent <= room]
        self.text_percent = self._row("text_percent", sizes, min(settings.text_percent, room), lambda n: f"{n} %")
        self.mouse = self._row("mouse", MOUSE_SCHEMES, settings.mouse, lambda name: text(f"settings_mouse_{name}"))
        layout.addLayout(self._grid)
        if room < TEXT_PERCENTS[-1]:
            layout.addWidget(label(text("settings_text_percent_told"), "muted"))
        self.mouse_told = label(text(f"settings_mouse_{settings.mouse}_told"), "muted")
        layout.addWidget(self.mouse_told)
        self.reduced_motion = QCheckBox(text("settings_reduced_motion"))
        self.reduced_motion.setChecked(settings.reduced_motion)
        self.reduced_motion.toggled.connect(lambda on: self._choose("reduced_motion", on))
        layout.addWidget(self.reduced_motion)
        layout.addWidget(label(text("settings_reduced_motion_told"), "muted"))
        last = QHBoxLayout()
        last.addWidget(label(text("settings_kept"), "muted"), 1)
        close = QPushButton(text("close"))
        close.clicked.connect(self.close)
        last.addWidget(close)
        layout.addStretch(1)
        layout.addLayout(last)

    def _row(self, name: str, values: Sequence[object], now: object, words: Callable[[object], str]) -> Choice:
        """A line with a name and a choice of values for it."""
        choice = Choice()
        for value in values:
            choice.addItem(words(value), value)
        choice.setCurrentIndex(list(values).index(now) if now in values else -1)
        choice.setAccessibleName(text(f"settings_{name}"))
        choice.activated.connect(lambda index: self._choose(name, choice.itemData(index)))
        named = label(text(f"settings_{name}"), wrap=False)
        named.setBuddy(choice)
        self._grid.addWidget(named, self._grid.rowCount(), 0)
        self._grid.addWidget(choice, self._grid.rowCount() - 1, 1)
        return choice

    def _choose(self, name: str, value: object) -> None:
        self._settings = msgspec.structs.replace(self._settings, **{name: value})
        self.mouse_told.setText(text(f"settings_mouse_{self._settings.mouse}_told"))
        self.chosen.emit(self._settings)


def open_settings(window: QWidget, settings: Settings, chosen: Callable[[Settings], None]) -> SettingsDialog:
    """Show the dialog over a window; there is only one. chosen hears of every choice, after its menu has closed."""
    dialog = window.findChild(SettingsDialog)
    if dialog is None:
        dialog = SettingsDialog(settings, window)
        dialog.chosen.connect(chosen, Qt.ConnectionType.QueuedConnection)
    bring_up(dialog)
    return dialog
