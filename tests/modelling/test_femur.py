"""The right femur: a sound mesh, the dimensions of the landmark tables, and trochanters nobody can mix up."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import Mesh, defects
from glutmin_viewer.modelling.femur import ON_SURFACE, femur
from glutmin_viewer.modelling.implicit import signed_distance, to_pyvista
from glutmin_viewer.modelling.part import Part

REFERENCE = Path(__file__).resolve().parents[2] / "../shared/reference/landmarks"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the landmark tables are not here")
ROW = {
    "greater_trochanter_tip": "GT_tip",
    "greater_trochanter_lateral": "GT_most_lateral",
    "lesser_trochanter": "LT_tip",
    "lateral_epicondyle": "epicondyle_lat",
    "medial_epicondyle": "epicondyle_med",
    "trochanteric_fossa": "troch_fossa",
    "neck_centre": "neck_isthmus_centre",
}


@pytest.fixture(scope="module")
def part() -> Part:
    return femur()


@pytest.fixture(scope="module")
def vertices(part: Part) -> np.ndarray:
    """Vertices in the femur frame (origin head centre)."""
    return part.mesh.vertices - part.landmarks["femoral_head_centre"]


def people(quantity: str) -> tuple[float, float]:
    """Mean and standard deviation of a dimension of the femur over the measured adults."""
    with (REFERENCE / "people_dimensions.csv").open() as table:
        row = next(r for r in csv.DictReader(table) if (r["bone"], r["quantity"]) == ("femur", quantity))
    return float(row["mean"]), float(row["sd"])


def region_area(part: Part, name: str) -> float:
    inside = np.zeros(len(part.mesh.vertices), bool)
    inside[part.regions[name]] = True
    return float(np.linalg.norm(part.mesh.area_vectors[inside[part.mesh.faces].all(axis=1)], axis=1).sum())


def section_centre(mesh: Mesh, origin: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Centroid of the area a plane cuts from the bone."""
    x, y, z = origin
    cut = to_pyvista(mesh).slice(normal=normal, origin=(x, y, z)).connectivity("closest", closest_point=origin)
    loop = cut.strip(join=True)
    points = loop.points[loop.lines[1:]]
    filled = Mesh(
        np.vstack([points, points.mean(axis=0)]),
        np.array([[i, (i + 1) % len(points), len(points)] for i in range(len(points))], np.int32),
    )
    signed = filled.area_vectors @ normal
    centres = np.mean(filled.corners, axis=0)
    return (signed[:, None] * centres).sum(axis=0) / signed.sum()


def angle(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))))


def self_intersections(mesh: Mesh) -> int:
    """Edges that pass through a face they share no vertex with."""
    a, b, c = mesh.corners
    faces = mesh.faces
    edges = np.unique(np.sort(np.concatenate([faces[:, :2], faces[:, 1:], faces[:, ::2]]), axis=1), axis=0)
    start, end = mesh.vertices[edges[:, 0]], mesh.vertices[edges[:, 1]]
    centre = (a + b + c) / 3.0
    radius = np.sqrt(np.max([((p - centre) ** 2).sum(axis=1) for p in (a, b, c)], axis=0))
    half = 0.5 * np.linalg.norm(end - start, axis=1)
    tree, found = cKDTree(centre), 0
    # Long triangles only meet long edges often: group faces by size to keep the candidates few.
    for low, high in ((0.0, 2.0), (2.0, 5.0), (5.0, np.inf)):
        group = np.flatnonzero((radius >= low) & (radius < high))
        if not len(group):
            continue
        tree = cKDTree(centre[group])
        near = tree.query_ball_point(0.5 * (start + end), half + radius[group].max())
        edge = np.repeat(np.arange(len(edges)), [len(n) for n in near])
        face = group[np.concatenate([np.asarray(n, int) for n in near])]
        apart = (faces[face][:, :, None] != edges[edge][:, None, :]).all(axis=(1, 2))
        edge, face = edge[apart], face[apart]
        ab, ac, ray = b[face] - a[face], c[face] - a[face], end[edge] - start[edge]
        across = np.cross(ray, ac)
        det = np.einsum("ij,ij->i", ab, across)
        det[np.abs(det) < 1e-12] = np.nan  # edges parallel to the face
        to_start = start[edge] - a[face]
        u = np.einsum("ij,ij->i", to_start, across) / det
        turned = np.cross(to_start, ab)
        v = np.einsum("ij,ij->i", ray, turned) / det
        t = np.einsum("ij,ij->i", ac, turned) / det
        found += int(((u >= 0) & (v >= 0) & (u + v <= 1) & (t >= 0) & (t <= 1)).sum())
    return found


def test_mesh_is_closed_light_and_of_one_piece(part):
    mesh = part.mesh
    assert defects(mesh) == []
    assert len(mesh.vertices) - len(mesh.faces) // 2 == 2  # Euler characteristic of a sphere: genus 0
    assert 12_000 <= len(mesh.faces) <= 16_000
    assert self_intersections(mesh) == 0


def test_self_intersections_are_found():
    tetrahedron = np.array([[0.0, 0, 0], [4, 0, 0], [0, 4, 0], [0, 0, 4]])
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]], np.int32)
    moved = Mesh(np.vstack([tetrahedron, tetrahedron + 0.7]), np.vstack([faces, faces + 4]))
    apart = Mesh(np.vstack([tetrahedron, tetrahedron + 9.0]), np.vstack([faces, faces + 4]))
    assert self_intersections(moved) > 0
    assert self_intersections(apart) == 0


def test_every_run_gives_the_same_bytes(part):
    again = femur()
    assert again.mesh.vertices.tobytes() == part.mesh.vertices.tobytes()
    assert again.mesh.faces.tobytes() == part.mesh.faces.tobytes()


def test_named_points_lie_on_the_bone(part):
    points = np.array([part.landmarks[name] for name in ON_SURFACE])
    assert np.abs(signed_distance(part.mesh, points)).max() < 1.0


def test_head_is_a_sphere_but_for_the_fovea(part, vertices):
    radius = np.linalg.norm(vertices[part.regions["femoral_head"]], axis=1)
    assert np.percentile(np.abs(radius - 23.5), 90) < 0.05
    assert radius.max() < 23.7
    assert 1.0 < 23.5 - radius.min() < 2.5  # depth of the fovea
    shallow = vertices[part.regions["femoral_head"]][radius < 23.3]
    assert np.ptp(shallow, axis=0).max() < 16.0
    assert region_area(part, "femoral_head") > 0.6 * 4 * np.pi * 23.5**2


def test_facets_are_flat_and_of_natural_size(part):
    assert 250.0 < region_area(part, "anterior_facet") < 600.0
    assert 300.0 < region_area(part, "lateral_facet") < 650.0
    assert region_area(part, "superoposterior_facet") > 120.0
    assert region_area(part, "posterior_facet") > 150.0
    for name in ("anterior_facet", "lateral_facet", "superoposterior_facet", "posterior_facet"):
        points = part.mesh.vertices[part.regions[name]]
        thinness = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[2] / np.sqrt(len(points))
        assert thinness < 0.6, name


def test_anterior_facet_looks_forward_and_outward(part):
    inside = np.zeros(len(part.mesh.vertices), bool)
    inside[part.regions["anterior_facet"]] = True
    normal = part.mesh.area_vectors[inside[part.mesh.faces].all(axis=1)].sum(axis=0)
    assert angle(normal, np.array([0.909, -0.072, 0.41])) < 8.0


def test_trochanters_cannot_be_mixed_up(part, vertices):
    tip, lesser = vertices[part.regions["greater_trochanter"]], vertices[part.regions["lesser_trochanter"]]
    assert region_area(part, "greater_trochanter") > 4.0 * region_area(part, "lesser_trochanter")
    assert abs(tip[:, 1].max()) < 4.0  # its top is level with the head centre
    assert tip[:, 2].max() == vertices[:, 2].max()  # nothing lies farther out
    assert lesser.mean(axis=0)[2] < 20.0  # medial
    assert lesser.mean(axis=0)[0] < -12.0  # posterior
    assert lesser.mean(axis=0)[1] == pytest.approx(-60.0, abs=5.0)


@needs_reference
@pytest.mark.parametrize("name", sorted(ROW))
def test_landmarks_match_the_tables(part, name):
    with (REFERENCE / "femur_landmarks.csv").open() as table:
        row = next(r for r in csv.DictReader(table) if r["id"] == ROW[name])
    expected = np.array([float(row[axis]) for axis in "xyz"]) + part.landmarks["femoral_head_centre"]
    assert np.linalg.norm(part.landmarks[name] - expected) < 3.0


@needs_reference
def test_dimensions_lie_within_one_standard_deviation(part, vertices):
    mesh = Mesh(vertices, part.mesh.faces)
    centres = [section_centre(mesh, np.array([10.0, y, 20.0]), np.array([0.0, 1.0, 0.0])) for y in (-100, -160, -300)]
    upper, middle, lower = centres
    shaft = upper - lower
    along_neck = -part.landmarks["neck_centre"] + part.landmarks["femoral_head_centre"]
    neck_centre = section_centre(mesh, -along_neck, along_neck / np.linalg.norm(along_neck))
    back = {side: vertices[mask][vertices[mask][:, 0].argmin()] for side, mask in condyles(vertices).items()}
    hind_line = (back["lateral"] - back["medial"]) * (1, 0, 1)
    offset = np.linalg.norm(np.cross(-upper, shaft / np.linalg.norm(shaft)))
    knee = part.landmarks["knee_centre"] - part.landmarks["femoral_head_centre"]
    found = {
        "neck_shaft_angle": 180.0 - angle(-neck_centre, shaft),
        "anteversion_vs_posterior_condyles": np.degrees(
            np.arctan2(-neck_centre[0], neck_centre[2]) + np.arctan2(hind_line[0], hind_line[2])
        ),
        "offset_head_to_shaft_axis": offset,
        "length_head_centre_to_epicondyle_mid": np.linalg.norm(knee),
        "length_head_top_to_condyles": np.ptp(vertices[:, 1]),
        "biepicondylar_width": np.ptp(vertices[vertices[:, 1] < -370.0][:, 2]),
        "GT_tip_y_above_head_centre": vertices[part.regions["greater_trochanter"], 1].max(),
        "GT_lateral_z": vertices[:, 2].max(),
    }
    outside = {}
    for quantity, value in found.items():
        mean, deviation = people(quantity)
        if abs(value - mean) > deviation:
            outside[quantity] = (round(float(value), 1), mean, deviation)
    assert middle[0] > 0.5 * (upper[0] + lower[0])  # the shaft is bowed forward
    assert outside == {}


def condyles(vertices: np.ndarray) -> dict[str, np.ndarray]:
    low = vertices[:, 1] < -390.0
    return {"lateral": low & (vertices[:, 2] > 10.0), "medial": low & (vertices[:, 2] < -10.0)}
