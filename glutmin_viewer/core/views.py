"""Where a state is looked at from: at first, and in a named view."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from glutmin_viewer.core.camera import (
    VIEW_ANGLE_DEG,
    Camera,
    Vector,
    View,
    figure_camera,
    hip_camera,
    home_camera,
    leg_camera,
    oblique_camera,
    stance_camera,
)
from glutmin_viewer.core.fibres import Axis
from glutmin_viewer.core.frame import Frame, Item
from glutmin_viewer.core.mesh import Floats, Ints
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import SIGN, STANDING, Side
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points

PART_HEIGHT_MM = 700.0
LEAST_LEVEL = 0.5
# Of a look at structures, drawing choices: how much of their extent is seen, from how high, and what is in the middle.
WHOLE = 1.5
LEAST_HEIGHT_MM, MOST_HEIGHT_MM = 200.0, 1900.0
FROM_ABOVE = 0.15
OFF_MIDDLE_MM = 25.0
# A look at a motion farther than this off the axis of its turn shows next to nothing of it; and from where on a look
# counts as one from in front: else it goes behind, where most of the muscle is seen.
OFF_AXIS_DEG, FROM_IN_FRONT = 55.0, 0.5
# Of a look at pain on a posed body: how much of its height is seen, on pictures of which shape, from which heights, and
# how much the side of the body is preferred; and how much of what can be seen of it a look shows that stays.
PAIN_SHARE, PAIN_ASPECT, SEEING_DEG, FROM_SIDE, FACED = 1.25, 1.25, (-15.0, 5.0, 25.0, 50.0), 0.25, 0.7
# Shares of a picture's height: below for the key in a small picture, above at least.
BELOW, ABOVE = 0.25, 0.05


def side_by_side(state: SceneState) -> bool:
    """Whether a motion shows two figures."""
    return state.motion is not None and motion(state.motion).beside is not None


def shows_posed_pain(state: SceneState) -> bool:
    """Whether pain is shown, uncut, on one body whose leg does not hang down straight."""
    hanging = state.posture.name == "standing" and state.pose == STANDING and state.motion_time_s == 0.0
    return state.shows_pain and not hanging and state.cut is None and not side_by_side(state)


def first_camera(state: SceneState) -> Camera:
    """What shows best what a state is about: two figures, a posture, a referral, or the hip."""
    if state.shows_pain and state.posture.name == "standing" and not side_by_side(state):
        return pain_camera(state)
    return resting_camera(state)


def resting_camera(state: SceneState) -> Camera:
    """What shows best what a state is about besides pain."""
    if side_by_side(state):
        return stance_camera("posterior", state.side)
    if state.posture.name != "standing":
        return figure_camera(state.posture.name, state.side)
    home = home_camera(state.side)
    view = view_of_motion(state, home)
    return home if view is None else named_camera(state, view)


def view_of_motion(state: SceneState, camera: Camera) -> View | None:
    """The named view that shows a motion best, where a look from a camera shows next to nothing of it.

    None where that shows enough, as all looks do at rotation, and where two figures or a cut want a view of their own.
    """
    if state.motion is None or side_by_side(state) or state.cut is not None:
        return None
    x, _, z = camera.direction
    along: dict[Axis, tuple[float, View]] = {
        "adduction": (x, "anterior" if x > FROM_IN_FRONT else "posterior"),
        "flexion": (z, "lateral"),
    }
    axis = motion(state.motion).most_turned
    if axis not in along:
        return None
    share, view = along[axis]
    return view if abs(share) < math.cos(math.radians(OFF_AXIS_DEG)) else None


def pain_camera(state: SceneState) -> Camera:
    """What shows best the pain of the chosen trigger point; without one, from behind."""
    point = state.trigger_point
    return oblique_camera(state.side, "posterior" if point is None else trigger_points()[point].group)


def with_pain_in(camera: Camera | None, frames: Sequence[Frame], side: Side) -> Camera | None:
    """What takes in all pain that is drawn on a body as it is posed in some frames: from where a camera looks, else
    from where most of it is seen. None where no pain is drawn.

    Where there is room above, the pain lies higher than the middle, and no key is over it.
    """
    points, normals = _pain(frames)
    if not len(points):
        return None
    direction, view_up = (_seeing(normals, side), (0.0, 1.0, 0.0))
    if camera is not None:
        direction, view_up = np.array(camera.direction), camera.view_up
    axes = _axes(direction, view_up)
    on_picture = points @ axes.T
    low, high = on_picture.min(axis=0), on_picture.max(axis=0)
    width, height, depth = high - low
    # What is nearer than the middle is drawn larger.
    nearer = 2.0 * math.tan(math.radians(VIEW_ANGLE_DEG / 2)) * depth
    tall = float(PAIN_SHARE * max(height, width / PAIN_ASPECT) + nearer)
    tall = max(tall, PART_HEIGHT_MM)
    room = 0.5 * (tall - height - nearer)
    middle = 0.5 * (low + high)
    middle[1] -= min(max(BELOW * tall - room, 0.0), max(room - ABOVE * tall, 0.0))
    x, y, z = (float(mm) for mm in axes.T @ middle)
    u, v, w = (float(share) for share in direction)
    return Camera((x, y, z), (u, v, w), view_up, tall)


def camera_at_pain(camera: Camera, frame: Frame, side: Side) -> Camera:
    """What shows the pain on a body as it is posed: the camera itself where it does, else one that takes all in from
    there, else from where most of it is seen."""
    _, normals = _pain([frame])
    if not len(normals):
        return camera
    faced, most = (np.maximum(normals @ way, 0.0).sum() for way in (np.array(camera.direction), _seeing(normals, side)))
    if faced < FACED * most:
        return with_pain_in(None, [frame], side) or camera
    return camera if has_pain_in(camera, [frame]) else with_pain_in(camera, [frame], side) or camera


def has_pain_in(camera: Camera, frames: Sequence[Frame]) -> bool:
    """Whether a picture takes in all pain that is drawn in some frames."""
    points, _ = _pain(frames)
    x, y, towards = _axes(np.array(camera.direction), camera.view_up) @ (points - camera.position).T
    reach = -towards * math.tan(math.radians(VIEW_ANGLE_DEG / 2))
    return bool(np.all((np.abs(x) < PAIN_ASPECT * reach) & (np.abs(y) < reach)))


def clear_at_sides(frame: Frame, camera: Camera, aspect: float, low: float = 1.0) -> tuple[float, float]:
    """How much of a picture's width, 0 to 1, shows nothing of a frame: from its left edge on, and from its right one.

    aspect: the picture's width over its height. low: of its lowest part alone, which is so much of its height.
    """
    points = np.concatenate([item.in_world for item in frame.items if item.points is not None])
    # A picture narrower than high keeps the width in view.
    eye = camera.focal_point + max(1.0, 1.0 / aspect) * (camera.position - camera.focal_point)
    x, y, towards = _axes(np.array(camera.direction), camera.view_up) @ (points - eye).T
    reach = -towards * math.tan(math.radians(VIEW_ANGLE_DEG / 2))
    seen = (reach > 0.0) & (np.abs(y) < reach) & (y < (2.0 * low - 1.0) * reach)
    across = x[seen] / (aspect * reach[seen])
    left, right = (np.clip(0.5 * (side.min(initial=1.0) + 1.0), 0.0, 1.0) for side in (across, -across))
    return float(left), float(right)


def _axes(direction: Floats, view_up: Vector) -> Floats:
    """To the right, up and towards the eye, (3, 3), a row each."""
    right = np.cross(view_up, direction)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(direction, right), direction])


def _pain(frames: Sequence[Frame]) -> tuple[Floats, Floats]:
    """Where pain is drawn, and the outward normals there, (n, 3) each, world."""
    points, normals = [np.empty((0, 3))], [np.empty((0, 3))]
    for item in (item for frame in frames for item in frame.items):
        if item.pain is not None and item.marked is not None:
            assert item.normals is not None
            drawn = np.maximum(item.pain.max(axis=1), item.marked.max(axis=1)) > 0.0
            points.append(item.in_world[drawn])
            normals.append(item.normals[drawn] @ item.world_from_points[:3, :3].T)
    return np.concatenate(points), np.concatenate(normals)


def _seeing(normals: Floats, side: Side) -> Floats:
    """The direction (3,), about level, which most of some normals (n, 3) face, rather from the side of the body."""
    turns, heights = np.radians(np.arange(0.0, 360.0, 10.0)), np.radians(SEEING_DEG)
    turn, up = (grid.ravel() for grid in np.meshgrid(turns, heights))
    ways = np.stack([np.cos(up) * np.cos(turn), np.sin(up), np.cos(up) * np.sin(turn)], axis=1)
    seen = np.maximum(normals @ ways.T, 0.0).sum(axis=0) * (1.0 + FROM_SIDE * SIGN[side] * ways[:, 2])
    return np.asarray(ways[seen.argmax()])


def camera_before(item: Item, vertices: Ints, side: Side, height_mm: float = PART_HEIGHT_MM) -> Camera:
    """What looks straight at a part of a surface as it is posed, by the indices of its vertices (k,), with this much
    around it."""
    assert item.points is not None and item.normals is not None
    middle, outward = item.points[vertices].mean(axis=0), item.normals[vertices].mean(axis=0)
    place = (item.world_from_points @ np.append(middle, 1.0))[:3]
    return _towards(place, item.world_from_points[:3, :3] @ outward, side, height_mm)


def camera_on(items: Sequence[Item], camera: Camera, side: Side, attitude: Floats) -> Camera:
    """What shows all of some items, from outside the body; of what lies in its middle from where `camera` looks.

    attitude: (3, 3) the turn of the body from standing.
    """
    points = np.concatenate([item.in_world for item in items if item.points is not None])
    low, high = points.min(axis=0), points.max(axis=0)
    height_mm = min(max(WHOLE * float((high - low).max()), LEAST_HEIGHT_MM), MOST_HEIGHT_MM)
    middle = 0.5 * (low + high)
    outward = attitude.T @ points.mean(axis=0)
    outward[1] = 0.0
    if np.linalg.norm(outward) < OFF_MIDDLE_MM:
        return _towards(middle, np.array(camera.direction), side, height_mm)
    outward /= np.linalg.norm(outward)
    return _towards(middle, attitude @ (outward + np.array([0.0, FROM_ABOVE, 0.0])), side, height_mm)


def _towards(place: Floats, outward: Floats, side: Side, height_mm: float) -> Camera:
    """A look at a place (3,) against a direction (3,); at what faces up or down from the side of the body as well."""
    level = np.hypot(outward[0], outward[2])
    if level < LEAST_LEVEL:  # as of a sole, which is looked at a little from the side
        outward = outward + np.array([0.0, 0.0, SIGN[side]]) * LEAST_LEVEL
    direction = outward / np.linalg.norm(outward)
    x, y, z = (float(mm) for mm in place)
    u, v, w = (float(share) for share in direction)
    return Camera((x, y, z), (u, v, w), (0.0, 1.0, 0.0), height_mm)


def named_camera(state: SceneState, view: View) -> Camera:
    """A named view of two figures, of the whole leg while pain is shown on it uncut, or of the hip; body upright."""
    if side_by_side(state):
        return stance_camera(view, state.side)
    return (leg_camera if state.shows_pain and state.cut is None else hip_camera)(view, state.side)
