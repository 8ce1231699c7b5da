"""What somebody may ask for is prepared soon after the start, a little at a time, so that it is there at once then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.drawn_skin import drawn_skin
from glutmin_viewer.core.errors import InputError

READY_MS = 700  # after the start, when the first picture stands
PAUSE_MS = 60  # between two pieces: what somebody does meanwhile comes first


class Preparing(QObject):
    """Begins when the first picture stands, and rests while something plays or a button of the mouse is held down."""

    def __init__(self, parent: QObject, atlas: Atlas, occupied: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._pieces, self._occupied = pieces(atlas), occupied
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(READY_MS)

    @property
    def busy(self) -> bool:
        """Whether something is still to be prepared."""
        return self._timer.isActive()

    def _step(self) -> None:
        self._timer.setInterval(PAUSE_MS)
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if not held and not self._occupied() and next(self._pieces, "done") == "done":
            self._timer.stop()


def pieces(atlas: Atlas) -> Iterator[None]:
    """None after every piece. What an atlas lacks for one is told when that is asked for."""
    for work in (_skin, _postures, _layers, _plots, _rest):
        with suppress(InputError):
            for _ in work(atlas):
                yield


def _skin(atlas: Atlas) -> Iterator[None]:
    drawn_skin(atlas)
    yield


def _postures(atlas: Atlas) -> Iterator[None]:
    from glutmin_viewer.core.on_ball import working_out
    from glutmin_viewer.core.postures import ON_BALL, check_takes_postures

    check_takes_postures(atlas)
    for name in dict.fromkeys(ON_BALL.values()):
        for _ in working_out(atlas, name):
            yield
    import scipy.spatial  # noqa: F401  (for one leg laid over the other)

    yield


def _layers(atlas: Atlas) -> Iterator[None]:
    """For a place of the skin, and for the quiz."""
    from glutmin_viewer.core.probe import prepare

    prepare(atlas)
    yield


def _plots(atlas: Atlas) -> Iterator[None]:
    import pyqtgraph  # noqa: F401

    yield
    import glutmin_viewer.ui.plots  # noqa: F401

    yield


def _rest(atlas: Atlas) -> Iterator[None]:
    """What is slow to load."""
    import glutmin_viewer.core.claims
    import glutmin_viewer.render.picture  # noqa: F401

    yield
