"""Surfaces in a pose, and how much it distorts them: turned triangles, stretch, and the volume of a limb."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.belly import BellyMotion
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.core.pose import BODIES, BodyPose, Side, world_from_bodies
from glutmin_viewer.core.skinning import Skinning


def posed_muscle(atlas: Atlas, structure: Structure, pose: BodyPose) -> Mesh:
    """A muscle's mesh in the world, whether its fibres or the skin over it carry it."""
    mesh = structure.mesh
    transforms = world_from_bodies(atlas.joints, pose, atlas.pelvic_tilt_deg)
    if structure.weights is not None:
        return Mesh(Skinning(mesh, structure.weights).vertices(transforms).astype(float), mesh.faces)
    motion = BellyMotion(mesh, structure.belly, structure.fibres, atlas.joints, atlas.pelvic_tilt_deg)
    pelvis = transforms["pelvis"]
    return Mesh(motion.vertices(pose.hip(structure.side)) @ pelvis[:3, :3].T + pelvis[:3, 3], mesh.faces)


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


def leg_share(atlas: Atlas, side: Side) -> Floats:
    """How much (n,) of every point of the skin a leg carries, from mid-thigh down."""
    names = ("thigh", "above_patella", "patella", "below_patella", "shank", "foot")
    assert atlas.skin is not None and atlas.skin.weights is not None
    result: Floats = atlas.skin.weights[:, np.isin(BODIES, [f"{name}_{side}" for name in names])].sum(axis=1)
    return result


def closed_part(skin: Mesh, vertices: Ints) -> Mesh:
    """The faces over some vertices, with every open ring closed by a fan."""
    chosen = np.zeros(len(skin.vertices), dtype=bool)
    chosen[vertices] = True
    faces = skin.faces[chosen[skin.faces].all(axis=1)]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    n = len(skin.vertices)
    border = edges[~np.isin(edges[:, 1] * n + edges[:, 0], edges[:, 0] * n + edges[:, 1])]
    middle = skin.vertices[border[:, 0]].mean(axis=0)
    lid = np.stack([border[:, 1], border[:, 0], np.full(len(border), n)], axis=1)
    return Mesh(np.vstack([skin.vertices, middle]), np.concatenate([faces, lid]).astype(np.int32))
