"""The trigger points, read from `trigger_points.toml`: which group each belongs to and where in the muscle it lies."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.errors import InputError


class TriggerPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """across, along: fractions 0..1 of the muscle, from front to back and from origin to insertion."""

    group: Literal["anterior", "posterior"]
    across: float
    along: float


@cache
def trigger_points() -> dict[str, TriggerPoint]:
    """All trigger points by id."""
    return packaged(__package__, "trigger_points", dict[str, TriggerPoint])


def trigger_point(name: str) -> TriggerPoint:
    """One trigger point by id; raises InputError for an unknown one."""
    try:
        return trigger_points()[name]
    except KeyError:
        names = ", ".join(trigger_points())
        raise InputError(f'there is no trigger point "{name}": choose one of {names}.') from None
