"""What the surface of a modelled part is like besides its form: its coarse level and its lightness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glutmin_viewer.core.manifest import Kind
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.modelling.coarse import coarse_faces
from glutmin_viewer.modelling.lightness import lightness
from glutmin_viewer.modelling.part import Part

# How far the coarse level may leave the surface, and how much coarser the form is than that of a bone.
COARSE_MM = {"bone": 1.1, "muscle": 0.65, "nerve": 0.9, "bursa": 0.5, "skin": 1.45, "figure": 2.5}
GRAIN = {"skin": 3.0, "figure": 3.0}
UNSHADED = {"nerve", "bursa"}


@dataclass(frozen=True, eq=False)
class Surface:
    """coarse: (k, 3) faces over the part's vertices. lightness: (n,) or none, see `core.atlas.Structure`."""

    coarse: Ints
    lightness: Floats | None


def surface_of(part: Part, kind: Kind, beside: Sequence[Mesh] = ()) -> Surface:
    """The surface of a part; `beside`: what keeps light off it."""
    shade = None if kind in UNSHADED else lightness(part.mesh, beside, GRAIN.get(kind, 1.0))
    return Surface(coarse_faces(part.mesh, COARSE_MM[kind]), shade)
