"""The solids the femur is made of, as signed distances in mm (negative inside) in the femur frame."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.interpolate import PchipInterpolator

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.implicit import Field, smooth_difference, smooth_union, sphere
from glutmin_viewer.modelling.levelset import through


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
        data = self._data
        solid = smooth_union(self.shaft(points), self.neck(points), data["neck"]["sections"]["fillet"])
        solid = smooth_union(solid, self.greater_trochanter(points), data["greater_trochanter"]["fillet"])
        solid = smooth_union(solid, self.intertrochanteric_crest(points), data["intertrochanteric_crest"]["fillet"])
        solid = smooth_union(solid, self.intertrochanteric_line(points), data["intertrochanteric_line"]["fillet"])
        solid = smooth_union(solid, self.lesser_trochanter(points), data["lesser_trochanter"]["fillet"])
        solid = smooth_difference(solid, *self._rod(points, "trochanteric_fossa", "rounding"))
        solid = smooth_union(solid, self.linea_aspera(points), data["linea_aspera"]["fillet"])
        solid = smooth_union(solid, self.condyles(points), data["patellar_surface"]["shaft_fillet"])
        for name in ("epicondyle_lateral", "epicondyle_medial", "adductor_tubercle"):
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
        height, depth, rise = _profile(sections, "along", station, "half_height", "half_depth", "rise")
        tube = _ellipse(points @ upward - rise, points @ forward, height, depth)
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
        x, z, depth, width = _profile(shaft, "y", y, "centre_x", "centre_z", "depth_ap", "width_ml")
        tube = _ellipse(points[:, 0] - x, points[:, 2] - z, 0.5 * depth, 0.5 * width)
        ends = np.maximum(y - shaft["y"][0], shaft["y"][-1] - y)
        return smooth_intersection(tube, ends, 8.0)

    @cached_property
    def _linea_aspera_course(self) -> Floats:
        """Axis of the ridge: the hindmost points of the shaft, sunk so that the ridge stays low."""
        shaft, line = self._shaft_sections, self._data["linea_aspera"]
        y = shaft["y"]
        x = shaft["centre_x"] - 0.5 * shaft["depth_ap"] + line["sink"]
        course = np.stack([x, y, shaft["centre_z"]], axis=1)
        return course[(y < line["from_y"]) & (y > line["to_y"])]

    def linea_aspera(self, points: Floats) -> Floats:
        line = self._data["linea_aspera"]
        courses = [self._linea_aspera_course, *(branch["points"] for branch in line["branch"])]
        result: Floats = np.min([polyline(points, course, line["radius"]) for course in courses], axis=0)
        return result

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
        tabulated = np.array([*known["at"].values(), *known["drawn"]["below_anterior_facet"]])
        return through(self._joined, np.concatenate([tabulated, *self._facet_points()]), known["reach"])

    @cached_property
    def facets(self) -> dict[str, tuple[dict[str, Any], float]]:
        """Name -> plane of a facet and how far it reaches from its centre in mm."""
        trochanter = self._data["greater_trochanter"]
        radius = trochanter["facet_radius"]
        return {name: (plane, radius[name]) for name, plane in trochanter["planes"].items() if name in radius}

    def _facet_points(self) -> list[Floats]:
        """Centre of each facet and four points around it, half way to its border."""
        points = []
        for plane, radius in self.facets.values():
            normal = unit(plane["normal"])
            upward = unit(np.array([0.0, 1.0, 0.0]) - normal[1] * normal)
            sideways = np.cross(normal, upward)
            around = np.array([np.zeros(3), upward, -upward, sideways, -sideways])
            points.append(np.array(plane["point"]) + 0.5 * radius * around)
        return points

    def _planed(self, points: Floats, solid: Floats) -> Floats:
        """The solid with what stands above each facet plane, near the facet, planed off."""
        for plane, radius in self.facets.values():
            near = sphere(points, np.array(plane["point"]), radius + 2.0)
            solid = smooth_difference(solid, np.maximum(-above(points, plane), near), 2.0)
        return solid

    def lesser_trochanter(self, points: Floats) -> Floats:
        cone = self._data["lesser_trochanter"]
        return round_cone(points, cone["base"], cone["apex"], cone["base_radius"], cone["apex_radius"])

    def lesser_trochanter_tip(self, points: Floats) -> Floats:
        """The ball about the apex of the cone that holds the lesser trochanter proper, without its foot."""
        cone = self._data["lesser_trochanter"]
        return sphere(points, np.array(cone["apex"]), cone["reach"])

    def intertrochanteric_crest(self, points: Floats) -> Floats:
        crest = self._data["intertrochanteric_crest"]
        return polyline(points, crest["points"], crest["radius"])

    def intertrochanteric_line(self, points: Floats) -> Floats:
        line = self._data["intertrochanteric_line"]
        return polyline(points, line["points"], line["radius"])

    def condyles(self, points: Floats) -> Floats:
        """Both condyles and the patellar surface that joins them in front."""
        front = self._data["patellar_surface"]
        disc = np.hypot(points[:, 0] - front["circle"]["x"], points[:, 1] - front["circle"]["y"])
        aside = np.abs(points[:, 2] - front["middle"]) - 0.5 * front["width"]
        solid = _rounded(disc - front["circle"]["radius"], aside, front["edge"])
        solid = smooth_intersection(solid, above(points, front["back"]), front["back"]["rounding"])
        for name in ("condyle_medial", "condyle_lateral"):
            solid = smooth_union(solid, self._condyle(points, self._data[name]), front["fillet"])
        return solid

    def _condyle(self, points: Floats, condyle: dict[str, Any]) -> Floats:
        back, low = condyle["posterior_circle"], condyle["distal_circle"]
        sagittal = points[:, :2]
        profile = round_cone(sagittal, _xy(back), _xy(low), back["radius"], low["radius"])
        aside = np.abs(points[:, 2] - condyle["middle"] - condyle["slant"] * points[:, 0]) - 0.5 * condyle["width"]
        disc = _rounded(profile, aside, condyle["edge"])
        shoulder = condyle["shoulder"]
        return smooth_intersection(disc, above(points, shoulder), shoulder["rounding"])

    def intercondylar_fossa(self, points: Floats) -> Floats:
        """The slot behind and below its roof, open to the back."""
        fossa = self._data["intercondylar_fossa"]
        back, front = np.array(fossa["roof_back"]), np.array(fossa["roof_front"])
        roof = unit(front - back)
        # The roof runs forward and down; turned a quarter it points up and forward, out of the slot.
        behind = (points[:, :2] - back) @ np.array([-roof[1], roof[0]])
        aside = np.abs(points[:, 2] - fossa["middle"]) - 0.5 * fossa["width"]
        return _rounded(behind, aside, fossa["edge"])

    def _rod(self, points: Floats, name: str, blend: str) -> tuple[Floats, float]:
        rod = self._data[name]
        return round_cone(points, rod["start"], rod["end"], rod["radius_start"], rod["radius_end"]), rod[blend]


def above(points: Floats, plane: dict[str, Any]) -> Floats:
    """Height of points (n, 3) over a plane given by a point and its outward normal."""
    result: Floats = (points - np.array(plane["point"])) @ unit(plane["normal"])
    return result


def unit(vector: Any) -> Floats:
    vector = np.asarray(vector, dtype=float)
    result: Floats = vector / np.linalg.norm(vector)
    return result


def smooth_intersection(a: Floats, b: Floats, blend: float) -> Floats:
    """Common part, its edge rounded by about `blend` mm."""
    return -smooth_union(-a, -b, blend)


def round_cone(points: Floats, start: Any, end: Any, radius_start: float, radius_end: float) -> Floats:
    """Exact distance to the hull of two balls (points (n, 3)) or two discs (points (n, 2))."""
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    length = float(np.linalg.norm(end - start))
    offset = points - start
    along = offset @ unit(end - start)
    across = np.sqrt(np.maximum((offset**2).sum(axis=1) - along**2, 0.0))
    sine = (radius_start - radius_end) / length
    cosine = np.sqrt(1.0 - sine**2)
    station = cosine * along - sine * across  # of the nearest point of the tangent cone
    near_start, near_end = np.hypot(across, along) - radius_start, np.hypot(across, along - length) - radius_end
    cone = cosine * across + sine * along - radius_start
    result: Floats = np.where(station < 0.0, near_start, np.where(station > cosine * length, near_end, cone))
    return result


def polyline(points: Floats, course: Any, radius: float) -> Floats:
    """A rod of constant radius along a broken line (m, 3)."""
    course = np.asarray(course, dtype=float)
    pieces = [round_cone(points, a, b, radius, radius) for a, b in pairwise(course)]
    result: Floats = np.min(pieces, axis=0)
    return result


def _profile(table: dict[str, Any], station: str, at: Floats, *columns: str) -> list[Floats]:
    """Columns of a table, interpolated without overshoot; held constant beyond its ends."""
    order = np.argsort(table[station])
    known = np.array(table[station])[order]
    inside = np.clip(at, known[0], known[-1])
    return [PchipInterpolator(known, np.array(table[name])[order])(inside) for name in columns]


def _ellipse(a: Floats, b: Floats, half_a: Floats, half_b: Floats) -> Floats:
    """Distance to an ellipse, to first order: (q - 1) over the slope of q."""
    q = np.hypot(a / half_a, b / half_b)
    slope = np.hypot(a / half_a**2, b / half_b**2)
    result: Floats = np.where(q > 1e-3, q * (q - 1.0) / np.maximum(slope, 1e-9), -np.minimum(half_a, half_b))
    return result


def _rounded(profile: Floats, aside: Floats, edge: float) -> Floats:
    """A profile drawn out sideways (distances in the plane and across it), its edges rounded with radius `edge`."""
    across, out = profile + edge, aside + edge
    inside = np.minimum(np.maximum(across, out), 0.0)
    result: Floats = np.hypot(np.maximum(across, 0.0), np.maximum(out, 0.0)) + inside - edge
    return result


def _xy(circle: dict[str, float]) -> Floats:
    return np.array([circle["x"], circle["y"]])
