"""A field painted into a texture and read from it again is the same field, at a chart's rim and across seams too."""

import time

import numpy as np
import pytest

from glutmin_viewer.core.painting import painted, sampled, texels


def sheet(columns, rows, low=(0.1, 0.1), high=(0.9, 0.9)):
    """A rectangle of triangles in the square: points (k, 2) and faces (m, 3)."""
    u, v = np.meshgrid(np.linspace(low[0], high[0], columns + 1), np.linspace(low[1], high[1], rows + 1))
    corner = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).ravel()
    right, up = corner + 1, corner + columns + 1
    faces = np.concatenate([np.stack([corner, right, up], axis=1), np.stack([right, up + 1, up], axis=1)])
    return np.stack([u.ravel(), v.ravel()], axis=1), faces.astype(np.int32)


def bent(points):
    """Triangles of every shape and slope, still without overlap."""
    u, v = points.T
    return np.stack([u + 0.04 * np.sin(9.0 * v), v + 0.04 * np.sin(7.0 * u)], axis=1)


@pytest.fixture(scope="module")
def chart():
    points, faces = sheet(23, 17)
    return bent(points), faces


def plane(points):
    return 300.0 * points[:, 0] - 200.0 * points[:, 1] + 5.0


def test_every_texel_within_is_covered_once(chart):
    points, faces = chart
    face, row, column = texels(points, faces, 256)
    count = np.zeros((256, 256), int)
    np.add.at(count, (row, column), 1)
    assert count.max() == 1
    a, b, c = np.moveaxis(points[faces], 1, 0)
    area = 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum()
    assert count.mean() == pytest.approx(area, rel=0.005)
    middle = np.stack([column, row], axis=1) / 256 + 0.5 / 256
    for k in range(3):
        edge = points[faces[face, (k + 1) % 3]] - points[faces[face, k]]
        beside = middle - points[faces[face, k]]
        assert (edge[:, 0] * beside[:, 1] - edge[:, 1] * beside[:, 0]).min() > -1e-12


def test_a_corner_on_the_middle_of_a_texel_belongs_to_one_triangle():
    points, faces = sheet(8, 8, (1.5 / 32, 1.5 / 32), (25.5 / 32, 25.5 / 32))
    _, row, column = texels(points, faces, 32)
    assert len(row) == 24 * 24 == len(np.unique(row * 32 + column))


def test_triangles_beyond_the_square_are_clipped():
    points, faces = sheet(5, 5, (-0.3, -0.2), (1.4, 1.2))
    _, row, column = texels(points, faces, 64)
    assert len(np.unique(row * 64 + column)) == len(row) == 64 * 64


def test_first_row_is_at_the_bottom_and_first_column_at_the_left():
    points, faces = sheet(1, 1, (0.0, 0.0), (1.0, 1.0))
    texture = painted(points, faces, points, faces, 4)
    np.testing.assert_allclose(texture[0, 3], (0.875, 0.125), atol=1e-6)


def test_a_linear_field_comes_back_to_the_rim(chart):
    points, faces = chart
    texture = painted(plane(points), faces, points, faces, 128)
    assert texture.dtype == np.float32 and texture.shape == (128, 128)
    shares = np.random.default_rng(2).dirichlet((0.4, 0.4, 0.4), size=(8, len(faces)))
    places = np.concatenate([points, (points[faces] * shares[..., None]).sum(axis=2).reshape(-1, 2)])
    np.testing.assert_allclose(sampled(texture, places), plane(places), atol=1e-3)


def test_vertices_and_points_may_differ():
    points, faces = sheet(6, 6)
    vertices = np.random.default_rng(3).permutation(len(points))
    values = np.empty(len(points))
    values[vertices] = plane(points)
    texture = painted(values, vertices[faces].astype(np.int32), points, faces, 64)
    np.testing.assert_allclose(texture, painted(plane(points), faces, points, faces, 64), atol=1e-4)


def test_several_fields_are_painted_at_once(chart):
    points, faces = chart
    values = np.stack([plane(points), points[:, 0], np.ones(len(points))], axis=1)
    texture = painted(values, faces, points, faces, 100)
    assert texture.shape == (100, 100, 3)
    for k in range(3):
        np.testing.assert_array_equal(texture[..., k], painted(values[:, k], faces, points, faces, 100))
    places = np.random.default_rng(4).random((50, 2))
    np.testing.assert_array_equal(sampled(texture, places)[:, 1], sampled(texture[..., 1], places))


def test_the_ground_takes_after_the_nearest_chart():
    points, faces = sheet(3, 3, (0.1, 0.1), (0.3, 0.9))
    other, more = sheet(3, 3, (0.7, 0.1), (0.9, 0.9))
    values = np.repeat([1.0, 9.0], [len(points), len(other)])
    faces = np.concatenate([faces, more + len(points)]).astype(np.int32)
    texture = painted(values, faces, np.concatenate([points, other]), faces, 64)
    np.testing.assert_allclose(texture[:, :32], 1.0, atol=1e-6)
    np.testing.assert_allclose(texture[:, 32:], 9.0, atol=1e-6)


def test_far_from_a_chart_a_steep_field_does_not_run_on():
    points, faces = sheet(4, 4, (0.4, 0.4), (0.6, 0.6))
    texture = painted(100.0 * points[:, 0], faces, points, faces, 200)
    assert texture.min() > 38.9 and texture.max() < 61.1  # the rim, and two texels of 0.5 more


def test_a_triangle_without_area_does_no_harm():
    points, faces = sheet(2, 2)
    faces = np.concatenate([faces, [[0, 0, 1]]]).astype(np.int32)
    assert np.isfinite(painted(plane(points), faces, points, faces, 32)).all()


def test_sampling_is_bilinear_and_stops_at_the_border():
    texture = np.array([[0.0, 1.0], [2.0, 3.0]], np.float32)
    places = np.array([[0.5, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.5], [0.0, 1.0], [2.0, 2.0]])
    np.testing.assert_allclose(sampled(texture, places), [1.5, 0.0, 1.0, 1.0, 2.0, 3.0])


def test_too_small_a_texture_is_refused():
    points, faces = sheet(1, 1, (0.1, 0.1), (0.2, 0.2))
    with pytest.raises(ValueError, match="larger texture"):
        painted(plane(points), faces, points, faces, 2)


def test_sixty_thousand_faces_take_less_than_two_seconds():
    points, faces = sheet(200, 150)
    began = time.process_time()
    painted(plane(points), faces, bent(points), faces, 1024)
    assert time.process_time() - began < 2.0
