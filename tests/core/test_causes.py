"""Other causes on the skin: points of the dermatomes lie in them, both sides are alike, each area has a source."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from glutmin_viewer.core.causes import cause_fields, table, undrawn_causes
from glutmin_viewer.core.errors import InputError

POINTS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "soft_tissue" / "pain_zones.json"
MIRROR = (1.0, 1.0, -1.0)


@pytest.fixture(scope="module")
def vertices(atlas):
    return atlas.skin.mesh.vertices


@pytest.fixture(scope="module")
def fields(atlas, vertices):
    return cause_fields(vertices, atlas.skin_landmarks)


@pytest.mark.skipif(not POINTS.exists(), reason="the reference tables are not there")
@pytest.mark.parametrize("side", ["right", "left"])
def test_points_of_the_dermatomes_lie_in_their_roots_alone(vertices, fields, side):
    points = [point for point in json.loads(POINTS.read_text(encoding="utf-8"))["test_points"] if point["dermatomes"]]
    assert len(points) >= 12
    for point in points:
        place = np.array(point["xyz"]) * (1.0 if side == "right" else MIRROR)
        vertex = cKDTree(vertices).query(place)[1]
        roots = [root for root in ("L4", "L5", "S1") if fields[f"radiculopathy_{root}", side][vertex] >= 0.0]
        assert roots == point["dermatomes"], point["point"]


# Landmarks of the skin and what is described there, from texts that agree with each other.
@pytest.mark.parametrize(
    ("landmark", "cause", "there"),
    [
        ("trochanter", "greater_trochanteric_pain", True),
        ("lateral_malleolus", "greater_trochanteric_pain", False),
        ("medial_malleolus", "radiculopathy_L4", True),
        ("first_toe_tip", "radiculopathy_L5", True),
        ("heel", "radiculopathy_S1", True),
        ("fifth_toe_tip", "radiculopathy_S1", True),
        ("buttock_prominence", "deep_gluteal_syndrome", True),
        ("thigh_lateral_middle", "meralgia_paraesthetica", True),
        ("fibular_head", "meralgia_paraesthetica", False),
        ("thigh_posterior_middle", "sciatic_nerve", True),
        ("patella", "sciatic_nerve", False),
    ],
)
def test_landmarks(atlas, vertices, fields, landmark, cause, there):
    vertex = cKDTree(vertices).query(atlas.skin_landmarks[f"{landmark}_right"])[1]
    assert (fields[cause, "right"][vertex] >= 0.0) == there


def test_both_sides_are_mirror_images_and_keep_to_their_own_half(vertices, fields):
    twin = cKDTree(vertices).query(vertices * MIRROR)[1]
    for (cause, side), field in fields.items():
        if side == "right":
            np.testing.assert_allclose(field, fields[cause, "left"][twin], atol=1e-3)
            assert not (field[vertices[:, 2] <= 0.0] >= 0.0).any()


def test_a_cause_has_an_area_or_is_named_without_one(fields):
    drawn = {cause for cause, _ in fields}
    assert drawn | set(undrawn_causes()) == set(table().causes) and not drawn & set(undrawn_causes())
    assert set(undrawn_causes()) == {"femoral_neck_stress_fracture", "deep_vein_thrombosis", "vascular_claudication"}
    for cause in table().causes.values():
        assert all(area.source and area.name for area in cause.area)


def test_missing_landmarks_are_named(atlas, vertices):
    fewer = {name: place for name, place in atlas.skin_landmarks.items() if name != "heel_left"}
    with pytest.raises(InputError, match="heel_left"):
        cause_fields(vertices, fewer)
