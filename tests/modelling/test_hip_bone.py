"""The hip bone is a sound solid, lies where its tables say, and resembles a real one."""

import importlib.util
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv
from scipy.spatial import cKDTree

from glutmin_viewer.core.mesh import defects, vertex_normals
from glutmin_viewer.modelling import hip_bone as module
from glutmin_viewer.modelling.hip_bone import hip_bone
from glutmin_viewer.modelling.implicit import signed_distance, to_pyvista
from glutmin_viewer.modelling.part import Part

SHARED = Path(__file__).resolve().parents[2] / "../shared"
DATA = tomllib.loads((Path(module.__file__).parent / "data" / "hip_bone.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bone() -> Part:
    return hip_bone()


def test_solid_with_one_hole(bone: Part) -> None:
    mesh = bone.mesh
    assert defects(mesh) == []
    assert len(mesh.vertices) - len(mesh.faces) // 2 == 0  # Euler characteristic of genus one
    assert 20_000 <= len(mesh.faces) <= 26_000
    assert 200 < mesh.volume_cm3 < 400


def test_no_face_passes_through_another(bone: Part) -> None:
    a, b, c = bone.mesh.corners
    centre = (a + b + c) / 3
    reach = np.linalg.norm(np.stack([a, b, c]) - centre, axis=2).max(axis=0)
    near = cKDTree(centre).query_pairs(2 * np.percentile(reach, 99), output_type="ndarray")
    faces = bone.mesh.faces
    apart = ~(faces[near[:, 0]][:, :, None] == faces[near[:, 1]][:, None, :]).any(axis=(1, 2))
    near = near[apart]
    corners = np.stack([a, b, c], axis=1)
    for first, second in ((near[:, 0], near[:, 1]), (near[:, 1], near[:, 0])):
        for i, j in pairwise((0, 1, 2, 0)):
            crossed = _segment_crosses(corners[first][:, i], corners[first][:, j], corners[second])
            assert not crossed.any(), centre[first[crossed]][:5]


def test_landmarks_lie_on_the_surface_near_their_table(bone: Part) -> None:
    names = sorted(set(bone.landmarks) - {"hip_joint_centre"})
    found = np.array([bone.landmarks[name] for name in names])
    tabled = np.array([DATA["landmarks"][name] for name in names])
    assert np.abs(signed_distance(bone.mesh, found)).max() < 0.1
    assert np.linalg.norm(found - tabled, axis=1).max() < 3.0
    assert bone.landmarks["hip_joint_centre"].tolist() == DATA["socket"]["centre"]["value"]


def test_measured_nodes_of_the_wing_and_borders_lie_near_the_surface(bone: Part) -> None:
    rows = {name: row for t in ("outline", "foramen") for name, row in DATA[t].items() if row["status"] == "measured"}
    distance = np.abs(signed_distance(bone.mesh, np.array([row["edge"] for row in rows.values()])))
    assert distance.max() < 3.0, list(rows)[int(distance.argmax())]


def test_socket_takes_a_sphere(bone: Part) -> None:
    centre, radius = np.array(DATA["socket"]["centre"]["value"]), DATA["socket"]["radius"]["value"]
    lunate, fossa = (
        np.linalg.norm(bone.mesh.vertices[bone.regions[name]] - centre, axis=1)
        for name in ("acetabulum_lunate", "acetabular_fossa")
    )
    assert len(lunate) > 300
    np.testing.assert_allclose(lunate, radius, atol=1e-6)
    assert np.linalg.norm(bone.mesh.vertices - centre, axis=1).min() > radius - 0.1
    assert 1.0 < np.median(fossa) - radius < 5.0


def test_floor_of_the_socket_is_bone(bone: Part) -> None:
    centre = np.array(DATA["socket"]["centre"]["value"])
    inward = -np.array(DATA["socket"]["axis"]["value"])
    inward /= np.linalg.norm(inward)
    hits = to_pyvista(bone.mesh).ray_trace(centre, centre + 80 * inward)[0]
    assert len(hits) == 2
    assert 3.0 < np.linalg.norm(hits[1] - hits[0]) < 15.0


def test_wing_is_thin(bone: Part) -> None:
    vertices, inward = bone.mesh.vertices, -vertex_normals(bone.mesh)
    wing = bone.regions["gluteus_minimus_origin"]
    surface = to_pyvista(bone.mesh)
    thickness = []
    for k in wing[::4]:
        hits = surface.ray_trace(vertices[k] + 0.2 * inward[k], vertices[k] + 60 * inward[k], first_point=True)[0]
        thickness.append(np.linalg.norm(hits - vertices[k]))
    assert np.min(thickness) > 2.0
    assert np.median(thickness) < 14.0


def test_the_two_sides_stay_apart(bone: Part) -> None:
    assert bone.mesh.vertices[:, 2].min() > 1.5
    assert bone.mirrored().mesh.vertices[:, 2].max() < -1.5


def test_regions_lie_where_they_belong(bone: Part) -> None:
    regions, normals = bone.regions, vertex_normals(bone.mesh)
    assert all(len(vertices) > 20 for vertices in regions.values())
    assert not set(regions["gluteus_minimus_origin"]) & set(regions["gluteus_medius_origin"])
    assert not set(regions["acetabulum_lunate"]) & set(regions["acetabular_fossa"])
    assert normals[regions["gluteus_minimus_origin"], 2].min() > 0
    assert normals[regions["auricular_surface"], 2].max() < 0.2
    assert normals[regions["pubic_symphysis"], 2].mean() < -0.8


def test_same_bytes_each_time(bone: Part) -> None:
    again = hip_bone()
    assert again.mesh.vertices.tobytes() == bone.mesh.vertices.tobytes()
    assert again.mesh.faces.tobytes() == bone.mesh.faces.tobytes()


def test_resembles_a_real_hip_bone(bone: Part) -> None:
    tool, reference = SHARED / "tools/surface_distance.py", SHARED / "reference/bones/pelvis_rv.vtp"
    if not (tool.exists() and reference.exists()):
        pytest.skip("the reference bones are not at hand")
    spec = importlib.util.spec_from_file_location("surface_distance", tool)
    yardstick = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(yardstick)
    ours, theirs = to_pyvista(bone.mesh), pv.read(reference).triangulate()
    theirs.points = np.asarray(theirs.points, float) * 1000
    scale, turn, shift = yardstick.align(yardstick.sample(ours), yardstick.sample(theirs))
    ours.points = scale * ours.points @ turn.T + shift
    distance = [yardstick.to_surface(yardstick.sample(a), b) for a, b in ((ours, theirs), (theirs, ours))]
    assert np.concatenate(distance).mean() < 3.5


def _segment_crosses(start: np.ndarray, end: np.ndarray, triangle: np.ndarray) -> np.ndarray:
    """Whether segments (n, 3) pass through triangles (n, 3, 3)."""
    a, b, c = triangle[:, 0], triangle[:, 1], triangle[:, 2]

    def volume(p: np.ndarray, q: np.ndarray, r: np.ndarray, s: np.ndarray) -> np.ndarray:
        return np.einsum("ij,ij->i", np.cross(q - p, r - p), s - p)

    opposite = volume(a, b, c, start) * volume(a, b, c, end) < 0
    turns = np.sign([volume(start, end, *pair) for pair in ((a, b), (b, c), (c, a))])
    return opposite & (np.abs(turns.sum(axis=0)) == 3)
