"""What frames carry of pain: made once, on its own leg, growing from its point, and quick to change."""

from __future__ import annotations

import time

import msgspec
import numpy as np
import pytest
from whole import whole_atlas

from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.charts import OUTSIDE
from glutmin_viewer.core.composer import TENDER_MM, TENDER_RIM_MM, Composer
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.pain import GROUPS
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke, drawing_field, regions_named
from glutmin_viewer.core.pose import SIDES, SIGN, HipPose
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_pattern, with_spread, with_trigger_point
from glutmin_viewer.core.state import SceneState, selected, shown, with_motion, with_pose, with_side
from glutmin_viewer.core.trigger_points import trigger_points

ATLAS = whole_atlas()
SKIN, VERTICES = ATLAS.skin, ATLAS.skin.mesh.vertices
DRAWING = PainDrawing((Stroke(((-161.0, -12.0, 81.0),)),))
CPU_MS = 5.0
# The referred pain of the muscle is not described there.
FREE = [f"{region}_{side}" for region in ("abdomen", "groin", "hip_anterior") for side in SIDES]


@pytest.fixture(scope="module")
def compose():
    return Composer(ATLAS)


def items(compose, state):
    return {item.id: item for item in compose(state).items}


def skin(compose, state):
    return items(compose, state)["skin"]


def tender(compose, state):
    """The tender parts of muscles by their ids: where they are in the world (n, 3), and how tender."""
    return {
        item.id: (item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3], item.tender)
        for item in compose(state).items
        if item.tender is not None
    }


def mark(compose, state):
    return items(compose, state)[f"{TRIGGER_POINT}.{state.trigger_point}"].world_from_points[:3, 3]


def everything(point="anterior_1", cause="radiculopathy_L5", drawing=DRAWING):
    return with_cause(with_trigger_point(with_drawing(SceneState(), drawing), point), cause)


def test_skin_without_pain_carries_nothing(compose):
    bare = skin(compose, shown(SceneState(), ["skin"], True))
    assert bare.pain is None and bare.marked is None and bare.rest is None
    asked = skin(compose, with_drawing(SceneState(), PainDrawing()))
    assert (asked.pain == OUTSIDE).all() and asked.marked.max() < 0.0
    assert not compose(with_drawing(SceneState(), PainDrawing())).drawn_grades


@pytest.mark.parametrize("side", SIDES)
def test_skin_carries_what_is_shown_and_nothing_else(compose, side):
    state = with_side(everything(), side)
    item, frame = skin(compose, state), compose(state)
    np.testing.assert_array_equal(item.marked[:, 0], drawing_field(ATLAS, DRAWING))
    assert item.marked.shape == (len(VERTICES), 2) and (item.marked[:, 1] >= 0.0).sum() > 500
    np.testing.assert_allclose(item.rest, VERTICES, atol=1e-3)
    assert frame.cause == "radiculopathy_L5" and frame.painted
    fewer = skin(compose, with_cause(state, None))
    assert fewer.marked[:, 1].max() < 0.0 and fewer.marked[:, 0].max() > 0.0
    assert not compose(with_drawing(state, PainDrawing())).painted


@pytest.mark.parametrize("name", ["pain", "marked", "rest"])
def test_what_did_not_change_is_the_same_array(compose, name):
    state = everything()
    array = getattr(skin(compose, state), name)
    for same in (state, selected(state, "sacrum"), with_motion(state, "flexion", 1.0), with_pose(state, HipPose(30.0))):
        assert getattr(skin(compose, same), name) is array


def test_one_part_changes_without_the_others(compose):
    first = skin(compose, everything())
    other_cause = skin(compose, everything(cause="sciatic_nerve"))
    assert other_cause.pain is first.pain and other_cause.rest is first.rest and other_cause.marked is not first.marked
    first = skin(compose, everything())
    other_point = skin(compose, everything("posterior_1"))
    assert other_point.marked is first.marked and other_point.rest is first.rest and other_point.pain is not first.pain


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("group", GROUPS)
def test_points_of_one_group_share_their_field(compose, group, side):
    names = [name for name, point in trigger_points().items() if point.group == group]
    fields = [skin(compose, with_side(with_trigger_point(SceneState(), name), side)).pain for name in names]
    assert len(names) > 1 and all(field is fields[0] for field in fields)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("point", trigger_points())
def test_spread_grows_from_nothing_to_the_whole(compose, point, side):
    state = with_side(with_trigger_point(SceneState(), point), side)
    whole = skin(compose, state).pain
    # The skin is stored in the pelvis frame.
    world = items(compose, state)["hip_bone_right"].world_from_points
    place = np.linalg.solve(world, [*mark(compose, state), 1.0])[:3]
    away = np.linalg.norm(VERTICES - place, axis=1)
    farthest = away[(whole >= 0.0).any(axis=1)].max()
    before = skin(compose, with_spread(state, 0.0)).pain
    assert not (before >= 0.0).any()
    for spread_mm in np.linspace(0.0, farthest, 12):
        now = skin(compose, with_spread(state, float(spread_mm))).pain
        assert (now >= before).all() and (now <= whole).all()
        assert away[(now >= 0.0).any(axis=1)].max(initial=0.0) <= spread_mm + 0.01
        before = now
    at_end = skin(compose, with_spread(state, float(farthest) + 1.0)).pain
    np.testing.assert_array_equal(at_end >= 0.0, whole >= 0.0)
    np.testing.assert_array_equal(skin(compose, with_spread(state, 5000.0)).pain, whole)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("group", GROUPS)
def test_no_pain_on_the_other_leg_nor_on_the_front_of_the_trunk(compose, group, side):
    essential, spillover, rare = (skin(compose, with_pattern(SceneState(), group, side)).pain >= 0.0).T
    described = essential | rare
    assert described.sum() > 1000
    other = "left" if side == "right" else "right"
    for region, vertices in SKIN.regions.items():
        if region in FREE or region.endswith(f"_{other}"):
            assert not described[vertices].any(), region
            # Our margin reaches the lower outer corner of the front of the hip, which is on the thigh.
            assert not spillover[vertices].any() or region == f"hip_anterior_{side}", region
    across, height, forward = SIGN[side] * VERTICES[:, 2], VERTICES[:, 1], VERTICES[:, 0]
    assert not (described | spillover)[(across <= 0.0) | ((height > -60.0) & (forward > 20.0))].any()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("cause", drawn_causes())
def test_no_other_cause_on_the_other_leg(compose, cause, side):
    area = skin(compose, with_cause(with_side(SceneState(), side), cause)).marked[:, 1]
    assert (area >= 0.0).sum() > 200 and not (area[SIGN[side] * VERTICES[:, 2] <= 0.0] >= 0.0).any()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("point", trigger_points())
def test_only_the_muscle_of_the_side_is_tender_and_most_near_the_point(compose, point, side):
    state = with_side(with_trigger_point(SceneState(), point), side)
    found = tender(compose, state)
    assert found and all(name.startswith(f"gluteus_minimus_{side}.") for name in found)
    places = np.concatenate([places for places, _ in found.values()])
    share = np.concatenate([share for _, share in found.values()])
    away = np.linalg.norm(places - mark(compose, state), axis=1)
    assert share.min() == 0.0 and share.max() == 1.0
    assert (share[away < TENDER_MM - 0.1] == 1.0).all() and (share[away > TENDER_MM + TENDER_RIM_MM + 0.1] == 0.0).all()
    assert (np.diff(share[np.argsort(away)]) <= 1e-6).all()
    own = f"gluteus_minimus_{side}.{trigger_points()[point].group}"
    assert found[own][1].sum() == max(share.sum() for _, share in found.values())
    assert not tender(compose, with_trigger_point(state, None))


@pytest.mark.parametrize("name", [name for name, moved in motions().items() if moved.beside is None])
def test_what_is_tender_rides_along_in_a_motion(compose, name):
    state = with_trigger_point(SceneState(), "posterior_3")
    still, start = tender(compose, state), mark(compose, state)
    farthest = moved = 0.0
    for time_s in motions()[name].times(7):
        now = with_motion(state, name, time_s)
        found, place = tender(compose, now), mark(compose, now)
        moved = max(moved, float(np.linalg.norm(place - start)))
        for muscle, (places, share) in found.items():
            assert share is still[muscle][1]
            if (share == 1.0).any():
                farthest = max(farthest, float(np.linalg.norm(places[share == 1.0] - place, axis=1).max()))
    print(f"{name}: the point moves by {moved:.0f} mm, what is tender stays within {farthest:.1f} mm of it")
    assert farthest < 1.5 * TENDER_MM


def quickest_ms(compose, states):
    """CPU time of composing each of some states after another one, in ms; the least of several for the slowest."""
    for state in states:
        compose(state)
    took = []
    for _ in range(10):
        for place, state in enumerate(states):
            start = time.process_time()
            compose(state)
            took.append((place, 1000.0 * (time.process_time() - start)))
    return max(min(ms for place, ms in took if place == index) for index in range(len(states)))


@pytest.mark.parametrize(
    ("what", "states"),
    [
        ("field", [everything("anterior_1"), everything("posterior_1")]),
        ("trigger point", [everything(point) for point in trigger_points()]),
        ("cause", [everything(cause=cause) for cause in drawn_causes()]),
        ("spread", [with_spread(everything(), mm) for mm in np.linspace(50.0, 600.0, 8)]),
        ("side", [with_side(everything(), side) for side in SIDES]),
        ("overlays off", [everything(), shown(SceneState(), ["skin"], True)]),
    ],
)
def test_changing_what_is_shown_takes_little(compose, what, states):
    took = quickest_ms(compose, [msgspec.structs.replace(state) for state in states])
    print(f"{what}: {took:.2f} ms of CPU")
    assert took <= CPU_MS


def test_a_stroke_grows_quickly(compose):
    points = [tuple(float(mm) for mm in VERTICES[index]) for index in range(0, len(VERTICES), 500)]
    took = []
    for count in range(1, len(points) + 1):
        state = everything(drawing=PainDrawing((Stroke(tuple(points[:count])),)))
        start = time.process_time()
        compose(state)
        took.append(1000.0 * (time.process_time() - start))
    print(f"a dab: {np.median(took):.2f} ms of CPU")
    assert np.median(took) <= CPU_MS


def test_a_region_is_added_within_a_blink(compose):
    state = everything(drawing=regions_named(ATLAS, ["thigh_lateral", "thigh_posterior"]))
    start = time.process_time()
    compose(state)
    took = 1000.0 * (time.process_time() - start)
    print(f"two regions: {took:.1f} ms of CPU")
    assert took < 100.0
