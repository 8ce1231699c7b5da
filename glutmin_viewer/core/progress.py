"""What somebody has answered of the quiz so far, kept in a small JSON file on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.quiz import KINDS, Kind

VERSION = 1


class Tally(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many questions were answered, and how many of them right."""

    answered: int = 0
    right: int = 0


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By kind of question; best: the most right answers in a whole round, None before the first."""

    kinds: Mapping[Kind, Tally] = {}
    best: int | None = None
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
    """Write the file, and its folder where there is none; an old file is replaced only once the new one is whole.

    Raises InputError where that cannot be.
    """
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(progress), indent=2) + b"\n")
        temporary.replace(path)
    except OSError as error:
        raise InputError(
            f"the progress of the quiz cannot be kept in {path} ({error.strerror}): it counts until the program is "
            "closed; make that place writable to keep it."
        ) from None


def load_progress(path: Path) -> Progress:
    """What the file holds; nothing answered where there is none. Raises InputError where it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        raise InputError(
            f"the progress of the quiz in {path} cannot be read ({error.strerror}): it is counted anew; make the file "
            "readable to have it again."
        ) from None
    try:
        found = msgspec.json.decode(data, type=Progress)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        found = None
    if found is None or found.version != VERSION or not _is_sound(found):
        raise InputError(
            f"the progress of the quiz in {path} is damaged or of another version: it is counted anew; the next answer "
            "replaces the file."
        )
    return found


def _is_sound(progress: Progress) -> bool:
    tallies = all(0 <= tally.right <= tally.answered for tally in progress.kinds.values())
    return tallies and (progress.best is None or progress.best >= 0)
