"""The generated sacrum: a sound, symmetric solid with the holes, hollows and landmarks of the bone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree
from soundness import assert_sound
from yardstick import distances_mm, table

from glutmin_viewer.core.mesh import Mesh, vertex_normals
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.part import MIRROR, Part


@pytest.fixture(scope="module")
def bone(parts) -> Part:
    return parts.sacrum


def ventral_x(mesh: Mesh, y: float) -> float:
    """x of the front surface in the midline at a height y, mm."""
    near = (np.abs(mesh.vertices[:, 2]) < 3.0) & (np.abs(mesh.vertices[:, 1] - y) < 3.0)
    return float(mesh.vertices[near, 0].max())


def test_it_is_a_closed_solid_with_eight_foramina(bone: Part) -> None:
    mesh = bone.mesh
    assert_sound(mesh, genus=8)
    assert 12_000 <= len(mesh.faces) <= 16_000


def test_it_is_its_own_mirror_image(bone: Part) -> None:
    distance, _ = cKDTree(bone.mesh.vertices).query(bone.mesh.vertices * MIRROR)
    assert distance.max() == 0.0
    right, left = (bone.regions[f"auricular_surface_{side}"] for side in ("right", "left"))
    assert len(right) == len(left) > 50
    assert (bone.mesh.vertices[right, 2] > 30.0).all()
    assert (bone.mesh.vertices[left, 2] < -30.0).all()


def test_it_fits_between_the_hip_bones(bone: Part, parts) -> None:
    """The joint gap: bone touches bone nowhere, and the auricular surface lies near that of the ilium."""
    hip = parts.hip_bone.mesh
    right = bone.mesh.vertices[bone.mesh.vertices[:, 2] > 0.0]
    beside = hip.vertices[hip.vertices[:, 2] < 80.0]
    gap = signed_distance(hip, right)
    assert gap.min() > 1.5
    assert signed_distance(bone.mesh, beside).min() > 1.5
    assert gap.min() < 4.0
    joint = signed_distance(hip, bone.mesh.vertices[bone.regions["auricular_surface_right"]])
    assert np.median(joint) < 6.0


def test_its_dimensions_are_those_of_an_adult(bone: Part) -> None:
    size = np.ptp(bone.mesh.vertices, axis=0)
    assert 100.0 < size[2] < 116.0  # breadth across the alae; about 105 to 110 in adults
    length = np.linalg.norm(bone.landmarks["promontory"] - (-84.0, -1.0, 0.0))
    assert 95.0 < length < 120.0  # promontory to apex


def test_the_pelvic_face_is_hollow(bone: Part) -> None:
    """Between promontory and coccyx the front lies behind the straight line that joins them."""
    top, bottom = bone.landmarks["promontory"], bone.landmarks["coccyx_tip"]
    for y in (70.0, 50.0, 30.0, 10.0):
        chord = np.interp(y, [bottom[1], top[1]], [bottom[0], top[0]])
        assert ventral_x(bone.mesh, y) < chord - 5.0


def test_the_promontory_is_the_foremost_point_and_carries_a_flat_plate(bone: Part) -> None:
    mesh = bone.mesh
    midline = np.abs(mesh.vertices[:, 2]) < 1.0
    assert bone.landmarks["promontory"][0] > mesh.vertices[midline, 0].max() - 2.0
    centre = np.mean(mesh.corners, axis=0)
    plate = np.linalg.norm((centre - (-36.5, 101.0, 0.0)) * (1.0, 1.0, 0.6), axis=1) < 9.0
    up_and_forward = np.array([0.545, 0.839, 0.0])
    assert np.linalg.norm(mesh.area_vectors[plate], axis=1).sum() > 200.0
    towards = mesh.area_vectors[plate] @ up_and_forward
    assert (towards > 0.97 * np.linalg.norm(mesh.area_vectors[plate], axis=1)).all()
    assert np.ptp(centre[plate] @ up_and_forward) < 1.0


def test_landmarks_lie_on_the_surface_in_their_order(bone: Part) -> None:
    distance, _ = cKDTree(bone.mesh.vertices).query(np.array(list(bone.landmarks.values())))
    assert distance.max() < 1.5
    height = {name: position[1] for name, position in bone.landmarks.items()}
    assert height["promontory"] > height["S2_spinous"] > height["sacral_hiatus"]
    assert height["sacral_hiatus"] > height["inferior_lateral_angle_right"] > height["coccyx_tip"]
    assert height["coccyx_tip"] == pytest.approx(bone.mesh.vertices[:, 1].min(), abs=1.5)


def test_regions_lie_where_their_names_say(bone: Part) -> None:
    centre = {name: bone.mesh.vertices[index].mean(axis=0) for name, index in bone.regions.items()}
    sided = ("auricular_surface", "ala", "piriformis_origin", "gluteus_maximus_origin")
    assert set(centre) == {
        "promontory", "median_sacral_crest", "ventral_foramina", "dorsal_foramina", "sacral_hiatus", "coccyx"
    } | {f"{name}_{side}" for name in sided for side in ("right", "left")}  # fmt: skip
    assert min(len(index) for index in bone.regions.values()) > 40
    assert centre["median_sacral_crest"][0] < centre["ventral_foramina"][0] < centre["promontory"][0]
    assert centre["dorsal_foramina"][0] < centre["ventral_foramina"][0] - 5.0
    assert centre["coccyx"][1] < -10.0
    assert centre["sacral_hiatus"][1] < 15.0
    for name in sided:
        assert centre[f"{name}_right"] == pytest.approx(centre[f"{name}_left"] * MIRROR)
        assert centre[f"{name}_right"][2] > 10.0
    assert centre["gluteus_maximus_origin_right"][0] < centre["piriformis_origin_right"][0]
    assert 35.0 < centre["ala_right"][2] < 50.0
    up = vertex_normals(bone.mesh)[bone.regions["ala_right"]].mean(axis=0)
    assert up[1] > 0.5
    assert bone.mesh.vertices[bone.regions["ala_right"], 1].min() > 85.0
    normals = vertex_normals(bone.mesh)[bone.regions["auricular_surface_right"]]
    assert normals.mean(axis=0)[2] > 0.6


def test_the_front_passes_through_the_averaged_landmarks(bone: Part) -> None:
    """The tabled back is a smoothed envelope without crest, canal and processes, which ours has."""
    rows = table("sacrum_landmarks.csv")
    points = np.array([[float(row[f"anterior_{axis}"]) for axis in "xyz"] for row in rows])
    assert len(points) > 30
    assert np.abs(signed_distance(bone.mesh, points)).max() < 3.0


def test_it_resembles_a_real_sacrum(bone: Part) -> None:
    distance = distances_mm(bone.mesh, "sacrumv.vtp")
    assert distance.mean() < 3.5
