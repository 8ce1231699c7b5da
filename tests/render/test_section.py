"""Sections: as large as the body there, also where its surface runs into itself, and none of what is open."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.ball import sphere
from glutmin_viewer.render.section import cells_within, filled, outline

RADIUS_MM, HEIGHT_MM = 50.0, 20.0
NORMALS = (np.array([0.0, 1.0, 0.0]), np.array([0.6, 0.0, -0.8]))


def area_mm2(triangles: np.ndarray) -> float:
    a, b, c = triangles.transpose(1, 0, 2)
    return 0.5 * float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())


def section(vertices: np.ndarray, faces: np.ndarray, normal: np.ndarray) -> np.ndarray:
    return filled(outline(vertices, faces, HEIGHT_MM * normal, normal), normal)


@pytest.mark.parametrize("normal", NORMALS)
def test_a_section_of_a_ball_is_its_circle(normal: np.ndarray) -> None:
    ball = sphere(RADIUS_MM)
    triangles = section(ball.vertices, ball.faces, normal)
    np.testing.assert_allclose(triangles.reshape(-1, 3) @ normal, HEIGHT_MM, atol=1e-9)
    assert area_mm2(triangles) == pytest.approx(np.pi * (RADIUS_MM**2 - HEIGHT_MM**2), rel=0.02)


def test_where_two_run_into_each_other_nothing_is_left_open_or_filled_twice() -> None:
    ball, normal = sphere(RADIUS_MM), NORMALS[0]
    radius, apart = np.sqrt(RADIUS_MM**2 - HEIGHT_MM**2), 40.0
    both = np.concatenate([ball.vertices, ball.vertices + apart * np.eye(3)[0]])
    faces = np.concatenate([ball.faces, ball.faces + len(ball.vertices)])
    half = apart / 2
    shared = 2.0 * (radius**2 * np.arccos(half / radius) - half * np.sqrt(radius**2 - half**2))
    assert area_mm2(section(both, faces, normal)) == pytest.approx(2.0 * np.pi * radius**2 - shared, rel=0.02)


def test_a_hollow_stays_hollow() -> None:
    ball, normal = sphere(RADIUS_MM), NORMALS[1]
    both = np.concatenate([ball.vertices, 0.7 * ball.vertices])
    faces = np.concatenate([ball.faces, ball.faces[:, ::-1] + len(ball.vertices)])
    ring = np.pi * (RADIUS_MM**2 - (0.7 * RADIUS_MM) ** 2)
    assert area_mm2(section(both, faces, normal)) == pytest.approx(ring, rel=0.02)


def test_what_is_open_or_beside_the_plane_has_no_section() -> None:
    ball, normal = sphere(RADIUS_MM), NORMALS[0]
    assert section(ball.vertices - 2.0 * RADIUS_MM * normal, ball.faces, normal).shape == (0, 3, 3)
    half = ball.faces[ball.vertices[ball.faces].mean(axis=1)[:, 0] > 0.0]
    whole = np.pi * (RADIUS_MM**2 - HEIGHT_MM**2)
    assert area_mm2(section(ball.vertices, half, normal)) < 0.55 * whole


def test_the_cells_of_a_section_are_those_whose_middles_lie_in_it() -> None:
    corners = np.array([(2.2, 1.2), (9.4, 3.0), (6.1, 8.8)])
    inside = cells_within(np.stack([corners, np.roll(corners, -1, axis=0)], axis=1), 10, 12)
    middles = np.stack(np.meshgrid(np.arange(12) + 0.5, np.arange(10) + 0.5), axis=2)
    edges = np.roll(corners, -1, axis=0) - corners
    away = middles[:, :, None] - corners
    left = edges[:, 0] * away[..., 1] - edges[:, 1] * away[..., 0] > 0.0
    np.testing.assert_array_equal(inside, left.all(axis=2))
    assert inside.sum() > 15


def test_an_outline_that_is_open_holds_cells_only_beside_its_gap() -> None:
    square = np.array([[(1, 1), (9, 1)], [(9, 1), (9, 9)], [(9, 9), (1, 9)], [(1, 9), (1, 5)]], dtype=float)
    inside = cells_within(square, 10, 10)
    assert inside[5:9, 1:9].all() and inside.sum() == 32
