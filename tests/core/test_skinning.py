"""The skin in motion: exact where one body carries it, and between bodies elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.pose import BODIES, BodyPose, HipPose, one_sided, world_from_bodies
from glutmin_viewer.core.skinning import Skinning


@pytest.fixture
def skin(tiny_atlas):
    return tiny_atlas.structures["skin"]


def test_what_one_body_carries_moves_as_that_body(tiny_atlas, skin):
    transforms = world_from_bodies(tiny_atlas.joints, one_sided("right", HipPose(60, -20, 10), 30), 10.0)
    skinning = Skinning(skin.mesh, skin.weights)
    vertices, normals = skinning.vertices(transforms), skinning.normals(transforms)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-4)
    for index, body in enumerate(BODIES):
        rigid = skin.weights[:, index] == 1.0
        if rigid.any():
            expected = skin.mesh.vertices[rigid] @ transforms[body][:3, :3].T + transforms[body][:3, 3]
            np.testing.assert_allclose(vertices[rigid], expected, atol=0.01)


def test_without_motion_and_tilt_the_skin_is_where_it_was(tiny_atlas, skin):
    transforms = world_from_bodies(tiny_atlas.joints, BodyPose(), 0.0)
    vertices = Skinning(skin.mesh, skin.weights).vertices(transforms)
    np.testing.assert_allclose(vertices, skin.mesh.vertices, atol=1e-3)


@pytest.mark.parametrize("order", ["halves", "mixed", "one side"])
def test_any_order_of_vertices_follows_its_bodies(tiny_atlas, order):
    """Against the sum over all bodies, written out."""
    rng = np.random.default_rng(3)
    n = 60
    right = np.arange(n) < (n if order == "one side" else n // 2)
    if order == "mixed":
        right = rng.permutation(right)
    weights = rng.random((n, len(BODIES)))
    for side, others in (("_left", right), ("_right", ~right)):
        for index, body in enumerate(BODIES):
            if body.endswith(side):
                weights[others, index] = 0.0
    weights /= weights.sum(axis=1, keepdims=True)
    mesh = Mesh(rng.normal(size=(n, 3)) * 100.0, rng.integers(0, n, (90, 3)).astype(np.int32))
    transforms = world_from_bodies(tiny_atlas.joints, one_sided("left", HipPose(50, -10, 20), 40), 10.0)
    stack = np.stack([transforms[body] for body in BODIES])
    expected = np.einsum("nb,bij,nj->ni", weights, stack[:, :3, :3], mesh.vertices) + weights @ stack[:, :3, 3]
    np.testing.assert_allclose(Skinning(mesh, weights).vertices(transforms), expected, atol=0.01)
