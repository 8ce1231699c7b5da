"""Long work as a generator: it yields the share done after every piece, 0 to 1, and may return what comes of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import TypeVar

T = TypeVar("T")


def part(steps: Generator[float, None, T], begin: float, end: float) -> Generator[float, None, T]:
    """A work that is a part of a longer one, which it brings from one share to another."""
    with closing(steps):
        while True:
            try:
                share = next(steps)
            except StopIteration as done:
                result: T = done.value
                return result
            yield min(begin + (end - begin) * share, end)


def finished(steps: Generator[float, None, T]) -> T:
    """What comes of a work when all of it is done at once."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
