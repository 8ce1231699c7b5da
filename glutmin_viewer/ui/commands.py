"""What the window can do, each by the key of its words: the one table that search, menus and keys share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from glutmin_viewer.content import other_language
from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.core.showing_pain import without_patterns
from glutmin_viewer.core.state import shown, without_rulers
from glutmin_viewer.core.visibility import everything
from glutmin_viewer.ui.copying import copy_picture
from glutmin_viewer.ui.keys import KEYS, press

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window

# Groups of keys that are commands as well; those of guide and quiz make sense there only.
COMMANDING = ("views", "picture", "pain", "window")


def commands(window: Window) -> dict[str, Callable[[], object]]:
    """All of them. What has words is made anew with the language, so it is looked up only when it is used."""
    apply, atlas = window.session.apply, window.session.atlas
    keys = (key for group in COMMANDING for key in KEYS[group] if key.by == "shortcut")
    return {
        **{key.words: partial(press, window, key.keys[0]) for key in keys},
        **{
            view: partial(window.looking.from_named, view) for view in VIEWS
        },  # whose number keys are the quiz's as well
        "keys_copy": partial(copy_picture, window),  # by its key words, where some are selected
        "keys_play": lambda: window.player.toggle(),
        "page_points": lambda: window.reading.show_page("points"),
        "page_guide": lambda: window.reading.show_page("guide"),
        "quiz_open": lambda: window.reading.open_quiz(),
        "red_flags_button": lambda: window.reading.safety.open(),
        "hide_pain": lambda: apply(without_patterns),
        "everything": lambda: apply(partial(everything, atlas=atlas)),
        "find_skin_hidden": lambda: apply(lambda state: shown(state, ["skin"], "skin" in state.hidden)),
        "rulers_remove": lambda: apply(without_rulers),
        "attachments": lambda: window.tree.attachments.toggle(),
        "numbers": lambda: window.player.show_page("numbers"),
        "plots": lambda: window.player.show_page("plots"),
        "free_pose": lambda: window.player.show_page("free_pose"),
        "find_sources": lambda: _sources(window, "sources"),
        "find_trust": lambda: _sources(window, "trust"),
        "tour_open": lambda: _tour(window),
        "speak": lambda: window.toolbar.language_wanted.emit(other_language()),
    }


def _sources(window: Window, page: Literal["sources", "trust"]) -> None:
    from glutmin_viewer.ui.sources import open_sources  # not wanted at the start

    open_sources(window, page=page)


def _tour(window: Window) -> None:
    from glutmin_viewer.ui.tour import open_tour  # not wanted at the start

    open_tour(window)
