"""How the window was laid out when it was closed, kept on the machine for the next start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from glutmin_viewer.core.kept import load_kept, save_kept

WHAT = "error_of_layout"
Width = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """geometry: place and size of the window, as Qt writes it. left, right: widths of the panels, points."""

    geometry: bytes
    left: Width
    right: Width


def layout_path() -> Path:
    """Where the platform wants what a program remembers."""
    return Path(platformdirs.user_state_dir("glutmin_viewer", appauthor=False)) / "layout.json"


def load_layout(path: Path) -> Layout | None:
    """What the file holds; None where there is none. Raises InputError where it cannot be read or is damaged."""
    return load_kept(path, Layout, WHAT)


def save_layout(layout: Layout, path: Path) -> None:
    """Raises InputError where that cannot be."""
    save_kept(layout, path, WHAT)
