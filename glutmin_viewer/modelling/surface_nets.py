"""Even quad-based meshing of a mirror-symmetric solid: one vertex per grid cell that the surface crosses.

Unlike marching cubes followed by decimation the triangles come out nearly equal in size, and the left half is the
exact mirror image of the right one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.modelling.implicit import Field
from glutmin_viewer.modelling.part import MIRROR


@dataclass(frozen=True)
class Lattice:
    """A grid on the right half of a symmetric solid.

    low, high: corners in mm (x, y and the largest z; nodes start half a cell left of the mid-plane). spacing in mm.
    to_body: maps lattice positions (n, 3) to the body in mm; it may magnify parts of it, must keep the plane z = 0.
    """

    low: tuple[float, float]
    high: tuple[float, float, float]
    spacing: float
    to_body: Callable[[Floats], Floats]

    @property
    def axes(self) -> tuple[Floats, Floats, Floats]:
        h = self.spacing
        x = np.arange(self.low[0], self.high[0] + h, h)
        y = np.arange(self.low[1], self.high[1] + h, h)
        z = np.arange(-h / 2, self.high[2] + h, h)
        return x, y, z


def symmetric_mesh(field: Field, lattice: Lattice, rounds: int = 12) -> Mesh:
    """Closed mesh of the solid field <= 0 (negative inside, mm), which must be symmetric about z = 0.

    Vertices are spread evenly by `rounds` of neighbour averaging, each followed by a return to the surface.
    """
    vertices, quads = _right_half(field, lattice)
    middle = vertices[:, 2] == 0.0
    right = len(vertices)
    twin = np.where(middle, np.arange(right), right + np.cumsum(~middle) - 1).astype(np.int32)
    all_quads = np.concatenate([quads, twin[quads[:, ::-1]]])
    average = _neighbour_average(all_quads, int(twin.max()) + 1)[:right]
    for _ in range(rounds):
        spread = average @ np.concatenate([vertices, (vertices * MIRROR)[~middle]])
        vertices = onto_surface(field, 0.5 * (vertices + spread))
        vertices[middle, 2] = 0.0
    for _ in range(4):
        vertices = onto_surface(field, vertices)
        vertices[middle, 2] = 0.0
    faces = _split(vertices, quads)
    vertices = np.round(np.concatenate([vertices, (vertices * MIRROR)[~middle]]), 4)
    return Mesh(vertices, np.concatenate([faces, twin[faces[:, ::-1]]]).astype(np.int32))


def onto_surface(field: Field, points: Floats, reach: float = 2.0) -> Floats:
    """One Newton step of points (n, 3) towards field = 0, at most `reach` mm long."""
    step = 0.25
    slope = np.stack([field(points + d) - field(points - d) for d in step * np.eye(3)], axis=1) / (2 * step)
    length = field(points) / np.maximum((slope**2).sum(axis=1), 0.25)
    move = slope * length[:, None]
    size = np.linalg.norm(move, axis=1, keepdims=True)
    result: Floats = points - move * np.minimum(1.0, reach / np.maximum(size, 1e-9))
    return result


def _right_half(field: Field, lattice: Lattice) -> tuple[Floats, Ints]:
    """Vertices (n, 3) and outward quads (m, 4) with z >= 0; those on the mid-plane have z = 0 exactly."""
    nodes = np.stack(np.meshgrid(*lattice.axes, indexing="ij"), axis=-1)
    value = field(lattice.to_body(nodes.reshape(-1, 3))).reshape(nodes.shape[:3])
    value = np.round(value, 4) + 5e-5
    total = np.zeros((*(n - 1 for n in value.shape), 3))
    count = np.zeros(total.shape[:3])
    quads = []
    cell = np.arange(count.size).reshape(count.shape)
    for axis in range(3):
        others = [k for k in range(3) if k != axis]
        start, end = (_cut(value, {axis: s}) for s in (slice(None, -1), slice(1, None)))
        crossed = (start < 0) != (end < 0)
        t = start / np.where(crossed, start - end, 1.0)
        at = _cut(nodes, {axis: slice(None, -1)}) + t[..., None] * (lattice.spacing * np.eye(3)[axis])
        corners = []
        for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)):
            # A cell touches four edges along this axis: those at its near and far side in both other directions.
            near = {others[0]: slice(a, None if a else -1), others[1]: slice(b, None if b else -1)}
            hit = _cut(crossed, near)
            total += np.where(hit[..., None], _cut(at, near), 0.0)
            count += hit
            inner = {others[0]: slice(1 - a, None if a == 0 else -1), others[1]: slice(1 - b, None if b == 0 else -1)}
            corners.append(_cut(cell, inner))
        inside = {k: slice(1, -1) for k in others}
        hit, leaving = _cut(crossed, inside), _cut(start, inside) < 0
        quad = np.stack([c[hit] for c in corners], axis=1)
        outward = leaving[hit] if axis != 1 else ~leaving[hit]
        quads.append(np.where(outward[:, None], quad, quad[:, ::-1]))
    used = np.flatnonzero(count.ravel() > 0)
    number = np.full(count.size, -1)
    number[used] = np.arange(len(used))
    lattice_vertices = (total.reshape(-1, 3) / np.maximum(count.ravel(), 1)[:, None])[used]
    vertices = lattice.to_body(lattice_vertices)
    vertices[used % count.shape[2] == 0, 2] = 0.0
    return vertices, number[np.concatenate(quads)].astype(np.int32)


def _cut(array: np.ndarray, slices: dict[int, slice]) -> np.ndarray:
    return array[tuple(slices.get(k, slice(None)) for k in range(3))]


def _neighbour_average(quads: Ints, n: int) -> sparse.csr_matrix:
    """(n, n) matrix that replaces a vertex by the mean of the vertices it shares a quad's side with."""
    a, b = quads.ravel(), np.roll(quads, -1, axis=1).ravel()
    joined = sparse.csr_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, a])), shape=(n, n))
    joined.data[:] = 1.0
    return sparse.diags(1.0 / np.asarray(joined.sum(axis=1)).ravel()) @ joined


def _split(vertices: Floats, quads: Ints) -> Ints:
    """Two triangles a quad, along the shorter diagonal (compared to 1e-3 mm, so that ties fall the same way)."""
    a, b, c, d = quads.T
    first = np.linalg.norm(vertices[a] - vertices[c], axis=1)
    second = np.linalg.norm(vertices[b] - vertices[d], axis=1)
    along_first = np.round(first, 3) <= np.round(second, 3)
    one = np.where(along_first[:, None], np.stack([a, b, c], axis=1), np.stack([a, b, d], axis=1))
    two = np.where(along_first[:, None], np.stack([a, c, d], axis=1), np.stack([b, c, d], axis=1))
    return np.concatenate([one, two])
