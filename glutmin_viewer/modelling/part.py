"""What a generator returns: a mesh with the names that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, mirrored

MIRROR = np.array([1.0, 1.0, -1.0])


@dataclass(frozen=True, eq=False)
class Part:
    """One modelled structure at rest, in the pelvis frame (mm; x anterior, y superior, z to the subject's right).

    The femur is at ISB neutral: its axes parallel to those of the pelvis.
    regions: name -> vertex indices. landmarks: name -> (3,) position. cartilage: (n,) how far each vertex is covered
    by joint cartilage, 0..1.
    """

    mesh: Mesh
    regions: dict[str, np.ndarray] = field(default_factory=dict)
    landmarks: dict[str, Floats] = field(default_factory=dict)
    cartilage: Floats | None = None

    def mirrored(self) -> Part:
        """The same structure on the left side."""
        landmarks = {name: p * MIRROR for name, p in self.landmarks.items()}
        return Part(mirrored(self.mesh), self.regions, landmarks, self.cartilage)


def covered(border: Floats, fade_mm: float = 1.6) -> Floats:
    """Cover 0..1 (n,) of an area from signed distances (n,) to its border in mm, negative within it."""
    result: Floats = np.round(np.clip(0.5 - border / fade_mm, 0.0, 1.0), 3)
    return result
