"""Fixtures of the tests of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from plain import PlainView, with_landmarks
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from glutmin_viewer.app import make_application
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.opening import Opened
from glutmin_viewer.ui.window import Window


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    """Every test sees the application as its users do, whichever comes first."""
    make_application()


@pytest.fixture
def open_window(qtbot) -> Iterator[Callable[[Atlas], Window]]:
    """Opens the window of an atlas around a plain view, active, and closes it after the test."""
    made: list[Window] = []

    def make(atlas: Atlas) -> Window:
        window = Window(Opened(atlas), PlainView)
        made.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # a change of the look would dress them all


@pytest.fixture
def window(open_window, tiny_atlas) -> Window:
    """The window of the atlas of ellipsoids, which has the landmarks that pain is drawn between."""
    return open_window(with_landmarks(tiny_atlas))
