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
    fossa_half_width: float
    fossa_taper: float
    fossa_top: float

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
        solid = smooth_union(bone, cup, 12.0)
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

    def on_lunate(self, points: Floats, tolerance: float) -> np.ndarray:
        """Which points (n, 3) lie within a tolerance in mm of the horseshoe of cartilage-bearing bone."""
        depth, along, across, reach = self._local(points)
        off_fossa = np.minimum(self._fossa(depth, along, across, reach), self._notch(points)) > 1.2
        under_rim = depth < self._rim(along, across) - 2.0
        return (np.abs(reach - self.radius) < tolerance) & under_rim & off_fossa

    def in_fossa(self, points: Floats) -> np.ndarray:
        """Which points (n, 3) lie on the floor of the fossa or the notch."""
        depth, along, across, reach = self._local(points)
        floor = np.minimum(self._fossa(depth, along, across, reach), self._notch(points))
        return (np.abs(floor) < 1.2) & (depth < self.rim_height) & (reach < self.radius + self.fossa_depth + 1.0)

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
        """A slot with a round upper end, open towards the notch, down to a deeper concentric sphere."""
        below = along - self.fossa_top
        width = self.fossa_half_width - self.fossa_taper * np.clip(below, 0.0, self.radius)
        slot = np.hypot(np.minimum(below, 0.0), across) - width
        return _smooth_max(_smooth_max(slot, reach - self.radius - self.fossa_depth, 2.5), depth, 1.0)


def _smooth_max(a: Floats, b: Floats, blend: float) -> Floats:
    return -smooth_union(-a, -b, blend)
