"""Shapes of rods that follow lines, all in one mesh: as meshes of their own each would take as long to draw as a bone.

The corners of a shape are weighted sums of five vectors: where its line starts and ends, and as long as it is thick
across the line in its frontal plane, along it, and forward.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor

from glutmin_viewer.core.mesh import Floats, Ints
from glutmin_viewer.render.buffers import Buffer, cells
from glutmin_viewer.render.mapper import mapper_of
from glutmin_viewer.render.style import Colour

SIDES = 24
START, END, ACROSS, ALONG, FORWARD = np.eye(5)  # weights

Vector = tuple[float, float, float]
Vectors = tuple[Sequence[float], Sequence[float], Vector, Vector, Vector]


@dataclass(frozen=True, eq=False)
class Shape:
    """corners, normals: (n, 5) weights; normals are as long as the shape is thick. faces: (m, 3), seen from outside."""

    corners: Floats
    normals: Floats
    faces: Ints


def rod(
    start: Floats, end: Floats, axes: tuple[Floats, Floats, Floats], thick: float = 1.0, pointed: bool = False
) -> Shape:
    """A round rod, or where pointed a cone with its tip at the end.

    axes: one square to it, the one along it, and one square to both, right-handed. All are weights (5,).
    """
    turn = 2.0 * np.pi * np.arange(SIDES)[:, None] / SIDES
    side, along, front = axes
    round_it = np.cos(turn) * side - np.sin(turn) * front
    below, above = start + thick * round_it, end + (0.0 if pointed else thick) * round_it
    ahead = np.broadcast_to(along, round_it.shape)
    corners = np.concatenate([below, below, above, above])
    # Those of the slope of a cone would let the head of an arrow look duller than its shaft.
    return Shape(corners, np.concatenate([-ahead, round_it, round_it, ahead]), _faces_of_rod())


def _faces_of_rod() -> Ints:
    """Of two rings for the side and one for each end."""
    place = np.arange(SIDES, dtype=np.int32)
    after, fan = np.roll(place, -1), place[1:-1]
    end = np.zeros_like(fan)
    lower, upper = SIDES, 2 * SIDES
    faces = [(lower + place, lower + after, upper + after), (lower + place, upper + after, upper + place)]
    faces += [(end, fan + 1, fan), (upper + SIDES + end, upper + SIDES + fan, upper + SIDES + fan + 1)]
    return np.concatenate([np.stack(corners, axis=1) for corners in faces])


def joined(*shapes: Shape) -> Shape:
    """Several shapes as one."""
    firsts = np.cumsum([0, *(len(shape.corners) for shape in shapes[:-1])], dtype=np.int32)
    return Shape(
        np.concatenate([shape.corners for shape in shapes]),
        np.concatenate([shape.normals for shape in shapes]),
        np.concatenate([shape.faces + first for shape, first in zip(shapes, firsts, strict=True)]),
    )


def vectors(start: Sequence[float], end: Sequence[float], thick_mm: float) -> Vectors:
    """The five of a line in a frontal plane."""
    up, right = end[1] - start[1], end[2] - start[2]
    share = thick_mm / (math.hypot(up, right) or 1.0)
    up, right = share * up, share * right
    return start, end, (0.0, right, -up), (0.0, up, right), (thick_mm, 0.0, 0.0)


class Solids:
    """What draws shapes, any other number of others in the next picture."""

    def __init__(self) -> None:
        self._mesh, self._points = vtkPolyData(), vtkPoints()
        self._mesh.SetPoints(self._points)
        self._corners, self._normals = Buffer(), Buffer()
        self._built: list[tuple[Shape, int]] = []
        self._colours: list[Colour] = []
        mapper = mapper_of(self._mesh)
        mapper.SetColorModeToDirectScalars()
        self.actor = vtkActor()
        self.actor.SetMapper(mapper)
        self.hide()
        look = self.actor.GetProperty()
        look.SetAmbient(0.4)
        look.SetDiffuse(0.6)
        look.BackfaceCullingOn()

    def show(self, drawn: Sequence[tuple[Shape, Sequence[Vectors], Sequence[Colour]]]) -> None:
        """Draw shapes from now on, along so many lines each and in a colour for each line."""
        self.actor.VisibilityOn()
        data = self._mesh.GetPointData()
        of_shapes = [(shape, np.array(lines)) for shape, lines, _ in drawn]
        corners = np.concatenate([(shape.corners @ lines).reshape(-1, 3) for shape, lines in of_shapes])
        normals = np.concatenate([(shape.normals @ lines).reshape(-1, 3) for shape, lines in of_shapes])
        if self._corners.write(corners) == "made":
            self._points.SetData(self._corners.array)
        if self._normals.write(normals) == "made":
            data.SetNormals(self._normals.array)
        self._points.Modified()
        built = [(shape, len(lines)) for shape, lines in of_shapes]
        colours = [colour for _, _, of in drawn for colour in of]
        if (built, colours) != (self._built, self._colours):
            self._built, self._colours = built, colours
            each = [shape for shape, count in built for _ in range(count)]
            self._mesh.SetPolys(cells(joined(*each).faces))
            painted = np.repeat(np.array(colours), [len(shape.corners) for shape in each], axis=0)
            data.SetScalars(numpy_to_vtk(np.round(255.0 * painted).astype(np.uint8), deep=True))

    def hide(self) -> None:
        self.actor.VisibilityOff()
