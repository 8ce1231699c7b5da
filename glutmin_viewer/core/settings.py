"""What somebody has chosen for the program itself, kept in a small JSON file in the platform's place."""

from __future__ import annotations

from pathlib import Path

import msgspec
import platformdirs

from glutmin_viewer.content import Language
from glutmin_viewer.core.kept import load_kept, save_kept

WHAT = "the choice of language"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """language: that of the window; None for that of the locale."""

    language: Language | None = None


def settings_path() -> Path:
    """Where the platform wants settings."""
    return Path(platformdirs.user_config_dir("glutmin_viewer", appauthor=False)) / "settings.json"


def load_settings(path: Path) -> Settings:
    """What the file holds, else nothing chosen; raises InputError where it cannot be read or is damaged."""
    return load_kept(path, Settings, WHAT) or Settings()


def save_settings(settings: Settings, path: Path) -> None:
    """Raises InputError where that cannot be."""
    save_kept(settings, path, WHAT)
