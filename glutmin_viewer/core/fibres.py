"""Muscle fibres as paths from pelvis to femur: their lengths, moment arms and curves in a pose.

A fibre follows the ilium from its origin along points fixed to the pelvis, leaves the bone at the last of them, runs
freely to where it meets the femur, and follows that to its insertion; where the hip joint is in the way of the free
part it bends round a sphere about the joint centre (capsule, femoral head and half the belly). Length is the path of
muscle and tendon. All of it is evaluated for every fibre of a muscle at once, in the pelvis frame.

Moment arm r = -dL/dq in mm: + flexes, adducts or internally rotates (virtual work; Delp & Loan 1995).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints
from glutmin_viewer.core.pose import SIGN, HipPose, Joints, N, Point, Side, pelvis_from_thigh, zxy

Group = Literal["anterior", "middle", "posterior"]
GROUPS: tuple[Group, ...] = get_args(Group)
Axis = Literal["flexion", "adduction", "internal_rotation"]
AXES: tuple[Axis, ...] = get_args(Axis)

FREE_SAMPLES = 16
LARGEST_COSINE = 1.0 - 1e-12  # so that none of an angle is beyond 1, and its sine, which is divided by, is not zero


@dataclass(frozen=True, eq=False)
class Fibres:
    """The fibres of one muscle at rest (ISB neutral), mm, pelvis frame.

    pelvic_path: (f, k, 3) from origin to where the fibre leaves the ilium. femoral_path: (f, m, 3) from where it meets
    the femur to its insertion, m >= 1.
    group: (f,) index into GROUPS. wrap_radius: (f,) mm, sphere about the hip joint centre.
    """

    side: Side
    pelvic_path: Floats
    femoral_path: Floats
    group: Ints
    wrap_radius: Floats

    def __len__(self) -> int:
        return len(self.group)

    @cached_property
    def bound_length(self) -> Floats:
        """Length of the parts that lie on either bone and do not change, (f,) mm."""
        pelvic, femoral = (np.diff(path, axis=1) for path in (self.pelvic_path, self.femoral_path))
        result: Floats = np.linalg.norm(pelvic, axis=2).sum(axis=1) + np.linalg.norm(femoral, axis=2).sum(axis=1)
        return result

    def span(self, joints: Joints) -> Span:
        """What no pose changes of the free parts, worked out once for a joint centre."""
        centre = joints.hip_right if self.side == "right" else joints.hip_left
        if centre not in self._spans:
            self._spans[centre] = _span(self, np.array(centre))
        return self._spans[centre]

    @cached_property
    def _spans(self) -> dict[Point, Span]:
        return {}

    @property
    def free_samples(self) -> tuple[int, int]:
        """Indices, on the curves of `fibre_curves`, of where the fibres leave the ilium and meet the femur."""
        first = int(self.pelvic_path.shape[1]) - 1
        return first, first + FREE_SAMPLES

    @property
    def n_samples(self) -> int:
        """Points of each curve of `fibre_curves`."""
        return self.free_samples[1] + int(self.femoral_path.shape[1])


class FibreState(msgspec.Struct, frozen=True, eq=False):
    """Fibres in one pose. length_mm: (f,). moment_arm_mm: (f, 3), columns as AXES.

    In a course of t poses (`sweep`) they are (f, t) and (f, t, 3).
    """

    length_mm: Floats
    moment_arm_mm: Floats


class Span(msgspec.Struct, frozen=True, eq=False):
    """Start and end of every free part as the joint sees them, in any pose: each (f,), mm and radians.

    start, end: distances from the joint centre. radius: of the sphere, no larger than both leave room for. clear: the
    angle between start and end up to which the sphere is not in the way. start_angle: between the start and where its
    tangent touches the sphere. start_tangent, end_tangent: lengths of the tangents. pairs: (f, 9) products of the
    coordinates of start and end at rest, on the right side.
    """

    start: Floats
    end: Floats
    radius: Floats
    clear: Floats
    start_angle: Floats
    start_tangent: Floats
    end_tangent: Floats
    pairs: Floats


class Bundle:
    """Fibres that are evaluated together in one pose after another: those of a muscle, or of both sides."""

    def __init__(self, parts: Sequence[Fibres], joints: Joints, tilt_deg: float) -> None:
        self._tilt_deg = tilt_deg
        self._constants = _Constants(
            *map(np.concatenate, zip(*(_constants(part, joints) for part in parts), strict=True))
        )
        self._pairs = [np.ascontiguousarray(part.span(joints).pairs.T) for part in parts]
        ends = np.cumsum([0, *map(len, parts)]).tolist()
        self._places = [slice(first, last) for first, last in pairwise(ends)]

    def __call__(self, *poses: HipPose) -> list[FibreState]:
        """Lengths and moment arms in a pose of each part's hip."""
        products = np.empty((4, self._places[-1].stop))
        turns = np.array([_turn_and_slopes(*_sines_and_cosines(pose, self._tilt_deg)) for pose in poses])
        for turn, pairs, place in zip(turns, self._pairs, self._places, strict=True):
            np.matmul(turn, pairs, out=products[:, place])
        length, lever = _lengths_and_levers(self._constants, products[0])
        arms = products[1:] * lever
        return [FibreState(length[place], arms[:, place].T) for place in self._places]


def evaluate(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> FibreState:
    """Lengths and moment arms of all fibres in a pose."""
    (found,) = Bundle([fibres], joints, tilt_deg)(pose)
    return found


def sweep(fibres: Fibres, joints: Joints, poses: Sequence[HipPose], tilt_deg: float) -> FibreState:
    """Lengths and moment arms of all fibres in a course of poses."""
    angles = np.array([_sines_and_cosines(pose, tilt_deg) for pose in poses]).T
    product, *slopes = fibres.span(joints).pairs @ np.array(_turn_and_slopes(*angles))
    constants = _Constants(*(each[:, None] for each in _constants(fibres, joints)))
    length, lever = _lengths_and_levers(constants, product)
    return FibreState(length, np.stack([lever * slope for slope in slopes], axis=2))


class _Constants(NamedTuple):
    """What no pose changes of lengths and levers, each (f,) or (f, 1); p, q: distances of start and end from the joint.

    squares: p2 + q2. inverse: 1 / (p q). clear: cosine of the angle up to which the sphere is not in the way. radius:
    of the sphere. wound: radius / (p q). bound: length of what lies on the bones. bent: that with the tangents, less
    what the sphere's arc would be up to `clear`.
    """

    squares: Floats
    inverse: Floats
    clear: Floats
    radius: Floats
    wound: Floats
    bound: Floats
    bent: Floats


def _constants(fibres: Fibres, joints: Joints) -> _Constants:
    span, bound = fibres.span(joints), fibres.bound_length
    p, q, r = span.start, span.end, span.radius
    bent = bound + span.start_tangent + span.end_tangent - r * span.clear
    inverse = LARGEST_COSINE / (p * q)
    return _Constants(p * p + q * q, inverse, LARGEST_COSINE * np.cos(span.clear), r, r * inverse, bound, bent)


def _lengths_and_levers(constants: _Constants, product: Floats) -> tuple[Floats, Floats]:
    """Lengths, and what the slopes of the products are to be multiplied with for moment arms.

    A pose changes nothing but the angle between start and end of a free part, and that follows from the product
    start . R end, with the thigh's attitude R: it and its slopes, for all fibres and poses, are products of matrices.
    """
    squares, inverse, clear, radius, wound, bound, bent = constants
    straight = np.sqrt(squares - 2.0 * product)
    cosine = product * inverse
    round_joint = cosine < clear
    length = np.where(round_joint, bent + radius * np.arccos(cosine), bound + straight)
    lever = np.where(round_joint, wound / np.sqrt(1.0 - cosine * cosine), 1.0 / straight)
    return length, lever


def fibre_curves(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> Floats:
    """The path of every fibre, (f, n_samples, 3) in mm, pelvis frame, from origin to insertion.

    First come the points of the pelvic path, then some that divide the free part evenly, then the femoral path.
    """
    free, femoral_path = _free(fibres, joints, pose, tilt_deg, np.linspace(0.0, 1.0, FREE_SAMPLES + 1)[1:])
    return np.concatenate([fibres.pelvic_path, free, femoral_path[:, 1:]], axis=1)


def last_stretches(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> tuple[Floats, Floats]:
    """The last stretch of every fibre's free part, (f, 2, 3) mm, pelvis frame, and its femoral path (f, m, 3) there."""
    return _free(fibres, joints, pose, tilt_deg, np.array([1.0 - 1.0 / FREE_SAMPLES, 1.0]))


def _free(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float, share: Floats) -> tuple[Floats, Floats]:
    """Points (f, s, 3) at shares (s,) of the free parts, and the femoral paths (f, m, 3), in the pelvis frame."""
    centre, transform = joints.hip(fibres.side), pelvis_from_thigh(joints, fibres.side, pose, tilt_deg)
    femoral_path = fibres.femoral_path @ transform[:3, :3].T + transform[:3, 3]
    start, end = fibres.pelvic_path[:, -1] - centre, femoral_path[:, 0] - centre
    span = fibres.span(joints)
    angle = np.arccos(np.clip(np.einsum("fi,fi->f", start, end) / (span.start * span.end), -1.0, 1.0))
    arc = np.maximum(angle - span.clear, 0.0)
    free = start[:, None] + share[:, None] * (end - start)[:, None]
    if arc.any():
        free = np.where((arc > 0.0)[:, None, None], _bent(start, end, span, arc, share), free)
    return free + centre, femoral_path


def _span(fibres: Fibres, centre: Floats) -> Span:
    mirror = np.array([1.0, 1.0, SIGN[fibres.side]])
    start, end = ((points - centre) * mirror for points in (fibres.pelvic_path[:, -1], fibres.femoral_path[:, 0]))
    p, q = np.sqrt(np.einsum("fi,fi->f", start, start)), np.sqrt(np.einsum("fi,fi->f", end, end))
    r = np.minimum(fibres.wrap_radius, np.minimum(p, q))
    start_angle, end_angle = np.arccos(r / p), np.arccos(r / q)
    tangents = np.sqrt(p * p - r * r), np.sqrt(q * q - r * r)
    pairs = (start[:, :, None] * end[:, None, :]).reshape(-1, 9)
    return Span(p, q, r, start_angle + end_angle, start_angle, *tangents, pairs)


def _bent(start: Floats, end: Floats, span: Span, arc: Floats, share: Floats) -> Floats:
    """Points (f, s, 3) at shares (s,) of the way tangent, arc, tangent, relative to the joint centre.

    They lie in the plane of start and end: `turned` round the sphere, then `out` along the tangent there, before it
    touches the sphere (negative) or after.
    """
    u = start / span.start[:, None]
    v = end - np.einsum("fi,fi->f", end, u)[:, None] * u
    v /= np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9)
    r, first = span.radius[:, None], span.start_tangent[:, None]
    way = r * arc[:, None]
    along = share * (first + way + span.end_tangent[:, None])
    touching = np.clip(along, first, first + way)
    turned = span.start_angle[:, None] + (touching - first) / np.maximum(r, 1e-9)
    out = along - touching
    sine, cosine = np.sin(turned), np.cos(turned)
    result: Floats = np.stack([r * cosine - out * sine, r * sine + out * cosine], axis=2) @ np.stack([u, v], axis=1)
    return result


def _sines_and_cosines(pose: HipPose, tilt_deg: float) -> tuple[float, ...]:
    """Of the right thigh's turns about z, x and y against the pelvis at rest."""
    z, x = math.radians(pose.flexion_deg + tilt_deg), math.radians(pose.adduction_deg)
    y = math.radians(pose.internal_rotation_deg)
    return math.sin(z), math.cos(z), math.sin(x), math.cos(x), math.sin(y), math.cos(y)


def _turn_and_slopes(sz: N, cz: N, sx: N, cx: N, sy: N, cy: N) -> tuple[tuple[N, ...], ...]:
    """The nine entries of Rz Rx Ry, row after row, and their slopes by the angles about z, x and y in radians; of
    numbers or of arrays of t."""
    turn = zxy(sz, cz, sx, cx, sy, cy)
    none = 0.0 * sz
    by_z = (-turn[3], -turn[4], -turn[5], turn[0], turn[1], turn[2], none, none, none)
    by_x = (-sz * cx * sy, sz * sx, sz * cx * cy, cz * cx * sy, -cz * sx, -cz * cx * cy, sx * sy, cx, -sx * cy)
    by_y = (-turn[2], none, turn[0], -turn[5], none, turn[3], -turn[8], none, turn[6])
    return turn, by_z, by_x, by_y


def group_means(fibres: Fibres, values: Floats) -> dict[Group, Floats]:
    """Mean of a per-fibre quantity (f, ...) over each fibre group that the muscle has."""
    return {
        name: values[fibres.group == index].mean(axis=0)
        for index, name in enumerate(GROUPS)
        if (fibres.group == index).any()
    }
