"""Heights of parts of a posed figure, by which its postures are worked out, and what a posture comes to."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property

import msgspec
import numpy as np
from msgspec.structs import replace

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.ball import Ball
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import BODIES, SIDES, Body, BodyPose, Side, world_from_bodies
from glutmin_viewer.core.skinning import Skinning

ROUNDS = 12  # of a secant search; it ends earlier where nothing moves any more
CLOSE_MM = 0.2
# What carries the buttocks.
PELVIC: tuple[Body, ...] = (
    "pelvis", "above_midhip_right", "midhip_right", "above_midhip_left", "midhip_left",
)  # fmt: skip
SITTING_BONE_SHARE = 0.62  # of the hip joint's distance from the middle: as on the bundled anatomy
LEG = ("thigh", "above_patella", "patella", "below_patella", "shank", "foot")


class Wallet(msgspec.Struct, frozen=True):
    """A wallet on the seat under one buttock: its thickness, and where its middle is, x and z, mm, world."""

    thick_mm: float
    x_mm: float
    z_mm: float


class Resting(msgspec.Struct, frozen=True):
    """A posture worked out: the pose, and the heights (y, mm, world) of the floor and of the seat, if there is one.

    ball: what lies between floor and skin, if anything does. wallet: what lies on the seat.
    """

    pose: BodyPose
    floor_mm: float
    seat_mm: float | None = None
    ball: Ball | None = None
    wallet: Wallet | None = None

    def mirrored(self) -> Resting:
        """The posture of the other side."""
        ball = None if self.ball is None else self.ball.mirrored()
        wallet = None if self.wallet is None else replace(self.wallet, z_mm=-self.wallet.z_mm)
        return Resting(self.pose.mirrored(), self.floor_mm, self.seat_mm, ball, wallet)


class Figure:
    """Heights of parts of the posed body. All postures are worked out with the right side as the side in question."""

    def __init__(self, atlas: Atlas) -> None:
        assert atlas.skin is not None and atlas.skin.mesh is not None and atlas.skin.weights is not None
        self._atlas, self._joints = atlas, atlas.joints
        self._skinning = Skinning(atlas.skin.mesh, atlas.skin.weights)
        weights = atlas.skin.weights
        self._carrier = np.array(BODIES)[weights.argmax(axis=1)]
        # Higher up thighs are soft enough to give way to each other.
        legs = [np.isin(BODIES, [f"{name}_{side}" for name in LEG]) for side in SIDES]
        self._legs = [weights[:, leg].sum(axis=1) > 0.99 for leg in legs]

    @cached_property
    def thigh_mm(self) -> float:
        return _apart(self._joints.hip_right, self._joints.knee_right)

    @cached_property
    def shank_mm(self) -> float:
        return _apart(self._joints.knee_right, self._joints.ankle_right)

    @cached_property
    def ankle_height_mm(self) -> float:
        """Of the joint over the sole, foot flat."""
        assert self._joints.ankle_right is not None
        return self._joints.ankle_right[1] - self.lowest(BodyPose(), "foot_right")

    @property
    def tilt_deg(self) -> float:
        return self._atlas.pelvic_tilt_deg

    @property
    def sitting_bone(self) -> Floats:
        """The tip of the right ischial tuberosity at rest, (3,) mm; where an atlas does not tell it, under the hip."""
        found = self._atlas.landmarks.get("ischial_tuberosity_right")
        return SITTING_BONE_SHARE * self.hip("right") if found is None else np.asarray(found, dtype=np.float64)

    def hip(self, side: Side) -> Floats:
        """Centre of a hip joint at rest, (3,) mm."""
        return self._joints.hip(side)

    def lowest(self, pose: BodyPose, *bodies: Body) -> float:
        """Height of the lowest point of what some bodies carry, mm; of everything if none is named."""
        transforms = world_from_bodies(self._joints, pose, self._atlas.pelvic_tilt_deg)
        chosen = np.isin(self._carrier, bodies) if bodies else np.ones(len(self._carrier), dtype=bool)
        heights = [self._skinning.vertices(transforms)[chosen, 1]]
        for structure in self._atlas.structures.values():
            if structure.kind == "figure" and structure.mesh is not None and (not bodies or structure.body in bodies):
                heights.append(
                    structure.mesh.vertices @ transforms[structure.body][1, :3] + transforms[structure.body][1, 3]
                )
        if not any(len(h) for h in heights):
            names = ", ".join(bodies)
            raise InputError(f'the atlas "{self._atlas.title}" cannot take a posture: no skin follows its {names}.')
        return float(min(h.min() for h in heights if len(h)))

    def has(self, body: Body) -> bool:
        """Whether the figure has that part of the upper body."""
        return any(s.kind == "figure" and s.body == body for s in self._atlas.structures.values())

    def between_legs(self, pose: BodyPose) -> float:
        """Least distance of the left leg, from mid-thigh down, from the right one, mm; negative where it is in it."""
        from scipy.spatial import cKDTree  # slow to load, and needed for one posture

        transforms = world_from_bodies(self._joints, pose, self._atlas.pelvic_tilt_deg)
        vertices, normals = self._skinning.vertices(transforms), self._skinning.normals(transforms)
        right, left = self._legs
        # So made it finds the same, four times as fast.
        tree = cKDTree(vertices[right], compact_nodes=False, balanced_tree=False)
        nearest = tree.query(vertices[left])[1]
        away = vertices[left] - vertices[right][nearest]
        return float(np.einsum("ij,ij->i", away, normals[right][nearest]).min())


def root(miss: Callable[[float], float], first: float, second: float) -> float:
    """Where a function of an angle or height is zero (secant method), or the nearest it came."""
    low, high = miss(first), miss(second)
    best = min((abs(low), first), (abs(high), second))
    for _ in range(ROUNDS):
        if best[0] < CLOSE_MM or high == low:
            break
        step = max(-15.0, min(15.0, -high * (second - first) / (high - low)))
        first, low = second, high
        second += step
        high = miss(second)
        best = min(best, (abs(high), second))
    return best[1]


def _apart(a: tuple[float, float, float] | None, b: tuple[float, float, float] | None) -> float:
    assert a is not None and b is not None
    return math.dist(a, b)
