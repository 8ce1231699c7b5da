"""The picture on the clipboard: as large as said, as it is in the window, and never in the place of words."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from glutmin_viewer.render.picture import Studio
from glutmin_viewer.ui.copying import copied_size

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def small(window, monkeypatch):
    """The window as if its view were small, which is soon drawn."""
    whole = window.what_is_shown
    monkeypatch.setattr(window, "what_is_shown", lambda: whole()._replace(size=(120, 90)))
    QApplication.clipboard().setText("words")
    return window


def test_a_copy_is_twice_as_large_as_the_view_up_to_what_a_picture_may_be():
    assert copied_size(800, 600) == (1600, 1200)
    assert copied_size(2500, 1250) == (4096, 2048)
    assert copied_size(1000, 5000) == (819, 4096)


def test_the_picture_of_the_export_is_on_the_clipboard_and_the_window_says_so(small, qtbot):
    qtbot.keyClick(small, Qt.Key.Key_C, CTRL)
    qtbot.waitUntil(lambda: not small.busy.work.busy)
    image = QApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB888)
    with Studio((240, 180)) as studio:
        picture = studio.picture(small.session.frame, small.view.camera)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(180, -1)[:, : 3 * 240]
    assert np.array_equal(rows.reshape(180, 240, 3), picture)
    assert "240 × 180" in small.statusBar().currentMessage() and QApplication.overrideCursor() is None


def test_what_is_selected_as_text_is_copied_instead(small, qtbot):
    field, words = QLineEdit("a name", small), QLabel("read and copied", small)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    for widget in (field, words):
        widget.resize(200, 30)
        widget.show()
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "a name"
    words.setFocus()
    words.setSelection(0, 4)
    qtbot.keyClick(words, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "read"
    small.commands["keys_copy"]()
    qtbot.waitUntil(lambda: not small.busy.work.busy)
    assert QApplication.clipboard().text() == "" and not QApplication.clipboard().image().isNull()
