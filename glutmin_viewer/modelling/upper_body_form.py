"""The forms of the schematic upper body as signed distances (mm, negative inside), from data/upper_body.toml.

Every function takes points (n, 3) of the pelvis frame. Torso and head are even in z; arm, forearm and hand are right.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling import skin_form
from glutmin_viewer.modelling.implicit import capsule, smooth_union, smoothstep, sphere
from glutmin_viewer.modelling.solids import ellipse, profile, round_cone, smooth_intersection, unit

Table = dict[str, Any]


@cache
def figures() -> Table:
    """The table upper_body.toml."""
    return tomllib.loads((files(__package__) / "data" / "upper_body.toml").read_text(encoding="utf-8"))


def joint(name: str) -> Floats:
    """Where a joint (or the wrist, or the fingertip) is at rest, (3,) mm."""
    return np.array(figures()["joints"][name])


def torso(points: Floats) -> Floats:
    """Open below: its lower edge is a matter of the mesh."""
    points = points * (1.0, 1.0, 0.0) + np.abs(points) * (0.0, 0.0, 1.0)
    thorax = figures()["thorax"]
    trunk = smooth_intersection(_thorax(points), points[:, 1] - thorax["top"], thorax["top_edge"])
    body = smooth_union(trunk, _yoke(points), figures()["yoke"]["blend"])
    for rod in figures()["torso_rod"]:
        body = smooth_union(body, _rod(points, rod), rod["blend"])
    for relief in figures()["torso_relief"]:
        away = np.min([capsule(points, a, b, 0.0, 0.0) for a, b in pairwise(np.array(relief["line"]))], axis=0)
        body = body - relief["height"] * np.exp(-0.5 * (away / relief["width"]) ** 2)
    yoke = figures()["yoke"]
    end = smooth_union(
        points[:, 2] - yoke["ends_at"], sphere(points, joint("shoulder"), yoke["ball"]), yoke["end_blend"]
    )
    return smooth_intersection(body, end, yoke["end_blend"])


def waist_outline(angles_deg: Floats) -> Floats:
    """Radii (n,) of the skin's outline about the waist's centre, just under where the skin rounds off to its cap.

    Angles: 0 anterior, 90 lateral, in 0..180.
    """
    result: Floats = np.interp(angles_deg, *_measured_waist())
    return result


@cache
def _measured_waist() -> tuple[Floats, Floats]:
    """Angles at every degree and the radii there, by bisection."""
    cap = skin_form.figures()["waist"]
    angles = np.arange(181.0)
    turn = np.radians(angles)
    rays = np.stack([np.cos(turn), np.zeros(len(turn)), np.sin(turn)], axis=1)
    centre = np.array([figures()["waist"]["centre_x"], cap["height"] - cap["rounding"], 0.0])
    low, high = np.full(len(turn), 50.0), np.full(len(turn), 250.0)
    for _ in range(24):
        middle = 0.5 * (low + high)
        outside = skin_form.distance(centre + middle[:, None] * rays) > 0.0
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return angles, np.round(high, 4)


def _thorax(points: Floats) -> Floats:
    """Horizontal sections: the skin's own at the waist, ovals with a flattened back above it."""
    waist, table = figures()["waist"], figures()["thorax"]
    x, y, z = points.T
    columns = ("half_width", "front", "back", "square_front", "square_back")
    half_width, front, back, square_front, square_back = profile(table, "y", y, *columns)
    free = smoothstep((y - waist["follows_skin_to"]) / (waist["free_from"] - waist["follows_skin_to"]))
    middle = (1.0 - free) * waist["centre_x"] + free * 0.5 * (front + back)
    angle = np.arctan2(z, x - middle)
    reach = np.where(np.cos(angle) > 0.0, front - middle, middle - back)
    square = np.where(np.cos(angle) > 0.0, square_front, square_back)
    oval = ((np.abs(np.cos(angle)) / reach) ** square + (np.sin(angle) / half_width) ** square) ** (-1.0 / square)
    skin = waist_outline(np.degrees(angle)) + waist["outset"]
    result: Floats = np.hypot(x - middle, z) - ((1.0 - free) * skin + free * oval)
    return result


def _yoke(points: Floats) -> Floats:
    """The shoulder girdle: upright sections along z, ending in a ball that the upper arm turns about."""
    table = figures()["yoke"]
    columns = ("centre_x", "centre_y", "half_depth", "half_height")
    x, y, depth, height = profile(table, "z", points[:, 2], *columns)
    side = ellipse(points[:, 0] - x, points[:, 1] - y, depth, height)
    shoulder = joint("shoulder")
    girdle = np.maximum(side, points[:, 2] - shoulder[2])
    result: Floats = np.minimum(girdle, sphere(points, shoulder, table["ball"]))
    return result


def head(points: Floats) -> Floats:
    table = figures()["head"]
    lean = np.radians(table["cranium_lean_deg"])
    offset = points - np.array(table["cranium"])
    along = offset[:, 0] * np.cos(lean) + offset[:, 1] * np.sin(lean)
    up = offset[:, 1] * np.cos(lean) - offset[:, 0] * np.sin(lean)
    body = _ellipsoid(np.stack([along, up, offset[:, 2]], axis=1), np.array(table["cranium_half"]))
    for rod in figures()["head_rod"]:
        body = smooth_union(body, _rod(points, rod), rod["blend"])
    return body


def _ellipsoid(offset: Floats, half: Floats) -> Floats:
    q, slope = np.linalg.norm(offset / half, axis=1), np.linalg.norm(offset / half**2, axis=1)
    result: Floats = np.where(q > 1e-3, q * (q - 1.0) / np.maximum(slope, 1e-9), -half.min())
    return result


def _rod(points: Floats, rod: Table) -> Floats:
    """A tapered rod with round ends, widened sideways by its factor `wide`."""
    scale = np.array([1.0, 1.0, 1.0 / rod.get("wide", 1.0)])
    return round_cone(points * scale, np.array(rod["start"]) * scale, np.array(rod["end"]) * scale, *rod["radius"])


def upper_arm(points: Floats) -> Floats:
    shoulder, elbow = joint("shoulder"), joint("elbow")
    return _limb(points, figures()["upper_arm"], shoulder, elbow)


def forearm(points: Floats) -> Floats:
    """Forearm and mitten hand, the palm towards the thigh and the thumb in front."""
    wrist, hand = joint("wrist"), figures()["hand"]
    body = _limb(points, figures()["forearm"], joint("elbow"), wrist)
    body = smooth_union(body, _palm(points), hand["blend"])
    local = _frame(points, wrist, joint("fingertip"))
    for rod in figures()["thumb"]:
        body = smooth_union(body, _rod(local, rod), rod["blend"])
    return body


def _palm(points: Floats) -> Floats:
    hand = figures()["hand"]
    x, along, z = _frame(points, joint("wrist"), joint("fingertip")).T
    columns = ("half_breadth", "half_thickness", "palmward", "arch", "forward")
    breadth, thickness, palmward, arch, forward = profile(hand, "along", along, *columns)
    across = x - forward
    share = np.clip(across / breadth, -1.2, 1.2)
    away = z + palmward + arch * share**2
    depth, width = hand["finger_groove"]
    first, full = hand["finger_start"]
    grooves = sum(np.exp(-(((share - place) / width) ** 2)) for place in hand["fingers"])
    thickness = thickness * (1.0 - depth * grooves * smoothstep((along - first) / (full - first)))
    p = hand["square"]
    q = (np.abs(across / breadth) ** p + np.abs(away / thickness) ** p + 1e-12) ** (1.0 / p)
    side = (q - 1.0) * np.hypot(across, away) / np.maximum(q, 1e-3)
    tip = hand["length"] - np.where(share > 0.0, hand["shorter"][1], hand["shorter"][0]) * share**2
    return smooth_intersection(side, np.maximum(along - tip, hand["along"][0] - along), hand["tip_edge"])


def _limb(points: Floats, table: Table, start: Floats, end: Floats) -> Floats:
    """Ovals with four half widths along the axis, a ball about either end."""
    x, along, z = _frame(points, start, end).T
    lateral, medial, anterior, posterior = profile(table, "along", along, "lateral", "medial", "anterior", "posterior")
    side = ellipse(x, z, np.where(x > 0.0, anterior, posterior), np.where(z > 0.0, lateral, medial))
    length = float(np.linalg.norm(end - start))
    body: Floats = np.maximum(side, np.maximum(-along, along - length))
    for centre, radius in zip((start, end), table["balls"], strict=True):
        body = np.minimum(body, sphere(points, centre, radius))
    return body


def _frame(points: Floats, start: Floats, end: Floats) -> Floats:
    """Points in a limb's own axes: forward, from its start towards its end, and outward."""
    down = unit(end - start)
    forward = unit(np.array([1.0, 0.0, 0.0]) - down[0] * down)
    outward = np.cross(down, forward)
    if outward[2] < 0.0:
        outward = -outward
    result: Floats = (points - start) @ np.stack([forward, down, outward], axis=1)
    return result
