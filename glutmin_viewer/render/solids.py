"""Cylinders and cones in one mesh: as meshes of their own each would take as long to draw as a bone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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


class Solid(NamedTuple):
    """A cylinder, or if pointed a cone, from one point of a frontal plane to another, mm in the world."""

    start: Sequence[float]
    end: Sequence[float]
    radius_mm: float
    colour: Colour
    pointed: bool = False


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
        self.actor.VisibilityOff()
        look = self.actor.GetProperty()
        look.SetAmbient(0.4)
        look.SetDiffuse(0.6)
        look.BackfaceCullingOn()

    def show(self, solids: Sequence[Solid]) -> None:
        """Draw these from now on."""
        self.actor.SetVisibility(bool(solids))
        if not solids:
            return
        corners, normals = swept(solids)
        colours = [solid.colour for solid in solids]
        data = self._mesh.GetPointData()
        if self._corners.write(corners) == "made":
            self._points.SetData(self._corners.array)
            self._mesh.SetPolys(cells(_faces(len(solids))))
        if self._normals.write(normals) == "made":
            data.SetNormals(self._normals.array)
        self._points.Modified()
        if colours != self._colours:
            self._colours = colours
            bytes_each = np.round(255.0 * np.array(colours)).astype(np.uint8)
            data.SetScalars(numpy_to_vtk(bytes_each.repeat(CORNERS, axis=0), deep=True))


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


def swept(solids: Sequence[Solid]) -> tuple[Floats, Floats]:
    """Corners of solids, (n * CORNERS, 3) mm, and the unit normals there."""
    start, end = (np.array([solid[place] for solid in solids]) for place in (0, 1))
    radius = np.array([solid.radius_mm for solid in solids])[:, None]
    pointed = [int(solid.pointed) for solid in solids]
    along = end - start
    length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    direction = along / length
    # Square to the solid in the frontal plane, and to both.
    across = np.stack([np.zeros(len(along)), direction[:, 2], -direction[:, 1]], axis=1)
    axes = np.stack([across, direction, cross(across, direction)], axis=1)
    scale = np.concatenate([radius, length, radius], axis=1)[:, None]
    corners = start[:, None] + (_SHAPES[pointed] * scale) @ axes
    return corners.reshape(-1, 3), (_NORMALS @ axes).reshape(-1, 3)
