"""Dialogs that stand beside the window and do not keep anybody from it: of each kind there is one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget


def bring_up(dialog: QDialog) -> None:
    """Show a dialog, before all others, and give it the keys."""
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def close_dialogs(window: QWidget) -> None:
    """Away with all dialogs of a window and with what they are doing: their words, or the window, are over."""
    for dialog in window.findChildren(QDialog):
        dialog.close()
        dialog.setParent(None)
        dialog.deleteLater()
