"""What goes wrong around the program ends in one sentence; nothing is lost, and no half file is left."""

from __future__ import annotations

import ctypes.util
import locale
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from plyfile import PlyData
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.cli import run_cli
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.last_scene import save_last_scene
from glutmin_viewer.core.layout import Layout, save_layout
from glutmin_viewer.core.log import LOG, start_log
from glutmin_viewer.core.playback import Playback
from glutmin_viewer.core.progress import Progress, save_progress
from glutmin_viewer.core.saved_views import SavedViews
from glutmin_viewer.core.settings import Settings, save_settings
from glutmin_viewer.core.state import SceneState, with_motion
from glutmin_viewer.core.tour import Tour, save_tour
from glutmin_viewer.core.whole_folder import new_atlas_folder
from glutmin_viewer.modelling import build
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.ui import handout
from glutmin_viewer.ui.export import ExportDialog
from glutmin_viewer.ui.free_pose import AngleBox
from glutmin_viewer.ui.stance import MassBox

SMALL = ("--size", "96x64")
on_screen = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="the window needs a display: use xvfb-run")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def one_sentence(said: str) -> str:
    """The last line; before it only Mesa and X may have said why."""
    *before, last = said.splitlines()
    assert all(line.startswith(("libGL", "libEGL", "Failed to create")) or not line for line in before), said
    assert last.startswith("glutmin-viewer: ") and last.endswith("."), said
    return last


# Graphics


def in_a_process(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a fresh Python says, with this program on its path."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(ctypes.util.find_library("OSMesa") is not None, reason="OSMesa draws without any driver")
def test_without_opengl_every_picture_ends_in_a_sentence(
    qapp, tmp_path: Path, tiny_atlas: Atlas, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VTK_DEFAULT_OPENGL_WINDOW", "vtkOSOpenGLRenderWindow")  # the only kind that is looked for
    given = ("--atlas", "atlas", *SMALL)
    for call in (
        ("render", "a.png", *given),
        ("animate", "a.mp4", "--motion", "flexion", *given),
        ("export", "a.pdf", "--trigger-point", "posterior_1"),
    ):
        assert run_cli([*call]) == 2
        assert "OpenGL 3.2 or later, and none was found" in one_sentence(capfd.readouterr().err)
    assert names(tmp_path) == ["atlas"]
    monkeypatch.setenv("DISPLAY", ":0")
    assert run_cli(["doctor", "--atlas", "atlas"]) == 0
    told = capfd.readouterr()
    assert "Missing: the display has no OpenGL" in told.out
    assert "Missing: pictures need OpenGL" in told.out and "It opens" in told.out and told.err == ""


LACKING = """
import os
from glutmin_viewer.cli import run_cli
assert run_cli(["render", "a.png", "--size", "96x64", "--atlas", "atlas"]) == 2
os.environ["DISPLAY"] = ":4711"
assert run_cli(["--atlas", "atlas"]) == 2
"""


@on_screen
def test_an_opengl_that_is_too_old_and_a_display_that_does_not_answer_are_told(
    tmp_path: Path, tiny_atlas: Atlas
) -> None:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    with Studio((64, 64)) as studio:
        if "Mesa" not in studio.stage.window.ReportCapabilities():
            pytest.skip("only Mesa can be asked for less than it has")
    done = in_a_process("-c", LACKING, cwd=tmp_path, MESA_GL_VERSION_OVERRIDE="2.1", QT_QPA_PLATFORM="xcb")
    assert done.returncode == 0, done.stderr
    old, dead = done.stderr.splitlines()
    assert "need OpenGL 3.2 or later, and 2.1 Mesa" in one_sentence(old)
    assert "(could not connect to display :4711)" in one_sentence(dead)
    assert names(tmp_path) == ["atlas"]


@contextmanager
def display(*options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A display of its own, and its server."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1300x900x24", *options, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}", server
    finally:
        server.terminate()
        server.wait()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_display_that_shows_no_opengl_is_told() -> None:
    with display("-extension", "GLX") as (name, _):
        done = in_a_process("-m", "glutmin_viewer", DISPLAY=name, QT_QPA_PLATFORM="xcb")
    assert done.returncode == 2 and "no GLX that works" in one_sentence(done.stderr)


# A window in which a trigger point is chosen, and then a motion plays for ever.
BUSY = """
import sys
from functools import partial
from PySide6.QtCore import QTimer
from glutmin_viewer import app
from glutmin_viewer.core.showing_pain import with_trigger_point

made = app.make_window

def make_window(*asked, **more):
    window = made(*asked, **more)
    QTimer.singleShot(100, window, lambda: window.session.apply(partial(with_trigger_point, name="posterior_1")))
    QTimer.singleShot(1500, window, lambda: window.player.take("motion.gait"))
    return window

app.make_window, app.KEPT_MS = make_window, 300
sys.exit(app.run())
"""


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_display_that_goes_ends_the_process_and_what_was_shown_is_kept(tmp_path: Path) -> None:
    with display() as (name, server):
        homes = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        running = subprocess.Popen(
            [sys.executable, "-c", BUSY],
            env={**os.environ, **homes, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        scene, begun = tmp_path / "glutmin_viewer" / "scene.json", time.monotonic()
        while not (scene.exists() and "posterior_1" in scene.read_text()) and time.monotonic() - begun < 60.0:
            time.sleep(0.05)
        time.sleep(2.0)  # a motion plays
        server.kill()
        said = running.communicate(timeout=60.0)[0]
    assert running.returncode not in (0, 2) and "Traceback" not in said, said
    assert load_document(scene).scene.trigger_point == "posterior_1"
    assert [path.name for path in scene.parent.iterdir() if path.suffix == ".part"] == []


# Places that cannot be written, and disks that are full


@contextmanager
def room_for(most_bytes: int) -> Iterator[None]:
    """No file can grow beyond that many bytes, as on a disk that is full: it holds for root too."""
    before, compiled = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # Python would keep half of a compiled module, and stumble over it ever after
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = compiled


def test_a_disk_that_is_full_leaves_the_old_files_and_no_others(
    tmp_path: Path, tiny_atlas: Atlas, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    monkeypatch.setattr(build, "build_atlas", lambda report, person: tiny_atlas)
    atlas = {path.name: path.read_bytes() for path in (tmp_path / "atlas").iterdir()}
    monkeypatch.chdir(tmp_path)
    calls = {
        "a.png": ("render",),
        "a.mp4": ("animate", "--motion", "flexion", "--fps", "4"),
        "a.glb": ("export",),
        "a.csv": ("export", "--over", "flexion"),
    }
    for name in calls:
        Path(name).write_text("old")
    with room_for(3_000):
        for name, (command, *more) in calls.items():
            size = () if command == "export" else SMALL
            assert run_cli([command, name, *more, *size, "--atlas", "atlas"]) == 2
            assert one_sentence(capsys.readouterr().err).startswith(f"glutmin-viewer: {name} cannot be written (File ")
        assert run_cli(["atlas", "build", "atlas"]) == 2
        assert "atlas cannot be written" in one_sentence(capsys.readouterr().err)
    assert names(tmp_path) == sorted(["atlas", *calls]) and {Path(name).read_text() for name in calls} == {"old"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "atlas").iterdir()} == atlas


def test_a_hand_out_that_finds_no_room_leaves_the_old_one(
    qapp, tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blank(studio: Studio, *_: object) -> Generator[float, None, np.ndarray]:
        yield 0.0
        return np.zeros((studio._size[1], studio._size[0], 4), np.uint8)

    look = handout.Look(Composer(atlas)(SceneState()), home_camera("right"), (96.0, 64.0))
    monkeypatch.setattr(Studio, "steps", blank)  # what is printed counts, not its pictures
    monkeypatch.setattr(handout, "_looks", lambda *given: [look] * (3 + len(given[-1])))
    path = tmp_path / "a.pdf"
    path.write_text("old")
    with room_for(3_000), pytest.raises(InputError, match="cannot be written"):
        list(handout.write_handout(path, atlas, "posterior_1", "right"))
    assert names(tmp_path) == ["a.pdf"] and path.read_text() == "old"


def test_what_the_program_keeps_for_itself_stays_as_it_was_where_there_is_no_room(tmp_path: Path) -> None:
    document = Document(SceneState())
    views = SavedViews(tmp_path / "views")
    view = views.keep("Old", document, b"\x89PNG old")
    saves: dict[str, Callable[[Path], None]] = {
        "settings.json": partial(save_settings, Settings()),
        "scene.json": partial(save_last_scene, document),
        "layout.json": partial(save_layout, Layout(b"", 1, 2)),
        "progress.json": partial(save_progress, Progress()),
        "tour.json": partial(save_tour, Tour()),
        "mine.json": partial(save_document, document),
    }
    for name, save in saves.items():
        save(tmp_path / name)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with room_for(9):
        for name, save in saves.items():
            with pytest.raises(InputError, match=rf"{name}.* \(File too large\)"):
                save(tmp_path / name)
        for change in (
            partial(views.keep, "New", document, b"\x89PNG new, longer"),
            partial(views.rename, view, "New"),
        ):
            with pytest.raises(InputError, match="make room there"):
                change()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert views.rename(view, "New").name == "New" and load_document(view.path).name == "New"


def test_a_log_that_finds_no_room_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert start_log(tmp_path / "a.log")
    with room_for(10):
        LOG.error("Traceback: it broke")
    for handler in list(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_what_is_printed_to_a_full_disk_or_to_nobody(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "glutmin_viewer", "--help"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2 and "the disk is full" in one_sentence(done.stderr)
    closed = subprocess.run(f"{sys.executable} -m glutmin_viewer --help >&-", shell=True, capture_output=True)
    assert (closed.returncode, closed.stderr) == (0, b"")


def test_an_atlas_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, tiny_atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(InputError, match="Input/output error"), new_atlas_folder(tmp_path / "atlas"):
        pass
    assert names(tmp_path) == ["atlas"] and load_atlas(tmp_path / "atlas").title == tiny_atlas.title


# What is ended from outside

KILLED = """
import os, signal, sys, time
from pathlib import Path
import glutmin_viewer.render.movie
from glutmin_viewer import cli
part = Path("a.mp4.part")
sys.argv[1:] = ["animate", "a.mp4", "--atlas", "atlas", "--motion", "gait", "--size", "320x240"]
for ending in (signal.SIGKILL, signal.SIGTERM):
    child = os.fork()
    if child == 0:
        cli.main()
    while not part.exists():
        time.sleep(0.01)
    time.sleep(0.2)  # some pictures
    os.kill(child, ending)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), *sorted(os.listdir()))
    part.unlink(missing_ok=True)
"""


def test_what_is_killed_leaves_the_old_file_and_the_next_go_clears_up(
    tmp_path: Path, tiny_atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    (tmp_path / "a.mp4").write_text("old")
    done = in_a_process("-c", KILLED, cwd=tmp_path)
    assert done.stdout.splitlines() == ["-9 a.mp4 a.mp4.part atlas", "143 a.mp4 atlas"], done.stderr
    assert (tmp_path / "a.mp4").read_text() == "old"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build, "build_atlas", lambda report, person: tiny_atlas)
    (tmp_path / "a.png.part").write_text("of a process that was killed")
    (tmp_path / ".atlas.part" / "new").mkdir(parents=True)
    assert run_cli(["render", "a.png", "--atlas", "atlas", *SMALL]) == 0 and run_cli(["atlas", "build", "atlas"]) == 0
    assert names(tmp_path) == ["a.mp4", "a.png", "atlas"]


def test_an_atlas_that_was_moved_away_when_the_build_was_killed_comes_back(tmp_path: Path, tiny_atlas: Atlas) -> None:
    write_atlas(tiny_atlas, tmp_path / ".atlas.part" / "old")
    with pytest.raises(InputError, match="stopped"), new_atlas_folder(tmp_path / "atlas"):
        raise InputError("stopped")
    assert names(tmp_path) == ["atlas"] and load_atlas(tmp_path / "atlas").title == tiny_atlas.title


# An atlas that goes while it is looked at


@on_screen
def test_the_window_needs_its_atlas_folder_no_more(qtbot, tmp_path: Path, tiny_atlas: Atlas) -> None:
    from glutmin_viewer.app import make_application, make_window

    make_application()
    write_atlas(tiny_atlas, tmp_path / "atlas")
    window = make_window(tmp_path / "atlas")
    told = [notice.message for notice in window.notices.notices]  # what the tiny atlas lacks
    window.show()
    qtbot.waitUntil(lambda: window.view.render_s > 0)
    shutil.rmtree(tmp_path / "atlas")
    window.session.play(lambda state: with_motion(state, "gait", 0.4))
    window.session.rest()
    window.show_export()
    dialog = window.findChild(ExportDialog)
    for kind, name in (("model", "a.glb"), ("table", "a.csv"), ("picture", "a.png")):
        dialog.show_kind(kind)
        dialog.write(tmp_path / name, (96, 64))
        qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)
    window.keeping.ask().accept()
    assert names(tmp_path) == ["a.csv", "a.glb", "a.png"]
    assert [notice.message for notice in window.notices.notices] == told
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_file_of_an_atlas_that_is_gone_is_named(tmp_path: Path, tiny_atlas: Atlas, capsys) -> None:
    for gone in ("atlas.toml", "femur_right.ply", "gluteus_minimus_right.npz"):
        write_atlas(tiny_atlas, tmp_path / gone)
        (tmp_path / gone / gone).unlink()
        assert run_cli(["measure", "--atlas", str(tmp_path / gone)]) == 2
        assert gone in one_sentence(capsys.readouterr().err)


# Clocks and numbers


def test_nothing_hangs_on_the_clock_of_the_day(tiny_atlas: Atlas) -> None:
    """It may be set back: playing goes by a clock that is not, and saved views are in the order of their numbers."""
    package = Path(__file__).parents[1] / "glutmin_viewer"
    asking = re.compile(r"\btime\.time\(|\bdatetime\b|QDateTime|QTime\b")
    assert [path.name for path in package.rglob("*.py") if asking.search(path.read_text(encoding="utf-8"))] == []
    playing = Playback().play(100.0, 1.0, 4.0)
    assert [playing.time(clock, 4.0) for clock in (101.0, 50.0, 102.0)] == [2.0, 1.0, 3.0]


COMMA = """
LC_NUMERIC
decimal_point "<U002C>"
thousands_sep "<U002E>"
grouping 3;3
END LC_NUMERIC
LC_CTYPE
copy "POSIX"
END LC_CTYPE
"""


@pytest.fixture
def make_comma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Lets this process write 1,5 from then on, in C's functions and in Qt's, as Germans do."""
    if shutil.which("localedef") is None:
        pytest.skip("needs localedef, which glibc brings")
    source, places = tmp_path / "comma.src", tmp_path / "locales"
    source.write_text(COMMA)
    places.mkdir()
    subprocess.run(
        ["localedef", "-c", "-i", source, "-f", "ANSI_X3.4-1968", places / "comma"], capture_output=True, check=False
    )
    monkeypatch.setenv("LOCPATH", str(places))
    before, german = locale.setlocale(locale.LC_NUMERIC), QLocale("de_DE")

    def comma() -> None:
        locale.setlocale(locale.LC_NUMERIC, "comma")
        assert locale.localeconv()["decimal_point"] == ","
        QLocale.setDefault(german)

    system = QLocale()
    yield comma
    locale.setlocale(locale.LC_NUMERIC, before)
    QLocale.setDefault(system)


def everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """What the commands write and print; of a hand-out without its date."""
    folder.mkdir()
    save_document(Document(with_motion(SceneState(), "flexion", 0.25)), folder / "mine.json")
    found = {}
    for name, call in {
        "a.png": ("render", "--state", str(folder / "mine.json"), "--cut", "axial=10.5", "--names", *SMALL),
        "a.glb": ("export", "--pose", "flexion=30.5"),
        "a.csv": ("export", "--over", "flexion"),
    }.items():
        assert run_cli([call[0], str(folder / name), *call[1:], "--atlas", str(folder.parent / "atlas")]) == 0
        found[name] = (folder / name).read_bytes()
    for call in (("measure", "--pose", "flexion=30.5"), ("measure", "--format", "json"), ("atlas", "list")):
        capsys.readouterr()
        assert run_cli([*call, "--atlas", str(folder.parent / "atlas")]) == 0
        found[" ".join(call)] = capsys.readouterr().out.encode()
    return found


def test_figures_are_the_same_where_decimals_have_commas(
    qapp, tmp_path: Path, tiny_atlas: Atlas, make_comma: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    before = everything(tmp_path / "before", capsys)
    assert b"30.5" in before["measure --pose flexion=30.5"]
    make_comma()
    mesh = tmp_path / "atlas" / "femur_right.ply"
    PlyData(PlyData.read(mesh, mmap=False), text=True).write(mesh)
    assert b"." in mesh.read_bytes()
    assert everything(tmp_path / "after", capsys) == before
    femurs = [atlas.structures["femur_right"].mesh for atlas in (tiny_atlas, load_atlas(tmp_path / "atlas"))]
    assert np.allclose(femurs[0].vertices, femurs[1].vertices, atol=1e-3)


@pytest.mark.parametrize("decimals", ["comma", "point"])
def test_a_comma_and_a_point_are_both_typed(qtbot, make_comma: Callable[[], None], decimals: str) -> None:
    if decimals == "comma":
        make_comma()
    for box, first, unit in ((AngleBox("flexion"), 0.0, ""), (MassBox(), 75.0, " kg")):
        qtbot.addWidget(box)
        box.show()
        for typed, meant in (("31,9", 31.9), ("32.4", 32.4), ("-1,9" if not unit else "80,5 kg", None)):
            box.setValue(first)
            box.selectAll()
            QTest.keyClicks(box, typed)
            box.interpretText()
            assert box.value() == (meant if meant is not None else 80.5 if unit else -1.9)
