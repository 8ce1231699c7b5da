"""The body's outer form from waist to soles as one signed distance: lofted trunk, leg and foot, blended."""

from __future__ import annotations

import tomllib
from functools import cache, reduce
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.implicit import in_box, smoothstep
from glutmin_viewer.modelling.skin_sections import loft
from glutmin_viewer.modelling.surface_nets import onto_surface

DATA = files("glutmin_viewer.modelling") / "data"


@cache
def figures() -> dict[str, Any]:
    """The table skin.toml."""
    return tomllib.loads((DATA / "skin.toml").read_text(encoding="utf-8"))


def distance(points: Floats) -> Floats:
    """Signed distance to the skin, about 1 mm per mm near it; points (n, 3) on either side of the body."""
    body, right = plain_distance(points), points * [1.0, 1.0, 0.0] + np.abs(points) * [0.0, 0.0, 1.0]
    for line, width, height in _reliefs():
        body -= _relief(right, line, width, height)
    return body


def plain_distance(points: Floats) -> Floats:
    """As `distance`, without the reliefs."""
    points = _folded(points)
    gap = figures()["between_thighs"]
    slit = np.maximum(points[:, 2] - gap["half_gap"], points[:, 1] - gap["crotch"])
    body = implicit.smooth_difference(_body(points), slit, gap["rounding"])
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
    """Points on the right side; the furrow where the halves meet is rounded, less in the cleft and at the crotch."""
    midline = figures()["midline"]
    x, y, z = points.T
    down = smoothstep((midline["upper"] - y) / (midline["upper"] - midline["lower"]))
    behind = smoothstep((midline["front"] - x) / (midline["front"] - midline["back"]))
    crotch = smoothstep((midline["lower"] - y) / (midline["lower"] - midline["crotch"]))
    narrow = np.maximum(down * behind, crotch)
    return np.stack([x, y, np.hypot(z, midline["wide"] + (midline["narrow"] - midline["wide"]) * narrow)], axis=1)


def _body(points: Floats) -> Floats:
    """Trunk and leg without the foot: a flat top at the waist, a round end in the ankle."""
    waist, y = figures()["waist"], points[:, 1]
    body = loft("limb").distance(y, points[:, 0], points[:, 2])
    body = -implicit.smooth_union(-body, waist["height"] - y, waist["rounding"])
    return -implicit.smooth_union(-body, y - figures()["foot"]["shank_end"], 16.0)


def _foot(points: Floats) -> Floats:
    """The foot stands on the floor: hindfoot and midfoot lofted, five rays from metatarsal head to toe tip."""
    foot = figures()["foot"]
    turn = np.radians(foot["toe_out"])
    along = np.array([np.cos(turn), 0.0, np.sin(turn)])
    lateral = np.array([-np.sin(turn), 0.0, np.cos(turn)])
    offset = points - foot["heel"]
    position, rows = offset @ along, loft("foot")
    body = rows.distance(position, offset[:, 1], offset @ lateral)
    for end in (rows.first - position, position - rows.last):
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
