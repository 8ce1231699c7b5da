"""What a person asked of every program, as far as it is told to this one."""

from __future__ import annotations

import os

_asked = False


def reduced_motion() -> bool:
    """Whether nothing shall move by itself: asked for in the settings, or by the environment variable
    GLUTMIN_REDUCED_MOTION, set and not to 0."""
    return _asked or os.environ.get("GLUTMIN_REDUCED_MOTION", "0") not in {"", "0"}


def reduce_motion(asked: bool) -> None:
    """Whether the settings ask for it."""
    global _asked
    _asked = asked
