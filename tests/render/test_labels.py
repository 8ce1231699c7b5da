"""Names on the picture: they lead to what they name, stand apart, and their lines do not cross."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whole import whole_atlas

from glutmin_viewer.content import content, without_side
from glutmin_viewer.core.camera import VIEWS, hip_camera, turned
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import FIRST_MM, VIEW_OF, Cut
from glutmin_viewer.core.frame import structure_of
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.state import SceneState, seen_from, shown, with_cut, with_labels, with_posture, with_side
from glutmin_viewer.render.labels import LINE_PT, NAMED_KINDS, TOP_PT, laid_out
from glutmin_viewer.render.picking import pick
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.render.section import filled, outline

ATLAS = whole_atlas()
SIZE = (700, 560)
OVER = ("gluteus_medius", "piriformis", "sciatic_nerve", "tensor_fasciae_latae")


@pytest.fixture(scope="module")
def compose():
    return Composer(ATLAS)


def labelled(compose, state, view):
    """The labels of a picture, and what a ray through the end of each line meets."""
    with Studio(SIZE) as studio:
        studio.picture(compose(with_labels(state, True)), hip_camera(view, state.side))
        scene = studio.stage.scene
        return [(place, pick(scene, *place.anchor)) for place in scene.labels.places]


def cross(one, other):
    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    a, b, c, d = one.at, one.anchor, other.at, other.anchor
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_line_ends_on_what_its_label_names(compose, view, side):
    state = shown(seen_from(with_side(SceneState(), side), view), [f"{name}_{side}" for name in OVER], True)
    found = labelled(compose, state, view)
    assert len(found) >= 4
    for place, hit in found:
        assert hit is not None
        structure = structure_of(hit.id).partition(".")[0]
        if structure == "trigger_point":
            continue  # a mark lies over it
        plain = structure.removesuffix("_right").removesuffix("_left")
        assert content().structures[plain].name.partition(" (")[0] == place.words
        assert structure == plain or structure.endswith(side)


def test_a_cut_takes_names_away_with_what_it_takes(compose):
    state = shown(SceneState(), ["gluteus_maximus_right"], True)
    whole = {place.words for place, _ in labelled(compose, state, "lateral")}
    cut = {place.words for place, _ in labelled(compose, with_cut(state, Cut("sagittal", 40.0)), "lateral")}
    assert "Thigh bone" in whole and "Thigh bone" not in cut


@pytest.mark.parametrize("posture", ["standing", "side_lying"])
@pytest.mark.parametrize("plane", ["axial", "sagittal", "coronal"])
def test_in_a_body_cut_open_only_what_is_cut_is_named_and_in_its_section(compose, plane, posture):
    state = shown(with_posture(SceneState(), Posture(posture)), ["skin", *(f"{name}_right" for name in OVER)], True)
    frame = compose(with_labels(with_cut(state, Cut(plane, FIRST_MM[plane])), True))
    with Studio(SIZE) as studio:
        studio.picture(frame, turned(hip_camera(VIEW_OF[plane], "right"), frame.attitude))
        found = {anchor.words: anchor for anchor in studio.stage.scene.labels._anchors}
    assert "Thigh bone" in found and "Gluteus minimus" in found and len(found) >= 4
    bodies = [item for item in frame.items if item.kind in NAMED_KINDS and not item.id.endswith("_left")]
    for words, anchor in found.items():
        sections = [section(item, *frame.cut) for item in bodies if name_of(item) == words]
        assert any(holds(triangles, anchor.position, frame.cut[1]) for triangles in sections), words


def name_of(item):
    plain = without_side(structure_of(item.id).partition(".")[0])
    return content().structures[plain].name.partition(" (")[0]


def section(item, point, normal):
    points = item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]
    return filled(outline(points, item.faces, point, normal), normal)


def holds(triangles, place, normal):
    """Whether triangles (n, 3, 3) of a plane hold a place on it."""
    to = triangles - place
    turns = [np.cross(to[:, k], to[:, (k + 1) % 3]) @ normal for k in range(3)]
    return bool((np.all(np.array(turns) >= 0.0, axis=0) | np.all(np.array(turns) <= 0.0, axis=0)).any())


def test_without_labels_there_are_none(compose):
    with Studio(SIZE) as studio:
        named = studio.picture(compose(with_labels(SceneState(), True)), hip_camera("lateral", "right"))
        bare = studio.picture(compose(SceneState()), hip_camera("lateral", "right"))
        assert not studio.stage.scene.labels.places
    assert (named != bare).any()


# Apart by what can be seen: lines from places that differ in the last digit only have no order.
PLACES = st.tuples(*(st.integers(0, 10 * pixels).map(lambda tenth: tenth / 10) for pixels in SIZE))
POINTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), PLACES, max_size=60)


@settings(max_examples=150, deadline=None)
@given(POINTS)
def test_labels_never_overlap_and_lines_of_a_column_do_not_cross(points):
    places = laid_out(points, SIZE, 1.0)
    assert len({place.words for place in places}) == len(places) <= len(points)
    for right in (False, True):
        column = [place for place in places if place.right == right]
        heights = sorted(place.at[1] for place in column)
        assert all(np.diff(heights) >= LINE_PT - 1e-6)
        assert all(0.0 < height < SIZE[1] - TOP_PT + 1e-6 for height in heights)
        assert not any(cross(one, other) for one, other in combinations(column, 2))


def test_a_label_stands_at_the_height_of_what_it_names_where_there_is_room():
    (one, other) = laid_out({"low": (100.0, 120.0), "high": (120.0, 400.0)}, SIZE, 1.0)
    assert (one.at[1], other.at[1]) == (120.0, 400.0)
