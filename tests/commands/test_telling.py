"""What is printed in words and numbers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from calling import run


def test_measure_as_json_is_worded_as_scripts_expect(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("measure", "--atlas", "atlas", "--pose", "flexion=90,abduction=10", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"sign_convention", "rows"}
    assert [row["group"] for row in document["rows"]] == ["anterior", "middle", "posterior"]
    for row in document["rows"]:
        assert row["pose"] == {"flexion_deg": 90.0, "adduction_deg": -10.0, "internal_rotation_deg": 0.0}
        assert set(row) == {"pose", "group", "length_mm", "neutral_length_mm", "change_percent", "moment_arm_mm"}
        assert set(row["moment_arm_mm"]) == {"flexion", "adduction", "internal_rotation"}
        assert row["change_percent"] == pytest.approx(100 * (row["length_mm"] / row["neutral_length_mm"] - 1))


def test_measure_stands_without_a_pose_and_mirrors_the_sides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for side in ("right", "left"):
        assert run("measure", "--atlas", "atlas", "--side", side, "--format", "json") == 0
        rows.append(json.loads(capsys.readouterr().out)["rows"])
    assert all(abs(row["change_percent"]) < 1e-9 for row in rows[0])
    for right, left in zip(*rows, strict=True):
        assert right["length_mm"] == pytest.approx(left["length_mm"])
        assert right["moment_arm_mm"] == pytest.approx(left["moment_arm_mm"])


def test_a_sweep_and_a_motion_have_a_row_for_each_pose_and_group(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def poses(*arguments: str) -> list[tuple[float, float]]:
        assert run("measure", "--atlas", "atlas", "--format", "csv", *arguments) == 0
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        return [(float(r["flexion_deg"]), float(r["adduction_deg"])) for r in rows if r["group"] == "middle"]

    assert poses("--sweep", "flexion=-30:120:5") == [(a, 0.0) for a in range(-30, 121, 5)]
    assert poses("--sweep", "abduction=0:30:15,flexion=45") == [(45.0, 0.0), (45.0, -15.0), (45.0, -30.0)]
    assert poses("--sweep", "flexion=10:0:-5") == [(10.0, 0.0), (5.0, 0.0), (0.0, 0.0)]
    motion = poses("--motion", "abduction")
    assert len(motion) == 21 and motion[0] == (0.0, 0.0) and min(motion)[1] == -35.0


def test_a_long_sweep_tells_how_far_it_is_and_can_be_stopped(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glutmin_viewer.commands.telling.MANY_POSES", 5)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")  # rich takes what is captured for a terminal
    call = ("measure", "--atlas", "atlas", "--sweep", "flexion=0:90:10", "--format", "csv")
    assert run(*call) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1 + 3 * 10 and "100%" in printed.err and "%" not in printed.out.partition("\n")[2]

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("glutmin_viewer.core.tables.measure", stopped)
    assert run(*call) == 130
    assert capsys.readouterr().out == ""


def test_claims_are_printed_in_every_format(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for name in ("table", "json", "csv"):
        assert run("measure", "--claims", "--atlas", "atlas", "--side", "left", "--format", name) == 0
        printed[name] = capsys.readouterr().out
    told = json.loads(printed["json"])["claims"]
    assert {claim["side"] for claim in told} == {"left"}
    assert {row["claim"] for row in csv.DictReader(io.StringIO(printed["csv"]))} == {claim["id"] for claim in told}
    assert all(f"\n{claim['id']} " in printed["table"] for claim in told)


def test_where_tells_what_is_drawn_over_a_part_of_the_skin(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("where", "--region", "thigh_lateral", "--side", "left", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["note"] == "coincidence of drawings, not a likelihood"
    assert (document["fields"][0]["group"], document["fields"][0]["side"]) == ("anterior", "left")
    assert run("where", "--at=-161,-12,81", "--radius", "30") == 0
    told = capsys.readouterr().out
    assert told.startswith("Coincidence of drawings, not a likelihood.") and "not a diagnosis" in told


def test_the_table_speaks_clinical_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("measure", "--atlas", "atlas", "--pose", "adduction=-30,internal_rotation=-5") == 0
    table = capsys.readouterr().out
    assert "abduction 30, external rotation 5" in table and "-30" not in table
