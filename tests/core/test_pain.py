"""Referred pain lies where the source page names it, on both sides, and nowhere else."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from whole import whole_atlas

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import vertex_normals
from glutmin_viewer.core.pain import GROUPS, OUTSIDE, SIDES, atlas, classify, pain_fields
from glutmin_viewer.modelling.implicit import to_pyvista
from glutmin_viewer.modelling.part import Part

# Name, rule, position near the skin of the right side (mm, pelvis frame), expected for anterior and posterior points.
# Expectations: regions named by the source page; where it is silent, our choice. They check consistency, not truth.
POINTS = [
    ("buttock_prominence", "most posterior point of the buttock", (-161, -12, 81), "essential", "essential"),
    (
        "lower_lateral_buttock",
        "30 mm above the gluteal fold, behind the trochanter",
        (-143, -35, 130),
        "essential",
        "essential",
    ),
    ("upper_back_of_buttock", "half way from PSIS to trochanter", (-148, 45, 82), "spillover", "essential"),
    ("below_crest_middle", "25 mm below the top of the crest", (-116, 95, 127), "none", "essential"),
    ("below_crest_posterior", "25 mm below the crest, beside the PSIS", (-125, 85, 49), "none", "essential"),
    ("above_crest", "25 mm above the crest", (-105, 165, 108), "none", "none"),
    ("PSIS", "over the PSIS", (-122, 76, 31), "none", "essential"),
    ("midline_sacrum", "midline at S2 to S3", (-116, 57, 0), "none", "none"),
    ("natal_cleft", "midline in the cleft", (-113, 0, 0), "none", "none"),
    ("ASIS", "over the ASIS", (73, 76, 120), "none", "none"),
    ("groin", "middle of the inguinal fold", (73, -30, 67), "none", "none"),
    ("pubis", "midline in front", (78, -9, 0), "none", "none"),
    ("navel_level_front", "midline at the navel", (93, 144, 0), "none", "none"),
    ("over_gluteus_minimus_anterior", "over the muscle itself: local, not referred", (-20, 60, 169), "none", "none"),
    ("trochanter", "over the greater trochanter", (-48, -32, 169), "essential", "none"),
    ("gluteal_fold_middle", "middle of the fold", (-114, -87, 93), "spillover", "essential"),
    ("gluteal_fold_lateral", "lateral end of the fold", (-92, -85, 151), "essential", "spillover"),
    ("lateral_thigh_upper", "100 mm below the trochanter", (-17, -130, 167), "essential", "none"),
    ("lateral_thigh_middle", "half way to the lateral epicondyle", (-7, -210, 160), "essential", "none"),
    ("lateral_thigh_lower", "50 mm above the epicondyle", (-1, -340, 144), "essential", "none"),
    ("posterolateral_thigh", "between outer and back strip", (-54, -230, 149), "spillover", "spillover"),
    ("back_of_thigh_upper", "50 mm below the fold", (-110, -130, 89), "none", "essential"),
    ("back_of_thigh_middle", "half way to the popliteal crease", (-93, -230, 87), "none", "essential"),
    ("back_of_thigh_lower", "60 mm above the crease", (-71, -350, 84), "none", "essential"),
    ("front_of_thigh_middle", "front midline", (80, -230, 87), "none", "none"),
    ("inner_thigh_middle", "facing the other thigh", (-6, -230, 14), "none", "none"),
    ("patella", "front of the knee", (66, -390, 86), "none", "none"),
    ("lateral_knee", "over the lateral epicondyle", (-1, -396, 139), "essential", "none"),
    ("popliteal_outer", "outer half of the hollow", (-61, -412, 115), "none", "essential"),
    ("popliteal_centre", "middle of the crease", (-71, -412, 86), "none", "essential"),
    ("popliteal_inner", "inner half of the hollow", (-56, -412, 55), "none", "spillover"),
    ("medial_knee", "over the medial epicondyle", (-1, -394, 32), "none", "none"),
    ("fibular_head", "outer side, below the knee", (-26, -452, 138), "essential", "none"),
    ("calf_upper_middle", "upper half of the calf, middle", (-86, -500, 85), "none", "essential"),
    ("calf_upper_medial", "upper half of the calf, medial head", (-86, -530, 48), "none", "essential"),
    ("calf_lower", "lower half of the calf", (-66, -690, 86), "none", "none"),
    ("lateral_leg_middle", "over the peroneal muscles", (-30, -600, 139), "essential", "none"),
    ("shin_middle", "over the tibial crest", (23, -600, 79), "none", "none"),
    ("medial_leg_middle", "inner side of the leg", (-24, -600, 43), "none", "none"),
    ("lateral_malleolus", "outer ankle", (-1, -806, 118), "essential", "none"),
    ("medial_malleolus", "inner ankle", (-1, -795, 55), "none", "none"),
    ("heel_back", "back of the heel", (-51, -860, 86), "none", "none"),
    ("dorsum_of_foot", "middle of the back of the foot", (102, -828, 105), "rare", "none"),
    ("lateral_foot_border", "fifth metatarsal", (88, -839, 137), "rare", "none"),
    ("sole_middle", "middle of the sole", (73, -865, 101), "none", "none"),
    ("great_toe", "back of the great toe", (189, -858, 97), "rare", "none"),
]
MIRROR = np.array([1.0, 1.0, -1.0])


@pytest.fixture(scope="module")
def body():
    bundled = whole_atlas()
    return Part(bundled.skin.mesh, {}, dict(bundled.skin_landmarks))


@pytest.fixture(scope="module")
def fields(body):
    return pain_fields(body.mesh.vertices, body.landmarks)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("name", "rule", "position", "anterior", "posterior"), POINTS, ids=[p[0] for p in POINTS])
def test_named_point(body, side, name, rule, position, anterior, posterior):
    on_side = np.array(position) * (MIRROR if side == "left" else 1.0)
    on_skin = to_pyvista(body.mesh).find_closest_cell(on_side[None], return_closest_point=True)[1]
    fields = pain_fields(on_skin, body.landmarks)
    found = [classify(fields[group, side][0]) for group in GROUPS]
    assert found == [anterior, posterior], f"{name} ({rule})"


def test_both_sides_are_mirror_images(body, fields):
    vertices = body.mesh.vertices
    gap, twin = cKDTree(vertices).query(vertices * MIRROR)
    assert gap.max() < 1e-9
    for group in GROUPS:
        np.testing.assert_allclose(fields[group, "right"], fields[group, "left"][twin], atol=1e-3)


def test_other_side_front_of_trunk_and_inner_thighs_stay_free(body, fields):
    x, y, z = body.mesh.vertices.T
    front_of_trunk = (y > -60) & (x > 20)
    medial = vertex_normals(body.mesh)[:, 2] < -0.9  # faces the other leg
    inner_thigh = medial & (z > 0) & (y < -75) & (y > -300)
    for group in GROUPS:
        painted = fields[group, "right"].max(axis=1) >= 0
        assert not painted[z <= 0].any()
        assert inner_thigh.sum() > 200
        assert not painted[front_of_trunk | inner_thigh].any()


def test_fields_change_no_faster_than_distance_near_the_border(body, fields):
    edges = np.concatenate([body.mesh.faces[:, [0, 1]], body.mesh.faces[:, [1, 2]]])
    length = np.linalg.norm(np.diff(body.mesh.vertices[edges], axis=1)[:, 0], axis=1)
    for field in fields.values():
        change = np.abs(np.diff(field[edges].astype(float), axis=1)[:, 0])
        near = np.abs(field[edges]).min(axis=1) < 20
        ratio = (change / length[:, None])[near]
        assert np.percentile(ratio, 99.5) < 1.6 and ratio.max() < 4.0


def test_spillover_surrounds_the_usual_area_by_its_margin(fields):
    for (group, _), field in fields.items():
        width = next(m.width_mm for m in atlas().margin if m.group == group)
        on_border = (np.abs(field[:, 0]) < 2.0) & (field[:, 1] < width + 3.0)
        assert np.median(field[on_border, 1]) == pytest.approx(width, abs=1.0)


def test_usual_area_is_one_patch(body, fields):
    for field in fields.values():
        inside = field[:, 0] >= 0
        faces = body.mesh.faces[inside[body.mesh.faces].all(axis=1)]
        n = len(inside)
        graph = csr_matrix(
            (np.ones(2 * len(faces)), (faces[:, [0, 1]].ravel(), faces[:, [1, 2]].ravel())), shape=(n, n)
        )
        label = connected_components(graph, directed=False)[1]
        assert np.bincount(label[np.unique(faces)]).max() == len(np.unique(faces))


def test_posterior_points_have_no_rare_area(fields):
    assert (fields["posterior", "right"][:, 2] == OUTSIDE).all()


def test_missing_landmarks_are_named(body):
    fewer = {name: p for name, p in body.landmarks.items() if name not in ("heel_left", "PSIS_right")}
    with pytest.raises(InputError, match=r"PSIS_right, heel_left"):
        pain_fields(body.mesh.vertices, fewer)


@pytest.mark.parametrize(
    ("row", "grade"),
    [((1, 9, 9), "essential"), ((-1, 9, 9), "rare"), ((-1, 9, -1), "spillover"), ((-1, -1, -1), "none")],
)
def test_classify_prefers_essential_then_rare_then_spillover(row, grade):
    assert classify(np.array(row, np.float32)) == grade


def test_every_zone_has_an_id_of_its_own_and_a_source():
    entries = [*atlas().zone, *atlas().margin]
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.source and entry.status for entry in entries)
