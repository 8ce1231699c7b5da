"""The socket of the hip as signed distances: a cup with a rim, an exact sphere, the fossa and the notch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import capsule, smooth_difference, smooth_union


@dataclass(frozen=True)
class Acetabulum:
    """Lengths in mm, angles in degrees; `axis` points out of the socket, `notch` across it, towards the foramen."""

    centre: Floats
    axis: Floats
    notch: Floats
    radius: float
    wall: float
    rim_height: float
    notch_half_angle: float
    notch_drop: float
    notch_radius: float
    fossa_depth: float
    fossa_radius: float
    fossa_centre: float
    fossa_neck: float
    wall_blend: float

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Acetabulum:
        """From the `socket` table of hip_bone.toml; the directions there need not be exact unit vectors."""
        numbers = {name: row["value"] for name, row in table.items() if name != "source"}
        axis = np.array(numbers.pop("axis"))
        axis /= np.linalg.norm(axis)
        notch = np.array(numbers.pop("notch_direction"))
        notch -= (notch @ axis) * axis
        centre = np.array(numbers.pop("centre"))
        return cls(centre=centre, axis=axis, notch=notch / np.linalg.norm(notch), **numbers)

    def carved(self, points: Floats, bone: Floats) -> Floats:
        """The bone's signed distances (n,) at points (n, 3) with the socket built up and hollowed out."""
        depth, along, across, reach = self._local(points)
        rim = self._rim(along, across)
        # The wall thickens away from the rim, so that the socket grows out of the bone instead of sitting on it.
        wall = self.wall + np.clip(0.3 * (rim - depth), 0.0, 2.0)
        cup = _smooth_max(reach - self.radius - wall, depth - rim, 3.0)
        solid = smooth_union(bone, cup, self.wall_blend)
        # Nothing may stand in front of the rim, or the neck of the femur would strike it.
        flare = np.hypot(along, across) - self.radius - 2.0 - 1.5 * (depth - rim)
        opened = smooth_difference(solid, 0.55 * _smooth_max(flare, rim - depth, 2.0), 4.0)
        hollow = smooth_difference(opened, reach - self.radius, 2.0)
        floored = smooth_difference(hollow, self._fossa(depth, along, across, reach), 2.4)
        return smooth_difference(floored, self._notch(points), 3.0)

    def about_wall(self, points: Floats) -> np.ndarray:
        """Which points (n, 3) lie so near to the wall of the socket that the bone there is rebuilt."""
        depth, _, _, reach = self._local(points)
        return (np.abs(reach - self.radius - self.wall) < 8.0) & (depth < self.rim_height + 10.0)

    def lunate(self, points: Floats) -> Floats:
        """How far (n,) points (n, 3) lie outside the horseshoe of cartilage-bearing bone; negative on it."""
        depth, along, across, reach = self._local(points)
        off_fossa = np.minimum(self._fossa(depth, along, across, reach), self._notch(points)) - 1.6
        under_rim = self._rim(along, across) - 2.0 - depth
        result: Floats = np.maximum.reduce([-off_fossa, -under_rim, np.abs(reach - self.radius) - 0.8])
        return result

    def fossa(self, points: Floats) -> Floats:
        """How far (n,) points (n, 3) lie outside the floor of the fossa; negative on it."""
        depth, along, across, reach = self._local(points)
        beside = self._fossa_outline(along, across) - 0.4
        below = np.maximum(reach - self.radius - self.fossa_depth - 2.5, self.radius - 0.6 - reach)
        result: Floats = np.maximum.reduce([beside, depth + 2.0, along - self.radius * 0.72, below])
        return result

    def notch_gap(self, points: Floats) -> Floats:
        """How far (n,) points (n, 3) lie outside the floor between the horns; negative on it."""
        depth, along, across, reach = self._local(points)
        beside = np.maximum(np.abs(across) - self.notch_radius + 1.0, self.radius * 0.72 - along)
        over = np.maximum(depth - self.rim_height + 2.0, np.abs(reach - self.radius - 2.0) - 4.0)
        result: Floats = np.maximum.reduce([beside, over, along - self.radius * 1.12])
        return result

    def on_sphere(self, points: Floats) -> Floats:
        """Points (n, 3) moved radially onto the sphere."""
        offset = points - self.centre
        return self.centre + self.radius * offset / np.linalg.norm(offset, axis=1, keepdims=True)

    def _local(self, points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Coordinates along the axis, the notch and across both, and the distance from the centre, each (n,)."""
        offset = points - self.centre
        side = np.cross(self.axis, self.notch)
        return offset @ self.axis, offset @ self.notch, offset @ side, np.linalg.norm(offset, axis=1)

    def _rim(self, along: Floats, across: Floats) -> Floats:
        """Height of the rim over the centre, lowered between the horns."""
        angle = np.degrees(np.arctan2(np.abs(across), along))
        t = np.clip((angle - self.notch_half_angle + 8.0) / 16.0, 0.0, 1.0)
        result: Floats = self.rim_height - self.notch_drop * (1.0 - t * t * (3.0 - 2.0 * t))
        return result

    def _notch(self, points: Floats) -> Floats:
        """A channel through the rim, between the horns of the lunate surface."""
        floor = self.centre + (self.rim_height - self.notch_drop + self.notch_radius) * self.axis
        inner, outer = (floor + distance * self.notch for distance in (0.55 * self.radius, 1.3 * self.radius))
        return capsule(points, inner, outer, self.notch_radius, self.notch_radius)

    def _fossa(self, depth: Floats, along: Floats, across: Floats, reach: Floats) -> Floats:
        """The hollow over the fossa's outline, down to a deeper concentric sphere."""
        slot = self._fossa_outline(along, across)
        return _smooth_max(_smooth_max(slot, reach - self.radius - self.fossa_depth, 2.5), depth, 1.0)

    def _fossa_outline(self, along: Floats, across: Floats) -> Floats:
        """Seen along the axis: a disc, and a neck from it to the notch."""
        below = along - self.fossa_centre
        disc = np.hypot(below, across) - self.fossa_radius
        neck = np.hypot(np.minimum(below, 0.0), across) - self.fossa_neck
        return smooth_union(disc, neck, 6.0)


def _smooth_max(a: Floats, b: Floats, blend: float) -> Floats:
    return -smooth_union(-a, -b, blend)
