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
    if state.trigger_point is not None:
        return oblique_camera(state.side, trigger_points()[state.trigger_point].group)
    return home_camera(state.side)


def named_camera(state: SceneState, view: View) -> Camera:
    """A named view of the two figures, of the whole leg while pain is shown on it, or of the hip; of a body upright."""
    if side_by_side(state):
        return stance_camera(view, state.side)
    return (hip_camera if state.trigger_point is None else leg_camera)(view, state.side)
