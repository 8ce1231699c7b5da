"""Frames, units and signs, stated once; and where each body of the figure is in a pose.

Lengths are mm and angles degrees. Body axes are those of the pelvis (ISB): x anterior, y superior, z to the subject's
right, origin midway between the hip joint centres. World axes: y against gravity. All structures are stored in the
pelvis frame at ISB neutral (femora parallel to the pelvis); a body's transform takes that rest position to the world.

Signs: flexion, adduction and internal rotation are positive, on both sides. The thigh's attitude against the pelvis is
Rz(flexion + tilt) Rx(adduction) Ry(internal rotation), body-fixed, where flexion is the clinical angle: zero is
standing, with the pelvis tipped forward by the atlas's pelvic tilt.

The world's origin stays where the body's is: a figure that sits or lies turns about its hips.

Transforms are (4, 4) and named result_from_argument.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar, cast, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats

Side = Literal["right", "left"]
# Bodies midway turn a share as far as what lies beyond the joint (`MIDWAY`), and so give what lies around it, as skin
# and nerves, a way to bend without losing girth. One of them is the patella, which glides round the knee.
N = TypeVar("N", float, Floats)
Body = Literal[
    "pelvis", "trunk",
    "thigh_right", "shank_right", "foot_right", "thigh_left", "shank_left", "foot_left",
    "above_midhip_right", "midhip_right", "below_midhip_right",
    "above_patella_right", "patella_right", "below_patella_right",
    "above_midhip_left", "midhip_left", "below_midhip_left",
    "above_patella_left", "patella_left", "below_patella_left",
    "head", "upper_arm_right", "forearm_right", "upper_arm_left", "forearm_left",
]  # fmt: skip
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
KNEE_RANGE_DEG = (0.0, 135.0)  # AAOS
ANKLE_RANGE_DEG = {"dorsiflexion": (-50.0, 20.0), "inversion": (-20.0, 35.0)}  # AAOS
# Shares of the joint's turn; that of the patella is recalled (0.6 to 0.7 of the knee's flexion).
MIDWAY = {
    "hip": {"above_midhip": 1.0 / 3.0, "midhip": 0.5, "below_midhip": 2.0 / 3.0},
    "knee": {"above_patella": 0.3, "patella": 0.6, "below_patella": 0.8},
}
# Drawing choices for the bodies midway in the hip (`midway_of_hip`): those that line the crease of the groin; a point
# of each, from the right joint's centre, mm; how far the crease goes outward, by the sine of abduction; how much
# farther apart its bodies turn, by degrees of flexion from the rest position.
CREASE = ("above_midhip", "below_midhip")
FLESH = np.array([[-50.0, 0.0, 0.0], [-100.0, -25.0, -120.0], [-50.0, 0.0, 0.0]])
CREASE_OUTWARD_MM = 25.0
CREASE_SPREAD = np.array([[10.0, 50.0, 70.0, 100.0, 115.0, 130.0], [0.0, 1.1, 1.1, 0.8, 0.4, 0.0]])
# The clinical words for the negative direction.
OPPOSITE = {"extension": "flexion", "abduction": "adduction", "external_rotation": "internal_rotation"}
ANGLES = (*RANGE_DEG, *OPPOSITE)


class HipPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clinical hip angles in degrees: + flexion, + adduction, + internal rotation; zero is standing."""

    flexion_deg: float = 0.0
    adduction_deg: float = 0.0
    internal_rotation_deg: float = 0.0


STANDING = HipPose()


class PelvisPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Attitude of the pelvis in the world against standing, degrees.

    forward_deg: + tips it forward; lying on the back is about -90. right_down_deg: + lowers its right side; lying on
    that side is 90. turn_deg: + turns the front to the left.
    """

    forward_deg: float = 0.0
    right_down_deg: float = 0.0
    turn_deg: float = 0.0


class AnklePose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ankle angles in degrees: + lifts the foot, + turns the sole inward."""

    dorsiflexion_deg: float = 0.0
    inversion_deg: float = 0.0


class TrunkPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Attitude of trunk on pelvis, and of head on trunk, in degrees: + bends forward, + bends to the right.

    turn_deg: of the trunk, + turns its front to the left.
    """

    flexion_deg: float = 0.0
    right_bend_deg: float = 0.0
    head_flexion_deg: float = 0.0
    head_right_bend_deg: float = 0.0
    turn_deg: float = 0.0


class ArmPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Angles of an arm in degrees: + lifts it forward, + away from the body, + turns it inward, + bends the elbow."""

    flexion_deg: float = 0.0
    abduction_deg: float = 0.0
    internal_rotation_deg: float = 0.0
    elbow_deg: float = 0.0


class BodyPose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pose of the whole figure; all zero is standing. Knees in degrees of flexion."""

    pelvis: PelvisPose = PelvisPose()
    hip_right: HipPose = STANDING
    hip_left: HipPose = STANDING
    knee_right_deg: float = 0.0
    knee_left_deg: float = 0.0
    ankle_right: AnklePose = AnklePose()
    ankle_left: AnklePose = AnklePose()
    trunk: TrunkPose = TrunkPose()
    arm_right: ArmPose = ArmPose()
    arm_left: ArmPose = ArmPose()

    def hip(self, side: Side) -> HipPose:
        return self.hip_right if side == "right" else self.hip_left

    def knee_deg(self, side: Side) -> float:
        return self.knee_right_deg if side == "right" else self.knee_left_deg

    def ankle(self, side: Side) -> AnklePose:
        return self.ankle_right if side == "right" else self.ankle_left

    def arm(self, side: Side) -> ArmPose:
        return self.arm_right if side == "right" else self.arm_left

    def mirrored(self) -> BodyPose:
        """The pose with right and left exchanged."""
        pelvis, trunk = self.pelvis, self.trunk
        return BodyPose(
            PelvisPose(pelvis.forward_deg, -pelvis.right_down_deg, -pelvis.turn_deg),
            self.hip_left,
            self.hip_right,
            self.knee_left_deg,
            self.knee_right_deg,
            self.ankle_left,
            self.ankle_right,
            TrunkPose(
                trunk.flexion_deg,
                -trunk.right_bend_deg,
                trunk.head_flexion_deg,
                -trunk.head_right_bend_deg,
                -trunk.turn_deg,
            ),
            self.arm_left,
            self.arm_right,
        )


def one_sided(side: Side, hip: HipPose, knee_deg: float = 0.0) -> BodyPose:
    """A pose that moves one leg and leaves the other standing."""
    if side == "right":
        return BodyPose(hip_right=hip, knee_right_deg=knee_deg)
    return BodyPose(hip_left=hip, knee_left_deg=knee_deg)


Point = tuple[float, float, float]
FARTHEST_MM = 5000.0  # from the hips to anything of a body and what it lies on


def is_place(point: Point) -> bool:
    """Whether coordinates are numbers, and those of a place on or about a body, mm."""
    return all(abs(coordinate) <= FARTHEST_MM for coordinate in point)


class Joints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Joint centres at rest, mm, pelvis frame. Where one is not told, the parts beyond it move along."""

    hip_right: Point
    hip_left: Point
    knee_right: Point | None = None
    knee_left: Point | None = None
    lumbosacral: Point | None = None
    ankle_right: Point | None = None
    ankle_left: Point | None = None
    neck: Point | None = None
    shoulder_right: Point | None = None
    shoulder_left: Point | None = None
    elbow_right: Point | None = None
    elbow_left: Point | None = None

    def hip(self, side: Side) -> Floats:
        return np.array(self.hip_right if side == "right" else self.hip_left)

    def knee(self, side: Side) -> Point | None:
        return self.knee_right if side == "right" else self.knee_left

    def ankle(self, side: Side) -> Point | None:
        return self.ankle_right if side == "right" else self.ankle_left

    def shoulder(self, side: Side) -> Point | None:
        return self.shoulder_right if side == "right" else self.shoulder_left

    def elbow(self, side: Side) -> Point | None:
        return self.elbow_right if side == "right" else self.elbow_left


def parse_pose(text: str) -> HipPose:
    """A pose from words such as "flexion=30,abduction=10"; the opposite words turn the sign.

    Raises InputError for an unknown word, something that is no number, or an angle outside the passive range.
    """
    angles: dict[str, float] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, separator, value = (p.strip() for p in part.partition("="))
        axis = OPPOSITE.get(name, name)
        if not separator or axis not in RANGE_DEG:
            raise _not_understood(part)
        if axis in angles:
            raise InputError(f'pose "{text}" gives {axis} twice: name it, or its opposite, once.')
        try:
            degrees = float(value)
        except ValueError:
            raise InputError(f'pose "{part}": "{value}" is not a number of degrees.') from None
        angles[axis] = -degrees if name in OPPOSITE else degrees
    if not angles:
        raise _not_understood(text)
    pose = HipPose(**{f"{axis}_deg": value for axis, value in angles.items()})
    check_range(pose)
    return pose


def _not_understood(text: str) -> InputError:
    return InputError(f'pose "{text}" is not understood: write angle=degrees with an angle of {", ".join(ANGLES)}.')


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


def thigh_rotation(pose: HipPose, tilt_deg: float, side: Side = "right") -> Floats:
    """Attitude of a thigh against the pelvis, (3, 3); that of the left one is the right one's mirror image M R M."""
    return _zxy(pose.flexion_deg + tilt_deg, pose.adduction_deg, pose.internal_rotation_deg, SIGN[side])


def _zxy(z_deg: float, x_deg: float, y_deg: float, sign: float = 1.0) -> Floats:
    """Rz Rx Ry, (3, 3); with a sign of -1 its mirror image M R M."""
    z, x, y = math.radians(z_deg), math.radians(sign * x_deg), math.radians(sign * y_deg)
    entries = zxy(math.sin(z), math.cos(z), math.sin(x), math.cos(x), math.sin(y), math.cos(y))
    return np.array(entries).reshape(3, 3)


def zxy(sz: N, cz: N, sx: N, cx: N, sy: N, cy: N) -> tuple[N, ...]:
    """The nine entries of Rz Rx Ry, row after row, from sines and cosines: written out as they are wanted so often."""
    # fmt: off
    return (
        cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy,
        sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy,
        -cx * sy, sx, cx * cy,
    )
    # fmt: on


def hip_pose(turn: Floats, tilt_deg: float) -> HipPose:
    """The angles whose `thigh_rotation` a rotation (3, 3) is; of the left thigh, give M R M."""
    adduction = math.asin(min(max(turn[2, 1], -1.0), 1.0))
    flexion, inward = math.atan2(-turn[0, 1], turn[1, 1]), math.atan2(-turn[2, 0], turn[2, 2])
    return HipPose(math.degrees(flexion) - tilt_deg, math.degrees(adduction), math.degrees(inward))


def pelvis_rotation(pelvis: PelvisPose, tilt_deg: float) -> Floats:
    """Attitude of the pelvis in the world, (3, 3): Ry Rx Rz."""
    return _zxy(tilt_deg + pelvis.forward_deg, -pelvis.right_down_deg, -pelvis.turn_deg).T


def about(point: Floats | Point | None, turn: Floats) -> Floats:
    """The rotation `turn` (3, 3) about a point, as (4, 4); none where there is no such point."""
    if point is None:
        return np.eye(4)
    result = np.zeros((4, 4))
    result[:3, :3] = turn
    result[:3, 3] = point - turn @ point
    result[3, 3] = 1.0
    return result


def pelvis_from_thigh(joints: Joints, side: Side, pose: HipPose, tilt_deg: float) -> Floats:
    """(4, 4): where the thigh's rest position goes in the pelvis frame."""
    return about(joints.hip(side), thigh_rotation(pose, tilt_deg, side))


class Transforms(dict["Body", Floats]):
    """For each body the (4, 4) transform from its rest position to the world.

    Of those midway at the hip, which only what bends there takes, it is worked out when it is first asked for.
    """

    def __init__(self, joints: Joints) -> None:
        super().__init__()
        self._joints = joints

    def __missing__(self, body: Body) -> Floats:
        side: Side = "right" if body.endswith("right") else "left"
        names, pelvis = [_body(name, side) for name in MIDWAY["hip"]], self["pelvis"]
        if body not in names:
            raise KeyError(body)
        turn = pelvis[:3, :3].T @ self[_body("thigh", side)][:3, :3]
        self.update(zip(names, pelvis @ _midway(self._joints.hip(side), turn, side), strict=True))
        return self[body]


def world_from_bodies(joints: Joints, pose: BodyPose, tilt_deg: float) -> Transforms:
    """Where a pose brings every body.

    In standing the pelvis is tipped forward about the hip axis, and the trunk stands upright on it (lumbar lordosis).
    """
    return in_world(joints, pelvis_from_bodies(joints, pose, tilt_deg), pose.pelvis, tilt_deg)


def in_world(joints: Joints, bodies: Mapping[Body, Floats], pelvis: PelvisPose, tilt_deg: float) -> Transforms:
    """Where the bodies that are given in the pelvis frame, `pelvis_from_bodies`, are in the world."""
    result = Transforms(joints)
    world = about((0.0, 0.0, 0.0), pelvis_rotation(pelvis, tilt_deg))
    result.update(zip(bodies, world @ np.array([*bodies.values()]), strict=True))
    return result


def pelvis_from_bodies(joints: Joints, pose: BodyPose, tilt_deg: float) -> dict[Body, Floats]:
    """(4, 4) each: where the rest position of every body goes in the pelvis frame, however the pelvis is posed."""
    bent = rotation("x", pose.trunk.right_bend_deg) @ rotation("z", tilt_deg - pose.trunk.flexion_deg)
    nod = rotation("x", pose.trunk.head_right_bend_deg) @ rotation("z", -pose.trunk.head_flexion_deg)
    steps: list[_Step] = [
        ("trunk", "pelvis", joints.lumbosacral, bent @ rotation("y", pose.trunk.turn_deg)),
        ("head", "trunk", joints.neck, nod),
    ]
    for side in SIDES:
        steps += _limbs(joints, pose, side, tilt_deg)
    result: dict[Body, Floats] = {"pelvis": np.eye(4)}
    for (body, on, *_), turned in zip(steps, _about_each(steps), strict=True):
        result[body] = turned if on == "pelvis" else result[on] @ turned
    return result


_Step = tuple[Body, Body, Point | None, Floats]  # a body, the one it turns on, about where and how: (3, 3)


def _limbs(joints: Joints, pose: BodyPose, side: Side, tilt_deg: float) -> list[_Step]:
    """The bodies of a leg and of an arm but for those midway at the hip, each after what it turns on."""
    sign, knee, bend, ankle, arm = SIGN[side], joints.knee(side), pose.knee_deg(side), pose.ankle(side), pose.arm(side)
    thigh, shank, upper = (_body(name, side) for name in ("thigh", "shank", "upper_arm"))
    hip = joints.hip_right if side == "right" else joints.hip_left
    lift = _zxy(arm.flexion_deg, -arm.abduction_deg, arm.internal_rotation_deg, sign)
    return [
        (thigh, "pelvis", hip, thigh_rotation(pose.hip(side), tilt_deg, side)),
        (shank, thigh, knee, rotation("z", -bend)),
        *((_body(name, side), thigh, knee, rotation("z", -share * bend)) for name, share in MIDWAY["knee"].items()),
        (_body("foot", side), shank, joints.ankle(side), _zxy(ankle.dorsiflexion_deg, ankle.inversion_deg, 0.0, sign)),
        (upper, "trunk", joints.shoulder(side), lift),
        (_body("forearm", side), upper, joints.elbow(side), rotation("z", arm.elbow_deg)),
    ]


def _about_each(steps: Sequence[_Step]) -> Floats:
    """`about` for all steps at once, (n, 4, 4)."""
    result = np.zeros((len(steps), 4, 4))
    turns = np.array([np.eye(3) if point is None else turn for _, _, point, turn in steps])
    points = np.array([(0.0, 0.0, 0.0) if point is None else point for _, _, point, _ in steps])
    result[:, :3, :3] = turns
    result[:, :3, 3] = points - np.einsum("nij,nj->ni", turns, points)
    result[:, 3, 3] = 1.0
    return result


def attitude(pelvis: PelvisPose) -> Floats:
    """How the body lies in the room, (3, 3): the turn from standing to the nearest quarter turns of the pelvis."""
    forward, down, turn = (
        90.0 * round(angle / 90.0) for angle in (pelvis.forward_deg, pelvis.right_down_deg, pelvis.turn_deg)
    )
    return rotation("y", turn) @ rotation("x", down) @ rotation("z", -forward)


def midway_of_hip(turn: Floats) -> tuple[Floats, Floats]:
    """(3, 3, 3) rotations of the bodies midway, and (3, 3) where they take the joint's centre, from it; right side.

    Each has its point of `FLESH` on the straight way between where pelvis and thigh take it: what lies on the far side
    of a bend is so drawn in, and what is squeezed in it comes out, as flesh does. Those that line the crease turn
    farther apart in middle flexion (`CREASE_SPREAD`), with pelvis and thigh, so that it is narrow there and takes in
    more of the skin only as these close in on it; in abduction they go outward, as flesh over the trochanter does.
    """
    (_, xy, xz), (yx, yy, yz), (zx, zy, _) = turn.tolist()
    flexing = max(yx - xy, 0.0) / max(math.hypot(zy - yz, xz - zx, yx - xy), 1e-12)  # 1 where nothing else turns
    spread = float(np.interp(math.degrees(math.atan2(-xy, yy)), *CREASE_SPREAD))
    apart = (1.0 + spread * flexing**3) / 6.0
    shares = np.array([0.5 - apart, 0.5, 0.5 + apart])
    parts = parts_of_turn(turn, shares)
    moved = FLESH + shares[:, None] * (FLESH @ turn.T - FLESH) - (parts @ FLESH[:, :, None])[:, :, 0]
    moved[[0, 2], 2] += CREASE_OUTWARD_MM * max(-zy, 0.0)
    return parts, moved


def _midway(hip: Floats, turn: Floats, side: Side) -> Floats:
    """(3, 4, 4): the bodies midway of a side, in the pelvis's frame (`midway_of_hip`)."""
    parts, moved = midway_of_hip(_of_side(turn, side))
    result = np.zeros((3, 4, 4))
    result[:, :3, :3] = parts = _of_side(parts, side)
    result[:, :3, 3] = hip + moved * (1.0, 1.0, SIGN[side]) - parts @ hip
    result[:, 3, 3] = 1.0
    return result


def _body(name: str, side: Side) -> Body:
    return cast("Body", f"{name}_{side}")


def _of_side(turn: Floats, side: Side) -> Floats:
    """Rotations of the right side as those of a side, and back."""
    return turn if side == "right" else MIRROR @ turn @ MIRROR


def parts_of_turn(turn: Floats, shares: Floats) -> Floats:
    """The rotations about the same axis by shares (s,) of the angle, (s, 3, 3); for turns of less than 180 degrees."""
    across = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    size = math.hypot(*across.tolist())  # twice the sine
    if size < 1e-12:
        return np.tile(np.eye(3), (len(shares), 1, 1))
    angles = shares * math.atan2(size, float(np.trace(turn)) - 1.0)
    x, y, z = (across / size).tolist()
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    result: Floats = np.eye(3) + np.sin(angles)[:, None, None] * k + (1.0 - np.cos(angles))[:, None, None] * (k @ k)
    return result
