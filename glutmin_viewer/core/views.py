"""Where a state is looked at from: at first, and in a named view."""

from __future__ import annotations

import numpy as np

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
from glutmin_viewer.core.frame import Item
from glutmin_viewer.core.mesh import Ints
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import SIGN, Side
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points

PART_HEIGHT_MM = 700.0
LEAST_LEVEL = 0.5


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


def camera_before(skin: Item, vertices: Ints, side: Side) -> Camera:
    """What looks straight at a part of the posed skin, by the indices of its vertices, with the leg around it."""
    assert skin.points is not None and skin.normals is not None
    middle, outward = skin.points[vertices].mean(axis=0), skin.normals[vertices].mean(axis=0)
    outward = skin.world_from_points[:3, :3] @ outward
    level = np.hypot(outward[0], outward[2])
    if level < LEAST_LEVEL:  # as of a sole, which is looked at a little from the side
        outward = outward + np.array([0.0, 0.0, SIGN[side]]) * LEAST_LEVEL
    direction = outward / np.linalg.norm(outward)
    place = (skin.world_from_points @ np.append(middle, 1.0))[:3]
    x, y, z = (float(mm) for mm in place)
    u, v, w = (float(share) for share in direction)
    return Camera((x, y, z), (u, v, w), (0.0, 1.0, 0.0), PART_HEIGHT_MM)


def named_camera(state: SceneState, view: View) -> Camera:
    """A named view of the two figures, of the whole leg while pain is shown on it, or of the hip; of a body upright."""
    if side_by_side(state):
        return stance_camera(view, state.side)
    return (leg_camera if state.shows_pain else hip_camera)(view, state.side)
