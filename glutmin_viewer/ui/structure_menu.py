"""The menu of a structure: what can be done with it, and with the place that was clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.state import faded
from glutmin_viewer.core.visibility import everything, made_visible, only, with_neighbours
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.texts import name_of, text

FADED = 0.3


def structure_menu(
    parent: QWidget, session: Session, name: str | None, here: Sequence[tuple[str, Callable[[], object]]]
) -> QMenu:
    """The menu of a structure or fibre group, or of none. here: words and act of what concerns the place alone."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setProperty("role", "structure")
    atlas, apply = session.atlas, session.apply
    if name is not None and not name.startswith(TRIGGER_POINT):
        see_through = session.state.opacity(name) < 1.0
        title = menu.addAction(name_of(name))
        title.setEnabled(False)
        menu.addSeparator()
        menu.addAction(text("only"), lambda: apply(partial(only, atlas=atlas, name=name)))
        menu.addAction(text("neighbours"), lambda: apply(partial(with_neighbours, atlas=atlas, name=name)))
        menu.addAction(text("hide"), lambda: apply(partial(made_visible, atlas=atlas, names=[name], visible=False)))
        menu.addAction(
            text("solid" if see_through else "fade"),
            lambda: apply(partial(faded, name=name, opacity=1.0 if see_through else FADED)),
        )
        menu.addSeparator()
    for words, act in here:
        menu.addAction(words, act)
    menu.addAction(text("everything"), lambda: apply(partial(everything, atlas=atlas)))
    return menu
