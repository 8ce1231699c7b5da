"""How far a generated bone lies from a reference bone that may be beside the checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.implicit import to_pyvista

SHARED = Path(__file__).resolve().parents[2] / "shared"


def distances_mm(mesh: Mesh, reference: str) -> np.ndarray:
    """Distances of samples of either surface to the other, after alignment by a similarity; skips without it."""
    tool, bone = SHARED / "tools/surface_distance.py", SHARED / "reference/bones" / reference
    if not (tool.exists() and bone.exists()):
        pytest.skip("the reference bones are not on this machine")
    spec = importlib.util.spec_from_file_location("surface_distance", tool)
    assert spec is not None and spec.loader is not None
    yardstick = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(yardstick)
    ours, theirs = to_pyvista(mesh), pv.read(bone).triangulate()
    theirs.points = np.asarray(theirs.points, float) * 1000
    scale, turn, shift = yardstick.align(yardstick.sample(ours), yardstick.sample(theirs))
    ours.points = scale * ours.points @ turn.T + shift
    pairs = ((ours, theirs), (theirs, ours))
    return np.concatenate([yardstick.to_surface(yardstick.sample(a), b) for a, b in pairs])
