"""What undo and redo give back, whatever was done before, and what counts as one step."""

from __future__ import annotations

from functools import partial
from itertools import groupby, pairwise

import msgspec
import pytest
import shapes
from hypothesis import given
from hypothesis import strategies as st

from glutmin_viewer.core.camera import VIEWS, hip_camera, home_camera
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.history import (
    STEPS,
    History,
    changed,
    changed_fields,
    is_gradual,
    lasting,
    moment,
    preceded,
    redone,
    undone,
)
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.pose import SIDES, HipPose
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_spread, with_trigger_point
from glutmin_viewer.core.state import (
    SceneState,
    faded,
    known_ids,
    selected,
    shown,
    with_cut,
    with_motion,
    with_move,
    with_pose,
    with_posture,
    with_side,
)
from glutmin_viewer.core.trigger_points import trigger_points

NAMES = known_ids(shapes.tiny_atlas())
HOME = Document(SceneState(), home_camera("right"))
FAR = ((0.0, 0.0, 90.0), (0.0, -20.0, 90.0), (0.0, -40.0, 90.0))


def verb(function, *arguments):
    return lambda state: function(state, *arguments)


choices = st.one_of(
    st.builds(partial(verb, with_side), st.sampled_from(SIDES)),
    st.builds(partial(verb, selected), st.sampled_from([None, *NAMES])),
    st.builds(lambda name, on: verb(shown, [name], on), st.sampled_from(NAMES), st.booleans()),
    st.builds(partial(verb, faded), st.sampled_from(NAMES), st.sampled_from([0.3, 0.6, 1.0])),
    st.builds(lambda degrees: verb(with_pose, HipPose(degrees)), st.sampled_from([0.0, 10.0, 20.0])),
    st.builds(lambda name: verb(with_posture, Posture(name)), st.sampled_from(["standing", "sitting"])),
    st.builds(partial(verb, with_trigger_point), st.sampled_from([None, *trigger_points()])),
    st.builds(partial(verb, with_cause), st.sampled_from([None, "radiculopathy_L5"])),
    st.builds(partial(verb, with_drawing), st.sampled_from([None, PainDrawing(("groin_right",))])),
)
verbs = st.one_of(
    choices,
    st.builds(partial(verb, with_motion), st.sampled_from([None, "abduction", "gait"]), st.sampled_from([0.0, 0.5])),
    st.builds(partial(verb, with_spread), st.sampled_from([None, 40.0])),
)
# A verb or another view, and of which gesture it is.
acts = st.lists(
    st.tuples(st.one_of(verbs, st.sampled_from(VIEWS)), st.one_of(st.none(), st.integers(1, 3))), max_size=25
)


def after(document, act):
    if isinstance(act, str):
        return msgspec.structs.replace(document, camera=hip_camera(act, document.scene.side))
    return msgspec.structs.replace(document, scene=act(document.scene))


def done(history, several):
    """After several acts."""
    for act, gesture in several:
        history = changed(history, moment(after(history.present.document, act)), gesture)
    return history


@given(st.lists(st.one_of(choices, st.sampled_from(VIEWS)), max_size=25))
def test_undo_gives_back_every_document_that_was_chosen_from_the_last_to_the_first(chosen):
    history, documents = History(moment(HOME)), [HOME]
    for act in chosen:
        history = done(history, [(act, None)])
        documents.append(after(documents[-1], act))
    for expected, _ in groupby(reversed(documents)):
        assert history.present.document == expected
        history = undone(history)
    assert history.past == ()


@given(acts)
def test_undo_and_redo_go_the_same_way_back_and_forth(several):
    history, presents = History(moment(HOME)), [moment(HOME)]
    for act in several:
        history = done(history, [act])
        presents = [*history.past, history.present]
    last = history
    for expected in reversed(presents[:-1]):
        history = undone(history)
        assert history.present == expected
    assert undone(history) == history and history.past == ()
    for expected in presents[1:]:
        history = redone(history)
        assert history.present == expected
    assert redone(history) == history
    assert (history.present, history.past) == (last.present, last.past)


@given(acts, acts)
def test_no_step_leads_from_a_document_to_itself_and_a_new_one_drops_what_was_taken_back(several, more):
    history = undone(undone(done(History(moment(HOME)), several)))
    steps = len(history.past)
    newer = done(history, more)
    row = [it.document for it in (*newer.past, newer.present)]
    assert all(one != next_ for one, next_ in pairwise(row))
    if len(newer.past) > steps:
        assert newer.future == ()


@given(st.lists(st.integers(-20, 90), min_size=2, max_size=20))
def test_all_of_a_gesture_is_one_step_and_none_where_it_ends_as_it_began(angles):
    poses = [verb(with_pose, HipPose(float(angle))) for angle in angles]
    history = done(History(moment(HOME)), [(pose, 7) for pose in poses])
    assert len(history.past) <= 1
    if angles[-1] != 0:
        assert undone(history).present.document == HOME
    back = done(history, [(verb(with_pose, HipPose()), history.gesture)])
    assert back.past == () and back.present.document == HOME


def test_what_is_not_remembered_comes_before_the_present_which_can_be_done_again():
    history = done(
        History(moment(HOME)), [(verb(with_drawing, PainDrawing(("groin_right", "thigh_lateral_right"))), None)]
    )
    less = moment(after(history.present.document, verb(with_drawing, PainDrawing(("groin_right",)))))
    back = preceded(history, less)
    assert (back.present, back.past) == (less, history.past)
    assert redone(back).present == history.present and undone(back).present.document == HOME


def test_two_gestures_are_two_steps_and_after_undo_another_begins():
    ten, twenty = (verb(with_pose, HipPose(float(angle))) for angle in (10, 20))
    history = done(History(moment(HOME)), [(ten, 1), (twenty, 2)])
    assert len(history.past) == 2
    history = done(undone(history), [(twenty, 1)])
    assert len(history.past) == 2 and history.future == ()


def test_what_comes_back_to_its_beginning_and_goes_on_is_a_step_from_there():
    hidden, ten, none = (verb(shown, ["sacrum"], False), verb(with_pose, HipPose(10.0)), verb(with_pose, HipPose()))
    history = done(History(moment(HOME)), [(hidden, None), (ten, 1), (none, 1), (ten, 1)])
    assert undone(history).present.document.scene == shown(SceneState(), ["sacrum"], False)


def test_the_time_of_a_motion_is_no_step_but_another_motion_is():
    history = done(History(moment(HOME)), [(verb(with_motion, "abduction"), None)])
    for time_s in (0.1, 0.9, 0.4):
        history = done(history, [(verb(with_motion, "abduction", time_s), None)])
    assert len(history.past) == 1 and history.present.document.scene.motion_time_s == 0.4
    history = done(history, [(verb(with_motion, "gait"), None)])
    assert undone(history).present.document.scene == with_motion(SceneState(), "abduction", 0.4)
    assert undone(undone(history)).present.document == HOME


def test_scrubbing_after_undo_keeps_what_can_be_done_again():
    history = done(History(moment(HOME)), [(verb(with_motion, "abduction"), None), (verb(selected, "sacrum"), None)])
    history = done(undone(history), [(verb(with_motion, "abduction", 0.5), None)])
    assert redone(history).present.document.scene.selection == "sacrum"


def test_a_move_over_the_ball_is_one_step_for_all_its_time():
    lying = verb(with_posture, Posture("massage_anterior"))
    history = done(History(moment(HOME)), [(lying, None), (verb(with_move, "small"), None)])
    for time_s in (0.5, 1.0, 2.0):
        history = done(history, [(verb(with_move, "small", time_s), None)])
    assert len(history.past) == 2


def test_a_stroke_that_is_led_on_is_one_step_and_the_next_one_another():
    strokes = [PainDrawing((Stroke(FAR[:count]),)) for count in (1, 2, 3)]
    both = PainDrawing((*strokes[-1].parts, Stroke(FAR[:1], 12.0)))
    history = done(History(moment(HOME)), [(verb(with_drawing, PainDrawing()), None)])
    history = done(history, [(verb(with_drawing, drawing), None) for drawing in (*strokes, both)])
    history = undone(history)
    assert history.present.document.scene.drawing == strokes[-1]
    assert undone(history).present.document.scene.drawing == PainDrawing()


def test_spreading_is_no_step_and_never_comes_back():
    history = done(History(moment(HOME)), [(verb(with_trigger_point, "anterior_1"), None)])
    spreading = done(history, [(verb(with_spread, 80.0), None)])
    assert spreading == history


def test_more_than_anybody_goes_back_is_forgotten_from_the_oldest_on():
    views = [(VIEWS[count % len(VIEWS)], None) for count in range(STEPS + 9)]
    history = done(History(moment(HOME)), views)
    assert len(history.past) == STEPS and history.past[0].document != HOME


def test_what_was_shown_on_a_page_that_is_over_is_left_out_on_the_way_back():
    history = done(History(moment(HOME)), [(verb(selected, "sacrum"), None)])
    for name, page in (("skin", "q1"), (None, "q1"), ("skin", "q2")):
        scene = selected(SceneState(), name)
        history = changed(history, moment(Document(scene, HOME.camera), page, passing=True))
    assert [it.page for it in history.past] == ["", ""]
    before = undone(history)
    assert before.present.document.scene.selection == "sacrum" and before.future == ()
    assert lasting(history) == lasting(before) == before.present.document


@pytest.mark.parametrize(
    ("act", "fields", "gradual"),
    [
        (verb(with_pose, HipPose(5.0)), {"pose"}, True),
        (verb(faded, "sacrum", 0.5), {"opacities"}, True),
        (verb(selected, "sacrum"), {"selection"}, False),
        (verb(with_trigger_point, "anterior_1"), {"trigger_point", "hidden", "opacities", "skin_before"}, False),
        ("posterior", {"camera"}, True),
    ],
)
def test_what_differs_and_whether_it_is_set_by_small_amounts(act, fields, gradual):
    assert changed_fields(HOME, after(HOME, act)) == fields
    assert is_gradual(HOME, after(HOME, act)) is gradual


def test_another_posture_is_a_choice_but_another_seat_is_set_by_small_amounts():
    sitting = Document(with_posture(SceneState(), Posture("sitting")))
    lying = Document(with_posture(sitting.scene, Posture("side_lying")))
    higher = Document(with_posture(sitting.scene, Posture("sitting", 500.0)))
    assert is_gradual(sitting, higher) and not is_gradual(sitting, lying)


def test_another_plane_is_a_choice_but_where_it_cuts_is_set_by_small_amounts():
    whole, axial, lower, coronal = (
        Document(with_cut(SceneState(), cut)) for cut in (None, Cut("axial"), Cut("axial", -20.0), Cut("coronal"))
    )
    assert is_gradual(axial, lower)
    assert not is_gradual(axial, coronal) and not is_gradual(whole, axial)
