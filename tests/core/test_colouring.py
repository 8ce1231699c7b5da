"""Muscles coloured by a number of their fibres: the number is that of the tables, and the ends of the scales are far
enough out."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.colouring import COLOURINGS, ENDS, colouring
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, GROUPS, evaluate, group_means
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.pose import STANDING, HipPose
from glutmin_viewer.core.state import SceneState, coloured_by, shown, with_motion, with_pose

POSE = HipPose(40.0, -10.0, 5.0)


@pytest.fixture
def compose(atlas):
    return Composer(atlas)


def valued(compose, state):
    return {item.id: item for item in compose(state).items if item.value is not None}


@pytest.mark.parametrize("by", COLOURINGS[1:])
def test_every_point_has_the_number_of_its_fibre(atlas, compose, by):
    found = valued(compose, coloured_by(with_pose(SceneState(), POSE), by))
    fibres = atlas.structures["gluteus_minimus_right"].fibres
    posed, still = (evaluate(fibres, atlas.joints, pose, atlas.pelvic_tilt_deg) for pose in (POSE, STANDING))
    number = 100.0 * (posed.length_mm / still.length_mm - 1.0)
    if by in AXES:
        number = posed.moment_arm_mm[:, AXES.index(by)]
    for group in GROUPS:
        own = number[fibres.group == GROUPS.index(group)]
        values = found[f"gluteus_minimus_right.{group}"].value * ENDS[by]
        gap = np.abs(np.diff(number)).max()
        assert own.min() - gap <= values.min() <= values.max() <= own.max() + gap
        assert values.mean() == pytest.approx(group_means(fibres, number)[group], abs=gap + 0.1 * np.ptp(own))


def test_nothing_is_coloured_by_groups_alone_or_that_the_skin_carries(compose):
    everything = shown(SceneState(), ["gluteus_maximus_right", "gluteus_medius_right"], True)
    assert not valued(compose, everything)
    coloured = {name.partition(".")[0] for name in valued(compose, coloured_by(everything, "length"))}
    assert "gluteus_medius_right" in coloured and "gluteus_maximus_right" not in coloured


def test_values_are_kept_while_the_pose_is(compose):
    state = coloured_by(with_pose(SceneState(), POSE), "length")
    first, again = valued(compose, state), valued(compose, state)
    assert all(again[name].value is item.value for name, item in first.items())
    other = valued(compose, coloured_by(state, "flexion"))
    assert all(other[name].value is not item.value for name, item in first.items())


@pytest.mark.parametrize("name", motions())
def test_no_fibre_of_the_minimus_leaves_the_scale_in_a_motion(atlas, name):
    moved, fibres = motions()[name], atlas.structures["gluteus_minimus_right"].fibres
    still = evaluate(fibres, atlas.joints, STANDING, atlas.pelvic_tilt_deg).length_mm
    for time in moved.times(13):
        found = evaluate(fibres, atlas.joints, moved.pose("right", time).hip("right"), atlas.pelvic_tilt_deg)
        assert np.abs(100.0 * (found.length_mm / still - 1.0)).max() <= ENDS["length"]
        assert (np.abs(found.moment_arm_mm).max(axis=0) <= [ENDS[axis] for axis in AXES]).all()


def test_a_motion_brings_the_moment_arm_of_its_axis():
    state = coloured_by(SceneState(), "internal_rotation")
    assert with_motion(state, "abduction").colour_by == "adduction"
    assert with_motion(coloured_by(state, "length"), "abduction").colour_by == "length"
    chosen = coloured_by(with_motion(state, "abduction"), "flexion")
    assert with_motion(chosen, "abduction", 1.0).colour_by == "flexion"


def test_clinical_words_name_the_axis_they_are_about():
    assert colouring("abduction") == "adduction" and colouring("external_rotation") == "internal_rotation"


def test_an_unknown_colouring_is_told():
    with pytest.raises(InputError, match="group, length"):
        colouring("mood")
