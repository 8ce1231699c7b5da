"""What is painted on bones: where muscles are attached, and over it what is lit."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.content import without_side
from glutmin_viewer.core.atlas import Structure
from glutmin_viewer.core.mesh import Ints
from glutmin_viewer.core.state import SceneState

# Words by which the regions of a bone tell that a muscle is attached there, in the order of `Item.attachments`.
ATTACHMENTS = ("origin", "insertion")
LIT, AVOID = 3, 4  # codes of `Item.attachments`


def painted_regions(structure: Structure, state: SceneState) -> Ints | None:
    """Codes (n,) of attachments, and over them of what is lit on the side looked at; None without any."""
    assert structure.mesh is not None
    codes = _attachments(structure) if state.attachments else None
    if codes is None:
        codes = np.zeros(len(structure.mesh.vertices), dtype=np.int32)
    if structure.side in {None, state.side}:
        for names, code in ((state.lit, LIT), (state.avoid, AVOID)):
            if without_side(structure.id) in names:
                codes[:] = code
            for name, vertices in structure.regions.items():
                if without_side(name) in names:
                    codes[vertices] = code
    return codes if codes.any() else None


def _attachments(structure: Structure) -> Ints | None:
    """Codes (n,) from the regions whose names say that a muscle arises or is inserted there; None without any."""
    assert structure.mesh is not None
    codes = np.zeros(len(structure.mesh.vertices), dtype=np.int32)
    claims = np.zeros_like(codes)
    for name, vertices in structure.regions.items():
        for code, word in enumerate(ATTACHMENTS, 1):
            if word in name.split("_"):
                codes[vertices] = code
                claims[vertices] += 1
    codes[claims > 1] = 0  # a seam of bare bone tells two muscles apart
    return codes if codes.any() else None
