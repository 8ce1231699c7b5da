"""Verdicts are what the curves say: signs, zeros, both sides; and they fit the models where these fit each other."""

from __future__ import annotations

import csv
import dataclasses
import io
import json

import numpy as np
import pytest

from glutmin_viewer.content import content
from glutmin_viewer.core import claims as module
from glutmin_viewer.core.claims import (
    HELD_DEG,
    MOMENTS,
    SWEEP_DEG,
    Claim,
    Figure,
    Finding,
    Share,
    Turn,
    claims,
    direction,
    known_claims,
    other_models,
)
from glutmin_viewer.core.claims_table import as_csv, as_json, as_table
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT, curves
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import STANDING, HipPose

IDS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "C6", "C7")


@pytest.fixture(scope="module")
def verdicts(atlas):
    return {verdict.id: verdict for verdict in claims(atlas, "right")}


def test_every_claim_is_computed_and_has_its_words_and_sources(verdicts):
    terms = content().claims
    assert set(verdicts) == set(terms) == set(known_claims()) == set(IDS)
    for name, term in terms.items():
        assert term.facts == (name,)
        assert all(words.strip() for words in (term.source, term.literature, term.literature_source))
        assert term.literature.endswith(".")
    assert all(model.source.strip() for model in other_models().values())
    for verdict in verdicts.values():
        assert verdict.findings or verdict.shares


def test_findings_are_what_the_curves_have_in_that_pose(atlas, verdicts):
    for verdict in verdicts.values():
        found = curves(atlas, "right", [verdict.pose])
        assert {finding.group for finding in verdict.findings} <= set(verdict.claim.groups)
        for finding, value in zip(verdict.findings, verdict.values, strict=True):
            arm = found.moment_arm_mm[finding.group][0, AXES.index(verdict.claim.axis)]
            change = found.change_percent[finding.group][0]
            assert finding.moment_arm_mm == pytest.approx(arm)
            assert finding.change_percent == pytest.approx(change, abs=1e-9)
            shown = change if verdict.claim.kind == "length" else arm
            way = -verdict.claim.towards if verdict.claim.kind == "length" else verdict.claim.towards
            assert np.sign(value) == np.sign(shown) * way


def test_every_turn_is_a_zero_of_the_curve_and_none_is_left_out(atlas, verdicts):
    for verdict in verdicts.values():
        k = AXES.index(verdict.claim.axis)
        for finding in verdict.findings:

            def arms(flexion_deg, verdict=verdict, finding=finding, k=k):
                pose = verdict.pose
                poses = [HipPose(f, pose.adduction_deg, pose.internal_rotation_deg) for f in flexion_deg]
                return curves(atlas, "right", poses).moment_arm_mm[finding.group][:, k]

            for turn in finding.turns:
                assert SWEEP_DEG[0] <= turn.flexion_deg <= SWEEP_DEG[1]
                before, zero, after = arms(turn.flexion_deg + np.array([-0.1, 0.0, 0.1]))
                assert before * after < 0.0 and abs(zero) < 1e-3
                assert turn.beyond == np.sign(after if turn.flexion_deg > 0.0 else before)
            signs = np.sign(arms(np.arange(SWEEP_DEG[0], SWEEP_DEG[1] + 0.25, 0.5)))
            assert np.count_nonzero(np.diff(signs)) == len(finding.turns)


def test_posterior_external_rotation_turns_in_the_first_tens_of_degrees(verdicts):
    (finding,) = verdicts["F2"].findings
    (turn,) = finding.turns
    assert 5.0 < turn.flexion_deg < 40.0 and turn.beyond == 1
    assert verdicts["F2"].agreement == "near standing only"


def test_a_length_turns_where_it_is_longest_or_shortest(atlas, verdicts):
    """The moment arm is the slope of the length: the same fact found in another way."""
    for verdict in (v for v in verdicts.values() if v.claim.kind == "length"):
        for finding in verdict.findings:
            for turn in finding.turns:
                near = [HipPose(turn.flexion_deg + step) for step in (-2.0, 0.0, 2.0)]
                before, there, after = curves(atlas, "right", near).length_mm[finding.group]
                assert (there - before) * (after - there) < 0.0


def test_left_is_as_right(atlas, verdicts):
    for left in claims(atlas, "left"):
        right = verdicts[left.id]
        assert (left.side, left.agreement) == ("left", right.agreement)
        assert left.values == pytest.approx(right.values, abs=1e-6)
        for a, b in zip(left.findings, right.findings, strict=True):
            assert [t.flexion_deg for t in a.turns] == pytest.approx([t.flexion_deg for t in b.turns], abs=1e-6)
        for a, b in zip(left.shares, right.shares, strict=True):
            assert dataclasses.replace(a, shortest_percent=0, longest_percent=0) == dataclasses.replace(
                b, shortest_percent=0, longest_percent=0
            )
            assert a.longest_percent == pytest.approx(b.longest_percent, abs=1e-6)


def test_where_the_models_agree_on_a_direction_in_standing_so_does_the_atlas(atlas):
    standing = curves(atlas, "right", [STANDING])
    compared = 0
    for group, arms in standing.moment_arm_mm.items():
        others = np.array([model.groups[group].moment_arm_mm for model in other_models().values()])
        for k in range(3):
            if abs(np.sign(others[:, k]).sum()) == len(others):
                assert np.sign(arms[0, k]) == np.sign(others[0, k]), (group, AXES[k])
                compared += 1
    assert compared >= 6


def test_it_says_which_models_do_not_point_the_same_way(verdicts):
    against = [name for name, model in other_models().items() if model.groups["anterior"].moment_arm_mm[0] < 0.0]
    assert list(verdicts["F3"].differing_models) == against  # a lever for extension in standing
    assert len(against) == 2 and len(verdicts["F7"].differing_models) == 3
    for name in ("F1", "F2", "F4", "F5", "F6", "C6"):
        assert verdicts[name].differing_models == (), name


def test_shares_of_the_stride_are_counted_on_its_curves(atlas, verdicts):
    gait = motion("gait")
    poses = [gait.pose("right", time).hip("right") for time in gait.times(MOMENTS + 1)[:-1]]
    course = curves(atlas, "right", poses)
    shares = verdicts["F7"].shares
    assert {share.function for share in shares} == {"F1", "F2", "F3", "F4", "F5"}
    for share in shares:
        function = known_claims()[share.function]
        arms = function.towards * course.moment_arm_mm[share.group][:, AXES.index(function.axis)]
        assert share.helps_percent == pytest.approx(100.0 * np.count_nonzero(arms >= SMALL_MM) / MOMENTS)
        assert share.helps_percent <= share.right_way_percent <= 100.0
        assert share.shortest_percent == pytest.approx(course.change_percent[share.group].min())


LEVER = Claim("lever", ("anterior",), "flexion", 1)
LENGTH = Claim("length", ("anterior",), "flexion", 1, "sitting")


@pytest.mark.parametrize(
    ("claim", "arm", "change", "turns_at", "expected"),
    [
        (LEVER, 2 * SMALL_MM, 0.0, [], "agrees"),
        (LEVER, 2 * SMALL_MM, 0.0, [HELD_DEG[1] + 1], "agrees"),
        (LEVER, 2 * SMALL_MM, 0.0, [HELD_DEG[0] + 1], "near standing only"),
        (LEVER, 0.9 * SMALL_MM, 0.0, [20.0], "small lever"),
        (LEVER, -0.9 * SMALL_MM, 0.0, [], "small lever"),
        (LEVER, -1.1 * SMALL_MM, 0.0, [], "differs"),
        (LENGTH, 0.0, -1.1 * SMALL_PERCENT, [20.0], "agrees"),
        (LENGTH, 0.0, 0.9 * SMALL_PERCENT, [], "small change"),
        (LENGTH, 0.0, 1.1 * SMALL_PERCENT, [], "differs"),
    ],
)
def test_the_verdict_follows_from_the_numbers(claim, arm, change, turns_at, expected):
    finding = Finding("anterior", arm, change, tuple(Turn(angle, 1) for angle in turns_at), ())
    assert module._agreement(claim, (finding,)) == expected
    assert module._agreement(claim, ()) == "no such fibres"


def test_the_least_of_groups_and_functions_decides():
    good, bad = (Finding("anterior", arm, 0.0, (), ()) for arm in (2 * SMALL_MM, -2 * SMALL_MM))
    assert module._agreement(LEVER, (good, bad)) == "differs"

    def share(helps, right_way):
        return Share("F1", "anterior", helps, right_way, -1.0, 1.0, {})

    assert module._agreement_of_shares((share(90, 100), share(51, 60))) == "agrees"
    assert module._agreement_of_shares((share(90, 100), share(10, 60))) == "small lever"
    assert module._agreement_of_shares((share(90, 100), share(10, 20))) == "differs"


def test_any_atlas_with_fibres_gets_verdicts_and_one_without_is_told(tiny_atlas):
    assert [verdict.id for verdict in claims(tiny_atlas, "left")] == list(IDS)
    with pytest.raises(InputError, match="gluteus_minimus_right"):
        claims(dataclasses.replace(tiny_atlas, structures={}), "right")


def test_words_of_a_direction():
    assert direction("adduction", -1.0) == "abduction" and direction("flexion", 0.1) == "flexion"


def test_the_table_is_narrow_and_speaks_clinical_words(verdicts):
    table = as_table(list(verdicts.values()))
    assert max(map(len, table.splitlines())) <= 100
    for words in ("external rotation", "near standing only", "not measurements", "none is a diagnosis"):
        assert words in table
    assert not any(word in table for word in ("_", "strain", "flexion -"))


def test_json_and_csv_carry_the_numbers_with_their_units(verdicts):
    document = json.loads(as_json(list(verdicts.values())))
    assert "-dL/dq" in document["sign_convention"]
    assert [claim["id"] for claim in document["claims"]] == list(IDS)
    lines = list(csv.DictReader(io.StringIO(as_csv(list(verdicts.values())))))
    for claim in document["claims"]:
        verdict = verdicts[claim["id"]]
        own = [line for line in lines if line["claim"] == claim["id"]]
        assert len(own) == len(verdict.findings) + len(verdict.shares)
        assert claim["agreement"] == verdict.agreement == own[0]["agreement"]
        for told, finding, line in zip(claim["findings"], verdict.findings, own, strict=False):
            assert told["moment_arm_mm"] == pytest.approx(finding.moment_arm_mm)
            assert float(line["moment_arm_mm"]) == pytest.approx(finding.moment_arm_mm, abs=1e-3)
            figure = Figure(**told["models"][0] | {"turns_deg": tuple(told["models"][0]["turns_deg"])})
            assert figure == finding.models[0]
            assert float(line["gait2392_moment_arm_mm"]) == figure.moment_arm_mm
