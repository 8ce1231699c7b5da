"""A surface in the course of a motion, worked out at even times of it, once each, and in between on the straight way.

For pictures in motion: that is less than a tenth of a millimetre beside the surface of the very moment, and a
twentieth of the work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

STEPS = 128  # in a motion


class Surface(NamedTuple):
    """Points and unit normals, each (n, 3). Equal to itself alone, so that what is made of one can be kept by it."""

    points: np.ndarray
    normals: np.ndarray

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class InBetween:
    """at: the surface at a time of a motion that takes `duration_s`; it is kept for every step that was asked for."""

    def __init__(self, duration_s: float, at: Callable[[float], Surface]) -> None:
        self._step_s, self._at = duration_s / STEPS, at
        self._known: dict[int, Surface] = {}

    def __call__(self, time_s: float) -> Surface:
        """The surface at any time of the motion; its normals may be a few thousandths shorter than 1."""
        before = min(int(time_s / self._step_s), STEPS - 1)
        share = np.float32(time_s / self._step_s - before)
        here, there = self._known_at(before), self._known_at(before + 1)
        return Surface(*(a + share * (b - a) for a, b in zip(here, there, strict=True)))

    def _known_at(self, step: int) -> Surface:
        if step not in self._known:
            self._known[step] = self._at(step * self._step_s)
        return self._known[step]
