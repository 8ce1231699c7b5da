"""Standing on one leg: what balances the body about the hip, computed from an atlas's own fibres in a pose.

The body without the stance leg is held in equilibrium by its weight, the muscles that cross the hip, and the femoral
head. Masses of the segments and maximal forces of the muscles are data (`stance.toml`, with their sources).

What is assumed:
- The whole body's centre of mass is plumb over the ankle of the stance leg, from the front. The pose is leaned as one
  piece, about the fore-and-aft axis, until it is: the joints keep their angles.
- Fore and aft the weight is plumb over the hip: it neither flexes nor extends it. About the plumb line it has no moment
  in any pose. So the muscles balance the abduction moment, and each other in the two other directions.
- Of all ways to do that they take the one with the smallest sum of squared activations, as static optimisation in
  OpenSim does, each between 0 and 1. A part pulls alike on all its fibres. Length, speed and passive tension do not
  count, nor do muscles that the atlas has no fibres of (iliopsoas, hamstrings, adductors, short rotators).

All of it is computed, nothing measured on the person; only `measured_contact` is.

Points are mm and directions unit vectors in the world of `Balance.pose`. The frontal plane is the upright one through
the hip joint centre across the body's heading; levers are in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

import msgspec
import numpy as np

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import GROUPS, Fibres, Group, last_stretches
from glutmin_viewer.core.mesh import Floats, cross
from glutmin_viewer.core.pose import (
    SIDES,
    SIGN,
    Body,
    BodyPose,
    HipPose,
    Point,
    Side,
    about,
    rotation,
    world_from_bodies,
)

MASS_RANGE_KG = (30.0, 250.0)
# Beyond these a pose counts as no stance: the lean that balance asks for, and the slope of the line from hip to ankle.
MOST_LEAN_DEG, MOST_SLOPE_DEG = 10.0, 30.0
# Bodies with the joint centres, of each side, between which the segments are.
_JOINTS = (("pelvis", "hip"), ("trunk", "shoulder"), ("thigh", "knee"), ("shank", "ankle"))


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """mass: share of the body's. centre: of mass, as a share of the length from the upper end."""

    mass: float
    centre: float


class Segments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Trunk with head and arms; thigh; shank with foot."""

    trunk: Segment
    thigh: Segment
    shank: Segment
    source: str
    status: str

    @property
    def leg_mass(self) -> float:
        return self.thigh.mass + self.shank.mass


class MusclePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has one activation: a fibre group, a share of the fibres from first to last, or the whole muscle."""

    muscle: str
    max_force_N: float
    group: Group | None = None
    across: tuple[float, float] = (0.0, 1.0)

    def of(self, fibres: Fibres) -> np.ndarray:
        """Which fibres belong to it, (f,) bool."""
        first, last = self.across
        share = (np.arange(len(fibres)) + 0.5) / len(fibres)
        chosen: np.ndarray = (first <= share) & (share <= last)
        return chosen if self.group is None else chosen & (fibres.group == GROUPS.index(self.group))


class Muscles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Maximal isometric forces by part."""

    part: tuple[MusclePart, ...]
    source: str
    status: str


class MeasuredContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hip contact force measured in people, percent of body weight; of standing on one leg only a word is known."""

    walking_percent_bw: float
    one_leg: str
    source: str
    status: str


class StanceData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of `stance.toml`."""

    gravity_m_s2: float
    segments: Segments
    muscles: Muscles
    measured_contact: MeasuredContact


@cache
def stance_data() -> StanceData:
    """What the balance is computed from, and the measured figure to set beside it, with sources."""
    return packaged(__package__, "stance", StanceData)


class Force(msgspec.Struct, frozen=True, eq=False):
    """A force on the body above the stance hip, and its lever about that hip.

    newtons: magnitude. direction: (3,) unit vector. line_mm: (2, 3) a stretch of its line of action, from tail to tip
    of an arrow. foot_mm: (3,) where the perpendicular from the hip joint centre meets that line; lever_mm: its length.
    """

    newtons: float
    direction: Floats
    line_mm: Floats
    foot_mm: Floats
    lever_mm: float


class Pull(msgspec.Struct, frozen=True, eq=False):
    """What one part of a muscle does.

    group: of its fibres, None where it has but one. activation: 0..1 (more where the muscles do not hold). force_N: the
    sum of tension over the fibres. abduction_arm_mm: mean over them, + abducts, about the fore-and-aft axis. share: of
    the abduction moment. pull_N: (3,) resultant on the pelvis. origin_mm, insertion_mm: (3,) mean ends of the fibres.
    """

    muscle: str
    group: Group | None
    max_force_N: float
    activation: float
    force_N: float
    abduction_arm_mm: float
    share: float
    pull_N: Floats
    origin_mm: Floats
    insertion_mm: Floats


class Balance(msgspec.Struct, frozen=True, eq=False):
    """The hip of the stance leg in balance: computed, by the assumptions of the module.

    pose: the pose leaned into balance, which is what points and directions belong to. lean_deg: by how much, + towards
    the stance leg. hip_mm: (3,) joint centre. moment_Nm: abduction moment that the weight asks for.
    weight: of the body without the stance leg, its tail at the centre of mass. abductors: resultant of all pulls in the
    frontal plane, from the level of their mean origin to that of their mean insertion; its newtons times its lever are
    the moment. contact: of the femoral head on the socket, in three dimensions, through the hip joint centre; the head
    feels the opposite. All points but those of `pulls` lie in the frontal plane.
    holds: whether activations up to 1 are enough; where not, the forces are those of muscles strong enough.
    """

    side: Side
    mass_kg: float
    pose: BodyPose
    lean_deg: float
    hip_mm: Floats
    weight: Force
    moment_Nm: float
    pulls: tuple[Pull, ...]
    abductors: Force
    contact: Force
    holds: bool

    @property
    def body_weight_N(self) -> float:
        return self.mass_kg * stance_data().gravity_m_s2

    @property
    def contact_percent_bw(self) -> float:
        return 100.0 * self.contact.newtons / self.body_weight_N

    @property
    def muscle_force_N(self) -> float:
        """Sum of the tensions of all parts; the resultant is smaller, as they do not pull the same way."""
        return sum(pull.force_N for pull in self.pulls)

    def of(self, muscle: str) -> tuple[Pull, ...]:
        """The parts of a muscle, such as "gluteus_minimus"."""
        return tuple(pull for pull in self.pulls if pull.muscle == muscle)

    def share(self, muscle: str) -> float:
        """What a muscle contributes to the abduction moment, 0..1."""
        return sum(pull.share for pull in self.of(muscle))


def balance(atlas: Atlas, side: Side, pose: BodyPose, mass_kg: float = 75.0) -> Balance:
    """The balance about the hip of the stance leg `side`, of a person of a body mass; see `Stance`."""
    bodies = world_from_bodies(atlas.joints, pose, atlas.pelvic_tilt_deg)
    return Stance(atlas, side).balance(pose, bodies, mass_kg)


class Stance:
    """One leg of an atlas to stand on, for one pose after another.

    Raises InputError for an atlas without the muscles or joints that this takes.
    """

    def __init__(self, atlas: Atlas, side: Side) -> None:
        self._atlas, self._side = atlas, side
        self._parts = stance_data().muscles.part
        fibres = _fibres(atlas, side)
        self._fibres = _ends_alone(side, list(fibres.values()))
        self._masses = _Masses(atlas, side)
        # What takes a value of every fibre to its mean over a part, (parts, f).
        members = np.zeros((len(self._parts), len(self._fibres)))
        first = dict(zip(fibres, np.cumsum([0, *(len(own) for own in fibres.values())]).tolist(), strict=False))
        for row, part in zip(members, self._parts, strict=True):
            own = fibres[part.muscle]
            row[first[part.muscle] : first[part.muscle] + len(own)] = part.of(own)
        self._means = members / members.sum(axis=1, keepdims=True)
        self._most_N = np.array([part.max_force_N for part in self._parts])

    def balance(self, pose: BodyPose, world_from: Mapping[Body, Floats], mass_kg: float) -> Balance:
        """The balance about the hip in a pose, of a person of a body mass.

        world_from: where that pose brings the bodies.
        Raises InputError for a mass out of range, and a pose in which nobody stands on that leg or that its muscles
        cannot balance.
        """
        check_mass(mass_kg)
        side, data = self._side, stance_data()
        figure = self._masses.figure(world_from)
        lean, heading = _lean(figure, side, pose), rotation("y", pose.pelvis.turn_deg)
        # Sideways the pelvis turns about the heading, and with it the figure.
        figure = figure.turned(heading @ rotation("x", SIGN[side] * lean) @ heading.T)
        pose, hip = _leaned(pose, SIGN[side] * lean), figure.hip
        forward, inward, up = heading[:, 0], -SIGN[side] * heading[:, 2], np.array([0.0, 1.0, 0.0])

        centre = figure.rest - forward * (forward @ (figure.rest - hip))
        lever = float(inward @ (centre - hip))
        if lever <= 0.0:
            raise InputError(f"the weight lies on the outer side of the {side} hip: bend the trunk less to that side.")
        newtons = mass_kg * (1.0 - data.segments.leg_mass) * data.gravity_m_s2
        foot = hip + lever * inward
        weight = Force(newtons, -up, np.stack([centre, foot]), foot, lever)
        moment = newtons * lever / 1000.0

        # About the fore-and-aft axis, + abducts; the plumb line; the axis across.
        axes = np.stack([SIGN[side] * forward, up, inward])
        direction, moment_mm, origin, insertion = self._tense(figure, pose.hip(side))
        arms_mm = axes @ moment_mm
        activation, holds = _least_squared(arms_mm * self._most_N / 1000.0, np.array([moment, 0.0, 0.0]))
        forces = activation * self._most_N
        pulled = forces * direction
        numbers = zip(activation.tolist(), forces.tolist(), arms_mm[0].tolist(), strict=True)
        vectors = zip(pulled.T, origin.T, insertion.T, strict=True)
        pulls = tuple(
            Pull(part.muscle, part.group, part.max_force_N, share, force, arm, force * arm / 1000.0 / moment, *each)
            for part, (share, force, arm), each in zip(self._parts, numbers, vectors, strict=True)
        )

        resultant: Floats = pulled.sum(axis=1)
        ends = np.stack([origin @ forces, insertion @ forces]) / forces.sum()
        contact = newtons * up - resultant
        size = float(np.linalg.norm(contact))
        return Balance(
            side,
            mass_kg,
            pose,
            lean,
            hip,
            weight,
            moment,
            pulls,
            _abductors(ends, resultant - forward * (forward @ resultant), moment, hip, axes[0]),
            Force(size, contact / size, np.stack([hip, hip]), hip, 0.0),
            holds,
        )

    def _tense(self, figure: _Figure, hip: HipPose) -> tuple[Floats, Floats, Floats, Floats]:
        """Of every part of a muscle under a tension of 1 N means over its fibres, each (3, parts), in the figure's
        world: the pull on the pelvis; its moment about the hip joint centre, mm; the fibres' origin and insertion."""
        joints, tilt, world = self._atlas.joints, self._atlas.pelvic_tilt_deg, figure.world_from_pelvis
        stretch, femoral = last_stretches(self._fibres, joints, hip, tilt)
        ends = np.stack([self._fibres.pelvic_path[:, 0], *stretch.swapaxes(0, 1), femoral[:, -1]])
        origin, before, meeting, insertion = ends @ world[:3, :3].T + world[:3, 3]
        # A fibre pulls the thigh where it meets the femur, along its last free stretch. What it presses on round the
        # hip is the joint itself.
        along = meeting - before
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        means = self._means @ np.hstack([along, cross(meeting - figure.hip, along), origin, insertion])
        direction, moment_mm, origin, insertion = means.T.reshape(4, 3, -1)
        return direction, moment_mm, origin, insertion


def in_tens(newtons: float) -> str:
    """A force as it is told, to 10 N: more digits would promise what the model cannot hold."""
    return f"{10.0 * round(newtons / 10.0):.0f}"


def check_mass(mass_kg: float) -> None:
    """Raise InputError for a body mass out of range."""
    low, high = MASS_RANGE_KG
    if not low <= mass_kg <= high:
        raise InputError(f"a body mass of {mass_kg:g} kg is out of range: choose {low:g} to {high:g}.")


class _Figure(msgspec.Struct, frozen=True, eq=False):
    """Of a pose, in its world, mm: hip and ankle of the stance leg, (3,), and the centres of mass, (3,), of the body
    without that leg and of the whole. world_from_pelvis: (4, 4)."""

    hip: Floats
    ankle: Floats
    rest: Floats
    whole: Floats
    world_from_pelvis: Floats

    def turned(self, turn: Floats) -> _Figure:
        """The figure turned (3, 3) about the origin of the world, where the pelvis has its own."""
        hip, ankle, rest, whole = (turn @ point for point in (self.hip, self.ankle, self.rest, self.whole))
        return _Figure(hip, ankle, rest, whole, about((0.0, 0.0, 0.0), turn) @ self.world_from_pelvis)


def _fibres(atlas: Atlas, side: Side) -> dict[str, Fibres]:
    """Of each muscle that the balance takes."""
    found: dict[str, Fibres] = {}
    for part in stance_data().muscles.part:
        structure = atlas.structures.get(f"{part.muscle}_{side}")
        if structure is None or structure.fibres is None or not part.of(structure.fibres).any():
            which = f"{part.group} fibres" if part.group else "fibres"
            raise InputError(
                f'the atlas "{atlas.title}" has no {which} of {part.muscle}_{side}, which balance the body on one '
                f"leg: add them to the structure's side-car {part.muscle}_{side}.npz."
            )
        found[part.muscle] = structure.fibres
    return found


def _ends_alone(side: Side, muscles: Sequence[Fibres]) -> Fibres:
    """All fibres of some muscles, of each path only its ends: no more takes part in the balance."""
    return Fibres(
        side,
        np.concatenate([fibres.pelvic_path[:, [0, -1]] for fibres in muscles]),
        np.concatenate([fibres.femoral_path[:, [0, -1]] for fibres in muscles]),
        np.concatenate([fibres.group for fibres in muscles]),
        np.concatenate([fibres.wrap_radius for fibres in muscles]),
    )


class _Masses:
    """Where the centres of mass of an atlas's figure are: of each segment on the line between joint centres. Those of
    the stance leg and of its side come first.

    Raises InputError for an atlas without one of these.
    """

    def __init__(self, atlas: Atlas, side: Side) -> None:
        self._bodies: list[Body] = []
        points = []
        for of in sorted(SIDES, key=lambda of: of != side):
            for body, joint in _JOINTS:
                point: Point | None = getattr(atlas.joints, f"{joint}_{of}")
                if point is None:
                    raise InputError(
                        f'the atlas "{atlas.title}" has no joint centre {joint}_{of}, which the balance on one leg '
                        "takes: add it to [joints] in atlas.toml."
                    )
                self._bodies.append(cast("Body", body if body in ("pelvis", "trunk") else f"{body}_{of}"))
                points.append((*point, 1.0))
        self._points = np.array(points)[:, :, None]
        trunk, leg = _mass_at_joints(stance_data().segments)
        shares = np.array([[*trunk, *(trunk + leg)], [*(trunk + leg), *(trunk + leg)]])
        self._shares = shares / shares.sum(axis=1, keepdims=True)

    def figure(self, world_from: Mapping[Body, Floats]) -> _Figure:
        """What counts of the figure where its bodies are."""
        points = (np.array([world_from[body][:3] for body in self._bodies]) @ self._points)[:, :, 0]
        rest, whole = self._shares @ points
        return _Figure(points[0], points[len(_JOINTS) - 1], rest, whole, world_from["pelvis"])


def _mass_at_joints(segments: Segments) -> tuple[Floats, Floats]:
    """The masses of half a trunk and of a leg, as if they were at the joints of a side, (4,) as `_JOINTS`."""
    trunk, thigh, shank = segments.trunk, segments.thigh, segments.shank
    half = 0.5 * trunk.mass * np.array([1.0 - trunk.centre, trunk.centre, 0.0, 0.0])
    leg = thigh.mass * np.array([1.0 - thigh.centre, 0.0, thigh.centre, 0.0])
    return half, leg + shank.mass * np.array([0.0, 0.0, 1.0 - shank.centre, shank.centre])


def _lean(figure: _Figure, side: Side, pose: BodyPose) -> float:
    """By how many degrees towards `side` the body must lean as one piece to be over the ankle."""
    outward = SIGN[side] * rotation("y", pose.pelvis.turn_deg)[:, 2]
    over, leg = figure.whole - figure.ankle, figure.hip - figure.ankle
    lean = -math.degrees(math.atan2(outward @ over, over[1]))
    slope = math.degrees(math.acos(leg[1] / float(np.linalg.norm(leg))))
    if not (abs(lean) <= MOST_LEAN_DEG and slope <= MOST_SLOPE_DEG):
        raise InputError(f"in this pose nobody stands on the {side} leg: choose one with that foot under the body.")
    return lean


def _leaned(pose: BodyPose, right_deg: float) -> BodyPose:
    pelvis = pose.pelvis
    down = msgspec.structs.replace(pelvis, right_down_deg=pelvis.right_down_deg + right_deg)
    return msgspec.structs.replace(pose, pelvis=down)


def _abductors(ends: Floats, resultant: Floats, moment_Nm: float, hip: Floats, axis: Floats) -> Force:
    """The resultant (3,) in the frontal plane on the line where it has the moment of all pulls.

    ends: (2, 3) means of origins and insertions, by force.
    """
    newtons = float(np.linalg.norm(resultant))
    direction, lever = resultant / newtons, 1000.0 * moment_Nm / newtons
    foot = hip + lever * cross(direction, axis)
    line = foot + ((ends - foot) @ direction)[:, None] * direction
    return Force(newtons, direction, line, foot, lever)


def _least_squared(moments: Floats, wanted: Floats) -> tuple[Floats, bool]:
    """The activations (n,) of least sum of squares with moments (m, n) @ activations = wanted (m,), none negative.

    And whether they need not go beyond 1. Raises InputError where no activations do it.
    """
    for most in (1.0, math.inf):
        found = _least_distance(moments, wanted, most)
        if found is not None:
            return found, most == 1.0
    raise InputError("the muscles about the hip cannot balance this pose: bring the leg nearer to plain standing.")


def _least_distance(moments: Floats, wanted: Floats, most: float) -> Floats | None:
    """That with activations of 0 to `most`, if there are any: the problem of least distance as one of non-negative
    least squares (Lawson & Hanson 1974, chapter 23)."""
    from scipy.optimize import nnls  # takes a fifth of a second to load

    n = moments.shape[1]
    scale = float(np.abs(wanted).max())
    bounds, limits = [moments / scale, -moments / scale, np.eye(n)], [wanted / scale, -wanted / scale, np.zeros(n)]
    if math.isfinite(most):
        bounds.append(-np.eye(n))
        limits.append(np.full(n, -most))
    system = np.vstack([np.concatenate(bounds).T, np.concatenate(limits)])
    target = np.append(np.zeros(n), 1.0)
    residual = system @ nnls(system, target)[0] - target
    # Of what can be done the residual is 1 / sqrt(1 + sum of squares), of what cannot 0.
    if float(np.linalg.norm(residual)) < 1e-6:
        return None
    result: Floats = np.clip(-residual[:n] / residual[n], 0.0, most)
    return result
