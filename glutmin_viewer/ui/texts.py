"""Words for what is on the screen: looked up in the content, with the side where there is one."""

from __future__ import annotations

from glutmin_viewer.content import Term, content, latin, without_side
from glutmin_viewer.core.frame import TRIGGER_POINT


def text(key: str, **values: object) -> str:
    """A text of the window, filled in."""
    return content().ui[key].format(**values)


def term_of(item: str) -> Term | None:
    """What the content says of a structure, fibre group or trigger point; None where an atlas brings its own."""
    head, _, part = item.partition(".")
    if head == TRIGGER_POINT:
        return content().trigger_points.get(part)
    return content().groups.get(part) if part else content().structures.get(without_side(item))


def short_name(item: str) -> str:
    """The name alone, for a place that shows what it belongs to."""
    term = term_of(item)
    return term.name if term is not None else without_side(item).replace("_", " ").capitalize()


def name_of(item: str) -> str:
    """The full name: "Anterior fibres, gluteus minimus, right"."""
    head, _, part = item.partition(".")
    if head == TRIGGER_POINT:
        return short_name(item)
    words = [short_name(item)] + ([short_name(head).lower()] if part else [])
    for side in ("right", "left"):
        if head.endswith(f"_{side}"):
            words.append(text(side))
    return ", ".join(words)


def latin_of(item: str) -> str:
    """The Latin name of the structure, or an empty text."""
    return latin().get(without_side(item), "")
