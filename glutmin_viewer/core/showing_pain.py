"""Verbs that show pain on the skin: of a trigger point, of another cause, and where somebody says it hurts."""

from __future__ import annotations

import math

import msgspec

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.causes import check_cause, table
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke, check_drawing, check_size, dab
from glutmin_viewer.core.pose import Point, Side
from glutmin_viewer.core.postures import ON_BALL, Posture, parse_posture
from glutmin_viewer.core.state import SceneState, SkinLook, faded, selected, shown, with_posture, with_side
from glutmin_viewer.core.trigger_points import trigger_point, trigger_points

STEP_MM = 2.0  # a stroke is led on by at least so much
SEEN_THROUGH = 0.35  # opacity of a skin under which a muscle or nerve is to be seen


def with_trigger_point(state: SceneState, name: str | None) -> SceneState:
    """With a trigger point chosen and the skin, translucent, to show its referral; None takes both away again."""
    if name is not None:
        trigger_point(name)
    unselected = state if name is None else selected(state, None)
    return _skinned(state, msgspec.structs.replace(unselected, trigger_point=name, spread_mm=None))


def with_cause(state: SceneState, name: str | None) -> SceneState:
    """With the area of another cause on the skin and what it concerns lit under it; None takes both away again."""
    lit = set()
    if name is not None:
        check_cause(name)
        lit = {f"{structure}_{state.side}" for structure in table().causes[name].lit}
    hidden = state.hidden | state.shown_by_cause
    chosen = msgspec.structs.replace(state, cause=name, hidden=hidden - lit, shown_by_cause=hidden & lit)
    return _skinned(state, chosen)


def with_pattern(state: SceneState, group: str, side: Side) -> SceneState:
    """With the pain of a group of trigger points on a side: of its first point, unless one of them is chosen."""
    state = with_side(state, side)
    if state.trigger_point is not None and trigger_points()[state.trigger_point].group == group:
        return state
    return with_trigger_point(state, next(name for name, point in trigger_points().items() if point.group == group))


def without_patterns(state: SceneState) -> SceneState:
    """Without the pain of a trigger point and of another cause."""
    return with_cause(with_trigger_point(state, None), None)


def with_drawing(state: SceneState, drawing: PainDrawing | None) -> SceneState:
    """With a pain drawing on a solid skin, to be painted on; None when nobody is asked any more."""
    return _skinned(state, msgspec.structs.replace(selected(state, None), drawing=drawing))


def asked(state: SceneState, drawing: PainDrawing, brought: str = "") -> SceneState:
    """Asked where it hurts, with what was painted so far, in a posture that shows the skin: the figure stands up from a
    massage ball, and from the posture that was `brought` by what is left, in the words of `parse_posture`."""
    name = state.posture.name
    if name in ON_BALL or (brought and parse_posture(brought).name == name):
        state = with_posture(state, Posture())
    return with_drawing(state, drawing)


def with_more(state: SceneState, atlas: Atlas, more: PainDrawing) -> SceneState:
    """With strokes or regions added to the drawing; raises InputError for those that do not fit the skin."""
    check_drawing(atlas, more)
    old = state.drawing or PainDrawing()
    drawing = PainDrawing(tuple(dict.fromkeys((*old.parts, *more.parts))))
    check_size(drawing)
    return with_drawing(state, drawing)


def without_last(state: SceneState) -> SceneState:
    """Without the stroke or region that was added last."""
    parts = (state.drawing or PainDrawing()).parts
    return with_drawing(state, PainDrawing(parts[:-1]))


def with_stroke_drawn_on(state: SceneState, atlas: Atlas, point: Point) -> SceneState:
    """With the stroke added last led on to a point; raises InputError off the skin, and where no stroke is last.

    A point that has hardly moved changes nothing, so that slow hands do not fill the drawing.
    """
    match (state.drawing or PainDrawing()).parts:
        case (*before, Stroke(points=points, radius_mm=radius_mm)):
            dab(atlas, point, radius_mm)
            if math.dist(points[-1], point) < STEP_MM:
                return state
            drawing = PainDrawing((*before, Stroke((*points, point), radius_mm)))
            check_size(drawing)
            return with_drawing(state, drawing)
    raise InputError("there is no stroke to be drawn on: begin one on the skin.")


def with_spread(state: SceneState, spread_mm: float | None) -> SceneState:
    """With the pain of the chosen trigger point as far as this from it; None for all of it."""
    return msgspec.structs.replace(state, spread_mm=spread_mm)


def _skinned(before: SceneState, state: SceneState) -> SceneState:
    """With the skin as pain needs it: solid to be painted on, else to be seen through; after pain as it was before.

    Skin that is there already stays as it is under a pattern, and whoever fades it meanwhile is not overruled until
    something else is needed.
    """
    if not state.shows_pain:
        return _as_it_was(state)
    there = "skin" not in before.hidden
    if before.skin_before is None:
        state = msgspec.structs.replace(state, skin_before=SkinLook(not there, before.opacity("skin")))
    opacity, asked = _needed(before, state), (before.drawing is None) != (state.drawing is None)
    if there and not asked and (not before.shows_pain or opacity == _needed(before, before)):
        return state
    return faded(shown(state, ["skin"], True), "skin", opacity)


def _needed(before: SceneState, state: SceneState) -> float:
    """The opacity of the skin for what a state shows; who is asked where it hurts begins on a solid one, and who has
    shown the skin before gets it back so."""
    ends, own = before.drawing is not None and state.drawing is None, before.skin_before
    if ends and own is not None and not own.hidden:
        return own.opacity
    begins = before.drawing is None and state.drawing is not None
    patterned = state.trigger_point is not None or state.cause is not None
    return SEEN_THROUGH if patterned and not begins else 1.0


def _as_it_was(state: SceneState) -> SceneState:
    """With the skin as it was before pain; a posture keeps it, and takes it away when the figure stands again."""
    look = state.skin_before
    if look is None:
        return state
    state = faded(msgspec.structs.replace(state, skin_before=None), "skin", look.opacity)
    if not look.hidden:
        return state
    if state.posture.name == "standing":
        return shown(state, ["skin"], False)
    return msgspec.structs.replace(state, shown_by_posture=state.shown_by_posture | {"skin"})
