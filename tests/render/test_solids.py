"""Cylinders and cones of one mesh: closed, as large as they are meant to be, lit from outside, each in its colour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.render.drawables import is_closed
from glutmin_viewer.render.solids import CORNERS, SIDES, Solids
from glutmin_viewer.render.style import Colour

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


class Solid(NamedTuple):
    line: np.ndarray
    radius_mm: float
    pointed: int
    colour: Colour


SHAFT = Solid(np.array([[3.0, 10.0, -5.0], [3.0, 40.0, 35.0]]), 4.0, 0, RED)  # 50 mm long
HEAD = Solid(np.array([[3.0, 0.0, 0.0], [3.0, -30.0, 0.0]]), 6.0, 1, BLUE)
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


def show(solids: Solids, *shown: Solid) -> None:
    lines, radius_mm, pointed, colours = zip(*shown, strict=True)
    solids.show(np.array(lines), np.array(radius_mm), np.array(pointed), colours)


@pytest.mark.parametrize(("solid", "volume_cm3"), [(SHAFT, OF_CIRCLE * 16 * 50e-3), (HEAD, OF_CIRCLE * 36 * 30e-3 / 3)])
def test_a_solid_is_closed_and_as_large_as_it_is_meant_to_be(solid: Solid, volume_cm3: float) -> None:
    solids = Solids()
    show(solids, solid)
    ((piece,), normals, _) = drawn(solids)
    assert is_closed(piece.vertices, piece.faces)
    assert piece.volume_cm3 == pytest.approx(volume_cm3, rel=1e-5)
    along = solid.line[1] - solid.line[0]
    length = float(np.linalg.norm(along))
    heights = (piece.vertices - solid.line[0]) @ along / length
    assert heights.min() == pytest.approx(0.0, abs=1e-5)
    assert heights.max() == pytest.approx(length, rel=1e-6)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1.0, abs=1e-6)
    for face, area in zip(piece.faces, piece.area_vectors, strict=True):
        assert all(normals[corner] @ area >= -1e-3 for corner in face)  # lit from outside


def test_more_and_fewer_can_be_shown_one_after_the_other_and_none() -> None:
    solids = Solids()
    assert not solids.actor.GetVisibility()
    for shown in ([SHAFT], [SHAFT, HEAD, SHAFT], [HEAD], [HEAD._replace(line=2.0 * HEAD.line)]):
        show(solids, *shown)
        pieces, normals, colours = drawn(solids)
        assert solids.actor.GetVisibility()
        assert len(pieces) == len(shown)
        assert len(normals) == len(colours) == CORNERS * len(shown)
        for place, (piece, solid) in enumerate(zip(pieces, shown, strict=True)):
            ends = [piece.vertices[ring].mean(axis=0) for ring in (slice(SIDES), slice(-SIDES, None))]
            assert np.array(ends) == pytest.approx(solid.line, abs=1e-5)
            assert (colours[place * CORNERS :][:CORNERS] == 255 * np.array(solid.colour)).all()
    solids.hide()
    assert not solids.actor.GetVisibility()


def test_where_they_are_goes_with_what_was_given_last() -> None:
    solids = Solids()
    show(solids, SHAFT)
    bounds = solids.actor.GetBounds()
    show(solids, SHAFT._replace(line=np.add(SHAFT.line, (0.0, 100.0, 0.0))))
    assert np.subtract(solids.actor.GetBounds(), bounds) == pytest.approx([0, 0, 100, 100, 0, 0], abs=1e-4)


def test_one_without_length_is_a_point() -> None:
    solids = Solids()
    show(solids, SHAFT._replace(line=SHAFT.line[[0, 0]]))
    ((piece,), _, _) = drawn(solids)
    assert piece.vertices == pytest.approx(np.broadcast_to(SHAFT.line[0], piece.vertices.shape))
