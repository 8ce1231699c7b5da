"""Sheets stretched over what lies below them: soundings, strings pulled tight, bellies that bridge hollows."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator, make_interp_spline
from scipy.ndimage import gaussian_filter

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.implicit import signed_distance, sphere

OUTSIDE_MM = 70.0  # from where what lies below is sounded


def on_curve(points: Floats | list[list[float]], share: Floats) -> Floats:
    """Points at shares of the length of a smooth curve through `points`."""
    knots = np.array(points)
    steps = np.concatenate([[0.0], np.linalg.norm(np.diff(knots, axis=0), axis=1).cumsum()])
    return np.asarray(make_interp_spline(steps / steps[-1], knots, k=min(3, len(knots) - 1))(share))


def sound(
    points: Floats,
    outward: Floats,
    below: list[Mesh],
    ball: tuple[Floats, float] | None = None,
    start: float = OUTSIDE_MM,
) -> Floats:
    """Height (mm along `outward`) of the outermost mesh or ball over points (i, j, 3); -OUTSIDE_MM where none is.

    ball: centre (3,) and radius of a sphere that counts too.
    """
    height = np.full(points.shape[:2], OUTSIDE_MM)
    going = np.ones(height.shape, dtype=bool)
    for _ in range(60):
        at = (points + height[..., None] * outward)[going]
        distance = np.min([signed_distance(mesh, at) for mesh in below], axis=0)
        if ball is not None:
            distance = np.minimum(distance, sphere(at, *ball))
        height[going] -= np.maximum(distance, 0.02)
        still = np.zeros_like(going)
        still[going] = distance > 0.05
        going = still & (height > -OUTSIDE_MM)
        if not going.any():
            break
    return np.maximum(height, -OUTSIDE_MM)


def upper_hull(x: Floats, y: Floats) -> np.ndarray:
    """Indices of the points that a string stretched over (x, y) from the first to the last touches."""
    hull = [0]
    for k in range(1, len(x)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (y[b] - y[a]) * (x[k] - x[a]) > (y[k] - y[a]) * (x[b] - x[a]):
                break
            hull.pop()
        hull.append(k)
    return np.array(hull)


def bridged_thickness(way: Floats, height: Floats, belly: dict) -> Floats:
    """Thickness of the belly, (strips, stations) mm: the profile, and more where the bone is hollow under it.

    The superficial face of a belly under tension does not dip into the hollow of the ilium: it bridges it.
    """
    station, mm = np.array(belly["profile"]).T
    profile = PchipInterpolator(station, mm)(way)
    bridged = np.empty_like(height)
    for i, deep in enumerate(height):
        face = deep + profile
        knots = upper_hull(way, face)
        bridged[i] = np.interp(way, way[knots], face[knots]) - deep
    start, end = belly["bridging_ends"]
    share = belly["bridging"] * np.clip((end - way) / (end - start), 0.0, 1.0)  # the tendon hugs what is under it
    full = profile + share * (np.minimum(bridged, belly["thickest_mm"]) - profile).clip(0.0)
    face = gaussian_filter(height + full, (2.0, 3.0), mode="nearest")
    inside = np.clip(np.minimum(way, 1.0 - way) / belly["end_share"], 0.0, 1.0)  # both ends taper as the profile says
    return np.asarray(profile + inside * (np.maximum(face - height, 0.5 * profile) - profile))
