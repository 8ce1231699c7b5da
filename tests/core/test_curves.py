"""Courses of lengths and moment arms agree with single evaluations, and roles with what curves show."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT, Role, curves, roles
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, GROUPS
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.motions import motion, motions
from glutmin_viewer.core.pose import STANDING, HipPose


def test_curves_are_the_measurements_of_their_poses(tiny_atlas):
    poses = [STANDING, HipPose(40, -10, 5), HipPose(-10, 0, 20)]
    found = curves(tiny_atlas, "right", poses)
    for k, pose in enumerate(poses):
        for row in measure(tiny_atlas, "right", pose):
            assert found.length_mm[row.group][k] == pytest.approx(row.length_mm)
            assert found.change_percent[row.group][k] == pytest.approx(row.change_percent, abs=1e-9)
            arms = [getattr(row.moment_arm_mm, axis) for axis in AXES]
            np.testing.assert_allclose(found.moment_arm_mm[row.group][k], arms)


@pytest.mark.parametrize("name", motions())
def test_a_group_with_a_lever_all_the_way_shortens(tiny_atlas, name):
    """Length falls where the moment arm about the only axis that turns is positive: the same fact seen twice."""
    m = motion(name)
    for role in roles(tiny_atlas, "right", m):
        assert role.group in GROUPS
        single = name in {"flexion", "extension", "abduction", "internal_rotation", "external_rotation"}
        if single and role.lever_at_start == role.lever_at_end == "helps":
            assert role.change == "shortens"


def test_roles_are_the_same_on_both_sides(tiny_atlas):
    for name in motions():
        right, left = (roles(tiny_atlas, side, motion(name)) for side in ("right", "left"))
        for a, b in zip(right, left, strict=True):
            assert a.change_percent == pytest.approx(b.change_percent, abs=1e-6)
            assert a.arm_at_end_mm == pytest.approx(b.arm_at_end_mm, abs=1e-6)


def test_words_for_small_numbers():
    role = Role("middle", 0.9 * SMALL_PERCENT, 0.9 * SMALL_MM, -1.1 * SMALL_MM)
    assert (role.change, role.lever_at_start, role.lever_at_end) == (
        "keeps its length",
        "has no lever",
        "works against",
    )


def test_an_atlas_without_the_muscle_is_told(tiny_atlas):
    bare = dataclasses.replace(tiny_atlas, structures={})
    with pytest.raises(InputError, match="gluteus_minimus_right"):
        curves(bare, "right", [STANDING])
