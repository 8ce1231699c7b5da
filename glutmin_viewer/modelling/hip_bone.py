"""The right hip bone, from landmarks: a subdivided control cage, its socket and its finer marks as signed distances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling import hip_form, implicit
from glutmin_viewer.modelling.acetabulum import Acetabulum
from glutmin_viewer.modelling.cutting import cut
from glutmin_viewer.modelling.hip_form import values
from glutmin_viewer.modelling.hip_regions import course_of, region_fields
from glutmin_viewer.modelling.hip_shape import hip_table
from glutmin_viewer.modelling.hip_template import Template
from glutmin_viewer.modelling.part import Part

SPACING = 1.2  # mm, of the grid that the finished bone is contoured on
FACES = 20_500  # before regions are cut in
MARGIN = 0.9  # mm outside what is painted, where a second cut keeps its edge even


def hip_bone(changes: Mapping[str, float] | None = None) -> Part:
    """The right hip bone at rest, closed, of genus one (the obturator foramen).

    changes: dimensions in mm other than standard, by their names under [parameters] in hip_bone.toml.
    """
    data = hip_table(changes)
    socket = Acetabulum.from_table(data["socket"])
    template = Template.from_table(data)
    grid = implicit.Grid.around(template.mesh.vertices, SPACING, 6.0)
    points = grid.points
    near = template.near(grid) | socket.about_wall(points)
    distance = template.distance(grid, near)
    near |= np.linalg.norm(points - socket.centre, axis=1) < socket.radius  # the hollow also cuts what lies far inside
    distance[near] = _detailed(points[near], distance[near], template, socket, data)
    bone = implicit.smoothed(implicit.contour(grid, distance), iterations=20, pass_band=0.11)
    bone = implicit.simplified(Mesh(np.round(bone.vertices, 4), bone.faces), FACES)
    bone, regions = cut(bone, region_fields(bone, template, socket, data), MARGIN, data["painted"]["names"])
    vertices = np.round(bone.vertices, 4)
    lunate = regions["acetabulum_lunate"]
    vertices[lunate] = socket.on_sphere(vertices[lunate])
    bone = Mesh(vertices, bone.faces)
    cartilage = np.zeros(len(vertices))
    cartilage[lunate] = 1.0
    return Part(bone, regions, _landmarks(bone, socket, data), cartilage)


def _detailed(points: Floats, bone: Floats, template: Template, socket: Acetabulum, data: dict[str, Any]) -> Floats:
    """What the cage is too coarse for: thin wing, spines and tubercles, grooves, socket, symphysis, facets, lines."""
    rows = [*data["outline"].values(), *data["inner"].values()]
    middle = np.array([(np.array(row["lateral"]) + row["medial"]) / 2.0 for row in rows if row["medial"][1] > 40.0])
    bone = hip_form.thin_wing(points, bone, middle, data["wing"])
    bone = hip_form.with_knobs(points, bone, data["knobs"])
    bone = hip_form.with_facets(points, bone, data["facets"])
    bone = socket.carved(points, bone)
    bone = hip_form.with_hollows(points, bone, data["hollows"])
    bone = implicit.smooth_difference(bone, points[:, 2] - data["cuts"]["symphysis_plane"], 2.5)
    shapes = data["ridges"]
    auricular = data["outlines"]["medial"]["auricular_surface"]
    marks = [(template.cage.front, line, shapes["gluteal"]) for line in values(data["gluteal_lines"]).values()]
    marks += [(template.cage.back, [*auricular, auricular[0]], shapes["auricular"])]
    for side, course, shape in marks:
        height = hip_form.ridge(points[:, :2], np.array(course)[:, :2], shape)
        raised = height > 0.0
        height[raised] *= template.weight(side.values(), points[raised])
        bone = bone - height
    for shape in values(shapes["courses"]).values():
        bone = bone - hip_form.ridge(points, course_of(shape, data), shape)
    return bone - hip_form.roughness(points, data["rough"])


def _landmarks(bone: Mesh, socket: Acetabulum, data: dict[str, Any]) -> dict[str, Floats]:
    """The surface points nearest to the tabled ones, and the joint centre."""
    surface = implicit.to_pyvista(bone)
    wanted = values(data["landmarks"])
    found = surface.find_closest_cell(np.array(list(wanted.values())), return_closest_point=True)[1]
    return {"hip_joint_centre": socket.centre, **dict(zip(wanted, np.asarray(found, float), strict=True))}
