"""A muscle as a fan: fibres side by side from an origin to an insertion, and from that its mesh and its fibre paths.

The fan has two coordinates: `across` from its front (0) to its hind edge (1), `way` from origin (0) to insertion (1).
On a grid of strips and stations it holds a base, the direction outward from it, the height of the deep face over the
base, and the thickness of the belly over that. Each fibre group becomes a closed mesh of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from glutmin_viewer.core.atlas import Belly
from glutmin_viewer.core.fibres import FREE_SAMPLES, GROUPS, Fibres
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.part import Part

FIBRES = 36
PELVIC_POINTS = 8
FEMORAL_POINTS = 4


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
    meet the femur.
    """

    base: Floats
    outward: Floats
    height: Floats
    thickness: Floats
    leaves: Floats
    meets: Floats
    borders: Borders = field(default_factory=lambda: Borders(0.7, 0.16))

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
    """Each fibre group as a closed tube: a ring round deep and superficial face at every station, both ends capped.

    tendon: shares of the way over which muscle turns to tendon.
    """
    strips, stations = fan.height.shape
    borders = fan.borders
    vertices, faces, across_all, way_all, group_all = [], [], [], [], []
    way = np.linspace(0.0, 1.0, stations)
    for index, name in enumerate(borders.group_names):
        low, high = borders.group_borders[index], borders.group_borders[index + 1]
        n = max(8, round((high - low) * strips)) + 1
        spread = np.linspace(low, high, n)
        crowded = low + (high - low) * (0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, n)))
        across = (1.0 - borders.crowded) * spread + borders.crowded * crowded
        ring = np.concatenate([across, across[::-1]])
        superficial = np.concatenate([np.zeros(n), np.ones(n)])
        u, t = np.meshgrid(ring, way, indexing="xy")
        points = fan.place(u, t, np.broadcast_to(superficial, u.shape))
        count = sum(len(v) for v in vertices)
        vertices.append(points.reshape(-1, 3))
        faces.append(_capped_tube(stations, 2 * n) + count)
        across_all.append(u.ravel())
        way_all.append(t.ravel())
        group_all.append(np.full(u.size, GROUPS.index(name), dtype=np.int32))
    u, t = np.concatenate(across_all), np.concatenate(way_all)
    mesh = Mesh(np.round(np.concatenate(vertices), 4), np.concatenate(faces).astype(np.int32))
    group = np.concatenate(group_all)
    leaves, meets = fan.bounds(u)
    along = (
        np.clip(t / leaves, 0.0, 1.0) * (PELVIC_POINTS - 1)
        + np.clip((t - leaves) / (meets - leaves), 0.0, 1.0) * FREE_SAMPLES
        + np.clip((t - meets) / (1.0 - meets), 0.0, 1.0) * (femoral_points - 1)
    )
    share = smoothstep((t - tendon[0]) / (tendon[1] - tendon[0]))
    belly = Belly(u * (FIBRES - 1), along, share, group)
    regions = {name: np.flatnonzero(group == GROUPS.index(name)).astype(np.int32) for name in borders.group_names}
    return Part(mesh, regions), belly


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
    across = np.linspace(0.0, 1.0, FIBRES)
    leaves, meets = fan.bounds(across)
    starts = leaves * np.array(arises)[np.arange(FIBRES) % len(arises)]

    def path(start: Floats, end: Floats, depth: Floats) -> Floats:
        """(FIBRES, points, 3) between two shares of the way, at shares of the belly's thickness over its deep face."""
        way = start[:, None] + np.linspace(0.0, 1.0, len(depth)) * (end - start)[:, None]
        return fan.place(np.broadcast_to(across[:, None], way.shape), way, np.broadcast_to(depth, way.shape))

    # From the bone to the middle of the belly, and back to the bone at the insertion.
    pelvic_path = path(starts, leaves, 0.5 * np.linspace(0.0, 1.0, PELVIC_POINTS) ** 0.7)
    femoral_path = path(meets, np.ones(FIBRES), 0.5 * np.linspace(1.0, 0.0, femoral_points))
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
