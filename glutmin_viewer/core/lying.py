"""Poses of a body that lies, on a floor whose height is given; of the right side, as all postures are worked out."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from msgspec.structs import replace

from glutmin_viewer.core.figure import Figure, root
from glutmin_viewer.core.mesh import Floats, cross
from glutmin_viewer.core.pose import (
    MIRROR,
    AnklePose,
    ArmPose,
    Body,
    BodyPose,
    HipPose,
    PelvisPose,
    Side,
    TrunkPose,
    hip_pose,
    pelvis_rotation,
    rotation,
)

SIDE_NOD_DEG = 14.0  # of the head towards the arm under it

HAND_DOWN_DEG = 38.0  # where the search begins for how far the upper arm goes down
TOUCH_MM = 1.0

# Half on the back, turned to the right: drawing choices. The shoulders turn less than the pelvis.
TURNED_DEG, SHOULDERS_BACK_DEG = 60.0, 28.0
FORWARD_DEG = -94.0
# Of the leg that lies on the floor: how far its knee points to the side, and how far it is bent.
ASIDE_DEG, LYING_KNEE_DEG = 38.0, 95.0
# Of the leg that stands: where its ankle is from the hips, forward along the floor and to the right, and how far the
# knee leans to the right.
STANDING_MM, STANDING_RIGHT_MM, LEAN_DEG = 390.0, -160.0, 15.0
# Of the leg laid over the other; where the search for it begins.
LAID_ASIDE_DEG, LAID_TWIST_DEG, LAID_KNEE_DEG = 30.0, -25.0, 80.0
# On its way there the foot is lifted in a first share of it; crossing over begins after another.
LIFT_MM, LIFTING, CROSSING, WAY_STEPS = 150.0, 0.4, 0.2, 16
LAID_FIRST_DEG = (4.0, 8.0)
RIGHT_ARM_OUT_DEG = 45.0
HAND_ON_BELLY = ArmPose(7.5, 15.5, 68.0, 80.0)
UPPER: frozenset[Body] = frozenset({"head", "forearm_right"})  # may be missing
UP = np.array([0.0, 1.0, 0.0])
LEANING = np.array([0.0, -math.sin(math.radians(LEAN_DEG)), math.cos(math.radians(LEAN_DEG))])


def on_side(body: Figure, floor_mm: float) -> BodyPose:
    """On the right side: lower leg nearly straight, upper leg bent, lower arm raised, head on it."""
    lower = root(lambda a: body.lowest(lain(a), "foot_right", "shank_right") - floor_mm, 0.0, 4.0)
    bend = root(lambda a: body.lowest(lain(lower, a), "trunk", "upper_arm_right") - floor_mm, 0.0, 8.0)
    upper = root(lambda a: body.lowest(lain(lower, bend, 0.0, a), "shank_left", "foot_left") - floor_mm, 20.0, 28.0)
    arm = HAND_DOWN_DEG
    if body.has("forearm_left"):
        arm = root(lambda a: body.lowest(lain(lower, bend, 0.0, upper, a), "forearm_left") - floor_mm, arm, arm + 5.0)
    return lain(lower, bend, SIDE_NOD_DEG, upper, arm)


def lain(
    lower: float = 0.0, bend: float = 0.0, nod: float = 0.0, upper: float = 0.0, arm: float = HAND_DOWN_DEG
) -> BodyPose:
    """Lying on the right side by angles in degrees: how far the lower leg goes down, the trunk bends up, the head nods
    to the lower arm, the upper leg goes down before the other, and the upper arm before the trunk."""
    return BodyPose(
        PelvisPose(right_down_deg=90.0),
        HipPose(flexion_deg=12.0, adduction_deg=-lower),
        HipPose(flexion_deg=62.0, adduction_deg=upper),
        knee_right_deg=12.0,
        knee_left_deg=78.0,
        ankle_right=AnklePose(dorsiflexion_deg=-20.0),
        ankle_left=AnklePose(dorsiflexion_deg=-15.0),
        trunk=TrunkPose(flexion_deg=8.0, right_bend_deg=-bend, head_flexion_deg=4.0, head_right_bend_deg=nod),
        arm_right=ArmPose(flexion_deg=158.0, elbow_deg=55.0),
        arm_left=ArmPose(flexion_deg=62.0, abduction_deg=-arm, elbow_deg=48.0),
    )


class BackAngles(msgspec.Struct, frozen=True):
    """Angles in degrees that bring a body, half on its back, down to the floor.

    sink and twist: of the leg that lies. laid: of the other leg, how far it comes down on that one; None while it
    stands.
    """

    sink: float = 0.0
    twist: float = 0.0
    trunk: float = 0.0
    nod: float = 0.0
    arm_right: float = 30.0
    laid: float | None = None


def down_on_back(body: Figure, floor_mm: float) -> BackAngles:
    """The angles at which right leg, trunk, head and right arm touch the floor."""
    found = BackAngles()
    steps: tuple[tuple[str, float, tuple[Body, ...]], ...] = (
        ("sink", 5.0, ("patella_right",)),
        ("twist", 5.0, ("foot_right",)),
        ("sink", 5.0, ("patella_right",)),
        ("trunk", -5.0, ("trunk", "upper_arm_right")),
        ("arm_right", -6.0, ("forearm_right",)),
        ("trunk", 2.0, ("trunk", "upper_arm_right")),
        ("arm_right", 2.0, ("forearm_right",)),
        ("nod", 5.0, ("head",)),
    )
    for angle, step, parts in steps:
        if not UPPER.isdisjoint(parts) and not all(body.has(part) for part in parts):
            continue
        found = _lowered(body, floor_mm, found, angle, step, parts)
    return found


def laid_over(body: Figure, floor_mm: float, angles: BackAngles) -> BackAngles:
    """With the left leg laid over the right one."""

    def apart(laid: float) -> float:
        return body.between_legs(half_on_back(body, floor_mm, replace(angles, laid=laid))) - TOUCH_MM

    return replace(angles, laid=root(apart, *LAID_FIRST_DEG))


def way_over(body: Figure, floor_mm: float, laid: BackAngles) -> tuple[BodyPose, ...]:
    """Poses at even shares of the left leg's way from standing to lying over the other.

    The foot is lifted, carried over and let down; the knee follows, in a plane that turns on the way.
    """
    first = half_on_back(body, floor_mm, replace(laid, laid=None))
    last = half_on_back(body, floor_mm, laid)
    turn = pelvis_rotation(first.pelvis, body.tilt_deg)
    thigh, right = _lying_leg(LAID_ASIDE_DEG, laid.laid or 0.0, LAID_TWIST_DEG)
    shank = _thigh(thigh, right) @ rotation("z", -LAID_KNEE_DEG) @ -UP
    begins = np.array([STANDING_MM, floor_mm + body.ankle_height_mm, STANDING_RIGHT_MM])
    ends = turn @ body.hip("left") + body.thigh_mm * thigh + body.shank_mm * shank
    poses = []
    for share in np.linspace(0.0, 1.0, WAY_STEPS + 1)[1:-1]:
        lift = _eased(min(share, 1.0 - share) / LIFTING)
        crossed = float(_eased((share - CROSSING) / (1.0 - 2.0 * CROSSING)))
        ankle = (1.0 - crossed) * begins + crossed * ends + LIFT_MM * lift * UP
        hip, knee, _ = _bent_leg(body, turn, ankle, (1.0 - crossed) * LEANING + crossed * right)
        foot = AnklePose(
            (1.0 - crossed) * first.ankle_left.dorsiflexion_deg + crossed * last.ankle_left.dorsiflexion_deg,
            (1.0 - crossed) * first.ankle_left.inversion_deg,
        )
        poses.append(msgspec.structs.replace(first, hip_left=hip, knee_left_deg=knee, ankle_left=foot))
    return (first, *poses, last)


def on_the_way(poses: tuple[BodyPose, ...], share: float) -> BodyPose:
    """The pose at a share 0..1 of a way of the left leg, between its neighbours."""
    place = min(max(share, 0.0), 1.0) * (len(poses) - 1)
    k = min(int(place), len(poses) - 2)
    t, one, other = place - k, poses[k], poses[k + 1]
    if t in {0.0, 1.0}:
        return other if t else one

    def between(a: float, b: float) -> float:
        return (1.0 - t) * a + t * b

    hips, ankles = (one.hip_left, other.hip_left), (one.ankle_left, other.ankle_left)
    return msgspec.structs.replace(
        one,
        hip_left=HipPose(*map(between, *map(msgspec.structs.astuple, hips))),
        knee_left_deg=between(one.knee_left_deg, other.knee_left_deg),
        ankle_left=AnklePose(*map(between, *map(msgspec.structs.astuple, ankles))),
    )


def _eased(share: float) -> float:
    """A share within 0..1, that begins and ends slowly."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def _lowered(
    body: Figure, floor_mm: float, angles: BackAngles, name: str, step: float, parts: tuple[Body, ...]
) -> BackAngles:
    """With one of the angles such that parts of the body touch the floor."""

    def height(angle: float) -> float:
        return body.lowest(half_on_back(body, floor_mm, replace(angles, **{name: angle})), *parts) - floor_mm

    first = getattr(angles, name)
    return replace(angles, **{name: root(height, first, first + step)})


def half_on_back(body: Figure, floor_mm: float, angles: BackAngles) -> BodyPose:
    """On the back, turned to the right, that leg bent and laid on the floor, the other standing bent on its sole or
    laid over it."""
    pelvis = PelvisPose(forward_deg=FORWARD_DEG, right_down_deg=TURNED_DEG)
    turn = pelvis_rotation(pelvis, body.tilt_deg)
    right = _hip(turn, "right", *_lying_leg(ASIDE_DEG, angles.sink, angles.twist), body.tilt_deg)
    if angles.laid is None:
        ankle = np.array([STANDING_MM, floor_mm + body.ankle_height_mm, STANDING_RIGHT_MM])
        left, knee, foot = _bent_leg(body, turn, ankle, LEANING)
    else:
        left = _hip(turn, "left", *_lying_leg(LAID_ASIDE_DEG, angles.laid, LAID_TWIST_DEG), body.tilt_deg)
        knee, foot = LAID_KNEE_DEG, AnklePose(dorsiflexion_deg=-15.0)
    across, shoulders = math.radians(TURNED_DEG), math.radians(TURNED_DEG - SHOULDERS_BACK_DEG)
    trunk = TrunkPose(
        math.cos(across) * angles.trunk,
        -math.sin(across) * angles.trunk,
        math.cos(shoulders) * angles.nod,
        -math.sin(shoulders) * angles.nod,
        SHOULDERS_BACK_DEG,
    )
    return BodyPose(
        pelvis,
        right,
        left,
        LYING_KNEE_DEG,
        knee,
        AnklePose(dorsiflexion_deg=-20.0),
        foot,
        trunk,
        ArmPose(angles.arm_right, RIGHT_ARM_OUT_DEG, 60.0, 10.0),
        HAND_ON_BELLY,
    )


def _lying_leg(aside_deg: float, sink_deg: float, twist_deg: float) -> tuple[Floats, Floats]:
    """Where a thigh points that lies with its outside down, and what is to its right: unit vectors (3,), world."""
    aside, sink, twist = (math.radians(a) for a in (aside_deg, sink_deg, twist_deg))
    way = np.array([math.cos(aside) * math.cos(sink), -math.sin(sink), math.sin(aside) * math.cos(sink)])
    return way, math.cos(twist) * -UP + math.sin(twist) * cross(way, -UP)


def _bent_leg(body: Figure, pelvis: Floats, ankle: Floats, right: Floats) -> tuple[HipPose, float, AnklePose]:
    """Hip, knee and ankle of the left leg whose ankle is at a point (3,) and whose sole is level.

    right: what is to the right of the plane in which hip, knee and ankle make a triangle.
    """
    way = ankle - pelvis @ body.hip("left")
    reach = float(np.linalg.norm(way))
    way /= reach
    a, b = body.thigh_mm, body.shank_mm
    knee = math.pi - math.acos((a * a + b * b - reach * reach) / (2.0 * a * b))
    at_hip = math.acos((a * a + reach * reach - b * b) / (2.0 * a * reach))
    right = _across(right, way)
    thigh = math.cos(at_hip) * way + math.sin(at_hip) * cross(right, way)
    x, y, z = (_thigh(thigh, right) @ rotation("z", -math.degrees(knee))).T @ UP
    sole = AnklePose(math.degrees(math.atan2(-x, y)), -math.degrees(math.asin(z)))
    return _hip(pelvis, "left", thigh, right, body.tilt_deg), math.degrees(knee), sole


def _hip(pelvis: Floats, side: Side, way: Floats, right: Floats, tilt_deg: float) -> HipPose:
    """The angles of a hip whose thigh points a way."""
    relative = pelvis.T @ _thigh(way, right)
    return hip_pose(relative if side == "right" else MIRROR @ relative @ MIRROR, tilt_deg)


def _thigh(way: Floats, right: Floats) -> Floats:
    """Attitude (3, 3) of a thigh that points a way, by what is to its right."""
    z = _across(right, way)
    return np.stack([cross(-way, z), -way, z], axis=1)


def _across(vector: Floats, way: Floats) -> Floats:
    """The part of a vector across a unit vector, as a unit vector."""
    result: Floats = vector - (vector @ way) * way
    return result / np.linalg.norm(result)
