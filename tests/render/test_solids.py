"""Shapes of one mesh: closed, as large as they are meant to be, lit from outside, each along its line in its colour."""

from __future__ import annotations

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.render.drawables import is_closed
from glutmin_viewer.render.solids import ACROSS, ALONG, END, FORWARD, SIDES, START, Shape, Solids, joined, rod, vectors

AXES = ACROSS, ALONG, FORWARD
ROD, CONE = rod(START, END, AXES), rod(START, END, AXES, 2.0, pointed=True)
CROSSBAR = rod(END - 3.0 * ACROSS, END + 3.0 * ACROSS, (ALONG, ACROSS, -FORWARD))
TEE = joined(ROD, CROSSBAR)
RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
LINE = np.array([[3.0, 10.0, -5.0], [3.0, 40.0, 35.0]])  # 50 mm long
OF_CIRCLE = 0.5 * SIDES * np.sin(2.0 * np.pi / SIDES)  # area of what the sides enclose, by the radius squared


def line(points: np.ndarray, thick_mm: float = 4.0) -> tuple:
    return vectors(*points.tolist(), thick_mm)


def drawn(solids: Solids) -> tuple[Mesh, np.ndarray, np.ndarray]:
    """The mesh, its normals and its colours."""
    mesh = solids.actor.GetMapper().GetInput()
    points = vtk_to_numpy(mesh.GetPoints().GetData()).astype(float)
    faces = vtk_to_numpy(mesh.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    data = mesh.GetPointData()
    return Mesh(points, faces), vtk_to_numpy(data.GetNormals()), vtk_to_numpy(data.GetScalars())


@pytest.mark.parametrize(
    ("shape", "volume_cm3"),
    [
        (ROD, OF_CIRCLE * 16 * 50e-3),
        (CONE, OF_CIRCLE * 64 * 50e-3 / 3),
        (CROSSBAR, OF_CIRCLE * 16 * 24e-3),
        (TEE, OF_CIRCLE * 16 * 74e-3),
    ],
)
def test_a_shape_is_closed_as_large_as_it_is_meant_to_be_and_lit_from_outside(shape: Shape, volume_cm3: float) -> None:
    solids = Solids()
    solids.show([(shape, [line(LINE)], [RED])])
    mesh, normals, _ = drawn(solids)
    assert is_closed(mesh.vertices, mesh.faces)
    assert mesh.volume_cm3 == pytest.approx(volume_cm3, rel=1e-5)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(4.0, abs=1e-5)
    for face, area in zip(mesh.faces, mesh.area_vectors, strict=True):
        assert all(normals[corner] @ area >= -1e-3 for corner in face)


def test_a_rod_reaches_from_start_to_end_and_a_crossbar_stands_square_over_the_end() -> None:
    solids = Solids()
    along = (LINE[1] - LINE[0]) / 50.0
    for shape, lowest, highest in ((ROD, 0.0, 50.0), (CONE, 0.0, 50.0), (CROSSBAR, 46.0, 54.0)):
        solids.show([(shape, [line(LINE)], [RED])])
        mesh, _, _ = drawn(solids)
        heights = (mesh.vertices - LINE[0]) @ along
        assert (heights.min(), heights.max()) == pytest.approx((lowest, highest), abs=1e-4)
    assert np.ptp(mesh.vertices[:, 0]) == pytest.approx(8.0, abs=1e-4)  # as thick as it is
    assert np.ptp((mesh.vertices - LINE[0]) @ np.cross(along, (1.0, 0.0, 0.0))) == pytest.approx(24.0, abs=1e-4)


def test_more_and_fewer_can_be_shown_one_after_the_other_and_none() -> None:
    solids, other = Solids(), line(2.0 * LINE)
    assert not solids.actor.GetVisibility()
    for shown in (
        [(ROD, [line(LINE)], [RED])],
        [(ROD, [line(LINE), other], [RED, BLUE]), (CONE, [other], [BLUE])],
        [(CONE, [line(LINE), other], [BLUE, BLUE]), (ROD, [other], [RED])],  # as many corners as before
        [(CONE, [line(LINE), other], [BLUE, RED]), (ROD, [other], [RED])],
    ):
        solids.show(shown)
        mesh, normals, colours = drawn(solids)
        assert solids.actor.GetVisibility()
        each = [(shape, *one) for shape, lines, of in shown for one in zip(lines, of, strict=True)]
        assert len(mesh.vertices) == len(normals) == len(colours) == sum(len(shape.corners) for shape, _, _ in each)
        assert is_closed(mesh.vertices, mesh.faces)
        first = 0
        for shape, along, colour in each:
            corners = slice(first, first + len(shape.corners))
            assert mesh.vertices[corners] == pytest.approx(shape.corners @ np.array(along), abs=1e-4)
            assert (colours[corners] == 255 * np.array(colour)).all()
            first = corners.stop
    solids.hide()
    assert not solids.actor.GetVisibility()


def test_where_they_are_goes_with_what_was_given_last() -> None:
    solids = Solids()
    solids.show([(TEE, [line(LINE)], [RED])])
    bounds = solids.actor.GetBounds()
    solids.show([(TEE, [line(np.add(LINE, (0.0, 100.0, 0.0)))], [RED])])
    assert np.subtract(solids.actor.GetBounds(), bounds) == pytest.approx([0, 0, 100, 100, 0, 0], abs=1e-4)


def test_along_a_line_without_length_nothing_reaches_beyond_its_thickness() -> None:
    corners = ROD.corners @ np.array(line(LINE[[0, 0]]))
    assert np.abs(corners - LINE[0]).max() == pytest.approx(4.0)
