"""A femur of other proportions: the space the standard bone lies in, bent at the neck, twisted and drawn out.

The head moves as a rigid body, so it stays a sphere about its centre. Points are in the femur frame (mm, origin head
centre, y through the middle of the epicondyles, both epicondyles in the y-z plane); so are the results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.solids import unit

Map = Callable[[Floats], Floats]
NAMES = ("neck_shaft_angle_deg", "anteversion_deg", "femur_length_mm")
ROUNDS = 30  # of correction; each leaves less than a fifth of the error


@dataclass(frozen=True)
class Measures:
    """Neck-shaft angle and anteversion (against the hindmost points of the condyles) in degrees, length in mm."""

    neck_shaft_angle_deg: float
    anteversion_deg: float
    femur_length_mm: float

    @property
    def vector(self) -> Floats:
        return np.array([self.neck_shaft_angle_deg, self.anteversion_deg, self.femur_length_mm])


def other_proportions(data: dict[str, Any], changes: Mapping[str, float]) -> Map | None:
    """What moves points (n, 3) of the standard femur to those of a femur with `changes`; None where nothing changes.

    Changes count as differences from the standard values of the table [parameters].
    """
    standard = {name: data["parameters"][name]["value"] for name in NAMES}
    if unknown := sorted(set(changes) - set(standard)):
        raise ValueError(f"unknown: {', '.join(unknown)}; the femur has {', '.join(standard)}")
    difference = np.array([changes.get(name, standard[name]) - standard[name] for name in NAMES])
    if not difference.any():
        return None
    points = _measured_points(data)
    wanted = measured(points).vector + difference
    amounts = np.zeros(3)
    for _ in range(ROUNDS):
        amounts += wanted - measured(_moved(points, data, *amounts)).vector
    return lambda at: _moved(at, data, *amounts)


def measured(points: Floats) -> Measures:
    """Measures of seven points (7, 3): head, neck, upper and lower shaft centre, epicondyles and back of condyles."""
    head, neck, upper, lower, *knee = points
    lateral, medial, lateral_back, medial_back = knee
    across = lateral_back - medial_back
    forward = np.arctan2(head[0] - neck[0], neck[2] - head[2]) + np.arctan2(across[0], across[2])
    inclination = np.arccos(unit(head - neck) @ unit(upper - lower))
    return Measures(
        float(180.0 - np.degrees(inclination)),
        float(np.degrees(forward)),
        float(np.linalg.norm(head - 0.5 * (lateral + medial))),
    )


def _measured_points(data: dict[str, Any]) -> Floats:
    """The points `measured` takes, on the standard bone."""
    named = [data["landmarks"][name] for name in ("femoral_head_centre", "neck_centre")]
    knee = ("lateral_epicondyle", "medial_epicondyle", "lateral_condyle_posterior", "medial_condyle_posterior")
    return np.array([*named, *data["proportions"]["shaft_axis"], *(data["landmarks"][name] for name in knee)])


def _moved(points: Floats, data: dict[str, Any], tilt_deg: float, twist_deg: float, longer: float) -> Floats:
    """Points (n, 3) of the standard bone on the bent, twisted and drawn out one, in its own femur frame."""
    known = _measured_points(data)
    joined = _bent(np.concatenate([known, points]), data, tilt_deg, twist_deg, longer)
    head, lateral, medial = joined[[0, 4, 5]]
    up = unit(head - 0.5 * (lateral + medial))
    forward = unit(np.cross(up, lateral - medial))
    axes = np.stack([forward, up, np.cross(forward, up)])
    result: Floats = (joined[len(known) :] - head) @ axes.T
    return result


def _bent(points: Floats, data: dict[str, Any], tilt_deg: float, twist_deg: float, longer: float) -> Floats:
    """The neck tilted up about its base, then all above the knee turned about the shaft and the knee moved down."""
    how = data["proportions"]
    upper, lower = np.array(how["shaft_axis"])
    shaft = unit(upper - lower)
    neck = unit(data["neck"]["isthmus_centre"])
    # Along the neck, but the top of the greater trochanter, which stands beside the neck, counts as farther out.
    station = points @ neck
    above_neck = points @ unit(shaft - (shaft @ neck) * neck) - how["above_neck_from"]
    station = station + how["above_neck_counts"] * np.logaddexp(0.0, above_neck)
    with_head = _share(station, *how["neck_tilts_between"])
    pivot = np.array(how["neck_tilts_about"])
    tilted = pivot + _turned(points - pivot, unit(np.cross(-neck, shaft)), tilt_deg * with_head)
    with_trochanters = _share(points[:, 1], *how["shaft_changes_between"][::-1])
    turned = upper + _turned(tilted - upper, shaft, -twist_deg * with_trochanters)
    result: Floats = turned - longer * (1.0 - with_trochanters)[:, None] * shaft
    return result


def _share(at: Floats, none: float, full: float) -> Floats:
    """0 at `none`, 1 at `full`, and a smooth rise between."""
    return smoothstep((at - none) / (full - none))


def _turned(points: Floats, axis: Floats, degrees: Floats) -> Floats:
    """Points (n, 3) turned about an axis through the origin, each by its own angle (n,)."""
    result: Floats = Rotation.from_rotvec(np.radians(degrees)[:, None] * axis).apply(points)
    return result
