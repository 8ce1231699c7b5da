"""A file that is replaced as a whole: what is there is either the old one or the new one, never half of it."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from glutmin_viewer.core.errors import InputError, Key


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` to write to; it takes its place when the block ends well, else it vanishes.

    What a killed process has left there is written over. Raises OSError where it cannot be written.
    """
    temporary = path.with_name(path.name + ".part")

    def take_away() -> None:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)

    # A process that is ended from outside just while VTK calls Python leaves no block: it goes on the spot.
    atexit.register(take_away)
    try:
        temporary.touch()  # so that a place where nothing can be written is told before the work
        yield temporary
        temporary.replace(path)
    finally:
        take_away()
        atexit.unregister(take_away)


@contextmanager
def whole_file(path: Path, advice: str = "error_advice_place") -> Iterator[Path]:
    """The same with one sentence: raises InputError where it cannot be written; `advice`, the key of a text, says what
    to do then."""
    try:
        with replacing(path) as temporary:
            yield temporary
    except OSError as error:
        raise InputError.of("error_write", path=path, reason=error, advice=Key(advice)) from None
