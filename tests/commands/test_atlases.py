"""Atlases are checked and built, and an old one is replaced as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from calling import run

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.whole_folder import new_atlas_folder
from glutmin_viewer.modelling import build


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
    with (folder / "atlas" / "skin.npz").open("ab") as stream:
        stream.write(b" ")
    assert run("atlas", "check", "atlas") == 0
    assert "warning: skin.npz is not the file that was written" in capsys.readouterr().out


def test_the_list_tells_where_each_mesh_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("atlas", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    skin = next(i for i, line in enumerate(lines) if line.startswith("  skin: "))
    assert "54280 triangles" in lines[skin] and "no existing surface" in lines[skin]
    assert "modelling.skin from skin.toml, " in lines[skin + 1] and "sources: ansur" in lines[skin + 1]


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
