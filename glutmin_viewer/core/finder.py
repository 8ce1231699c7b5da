"""Finding by name: the search in all that can be gone to, in every language.

A name that the typed words begin comes before one in which they begin words, and that before one that only has them
somewhere; accents, capitals and the order of words do not matter. Where nothing has all the words, those that begin no
known word give way to the ones most like them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

import msgspec

from glutmin_viewer.content import Language, content, language, languages, without_side
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.findable import KINDS, Command, Entry, FoundKind, entries
from glutmin_viewer.core.pose import Side

# Drawing choices of the search.
ALIKE = 0.75  # least likeness of a mistyped word, by difflib: about one error in four letters
LEAST_LETTERS = 4  # of a word that may be mistyped
MOST_ALIKE = 3  # words that a mistyped one may stand for
ABOUT = 4  # the tier of what has the words not in one name but in all that is known of it


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

    def __init__(
        self, atlas: Atlas, commands: Iterable[Command] = (), saved_views: Mapping[str, str] | None = None
    ) -> None:
        self.language: Language = language()
        self.entries = tuple(entries(atlas, commands, saved_views))
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
            length = 0  # of the name, in words: a thing comes before the parts named after it
            if match.tier < ABOUT:
                length = match.row.names[match.name].count(" ")
            far = entry.side not in (side, None)
            return match.tier, match.name > 0, order[entry.kind], length, far, match.row.place

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
        return _Match(ABOUT if all(f" {word}" in row.words for word in words) else ABOUT + 1, 0, row)
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
    thing = (entry.id, entry.owner) if entry.side is None else (_sideless(entry.id), _sideless(entry.owner))
    return _Row(entry, known, sided, words, (entry.kind, *thing), place)


def _sideless(name: str) -> str:
    """The id of a structure, group or place without its side."""
    head, dot, part = name.partition(".")
    return f"{without_side(head)}{dot}{part}"
