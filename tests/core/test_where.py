"""Where does it hurt: areas add up, sides are alike, the larger overlap comes first, and wrong input is told."""

from __future__ import annotations

import dataclasses
import json
import time

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from whole import whole_atlas

from glutmin_viewer.content import content
from glutmin_viewer.core.drawn_skin import drawn_skin, shared
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pain import GRADES, GROUPS
from glutmin_viewer.core.pain_drawing import PainDrawing, Painted, dab, painted, parse_point, regions_named
from glutmin_viewer.core.where import LEAST_PERCENT, coincidence
from glutmin_viewer.core.where_table import as_json, as_table, writer

BUTTOCK = (-161.0, -12.0, 81.0)
ATLAS = whole_atlas()
MESH = ATLAS.skin.mesh
DRAWN = drawn_skin(ATLAS)
REGIONS = sorted(name for name in ATLAS.skin.regions if name.endswith("_right"))


def painted_regions(atlas, names, side=None):
    return painted(atlas, regions_named(atlas, names, side))


def painted_around(atlas, point, radius_mm=25.0):
    return painted(atlas, PainDrawing((dab(atlas, point, radius_mm),)))


def shares(found):
    """What was found as numbers, without the side."""
    fields = {field.group: (field.covered_cm2, *field.area_cm2.values()) for field in found.fields}
    return fields | {cause.cause: (cause.covered_cm2,) for cause in found.causes}


def test_areas_of_vertices_make_the_whole_skin():
    assert DRAWN.area_mm2.sum() == pytest.approx(MESH.area_mm2)
    assert (DRAWN.area_mm2 > 0.0).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(ATLAS.skin.regions)), min_size=1, max_size=4))
def test_areas_add_up_and_the_larger_overlap_comes_first(names):
    found = coincidence(DRAWN, painted_regions(ATLAS, names))
    for field in found.fields:
        assert set(field.area_cm2) == set(GRADES)
        assert sum(field.area_cm2.values()) == pytest.approx(field.covered_cm2)
    for share in (*found.fields, *found.causes):
        assert 0.0 < share.covered_cm2 <= found.painted_cm2 * (1 + 1e-9)
        assert share.share_percent == pytest.approx(100 * share.covered_cm2 / found.painted_cm2)
        assert share.share_percent >= LEAST_PERCENT
    for cause in found.causes:
        assert 0.0 <= cause.usual_percent <= cause.share_percent * (1 + 1e-9)
    for covered in (
        [field.covered_cm2 for field in found.fields],
        [(cause.usual_percent, cause.covered_cm2) for cause in found.causes],
    ):
        assert covered == sorted(covered, reverse=True)


def test_where_a_cause_hurts_sometimes_only_it_comes_after_those_that_usually_do():
    found = coincidence(DRAWN, painted_regions(ATLAS, ["buttock_back"]))
    arthritis = next(share for share in found.causes if share.cause == "hip_arthritis" and share.side == "right")
    assert arthritis.share_percent > 20.0 and arthritis.usual_percent == 0.0
    usual = [share.usual_percent > 0.0 for share in found.causes]
    assert usual == sorted(usual, reverse=True) and any(usual)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, len(MESH.vertices) - 1), min_size=2, max_size=60, unique=True), st.integers(1, 59))
def test_two_parts_cover_what_both_cover_together(vertices, cut):
    def covered(part):
        found = coincidence(DRAWN, Painted("by hand", np.array(part)))
        return {(f.group, f.side): f.covered_cm2 for f in found.fields} | {
            (c.cause, c.side): c.covered_cm2 for c in found.causes
        }

    one, other = vertices[: min(cut, len(vertices) - 1)], vertices[min(cut, len(vertices) - 1) :]
    first, second, both = covered(one), covered(other), covered(vertices)
    left_out = 2 * LEAST_PERCENT / 100 * float(DRAWN.area_mm2[vertices].sum()) / 100  # what is too little to be told
    for key in set(both) | set(first) | set(second):
        parts = first.get(key, 0.0) + second.get(key, 0.0)
        assert both.get(key, 0.0) == pytest.approx(parts, rel=1e-6, abs=left_out)


@pytest.mark.parametrize("region", REGIONS)
def test_the_left_is_the_mirror_image_of_the_right(region):
    right = painted_regions(ATLAS, [region])
    twin = cKDTree(MESH.vertices).query(MESH.vertices[right.vertices] * (1.0, 1.0, -1.0))[1]
    found = [coincidence(DRAWN, part) for part in (right, Painted("by hand", twin))]
    assert {share.side for share in (*found[0].fields, *found[0].causes)} <= {"right"}
    assert {share.side for share in (*found[1].fields, *found[1].causes)} <= {"left"}
    mirrored = shares(found[1])
    for name, areas in shares(found[0]).items():
        np.testing.assert_allclose(areas, mirrored[name], rtol=1e-6, atol=0.05)


@pytest.mark.parametrize(("group", "grade"), [("anterior", 0), ("posterior", 0), ("anterior", 2)])
def test_a_part_wholly_inside_a_zone_is_covered_wholly_by_that_grade(group, grade):
    inside = np.flatnonzero(DRAWN.grades[group, "right"] == grade)
    first = next(f for f in coincidence(DRAWN, Painted("by hand", inside)).fields if f.group == group)
    assert first.share_percent == pytest.approx(100.0)
    assert first.area_cm2[GRADES[grade]] == pytest.approx(first.covered_cm2)


@pytest.mark.parametrize(
    ("region", "group"), [("thigh_lateral", "anterior"), ("thigh_posterior", "posterior"), ("foot_dorsum", "anterior")]
)
def test_named_regions_find_the_group_that_is_described_there(region, group):
    first = coincidence(DRAWN, painted_regions(ATLAS, [region])).fields[0]
    assert first.group == group and first.share_percent > 50.0
    assert first.trigger_points and all(name.startswith(group) for name in first.trigger_points)


def test_the_groin_has_no_trigger_point_and_what_has_no_area_is_named_all_the_same():
    found = coincidence(DRAWN, painted_regions(ATLAS, ["groin"]))
    assert found.fields == () and found.causes[0].cause == "hip_arthritis"
    assert "deep_vein_thrombosis" in found.undrawn
    assert "No trigger point" in as_table(found)


@pytest.mark.parametrize("radius", [15.0, 25.0, 40.0])
def test_a_point_paints_about_a_disc(radius):
    found = coincidence(DRAWN, painted_around(ATLAS, BUTTOCK, radius))
    assert found.painted_cm2 == pytest.approx(np.pi * radius**2 / 100.0, rel=0.2)
    assert {field.group for field in found.fields} == {"anterior", "posterior"}


def test_a_thin_part_is_not_painted_through():
    vertex = cKDTree(MESH.vertices).query(ATLAS.skin_landmarks["first_toe_tip_right"] + (-25.0, 15.0, 0.0))[1]
    painted = painted_around(ATLAS, tuple(MESH.vertices[vertex]))
    facing = ATLAS.skin.normals[painted.vertices] @ ATLAS.skin.normals[vertex]
    assert vertex in painted.vertices and (facing > 0.0).all()


def test_sides_can_be_left_out():
    part = painted_regions(ATLAS, ["buttock_back_right", "buttock_back_left"])
    assert {field.side for field in coincidence(DRAWN, part).fields} == {"right", "left"}
    left = coincidence(DRAWN, part, ["left"])
    assert {share.side for share in (*left.fields, *left.causes)} == {"left"}


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_name_without_a_side_takes_that_of_the_hip(side):
    bare, whole = painted_regions(ATLAS, ["groin"], side), painted_regions(ATLAS, [f"groin_{side}"])
    assert (bare.vertices == whole.vertices).all() and side in bare.words


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: painted_regions(ATLAS, ["moon"]), 'no region "moon": choose of abdomen, '),
        (lambda: painted_regions(ATLAS, []), "no region is named"),
        (lambda: painted_regions(ATLAS, ["groin_right"], "left"), "not on the left side"),
        (lambda: painted_around(ATLAS, (0.0, 0.0, 0.0)), r"0,0,0 is 62 mm off the skin: the nearest place"),
        (lambda: painted_around(ATLAS, (float("nan"), 0.0, 0.0)), "no number"),
        (lambda: painted_around(ATLAS, BUTTOCK, float("nan")), "radius of nan mm"),
        (lambda: painted_around(ATLAS, BUTTOCK, 1000.0), "from 5 to 100 mm"),
        (lambda: coincidence(DRAWN, Painted("by hand", np.array([], int))), "nothing is painted"),
        (lambda: parse_point("1,2"), "three numbers"),
        (lambda: writer("xml"), "table, json"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(call, word):
    with pytest.raises(InputError, match=word) as told:
        call()
    assert str(told.value).endswith(".") and "\n" not in str(told.value)


def test_an_atlas_without_skin_regions_or_landmarks_is_told(tiny_atlas):
    bare = {name: s for name, s in tiny_atlas.structures.items() if name != "skin"}
    with pytest.raises(InputError, match="no skin"):
        painted_regions(dataclasses.replace(tiny_atlas, structures=bare), ["groin"])
    with pytest.raises(InputError, match="it has none"):
        painted_regions(tiny_atlas, ["groin"])
    with pytest.raises(InputError, match="lacks landmarks"):
        drawn_skin(tiny_atlas)


def test_what_is_printed_says_what_it_is_not():
    found = coincidence(DRAWN, painted_around(ATLAS, BUTTOCK))
    table, document = as_table(found), json.loads(as_json(found))
    assert table.startswith("Coincidence of drawings, not a likelihood.\n")
    assert max(map(len, table.splitlines())) <= 100
    for cause in (*found.undrawn, *(share.cause for share in found.causes)):
        assert content().causes[cause].name in table
    flat = " ".join(table.split())
    assert "not a diagnosis" in flat and all(flag in flat for flag in content().safety["red_flags"])
    assert not any(word in flat for word in ("_", "probab"))
    assert document["red_flags"] == list(content().safety["red_flags"])
    assert [field["covered_cm2"] for field in document["fields"]] == [field.covered_cm2 for field in found.fields]
    assert [cause["id"] for cause in document["other_causes"]] == [share.cause for share in found.causes]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("cause", sorted({cause for cause, _ in DRAWN.causes}))
def test_the_shared_area_is_part_of_both_and_alike_on_both_sides(group, cause):
    right, left = (shared(DRAWN, group, cause, side) for side in ("right", "left"))
    assert 0.0 <= right.both_cm2 <= min(right.field_cm2, right.cause_cm2)
    assert right.field_cm2 > 100.0 and right.cause_cm2 > 100.0
    assert msgspec.structs.astuple(right) == pytest.approx(msgspec.structs.astuple(left), rel=0.01, abs=0.5)


def test_listing_a_part_takes_at_most_20_ms():
    assert drawn_skin(ATLAS) is DRAWN
    part = painted_regions(ATLAS, ATLAS.skin.regions)
    lasted = []
    for _ in range(5):
        start = time.perf_counter()
        coincidence(DRAWN, part)
        lasted.append(1000.0 * (time.perf_counter() - start))
    print(f"the whole skin: {min(lasted):.1f} ms")
    assert min(lasted) <= 20.0
