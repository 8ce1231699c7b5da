"""Frames: what is on the picture for a state, and that nothing is made anew without need."""

from __future__ import annotations

import dataclasses

import msgspec
import numpy as np
import pytest

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import OVER_HIPS_MM, UNDER_HIPS_MM, Cut
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.frame import Item
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.mesh import Mesh, defects, part_of
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import (
    SceneState,
    faded,
    seen_from,
    selected,
    shown,
    with_attachments,
    with_cut,
    with_motion,
    with_pose,
    with_posture,
    with_side,
)
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.core.visibility import made_visible, parts


@pytest.fixture
def compose(tiny_atlas) -> Composer:
    return Composer(tiny_atlas)


def items(compose: Composer, state: SceneState) -> dict[str, Item]:
    return {item.id: item for item in compose(state).items}


def world(item: Item) -> np.ndarray:
    return item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]


def test_the_first_picture_has_bones_and_muscles_and_points_but_no_skin(compose):
    found = items(compose, SceneState())
    assert {"hip_bone_right", "femur_left", "sacrum", "gluteus_minimus_right.anterior"} <= set(found)
    assert "skin" not in found
    assert {f"trigger_point.{name}" for name in trigger_points()} <= set(found)


def test_hiding_a_group_leaves_the_rest_of_the_muscle(compose):
    found = items(compose, shown(SceneState(), ["gluteus_minimus_right.anterior"], False))
    assert "gluteus_minimus_right.anterior" not in found
    assert "gluteus_minimus_right.posterior" in found
    assert "trigger_point.anterior_1" not in found
    assert "trigger_point.posterior_1" in found


def test_from_the_medial_side_the_other_half_is_out_of_the_way(compose):
    found = items(compose, seen_from(SceneState(), "medial"))
    assert {"hip_bone_right", "sacrum"} <= set(found)
    assert not [name for name in found if "_left" in name]
    assert seen_from(seen_from(SceneState(), "medial"), "lateral") == SceneState()


@pytest.mark.parametrize(("side", "sign"), [("right", 1.0), ("left", -1.0)])
def test_from_the_medial_side_the_skin_is_one_half(compose, tiny_atlas, side, sign):
    whole = shown(with_side(SceneState(), side), ["skin"], True)
    half = items(compose, seen_from(whole, "medial"))["skin"]
    rest = tiny_atlas.structures["skin"].mesh
    assert (sign * rest.vertices[half.faces].mean(axis=1)[:, 2] >= 0.0).all()
    assert len(half.faces) == pytest.approx(len(rest.faces) / 2, rel=0.1)
    posed = with_pose(whole, HipPose(60))
    assert items(compose, seen_from(posed, "medial"))["skin"].faces is half.faces
    both = items(compose, posed)["skin"].faces
    assert len(both) == len(rest.faces) and (both[-len(half.faces) :] == half.faces).all()


def test_from_below_the_legs_are_cut_off_under_the_hips_unless_pain_is_shown_on_them(compose):
    below = seen_from(SceneState(), "inferior")
    point, normal = compose(below).cut
    assert normal == pytest.approx([0.0, -1.0, 0.0]) and point == pytest.approx([0.0, -UNDER_HIPS_MM, 0.0])
    assert compose(seen_from(below, "lateral")).cut is None
    assert with_trigger_point(below, "posterior_1").shown_cut is None
    _, chosen = compose(with_cut(below, Cut("coronal"))).cut
    assert chosen == pytest.approx([1.0, 0.0, 0.0])


@pytest.mark.parametrize("name", ["sitting", "side_lying"])
def test_from_above_a_trunk_that_is_drawn_is_cut_off_over_the_hips_unless_pain_is_shown(atlas, name):
    compose = Composer(atlas)
    above = seen_from(with_posture(SceneState(), Posture(name)), "superior")
    frame = compose(above)
    point, normal = frame.cut
    assert normal == pytest.approx(frame.attitude @ [0.0, 1.0, 0.0]) and point == pytest.approx(OVER_HIPS_MM * normal)
    assert compose(seen_from(above, "lateral")).cut is None
    assert with_trigger_point(above, "posterior_1").shown_cut is None
    assert seen_from(SceneState(), "superior").shown_cut is None
    assert with_cut(above, Cut("coronal")).shown_cut == Cut("coronal")


def test_from_below_no_seat_stands_before_the_hips(atlas):
    compose = Composer(atlas)
    sitting = with_posture(SceneState(), Posture("sitting"))
    assert "seat" in items(compose, sitting)
    found = items(compose, seen_from(sitting, "inferior"))
    assert "floor" in found and "seat" not in found
    assert with_posture(seen_from(SceneState(), "inferior"), Posture("sitting")) == sitting


def test_each_group_is_a_closed_mesh_of_its_own_in_every_pose(compose):
    for pose in (HipPose(), HipPose(90), HipPose(0, -40), HipPose(0, 0, 40)):
        for item in items(compose, with_pose(SceneState(), pose)).values():
            if item.kind == "muscle":
                assert defects(Mesh(item.points, item.faces)) == []
                assert item.fibre_coordinates.min() >= 0
                assert item.fibre_coordinates.max() <= 1


def test_opacity_and_selection_reach_the_items(compose):
    state = selected(faded(SceneState(), "gluteus_minimus_right", 0.5), "gluteus_minimus_right.middle")
    state = faded(state, "gluteus_minimus_right.middle", 0.5)
    found = items(compose, state)
    assert found["gluteus_minimus_right.middle"].opacity == 0.25
    assert found["gluteus_minimus_right.anterior"].opacity == 0.5
    assert [i.id for i in found.values() if i.selected] == ["gluteus_minimus_right.middle"]
    assert all(
        i.selected
        for i in items(compose, selected(state, "gluteus_minimus_right")).values()
        if i.group and "right" in i.id
    )


def test_a_motion_moves_one_leg_and_uploads_nothing_else(compose):
    before = items(compose, SceneState())
    after = items(compose, with_motion(SceneState(), "flexion", 1.0))
    assert not np.allclose(before["femur_right"].world_from_points, after["femur_right"].world_from_points)
    np.testing.assert_array_equal(before["femur_left"].world_from_points, after["femur_left"].world_from_points)
    for name, item in after.items():
        if not name.startswith(("gluteus_minimus_right", "trigger_point")):
            assert item.points is before[name].points, name
            assert item.normals is before[name].normals, name
    muscle = "gluteus_minimus_right.anterior"
    assert after[muscle].points is not before[muscle].points
    assert after[muscle].faces is before[muscle].faces


def test_the_same_state_gives_the_same_arrays(compose):
    state = with_motion(SceneState(), "abduction", 1.0)
    first, second = items(compose, state), items(compose, msgspec.structs.replace(state, selection="sacrum"))
    for name in first:
        assert first[name].points is second[name].points


def test_the_muscle_holds_on_to_both_bones(compose, tiny_atlas):
    belly = tiny_atlas.structures["gluteus_minimus_right"].belly
    rest = world_of_belly(compose, SceneState())
    flexed = world_of_belly(compose, with_pose(SceneState(), HipPose(60, 0, 0)))
    at_origin = belly.along < 3
    np.testing.assert_allclose(flexed[at_origin], rest[at_origin], atol=1.5)
    at_femur = belly.along == belly.along.max()
    thigh = [
        items(compose, with_pose(SceneState(), p))["femur_right"].world_from_points for p in (HipPose(), HipPose(60))
    ]
    moved = thigh[1] @ np.linalg.inv(thigh[0])
    expected = rest[at_femur] @ moved[:3, :3].T + moved[:3, 3]
    np.testing.assert_allclose(flexed[at_femur], expected, atol=1e-6)


def world_of_belly(compose: Composer, state: SceneState) -> np.ndarray:
    found = items(compose, state)
    return np.concatenate([world(found[f"gluteus_minimus_right.{g}"]) for g in ("anterior", "middle", "posterior")])


def test_the_mesh_is_its_rest_shape_at_rest(compose, tiny_atlas):
    at_rest = with_pose(SceneState(), HipPose(flexion_deg=-tiny_atlas.pelvic_tilt_deg))
    found = items(compose, at_rest)
    points = np.concatenate([found[f"gluteus_minimus_right.{g}"].points for g in ("anterior", "middle", "posterior")])
    np.testing.assert_allclose(points, tiny_atlas.structures["gluteus_minimus_right"].mesh.vertices, atol=1e-4)


def test_the_left_is_the_mirror_image(compose):
    right = items(compose, with_motion(SceneState(), "internal_rotation", 1.0))
    left = items(compose, with_side(with_motion(SceneState(), "internal_rotation", 1.0), "left"))
    for name in ("femur_{}", "gluteus_minimus_{}.anterior", "hip_bone_{}"):
        mine, other = world(right[name.format("right")]), world(left[name.format("left")]) * (1, 1, -1)
        # Ellipsoids of the fixture are not vertex-mirrored: compare what they enclose.
        np.testing.assert_allclose(mine.min(axis=0), other.min(axis=0), atol=1e-6)
        np.testing.assert_allclose(mine.max(axis=0), other.max(axis=0), atol=1e-6)


def test_the_numbers_are_those_of_the_pose(compose, tiny_atlas):
    state = with_pose(SceneState(side="left"), HipPose(30, -10, 5))
    assert list(compose(state).measurements) == measure(tiny_atlas, "left", HipPose(30, -10, 5))
    standing = compose(SceneState()).measurements
    assert [row.change_percent for row in standing] == pytest.approx([0, 0, 0], abs=1e-9)


def test_an_atlas_of_bones_and_fibres_alone_is_drawn_as_lines(tiny_atlas):
    from dataclasses import replace

    structures = {k: s for k, s in tiny_atlas.structures.items() if k != "skin"}
    for side in ("right", "left"):
        name = f"gluteus_minimus_{side}"
        structures[name] = replace(structures[name], mesh=None, belly=None)
    compose = Composer(Atlas("bones", (), 10.0, tiny_atlas.joints, structures, {}))
    found = items(compose, shown(SceneState(), ["gluteus_minimus_right.middle"], False))
    lines = found["gluteus_minimus_right"]
    assert lines.kind == "fibres"
    assert len(lines.faces) == 6
    assert len(found["gluteus_minimus_left"].faces) == 9


def test_a_muscle_that_is_not_divided_is_one_part_under_its_own_name(tiny_atlas):
    whole = tiny_atlas.structures["gluteus_minimus_right"]
    middle = GROUPS.index("middle")
    one = dataclasses.replace(
        whole,
        fibres=dataclasses.replace(whole.fibres, group=np.full_like(whole.fibres.group, middle)),
        belly=dataclasses.replace(whole.belly, group=np.full_like(whole.belly.group, middle)),
    )
    atlas = dataclasses.replace(tiny_atlas, structures={**tiny_atlas.structures, whole.id: one})
    assert parts(one) == [whole.id]
    found = items(Composer(atlas), faded(selected(SceneState(), whole.id), whole.id, 0.5))
    assert found[whole.id].selected and found[whole.id].opacity == 0.5
    assert len(found[whole.id].points) == len(whole.mesh.vertices)
    assert whole.id not in items(Composer(atlas), made_visible(SceneState(), atlas, [whole.id], False))


def test_each_group_has_its_part_of_the_coarse_level(compose, tiny_atlas):
    groups = [item for item in compose(SceneState()).items if item.kind == "muscle" and "right" in item.id]
    assert len(groups) == 3
    total = 0
    for item in groups:
        assert item.coarse.min() >= 0 and item.coarse.max() < len(item.points)
        assert defects(part_of(item.points, item.coarse)[0]) == []
        total += len(item.coarse)
    assert total == len(tiny_atlas.structures["gluteus_minimus_right"].coarse) < sum(len(i.faces) for i in groups) / 2


def test_attachments_are_told_only_when_they_are_to_be_painted(compose):
    def codes(state, name):
        return items(compose, state)[name].attachments

    painted = with_attachments(SceneState(), True)
    assert codes(SceneState(), "hip_bone_right") is None
    hip, femur = codes(painted, "hip_bone_right"), codes(painted, "femur_right")
    assert set(hip[:50]) == {1} and set(hip[60:120]) == {1} and not hip[120:].any()
    assert not hip[50:60].any()  # two muscles are told apart by a seam
    assert set(femur[:40]) == {2} and not femur[40:].any()
    assert codes(painted, "sacrum") is None
    assert codes(painted, "hip_bone_right") is hip


def test_marks_go_with_the_flesh_that_a_plane_takes_away(compose):
    whole = items(compose, SceneState())
    heights = {name: item.world_from_points[1, 3] for name, item in whole.items() if name.startswith("trigger_point")}
    middle = sorted(heights.values())[2] + 0.5
    found = items(compose, with_cut(SceneState(), Cut("axial", middle)))
    left = {name for name in found if name.startswith("trigger_point")}
    assert left == {name for name, height in heights.items() if height < middle} and 0 < len(left) < len(heights)
