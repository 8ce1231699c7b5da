"""The pain drawing: a field that is positive where somebody painted, however it was painted and on either side."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from whole import whole_atlas

from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.drawn_skin import REACH_MM
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pain_drawing import (
    NEAR_MM,
    RADII_MM,
    RADIUS_MM,
    PainDrawing,
    Stroke,
    check_drawing,
    dab,
    drawing_field,
    in_words,
    painted,
    regions_named,
)
from glutmin_viewer.core.showing_pain import with_drawing, with_more
from glutmin_viewer.core.state import SceneState

ATLAS = whole_atlas()
SKIN, MESH = ATLAS.skin, ATLAS.skin.mesh
BUTTOCK = (-161.0, -12.0, 81.0)
REGIONS = sorted(name for name in SKIN.regions if name.endswith("_right"))
TWIN = cKDTree(MESH.vertices).query(MESH.vertices * (1.0, 1.0, -1.0))[1]
EDGES = np.unique(np.sort(np.concatenate([MESH.faces[:, [i, (i + 1) % 3]] for i in range(3)]), axis=1), axis=0)
VERTICES = st.integers(0, len(MESH.vertices) - 1)


def at(point, radius_mm=RADIUS_MM):
    """A stroke of one place."""
    return Stroke((point,), radius_mm)


def place(vertex):
    return tuple(float(mm) for mm in MESH.vertices[vertex])


def another(atlas=ATLAS):
    """The same skin as another object, of which nothing is remembered yet."""
    structures = {**atlas.structures, "skin": dataclasses.replace(atlas.skin)}
    return dataclasses.replace(atlas, structures=structures)


def border(field):
    """Points (k, 3) where a field changes its sign along an edge."""
    one, other = field[EDGES].astype(float).T
    across = (one >= 0.0) != (other >= 0.0)
    ends, one, other = MESH.vertices[EDGES[across]], one[across], other[across]
    return ends[:, 0] + (one / (one - other))[:, None] * (ends[:, 1] - ends[:, 0])


def raggedness(points, radius_mm=15.0):
    """How far the points of a border lie from a straight line among their neighbours, root mean square in mm."""
    tree = cKDTree(points)
    off = []
    for near in tree.query_ball_point(points, radius_mm):
        if len(near) >= 5:
            spread = np.linalg.svd(points[near] - points[near].mean(axis=0), compute_uv=False)
            off.append(spread[1] / np.sqrt(len(near)))
    return float(np.sqrt(np.mean(np.square(off))))


@settings(max_examples=30, deadline=None)
@given(VERTICES, st.floats(*RADII_MM))
def test_a_dab_is_positive_within_its_radius_of_what_faces_the_same_way(vertex, radius):
    field = drawing_field(ATLAS, PainDrawing((at(place(vertex), radius),)))
    away = np.linalg.norm(MESH.vertices - MESH.vertices[vertex], axis=1)
    facing = SKIN.normals @ SKIN.normals[vertex] > 0.0
    np.testing.assert_allclose(field[facing], np.maximum(radius - away, -NEAR_MM)[facing], atol=1e-3)
    assert (field[~facing] == -NEAR_MM).all() and field[vertex] == pytest.approx(radius)


def test_a_dab_beside_a_vertex_paints_at_least_the_nearest_one():
    corners = MESH.vertices[MESH.faces[np.linalg.norm(MESH.area_vectors, axis=1).argmax()]]
    field = drawing_field(ATLAS, PainDrawing((dab(ATLAS, tuple(corners.mean(axis=0)), RADII_MM[0]),)))
    assert (field >= 0.0).any() and field.max() <= RADII_MM[0]


@settings(max_examples=15, deadline=None)
@given(st.lists(VERTICES, min_size=1, max_size=4, unique=True), st.lists(st.sampled_from(REGIONS), max_size=1))
def test_a_drawing_is_the_union_of_its_parts(vertices, regions):
    dabs = tuple(at(place(vertex)) for vertex in vertices)
    whole = drawing_field(ATLAS, PainDrawing((*dabs, *regions)))
    parts = [drawing_field(ATLAS, PainDrawing((dab,))) for dab in dabs]
    parts += [drawing_field(ATLAS, PainDrawing((region,))) for region in regions]
    np.testing.assert_array_equal(whole, np.max(parts, axis=0))


@pytest.mark.parametrize(
    ("one", "other"),
    [("buttock_back_right", "thigh_posterior_right"), ("thigh_lateral_right", "thigh_posterior_right")],
)
def test_between_regions_that_adjoin_there_is_no_border(one, other):
    both = drawing_field(ATLAS, PainDrawing((one, other)))
    of = np.zeros(len(both), dtype=int)
    of[SKIN.regions[one]], of[SKIN.regions[other]] = 1, 2
    ends = np.sort(of[EDGES], axis=1)
    across, out = EDGES[(ends == (1, 2)).all(axis=1)], EDGES[(ends[:, 0] == 0) & (ends[:, 1] > 0)]
    rim = MESH.vertices[out].mean(axis=1)
    away = np.linalg.norm(MESH.vertices[across].mean(axis=1)[:, None] - rim, axis=2).min(axis=1)
    seam = across[away > 15.0]
    assert len(seam) > 20 and both[seam].min() > 5.0
    assert drawing_field(ATLAS, PainDrawing((other, one))) == pytest.approx(both)


def test_a_stroke_that_grows_is_the_same_as_the_whole_at_once():
    points = [(BUTTOCK[0], BUTTOCK[1] - 8.0 * step, BUTTOCK[2]) for step in range(6)]
    growing, at_once = another(), another()
    for count in range(1, len(points) + 1):
        whole = PainDrawing(("groin_right", Stroke(tuple(points[:count]), 12.0)))
        grown = drawing_field(growing, whole)
    np.testing.assert_array_equal(grown, drawing_field(at_once, whole))
    assert drawing_field(growing, PainDrawing(whole.parts)) is grown


def test_a_stroke_has_no_beads():
    """Between two of its places it is as wide as at them, however thin the brush."""
    begin, end = np.array(BUTTOCK), np.array(BUTTOCK) - (0.0, 30.0, 0.0)
    field = drawing_field(ATLAS, PainDrawing((Stroke((tuple(begin), tuple(end)), 12.0),)))
    share = (MESH.vertices - begin) @ (end - begin) / ((end - begin) @ (end - begin))
    beside = (share > 0.0) & (share < 1.0) & (field > -NEAR_MM)
    away = np.linalg.norm(MESH.vertices - begin - share[:, None] * (end - begin), axis=1)
    assert beside.sum() > 10
    np.testing.assert_allclose(field[beside], (12.0 - away)[beside], atol=1e-3)


def test_places_across_a_gap_are_not_joined():
    thighs = [tuple(float(mm) for mm in ATLAS.skin_landmarks[f"gluteal_fold_{side}"]) for side in ("right", "left")]
    joined = drawing_field(ATLAS, PainDrawing((Stroke(tuple(thighs), 12.0),)))
    apart = drawing_field(ATLAS, PainDrawing(tuple(Stroke((thigh,), 12.0) for thigh in thighs)))
    np.testing.assert_array_equal(joined, apart)


def test_what_was_given_out_is_not_changed_by_what_is_painted_next():
    atlas = another()
    first = drawing_field(atlas, PainDrawing((at(BUTTOCK),)))
    kept = first.copy()
    drawing_field(atlas, PainDrawing((at(BUTTOCK), at(place(0)), "groin_right")))
    np.testing.assert_array_equal(first, kept)


def test_what_is_taken_away_is_gone():
    atlas = another()
    few, more = PainDrawing((at(BUTTOCK),)), PainDrawing((at(BUTTOCK), at(place(0)), "groin_right"))
    drawing_field(atlas, more)
    np.testing.assert_array_equal(drawing_field(atlas, few), drawing_field(another(), few))
    assert (drawing_field(atlas, PainDrawing()) == -NEAR_MM).all()


def test_the_order_of_dabs_does_not_matter():
    dabs = [at(BUTTOCK, 30.0), at((BUTTOCK[0], BUTTOCK[1] + 20.0, BUTTOCK[2])), at(place(0), 60.0)]
    fields = [drawing_field(ATLAS, PainDrawing(order)) for order in permutations(dabs)]
    for field in fields[1:]:
        np.testing.assert_array_equal(field, fields[0])


@pytest.mark.parametrize("vertex", range(0, len(MESH.vertices), 3001))
def test_a_dab_on_the_left_is_the_mirror_image_of_one_on_the_right(vertex):
    one = drawing_field(ATLAS, PainDrawing((at(place(vertex)),)))
    other = drawing_field(ATLAS, PainDrawing((at(place(TWIN[vertex])),)))
    np.testing.assert_allclose(one, other[TWIN], atol=1e-3)


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_on_the_left_is_the_mirror_image_of_that_on_the_right(region):
    left = region.removesuffix("right") + "left"
    one, other = (drawing_field(ATLAS, PainDrawing((name,))) for name in (region, left))
    # The vertices of the midline belong to one side alone.
    at_midline = np.abs(MESH.vertices[SKIN.regions[region], 2]).min() < 1.0
    longest = np.linalg.norm(np.diff(MESH.vertices[EDGES], axis=1)[:, 0], axis=1).max()
    np.testing.assert_allclose(one, other[TWIN], atol=longest if at_midline else 0.1)


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_has_nearly_its_own_vertices_within_a_border_that_is_smoother(region):
    field = drawing_field(ATLAS, PainDrawing((region,)))
    within = np.zeros(len(field), dtype=bool)
    within[SKIN.regions[region]] = True
    assert (field[within] >= 0.0).mean() > 0.93 and (field[within] > -8.0).all()
    assert (field[~within] >= 0.0).mean() < 0.001 and (field[~within] < 4.0).all()
    raw = np.where(within, 1.0, -1.0)
    assert raggedness(border(field)) < 0.9 * raggedness(border(raw))
    # Nearly a distance: no edge changes it by much more than its length.
    change = np.abs(np.diff(field[EDGES], axis=1))[:, 0] / np.linalg.norm(
        np.diff(MESH.vertices[EDGES], axis=1)[:, 0], axis=1
    )
    assert change[np.abs(field[EDGES]).min(axis=1) < 20.0].max() < 1.6


def test_the_whole_skin_as_regions_is_covered_but_for_seams():
    everything = drawing_field(ATLAS, regions_named(ATLAS, sorted(SKIN.regions)))
    named = np.unique(np.concatenate(list(SKIN.regions.values())))
    assert (everything[named] >= 0.0).mean() > 0.98


def test_a_drawing_survives_a_state_file(tmp_path):
    state = with_drawing(SceneState(), PainDrawing())
    state = with_more(state, ATLAS, PainDrawing((dab(ATLAS, BUTTOCK, 40.0), dab(ATLAS, place(0)))))
    state = with_more(state, ATLAS, regions_named(ATLAS, ["thigh_lateral", "groin_left"]))
    save_document(Document(state), tmp_path / "state.json")
    back = load_document(tmp_path / "state.json").scene
    assert back == state and back.drawing.regions == ("thigh_lateral_right", "groin_left")
    np.testing.assert_array_equal(drawing_field(another(), back.drawing), drawing_field(ATLAS, state.drawing))


def test_nobody_asked_and_nothing_painted_are_told_apart_in_a_state_file(tmp_path):
    for drawing in (None, PainDrawing()):
        save_document(Document(with_drawing(SceneState(), drawing)), tmp_path / "state.json")
        assert load_document(tmp_path / "state.json").scene.drawing == drawing


@pytest.mark.parametrize(
    "drawing",
    [
        {"parts": [{"points": [[1, 2]]}]},
        {"parts": [{"points": [[1, 2, "x"]]}]},
        {"parts": [{"points": []}]},
        {"parts": "groin_right"},
        {"colour": 1},
    ],
)
def test_a_damaged_drawing_in_a_state_file_is_refused(tmp_path, drawing):
    path = tmp_path / "state.json"
    save_document(Document(SceneState()), path)
    raw = msgspec.json.decode(path.read_bytes())
    raw["scene"]["drawing"] = drawing
    path.write_bytes(msgspec.json.encode(raw))
    with pytest.raises(InputError, match="is damaged"):
        load_document(path)


def test_a_radius_left_out_is_that_of_a_hand():
    assert dab(ATLAS, BUTTOCK) == at(BUTTOCK, RADIUS_MM)
    assert msgspec.json.decode(b'{"points": [[1, 2, 3]]}', type=Stroke).radius_mm == RADIUS_MM


def test_words_say_what_is_painted():
    one = at(BUTTOCK)
    assert in_words(PainDrawing((one,))) == "around -161,-12,81, within 25 mm"
    assert in_words(PainDrawing((one, at(place(0))))) == "what is painted"
    assert in_words(PainDrawing((one, "groin_right"))) == "what is painted"
    assert in_words(PainDrawing((Stroke((BUTTOCK, place(0))),))) == "what is painted"
    assert in_words(regions_named(ATLAS, ["groin", "groin_left"])).endswith(", left")


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("drawing", "word"),
    [
        (PainDrawing(("moon",)), 'no region "moon"'),
        (PainDrawing(("",)), 'no region ""'),
        (PainDrawing((at((0.0, 0.0, 0.0)),)), "62 mm off the skin"),
        (PainDrawing((at((4e3, 0.0, 0.0)),)), "mm off the skin"),
        (PainDrawing((at((1e6, 0.0, 0.0)),)), "no number of mm on a body"),
        (PainDrawing((at((NAN, 0.0, 0.0)),)), "no number"),
        (PainDrawing((at((0.0, INF, 0.0)),)), "no number"),
        (PainDrawing((at(BUTTOCK, NAN),)), "radius of nan mm"),
        (PainDrawing((at(BUTTOCK, 0.0),)), "radius of 0 mm"),
        (PainDrawing((at(BUTTOCK, -25.0),)), "radius of -25 mm"),
        (PainDrawing((at(BUTTOCK, INF),)), "radius of inf mm"),
        (PainDrawing((at(BUTTOCK), at(BUTTOCK, 101.0))), "from 5 to 100 mm"),
    ],
)
def test_a_drawing_that_does_not_fit_is_told_in_a_sentence(drawing, word):
    with pytest.raises(InputError, match=word) as told:
        check_drawing(ATLAS, drawing)
    assert str(told.value).endswith(".") and "\n" not in str(told.value)


def test_nothing_painted_fits_but_is_no_part_of_the_skin():
    check_drawing(ATLAS, PainDrawing())
    with pytest.raises(InputError, match="nothing is painted"):
        painted(ATLAS, PainDrawing())


@pytest.mark.parametrize("share", [0.0, 0.9])
def test_a_point_a_little_off_the_skin_is_meant_to_be_on_it(share):
    vertex = int(cKDTree(MESH.vertices).query(BUTTOCK)[1])
    beside = MESH.vertices[vertex] + share * REACH_MM * SKIN.normals[vertex]
    part = painted(ATLAS, PainDrawing((dab(ATLAS, tuple(beside)),)))
    assert vertex in part.vertices and len(np.unique(part.vertices)) == len(part.vertices)


def test_an_atlas_without_a_skin_is_told():
    bare = dataclasses.replace(ATLAS, structures={"sacrum": ATLAS.structures["sacrum"]})
    for call in (lambda: drawing_field(bare, PainDrawing((at(BUTTOCK),))), lambda: dab(bare, BUTTOCK)):
        with pytest.raises(InputError, match="no skin"):
            call()
