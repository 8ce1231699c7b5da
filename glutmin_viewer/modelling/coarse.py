"""A coarser level of a mesh over some of its own vertices, so that all that a vertex carries serves both levels."""

from __future__ import annotations

import manifold3d
import numpy as np
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Ints, Mesh, defects, part_of

STEP_BACK = 0.9
LEAST_TOLERANCE_MM = 0.01


def coarse_faces(mesh: Mesh, tolerance_mm: float) -> Ints:
    """Faces (k, 3) over the vertices of a closed mesh, closed as well, with edges collapsed within the tolerance."""
    solid = manifold3d.Manifold(manifold3d.Mesh64(mesh.vertices, mesh.faces.astype(np.uint64)))
    tree = cKDTree(mesh.vertices)
    while tolerance_mm > LEAST_TOLERANCE_MM:
        simple = solid.simplify(tolerance_mm).to_mesh64()
        # Of a collapsed edge one end stays where it was; in a thin part two of them may come to share a place.
        vertex = tree.query(np.asarray(simple.vert_properties)[:, :3])[1]
        faces = vertex[np.asarray(simple.tri_verts).astype(int)].astype(np.int32)
        if not defects(part_of(mesh.vertices, faces)[0]):
            return faces
        tolerance_mm *= STEP_BACK
    return mesh.faces
