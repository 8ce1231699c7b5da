"""Settings take effect: look, size of words and motion, for the whole application."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.settings import Settings, Theme
from glutmin_viewer.ui.comfort import reduce_motion
from glutmin_viewer.ui.style_sheet import dress
from glutmin_viewer.ui.theme import DARK, LIGHT, Look, wear


def prefer(settings: Settings, app: QApplication) -> bool:
    """Do as the settings say from now on; whether what is painted and measured by hand is to be made anew for it."""
    reduce_motion(settings.reduced_motion)
    another = wear(look_of(settings.theme, app), settings.text_percent / 100.0)
    if another or not app.styleSheet():
        dress(app)
    return another


def look_of(theme: Theme, app: QApplication) -> Look:
    """The look of a theme; that of the system is dark unless the system says that it is light."""
    light = app.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if theme == "light" or (theme == "system" and light) else DARK
