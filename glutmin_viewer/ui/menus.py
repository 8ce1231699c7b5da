"""The menus: every command of the window by its words, in the order of the classic ones.

Keys are written beside the words, but it is not the menu that listens to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.ui.keys import shortcut_of
from glutmin_viewer.ui.texts import text

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window

# By the key of a menu's title: the keys of its commands; None for a line between them.
MENUS: dict[str, tuple[str | None, ...]] = {
    "menu_file": ("keys_open", "keys_save", None, "keys_export", None, "keys_quit"),
    "menu_edit": ("undo", "redo", None, "keys_copy", None, "speak", "keys_settings"),
    "menu_view": (
        *VIEWS,
        *("reset_view", "keys_other_side", None),
        *("keys_keep_view", "keys_saved_views", None),
        *("keys_names", "attachments", "find_skin_hidden", "everything", None),
        *("keys_distance", "keys_angle", "rulers_remove"),
    ),
    "menu_pain": (
        *("page_points", "keys_next_point", "keys_point_before", "hide_pain", None),
        *("keys_where", None, "red_flags_button"),
    ),
    "menu_motion": ("keys_play", None, "numbers", "plots", "free_pose", None, "keys_claims"),
    "menu_learn": ("page_guide", "quiz_open", None, "find_sources", "find_trust"),
    "menu_help": ("tour_open", None, "keys_search", "keys_commands", "keys_overlay"),
}
# What is on or off now, and what can be done now; else a command is neither, and can.
CHECKED: dict[str, Callable[[Window], bool]] = {
    "keys_distance": lambda window: window.measuring.what == "distance",
    "keys_angle": lambda window: window.measuring.what == "angle",
    "keys_names": lambda window: window.session.state.labels,
    "attachments": lambda window: window.session.state.attachments,
    "find_skin_hidden": lambda window: "skin" not in window.session.state.hidden,
}
ENABLED: dict[str, Callable[[Window], bool]] = {
    "undo": lambda window: window.can_undo,
    "redo": lambda window: bool(window.undo.history.future),
    "rulers_remove": lambda window: bool(window.session.state.rulers),
    "hide_pain": lambda window: window.session.state.shows_pain,
}


def fill_menus(window: Window) -> None:
    """Give the window its menus, in the language in use."""
    bar = window.menuBar()
    bar.clear()
    for old in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.deleteLater()  # the bar lets go of it, and no more
    for title, names in MENUS.items():
        menu = QMenu(text(title), bar)
        actions = {name: _action(window, menu, name) for name in names if name is not None}
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(actions[name])
        menu.aboutToShow.connect(lambda actions=actions: _bring_up_to_date(window, actions))
        bar.addMenu(menu)


def _action(window: Window, menu: QMenu, name: str) -> QAction:
    keys = shortcut_of(name)
    action = QAction(f"{text(name)}\t{keys}" if keys else text(name), menu)
    action.setObjectName(name)
    action.setCheckable(name in CHECKED)
    action.triggered.connect(lambda: window.commands[name]())
    return action


def _bring_up_to_date(window: Window, actions: dict[str, QAction]) -> None:
    for name, action in actions.items():
        if name in CHECKED:
            action.setChecked(CHECKED[name](window))
        if name in ENABLED:
            action.setEnabled(ENABLED[name](window))
