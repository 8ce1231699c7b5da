"""The tour of the window: its stops, and whether it has been taken or skipped, kept in a small JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import msgspec
import platformdirs

from glutmin_viewer.core.kept import load_kept, save_kept

WHAT = "error_of_tour"
# In the order in which somebody in pain wants to know them; the words of each are tour_... in the content.
Stop = Literal["welcome", "picture", "points", "where", "guide", "motion", "find"]
STOPS: tuple[Stop, ...] = get_args(Stop)


class Tour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """over: whether it was led to its end, or skipped."""

    over: bool = False


def tour_path() -> Path:
    """Where the platform wants what a program remembers."""
    return Path(platformdirs.user_state_dir("glutmin_viewer", appauthor=False)) / "tour.json"


def load_tour(path: Path) -> Tour:
    """What the file holds, else a tour that is not over; raises InputError where it cannot be read or is damaged."""
    return load_kept(path, Tour, WHAT) or Tour()


def save_tour(tour: Tour, path: Path) -> None:
    """Raises InputError where that cannot be."""
    save_kept(tour, path, WHAT)
