"""The finer form of the hip bone as signed distances: thin wing, knobs, hollows, facets, ridges, roughness.

Tables are those of hip_bone.toml; points are (n, 3) in mm, distances (n,) negative inside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.interpolate import PchipInterpolator, RBFInterpolator
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.sheet import distance_to_polygon

FADE = 12.0  # mm over which a ridge rises at its ends


def thin_wing(points: Floats, bone: Floats, middle: Floats, wing: dict[str, Any]) -> Floats:
    """The bone whose wing follows one smooth sheet through `middle` (k, 3) with its own field of thickness.

    Sheet and thickness are thin-plate splines over the lateral projection, so neither can ripple between its points.
    """
    blend = wing["blend"]
    share = implicit.smoothstep(0.5 - distance_to_polygon(points[:, :2], np.array(wing["outline"])) / blend)
    there = share > 0.0
    flat, z = points[there, :2], points[there, 2]
    sheet = RBFInterpolator(middle[:, :2], middle[:, 2], smoothing=wing["calm"], kernel="thin_plate_spline")
    rows = values(wing["thickness"]).values()
    thickness = RBFInterpolator(
        np.array([row["at"] for row in rows]), [row["mm"] for row in rows], kernel="thin_plate_spline"
    )
    step = 0.5
    height, ahead, above = (sheet(flat + shift) for shift in ((0.0, 0.0), (step, 0.0), (0.0, step)))
    slant = np.sqrt(1.0 + ((ahead - height) / step) ** 2 + ((above - height) / step) ** 2)
    half = np.maximum(thickness(flat), wing["least_thickness"]) / 2.0
    result = bone.copy()
    result[there] += share[there] * (np.abs(z - height) / slant - half - bone[there])
    return result


def with_knobs(points: Floats, bone: Floats, knobs: dict[str, Any]) -> Floats:
    """Rounded cones grown out of the bone."""
    for knob in values(knobs).values():
        cone = implicit.capsule(points, knob["start"], knob["end"], *knob["radii"])
        bone = implicit.smooth_union(bone, cone, knob.get("blend", 5.0))
    return bone


def with_hollows(points: Floats, bone: Floats, hollows: dict[str, Any]) -> Floats:
    """Rounded cones taken out of the bone."""
    for hollow in values(hollows).values():
        cone = implicit.capsule(points, hollow["start"], hollow["end"], *hollow["radii"])
        bone = implicit.smooth_difference(bone, cone, hollow["blend"])
    return bone


def with_facets(points: Floats, bone: Floats, facets: dict[str, Any]) -> Floats:
    """Flats pressed into the bone around a centre, fading out beyond their reach."""
    for facet in values(facets).values():
        offset = points - facet["centre"]
        normal = np.array(facet["normal"]) / np.linalg.norm(facet["normal"])
        beyond = np.maximum(np.linalg.norm(offset, axis=1) - facet["reach"], 0.0)
        bone = -implicit.smooth_union(-bone, -(offset @ normal - 2.0 * beyond), facet["blend"])
    return bone


def ridge(points: Floats, course: Floats, shape: dict[str, float]) -> Floats:
    """Height (n,) of a ridge along a curve through course (k, 2 or 3) at points (n, 2 or 3), fading at its ends."""
    at, length, way = along(course)
    distance, nearest = cKDTree(at).query(points, distance_upper_bound=5.0 * shape["width"])
    reached = np.isfinite(distance)
    nearest = np.where(reached, nearest, 0)
    closed = np.array_equal(course[0], course[-1])
    fade = np.ones(len(way)) if closed else implicit.smoothstep(np.minimum(way, length - way) / FADE)
    # Drawn evenly a line looks like a cord: it swells and wanes a little on its way.
    uneven = 1.0 - shape.get("uneven", 0.0) * (0.5 + 0.5 * np.sin(way / 3.7) * np.sin(way / 6.1 + 1.0))
    height = (fade * uneven)[nearest] * shape["height"] * np.exp(-((distance / shape["width"]) ** 2) / 2)
    result: Floats = np.where(reached, height, 0.0)
    return result


def roughness(points: Floats, patches: dict[str, Any]) -> Floats:
    """Height (n,) of the low bumps where tendons and ligaments pull."""
    total = np.zeros(len(points))
    for patch in values(patches).values():
        distance = implicit.capsule(points, patch["start"], patch["end"], 0.0, 0.0)
        share = implicit.smoothstep((patch["reach"] - distance) / 6.0 + 0.5)
        wave = 2.0 * np.pi / patch["grain"]
        x, y, z = (points * wave).T
        bumps = np.sin(x + 0.6 * np.sin(1.3 * y)) * np.sin(0.9 * y + 0.8 * np.sin(0.7 * z)) + np.sin(0.8 * z + 0.5 * x)
        total += share * patch["height"] * bumps / 2.0
    return total


def along(course: Floats, step: float = 0.5) -> tuple[Floats, float, Floats]:
    """A curve through points (k, d): dense points on it (m, d), its length, and the way (m,) to each in mm."""
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(course, axis=0), axis=1))]
    way = np.linspace(0.0, length[-1], int(length[-1] / step) + 2)
    return PchipInterpolator(length, course)(way), float(length[-1]), way


def values(table: dict[str, Any]) -> dict[str, Any]:
    """A table of the data file without the remarks on where it comes from."""
    return {name: value for name, value in table.items() if name not in ("source", "status")}
