"""The right gluteus minimus, laid over the modelled bones: a fan from the wing of the ilium to the greater trochanter.

For each strip across, bone heights are sounded along the chord from origin to insertion; the deep face follows the
bone within the origin area and is stretched over bone and joint capsule below it, as a taut sheet would be. A thickness
profile gives the superficial face.
"""

from __future__ import annotations

import tomllib
from importlib import resources

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.fan import Borders, Fan, Muscle, muscle_of
from glutmin_viewer.modelling.implicit import signed_distance, smoothstep
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.proportions import AVERAGE, Proportions
from glutmin_viewer.modelling.taut import bridged_thickness, on_curve, sound, upper_hull

STRIPS = 46  # across
STATIONS = 66  # along the way
FIBRES = 66
CLEARANCE_MM = 0.25


def gluteus_minimus(hip_bone: Part, femur: Part, person: Proportions = AVERAGE) -> Muscle:
    """The muscle on these two bones (right side, at ISB neutral) of a person."""
    data = tomllib.loads(resources.files(f"{__package__}.data").joinpath("gluteus_minimus.toml").read_text("utf-8"))
    for line in ("upper", "lower"):
        data["origin"][line] = person.with_pelvis(np.array(data["origin"][line]))
    fan = _fan(hip_bone, femur, data)
    centre = hip_bone.landmarks["hip_joint_centre"]
    return muscle_of(fan, data["belly"]["tendon"], centre, data["joint"]["fibre_radius_mm"])


def _fan(hip_bone: Part, femur: Part, data: dict) -> Fan:
    centre = hip_bone.landmarks["hip_joint_centre"]
    across = np.linspace(0.0, 1.0, STRIPS)
    origin = on_curve(data["origin"]["upper"], across)
    leaves_bone = on_curve(data["origin"]["lower"], across)
    insertion, facet_normal = _footprint(femur, data["insertion"], across)
    chord = insertion - origin
    length = np.linalg.norm(chord, axis=1, keepdims=True)
    outward = 0.5 * (origin + insertion) - centre
    outward -= np.einsum("ij,ij->i", outward, chord)[:, None] / length**2 * chord
    outward = gaussian_filter1d(outward / np.linalg.norm(outward, axis=1, keepdims=True), 2.0, axis=0)
    way = np.linspace(0.0, 1.0, STATIONS)
    turn = smoothstep((way - data["insertion"]["turns_from"]) / (1.0 - data["insertion"]["turns_from"]))[None, :, None]
    outward = outward[:, None] * (1.0 - turn) + facet_normal * turn
    outward /= np.linalg.norm(outward, axis=2, keepdims=True)
    points = origin[:, None] + way[None, :, None] * chord[:, None] + _forward(across, way, chord, data["course"])
    bone = sound(points, outward, [hip_bone.mesh, femur.mesh], (centre, data["joint"]["capsule_radius_mm"]))
    iliac = sound(points, outward, [hip_bone.mesh])
    femoral = sound(points, outward, [femur.mesh])
    lower = np.einsum("ij,ij->i", leaves_bone - origin, chord) / length[:, 0] ** 2
    height, leaves, meets = np.empty_like(bone), np.empty(STRIPS), np.empty(STRIPS)
    for i in range(STRIPS):
        height[i], leaves[i], meets[i] = _taut(way, bone[i], iliac[i], femoral[i], float(lower[i]))
    height = np.maximum(gaussian_filter(height, (1.6, 1.2)), bone + CLEARANCE_MM)
    belly, groups = data["belly"], data["groups"]
    return Fan(
        points,
        outward,
        height,
        bridged_thickness(way, height, belly),
        gaussian_filter1d(leaves, 3.0),
        gaussian_filter1d(meets, 3.0),
        Borders(
            belly["edge_mm"],
            belly["edge_share"],
            group_borders=groups["borders"],
            group_names=GROUPS,
            groove_share=belly["groove_share"],
        ),
        FIBRES,
    )


def _forward(across: Floats, way: Floats, chord: Floats, data: dict) -> Floats:
    """How far, (STRIPS, STATIONS, 3) mm, fibres are drawn forward of the straight line from origin to insertion."""
    along = chord / np.linalg.norm(chord, axis=1, keepdims=True)
    ahead = np.array([1.0, 0.0, 0.0]) - along[:, :1] * along
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    amount = data["forward_mm"] * smoothstep((across - data["forward_from"]) / (1.0 - data["forward_from"]))
    bow = np.sin(np.pi * way ** data["forward_skew"]) ** 2
    result: Floats = (amount[:, None] * bow)[..., None] * ahead[:, None]
    return result


def _footprint(femur: Part, data: dict, across: Floats) -> tuple[Floats, Floats]:
    """Where the strips end on the anterior facet, (STRIPS, 3), and the normal of the facet, (3,)."""
    facet = femur.mesh.vertices[femur.regions["anterior_facet"]]
    centre = facet.mean(axis=0)
    normal = np.linalg.svd(facet - centre)[2][2]
    normal *= np.sign(normal[0])  # the facet looks forward
    up = np.array([0.0, 1.0, 0.0]) - normal[1] * normal
    up /= np.linalg.norm(up)
    behind = np.cross(normal, up)
    behind *= -np.sign(behind[0])
    low, high = data["height_mm"]
    height = low + (high - low) * across - 4.0 * across * (1.0 - across) * data["end_bow_mm"]
    points = centre + (across[:, None] - 0.5) * data["width_mm"] * behind + height[:, None] * up
    # The footprint is on the bone itself, not on the mean plane of the facet.
    for _ in range(8):
        points -= signed_distance(femur.mesh, points)[:, None] * normal
    return points, normal


def _taut(way: Floats, bone: Floats, iliac: Floats, femoral: Floats, lower: float) -> tuple[Floats, float, float]:
    """Height of the deep face of one strip, and the shares of the way where it leaves the ilium and meets the femur.

    On the bone down to the inferior gluteal line (`lower`), then a string stretched over what lies below, to height 0
    at the insertion.
    """
    attached = way <= lower
    start = int(np.flatnonzero(attached)[-1])
    height = np.maximum(bone, -12.0)
    tail = np.concatenate([bone[start:-1], [0.0]])
    knots = start + upper_hull(way[start:], tail)
    height[start:] = np.interp(way[start:], way[knots], tail[knots - start])
    touching = tail[knots - start]
    on_ilium = knots[:-1][np.abs(touching - iliac[knots])[:-1] < 0.5]
    on_femur = knots[np.abs(touching - femoral[knots]) < 0.5]
    leaves = float(way[on_ilium[-1]]) if len(on_ilium) else lower
    return height, leaves, float(way[on_femur[0]]) if len(on_femur) else 1.0
