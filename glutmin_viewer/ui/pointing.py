"""What pointing at the picture means: a click chooses, answers, measures or paints; what is under the mouse is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from glutmin_viewer.core.frame import TRIGGER_POINT, Item, structure_of
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.places import Place, places_at, rest_position
from glutmin_viewer.core.pose import Point
from glutmin_viewer.core.showing_pain import with_more, with_stroke_drawn_on, with_trigger_point
from glutmin_viewer.core.state import SceneState, probing, selected
from glutmin_viewer.ui.structure_menu import structure_menu
from glutmin_viewer.ui.texts import name_of, place_name, place_translated, text, translated
from glutmin_viewer.ui.view3d import Found

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window


class Pointing(QObject):
    """Hears of what is found under the mouse in the picture of a window, and does what that means there."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        view = window.view
        view.clicked.connect(self._clicked)
        view.painted.connect(self._painted)
        view.hovered.connect(self._hovered)
        view.menu_wanted.connect(self._view_menu)
        window.session.store.subscribe(self._changed)

    def _clicked(self, found: Found | None) -> None:
        name = None if found is None else structure_of(found.id)
        if self._window.reading.quizzing and self._window.reading.quiz.asking is not None:
            self._answer(found)
        elif self._window.measuring.what is not None:
            self._window.measuring.click(found)
        elif name is not None and name.startswith(f"{TRIGGER_POINT}."):
            self._toggle_trigger_point(name.partition(".")[2])
        elif self._window.session.state.drawing is not None:
            problem = "where_hidden" if "skin" in self._window.session.state.hidden else "where_beside"
            self._window.reading.where.say("" if found is not None and name == "skin" else text(problem))
        else:
            self._choose(name, found)

    def _choose(self, name: str | None, found: Found | None) -> None:
        """Tell of what was clicked; of a place on the skin also what lies under it."""
        self._tell_of(name, self._on_skin(found), self._places(found))

    def _tell_of(self, name: str | None, on_skin: Point | None, places: tuple[Place, ...]) -> None:
        change = partial(selected, name=name) if on_skin is None else partial(probing, point=on_skin)
        self._window.session.apply(change)
        self._window.reading.info.point_at(name, places)

    def _on_skin(self, found: Found | None) -> Point | None:
        """Where at rest a place is that was found on the skin; None for one on something else."""
        item, skin = self._item(found), self._window.session.atlas.skin
        if item is None or found is None or skin is None or item.kind != "skin":
            return None
        x, y, z = (float(c) for c in rest_position(skin, item, found.position))
        return x, y, z

    def _answer(self, found: Found | None) -> None:
        """A click while a question of the quiz waits."""
        item = self._item(found)
        if found is None or item is None:
            self._window.reading.quiz.answer_click(None, None, "")
            return
        name = structure_of(found.id)
        structure = self._window.session.atlas.structures.get(name)
        position = np.array(found.position) if structure is None else rest_position(structure, item, found.position)
        self._window.reading.quiz.answer_click(name, position, _words(name, self._places(found), latin=False))

    def _painted(self, found: Found, begins: bool) -> None:
        """A place of a stroke on the skin becomes part of the drawing."""
        atlas = self._window.session.atlas
        item = self._item(found)
        if item is None or atlas.skin is None or self._window.session.state.drawing is None:
            return
        x, y, z = (float(c) for c in rest_position(atlas.skin, item, found.position))
        if begins:
            self._window.player.pause()  # the brush would slip on a body that moves
            self._window.undo.end_step()  # strokes may follow each other quickly
            more = PainDrawing((Stroke(((x, y, z),), self._window.reading.where.radius_mm),))
            self._window.session.apply(partial(with_more, atlas=atlas, more=more))
        else:
            self._window.session.apply(partial(with_stroke_drawn_on, atlas=atlas, point=(x, y, z)))

    def _item(self, found: Found | None) -> Item | None:
        items = () if found is None else (item for item in self._window.session.frame.items if item.id == found.id)
        return next(iter(items), None)

    def _places(self, found: Found | None) -> tuple[Place, ...]:
        """Landmark and regions where the mouse is, the most particular first."""
        item = self._item(found)
        return () if item is None or found is None else places_at(self._window.session.atlas, item, found.position)

    def _toggle_trigger_point(self, name: str) -> None:
        chosen = self._window.session.state.trigger_point
        self._window.session.apply(partial(with_trigger_point, name=None if chosen == name else name))

    def _hovered(self, found: Found | None) -> None:
        told = found if not self._window.reading.quizzing or self._window.reading.quiz.asking is None else None
        words = self._window.measuring.about(told)
        if told is not None and not words:
            words = _joined(_words(structure_of(told.id), self._places(told)), self._window.measuring.so_far(told))
        if words != self._window.under_mouse.text():
            self._window.under_mouse.setText(words)

    def _changed(self, old: SceneState, new: SceneState) -> None:
        """A measurement that is gone, or was not ended, is told of no more."""
        gone = new.rulers[: len(old.rulers)] != old.rulers
        dropped = bool(old.begun) and not new.begun and len(new.rulers) == len(old.rulers)
        if gone or dropped:
            self._window.under_mouse.clear()

    def _view_menu(self, found: Found | None, on_skin: Found | None, place: QPoint) -> None:
        if (menu := self._window.measuring.menu(found)) is not None:
            menu.popup(place)
            return
        self.menu(None if found is None else structure_of(found.id), found, on_skin).popup(place)

    def menu(self, name: str | None, found: Found | None = None, on_skin: Found | None = None) -> QMenu:
        """What can be done with a structure or fibre group, or with none, and with a place of the skin over it.

        Both places are held to their bodies now: until one is chosen, what plays moves on.
        """
        here: list[tuple[str, Callable[[], object]]] = []
        measuring = self._window.measuring
        if found is not None:
            x, y, z = (float(c) for c in found.position)
            here.append((text("focus"), lambda: self._window.view.focus_on((x, y, z))))
            if name is not None and not name.startswith(TRIGGER_POINT):
                here.append((text("ruler_from_here"), partial(measuring.measure_from, measuring.anchor_of(found))))
        if on_skin is not None and self._window.session.state.drawing is None:
            told = partial(self._tell_of, "skin", self._on_skin(on_skin), self._places(on_skin))
            here.append((text("probe_here"), told))
        return structure_menu(self._window, self._window.session, name, here)

    def open_menu(self) -> None:
        """The menu of the row that has the focus; elsewhere, over the picture, of what is chosen."""
        if self._window.focusWidget() is self._window.tree.tree:
            self._window.tree.open_menu()
        else:
            self.menu(self._window.session.state.selection).popup(
                self._window.frame.mapToGlobal(self._window.frame.rect().center())
            )


def _words(name: str, places: tuple[Place, ...], latin: bool = True) -> str:
    """Item, place on it, Latin of the more particular one: "Hip bone, right · Iliac crest · Crista iliaca"."""
    if places:
        words = [name_of(name), place_name(places[0], name), place_translated(places[0], "la") if latin else ""]
    else:
        words = [name_of(name), translated(name, "la") if latin else ""]
    return _joined(*words)


def _joined(*words: str) -> str:
    return "  ·  ".join(filter(None, words))
