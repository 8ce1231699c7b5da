"""Every wrong call ends in one sentence and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import run
from whole import whole_atlas

from glutmin_viewer import cli
from glutmin_viewer.content import data_files, without_side
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.state import SceneState, faded

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
    ["render", "a.png", "--pose", ""],
    ["render", "a.png", "--posture", "dancing"],
    ["render", "a.png", "--posture", "sitting,seat_height"],
    ["render", "a.png", "--cut", "oblique"],
    ["render", "a.png", "--show", ","],
    ["render", "a.png", "--show", "spleen"],
    ["render", "a.png", "--hide", "sacrum,spleen"],
    ["render", "a.png", "--size", "large"],
    ["render", "a.png", "--size", "100"],
    ["render", "a.png", "--size", "-5x100"],
    ["render", "a.png", "--size", "0x0"],
    ["render", "a.png", "--size", "99999x99999"],
    ["render", "a.png", "--state", "nowhere.json"],
    ["render", "a.jpg"],
    ["render", ""],
    ["animate", "", "--motion", "flexion"],
    ["export", ""],
    ["render", "nowhere/a.png"],
    ["render"],
    ["render", "a.png", "--colour", "blue"],
    ["animate", "a.mp4"],
    ["animate", "a.avi", "--motion", "flexion"],
    ["animate", "a.mp4", "--motion", "flexion", "--chapter", "massage"],
    ["animate", "a.mp4", "--chapter", "moon"],
    ["animate", "a.mp4", "--chapter", "massage", "--view", "lateral"],
    ["animate", "a.mp4", "--chapter", "massage", "--names"],
    ["animate", "a.mp4", "--chapter", "massage", "--cut", "axial"],
    ["export", "a.glb", "--over", "flexion"],
    ["export", "a.csv", "--over", "flexion", "--hide", "sacrum"],
    ["export", "a.pdf", "--trigger-point", "posterior_1", "--motion", "flexion"],
    ["animate", "a.mp4", "--move", "small"],  # standing
    ["animate", "a.mp4", "--move", "jump", "--posture", "massage_anterior"],
    ["animate", "a.gif", "--motion", "dance"],
    ["animate", "a.gif", "--motion", "flexion", "--fps", "100"],
    ["animate", "a.gif", "--motion", "flexion", "--fps", "0"],
    ["animate", "a.gif", "--motion", "flexion", "--fps", "12.5"],
    ["animate", "a.gif", "--motion", "flexion", "--fps", "slow"],
    ["animate", "a.mp4", "--motion", "flexion", "--size", "large"],
    ["animate", "a.gif", "--motion", "flexion", "--size", "10x10"],
    ["animate", "nowhere/a.mp4", "--motion", "flexion"],
    ["export", "a.obj"],
    ["export", "a.pdf"],
    ["export", "a.pdf", "--trigger-point", "moon"],
    ["export", "a.csv"],
    ["export", "a.csv", "--motion", "flexion", "--over", "flexion"],
    ["export", "a.csv", "--over", "knee"],
    ["export", "a.csv", "--over", "flexion", "--posture", "sitting"],
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
    ["where", "--at=130,-330,0", "--radius", "far"],
    ["atlas", "build", "new", "--set", "tail_mm=3"],
    ["atlas", "dance"],
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
    options = [word.partition("=")[0] for word in arguments if word.startswith("--")]
    outputs = [name for name in arguments[1:2] if name.endswith((".avi", ".obj", ".jpg", ".pdf")) or "nowhere" in name]
    assert not options or any(name in printed.err for name in [*options, *outputs, "no file to write"])
    assert sorted(p.name for p in folder.iterdir()) == ["atlas"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["animate", "a.mp4"], ["--motion", "--move", "--chapter"]),
        (["animate", "a.mp4", "--motion", "dance"], ["--motion", '"dance"', "flexion", "gait"]),
        (["animate", "a.mp4", "--motion", "flexion", "--size", "9x9"], ["--size", "9x9", "64 to 4096"]),
        (["animate", "a.mp4", "--motion", "flexion", "--fps", "slow"], ["--fps", '"slow"', "25"]),
        (["render", "a.png", "--motion", "flexion", "--at", "half"], ["--at", '"half"', "0 to 1"]),
        (["animate", "a.mp4", "--chapter", "feel", "--view", "lateral", "--names"], ["--chapter", "--view", "--names"]),
        (["measure", "--sweep", "bend=0:90:10"], ["--sweep", '"bend=0:90:10"', "internal_rotation"]),
        (["dance"], ['"dance"', "render", "doctor"]),
    ],
)
def test_a_wrong_option_is_told_with_what_was_given_and_what_is_possible(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert [word for word in words if word not in error] == [], error


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


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("sacrum.ply", b"ply\nformat ascii 1.0\nelement vertex 99999999999\nend_header\n"),
        ("skin.npz", b"PK\5\6" + bytes(18)),
        ("atlas.toml", b"format = " + b"9" * 5000),
    ],
)
def test_a_damaged_atlas_is_named_by_every_command(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, held: bytes
) -> None:
    (folder / "atlas" / name).write_bytes(held)
    for call in (["atlas", "check", "atlas"], ["measure", "--atlas", "atlas"], ["render", "a.png", "--atlas", "atlas"]):
        assert run(*call) == 2
        printed = capsys.readouterr()
        assert name in printed.err and printed.err.count("\n") == 1 and not printed.out


def test_names_and_places_that_can_be_no_file_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "endless.json").symlink_to("/dev/zero")
    for name in ("endless.json", "a\nb.json", "x" * 5000 + ".json"):
        assert run("render", "a.png", "--atlas", "atlas", "--state", name) == 2
        assert capsys.readouterr().err.count("\n") == 1
    for verb in ("check", "build"):
        assert run("atlas", verb, "x" * 5000) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_damaged_file_of_the_program_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def damaged(atlas: Path | None, state: Path | None) -> None:
        data_files.packaged("glutmin_viewer.core", "nowhere", dict[str, str])

    monkeypatch.setattr(cli, "_has_display", lambda: False)
    monkeypatch.setattr(cli, "_gallery", damaged)
    assert run() == 1
    error = capsys.readouterr().err
    assert "nowhere.toml is damaged" in error and "install glutmin_viewer again" in error and error.count("\n") == 1


def test_wrong_causes_and_regions_are_told_the_right_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    regions = {without_side(name) for name in whole_atlas().structures["skin"].regions} - {"waist_cap"}
    for arguments, known in ((["--cause", "moon"], drawn_causes()), (["--hurts", "groin,moon"], regions)):
        assert run("render", str(tmp_path / "a.png"), *arguments) == 2
        error = capsys.readouterr().err
        assert '"moon"' in error and all(name in error for name in known) and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
