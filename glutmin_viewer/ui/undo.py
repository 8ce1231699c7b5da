"""Undo and redo in the window: what it shows becomes steps of a history, and a step becomes what it shows again.

One step is a drag, a turn of the wheel or a key held down, and all that changes in one turn of the event loop: what is
chosen, together with where that leads the view. `core.history` knows what only goes on, as the time of a motion does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import count

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSlider

from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.history import (
    History,
    Moment,
    changed,
    changed_fields,
    is_gradual,
    moment,
    preceded,
    redone,
    undone,
)
from glutmin_viewer.core.state import SceneState

PAUSE_S = 0.7  # longer than a key that is held down takes to repeat; what follows sooner is of the same gesture


class Undo(QObject):
    """Told of every change by `scene_changed`, `camera_moved` and `page_turned`; shows a moment by `show`.

    page: the name of the page that is open, and whether it is over once it is left. clock: seconds, never set back.
    """

    stepped = Signal()

    def __init__(
        self,
        document: Document,
        page: Callable[[], tuple[str, bool]],
        show: Callable[[Moment], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._page, self._show, self._clock = page, show, clock
        self.history = History(moment(document))
        self._gestures = count(1)
        self._held: int | None = None  # the gesture of the slider that is held
        self._last: tuple[str, frozenset[str], float] = ("", frozenset(), 0.0)  # the last step: by what, of what, when
        self._at_once = False  # whether that was in this turn of the event loop
        self._showing = False

    def watch(self, sliders: Iterable[QSlider]) -> None:
        """Take what changes while a slider is held as one gesture."""
        for slider in sliders:
            slider.sliderPressed.connect(lambda: self._hold(next(self._gestures)))
            slider.sliderReleased.connect(lambda: self._hold(None))

    def scene_changed(self, scene: SceneState) -> None:
        self._note(Document(scene, self.history.present.document.camera), "scene")

    def camera_moved(self, camera: Camera, by: str) -> None:
        """by: flight, where the program leads the view; else drag (at its end), wheel or keys, of somebody's hand."""
        self._note(Document(self.history.present.document.scene, camera), by)

    def page_turned(self) -> None:
        """Another page beside the same picture is no step."""
        if not self._showing:
            self.history = changed(self.history, moment(self.history.present.document, *self._page()))

    def end_step(self) -> None:
        """Let what comes next be another step, even in the same turn of the event loop."""
        self._at_once = False

    def new_step(self) -> None:
        """The same, even if what comes next looks as if it went on with the last step a moment ago."""
        self.end_step()
        self._last = "", frozenset(), 0.0

    def same_step(self) -> None:
        """Let what comes next be of the last step, as it follows from that."""
        self._at_once = True
        QTimer.singleShot(0, self, self.end_step)

    def undo(self) -> None:
        self._go(undone(self.history))

    def precede(self, scene: SceneState) -> None:
        """Show a scene from before the steps that are remembered; what is shown now can be done again."""
        now = self.history.present
        document = msgspec.structs.replace(now.document, scene=scene)
        self._go(preceded(self.history, msgspec.structs.replace(now, document=document)))

    def redo(self) -> None:
        self._go(redone(self.history))

    def _go(self, history: History) -> None:
        if history is self.history:
            return
        self.history, self._showing = history, True
        try:
            self._show(history.present)
        finally:
            self._showing = False
        self.stepped.emit()

    def _hold(self, gesture: int | None) -> None:
        self._held = gesture

    def _note(self, document: Document, by: str) -> None:
        old, new = self.history, moment(document, *self._page())
        if self._showing or new.document == old.present.document:
            return
        now, fields = self._clock(), changed_fields(old.present.document, new.document)
        follows = self._at_once or self._follows(new.document, by, fields, now)
        gesture = (self._held if by == "scene" else None) or (old.gesture if follows else None) or next(self._gestures)
        self.history = changed(old, new, gesture)
        if self.history.gesture == gesture:  # else it only goes on
            self._last = by, fields, now
            self.same_step()
            self.stepped.emit()

    def _follows(self, document: Document, by: str, fields: frozenset[str], now: float) -> bool:
        """Whether a change goes on with what the last step did a moment ago."""
        last_by, last_fields, then = self._last
        alike = by == last_by and by in ("scene", "wheel", "keys") and fields <= last_fields
        return alike and now - then <= PAUSE_S and is_gradual(self.history.present.document, document)
