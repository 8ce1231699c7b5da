"""The robot's hands and eyes: does one thing after another in the window, and looks after each whether all is well."""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import sys
import traceback
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from robot.own_time import CLOCK, load_program
from robot.watch import Watch

load_program()

from process_memory import given_out_mib, held_mib  # noqa: E402
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QThread, QTimer  # noqa: E402
from PySide6.QtGui import QCursor, QPaintEvent, QWheelEvent, QWindow  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QMenu, QWidget  # noqa: E402
from shiboken6 import isValid  # noqa: E402

import glutmin_viewer.ui.quiz  # noqa: E402
from glutmin_viewer import app  # noqa: E402
from glutmin_viewer.core.document import encoded, load_document, settled  # noqa: E402
from glutmin_viewer.core.last_scene import last_scene_path  # noqa: E402
from glutmin_viewer.core.layout import layout_path  # noqa: E402
from glutmin_viewer.core.log import log_path  # noqa: E402
from glutmin_viewer.core.pace import Pace  # noqa: E402
from glutmin_viewer.core.settings import settings_path  # noqa: E402
from glutmin_viewer.core.state import check_against  # noqa: E402
from glutmin_viewer.ui.export import KINDS, ExportDialog  # noqa: E402
from glutmin_viewer.ui.viewport import Viewport  # noqa: E402
from glutmin_viewer.ui.window import Window  # noqa: E402
from robot import acts  # noqa: E402
from robot.bare import left_mib  # noqa: E402
from robot.scenes import write_scenes  # noqa: E402

WAITS_S = (0.0, 0.0, 0.0, 0.02, 0.1, 0.3)  # between two acts
AT_ONCE = 0.3  # how often the next act comes before anything that waits for its turn
BLINKS = 0.9
WHOLE_AT = {300 * place - 50: kind for place, kind in enumerate(KINDS, start=1)}
HANGS_S = 600.0  # three hundred letters may each change a cut, on a machine that does other things
# In between more is shown or less, and pages once opened stay in a window. It is seldom closed on purpose: something is
# left of each (`bare`), and nobody but a robot opens one after the other in a process.
TOLD_EVERY, CALM_EVERY = 250, 2000
FOCUS_MS = 1000
MOST_PX = 700  # of the longer side of a picture that is really written
MODIFIERS = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
}


class User:
    """Acts in whatever window of the program is open; `run` until so many acts are done."""

    def __init__(self, seed: int, events: int, folder: Path, atlas: Path | None) -> None:
        self._atlas, self.events, self.done, self._opened = atlas, events, 0, 0
        self.lots = Random(seed)
        self.watch = Watch()
        self.scenes = write_scenes(folder / "scenes")
        self.folder, self._saved, self._checked = folder, 0, b""
        self._until_s: float | None = None
        self._waits_s: float | None = None
        self._journal = (folder / "journal").open("w", encoding="utf-8")
        self._held: list[QWidget] = []
        self._blinks = False
        self.window: Window
        self._open_eyes()
        glutmin_viewer.ui.quiz.Random = lambda: Random(seed)  # type: ignore[assignment]
        QFileDialog.getOpenFileName = self._choose_file  # type: ignore[method-assign]
        QFileDialog.getSaveFileName = self._choose_name  # type: ignore[method-assign]

    def _open_eyes(self) -> None:
        """Draw the picture once after most acts, and as often as ever during some: it is what takes longest."""
        draw = Viewport.paintEvent

        def paint(view: Viewport, event: QPaintEvent) -> None:
            if not self._blinks:
                draw(view, event)

        Viewport.paintEvent = paint  # type: ignore[method-assign]
        Pace.rested = Pace.moved = lambda *_: None  # type: ignore[method-assign]  # as long each time, whatever they took

    # What is seen

    def grounds(self) -> list[QWidget]:
        """The windows of their own that can be reached: a popup alone, or what a modal dialog leaves."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._held = [popup]
            return self._held
        found = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget.windowType() != Qt.WindowType.ToolTip
            if modal is None or widget is modal or modal.isAncestorOf(widget)
        ]
        # Held, as what Python knows of their children goes with what it knows of them.
        self._held = sorted(found, key=lambda it: (type(it).__name__, it.windowTitle(), it.x(), it.y(), it.width()))
        return self._held

    def seen(self) -> list[QWidget]:
        """What can be acted on of all that is seen; of words, only those with links or to be selected."""
        found = []
        for ground in self.grounds():
            for widget in (ground, *ground.findChildren(QWidget)):
                if isinstance(widget, acts.ACTED_ON) and widget.isEnabled() and widget.isVisible():
                    plain = isinstance(widget, QLabel) and not widget.textInteractionFlags()
                    if not plain and (widget.window() is ground) and not widget.visibleRegion().isEmpty():
                        found.append(widget)
        return found

    def reaches(self, widget: QWidget) -> bool:
        return widget.isVisible() and widget.window() in self.grounds()

    def name(self, widget: QWidget) -> str:
        words = widget.objectName() or widget.accessibleName()
        if isinstance(widget, QAbstractButton | QLabel):
            words = widget.text() or words
        return f"{type(widget).__name__} {words[:40]!r}"

    # What is done

    def note(self, what: str) -> None:
        """Write down what is done next, so that it stands there whatever comes of it."""
        self._journal.write(f"{self.done} {what}\n")
        self._journal.flush()

    def wait(self, seconds: float) -> None:
        self._waits_s = seconds

    def click(
        self,
        widget: QWidget,
        place: QPoint | None,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        at = self._at(widget, widget.rect().center() if place is None else place)
        self.note(f"click {self.name(widget)} {_short(at)} {button.name} {held.name}")
        self._mouse(widget, QTest.mousePress, button, held, at)
        self._mouse(widget, QTest.mouseRelease, button, held, at)

    def double_click(self, widget: QWidget, place: QPoint) -> None:
        at = self._at(widget, place)
        self.note(f"double click {self.name(widget)} {_short(at)}")
        self._mouse(widget, QTest.mouseDClick, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def move(self, widget: QWidget, way: list[QPoint]) -> None:
        at = self._at(widget, way[0])
        self.note(f"move {self.name(widget)} from {_short(at)}")
        for place in way:
            self._mouse(widget, QTest.mouseMove, at + place - way[0])

    def drag(
        self,
        widget: QWidget,
        way: list[QPoint],
        button: Qt.MouseButton,
        held: Qt.KeyboardModifier,
        keys: str | None,
    ) -> None:
        at = self._at(widget, way[0])
        told = " ".join(_short(at + place - way[0]) for place in way)
        self.note(f"drag {self.name(widget)} {told} {button.name} {held.name} {keys or ''}")
        # Words that are taken along stay in the hand until the next click, for which nobody would be left to wait.
        for words in [it for it in QApplication.allWidgets() if isinstance(it, QLabel) and it.hasSelectedText()]:
            words.setSelection(0, 0)
        self._mouse(widget, QTest.mousePress, button, held, at)
        for place in way[1:]:
            self._mouse(widget, QTest.mouseMove, at + place - way[0])
        if keys is not None:
            self.press(keys)
        self._mouse(widget, QTest.mouseRelease, button, held, at + way[-1] - way[0])

    def wheel(self, widget: QWidget, place: QPoint, eighths: int, held: Qt.KeyboardModifier) -> None:
        at = self._at(widget, place)
        self.note(f"wheel {self.name(widget)} {_short(at)} {eighths} {held.name}")
        self._mouse(widget, _turn_wheel, at, eighths, held)

    def press(self, keys: str, times: int = 1) -> None:
        for _ in range(times):
            self.note(f"press {keys}")
            self._key(*acts.sequence(keys))

    def write(self, words: str) -> None:
        self.note(f"write {words[:40]!r}")
        if words.isascii():
            for letter in words:
                self._key(letter)
        else:
            QApplication.clipboard().setText(words)
            self.press("Ctrl+V")

    def _key(self, key: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Down and up: what is pressed may close the window, so each goes to whatever has the keys then."""
        modifiers = [name for name, modifier in MODIFIERS.items() if modifier & held]
        for down in modifiers:
            if (window := self._focused()) is not None:
                QTest.keyPress(window, down)
        if (window := self._focused()) is not None:
            QTest.keyPress(window, key, held)
        for up in (key, *modifiers):
            if (window := self._focused()) is not None:
                QTest.keyRelease(window, up)

    def _mouse(self, widget: QWidget, act: Callable[..., object], *how: object) -> None:
        """Something by the mouse in the window of a widget, if that is still there."""
        if isValid(widget) and (window := _native(widget.window())) is not None:
            act(window, *how)

    def _at(self, widget: QWidget, place: QPoint) -> QPoint:
        """A place of a widget in its window, once that has the focus."""
        self._activate(widget.window())
        return widget.mapTo(widget.window(), place)

    def _focused(self) -> QWindow | None:
        """The window that has the keys; where none has, the one that a click would be for."""
        popup = QApplication.activePopupWidget()
        active = popup or QApplication.activeWindow()
        if active is None or not active.isVisible():
            grounds = self.grounds()
            if not grounds:
                return None
            active = QApplication.activeModalWidget() or grounds[-1]
            self._activate(active)
        return _native(active)

    def _activate(self, window: QWidget) -> None:
        """As the manager of windows does for a click."""
        if window.isActiveWindow() or isinstance(window, QMenu) or window.windowType() == Qt.WindowType.Popup:
            return
        window.activateWindow()
        if not QTest.qWaitForWindowActive(window, FOCUS_MS):
            self.note(f"{self.name(window)} does not get the focus")

    # What the choosers of files are answered

    def _choose_file(self, *_: object) -> tuple[str, str]:
        chosen = self.lots.choice([*self.scenes, *sorted(self.folder.glob("saved*.json")), None])
        self.note(f"choose {None if chosen is None else chosen.name}")
        self._turn_meanwhile()
        return ("" if chosen is None else str(chosen)), ""

    def _choose_name(self, parent: QWidget, title: str, proposed: str, kinds: str) -> tuple[str, str]:
        """A name in the robot's folder, one that cannot be written, or none; what is large is not written."""
        large = isinstance(parent, ExportDialog) and max(parent.size_px()) > MOST_PX
        way = 0 if large else self.lots.randrange(8)
        self._saved += 1
        path = self.folder / ("nowhere" if way == 1 else ".") / f"saved{self._saved % 5}{Path(proposed).suffix}"
        name = "" if way == 0 else str(path)
        self.note(f"save as {Path(name).name!r}")
        self._turn_meanwhile()
        return name, ""

    def _turn_meanwhile(self) -> None:
        """A chooser has a loop of events of its own, in which time goes on."""
        until_s = CLOCK.monotonic() + 0.3
        while CLOCK.turn(until_s):
            QApplication.processEvents()

    # One after the other

    def run(self) -> None:
        """Open the window, again and again, until all is done."""
        timer = QTimer()
        timer.timeout.connect(self._step)
        timer.start()
        faulthandler.enable()
        while self.done < self.events:
            self._open()
            self._take_away()
        timer.stop()

    def _take_away(self) -> None:
        """Let go of the closed window, which with the program goes with the process."""
        self.window.deleteLater()
        del self.window
        self._held = []
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.unfreeze()  # the program freezes what it has loaded, and its window with that
        gc.collect()
        if left := [it for it in QApplication.topLevelWidgets() if isinstance(it, Window)]:
            self._fail(f"A closed window is still there: {left}")

    def _open(self) -> None:
        self.note("open")
        self._opened += 1
        # Panels of another size would leave another to the picture, and another scene something in the composer.
        if (self.done + 1) % CALM_EVERY == 0:
            for path in (last_scene_path(), layout_path(), settings_path()):
                path.unlink(missing_ok=True)
        code = app.run(self._atlas)
        if code != 0:
            self._fail(f"The program ended with {code}.")

    def _step(self) -> None:
        """A turn: time goes on, or the next act."""
        try:
            self.watch.begin()
            windows = [it for it in QApplication.topLevelWidgets() if isinstance(it, Window) and it.isVisible()]
            if not windows or QThread.currentThread().loopLevel() == 0:  # it is being opened
                return
            (self.window,) = windows
            if self._until_s is not None and CLOCK.turn(self._until_s):
                return
            self._until_s = None
            self._act()
        except BaseException as error:
            self._fail("".join(traceback.format_exception(error)))

    def _act(self) -> None:
        self._look()
        if self.done >= self.events:
            self.window.close()
            return
        faulthandler.dump_traceback_later(HANGS_S, exit=True)
        self.done += 1
        self._waits_s = None
        lots = self.lots
        act = lots.choices(list(acts.ACTS), list(acts.ACTS.values()))[0]
        if self.done % CALM_EVERY == CALM_EVERY - 1:
            act = acts.leave
        if self.done % CALM_EVERY == 0:
            act = acts.calm
        if self.done in WHOLE_AT:
            act = partial(acts.take_along, kind=WHOLE_AT[self.done])
        self._blinks = lots.random() < BLINKS
        act(self, lots)
        if self._blinks:
            self._blinks = False
            if isValid(self.window):
                self.window.view.update()
        if self._waits_s is None and lots.random() < AT_ONCE:
            return
        self._until_s = CLOCK.monotonic() + (lots.choice(WAITS_S) if self._waits_s is None else self._waits_s)

    def _look(self) -> None:
        """Whether all is well: nothing was heard of, and what is shown is what a file may hold."""
        if problems := self.watch.problems():
            self._fail("\n".join(problems))
        document = self.window.document
        data = encoded(document)
        if data != self._checked:
            self._checked = data
            self.note(f"= {zlib.crc32(data):08x}")
            path = self.folder / "shown.json"
            path.write_bytes(data)
            loaded = load_document(path)
            check_against(loaded.scene, self.window.session.atlas)
            check_against(self.window.session.state, self.window.session.atlas)
            if loaded != settled(document):
                self._fail(f"What is shown is not what was saved of it: {document}")
        if self.done % TOLD_EVERY == 0:
            self._tell()

    def _tell(self) -> None:
        """How much memory the process holds, and has given out."""
        gc.collect()
        told = {
            "calm": self.done % CALM_EVERY == 0,
            "mib": held_mib(),
            "given_out_mib": given_out_mib(),
            "widgets": len(QApplication.allWidgets()),
            "windows": self._opened,
        }
        print(json.dumps({"done": self.done, **told}), flush=True)

    def _fail(self, what: str) -> None:
        """Say what went wrong, and end at once: nothing that follows would tell more."""
        print(json.dumps({"fault": what, "done": self.done}), flush=True)
        os._exit(1)


def _native(window: QWidget) -> QWindow | None:
    """What the system sends events to; `windowHandle` may give one that is gone."""
    return next((it for it in QApplication.topLevelWindows() if it.winId() == window.internalWinId()), None)


def _turn_wheel(window: QWindow, place: QPoint, eighths: int, held: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(place), QPointF(window.mapToGlobal(place)), QPoint(), QPoint(0, eighths), Qt.MouseButton.NoButton,
        held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(window, event)


def _short(place: QPoint) -> str:
    return f"{place.x()},{place.y()}"


def main(seed: int, events: int, folder: Path, atlas: Path | None = None) -> int:
    """Act so often; 0 where nothing went wrong. What it says is a line of JSON each."""
    app.make_application()
    QApplication.setKeyboardInputInterval(60_000)  # letters typed in a list are of one word, however slow
    QApplication.setDoubleClickInterval(5)  # a box does not take the next click for its own
    QCursor.setPos(QPoint(0, 0))
    print(json.dumps({"left_mib": left_mib()}), flush=True)
    User(seed, events, folder, atlas).run()
    log = log_path()
    if log.exists() and "ERROR" in log.read_text(encoding="utf-8"):
        print(json.dumps({"fault": log.read_text(encoding="utf-8"), "done": events}), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:])))
