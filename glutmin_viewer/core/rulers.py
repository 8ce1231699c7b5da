"""Measurements on the model: the straight distance of two places, or the angle at the second of three.

Their places are held by structures, so what is measured is the body as it stands.
"""

from __future__ import annotations

import math
from typing import Literal

import msgspec
import numpy as np

from glutmin_viewer.content import content, number
from glutmin_viewer.core.anchors import Anchor, check_anchor
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats

What = Literal["distance", "angle"]
POINTS: dict[What, int] = {"distance": 2, "angle": 3}
LEAST_MM = 0.5  # between two points that follow each other: nearer ones are the same


class Ruler(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measurement by its places: two for a distance, three for an angle, whose vertex is the second."""

    anchors: tuple[Anchor, ...]


def what_of(count: int) -> What:
    """What so many points measure."""
    return "angle" if count == POINTS["angle"] else "distance"


def value(points: Floats) -> float:
    """The distance, mm, of two points (2, 3) mm, or the angle, degrees from 0 to 180, at the second of three (3, 3)."""
    if what_of(len(points)) == "distance":
        return float(np.linalg.norm(points[1] - points[0]))
    one, other = points[0] - points[1], points[2] - points[1]
    return math.degrees(math.atan2(float(np.linalg.norm(np.cross(one, other))), float(one @ other)))


def in_words(what: What, amount: float) -> str:
    """What is measured, mm or degrees, as it is written in the language in use: "83 mm", "124°"."""
    return content().ui[f"ruler_in_{what}"].format(amount=number(amount, ".0f"))


def check_ruler(atlas: Atlas, ruler: Ruler) -> None:
    """Raise InputError where a measurement has too few or too many points, or one that an atlas cannot hold."""
    count = len(ruler.anchors)
    if count not in POINTS.values():
        raise InputError(f"a measurement has 2 points for a distance or 3 for an angle, but this one has {count}.")
    for anchor in ruler.anchors:
        check_anchor(atlas, anchor)
    for one, other in zip(ruler.anchors, ruler.anchors[1:], strict=False):
        if one.structure == other.structure and math.dist(one.at_mm, other.at_mm) < LEAST_MM:
            raise InputError(f"two points of a measurement on {one.structure} are the same: set them apart.")
