"""Motions: smooth, inside the passive range, and each about the angle it is named after."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.motions import motion, motions
from glutmin_viewer.core.pose import BodyPose, HipPose, check_range


@pytest.mark.parametrize("name", motions())
def test_each_motion_is_smooth_stays_in_range_and_comes_back(name):
    m = motion(name)
    times = np.linspace(0, m.duration_s, 400)
    angles = np.array([m.angles(t) for t in times])
    assert np.abs(np.diff(angles, axis=0)).max() < 1.0
    for row in angles:
        check_range(HipPose(*row[:3]))
    assert m.pose("left", 0.0) == m.pose("left", m.duration_s) == BodyPose()
    assert m.pose("left", m.duration_s / 2).hip_right == HipPose()


@pytest.mark.parametrize(
    ("name", "axis", "sign"),
    [
        ("flexion", "flexion", 1),
        ("extension", "flexion", -1),
        ("abduction", "adduction", -1),
        ("internal_rotation", "internal_rotation", 1),
        ("external_rotation", "internal_rotation", -1),
    ],
)
def test_a_motion_does_what_its_name_says(name, axis, sign):
    m = motion(name)
    angles = m.angles(m.duration_s / 2)[: len(AXES)]
    assert AXES[np.abs(angles).argmax()] == axis
    assert sign * angles[AXES.index(axis)] > 10


def test_times_beyond_the_end_are_the_end():
    m = motion("flexion")
    np.testing.assert_allclose(m.angles(1e9), m.angles(m.duration_s))
    np.testing.assert_allclose(m.angles(-5), m.angles(0))


def test_an_unknown_motion_is_named():
    with pytest.raises(InputError, match="tango"):
        motion("tango")
