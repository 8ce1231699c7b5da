"""How pain spreads: the field of the chosen point appears step by step from the point on down the leg.

It goes slowly, with fewer than three changes a second, and not at all where reduced motion is asked for.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from glutmin_viewer.core.frame import TRIGGER_POINT, Frame
from glutmin_viewer.core.showing_pain import with_spread
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.ui.session import Apply

STEP_MM, STEP_MS = 40.0, 400


class Spread(QObject):
    """Plays from the point to the farthest place of its field; another choice, or being asked where it hurts, ends it
    with all of the field shown."""

    running_changed = Signal(bool)

    def __init__(self, apply: Apply, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._apply = apply
        self._reach_mm = self._spread_mm = 0.0
        self._point: str | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(STEP_MS)
        self.timer.timeout.connect(self._step)

    @property
    def running(self) -> bool:
        return self.timer.isActive()

    def start(self, state: SceneState, frame: Frame) -> None:
        """Begin anew with the field of a frame."""
        self._reach_mm, self._spread_mm, self._point = _reach_mm(frame), 0.0, state.trigger_point
        if self._reach_mm > 0.0:
            self.timer.start()
            self._apply(partial(with_spread, spread_mm=STEP_MM))
            self.running_changed.emit(True)

    def stop(self) -> None:
        """Show all of the field."""
        if self.running:
            self._end()
            self._apply(partial(with_spread, spread_mm=None))

    def show_state(self, state: SceneState) -> None:
        if self.running and state.trigger_point != self._point:
            self._end()
        elif self.running and state.drawing is not None:
            QTimer.singleShot(0, self, self.stop)  # the state may not change while it is being told

    def _step(self) -> None:
        self._spread_mm += STEP_MM
        if self._spread_mm >= self._reach_mm:
            self.stop()
        else:
            self._apply(partial(with_spread, spread_mm=self._spread_mm))

    def _end(self) -> None:
        self.timer.stop()
        self.running_changed.emit(False)


def _reach_mm(frame: Frame) -> float:
    """From the chosen point to the farthest place of its field; 0 where either is not on the picture."""
    skin = next((item for item in frame.items if item.pain is not None), None)
    mark = next((item for item in frame.items if item.kind == TRIGGER_POINT and item.selected), None)
    if skin is None or mark is None or skin.points is None or skin.pain is None:
        return 0.0
    within = skin.points[skin.pain.max(axis=1) >= 0.0]
    return float(np.linalg.norm(within - mark.world_from_points[:3, 3], axis=1).max(initial=0.0))
