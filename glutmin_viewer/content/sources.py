"""The bibliography: every source of texts, numbers and methods, how it was read, and which texts rest on it.

Sources are in `sources.toml`, which no language changes. Texts cite them by the words under `cited_as`; `passages`
finds those words, so that a source can be opened from wherever it is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from glutmin_viewer.content import Language, Term, content, language
from glutmin_viewer.content.data_files import packaged

# How a source was read: all of it, what is used of it, its abstract, not at all (cited from memory), or as files.
Read = Literal["whole", "part", "abstract", "recalled", "data"]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A publication, a page or a set of data. `note`: what else must be known of it, by language."""

    reference: str
    read: Read
    cited_as: tuple[str, ...]
    facts: tuple[str, ...] = ()
    note: dict[Language, str] = {}

    def remark(self) -> str:
        """The note in the language in use; empty without one."""
        return self.note.get(language(), "")


class Passage(NamedTuple):
    """A piece of a text, and the id of the source that it cites; None between citations."""

    words: str
    source: str | None


class Resting(NamedTuple):
    """A text of the content: its section and its id there."""

    section: str
    id: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ours: tuple[str, ...]
    sources: dict[str, Source]


def sources() -> dict[str, Source]:
    """Every source by its id."""
    return _file().sources


def ours() -> tuple[str, ...]:
    """What a part of a `source` may say instead of citing: that it is this program's own, or has no publication."""
    return _file().ours


def passages(text: str) -> Iterator[Passage]:
    """A text in pieces, those that cite apart from those between them; joined they are the text."""
    end = 0
    for match in _citing().finditer(text):
        if match.start() > end:
            yield Passage(text[end : match.start()], None)
        yield Passage(match.group(), _by_words()[match.group().casefold()])
        end = match.end()
    if end < len(text):
        yield Passage(text[end:], None)


def cited(text: str) -> tuple[str, ...]:
    """Ids of the sources that a text names, each once, in its order."""
    return tuple(dict.fromkeys(passage.source for passage in passages(text) if passage.source is not None))


def resting_on(source: str) -> tuple[Resting, ...]:
    """The texts, in the language in use, whose `source` names this one; raises KeyError for an unknown id."""
    if source not in sources():
        raise KeyError(source)
    return _resting(language()).get(source, ())


def source_strings(of: Language | None = None) -> Iterator[tuple[Resting, str]]:
    """Every text of a language, else of the one in use, with what it says of its sources."""
    texts = content(of)
    for section in texts.__struct_fields__:
        for name, term in getattr(texts, section).items():
            if isinstance(term, Term):
                yield Resting(section, name), term.source
                if literature := getattr(term, "literature_source", ""):
                    yield Resting(section, name), literature
    for told in ("nerve", "red_flags"):
        for line in texts.safety["nerve_sources" if told == "nerve" else "sources"]:
            yield Resting("safety", told), line
    yield Resting("ui", "probe_felt"), texts.ui["probe_felt_source"]


@cache
def _resting(of: Language) -> dict[str, tuple[Resting, ...]]:
    found: dict[str, dict[Resting, None]] = {}
    for text, said in source_strings(of):
        for source in cited(said):
            found.setdefault(source, {})[text] = None
    return {source: tuple(texts) for source, texts in found.items()}


@cache
def _by_words() -> dict[str, str]:
    """Ids by the words that cite, without regard to capitals."""
    return {words.casefold(): name for name, source in sources().items() for words in source.cited_as}


@cache
def _citing() -> re.Pattern[str]:
    longest_first = sorted(_by_words(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@cache
def _file() -> _File:
    return packaged(__package__, "sources", _File)
