"""Muscle fibres as paths from pelvis to femur: their lengths, moment arms and curves in a pose.

A fibre follows the ilium from its origin along points fixed to the pelvis, leaves the bone at the last of them, runs
freely to where it meets the femur, and follows that to its insertion; where the hip joint is in the way of the free
part it bends round a sphere about the joint centre (capsule, femoral head and half the belly). Length is the path of
muscle and tendon. All of it is evaluated for every fibre of a muscle at once, in the pelvis frame.

Moment arm r = -dL/dq in mm: + flexes, adducts or internally rotates (virtual work; Delp & Loan 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints
from glutmin_viewer.core.pose import SIGN, HipPose, Joints, Point, Side, pelvis_from_thigh

Group = Literal["anterior", "middle", "posterior"]
GROUPS: tuple[Group, ...] = get_args(Group)
Axis = Literal["flexion", "adduction", "internal_rotation"]
AXES: tuple[Axis, ...] = get_args(Axis)

FREE_SAMPLES = 16
# Infinitesimal turns about z, x and y, the axes of flexion, adduction and internal rotation at rest, and their squares.
_GENERATORS = np.array(
    [
        [[[0, -1, 0], [1, 0, 0], [0, 0, 0]]],
        [[[0, 0, 0], [0, 0, -1], [0, 1, 0]]],
        [[[0, 0, 1], [0, 0, 0], [-1, 0, 0]]],
    ]
)
_SQUARES = _GENERATORS @ _GENERATORS


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


def evaluate(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> FibreState:
    """Lengths and moment arms of all fibres in a pose."""
    course = sweep(fibres, joints, [pose], tilt_deg)
    return FibreState(course.length_mm[:, 0], course.moment_arm_mm[:, 0])


def sweep(fibres: Fibres, joints: Joints, poses: Sequence[HipPose], tilt_deg: float) -> FibreState:
    """Lengths and moment arms of all fibres in a course of poses.

    A pose changes nothing but the angle between start and end of a free part, and that follows from the product
    start . R end, with the thigh's attitude R: it and its slopes, for all fibres and poses, are products of matrices.
    """
    span = fibres.span(joints)
    product, *slopes = (span.pairs @ turns.reshape(-1, 9).T for turns in _turns(poses, tilt_deg))
    p, q, r = span.start[:, None], span.end[:, None], span.radius[:, None]
    straight = np.sqrt(p * p + q * q - 2.0 * product)
    angle = np.arccos(np.clip(product / (p * q), -1.0, 1.0))
    arc = angle - span.clear[:, None]
    bent = (span.start_tangent + span.end_tangent)[:, None] + r * arc
    length = fibres.bound_length[:, None] + np.where(arc > 0.0, bent, straight)
    # A moment arm is -dL/dq: this times the slope of the product.
    lever = np.where(arc > 0.0, r / np.maximum(p * q * np.sin(angle), 1e-9), 1.0 / straight)
    return FibreState(length, np.stack([lever * slope for slope in slopes], axis=2))


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


def _turns(poses: Sequence[HipPose], tilt_deg: float) -> tuple[Floats, Floats, Floats, Floats]:
    """The right thigh's attitude in each of t poses, and its slope by each angle in radians: each (t, 3, 3)."""
    angles = np.radians([(p.flexion_deg + tilt_deg, p.adduction_deg, p.internal_rotation_deg) for p in poses])
    sines, cosines = np.sin(angles).T[..., None, None], np.cos(angles).T[..., None, None]
    flexed, adducted, rotated = np.eye(3) + sines * _GENERATORS + (1.0 - cosines) * _SQUARES
    by_flexion, by_adduction, by_rotation = cosines * _GENERATORS + sines * _SQUARES
    turned = adducted @ rotated
    return flexed @ turned, by_flexion @ turned, flexed @ by_adduction @ rotated, flexed @ adducted @ by_rotation


def group_means(fibres: Fibres, values: Floats) -> dict[Group, Floats]:
    """Mean of a per-fibre quantity (f, ...) over each fibre group that the muscle has."""
    return {
        name: values[fibres.group == index].mean(axis=0)
        for index, name in enumerate(GROUPS)
        if (fibres.group == index).any()
    }
