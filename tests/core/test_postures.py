"""The figure rests on what it should rest on, within its joints' ranges and without passing through itself."""

from __future__ import annotations

import dataclasses
from functools import cache

import msgspec
import numpy as np
import pytest
from distortion import closed_part, leg_share, stretch, turned
from soundness import crossings

from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.camera import turned as camera_turned
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.figure import PELVIC
from glutmin_viewer.core.ground import SEAT_TO_MM, above_knee, pressed
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.pose import ANKLE_RANGE_DEG, BODIES, KNEE_RANGE_DEG, SIDES, check_range, world_from_bodies
from glutmin_viewer.core.poser import Poser
from glutmin_viewer.core.postures import POSTURES, Posture, parse_posture, resting
from glutmin_viewer.core.skinning import Skinning
from glutmin_viewer.core.state import SceneState, shown, with_motion, with_pose, with_posture
from glutmin_viewer.modelling.implicit import signed_distance

CASES = [Posture(name) for name in POSTURES] + [
    Posture("sitting", seat_height_mm=360.0, recline_deg=-10.0),
    Posture("sitting", seat_height_mm=490.0, recline_deg=20.0),
]
FLOOR_MM = 5.0
SEAT = "buttocks"
# What lies on the floor, of the right side; in sitting the soles.
DOWN = {
    "standing": ["foot_right", "foot_left"],
    "single_leg_stance": ["foot_right"],
    "sitting": ["foot_right", "foot_left"],
    "side_lying": [SEAT, "foot_right", "upper_arm_right"],
    "supine_knees_bent": [SEAT, "foot_right", "foot_left", "trunk", "head"],
    "supine_leg_over": [SEAT, "foot_right", "trunk", "head"],
    "massage_anterior": ["foot_right", "foot_left", "upper_arm_right"],
    "massage_posterior": ["patella_right", "foot_right", "foot_left", "upper_arm_right", "forearm_right", "head"],
    "massage_leg_over": ["patella_right", "foot_right", "upper_arm_right", "forearm_right", "head"],
}
# Feet that do not stand on their soles.
FEET_LYING = {
    *(("side_lying", side) for side in SIDES),
    *(("massage_anterior", side) for side in SIDES),
    ("massage_posterior", "right"),
    ("massage_leg_over", "right"),
}


@pytest.fixture(scope="module")
def posed(atlas):
    """For a posture: what was worked out, the skin of it, its normals, and all points by the body that carries them."""
    skinning = Skinning(atlas.skin.mesh, atlas.skin.weights)
    carrier, above = np.array(BODIES)[atlas.skin.weights.argmax(axis=1)], above_knee(atlas.skin.weights)

    @cache
    def pose(posture, side="right"):
        rest = resting(atlas, side, posture)
        transforms = world_from_bodies(atlas.joints, rest.pose, atlas.pelvic_tilt_deg)
        points, normals = pressed(skinning.vertices(transforms), skinning.normals(transforms), rest, above)
        skin = Mesh(points.astype(float), atlas.skin.mesh.faces)
        points = {body: skin.vertices[carrier == body] for body in BODIES}
        points[SEAT] = np.concatenate([points[body] for body in PELVIC])
        for structure in atlas.structures.values():
            if structure.kind == "figure":
                turn = transforms[structure.body]
                own = structure.mesh.vertices @ turn[:3, :3].T + turn[:3, 3]
                points[structure.body] = np.concatenate([points[structure.body], own])
        return rest, skin, normals, points

    return pose


@pytest.mark.parametrize("posture", CASES, ids=str)
def test_it_rests_on_the_floor(posed, posture):
    rest, _, _, points = posed(posture)
    for body in DOWN[posture.name]:
        assert points[body][:, 1].min() == pytest.approx(rest.floor_mm, abs=FLOOR_MM), body
    assert min(p[:, 1].min() for p in points.values() if len(p)) > rest.floor_mm - FLOOR_MM


@pytest.mark.parametrize("posture", CASES, ids=str)
def test_soles_on_the_floor_are_flat(posed, posture, atlas):
    """Heel and ball of every foot that stands are on the floor."""
    rest, skin, _, _ = posed(posture)
    for side in SIDES:
        if f"foot_{side}" not in DOWN[posture.name] or (posture.name, side) in FEET_LYING:
            continue
        foot = atlas.skin.regions[f"foot_sole_{side}"]
        heel = atlas.skin.mesh.vertices[foot, 0] < 0.0
        for part in (foot[heel], foot[~heel]):
            assert skin.vertices[part, 1].min() == pytest.approx(rest.floor_mm, abs=FLOOR_MM)


@pytest.mark.parametrize("posture", [c for c in CASES if c.name == "sitting"], ids=str)
def test_sitting_the_buttocks_are_on_the_seat_and_the_thighs_not_in_it(posed, posture):
    rest, skin, _, points = posed(posture)
    assert rest.seat_mm - rest.floor_mm == pytest.approx(posture.seat_height_mm, abs=0.1)
    assert points[SEAT][:, 1].min() == pytest.approx(rest.seat_mm, abs=FLOOR_MM)
    over = skin.vertices[(skin.vertices[:, 0] < SEAT_TO_MM) & (skin.vertices[:, 1] < rest.seat_mm - FLOOR_MM)]
    assert not len(over[over[:, 0] > -200.0])


@pytest.mark.parametrize("posture", CASES, ids=str)
def test_every_joint_is_within_its_range(posed, posture):
    pose = posed(posture)[0].pose
    for side in SIDES:
        check_range(pose.hip(side))
        assert KNEE_RANGE_DEG[0] <= pose.knee_deg(side) <= KNEE_RANGE_DEG[1]
        for axis, (low, high) in ANKLE_RANGE_DEG.items():
            assert low <= getattr(pose.ankle(side), f"{axis}_deg") <= high


@pytest.mark.parametrize("name", ["supine_knees_bent", "supine_leg_over"])
def test_on_the_back_the_head_lies_and_is_not_propped(posed, name):
    assert abs(posed(Posture(name))[0].pose.trunk.head_flexion_deg) < 15.0


@pytest.mark.parametrize("posture", CASES, ids=str)
def test_the_skin_is_neither_turned_over_nor_overstretched(posed, posture, atlas):
    _, skin, normals, _ = posed(posture)
    # Where both thighs are drawn up beyond 60 degrees, a triangle on each, beside the perineum, may turn.
    assert len(turned(skin, normals)) <= (2 if posture.seat_height_mm < 400.0 else 0)
    assert stretch(atlas.skin.mesh, skin).max() <= 2.5


@pytest.mark.parametrize("posture", CASES, ids=str)
def test_nothing_goes_through_itself_by_more_than_5_mm(posed, posture, atlas):
    """Neither leg is deeper in the other, nor the skin in head or arms."""
    rest, skin, _, _ = posed(posture)
    leg = {side: np.flatnonzero(leg_share(atlas, side) > 0.99) for side in SIDES}
    for side, other in (SIDES, SIDES[::-1]):
        solid = closed_part(skin, leg[other])
        assert signed_distance(solid, skin.vertices[leg[side]]).min() > -5.0
    transforms = world_from_bodies(atlas.joints, rest.pose, atlas.pelvic_tilt_deg)
    for structure in atlas.structures.values():
        if structure.kind == "figure" and structure.id != "torso":
            turn = transforms[structure.body]
            own = Mesh(structure.mesh.vertices @ turn[:3, :3].T + turn[:3, 3], structure.mesh.faces)
            assert signed_distance(own, skin.vertices).min() > -5.0, structure.id


@pytest.mark.parametrize("name", [p for p in POSTURES if p != "standing"])
def test_left_and_right_are_mirror_images(posed, name):
    right, left = posed(Posture(name))[0], posed(Posture(name), "left")[0]
    assert left.mirrored() == right


def test_a_lower_seat_flexes_the_hips_more_and_leaning_back_less(posed):
    def flexion(**values):
        return posed(Posture("sitting", **values))[0].pose.hip_right.flexion_deg

    assert flexion(seat_height_mm=360.0) > flexion(seat_height_mm=420.0) + 5.0
    assert flexion(recline_deg=-10.0) > flexion() + 3.0 > flexion(recline_deg=20.0) + 10.0


def test_a_posture_shows_the_figure_on_its_floor(atlas):
    frame = Composer(atlas)(with_posture(SceneState(), Posture("sitting")))
    kinds = {item.id: item.kind for item in frame.items}
    assert kinds["floor"] == kinds["seat"] == "ground"
    assert {"skin", "torso", "head", "forearm_left"} <= kinds.keys()
    standing = Composer(atlas)(SceneState())
    assert "ground" not in {item.kind for item in standing.items}


@pytest.mark.parametrize(
    ("name", "anterior", "superior"),
    [
        ("sitting", (1, 0, 0), (0, 1, 0)),
        ("supine_knees_bent", (0, 1, 0), (-1, 0, 0)),
        ("side_lying", (1, 0, 0), (0, 0, 1)),
        ("massage_anterior", (1, 0, 0), (0, 0, 1)),
        ("massage_posterior", (0, 0, 1), (-1, 0, 0)),
    ],
)
def test_views_and_cube_follow_a_body_that_lies(atlas, name, anterior, superior):
    frame = Composer(atlas)(with_posture(SceneState(), Posture(name)))
    for view, direction in (("anterior", anterior), ("superior", superior)):
        camera = camera_turned(hip_camera(view, "right"), frame.attitude)
        np.testing.assert_allclose(camera.direction, direction, atol=1e-9)


def test_motion_and_pose_end_a_posture():
    state = with_posture(SceneState(), Posture("side_lying"))
    assert with_motion(state, "flexion").posture == Posture()
    assert with_pose(state, state.pose).posture == Posture()
    assert with_posture(with_motion(SceneState(), "flexion", 1.0), Posture("sitting")).motion is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("flying", "there is no posture"),
        ("sitting,seat_height=high", "is not a number"),
        ("sitting,seat_height=5000", "out of range"),
        ("sitting,recline=nan", "out of range"),
        ("side_lying,seat_height=400", "side_lying cannot be set, only sitting, massage_anterior"),
        ("sitting,depth=3", 'no setting "depth"'),
        ("sitting,recline=3,recline=4", "gives recline twice"),
        ("massage_anterior,over=1", 'no setting "over": write up=NUMBER or forward=NUMBER'),
        ("massage_posterior,up=40", "rolling up of 40 mm is out of range"),
        ("massage_leg_over,over=2", "laying the leg over of 2 of the way is out of range"),
    ],
)
def test_what_is_no_posture_is_said(text, what):
    with pytest.raises(InputError, match=what):
        parse_posture(text)


def test_words_of_a_posture():
    assert parse_posture("sitting, seat_height=400, recline=-10") == Posture("sitting", 400.0, -10.0)
    assert parse_posture("side_lying") == Posture("side_lying")
    assert parse_posture("massage_leg_over,up=5,forward=-3,over=0.5") == Posture(
        "massage_leg_over", up_mm=5.0, forward_mm=-3.0, over=0.5
    )


def test_an_atlas_without_skin_takes_no_posture(tiny_atlas):
    with pytest.raises(InputError, match="cannot take a posture"):
        resting(tiny_atlas, "right", Posture("sitting"))


def test_a_skin_without_feet_takes_no_posture(tiny_atlas):
    ankles = {f"ankle_{side}": (-3.0, -797.0, 88.0 if side == "right" else -88.0) for side in SIDES}
    footless = dataclasses.replace(tiny_atlas, joints=msgspec.structs.replace(tiny_atlas.joints, **ankles))
    with pytest.raises(InputError, match="no skin follows its foot_right"):
        resting(footless, "right", Posture("sitting"))


def test_standing_skin_does_not_cross_itself(posed):
    _, skin, _, _ = posed(Posture("standing"))
    assert len(crossings(skin)) == 0


def test_shown_bones_do_not_change_the_posture(atlas):
    state = shown(with_posture(SceneState(), Posture("sitting")), ["femur_right"], False)
    assert Poser(atlas).pose(state) == resting(atlas, "right", Posture("sitting")).pose


@pytest.mark.parametrize("side", ["right", "left"])
def test_on_a_wallet_both_sitting_bones_rest_and_the_shanks_stand_upright(atlas, side):
    thick = 25.0
    found = resting(atlas, side, Posture("sitting", wallet_mm=thick))
    transforms = world_from_bodies(atlas.joints, found.pose, atlas.pelvic_tilt_deg)
    other = "left" if side == "right" else "right"
    bones = {s: (transforms["pelvis"] @ [*atlas.landmarks[f"ischial_tuberosity_{s}"], 1.0])[:3] for s in SIDES}
    assert bones[side][1] - bones[other][1] == pytest.approx(thick, abs=1.0)
    assert np.hypot(bones[side][0] - found.wallet.x_mm, bones[side][2] - found.wallet.z_mm) < 1.0
    level = resting(atlas, side, Posture("sitting"))
    over = {s: (bones[s][1] - found.seat_mm) for s in SIDES}
    at = world_from_bodies(atlas.joints, level.pose, atlas.pelvic_tilt_deg)["pelvis"]
    flat = (at @ [*atlas.landmarks[f"ischial_tuberosity_{side}"], 1.0])[1] - level.seat_mm
    assert over[other] == pytest.approx(flat, abs=3.0) and over[side] == pytest.approx(flat + thick, abs=3.0)
    for leg in SIDES:
        turn = transforms[f"shank_{leg}"][:3, :3]
        assert turn[1, 1] > np.cos(np.radians(3.0))
    trunk = transforms["trunk"][:3, :3]
    assert trunk[1, 1] > np.cos(np.radians(6.0))


def test_a_wallet_under_one_buttock_turns_and_lengthens_there_what_sitting_shortens(atlas):
    compose = Composer(atlas)
    level, tipped = (
        compose(with_posture(SceneState(), Posture("sitting", wallet_mm=mm))).measurements for mm in (0.0, 30.0)
    )
    assert [row.group for row in level] == [row.group for row in tipped]
    assert all(b.length_mm > a.length_mm + 2.0 for a, b in zip(level, tipped, strict=True))
