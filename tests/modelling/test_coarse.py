"""The coarse level: some of the vertices, closed, and near the surface."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.content import without_side
from glutmin_viewer.core.mesh import Mesh, defects, part_of
from glutmin_viewer.modelling.coarse import coarse_faces
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.surface import COARSE_MM


@pytest.mark.parametrize("tolerance", [0.4, 1.0])
def test_it_is_closed_smaller_and_within_the_tolerance(parts, tolerance: float) -> None:
    mesh = parts.femur.mesh
    coarse = part_of(mesh.vertices, coarse_faces(mesh, tolerance))[0]
    assert defects(coarse) == []
    assert len(coarse.faces) < 0.4 * len(mesh.faces)
    middle = sum(coarse.corners) / 3.0
    assert np.abs(signed_distance(mesh, middle)).max() < 2.0 * tolerance


def test_the_whole_level_is_small_enough_for_motion(built_atlas) -> None:
    """Full detail: 250,000 triangles round the hip, 150,000 for the rest of the body; the coarse level: 60,000."""
    rest = {"patella", "tibia", "fibula", "foot"}
    body = [
        s for s in built_atlas.structures.values() if s.kind not in {"bone", "muscle"} or without_side(s.id) in rest
    ]
    whole = sum(len(s.mesh.faces) for s in built_atlas.structures.values())
    assert sum(len(s.mesh.faces) for s in body) <= 150_000
    assert whole - sum(len(s.mesh.faces) for s in body) <= 250_000
    assert sum(len(s.coarse) for s in built_atlas.structures.values()) <= 60_000
    for structure in built_atlas.structures.values():
        assert defects(part_of(structure.mesh.vertices, structure.coarse)[0]) == [], structure.id


def test_nothing_is_lost_of_a_mesh_that_cannot_be_simpler() -> None:
    corners = np.array([[0.0, 0, 0], [40, 0, 0], [0, 40, 0], [0, 0, 40]])
    pyramid = Mesh(corners, np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]], np.int32))
    assert defects(pyramid) == []
    assert len(coarse_faces(pyramid, COARSE_MM["bone"])) == 4
