"""The right patella: outlines at several depths, a convex front, and the two facets of its joint face.

The numbers are those of data/patella.toml, seen from the foremost point of the bone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.cutting import cut
from glutmin_viewer.modelling.levelset import mesh_of, projected
from glutmin_viewer.modelling.loft import Loft
from glutmin_viewer.modelling.part import Part, covered
from glutmin_viewer.modelling.shank import common, highest, lowest, on_bone, table
from glutmin_viewer.modelling.solids import above, smooth_intersection


def patella() -> Part:
    """The right patella in front of the straight knee, in the pelvis frame (mm)."""
    data = table("patella")
    solid = PatellaSolid(data)
    front = np.array(data["placement"]["front"])
    even = mesh_of(solid.distance, np.array(data["mesh"]["box"]), data["mesh"]["grid_mm"])
    cut_mesh, regions = cut(even, region_borders(even.vertices, solid))
    mesh = projected(cut_mesh, solid.distance)
    cartilage = covered(region_borders(mesh.vertices, solid)["patellar_facets"])
    mesh = Mesh(np.round(mesh.vertices + front, 4), mesh.faces)
    centre = on_bone(mesh, {"patella_centre_front": front + data["landmarks"]["patella_centre_front"]})
    return Part(mesh, regions, centre | {"patella_base": highest(mesh), "patella_apex": lowest(mesh)}, cartilage)


class PatellaSolid:
    """The patella as signed distances in mm, (n,) at points (n, 3) from its foremost point, negative inside."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self._loft = Loft.from_table(data["outline"])

    def distance(self, points: Floats) -> Floats:
        """The whole bone."""
        front, facets = self.data["front"], self.data["facets"]
        x, y, z = points.T
        bulge = x + 0.5 * y**2 / front["radius_up"] + 0.5 * z**2 / front["radius_across"]
        solid = smooth_intersection(self.outline(points), bulge, front["edge"])
        solid = smooth_intersection(solid, self.behind(points), facets["edge"])
        return smooth_intersection(solid, above(points, facets["apex"]), facets["apex"]["rounding"])

    def outline(self, points: Floats) -> Floats:
        """Distance to the outline seen from the front, at the depth of each point."""
        x, y, z = points.T
        return self._loft.distance(np.stack([y, x, z], axis=1))

    def behind(self, points: Floats) -> Floats:
        """How far points lie behind the two facets."""
        facets = self.data["facets"]
        x, y, z = (points - np.array(facets["ridge"])).T
        ridge = -x + facets["lean"] * y + facets["hollow"] * y**2
        medial, lateral = ridge - facets["medial_slope"] * z, ridge + facets["lateral_slope"] * z
        return smooth_intersection(
            medial / np.hypot(1.0, facets["medial_slope"]),
            lateral / np.hypot(1.0, facets["lateral_slope"]),
            facets["ridge_rounding"],
        )


def region_borders(points: Floats, solid: PatellaSolid) -> dict[str, Floats]:
    """Name -> (n,) distances to the border of that region (negative inside); points (n, 3) lie on the bone."""
    limits, y = solid.data["regions"], points[:, 1]
    facets = common(
        np.abs(solid.behind(points)) - limits["facets_reach"],
        solid.outline(points) + limits["facets_rim"],
        limits["facets_end"] - y,
    )
    return {
        "patellar_base": common(limits["base_from"] - y, -solid.outline(points) - limits["base_reach"], -facets),
        "patellar_apex": common(y - limits["apex_from"], -facets),
        "patellar_facets": facets,
    }
