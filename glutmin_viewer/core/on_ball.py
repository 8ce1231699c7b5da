"""Lying on a massage ball: the postures of the self-massage, and the small moves over the ball.

A posture is worked out once for a body: the pelvis is turned so that the spot of the skin looks down on the ball, the
ball fixes how high it lies over the floor, and limbs, trunk and head follow down to that floor. While the hips move
over the ball only the ball moves here: the world's origin stays at the hips, so it is the ball that rolls along the
skin, on a floor that goes with it twice as far, unseen since it looks the same everywhere. How deep the ball sinks in
follows from how high the skin is there.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.ball import RADIUS_MM, Ball
from glutmin_viewer.core.figure import CLOSE_MM, Figure, Resting
from glutmin_viewer.core.lying import down_on_back, half_on_back, laid_over, on_side, on_the_way, way_over
from glutmin_viewer.core.mesh import Floats, cross
from glutmin_viewer.core.pose import BodyPose, Point, world_from_bodies
from glutmin_viewer.core.skinning import Skinning
from glutmin_viewer.core.spots import Spot, SpotName, spot
from glutmin_viewer.core.steps import finished

DENT_SHARE = 0.3  # of the flesh between skin and bone that gives way over the ball: a drawing choice
PATCH_MM = 60.0  # of skin around the spot, over which the ball may roll
FLOOR_FIRST_MM = -208.0  # where the search for its height begins


class Patch(msgspec.Struct, frozen=True, eq=False):
    """The skin around a spot in a pose: its points (world, mm) as cubics of the way up and forward along it.

    coefficients: (10, 3).
    """

    coefficients: Floats

    def at(self, up_mm: float, forward_mm: float) -> tuple[Floats, Floats]:
        """The point (3,) and the outward normal (3,) there."""
        u, v = up_mm / PATCH_MM, forward_mm / PATCH_MM
        point = _cubic(u, v) @ self.coefficients
        by_u = np.array([0, 1, 0, 2 * u, v, 0, 3 * u * u, 2 * u * v, v * v, 0]) @ self.coefficients
        by_v = np.array([0, 0, 1, 0, u, 2 * v, 0, u * u, 2 * u * v, 3 * v * v]) @ self.coefficients
        normal = cross(by_v, by_u)
        return point, normal / np.linalg.norm(normal)


class Lying(msgspec.Struct, frozen=True, eq=False):
    """A posture on the ball, of the right side. poses: at even shares of the other leg's way over this one, if any."""

    poses: tuple[BodyPose, ...]
    floor_mm: float
    patch: Patch
    flesh_mm: float

    def ball(self, up_mm: float = 0.0, forward_mm: float = 0.0) -> Ball:
        """The ball on the floor and under the skin, where it has rolled to."""
        start, now = self._centre(0.0, 0.0)[0], self._centre(up_mm, forward_mm)
        centre, outward, dent = now
        # Between skin and floor a ball turns against its way.
        turned = cross(centre - start, np.array([0.0, 1.0, 0.0])) / RADIUS_MM
        return Ball(_point(centre), _point(-outward), dent, self.flesh_mm, _point(turned))

    def _centre(self, up_mm: float, forward_mm: float) -> tuple[Floats, Floats, float]:
        """Centre of the ball, the outward normal over it, and how far the skin gives way."""
        place, outward = self.patch.at(up_mm, forward_mm)
        below = (self.floor_mm + RADIUS_MM - place[1]) / outward[1]
        return place + below * outward, outward, float(RADIUS_MM - below)


def lying(atlas: Atlas, name: SpotName) -> Lying:
    """The posture in which the ball lies under a spot; raises InputError where the atlas cannot take it."""
    return finished(working_out(atlas, name))


def is_worked_out(atlas: Atlas, name: SpotName) -> bool:
    """Whether `lying` takes no time."""
    return atlas.skin is not None and name in _known.get(atlas.skin, {})


def working_out(atlas: Atlas, name: SpotName) -> Generator[float, None, Lying]:
    """`lying` piece by piece."""
    known = {} if atlas.skin is None else _known.setdefault(atlas.skin, {})
    if name not in known:
        known[name] = yield from _worked_out(atlas, name)
    return known[name]


# By the skin, which tells an atlas from others: those whose muscles are coarser lie in the same way.
_known: WeakKeyDictionary[Structure, dict[SpotName, Lying]] = WeakKeyDictionary()


def _worked_out(atlas: Atlas, name: SpotName) -> Generator[float, None, Lying]:
    body, at = Figure(atlas), spot(atlas, "right", name)
    dent = DENT_SHARE * at.flesh_mm
    floor, before = FLOOR_FIRST_MM, math.inf
    angles = None
    while abs(floor - before) > CLOSE_MM:
        before = floor
        if name == "anterior":
            pose = on_side(body, floor)
        else:
            angles = down_on_back(body, floor)
            pose = half_on_back(body, floor, angles)
        skin = patch(atlas, pose, at)
        place, outward = skin.at(0.0, 0.0)
        floor = float(place[1] + (RADIUS_MM - dent) * outward[1] - RADIUS_MM)
        yield 0.5
    poses: tuple[BodyPose, ...] = (pose,)
    if angles is not None:
        laid = laid_over(body, floor, angles)
        yield 0.9
        poses = way_over(body, floor, laid)
    return Lying(poses, floor, skin, at.flesh_mm)


def resting_on_ball(atlas: Atlas, name: SpotName, up_mm: float, forward_mm: float, over: float) -> Resting:
    """The right side on the ball, where that has rolled to; over: how far the other leg is on its way over this one.

    Raises InputError where the atlas cannot take the posture.
    """
    found = lying(atlas, name)
    pose = found.poses[0] if len(found.poses) == 1 else on_the_way(found.poses, over)
    return Resting(pose, found.floor_mm, ball=found.ball(up_mm, forward_mm))


def patch(atlas: Atlas, pose: BodyPose, at: Spot) -> Patch:
    """The skin around a spot in a pose."""
    skin = atlas.skin
    assert skin is not None and skin.mesh is not None and skin.weights is not None
    away = skin.mesh.vertices - at.point
    chosen = np.flatnonzero(((away**2).sum(axis=1) < (1.2 * PATCH_MM) ** 2) & (skin.normals @ at.outward > 0.3))
    transforms = world_from_bodies(atlas.joints, pose, atlas.pelvic_tilt_deg)
    posed = Skinning(skin.mesh, skin.weights).vertices(transforms)[chosen].astype(np.float64)
    u, v = away[chosen] @ at.up / PATCH_MM, away[chosen] @ at.forward / PATCH_MM
    near = np.exp(-2.0 * (u * u + v * v))[:, None]  # the skin right over the ball counts most
    fitted = np.linalg.lstsq(near * _cubic(u, v), near * posed, rcond=None)[0]
    return Patch(fitted.astype(np.float64))


def _cubic(u: float | Floats, v: float | Floats) -> Floats:
    one = np.ones_like(u)
    return np.stack([one, u, v, u * u, u * v, v * v, u**3, u * u * v, u * v * v, v**3], axis=-1)


def _point(vector: Floats) -> Point:
    x, y, z = (float(value) for value in vector)
    return x, y, z
