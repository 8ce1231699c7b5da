"""The quiz: its answers are those of the model, worked out here in another way; rounds are mixed and reproducible."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import numpy as np
import pytest
import pyvista
from whole import whole_atlas

from glutmin_viewer.core.causes import cause_fields
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import GROUPS, fibre_curves
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.opening import EMPTY_ATLAS
from glutmin_viewer.core.pain import pain_fields
from glutmin_viewer.core.pain_drawing import painted
from glutmin_viewer.core.pose import STANDING, HipPose
from glutmin_viewer.core.probe import probe
from glutmin_viewer.core.quiz import COUNT, KINDS, NEAR_MM, NONE, hit, is_right, lever_named, quiz_round, table
from glutmin_viewer.core.state import check_against

ATLAS = whole_atlas()
SIDES = ("right", "left")


@pytest.fixture(scope="module")
def asked():
    """Questions of many rounds, by kind and side: all that can be asked, most of it."""
    found = defaultdict(dict)
    for side in SIDES:
        for seed in range(16):
            for question in quiz_round(ATLAS, side, seed):
                found[question.kind, side][question.about, seed] = question
    return {key: list(questions.values()) for key, questions in found.items()}


@pytest.fixture(scope="module")
def compose():
    return Composer(ATLAS)


def lengths_mm(side, pose):
    """Mean length of the paths of each group: drawn, and added up piece by piece."""
    fibres = ATLAS.structures[f"gluteus_minimus_{side}"].fibres
    line = fibre_curves(fibres, ATLAS.joints, pose, ATLAS.pelvic_tilt_deg)
    own = np.linalg.norm(np.diff(line, axis=1), axis=2).sum(axis=1)
    return {name: own[fibres.group == k].mean() for k, name in enumerate(GROUPS)}


def test_rounds_are_whole_mixed_without_repeats_and_follow_their_seed():
    rounds = [quiz_round(ATLAS, "right", seed) for seed in range(6)]
    for questions in rounds:
        assert len(questions) == COUNT
        assert {question.kind for question in questions} == set(KINDS)
        assert len({(question.kind, question.about) for question in questions}) == COUNT
    assert quiz_round(ATLAS, "right", 3) == rounds[3]
    assert len({tuple((q.kind, q.about) for q in questions) for questions in rounds}) == 6


@pytest.mark.parametrize("side", SIDES)
def test_every_kind_is_asked_of_either_side_in_scenes_that_can_be_drawn_and_explained(asked, compose, side):
    for kind in KINDS:
        questions = asked[kind, side]
        assert len({question.about for question in questions}) >= 3
        for question in {question.about: question for question in questions}.values():
            for state in (question.scene, question.after):
                check_against(state, ATLAS)
                assert state.side == side and compose(state).items
            assert question.terms and question.scene != question.after
            assert question.right <= set(question.choices) or question.clicked
            assert is_right(question, question.right)
            assert not any(is_right(question, {c}) for c in question.choices if {c} != question.right)


@pytest.mark.parametrize("side", SIDES)
def test_fibres_said_to_shorten_are_shorter_where_the_motion_has_gone_furthest(asked, side):
    standing = lengths_mm(side, STANDING)
    for question in asked["shorten", side]:
        moved = motion(question.about)
        poses = [moved.pose(side, time).hip(side) for time in moved.times(101)]
        furthest = max(poses, key=lambda pose: abs(getattr(pose, f"{moved.axis}_deg")))
        change = {g: 100.0 * (mm / standing[g] - 1.0) for g, mm in lengths_mm(side, furthest).items()}
        assert question.right == ({g for g, c in change.items() if c <= -SMALL_PERCENT} or {NONE}), question.about
        assert not any(-SMALL_PERCENT < c < -0.6 * SMALL_PERCENT for c in change.values())  # none that is hard to tell
        assert dict(question.numbers) == pytest.approx(change, abs=0.3)
        state = question.after
        shown = motion(state.motion).pose(side, state.motion_time_s).hip(side)
        assert msgspec.structs.astuple(shown) == pytest.approx(msgspec.structs.astuple(furthest))


@pytest.mark.parametrize("side", SIDES)
def test_fibres_said_to_have_the_lever_shorten_as_the_thigh_goes_that_way(asked, side):
    for question in asked["lever", side]:
        lever = lever_named(question.about)
        here = HipPose(flexion_deg=lever.flexion_deg)
        there, back = (
            msgspec.structs.replace(here, **{f"{lever.axis}_deg": getattr(here, f"{lever.axis}_deg") + step})
            for step in (0.5 * lever.towards, -0.5 * lever.towards)
        )
        before, after = ({row.group: row.length_mm for row in measure(ATLAS, side, pose)} for pose in (back, there))
        arms = {group: (before[group] - after[group]) / np.radians(1.0) for group in before}
        assert question.right == ({g for g, mm in arms.items() if mm >= SMALL_MM} or {NONE}), question.about
        assert dict(question.numbers) == pytest.approx(arms, abs=0.1)


@pytest.mark.parametrize("side", SIDES)
def test_a_painted_place_lies_wholly_in_the_zones_that_are_right_and_in_no_other(asked, side):
    points = ATLAS.skin.mesh.vertices
    fields = pain_fields(points, ATLAS.skin_landmarks)
    groups = {"anterior": {"anterior"}, "posterior": {"posterior"}, "both": {"anterior", "posterior"}, "neither": set()}
    assert {question.about for question in asked["refer", side]} == set(groups)
    for question in asked["refer", side]:
        place = painted(ATLAS, question.scene.drawing).vertices
        assert len(place) and (np.sign(points[place, 2]) == (1 if side == "right" else -1)).all()
        (answer,) = question.right
        for group in ("anterior", "posterior"):
            inside = fields[group, side][place]
            assert (inside[:, 0] >= 0.0).all() if group in groups[answer] else (inside < 0.0).all()


@pytest.mark.parametrize("side", SIDES)
def test_a_painted_place_lies_wholly_in_the_area_of_the_right_root_and_in_no_other(asked, side):
    fields = cause_fields(ATLAS.skin.mesh.vertices, ATLAS.skin_landmarks)
    for question in asked["root", side]:
        place = painted(ATLAS, question.scene.drawing).vertices
        (answer,) = question.right
        for root in ("L4", "L5", "S1"):
            inside = fields[f"radiculopathy_{root}", side][place] >= 0.0
            assert inside.all() if root == answer else not inside.any()


@pytest.mark.parametrize("side", SIDES)
def test_what_is_said_to_lie_over_the_minimus_is_what_a_line_from_the_skin_meets_before_it(asked, side):
    """Lines are cut with the meshes by VTK."""
    solids = {}
    for name in ("gluteus_minimus", "gluteus_medius", "tensor_fasciae_latae", "gluteus_maximus"):
        mesh = ATLAS.structures[f"{name}_{side}"].mesh
        solids[name] = pyvista.PolyData.from_regular_faces(mesh.vertices, mesh.faces)
    for question in asked["over", side]:
        (dab,) = question.scene.drawing.strokes
        way = probe(ATLAS, dab.points[0])
        start = np.array(way.point)
        end = start + way.end_mm * np.array(way.direction)
        hits = {name: solid.ray_trace(start, end)[0] for name, solid in solids.items()}
        first = {name: np.linalg.norm(cut - start, axis=1).min() for name, cut in hits.items() if len(cut)}
        (answer,) = question.right
        if answer == NONE:
            assert "gluteus_minimus" not in first
        else:
            over = {name: mm for name, mm in first.items() if mm < first["gluteus_minimus"] - 3.0}
            assert max(over, key=over.get) == answer
            assert dict(question.numbers)["gluteus_minimus"] == pytest.approx(first["gluteus_minimus"], abs=0.2)


@pytest.mark.parametrize("side", SIDES)
def test_a_click_on_what_is_sought_is_right_on_either_side_and_one_elsewhere_is_wrong(asked, side):
    questions = {question.about: question for question in asked["find", side]}
    assert len(questions) > len(table().find) / 2
    for about, question in questions.items():
        for other in SIDES:
            name = f"{question.on or about.partition('.')[0]}_{other}"
            bone = ATLAS.structures.get(name) or ATLAS.structures[name.removesuffix(f"_{other}")]
            places = bone.mesh.vertices if question.on is None else bone.mesh.vertices[bone.regions[about]]
            group = about.partition(".")[2]
            item = f"{bone.id}.{group}" if group else bone.id
            assert hit(question, ATLAS, item, places[0])
            assert not hit(question, ATLAS, f"tibia_{other}", places[0])
            if question.on is not None:
                away = np.linalg.norm(bone.mesh.vertices[:, None] - places[::7][None], axis=2).min(axis=1)
                assert not hit(question, ATLAS, bone.id, bone.mesh.vertices[away.argmax()])
                assert hit(question, ATLAS, bone.id, places[0] + np.array([0.0, 0.0, 0.9 * NEAR_MM]))


def test_a_click_on_the_mark_of_a_trigger_point_is_one_on_its_part_of_the_muscle(asked):
    groups = {q.about: q for q in asked["find", "right"] if q.about.startswith("gluteus_minimus.")}
    assert groups
    for about, question in groups.items():
        for name in ("anterior_1", "posterior_2"):
            same = name.startswith(about.partition(".")[2])
            assert hit(question, ATLAS, f"trigger_point.{name}", np.zeros(3)) == same


def test_an_atlas_that_lacks_much_is_asked_about_what_it_has_and_an_empty_one_is_told(tiny_atlas):
    questions = quiz_round(tiny_atlas, "right", 1)
    assert {question.kind for question in questions} <= {"find", "shorten", "lever"} and questions
    with pytest.raises(InputError, match="nothing to ask about"):
        quiz_round(EMPTY_ATLAS, "right", 1)
