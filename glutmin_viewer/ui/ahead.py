"""A frame worked out ahead, in a thread of its own, while the picture before it is drawn: VTK lets go of the
interpreter as long as that takes, which for most of it waits for other processors or for the graphics card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.state import SceneState

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


class Ahead:
    """Composes one frame at a time. Whoever composes otherwise first calls `take` or `stop`, which wait for the thread:
    composers remember, and are not made for two at once."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._begun: tuple[Composer, SceneState, Future[Frame]] | None = None

    def begin(self, composer: Composer, state: SceneState) -> None:
        """Start on the frame of a state."""
        from concurrent.futures import ThreadPoolExecutor  # not wanted before the first picture

        self._threads = self._threads or ThreadPoolExecutor(1, "ahead")
        self._begun = composer, state, self._threads.submit(composer, state)

    def take(self, composer: Composer, state: SceneState) -> Frame | None:
        """The frame of a state, if it is what was begun with that composer; raises what composing it raised."""
        begun, self._begun = self._begun, None
        if begun is None:
            return None
        *promised, frame = begun
        if promised == [composer, state]:
            return frame.result()
        frame.exception()
        return None

    def stop(self) -> None:
        """Forget what was begun, and let the thread end."""
        if self._threads is not None:
            self._threads.shutdown()
        self._threads = self._begun = None
