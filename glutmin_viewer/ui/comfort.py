"""What a person asked of every program, as far as it is told to this one."""

from __future__ import annotations

import os


def reduced_motion() -> bool:
    """Whether nothing shall move by itself: the environment variable GLUTMIN_REDUCED_MOTION is set, and not to 0."""
    return os.environ.get("GLUTMIN_REDUCED_MOTION", "0") not in {"", "0"}
