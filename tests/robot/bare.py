"""What Qt and VTK leave of every window that is opened and closed, however bare.

VTK 9.7.2 asks an X server for all its GLX configurations, to find that of a window of Qt's, and gives none of the
answers back (`vtkXOpenGLRenderWindow::CreateAWindow`): with Mesa a quarter of a MiB each time.
"""

from __future__ import annotations

import gc

from process_memory import held_mib
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from vtkmodules.qt.QVTKRenderWindowInteractor import QVTKRenderWindowInteractor

from glutmin_viewer.core.heap import give_back_what_is_free

FIRST, COUNTED = 4, 12  # the first ones load what stays


def left_mib() -> float:
    """Of one window, on average, as the system counts it."""
    before = _held_after(FIRST)
    return max(_held_after(COUNTED) - before, 0.0) / COUNTED


def _held_after(openings: int) -> float:
    for _ in range(openings):
        _open_and_close()
    give_back_what_is_free()
    return held_mib()


def _open_and_close() -> None:
    view = QVTKRenderWindowInteractor()
    view.show()
    view.Initialize()
    QApplication.processEvents()
    view.GetRenderWindow().Render()
    view.close()
    view.deleteLater()
    del view
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
