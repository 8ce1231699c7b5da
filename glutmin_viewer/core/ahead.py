"""What is likely to be shown next, worked out while the picture before it is drawn: a renderer that lets Python run
meanwhile, as VTK does, leaves it a processor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.state import SceneState


class Ahead:
    """A composer that may be told what it will be asked for. It is at work in one thread at a time."""

    def __init__(self, compose: Callable[[SceneState], Frame]) -> None:
        self._compose = compose
        self._thread: Thread | None = None
        self._expected: SceneState | None = None
        self._frame: Frame | None = None

    def __call__(self, state: SceneState) -> Frame:
        """The frame of a state, whether it was expected or not; raises what composing raises."""
        self.wait()
        frame = self._frame if state == self._expected else None
        self._expected = self._frame = None
        return self._compose(state) if frame is None else frame

    def expect(self, state: SceneState) -> None:
        """Begin with a state that is likely to be asked for next."""
        self.wait()
        self._expected, self._frame = state, None
        self._thread = Thread(target=self._work, args=(state,), name="ahead")
        self._thread.start()

    def wait(self) -> None:
        """Let what was begun come to its end."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self, state: SceneState) -> None:
        with suppress(InputError):  # to be told when it is asked for
            self._frame = self._compose(state)
