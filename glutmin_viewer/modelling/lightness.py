"""How light a surface is drawn from its own form: open and raised places light, hollows and what lies deep dark.

A drawing aid, as an engraver's shading: from whatever side the lamps stand, foramina read as holes, sockets as hollows
and lines as ridges. It is computed at rest and kept with the mesh, so it costs nothing while a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.modelling.implicit import in_box
from glutmin_viewer.modelling.topology import neighbour_average

AXES = 120  # directions of the sky, each with its opposite
CELL_MM = 1.8  # of the depth maps
BEHIND_MM = 2.6  # how far behind the front of a depth map a point still counts as seen
EVENING_ROUNDS = 7  # over neighbouring vertices, against blotches from the cells of the depth maps
FAR_MM = 30.0  # hollows wider than this do not darken
# These lengths are for bones and muscles; `grain` multiplies them.


def lightness(mesh: Mesh, beside: Sequence[Mesh] = (), grain: float = 1.0) -> Floats:
    """(n,) from 0 (dark) to 1 (light) at the vertices of a closed mesh; `beside`: what else keeps light off it.

    grain: how much coarser the form is than that of a bone.
    """
    open_sky = _open_sky(mesh, beside, grain)
    average = neighbour_average(mesh)
    for _ in range(EVENING_ROUNDS):
        open_sky = 0.5 * open_sky + 0.5 * (average @ open_sky)
    # The second term takes away what is as round at large, so that a shaft or a head counts as flat.
    relief = (4.7 * _raised(mesh, average, 3) - _raised(mesh, average, 14)) / grain
    raised = np.clip(0.5 + 0.35 * relief, 0.0, 1.0)
    # An open, even place counts as fully light.
    result: Floats = np.clip((0.80 * open_sky + 0.20 * raised) / 0.9, 0.0, 1.0)
    return np.round(result, 3)


def _open_sky(mesh: Mesh, beside: Sequence[Mesh], grain: float) -> Floats:
    """Share (n,) of the light of an even sky that reaches the vertices, within FAR_MM."""
    normals, points = vertex_normals(mesh), mesh.vertices
    solid = np.concatenate([_dense(other, grain) for other in (mesh, *beside)])
    reach = 2.0 * FAR_MM * grain
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    solid = solid[in_box(solid, low, high)]
    seen, full = np.zeros(len(points)), np.zeros(len(points))
    for axis in _directions(2 * AXES)[:AXES]:
        across = np.cross(axis, [0.0, 0.0, 1.0] if abs(axis[2]) < 0.8 else [1.0, 0.0, 0.0])
        across /= np.linalg.norm(across)
        turned = np.stack([across, np.cross(axis, across), axis], axis=1)
        # A row for each coordinate: numpy goes along rows several times faster than across them.
        maps, own = np.ascontiguousarray((solid @ turned).T), np.ascontiguousarray((points @ turned).T)
        corner = [row.min() for row in maps[:2]]
        cell, at = (
            [((row - least) / (grain * CELL_MM)).astype(int) for row, least in zip(p[:2], corner, strict=True)]
            for p in (maps, own)
        )
        width, height = (row.max() + 1 for row in cell)
        mapped, seat = cell[0] * height + cell[1], at[0] * height + at[1]
        for sign in (1.0, -1.0):
            front = np.full(width * height, -np.inf)
            np.maximum.at(front, mapped, sign * maps[2])
            before = front[seat] - sign * own[2]
            # What is in front counts less the farther away it is.
            shut = np.where(before > grain * BEHIND_MM, np.clip(2.0 - before / (grain * FAR_MM), 0.0, 1.0), 0.0)
            lit = np.maximum(sign * (normals @ axis), 0.0)
            full += lit
            seen += lit * (1.0 - shut)
    return np.asarray(seen / np.maximum(full, 1e-9))


def _dense(mesh: Mesh, grain: float) -> Floats:
    """Points on the mesh close enough together to fill the cells of a depth map."""
    a, b, c = mesh.corners
    size = np.sqrt(2.0 * np.linalg.norm(mesh.area_vectors, axis=1))
    pieces = [mesh.vertices]
    for least, n in ((1.5, 2), (3.5, 5), (7.0, 12)):
        chosen = size >= grain * least
        for i in range(n):
            for j in range(n - i):
                u, v = (i + 1 / 3) / n, (j + 1 / 3) / n
                pieces.append((a + u * (b - a) + v * (c - a))[chosen])
    return np.concatenate(pieces)


def _raised(mesh: Mesh, average: object, rounds: int) -> Floats:
    """How far (n,) vertices stand out over what smoothing would make of them, in mm."""
    normals, smooth = vertex_normals(mesh), mesh.vertices
    for _ in range(rounds):
        smooth = average @ smooth  # type: ignore[operator]
    return np.asarray(np.einsum("ij,ij->i", mesh.vertices - smooth, normals))


def _directions(n: int) -> Floats:
    """Unit vectors (n, 3) spread evenly over the sphere (Fibonacci lattice); the first half looks up."""
    k = np.arange(n) + 0.5
    y = 1.0 - 2.0 * k / n
    turn = np.pi * (1.0 + 5.0**0.5) * k
    around = np.sqrt(1.0 - y**2)
    return np.stack([around * np.cos(turn), y, around * np.sin(turn)], axis=1)
