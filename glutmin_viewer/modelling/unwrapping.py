"""The skin laid flat: a place in the unit square for every corner of its triangles, for fields painted as textures.

Each half of the body is one chart. It is cut where no pain is painted: down the inner side of the leg, along the
sole and under two toes. The chart is flattened by least squares conformal maps (Levy et al. 2002), then made as true
to length as it goes (local and global steps, Liu et al. 2008). Points of the plane are complex numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.sparse.linalg import SuperLU, splu
from scipy.spatial import cKDTree

from glutmin_viewer.core.atlas import Unwrapped
from glutmin_viewer.core.mesh import Floats, Ints, Mesh, vertex_normals
from glutmin_viewer.modelling.part import MIRROR

Complex = NDArray[np.complex128]

GUTTER = 1.0 / 128.0  # free rim of the square, and half the gap between the charts
STEPS = 30  # local and global ones, 10 ms each; with 5 the toes' chart still overlaps itself
DETOUR = 6.0  # how many times longer a cut seems where the skin faces neither the other leg nor the floor
SOLE_MM = 40.0  # sole and toes lie within this height
TOES_POINT = np.array([0.87, 0.0, 0.5])  # across the line of their tips, forward
TOE_MM = 7.0  # less than half the width of a toe
CAP_MM, CAP_WEIGHT = 3.0, 0.02  # the lid at the waist lies within the trunk: nobody sees how it is stretched


def unwrapped(mesh: Mesh) -> Unwrapped:
    """The skin's two charts side by side, that of the right half at the left of the square, its waist at the top.

    mesh: closed, of genus 0 and mirror-symmetric about z = 0, with feet below the waist and toes in front (mm).
    """
    right = np.flatnonzero(mesh.vertices[mesh.faces, 2].sum(axis=1) > 0.0)
    faces = mesh.faces[right]
    chart = _split(faces, _cuts(mesh, faces), len(mesh.vertices))
    flat = _flattened(mesh, faces, chart)
    points, mm_per_unit = _placed(flat, _height(mesh, faces, chart))
    corners = np.empty_like(mesh.faces)
    corners[right] = chart
    left, at_twin = _left_corners(mesh, right)
    corners[left] = chart.ravel()[at_twin] + len(flat)
    both = np.concatenate([points, points * (-1.0, 1.0) + (1.0, 0.0)])
    return Unwrapped(np.round(both, 6), corners, mm_per_unit)


def _cuts(mesh: Mesh, faces: Ints) -> Ints:
    """Edges (e, 2) from the crotch down the inner side of the leg to the heel and along the sole to two toes."""
    vertices, normals = mesh.vertices, vertex_normals(mesh)
    edges = np.unique(np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1), axis=0)
    start, end = edges.T
    length = np.linalg.norm(vertices[end] - vertices[start], axis=1)
    down, inward = -0.5 * (normals[start] + normals[end])[:, 1:].T
    midline = np.flatnonzero(vertices[:, 2] == 0.0)
    cut: list[tuple[int, int]] = []
    reached = np.zeros(len(vertices), bool)

    def extend(facing: Floats, roots: np.ndarray, goals: np.ndarray) -> None:
        # A branch starts at what has been reached and keeps off it, so that no loop cuts a piece out.
        cost = length * (1.0 + DETOUR * (1.0 - facing))
        graph = sparse.csr_matrix((cost, (start, end)), shape=(len(vertices),) * 2)
        far, before, _ = dijkstra(graph, False, roots, return_predecessors=True, min_only=True)
        at = goals[far[goals].argmin()]
        reached[at] = True
        while before[at] >= 0:
            cut.append((min(at, before[at]), max(at, before[at])))
            at = before[at]
            reached[at] = True

    sole = np.unique(faces)
    sole = sole[(normals[sole, 1] < -0.9) & (vertices[sole, 1] < vertices[:, 1].min() + SOLE_MM)]
    extend(np.maximum(down, inward), sole[[vertices[sole, 0].argmin()]], midline)
    toes = _toe_tips(mesh, faces)
    for toe in (len(toes) // 2, 0):  # cut under the others too, the chart would overlap itself between them
        extend(down, np.flatnonzero(reached), toes[[toe]])
    return np.array(sorted(cut))


def _toe_tips(mesh: Mesh, faces: Ints) -> np.ndarray:
    """The foremost vertex of every toe, the great one first."""
    vertices = mesh.vertices
    front = np.unique(faces)
    floor, length = vertices[:, 1].min(), vertices[:, 0].max()
    front = front[(vertices[front, 1] < floor + SOLE_MM) & (vertices[front, 0] > 0.4 * length)]
    ahead = vertices[front] @ TOES_POINT
    near = cKDTree(vertices[front]).query_ball_point(vertices[front], TOE_MM)
    tips = front[[bool(ahead[k] >= ahead[others].max()) for k, others in enumerate(near)]]
    inner_first: np.ndarray = tips[np.argsort(vertices[tips, 2])]
    return inner_first


def _split(faces: Ints, cuts: Ints, n: int) -> Ints:
    """Faces (m, 3) over points that are joined across all edges but the cuts (e, 2); n: vertices of the mesh."""
    faces = faces.astype(np.int64)
    corner = np.arange(faces.size).reshape(-1, 3)
    start, end = faces.T.ravel(), faces[:, [1, 2, 0]].T.ravel()
    at_start, at_end = corner.T.ravel(), corner[:, [1, 2, 0]].T.ravel()
    joined = ~np.isin(np.minimum(start, end) * n + np.maximum(start, end), cuts[:, 0].astype(np.int64) * n + cuts[:, 1])
    _, one, other = np.intersect1d((start * n + end)[joined], (end * n + start)[joined], return_indices=True)
    one, other = np.flatnonzero(joined)[one], np.flatnonzero(joined)[other]
    graph = sparse.csr_matrix((np.ones(len(one)), (at_start[one], at_end[other])), shape=(corner.size,) * 2)
    points: Ints = connected_components(graph, directed=False)[1].reshape(-1, 3).astype(np.int32)
    return points


def _flattened(mesh: Mesh, faces: Ints, chart: Ints) -> Complex:
    """Places (k,) of the points of a chart in the plane, in mm."""
    local, weight = _triangles(mesh, faces)
    cap = mesh.vertices[faces, 1].min(axis=1) > mesh.vertices[:, 1].max() - CAP_MM
    flat = _conformal(mesh, faces, chart, weight)
    weight = weight * np.where(cap, CAP_WEIGHT, 1.0)[:, None]
    pull = _stiffness(chart, weight)
    solve = _factorised(pull[1:, 1:])
    edge = local - np.roll(local, -1, axis=1)
    for _ in range(STEPS):
        flat_edge = flat[chart] - flat[np.roll(chart, -1, axis=1)]
        turn = (weight * flat_edge * edge.conj()).sum(axis=1)
        wanted = weight * (turn / np.abs(turn))[:, None] * edge
        sums = _summed(chart, wanted - np.roll(wanted, 1, axis=1))[1:]
        flat = np.concatenate([[0.0], solve.solve(sums.real) + 1j * solve.solve(sums.imag)])
    return flat


def _triangles(mesh: Mesh, faces: Ints) -> tuple[Complex, Floats]:
    """Every triangle laid in the plane, (m, 3), and half the cotangents opposite its edges 0-1, 1-2, 2-0, (m, 3)."""
    a, b, c = (mesh.vertices[faces[:, k]] for k in range(3))
    base = np.linalg.norm(b - a, axis=1)
    along = np.einsum("ij,ij->i", c - a, b - a) / base
    height = np.linalg.norm(np.cross(b - a, c - a), axis=1) / base
    local = np.stack([np.zeros(len(faces)), base, along + 1j * height], axis=1)
    opposite = np.roll(local, -2, axis=1)
    ratio = (local - opposite).conj() * (np.roll(local, -1, axis=1) - opposite)
    return local, 0.5 * ratio.real / ratio.imag


def _conformal(mesh: Mesh, faces: Ints, chart: Ints, weight: Floats) -> Complex:
    """The map that is least far from keeping every angle, with the highest and the lowest point held."""
    n = int(chart.max()) + 1
    start, end = chart.ravel().astype(np.int64), np.roll(chart, -1, axis=1).ravel().astype(np.int64)
    rim = ~np.isin(start * n + end, end * n + start)
    area = sparse.csr_matrix((np.full(int(rim.sum()), 0.5j), (start[rim], end[rim])), shape=(n, n))
    energy = (_stiffness(chart, weight) + area + area.conj().T).tocsc()
    height = _height(mesh, faces, chart)
    held = np.array([height.argmin(), height.argmax()])
    free = np.delete(np.arange(n), held)
    flat = np.zeros(n, complex)
    flat[held] = 1j * height[held]
    flat[free] = _factorised(energy[free][:, free]).solve(-(energy[free][:, held] @ flat[held]))
    return flat


def _height(mesh: Mesh, faces: Ints, chart: Ints) -> Floats:
    """y of every point of the chart, (k,) in mm."""
    height = np.empty(int(chart.max()) + 1)
    height[chart] = mesh.vertices[faces, 1]
    return height


def _stiffness(chart: Ints, weight: Floats) -> sparse.csc_matrix:
    """The Laplacian (k, k) of edge weights (m, 3)."""
    n = int(chart.max()) + 1
    start, end, values = chart.ravel(), np.roll(chart, -1, axis=1).ravel(), weight.ravel()
    upper = sparse.csr_matrix((values, (start, end)), shape=(n, n))
    both = upper + upper.T
    return (sparse.diags(np.asarray(both.sum(axis=1)).ravel()) - both).tocsc()


def _factorised(matrix: sparse.csc_matrix) -> SuperLU:
    return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})


def _summed(chart: Ints, values: Complex) -> Complex:
    at = chart.ravel()
    return np.bincount(at, values.real.ravel()) + 1j * np.bincount(at, values.imag.ravel())


def _placed(flat: Complex, height: Floats) -> tuple[Floats, float]:
    """The right half's points (k, 2) in the unit square, upright, in its left half, and the mm to a unit."""
    centred = flat - flat.mean()
    lean = (centred * np.conj(1j * (height - height.mean()))).sum()
    upright = centred * np.conj(lean) / np.abs(lean)
    points = np.stack([upright.real, upright.imag], axis=1)
    points -= points.min(axis=0)
    width, tall = points.max(axis=0)
    mm_per_unit = float(max(width / (0.5 - 2.0 * GUTTER), tall / (1.0 - 2.0 * GUTTER)))
    return points / mm_per_unit + GUTTER, mm_per_unit


def _left_corners(mesh: Mesh, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The other faces, (m,), and for each of their corners the mirror image among `faces[right]`' corners, (m, 3)."""
    vertices, n = mesh.vertices, len(mesh.vertices)
    twin = np.empty(n, np.int64)
    twin[np.lexsort((vertices * MIRROR).T)] = np.lexsort(vertices.T)
    if not np.array_equal(vertices[twin], vertices * MIRROR):
        raise ValueError(
            "the mesh is not its own mirror image about z = 0: its left half cannot copy the right one's chart"
        )
    left = np.setdiff1d(np.arange(len(mesh.faces)), right)
    own, image = mesh.faces[right].astype(np.int64), twin[mesh.faces[left]]
    # Sorted by their three vertices, then corner by corner, both lists run alike.
    order = [np.lexsort(np.sort(of, axis=1).T) for of in (own, image)]
    within = [np.argsort(of[k], axis=1) for of, k in zip((own, image), order, strict=True)]
    at_twin = np.empty_like(image)
    at_twin[order[1][:, None], within[1]] = 3 * order[0][:, None] + within[0]
    return left, at_twin
