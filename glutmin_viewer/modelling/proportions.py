"""Another person: what changing a dimension of the bones does to all that lies on and around them.

Changes are values, other than standard, of what the tables [parameters] of hip_bone.toml and femur.toml name. Either
bone comes with a map of the space it lies in; what is attached to both goes with each by its share.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling import hip_shape
from glutmin_viewer.modelling.femur import DATA
from glutmin_viewer.modelling.femur_proportions import NAMES, other_proportions
from glutmin_viewer.modelling.part import MIRROR, Part

# Head, greater trochanter and knee in the femur frame, mm: the line about which the bone lies.
AXIS = np.array([[0.0, 0.0, 0.0], [-12.0, -20.0, 48.0], [0.0, -394.5, 0.0]])
NEAR_MM = 32.0

Map = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Proportions:
    """Changes by name, and where they take points (n, 3) of the average person: pelvis frame, ISB neutral, mm.

    Raises InputError for a name that is not among the `dimensions`, or a value out of range.
    """

    changes: Mapping[str, float]

    def __post_init__(self) -> None:
        known = dimensions()
        for name, value in self.changes.items():
            if name not in known:
                names = ", ".join(f"{n} ({d.range[0]:g} to {d.range[1]:g})" for n, d in known.items())
                raise InputError(f'there is no dimension "{name}": choose one of {names}.')
            low, high = known[name].range
            if not low <= value <= high:
                raise InputError(
                    f"{name} must lie between {low:g} and {high:g}, not be {value:g}: the bones are made for that."
                )

    @property
    def of_hip(self) -> dict[str, float]:
        return {name: value for name, value in self.changes.items() if name not in NAMES}

    @property
    def of_femur(self) -> dict[str, float]:
        return {name: value for name, value in self.changes.items() if name in NAMES}

    def with_pelvis(self, points: Floats) -> Floats:
        """Points on or around a hip bone."""
        return self._pelvis_map(points)

    def with_thigh(self, points: Floats) -> Floats:
        """Points on or around a femur; those left of the midline as the mirror image.

        What lies farther off than `NEAR_MM` goes along with the bone's surroundings in front of it: the map itself
        turns the neck, and would carry far points round with it.
        """
        side = np.where(points[:, 2:] < 0.0, MIRROR, 1.0)
        centre = hip_shape.joint_centre()
        own = points * side - centre
        moved = own + self.with_pelvis(centre)
        if self._thigh_map is not None:
            near = _drawn_near(own, AXIS, NEAR_MM)
            moved = moved + self._thigh_map(near) - near
        return moved * side

    def between(self, points: Floats, share: Floats) -> Floats:
        """Points that go with the pelvis where share (n,) is 0 and with the thigh where it is 1."""
        pelvis, thigh = self.with_pelvis(points), self.with_thigh(points)
        result: Floats = pelvis + share[:, None] * (thigh - pelvis)
        return result

    @cached_property
    def _thigh_map(self) -> Map | None:
        return other_proportions(tomllib.loads(DATA.read_text(encoding="utf-8")), self.of_femur)

    @cached_property
    def _pelvis_map(self) -> Map:
        return hip_shape.mover(self.of_hip)


@dataclass(frozen=True)
class Dimension:
    """What may be changed: the average person's value, and the least and greatest that the generators are made for."""

    value: float
    range: tuple[float, float]


@cache
def dimensions() -> dict[str, Dimension]:
    """All dimensions by name, in mm or degrees as their names say."""
    femur = tomllib.loads(DATA.read_text(encoding="utf-8"))["parameters"]
    rows = hip_shape.parameters() | {name: femur[name] for name in NAMES}
    return {name: Dimension(float(row["value"]), tuple(row["range"])) for name, row in rows.items()}


AVERAGE = Proportions({})


def _drawn_near(points: Floats, line: Floats, reach: float) -> Floats:
    """Points (n, 3) drawn towards a broken line (k, 3) until they are within reach of it."""
    best, foot = np.full(len(points), np.inf), points.copy()
    for start, end in pairwise(line):
        way = end - start
        t = np.clip((points - start) @ way / (way @ way), 0.0, 1.0)
        at = start + t[:, None] * way
        distance = np.linalg.norm(points - at, axis=1)
        closer = distance < best
        best[closer], foot[closer] = distance[closer], at[closer]
    share = np.minimum(1.0, reach / np.maximum(best, 1e-9))
    return foot + share[:, None] * (points - foot)


def carried(part: Part, move: Map) -> Part:
    """A part whose every point is moved."""
    landmarks = {name: move(point[None])[0] for name, point in part.landmarks.items()}
    return Part(Mesh(np.round(move(part.mesh.vertices), 4), part.mesh.faces), part.regions, landmarks, part.cartilage)
