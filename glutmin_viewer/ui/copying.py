"""The picture on the clipboard, to be pasted into a letter or a slide; words where some are selected."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import look

if TYPE_CHECKING:
    from glutmin_viewer.render.style import Backdrop
    from glutmin_viewer.ui.export import Shown
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
    """Put what the export writes as a picture on the clipboard, and say so; not while long work goes on."""
    if not window.busy.refuses():
        shown = window.what_is_shown()
        size = copied_size(*shown.size)
        window.busy.run(text("copy_busy"), _drawn(shown, size, look().backdrop), partial(_put, window, size))


def _drawn(shown: Shown, size: tuple[int, int], backdrop: Backdrop) -> Generator[float, None, np.ndarray]:
    yield 0.0  # so that it is said first that it takes a while
    from glutmin_viewer.render.picture import Manner, Studio  # not wanted at the start

    with Studio(size, Manner(backdrop=backdrop)) as studio:
        return (yield from studio.steps(shown.frame, shown.camera))


def _put(window: Window, size: tuple[int, int], picture: np.ndarray) -> None:
    width, height = size
    image = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    QApplication.clipboard().setImage(image.copy())  # the first is of bytes that go
    window.statusBar().showMessage(text("copy_done", width=width, height=height), TOLD_MS)
