"""The right hip bone, from landmarks: a subdivided control cage, its socket and its finer marks as signed distances."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import ndimage, sparse
from scipy.interpolate import PchipInterpolator
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.acetabulum import Acetabulum
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.sheet import Border, Cage, inside_polygon, sheet_cage
from glutmin_viewer.modelling.subdivision import control_points, loop_matrix

SPACING = 1.2  # mm, of the grid that the finished bone is contoured on
BAND = 5.0  # mm from the surface, within which distances are computed
FACES = 25_000


def hip_bone() -> Part:
    """The right hip bone at rest, closed, of genus one (the obturator foramen)."""
    data = tomllib.loads((files(__package__) / "data" / "hip_bone.toml").read_text(encoding="utf-8"))
    socket = Acetabulum.from_table(data["socket"])
    template = _Template.from_cage(_cage(data))
    grid = implicit.Grid.around(template.mesh.vertices, SPACING, 6.0)
    points = grid.points
    near = _near_surface(template.mesh, grid) | socket.about_wall(points)
    distance = _distance(template.mesh, grid, near)
    near |= np.linalg.norm(points - socket.centre, axis=1) < socket.radius  # the hollow also cuts what lies far inside
    distance[near] = _detailed(points[near], distance[near], template, socket, data)
    bone = implicit.smoothed(implicit.contour(grid, distance), iterations=20, pass_band=0.11)
    bone = implicit.simplified(Mesh(np.round(bone.vertices, 4), bone.faces), FACES)
    lunate = socket.on_lunate(bone.vertices, 0.4)
    vertices = bone.vertices.copy()
    vertices[lunate] = socket.on_sphere(vertices[lunate])
    bone = Mesh(vertices, bone.faces)
    return Part(bone, _regions(bone, template, socket, data), _landmarks(bone, socket, data))


@dataclass(frozen=True)
class _Template:
    """The subdivided cage, which knows where on the bone a point lies."""

    cage: Cage
    matrix: sparse.csr_matrix
    mesh: Mesh

    @classmethod
    def from_cage(cls, cage: Cage) -> _Template:
        matrix, faces = loop_matrix(cage.faces, len(cage.targets), levels=3)
        return cls(cage, matrix, Mesh(matrix @ control_points(matrix, cage.targets), faces))

    def weight(self, control: Iterable[int], points: Floats) -> Floats:
        """How much, 0 to 1, points (n, 3) near the surface belong to the given control points."""
        indicator = np.zeros(self.matrix.shape[1])
        indicator[list(control)] = 1.0
        weight: Floats = (self.matrix @ indicator)[cKDTree(self.mesh.vertices).query(points)[1]]
        return weight


def _cage(data: dict[str, Any]) -> Cage:
    def border(name: str) -> Border:
        rows = data[name]
        lateral, medial = (np.array([row[side] for row in rows.values()]) for side in ("lateral", "medial"))
        edge = [row.get("edge", (a + b) / 2) for row, a, b in zip(rows.values(), lateral, medial, strict=True)]
        return Border(list(rows), np.array(edge), lateral, medial)

    return sheet_cage(border("outline"), [border("foramen")], border("inner"))


def _near_surface(mesh: Mesh, grid: implicit.Grid) -> np.ndarray:
    """Which nodes (n,) of a grid lie within BAND of the surface."""
    empty = np.ones(grid.shape[::-1], bool)  # z, y, x, as x runs fastest
    i, j, k = np.round((mesh.vertices - grid.origin) / grid.spacing).astype(int).T
    empty[k, j, i] = False
    return (ndimage.distance_transform_edt(empty) * grid.spacing < BAND).ravel()


def _distance(mesh: Mesh, grid: implicit.Grid, near: np.ndarray) -> Floats:
    """Signed distance (n,) at the nodes of a grid: exact where wanted (n,), which includes all about the surface."""
    distance = np.full(near.size, BAND)
    distance[near] = implicit.signed_distance(mesh, grid.points[near])
    pockets, n_pockets = ndimage.label(~near.reshape(grid.shape[::-1]))
    inner = [pocket for pocket in range(1, n_pockets + 1) if pocket != pockets[0, 0, 0]]
    distance[np.isin(pockets, inner).ravel()] = -BAND
    return distance


def _detailed(points: Floats, bone: Floats, template: _Template, socket: Acetabulum, data: dict[str, Any]) -> Floats:
    """What the cage is too coarse for: socket, spine and tubercle, the face of the symphysis, lines and edges."""
    for knob in _values(data["knobs"]).values():
        cone = implicit.capsule(points, knob["start"], knob["end"], *knob["radii"])
        bone = implicit.smooth_union(bone, cone, 5.0)
    bone = socket.carved(points, bone)
    bone = implicit.smooth_difference(bone, points[:, 2] - data["regions"]["symphysis_plane"], 2.5)
    ridges, flat = data["ridges"], points[:, :2]
    lateral = template.weight(template.cage.front.values(), points)
    medial = template.weight(template.cage.back.values(), points)
    for line in _values(data["gluteal_lines"]).values():
        bone = bone - lateral * _ridge(flat, np.array(line)[:, :2], ridges["gluteal"])
    bone = bone - medial * _ridge(flat, _closed(data["regions"]["auricular_surface"]), ridges["auricular"])
    return bone - _ridge(points, np.array(ridges["arcuate"]["course"]), ridges["arcuate"])


def _ridge(points: Floats, course: Floats, shape: dict[str, float]) -> Floats:
    """Height (n,) of a ridge along a curve through course (k, 2 or 3) at points (n, 2 or 3), fading at its ends."""
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(course, axis=0), axis=1))]
    at = np.linspace(0.0, length[-1], int(length[-1]) + 2)
    distance, nearest = cKDTree(PchipInterpolator(length, course)(at)).query(points)
    closed = np.array_equal(course[0], course[-1])
    fade = 1.0 if closed else np.clip(np.minimum(at, length[-1] - at) / 10.0, 0.0, 1.0)[nearest]
    result: Floats = fade * shape["height"] * np.exp(-((distance / shape["width"]) ** 2) / 2)
    return result


def _closed(outline: list[list[float]]) -> Floats:
    return np.array([*outline, outline[0]])


def _regions(bone: Mesh, template: _Template, socket: Acetabulum, data: dict[str, Any]) -> dict[str, np.ndarray]:
    points, cage, given = bone.vertices, template.cage, data["regions"]
    lines = {name: np.array(line)[:, :2] for name, line in _values(data["gluteal_lines"]).items()}
    lateral = template.weight(cage.front.values(), points) > 0.5
    medial = template.weight(cage.back.values(), points) > 0.5

    def outlined(*parts: Any) -> np.ndarray:
        return inside_polygon(points[:, :2], np.concatenate([np.array(part) for part in parts]))

    def stretch(rows: dict[str, int], first: str, last: str) -> list[int]:
        names = list(cage.edge)
        return [rows[name] for name in names[names.index(first) : names.index(last) + 1]]

    lunate = socket.on_lunate(points, 0.01)
    tuberosity = stretch(cage.edge, "tuber_up", "isch_ramus") + stretch(cage.front, "tuber_up", "tuber_inf")
    tuberosity += stretch(cage.back, "tuber_post", "tuber_inf")
    masks = {
        "iliac_crest": template.weight(stretch(cage.edge, "ASIS", "PSIS"), points) > 0.3,
        "acetabulum_lunate": lunate,
        "acetabular_fossa": socket.in_fossa(points) & ~lunate,
        "gluteus_minimus_origin": lateral
        & outlined(lines["inferior"], lines["anterior"][::-1], given["gluteus_minimus_front"]),
        "gluteus_medius_origin": lateral
        & outlined(lines["anterior"], lines["posterior"][::-1], given["gluteus_medius_crest"]),
        "ischial_tuberosity": template.weight(tuberosity, points) > 0.4,
        "auricular_surface": medial & outlined(given["auricular_surface"]),
        "pubic_symphysis": points[:, 2] < given["symphysis_plane"] + 0.8,
    }
    return {name: np.flatnonzero(mask) for name, mask in masks.items()}


def _landmarks(bone: Mesh, socket: Acetabulum, data: dict[str, Any]) -> dict[str, Floats]:
    """The surface points nearest to the tabled ones, and the joint centre."""
    surface = implicit.to_pyvista(bone)
    wanted = _values(data["landmarks"])
    found = surface.find_closest_cell(np.array(list(wanted.values())), return_closest_point=True)[1]
    return {"hip_joint_centre": socket.centre, **dict(zip(wanted, np.asarray(found, float), strict=True))}


def _values(table: dict[str, Any]) -> dict[str, Any]:
    """A table of the data file without the remarks on where it comes from."""
    return {name: value for name, value in table.items() if name not in ("source", "status")}
