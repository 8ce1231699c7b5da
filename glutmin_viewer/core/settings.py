"""What somebody has chosen for the program itself, kept in a small JSON file in the platform's place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
import platformdirs

from glutmin_viewer.content import Language
from glutmin_viewer.core.kept import load_kept, save_kept

WHAT = "error_of_settings"
Theme = Literal["system", "dark", "light"]
THEMES: tuple[Theme, ...] = get_args(Theme)
MouseScheme = Literal["viewer", "slicer"]
MOUSE_SCHEMES: tuple[MouseScheme, ...] = get_args(MouseScheme)
TEXT_PERCENTS = (90, 100, 110, 120, 135, 150)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """language: that of the window; None for that of the locale. theme: its look. text_percent: how large words are.
    mouse: what the buttons of the mouse do in the picture. reduced_motion: whether nothing shall move by itself.
    """

    language: Language | None = None
    theme: Theme = "system"
    text_percent: Annotated[int, msgspec.Meta(ge=min(TEXT_PERCENTS), le=max(TEXT_PERCENTS))] = 100
    mouse: MouseScheme = "viewer"
    reduced_motion: bool = False


def settings_path() -> Path:
    """Where the platform wants settings."""
    return Path(platformdirs.user_config_dir("glutmin_viewer", appauthor=False)) / "settings.json"


def load_settings(path: Path) -> Settings:
    """What the file holds, else nothing chosen; raises InputError where it cannot be read or is damaged."""
    return load_kept(path, Settings, WHAT) or Settings()


def save_settings(settings: Settings, path: Path) -> None:
    """Raises InputError where that cannot be."""
    save_kept(settings, path, WHAT)
