"""The right fibula: a loft through tabulated sections, with the apex of its head and the lateral malleolus.

The numbers are those of data/fibula.toml, in the frame of the leg.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.cutting import cut
from glutmin_viewer.modelling.implicit import smooth_difference, smooth_union
from glutmin_viewer.modelling.levelset import Stretch, mesh_of, projected
from glutmin_viewer.modelling.loft import Loft
from glutmin_viewer.modelling.part import Part, covered
from glutmin_viewer.modelling.shank import Shank, common, highest, lowest, table
from glutmin_viewer.modelling.solids import above, round_cone, smooth_intersection


def fibula() -> Part:
    """The right fibula beside the tibia, in the pelvis frame (mm)."""
    data, leg = table("fibula"), Shank.standard()
    solid = FibulaSolid(data, leg)
    lattice = data["mesh"]
    stretch = Stretch(np.array(lattice["heights"]), np.array(lattice["steps_mm"]))
    even = mesh_of(solid.distance, np.array(lattice["box"]), lattice["grid_mm"], stretch)
    cut_mesh, regions = cut(even, region_borders(even.vertices, data["regions"]))
    mesh = projected(cut_mesh, solid.distance)
    cartilage = covered(solid.talus(leg.at_ankle(mesh.vertices)) - data["regions"]["face_reach"])
    mesh = Mesh(np.round(leg.to_pelvis(mesh.vertices), 4), mesh.faces)
    return Part(mesh, regions, {"fibular_head_apex": highest(mesh), "lateral_malleolus_tip": lowest(mesh)}, cartilage)


class FibulaSolid:
    """The fibula as signed distances in mm, (n,) at points (n, 3) of the leg's frame, negative inside."""

    def __init__(self, data: dict[str, Any], leg: Shank) -> None:
        self.data, self.leg = data, leg
        self.loft = Loft.from_table(data["shaft"])

    def distance(self, points: Floats) -> Floats:
        """The whole bone."""
        head = self.data["head"]
        solid = smooth_intersection(self.loft.distance(points), above(points, head["facet"]), head["facet"]["rounding"])
        solid = smooth_union(solid, _cone(points, head["apex"]), head["apex"]["fillet"])
        solid = smooth_intersection(solid, above(points, head["top"]), head["top"]["rounding"])
        return self._with_malleolus(points, solid)

    def _with_malleolus(self, points: Floats, solid: Floats) -> Floats:
        malleolus, at_ankle = self.data["malleolus"], self.leg.at_ankle(points)
        end, tip = malleolus["end"], malleolus["tip"]
        solid = smooth_intersection(solid, above(at_ankle, end), end["rounding"])
        solid = smooth_union(solid, _cone(at_ankle, tip), tip["fillet"])
        for name in ("fossa", "groove"):
            solid = smooth_difference(solid, _cone(at_ankle, malleolus[name]), malleolus[name]["rounding"])
        return smooth_difference(solid, self.talus(at_ankle), malleolus["face_rounding"])

    def talus(self, at_ankle: Floats) -> Floats:
        """What lies inward of the joint face, as far round the ankle's axis as the talus reaches."""
        ankle = self.leg.data["ankle"]
        return common(
            at_ankle[:, 2] - ankle["lateral_face"], np.hypot(at_ankle[:, 0], at_ankle[:, 1]) - ankle["radius"]
        )


def region_borders(points: Floats, limits: dict[str, Any]) -> dict[str, Floats]:
    """Name -> (n,) distances to the border of that region (negative inside); points (n, 3) lie on the bone."""
    y = points[:, 1]
    return {
        "fibular_head": limits["head_end"] - y,
        "fibular_neck": common(y - limits["head_end"], limits["neck_end"] - y),
        "fibular_shaft": common(y - limits["neck_end"], limits["malleolus_from"] - y),
        "lateral_malleolus": y - limits["malleolus_from"],
    }


def _cone(points: Floats, cone: dict[str, Any]) -> Floats:
    return round_cone(points, cone["start"], cone["end"], cone["radius_start"], cone["radius_end"])
