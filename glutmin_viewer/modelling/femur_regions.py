"""The named regions of the femur as signed distances to their borders (mm, negative inside) at points on the bone."""

from __future__ import annotations

from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.modelling.femur_solid import FemurSolid
from glutmin_viewer.modelling.implicit import sphere
from glutmin_viewer.modelling.solids import above, unit


def region_borders(points: Floats, solid: FemurSolid, data: dict[str, Any]) -> dict[str, Floats]:
    """Name -> (n,) distances to the border of that region; points (n, 3) lie on the bone, in the femur frame."""
    limits = data["regions"]
    radius = data["head"]["radius"]
    y, along = points[:, 1], points @ solid.neck_axis
    beside_neck = above(points, limits["neck_end"])
    margin = np.maximum(along - limits["head_margin_along"], sphere(points, np.zeros(3), radius + 1.0))
    fovea = unit(data["head"]["fovea"]["direction"]) * radius
    trochanter = _within(
        solid.greater_trochanter(points) - limits["trochanter_reach"], limits["trochanter_low"] - y, -beside_neck
    )
    pit = solid.trochanteric_fossa(points) - limits["trochanteric_fossa_reach"]
    borders = {
        "head": margin,
        "fovea": sphere(points, fovea, limits["fovea_radius"]),
        "neck": _within(-margin, beside_neck, solid.lesser_trochanter_tip(points) * -1.0),
        "greater_trochanter": trochanter,
        "lesser_trochanter": solid.lesser_trochanter_tip(points),
        "trochanteric_fossa": pit,
        "intertrochanteric_crest": _within(solid.intertrochanteric_crest(points) - limits["crest_reach"], -pit),
        "shaft": _within(y - limits["shaft_top"], limits["shaft_end"] - y),
        "piriformis_insertion": sphere(points, np.array(limits["piriformis_insertion"]), limits["piriformis_radius"]),
    }
    for name, lines in limits["along_lines"].items():
        borders[name] = np.min([solid.line(points, line) for line in lines], axis=0) - limits["line_reach"]
    for name, facet in solid.facets.items():
        borders[name] = _within(facet.border(points), np.abs(facet.height(points)) - 5.0)
    return borders | _of_the_knee(points, solid, limits)


def joint_cartilage(points: Floats, solid: FemurSolid, data: dict[str, Any]) -> Floats:
    """Distances (n,) to the border of what is covered by joint cartilage: head without fovea, condyles, groove."""
    limits, borders = data["regions"], region_borders(points, solid, data)
    head = _within(borders["head"], -borders["fovea"])
    knee = np.minimum(
        *(
            _within(
                solid.condyle(points, name) - limits["condyle_reach"],
                solid.beside(points, name) + rim,
                above(points, data[name]["shoulder"]) + rim,
            )
            for name, rim in limits["cartilage_rim"].items()
        )
    )
    groove = _within(solid.patellar_groove(points) - limits["groove_reach"], above(points, limits["cartilage_front"]))
    knee = _within(
        np.minimum(knee, groove), above(points, limits["patellar_surface_top"]), above(points, limits["cartilage_top"])
    )
    return np.minimum(head, _within(knee, -borders["intercondylar_fossa"]))


def _of_the_knee(points: Floats, solid: FemurSolid, limits: dict[str, Any]) -> dict[str, Floats]:
    reach = limits["condyle_reach"]
    fossa = solid.intercondylar_fossa(points)
    in_front = above(points, limits["patellar_surface_end"])
    top = above(points, limits["patellar_surface_top"])
    aside = np.abs(points[:, 2] - limits["patellar_surface_middle"]) - limits["patellar_surface_half_width"]
    fossa_border = _within(fossa - limits["fossa_reach"], -above(points, limits["fossa_front"]))
    borders = {
        "patellar_surface": _within(in_front, top, aside, limits["patellar_surface_back_x"] - points[:, 0]),
        "intercondylar_fossa": fossa_border,
    }
    for side in ("medial", "lateral"):
        epicondyle = sphere(points, np.array(limits[f"{side}_epicondyle"]), limits["epicondyle_radius"])
        borders[f"{side}_epicondyle"] = epicondyle
        condyle = solid.condyle(points, f"condyle_{side}") - reach
        borders[f"{side}_condyle"] = _within(condyle, -in_front, -fossa_border, -epicondyle)
    return borders


def _within(*distances: Floats) -> Floats:
    """Common part of areas."""
    result: Floats = np.max(distances, axis=0)
    return result
