"""The right femur, built as one solid from named landmarks, sections and planes (data/femur.toml).

Head: a sphere. Neck and shaft: stacks of ellipses. Greater trochanter: the space between its facet planes.
Lesser trochanter, crests and epicondyles: rods. Condyles: rounded discs, with the intercondylar fossa cut out.
The solid is a signed-distance field, in mm in the femur frame (origin head centre, axes of the pelvis frame).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.cutting import cut
from glutmin_viewer.modelling.femur_proportions import other_proportions
from glutmin_viewer.modelling.femur_regions import joint_cartilage, region_borders
from glutmin_viewer.modelling.femur_solid import FemurSolid
from glutmin_viewer.modelling.implicit import to_pyvista
from glutmin_viewer.modelling.levelset import Stretch, mesh_of, projected
from glutmin_viewer.modelling.part import Part, covered

DATA = Path(__file__).parent / "data" / "femur.toml"
BOX = np.array([[-46.0, -436.0, -52.0], [52.0, 32.0, 78.0]])
MARGIN = 0.9  # mm outside what is painted on the bone
INSIDE = ("femoral_head_centre", "neck_centre")


def femur(changes: Mapping[str, float] | None = None, head_centre: Floats | None = None) -> Part:
    """The right femur at neutral, in the pelvis frame (mm).

    changes: other values of the table [parameters] of data/femur.toml (neck_shaft_angle_deg, anteversion_deg,
    femur_length_mm). head_centre: (3,) where the hip joint centre is, by default that of the averaged pelvis.
    """
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    move = other_proportions(data, changes or {})
    solid = FemurSolid(data)
    lattice = data["mesh"]
    stretch = Stretch(np.array(lattice["heights"]), np.array(lattice["steps_mm"]))
    even = mesh_of(solid.distance, BOX, lattice["grid_mm"], stretch)
    cut_mesh, regions = cut(even, region_borders(even.vertices, solid, data), MARGIN, data["regions"]["painted"])
    mesh = projected(cut_mesh, solid.distance)
    cartilage = covered(joint_cartilage(mesh.vertices, solid, data))
    regions |= {name: _joined(regions, parts) for name, parts in data["regions"]["insertions"].items()}
    landmarks = _landmarks(mesh, data)
    if move:
        mesh = Mesh(move(mesh.vertices), mesh.faces)
        landmarks = {name: move(point[None])[0] for name, point in landmarks.items()}
    centre = np.array(data["placement"]["hip_joint_centre"] if head_centre is None else head_centre, dtype=float)
    landmarks = {name: point + centre for name, point in landmarks.items()}
    return Part(Mesh(mesh.vertices + centre, mesh.faces), regions, landmarks, cartilage)


def _joined(regions: Mapping[str, np.ndarray], parts: list[str]) -> np.ndarray:
    """The vertices of several regions as one."""
    return np.unique(np.concatenate([regions[part] for part in parts]))


def _landmarks(mesh: Mesh, data: dict[str, Any]) -> dict[str, Floats]:
    """Named points in the femur frame; those of the surface are the closest to the tabulated points."""
    table = {name: np.array(p) for name, p in data["landmarks"].items() if isinstance(p, list)}
    on_bone = [name for name in table if name not in INSIDE]
    tabulated = np.array([table[name] for name in on_bone])
    on_surface = to_pyvista(mesh).find_closest_cell(tabulated, return_closest_point=True)[1]
    table.update(zip(on_bone, on_surface, strict=True))
    table["knee_centre"] = 0.5 * (table["lateral_epicondyle"] + table["medial_epicondyle"])
    return table
