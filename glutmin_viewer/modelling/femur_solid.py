"""The solids the femur is made of, as signed distances in mm (negative inside) in the femur frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import Field, smooth_difference, smooth_union, sphere
from glutmin_viewer.modelling.levelset import through
from glutmin_viewer.modelling.solids import (
    Rod,
    above,
    ellipse,
    laid,
    polyline,
    profile,
    round_cone,
    rounded,
    smooth_course,
    smooth_intersection,
    unit,
    xy,
)


@dataclass(frozen=True, eq=False)
class Facet:
    """A flat elliptical area: centre (3,), axes (3, 3; long axis, short axis, outward normal), half axes (2,) in mm."""

    centre: Floats
    axes: Floats
    half_axes: Floats

    @classmethod
    def on(cls, plane: dict[str, Any], half_axes: list[float], turn_deg: float) -> Facet:
        """On a plane (point, normal); the long axis points up, turned by `turn_deg` about the outward normal."""
        normal = unit(plane["normal"])
        up = unit(np.array([0.0, 1.0, 0.0]) - normal[1] * normal)
        turn = np.radians(turn_deg)
        along = np.cos(turn) * up + np.sin(turn) * np.cross(normal, up)
        return cls(np.array(plane["point"]), np.stack([along, np.cross(normal, along), normal]), np.array(half_axes))

    def height(self, points: Floats) -> Floats:
        """Height of points (n, 3) over the plane of the facet."""
        result: Floats = (points - self.centre) @ self.axes[2]
        return result

    def border(self, points: Floats) -> Floats:
        """Distance of points (n, 3) to the border, seen along the normal, negative within."""
        u, v = ((points - self.centre) @ self.axes[:2].T).T
        return ellipse(u, v, self.half_axes[0], self.half_axes[1])


class FemurSolid:
    """The femur of data/femur.toml. Every method takes points (n, 3) and returns distances (n,)."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def distance(self, points: Floats) -> Floats:
        """The whole bone: the head stays the sphere it is, whatever the correction does around it."""
        solid = self._planed(points, self._drawn_through_points(points))
        solid = smooth_union(solid, self.head(points), self._data["head"]["fillet"])
        return self._with_fovea(points, solid)

    def _joined(self, points: Floats) -> Floats:
        """All solids but the head."""
        ridges = np.min([self.line(points, name) for name in self._lines], axis=0)
        return smooth_union(self._smooth(points), ridges, self._data["lines"]["fillet"])

    def _smooth(self, points: Floats) -> Floats:
        """All solids but head and low ridges."""
        data = self._data
        solid = smooth_union(self.shaft(points), self.neck(points), data["neck"]["sections"]["fillet"])
        solid = smooth_union(solid, self.greater_trochanter(points), data["greater_trochanter"]["fillet"])
        solid = smooth_union(solid, self.intertrochanteric_crest(points), data["intertrochanteric_crest"]["fillet"])
        solid = smooth_union(solid, self.lesser_trochanter(points), data["lesser_trochanter"]["fillet"])
        solid = smooth_difference(solid, self.trochanteric_fossa(points), data["trochanteric_fossa"]["rounding"])
        solid = smooth_union(solid, self.condyles(points), data["patellar_surface"]["shaft_fillet"])
        for name in ("epicondyle_lateral", "epicondyle_medial", "adductor_tubercle", "lesser_trochanter_foot"):
            solid = smooth_union(solid, *self._rod(points, name, "fillet"))
        return smooth_difference(solid, self.intercondylar_fossa(points), data["intercondylar_fossa"]["rounding"])

    def head(self, points: Floats) -> Floats:
        """The sphere, ending where the neck begins."""
        head = self._data["head"]
        margin = points @ self.neck_axis - head["margin"]["along"]
        return smooth_intersection(sphere(points, np.zeros(3), head["radius"]), margin, head["margin"]["rounding"])

    @cached_property
    def neck_axis(self) -> Floats:
        """Unit vector from the head centre through the isthmus of the neck."""
        return unit(self._data["neck"]["isthmus_centre"])

    def _with_fovea(self, points: Floats, solid: Floats) -> Floats:
        head = self._data["head"]
        fovea = head["fovea"]
        pit = unit(fovea["direction"]) * (head["radius"] + fovea["radius"] - fovea["depth"])
        return smooth_difference(solid, sphere(points, pit, fovea["radius"]), fovea["rounding"])

    def neck(self, points: Floats) -> Floats:
        """Ellipses along the line from the head centre through the isthmus."""
        sections = self._data["neck"]["sections"]
        along = self.neck_axis
        forward = unit(np.array([1.0, 0.0, 0.0]) - along[0] * along)
        upward = np.cross(along, forward)
        station = points @ along
        height, depth, rise = profile(sections, "along", station, "half_height", "half_depth", "rise")
        tube = ellipse(points @ upward - rise, points @ forward, height, depth)
        ends = np.maximum(-station, station - sections["along"][-1])
        return smooth_intersection(tube, ends, 6.0)

    @cached_property
    def _shaft_sections(self) -> dict[str, Floats]:
        """Column name -> values, from the uppermost section to the lowest."""
        shaft = self._data["shaft"]
        return dict(zip(shaft["columns"], np.transpose(shaft["sections"]), strict=True))

    def shaft(self, points: Floats) -> Floats:
        """Horizontal ellipses from the trochanters to the condyles."""
        shaft = self._shaft_sections
        y = points[:, 1]
        x, z, depth, width = profile(shaft, "y", y, "centre_x", "centre_z", "depth_ap", "width_ml")
        tube = ellipse(points[:, 0] - x, points[:, 2] - z, 0.5 * depth, 0.5 * width)
        ends = np.maximum(y - shaft["y"][0], shaft["y"][-1] - y)
        return smooth_intersection(tube, ends, 8.0)

    @cached_property
    def _lines(self) -> dict[str, Rod]:
        """The low ridges by name, laid onto the bone."""
        lines = {name: line for name, line in self._data["lines"].items() if isinstance(line, dict)}
        courses = {name: smooth_course(line["points"], line["depth"]) for name, line in lines.items()}
        return {name: Rod.along(laid(self._smooth, *courses[name]), line["radius"]) for name, line in lines.items()}

    def line(self, points: Floats, name: str) -> Floats:
        """One of the low ridges."""
        return self._lines[name].distance(points)

    def greater_trochanter(self, points: Floats) -> Floats:
        """The space behind all bounding planes, its edges rounded."""
        trochanter = self._data["greater_trochanter"]
        solid: Floats = np.full(len(points), -1e3)
        for plane in trochanter["planes"].values():
            solid = smooth_intersection(solid, above(points, plane), trochanter["rounding"])
        return solid

    @cached_property
    def _drawn_through_points(self) -> Field:
        """The solids joined, corrected to pass through the tabulated points and the facets of the trochanter."""
        known = self._data["surface_points"]
        tabulated = np.array(list(known["at"].values()))
        return through(self._joined, np.concatenate([tabulated, *self._facet_points()]), known["reach"])

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The facets of the greater trochanter by name."""
        trochanter = self._data["greater_trochanter"]
        planes, sizes = trochanter["planes"], trochanter["facets"]
        return {name: Facet.on(planes[name], **sizes[name]) for name in sizes["names"]}

    def _facet_points(self) -> list[Floats]:
        """Centre of each facet and four points around it, most of the way to its border."""
        around = np.array([[0.0, 0.0], [0.7, 0.0], [-0.7, 0.0], [0.0, 0.7], [0.0, -0.7]])
        return [facet.centre + (around * facet.half_axes) @ facet.axes[:2] for facet in self.facets.values()]

    def _planed(self, points: Floats, solid: Floats) -> Floats:
        """The solid with what stands above each facet plane, near the facet, planed off."""
        for facet in self.facets.values():
            near = np.maximum(facet.border(points) - 2.0, -facet.height(points))
            solid = smooth_difference(solid, near, 2.0)
        return solid

    def trochanteric_fossa(self, points: Floats) -> Floats:
        """What is taken away on the medial side of the greater trochanter."""
        return self._rod(points, "trochanteric_fossa", "rounding")[0]

    def lesser_trochanter(self, points: Floats) -> Floats:
        cone = self._data["lesser_trochanter"]
        return round_cone(points, cone["base"], cone["apex"], cone["base_radius"], cone["apex_radius"])

    def lesser_trochanter_tip(self, points: Floats) -> Floats:
        """The ball about the apex of the cone that holds the lesser trochanter proper, without its foot."""
        cone = self._data["lesser_trochanter"]
        return sphere(points, np.array(cone["apex"]), cone["reach"])

    def intertrochanteric_crest(self, points: Floats) -> Floats:
        """The crest with the quadrate tubercle on it."""
        crest = self._data["intertrochanteric_crest"]
        ridge = polyline(points, crest["points"], crest["radius"])
        return smooth_union(ridge, *self._rod(points, "quadrate_tubercle", "fillet"))

    def patellar_groove(self, points: Floats) -> Floats:
        """What joins the two condyles in front."""
        front = self._data["patellar_surface"]
        disc = np.hypot(points[:, 0] - front["circle"]["x"], points[:, 1] - front["circle"]["y"])
        aside = np.abs(points[:, 2] - front["middle"]) - 0.5 * front["width"]
        solid = rounded(disc - front["circle"]["radius"], aside, front["edge"])
        return smooth_intersection(solid, above(points, front["back"]), front["back"]["rounding"])

    def beside(self, points: Floats, name: str) -> Floats:
        """How far points lie outside the two flat sides of a condyle; negative between them."""
        condyle = self._data[name]
        result: Floats = np.abs(points[:, 2] - condyle["middle"] - condyle["slant"] * points[:, 0])
        return result - 0.5 * float(condyle["width"])

    def condyles(self, points: Floats) -> Floats:
        """Both condyles and the patellar surface that joins them in front."""
        front, solid = self._data["patellar_surface"], self.patellar_groove(points)
        for name in ("condyle_medial", "condyle_lateral"):
            solid = smooth_union(solid, self.condyle(points, name), front["fillet"])
        return solid

    def condyle(self, points: Floats, name: str) -> Floats:
        """One condyle: two circles joined in the sagittal plane, drawn out sideways."""
        condyle = self._data[name]
        back, low = condyle["posterior_circle"], condyle["distal_circle"]
        sagittal = points[:, :2]
        outline = round_cone(sagittal, xy(back), xy(low), back["radius"], low["radius"])
        disc = rounded(outline, self.beside(points, name), condyle["edge"])
        for plane in (condyle["shoulder"], condyle["corner"]):
            disc = smooth_intersection(disc, above(points, plane), plane["rounding"])
        return disc

    def intercondylar_fossa(self, points: Floats) -> Floats:
        """The slot behind and below its roof, open to the back."""
        fossa = self._data["intercondylar_fossa"]
        back, front = np.array(fossa["roof_back"]), np.array(fossa["roof_front"])
        roof = unit(front - back)
        # The roof runs forward and down; turned a quarter it points up and forward, out of the slot.
        behind = (points[:, :2] - back) @ np.array([-roof[1], roof[0]])
        aside = np.abs(points[:, 2] - fossa["middle"]) - 0.5 * fossa["width"]
        return rounded(behind, aside, fossa["edge"])

    def _rod(self, points: Floats, name: str, blend: str) -> tuple[Floats, float]:
        rod = self._data[name]
        return round_cone(points, rod["start"], rod["end"], rod["radius_start"], rod["radius_end"]), rod[blend]
