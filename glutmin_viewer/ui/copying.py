"""The picture on the clipboard, to be pasted into a letter or a slide; words where some are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import look

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window

LARGER = 2.0  # than in the window
MOST_PX = 4096
TOLD_MS = 6000


def copied_size(width: int, height: int) -> tuple[int, int]:
    """The size in pixels of the copy of a view of this size: larger, as far as a picture may be, in its proportion."""
    larger = min(LARGER, MOST_PX / max(width, height))
    return round(larger * width), round(larger * height)


def copy(window: Window) -> None:
    """What Ctrl+C is for: the words that are selected, where a text has the focus; else the picture."""
    focused = QApplication.focusWidget()
    if isinstance(focused, QLabel) and focused.hasSelectedText():  # which lets the window have the key
        QApplication.clipboard().setText(focused.selectedText().replace("\u2029", "\n"))
    else:
        copy_picture(window)


def copy_picture(window: Window) -> None:
    """Put what the export writes as a picture on the clipboard, and say so."""
    from glutmin_viewer.render.picture import Studio  # not wanted at the start

    shown, status = window.what_is_shown(), window.statusBar()
    size = copied_size(*shown.size)
    status.showMessage(text("copy_busy"))
    status.repaint()  # drawing may take a second
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        with Studio(size, backdrop=look().backdrop) as studio:
            picture = studio.picture(shown.frame, shown.camera)
    finally:
        QApplication.restoreOverrideCursor()
        status.clearMessage()
    width, height = size
    image = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    QApplication.clipboard().setImage(image.copy())  # the first is of bytes that go
    status.showMessage(text("copy_done", width=width, height=height), TOLD_MS)
