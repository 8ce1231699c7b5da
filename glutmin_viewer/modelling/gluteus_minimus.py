"""The right gluteus minimus, laid over the modelled bones: a fan from the wing of the ilium to the greater trochanter.

The fan has two coordinates: `across` from its front (0) to its hind edge (1), `way` from origin (0) to insertion (1).
For each strip across, bone heights are sounded along the chord from origin to insertion; the deep face follows the
bone within the origin area and is stretched over bone and joint capsule below it, as a taut sheet would be. A thickness
profile gives the superficial face. Each fibre group is a closed mesh of its own.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

import numpy as np
from scipy.interpolate import PchipInterpolator, make_interp_spline
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from glutmin_viewer.core.atlas import Belly
from glutmin_viewer.core.fibres import FREE_SAMPLES, GROUPS, Fibres
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.implicit import signed_distance, smoothstep, sphere
from glutmin_viewer.modelling.part import Part

STRIPS = 46  # across
STATIONS = 72  # along the way
FIBRES = 36
PELVIC_POINTS = 8
FEMORAL_POINTS = 4
OUTSIDE_MM = 70.0  # from where the bone is sounded
CLEARANCE_MM = 0.25


@dataclass(frozen=True, eq=False)
class Muscle:
    """The modelled muscle: its mesh with regions, where each vertex lies in it, and its fibres."""

    part: Part
    belly: Belly
    fibres: Fibres


@dataclass(frozen=True, eq=False)
class _Fan:
    """Deep face of the fan on a grid (STRIPS, STATIONS).

    origin, insertion: (STRIPS, 3). outward: (STRIPS, STATIONS, 3) from radial at the origin to the normal of the facet.
    height: (STRIPS, STATIONS) mm above the chord along `outward`.
    thickness: (STRIPS, STATIONS) mm, before its edges are rounded. leaves, meets: (STRIPS,) shares of the way at which
    the fibres leave the ilium and meet the femur.
    """

    origin: Floats
    insertion: Floats
    outward: Floats
    height: Floats
    thickness: Floats
    leaves: Floats
    meets: Floats

    def place(self, across: Floats, way: Floats, above: Floats) -> Floats:
        """Positions (..., 3) at shares across and along the way, `above` mm over the deep face."""
        strip = across * (STRIPS - 1)
        start, end = _along_first(self.origin, strip), _along_first(self.insertion, strip)
        height = _bilinear(self.height, strip, way * (STATIONS - 1)) + above
        outward = _bilinear(self.outward, strip, way * (STATIONS - 1))
        return start + way[..., None] * (end - start) + height[..., None] * outward

    def thickness_at(self, across: Floats, way: Floats, data: dict) -> Floats:
        """Thickness of the belly in mm: rounded off to its front and hind edge, grooved between the fibre groups."""
        belly = data["belly"]
        full = _bilinear(self.thickness, across * (STRIPS - 1), way * (STATIONS - 1))
        inward = np.clip(np.minimum(across, 1.0 - across) / belly["edge_share"], 0.0, 1.0)
        groove = np.ones_like(across)
        for border in data["groups"]["borders"][1:-1]:
            groove -= (1.0 - belly["groove_share"]) * np.exp(-(((across - border) / 0.018) ** 2))
        rounded = full * np.sqrt(1.0 - (1.0 - inward) ** 2) * groove
        return np.maximum(rounded, np.minimum(full, belly["edge_mm"]))


def gluteus_minimus(hip_bone: Part, femur: Part) -> Muscle:
    """The muscle on these two bones (right side, at ISB neutral)."""
    data = tomllib.loads(resources.files(f"{__package__}.data").joinpath("gluteus_minimus.toml").read_text("utf-8"))
    fan = _fan(hip_bone, femur, data)
    part, belly = _belly(fan, data)
    return Muscle(part, belly, _fibres(fan, hip_bone, data))


def _fan(hip_bone: Part, femur: Part, data: dict) -> _Fan:
    centre = hip_bone.landmarks["hip_joint_centre"]
    across = np.linspace(0.0, 1.0, STRIPS)
    origin = _on_curve(data["origin"]["upper"], across)
    leaves_bone = _on_curve(data["origin"]["lower"], across)
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
    points = origin[:, None] + way[None, :, None] * chord[:, None]
    bone = _sound(points, outward, [hip_bone.mesh, femur.mesh], centre, data["joint"]["capsule_radius_mm"])
    iliac = _sound(points, outward, [hip_bone.mesh], centre, 0.0)
    femoral = _sound(points, outward, [femur.mesh], centre, 0.0)
    lower = np.einsum("ij,ij->i", leaves_bone - origin, chord) / length[:, 0] ** 2
    height, leaves, meets = np.empty_like(bone), np.empty(STRIPS), np.empty(STRIPS)
    for i in range(STRIPS):
        height[i], leaves[i], meets[i] = _taut(way, bone[i], iliac[i], femoral[i], float(lower[i]))
    height = np.maximum(gaussian_filter(height, (1.6, 1.2)), bone + CLEARANCE_MM)
    thickness = _thickness(way, height, data["belly"])
    return _Fan(
        origin, insertion, outward, height, thickness, gaussian_filter1d(leaves, 3.0), gaussian_filter1d(meets, 3.0)
    )


def _on_curve(points: list[list[float]], share: Floats) -> Floats:
    """Points at shares of the length of a smooth curve through `points`."""
    knots = np.array(points)
    steps = np.concatenate([[0.0], np.linalg.norm(np.diff(knots, axis=0), axis=1).cumsum()])
    return np.asarray(make_interp_spline(steps / steps[-1], knots, k=3)(share))


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
    points = centre + (across[:, None] - 0.5) * data["width_mm"] * behind + (low + (high - low) * across)[:, None] * up
    # The footprint is on the bone itself, not on the mean plane of the facet.
    for _ in range(8):
        points -= signed_distance(femur.mesh, points)[:, None] * normal
    return points, normal


def _sound(points: Floats, outward: Floats, bones: list[Mesh], centre: Floats, capsule_mm: float) -> Floats:
    """Height (mm along `outward`) of the outermost bone or capsule over points (i, j, 3); -OUTSIDE_MM where none is."""
    height = np.full(points.shape[:2], OUTSIDE_MM)
    going = np.ones(height.shape, dtype=bool)
    for _ in range(60):
        at = (points + height[..., None] * outward)[going]
        distance = np.min([signed_distance(bone, at) for bone in bones], axis=0)
        if capsule_mm:
            distance = np.minimum(distance, sphere(at, centre, capsule_mm))
        height[going] -= np.maximum(distance, 0.02)
        still = np.zeros_like(going)
        still[going] = distance > 0.05
        going = still & (height > -OUTSIDE_MM)
        if not going.any():
            break
    return np.maximum(height, -OUTSIDE_MM)


def _taut(way: Floats, bone: Floats, iliac: Floats, femoral: Floats, lower: float) -> tuple[Floats, float, float]:
    """Height of the deep face of one strip, and the shares of the way where it leaves the ilium and meets the femur.

    On the bone down to the inferior gluteal line (`lower`), then a string stretched over what lies below, to height 0
    at the insertion.
    """
    attached = way <= lower
    start = int(np.flatnonzero(attached)[-1])
    height = np.maximum(bone, -12.0)
    tail = np.concatenate([bone[start:-1], [0.0]])
    knots = start + _upper_hull(way[start:], tail)
    height[start:] = np.interp(way[start:], way[knots], tail[knots - start])
    touching = tail[knots - start]
    on_ilium = knots[:-1][np.abs(touching - iliac[knots])[:-1] < 0.5]
    on_femur = knots[np.abs(touching - femoral[knots]) < 0.5]
    leaves = float(way[on_ilium[-1]]) if len(on_ilium) else lower
    return height, leaves, float(way[on_femur[0]]) if len(on_femur) else 1.0


def _upper_hull(x: Floats, y: Floats) -> np.ndarray:
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


def _thickness(way: Floats, height: Floats, belly: dict) -> Floats:
    """Thickness of the belly, (STRIPS, STATIONS) mm: the profile, and more where the bone is hollow under it.

    The superficial face of a belly under tension does not dip into the hollow of the ilium: it bridges it.
    """
    station, mm = np.array(belly["profile"]).T
    profile = PchipInterpolator(station, mm)(way)
    bridged = np.empty_like(height)
    for i, deep in enumerate(height):
        face = deep + profile
        knots = _upper_hull(way, face)
        bridged[i] = np.interp(way, way[knots], face[knots]) - deep
    start, end = belly["bridging_ends"]
    share = belly["bridging"] * np.clip((end - way) / (end - start), 0.0, 1.0)  # the tendon hugs what is under it
    full = profile + share * (np.minimum(bridged, belly["thickest_mm"]) - profile).clip(0.0)
    face = gaussian_filter(height + full, (2.0, 3.0), mode="nearest")
    inside = np.clip(np.minimum(way, 1.0 - way) / belly["end_share"], 0.0, 1.0)  # both ends taper as the profile says
    return np.asarray(profile + inside * (np.maximum(face - height, 0.5 * profile) - profile))


def _belly(fan: _Fan, data: dict) -> tuple[Part, Belly]:
    """Each fibre group as a closed tube: a ring round deep and superficial face at every station, both ends capped."""
    borders, tendon = data["groups"]["borders"], data["belly"]["tendon"]
    vertices, faces, across_all, way_all, group_all = [], [], [], [], []
    way = np.linspace(0.0, 1.0, STATIONS)
    for index in range(len(GROUPS)):
        low, high = borders[index], borders[index + 1]
        n = max(8, round((high - low) * STRIPS)) + 1
        across = np.linspace(low, high, n)
        ring = np.concatenate([across, across[::-1]])
        superficial = np.concatenate([np.zeros(n), np.ones(n)])
        u, t = np.meshgrid(ring, way, indexing="xy")
        above = fan.thickness_at(u, t, data) * superficial
        points = fan.place(u, t, above)
        count = sum(len(v) for v in vertices)
        vertices.append(points.reshape(-1, 3))
        faces.append(_capped_tube(STATIONS, 2 * n) + count)
        across_all.append(u.ravel())
        way_all.append(t.ravel())
        group_all.append(np.full(u.size, index, dtype=np.int32))
    u, t = np.concatenate(across_all), np.concatenate(way_all)
    mesh = Mesh(np.round(np.concatenate(vertices), 4), np.concatenate(faces).astype(np.int32))
    group = np.concatenate(group_all)
    strips = np.linspace(0.0, 1.0, STRIPS)
    leaves, meets = np.interp(u, strips, fan.leaves), np.interp(u, strips, fan.meets)
    along = (
        np.clip(t / leaves, 0.0, 1.0) * (PELVIC_POINTS - 1)
        + np.clip((t - leaves) / (meets - leaves), 0.0, 1.0) * FREE_SAMPLES
        + np.clip((t - meets) / (1.0 - meets), 0.0, 1.0) * (FEMORAL_POINTS - 1)
    )
    share = smoothstep((t - tendon[0]) / (tendon[1] - tendon[0]))
    belly = Belly(u * (FIBRES - 1), along, share, group)
    regions = {name: np.flatnonzero(group == i).astype(np.int32) for i, name in enumerate(GROUPS)}
    return Part(mesh, regions), belly


def _capped_tube(rings: int, n: int) -> np.ndarray:
    """Faces of a tube of `rings` rings of n vertices whose two flat ends are closed across, outward."""
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(n), indexing="ij")
    a, b = i * n + j, i * n + (j + 1) % n
    c, d = a + n, b + n
    wall = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([b, d, c], -1).reshape(-1, 3)])
    k = np.arange(n // 2 - 1)
    left, right = np.stack([k, n - 1 - k, k + 1], 1), np.stack([k + 1, n - 1 - k, n - 2 - k], 1)
    cap = np.concatenate([left, right])
    return np.concatenate([wall, cap, cap[:, ::-1] + (rings - 1) * n])[:, ::-1]


def _fibres(fan: _Fan, hip_bone: Part, data: dict) -> Fibres:
    """Fibres through the middle of the belly; they arise in turn from the upper, middle and lower part of the area."""
    across = np.linspace(0.0, 1.0, FIBRES)
    strips = np.linspace(0.0, 1.0, STRIPS)
    leaves, meets = np.interp(across, strips, fan.leaves), np.interp(across, strips, fan.meets)
    arises = leaves * np.array([0.15, 0.45, 0.75])[np.arange(FIBRES) % 3]

    def path(start: Floats, end: Floats, depth: Floats) -> Floats:
        """(FIBRES, points, 3) between two shares of the way, at shares of the belly's thickness over its deep face."""
        way = start[:, None] + np.linspace(0.0, 1.0, len(depth)) * (end - start)[:, None]
        u = np.broadcast_to(across[:, None], way.shape)
        return fan.place(u, way, depth * fan.thickness_at(u, way, data))

    # From the bone to the middle of the belly, and back to the bone at the insertion.
    pelvic_path = path(arises, leaves, 0.5 * np.linspace(0.0, 1.0, PELVIC_POINTS) ** 0.7)
    femoral_path = path(meets, np.ones(FIBRES), 0.5 * np.linspace(1.0, 0.0, FEMORAL_POINTS))
    centre = hip_bone.landmarks["hip_joint_centre"]
    reach = np.minimum(
        np.linalg.norm(pelvic_path[:, -1] - centre, axis=1), np.linalg.norm(femoral_path[:, 0] - centre, axis=1)
    )
    radius = np.minimum(data["joint"]["fibre_radius_mm"], 0.97 * reach)
    group = np.digitize(across, data["groups"]["borders"][1:-1]).astype(np.int32)
    return Fibres("right", pelvic_path, femoral_path, group, radius)


def _along_first(table: Floats, position: Floats) -> Floats:
    low = np.clip(position.astype(int), 0, len(table) - 2)
    weight = (position - low)[..., None]
    result: Floats = table[low] * (1 - weight) + table[low + 1] * weight
    return result


def _bilinear(table: Floats, row: Floats, column: Floats) -> Floats:
    """Values of a table (r, c) or (r, c, 3) between its nodes."""
    i, j = np.clip(row.astype(int), 0, table.shape[0] - 2), np.clip(column.astype(int), 0, table.shape[1] - 2)
    a, b = row - i, column - j
    if table.ndim == 3:
        a, b = a[..., None], b[..., None]
    result: Floats = (1 - a) * ((1 - b) * table[i, j] + b * table[i, j + 1]) + a * (
        (1 - b) * table[i + 1, j] + b * table[i + 1, j + 1]
    )
    return result
