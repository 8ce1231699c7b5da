"""From skin to bone: layers go one after another, and how many are gone is told from the state."""

from __future__ import annotations

import numpy as np
import pytest
from whole import whole_atlas

from glutmin_viewer.core.depth import DEEPEST, LAYERS, at_depth, depth_of
from glutmin_viewer.core.state import SceneState, shown, with_side
from glutmin_viewer.core.visibility import visible_parts

ATLAS = whole_atlas()


def seen(state):
    return {part.partition(".")[0].removesuffix("_right") for part in visible_parts(state, ATLAS)}


@pytest.mark.parametrize("place", range(len(LAYERS) + 1))
def test_at_a_whole_depth_all_layers_below_are_solid_and_none_above_is_there(place):
    state = at_depth(SceneState(), ATLAS, float(place))
    for k, layer in enumerate(LAYERS):
        for name in layer:
            assert (name in seen(state)) == (k >= place)
            assert state.opacity(name if name == "skin" else f"{name}_right") == 1.0
    assert "hip_bone" in seen(state)


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_depth_is_told_from_the_state(side):
    start = with_side(SceneState(), side)
    assert depth_of(start, ATLAS) == 3.0  # at first the minimus lies bare
    for depth in np.linspace(0.0, DEEPEST, 33):
        assert depth_of(at_depth(start, ATLAS, depth), ATLAS) == pytest.approx(depth, abs=0.021)
    assert at_depth(start, ATLAS, 9.0) == at_depth(start, ATLAS, DEEPEST)


def test_what_is_no_layer_stays_as_it_was():
    state = shown(SceneState(), ["sciatic_nerve_right", "femur_left"], True)
    for depth in (0.0, 1.5, 4.0):
        assert {"sciatic_nerve", "femur_left"} <= seen(at_depth(state, ATLAS, depth))


def test_an_atlas_without_some_layers_is_enough(tiny_atlas):
    for depth in (0.0, 2.5, 4.0):
        visible_parts(at_depth(SceneState(), tiny_atlas, depth), tiny_atlas)
    assert depth_of(SceneState(), tiny_atlas) <= DEEPEST
