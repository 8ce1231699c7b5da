"""The yardsticks of soundness find what they are for."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv
from soundness import assert_sound, crossings

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.implicit import from_pyvista
from glutmin_viewer.modelling.topology import edge_faces, fold_angles_deg


def ball(x: float = 0.0) -> Mesh:
    return from_pyvista(pv.Sphere(radius=10.0, center=(x, 0.0, 0.0), theta_resolution=16, phi_resolution=16))


def both(one: Mesh, other: Mesh) -> Mesh:
    return Mesh(np.vstack([one.vertices, other.vertices]), np.vstack([one.faces, other.faces + len(one.vertices)]))


def test_two_surfaces_cross_where_they_overlap():
    overlapping = crossings(both(ball(), ball(12.0)))
    assert len(overlapping) > 10
    np.testing.assert_allclose(overlapping[:, 0], 6.0, atol=0.6)
    assert len(crossings(both(ball(), ball(25.0)))) == 0


def test_a_fold_is_found():
    """A blade of four faces, 0.1 mm thick: its edges turn by almost half a circle."""
    corners = np.array([[0.0, 0, 0], [10, 0, 0], [5, 10, 0.1], [5, 3, 0.2]])
    blade = Mesh(corners, np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32))
    assert fold_angles_deg(blade).max() > 170.0
    with pytest.raises(AssertionError):
        assert_sound(blade)


def test_every_edge_has_its_two_faces():
    mesh = ball()
    pairs = edge_faces(mesh)
    assert len(pairs) == 3 * len(mesh.faces) // 2
    shared = (mesh.faces[pairs[:, 0]][:, :, None] == mesh.faces[pairs[:, 1]][:, None, :]).any(axis=2).sum(axis=1)
    assert (shared == 2).all()


def test_a_sound_mesh_passes():
    assert_sound(ball(), genus=0)
