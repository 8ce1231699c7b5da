"""Settings take effect: look, size of words and motion, for the whole application."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.settings import TEXT_PERCENTS, Settings, Theme
from glutmin_viewer.ui.comfort import reduce_motion
from glutmin_viewer.ui.style_sheet import dress
from glutmin_viewer.ui.theme import DARK, LEAST_WIDTH, LIGHT, Look, look, text_scale, wear


def application() -> QApplication:
    """The one of this process."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def prefer(settings: Settings, app: QApplication) -> None:
    """Do as the settings say from now on."""
    reduce_motion(settings.reduced_motion)
    if differs(settings, app) or not app.styleSheet():
        wear(*_clothes(settings, app))
        dress(app)


def differs(settings: Settings, app: QApplication) -> bool:
    """Whether what is painted and measured by hand would be made anew for the settings."""
    return _clothes(settings, app) != (look(), text_scale())


def _clothes(settings: Settings, app: QApplication) -> tuple[Look, float]:
    """The look, and the size of words against the ordinary one."""
    return look_of(settings.theme, app), fitting(settings.text_percent, app) / 100.0


def fitting(percent: int, app: QApplication) -> int:
    """The largest size of words up to one for which the screen has room."""
    room = 100.0 * app.primaryScreen().availableSize().width() / LEAST_WIDTH
    return max((it for it in TEXT_PERCENTS if it <= min(percent, room)), default=TEXT_PERCENTS[0])


def look_of(theme: Theme, app: QApplication) -> Look:
    """The look of a theme; that of the system is dark unless the system says that it is light."""
    light = app.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if theme == "light" or (theme == "system" and light) else DARK
