"""Lines that are drawn on the picture itself, in pixels from its lower left corner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor2D, vtkCoordinate, vtkPolyDataMapper2D, vtkRenderer

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.render import style


class Lines(vtkActor2D):
    """Lines of one colour; how wide they are in points of the screen."""

    width_pt: float


def lines_over(mesh: vtkPolyData, look: Sequence[tuple[style.Colour, float]]) -> list[Lines]:
    """What draws the same lines several times, each time narrower than before: colour and width of each time."""
    return [_lines(mesh, colour, width_pt) for colour, width_pt in look]


def set_lines(mesh: vtkPolyData, polylines: Sequence[np.ndarray]) -> None:
    """Let the lines be those through points (n, 2) each, pixels."""
    points = np.concatenate(polylines) if polylines else np.empty((0, 2))
    placed = vtkPoints()
    placed.SetData(numpy_to_vtk(np.column_stack([points, np.zeros(len(points))]), deep=True))
    mesh.SetPoints(placed)
    cells, first = vtkCellArray(), 0
    for line in polylines:
        cells.InsertNextCell(len(line))
        for corner in range(first, first + len(line)):
            cells.InsertCellPoint(corner)
        first += len(line)
    mesh.SetLines(cells)


def picture_from_world(renderer: vtkRenderer) -> Floats:
    """What takes the world to the picture, where it spans -1 to 1, (4, 4)."""
    width, height = renderer.GetSize()
    native = renderer.GetActiveCamera().GetCompositeProjectionTransformMatrix(width / max(height, 1), -1, 1)
    return np.array([[native.GetElement(i, j) for j in range(4)] for i in range(4)])


def _lines(mesh: vtkPolyData, colour: style.Colour, width_pt: float) -> Lines:
    where = vtkCoordinate()
    where.SetCoordinateSystemToDisplay()
    mapper = vtkPolyDataMapper2D()
    mapper.SetTransformCoordinate(where)
    mapper.SetInputData(mesh)
    actor = Lines()
    actor.width_pt = width_pt
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(colour)
    return actor
