"""What each stop of the tour points at in the window, and how it is seen that somebody has done what it tells of."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.tour import Stop

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window


def targets(window: Window, stop: Stop) -> list[QRect]:
    """Where the controls of a stop are in the window; the card stands beside the first."""
    return [place for place in TARGETS[stop](window) if not place.isEmpty()]


def kept_free(window: Window, stop: Stop) -> list[QRect]:
    """What shall be seen beside the card, the most important first: the picture, the way to the signs that need a
    doctor, and what is said of what was chosen at this stop."""
    reading = window.reading
    told = {"points": [reading.pain.words], "guide": [reading.guide]}.get(stop, [])
    return [_seen(window, part) for part in (window.view, reading.safety.button, *told)]


def is_done(window: Window, stop: Stop, before: Camera) -> bool:
    """before: from where the picture was looked at when the stop was reached."""
    return DONE[stop](window, before)


def _points(window: Window) -> QRect:
    """The points to choose from; where they are not open, the way to them."""
    pages, points = window.reading.pages, _seen(window, *window.reading.pain.buttons.values())
    if points.isEmpty():
        return _seen(window, pages.buttons["points"])
    points.setLeft(_seen(window, pages).left())  # with the names of their rows
    return points


def _menus(window: Window) -> QRect:
    bar = window.menuBar()
    titles = (bar.actionGeometry(action) for action in bar.actions())
    return reduce(QRect.united, titles, QRect()).translated(bar.mapTo(window, QPoint())) & _seen(window, bar)


TARGETS: dict[Stop, Callable[[Window], list[QRect]]] = {
    "welcome": lambda w: [_seen(w, w.reading.safety)],
    "picture": lambda w: [_seen(w, w.view)],
    "points": lambda w: [_points(w)],
    "where": lambda w: [_seen(w, w.reading.pages.buttons["where"], w.reading.where.head)],
    "guide": lambda w: [_seen(w, w.reading.pages.buttons["guide"])],
    "motion": lambda w: [_seen(w, w.player)],
    "find": lambda w: [_seen(w, w.toolbar.widgetForAction(w.toolbar.find)), _menus(w)],
}
DONE: dict[Stop, Callable[[Window, Camera], bool]] = {
    "welcome": lambda w, _: w.reading.safety.dialog is not None and w.reading.safety.dialog.isVisible(),
    "picture": lambda w, before: w.view.camera != before or w.session.state.selection is not None,
    "points": lambda w, _: w.session.state.trigger_point is not None,
    "where": lambda w, _: bool(w.session.state.drawing),
    "guide": lambda w, _: w.reading.guiding,
    "motion": lambda w, _: w.player.playback.playing,
    "find": lambda w, _: QApplication.activePopupWidget() is not None,
}


def _seen(window: Window, *widgets: QWidget) -> QRect:
    """The part of the window in which widgets are seen together; empty where none is."""
    return reduce(QRect.united, (_part(window, widget) for widget in widgets if widget.isVisible()), QRect())


def _part(window: Window, widget: QWidget) -> QRect:
    """The part of the window in which a widget is seen, as far as it is not scrolled away."""
    part, holder = QRect(widget.mapTo(window, QPoint()), widget.size()), widget.parentWidget()
    while holder is not None and holder is not window:
        part &= QRect(holder.mapTo(window, QPoint()), holder.size())
        holder = holder.parentWidget()
    return part & window.rect()
