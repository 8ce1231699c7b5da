"""Turning, shifting and zooming a camera: functions from a camera to a camera, without a window.

Orbiting is a turntable about the world's vertical, so that head stays up and nobody loses the way; only `roll` tips
the horizon, and orbiting afterwards keeps that tip. Points on the picture are in heights of the picture from its
centre, to the right and up.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from glutmin_viewer.core.camera import Camera, Vector
from glutmin_viewer.core.mesh import Floats

DEGREES_PER_HEIGHT = 220.0
POLE_DEG = 89.9
HEIGHT_RANGE_MM = (15.0, 6000.0)
_UP = np.array([0.0, 1.0, 0.0])


def orbit(camera: Camera, pivot: Vector, right: float, up: float) -> Camera:
    """Turned by a drag over the picture, about a pivot."""
    _, view_up, direction = _axes(camera).T
    level = np.cross(_UP, direction)
    if np.linalg.norm(level) < 1e-3:  # over a pole the picture itself says what is level
        level = np.cross(view_up, direction)
    level /= np.linalg.norm(level)
    across = np.cross(direction, level)
    # The drag as it would be with a level horizon.
    cosine, sine = float(view_up @ across), float(view_up @ level)
    right, up = right * cosine + up * sine, up * cosine - right * sine
    elevation = math.degrees(math.asin(np.clip(direction[1], -1.0, 1.0)))
    tilt = np.clip(elevation - up * DEGREES_PER_HEIGHT, -POLE_DEG, POLE_DEG) - elevation
    if abs(elevation) > POLE_DEG:
        tilt = -math.copysign(min(abs(up) * DEGREES_PER_HEIGHT, 180.0), elevation)
    turn = _rotation(_UP, -right * DEGREES_PER_HEIGHT) @ _rotation(level, -float(tilt))
    centre = np.array(pivot)
    return msgspec.structs.replace(
        camera,
        focal_point=_vector(centre + turn @ (np.array(camera.focal_point) - centre)),
        direction=_vector(turn @ direction),
        view_up=_vector(turn @ view_up),
    )


def pan(camera: Camera, right: float, up: float) -> Camera:
    """The picture shifted by a drag."""
    shift = camera.height_mm * (_axes(camera)[:, :2] @ (right, up))
    return msgspec.structs.replace(camera, focal_point=_vector(np.array(camera.focal_point) - shift))


def roll(camera: Camera, degrees: float) -> Camera:
    """The picture turned in its plane, anticlockwise."""
    turn = _rotation(np.array(camera.direction), -degrees)
    return msgspec.structs.replace(camera, view_up=_vector(turn @ np.array(camera.view_up)))


def zoom(camera: Camera, factor: float, right: float = 0.0, up: float = 0.0) -> Camera:
    """Larger by a factor, about the point of the picture under the cursor."""
    low, high = HEIGHT_RANGE_MM
    height = min(max(camera.height_mm / factor, low), high)
    kept = (camera.height_mm - height) * (_axes(camera)[:, :2] @ (right, up))
    return msgspec.structs.replace(camera, focal_point=_vector(np.array(camera.focal_point) + kept), height_mm=height)


def focused(camera: Camera, point: Vector) -> Camera:
    """The same look with a point of the body in the middle."""
    return msgspec.structs.replace(camera, focal_point=point)


def mirrored(camera: Camera) -> Camera:
    """The same look at the other side of the body."""

    def mirror(vector: Vector) -> Vector:
        return vector[0], vector[1], -vector[2]

    return msgspec.structs.replace(
        camera,
        focal_point=mirror(camera.focal_point),
        direction=mirror(camera.direction),
        view_up=mirror(camera.view_up),
    )


def between(start: Camera, end: Camera, share: float) -> Camera:
    """On the way from one camera (share 0) to another (1), eased at both ends."""
    if share >= 1.0:
        return end
    t = share * share * (3.0 - 2.0 * share)
    axis, degrees = _axis_and_angle(_axes(end) @ _axes(start).T)
    axes = _rotation(axis, t * degrees) @ _axes(start)
    focal = (1.0 - t) * np.array(start.focal_point) + t * np.array(end.focal_point)
    height = start.height_mm ** (1.0 - t) * end.height_mm**t
    return Camera(_vector(focal), _vector(axes[:, 2]), _vector(axes[:, 1]), height)


def _axes(camera: Camera) -> Floats:
    """Right, up and towards the eye as columns; a camera's own view_up need not be square to its direction."""
    direction = np.array(camera.direction)
    right = np.cross(camera.view_up, direction)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(direction, right), direction], axis=1)


def _rotation(axis: Floats, degrees: float) -> Floats:
    """Turn about a unit axis, (3, 3); scipy's rotations would take a tenth of a second of the start."""
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = math.radians(degrees)
    return np.asarray(np.eye(3) + math.sin(angle) * cross + (1.0 - math.cos(angle)) * cross @ cross)


def _axis_and_angle(turn: Floats) -> tuple[Floats, float]:
    """Unit axis and degrees of a rotation (3, 3), half turns included."""
    axis = np.linalg.eigh(turn + turn.T)[1][:, 2]
    sine = axis @ np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]]) / 2.0
    return axis, math.degrees(math.atan2(sine, (np.trace(turn) - 1.0) / 2.0))


def _vector(values: Floats) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
