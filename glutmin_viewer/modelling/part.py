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
    regions: name -> vertex indices. landmarks: name -> (3,) position.
    """

    mesh: Mesh
    regions: dict[str, np.ndarray] = field(default_factory=dict)
    landmarks: dict[str, Floats] = field(default_factory=dict)

    def mirrored(self) -> Part:
        """The same structure on the left side."""
        return Part(mirrored(self.mesh), self.regions, {name: p * MIRROR for name, p in self.landmarks.items()})
