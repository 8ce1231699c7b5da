"""The right femur: a sound mesh, the dimensions of the landmark tables, and trochanters nobody can mix up."""

import numpy as np
import pytest
from changed import CHANGES, OF_FEMUR
from soundness import assert_sound
from yardstick import distances_mm, section_centre, table

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.femur import INSIDE, femur
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.part import Part

ROW = {
    "greater_trochanter_tip": "GT_tip",
    "greater_trochanter_lateral": "GT_most_lateral",
    "lesser_trochanter": "LT_tip",
    "lateral_epicondyle": "epicondyle_lat",
    "medial_epicondyle": "epicondyle_med",
    "trochanteric_fossa": "troch_fossa",
    "lateral_condyle_distal": "condyle_lat_distal",
    "medial_condyle_distal": "condyle_med_distal",
    "lateral_condyle_posterior": "condyle_lat_post",
    "medial_condyle_posterior": "condyle_med_post",
    "neck_centre": "neck_isthmus_centre",
}


REGIONS = {
    "head",
    "fovea",
    "neck",
    "greater_trochanter",
    "lesser_trochanter",
    "anterior_facet",
    "lateral_facet",
    "superoposterior_facet",
    "posterior_facet",
    "trochanteric_fossa",
    "intertrochanteric_line",
    "intertrochanteric_crest",
    "gluteal_tuberosity",
    "pectineal_line",
    "linea_aspera",
    "shaft",
    "medial_condyle",
    "lateral_condyle",
    "medial_epicondyle",
    "lateral_epicondyle",
    "intercondylar_fossa",
    "patellar_surface",
    "gluteus_minimus_insertion",
    "gluteus_medius_insertion",
    "gluteus_maximus_insertion",
    "piriformis_insertion",
}
FACET_AREAS = {
    "anterior_facet": (250.0, 600.0),
    "lateral_facet": (390.0, 490.0),
    "superoposterior_facet": (170.0, 230.0),
    "posterior_facet": (400.0, 500.0),
}


@pytest.fixture(scope="module")
def part(parts) -> Part:
    return parts.femur


@pytest.fixture(scope="module")
def vertices(part: Part) -> np.ndarray:
    """Vertices in the femur frame (origin head centre)."""
    return part.mesh.vertices - part.landmarks["femoral_head_centre"]


def region_area(part: Part, name: str) -> float:
    inside = np.zeros(len(part.mesh.vertices), bool)
    inside[part.regions[name]] = True
    return float(np.linalg.norm(part.mesh.area_vectors[inside[part.mesh.faces].all(axis=1)], axis=1).sum())


def angle(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))))


def test_mesh_is_sound_and_light(part):
    assert_sound(part.mesh, genus=0)
    assert 15_000 <= len(part.mesh.faces) <= 22_000


def test_named_points_lie_on_the_bone(part):
    names = sorted(set(part.landmarks) - set(INSIDE) - {"knee_centre"})
    points = np.array([part.landmarks[name] for name in names])
    assert len(names) >= 14
    assert np.abs(signed_distance(part.mesh, points)).max() < 1.0


def test_head_is_a_sphere_but_for_the_fovea(part, vertices):
    radius = np.linalg.norm(vertices[part.regions["head"]], axis=1)
    assert np.percentile(np.abs(radius - 23.5), 90) < 0.05
    assert radius.max() < 23.7
    assert 1.0 < 23.5 - radius.min() < 2.5  # depth of the fovea
    shallow = vertices[part.regions["head"]][radius < 23.3]
    assert np.ptp(shallow, axis=0).max() < 16.0
    assert region_area(part, "head") > 0.6 * 4 * np.pi * 23.5**2


def test_every_region_is_there(part):
    assert set(part.regions) == REGIONS
    for name in REGIONS:
        assert len(np.unique(part.regions[name])) == len(part.regions[name]) > 20, name


@pytest.mark.parametrize("name", sorted(FACET_AREAS))
def test_facets_are_flat_and_of_natural_size(part, name):
    low, high = FACET_AREAS[name]
    assert low < region_area(part, name) < high
    points = part.mesh.vertices[part.regions[name]]
    thinness = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[2] / np.sqrt(len(points))
    assert thinness < 0.6


@pytest.mark.parametrize("name", sorted(FACET_AREAS))
def test_facet_borders_are_smooth(part, name):
    """The border of an ellipse-like area turns little from edge to edge and is no longer than such an area has."""
    inside = np.zeros(len(part.mesh.vertices), bool)
    inside[part.regions[name]] = True
    faces = part.mesh.faces[inside[part.mesh.faces].all(axis=1)]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    n = len(part.mesh.vertices)
    border = edges[~np.isin(edges[:, 0] * n + edges[:, 1], edges[:, 1] * n + edges[:, 0])]
    ends = part.mesh.vertices[border]
    perimeter = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).sum()
    assert perimeter < 1.15 * 2.0 * np.sqrt(np.pi * region_area(part, name))


def test_facets_do_not_overlap(part):
    inside = np.zeros((len(FACET_AREAS), len(part.mesh.vertices)), bool)
    for row, name in zip(inside, FACET_AREAS, strict=True):
        row[part.regions[name]] = True
    facets_of_face = inside[:, part.mesh.faces].all(axis=2).sum(axis=0)
    area = np.linalg.norm(part.mesh.area_vectors, axis=1)
    assert area[facets_of_face > 1].sum() < 1.0  # mm2: neighbours may touch


def test_trochanteric_fossa_is_a_pit_under_the_tip(part, vertices):
    floor = vertices[part.regions["trochanteric_fossa"]]
    tip, crest = np.array([-26.0, -3.0, 35.5]), np.array([-30.0, -20.0, 40.0])
    assert floor[:, 2].max() > 40.0  # it goes under the overhanging tip
    deepest = floor[floor[:, 2].argmax()]
    assert tip[1] > deepest[1] > crest[1]
    assert deepest[0] > tip[0] + 5.0


def test_lateral_lip_of_the_groove_is_higher(vertices):
    level = vertices[np.abs(vertices[:, 1] + 394.0) < 4.0]
    lateral, medial = (level[level[:, 2] * side > 10.0][:, 0].max() for side in (1.0, -1.0))
    groove = level[(np.abs(level[:, 2] - 3.0) < 6.0) & (level[:, 0] > 15.0)][:, 0].min()
    assert lateral > medial + 1.0
    assert 3.0 < medial - groove < 8.0


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


@pytest.mark.parametrize("name", sorted(ROW))
def test_landmarks_match_the_tables(part, name):
    row = next(row for row in table("femur_landmarks.csv") if row["id"] == ROW[name])
    expected = np.array([float(row[axis]) for axis in "xyz"]) + part.landmarks["femoral_head_centre"]
    assert np.linalg.norm(part.landmarks[name] - expected) < 3.0


def test_lies_near_the_generic_bone(part):
    distance = distances_mm(part.mesh, "femur_r.vtp")
    assert 0.5 < distance.mean() <= 3.5  # a smaller figure would mean that the scale is wrong
    assert np.percentile(distance, 95) <= 9.0


def measures(part: Part) -> dict[str, float]:
    """Neck-shaft angle, anteversion and length, found on the surface of a femur."""
    mesh = Mesh(part.mesh.vertices - part.landmarks["femoral_head_centre"], part.mesh.faces)
    centre = {name: point - part.landmarks["femoral_head_centre"] for name, point in part.landmarks.items()}
    length = np.linalg.norm(centre["knee_centre"])
    top, low = (section_centre(mesh, np.array([10.0, y, 20.0]), np.array([0.0, 1.0, 0.0])) for y in (-100, -300))
    neck = section_centre(mesh, centre["neck_centre"], centre["neck_centre"] / np.linalg.norm(centre["neck_centre"]))
    across = centre["lateral_condyle_posterior"] - centre["medial_condyle_posterior"]
    turned = np.arctan2(-neck[0], neck[2]) + np.arctan2(across[0], across[2])
    return {
        "neck_shaft_angle_deg": 180.0 - angle(-neck, top - low),
        "anteversion_deg": float(np.degrees(turned)),
        "femur_length_mm": float(length),
    }


def test_standard_values_are_those_of_the_bone(part):
    found = measures(part)
    for name, expected in {"neck_shaft_angle_deg": 125.0, "anteversion_deg": 10.0, "femur_length_mm": 394.5}.items():
        assert found[name] == pytest.approx(expected, abs=1.5), name


@pytest.mark.parametrize("number", OF_FEMUR)
def test_a_changed_number_is_followed_by_the_bone(part, person, number):
    changed, standard = person(number).femur, measures(part)
    found = measures(changed)
    assert_sound(changed.mesh, genus=0)
    for name in standard:
        assert found[name] == pytest.approx(CHANGES[name] if name == number else standard[name], abs=2.0), name
    head = changed.mesh.vertices[changed.regions["head"]] - changed.landmarks["femoral_head_centre"]
    assert np.percentile(np.abs(np.linalg.norm(head, axis=1) - 23.5), 90) < 0.05
    assert 250.0 < region_area(changed, "anterior_facet") < 600.0


def test_no_changes_give_the_same_bytes(part):
    same = femur({"neck_shaft_angle_deg": 125.0, "femur_length_mm": 394.5})
    assert same.mesh.vertices.tobytes() == part.mesh.vertices.tobytes()


def test_the_head_goes_where_the_joint_is(part):
    centre = np.array([1.0, 2.0, 90.0])
    moved = femur(head_centre=centre)
    np.testing.assert_allclose(moved.landmarks["femoral_head_centre"], centre)
    shift = centre - part.landmarks["femoral_head_centre"]
    np.testing.assert_allclose(moved.mesh.vertices, part.mesh.vertices + shift, atol=1e-9)


def test_unknown_numbers_are_refused_by_name():
    with pytest.raises(ValueError, match=r"neck_length.*neck_shaft_angle_deg, anteversion_deg, femur_length_mm"):
        femur({"neck_length": 50.0})
