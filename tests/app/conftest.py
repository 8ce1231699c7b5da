"""The real window on a real or virtual X server, for tests of it."""

from __future__ import annotations

import os

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.bundled import bundled_atlas


@pytest.fixture
def make_window(qtbot):
    """Opens the window of an atlas folder, on the screen, with its first picture drawn."""
    if not os.environ.get("DISPLAY"):
        pytest.skip("the real window needs a display: use xvfb-run")
    from glutmin_viewer.app import make_application, make_window

    make_application()
    made = []

    def make(folder=None, state=None):
        window = make_window(folder, state)
        made.append(window)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowExposed(window)
        qtbot.waitUntil(lambda: window.view.render_s > 0)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents()
    QApplication.processEvents()


@pytest.fixture
def window(make_window):
    return make_window(bundled_atlas())
