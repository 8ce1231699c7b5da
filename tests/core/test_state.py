"""The verbs on the state, the store, and what a state may say of an atlas."""

from __future__ import annotations

import msgspec
import pytest

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.poser import Poser
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import SEEN_THROUGH, with_trigger_point
from glutmin_viewer.core.state import (
    FIGURE,
    HIDDEN_AT_FIRST,
    SceneState,
    Store,
    check_against,
    faded,
    selected,
    shown,
    with_motion,
    with_pose,
    with_posture,
    with_side,
)


def test_what_a_posture_brought_in_goes_with_it():
    hidden = SceneState().hidden - {"torso"}  # which the user had shown before
    start = msgspec.structs.replace(SceneState(), hidden=hidden)
    lying = with_posture(with_posture(start, Posture("side_lying")), Posture("supine_knees_bent"))
    assert not lying.hidden & {"skin", *FIGURE}
    for left in (with_posture(lying, Posture()), with_motion(lying, "gait"), with_pose(lying, HipPose())):
        assert left.hidden == hidden and not left.shown_by_posture
    assert "skin" not in with_motion(with_trigger_point(lying, "anterior_1"), "gait").hidden


def test_showing_and_hiding_are_each_others_opposite():
    state = shown(SceneState(), ["femur_right", "skin"], False)
    assert state.hidden == HIDDEN_AT_FIRST | {"femur_right"}
    assert shown(state, ["femur_right"], True) == SceneState()


def test_a_full_opacity_leaves_no_trace():
    state = faded(SceneState(), "sacrum", 0.4)
    assert state.opacity("sacrum") == 0.4
    assert faded(state, "sacrum", 1.0) == SceneState()
    assert faded(SceneState(), "sacrum", 7.0) == SceneState()


def test_a_trigger_point_brings_the_skin_and_takes_it_away_again():
    state = with_trigger_point(selected(SceneState(), "sacrum"), "anterior_1")
    assert "skin" not in state.hidden
    assert state.opacity("skin") == SEEN_THROUGH
    assert state.selection is None
    assert "skin" in with_trigger_point(state, None).hidden
    with pytest.raises(InputError, match="anterior_9"):
        with_trigger_point(SceneState(), "anterior_9")


def test_the_other_side_and_back_is_where_one_was():
    state = faded(shown(SceneState(), ["gluteus_minimus_right.anterior", "sacrum"], False), "femur_right", 0.5)
    state = selected(state, "hip_bone_right")
    other = with_side(state, "left")
    assert other.hidden == HIDDEN_AT_FIRST | {"gluteus_minimus_left.anterior", "sacrum"}
    assert other.opacity("femur_left") == 0.5
    assert other.selection == "hip_bone_left"
    assert with_side(other, "right") == state


def test_a_motion_gives_the_pose_and_a_pose_ends_the_motion(tiny_atlas):
    pose = Poser(tiny_atlas).pose
    state = with_motion(SceneState(), "abduction", 2.0)
    assert pose(state).hip_right.adduction_deg == pytest.approx(-35)
    assert with_motion(state, "flexion", 99.0).motion_time_s == 4.0
    held = with_pose(state, HipPose(20, 0, 0))
    assert held.motion is None
    assert pose(held).hip_right.flexion_deg == 20
    with pytest.raises(InputError, match="180"):
        with_pose(state, HipPose(180, 0, 0))


def test_listeners_hear_of_changes_only():
    heard = []
    store = Store(SceneState())
    store.subscribe(lambda old, new: heard.append((old.side, new.side)))
    store.update(SceneState())
    store.update(with_side(store.state, "left"))
    assert heard == [("right", "left")]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"hidden": frozenset({"tail"})}, "tail"),
        ({"selection": "tail"}, "tail"),
        ({"opacities": (("sacrum", 3.0),)}, "opacity"),
        ({"motion": "dance"}, "dance"),
        ({"motion": "flexion", "motion_time_s": float("nan")}, "nan"),
        ({"trigger_point": "x"}, "x"),
        ({"pose": HipPose(200)}, "200"),
    ],
)
def test_a_state_of_things_that_are_not_there_is_refused(tiny_atlas, change, word):
    with pytest.raises(InputError, match=word):
        check_against(msgspec.structs.replace(SceneState(), **change), tiny_atlas)
    check_against(SceneState(), tiny_atlas)
