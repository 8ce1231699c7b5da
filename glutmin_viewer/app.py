"""Composition root of the window: atlas, session, panels and 3D view are put together here, and taken apart again."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.history import lasting
from glutmin_viewer.core.last_scene import last_scene_path, load_last_scene, save_last_scene
from glutmin_viewer.core.layout import layout_path, load_layout, save_layout
from glutmin_viewer.core.log import log_path, start_log
from glutmin_viewer.core.settings import Settings, load_settings, settings_path
from glutmin_viewer.ui.preferences import prefer
from glutmin_viewer.ui.session import EMPTY_ATLAS
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.viewport import Viewport
from glutmin_viewer.ui.window import READY_MS, Window

RESTORED_MS = 8000  # as long as the sentence about it is shown


def make_application(settings: Settings | None = None) -> QApplication:
    """The one QApplication of the process, dressed as the settings say."""
    # VTK's widget is an X11 window on Linux, under Wayland too (through XWayland).
    if sys.platform.startswith("linux") and os.environ.get("QT_QPA_PLATFORM", "wayland").startswith("wayland"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["glutmin-viewer"])
    app.setApplicationName("glutmin_viewer")
    prefer(settings or Settings(), app)
    return app


def make_window(
    atlas_folder: Path | None = None, state_file: Path | None = None, settings: Settings | None = None
) -> Window:
    """The window; what cannot be opened is said in it."""
    problem = None
    try:
        atlas = load_atlas(atlas_folder or bundled_atlas())
    except InputError as error:
        atlas, problem = EMPTY_ATLAS, str(error)
    window = Window(atlas, Viewport, settings)
    window.watch.start()
    if problem is not None:
        window.notices.add("error", problem)
    elif state_file is not None:
        window.files.try_document(state_file)
    return window


def restore(window: Window) -> None:
    """Show what was shown when the window was closed last; from there one step back leads to the first picture."""
    try:
        document = load_last_scene(last_scene_path(), window.session.atlas)
    except InputError as error:
        window.notices.add("warning", str(error))
        return
    if document is not None:
        window.show_document(document)
        if window.undo.history.past:
            window.statusBar().showMessage(text("restored"), RESTORED_MS)


def welcome(window: Window) -> None:
    """Lead through the window whoever opens it for the first time."""
    from glutmin_viewer.ui.tour import first_tour  # not wanted before the first picture

    first_tour(window)


def keep(window: Window) -> None:
    """Keep what is shown for the next start, in the quiz what was shown before it.

    Where that cannot be, it is said where the program was started.
    """
    try:
        save_last_scene(lasting(window.undo.history), last_scene_path())
        save_layout(window.layout_now(), layout_path())
    except InputError as error:
        print(f"glutmin-viewer: {error}", file=sys.stderr)


def lay_out(window: Window) -> None:
    """Let the window stand where it stood when it was closed last."""
    try:
        layout = load_layout(layout_path())
    except InputError as error:
        window.notices.add("warning", str(error))
        return
    if layout is not None:
        window.lay_out(layout)


def run(atlas_folder: Path | None = None, state_file: Path | None = None, fresh: bool = False) -> int:
    """Open the window and stay until it is closed; the exit code. fresh: with the first picture, not the last one."""
    problem, settings = None, Settings()
    try:
        settings = load_settings(settings_path())
    except InputError as error:
        problem = str(error)
    app = make_application(settings)
    # Qt's loop never returns to Python by itself, so Ctrl+C must end the process without its help.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    start_log(log_path())  # where it cannot be written, what goes wrong is told in the window all the same
    window = make_window(atlas_folder, state_file, settings)
    app.styleHints().colorSchemeChanged.connect(lambda _: window.choose(window.settings))
    if problem is not None:
        window.notices.add("warning", problem)
    lay_out(window)
    opened = bool(window.session.atlas.structures)
    if opened and state_file is None and not fresh:
        restore(window)
    window.show()
    if opened and state_file is None:
        QTimer.singleShot(READY_MS, window, lambda: welcome(window))
    code = app.exec()
    if opened:
        keep(window)
    window.close()
    return code
