"""A plain upper body for the sitting, lying and standing figure: torso, head, upper arm, forearm with hand.

It is schematic, as an artist's mannequin is, and carries no anatomy; the rigid segments turn about ball joints at
shoulder and elbow, whose balls lie inside one another.
"""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh, part_of
from glutmin_viewer.modelling import upper_body_form as form
from glutmin_viewer.modelling.implicit import Field, simplified
from glutmin_viewer.modelling.levelset import mesh_of, projected, relaxed
from glutmin_viewer.modelling.part import MIRROR, Part
from glutmin_viewer.modelling.surface_nets import Lattice, symmetric_mesh


def upper_body() -> dict[str, Part]:
    """Parts `torso` and `head`, exactly symmetric, `upper_arm` and `forearm` (right), in the pelvis frame (mm).

    The trunk is upright as in standing; the arm hangs 6.4 degrees off it, the palm towards the thigh. Landmarks are the
    joint centres inside the segments, and the fingertip.
    """
    shoulder, elbow, neck = form.joint("shoulder"), form.joint("elbow"), form.joint("neck_base")
    table = form.figures()["mesh"]
    marks = {
        "torso": {
            "shoulder_centre_right": shoulder,
            "shoulder_centre_left": shoulder * MIRROR,
            "neck_base": neck,
        },
        "head": {"neck_base": neck},
        "upper_arm": {"shoulder_centre": shoulder, "elbow_centre": elbow},
        "forearm": {
            "elbow_centre": elbow,
            "wrist_centre": form.joint("wrist"),
            "fingertip": form.joint("fingertip"),
        },
    }
    meshes = {
        "torso": _hemmed(_symmetric(_closed_torso, table["torso"])),
        "head": _symmetric(form.head, table["head"]),
        "upper_arm": _limb(form.upper_arm, table["upper_arm"]),
        "forearm": _limb(form.forearm, table["forearm"]),
    }
    return {name: Part(mesh, landmarks=marks[name]) for name, mesh in meshes.items()}


def _symmetric(field: Field, table: form.Table) -> Mesh:
    return symmetric_mesh(field, Lattice(tuple(table["low"]), tuple(table["high"]), table["spacing"], lambda p: p))


def _limb(field: Field, table: form.Table) -> Mesh:
    fine = mesh_of(field, np.array(table["box"]), table["spacing"])
    coarse = simplified(Mesh(np.round(fine.vertices, 4), fine.faces), table["faces"])
    mesh = projected(relaxed(coarse, field, rounds=4, step=0.3), field)
    return Mesh(np.round(mesh.vertices, 4), mesh.faces)


def _closed_torso(points: Floats) -> Floats:
    result: Floats = np.maximum(form.torso(points), form.figures()["mesh"]["torso"]["low"][1] + 12.0 - points[:, 1])
    return result


def _hemmed(mesh: Mesh) -> Mesh:
    """The torso with its lower end replaced by rings of vertices that turn in at the lower edge, and a flat floor.

    An even mesh of this size would leave the edge, which lies on the skin, ragged.
    """
    waist = form.figures()["waist"]
    kept = mesh.faces[(mesh.vertices[mesh.faces, 1] > waist["hem_from"]).all(axis=1)]
    wall, _ = part_of(mesh.vertices, kept)
    start, end = wall.faces.astype(np.int64).ravel(), np.roll(wall.faces, -1, axis=1).astype(np.int64).ravel()
    n = len(wall.vertices)
    open_edges = ~np.isin(start * n + end, end * n + start)
    rim, edges = np.unique(np.stack([start, end], axis=1)[open_edges], return_inverse=True)
    a, b = edges.reshape(-1, 2).T
    right = wall.vertices[rim[a], 2] + wall.vertices[rim[b], 2] > 0.0
    vertices, faces, above = [wall.vertices], [wall.faces], rim
    for height, inset in waist["hem"]:
        below = n + np.arange(len(rim))
        n += len(rim)
        vertices.append(_ring(wall.vertices[rim], waist["lower_edge"] + height, inset))
        # The diagonal of a strip's four corners runs the mirrored way on the left.
        down, up = np.where(right, below[a], below[b]), np.where(right, above[b], above[a])
        faces += [np.stack([above[b], above[a], down], axis=1), np.stack([up, below[a], below[b]], axis=1)]
        above = below
    middle = vertices[-1].mean(axis=0) * (1.0, 1.0, 0.0)
    faces.append(np.stack([above[b], above[a], np.full(len(a), n)], axis=1))
    return Mesh(np.round(np.concatenate([*vertices, middle[None]]), 4), np.concatenate(faces).astype(np.int32))


def _ring(rim: Floats, height: float, inset: float) -> Floats:
    """Points (n, 3) on the torso's wall at a height in the directions of rim (n, 3), moved in by `inset` mm."""
    waist = form.figures()["waist"]
    angle = np.arctan2(np.abs(rim[:, 2]), rim[:, 0] - waist["centre_x"])
    radius = form.waist_outline(np.degrees(angle)) + waist["outset"] - inset
    side = np.sign(rim[:, 2])
    x = waist["centre_x"] + radius * np.cos(angle)
    return np.stack([x, np.full(len(rim), height), side * radius * np.sin(angle)], axis=1)
