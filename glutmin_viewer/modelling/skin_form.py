"""The body's outer form from waist to soles as one signed distance: lofted trunk, leg and foot, blended."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import interpolate, ndimage

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.implicit import in_box, smoothstep
from glutmin_viewer.modelling.surface_nets import onto_surface

DATA = files("glutmin_viewer.modelling") / "data"
ANGLES = np.arange(360.0)
MIDLINE_ROUND_MM = 3.5


@dataclass(frozen=True, eq=False)
class Loft:
    """Sections along one axis: centres and radii, smooth in the angle and along the axis.

    centre: position (k,) -> (k, 3) in mm. radius: position (k,), angle in degrees (k,) -> (k,) mm.
    span: first and last position in mm; beyond them the end section continues.
    """

    centre: Callable[[Floats], Floats]
    radius: Callable[[Floats, Floats], Floats]
    span: tuple[float, float]


@cache
def figures() -> dict[str, Any]:
    """The table skin.toml."""
    return tomllib.loads((DATA / "skin.toml").read_text(encoding="utf-8"))


@cache
def sections() -> list[dict[str, str]]:
    """The rows of skin_sections.csv, as text."""
    lines = (DATA / "skin_sections.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def distance(points: Floats) -> Floats:
    """Signed distance to the skin, about 1 mm per mm near it; points (n, 3) on either side of the body."""
    body, right = plain_distance(points), _folded(points)
    for line, width, height in _reliefs():
        body -= _relief(right, line, width, height)
    return body


def plain_distance(points: Floats) -> Floats:
    """As `distance`, without the reliefs."""
    points = _folded(points)
    gap = figures()["between_thighs"]
    slit = np.maximum(points[:, 2] - gap["half_gap"], points[:, 1] - gap["crotch"])
    body = implicit.smooth_difference(_softened_body(points), slit, gap["rounding"])
    low = points[:, 1] < figures()["foot"]["heel"][1] + 140.0
    body[low] = implicit.smooth_union(body[low], _foot(points[low]), figures()["foot"]["blend"])
    return body


@cache
def _reliefs() -> list[tuple[Floats, float, float]]:
    """Line, width and height of every relief; the lines brought to the form that they are laid on."""
    table = tomllib.loads((DATA / "skin_relief.toml").read_text(encoding="utf-8"))["relief"]
    lines = [np.array(relief["line"], dtype=float) for relief in table]
    knots = np.cumsum([len(line) for line in lines])[:-1]
    on_form = np.concatenate(lines)
    for _ in range(8):
        on_form = onto_surface(plain_distance, on_form)
    return [(line, r["width"], r["height"]) for line, r in zip(np.split(on_form, knots), table, strict=True)]


def _softened_body(points: Floats) -> Floats:
    """Trunk and leg, averaged over neighbouring heights where they join: the two were cut separately."""
    join = figures()["trunk_to_leg"]
    middle, half = 0.5 * (join["upper"] + join["lower"]), join["upper"] - join["lower"]
    body = _body(points)
    near = np.abs(points[:, 1] - middle) < half
    softness = join["softness"] * smoothstep(2.0 - 2.0 * np.abs(points[near, 1] - middle) / half)
    sample, weight = np.polynomial.hermite_e.hermegauss(7)  # a Gaussian average along y
    body[near] = sum(
        w * _body(points[near] + (t * softness)[:, None] * [0.0, 1.0, 0.0])
        for t, w in zip(sample, weight / weight.sum(), strict=True)
    )
    return body


def _body(points: Floats) -> Floats:
    join = figures()["trunk_to_leg"]
    y = points[:, 1]
    leg_share = smoothstep((join["upper"] - y) / (join["upper"] - join["lower"]))
    reach = join["reach"]
    trunk, leg = np.full(len(y), reach), np.full(len(y), reach)
    upper, lower = leg_share < 1, leg_share > 0
    trunk[upper] = _trunk(points[upper])
    leg[lower] = _leg(points[lower])
    both = upper & lower
    body = np.where(upper, trunk, leg)
    body[both] = ((1 - leg_share) * np.clip(trunk, -reach, reach) + leg_share * np.clip(leg, -reach, reach))[both]
    return body


def _relief(points: Floats, line: Floats, width: float, height: float) -> Floats:
    """What a ridge (height > 0) or hollow along a polyline (k, 3) adds to the form, mm.

    Across the line a Gaussian of sigma `width`. A long line fades towards both ends, a short one is a round spot.
    """
    result = np.zeros(len(points))
    near = in_box(points, line.min(axis=0) - 4 * width, line.max(axis=0) + 4 * width)
    if not near.any():
        return result
    there = points[near]
    knots = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    away, place = np.full(len(there), np.inf), np.zeros(len(there))
    for k, (start, end) in enumerate(pairwise(line)):
        axis = end - start
        t = np.clip((there - start) @ axis / (axis @ axis), 0.0, 1.0)
        distance_here = np.linalg.norm(there - (start + t[:, None] * axis), axis=1)
        closer = distance_here < away
        away = np.where(closer, distance_here, away)
        place = np.where(closer, knots[k] + t * (knots[k + 1] - knots[k]), place)
    spot = smoothstep(np.array(2.0 - knots[-1] / (3.0 * width)))
    fade = spot + (1.0 - spot) * smoothstep(2.4 * np.minimum(place, knots[-1] - place) / knots[-1])
    result[near] = height * fade * np.exp(-0.5 * (away / width) ** 2)
    return result


def _folded(points: Floats) -> Floats:
    """Points on the right side; the fold in the midline is rounded."""
    return np.stack([points[:, 0], points[:, 1], np.hypot(points[:, 2], MIDLINE_ROUND_MM)], axis=1)


def _trunk(points: Floats) -> Floats:
    waist = figures()["waist"]
    side = _from_axis(_loft("trunk"), points, points[:, 1])
    return -implicit.smooth_union(-side, waist["height"] - points[:, 1], waist["rounding"])


def _leg(points: Floats) -> Floats:
    side = _from_axis(_loft("leg"), points, points[:, 1])
    return -implicit.smooth_union(-side, points[:, 1] - figures()["foot"]["shank_end"], 16.0)


def _foot(points: Floats) -> Floats:
    """The foot stands on the floor: hindfoot and midfoot lofted, five rays from metatarsal head to toe tip."""
    foot = figures()["foot"]
    turn = np.radians(foot["toe_out"])
    along = np.array([np.cos(turn), 0.0, np.sin(turn)])
    lateral = np.array([-np.sin(turn), 0.0, np.cos(turn)])
    position = (points - foot["heel"]) @ along
    loft = _loft("foot")
    across = points - loft.centre(position)
    up, side = across[:, 1], across @ lateral
    radius = loft.radius(position, np.degrees(np.arctan2(side, up)))
    body = np.hypot(up, side) - radius
    for end in (loft.span[0] - position, position - loft.span[1]):
        body = -implicit.smooth_union(-body, -end, 14.0)
    lines = [np.array(toe["line"]) for toe in figures()["toe"]]
    rays = [_toe(points, line, toe["radii"]) for line, toe in zip(lines, figures()["toe"], strict=True)]
    # Toes touch: a web between two of them, low down, closes the cleft that would be too narrow for the mesh.
    for one, other in pairwise(lines):
        head, joint, tip = 0.5 * (one + other) + np.array(foot["web_offset"])
        start, end = 0.5 * (head + joint), tip
        rays.append(implicit.capsule(points, start, end, foot["web_radius"], foot["web_radius"]))
    toes = reduce(lambda a, b: implicit.smooth_union(a, b, foot["toe_groove"]), rays)
    body = implicit.smooth_union(body, toes, foot["toe_blend"])
    return -implicit.smooth_union(-body, points[:, 1] - foot["heel"][1], 6.0)


def _toe(points: Floats, line: Floats, radii: list[float]) -> Floats:
    """From the metatarsal head over the middle joint, which is narrow, to the ball of the tip."""
    first, second = (implicit.capsule(points, *line[k : k + 2], *radii[k : k + 2]) for k in (0, 1))
    return implicit.smooth_union(first, second, 3.0)


def _from_axis(loft: Loft, points: Floats, position: Floats) -> Floats:
    """Distance from the axis less the radius, in the horizontal plane; angle 0 anterior, 90 right."""
    centre = loft.centre(position)
    x, z = points[:, 0] - centre[:, 0], points[:, 2] - centre[:, 2]
    result: Floats = np.hypot(x, z) - loft.radius(position, np.degrees(np.arctan2(z, x)))
    return result


@cache
def _loft(part: str) -> Loft:
    rows = sorted((r for r in sections() if r["part"] == part), key=lambda r: float(r["position"]))
    position = np.array([float(r["position"]) for r in rows])
    centre = np.array([[float(r[f"centre_{axis}"]) for axis in "xyz"] for r in rows])
    radii = np.array([section_radii(r) for r in rows])
    if part != "trunk":
        radii = _fewer_waves(radii, figures()["loft"][f"waves_{part}"])
    fine = np.arange(position[0], position[-1] + 0.5, 1.0)
    smooth = figures()["loft"]["along"]
    table = _along(position, radii, fine, smooth)
    centres = _along(position, centre, fine, smooth)
    wrapped = np.concatenate([table[:, -5:], table, table[:, :6]], axis=1)

    def centre_at(p: Floats) -> Floats:
        row = np.clip(p - fine[0], 0, len(fine) - 1)
        return np.stack([ndimage.map_coordinates(c, [row], order=1) for c in centres.T], axis=1)

    def radius_at(p: Floats, degrees: Floats) -> Floats:
        row = np.clip(p - fine[0], 0, len(fine) - 1)
        result: Floats = ndimage.map_coordinates(wrapped, [row, degrees % 360 + 5], order=1)
        return result

    return Loft(centre_at, radius_at, (float(position[0]), float(position[-1])))


def section_radii(row: dict[str, str]) -> Floats:
    """Radii of one row at every full degree, (360,) mm: a periodic cubic through the given ones."""
    given = {int(key[1:]): float(value) for key, value in row.items() if key[0] == "r" and value}
    if max(given) == 180:
        given |= {360 - angle: radius for angle, radius in given.items() if 0 < angle < 180}
    angle = sorted(given)
    radius = [given[a] for a in angle]
    result: Floats = interpolate.CubicSpline([*angle, 360], [*radius, radius[0]], bc_type="periodic")(ANGLES)
    return result


def _fewer_waves(radii: Floats, waves: float) -> Floats:
    """Radii (k, 360) with the angular waves above about `waves` faded out."""
    spectrum = np.fft.rfft(radii, axis=1)
    keep = np.exp(-((np.arange(spectrum.shape[1]) / waves) ** 4))
    return np.fft.irfft(spectrum * keep, n=radii.shape[1], axis=1)


def _along(position: Floats, values: Floats, fine: Floats, smooth: float) -> Floats:
    """Values (k, m) at positions (k,) carried to `fine` (n,): monotone cubic, then a Gaussian of `smooth` mm."""
    even = interpolate.PchipInterpolator(position, values, axis=0)(fine)
    return ndimage.gaussian_filter1d(even, smooth, axis=0, mode="nearest")
