"""How far a generated bone lies from a reference bone that may be beside the checkout."""

from __future__ import annotations

import csv
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


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the averaged tables; skips where they are not on this machine."""
    path = SHARED / "reference/landmarks" / name
    if not path.exists():
        pytest.skip("the averaged tables are not on this machine")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def people(bone: str, quantity: str) -> tuple[float, float]:
    """Mean and standard deviation of a dimension over the measured adults."""
    rows = table("people_dimensions.csv")
    row = next(r for r in rows if (r["bone"], r["quantity"]) == (bone, quantity))
    return float(row["mean"]), float(row["sd"])


def outside_one_sd(bone: str, found: dict[str, float]) -> dict[str, tuple[float, float, float]]:
    """Quantities whose value lies more than one standard deviation off: (value, mean, SD)."""
    result = {}
    for quantity, value in found.items():
        mean, deviation = people(bone, quantity)
        if abs(value - mean) > deviation:
            result[quantity] = (round(float(value), 3), mean, deviation)
    return result


def surface_points(name: str) -> np.ndarray:
    """Points (n, 3) on the surface of the averaged bone, from a landmark table: both sides of a sheet, and its edge."""
    points = []
    for row in table(name):
        if row["id"] == "HJC" or "centre" in row["id"]:
            continue
        if row["kind"] != "region point":
            points.append([row[axis] for axis in "xyz"])
        for side in ("lateral", "medial"):
            if row.get(f"{side}_x"):
                points.append([row[f"{side}_{axis}"] for axis in "xyz"])
    return np.array(points, dtype=float)


def section_centre(mesh: Mesh, origin: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Centroid of the area that a plane cuts from a bone, near `origin`."""
    x, y, z = origin
    cut = to_pyvista(mesh).slice(normal=normal, origin=(x, y, z)).connectivity("closest", closest_point=origin)
    loop = cut.strip(join=True)
    points = loop.points[loop.lines[1:]]
    fan = np.array([[i, (i + 1) % len(points), len(points)] for i in range(len(points))], np.int32)
    filled = Mesh(np.vstack([points, points.mean(axis=0)]), fan)
    signed = filled.area_vectors @ normal
    return (signed[:, None] * np.mean(filled.corners, axis=0)).sum(axis=0) / signed.sum()
