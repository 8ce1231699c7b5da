"""A coarser atlas, to be posed while a motion plays: a tenth of the points that fibres carry, the rest as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.mesh import Mesh


def coarsened(atlas: Atlas) -> Atlas:
    """The atlas with the coarse level of every muscle that goes with its fibres in place of the fine one."""
    return replace(atlas, structures={name: _coarse(structure) for name, structure in atlas.structures.items()})


def _coarse(structure: Structure) -> Structure:
    mesh, belly, faces = structure.mesh, structure.belly, structure.coarse
    if mesh is None or belly is None or faces is None or structure.weights is not None:
        return structure
    kept, places = np.unique(faces, return_inverse=True)
    flesh = None if belly.flesh is None else replace(belly.flesh, lift=belly.flesh.lift[kept])
    return replace(
        structure,
        mesh=Mesh(mesh.vertices[kept], places.reshape(faces.shape).astype(np.int32)),
        belly=replace(
            belly,
            across=belly.across[kept],
            along=belly.along[kept],
            tendon=belly.tendon[kept],
            group=belly.group[kept],
            flesh=flesh,
        ),
        regions={},
        coarse=None,
        lightness=None if structure.lightness is None else structure.lightness[kept],
        unwrapped=None,
    )
