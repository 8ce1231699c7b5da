"""Meshing of symmetric solids, checked on forms with known volume."""

import numpy as np
import pytest

from glutmin_viewer.core.mesh import defects
from glutmin_viewer.modelling.implicit import sphere
from glutmin_viewer.modelling.surface_nets import Lattice, onto_surface, symmetric_mesh


def unchanged(points):
    return points.copy()


def ball(points):
    return sphere(points, np.zeros(3), 40.0)


def two_balls(points):
    return sphere(np.abs(points) * (0, 0, 1) + points * (1, 1, 0), np.array([0.0, 0.0, 50.0]), 40.0)


def test_ball_has_its_volume_and_radius():
    mesh = symmetric_mesh(ball, Lattice((-50, -50), (50, 50, 50), 4.0, unchanged))
    assert defects(mesh) == []
    assert mesh.volume_cm3 == pytest.approx(4 / 3 * np.pi * 4.0**3, rel=0.01)
    np.testing.assert_allclose(np.linalg.norm(mesh.vertices, axis=1), 40.0, atol=0.01)


def test_separate_halves_stay_separate():
    mesh = symmetric_mesh(two_balls, Lattice((-50, -50), (50, 50, 100), 4.0, unchanged))
    assert defects(mesh) == []
    assert np.abs(mesh.vertices[:, 2]).min() >= 9.9
    assert len(mesh.vertices) - len(mesh.faces) / 2 == 4  # two surfaces of genus 0


def test_newton_step_reaches_the_surface():
    points = np.array([[41.5, 0.0, 0.0], [0.0, 39.0, 0.0]])
    np.testing.assert_allclose(np.linalg.norm(onto_surface(ball, points), axis=1), 40.0, atol=1e-3)


def test_lattice_may_magnify():
    mesh = symmetric_mesh(ball, Lattice((-100, -100), (100, 100, 100), 4.0, lambda p: p / 2.0))
    coarse = symmetric_mesh(ball, Lattice((-50, -50), (50, 50, 50), 4.0, unchanged))
    assert len(mesh.faces) == pytest.approx(4 * len(coarse.faces), rel=0.1)
