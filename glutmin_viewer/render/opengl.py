"""OpenGL: windows that draw with it, and one sentence where there is none that will do; VTK would go on, and crash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL classes)
from vtkmodules.vtkCommonCore import reference, vtkLogger
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from glutmin_viewer.core.errors import InputError

LEAST = (3, 2)  # that VTK draws with
ATTEMPTS = 3  # on a busy machine VTK gets no context at first, once in some hundred windows, and does when asked again
REMEDY = (
    "install the driver of the graphics card, or Mesa's, which needs no card "
    "(on Debian and Ubuntu: apt install libgl1 libegl1 libgl1-mesa-dri)"
)
OFF_SCREEN_ONLY = ("vtkEGLRenderWindow", "vtkOSOpenGLRenderWindow")


def new_window() -> vtkRenderWindow:
    """A window of whatever kind works here, chosen by VTK, which tries an X server first."""
    with _no_warnings():
        return vtkRenderWindow()


def offscreen() -> vtkRenderWindow:
    """The same, but not on the screen."""
    window = new_window()
    window.SetOffScreenRendering(True)
    return window


def check_opengl(window: vtkRenderWindow, on_screen: bool = False) -> None:
    """Begin to draw with OpenGL in a window; raises InputError where that cannot be. on_screen: whether it is shown."""
    if on_screen:
        check_display(window)
    with _no_warnings():
        for _ in range(ATTEMPTS):
            window.Initialize()
            if window.GetInitialized():
                break
        major, minor = reference(0), reference(0)
        window.GetOpenGLVersion(major, minor)
    if not window.GetInitialized() or (int(major), int(minor)) < LEAST:
        found = told(window, "version") if window.GetInitialized() else "none"
        raise InputError(f"pictures need OpenGL {'.'.join(map(str, LEAST))} or later, and {found} was found: {REMEDY}.")


def check_display(window: vtkRenderWindow) -> None:
    """Raises InputError where what VTK has chosen cannot be shown on the display."""
    if window.GetClassName() in OFF_SCREEN_ONLY:
        raise InputError(
            f"the display has no OpenGL that a window can use (no GLX that works): {REMEDY}, "
            "use another display, or make pictures without one by `glutmin-viewer render`."
        )


def told(window: vtkRenderWindow, name: str) -> str:
    """The vendor, renderer or version that the OpenGL of a window tells of itself."""
    found = re.search(rf"^OpenGL {name} string:\s*(.+)$", window.ReportCapabilities(), re.MULTILINE)
    return found.group(1) if found else "unknown"


@contextmanager
def _no_warnings() -> Iterator[None]:
    """VTK warns of every kind of window that it cannot have, also where the next one works."""
    verbosity = vtkLogger.GetCurrentVerbosityCutoff()
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    try:
        yield
    finally:
        vtkLogger.SetStderrVerbosity(verbosity)
