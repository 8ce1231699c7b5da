"""The small moves of the self-massage, read from `moves.toml`: functions of time that give a posture.

They are played as motions are: `core.playback` says the time, `core.state.with_move` makes it a state.
"""

from __future__ import annotations

from functools import cache

import msgspec

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.postures import Posture, PostureName


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A move that ends where it begins.

    postures: in which it is done. keyframes: share of the duration, mm up, mm forward, share of the way over; between
    them it eases in and out, so that ball and leg rest where they turn.
    """

    duration_s: float
    postures: tuple[PostureName, ...]
    keyframes: tuple[tuple[float, float, float, float], ...]

    def posture(self, name: PostureName, time_s: float) -> Posture:
        """The posture with ball and leg where they are at a time; before the start and after the end they rest."""
        share = min(max(time_s / self.duration_s, 0.0), 1.0)
        k = sum(share >= begun for begun, *_ in self.keyframes[1:-1])
        (begun, *here), (ends, *there) = self.keyframes[k : k + 2]
        t = (share - begun) / (ends - begun)
        t = t * t * (3.0 - 2.0 * t)
        up, forward, over = ((1.0 - t) * a + t * b for a, b in zip(here, there, strict=True))
        return Posture(name, up_mm=up, forward_mm=forward, over=over)


@cache
def moves() -> dict[str, Move]:
    """All moves by id, in the order of the file."""
    return packaged(__package__, "moves", dict[str, Move])


def move_in(name: str, posture: PostureName) -> Move:
    """A move by its id; raises InputError for an unknown one, and for one that is not done in a posture."""
    if name not in moves():
        raise InputError(f'there is no move "{name}" of the massage: choose one of {", ".join(moves())}.')
    found = moves()[name]
    if posture not in found.postures:
        raise InputError(
            f'the move "{name}" is not done in the posture "{posture}": take {" or ".join(found.postures)}.'
        )
    return found
