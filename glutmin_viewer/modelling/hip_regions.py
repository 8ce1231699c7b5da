"""Named areas of the hip bone as fields over its surface: negative inside, about mm, so that borders can be cut."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.modelling.acetabulum import Acetabulum
from glutmin_viewer.modelling.hip_form import along, values
from glutmin_viewer.modelling.hip_template import Template
from glutmin_viewer.modelling.sheet import distance_to_polygon

STEEP = 14.0  # mm over which a cage weight falls from one to nothing


def region_fields(bone: Mesh, template: Template, socket: Acetabulum, data: dict[str, Any]) -> dict[str, Floats]:
    """Name -> field (n,) at the vertices of the bone."""
    cage, points, facing = template.cage, bone.vertices, vertex_normals(bone)[:, 2]
    # By the normals, as in the thin wing the cage's two sides are too near to each other to tell.
    aside = {"lateral": STEEP * (0.1 - facing), "medial": STEEP * (0.1 + facing)}

    def outlined(side: str, *parts: Any) -> Floats:
        polygon = np.concatenate([np.array(part)[:, :2] for part in parts])
        return np.maximum(distance_to_polygon(points[:, :2], polygon), aside[side])

    def near(course: Floats, half_width: float) -> Floats:
        d = course.shape[1]
        result: Floats = cKDTree(along(course, 0.2)[0]).query(points[:, :d])[0] - half_width
        return result

    def control(rows: dict[str, int], names: list[str], share: float) -> Floats:
        return STEEP * (share - template.weight([rows[name] for name in names], points))

    lines = values(data["gluteal_lines"])
    crest = control(cage.edge, stretch(list(cage.edge), "ASIS", "PSIS"), 0.3)
    tuber = data["tuberosity"]
    tuberosity = template.weight(
        [
            rows[name]
            for rows, key in ((cage.edge, "edge"), (cage.front, "front"), (cage.back, "back"))
            for name in stretch(list(rows), *tuber[key])
        ],
        points,
    )
    given = data["outlines"]
    lateral = given["lateral"]
    fields = {
        "iliac_crest": crest,
        "acetabulum_lunate": socket.lunate(points),
        "acetabular_fossa": socket.fossa(points),
        "acetabular_notch": socket.notch_gap(points),
        "gluteus_minimus_origin": outlined(
            "lateral", lines["inferior"], lines["anterior"][::-1], lateral["gluteus_minimus_front"]
        ),
        "gluteus_medius_origin": np.maximum(
            outlined("lateral", lines["anterior"], lines["posterior"][::-1], lateral["gluteus_medius_crest"]), -crest
        ),
        "gluteus_maximus_origin": outlined("lateral", lines["posterior"], lateral["gluteus_maximus_border"]),
        "ischial_tuberosity": STEEP * (tuber["share"] - tuberosity),
        "pubic_symphysis": points[:, 2] - data["cuts"]["symphysis_plane"] - 0.8,
    }
    fields |= {name: outlined("medial", outline) for name, outline in values(given["medial"]).items()}
    for name, course in lines.items():
        strip = near(np.array(course)[:, :2], data["strips"]["gluteal_line_half_width"])
        fields[f"{name}_gluteal_line"] = np.maximum(strip, aside["lateral"])
    for name, strip in values(data["strips"]["courses"]).items():
        fields[name] = near(course_of(strip, data), strip["half_width"])
    for name, ball in values(data["strips"]["balls"]).items():
        fields[name] = np.linalg.norm(points - ball["centre"], axis=1) - ball["radius"]
    return fields


def course_of(strip: dict[str, Any], data: dict[str, Any]) -> Floats:
    """Points (k, 3) of a strip or ridge: listed, or one side of a stretch of the border's rows."""
    if "course" in strip:
        return np.array(strip["course"])
    table, side, first, last = strip["rows"]
    names = stretch(list(data[table]), first, last)
    points = [data[table][name][side] for name in names]
    return np.array(points + points[:1] if table == "foramen" else points)


def stretch(names: list[str], first: str, last: str) -> list[str]:
    """The names from first to last."""
    return names[names.index(first) : names.index(last) + 1]
