"""Small JSON files that the program keeps for itself on the machine; one that is missing or damaged begins anew."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from glutmin_viewer.core.errors import InputError, Key
from glutmin_viewer.core.reading import MB, whole
from glutmin_viewer.core.whole_file import replacing

T = TypeVar("T", bound=msgspec.Struct)

MOST_BYTES = 4 * MB  # as of a state file, which is the largest of what is kept


def save_kept(value: msgspec.Struct, path: Path, what: str) -> None:
    """Write the file, and its folder where there is none; an old file is replaced only once the new one is whole.

    Raises InputError where that cannot be; `what` is the key of the text that names it there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    except OSError as error:
        raise InputError.of("error_keep", what=Key(what), path=path, reason=error) from None


def load_kept(path: Path, kind: type[T], what: str) -> T | None:
    """What the file holds; None where there is none. Raises InputError where it cannot be read, or holds another."""
    try:
        data = whole(path, MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError.of("error_kept_read", what=Key(what), path=path, reason=error) from None
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise damaged(path, what) from None


def damaged(path: Path, what: str) -> InputError:
    """What to say of a file that does not hold what it should."""
    return InputError.of("error_kept_damaged", what=Key(what), path=path)
