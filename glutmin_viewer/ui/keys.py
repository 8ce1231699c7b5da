"""All keys in one table; and the window that shows it.

Each row of the table is what a key does: a test compares it with the shortcuts that the window has, and the commands to
be searched for are made from it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.texts import text

# What listens to a key: a shortcut, whatever has the focus; the picture or the window, when nothing else wants it; or
# the picture, to the mouse.
Listener = Literal["shortcut", "picture", "window", "mouse"]
ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "-": "−"}
NAMED = ("ctrl", "shift", "space", "enter", "esc", "drag", "wheel", "click", "double_click", "right_click")
COLUMNS = 3


class Key(msgspec.Struct, frozen=True):
    """What some keys do, each by itself. words: key of a text. keys: as Qt writes them (QKeySequence, portable)."""

    words: str
    keys: tuple[str, ...]
    by: Listener = "shortcut"

    @property
    def shown(self) -> tuple[str, ...]:
        """The keys as they are called in the language in use."""
        return tuple(key_name(keys) for keys in self.keys)


KEYS: dict[str, tuple[Key, ...]] = {
    "views": (
        *(Key(view, (str(number), view[0].upper())) for number, view in enumerate(VIEWS, start=1)),
        Key("reset_view", ("R",)),
        Key("keys_other_side", ("X",)),
    ),
    "picture": (
        Key("keys_turn", tuple(ARROWS)[:4], "picture"),
        Key("keys_zoom", ("+", "-"), "picture"),
        Key("keys_names", ("Ctrl+L",)),
        Key("keys_distance", ("D",)),
        Key("keys_angle", ("Shift+D",)),
        Key("keys_escape", ("Esc",), "window"),
        Key("keys_chosen_menu", ("Shift+F10",), "window"),
    ),
    "mouse": (
        Key("keys_mouse_turn", ("drag",), "mouse"),
        Key("keys_mouse_shift", ("Shift+drag",), "mouse"),
        Key("keys_mouse_roll", ("Ctrl+drag",), "mouse"),
        Key("keys_mouse_wheel", ("wheel",), "mouse"),
        Key("keys_mouse_choose", ("click",), "mouse"),
        Key("keys_mouse_focus", ("double_click",), "mouse"),
        Key("keys_mouse_menu", ("right_click",), "mouse"),
    ),
    "pain": (
        Key("keys_play", ("Space",), "window"),
        Key("keys_next_point", ("T",)),
        Key("keys_point_before", ("Shift+T",)),
        Key("keys_where", ("W",)),
        Key("keys_claims", ("K",)),
    ),
    "guide": (
        Key("keys_next_step", ("N",)),
        Key("keys_step_before", ("B",)),
        Key("keys_look_again", ("G",)),
    ),
    "quiz": (
        Key("keys_choose_answer", ("1", "2", "3", "4")),
        Key("keys_go_on", ("Return", "Enter")),
        Key("quiz_show_me", ("H",)),
    ),
    "window": (
        Key("keys_search", ("/",)),
        Key("keys_commands", ("Ctrl+K",)),
        Key("keys_overlay", ("F1",)),
        Key("undo", ("Ctrl+Z",)),
        Key("redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
        Key("keys_open", ("Ctrl+O",)),
        Key("keys_save", ("Ctrl+S",)),
        Key("keys_keep_view", ("Ctrl+D",)),
        Key("keys_saved_views", ("Ctrl+Shift+D",)),
        Key("keys_copy", ("Ctrl+C",)),
        Key("keys_export", ("Ctrl+P",)),
        Key("keys_settings", ("Ctrl+,",)),
        Key("keys_quit", ("Ctrl+Q",)),
    ),
}


def key_name(keys: str) -> str:
    """What a key, or some held together, is called: "Ctrl+Z", "Strg+Z"."""

    def name(key: str) -> str:
        known = "enter" if key == "Return" else key.lower()
        return text(f"keys_{known}") if known in NAMED else ARROWS.get(key, key)

    return "+".join(map(name, keys.split("+"))) if len(keys) > 1 else name(keys)


def keys_for(words: str) -> tuple[str, ...]:
    """The keys that do what a text says, as Qt writes them; none where no key does."""
    return next((key.keys for group in KEYS.values() for key in group if key.words == words), ())


def shortcut_of(words: str) -> str:
    """What the first key is called that does what a text says; empty where none does."""
    return "".join(map(key_name, keys_for(words)[:1]))


def shortcuts(window: QWidget) -> list[tuple[str, QShortcut | QAction | QAbstractButton]]:
    """All that listens to keys in a window whatever has the focus, by its keys as Qt writes them."""
    found: list[tuple[QKeySequence, QShortcut | QAction | QAbstractButton]] = []
    found += [(shortcut.key(), shortcut) for shortcut in window.findChildren(QShortcut)]
    found += [(keys, action) for action in window.findChildren(QAction) for keys in action.shortcuts()]
    found += [(button.shortcut(), button) for button in window.findChildren(QAbstractButton)]
    return [(keys.toString(), listener) for keys, listener in found if not keys.isEmpty()]


def press(window: QWidget, keys: str) -> None:
    """Do what a shortcut of a window does; nothing where it has none."""
    for known, listener in shortcuts(window):
        if known == keys:
            if isinstance(listener, QShortcut):
                listener.activated.emit()
            elif isinstance(listener, QAction):
                listener.trigger()
            else:
                listener.click()
            return


class KeysDialog(QDialog):
    """The table, by groups. Esc and F1 close it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("keys_title"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(16)
        groups = QHBoxLayout()
        groups.setSpacing(16)
        for column in _columns():
            groups.addLayout(_column(column), 1)
        layout.addLayout(groups, 1)
        last = QHBoxLayout()
        last.addWidget(label(text("keys_note"), "muted"), 1)
        close = QPushButton(text("close"))
        close.clicked.connect(self.close)
        last.addWidget(close)
        layout.addLayout(last)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.close)


def _columns() -> list[list[str]]:
    """The groups in columns of about the same height."""
    most = -(-sum(len(group) + 2 for group in KEYS.values()) // COLUMNS)
    columns: list[list[str]] = [[]]
    height = 0
    for name, group in KEYS.items():
        height += len(group) + 2
        if height > most + 2 and len(columns) < COLUMNS:
            columns.append([])
            height = len(group) + 2
        columns[-1].append(name)
    return columns


def _column(groups: list[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    row = 0
    for group in groups:
        heading = label(text(f"keys_of_{group}"), "section", wrap=False)
        heading.setContentsMargins(0, 12 if row else 0, 0, 0)
        grid.addWidget(heading, row, 0, 1, 2)
        for key in KEYS[group]:
            row += 1
            caps = QHBoxLayout()
            caps.setSpacing(4)
            for keys in dict.fromkeys(key.shown):
                caps.addWidget(label(keys, "key", wrap=False))
            caps.addStretch(1)
            words = label(text(key.words), wrap=False)
            either = f" {text('keys_or')} ".join(dict.fromkeys(key.shown))
            words.setAccessibleName(f"{words.text()}: {either}")
            grid.addLayout(caps, row, 0)
            grid.addWidget(words, row, 1)
        row += 1
    grid.setRowStretch(row, 1)
    return grid
