"""A muscle as a fan: fibres side by side from an origin to an insertion, and from that its mesh and its fibre paths.

The fan has two coordinates: `across` from its front (0) to its hind edge (1), `way` from origin (0) to insertion (1).
On a grid of strips and stations it holds a base, the direction outward from it, the height of the deep face over the
base, and the thickness of the belly over that. Each fibre group becomes a closed mesh of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from glutmin_viewer.core.atlas import Belly, Flesh
from glutmin_viewer.core.fibres import FREE_SAMPLES, GROUPS, Fibres
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.topology import edge_faces, fold_angles_deg, neighbour_average

FIBRES = 36  # of most muscles
PELVIC_POINTS = 8
FEMORAL_POINTS = 4
SEAM_MM = 0.12  # half of the gap between two fibre groups
CORNER_MM = 0.7  # cut off where two fibre groups meet at a face
SHARPEST_DEG = 105.0  # between the normals of neighbouring faces
EASING_ROUNDS = 80


@dataclass(frozen=True, eq=False)
class Muscle:
    """The modelled muscle: its mesh with regions, where each vertex lies in it, and its fibres."""

    part: Part
    belly: Belly
    fibres: Fibres


@dataclass(frozen=True)
class Borders:
    """How the belly ends to its sides, and the fibre groups it is divided into.

    edge_mm: thickness of the front and hind edge. edge_share: share of the breadth over which they round off.
    sunk: share of the thickness that lies below the height of the fan: 0 flat below, 0.5 a spindle.
    crowded: how far the vertices crowd towards the edges, 0 evenly spread to 1.
    group_borders: shares across, one more than group_names, in order. groove_share: thickness at the
    border of two groups, as a share of the full one.
    """

    edge_mm: float
    edge_share: float
    sunk: float = 0.0
    crowded: float = 0.0
    group_borders: Sequence[float] = (0.0, 1.0)
    group_names: Sequence[str] = ("middle",)
    groove_share: float = 1.0


@dataclass(frozen=True, eq=False)
class Fan:
    """The deep face of a fan on a grid of (strips, stations), and the thickness over it.

    base, outward: (strips, stations, 3), outward of unit length. height, thickness: (strips, stations) mm, thickness
    before its edges are rounded. leaves, meets: (strips,) shares of the way at which the fibres leave the pelvis and
    meet the femur. fibres: how many there are.
    """

    base: Floats
    outward: Floats
    height: Floats
    thickness: Floats
    leaves: Floats
    meets: Floats
    borders: Borders = field(default_factory=lambda: Borders(0.7, 0.16))
    fibres: int = FIBRES

    def place(self, across: Floats, way: Floats, above: Floats) -> Floats:
        """Positions (..., 3) at shares across and along the way, `above` shares of the thickness over the deep face."""
        row, column = self._nodes(across, way)
        lift = (above - self.borders.sunk) * self.thickness_at(across, way)
        height = bilinear(self.height, row, column) + lift
        return bilinear(self.base, row, column) + height[..., None] * bilinear(self.outward, row, column)

    def thickness_at(self, across: Floats, way: Floats) -> Floats:
        """Thickness of the belly in mm: rounded off to its front and hind edge, grooved between the fibre groups."""
        borders = self.borders
        full = bilinear(self.thickness, *self._nodes(across, way))
        inward = np.clip(np.minimum(across, 1.0 - across) / borders.edge_share, 0.0, 1.0)
        groove = np.ones_like(across)
        for border in borders.group_borders[1:-1]:
            groove -= (1.0 - borders.groove_share) * np.exp(-(((across - border) / 0.018) ** 2))
        rounded = full * np.sqrt(1.0 - (1.0 - inward) ** 2) * groove
        return np.maximum(rounded, np.minimum(full, borders.edge_mm))

    def breadth_mm(self, across: float, way: Floats) -> Floats:
        """How many mm the whole share across measures at one place across and shares of the way, (n,)."""
        step = 0.02
        low, high = max(across - step, 0.0), min(across + step, 1.0)
        ends = [self.place(np.full_like(way, u), way, np.full_like(way, 0.5)) for u in (low, high)]
        return np.linalg.norm(ends[1] - ends[0], axis=1) / (high - low)

    def bounds(self, across: Floats) -> tuple[Floats, Floats]:
        """Shares of the way at which the fibres at `across` leave the pelvis and meet the femur."""
        strips = np.linspace(0.0, 1.0, len(self.leaves))
        return np.interp(across, strips, self.leaves), np.interp(across, strips, self.meets)

    def _nodes(self, across: Floats, way: Floats) -> tuple[Floats, Floats]:
        strips, stations = self.height.shape
        return across * (strips - 1), way * (stations - 1)


def muscle_of(fan: Fan, tendon: tuple[float, float], centre: Floats, wrap_mm: float, **fibre_choices) -> Muscle:
    """Mesh and fibres of a fan; see `fan_belly` and `fan_fibres`."""
    fibres = fan_fibres(fan, centre, wrap_mm, **fibre_choices)
    part, belly = fan_belly(fan, tendon, fibres.femoral_path.shape[1])
    return Muscle(part, belly, fibres)


def fan_belly(fan: Fan, tendon: tuple[float, float], femoral_points: int = FEMORAL_POINTS) -> tuple[Part, Belly]:
    """Each fibre group as a closed tube: a ring round deep and superficial face at every station, both ends rounded.

    tendon: shares of the way over which muscle turns to tendon.
    """
    strips, stations = fan.height.shape
    borders = fan.borders
    way = np.linspace(0.0, 1.0, stations)
    vertices, faces, across_all, way_all, group_all = [], [], [], [], []
    for index, name in enumerate(borders.group_names):
        low, high = borders.group_borders[index], borders.group_borders[index + 1]
        n = max(8, round((high - low) * strips)) + 1
        points, across = _tube(fan, way, low, high, n)
        ends = [_end_row(points[0], points[1]), _end_row(points[-1], points[-2])]
        half = across.shape[1] // 2
        count = sum(len(v) for v in vertices)
        vertices += [points.reshape(-1, 3), *ends]
        faces.append(_closed_tube(stations, 2 * half) + count)
        across_all += [across.ravel(), across[0, :half], across[-1, :half]]
        way_all += [np.repeat(way, 2 * half), np.zeros(half), np.ones(half)]
        group_all.append(np.full(across.size + 2 * half, GROUPS.index(name), dtype=np.int32))
    u, t = np.clip(np.concatenate(across_all), 0.0, 1.0), np.concatenate(way_all)
    mesh = _eased(Mesh(np.concatenate(vertices), np.concatenate(faces).astype(np.int32)))
    group = np.concatenate(group_all)
    leaves, meets = fan.bounds(u)
    along = (
        np.clip(t / leaves, 0.0, 1.0) * (PELVIC_POINTS - 1)
        + np.clip((t - leaves) / (meets - leaves), 0.0, 1.0) * FREE_SAMPLES
        + np.clip((t - meets) / (1.0 - meets), 0.0, 1.0) * (femoral_points - 1)
    )
    share = smoothstep((t - tendon[0]) / (tendon[1] - tendon[0]))
    rests = fan.place(u, t, np.full_like(u, borders.sunk))
    outward = bilinear(fan.outward, *fan._nodes(u, t))
    lift = np.einsum("ij,ij->i", mesh.vertices - rests, outward)[:, None] * outward
    flesh = Flesh(lift, _fleshy(fan, tendon, femoral_points))
    belly = Belly(u * (fan.fibres - 1), along, share, group, flesh)
    parts = {name: group == GROUPS.index(name) for name in borders.group_names}
    parts |= {"belly": share < 0.5, "tendon": share >= 0.5}
    regions = {name: np.flatnonzero(part).astype(np.int32) for name, part in parts.items() if part.any()}
    return Part(mesh, regions), belly


def _fleshy(fan: Fan, tendon: tuple[float, float], femoral_points: int) -> Floats:
    """Thickness of the flesh (fibres - 1, samples - 1) in mm, between neighbouring fibres and samples of curves."""
    across = (np.arange(fan.fibres - 1) + 0.5) / (fan.fibres - 1)
    leaves, meets = (bound[:, None] for bound in fan.bounds(across))

    def within(start: Floats | float, end: Floats | float, pieces: int) -> Floats:
        return start + (np.arange(pieces) + 0.5) / pieces * (end - start)

    parts = (
        within(0.0, leaves, PELVIC_POINTS - 1),
        within(leaves, meets, FREE_SAMPLES),
        within(meets, 1.0, femoral_points - 1),
    )
    way = np.concatenate(parts, axis=1)
    share = smoothstep((way - tendon[0]) / (tendon[1] - tendon[0]))
    return fan.thickness_at(np.broadcast_to(across[:, None], way.shape), way) * (1.0 - share)


def _tube(fan: Fan, way: Floats, low: float, high: float, n: int) -> tuple[Floats, Floats]:
    """Rings of one fibre group from `low` to `high` across: positions (stations, 2 n + 4, 3) and shares across.

    A ring runs along the deep face (n vertices), up the hind side (2), back along the superficial face, and down the
    front side. The muscle's own edges bulge to a rim; the sides towards a neighbouring group are walls whose corners
    are cut off and which keep `SEAM_MM` from the neighbour's, so that groups touch nowhere.
    """
    borders = fan.borders
    spread = np.linspace(0.0, 1.0, n)
    crowded = 0.5 - 0.5 * np.cos(np.pi * spread)
    share = (1.0 - borders.crowded) * spread + borders.crowded * crowded
    corner, side, level = [], [], []
    for border, inward in ((low, 1.0), (high, -1.0)):
        thickness = fan.thickness_at(np.full_like(way, border), way)
        breadth = np.maximum(fan.breadth_mm(border, way), 5.0)
        if 0.0 < border < 1.0:
            # Towards the insertion the groups become one tendon.
            cut = np.minimum(CORNER_MM, 0.3 * thickness) * (1.0 - 0.5 * smoothstep((way - 0.75) / 0.2))
            corner.append(border + inward * (cut + SEAM_MM) / breadth)
            side.append(border + inward * SEAM_MM / breadth)
            level.append(cut / thickness)
        else:
            corner.append(np.full_like(way, border))
            side.append(border - inward * 0.35 * thickness / breadth)
            level.append(np.full_like(way, 0.27))
    face = corner[0][:, None] + share * (corner[1] - corner[0])[:, None]
    front, hind = side[0][:, None], side[1][:, None]
    across = np.concatenate([front, face, hind, hind, face[:, ::-1], front], axis=1)
    flat, (low_level, high_level) = np.zeros_like(face), (row[:, None] for row in level)
    above = np.concatenate([low_level, flat, high_level, 1.0 - high_level, 1.0 - flat, 1.0 - low_level], axis=1)
    return fan.place(across, np.broadcast_to(way[:, None], across.shape), above), across


def _end_row(ring: Floats, inner: Floats) -> Floats:
    """The middle line (n, 3) of an end, between the deep and the superficial half of its ring (2 n, 3), bulging out."""
    half = len(ring) // 2
    deep, superficial = ring[:half], ring[half:][::-1]
    outward = (ring - inner)[:half] + (ring - inner)[half:][::-1]
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    thickness = np.linalg.norm(superficial - deep, axis=1, keepdims=True)
    return 0.5 * (deep + superficial) + 0.3 * thickness * outward


def fan_fibres(
    fan: Fan,
    centre: Floats,
    wrap_mm: float,
    arises: Sequence[float] = (0.15, 0.45, 0.75),
    femoral_points: int = FEMORAL_POINTS,
) -> Fibres:
    """Fibres through the middle of the belly.

    They arise in turn at the shares `arises` of the way to where they leave the pelvis. wrap_mm: radius of the sphere
    about the hip joint centre, (3,), round which they bend.
    """
    across = np.linspace(0.0, 1.0, fan.fibres)
    leaves, meets = fan.bounds(across)
    starts = leaves * np.array(arises)[np.arange(fan.fibres) % len(arises)]

    def path(start: Floats, end: Floats, depth: Floats) -> Floats:
        """(fibres, points, 3) between two shares of the way, at shares of the belly's thickness over its deep face."""
        way = start[:, None] + np.linspace(0.0, 1.0, len(depth)) * (end - start)[:, None]
        return fan.place(np.broadcast_to(across[:, None], way.shape), way, np.broadcast_to(depth, way.shape))

    # From the bone to the middle of the belly, and back to the bone at the insertion.
    pelvic_path = path(starts, leaves, 0.5 * np.linspace(0.0, 1.0, PELVIC_POINTS) ** 0.7)
    femoral_path = path(meets, np.ones(fan.fibres), 0.5 * np.linspace(1.0, 0.0, femoral_points))
    reach = np.minimum(
        np.linalg.norm(pelvic_path[:, -1] - centre, axis=1), np.linalg.norm(femoral_path[:, 0] - centre, axis=1)
    )
    radius = np.minimum(wrap_mm, 0.97 * reach)
    index = np.array([GROUPS.index(name) for name in fan.borders.group_names])
    group = index[np.digitize(across, fan.borders.group_borders[1:-1])].astype(np.int32)
    return Fibres("right", pelvic_path, femoral_path, group, radius)


def bilinear(table: Floats, row: Floats, column: Floats) -> Floats:
    """Values of a table (r, c) or (r, c, 3) between its nodes."""
    i, j = np.clip(row.astype(int), 0, table.shape[0] - 2), np.clip(column.astype(int), 0, table.shape[1] - 2)
    a, b = row - i, column - j
    if table.ndim == 3:
        a, b = a[..., None], b[..., None]
    result: Floats = (1 - a) * ((1 - b) * table[i, j] + b * table[i, j + 1]) + a * (
        (1 - b) * table[i + 1, j] + b * table[i + 1, j + 1]
    )
    return result


def _eased(mesh: Mesh) -> Mesh:
    """The mesh with its sharpest edges drawn towards their neighbours, where a muscle is oblique to its own ends."""
    pairs, average = edge_faces(mesh), neighbour_average(mesh)
    vertices = mesh.vertices.copy()
    for _ in range(EASING_ROUNDS):
        sharp = pairs[fold_angles_deg(Mesh(vertices, mesh.faces), pairs) > SHARPEST_DEG]
        if not len(sharp):
            break
        at_edge = np.zeros(len(vertices))
        at_edge[mesh.faces[sharp]] = 1.0
        moved = np.flatnonzero((at_edge > 0.0) | (average @ at_edge > 0.0))
        vertices[moved] += 0.5 * ((average @ vertices)[moved] - vertices[moved])
    return Mesh(np.round(vertices, 4), mesh.faces)


def _closed_tube(rings: int, n: int) -> np.ndarray:
    """Faces, outward, of a tube of `rings` rings of n vertices, whose ends are closed over a row of n / 2 each.

    The rows follow the rings. Diagonals run from the deep to the superficial half at one side and back at the other,
    so that walls side by side are divided alike.
    """
    half = n // 2
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(n), indexing="ij")
    a, b = i * n + j, i * n + (j + 1) % n
    c, d = a + n, b + n
    rising = (j < half)[..., None]
    one = np.where(rising, np.stack([a, c, b], -1), np.stack([a, d, b], -1))
    two = np.where(rising, np.stack([b, c, d], -1), np.stack([a, c, d], -1))
    return np.concatenate(
        [
            one.reshape(-1, 3),
            two.reshape(-1, 3),
            _end(n, 0, rings * n),
            _end(n, (rings - 1) * n, rings * n + half)[:, ::-1],
        ]
    )


def _end(n: int, ring: int, row: int) -> np.ndarray:
    """Faces between the ring of n vertices that starts at `ring` and the row of n / 2 that starts at `row`."""
    k = np.arange(n // 2 - 1)
    deep, superficial, middle = ring + k, ring + n - 1 - k, row + k
    quads = ((deep, deep + 1, middle + 1, middle), (middle, middle + 1, superficial - 1, superficial))
    pieces = [np.stack(t, 1) for p, q, r, s in quads for t in ((p, q, r), (p, r, s))]
    first, last = [row, ring + n - 1, ring], [row + n // 2 - 1, ring + n // 2 - 1, ring + n // 2]
    return np.concatenate([*pieces, [first, last]])
