"""Work in pieces: a part tells shares of the whole, hands on what comes of it, and is closed with it."""

from __future__ import annotations

from collections.abc import Generator

from glutmin_viewer.core.steps import finished, part


def work(closed: list[bool]) -> Generator[float, None, str]:
    try:
        yield from (0.0, 0.5, 1.0)
    finally:
        closed.append(True)
    return "made"


def test_what_comes_of_a_work_and_its_shares() -> None:
    closed: list[bool] = []
    assert finished(work(closed)) == finished(part(work(closed), 0.2, 0.4)) == "made"
    assert list(part(work(closed), 0.2, 0.3)) == [0.2, 0.25, 0.3]
    assert closed == [True] * 3


def test_a_part_is_closed_with_the_whole() -> None:
    closed: list[bool] = []
    steps = part(work(closed), 0.0, 1.0)
    next(steps)
    steps.close()
    assert closed == [True]
