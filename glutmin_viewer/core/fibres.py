"""Muscle fibres as paths from pelvis to femur: their lengths, moment arms and curves in a pose.

A fibre follows the ilium from its origin along points fixed to the pelvis, leaves the bone at the last of them, runs
freely to where it meets the femur, and follows that to its insertion; where the hip joint is in the way of the free
part it bends round a sphere about the joint centre (capsule, femoral head and half the belly). Length is the path of
muscle and tendon. All of it is evaluated for every fibre of a muscle at once, in the pelvis frame, and for the left
side on mirrored coordinates.

Moment arm r = -dL/dq in mm: + flexes, adducts or internally rotates (virtual work; Delp & Loan 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints, cross
from glutmin_viewer.core.pose import SIGN, HipPose, Joints, Side, hip_axes, thigh_rotation

Group = Literal["anterior", "middle", "posterior"]
GROUPS: tuple[Group, ...] = get_args(Group)
Axis = Literal["flexion", "adduction", "internal_rotation"]
AXES: tuple[Axis, ...] = get_args(Axis)

FREE_SAMPLES = 16


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

    @property
    def free_samples(self) -> tuple[int, int]:
        """Indices, on the curves of `fibre_curves`, of where the fibres leave the ilium and meet the femur."""
        first = int(self.pelvic_path.shape[1]) - 1
        return first, first + FREE_SAMPLES

    @property
    def n_samples(self) -> int:
        """Points of each curve of `fibre_curves`."""
        return self.free_samples[1] + int(self.femoral_path.shape[1])


@dataclass(frozen=True, eq=False)
class FibreState:
    """Fibres in one pose. length_mm: (f,). moment_arm_mm: (f, 3), columns as AXES."""

    length_mm: Floats
    moment_arm_mm: Floats


@dataclass(frozen=True, eq=False)
class _Posed:
    """Free part and femoral path of every fibre, relative to the joint centre, mirrored to the right side."""

    start: Floats
    end: Floats
    femoral_path: Floats
    wrapped: np.ndarray
    start_contact: Floats
    end_contact: Floats
    arc_angle: Floats


def evaluate(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> FibreState:
    """Lengths and moment arms of all fibres in a pose."""
    posed = _posed(fibres, joints, pose, tilt_deg)
    straight = np.linalg.norm(posed.end - posed.start, axis=1)
    bent = (
        np.linalg.norm(posed.start_contact - posed.start, axis=1)
        + np.linalg.norm(posed.end - posed.end_contact, axis=1)
        + fibres.wrap_radius * posed.arc_angle
    )
    length = fibres.bound_length + np.where(posed.wrapped, bent, straight)
    before = np.where(posed.wrapped[:, None], posed.end_contact, posed.start)
    pull = posed.end - before
    pull /= np.linalg.norm(pull, axis=1, keepdims=True)
    # dL/dq of an end point carried round axis u through the centre is pull . (u x end).
    arms = -np.einsum("fi,afi->fa", pull, cross(hip_axes(pose, tilt_deg)[:, None, :], posed.end))
    return FibreState(length, arms)


def fibre_curves(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> Floats:
    """The path of every fibre, (f, n_samples, 3) in mm, pelvis frame, from origin to insertion.

    First come the points of the pelvic path, then some that divide the free part evenly, then the femoral path.
    """
    posed = _posed(fibres, joints, pose, tilt_deg)
    t = np.linspace(0.0, 1.0, FREE_SAMPLES + 1)[None, 1:, None]
    start, end = posed.start[:, None], posed.end[:, None]
    free = start + t * (end - start)
    if posed.wrapped.any():
        bent = _bent_curve(posed, fibres.wrap_radius, t)
        free = np.where(posed.wrapped[:, None, None], bent, free)
    free = np.concatenate([free, posed.femoral_path[:, 1:]], axis=1)
    mirror = np.array([1.0, 1.0, SIGN[fibres.side]])
    return np.concatenate([fibres.pelvic_path, free * mirror + joints.hip(fibres.side)], axis=1)


def _posed(fibres: Fibres, joints: Joints, pose: HipPose, tilt_deg: float) -> _Posed:
    mirror = np.array([1.0, 1.0, SIGN[fibres.side]])
    centre = joints.hip(fibres.side)
    start = (fibres.pelvic_path[:, -1] - centre) * mirror
    femoral_path = ((fibres.femoral_path - centre) * mirror) @ thigh_rotation(pose, tilt_deg).T
    end = femoral_path[:, 0]
    p, q, r = np.linalg.norm(start, axis=1), np.linalg.norm(end, axis=1), fibres.wrap_radius
    along = end - start
    nearest = np.clip(-np.einsum("fi,fi->f", start, along) / np.einsum("fi,fi->f", along, along), 0.0, 1.0)
    clearance = np.linalg.norm(start + nearest[:, None] * along, axis=1)
    wrapped = clearance < r
    u, v = start / p[:, None], end / q[:, None]
    angle = np.arccos(np.clip(np.einsum("fi,fi->f", u, v), -1.0, 1.0))
    start_angle, end_angle = np.arccos(np.minimum(r / p, 1.0)), np.arccos(np.minimum(r / q, 1.0))
    side = v - np.einsum("fi,fi->f", u, v)[:, None] * u
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)

    def on_sphere(theta: Floats) -> Floats:
        result: Floats = r[:, None] * (np.cos(theta)[:, None] * u + np.sin(theta)[:, None] * side)
        return result

    arc = np.maximum(angle - start_angle - end_angle, 0.0)
    return _Posed(start, end, femoral_path, wrapped, on_sphere(start_angle), on_sphere(angle - end_angle), arc)


def _bent_curve(posed: _Posed, radius: Floats, t: Floats) -> Floats:
    """Points at the fractions t (1, s, 1) of the way tangent, arc, tangent; (f, s, 3) relative to the centre."""
    first = np.linalg.norm(posed.start_contact - posed.start, axis=1)[:, None, None]
    last = np.linalg.norm(posed.end - posed.end_contact, axis=1)[:, None, None]
    arc = (radius * posed.arc_angle)[:, None, None]
    s = t * (first + arc + last)
    a, b = posed.start_contact[:, None], posed.end_contact[:, None]
    start, end = posed.start[:, None], posed.end[:, None]
    rising = start + np.clip(s / first, 0, 1) * (a - start)
    fraction = np.clip((s - first) / np.maximum(arc, 1e-9), 0.0, 1.0)
    angle = posed.arc_angle[:, None, None]
    sine = np.maximum(np.sin(angle), 1e-9)
    round_it = np.where(angle > 1e-6, (np.sin((1 - fraction) * angle) * a + np.sin(fraction * angle) * b) / sine, a)
    falling = b + np.clip((s - first - arc) / last, 0, 1) * (end - b)
    result: Floats = np.where(s < first, rising, np.where(s < first + arc, round_it, falling))
    return result


def group_means(fibres: Fibres, values: Floats) -> dict[Group, Floats]:
    """Mean of a per-fibre quantity (f, ...) over each fibre group that the muscle has."""
    return {
        name: values[fibres.group == index].mean(axis=0)
        for index, name in enumerate(GROUPS)
        if (fibres.group == index).any()
    }
