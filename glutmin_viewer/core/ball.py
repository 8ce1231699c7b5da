"""A massage ball between body and floor, and how flesh gives way over it.

All flesh between skin and bone is squeezed by the same share, so that layers keep their order, and the less the farther
it lies from the ball's axis. That is a drawing choice: nothing is known here of how stiff flesh is.
"""

from __future__ import annotations

from functools import cache

import msgspec
import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.core.pose import Point

# A drawing choice: about that of a lacrosse ball, which is used for massage (recalled: some 63 mm across).
RADIUS_MM = 31.5
# How far round the ball's axis flesh gives way: a drawing choice, wide enough that the dent has no edge.
DENT_MM = 72.0
RINGS, SECTORS = 24, 48
# A groove round the ball lets one see it roll: a drawing choice.
GROOVE_MM, GROOVE_LIGHTNESS = 2.5, 0.35


class Ball(msgspec.Struct, frozen=True):
    """A ball on which a body lies.

    centre_mm: world. inward: unit vector (world) from there into the body, against the skin over it. dent_mm: how far
    the skin gives way over the ball. flesh_mm: from skin to bone, which is squeezed by that. turned: axis times angle
    (radians, world) by which the ball has rolled.
    """

    centre_mm: Point
    inward: Point
    dent_mm: float
    flesh_mm: float
    turned: Point = (0.0, 0.0, 0.0)
    radius_mm: float = RADIUS_MM

    @property
    def lowest_mm(self) -> float:
        """Height of the lowest point of the ball, world."""
        return self.centre_mm[1] - self.radius_mm

    def mirrored(self) -> Ball:
        """The ball of the other side: z negated; a turn is an axial vector."""
        (x, y, z), (u, v, w), (a, b, c) = self.centre_mm, self.inward, self.turned
        return Ball((x, y, -z), (u, v, -w), self.dent_mm, self.flesh_mm, (-a, -b, c), self.radius_mm)

    @property
    def world_from_ball(self) -> Floats:
        """(4, 4): where the mesh of a `sphere` goes."""
        result = np.eye(4)
        result[:3, :3] = _turn(np.array(self.turned))
        result[:3, 3] = self.centre_mm
        return result

    def pushed(self, points: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points (n, 3) mm and unit normals (n, 3) of the body, world, with what is near the ball pushed inward.

        What is not near it is handed back as it is: the same arrays where nothing is.
        """
        inward = np.array(self.inward)
        away = points - np.array(self.centre_mm)
        height = away @ inward
        across = away - height[:, None] * inward
        near = np.flatnonzero((across**2).sum(axis=1) < DENT_MM**2)
        # Deeper than bone nothing moves; nor does what is beside the ball on the floor.
        depth = height[near] - (self.radius_mm - self.dent_mm)
        kept = depth < self.flesh_mm
        near, depth = near[kept], np.maximum(depth[kept], 0.0)
        if len(near) == 0:
            return points, normals
        share = 1.0 - (across[near] ** 2).sum(axis=1) / DENT_MM**2
        squeeze = 1.0 - depth / self.flesh_mm
        moved, tilted = points.copy(), normals.copy()
        moved[near] += (self.dent_mm * share**2 * squeeze)[:, None] * inward
        slope = (-4.0 * self.dent_mm / DENT_MM**2 * share * squeeze)[:, None] * across[near]
        steep = np.where(depth > 0.0, -self.dent_mm * share**2 / self.flesh_mm, 0.0)
        facing = (normals[near] @ inward) / (1.0 + steep)
        tilted[near] -= facing[:, None] * (slope + steep[:, None] * inward)
        tilted[near] /= np.maximum(np.linalg.norm(tilted[near], axis=1, keepdims=True), 1e-12)
        return moved, tilted


@cache
def sphere(radius_mm: float) -> Mesh:
    """A closed sphere about the origin."""
    polar = np.linspace(0.0, np.pi, RINGS + 1)[1:-1]
    turn = np.linspace(0.0, 2.0 * np.pi, SECTORS, endpoint=False)
    ring = np.stack([np.cos(turn), np.zeros(SECTORS), np.sin(turn)], axis=1)
    body = np.sin(polar)[:, None, None] * ring + np.cos(polar)[:, None, None] * np.array([0.0, 1.0, 0.0])
    vertices = np.concatenate([[[0.0, 1.0, 0.0]], body.reshape(-1, 3), [[0.0, -1.0, 0.0]]])
    here = 1 + np.arange(SECTORS)
    beside = 1 + (np.arange(SECTORS) + 1) % SECTORS
    last = len(vertices) - 1
    faces = [np.stack([np.zeros(SECTORS, dtype=int), beside, here], axis=1)]
    for k in range(RINGS - 2):
        a, b, c, d = here + k * SECTORS, beside + k * SECTORS, here + (k + 1) * SECTORS, beside + (k + 1) * SECTORS
        faces += [np.stack([a, b, c], axis=1), np.stack([b, d, c], axis=1)]
    below = (RINGS - 2) * SECTORS
    faces.append(np.stack([np.full(SECTORS, last), here + below, beside + below], axis=1))
    return Mesh(radius_mm * vertices, np.concatenate(faces).astype(np.int32))


@cache
def grooved(radius_mm: float) -> Floats:
    """How light a `sphere` is drawn, (n,): dark along two circles across each other."""
    away = np.abs(sphere(radius_mm).vertices[:, [0, 2]]).min(axis=1)
    return np.where(away < GROOVE_MM, GROOVE_LIGHTNESS, 1.0)


def _turn(vector: Floats) -> Floats:
    """The rotation (3, 3) about a vector by its length in radians (Rodrigues)."""
    angle = float(np.linalg.norm(vector))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector / angle
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    result: Floats = np.eye(3) + np.sin(angle) * k + (1.0 - np.cos(angle)) * (k @ k)
    return result
