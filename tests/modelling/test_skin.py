"""The skin is one closed symmetric surface with published girths, and its weights bend it without tearing."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull, cKDTree

from glutmin_viewer.core.mesh import defects
from glutmin_viewer.core.pose import BODIES
from glutmin_viewer.modelling.skin_form import sections
from glutmin_viewer.modelling.skinning import skin_weights

MIRROR = np.array([1.0, 1.0, -1.0])
ROWS = {(row["part"], float(row["position"])): float(row["girth"]) for row in sections() if row["part"] != "foot"}
ANSUR_II = {  # mm, mean of the sexes' means
    ("trunk", 140.0): 900.7,
    ("trunk", -15.0): 1020.4,
    ("leg", -85.0): 620.6,
    ("leg", -530.0): 382.8,
    ("leg", -745.0): 222.5,
}


@pytest.fixture(scope="module")
def body(parts):
    return parts.skin


@pytest.fixture(scope="module")
def weights(body):
    return skin_weights(body.mesh.vertices)


def tape_girth(mesh, part, height):
    """Girth of the horizontal section, bridged over hollows as a tape does; right leg only for part 'leg'."""
    corners = mesh.vertices[mesh.faces]
    above = corners[:, :, 1] - height
    points = []
    for a, b in ((0, 1), (1, 2), (2, 0)):
        cut = (above[:, a] < 0) != (above[:, b] < 0)
        t = above[cut, a] / (above[cut, a] - above[cut, b])
        points.append(corners[cut, a] + t[:, None] * (corners[cut, b] - corners[cut, a]))
    outline = np.concatenate(points)[:, [0, 2]]
    return ConvexHull(outline[outline[:, 1] > 0] if part == "leg" else outline).area


def test_one_closed_surface_of_genus_zero(body):
    assert defects(body.mesh) == []
    assert len(body.mesh.vertices) - len(body.mesh.faces) / 2 == 2


def test_size_and_shape_of_the_triangles(body):
    assert 56_000 <= len(body.mesh.faces) <= 60_000
    a, b, c = body.mesh.corners
    squares = sum((np.square(p - q)).sum(axis=1) for p, q in ((a, b), (b, c), (c, a)))
    area = np.linalg.norm(body.mesh.area_vectors, axis=1)
    quality = 4 * np.sqrt(3) * area / squares  # 1 for an equilateral triangle
    assert np.percentile(quality, 1) > 0.7
    assert quality.min() > 0.2


def test_left_half_mirrors_right_half(body):
    gap, twin = cKDTree(body.mesh.vertices).query(body.mesh.vertices * MIRROR)
    assert gap.max() < 1e-9
    faces = {tuple(sorted(face)) for face in body.mesh.faces.tolist()}
    assert {tuple(sorted(face)) for face in twin[body.mesh.faces].tolist()} == faces


# y -60 belongs to trunk and thigh, and the groin was filled there; below -780 the foot joins, above 190 the cap.
@pytest.mark.parametrize("part_height", [k for k in ROWS if -780 < k[1] < 190 and k[1] != -60.0])
def test_girth_of_the_section_table(body, part_height):
    assert tape_girth(body.mesh, *part_height) == pytest.approx(ROWS[part_height], rel=0.02)


@pytest.mark.parametrize(("part_height", "girth"), ANSUR_II.items())
def test_girth_published_by_ansur(body, part_height, girth):
    assert tape_girth(body.mesh, *part_height) == pytest.approx(girth, rel=0.02)


def test_thighs_stay_apart_below_the_crotch(body):
    crotch = body.landmarks["crotch"][1]
    below = body.mesh.vertices[:, 1] < crotch - 1.0
    assert 2 * np.abs(body.mesh.vertices[below, 2]).min() >= 3.0


def test_landmarks_lie_on_the_skin_and_pairs_mirror(body):
    distance, _ = cKDTree(body.mesh.vertices).query(np.array(list(body.landmarks.values())))
    assert distance.max() < 6.0
    for name, point in body.landmarks.items():
        if name.endswith("_right"):
            np.testing.assert_array_equal(body.landmarks[name[:-5] + "left"], point * MIRROR)
            assert point[2] > 0


def test_soles_stand_on_one_floor(body):
    # 479 mm below the lateral epicondyle at y -395 (ANSUR II).
    assert body.mesh.vertices[:, 1].min() == pytest.approx(-874.0, abs=1.0)


def test_weights_are_shares(weights):
    assert weights.shape[1] == len(BODIES)
    assert weights.min() >= 0.0
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-12)


def test_a_leg_leaves_the_other_half_alone(body, weights):
    z = body.mesh.vertices[:, 2]
    assert (weights[z <= 0][:, 2:5] == 0).all()
    assert (weights[z >= 0][:, 5:8] == 0).all()


def test_weights_mirror(body, weights):
    swapped = skin_weights(body.mesh.vertices * MIRROR)[:, [0, 1, 5, 6, 7, 2, 3, 4]]
    np.testing.assert_allclose(swapped, weights, atol=1e-12)


def test_weights_change_smoothly_over_the_skin(body, weights):
    edges = np.concatenate([body.mesh.faces[:, [0, 1]], body.mesh.faces[:, [1, 2]]])
    length = np.linalg.norm(np.diff(body.mesh.vertices[edges], axis=1)[:, 0], axis=1)
    change = np.abs(np.diff(weights[edges], axis=1)[:, 0]).max(axis=1)
    assert (change / length).max() < 0.15  # share per mm


@pytest.mark.parametrize(
    ("landmark", "carrier", "least"),
    [
        ("PSIS_right", "pelvis", 0.95),
        ("ASIS_right", "pelvis", 0.85),
        ("pubis", "pelvis", 0.99),
        ("natal_cleft_top", "pelvis", 0.99),
        ("thigh_lateral_middle_right", "thigh_right", 0.99),
        ("thigh_posterior_middle_left", "thigh_left", 0.99),
        ("calf_maximum_right", "shank_right", 0.99),
        ("lateral_malleolus_left", "shank_left", 0.3),
        ("heel_right", "foot_right", 0.8),
        ("first_toe_tip_left", "foot_left", 0.99),
    ],
)
def test_landmark_follows_its_bone(body, landmark, carrier, least):
    share = skin_weights(body.landmarks[landmark][None])[0]
    assert share[BODIES.index(carrier)] >= least


def test_waist_follows_the_trunk(body):
    share = skin_weights(body.mesh.vertices[body.regions["waist_cap"]])
    assert share[:, BODIES.index("trunk")].min() > 0.99
