"""Closedness, orientation and normals, on meshes whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from shapes import ellipsoid

from glutmin_viewer.core.mesh import Mesh, defects, mirrored, vertex_normals


@pytest.fixture
def ball() -> Mesh:
    return ellipsoid((5, -3, 40), (10, 10, 10), 24)


def test_a_ball_is_closed_and_has_its_volume_and_area(ball):
    assert defects(ball) == []
    assert ball.volume_cm3 == pytest.approx(4 / 3 * np.pi, rel=0.01)
    assert ball.area_mm2 == pytest.approx(400 * np.pi, rel=0.01)


def test_normals_point_outward(ball):
    outward = ball.vertices - (5, -3, 40)
    assert np.einsum("ij,ij->i", vertex_normals(ball), outward).min() > 9.9


def test_the_mirror_image_is_closed_and_points_outward_too(ball):
    other = mirrored(ball)
    assert defects(other) == []
    assert other.volume_cm3 == pytest.approx(ball.volume_cm3)
    assert other.vertices[:, 2].max() < 0


def test_each_defect_is_named(ball):
    assert "open" in defects(Mesh(ball.vertices, ball.faces[1:]))[0]
    assert "inward" in defects(Mesh(ball.vertices, ball.faces[:, ::-1]))[0]
    assert "twice" in defects(Mesh(ball.vertices, np.concatenate([ball.faces, ball.faces[:1]])))[0]
    assert "no face" in defects(Mesh(np.concatenate([ball.vertices, [[0, 0, 0]]]), ball.faces))[0]


def test_two_balls_that_share_one_vertex_are_pinched(ball):
    n = len(ball.vertices)
    top = int(ball.vertices[:, 1].argmax())
    faces = ball.faces + n
    faces[faces == n + top] = top
    vertices = np.concatenate([ball.vertices, ball.vertices + np.array([0, 20, 0])])
    keep = np.delete(np.arange(2 * n), n + top)
    index = np.full(2 * n, -1)
    index[keep] = np.arange(2 * n - 1)
    both = Mesh(vertices[keep], index[np.concatenate([ball.faces, faces])].astype(np.int32))
    assert "touch" in defects(both)[0]
