"""Finding by name: an index of all that can be gone to, in every language, and the search in it.

A name that the typed words begin comes before one in which they begin words, and that before one that only has them
somewhere; accents, capitals and the order of words do not matter. Where nothing has all the words, those that are in no
name give way to the words most like them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
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
    "figure",
    "command",
]
KINDS: tuple[FoundKind, ...] = get_args(FoundKind)
# Drawing choices of the search.
ALIKE = 0.75  # least likeness of a mistyped word, by difflib: about one error in four letters
LEAST_LETTERS = 4  # of a word that may be mistyped
MOST_ALIKE = 3  # words that a mistyped one may stand for
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


class Found(msgspec.Struct, frozen=True):
    """An entry, and its name in another language where that is what matched; else nothing."""

    entry: Entry
    by: str = ""


class _Row(msgspec.Struct, frozen=True):
    """An entry as it is searched, in folded words, each after a space.

    names: all its names. sided: the same, each followed by the words for its side. words: all by which it is found.
    thing: what it is on either side. place: its own in the index.
    """

    entry: Entry
    names: tuple[str, ...]
    sided: tuple[str, ...]
    words: str
    thing: tuple[str, str, str]
    place: int


class _Match(msgspec.Struct, frozen=True):
    """How well a row matches, the lower the better; and which of its names did."""

    tier: int
    name: int
    row: _Row


class Index:
    """All that can be gone to in an atlas, by its names in all languages; names are shown in the one in use now."""

    def __init__(self, atlas: Atlas, commands: Iterable[Command] = ()) -> None:
        self.language: Language = language()
        self.entries = tuple(_entries(atlas, commands))
        self._rows = tuple(_row(place, entry) for place, entry in enumerate(self.entries))
        self._vocabulary = sorted({word for row in self._rows for word in row.words.split()})
        self._known = " ".join(("", *self._vocabulary))

    def find(self, typed: str, side: Side = "right", first: Sequence[FoundKind] = (), most: int = 50) -> list[Found]:
        """What the typed words may mean, the best first; without words all that is of a kind in `first`.

        side: the one to go to where the words do not say. first: kinds to be listed before others that match as well.
        """
        order = {kind: place for place, kind in enumerate(dict.fromkeys((*first, *KINDS)))}
        words = folded(typed).split()
        if not words:
            rows = (row for row in self._rows if row.entry.kind in first and row.entry.side in (side, None))
            return [Found(row.entry) for row in sorted(rows, key=lambda row: (order[row.entry.kind], row.place))][:most]
        found = [match for row in self._rows if (match := _match(row, words)) is not None] or self._forgiven(words)

        def rank(match: _Match) -> tuple[int, ...]:
            entry = match.row.entry
            return match.tier, match.name > 0, order[entry.kind], entry.side not in (side, None), match.row.place

        best: dict[tuple[str, str, str], _Match] = {}
        for match in sorted(found, key=rank):
            best.setdefault(match.row.thing, match)  # the better side of each
        return [_told(match, words) for match in best.values()][:most]

    def _forgiven(self, words: list[str]) -> list[_Match]:
        """Matches with the words that are most like those which begin no known word."""
        ways = [(word,) if f" {word}" in self._known else self._alike(word) for word in words]
        found = []
        for row in self._rows:
            meant = [next((way for way in alike if f" {way}" in row.words), "") for alike in ways]
            if all(meant) and (match := _match(row, meant)) is not None:
                found.append(match)
        return found

    def _alike(self, word: str) -> tuple[str, ...]:
        """Beginnings of known words that a mistyped one, perhaps not typed to its end, may stand for."""
        if len(word) < LEAST_LETTERS:
            return ()
        beginnings = {known[:length] for known in self._vocabulary for length in (len(word), len(word) + 1)}
        return tuple(get_close_matches(word, sorted(beginnings), n=MOST_ALIKE, cutoff=ALIKE))


def folded(words: str) -> str:
    """Words without accents and capitals, one space between them: "Gesäß-Muskel" is "gesass muskel".

    Umlauts may be written out (ae, oe, ue), as may the ae and oe of Latin.
    """
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[aou])e", "", plain)))


def _match(row: _Row, words: list[str]) -> _Match | None:
    """How well an entry matches folded words; None where one of them is nowhere in it."""
    if not all(word in row.words for word in words):
        return None
    typed, tiers = " " + " ".join(words), []
    for place, (name, sided) in enumerate(zip(row.names, row.sided, strict=True)):
        if name == typed:
            tier = 0
        elif place == 0 and name.startswith(typed):
            tier = 1
        elif all(f" {word}" in sided for word in words):
            tier = 2
        elif all(word in sided for word in words):
            tier = 3
        else:
            continue
        tiers.append((tier, place))
    if not tiers:
        return _Match(4 if all(f" {word}" in row.words for word in words) else 5, 0, row)
    return _Match(*min(tiers), row)


def _told(match: _Match, words: list[str]) -> Found:
    """With the name that matched, unless the one that is shown anyway has the words too."""
    entry = match.row.entry
    seen = match.name == 0 or all(word in match.row.sided[0] for word in words)
    return Found(entry, "" if seen else entry.others[match.name - 1])


def _row(place: int, entry: Entry) -> _Row:
    side = [] if entry.side is None else [content(of).ui[entry.side] for of in languages()]
    own = entry.name if entry.side is None else entry.name.rpartition(",")[0]
    known = tuple(" " + folded(name) for name in (own, *entry.others))
    sided = tuple(" ".join((name, *map(folded, side))) for name in known)
    words = " ".join((*sided, folded(entry.more)))
    return _Row(entry, known, sided, words, (entry.kind, _sideless(entry.id), _sideless(entry.owner)), place)


def _sideless(name: str) -> str:
    """The id of a structure, group or place without its side."""
    head, dot, part = name.partition(".")
    return f"{without_side(head)}{dot}{part}"


# What there is to be found

_Said = Callable[[Language], str]


def _entries(atlas: Atlas, commands: Iterable[Command]) -> Iterator[Entry]:
    for name in known_ids(atlas):
        yield _structure(atlas.structures[name.partition(".")[0]], name)
    for structure in atlas.structures.values():
        if structure.kind == "bone":
            yield from _places(atlas, structure)
        elif structure.kind == "skin":
            for name in structure.regions:
                yield _entry("skin_region", name, _place_said("region", name), _side_of(name), about=_ui("page_where"))
    yield from _of_tables()
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
        yield _entry("motion", name, partial(_term, "motions", name), about=_ui("find_motion"))
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


def _chapter(name: str, of: Language) -> str:
    return content(of).chapters[name]


def _place_said(kind: Literal["region", "landmark"], name: str) -> _Said:
    return partial(_term, f"{kind}s", without_side(name))


def _side_of(name: str) -> Side | None:
    return next((side for side in SIDES if name.endswith(f"_{side}")), None)


def _in_words(name: str) -> str:
    """An id in words, for what an atlas brings and no text knows."""
    return without_side(name).replace("_", " ").capitalize()
