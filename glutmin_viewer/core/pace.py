"""How a picture is drawn while something moves: in full where that is fast enough, else the quick way; and when what
was moved is drawn in full again.

Both follow from what pictures took so far, whoever draws them: nothing is known here of processors and graphics cards.
All bounds are choices of ours.
"""

from __future__ import annotations

import math

FULL_S = 1 / 50  # a picture at rest that takes no longer is drawn in full in motion too
SLOW_S, SLOW_PICTURES = 1 / 30, 3  # so many moving ones in a row that take longer, and the quick way is taken for good
REST_S = 0.4  # after the last move, at most: by then the picture stands in full
WAIT_S = (0.08, 0.25)  # for another move, before the full picture is begun that would make it wait


class Pace:
    """What is told of the time that pictures take decides how the next ones are drawn."""

    def __init__(self) -> None:
        self._rest_s = math.inf
        self._slow = 0

    @property
    def in_full(self) -> bool:
        """Whether pictures in motion are drawn as those at rest are."""
        return self._slow < SLOW_PICTURES and self._rest_s <= FULL_S

    @property
    def wait_s(self) -> float:
        """How long after a moving picture the one at rest is begun."""
        least, most = WAIT_S
        return min(max(REST_S - self._rest_s, least), most)

    def rested(self, seconds: float) -> None:
        """A picture at rest took so long."""
        self._rest_s = seconds

    def moved(self, seconds: float) -> None:
        """A picture in motion took so long."""
        if self.in_full:
            self._slow = self._slow + 1 if seconds > SLOW_S else 0
