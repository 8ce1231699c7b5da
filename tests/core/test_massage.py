"""The body lies on the ball: at its place, on the floor, under the skin, and through nothing."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from distortion import closed_part, leg_share, posed_muscle, turned
from scipy import sparse

from glutmin_viewer.content import without_side
from glutmin_viewer.core.ball import DENT_MM, grooved, sphere
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.ground import above_knee, pressed
from glutmin_viewer.core.levels import coarsened
from glutmin_viewer.core.mesh import Mesh, defects
from glutmin_viewer.core.moves import moves
from glutmin_viewer.core.on_ball import lying
from glutmin_viewer.core.pose import MIRROR, SIDES, check_range, world_from_bodies
from glutmin_viewer.core.postures import ON_BALL, ROLL_RANGE_MM, Posture, resting
from glutmin_viewer.core.probe import Solid
from glutmin_viewer.core.skinning import Skinning
from glutmin_viewer.core.spots import SPOTS, beneath, clearances, spot
from glutmin_viewer.core.state import SceneState, shown, with_move, with_posture, with_side
from glutmin_viewer.modelling.implicit import signed_distance

PLACE_MM, FLOOR_MM, TOUCH_MM, THROUGH_MM = 10.0, 1.0, 2.0, 5.0
ROLLED = [(0.0, 0.0), (15.0, 0.0), (-15.0, 0.0), (0.0, 15.0), (0.0, -15.0), (12.0, 12.0)]
CASES = [(name, side) for name in ON_BALL for side in SIDES]
MUSCLES = ("gluteus_minimus", "gluteus_medius", "gluteus_maximus", "tensor_fasciae_latae", "iliotibial_tract")


@pytest.fixture(scope="module")
def posed(atlas):
    """For a posture and side: what was worked out, the pressed skin, its normals, and the transforms of bodies."""
    skinning, above = Skinning(atlas.skin.mesh, atlas.skin.weights), above_knee(atlas.skin.weights)

    @cache
    def pose(posture, side):
        rest = resting(atlas, side, posture)
        transforms = world_from_bodies(atlas.joints, rest.pose, atlas.pelvic_tilt_deg)
        points, normals = pressed(skinning.vertices(transforms), skinning.normals(transforms), rest, above)
        return rest, Mesh(points.astype(float), atlas.skin.mesh.faces), normals, transforms

    return pose


def contact(atlas, skin, ball):
    """The point of the skin at rest that is nearest to the ball, and how far it is from the ball's surface, mm."""
    point, face = Solid(skin).nearest(np.array(ball.centre_mm))
    a, b, c = skin.vertices[skin.faces[face]]
    shares = np.linalg.lstsq(np.stack([b - a, c - a], axis=1), point - a, rcond=None)[0]
    at_rest = atlas.skin.mesh.vertices[atlas.skin.mesh.faces[face]]
    gap = np.linalg.norm(point - np.array(ball.centre_mm)) - ball.radius_mm
    return np.array([1.0 - shares.sum(), *shares]) @ at_rest, gap


@pytest.mark.parametrize("side", SIDES)
def test_the_anterior_spot_is_halfway_from_trochanter_to_crest_along_the_skin(atlas, side):
    """Ways along the edges of the mesh, which zigzag, agree with the way that the spot was found by."""
    at = spot(atlas, side, "anterior").point
    ways = along_edges(atlas.skin.mesh, at)
    lower, upper = (nearest(atlas, f"skin_{mark}_{side}") for mark in ("trochanter", "iliac_tubercle"))
    assert ways[lower] == pytest.approx(ways[upper], abs=8.0)
    whole = along_edges(atlas.skin.mesh, atlas.skin.mesh.vertices[lower])[upper]
    assert ways[lower] + ways[upper] < 1.05 * whole


@pytest.mark.parametrize("side", SIDES)
def test_the_posterior_spot_is_the_same_area_a_little_further_back(atlas, side):
    front, back = spot(atlas, side, "anterior"), spot(atlas, side, "posterior")
    moved = back.point - front.point
    assert -70.0 < moved @ front.forward < -35.0 and abs(moved @ front.up) < 25.0
    ways = along_edges(atlas.skin.mesh, front.point)
    psis = nearest(atlas, f"skin_PSIS_{side}")
    assert ways[nearest(atlas, back.point)] / ways[psis] == pytest.approx(0.25, abs=0.04)


def nearest(atlas, mark):
    point = atlas.landmarks[mark] if isinstance(mark, str) else mark
    return int(np.linalg.norm(atlas.skin.mesh.vertices - point, axis=1).argmin())


def along_edges(mesh, point):
    """Length of the shortest way along edges from the vertex nearest to a point to every vertex, mm."""
    ends = np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]])
    length = np.linalg.norm(mesh.vertices[ends[:, 0]] - mesh.vertices[ends[:, 1]], axis=1)
    n = len(mesh.vertices)
    graph = sparse.csr_matrix((length, (ends[:, 0], ends[:, 1])), shape=(n, n))
    start = int(np.linalg.norm(mesh.vertices - point, axis=1).argmin())
    return sparse.csgraph.dijkstra(graph, indices=start)


@pytest.mark.parametrize(("name", "side"), CASES)
@pytest.mark.parametrize("rolled", ROLLED)
def test_the_ball_is_at_its_place_on_the_floor_and_under_the_skin(posed, atlas, name, side, rolled):
    up, forward = rolled
    rest, skin, _, _ = posed(Posture(name, up_mm=up, forward_mm=forward), side)
    assert rest.ball.lowest_mm == pytest.approx(rest.floor_mm, abs=FLOOR_MM)
    touched, gap = contact(atlas, skin, rest.ball)
    assert abs(gap) < TOUCH_MM
    wanted = spot(atlas, side, ON_BALL[name]).beside(up, forward)
    assert np.linalg.norm(touched - wanted) < PLACE_MM


@pytest.mark.parametrize(("name", "side"), CASES)
@pytest.mark.parametrize("rolled", ROLLED)
def test_nothing_is_in_the_ball_or_under_the_floor(posed, atlas, name, side, rolled):
    rest, skin, _, transforms = posed(Posture(name, up_mm=rolled[0], forward_mm=rolled[1]), side)
    parts = [skin.vertices]
    for structure in atlas.structures.values():
        if structure.kind in {"figure", "bone"}:
            turn = transforms[structure.body]
            parts.append(structure.mesh.vertices @ turn[:3, :3].T + turn[:3, 3])
    every = np.concatenate(parts)
    assert every[:, 1].min() > rest.floor_mm - THROUGH_MM
    away = np.linalg.norm(every - np.array(rest.ball.centre_mm), axis=1)
    assert away.min() > rest.ball.radius_mm - TOUCH_MM


@pytest.mark.parametrize(("name", "side"), CASES)
@pytest.mark.parametrize("rolled", ROLLED)
def test_the_dent_turns_no_triangle_of_the_skin(posed, name, side, rolled):
    _, skin, normals, _ = posed(Posture(name, up_mm=rolled[0], forward_mm=rolled[1]), side)
    assert len(turned(skin, normals)) == 0


@pytest.mark.parametrize("name", ON_BALL)
def test_normals_over_the_ball_are_those_of_the_dent(posed, atlas, name):
    """Carried normals, which are smooth, turn as the normals of the triangles do."""
    _, skin, normals, transforms = posed(Posture(name), "right")
    loose = Skinning(atlas.skin.mesh, atlas.skin.weights)
    before = Mesh(loose.vertices(transforms).astype(float), skin.faces)
    moved = np.linalg.norm(skin.vertices - before.vertices, axis=1)
    faces = skin.faces[(moved[skin.faces] > 2.0).all(axis=1)]
    assert len(faces) > 50
    off = {}
    for what, mesh, smooth in (("before", before, loose.normals(transforms)), ("after", skin, normals)):
        flat = Mesh(mesh.vertices, faces).area_vectors
        flat /= np.linalg.norm(flat, axis=1)[:, None]
        mean = smooth[faces].mean(axis=1)
        off[what] = np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", flat, mean), -1.0, 1.0)))
    assert np.median(off["after"]) < np.median(off["before"]) + 4.0


@pytest.mark.parametrize(("name", "side"), CASES)
def test_muscles_over_the_ball_are_pushed_in_with_their_layers_in_order(atlas, name, side):
    """No muscle is in the ball, and none comes nearer to it than the skin."""
    state = shown(with_side(with_posture(SceneState(), Posture(name)), side), [f"{m}_{side}" for m in MUSCLES], True)
    frame = Composer(atlas)(state)
    ball = resting(atlas, side, Posture(name)).ball
    least = {"skin": math.inf, "muscle": math.inf}
    for item in frame.items:
        if item.kind in least:
            points = item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]
            away = np.linalg.norm(points - np.array(ball.centre_mm), axis=1)
            least[item.kind] = min(least[item.kind], float(away.min()))
    assert least["muscle"] > least["skin"] > ball.radius_mm - TOUCH_MM


@pytest.mark.parametrize("muscle", MUSCLES)
def test_the_dent_turns_no_triangle_of_a_muscle(atlas, muscle):
    for name in ("massage_anterior", "massage_posterior"):
        rest = resting(atlas, "right", Posture(name))
        before = posed_muscle(atlas, atlas.structures[f"{muscle}_right"], rest.pose)
        after = Mesh(rest.ball.pushed(before.vertices, np.zeros_like(before.vertices))[0], before.faces)
        # Along the ball's axis no two points change places.
        inward = np.array(rest.ball.inward)
        facing = before.area_vectors @ inward
        steep = np.abs(facing) > 0.2 * np.linalg.norm(before.area_vectors, axis=1)
        assert (facing * (after.area_vectors @ inward) > 0.0)[steep].all()


def test_far_from_the_ball_nothing_moves(atlas):
    ball = resting(atlas, "right", Posture("massage_anterior")).ball
    beside = np.cross(ball.inward, [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    beside /= np.linalg.norm(beside, axis=1, keepdims=True)
    far = np.array(ball.centre_mm) + (DENT_MM + 1.0) * beside
    deep = np.array(ball.centre_mm) + (ball.radius_mm + ball.flesh_mm) * np.array([ball.inward])
    for points in (far, deep):
        normals = np.zeros_like(points)
        assert ball.pushed(points, normals)[0] is points


@pytest.mark.parametrize("name", SPOTS)
def test_flesh_gives_way_by_less_than_half_of_what_there_is(atlas, name):
    found = lying(atlas, name)
    assert found.ball().dent_mm == pytest.approx(0.3 * found.flesh_mm, abs=0.5)
    for up in ROLL_RANGE_MM:
        for forward in ROLL_RANGE_MM:
            assert 8.0 < found.ball(up, forward).dent_mm < 0.5 * found.flesh_mm


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("share", [0.0, 0.05, 0.12, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_the_leg_comes_over_without_going_through_the_other_or_the_floor(posed, atlas, side, share):
    rest, skin, _, _ = posed(Posture("massage_leg_over", over=share), side)
    check_range(rest.pose.hip("left" if side == "right" else "right"))
    assert skin.vertices[:, 1].min() > rest.floor_mm - THROUGH_MM
    legs = {leg: leg_of(atlas, skin, leg) for leg in SIDES}
    for one, other in (SIDES, SIDES[::-1]):
        assert signed_distance(legs[other][1], legs[one][0]).min() > -THROUGH_MM


def leg_of(atlas, skin, side):
    """The vertices of a leg, and its skin as a closed mesh."""
    chosen = np.flatnonzero(leg_share(atlas, side) > 0.99)
    return skin.vertices[chosen], closed_part(skin, chosen)


def test_the_leg_lies_on_the_other_in_the_end(posed, atlas):
    _, skin, _, _ = posed(Posture("massage_leg_over"), "right")
    (_, right), (left, _) = (leg_of(atlas, skin, side) for side in SIDES)
    assert abs(signed_distance(right, left).min()) < THROUGH_MM


def test_laying_the_leg_over_begins_as_lying_on_the_back(atlas):
    begun = resting(atlas, "right", Posture("massage_leg_over", over=0.0))
    assert begun == resting(atlas, "right", Posture("massage_posterior"))
    assert resting(atlas, "right", Posture("massage_leg_over")).ball == begun.ball


@pytest.mark.parametrize("name", ON_BALL)
def test_the_ball_of_the_left_is_the_mirror_image(atlas, name):
    posture = Posture(name, up_mm=5.0, forward_mm=-8.0)
    right, left = resting(atlas, "right", posture).ball, resting(atlas, "left", posture).ball
    np.testing.assert_allclose(MIRROR @ right.world_from_ball[:3, 3], left.world_from_ball[:3, 3])
    np.testing.assert_allclose(MIRROR @ right.world_from_ball[:3, :3] @ MIRROR, left.world_from_ball[:3, :3])


def test_the_ball_rolls_without_slipping_on_skin_that_stands_still(atlas):
    """Where it touches skin that looks straight down, the ball has no speed of its own."""
    found = lying(atlas, "anterior")
    before, after = found.ball(0.0, -0.05), found.ball(0.0, 0.05)
    speed = np.array(after.centre_mm) - np.array(before.centre_mm)
    spin = np.array(after.turned) - np.array(before.turned)
    top = before.radius_mm * np.array([0.0, 1.0, 0.0])
    np.testing.assert_allclose(speed + np.cross(spin, top), 0.0, atol=0.02 * np.linalg.norm(speed))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", SPOTS)
def test_under_the_ball_are_medius_and_minimus_over_bone(atlas, name, side):
    found = beneath(atlas, side, name)
    kinds = [without_side(layer.kind) for layer in found.layers]
    assert kinds[0] == "fat" and kinds.index("gluteus_medius") < kinds.index("gluteus_minimus")
    assert found.bone == f"hip_bone_{side}"
    assert next(x for x in found.layers if x.kind == f"gluteus_minimus_{side}").thickness_mm > 8.0


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", SPOTS)
def test_the_ball_stays_off_trochanter_nerve_and_sacrum(atlas, name, side):
    """Wherever the moves take it, by more than the radius of the ball, and the nerve's line off its way."""
    taken = {tuple(frame[1:3]) for move in moves().values() for frame in move.keyframes}
    for up, forward in taken:
        off = clearances(atlas, side, name, up, forward)
        assert off[f"femur_{side}"] > 60.0
        assert off[f"sciatic_nerve_{side}"] > 20.0
        assert off["sacrum"] > 90.0


@pytest.mark.parametrize("name", moves())
def test_a_move_is_smooth_small_slow_and_ends_where_it_begins(atlas, name):
    move = moves()[name]
    assert 6.0 <= move.duration_s <= 16.0
    for posture in move.postures:
        found = [move.posture(posture, t) for t in np.linspace(0.0, move.duration_s, 161)]
        assert found[0] == found[-1]
        values = np.array([(p.up_mm, p.forward_mm, 20.0 * p.over) for p in found])
        assert np.abs(values[:, :2]).max() <= ROLL_RANGE_MM[1] and np.ptp(values, axis=0).max() > 5.0
        speed = np.diff(values, axis=0) / (move.duration_s / 160)
        assert np.abs(speed).max() < 12.0
        assert np.abs(np.diff(speed, axis=0)).max() < 2.0


def test_a_move_is_a_state(atlas):
    state = with_posture(SceneState(), Posture("massage_anterior"))
    moved = with_move(state, "forward_back", 2.0)
    assert moved.posture == Posture("massage_anterior", forward_mm=12.0) and moved.hidden == state.hidden
    with pytest.raises(InputError, match='no move "hop"'):
        with_move(state, "hop", 0.0)
    with pytest.raises(InputError, match='"leg_over" is not done in the posture "massage_anterior"'):
        with_move(state, "leg_over", 0.0)


def test_the_ball_is_a_thing_of_the_frame_and_only_it_and_the_flesh_over_it_change(atlas):
    compose = Composer(atlas)
    state = with_posture(SceneState(), Posture("massage_posterior"))
    before = {item.id: item for item in compose(state).items}
    after = {item.id: item for item in compose(with_move(state, "up_down", 1.0)).items}
    assert before["ball"].kind == "ball" and before["floor"].kind == "ground"
    assert after["ball"].points is before["ball"].points
    assert not np.allclose(after["ball"].world_from_points, before["ball"].world_from_points)
    for kept in ("floor", "femur_right", "head", "gluteus_minimus_left.anterior"):
        assert after[kept].points is before[kept].points
    moved = np.linalg.norm(after["skin"].points - before["skin"].points, axis=1)
    assert 1.0 < moved.max() < 30.0 and (moved > 0.0).mean() < 0.05
    standing = {item.kind for item in compose(with_posture(state, Posture())).items}
    assert not standing & {"ball", "ground"}


def test_a_move_is_worked_out_and_pressed_fast_enough_to_play(atlas):
    """The posture is solved once for a person, whether or not his muscles are coarser."""
    state = with_posture(SceneState(), Posture("massage_anterior"))
    assert lying(coarsened(atlas), "anterior") is lying(atlas, "anterior")
    compose = Composer(atlas)
    compose(state)
    taken = []
    for k in range(20):
        moved = with_move(state, "up_down", 0.3 * (k + 1))
        start = time.perf_counter()
        compose(moved)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.015


def test_the_ball_is_a_closed_sphere_with_a_groove():
    ball = sphere(31.5)
    assert not defects(ball)
    np.testing.assert_allclose(np.linalg.norm(ball.vertices, axis=1), 31.5)
    assert ball.volume_cm3 == pytest.approx(4.0 / 3.0 * math.pi * 3.15**3, rel=0.02)
    assert 0.02 < (grooved(31.5) < 1.0).mean() < 0.25


def test_an_atlas_without_what_the_spot_needs_cannot_take_the_ball(tiny_atlas, atlas):
    with pytest.raises(InputError, match="cannot take a posture"):
        resting(tiny_atlas, "right", Posture("massage_anterior"))
    kept = {name: point for name, point in atlas.landmarks.items() if name != "skin_iliac_tubercle_right"}
    with pytest.raises(InputError, match=r"landmarks of the skin: add skin_iliac_tubercle_right to"):
        spot(replace(atlas, landmarks=kept), "right", "anterior")
    boneless = {name: s for name, s in atlas.structures.items() if s.kind != "bone"}
    with pytest.raises(InputError, match="no bone under the posterior spot"):
        spot(replace(atlas, structures=boneless), "right", "posterior")
