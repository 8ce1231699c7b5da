"""A clock of one's own, and timers and animations that go by it: in place of Qt's, in the modules of the program."""

from __future__ import annotations

import importlib
import math
import pkgutil
import sys
import time
from collections.abc import Callable

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QObject, QVariantAnimation, Signal

LOOK_S = 1e-6  # how long it takes to look at the clock: who waits for it does not wait for ever
TURN_S = 0.2  # how long a turn of the event loop takes: what is due several times in one comes once, as with Qt
FRAME_MS = 16


class Clock:
    """Seconds that pass by `turn` alone; it has what the program asks the module `time` for."""

    def __init__(self) -> None:
        self._now = 1000.0
        self.timers: list[Timer] = []

    def monotonic(self) -> float:
        self._now += LOOK_S
        return self._now

    perf_counter = monotonic

    def turn(self, until_s: float) -> bool:
        """Fire what is due first, where that is not after a time; else it is that time. Whether there was any."""
        self.timers = [timer for timer in self.timers if shiboken6.isValid(timer)]
        first = min((timer.due_s for timer in self.timers), default=math.inf)
        if first > until_s:
            self._now = max(self._now, until_s)
            return False
        self._now = max(self._now, first)
        for timer in [timer for timer in self.timers if timer.due_s <= self._now]:
            if timer in self.timers and shiboken6.isValid(timer):  # those before it may have stopped it
                timer.fire()
        self._now += TURN_S
        return True


CLOCK = Clock()


class Timer(QObject):
    """What the program uses of QTimer."""

    timeout = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interval_ms, self._single = 0, False
        self.due_s = math.inf

    def setInterval(self, interval_ms: int) -> None:
        self._interval_ms = interval_ms

    def setSingleShot(self, single: bool) -> None:
        self._single = single

    def isActive(self) -> bool:
        return self in CLOCK.timers

    def start(self, interval_ms: int | None = None) -> None:
        if interval_ms is not None:
            self.setInterval(interval_ms)
        self.due_s = CLOCK.monotonic() + self._interval_ms / 1000.0
        if not self.isActive():
            CLOCK.timers.append(self)

    def stop(self) -> None:
        if self.isActive():
            CLOCK.timers.remove(self)

    def fire(self) -> None:
        if self._single:
            self.stop()
        else:
            self.start()
        self.timeout.emit()

    @staticmethod
    def singleShot(interval_ms: int, *receiver_and_slot: QObject | Callable[[], object]) -> None:
        """As with Qt: a receiver that is gone is not called."""
        *receiver, slot = receiver_and_slot
        owner = receiver[0] if receiver else getattr(slot, "__self__", None)
        timer = Timer(owner if isinstance(owner, QObject) else None)
        timer.setInterval(interval_ms)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        timer.timeout.connect(timer.deleteLater)
        timer.start()


class Animation(QObject):
    """What the program uses of QVariantAnimation, for numbers."""

    valueChanged = Signal(object)
    State = QVariantAnimation.State

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._from = self._to = self._began_s = 0.0
        self._duration_ms = 0
        self._timer = Timer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._step)

    def setStartValue(self, value: float) -> None:
        self._from = value

    def setEndValue(self, value: float) -> None:
        self._to = value

    def setDuration(self, duration_ms: int) -> None:
        self._duration_ms = duration_ms

    def state(self) -> QVariantAnimation.State:
        return self.State.Running if self._timer.isActive() else self.State.Stopped

    def start(self) -> None:
        self._began_s = CLOCK.monotonic()
        self._timer.start()
        self._step()

    def stop(self) -> None:
        self._timer.stop()

    def _step(self) -> None:
        share = min((CLOCK.monotonic() - self._began_s) * 1000.0 / self._duration_ms, 1.0)
        self.valueChanged.emit(self._from + share * (self._to - self._from))
        if share == 1.0:
            self.stop()


def load_program() -> None:
    """Load all modules of the window with this clock and these timers; whatever else is loaded keeps those it has."""
    import pyqtgraph  # noqa: F401

    import glutmin_viewer

    before = QtCore.QTimer, QtCore.QVariantAnimation, time.monotonic, time.perf_counter
    QtCore.QTimer, QtCore.QVariantAnimation = Timer, Animation
    time.monotonic, time.perf_counter = CLOCK.monotonic, CLOCK.perf_counter  # they are defaults of arguments too
    try:
        for layer in ("app", "core", "render", "ui"):
            module = importlib.import_module(f"glutmin_viewer.{layer}")
            for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}."):
                importlib.import_module(found.name)
    finally:
        QtCore.QTimer, QtCore.QVariantAnimation, time.monotonic, time.perf_counter = before
    for name, module in sys.modules.items():
        if name.startswith(f"{glutmin_viewer.__name__}.") and getattr(module, "time", None) is time:
            module.time = CLOCK
