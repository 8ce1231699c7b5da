"""Words for what is on the screen: looked up in the content, with the side where there is one."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Literal

from glutmin_viewer.content import Language, Term, content, inside, language, names, number, without_side
from glutmin_viewer.core import errors
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.places import Place


class _Filling(string.Formatter):
    def format_field(self, value: object, spec: str) -> str:
        return number(value, spec) if isinstance(value, float) else super().format_field(value, spec)


def text(key: str, **values: object) -> str:
    """A text of the window, filled in; numbers as the language writes them."""
    return filled(content().ui[key], values)


def complaint(error: InputError) -> str:
    """What an error says, in the language in use as far as it is known there."""
    return errors.told(error, language())


def filled(words: str, values: Mapping[str, object]) -> str:
    """Words with values in their places; numbers as the language writes them."""
    return _Filling().vformat(words, (), values)


def term_of(item: str) -> Term | None:
    """What the content says of a structure, fibre group or trigger point; None where an atlas brings its own."""
    head, _, part = item.partition(".")
    if head == TRIGGER_POINT:
        return content().trigger_points.get(part)
    return content().groups.get(part) if part else content().structures.get(without_side(item))


def description_of(item: str) -> Term | None:
    """What is written of an item. The groups' texts speak of the minimus: another muscle's group gets that muscle's."""
    head, _, group = item.partition(".")
    another = group and head != TRIGGER_POINT and without_side(head) != "gluteus_minimus"
    return content().structures.get(without_side(head)) if another else term_of(item)


def short_name(item: str) -> str:
    """The name alone, for a place that shows what it belongs to."""
    term = term_of(item)
    return term.name if term is not None else _words(item)


def name_of(item: str) -> str:
    """The full name: "Anterior fibres, gluteus minimus, right"."""
    head, _, part = item.partition(".")
    if head == TRIGGER_POINT:
        return short_name(item)
    words = [short_name(item)] + ([inside(short_name(head))] if part else [])
    return ", ".join([*words, *_side(head)])


def translated(item: str, language: Language | Literal["la"]) -> str:
    """The Latin or other name of a structure or fibre group, else that of the group's muscle; empty without any."""
    known, group = names(language), item.partition(".")[2]
    return known.groups.get(group, "") or known.structures.get(without_side(item), "")


def place_term(place: Place) -> Term | None:
    """What the content says of a region or landmark; None where an atlas brings its own."""
    terms = content().regions if place.kind == "region" else content().landmarks
    return terms.get(without_side(place.id))


def place_name(place: Place, item: str) -> str:
    """The name of a region or landmark of an item, with its side where the item, as the sacrum, has none."""
    term = place_term(place)
    name = term.name if term is not None else _words(place.id)
    return ", ".join([name, *(() if _side(item) else _side(place.id))])


def place_translated(place: Place, language: Language | Literal["la"]) -> str:
    """The Latin or other name of a region or landmark; empty where it has none."""
    known = names(language).regions if place.kind == "region" else names(language).landmarks
    return known.get(without_side(place.id), "")


def _side(name: str) -> list[str]:
    """The word for the side in an id, where it has one."""
    return [text(side) for side in ("right", "left") if name.endswith(f"_{side}")]


def _words(name: str) -> str:
    """An id in words, without its side, for what the content does not know."""
    return without_side(name).replace("_", " ").capitalize()
