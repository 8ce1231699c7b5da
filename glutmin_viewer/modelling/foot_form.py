"""The solids a bone of the foot is put together from, as signed distances in mm (negative inside).

Points (n, 3) are in the foot's own frame: forward along the foot, up, lateral. A part is a dict: `shape`, `blend` (mm),
`remove` where it is taken away, and the numbers of its shape:
loft: superellipses across the line from `start` to `end`; see `Loft`.
rod: from `start` to `end`, `radius` changing from the first value to the second; flattened by `thin` and `ratio`.
ball: an ellipsoid of `half_axes` along `long`, upward across it and sideways.
drum: a cylinder of `radius` about `axis` through `centre`, its flat sides `half_width` away (behind, in front), its
edges rounded by `edge`, with a groove of `groove` mm round the middle. With `skirt` its lower half goes straight down,
drawn in on either end by that many mm a mm.
space: what lies on the inner side of the plane through `point` with outward `normal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import PchipInterpolator

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling import assembly
from glutmin_viewer.modelling.assembly import Table
from glutmin_viewer.modelling.implicit import Field, smooth_difference, smooth_union
from glutmin_viewer.modelling.solids import above, rounded, smooth_intersection, unit


class Solid:
    """All parts of a bone, added, cut off and taken away in their order; profiles: sections that lofts may share."""

    def __init__(self, parts: list[Table], profiles: Table) -> None:
        self._parts = [(part, _shape(part, profiles)) for part in parts]

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,) of points (n, 3)."""
        values = np.full(len(points), 1e3)
        for part, shape in self._parts:
            if part["shape"] == "space":
                combine = smooth_intersection
            else:
                combine = smooth_difference if part.get("remove") else smooth_union
            values = combine(values, shape(points), part["blend"])
        return values


def _shape(part: Table, profiles: Table) -> Field:
    """One part as a function from points (n, 3) to signed distances (n,)."""
    if part["shape"] == "loft":
        return Loft(part, profiles).distance
    shapes = {"ball": _ball, "drum": drum, "space": above}
    return lambda points: shapes.get(part["shape"], rod)(points, part)


def rod(points: Floats, part: Table) -> Floats:
    return assembly.shape(part, points)


@dataclass(frozen=True, eq=False)
class Loft:
    """Superellipses along a line: half height, half width, and how far their centre is off the line.

    `taper` widens a section above and narrows it below (share of its width at the top). `squareness`: the exponent.
    `roll`: degrees by which the top leans laterally. `edge`: rounding of both ends. Stations are mm from the start, or
    those of a shared profile, whose sections are multiplied by `size` (height, width). A section: station, how far up
    and lateral its centre is, half height, half width, taper.
    """

    part: Table
    profiles: Table

    @cached_property
    def axes(self) -> Floats:
        """Unit vectors along, up and lateral, (3, 3)."""
        along = unit(np.subtract(self.part["end"], self.part["start"]))
        up = unit(np.array([0.0, 1.0, 0.0]) - along[1] * along)
        side = np.cross(along, up)
        roll = np.radians(self.part.get("roll", 0.0))
        return np.stack([along, np.cos(roll) * up + np.sin(roll) * side, np.cos(roll) * side - np.sin(roll) * up])

    @cached_property
    def length(self) -> float:
        return float(np.linalg.norm(np.subtract(self.part["end"], self.part["start"])))

    @cached_property
    def sections(self) -> PchipInterpolator:
        """Station (mm from the start) -> the columns, in mm."""
        if "profile" in self.part:
            height, width = self.part["size"]
            scale = [self.length, height, width, height, width, 1.0]
            rows = np.array(self.profiles[self.part["profile"]]) * scale
        else:
            rows = np.array(self.part["sections"])
        return PchipInterpolator(rows[:, 0], rows[:, 1:])

    def distance(self, points: Floats) -> Floats:
        station, up, side = ((points - np.array(self.part["start"])) @ self.axes.T).T
        known = self.sections.x
        centre_up, centre_side, height, width, taper = self.sections(np.clip(station, known[0], known[-1])).T
        p = self.part.get("squareness", 2.4)
        rise = (up - centre_up) / height
        across = width * np.maximum(1.0 + taper * np.clip(rise, -1.2, 1.2), 0.1)
        u, w = np.abs(rise), np.abs((side - centre_side) / across)
        q = np.maximum((u**p + w**p) ** (1.0 / p), 1e-3)
        slope = np.hypot((u / q) ** (p - 1.0) / height, (w / q) ** (p - 1.0) / across)
        tube = (q - 1.0) / slope
        first, last = self.part["edge"]
        return rounded(rounded(tube, -station, first), station - self.length, last)


def drum(points: Floats, part: Table) -> Floats:
    """A cylinder between two flat sides that stand closer together behind than in front."""
    axis = unit(part["axis"])
    forward = unit(np.cross(np.array([0.0, 1.0, 0.0]), axis))
    offset = points - np.array(part["centre"])
    aside, front = offset @ axis, offset @ forward
    up = (offset - aside[:, None] * axis)[:, 1]
    back_width, front_width = part["half_width"]
    radius = part["radius"]
    half = np.interp(front, [-radius, radius], [back_width, front_width])
    groove = part.get("groove", 0.0) * np.clip(1.0 - (aside / (0.8 * half)) ** 2, 0.0, 1.0) ** 2
    away = np.hypot(front, up)
    if "skirt" in part:
        away = np.where(up < 0.0, np.abs(front) - part["skirt"] * up, away)
    return rounded(away - radius + groove, np.abs(aside) - half, part["edge"])


def _ball(points: Floats, part: Table) -> Floats:
    """An ellipsoid, exact to first order."""
    long = unit(part["long"])
    side = unit(np.cross(long, part.get("up", [0.0, 1.0, 0.0])))
    local = (points - np.array(part["centre"])) @ np.stack([long, np.cross(side, long), side]).T
    half = np.array(part["half_axes"])
    k0, k1 = np.linalg.norm(local / half, axis=1), np.linalg.norm(local / half**2, axis=1)
    return np.where(k0 > 1e-3, k0 * (k0 - 1.0) / np.maximum(k1, 1e-9), -half.min())
