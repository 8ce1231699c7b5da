"""How large a dialog opens: as large as words are, and never larger than the screen shows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from glutmin_viewer.ui.theme import scaled

SHARE = 0.9  # of the screen, which shows a frame and a title as well


def open_at(dialog: QWidget, width: float, height: float) -> None:
    """Give a dialog a size, told for words of the first choice, as far as the screen has room for it."""
    screen = dialog.screen().availableGeometry()
    dialog.resize(min(scaled(width), int(SHARE * screen.width())), min(scaled(height), int(SHARE * screen.height())))
