"""Frames, units and signs, stated once; and where each body of the figure is in a pose.

Lengths are mm and angles degrees. Body axes are those of the pelvis (ISB): x anterior, y superior, z to the subject's
right, origin midway between the hip joint centres. World axes: y against gravity. All structures are stored in the
pelvis frame at ISB neutral (femora parallel to the pelvis); a body's transform takes that rest position to the world.

Signs: flexion, adduction and internal rotation are positive, on both sides. The thigh's attitude against the pelvis is
Rz(flexion + tilt) Rx(adduction) Ry(internal rotation), body-fixed, where flexion is the clinical angle: zero is
standing, with the pelvis tipped forward by the atlas's pelvic tilt.

Transforms are (4, 4) and named result_from_argument.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats

Side = Literal["right", "left"]
Body = Literal["pelvis", "trunk", "thigh_right", "shank_right", "foot_right", "thigh_left", "shank_left", "foot_left"]
SIDES: tuple[Side, ...] = get_args(Side)
BODIES: tuple[Body, ...] = get_args(Body)

MIRROR = np.diag([1.0, 1.0, -1.0])
SIGN: dict[Side, float] = {"right": 1.0, "left": -1.0}

# Passive range of the hip, degrees clinical (AAOS and Wilson 2014, rounded outward); poses beyond it are refused.
RANGE_DEG: dict[str, tuple[float, float]] = {
    "flexion": (-30.0, 120.0),
    "adduction": (-45.0, 30.0),
    "internal_rotation": (-45.0, 45.0),
}
# The clinical words for the negative direction.
OPPOSITE = {"extension": "flexion", "abduction": "adduction", "external_rotation": "internal_rotation"}


class HipPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clinical hip angles in degrees: + flexion, + adduction, + internal rotation; zero is standing."""

    flexion_deg: float = 0.0
    adduction_deg: float = 0.0
    internal_rotation_deg: float = 0.0


STANDING = HipPose()


class BodyPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pose of the whole figure: each hip, and the flexion of each knee in degrees."""

    hip_right: HipPose = STANDING
    hip_left: HipPose = STANDING
    knee_right_deg: float = 0.0
    knee_left_deg: float = 0.0

    def hip(self, side: Side) -> HipPose:
        return self.hip_right if side == "right" else self.hip_left

    def knee_deg(self, side: Side) -> float:
        return self.knee_right_deg if side == "right" else self.knee_left_deg


def one_sided(side: Side, hip: HipPose, knee_deg: float = 0.0) -> BodyPose:
    """A pose that moves one leg and leaves the other standing."""
    if side == "right":
        return BodyPose(hip_right=hip, knee_right_deg=knee_deg)
    return BodyPose(hip_left=hip, knee_left_deg=knee_deg)


class Joints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Joint centres at rest, mm, pelvis frame. Without a knee or a lumbosacral joint the parts beyond move along."""

    hip_right: tuple[float, float, float]
    hip_left: tuple[float, float, float]
    knee_right: tuple[float, float, float] | None = None
    knee_left: tuple[float, float, float] | None = None
    lumbosacral: tuple[float, float, float] | None = None

    def hip(self, side: Side) -> Floats:
        return np.array(self.hip_right if side == "right" else self.hip_left)

    def knee(self, side: Side) -> tuple[float, float, float] | None:
        return self.knee_right if side == "right" else self.knee_left


def parse_pose(text: str) -> HipPose:
    """A pose from words such as "flexion=30,abduction=10"; the opposite words turn the sign.

    Raises InputError for an unknown word, something that is no number, or an angle outside the passive range.
    """
    angles: dict[str, float] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, separator, value = (p.strip() for p in part.partition("="))
        axis = OPPOSITE.get(name, name)
        if not separator or axis not in RANGE_DEG:
            words = ", ".join([*RANGE_DEG, *OPPOSITE])
            raise InputError(f'pose "{part}" is not understood: write angle=degrees with an angle of {words}.')
        if axis in angles:
            raise InputError(f'pose "{text}" gives {axis} twice: name it, or its opposite, once.')
        try:
            degrees = float(value)
        except ValueError:
            raise InputError(f'pose "{part}": "{value}" is not a number of degrees.') from None
        angles[axis] = -degrees if name in OPPOSITE else degrees
    pose = HipPose(**{f"{axis}_deg": value for axis, value in angles.items()})
    check_range(pose)
    return pose


def check_range(pose: HipPose) -> None:
    """Raise InputError where an angle is outside the passive range of the hip (or is no number)."""
    for axis, (low, high) in RANGE_DEG.items():
        value = getattr(pose, f"{axis}_deg")
        if not (math.isfinite(value) and low <= value <= high):
            opposite = next(word for word, name in OPPOSITE.items() if name == axis)
            raise InputError(
                f"{axis} of {value:g} degrees is outside the range of the hip: "
                f"choose up to {high:g} degrees of {axis} or {-low:g} of {opposite}."
            )


def in_words(pose: HipPose) -> list[tuple[str, float]]:
    """The pose as clinicians say it: ("abduction", 30.0) rather than adduction -30; angles of zero are left out."""
    opposite = {name: word for word, name in OPPOSITE.items()}
    words = []
    for axis in RANGE_DEG:
        value = getattr(pose, f"{axis}_deg")
        if abs(value) >= 0.05:
            words.append((axis if value > 0 else opposite[axis], abs(value)))
    return words


def rotation(axis: Literal["x", "y", "z"], degrees: float) -> Floats:
    """Right-handed rotation about a coordinate axis, (3, 3)."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    if axis == "x":
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    if axis == "y":
        return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def thigh_rotation(pose: HipPose, tilt_deg: float) -> Floats:
    """Attitude of the right thigh against the pelvis, (3, 3); mirror it (M R M) for the left."""
    return (
        rotation("z", pose.flexion_deg + tilt_deg)
        @ rotation("x", pose.adduction_deg)
        @ rotation("y", pose.internal_rotation_deg)
    )


def hip_axes(pose: HipPose, tilt_deg: float) -> Floats:
    """The three axes about which flexion, adduction and internal rotation turn the right thigh, rows of (3, 3)."""
    flexed = rotation("z", pose.flexion_deg + tilt_deg)
    abducted = flexed @ rotation("x", pose.adduction_deg)
    return np.stack([np.array([0.0, 0.0, 1.0]), flexed[:, 0], abducted[:, 1]])


def about(point: Floats, turn: Floats) -> Floats:
    """The rotation `turn` (3, 3) about a point, as (4, 4)."""
    result = np.eye(4)
    result[:3, :3] = turn
    result[:3, 3] = point - turn @ point
    return result


def pelvis_from_thigh(joints: Joints, side: Side, pose: HipPose, tilt_deg: float) -> Floats:
    """(4, 4): where the thigh's rest position goes in the pelvis frame."""
    turn = thigh_rotation(pose, tilt_deg)
    if side == "left":
        turn = MIRROR @ turn @ MIRROR
    return about(joints.hip(side), turn)


def world_from_bodies(joints: Joints, pose: BodyPose, tilt_deg: float) -> dict[Body, Floats]:
    """For each body the (4, 4) transform from its rest position to the world.

    The pelvis is tipped forward about the hip axis; the trunk stands upright on it (lumbar lordosis).
    """
    world_from_pelvis = about(np.zeros(3), rotation("z", -tilt_deg))
    result: dict[Body, Floats] = {"pelvis": world_from_pelvis, "trunk": world_from_pelvis}
    if joints.lumbosacral is not None:
        upright = about(np.array(joints.lumbosacral), rotation("z", tilt_deg))
        result["trunk"] = world_from_pelvis @ upright
    for side in SIDES:
        thigh = world_from_pelvis @ pelvis_from_thigh(joints, side, pose.hip(side), tilt_deg)
        shank = thigh
        if (knee := joints.knee(side)) is not None:
            shank = thigh @ about(np.array(knee), rotation("z", -pose.knee_deg(side)))
        bodies: tuple[Body, Body, Body] = (
            ("thigh_right", "shank_right", "foot_right")
            if side == "right"
            else ("thigh_left", "shank_left", "foot_left")
        )
        result[bodies[0]], result[bodies[1]], result[bodies[2]] = thigh, shank, shank
    return result
