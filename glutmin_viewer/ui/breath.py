"""A timer for one spot, with a pace to breathe to: a circle that grows while one breathes in, and shrinks while out.

The source of the massage gives no durations: times and pace are ours, and it says so.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.ui.comfort import reduced_motion
from glutmin_viewer.ui.controls import BadgeLabel, Segments, label
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import look

IN_S, OUT_S = 4.0, 6.0  # six breaths a minute: a choice of ours
LENGTHS_S = {"30": 30.0, "60": 60.0, "90": 90.0}
TICK_MS = 50
CIRCLE_PT, LEAST_SHARE = 64, 0.35


class BreathTimer(QWidget):
    """Runs down, and says when to breathe in and out; with reduced motion nothing grows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._started_s: float | None = None  # by the clock
        self._gone_s = 0.0  # before it was started, where it pauses
        self.length_s = LENGTHS_S["60"]
        self.timer = QTimer(self)
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self.tell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.circle, self.words = _Circle(), label(role="heading", wrap=False)
        row.addWidget(self.circle)
        row.addWidget(self.words, 1)
        layout.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.lengths = Segments({name: text("breath_seconds", s=name) for name in LENGTHS_S}, text("breath_length"))
        for name, button in self.lengths.buttons.items():
            button.clicked.connect(lambda _, name=name: self.set_length(LENGTHS_S[name]))
        self.lengths.choose("60")
        self.button = QPushButton()
        self.button.clicked.connect(self.toggle)
        row.addWidget(self.lengths)
        row.addWidget(self.button, 1)
        layout.addLayout(row)
        self.note, self.badge = label(text("breath_note"), "muted"), BadgeLabel()
        self.badge.show_badge("ours")
        layout.addWidget(self.note)
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        self.tell()

    @property
    def running(self) -> bool:
        return self._started_s is not None

    def set_length(self, seconds: float) -> None:
        """Another length; it begins anew, running where it ran."""
        self.length_s, self._gone_s = seconds, 0.0
        if self.running:
            self._started_s = self._clock()
        self.tell()

    def toggle(self) -> None:
        self.pause() if self.running else self.start()

    def start(self) -> None:
        """Run, on from where it pauses."""
        self._started_s = self._clock()
        self.timer.start()
        self.tell()

    def pause(self) -> None:
        self._gone_s = self._seconds_gone()
        self.timer.stop()
        self._started_s = None
        self.tell()

    def reset(self) -> None:
        self.pause()
        self._gone_s = 0.0
        self.tell()

    def come_back_to(self, before: BreathTimer) -> None:
        """Go on where another timer is, as after a change of language."""
        running = before.running
        before.pause()
        self.length_s, self._gone_s = before.length_s, before._gone_s
        self.lengths.choose(f"{self.length_s:g}")
        self.start() if running else self.tell()

    def _seconds_gone(self) -> float:
        return self._gone_s + (0.0 if self._started_s is None else max(self._clock() - self._started_s, 0.0))

    def tell(self) -> None:
        """Bring words and circle to the time."""
        gone = self._seconds_gone()
        if gone >= self.length_s:
            self.timer.stop()
            self._started_s, self._gone_s = None, 0.0
            self._say(text("breath_done"), 0.0)
            QApplication.beep()  # who lies on a ball does not look at the screen
        elif not self.running:
            self._say(text("breath_ready", time=_minutes(self.length_s - gone)), 0.0)
        else:
            inward, share = breath(gone)
            self._say(text("breath_in" if inward else "breath_out", time=_minutes(self.length_s - gone)), share)
        self.button.setText(
            text("breath_pause" if self.running else "breath_go_on" if self._gone_s else "breath_start")
        )

    def _say(self, words: str, share: float) -> None:
        if words != self.words.text():
            self.words.setText(words)
        self.circle.show_share(0.5 if reduced_motion() else share)


def breath(seconds: float) -> tuple[bool, float]:
    """Whether one breathes in at a time, and how full one is (0..1), easily at both ends."""
    at = seconds % (IN_S + OUT_S)
    inward = at < IN_S
    share = at / IN_S if inward else 1.0 - (at - IN_S) / OUT_S
    return inward, 0.5 - 0.5 * math.cos(math.pi * share)


def _minutes(seconds: float) -> str:
    whole = math.ceil(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


class _Circle(QWidget):
    """A disc in a ring, as large as one is full."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedSize(CIRCLE_PT, CIRCLE_PT)

    def sizeHint(self) -> QSize:
        return QSize(CIRCLE_PT, CIRCLE_PT)

    def show_share(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, most = QPointF(CIRCLE_PT / 2, CIRCLE_PT / 2), CIRCLE_PT / 2 - 2
        painter.setPen(QPen(QColor(look().line), 2.0))
        painter.drawEllipse(middle, most, most)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look().accent))
        radius = most * (LEAST_SHARE + (0.95 - LEAST_SHARE) * self._share)
        painter.drawEllipse(middle, radius, radius)
        painter.end()
