"""What somebody has answered of the quiz so far, kept in a small JSON file on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from glutmin_viewer.core.kept import damaged, load_kept, save_kept
from glutmin_viewer.core.quiz import KINDS, Kind

VERSION = 1
WHAT = "error_of_quiz"
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]  # nobody answers more


class Tally(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many questions were answered, and how many of them right."""

    answered: Count = 0
    right: Count = 0


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By kind of question; best: the most right answers in a whole round, None before the first."""

    kinds: Mapping[Kind, Tally] = {}
    best: Count | None = None
    version: int = VERSION

    @property
    def answered(self) -> int:
        return sum(tally.answered for tally in self.kinds.values())

    @property
    def right(self) -> int:
        return sum(tally.right for tally in self.kinds.values())


def with_answer(progress: Progress, kind: Kind, right: bool) -> Progress:
    """With one more answer."""
    before = progress.kinds.get(kind, Tally())
    after = Tally(before.answered + 1, before.right + right)
    kinds = dict(progress.kinds) | {kind: after}
    return msgspec.structs.replace(progress, kinds={kind: kinds[kind] for kind in KINDS if kind in kinds})


def with_round(progress: Progress, right: int) -> Progress:
    """With a whole round and its right answers."""
    return msgspec.structs.replace(progress, best=max(right, progress.best or 0))


def save_progress(progress: Progress, path: Path) -> None:
    """Raises InputError where that cannot be."""
    save_kept(progress, path, WHAT)


def load_progress(path: Path) -> Progress:
    """What the file holds; nothing answered where there is none. Raises InputError where it cannot be read."""
    found = load_kept(path, Progress, WHAT)
    if found is not None and (found.version != VERSION or not _is_sound(found)):
        raise damaged(path, WHAT)
    return found or Progress()


def _is_sound(progress: Progress) -> bool:
    return all(tally.right <= tally.answered for tally in progress.kinds.values())
