"""The sign that the window is busy: words in the status line and another cursor, at once; and a way to stop.

What cannot be cut in pieces stands in `sign`: it is seen until that is over, and what is pressed or typed meanwhile
comes after it. What can be cut is given to `Busy.run`: the window lives meanwhile, and a second such work is refused in
words.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget

from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.work import Steps, Work

T = TypeVar("T")
TOLD_MS = 6000
LOW = "QPushButton { padding: 0 8px; min-height: 0; }"  # the status line, and so the picture, keeps its height


@contextmanager
def sign(widget: QWidget, words: str) -> Iterator[None]:
    """Say in the status line of a widget's window what is being done until it is done."""
    window = widget.window()
    if not isinstance(window, QMainWindow) or not window.isVisible():
        yield
        return
    status = window.statusBar()
    before = status.currentMessage()
    status.showMessage(words)
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    status.repaint()  # the loop of events comes to it afterwards only
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()
        if status.currentMessage() == words:
            status.showMessage(before, TOLD_MS)


class Busy(QObject):
    """Long work of a window, one at a time: words with the share done, a button to stop it, and Esc.

    complain: hears in one sentence of what cannot be done.
    """

    def __init__(self, window: QMainWindow, complain: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._complain = window, complain
        self._words, self._percent, self._refused = "", 0, False
        self._finish: Callable[[], None] = lambda: None
        self._escape: QShortcut | None = None
        self.work = Work(self)
        self.button = QPushButton()
        self.button.setStyleSheet(LOW)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.stop)
        self.button.hide()
        window.statusBar().addPermanentWidget(self.button)
        self.work.progressed.connect(self._progress)
        self.work.done.connect(self._done)
        self.work.failed.connect(self._fail)

    def refuses(self) -> bool:
        """Whether something is going on that has to end before other long work begins; if so, that is said."""
        if self.work.busy:
            self._refused = True
            self._say()
        return self.work.busy

    def run(self, words: str, steps: Generator[float, None, T], done: Callable[[T], None]) -> None:
        """Work piece by piece, and give `done` what comes of it; where it is stopped or fails nothing has happened."""
        if self.refuses():
            steps.close()
            return
        self._words, self._percent, self._refused = words, 0, False
        self.button.setText(text("export_cancel"))
        self.button.setToolTip(text("busy_cancel_tip"))
        self.button.setAccessibleName(text("busy_cancel_tip"))
        self.button.show()
        self._escape = QShortcut(QKeySequence("Esc"), self._window)
        self._escape.activated.connect(self.stop)
        QApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        self._say()
        self._window.statusBar().repaint()
        self.work.start(self._whole(steps, done))

    def stop(self) -> None:
        """Stop what is going on, and say so."""
        if self.work.busy:
            self.work.cancel()
            self._end()
            self._window.statusBar().showMessage(text("busy_stopped"), TOLD_MS)

    def _whole(self, steps: Generator[float, None, T], done: Callable[[T], None]) -> Steps:
        self._finish = partial(done, (yield from steps))

    def _progress(self, share: float) -> None:
        self._percent = int(100.0 * share)
        self._say()

    def _say(self) -> None:
        words = "busy_refused" if self._refused else "busy_share"
        self._window.statusBar().showMessage(text(words, what=self._words, percent=self._percent))

    def _done(self) -> None:
        self._end()
        self._finish()

    def _fail(self, sentence: str) -> None:
        self._end()
        if sentence:
            self._complain(sentence)

    def _end(self) -> None:
        """The sign is gone."""
        if self._escape is not None:
            self._escape.setParent(None)
            self._escape.deleteLater()
            self._escape = None
        self.button.hide()
        QApplication.restoreOverrideCursor()
        self._window.statusBar().clearMessage()
