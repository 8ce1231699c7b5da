"""Postures of the whole figure at rest on the floor or a seat, worked out for the body that an atlas holds.

Each is given by a few angles; the rest follows from what must touch: soles, seat, back or side. Lengths come from the
joint centres and heights from the posed skin, so a posture fits any person. Angles are drawing choices unless a
source is named.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, get_args

import msgspec

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.figure import PELVIC, Figure, Resting, Wallet, root
from glutmin_viewer.core.lying import lain, on_side
from glutmin_viewer.core.on_ball import is_worked_out, resting_on_ball
from glutmin_viewer.core.pose import (
    MIRROR,
    SIDES,
    SIGN,
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
    thigh_rotation,
)
from glutmin_viewer.core.spots import SpotName

PostureName = Literal[
    "standing", "single_leg_stance", "sitting", "side_lying", "supine_knees_bent", "supine_leg_over",
    "massage_anterior", "massage_posterior", "massage_leg_over",
]  # fmt: skip
POSTURES: tuple[PostureName, ...] = get_args(PostureName)
# Those on a massage ball, and the spot that it is under.
ON_BALL: dict[PostureName, SpotName] = {
    "massage_anterior": "anterior",
    "massage_posterior": "posterior",
    "massage_leg_over": "posterior",
}

SEAT_RANGE_MM = (360.0, 500.0)
RECLINE_RANGE_DEG = (-10.0, 40.0)
WALLET_RANGE_MM = (0.0, 40.0)
ROLL_RANGE_MM = (-15.0, 15.0)  # of the ball along the skin: a drawing choice for "small"

STANCE_ADDUCTION_DEG = 5.0  # brings the foot under the middle of the body
SITTING_TILT_DEG = 25.0  # backward of the pelvis in upright sitting; recalled: 20 to 35
LUMBAR_SHARE = 0.5  # of leaning back or forward that the pelvis goes along with
SUPINE_FORWARD_DEG = -94.0
# How far weight presses the flesh together, mm; recalled for the seat: 50 mm under the tuberosity become 10 to 20.
SEAT_PRESS_MM, BACK_PRESS_MM, SIDE_PRESS_MM = 40.0, 14.0, 9.0
OVER_ADDUCTION_DEG, OVER_KNEE_DEG = 16.0, 80.0  # of the leg laid over
TOUCH_MM = 1.0
FOOT_AWAY_MM = 440.0  # from hip to ankle along the floor, lying on the back
HANGING = ArmPose(flexion_deg=4.0, abduction_deg=4.0, elbow_deg=12.0)


class Posture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A posture by name; seat, recline and wallet count for sitting (mm above the floor; degrees, + leans back; mm, how
    thick what lies under the buttock of the side is).

    On a massage ball count up_mm and forward_mm, how far it has rolled along the skin towards head and front, and over,
    how far the other leg is on its way from its sole (0) to lying over this one (1).
    """

    name: PostureName = "standing"
    seat_height_mm: float = 430.0
    recline_deg: float = 0.0
    wallet_mm: float = 0.0
    up_mm: float = 0.0
    forward_mm: float = 0.0
    over: float = 1.0


def check_posture(posture: Posture) -> None:
    """Raise InputError where a number of a posture is outside what the figure can do."""
    for name, value, (low, high), unit in (
        ("a seat height", posture.seat_height_mm, SEAT_RANGE_MM, "mm"),
        ("a recline", posture.recline_deg, RECLINE_RANGE_DEG, "degrees"),
        ("a wallet", posture.wallet_mm, WALLET_RANGE_MM, "mm"),
        ("rolling up", posture.up_mm, ROLL_RANGE_MM, "mm"),
        ("rolling forward", posture.forward_mm, ROLL_RANGE_MM, "mm"),
        ("laying the leg over", posture.over, (0.0, 1.0), "of the way"),
    ):
        if not (math.isfinite(value) and low <= value <= high):
            raise InputError(f"{name} of {value:g} {unit} is out of range: choose {low:g} to {high:g}.")


_ROLL = {"up": "up_mm", "forward": "forward_mm"}
# Words for the numbers of a posture that has some.
_SETTINGS: dict[str, dict[str, str]] = {
    "sitting": {"seat_height": "seat_height_mm", "recline": "recline_deg", "wallet": "wallet_mm"},
    "massage_anterior": _ROLL,
    "massage_posterior": _ROLL,
    "massage_leg_over": {**_ROLL, "over": "over"},
}


def parse_posture(text: str) -> Posture:
    """A posture from words such as "side_lying", "sitting,seat_height=420,recline=10" or "massage_anterior,up=10".

    Raises InputError for an unknown word, something that is no number, or a value out of range.
    """
    name, *settings = (part.strip() for part in text.split(","))
    if name not in POSTURES:
        raise InputError(f'there is no posture "{name}": choose one of {", ".join(POSTURES)}.')
    fields = _SETTINGS.get(name, {})
    values: dict[str, float] = {}
    for setting in settings:
        word, separator, value = (part.strip() for part in setting.partition("="))
        if not fields:
            raise InputError(f'posture "{text}": {name} cannot be set, only {", ".join(_SETTINGS)}.')
        if not separator or word not in fields:
            words = " or ".join(f"{known}=NUMBER" for known in fields)
            raise InputError(f'posture "{text}" has no setting "{word}": write {words}.')
        if fields[word] in values:
            raise InputError(f'posture "{text}" gives {word} twice: say it once.')
        try:
            values[fields[word]] = float(value)
        except ValueError:
            raise InputError(f'posture "{text}": "{value}" is not a number.') from None
    posture = msgspec.convert({"name": name, **values}, Posture)
    check_posture(posture)
    return posture


def resting(atlas: Atlas, side: Side, posture: Posture) -> Resting:
    """Work out a posture; `side` is the standing leg, the side lain on, or the leg that the other is laid over.

    Raises InputError where the atlas lacks the skin or a joint that it takes.
    """
    check_takes_postures(atlas)
    check_posture(posture)
    if posture.name in ON_BALL:
        over = posture.over if posture.name == "massage_leg_over" else 0.0
        found = resting_on_ball(atlas, ON_BALL[posture.name], posture.up_mm, posture.forward_mm, over)
    else:
        found = _WAYS[posture.name](Figure(atlas), posture)
    return found if side == "right" else found.mirrored()


def check_takes_postures(atlas: Atlas) -> None:
    """Raise InputError where an atlas lacks the skin or a joint that postures take."""
    joints = atlas.joints
    if atlas.skin is None or None in {joints.knee_right, joints.knee_left, joints.ankle_right, joints.ankle_left}:
        raise InputError.of("error_lacks_posture", title=atlas.title)


def takes_a_while(atlas: Atlas, posture: Posture) -> bool:
    """Whether a posture is one that is worked out once for a person, and has not been so far."""
    return posture.name in ON_BALL and not is_worked_out(atlas, ON_BALL[posture.name])


def _standing(body: Figure, posture: Posture) -> Resting:
    pose = BodyPose(arm_right=HANGING, arm_left=HANGING)
    return Resting(pose, body.lowest(pose, "foot_right", "foot_left"))


def _single_leg_stance(body: Figure, posture: Posture) -> Resting:
    pose = BodyPose(
        hip_right=HipPose(adduction_deg=STANCE_ADDUCTION_DEG),
        ankle_right=AnklePose(inversion_deg=-STANCE_ADDUCTION_DEG),
        hip_left=HipPose(flexion_deg=35.0),
        knee_left_deg=75.0,
        ankle_left=AnklePose(dorsiflexion_deg=-15.0),
        arm_right=HANGING,
        arm_left=HANGING,
    )
    return Resting(pose, body.lowest(pose, "foot_right"))


def _sitting(body: Figure, posture: Posture) -> Resting:
    """Shanks upright and soles on the floor; the height of the hips follows from the seat.

    A wallet under the right buttock tips the pelvis so that both sitting bones rest; trunk and legs make up for it.
    """
    back = SITTING_TILT_DEG + LUMBAR_SHARE * posture.recline_deg
    knee_height = body.ankle_height_mm + body.shank_mm
    arm = ArmPose(26.0 - posture.recline_deg, 4.0, 24.0, 46.0)

    level = PelvisPose(forward_deg=-back)
    bone = body.sitting_bone
    tipped_deg = math.degrees(math.atan2(posture.wallet_mm, 2.0 * float(bone[2])))

    def thigh_deg(hip_over_seat: float) -> float:
        """The thigh against the vertical, so that the shank stands upright."""
        rise = (knee_height - posture.seat_height_mm - hip_over_seat) / body.thigh_mm
        return 90.0 + math.degrees(math.asin(min(max(rise, -0.95), 0.95)))

    def pose(over_seat: float, down_deg: float = 0.0) -> BodyPose:
        pelvis = msgspec.structs.replace(level, right_down_deg=down_deg)
        hips, knees = {}, {}
        for side in SIDES:
            lifted = -SIGN[side] * abs(float(body.hip(side)[2])) * math.sin(math.radians(down_deg))
            knees[side] = thigh_deg(over_seat + lifted)
            hips[side] = HipPose(flexion_deg=knees[side] - back)
            if down_deg:
                hips[side] = as_before(hips[side], side, level, pelvis, body.tilt_deg)
        trunk = TrunkPose(flexion_deg=back - posture.recline_deg, right_bend_deg=-down_deg)
        right, left = SIDES
        return BodyPose(
            pelvis, hips[right], hips[left], knees[right], knees[left], trunk=trunk, arm_right=arm, arm_left=arm
        )

    seated: tuple[Body, ...] = PELVIC
    over_seat = root(lambda h: h + SEAT_PRESS_MM + body.lowest(pose(h), *seated), 80.0, 100.0)
    if not posture.wallet_mm:
        return Resting(pose(over_seat), -over_seat - posture.seat_height_mm, -over_seat)
    over_seat += posture.wallet_mm / 2.0  # between one sitting bone that is lifted by it and one that is not
    found = pose(over_seat, -tipped_deg)
    place = pelvis_rotation(found.pelvis, body.tilt_deg) @ bone
    wallet = Wallet(posture.wallet_mm, float(place[0]), float(place[2]))
    return Resting(found, -over_seat - posture.seat_height_mm, -over_seat, wallet=wallet)


def as_before(hip: HipPose, side: Side, before: PelvisPose, after: PelvisPose, tilt_deg: float) -> HipPose:
    """The angles at which a thigh stays as it was in the world while the pelvis turns from one attitude to another."""
    turn = thigh_rotation(hip, tilt_deg, side)
    kept = pelvis_rotation(after, tilt_deg).T @ pelvis_rotation(before, tilt_deg) @ turn
    return hip_pose(kept if side == "right" else MIRROR @ kept @ MIRROR, tilt_deg)


def _side_lying(body: Figure, posture: Posture) -> Resting:
    floor = body.lowest(lain(), *PELVIC, "thigh_right") + SIDE_PRESS_MM
    return Resting(on_side(body, floor), floor)


def _supine(body: Figure, hip_left: HipPose | None = None, knee_left_deg: float = 0.0) -> Resting:
    """On the back, knees bent and soles on the floor, or the left leg as it is told."""
    pelvis = PelvisPose(forward_deg=SUPINE_FORWARD_DEG)
    down: tuple[Body, ...] = PELVIC

    def pose(thigh: float, knee: float, bend: float = 0.0, nod: float = 0.0, lift: float = 0.0) -> BodyPose:
        hip = HipPose(flexion_deg=thigh + SUPINE_FORWARD_DEG)
        sole = AnklePose(dorsiflexion_deg=knee - thigh)
        left = hip if hip_left is None else hip_left
        arm = ArmPose(lift, 30.0, 60.0, 10.0)
        return BodyPose(
            pelvis,
            hip,
            left,
            knee,
            knee if hip_left is None else knee_left_deg,
            sole,
            sole if hip_left is None else AnklePose(dorsiflexion_deg=-15.0),
            TrunkPose(flexion_deg=bend, head_flexion_deg=nod),
            arm,
            arm,
        )

    def legs(floor: float) -> tuple[float, float]:
        """Thigh against the vertical and knee so that the sole is on the floor; the two links are a triangle."""
        drop = floor + body.ankle_height_mm
        reach = math.hypot(FOOT_AWAY_MM, drop)
        a, b = body.thigh_mm, body.shank_mm
        knee = 180.0 - math.degrees(math.acos((a * a + b * b - reach * reach) / (2.0 * a * b)))
        at_hip = math.degrees(math.acos((a * a + reach * reach - b * b) / (2.0 * a * reach)))
        return 90.0 + math.degrees(math.atan2(drop, FOOT_AWAY_MM)) + at_hip, knee

    floor = -150.0
    for _ in range(4):
        floor = body.lowest(pose(*legs(floor)), *down) + BACK_PRESS_MM
    thigh, knee = legs(floor)
    bend = root(lambda a: body.lowest(pose(thigh, knee, a), "trunk") - floor, 0.0, 5.0)
    nod = 0.0
    if body.has("head"):
        nod = root(lambda a: body.lowest(pose(thigh, knee, bend, a), "head") - floor, 0.0, 5.0)
    lift = 0.0
    if body.has("forearm_right"):
        lift = root(lambda a: body.lowest(pose(thigh, knee, bend, nod, a), "forearm_right") - floor, -6.0, -12.0)
    return Resting(pose(thigh, knee, bend, nod, lift), floor)


def _supine_leg_over(body: Figure, posture: Posture) -> Resting:
    """The left leg is laid over the right, which stands on the floor."""

    def laid(flexion: float) -> Resting:
        return _supine(body, HipPose(flexion_deg=flexion, adduction_deg=OVER_ADDUCTION_DEG), OVER_KNEE_DEG)

    flexion = root(lambda a: body.between_legs(laid(a).pose) - TOUCH_MM, 66.0, 72.0)
    return laid(flexion)


_WAYS: dict[PostureName, Callable[[Figure, Posture], Resting]] = {
    "standing": _standing,
    "single_leg_stance": _single_leg_stance,
    "sitting": _sitting,
    "side_lying": _side_lying,
    "supine_knees_bent": lambda body, posture: _supine(body),
    "supine_leg_over": _supine_leg_over,
}
