"""From a signed-distance field to a light mesh that lies on it: contour, decimate, relax, project back."""

from __future__ import annotations

import numpy as np
from scipy import ndimage, sparse

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.modelling.implicit import Field, Grid, contour, simplified

COARSE_STEP = 3  # fine grid steps in one coarse step
ROUNDING_DIGITS = 4  # decimation decides on rounded vertices, so that every machine decides alike


def mesh_of(field: Field, box: Floats, spacing: float, n_faces: int) -> Mesh:
    """The zero surface of `field` inside `box` (2, 3; low and high corner, mm) with about `n_faces` faces."""
    grid = Grid.around(box, spacing, 0.0)
    fine = contour(grid, near_surface_values(field, grid))
    light = simplified(Mesh(np.round(fine.vertices, ROUNDING_DIGITS), fine.faces), n_faces)
    return relaxed(light, field)


def through(field: Field, points: Floats, reach: float, stiffness: float = 0.1) -> Field:
    """The field with its zero surface drawn smoothly through `points` (n, 3).

    What the field is off by at the points is spread as Gaussians of width `reach` (mm) and taken away.
    `stiffness` keeps points closer together than the reach from fighting each other.
    """
    weights = np.linalg.solve(_gaussians(points, points, reach) + stiffness * np.identity(len(points)), field(points))

    def corrected(at: Floats) -> Floats:
        result: Floats = field(at) - _gaussians(at, points, reach) @ weights
        return result

    return corrected


def _gaussians(at: Floats, centres: Floats, reach: float) -> Floats:
    squares = (at**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2.0 * at @ centres.T
    result: Floats = np.exp(squares / (-2.0 * reach**2))
    return result


def near_surface_values(field: Field, grid: Grid) -> Floats:
    """Field values at the nodes of `grid`, exact near the surface, interpolated from a coarse grid elsewhere.

    The field must grow about as fast as a distance.
    """
    coarse_spacing = COARSE_STEP * grid.spacing
    shape = tuple((n - 1) // COARSE_STEP + 2 for n in grid.shape)
    coarse = Grid(grid.origin, coarse_spacing, shape)  # type: ignore[arg-type]
    known = field(coarse.points).reshape(shape[::-1])
    axes = [np.arange(n) / COARSE_STEP for n in grid.shape[::-1]]
    where = np.meshgrid(*axes, indexing="ij")
    values: Floats = ndimage.map_coordinates(known, where, order=1).ravel()
    near = np.abs(values) < 1.3 * coarse_spacing
    values[near] = field(grid.points[near])
    return values


def relaxed(mesh: Mesh, field: Field, rounds: int = 5, step: float = 0.5) -> Mesh:
    """Vertices moved along the surface toward the mean of their neighbours, so that the triangles even out."""
    average = _neighbour_average(mesh)
    for _ in range(rounds):
        normals = vertex_normals(mesh)
        move = np.asarray(average @ mesh.vertices) - mesh.vertices
        move -= np.einsum("ij,ij->i", move, normals)[:, None] * normals
        mesh = projected(Mesh(mesh.vertices + step * move, mesh.faces), field, rounds=1)
    return projected(mesh, field)


def projected(mesh: Mesh, field: Field, rounds: int = 2, reach: float = 0.5) -> Mesh:
    """Vertices moved along the gradient onto the zero surface, at most `reach` mm a round."""
    vertices = mesh.vertices
    for _ in range(rounds):
        values = field(vertices)
        slope = gradient(field, vertices, values)
        distance = values / np.maximum((slope**2).sum(axis=1), 0.1)
        vertices = vertices - np.clip(distance, -reach, reach)[:, None] * slope
    return Mesh(vertices, mesh.faces)


def gradient(field: Field, points: Floats, values: Floats, step: float = 0.02) -> Floats:
    """Forward differences of the field at points (n, 3), where it takes `values` (n,)."""
    return np.stack([(field(points + h) - values) / step for h in step * np.eye(3)], axis=1)


def _neighbour_average(mesh: Mesh) -> sparse.csr_matrix:
    """Sparse (n, n) matrix that averages a quantity over the neighbours of each vertex."""
    n = len(mesh.vertices)
    a, b, c = mesh.faces.T
    rows, columns = np.concatenate([a, b, c]), np.concatenate([b, c, a])  # closed: each edge runs both ways
    adjacency = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    return sparse.diags(1.0 / np.asarray(adjacency.sum(axis=1)).ravel()) @ adjacency
