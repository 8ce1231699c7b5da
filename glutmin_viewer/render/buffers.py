"""Arrays handed to VTK.

Each buffer is owned here and written in place: an upload is one copy (which also turns float64 into float32), and the
arrays it is given, which may be those of later frames too, are never aliased.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkFloatArray
from vtkmodules.vtkCommonDataModel import vtkCellArray


class Buffer:
    """A float32 VTK array over numpy memory, rewritten only when it is given another array object."""

    def __init__(self) -> None:
        self._source: np.ndarray | None = None
        self._values = np.empty((0, 0), dtype=np.float32)
        self.array: vtkFloatArray | None = None

    def write(self, values: np.ndarray) -> Literal["kept", "written", "made"]:
        """Take over values; "made" says that `array` is a new object, to be attached again."""
        if values is self._source:
            return "kept"
        self._source = values
        if self.array is None or self._values.shape != values.shape:
            self._values = np.array(values, dtype=np.float32, order="C")
            self.array = numpy_to_vtk(self._values)
            return "made"
        np.copyto(self._values, values, casting="same_kind")
        self.array.Modified()
        return "written"


def cells(corners: np.ndarray) -> vtkCellArray:
    """Shapes by their corners, (n, k) places of points. VTK goes through them faster if told where each begins."""
    count, sides = corners.shape
    begins = np.arange(0, sides * (count + 1), sides, dtype=np.int32)
    made = vtkCellArray()
    made.SetData(numpy_to_vtk(begins, deep=True), numpy_to_vtk(corners.astype(np.int32).ravel(), deep=True))
    return made
