"""Hears of everything that goes wrong anywhere in the process: exceptions, warnings, and what Qt and VTK say."""

from __future__ import annotations

import sys
import threading
import traceback
import warnings

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from vtkmodules.vtkCommonCore import vtkOutputWindow, vtkStringOutputWindow

TOLD = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
STACK = 24
OF_QTEST = "occurs outside target window"  # where a drag ends is the robot's choice


class Watch:
    """What was heard of is in `found`, a sentence or a trace each."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._vtk, self._vtk_told = vtkStringOutputWindow(), 0

    def begin(self) -> None:
        """Listen; once more where somebody else has taken the place of a listener."""
        if sys.excepthook != self._raised:
            sys.excepthook = self._raised
            sys.unraisablehook = lambda it: self._raised(it.exc_type, it.exc_value, it.exc_traceback)
            threading.excepthook = lambda it: self._raised(it.exc_type, it.exc_value, it.exc_traceback)
            qInstallMessageHandler(self._qt)
        if vtkOutputWindow.GetInstance() is not self._vtk:
            vtkOutputWindow.SetInstance(self._vtk)
        warnings.simplefilter("error")

    def problems(self) -> list[str]:
        """All that was heard of until now, what VTK has said too."""
        said = self._vtk.GetOutput()
        if len(said) > self._vtk_told:
            self.found.append(f"VTK: {said[self._vtk_told :]}")
            self._vtk_told = len(said)
        return self.found

    def _raised(self, kind: type[BaseException], error: BaseException | None, trace: object) -> None:
        led_to_it = "".join(traceback.format_stack(limit=STACK)[:-1])  # a slot's own trace begins with the slot
        self.found.append("".join(traceback.format_exception(kind, error, trace)) + "in\n" + led_to_it)

    def _qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind not in TOLD and OF_QTEST not in message:
            self.found.append(f"Qt: {message}")
