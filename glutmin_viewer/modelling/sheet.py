"""Flat bones as control cages: landmarks triangulated in one projection, with a surface point on either side.

A sheet has one outline and any number of holes. Its border is rounded by three rows of points (front, edge, back);
between neighbouring border landmarks one more point is interpolated, so that the triangles there are not slivers.
Front is the side that faces the viewer when the projection's first axis points right and its second up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay

from glutmin_viewer.core.mesh import Floats, Ints


@dataclass(frozen=True)
class Border:
    """A closed loop of landmarks: names (n), and their points (n, 3) on the edge, in front of it and behind it."""

    names: list[str]
    edge: Floats
    front: Floats
    back: Floats

    def refined(self) -> Border:
        """Twice as many points; the new ones, named "a-b", lie on a curve through the old."""
        names = [n for a, b in zip(self.names, np.roll(self.names, -1), strict=True) for n in (a, f"{a}-{b}")]
        return Border(names, *(_with_midpoints(row) for row in (self.edge, self.front, self.back)))


@dataclass(frozen=True)
class Cage:
    """A closed control cage: faces (m, 3), targets (n, 3) for its surface, and name -> index of each row."""

    faces: Ints
    targets: Floats
    front: dict[str, int]
    back: dict[str, int]
    edge: dict[str, int]


def sheet_cage(outline: Border, holes: list[Border], inner: Border, flat: tuple[int, int] = (0, 1)) -> Cage:
    """Join landmarks to a cage whose sides share one triangulation of the projection on the `flat` axes.

    `inner` carries the landmarks inside the border; its edge points (midway) only place them in the projection.
    """
    borders = [outline.refined(), *(hole.refined() for hole in holes)]
    rows = [*borders, inner]
    names = [name for row in rows for name in row.names]
    n = len(names)
    plane = np.concatenate([row.edge for row in rows])[:, list(flat)]
    triangles = _triangulated(plane, [len(b.names) for b in borders])
    n_edge = sum(len(b.names) for b in borders)
    # Front row k, back row n + k; edge row 2 n + k exists for border points only.
    sides = [triangles, triangles[:, ::-1] + n]
    start, end = _open_edges(triangles).T
    for near, far in ((0, 2 * n), (2 * n, n)):
        a, b, c, d = start + near, end + near, start + far, end + far
        sides += [np.stack([b, a, c], axis=1), np.stack([b, c, d], axis=1)]
    targets = np.concatenate([*(r.front for r in rows), *(r.back for r in rows), *(b.edge for b in borders)])
    index = {name: k for k, name in enumerate(names)}
    return Cage(
        np.concatenate(sides).astype(np.int32),
        targets,
        index,
        {name: k + n for name, k in index.items()},
        {name: index[name] + 2 * n for name in names[:n_edge]},
    )


def _with_midpoints(loop: Floats) -> Floats:
    """Insert four-point-scheme midpoints into a closed loop (n, 3) -> (2 n, 3)."""
    before, after, beyond = np.roll(loop, 1, 0), np.roll(loop, -1, 0), np.roll(loop, -2, 0)
    middle = (9.0 * (loop + after) - (before + beyond)) / 16.0
    return np.stack([loop, middle], axis=1).reshape(-1, 3)


def _triangulated(plane: Floats, loop_sizes: list[int]) -> Ints:
    """Delaunay triangles (counter-clockwise) between the first loop and the holes that follow it."""
    # Four points on one circle could be split either way: a shift far below the data's rounding decides.
    k = np.arange(len(plane))
    shift = 1e-3 * np.stack([np.sin(12.9 * k), np.sin(78.2 * k + 1.0)], axis=1)
    triangles = Delaunay(plane + shift).simplices
    a, b, c = (plane[triangles[:, i]] for i in range(3))
    turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    triangles = np.where((turn < 0)[:, None], triangles[:, ::-1], triangles)
    centre = plane[triangles].mean(axis=1)
    first, keep = 0, np.ones(len(triangles), bool)
    for number, size in enumerate(loop_sizes):
        inside = inside_polygon(centre, plane[first : first + size])
        keep &= inside if number == 0 else ~inside
        first += size
    triangles = triangles[keep]
    wanted = set()
    first = 0
    for size in loop_sizes:
        wanted |= {frozenset((first + i, first + (i + 1) % size)) for i in range(size)}
        first += size
    found = {frozenset(edge) for edge in _open_edges(triangles).tolist()}
    if found != wanted:
        raise ValueError(f"the triangulation does not follow the border at {sorted(map(sorted, found ^ wanted))}")
    return triangles.astype(np.int32)


def inside_polygon(points: Floats, polygon: Floats) -> np.ndarray:
    """Even-odd test of points (n, 2) against a closed polygon (k, 2)."""
    x, y = points[:, :1], points[:, 1:]
    (x0, y0), (x1, y1) = polygon.T, np.roll(polygon, -1, 0).T
    crosses = (y0 > y) != (y1 > y)
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    result: np.ndarray = (crosses & (x < x0 + (y - y0) / rise * (x1 - x0))).sum(axis=1) % 2 == 1
    return result


def distance_to_polygon(points: Floats, polygon: Floats) -> Floats:
    """Signed distance (n,) of points (n, 2) to a closed polygon (k, 2), negative inside."""
    nearest = np.full(len(points), np.inf)
    for start, end in zip(polygon, np.roll(polygon, -1, 0), strict=True):
        way = end - start
        t = np.clip((points - start) @ way / max(way @ way, 1e-12), 0.0, 1.0)
        nearest = np.minimum(nearest, np.linalg.norm(points - start - t[:, None] * way, axis=1))
    return np.where(inside_polygon(points, polygon), -nearest, nearest)


def _open_edges(triangles: Ints) -> Ints:
    """Directed edges (k, 2) that only one triangle has."""
    directed = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    known = {tuple(edge) for edge in directed.tolist()}
    return np.array([edge for edge in directed.tolist() if (edge[1], edge[0]) not in known])
