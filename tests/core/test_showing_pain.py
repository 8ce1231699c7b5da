"""The verbs of pain: the skin comes with what is shown on it and goes with the last of it, and nothing else is lost."""

from __future__ import annotations

from functools import partial
from itertools import permutations

import msgspec
import pytest
from whole import whole_atlas

from glutmin_viewer.core.causes import drawn_causes, table, undrawn_causes
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke, regions_named
from glutmin_viewer.core.pose import SIDES
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import (
    SEEN_THROUGH,
    asked,
    with_cause,
    with_drawing,
    with_more,
    with_pattern,
    with_spread,
    with_stroke_drawn_on,
    with_trigger_point,
)
from glutmin_viewer.core.state import (
    FIGURE,
    SceneState,
    check_against,
    faded,
    known_ids,
    selected,
    shown,
    with_posture,
    with_side,
)
from glutmin_viewer.core.trigger_points import trigger_points

ATLAS = whole_atlas()
BUTTOCK = (-161.0, -12.0, 81.0)
LIT_BY = [(cause, side) for cause in drawn_causes() for side in SIDES if table().causes[cause].lit]
# What brings the skin, and what takes it away again.
VERBS = {
    "trigger point": (partial(with_trigger_point, name="anterior_1"), partial(with_trigger_point, name=None)),
    "cause": (partial(with_cause, name="radiculopathy_L5"), partial(with_cause, name=None)),
    "drawing": (partial(with_drawing, drawing=PainDrawing()), partial(with_drawing, drawing=None)),
}


def lit(cause, side):
    return {f"{structure}_{side}" for structure in table().causes[cause].lit}


@pytest.mark.parametrize(
    ("verb", "opacity"), [("trigger point", SEEN_THROUGH), ("cause", SEEN_THROUGH), ("drawing", 1)]
)
def test_the_skin_comes_with_what_is_shown_on_it_and_goes_again(verb, opacity):
    on, off = VERBS[verb]
    state = on(SceneState())
    assert state.shows_pain and "skin" not in state.hidden and state.opacity("skin") == opacity
    gone = off(state)
    assert not gone.shows_pain and gone.hidden == SceneState().hidden


@pytest.mark.parametrize("order", [*permutations(VERBS)])
def test_the_skin_stays_until_the_last_is_taken_away(order):
    state = SceneState()
    for verb in VERBS:
        state = VERBS[verb][0](state)
    for verb in order:
        assert "skin" not in state.hidden
        state = VERBS[verb][1](state)
    assert state.hidden == SceneState().hidden and not state.shown_by_cause


def test_a_drawing_is_painted_on_a_solid_skin_and_a_pattern_is_seen_through_it():
    painting = with_drawing(with_trigger_point(SceneState(), "anterior_1"), PainDrawing())
    assert painting.opacity("skin") == 1.0
    for drawing in (PainDrawing(), PainDrawing((Stroke((BUTTOCK,)),))):
        painting = with_drawing(SceneState(), drawing)
        for verb in ("trigger point", "cause"):
            assert VERBS[verb][0](painting).opacity("skin") == SEEN_THROUGH


@pytest.mark.parametrize("verb", VERBS)
def test_an_opacity_chosen_while_pain_is_shown_is_kept(verb):
    state = faded(VERBS[verb][0](SceneState()), "skin", 0.6)
    if state.drawing is None:
        state = with_trigger_point(with_trigger_point(state, "posterior_1"), "posterior_2")
    else:
        state = with_more(state, ATLAS, PainDrawing((Stroke((BUTTOCK,)),)))
    assert state.opacity("skin") == 0.6 and "skin" not in state.hidden


@pytest.mark.parametrize("verb", ["trigger point", "cause"])
def test_a_skin_that_is_there_already_is_left_as_it_is(verb):
    bare = shown(SceneState(), ["skin"], True)
    for state in (bare, faded(bare, "skin", 0.7)):
        on = VERBS[verb][0](state)
        assert on.opacity("skin") == state.opacity("skin") and "skin" not in on.hidden


@pytest.mark.parametrize("verb", VERBS)
def test_the_skin_of_a_posture_stays_after_the_pain(verb):
    sitting = with_posture(SceneState(), Posture("sitting"))
    on, off = VERBS[verb]
    after = off(on(sitting))
    assert not after.hidden & {"skin", *FIGURE} and after.posture == Posture("sitting")
    assert with_posture(after, Posture()).hidden == SceneState().hidden
    standing = with_posture(on(sitting), Posture())
    assert "skin" not in standing.hidden and standing.hidden >= set(FIGURE)
    assert off(standing).hidden == SceneState().hidden


@pytest.mark.parametrize(("cause", "side"), LIT_BY)
def test_structures_that_a_cause_concerns_come_and_go_with_it(cause, side):
    start = with_side(SceneState(), side)
    state = with_cause(start, cause)
    assert lit(cause, side) <= set(known_ids(ATLAS))
    assert not state.hidden & lit(cause, side) and state.shown_by_cause == lit(cause, side)
    assert with_cause(state, None).hidden == start.hidden
    for other in drawn_causes():
        changed = with_cause(state, other)
        assert changed == with_cause(start, other)


@pytest.mark.parametrize(("cause", "side"), LIT_BY)
def test_a_cause_never_hides_what_the_user_had_shown(cause, side):
    structures = lit(cause, side)
    start = shown(with_side(SceneState(), side), sorted(structures), True)
    for state in (with_cause(start, cause), with_cause(with_cause(start, "hip_arthritis"), cause)):
        assert not state.hidden & structures and not state.shown_by_cause
        assert not with_cause(state, None).hidden & structures
        assert not with_cause(with_cause(state, "hip_arthritis"), None).hidden & structures


def test_what_the_user_hides_meanwhile_stays_hidden():
    state = shown(with_cause(SceneState(), "radiculopathy_L5"), ["sciatic_nerve_right", "sacrum"], False)
    assert {"sciatic_nerve_right", "sacrum"} <= with_cause(state, None).hidden
    assert "sciatic_nerve_right" in with_trigger_point(state, "posterior_1").hidden


@pytest.mark.parametrize("cause", drawn_causes())
@pytest.mark.parametrize("point", [None, "posterior_2"])
def test_all_that_is_shown_goes_to_the_other_side_but_the_drawing(cause, point):
    drawing = PainDrawing((Stroke((BUTTOCK,)),))
    state = with_more(with_cause(with_trigger_point(SceneState(), point), cause), ATLAS, drawing)
    other = with_side(state, "left")
    assert (other.side, other.cause, other.trigger_point) == ("left", cause, point)
    assert other.shown_by_cause == lit(cause, "left") and not other.hidden & lit(cause, "left")
    assert lit(cause, "right") <= other.hidden
    assert other.drawing == state.drawing  # it hurts where it hurts, whatever hip is looked at
    assert with_side(other, "right") == state
    assert with_cause(other, None) == with_side(with_cause(state, None), "left")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("chosen", [None, *trigger_points()])
@pytest.mark.parametrize("group", ["anterior", "posterior"])
def test_a_pattern_keeps_the_chosen_point_of_its_group(group, chosen, side):
    state = with_pattern(with_trigger_point(SceneState(), chosen), group, side)
    own = [name for name, point in trigger_points().items() if point.group == group]
    assert state.side == side and "skin" not in state.hidden
    assert state.trigger_point == (chosen if chosen in own else own[0])
    assert with_pattern(state, group, side) == state


def test_choosing_a_point_shows_all_of_its_pain_and_nothing_selected():
    state = with_spread(with_trigger_point(SceneState(), "anterior_1"), 200.0)
    assert state.spread_mm == 200.0 and with_spread(state, None).spread_mm is None
    assert with_trigger_point(state, "anterior_2").spread_mm is None
    assert with_trigger_point(state, None).spread_mm is None
    for verb in ("trigger point", "drawing"):
        assert VERBS[verb][0](selected(SceneState(), "sacrum")).selection is None


def test_more_of_a_drawing_is_added_once():
    dab, groin = PainDrawing((Stroke((BUTTOCK,)),)), regions_named(ATLAS, ["groin"])
    state = SceneState()
    for more in (dab, groin, dab, groin):
        state = with_more(state, ATLAS, more)
    assert state.drawing == PainDrawing((*dab.parts, *groin.parts))
    assert with_more(state, ATLAS, PainDrawing()).drawing == state.drawing
    assert with_drawing(state, PainDrawing()).drawing == PainDrawing()


def test_a_stroke_is_led_on():
    on_the_way = tuple(float(mm) for mm in ATLAS.skin_landmarks["PSIS_right"])
    state = with_more(SceneState(), ATLAS, regions_named(ATLAS, ["groin"]))
    with pytest.raises(InputError, match="no stroke to be drawn on"):
        with_stroke_drawn_on(state, ATLAS, BUTTOCK)
    begun = with_more(state, ATLAS, PainDrawing((Stroke((BUTTOCK,), 12.0),)))
    longer = with_stroke_drawn_on(begun, ATLAS, on_the_way)
    assert longer.drawing.strokes == (Stroke((BUTTOCK, on_the_way), 12.0),)
    with pytest.raises(InputError, match="off the skin"):
        with_stroke_drawn_on(longer, ATLAS, (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("verb", "word"),
    [
        (lambda state: with_cause(state, "ghost"), '"ghost": choose one of greater_trochanteric_pain, '),
        (lambda state: with_cause(state, undrawn_causes()[0]), "no area is drawn"),
        (lambda state: with_trigger_point(state, "anterior_9"), "choose one of anterior_1, "),
        (lambda state: with_more(state, ATLAS, PainDrawing((Stroke(((0.0, 0.0, 0.0),)),))), "off the skin"),
        (lambda state: with_more(state, ATLAS, PainDrawing((Stroke((BUTTOCK,), 1000.0),))), "radius"),
        (lambda state: with_more(state, ATLAS, PainDrawing(("moon_right",))), "no region"),
    ],
)
def test_what_there_is_not_is_told_and_changes_nothing(verb, word):
    state = with_cause(with_trigger_point(SceneState(), "anterior_1"), "radiculopathy_L5")
    kept = msgspec.json.encode(state, order="sorted")
    with pytest.raises(InputError, match=word) as told:
        verb(state)
    assert str(told.value).endswith(".") and "\n" not in str(told.value)
    assert msgspec.json.encode(state, order="sorted") == kept


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"cause": "ghost"}, "ghost"),
        ({"cause": "deep_vein_thrombosis"}, "no area is drawn"),
        ({"trigger_point": "anterior_9"}, "anterior_9"),
        ({"drawing": PainDrawing((Stroke(((0.0, 0.0, 0.0),)),))}, "off the skin"),
        ({"drawing": PainDrawing((Stroke(((float("nan"), 0.0, 0.0),)),))}, "no number"),
        ({"drawing": PainDrawing((Stroke((BUTTOCK,), 1.0),))}, "radius of 1 mm"),
        ({"drawing": PainDrawing(("groin_right", "moon"))}, "moon"),
        ({"spread_mm": -1.0}, "-1 mm"),
        ({"spread_mm": float("nan")}, "nan mm"),
    ],
)
def test_a_state_of_pain_that_there_is_not_is_refused(change, word):
    with pytest.raises(InputError, match=word) as told:
        check_against(msgspec.structs.replace(SceneState(), **change), ATLAS)
    assert str(told.value).endswith(".") and "\n" not in str(told.value)


def test_a_state_of_all_that_there_is_is_taken():
    state = with_more(SceneState(), ATLAS, regions_named(ATLAS, ["thigh_lateral"]))
    for cause in drawn_causes():
        for point in trigger_points():
            check_against(with_spread(with_trigger_point(with_cause(state, cause), point), 0.0), ATLAS)
    check_against(with_drawing(SceneState(), PainDrawing()), ATLAS)


def test_a_skin_that_was_shown_solid_is_so_again_under_a_pattern_when_nobody_is_asked_any_more():
    solid = with_trigger_point(shown(SceneState(), ["skin"], True), "anterior_1")
    assert solid.opacity("skin") == 1.0
    assert with_drawing(with_drawing(solid, PainDrawing()), None).opacity("skin") == 1.0
    brought = with_trigger_point(SceneState(), "anterior_1")
    assert with_drawing(with_drawing(brought, PainDrawing()), None).opacity("skin") == brought.opacity("skin") < 1.0


@pytest.mark.parametrize(
    ("posture", "brought", "expected"),
    [
        ("massage_anterior", "massage_anterior", "standing"),
        ("massage_posterior", "", "standing"),  # the ball hides skin, whoever chose it
        ("sitting", "sitting,wallet=25", "standing"),
        ("sitting", "side_lying", "sitting"),
        ("side_lying", "", "side_lying"),
    ],
)
def test_who_is_asked_paints_on_a_figure_that_stands_but_for_a_posture_chosen_by_hand(posture, brought, expected):
    drawing = PainDrawing(("groin_right",))
    state = asked(with_posture(SceneState(), Posture(posture)), drawing, brought)
    assert (state.posture.name, state.drawing) == (expected, drawing)
    assert "skin" not in state.hidden and state.opacity("skin") == 1.0
