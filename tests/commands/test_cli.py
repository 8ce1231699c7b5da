"""The command line: exit codes, the window and its language, help and `doctor`."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from calling import run
from whole import whole_atlas

from glutmin_viewer.cli import locale_language
from glutmin_viewer.content import language, without_side
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.colouring import COLOURINGS
from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.guide import chapters
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.moves import moves
from glutmin_viewer.core.postures import POSTURES
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points


@pytest.mark.parametrize("fault", [ZeroDivisionError("by zero"), EOFError("marshal data too short")])
def test_a_fault_of_ours_is_one_short_line_and_exit_code_1(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr("glutmin_viewer.core.tables.rows", broken)
    assert run("measure", "--atlas", "atlas") == 1
    error = capsys.readouterr().err
    assert f"a fault of this program ({type(fault).__name__} in test_cli.py" in error
    assert error.strip().count("\n") == 0


def test_a_library_that_the_system_lacks_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: object) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("glutmin_viewer.core.tables.rows", lacking)
    assert run("measure", "--atlas", "atlas") == 2
    error = capsys.readouterr().err
    assert "this system lacks libGL.so.1: install" in error and error.count("\n") == 1


def test_ctrl_c_is_exit_code_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("glutmin_viewer.core.tables.rows", stopped)
    assert run("measure", "--atlas", "atlas") == 130


def test_doctor_names_the_graphics_and_what_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor", "--atlas", "atlas") == 0
    told = capsys.readouterr().out
    for word in ("Python 3.", "vtk ", "OpenGL version: ", "Settings: ", "It opens: ", "What moves is drawn "):
        assert word in told
    assert "unknown" not in told
    assert run("doctor", "--atlas", "nowhere") == 2
    told = capsys.readouterr().out
    assert "OpenGL version: " in told and "Missing: the atlas does not open: nowhere is not a folder" in told


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


@pytest.fixture
def help_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """The help of a command, as it is read in a narrow terminal, in one line."""

    def told(*command: str) -> str:
        monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", 80)
        assert run(*command, "--help") == 0
        return " ".join(capsys.readouterr().out.translate({ord(c): " " for c in "│╭╮╰╯─"}).split())

    return told


COMMANDS = (
    *(("render",), ("animate",), ("export",), ("measure",), ("where",), ("doctor",)),
    *(("atlas",), ("atlas", "list"), ("atlas", "check"), ("atlas", "build")),
)


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_help_is_whole_and_names_no_types(help_of: Callable[..., str], command: tuple[str, ...]) -> None:
    told = help_of(*command)
    assert not re.search("<(bool|int|float)>", told) and "…" not in told


def test_help_lists_the_ids_of_what_can_be_chosen(help_of: Callable[..., str]) -> None:
    skin = whole_atlas().skin
    assert skin is not None
    regions = {without_side(name) for name in skin.regions if without_side(name) != name}
    told = help_of("render")
    for ids in (motions(), POSTURES, trigger_points(), drawn_causes(), VIEWS, COLOURINGS, regions):
        assert ids and all(re.search(rf"\b{name}\b", told) for name in ids), ids
    assert "`atlas list`" in told and all(name in help_of("where") for name in regions)
    told = help_of("animate")
    assert all(re.search(rf"\b{name}\b", told) for name in (*moves(), *chapters()))


def test_help_needs_neither_graphics_nor_numbers() -> None:
    code = (
        "import sys; from glutmin_viewer import cli; code = cli.run_cli(['--help']);"
        "assert code == 0; heavy = {'numpy', 'scipy', 'vtkmodules', 'PySide6', 'pyvista'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
    assert time.perf_counter() - start < 10
