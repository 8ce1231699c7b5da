"""The right tibia: a loft through tabulated sections, with what stands out of it and what is hollowed out of it.

Joint faces, eminence, tuberosity, Gerdy's tubercle, soleal line, malleolus and plafond are solids of their own
(data/tibia.toml). The fibula hollows out its facet and its notch: the tibia is cut clear of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.cutting import cut
from glutmin_viewer.modelling.fibula import FibulaSolid
from glutmin_viewer.modelling.implicit import smooth_difference, smooth_union, smoothstep, sphere
from glutmin_viewer.modelling.levelset import Stretch, mesh_of, projected
from glutmin_viewer.modelling.loft import Loft
from glutmin_viewer.modelling.part import Part, covered
from glutmin_viewer.modelling.shank import Shank, common, lowest, on_bone, table
from glutmin_viewer.modelling.solids import (
    Rod,
    above,
    ellipse,
    laid,
    round_cone,
    rounded,
    smooth_course,
    smooth_intersection,
)

MARGIN = 0.9  # mm outside what is painted on the bone


def tibia() -> Part:
    """The right tibia under the femur at neutral, in the pelvis frame (mm)."""
    data, leg = table("tibia"), Shank.standard()
    solid = TibiaSolid(data, leg)
    lattice = data["mesh"]
    stretch = Stretch(np.array(lattice["heights"]), np.array(lattice["steps_mm"]))
    even = mesh_of(solid.distance, np.array(lattice["box"]), lattice["grid_mm"], stretch)
    cut_mesh, regions = cut(even, region_borders(even.vertices, solid), MARGIN, data["regions"]["painted"])
    mesh = projected(cut_mesh, solid.distance)
    cartilage = covered(joint_faces(mesh.vertices, solid))
    mesh = Mesh(np.round(leg.to_pelvis(mesh.vertices), 4), mesh.faces)
    points = {name: leg.to_pelvis(np.array(p)) for name, p in data["landmarks"].items() if isinstance(p, list)}
    landmarks = on_bone(mesh, points) | {"medial_malleolus_tip": lowest(mesh)}
    landmarks["ankle_centre"] = np.array(leg.data["ankle"]["centre"])
    return Part(mesh, regions, landmarks, cartilage)


class TibiaSolid:
    """The tibia as signed distances in mm, (n,) at points (n, 3) of the leg's frame, negative inside."""

    def __init__(self, data: dict[str, Any], leg: Shank) -> None:
        self.data, self.leg = data, leg
        self.loft = Loft.from_table(data["shaft"])
        self.fibula = FibulaSolid(table("fibula"), leg)

    def distance(self, points: Floats) -> Floats:
        """The whole bone."""
        data, lines = self.data, self._lines
        solid = self._smooth(points)
        solid = smooth_union(solid, lines["soleal_line"].distance(points), data["lines"]["soleal_line"]["fillet"])
        hollow = data["lines"]["tibialis_anterior"]
        solid = smooth_difference(solid, lines["tibialis_anterior"].distance(points), hollow["rounding"])
        clear = self.fibula.distance(points) - data["fibula"]["gap"]
        return smooth_difference(solid, clear, data["fibula"]["rounding"])

    def _smooth(self, points: Floats) -> Floats:
        """All but ridges and grooves."""
        data = self.data
        solid = smooth_intersection(self.loft.distance(points), self.over_plateau(points), data["plateau"]["edge"])
        for name in ("gerdys_tubercle", "tuberosity"):
            knob = data["knobs"][name]
            solid = smooth_union(solid, _cone(points, knob), knob["fillet"])
        for name in ("anterior_area", "posterior_notch"):
            hollow = data["hollows"][name]
            solid = smooth_difference(solid, _cone(points, hollow), hollow["rounding"])
        spines = [_cone(points, spine) for spine in data["eminence"]["spines"]]
        for spine in spines:
            solid = smooth_union(solid, spine, data["eminence"]["fillet"])
        return self._with_ankle(points, solid)

    def over_plateau(self, points: Floats) -> Floats:
        """Height over the joint faces and what joins them."""
        plateau, (x, y, z) = self.data["plateau"], points.T
        heights = []
        for side in ("medial", "lateral"):
            face = plateau[side]
            u, v = (x - face["middle"][0]) / face["half_axes"][0], (z - face["middle"][1]) / face["half_axes"][1]
            heights.append(face["height"] + plateau["slope"] * x + face["rise"][0] * u**2 + face["rise"][1] * v**2)
        low, high = plateau["between"]
        result: Floats = y - heights[0] - (heights[1] - heights[0]) * smoothstep((z - low) / (high - low))
        return result

    def _with_ankle(self, points: Floats, solid: Floats) -> Floats:
        """The solid ended at the lips of the plafond, with the malleolus, hollowed out for the talus."""
        malleolus, plafond = self.data["malleolus"], self.data["plafond"]
        lips, groove, ankle = plafond["lips"], malleolus["groove"], self.leg.data["ankle"]
        at_ankle = self.leg.at_ankle(points)
        below = common(-above(points, lips), ankle["medial_face"] - at_ankle[:, 2])
        solid = smooth_difference(solid, below, lips["rounding"])
        end = malleolus["end"]
        solid = smooth_intersection(solid, above(at_ankle, end), end["rounding"])
        front, back = (_cone(at_ankle[:, :2], colliculus) for colliculus in malleolus["colliculi"])
        knob = smooth_union(front, back, malleolus["notch"])
        for plane in malleolus["sides"]:
            knob = smooth_intersection(knob, above(at_ankle, plane), malleolus["edge"])
        # Outward it ends in the bone, over the joint.
        knob = smooth_intersection(knob, at_ankle[:, 2] - 0.5 * ankle["medial_face"], malleolus["edge"])
        solid = smooth_union(solid, knob, malleolus["fillet"])
        solid = smooth_difference(solid, _cone(at_ankle, groove), groove["rounding"])
        return smooth_difference(solid, self.mortise(points), plafond["rounding"])

    def mortise(self, points: Floats) -> Floats:
        """The space of the talus: a cylinder about the ankle's axis that ends at the medial malleolus."""
        ankle, (forward, up, outward) = self.leg.data["ankle"], self.leg.at_ankle(points).T
        return rounded(
            np.hypot(forward, up) - ankle["radius"], ankle["medial_face"] - outward, self.data["plafond"]["edge"]
        )

    @cached_property
    def _lines(self) -> dict[str, Rod]:
        rods = {}
        for name, line in self.data["lines"].items():
            if isinstance(line, dict):
                course, depth = smooth_course(line["points"], line["depth"])
                rods[name] = Rod.along(laid(self._smooth, course, depth), line["radius"])
        return rods


def region_borders(points: Floats, solid: TibiaSolid) -> dict[str, Floats]:
    """Name -> (n,) distances to the border of that region (negative inside); points (n, 3) lie on the bone."""
    limits, (x, y, z) = solid.data["regions"], points.T
    gerdy, knob = np.array(limits["gerdys_tubercle"]), limits["tuberosity"]
    faces, outward = np.minimum(*plateau_faces(points, solid)), solid.leg.at_ankle(points)[:, 2]
    height = solid.leg.at_ankle(points)[:, 1]
    roof = solid.mortise(points) - limits["plafond_reach"]
    tuberosity = common(ellipse(y - knob["middle"][0], z - knob["middle"][1], *knob["half_axes"]), knob["from_x"] - x)
    on_gerdy = sphere(points, gerdy, limits["gerdys_radius"])
    condyles = common(limits["condyles_end"] - y, -faces, -tuberosity)
    return {
        "tibial_plateau": faces,
        "tibial_medial_condyle": common(condyles, z),
        "tibial_lateral_condyle": common(condyles, -z, -on_gerdy),
        "tibial_tuberosity": tuberosity,
        "gerdys_tubercle": on_gerdy,
        "iliotibial_tract_insertion": sphere(points, gerdy, limits["tract_radius"]),
        "tibial_shaft": _between(y, limits["shaft_between"]),
        "plafond": roof,
        "medial_malleolus": common(
            outward - limits["malleolus_reach"][0], height - limits["malleolus_reach"][1], -roof
        ),
        **_along_shaft(points, solid, limits),
    }


def _along_shaft(points: Floats, solid: TibiaSolid, limits: dict[str, Any]) -> dict[str, Floats]:
    """The anterior border, and the medial surface from it to the medial border."""
    x, z, radius = solid.loft.discs(-points[:, 1])
    border = np.hypot(points[:, 0] - x[:, 0], points[:, 2] - z[:, 0]) - radius[:, 0] - limits["border_reach"]
    chord = np.stack([x[:, 1] - x[:, 0], z[:, 1] - z[:, 0]], axis=1)
    length = np.linalg.norm(chord, axis=1)
    chord /= length[:, None]
    from_border = np.stack([points[:, 0] - x[:, 0], points[:, 2] - z[:, 0]], axis=1)
    along = np.einsum("ij,ij->i", from_border, chord)
    inward = from_border[:, 0] * chord[:, 1] - from_border[:, 1] * chord[:, 0]
    # With its border on the crest there are vertices on the crest, and it runs straight.
    medial = common(points[:, 2] - z[:, 0], along - length, inward)
    border = common(border, -from_border[:, 0], _between(points[:, 1], limits["border_between"]))
    return {
        "anterior_border": border,
        "medial_surface": common(medial, _between(points[:, 1], limits["medial_surface_between"])),
    }


def plateau_faces(points: Floats, solid: TibiaSolid) -> tuple[Floats, Floats]:
    """Distances (n,) to the borders of the medial and the lateral joint face."""
    plateau, under = solid.data["plateau"], np.abs(solid.over_plateau(points)) - 3.0
    faces = (plateau["medial"], plateau["lateral"])
    one, other = (
        common(ellipse(points[:, 0] - f["middle"][0], points[:, 2] - f["middle"][1], *f["half_axes"]), under)
        for f in faces
    )
    return one, other


def joint_faces(points: Floats, solid: TibiaSolid) -> Floats:
    """Distances (n,) to the border of what is covered by joint cartilage: plateau and mortise."""
    mortise = solid.mortise(points) - solid.data["regions"]["plafond_reach"]
    result: Floats = np.min([*plateau_faces(points, solid), mortise], axis=0)
    return result


def _cone(points: Floats, cone: dict[str, Any]) -> Floats:
    return round_cone(points, cone["start"], cone["end"], cone["radius_start"], cone["radius_end"])


def _between(height: Floats, limits: list[float]) -> Floats:
    return common(height - limits[0], limits[1] - height)
