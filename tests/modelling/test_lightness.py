"""Lightness: hollows and what lies behind something are dark, open and raised places light."""

from __future__ import annotations

import numpy as np
import pyvista as pv

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.implicit import Grid, contour, from_pyvista, smooth_difference, sphere
from glutmin_viewer.modelling.lightness import lightness


def bowl() -> Mesh:
    """A ball of 30 mm with a hollow of 20 mm reaching in from above."""
    grid = Grid.around(np.array([[-32.0, -32, -32], [32, 32, 32]]), 1.5, 0.0)
    whole = sphere(grid.points, np.zeros(3), 30.0)
    hollow = sphere(grid.points, np.array([0.0, 22.0, 0.0]), 20.0)
    return contour(grid, smooth_difference(whole, hollow, 2.0))


def test_a_hollow_is_dark_and_its_rim_light() -> None:
    mesh = bowl()
    light = lightness(mesh)
    assert light.min() >= 0.0 and light.max() <= 1.0
    away = np.linalg.norm(mesh.vertices - [0.0, 22.0, 0.0], axis=1)
    floor = (away < 20.6) & (mesh.vertices[:, 1] < 8.0)
    outside = mesh.vertices[:, 1] < -5.0
    rim = np.abs(mesh.vertices[:, 1] - mesh.vertices[:, 1].max()) < 2.0
    assert light[floor].mean() < 0.7
    assert light[outside].mean() > 0.9
    assert light[rim].mean() > light[floor].mean() + 0.25


def test_what_stands_beside_keeps_light_off() -> None:
    mesh = bowl()
    wall = from_pyvista(pv.Box((34.0, 40.0, -60.0, 60.0, -60.0, 60.0)).triangulate().subdivide(5))
    alone, beside = lightness(mesh), lightness(mesh, [wall])
    towards, away = mesh.vertices[:, 0] > 25.0, mesh.vertices[:, 0] < -20.0
    assert beside[towards].mean() < alone[towards].mean() - 0.2
    assert np.abs(beside[away] - alone[away]).mean() < 0.01


def test_the_same_form_gives_the_same_lightness() -> None:
    mesh = bowl()
    assert lightness(mesh).tobytes() == lightness(mesh).tobytes()
