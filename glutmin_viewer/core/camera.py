"""Where the picture is taken from: plain values in world axes, and the anatomical views."""

from __future__ import annotations

import math
from typing import Literal, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIGN, Side

View = Literal["anterior", "posterior", "lateral", "medial", "superior", "inferior"]
VIEWS: tuple[View, ...] = get_args(View)
Vector = tuple[float, float, float]

VIEW_ANGLE_DEG = 25.0
HIP_HEIGHT_MM = 330.0
LEG_HEIGHT_MM = 1160.0
STANCE_HEIGHT_MM = 800.0
BALL_HEIGHT_MM = 470.0
LYING_HEIGHT_MM = 1180.0
# What a camera of a file may be: no zoom and no drag of the window leads beyond.
PICTURE_RANGE_MM = (1.0, 20_000.0)
FARTHEST_MM = 1e6
UNIT_WITHIN, LEAST_SINE = 0.01, 1e-4
STEEP = 0.9  # of a direction's height: from there a look is from above or below
JOINT_X_MM, JOINT_Z_MM = 0.0, 60.0  # about which a look at the side of the hip turns: within the bone under the minimus

# Direction from the subject to the eye and the upward direction on the picture, for the right side.
_VIEWS: dict[View, tuple[Vector, Vector]] = {
    "anterior": ((1, 0, 0), (0, 1, 0)),
    "posterior": ((-1, 0, 0), (0, 1, 0)),
    "lateral": ((0, 0, 1), (0, 1, 0)),
    "medial": ((0, 0, -1), (0, 1, 0)),
    "superior": ((0, 1, 0), (1, 0, 0)),
    "inferior": ((0, -1, 0), (1, 0, 0)),
}


class Camera(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Looks from `focal_point` + distance along `direction`; `height_mm` of the focal plane fill the picture's height.

    Positions in mm, world axes; direction and view_up are unit vectors.
    """

    focal_point: Vector
    direction: Vector
    view_up: Vector
    height_mm: float

    @property
    def position(self) -> Floats:
        distance = 0.5 * self.height_mm / math.tan(math.radians(VIEW_ANGLE_DEG / 2))
        return np.array(self.focal_point) + distance * np.array(self.direction)


def check_camera(camera: Camera) -> None:
    """Raise InputError where a camera (from a file or a call) looks in no direction, has no upright, or is too far."""
    values = (*camera.focal_point, *camera.direction, *camera.view_up, camera.height_mm)
    low, high = PICTURE_RANGE_MM
    if not (all(map(math.isfinite, values)) and low <= camera.height_mm <= high):
        raise InputError(f"a picture of {camera.height_mm:g} mm height cannot be taken: choose {low:g} to {high:g} mm.")
    if max(map(abs, camera.focal_point)) > FARTHEST_MM:
        raise InputError(
            f"a camera cannot look at a place farther away than {FARTHEST_MM:g} mm: choose one on the body."
        )
    unit = all(abs(math.hypot(*vector) - 1.0) < UNIT_WITHIN for vector in (camera.direction, camera.view_up))
    across = math.hypot(*np.cross(camera.view_up, camera.direction)) if unit else 0.0
    if across < LEAST_SINE:
        raise InputError("a camera needs a direction and an upright on its picture: give two unit vectors across.")


def hip_camera(view: View, side: Side) -> Camera:
    """A named view of the hip of one side; `medial` is a look at it from the other."""
    sign = SIGN[side]
    depth = 60.0 if view in {"anterior", "posterior", "superior", "inferior"} else 80.0
    return _facing(view, side, (-10.0, 25.0, sign * depth), HIP_HEIGHT_MM)


def leg_camera(view: View, side: Side) -> Camera:
    """A named view of the whole leg from waist to sole."""
    return _facing(view, side, (0.0, -335.0, SIGN[side] * 70.0), LEG_HEIGHT_MM)


def oblique_camera(side: Side, group: Literal["anterior", "posterior"]) -> Camera:
    """The whole leg from behind and the side, as the referral zone of a group is best seen."""
    angle = math.radians(150.0 if group == "posterior" else 112.0)  # from in front over the side to behind
    direction = (math.cos(angle), 0.0, math.sin(angle) * SIGN[side])
    return Camera((0.0, -335.0, SIGN[side] * 70.0), direction, (0.0, 1.0, 0.0), LEG_HEIGHT_MM)


def figure_camera(posture: str, side: Side) -> Camera:
    """The whole figure in a posture: lying from the front and above, else from the front and the side."""
    on_side = posture in {"side_lying", "massage_anterior"}
    lying = on_side or posture.startswith(("supine", "massage"))
    x, y, z = (0.35, 0.62, 0.70) if lying else (0.62, 0.22, 0.75)
    length = math.sqrt(x * x + y * y + z * z)
    if posture.startswith("massage"):
        return _lying_on_ball(posture, side)
    focal_point = (-60.0, -90.0, 0.0) if lying else (60.0, 40.0 if posture == "sitting" else -30.0, 0.0)
    if on_side:  # along z, the head at its end
        focal_point = (60.0, -90.0, -50.0 * SIGN[side])
    sign = -SIGN[side] if on_side else SIGN[side]  # the face looks at whoever is before it
    direction = (x / length, y / length, sign * z / length)
    return Camera(focal_point, direction, (0.0, 1.0, 0.0), 1650.0 if lying else 1850.0)


def _lying_on_ball(posture: str, side: Side) -> Camera:
    """The whole figure, from in front of who lies on the side, else from the side of the ball; so low that the ball is
    seen under it."""
    if posture == "massage_anterior":
        return _low((20.0, -70.0, -40.0), (0.95, 0.07, -0.10), side, LYING_HEIGHT_MM)
    return _low((0.0, -70.0, 20.0), (0.40, 0.07, 0.90), side, LYING_HEIGHT_MM)


def ball_camera(posture: str, side: Side) -> Camera:
    """The hip on the massage ball from close by and low, from where no leg stands before it: who lies on the side from
    behind, else from the side of the ball."""
    if posture == "massage_anterior":
        return _low((5.0, -95.0, 35.0), (-0.94, 0.07, 0.10), side, BALL_HEIGHT_MM)
    return _low((-45.0, -95.0, 30.0), (0.25, 0.07, 0.96), side, BALL_HEIGHT_MM)


def _low(focal_point: Vector, direction: Vector, side: Side, height_mm: float) -> Camera:
    """A look of the right side's, upright, at either side."""
    (fx, fy, fz), (x, y, z) = focal_point, direction
    length = math.hypot(x, y, z)
    toward = (x / length, y / length, SIGN[side] * z / length)
    return Camera((fx, fy, SIGN[side] * fz), toward, (0.0, 1.0, 0.0), height_mm)


def spot_camera(point: Vector, side: Side) -> Camera:
    """A place of the skin of the hip, standing, looked at level and along the way on which a ball presses there."""
    x, _, z = point
    level = math.hypot(x - JOINT_X_MM, z - SIGN[side] * JOINT_Z_MM)
    direction = ((x - JOINT_X_MM) / level, 0.0, (z - SIGN[side] * JOINT_Z_MM) / level)
    return Camera((x, 25.0, z), direction, (0.0, 1.0, 0.0), HIP_HEIGHT_MM)


def stance_camera(view: View, side: Side) -> Camera:
    """A named view of two figures beside each other, from the lumbar spine to the knees."""
    return _facing(view, side, (0.0, -40.0, 0.0), STANCE_HEIGHT_MM)


def home_camera(side: Side) -> Camera:
    """The first picture: the hip from the side and a little from the front and above."""
    x, y, z = 0.42, 0.12, 0.9 * SIGN[side]
    length = math.sqrt(x * x + y * y + z * z)
    direction = (x / length, y / length, z / length)
    return Camera((-5.0, 20.0, SIGN[side] * 80.0), direction, (0.0, 1.0, 0.0), HIP_HEIGHT_MM)


def turned(camera: Camera, attitude: Floats) -> Camera:
    """The camera with the body that it looks at: attitude (3, 3) is the turn of the body from standing.

    Floor and seat stay low on the picture; from above or below the room its upright is that of the body.
    """
    focal, direction, up = (
        (float(x), float(y), float(z))
        for x, y, z in (attitude @ np.array(v) for v in (camera.focal_point, camera.direction, camera.view_up))
    )
    return Camera(focal, direction, up if abs(direction[1]) > STEEP else (0.0, 1.0, 0.0), camera.height_mm)


def view_named(name: str) -> View:
    """The view of that name; raises InputError for an unknown one."""
    for view in VIEWS:
        if view == name:
            return view
    raise InputError(f'there is no view "{name}": choose one of {", ".join(VIEWS)}.')


def _facing(view: View, side: Side, focal_point: Vector, height_mm: float) -> Camera:
    (x, y, z), up = _VIEWS[view]
    return Camera(focal_point, (x, y, SIGN[side] * z), up, height_mm)
