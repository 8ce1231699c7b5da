"""Cylinders and cones in one mesh: as meshes of their own each would take as long to draw as a bone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor

from glutmin_viewer.core.mesh import Floats, Ints, cross
from glutmin_viewer.render.buffers import Buffer, cells
from glutmin_viewer.render.mapper import mapper_of
from glutmin_viewer.render.style import Colour

SIDES = 24
RINGS = 4  # round the lower end, round the side below and above, round the upper end: each with its own normals
CORNERS = RINGS * SIDES
LEAST_MM = 1e-9


class Solids:
    """What draws solids, any other number of others in the next picture."""

    def __init__(self) -> None:
        self._mesh, self._points = vtkPolyData(), vtkPoints()
        self._mesh.SetPoints(self._points)
        self._corners, self._normals = Buffer(), Buffer()
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

    def show(self, lines: Floats, radius_mm: Floats, pointed: Ints, colours: Sequence[Colour]) -> None:
        """Draw these from now on, see `swept`; a colour each."""
        self.actor.VisibilityOn()
        corners, normals = swept(lines, radius_mm, pointed)
        data = self._mesh.GetPointData()
        if self._corners.write(corners) == "made":
            self._points.SetData(self._corners.array)
            self._mesh.SetPolys(cells(_faces(len(lines))))
        if self._normals.write(normals) == "made":
            data.SetNormals(self._normals.array)
        self._points.Modified()
        if colours != self._colours:
            self._colours = list(colours)
            bytes_each = np.round(255.0 * np.array(colours)).astype(np.uint8)
            data.SetScalars(numpy_to_vtk(bytes_each.repeat(CORNERS, axis=0), deep=True))

    def hide(self) -> None:
        self.actor.VisibilityOff()


def across(along: Floats) -> Floats:
    """Unit vectors in the frontal plane square to others that lie in it, (n, 3); zero where those have no length."""
    square: Floats = along[:, [0, 2, 1]] * (0.0, 1.0, -1.0)
    return square / np.maximum(np.sqrt((square**2).sum(axis=1, keepdims=True)), LEAST_MM)


def _ring(radius: float, height: float) -> Floats:
    """(SIDES, 3), counter-clockwise seen from where the second axis points."""
    turn = 2.0 * np.pi * np.arange(SIDES) / SIDES
    return np.stack([radius * np.cos(turn), np.full(SIDES, height), -radius * np.sin(turn)], axis=1)


# Of a cylinder and of a cone of radius and length 1, (2, CORNERS, 3).
_SHAPES = np.array([[*_ring(1, 0), *_ring(1, 0), *_ring(tip, 1), *_ring(tip, 1)] for tip in (1, 0)])
# Of both: with those of its slope the head of an arrow would look duller than its shaft.
_NORMALS = np.array([*_ring(0, -1), *_ring(1, 0), *_ring(1, 0), *_ring(0, 1)])


def _faces(count: int) -> Ints:
    """Of so many solids, (n, 3) places of corners."""
    place = np.arange(SIDES)
    after = np.roll(place, -1)
    below, above = SIDES + place, 2 * SIDES + place
    end, fan = np.zeros(SIDES - 2, dtype=int), place[1:-1]
    one = np.concatenate([
        np.stack([below, SIDES + after, 2 * SIDES + after], axis=1),
        np.stack([below, 2 * SIDES + after, above], axis=1),
        np.stack([end, fan + 1, fan], axis=1),
        3 * SIDES + np.stack([end, fan, fan + 1], axis=1),
    ])  # fmt: skip
    faces: Ints = (one + CORNERS * np.arange(count)[:, None, None]).reshape(-1, 3).astype(np.int32)
    return faces


def swept(lines: Floats, radius_mm: Floats, pointed: Ints) -> tuple[Floats, Floats]:
    """Corners of solids, (n * CORNERS, 3) mm, and the unit normals there.

    lines: (n, 2, 3) where each begins and ends, in a frontal plane, mm. radius_mm: (n,). pointed: (n,) 1 for a cone
    with its tip where it ends, 0 for a cylinder.
    """
    start = lines[:, 0]
    along = lines[:, 1] - start
    length = np.maximum(np.sqrt((along**2).sum(axis=1)), LEAST_MM)
    square, direction = across(along), along / length[:, None]
    axes = np.stack([square, direction, cross(square, direction)], axis=1)
    scale = np.stack([radius_mm, length, radius_mm], axis=1)[:, None]
    corners = start[:, None] + (_SHAPES[pointed] * scale) @ axes
    return corners.reshape(-1, 3), (_NORMALS @ axes).reshape(-1, 3)
