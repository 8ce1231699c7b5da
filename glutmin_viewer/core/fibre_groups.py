"""The belly of a muscle as a mesh for each of its fibre groups, which are shown and hidden one by one."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from glutmin_viewer.core.atlas import Structure
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.mesh import Floats, Ints


class GroupMesh(msgspec.Struct, frozen=True, eq=False):
    """One fibre group of a belly as a mesh of its own: its vertices in the whole belly, and its faces."""

    vertices: np.ndarray
    faces: Ints
    fibre_coordinates: Floats
    coarse: Ints | None
    lightness: Floats | None


def group_meshes(structure: Structure) -> dict[str, GroupMesh]:
    """By group, of those that a muscle has; of one with mesh, belly and fibres."""
    mesh, belly = structure.mesh, structure.belly
    assert mesh is not None and belly is not None and structure.fibres is not None
    groups: dict[str, GroupMesh] = {}
    across = belly.across / (len(structure.fibres) - 1)
    coordinates = np.stack([across, belly.tendon], axis=1)
    group_of_face = belly.group[mesh.faces[:, 0]]
    for index, name in enumerate(GROUPS):
        vertices = np.flatnonzero(belly.group == index)
        if len(vertices) == 0:
            continue
        new_index = np.full(len(mesh.vertices), -1, dtype=np.int32)
        new_index[vertices] = np.arange(len(vertices))
        faces = new_index[mesh.faces[group_of_face == index]]
        coarse = structure.coarse
        if coarse is not None:
            coarse = new_index[coarse[belly.group[coarse[:, 0]] == index]]
        lightness = None if structure.lightness is None else structure.lightness[vertices]
        groups[name] = GroupMesh(vertices, faces, coordinates[vertices], coarse, lightness)
    return groups


def of_groups(
    groups: Mapping[str, GroupMesh], points: np.ndarray, normals: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Points and normals of every fibre group, from those of the whole belly."""
    return {group: (points.take(part.vertices, 0), normals.take(part.vertices, 0)) for group, part in groups.items()}
