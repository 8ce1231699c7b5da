"""The keyboard focus while controls are made anew, in another language or look: it stays where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Place:
    """A control by its panel's number, its kind and its object name, and by how many of these were made before it."""

    panel: int
    kind: type[QWidget]
    name: str
    rank: int


def place_of(control: QWidget | None, panels: Sequence[QWidget]) -> Place | None:
    """Where a control is; None where it is in none of the panels.

    What is made only when it is wanted, in any order, needs an object name.
    """
    for number, panel in enumerate(panels):
        if control is not None and panel.isAncestorOf(control):
            kind, name = type(control), control.objectName()
            return Place(number, kind, name, _alike(panel, kind, name).index(control))
    return None


def give_focus(place: Place | None, panels: Sequence[QWidget]) -> None:
    """Give the focus to what stands now where a control was; nothing where there is no such place any more."""
    if place is None:
        return
    there = _alike(panels[place.panel], place.kind, place.name)
    if place.rank < len(there):
        there[place.rank].setFocus()


def _alike(panel: QWidget, kind: type[QWidget], name: str) -> list[QWidget]:
    """All of a kind and name, in the order in which they were made."""
    return [it for it in panel.findChildren(kind) if type(it) is kind and it.objectName() == name]
