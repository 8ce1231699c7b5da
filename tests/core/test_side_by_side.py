"""Two figures on one leg beside each other: both in balance, apart, each with its forces where they act."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.composer import APART_MM, Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import BESIDE, structure_of
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.places import places_at
from glutmin_viewer.core.state import SceneState, with_mass, with_motion, with_side
from glutmin_viewer.core.views import first_camera, named_camera, side_by_side

COMPARED = motion("level_beside_drop")
HELD = with_motion(SceneState(), COMPARED.id, COMPARED.duration_s / 2)


@pytest.fixture(scope="module")
def compose(atlas):
    return Composer(atlas)


def items(frame):
    return {item.id: item for item in frame.items}


def placed(item):
    return item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]


def test_the_second_figure_has_what_the_first_has_and_drops(compose):
    frame = compose(HELD)
    first = {item.id for item in frame.items if not item.id.startswith(BESIDE)}
    second = {structure_of(item.id) for item in frame.items if item.id.startswith(BESIDE)}
    assert first ^ second == {"caption.level", "caption.drops"}
    level, drops = frame.balances
    assert level.pose.hip_right.adduction_deg == pytest.approx(5.0)
    assert drops.pose.hip_right.adduction_deg == pytest.approx(15.0)
    assert drops.abductors.newtons > level.abductors.newtons and drops.abductors.lever_mm < level.abductors.lever_mm


def test_the_figures_stand_apart_and_do_not_touch(compose):
    found = items(compose(HELD))
    hips = [found[name].world_from_points[:3, 3] for name in ("hip_bone_right", f"{BESIDE}hip_bone_right")]
    assert (hips[1] - hips[0])[2] == pytest.approx(APART_MM, abs=20.0)
    spans = [
        np.concatenate([placed(i) for n, i in found.items() if n.startswith(BESIDE) == beside and i.kind == "bone"])
        for beside in (False, True)
    ]
    assert spans[0][:, 2].max() + 20.0 < spans[1][:, 2].min()


@pytest.mark.parametrize("side", ["right", "left"])
def test_forces_act_where_the_balance_says(compose, side):
    frame = compose(with_side(HELD, side))
    found = items(frame)
    for prefix, shift, balance in (("", -0.5, frame.balances[0]), (BESIDE, 0.5, frame.balances[1])):
        away = np.array([0.0, 0.0, shift * APART_MM])
        for name, force in (("weight", balance.weight), ("abductors", balance.abductors)):
            arrow, lever = found[f"{prefix}force.{name}"], found[f"{prefix}lever.{name}"]
            np.testing.assert_allclose(placed(arrow), force.line_mm + away)
            np.testing.assert_allclose(placed(lever)[0], balance.hip_mm + away)
            assert arrow.amount == force.newtons
            assert lever.amount == pytest.approx(np.linalg.norm(np.diff(placed(lever), axis=0)), abs=0.01)
        socket = found[f"{prefix}hip_bone_{side}"].world_from_points
        centre = np.array([0.0, 0.0, 86.0 if side == "right" else -86.0])
        np.testing.assert_allclose(socket[:3, :3] @ centre + socket[:3, 3], balance.hip_mm + away, atol=1.0)


def test_a_heavier_body_asks_for_more_force(compose):
    light, heavy = (items(compose(with_mass(HELD, kg)))["force.weight"].amount for kg in (60.0, 90.0))
    assert heavy == pytest.approx(1.5 * light)
    with pytest.raises(InputError, match="30 to 250"):
        with_mass(HELD, 500.0)


def test_places_are_named_on_either_figure(atlas, compose):
    found = items(compose(HELD))
    mark = np.append(atlas.landmarks["ASIS_right"], 1.0)
    for prefix in ("", BESIDE):
        item = found[f"{prefix}hip_bone_right"]
        assert any("ASIS" in place.id for place in places_at(atlas, item, (item.world_from_points @ mark)[:3]))


def test_both_figures_are_in_the_first_view_and_in_named_ones(compose):
    assert side_by_side(HELD) and not side_by_side(SceneState())
    points = np.concatenate([placed(i) for i in compose(HELD).items if i.kind in ("force", "lever", "caption")])
    for camera in (first_camera(HELD), named_camera(HELD, "anterior")):
        up, right = np.array(camera.view_up), np.cross(camera.view_up, camera.direction)
        seen = np.abs((points - camera.focal_point) @ np.stack([up, right]).T)
        assert seen.max() < 0.5 * camera.height_mm


def test_what_did_not_change_is_the_same_array(compose):
    one, two = items(compose(HELD)), items(compose(HELD))
    assert all(two[name].points is item.points for name, item in one.items() if item.kind == "muscle")


def test_an_atlas_without_the_muscles_says_so(tiny_atlas):
    with pytest.raises(InputError, match="balance the body on one leg"):
        Composer(tiny_atlas)(HELD)
