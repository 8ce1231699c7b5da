"""What Qt and VTK leave of every window that is opened and closed, however bare.

VTK 9.7.2 asks an X server for all its GLX configurations, to find that of a window of Qt's, and gives none of the
answers back (`vtkXOpenGLRenderWindow::CreateAWindow`): with Mesa a quarter of a MiB each time.
"""

from __future__ import annotations

import gc

from process_memory import given_out_mib
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from vtkmodules.qt.QVTKRenderWindowInteractor import QVTKRenderWindowInteractor

FIRST, COUNTED = 4, 12  # the first ones load what stays


def left_mib() -> float:
    """Of one window, on average; 0 where the C library does not tell what it has given out."""
    for _ in range(FIRST):
        _open_and_close()
    before = given_out_mib()
    for _ in range(COUNTED):
        _open_and_close()
    after = given_out_mib()
    return 0.0 if before is None or after is None else max(after - before, 0.0) / COUNTED


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
