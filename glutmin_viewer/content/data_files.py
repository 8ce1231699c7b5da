"""Data files that come with the program, read against their types; one that is damaged is told by name."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec
import tomli

T = TypeVar("T")


class Damaged(Exception):
    """A file of the installed program is not as it was made: one sentence that names it and the remedy."""


def packaged(package: str | None, name: str, kind: type[T]) -> T:
    """What NAME.toml in a package holds; raises Damaged."""
    assert package is not None
    return read(resources.files(package).joinpath(f"{name}.toml"), kind)


def read(path: Traversable, kind: type[T]) -> T:
    """What a TOML file holds, as that type; raises Damaged."""
    try:
        return msgspec.convert(tomli.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        reason = "".join(letter if letter.isprintable() else " " for letter in str(error))
        raise Damaged(f"{path} is damaged ({reason[:300]}): install glutmin_viewer again.") from None
