"""Messages that stay in the window until they are closed, and where unexpected exceptions go while it lives."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Literal

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from glutmin_viewer.core.log import LOG
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
        layout.setSpacing(12)
        words = label(message)
        words.setAccessibleName(f"{text(severity)}: {message}")
        layout.addWidget(label(text(severity), "section", wrap=False))
        layout.addWidget(words, 1)
        if details is not None:
            copy = QPushButton(text("copy_details"))
            copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
            layout.addWidget(copy)
        self.close_button = close = QToolButton()
        close.setText("✕")
        close.setToolTip(text("close"))
        close.setAccessibleName(text("close"))
        layout.addWidget(close)


class NoticeBar(QWidget):
    """The last few messages above the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[Notice] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)

    def add(self, severity: Severity, message: str, details: str | None = None) -> None:
        """Show a message; one that is already there is not shown twice."""
        if message in [notice.message for notice in self.notices]:
            return
        for old in self.notices[: max(len(self.notices) - MOST + 1, 0)]:
            self._remove(old)
        notice = Notice(severity, message, details)
        notice.close_button.clicked.connect(partial(self._remove, notice))
        self.notices.append(notice)
        self._layout.addWidget(notice)

    def _remove(self, notice: Notice) -> None:
        self.notices.remove(notice)
        self._layout.removeWidget(notice)
        notice.hide()
        notice.deleteLater()


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
        LOG.error("%s", details)
        self._bar.add("error", text("unexpected", error=f"{kind.__name__}: {error}"), details)
