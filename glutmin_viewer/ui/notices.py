"""Messages that stay in the window until they are closed, and where unexpected exceptions go while it lives."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.texts import text

Severity = Literal["error", "warning", "info"]
MOST = 3


class Notice(QFrame):
    """One message."""

    def __init__(self, severity: Severity, message: str, details: str | None = None) -> None:
        super().__init__()
        self.message = message
        self.setProperty("role", "notice")
        self.setProperty("severity", severity)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        words = label(message)
        words.setAccessibleName(f"{text(severity)}: {message}")
        layout.addWidget(label(text(severity), "section", wrap=False))
        layout.addWidget(words, 1)
        if details is not None:
            copy = QPushButton(text("copy_details"))
            copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
            layout.addWidget(copy)
        close = QToolButton()
        close.setText("✕")
        close.setToolTip(text("close"))
        close.setAccessibleName(text("close"))
        close.clicked.connect(self.deleteLater)
        close.clicked.connect(self.hide)
        layout.addWidget(close)


class NoticeBar(QWidget):
    """The last few messages above the picture."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)

    def notices(self) -> list[Notice]:
        found = (self._layout.itemAt(i).widget() for i in range(self._layout.count()))
        return [notice for notice in found if isinstance(notice, Notice) and not notice.isHidden()]

    def add(self, severity: Severity, message: str, details: str | None = None) -> None:
        """Show a message; one that is already there is not shown twice."""
        shown = self.notices()
        if message in [notice.message for notice in shown]:
            return
        for old in shown[: max(len(shown) - MOST + 1, 0)]:
            old.hide()
            old.deleteLater()
        self._layout.addWidget(Notice(severity, message, details))


ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class ExceptionWatch:
    """Between `start` and `stop` an exception that nobody caught is told in the notice bar."""

    def __init__(self, bar: NoticeBar) -> None:
        self._bar = bar
        self._before: ExceptHook | None = None

    def start(self) -> None:
        if self._before is None:
            self._before, sys.excepthook = sys.excepthook, self._tell

    def stop(self) -> None:
        if self._before is not None:
            sys.excepthook, self._before = self._before, None

    def _tell(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt) and self._before is not None:
            self._before(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        self._bar.add("error", text("unexpected", error=f"{kind.__name__}: {error}"), details)
