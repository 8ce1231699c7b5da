"""Cylinders and cones of one mesh: closed, as large as they are meant to be, lit from outside, each in its colour."""

from __future__ import annotations

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.render.drawables import is_closed
from glutmin_viewer.render.solids import CORNERS, SIDES, Solid, Solids

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
SHAFT = Solid((3.0, 10.0, -5.0), (3.0, 40.0, 35.0), 4.0, RED)  # 50 mm long
HEAD = Solid((3.0, 0.0, 0.0), (3.0, -30.0, 0.0), 6.0, BLUE, pointed=True)
OF_CIRCLE = 0.5 * SIDES * np.sin(2.0 * np.pi / SIDES)  # area of what the sides enclose, by the radius squared


def drawn(solids: Solids) -> tuple[list[Mesh], np.ndarray, np.ndarray]:
    """Each solid as a mesh of its own, all normals and all colours."""
    mesh = solids.actor.GetMapper().GetInput()
    points = vtk_to_numpy(mesh.GetPoints().GetData()).astype(float)
    faces = vtk_to_numpy(mesh.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    data, each = mesh.GetPointData(), len(faces) * CORNERS // len(points)
    pieces = [
        Mesh(points[place * CORNERS :][:CORNERS], faces[place * each :][:each] - place * CORNERS)
        for place in range(len(points) // CORNERS)
    ]
    return pieces, vtk_to_numpy(data.GetNormals()), vtk_to_numpy(data.GetScalars())


@pytest.mark.parametrize(("solid", "volume_cm3"), [(SHAFT, OF_CIRCLE * 16 * 50e-3), (HEAD, OF_CIRCLE * 36 * 30e-3 / 3)])
def test_a_solid_is_closed_and_as_large_as_it_is_meant_to_be(solid: Solid, volume_cm3: float) -> None:
    solids = Solids()
    solids.show([solid])
    ((piece,), normals, _) = drawn(solids)
    assert is_closed(piece.vertices, piece.faces)
    assert piece.volume_cm3 == pytest.approx(volume_cm3, rel=1e-5)
    along = (np.array(solid.end) - solid.start) / np.linalg.norm(np.subtract(solid.end, solid.start))
    heights = (piece.vertices - solid.start) @ along
    assert heights.min() == pytest.approx(0.0, abs=1e-5)
    assert heights.max() == pytest.approx(np.linalg.norm(np.subtract(solid.end, solid.start)), rel=1e-6)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1.0, abs=1e-6)
    for face, area in zip(piece.faces, piece.area_vectors, strict=True):
        assert all(normals[corner] @ area >= -1e-3 for corner in face)  # lit from outside


def test_more_fewer_and_none_can_be_shown_one_after_the_other() -> None:
    solids = Solids()
    assert not solids.actor.GetVisibility()
    for shown in ([SHAFT], [SHAFT, HEAD, SHAFT], [HEAD], [HEAD._replace(end=(3.0, -60.0, 0.0))]):
        solids.show(shown)
        pieces, normals, colours = drawn(solids)
        assert solids.actor.GetVisibility()
        assert len(pieces) == len(shown)
        assert len(normals) == len(colours) == CORNERS * len(shown)
        for place, (piece, solid) in enumerate(zip(pieces, shown, strict=True)):
            assert piece.vertices[:SIDES].mean(axis=0) == pytest.approx(np.array(solid.start), abs=1e-5)
            assert piece.vertices[-SIDES:].mean(axis=0) == pytest.approx(np.array(solid.end), abs=1e-5)
            assert (colours[place * CORNERS :][:CORNERS] == 255 * np.array(solid.colour)).all()
    solids.show([])
    assert not solids.actor.GetVisibility()


def test_what_was_given_is_moved_to_where_the_next_stands() -> None:
    solids = Solids()
    solids.show([SHAFT])
    bounds = solids.actor.GetBounds()
    solids.show([SHAFT._replace(start=(3.0, 110.0, -5.0), end=(3.0, 140.0, 35.0))])
    assert np.subtract(solids.actor.GetBounds(), bounds) == pytest.approx([0, 0, 100, 100, 0, 0], abs=1e-4)


def test_a_solid_without_length_is_a_point() -> None:
    solids = Solids()
    solids.show([SHAFT._replace(end=SHAFT.start)])
    ((piece,), _, _) = drawn(solids)
    assert np.isfinite(piece.vertices).all()
