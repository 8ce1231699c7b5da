"""Composition root of the window: atlas, session, panels and 3D view are put together here, and taken apart again."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSocketNotifier, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QIcon, QPixmapCache
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.heap import give_back_large_arrays, give_back_what_is_free, share_heaps
from glutmin_viewer.core.history import lasting
from glutmin_viewer.core.last_scene import last_scene_path, save_last_scene
from glutmin_viewer.core.layout import layout_path, load_layout, save_layout
from glutmin_viewer.core.log import log_path, start_log
from glutmin_viewer.core.opening import Opening
from glutmin_viewer.core.settings import Settings, load_settings, settings_path
from glutmin_viewer.ui.picture_window import PictureWindow
from glutmin_viewer.ui.preferences import prefer
from glutmin_viewer.ui.preparing import READY_MS
from glutmin_viewer.ui.qt_words import speak_qt
from glutmin_viewer.ui.texts import complaint
from glutmin_viewer.ui.viewport import Viewport
from glutmin_viewer.ui.window import Window

ICONS = Path(__file__).parent / "ui" / "icons"
ICON_PX = (16, 32, 64)  # what windows and bars show; each has to be read at the start
SCALED_KIB = 1024  # of icons in all sizes and looks that Qt keeps; those of one look take a tenth, on a fine screen
KEPT_MS = 2000  # after the last change: what ends the process on the spot, as a display that goes, loses no more
TIDIED_MS = 3000  # after the last change, too
PATIENCE_S = 2.0  # with a screen that does not let the first picture be drawn


def make_application(settings: Settings | None = None) -> QApplication:
    """The one QApplication of the process, dressed as the settings say; raises InputError where it gets no screen."""
    share_heaps()  # before Qt, VTK and Mesa begin threads
    # Only what holds the picture is a native window with it: menus of others would hang on what is none of their own.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontCreateNativeWidgetSiblings)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = _new_application()
    app.setApplicationName("glutmin_viewer")
    icon = QIcon()
    for size in ICON_PX:
        icon.addFile(str(ICONS / f"{size}.png"))
    app.setWindowIcon(icon)
    QPixmapCache.setCacheLimit(SCALED_KIB)
    speak_qt()
    prefer(settings or Settings(), app)
    return app


def _new_application() -> QApplication:
    # VTK's widget is an X11 window on Linux, under Wayland too (through XWayland). Where Qt finds no platform to run on
    # it ends the process: with a second one to choose from it says what is wrong with the first, and goes on.
    if sys.platform.startswith("linux") and os.environ.get("QT_QPA_PLATFORM", "wayland").startswith("wayland"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    if asked == "xcb":
        os.environ["QT_QPA_PLATFORM"] = "xcb;offscreen"
    said: list[str] = []
    qInstallMessageHandler(lambda kind, context, words: said.append(words or ""))
    try:
        app = QApplication(["glutmin-viewer"])
    finally:
        qInstallMessageHandler(None)
    if asked == "xcb" and app.platformName() != asked:
        raise InputError(
            f"there is no display for a window ({said[0].rstrip(' .') if said else 'Qt says not why'}): start it on a "
            "screen, or make pictures without one by `glutmin-viewer render`."
        )
    for words in said:
        print(words, file=sys.stderr)
    return app


def make_window(
    atlas_folder: Path | None = None,
    state_file: Path | None = None,
    settings: Settings | None = None,
    restored: bool = False,
    present: Callable[[PictureWindow], None] | None = None,
) -> Window:
    """The window, with the scene of a state file, or restored as it was closed last; what cannot be opened is said in
    it. present: puts it on the screen while it is empty.

    Files are read meanwhile: what takes longest of a window is done by X and OpenGL.
    """
    opening = Opening(atlas_folder or bundled_atlas(), state_file, restored and state_file is None)
    try:
        window = Window(opening, Viewport, settings, present)
    finally:
        opening.go_on()  # where there is no window, its thread would wait for ever
    window.watch.start()
    return window


def show_empty(window: PictureWindow) -> None:
    """Put a window where it stood when it was closed last, and let OpenGL begin in it."""
    lay_out(window)
    window.show()
    begun = time.monotonic()
    while not window.view.render_s and time.monotonic() - begun < PATIENCE_S:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def settle() -> None:
    """All is there: never look for garbage in it, which would make a motion halt for a moment now and then, and keep no
    room for as much again."""
    gc.freeze()
    gc.enable()
    give_back_large_arrays()


def welcome(window: Window) -> None:
    """Lead through the window whoever opens it for the first time."""
    from glutmin_viewer.ui.tour import first_tour  # not wanted before the first picture

    first_tour(window)


def keep_at_rest(window: Window) -> None:
    """Keep what is shown from time to time too, whenever nothing has changed for a while."""
    _at_rest(window, KEPT_MS, lambda: _keep_scene(window))


def tidy_at_rest(window: Window) -> None:
    """Give back memory that is free, from time to time too; it could be felt in what moves."""

    def tidy() -> None:
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if held or window.player.playback.playing or window.preparing.busy:
            timer.start()
        else:
            give_back_what_is_free()

    timer = _at_rest(window, TIDIED_MS, tidy)
    timer.start()


def _at_rest(window: Window, rest_ms: int, act: Callable[[], None]) -> QTimer:
    """What acts when nothing has changed for so long."""
    timer = QTimer(window)
    timer.setSingleShot(True)
    timer.setInterval(rest_ms)
    timer.timeout.connect(act)
    # What plays changes all the time: it must not put off what was changed before it.
    window.session.store.subscribe(lambda *_: None if window.session.passing else timer.start())
    window.view.camera_moved.connect(lambda _: timer.start())
    return timer


def _keep_scene(window: Window) -> None:
    with suppress(InputError):  # said when the window is closed
        save_last_scene(lasting(window.undo.history), last_scene_path())


def keep(window: Window) -> None:
    """Keep what is shown for the next start, in the quiz what was shown before it.

    Where that cannot be, it is said where the program was started.
    """
    try:
        save_last_scene(lasting(window.undo.history), last_scene_path())
        save_layout(window.layout_now(), layout_path())
    except InputError as error:
        print(f"glutmin-viewer: {error}", file=sys.stderr)


def lay_out(window: PictureWindow) -> None:
    """Let the window stand where it stood when it was closed last."""
    try:
        layout = load_layout(layout_path())
    except InputError as error:
        window.notices.add("warning", complaint(error))
        return
    if layout is not None:
        window.lay_out(layout)


@contextmanager
def closing_on_signals(app: QApplication) -> Iterator[None]:
    """Meanwhile Ctrl+C and SIGTERM close the window as its button does, so that what is shown is kept and nothing is
    left half written; a second one ends the process at once."""
    if os.name != "posix":  # where Qt cannot wait for a pipe
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        yield
        return
    # Qt's loop never returns to Python by itself: what Python writes into the pipe wakes it.
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: signal.signal(number, signal.SIG_DFL))
    woken = QSocketNotifier(reading, QSocketNotifier.Type.Read, app)
    woken.activated.connect(lambda: (woken.setEnabled(False), app.closeAllWindows()))
    try:
        yield
    finally:
        woken.setEnabled(False)
        woken.deleteLater()
        signal.set_wakeup_fd(-1)
        for end in (reading, writing):
            os.close(end)


def run(atlas_folder: Path | None = None, state_file: Path | None = None, fresh: bool = False) -> int:
    """Open the window and stay until it is closed; the exit code. fresh: with the first picture, not the last one."""
    damaged, settings = None, Settings()
    try:
        settings = load_settings(settings_path())
    except InputError as error:
        damaged = error
    app = make_application(settings)
    with closing_on_signals(app):
        window = make_window(atlas_folder, state_file, settings, restored=not fresh, present=show_empty)
        settle()
        start_log(log_path())  # where it cannot be written, what goes wrong is told in the window all the same
        follow = app.styleHints().colorSchemeChanged.connect(lambda _: window.choose(window.settings))
        if damaged is not None:
            window.notices.add("warning", complaint(damaged))
        opened = bool(window.session.atlas.structures)
        if opened:
            keep_at_rest(window)
            tidy_at_rest(window)
        if opened and state_file is None:
            QTimer.singleShot(READY_MS, window, lambda: welcome(window))
        code = app.exec()
        app.styleHints().colorSchemeChanged.disconnect(follow)
        if opened:
            keep(window)
        window.close()
        return code
