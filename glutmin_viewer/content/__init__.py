"""Every text of the application, one file a language, read against one schema.

English in `en.toml`, German in `de.toml`, with the same keys in the same order; Latin (TA2) in `la.toml` has anatomical
names alone. Each entry may name the facts of the source page that it carries (`facts`), and must name the badge of its
claim where it makes one. One language is in use at a time: `use` sets it, and what was looked up before stays as it is.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import msgspec

from glutmin_viewer.content.data_files import packaged

# What can be read and chosen.
Language = Literal["en", "de"]
# What kind of claim a text makes; see the wording in each language's [badges].
Badge = Literal["anatomy", "model", "tradition", "contested", "ours"]


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A structure, region, landmark, fibre group, motion, trigger point or zone: its name and what it is, in short."""

    name: str
    text: str
    badge: Badge
    source: str
    facts: tuple[str, ...] = ()


class ClaimTerm(Term, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A claim about what the muscle does: also what literature and other models say of it."""

    literature: str
    literature_source: str


class CauseTerm(Term, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another cause of such pain: also what tells it apart."""

    apart: str


class QuizTerm(Term, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of question: how it is asked; its text says what the answers rest on."""

    question: str


class FigureTerm(Term, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A measured figure: how its numbers are written; its text says what they mean. Both are filled in."""

    figure: str


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All texts of one language. Ids of structures, regions and landmarks stand without their side."""

    structures: dict[str, Term]
    regions: dict[str, Term]
    landmarks: dict[str, Term]
    groups: dict[str, Term]
    motions: dict[str, Term]
    claims: dict[str, ClaimTerm]
    trigger_points: dict[str, Term]
    referral: dict[str, Term]
    causes: dict[str, CauseTerm]
    quiz: dict[str, QuizTerm]
    chapters: dict[str, str]
    guide: dict[str, Term]
    making: dict[str, Term]
    figures: dict[str, FigureTerm]
    limits: dict[str, Term]
    badges: dict[str, str]
    safety: dict[str, tuple[str, ...]]
    ui: dict[str, str]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Anatomical names alone, by id without its side. Latin has no name for what TA2 does not name."""

    structures: dict[str, str]
    regions: dict[str, str]
    landmarks: dict[str, str]
    groups: dict[str, str]


_in_use: Language = "en"


def languages() -> tuple[Language, ...]:
    """The languages that all texts are written in."""
    return get_args(Language)


def use(language: Language) -> None:
    """Let `content()` give the texts of a language from now on."""
    global _in_use
    _in_use = language


def language() -> Language:
    """The language in use."""
    return _in_use


def other_language() -> Language:
    """The language whose names are told beside those of the one in use."""
    return "en" if _in_use == "de" else "de"


def content(language: Language | None = None) -> Content:
    """The texts of a language, else of the one in use."""
    return _content(language or _in_use)


@cache
def names(language: Language | Literal["la"]) -> Names:
    """The anatomical names of a language, or "la", Latin (TA2)."""
    if language == "la":
        return packaged(__package__, language, Names)
    texts = content(language)
    sections = ({name: term.name for name, term in getattr(texts, of).items()} for of in Names.__struct_fields__)
    return Names(*sections)


def number(value: float, spec: str = "g") -> str:
    """A number as the language in use writes it: German has a decimal comma. spec: as for `format`."""
    written = format(value, spec)
    return written.replace(".", ",") if _in_use == "de" else written


def inside(name: str, of: Language | None = None) -> str:
    """A name as it stands inside a sentence of a language, else of the one in use: English without its capital; German
    nouns keep theirs."""
    return name if (of or _in_use) == "de" else name.lower()


def without_side(structure: str) -> str:
    """hip_bone_right -> hip_bone; gluteus_minimus_left.anterior -> gluteus_minimus."""
    return structure.partition(".")[0].removesuffix("_right").removesuffix("_left")


@cache
def _content(language: Language) -> Content:
    return packaged(__package__, language, Content)
