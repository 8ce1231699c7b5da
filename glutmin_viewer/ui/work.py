"""Long work in the window's own thread: a generator does it piece by piece, one in a turn of the event loop."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, QTimer, Signal

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.ui.texts import complaint

Steps = Generator[float, None, None]  # what does the work, and tells the share done after every piece


class Work(QObject):
    """Between two pieces the window is painted and answers. One piece of work at a time.

    Whoever draws with VTK must do it in this thread, so there is no other one.
    """

    progressed = Signal(float)
    done = Signal()
    failed = Signal(str)  # one sentence

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        return self._steps is not None

    def start(self, steps: Steps) -> None:
        self.cancel()
        self._steps = steps
        self._timer.start()

    def cancel(self) -> None:
        """Stop where it is; the work takes away what it has begun to write."""
        self._timer.stop()
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()

    def finish(self) -> None:
        """Do the rest at once."""
        while self.busy:
            self._step()

    def _step(self) -> None:
        assert self._steps is not None
        try:
            share = next(self._steps)
        except StopIteration:
            self.cancel()
            self.done.emit()
        except InputError as error:
            self.cancel()
            self.failed.emit(complaint(error))
        except BaseException:
            self.cancel()  # before the window tells of it
            self.failed.emit("")
            raise
        else:
            self.progressed.emit(share)
