"""Every text of the application, one file a language, read against one schema.

Anatomical names: English in `en.toml` with all other texts, Latin (TA2) in `la.toml` and German in `de.toml`. Each
entry may name the facts of the source page that it carries (`facts`), and must name the badge of its claim where it
makes one.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

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
    badges: dict[str, str]
    safety: dict[str, tuple[str, ...]]
    ui: dict[str, str]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Anatomical names alone, by id without its side. Latin has no name for what TA2 does not name."""

    structures: dict[str, str]
    regions: dict[str, str]
    landmarks: dict[str, str]
    groups: dict[str, str]


@cache
def content(language: str = "en") -> Content:
    """The texts of a language."""
    return msgspec.convert(_read(language), Content)


@cache
def names(language: Literal["la", "de"]) -> Names:
    """The anatomical names of a language: "la" Latin (TA2), "de" German."""
    return msgspec.convert(_read(language), Names)


def without_side(structure: str) -> str:
    """hip_bone_right -> hip_bone; gluteus_minimus_left.anterior -> gluteus_minimus."""
    return structure.partition(".")[0].removesuffix("_right").removesuffix("_left")


def _read(name: str) -> dict[str, object]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
