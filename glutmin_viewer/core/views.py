"""Where a state is looked at from: at first, and in a named view."""

from __future__ import annotations

from glutmin_viewer.core.camera import (
    Camera,
    View,
    figure_camera,
    hip_camera,
    home_camera,
    leg_camera,
    oblique_camera,
    stance_camera,
)
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points


def side_by_side(state: SceneState) -> bool:
    """Whether a motion shows two figures."""
    return state.motion is not None and motion(state.motion).beside is not None


def first_camera(state: SceneState) -> Camera:
    """What shows best what a state is about: two figures, a posture, a referral, or the hip."""
    if side_by_side(state):
        return stance_camera("posterior", state.side)
    if state.posture.name != "standing":
        return figure_camera(state.posture.name, state.side)
    if state.shows_pain:
        return pain_camera(state)
    return home_camera(state.side)


def pain_camera(state: SceneState) -> Camera:
    """What shows best the pain of the chosen trigger point; without one, from behind."""
    point = state.trigger_point
    return oblique_camera(state.side, "posterior" if point is None else trigger_points()[point].group)


def named_camera(state: SceneState, view: View) -> Camera:
    """A named view of the two figures, of the whole leg while pain is shown on it, or of the hip; of a body upright."""
    if side_by_side(state):
        return stance_camera(view, state.side)
    return (leg_camera if state.shows_pain else hip_camera)(view, state.side)
