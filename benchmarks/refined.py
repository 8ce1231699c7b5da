"""The same atlas in more triangles, and the same muscle in more fibres: to see how work grows."""

from __future__ import annotations

from dataclasses import fields, replace
from types import MappingProxyType

import numpy as np

from glutmin_viewer.core.atlas import Atlas, Belly, Structure
from glutmin_viewer.core.fibres import Fibres
from glutmin_viewer.core.mesh import Floats, Ints, Mesh


def refined(atlas: Atlas, times: int) -> Atlas:
    """The atlas in 1, 2, 4 ... times the triangles, without coarse levels."""
    structures = dict(atlas.structures)
    while times > 1:
        structures = {name: _doubled(structure) for name, structure in structures.items()}
        times //= 2
    return replace(atlas, structures=MappingProxyType(structures))


def many_fibres(fibres: Fibres, times: int) -> Fibres:
    """Each fibre so many times."""
    arrays = {one.name: getattr(fibres, one.name) for one in fields(fibres) if one.name != "side"}
    return Fibres(fibres.side, **{name: np.repeat(values, times, axis=0) for name, values in arrays.items()})


def _doubled(structure: Structure) -> Structure:
    """Every face halved at the middle of its longest edge."""
    if structure.mesh is None:
        return structure
    faces, ends = _halved(structure.mesh)

    def more(values: Floats | None) -> Floats | None:
        return None if values is None else np.concatenate([values, values[ends].mean(axis=1).astype(values.dtype)])

    grown = len(structure.mesh.vertices) + np.arange(len(ends))
    regions = {
        name: np.concatenate([own, grown[np.isin(ends, own).all(axis=1)]]).astype(own.dtype)
        for name, own in structure.regions.items()
    }
    vertices, belly = more(structure.mesh.vertices), structure.belly
    assert vertices is not None
    return replace(
        structure,
        mesh=Mesh(vertices, faces),
        regions=regions,
        weights=more(structure.weights),
        belly=None if belly is None else _more_belly(belly, ends),
        coarse=None,
        lightness=more(structure.lightness),
        cartilage=more(structure.cartilage),
        unwrapped=None,
    )


def _more_belly(belly: Belly, ends: Ints) -> Belly:
    def more(values: Floats) -> Floats:
        return np.concatenate([values, values[ends].mean(axis=1)])

    return replace(
        belly,
        across=more(belly.across),
        along=more(belly.along),
        tendon=more(belly.tendon),
        group=np.concatenate([belly.group, belly.group[ends[:, 0]]]),
        flesh=None if belly.flesh is None else replace(belly.flesh, lift=more(belly.flesh.lift)),
    )


def _halved(mesh: Mesh) -> tuple[Ints, Ints]:
    """Faces (2m, 3), and the ends (p, 2) of the edges whose middles are the new vertices."""
    corners = np.stack(mesh.corners, axis=1)
    lengths = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    # Each face turned so that its longest edge is from its first to its second corner.
    a, b, c = (np.take_along_axis(mesh.faces, (lengths.argmax(axis=1)[:, None] + k) % 3, 1)[:, 0] for k in range(3))
    ends, middle = np.unique(np.sort(np.stack([a, b], axis=1), axis=1), axis=0, return_inverse=True)
    m = (len(mesh.vertices) + middle.ravel()).astype(mesh.faces.dtype)
    return np.concatenate([np.stack([a, m, c], axis=1), np.stack([m, b, c], axis=1)]), ends
