"""The right femur, built as one solid from named landmarks, sections and planes (data/femur.toml).

Head: a sphere. Neck and shaft: stacks of ellipses. Greater trochanter: the space between its facet planes.
Lesser trochanter, crests and epicondyles: rods. Condyles: rounded discs, with the intercondylar fossa cut out.
The solid is a signed-distance field, in mm in the femur frame (origin head centre, axes of the pelvis frame).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.modelling.femur_solid import FemurSolid, unit
from glutmin_viewer.modelling.implicit import to_pyvista
from glutmin_viewer.modelling.levelset import mesh_of
from glutmin_viewer.modelling.part import Part

DATA = Path(__file__).parent / "data" / "femur.toml"
BOX = np.array([[-46.0, -436.0, -52.0], [52.0, 32.0, 78.0]])
ON_SURFACE = (
    "greater_trochanter_tip",
    "greater_trochanter_lateral",
    "lesser_trochanter",
    "lateral_epicondyle",
    "medial_epicondyle",
    "anterior_facet_centre",
    "trochanteric_fossa",
)


def femur() -> Part:
    """The right femur at neutral, in the pelvis frame (mm)."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    solid = FemurSolid(data)
    mesh = mesh_of(solid.distance, BOX, data["mesh"]["grid_mm"], data["mesh"]["faces"])
    hip_joint_centre = np.array(data["placement"]["hip_joint_centre"])
    return Part(
        Mesh(mesh.vertices + hip_joint_centre, mesh.faces),
        _regions(mesh, solid, data),
        {name: p + hip_joint_centre for name, p in _landmarks(mesh, data).items()},
    )


def _landmarks(mesh: Mesh, data: dict[str, Any]) -> dict[str, Floats]:
    """Named points in the femur frame; those of the surface are the closest to the tabulated points."""
    table = {name: np.array(p) for name, p in data["landmarks"].items() if isinstance(p, list)}
    tabulated = np.array([table[name] for name in ON_SURFACE])
    on_surface = to_pyvista(mesh).find_closest_cell(tabulated, return_closest_point=True)[1]
    table.update(zip(ON_SURFACE, on_surface, strict=True))
    table["knee_centre"] = 0.5 * (table["lateral_epicondyle"] + table["medial_epicondyle"])
    return table


def _regions(mesh: Mesh, solid: FemurSolid, data: dict[str, Any]) -> dict[str, np.ndarray]:
    """Vertex indices of each named region: where the surface is that of the part with this name."""
    points, normals = mesh.vertices, vertex_normals(mesh)
    margin = data["head"]["margin"]
    region = {
        # the fovea too, which lies below the sphere
        "femoral_head": (solid.head(points) < 0.02) & (points @ solid.neck_axis < margin["along"] - margin["rounding"]),
        "greater_trochanter": (solid.greater_trochanter(points) < 4.0) & (points[:, 1] > -46.0),
        "lesser_trochanter": solid.lesser_trochanter_tip(points) < 0.0,
        "shaft": (points[:, 1] < -85.0) & (points[:, 1] > -375.0),
    }
    for name, (plane, reach) in solid.facets.items():
        normal, offset = unit(plane["normal"]), points - np.array(plane["point"])
        height = offset @ normal
        aside = np.linalg.norm(offset - height[:, None] * normal, axis=1)
        level = (np.abs(height) < 1.2) & (normals @ normal > np.cos(np.radians(25.0)))
        region[name] = level & (aside < reach)
        region["greater_trochanter"] |= region[name]
    return {name: np.flatnonzero(mask) for name, mask in region.items()}
