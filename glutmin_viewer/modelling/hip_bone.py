"""The right hip bone, from landmarks: a subdivided control cage, its socket and its finer marks as signed distances."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from scipy import ndimage, sparse
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Floats, Mesh, defects
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.acetabulum import Acetabulum
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.sheet import Border, Cage, inside_polygon, sheet_cage
from glutmin_viewer.modelling.subdivision import control_points, loop_matrix

SPACING = 1.3  # mm, of the grid that the finished bone is contoured on
BAND = 5.0  # mm from the surface within which distances are computed
FACES = 24_000


def hip_bone() -> Part:
    """The right hip bone at rest, closed, of genus one (the obturator foramen)."""
    data = tomllib.loads((files(__package__) / "data" / "hip_bone.toml").read_text(encoding="utf-8"))
    socket = Acetabulum.from_table(data["socket"])
    template = _Template.from_cage(_cage(data))
    grid = implicit.Grid.around(template.mesh.vertices, SPACING, 6.0)
    points = grid.points
    distance, near = _banded_distance(template.mesh, grid)
    near |= np.linalg.norm(points - socket.centre, axis=1) < socket.radius + 12.0
    distance[near] = _detailed(points[near], distance[near], socket, data)
    bone = _decimated(implicit.smoothed(implicit.contour(grid, distance), iterations=12, pass_band=0.15))
    lunate = socket.on_lunate(bone.vertices, 0.7)
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


def _banded_distance(mesh: Mesh, grid: implicit.Grid) -> tuple[Floats, np.ndarray]:
    """Signed distance at the nodes of a grid: exact in a band around the surface, +-BAND beyond it.

    Returns the distances (n,) and which nodes lie in the band (n,).
    """
    shape = grid.shape[::-1]  # z, y, x, as x runs fastest
    empty = np.ones(shape, bool)
    i, j, k = np.round((mesh.vertices - grid.origin) / grid.spacing).astype(int).T
    empty[k, j, i] = False
    near = (ndimage.distance_transform_edt(empty) * grid.spacing < BAND).ravel()
    distance = np.full(near.size, BAND)
    distance[near] = implicit.signed_distance(mesh, grid.points[near])
    pockets, n_pockets = ndimage.label(~near.reshape(shape))
    inner = [pocket for pocket in range(1, n_pockets + 1) if pocket != pockets[0, 0, 0]]
    distance[np.isin(pockets, inner).ravel()] = -BAND
    return distance, near


def _detailed(points: Floats, bone: Floats, socket: Acetabulum, data: dict[str, Any]) -> Floats:
    """What the cage is too coarse for: the socket and the flat face of the symphysis."""
    bone = socket.carved(points, bone)
    return implicit.smooth_difference(bone, points[:, 2] - data["regions"]["symphysis_plane"], 1.0)


def _decimated(mesh: Mesh) -> Mesh:
    """About FACES triangles. Quadric decimation now and then folds an edge; a slightly other number then does not."""
    mesh = Mesh(np.round(mesh.vertices, 4), mesh.faces)
    for n_faces in range(FACES, FACES + 2000, 200):
        coarse = implicit.simplified(mesh, n_faces)
        if not defects(coarse):
            return coarse
    raise ValueError("no decimation of the hip bone is a closed manifold")


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
        "pubic_symphysis": points[:, 2] < given["symphysis_plane"] + 0.4,
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
