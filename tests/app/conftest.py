"""The real window on a real or virtual X server, for tests of it."""

from __future__ import annotations

import os

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.opening import Opened


@pytest.fixture
def shown(qtbot):
    """Puts windows on the screen, each with its first picture drawn, and closes them after the test."""
    if not os.environ.get("DISPLAY"):
        pytest.skip("the real window needs a display: use xvfb-run")
    made = []

    def show(window):
        made.append(window)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowExposed(window)
        qtbot.waitUntil(lambda: window.view.render_s > 0)
        return window

    yield show
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents()
    QApplication.processEvents()


@pytest.fixture
def make_window(shown):
    """Opens the window of an atlas folder, as the program does."""
    from glutmin_viewer.app import make_application, make_window

    make_application()
    return lambda folder=None, state=None: shown(make_window(folder, state))


@pytest.fixture
def window(shown, atlas):
    """The window of the bundled atlas, which is read once for all tests."""
    from glutmin_viewer.app import make_application
    from glutmin_viewer.ui.viewport import Viewport
    from glutmin_viewer.ui.window import Window

    make_application()
    window = Window(Opened(atlas), Viewport)
    window.watch.start()
    return shown(window)
