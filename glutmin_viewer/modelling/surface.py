"""What the surface of a modelled part is like besides its form: its coarse level and its lightness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glutmin_viewer.core.manifest import Kind
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.modelling.coarse import coarse_faces
from glutmin_viewer.modelling.lightness import lightness
from glutmin_viewer.modelling.part import Part

COARSE_MM = {"bone": 0.75, "muscle": 0.55, "skin": 1.0}  # how far the coarse level may leave the surface


@dataclass(frozen=True, eq=False)
class Surface:
    """coarse: (k, 3) faces over the part's vertices. lightness: (n,), see `core.atlas.Structure`."""

    coarse: Ints
    lightness: Floats


def surface_of(part: Part, kind: Kind, beside: Sequence[Mesh] = ()) -> Surface:
    """The surface of a part; `beside`: what keeps light off it."""
    return Surface(coarse_faces(part.mesh, COARSE_MM[kind]), lightness(part.mesh, beside))
