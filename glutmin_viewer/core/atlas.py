"""The atlas: the read-only anatomy of one person, which everything else works on.

Vertices are mm in the pelvis frame at ISB neutral. Reading and writing is in `atlas_files`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import Fibres, evaluate
from glutmin_viewer.core.manifest import Kind, Origin
from glutmin_viewer.core.mesh import Floats, Ints, Mesh, defects, vertex_normals
from glutmin_viewer.core.pose import SIDES, STANDING, Body, Joints, Side


@dataclass(frozen=True, eq=False)
class Flesh:
    """What of a belly thickens as its fibres shorten.

    lift: (n, 3) mm at rest, from where the belly rests (its deep face, or its middle) to each vertex. thickness_mm:
    (f - 1, n_samples - 1) of flesh without tendon, between neighbouring fibres and samples of their curves.
    """

    lift: Floats
    thickness_mm: Floats


@dataclass(frozen=True, eq=False)
class Belly:
    """Where each vertex of a muscle lies along its fibres.

    across: (n,) position among the fibres, 0 .. f - 1. along: (n,) position on the fibre curve, 0 .. n_samples - 1.
    tendon: (n,) 0 in muscle, 1 in tendon. group: (n,) index into GROUPS. flesh: None where the thickness never changes.
    """

    across: Floats
    along: Floats
    tendon: Floats
    group: Ints
    flesh: Flesh | None = None


@dataclass(frozen=True, eq=False)
class Unwrapped:
    """Places of a mesh's corners in a texture.

    points: (k, 2) in 0..1. faces: (m, 3) int32 indices into points, a row for each face of the mesh, in its order;
    the corners of one vertex have one point except along a seam. mm_per_unit: skin that one unit stands for.
    """

    points: Floats
    faces: Ints
    mm_per_unit: float


@dataclass(frozen=True, eq=False)
class Structure:
    """One structure with all that belongs to it.

    regions: name -> vertex indices. weights: (n, len(BODIES)) shares of `pose.BODIES` in each vertex's motion, for what
    bends between bodies, as skin and long nerves do.
    coarse: (k, 3) faces of a coarser mesh over the same vertices, to be drawn while something moves.
    lightness: (n,) how light the surface is drawn from its own form, 0..1. cartilage: (n,) 1 where it is covered by
    joint cartilage, 0 in bare bone. unwrapped: where fields on it are painted (`painting`). origin: what it was
    generated from.
    """

    id: str
    kind: Kind
    body: Body
    side: Side | None
    provenance: str
    mesh: Mesh | None
    regions: Mapping[str, Ints] = field(default_factory=dict)
    weights: Floats | None = None
    fibres: Fibres | None = None
    belly: Belly | None = None
    coarse: Ints | None = None
    lightness: Floats | None = None
    cartilage: Floats | None = None
    unwrapped: Unwrapped | None = None
    origin: Origin | None = None

    @cached_property
    def normals(self) -> Floats:
        """Unit normals of the mesh at rest, (n, 3)."""
        assert self.mesh is not None
        return vertex_normals(self.mesh)


@dataclass(frozen=True, eq=False)
class Atlas:
    """All structures of one person at rest.

    landmarks: name -> (3,) mm; landmark_structure: the structure on which a landmark lies, where it is told.
    """

    title: str
    sources: tuple[str, ...]
    pelvic_tilt_deg: float
    joints: Joints
    structures: Mapping[str, Structure]
    landmarks: Mapping[str, Floats]
    landmark_structure: Mapping[str, str] = field(default_factory=dict)

    @property
    def skin(self) -> Structure | None:
        return next((s for s in self.structures.values() if s.kind == "skin"), None)

    @property
    def skin_landmarks(self) -> dict[str, Floats]:
        """The landmarks on the skin, without the prefix that tells them from those of the bones."""
        prefix = "skin_"
        return {name.removeprefix(prefix): p for name, p in self.landmarks.items() if name.startswith(prefix)}

    def missing(self) -> list[str]:
        """Ids of what the viewer shows of every atlas and this one does not have."""
        wanted = ["sacrum", "skin"]
        for side in SIDES:
            wanted += [f"hip_bone_{side}", f"femur_{side}", f"gluteus_minimus_{side}"]
        return [name for name in wanted if name not in self.structures]

    @cached_property
    def standing_length_mm(self) -> dict[Side, Floats]:
        """Length of every fibre in standing, (f,), of each side that has fibres."""
        muscles = {side: self.structures.get(f"gluteus_minimus_{side}") for side in SIDES}
        return {
            side: evaluate(muscle.fibres, self.joints, STANDING, self.pelvic_tilt_deg).length_mm
            for side, muscle in muscles.items()
            if muscle is not None and muscle.fibres is not None
        }

    def muscle_with_fibres(self, side: Side) -> Structure:
        """The gluteus minimus of a side; raises InputError where the atlas has none."""
        structure = self.structures.get(f"gluteus_minimus_{side}")
        if structure is None or structure.fibres is None:
            raise InputError.of("error_lacks_fibres", title=self.title, structure=f"gluteus_minimus_{side}")
        return structure


def shortcomings(atlas: Atlas) -> list[str]:
    """Faults that do not keep an atlas from opening: meshes that are no closed, oriented 2-manifold."""
    return [
        f"{structure.id}: {fault}"
        for structure in atlas.structures.values()
        if structure.mesh is not None
        for fault in defects(structure.mesh)
    ]
