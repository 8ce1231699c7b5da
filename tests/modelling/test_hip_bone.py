"""The hip bone is a sound solid, lies where its tables say, and resembles a real one."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
import vtk
from scipy.spatial import cKDTree
from soundness import assert_sound
from yardstick import distances_mm, table

from glutmin_viewer.core.mesh import Mesh, vertex_normals
from glutmin_viewer.modelling import hip_bone as module
from glutmin_viewer.modelling.hip_bone import hip_bone
from glutmin_viewer.modelling.hip_shape import hip_table
from glutmin_viewer.modelling.implicit import signed_distance, to_pyvista
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.sheet import distance_to_polygon

DATA = tomllib.loads((Path(module.__file__).parent / "data" / "hip_bone.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bone(parts) -> Part:
    return parts.hip_bone


def test_solid_with_one_hole(bone: Part) -> None:
    mesh = bone.mesh
    assert_sound(mesh, genus=1)
    assert 20_000 <= len(mesh.faces) <= 30_000
    assert 200 < mesh.volume_cm3 < 400


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


def test_landmarks_lie_within_3_mm_of_the_averaged_tables(bone: Part) -> None:
    rows = [row for row in table("hip_bone_landmarks.csv") if row["kind"] != "region point" and row["id"] != "HJC"]
    distance = np.abs(signed_distance(bone.mesh, np.array([[float(row[axis]) for axis in "xyz"] for row in rows])))
    assert len(rows) > 30
    assert distance.max() < 3.0, rows[int(distance.argmax())]["id"]


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


def test_wing_is_thin_and_even(bone: Part) -> None:
    mesh = bone.mesh
    area = np.linalg.norm(mesh.area_vectors, axis=1)
    centre, normal = sum(mesh.corners) / 3, mesh.area_vectors / area[:, None]
    outer = (centre[:, 1] > 50.0) & (normal[:, 2] > 0.3)
    centre, normal, area = centre[outer], normal[outer], area[outer]
    thickness = _thickness(mesh, centre, normal)
    assert thickness.min() > 3.0
    thin = thickness < 5.0
    assert 15.0 < area[thin].sum() / 100.0 < 30.0
    around = cKDTree(centre).query_ball_point(centre[thin], 5.0)
    uneven = [abs(np.median(thickness[near]) - own) for near, own in zip(around, thickness[thin], strict=True)]
    assert max(uneven) < 1.3
    assert np.percentile(uneven, 95) < 0.5


def test_the_two_sides_stay_apart(bone: Part) -> None:
    assert bone.mesh.vertices[:, 2].min() > 1.5
    assert bone.mirrored().mesh.vertices[:, 2].max() < -1.5


def test_regions_lie_where_they_belong(bone: Part) -> None:
    regions, normals = bone.regions, vertex_normals(bone.mesh)
    assert all(len(vertices) > 20 for vertices in regions.values())
    line = np.array(DATA["gluteal_lines"]["anterior"])[:, :2]
    shared = np.intersect1d(regions["gluteus_minimus_origin"], regions["gluteus_medius_origin"])
    off = distance_to_polygon(bone.mesh.vertices[shared, :2], np.concatenate([line, line[::-1]]))
    assert len(shared) > 20 and np.abs(off).max() < 0.6  # they share the border, which is the line, and nothing else
    assert not set(regions["acetabulum_lunate"]) & set(regions["acetabular_fossa"])
    assert normals[regions["gluteus_minimus_origin"], 2].min() > 0
    assert normals[regions["iliac_fossa"], 2].max() < 0
    assert len(regions) == 32 and len(bone.landmarks) >= 16
    assert not set(regions["gluteus_maximus_origin"]) & set(regions["gluteus_minimus_origin"])
    assert normals[regions["auricular_surface"], 2].max() < 0.2
    assert normals[regions["pubic_symphysis"], 2].mean() < -0.8


def test_borders_of_regions_are_cut_into_the_mesh(bone: Part) -> None:
    """The vertices at the border of an outlined area lie on its outline, not up to an edge length off."""
    edges = np.concatenate([bone.mesh.faces[:, [0, 1]], bone.mesh.faces[:, [1, 2]], bone.mesh.faces[:, [2, 0]]])
    flat, outlines = bone.mesh.vertices[:, :2], DATA["outlines"]["medial"]
    for name in ("auricular_surface", "iliac_fossa"):
        within = np.isin(edges, bone.regions[name])
        border = np.unique(edges[within.sum(axis=1) == 1][within[within.sum(axis=1) == 1]])
        assert len(border) > 50
        off = np.abs(distance_to_polygon(flat[border], np.array(outlines[name])))
        assert np.percentile(off, 90) < 0.2 and off.max() < 1.0, name  # a corner of the outline may fall in a triangle


def test_standard_numbers_change_nothing_of_what_the_bone_is_made_of() -> None:
    standard = {name: row["value"] for name, row in DATA["parameters"].items()}
    assert hip_table(standard) == hip_table() != hip_table(standard | {"crest_height_mm": 150.0})


@pytest.mark.parametrize("share", [0.85])
@pytest.mark.parametrize("name", list(DATA["parameters"]))
def test_a_changed_number_rebuilds_the_bone(name: str, share: float) -> None:
    wanted = share * DATA["parameters"][name]["value"]
    changed = hip_bone({name: wanted})
    mesh, centre = changed.mesh, changed.landmarks["hip_joint_centre"]
    assert_sound(mesh, genus=1)
    offset, radius = mesh.vertices - centre, DATA["socket"]["radius"]["value"]
    np.testing.assert_allclose(np.linalg.norm(offset[changed.regions["acetabulum_lunate"]], axis=1), radius, atol=1e-6)
    axis = np.array(DATA["socket"]["axis"]["value"]) / np.linalg.norm(DATA["socket"]["axis"]["value"])
    rim = offset[np.linalg.norm(offset, axis=1) < radius + 2.5]
    measured = {
        "pelvis_width_mm": 2.0 * changed.landmarks["ASIS"][2],
        "socket_depth_mm": radius + (rim @ axis).max(),
        "crest_height_mm": offset[:, 1].max(),
    }
    assert measured[name] == pytest.approx(wanted, abs=2.0)


def test_unknown_parameter_is_named() -> None:
    with pytest.raises(ValueError, match=r"neck_length.*pelvis_width_mm"):
        hip_bone({"neck_length": 1.0})


def test_resembles_a_real_hip_bone(bone: Part) -> None:
    distance = distances_mm(bone.mesh, "pelvis_rv.vtp")
    assert distance.mean() < 3.5
    assert np.percentile(distance, 95) < 9.0


def _thickness(mesh: Mesh, points: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """Distance (n,) in mm from surface points (n, 3) straight through the bone."""
    locator = vtk.vtkStaticCellLocator()
    locator.SetDataSet(to_pyvista(mesh))
    locator.BuildLocator()
    share, hit, local = vtk.reference(0.0), [0.0] * 3, [0.0] * 3
    piece, cell = vtk.reference(0), vtk.reference(0)
    result = np.full(len(points), np.inf)
    for k, (start, end) in enumerate(zip(points - 0.1 * normals, points - 80.0 * normals, strict=True)):
        if locator.IntersectWithLine(start, end, 1e-6, share, hit, local, piece, cell):
            result[k] = np.linalg.norm(points[k] - hit)
    return result
