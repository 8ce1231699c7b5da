"""Measuring in the window: while it is on, clicks on the picture set the points of a distance or an angle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from glutmin_viewer.core.anchors import Anchor, anchor_at
from glutmin_viewer.core.frame import BEGUN, BESIDE, RULER, Item, structure_of
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.rulers import LEAST_MM, POINTS, Ruler, What, in_words, value, what_of
from glutmin_viewer.core.state import SceneState, with_point, without_points, without_rulers
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.view3d import Found

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window

NOT_NOW_MS = 8000  # how long it is said why nothing can be measured now


class Measuring(QObject):
    """What the next click measures (None for nothing), and all that is said of measurements."""

    changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.what: What | None = None
        self._problem = ""
        self._last: Ruler | None = None  # the last one of this round, whose value is said beside the picture
        window.listen("keys_distance", partial(self.toggle, "distance"))
        window.listen("keys_angle", partial(self.toggle, "angle"))
        window.session.store.subscribe(self._scene_changed)

    @property
    def hint(self) -> str:
        """What to click next, or why a click set no point; empty while nothing is measured."""
        state = self._window.session.state
        if self.what is None:
            return ""
        if self._problem:
            return text(self._problem)
        if not state.begun and state.rulers and state.rulers[-1] == self._last:
            item = self._item(f"{RULER}.{len(state.rulers) - 1}")
            if item is not None:
                return text(f"hint_{self.what}_next", value=_value_of(item))
        return text(f"hint_{self.what}_{len(state.begun) + 1}")

    def toggle(self, what: What) -> None:
        """Measure distances or angles from now on; what is measured already stops as by Esc."""
        if self.what == what:
            self.step_back()
        elif self._can_be():
            self._drop()
            self._turn(what)

    def anchor_of(self, found: Found | None) -> Anchor | None:
        """What holds a place under the mouse to its body as that moves on; None where nothing does."""
        item = None if found is None else self._item(found.id)
        return None if found is None or item is None else anchor_at(self._window.session.atlas, item, found.position)

    def measure_from(self, anchor: Anchor | None) -> None:
        """Measure a distance from a place."""
        if self._can_be():
            self._window.player.pause()
            self._drop()
            self._turn("distance")
            self._set(anchor)

    def step_back(self) -> bool:
        """Without the points that are set, else without measuring; whether there was any of that."""
        if self._window.session.state.begun:
            self._drop()
        elif self.what is not None:
            self._turn(None)
        else:
            return False
        return True

    def drop(self) -> bool:
        """Without the points of a measurement that has not all of them; whether there were any."""
        begun = bool(self._window.session.state.begun)
        self._drop()
        return begun

    def end(self) -> None:
        """Measure nothing more."""
        self._drop()
        if self.what is not None:
            self._turn(None)

    def click(self, found: Found | None) -> None:
        """Set the next point where the mouse found something."""
        self._window.player.pause()  # the place would slip away on a body that moves
        anchor = self.anchor_of(found)
        if found is not None and anchor is not None:
            points = self._points_with(found)
            if len(points) > 1 and np.linalg.norm(points[-1] - points[-2]) < LEAST_MM:
                self._say("ruler_same")
                return
        self._set(anchor)

    def so_far(self, found: Found | None) -> str:
        """What would be measured by a click where the mouse is; empty where more points are wanted."""
        if self.what is None or found is None:
            return ""
        points = self._points_with(found)
        return in_words(self.what, value(points)) if len(points) == POINTS[self.what] else ""

    def about(self, found: Found | None) -> str:
        """What a measurement under the mouse says; empty where there is none."""
        item = None if found is None else self._item(found.id)
        if item is None or item.kind != RULER or item.points is None:
            return ""
        return text(f"ruler_about_{what_of(len(item.points))}", value=_value_of(item))

    def menu(self, found: Found | None) -> QMenu | None:
        """The menu of a measurement under the mouse."""
        item = None if found is None else self._item(found.id)
        if item is None or item.kind != RULER or item.points is None:
            return None
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setProperty("role", "structure")
        menu.addAction(text(f"ruler_{what_of(len(item.points))}", value=_value_of(item))).setEnabled(False)
        menu.addSeparator()
        place, apply = int(structure_of(item.id).partition(".")[2]), self._window.session.apply
        menu.addAction(text("ruler_remove"), lambda: apply(partial(without_rulers, place=place)))
        menu.addAction(text("rulers_remove"), lambda: apply(without_rulers))
        return menu

    def _can_be(self) -> bool:
        """Whether clicks on the picture are free for this; says so where they are not."""
        free = not self._window.reading.quizzing and self._window.session.state.drawing is None
        if not free:
            self._window.statusBar().showMessage(text("ruler_not_now"), NOT_NOW_MS)
        return free

    def _set(self, anchor: Anchor | None) -> None:
        session, what = self._window.session, self.what
        if anchor is None or what is None:
            self._say("ruler_beside")
            return
        count = len(session.state.rulers)
        self._problem = ""
        session.apply(partial(with_point, anchor=anchor, what=what))
        if len(session.state.rulers) > count:
            self._last = session.state.rulers[-1]
        self.changed.emit()

    def _turn(self, what: What | None) -> None:
        self.what, self._problem, self._last = what, "", None
        self._window.view.set_aim(what is not None)
        self._window.view.setFocus()
        self.changed.emit()

    def _drop(self) -> None:
        self._problem = ""
        self._window.session.apply(without_points)
        self.changed.emit()

    def _say(self, problem: str) -> None:
        self._problem = problem
        self.changed.emit()

    def _scene_changed(self, old: SceneState, new: SceneState) -> None:
        """Clicks paint while somebody is asked where it hurts."""
        if self.what is not None and new.drawing is not None:
            self._turn(None)
            QTimer.singleShot(0, self, self._drop)  # after all have heard of the question

    def _points_with(self, found: Found) -> Floats:
        """The points that are set, on the figure of what was found, and its place: (n, 3) mm in the world."""
        begun = self._item(f"{BESIDE if found.id.startswith(BESIDE) else ''}{BEGUN}")
        place = np.array([found.position])
        if begun is None or begun.points is None:
            return place
        to_world = begun.world_from_points
        return np.concatenate([begun.points @ to_world[:3, :3].T + to_world[:3, 3], place])

    def _item(self, name: str) -> Item | None:
        return next((item for item in self._window.session.frame.items if item.id == name), None)


def _value_of(item: Item) -> str:
    assert item.points is not None
    return in_words(what_of(len(item.points)), item.amount)
