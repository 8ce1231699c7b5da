"""From a distance field to a mesh: it lies on the surface, is closed, and passes through given points."""

import numpy as np

from glutmin_viewer.core.mesh import defects
from glutmin_viewer.modelling.implicit import Grid, smooth_union, sphere
from glutmin_viewer.modelling.levelset import Stretch, gradient, mesh_of, near_surface_values, through

BOX = np.array([[-14.0, -14.0, -14.0], [22.0, 14.0, 14.0]])


def ball(points: np.ndarray) -> np.ndarray:
    return sphere(points, np.zeros(3), 10.0)


def two_balls(points: np.ndarray) -> np.ndarray:
    return smooth_union(ball(points), sphere(points, np.array([10.0, 0.0, 0.0]), 7.0), 4.0)


def test_mesh_lies_on_the_surface():
    mesh = mesh_of(two_balls, BOX, 1.5)
    assert defects(mesh) == []
    assert np.abs(two_balls(mesh.vertices)).max() < 0.01


def test_longer_steps_give_fewer_triangles_of_the_same_surface():
    stretch = Stretch(np.array([14.0, 2.0, -2.0, -14.0]), np.array([1.5, 1.5, 4.0, 4.0]))
    even, coarse = mesh_of(two_balls, BOX, 1.5), mesh_of(two_balls, BOX, 1.5, stretch)
    assert defects(coarse) == []
    assert np.abs(two_balls(coarse.vertices)).max() < 0.02
    assert (coarse.vertices[:, 1] < -3.0).sum() < 0.7 * (even.vertices[:, 1] < -3.0).sum()
    points = np.array([[1.0, 13.0, 2.0], [0.0, -9.0, 1.0]])
    np.testing.assert_allclose(stretch.to_body(stretch.to_lattice(points, 1.5), 1.5), points, atol=1e-9)


def test_values_are_exact_where_the_surface_is():
    grid = Grid.around(BOX, 1.5, 0.0)
    values, exact = near_surface_values(two_balls, grid), two_balls(grid.points)
    near = np.abs(exact) < 1.5 * np.sqrt(3.0)  # every node of a cell the surface passes through
    assert np.array_equal(values[near], exact[near])
    assert (np.sign(values) == np.sign(exact)).all()


def test_gradient_of_a_distance_is_the_outward_direction():
    points = np.array([[12.0, 0.0, 0.0], [0.0, -9.0, 0.0], [6.0, 0.0, 8.0]])
    outward = points / np.linalg.norm(points, axis=1)[:, None]
    np.testing.assert_allclose(gradient(ball, points, ball(points)), outward, atol=2e-3)


def test_surface_is_drawn_through_points_and_stays_elsewhere():
    points = np.array([[11.0, 0.0, 0.0], [0.0, 9.5, 0.0]])
    corrected = through(ball, points, reach=3.0, stiffness=1e-9)
    np.testing.assert_allclose(corrected(points), 0.0, atol=1e-6)
    far = np.array([[-10.0, 0.0, 0.0], [0.0, -10.0, 0.0]])
    assert np.abs(corrected(far)).max() < 0.01
