"""Files that are dropped on the window: one saved scene is opened, and anything else is told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.ui.texts import text


def dropped_scene(dropped: QMimeData) -> Path:
    """The state file that was dropped; raises InputError for several files, and for what is no such file."""
    if len(dropped.urls()) > 1:
        raise InputError(text("drop_several"))
    path = Path(dropped.urls()[0].toLocalFile()) if dropped.urls() else Path()
    if path.suffix.lower() != ".json":
        raise InputError(text("drop_other", name=path.name or dropped.text()))
    return path
