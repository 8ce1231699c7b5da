"""What can be gone to in an atlas: all that has a name, with its names in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Literal, get_args

import msgspec

from glutmin_viewer.content import Language, content, inside, language, languages, names, without_side
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.core.causes import table
from glutmin_viewer.core.colouring import COLOURINGS
from glutmin_viewer.core.guide import steps
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.core.postures import POSTURES
from glutmin_viewer.core.state import known_ids
from glutmin_viewer.core.trigger_points import trigger_points

# In the order in which equally good finds are listed, unless another kind is asked for first.
FoundKind = Literal[
    "muscle",
    "bone",
    "nerve",
    "bursa",
    "skin",
    "group",
    "region",
    "landmark",
    "trigger_point",
    "motion",
    "posture",
    "cause",
    "step",
    "skin_region",
    "colouring",
    "view",
    "saved_view",
    "figure",
    "command",
]
KINDS: tuple[FoundKind, ...] = get_args(FoundKind)
LATIN: Literal["la"] = "la"


class Entry(msgspec.Struct, frozen=True):
    """One thing to go to.

    id: as the atlas, or the table of its kind, has it. name: in the language in use, with its side. others: its names
    in other languages, without. side: of what there is on both sides. owner: the bone of a region or landmark.
    more: words by which it is found too. shortcut: the key that does the same, as it is shown.
    """

    kind: FoundKind
    id: str
    name: str
    others: tuple[str, ...] = ()
    side: Side | None = None
    owner: str = ""
    more: str = ""
    shortcut: str = ""


class Command(msgspec.Struct, frozen=True):
    """What a window can do: its id, the key of its words in the texts of the window, and its key as it is shown."""

    id: str
    words: str
    shortcut: str = ""


_Said = Callable[[Language], str]


def entries(
    atlas: Atlas, commands: Iterable[Command] = (), saved_views: Mapping[str, str] | None = None
) -> Iterator[Entry]:
    """All of it, by kinds, named in the language in use; and what a window can do. saved_views: their names by ids."""
    for name in known_ids(atlas):
        yield _structure(atlas.structures[name.partition(".")[0]], name)
    for structure in atlas.structures.values():
        if structure.kind == "bone":
            yield from _places(atlas, structure)
        elif structure.kind == "skin":
            for name in structure.regions:
                yield _entry("skin_region", name, _place_said("region", name), _side_of(name), about=_ui("page_where"))
    yield from _of_tables()
    for view, called in (saved_views or {}).items():
        yield Entry("saved_view", view, called, more=" ".join(map(_ui("find_kind_saved_view"), languages())))
    for command in commands:
        yield _entry("command", command.id, _ui(command.words), shortcut=command.shortcut)


def _structure(structure: Structure, name: str) -> Entry:
    """A structure, or one of its fibre groups."""
    group = name.partition(".")[2]

    def said(of: Language) -> str:
        whole = _term("structures", without_side(name), of)
        return f"{_term('groups', group, of)}, {inside(whole, of)}" if group else whole

    latin = "" if group else names(LATIN).structures.get(without_side(name), "")
    kind: FoundKind = "group" if group else structure.kind
    return _entry(kind, name, said, structure.side, latin)


def _places(atlas: Atlas, bone: Structure) -> Iterator[Entry]:
    """The regions of a bone, and its landmarks that do not share their name with one."""
    marks = [name for name, owner in atlas.landmark_structure.items() if owner == bone.id]
    places: list[tuple[Literal["region", "landmark"], str]] = [("region", name) for name in bone.regions]
    places += [("landmark", name) for name in marks]
    taken = set()
    for kind, name in places:
        latin = (names(LATIN).regions if kind == "region" else names(LATIN).landmarks).get(without_side(name), "")
        side = bone.side or _side_of(name)
        bone_said = partial(_term, "structures", without_side(bone.id))
        entry = _entry(kind, name, _place_said(kind, name), side, latin, bone.id, bone_said)
        if entry.name not in taken:
            taken.add(entry.name)
            yield entry


def _of_tables() -> Iterator[Entry]:
    """What is the same for every atlas."""
    for name in trigger_points():
        yield _entry("trigger_point", name, partial(_term, "trigger_points", name), about=_ui("trigger_points"))
    for name in motions():
        yield _entry("motion", name, partial(_term, "motions", name), about=partial(_about_motion, name))
    for name in POSTURES:
        yield _entry("posture", name, _ui(name), about=_ui("find_posture"))
    for name in table().causes:
        yield _entry("cause", name, partial(_term, "causes", name), about=_ui("cause"))
    for step in steps():
        yield _entry("step", step.id, partial(_term, "guide", step.id), about=partial(_chapter, step.chapter))
    for name in COLOURINGS:
        yield _entry("colouring", name, _ui(f"colour_by_{name}"), about=_ui("colour_by"))
    for name in VIEWS:
        yield _entry("view", name, _ui(name), about=_ui(f"{name}_tip"))


def _entry(
    kind: FoundKind,
    name: str,
    said: _Said,
    side: Side | None = None,
    latin: str = "",
    owner: str = "",
    about: _Said = lambda of: "",
    shortcut: str = "",
) -> Entry:
    """An entry with its names in all languages. about: words by which it is found too."""
    spoken = sorted(languages(), key=lambda of: of != language())
    own, *others = map(said, spoken)
    other = tuple(words for words in dict.fromkeys((latin, *others)) if words and words != own)
    shown = own if side is None else f"{own}, {content().ui[side]}"
    return Entry(kind, name, shown, other, side, owner, " ".join(map(about, spoken)), shortcut)


def _ui(key: str) -> _Said:
    """A text of the window without the dots of what asks more, and without the key that a tip ends with."""
    return lambda of: re.sub(r"(…| \([^()]*\))$", "", content(of).ui[key])


def _term(section: str, name: str, of: Language) -> str:
    term = getattr(content(of), section).get(name)
    return _in_words(name) if term is None else str(term.name)


def _about_motion(name: str, of: Language) -> str:
    words = content(of).ui
    return f"{words['find_motion']} {words.get(f'find_{name}', '')}"


def _chapter(name: str, of: Language) -> str:
    return content(of).chapters[name]


def _place_said(kind: Literal["region", "landmark"], name: str) -> _Said:
    return partial(_term, f"{kind}s", without_side(name))


def _side_of(name: str) -> Side | None:
    return next((side for side in SIDES if name.endswith(f"_{side}")), None)


def _in_words(name: str) -> str:
    """An id in words, for what an atlas brings and no text knows."""
    return without_side(name).replace("_", " ").capitalize()
