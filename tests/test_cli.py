"""The command line: what it prints, and that every wrong call ends in one sentence and exit code 2."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glutmin_viewer import cli
from glutmin_viewer.cli import locale_language
from glutmin_viewer.content import language, without_side
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.pose import RANGE_DEG
from glutmin_viewer.core.showing_pain import SEEN_THROUGH
from glutmin_viewer.core.state import SceneState, faded
from glutmin_viewer.core.whole_folder import new_atlas_folder
from glutmin_viewer.modelling import build


@pytest.fixture
def folder(tiny_atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny atlas in a folder, and a place to write beside it."""
    write_atlas(tiny_atlas, tmp_path / "atlas")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return cli.run_cli(list(arguments))


BAD = [
    ["render", "a.png", "--view", "sideways"],
    ["render", "a.png", "--pose", "flexion=200"],
    ["render", "a.png", "--pose", "flexion"],
    ["render", "a.png", "--pose", "flexion=ten"],
    ["render", "a.png", "--pose", "flexion=nan"],
    ["render", "a.png", "--motion", "dance"],
    ["render", "a.png", "--motion", "flexion", "--at", "1.5"],
    ["render", "a.png", "--motion", "flexion", "--at", "half"],
    ["render", "a.png", "--motion", "flexion", "--at", "nan"],
    ["render", "a.png", "--at", "0.5"],
    ["render", "a.png", "--motion", "flexion", "--pose", "flexion=10"],
    ["render", "a.png", "--side", "both"],
    ["render", "a.png", "--trigger-point", "anterior_9"],
    ["render", "a.png", "--cause", "moon"],
    ["render", "a.png", "--cause", "deep_vein_thrombosis"],  # has no area
    ["render", "a.png", "--hurts", "moon"],
    ["render", "a.png", "--hurts", ","],
    ["render", "a.png", "--hurts", "thigh_lateral"],  # this skin has no regions
    ["render", "a.png", "--show", "spleen"],
    ["render", "a.png", "--hide", "sacrum,spleen"],
    ["render", "a.png", "--size", "large"],
    ["render", "a.png", "--size", "100"],
    ["render", "a.png", "--size", "-5x100"],
    ["render", "a.png", "--size", "0x0"],
    ["render", "a.png", "--size", "99999x99999"],
    ["render", "a.png", "--state", "nowhere.json"],
    ["render", "a.jpg"],
    ["render", "nowhere/a.png"],
    ["render"],
    ["render", "a.png", "--colour", "blue"],
    ["animate", "a.mp4"],
    ["animate", "a.avi", "--motion", "flexion"],
    ["animate", "a.mp4", "--motion", "flexion", "--chapter", "massage"],
    ["animate", "a.mp4", "--chapter", "moon"],
    ["animate", "a.mp4", "--chapter", "massage", "--view", "lateral"],
    ["animate", "a.mp4", "--move", "small"],  # standing
    ["animate", "a.mp4", "--move", "jump", "--posture", "massage_anterior"],
    ["animate", "a.gif", "--motion", "flexion", "--fps", "100"],
    ["animate", "a.gif", "--motion", "flexion", "--size", "10x10"],
    ["animate", "nowhere/a.mp4", "--motion", "flexion"],
    ["export", "a.obj"],
    ["export", "a.pdf"],
    ["export", "a.pdf", "--trigger-point", "moon"],
    ["export", "a.csv"],
    ["export", "a.csv", "--motion", "flexion", "--over", "flexion"],
    ["export", "a.csv", "--over", "knee"],
    ["export", "nowhere/a.glb"],
    ["measure", "--format", "xml"],
    ["measure", "--pose", "flexion=10", "--motion", "flexion"],
    ["measure", "--sweep", "flexion=0:90"],
    ["measure", "--sweep", "flexion=0:90:0"],
    ["measure", "--sweep", "flexion=0:90:-5"],
    ["measure", "--sweep", "flexion=0:90:0.0001"],
    ["measure", "--sweep", "flexion=0:90:1,adduction=0:30:0.01"],
    ["measure", "--sweep", "flexion=0:100:0.0001"],  # a million
    ["measure", "--sweep", "flexion=0:900:10"],
    ["measure", "--sweep", "flexion=0:inf:10"],
    ["measure", "--sweep", "bend=0:90:10"],
    ["measure", "--sweep", ""],
    ["measure", "--side", "middle"],
    ["render", "a.png", "--colour-by", "mood"],
    ["render", "a.png", "--language", "la"],
    ["--language", "la"],
    ["measure", "--claims", "--pose", "flexion=10"],
    ["measure", "--claims", "--motion", "gait"],
    ["measure", "--claims", "--sweep", "flexion=0:90:10"],
    ["measure", "--claims", "--format", "xml"],
    ["where"],
    ["where", "--region", "moon"],
    ["where", "--region", ","],
    ["where", "--region", "groin", "--at=0,0,0"],
    ["where", "--region", "groin", "--radius", "20"],
    ["where", "--region", "groin", "--side", "both"],
    ["where", "--region", "groin", "--format", "csv"],
    ["where", "--at=0,0"],
    ["where", "--at=0,0,here"],
    ["where", "--at=nan,0,0"],
    ["where", "--at=-20,-330,0"],
    ["where", "--at=130,-330,0", "--radius", "inf"],
    ["where", "--at=130,-330,0", "--radius", "0"],
    ["dance"],
    ["--fresh", "doctor"],
    ["nowhere.json", "render"],
    ["--colour"],
    ["--atlas"],
]


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    needs_atlas = arguments[0] in {"render", "measure", "where"}
    assert run(*arguments, *(["--atlas", "atlas"] if needs_atlas else [])) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("glutmin-viewer: ") and printed.err.count("\n") == 1
    assert "Traceback" not in printed.err and len(printed.err) > 30
    assert sorted(p.name for p in folder.iterdir()) == ["atlas"]


@pytest.mark.parametrize("place", ["nowhere", ".", "atlas/atlas.toml"])
def test_what_is_no_atlas_is_named(folder: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    for call in (["atlas", "check", place], ["atlas", "list", "--atlas", place], ["measure", "--atlas", place]):
        assert run(*call) == 2
        error = capsys.readouterr().err
        assert place in error and error.count("\n") == 1


def test_a_state_file_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.json").write_text("{", encoding="utf-8")
    save_document(Document(faded(SceneState(), "spleen", 0.5)), folder / "other.json")
    for name, word in (("bad.json", "no state file"), ("other.json", "spleen")):
        assert run("render", "a.png", "--atlas", "atlas", "--state", name) == 2
        assert word in capsys.readouterr().err


def test_a_fault_of_ours_is_one_short_line_and_exit_code_1(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("glutmin_viewer.core.tables.rows", broken)
    assert run("measure", "--atlas", "atlas") == 1
    error = capsys.readouterr().err
    assert "a fault of this program (ZeroDivisionError in test_cli.py" in error and error.count("\n") == 1


def test_ctrl_c_is_exit_code_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("glutmin_viewer.core.tables.rows", stopped)
    assert run("measure", "--atlas", "atlas") == 130


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


def test_render_follows_every_choice(folder: Path) -> None:
    calls = {
        "plain": [],
        "posed": ["--pose", "flexion=60,abduction=10"],
        "moved": ["--motion", "flexion", "--at", "0.5"],
        "left": ["--side", "left"],
        "above": ["--view", "superior"],
        "bare": ["--hide", "gluteus_minimus_right.anterior, gluteus_minimus_right.middle"],
        "skin": ["--show", "skin"],
        "by length": ["--pose", "flexion=60,abduction=10", "--colour-by", "length"],
        "small": ["--size", "96x96"],
        "German": ["--language", "de"],
    }
    for name, arguments in calls.items():
        size = [] if "--size" in arguments else ["--size", "128x96"]
        assert run("render", f"{name}.png", "--atlas", "atlas", *size, *arguments) == 0
    pictures = {(folder / f"{name}.png").read_bytes() for name in calls}
    assert len(pictures) == len(calls)


def test_what_hurts_and_what_explains_it_are_shown_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[SceneState] = []
    monkeypatch.setattr(
        "glutmin_viewer.render.picture.save_picture", lambda out, atlas, document, *_: drawn.append(document.scene)
    )

    def scene(*arguments: str) -> SceneState:
        assert run("render", "a.png", *arguments) == 0
        return drawn.pop()

    hurts = ("--hurts", "thigh_lateral, foot_sole_right")
    painted = scene(*hurts, "--side", "left")
    assert painted.drawing == PainDrawing(("thigh_lateral_left", "foot_sole_right"))
    assert "skin" not in painted.hidden and painted.opacity("skin") == 1.0
    shown = scene(
        *("--cause", "radiculopathy_L5", "--trigger-point", "anterior_1", *hurts),
        *("--side", "left", "--pose", "flexion=30", "--hide", "sacrum"),
    )
    assert (shown.cause, shown.trigger_point, shown.drawing) == ("radiculopathy_L5", "anterior_1", painted.drawing)
    assert (shown.side, shown.pose.flexion_deg) == ("left", 30.0)
    assert shown.opacity("skin") == SEEN_THROUGH and "sacrum" in shown.hidden
    assert "nerve_root_L5_left" not in shown.hidden and "nerve_root_L5_right" in shown.hidden
    save_document(Document(painted), tmp_path / "mine.json")
    more = scene("--state", str(tmp_path / "mine.json"), "--hurts", "groin")
    assert more.drawing is not None and more.drawing.regions == ("thigh_lateral_left", "foot_sole_right", "groin_left")


def test_a_picture_is_cut_out_and_goes_without_labels(folder: Path) -> None:
    for name, arguments in {"plain": [], "bare": ["--no-labels"], "cut": ["--transparent", "--no-labels"]}.items():
        assert run("render", f"{name}.png", "--atlas", "atlas", "--size", "200x150", *arguments) == 0
    plain, bare, cut = (np.asarray(Image.open(folder / f"{name}.png")) for name in ("plain", "bare", "cut"))
    assert plain.shape == bare.shape == (150, 200, 3) and cut.shape == (150, 200, 4)
    assert (plain[:20, :60] != bare[:20, :60]).any() and (plain[60:90, 90:110] == bare[60:90, 90:110]).all()
    assert cut[5, 5, 3] == 0 and cut[70:80, 95:105, 3].min() == 255
    np.testing.assert_allclose(cut[70:80, 95:105, :3].astype(int), bare[70:80, 95:105].astype(int), atol=2)


def test_a_film_and_a_model_and_a_table_are_written(folder: Path) -> None:
    small = ("--atlas", "atlas", "--size", "96x64", "--fps", "2")
    assert run("animate", "a.mp4", "--motion", "abduction", "--view", "anterior", *small) == 0
    assert run("animate", "a.gif", "--motion", "abduction", "--side", "left", *small) == 0
    assert run("export", "a.glb", "--atlas", "atlas", "--pose", "flexion=30") == 0
    assert run("export", "a.csv", "--atlas", "atlas", "--over", "flexion") == 0
    assert run("export", "b.csv", "--atlas", "atlas", "--motion", "flexion") == 0
    assert b"ftyp" in (folder / "a.mp4").read_bytes()[:16] and (folder / "a.gif").read_bytes().startswith(b"GIF89a")
    assert (folder / "a.glb").read_bytes().startswith(b"glTF")
    over, along = (list(csv.DictReader((folder / f"{name}.csv").read_text().splitlines())) for name in "ab")
    low, high = RANGE_DEG["flexion"]
    assert (float(over[0]["flexion_deg"]), float(over[-1]["flexion_deg"])) == (low, high)
    assert (along[0]["time_s"], along[-1]["time_s"]) == ("0.0000", "4.0000")
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "a.gif", "a.glb", "a.mp4", "atlas", "b.csv"]


def test_a_film_that_is_interrupted_leaves_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter(range(3))

    def picture(*_: object) -> None:
        if next(taken, None) is None:
            raise KeyboardInterrupt
        return real(*_)

    from glutmin_viewer.render.picture import Studio

    real = Studio.picture
    monkeypatch.setattr(Studio, "picture", picture)
    call = ("--atlas", "atlas", "--size", "96x64", "--fps", "5")
    assert run("animate", "a.mp4", "--motion", "flexion", *call) == 130
    assert [path.name for path in folder.iterdir()] == ["atlas"]


def test_wrong_causes_and_regions_are_told_the_right_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    regions = {without_side(name) for name in load_atlas(bundled_atlas()).structures["skin"].regions} - {"waist_cap"}
    for arguments, known in ((["--cause", "moon"], drawn_causes()), (["--hurts", "groin,moon"], regions)):
        assert run("render", str(tmp_path / "a.png"), *arguments) == 2
        error = capsys.readouterr().err
        assert '"moon"' in error and all(name in error for name in known) and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_other_causes_and_of_what_hurts_differ(tmp_path: Path) -> None:
    calls = [[], ["--hurts", "thigh_lateral"], ["--cause", "greater_trochanteric_pain"]]
    pictures = set()
    for i, arguments in enumerate([*calls, calls[1] + calls[2]]):
        out = tmp_path / f"{i}.png"
        assert run("render", str(out), "--size", "128x96", "--view", "lateral", *arguments) == 0
        pictures.add(out.read_bytes())
    assert len(pictures) == len(calls) + 1


def test_a_state_file_renders_as_the_same_words_do(folder: Path) -> None:
    save_document(Document(faded(SceneState(), "hip_bone_right", 0.5)), folder / "state.json")
    for name, arguments in (("a", ["--state", "state.json"]), ("b", ["--state", "state.json", "--side", "right"])):
        assert run("render", f"{name}.png", "--atlas", "atlas", "--size", "128x96", *arguments) == 0
    assert run("render", "c.png", "--atlas", "atlas", "--size", "128x96") == 0
    a, b, c = ((folder / f"{name}.png").read_bytes() for name in "abc")
    assert a == b != c


def test_check_warns_of_flaws_and_of_what_is_missing(
    folder: Path, tiny_atlas: Atlas, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("atlas", "check", "atlas") == 0
    assert "0 warnings" in capsys.readouterr().out
    structures = {n: s for n, s in tiny_atlas.structures.items() if n != "sacrum"}
    femur = structures["femur_left"]
    assert femur.mesh is not None
    structures["femur_left"] = replace(femur, mesh=Mesh(femur.mesh.vertices, femur.mesh.faces[3:]))
    write_atlas(replace(tiny_atlas, structures=structures), folder / "flawed")
    assert run("atlas", "check", "flawed") == 0
    told = capsys.readouterr().out
    assert "there is no sacrum" in told and "femur_left: " in told and "open" in told


def test_build_replaces_an_atlas_as_a_whole(
    folder: Path, tiny_atlas: Atlas, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "build_atlas", lambda report, person: tiny_atlas)
    (folder / "atlas" / "stale.ply").write_bytes(b"")
    assert run("atlas", "build", "atlas") == 0
    assert not (folder / "atlas" / "stale.ply").exists()
    assert list(load_atlas(folder / "atlas").structures) == list(tiny_atlas.structures)
    assert run("atlas", "build", "new/deep") == 0
    assert load_atlas(folder / "new" / "deep").title == tiny_atlas.title
    assert sorted(p.name for p in folder.iterdir()) == ["atlas", "new"]


def test_a_person_of_other_dimensions_can_be_built(
    folder: Path, tiny_atlas: Atlas, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []
    monkeypatch.setattr(build, "build_atlas", lambda report, person: asked.append(person) or tiny_atlas)
    assert run("atlas", "build", "new", "--set", "neck_shaft_angle_deg=140", "--set", "femur_length_mm=430") == 0
    assert dict(asked[0].changes) == {"neck_shaft_angle_deg": 140.0, "femur_length_mm": 430.0}
    for wrong, word in (
        ("tail_mm=3", "tail_mm"),
        ("femur_length_mm=9", "between"),
        ("femur_length_mm=long", "number"),
    ):
        assert run("atlas", "build", "never", "--set", wrong) == 2
        told = capsys.readouterr().err
        assert word in told and told.count("\n") == 1
    assert run("atlas", "build", "never", "--set", "anteversion_deg=5", "--set", "anteversion_deg=9") == 2
    assert "twice" in capsys.readouterr().err
    assert not (folder / "never").exists()


def test_a_disk_that_is_full_is_told_in_a_sentence(folder: Path) -> None:
    def full() -> None:
        with new_atlas_folder(folder / "atlas"):
            raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        full()
    assert load_atlas(folder / "atlas").structures
    assert sorted(p.name for p in folder.iterdir()) == ["atlas"]


def test_a_build_that_breaks_off_leaves_the_old_atlas_and_nothing_else(folder: Path) -> None:
    before = sorted((p.name, p.stat().st_size) for p in (folder / "atlas").iterdir())

    def stopped() -> None:
        with new_atlas_folder(folder / "atlas") as new:
            (new / "atlas.toml").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert sorted((p.name, p.stat().st_size) for p in (folder / "atlas").iterdir()) == before
    assert [p.name for p in folder.iterdir()] == ["atlas"]


def test_build_leaves_alone_what_is_no_atlas(folder: Path) -> None:
    (folder / "thesis").mkdir()
    (folder / "thesis" / "chapter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="is no atlas, so it is left alone"), new_atlas_folder(folder / "thesis"):
        pass
    assert (folder / "thesis" / "chapter.txt").read_text(encoding="utf-8") == "dear"


def test_doctor_names_the_graphics_and_what_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor", "--atlas", "atlas") == 0
    told = capsys.readouterr().out
    for word in ("Python 3.", "vtk ", "OpenGL version: ", "Settings: ", "It opens: "):
        assert word in told
    assert "unknown" not in told
    assert run("doctor", "--atlas", "nowhere") == 0
    assert "Missing: the atlas does not open" in capsys.readouterr().out


def test_without_a_display_the_window_becomes_pictures(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn: list[tuple[str, Path]] = []

    def gallery(atlas: Atlas, place: Path) -> list[Path]:
        drawn.append((atlas.title, place))
        return [place / "a.png"]

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("glutmin_viewer.render.gallery.render_gallery", gallery)
    assert run("--atlas", "atlas") == 0
    assert drawn == [("Ellipsoids for tests", Path("out"))]
    first, second = capsys.readouterr().out.splitlines()
    assert "no display" in first and second == str(Path("out") / "a.png")
    (folder / "out").mkdir()
    save_document(Document(SceneState(side="left")), folder / "mine.json")
    assert run("--atlas", "atlas", "--state", "mine.json") == 0
    picture = (folder / "out" / "mine.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    (folder / "out" / "mine.png").unlink()
    assert run("--atlas", "atlas", "--state", "mine.json", "--fresh") == 0
    assert (folder / "out" / "mine.png").read_bytes() == picture


def test_a_state_file_alone_opens_the_window_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr("glutmin_viewer.cli._has_display", lambda: False)
    monkeypatch.setattr("glutmin_viewer.cli._gallery", lambda atlas, state: opened.append(state))
    assert run("some/scene.json") == 0 and run() == 0
    assert opened == [Path("some/scene.json"), None]


def test_the_window_speaks_the_language_asked_for_else_that_of_the_locale(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("glutmin_viewer.cli._has_display", lambda: False)
    monkeypatch.setattr("glutmin_viewer.render.gallery.render_gallery", lambda *_: spoken.append(language()) or [])
    for locale, asked in (("de_AT.UTF-8", []), ("C.UTF-8", []), ("de_AT.UTF-8", ["en"]), ("C.UTF-8", ["de"])):
        monkeypatch.setenv("LC_ALL", locale)
        assert run("--atlas", "atlas", *(f"--language={name}" for name in asked)) == 0
    assert spoken == ["de", "en", "en", "de"]


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "de"}, "de"),
        ({"LANG": "de_CH", "LC_ALL": ""}, "de"),
    ],
)
def test_the_locale_of_messages_chooses_german_or_else_english(environment: dict[str, str], chosen: str) -> None:
    assert locale_language(environment) == chosen


def test_help_needs_neither_graphics_nor_numbers() -> None:
    code = (
        "import sys; from glutmin_viewer import cli; code = cli.run_cli(['--help']);"
        "assert code == 0; heavy = {'numpy', 'scipy', 'vtkmodules', 'PySide6', 'pyvista'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
    assert time.perf_counter() - start < 10
