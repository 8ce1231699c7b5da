"""From a signed-distance field to an even mesh that lies on it: contour, relax, project back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from glutmin_viewer.core.mesh import Floats, Mesh, vertex_normals
from glutmin_viewer.modelling.implicit import Field, Grid, contour
from glutmin_viewer.modelling.topology import neighbour_average

COARSE_STEP = 3  # fine grid steps in one coarse step


@dataclass(frozen=True, eq=False)
class Stretch:
    """Steps of a grid along y in mm at heights y (descending), linear in the number of steps between them.

    Where the steps are longer than the spacing across, the triangles are longer too.
    """

    heights: Floats
    steps: Floats

    def to_body(self, points: Floats, spacing: float) -> Floats:
        """Positions (n, 3) in mm of lattice positions, whose y is the number of steps times the spacing."""
        count, heights = self._table
        return np.stack([points[:, 0], np.interp(points[:, 1] / spacing, count, heights), points[:, 2]], axis=1)

    def to_lattice(self, points: Floats, spacing: float) -> Floats:
        count, heights = self._table
        return np.stack([points[:, 0], np.interp(points[:, 1], heights, count) * spacing, points[:, 2]], axis=1)

    @property
    def _table(self) -> tuple[Floats, Floats]:
        """Number of steps from the lowest height, and heights, both ascending and dense."""
        low, high = self.heights.min(), self.heights.max()
        heights = np.linspace(low, high, 2000)
        steps = np.interp(heights, self.heights[::-1], self.steps[::-1])
        count = np.concatenate([[0.0], np.cumsum(np.diff(heights) * 2.0 / (steps[1:] + steps[:-1]))])
        return count, heights


def mesh_of(field: Field, box: Floats, spacing: float, stretch: Stretch | None = None, rounds: int = 8) -> Mesh:
    """The zero surface of `field` inside `box` (2, 3; low and high corner, mm), its triangles evened out."""

    def in_lattice(points: Floats) -> Floats:
        return field(stretch.to_body(points, spacing) if stretch else points)

    grid = Grid.around(stretch.to_lattice(box, spacing) if stretch else box, spacing, 0.0)
    mesh = contour(grid, near_surface_values(in_lattice, grid))
    vertices = stretch.to_body(mesh.vertices, spacing) if stretch else mesh.vertices
    return relaxed(Mesh(vertices, mesh.faces), field, rounds)


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


def relaxed(mesh: Mesh, field: Field, rounds: int = 8, step: float = 0.5) -> Mesh:
    """Vertices moved along the surface toward the mean of their neighbours, so that the triangles even out."""
    average = neighbour_average(mesh)
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
