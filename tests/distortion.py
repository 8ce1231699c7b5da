"""How much a surface is distorted when it is posed: turned triangles, stretch, and the volume of a limb."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.mesh import Floats, Ints, Mesh


def turned(posed: Mesh, normals: np.ndarray) -> np.ndarray:
    """Indices (k,) of the faces that face against the normals (n, 3) carried along with the skin."""
    carried = normals[posed.faces].sum(axis=1)
    return np.flatnonzero(np.einsum("ij,ij->i", posed.area_vectors, carried) <= 0.0)


def stretch(rest: Mesh, posed: Mesh) -> Floats:
    """Ratio (m,) of the area of every face to that at rest."""
    before, after = (np.linalg.norm(mesh.area_vectors, axis=1) for mesh in (rest, posed))
    result: Floats = after / before
    return result


def limb_volume(faces: Ints, vertices: Floats) -> float:
    """Volume in cm3 of a piece of a limb whose faces (m, 3) end in open rings, each closed by a fan to its middle."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    n = len(vertices)
    border = edges[~np.isin(edges[:, 1] * n + edges[:, 0], edges[:, 0] * n + edges[:, 1])]
    after = dict(border.tolist())
    points, lids = [vertices], []
    while after:
        start, ring = next(iter(after)), []
        here = start
        while here in after:
            ring.append(here)
            here = after.pop(here)
        middle = n + len(points) - 1
        points.append(vertices[ring].mean(axis=0)[None])
        lids += [[b, a, middle] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)]
    whole = np.concatenate([faces, np.array(lids, dtype=np.int32)])
    return Mesh(np.concatenate(points), whole).volume_cm3
