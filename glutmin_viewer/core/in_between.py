"""A surface in the course of a motion, worked out at even times of it, once each, and in between on the straight way.

For pictures in motion: that is less than a fifth of a millimetre beside the surface of the very moment, and a twentieth
of the work. Where a motion is slow the surface stays for some pictures, so that nothing of it has to be drawn anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

STEPS = 128  # in a motion
STAYS_MM = 0.2  # a surface of which no point has moved as far stays: where it is shown as large as life, half a pixel


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
        self._stays: dict[int, int] = {}
        self._last: tuple[int, float, Surface] | None = None

    def __call__(self, time_s: float) -> Surface:
        """The surface at any time of the motion, the same one as before where it has hardly moved; its normals may be a
        few thousandths shorter than 1."""
        step = min(int(time_s / self._step_s), STEPS - 1)
        share = self._to_a_stay(step, time_s / self._step_s - step)
        if share in (0.0, 1.0):
            return self._known_at(step + int(share))
        if self._last is None or self._last[:2] != (step, share):
            here, there = self._known_at(step), self._known_at(step + 1)
            points, normals = (a + np.float32(share) * (b - a) for a, b in zip(here, there, strict=True))
            self._last = step, share, Surface(points, normals)
        return self._last[2]

    def _to_a_stay(self, step: int, share: float) -> float:
        """The nearest place between two steps at which the surface may stay."""
        if step not in self._stays:
            moved = np.abs(self._known_at(step + 1).points - self._known_at(step).points).max()
            self._stays[step] = max(math.ceil(moved / STAYS_MM), 1)
        return round(share * self._stays[step]) / self._stays[step]

    def _known_at(self, step: int) -> Surface:
        if step not in self._known:
            self._known[step] = self._at(step * self._step_s)
        return self._known[step]
