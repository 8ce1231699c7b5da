"""Whatever a disk holds in place of a file: a clear sentence or a sound value, at once and in little memory.

The short form of `make fuzz`: the same kinds of files, a few of each, always the same ones.
"""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest
from bad_files import Kind, accepted, atlas_folder, attempt, check_sentence, example_document, kinds, small_atlas
from befalling import befallen
from hypothesis import HealthCheck, Phase, given, settings

from glutmin_viewer.core import manifest, mesh_files, pain_drawing, side_cars, state
from glutmin_viewer.core.anchors import Anchor
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.document import encoded, load_fitting
from glutmin_viewer.core.errors import MOST_LETTERS, InputError
from glutmin_viewer.core.log import start_log
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.reading import opened, whole
from glutmin_viewer.core.rulers import Ruler
from glutmin_viewer.core.showing_pain import with_more, with_stroke_drawn_on

NAMES = [
    *(
        "mesh",
        "muscle's side-car",
        "skin's side-car",
        "bone's side-car",
        "manifest",
        "state",
        "saved view",
        "last scene",
    ),
    *("settings", "layout", "progress", "tour", "texts", "causes", "zones", "charts", "moves", "stance"),
]
EXAMPLES = 20  # of each kind, and for bytes and for structure
LONGEST_S = 5.0
ODD_NAMES = ["a\nb", "half \ud83e", "nul \0", "x" * 255, "x" * 5000, "-rf", " ", "Hüfte 🦴", "\u202egnp.a"]
FAR = (1e300, 0.0, 0.0)  # its square is no number any more


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds(atlas_folder(tmp_path_factory.mktemp("examples")))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small atlas; other files have a folder of their own in it."""
    (tmp_path / "own").mkdir()
    return atlas_folder(tmp_path)


def place_of(kind: Kind, folder: Path) -> Path:
    return folder if (folder / kind.path).exists() else folder / "own"


class Late(BaseException):
    """Nothing that a reader would catch."""


@contextmanager
def at_once() -> Iterator[None]:
    """Ends with an error what takes too long."""

    def late(number: int, frame: object) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def test_the_table_is_whole(table: dict[str, Kind]) -> None:
    assert list(table) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_told_or_sound(table: dict[str, Kind], folder: Path, name: str) -> None:
    kind = table[name]
    place = place_of(kind, folder)
    assert attempt(kind, place, kind.example)
    few = settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def read(held: bytes) -> None:
        attempt(kind, place, held)

    for strategy in (befallen(kind.example), kind.changed):
        few(given(strategy)(read))()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices are files elsewhere alone")
@pytest.mark.parametrize("name", NAMES[:-6])  # those of the program are no one's to replace
def test_what_is_no_ordinary_file_is_told_at_once(table: dict[str, Kind], folder: Path, name: str) -> None:
    kind = table[name]
    path = place_of(kind, folder) / kind.path

    def refused() -> bool:
        with at_once():
            return not accepted(kind, path)

    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert refused()
    path.unlink()
    for target in ("/dev/zero", "/dev/full", path.name):  # the last is a link to itself
        path.symlink_to(target)
        assert refused()
        path.unlink()
    path.mkdir()
    assert refused()
    path.rmdir()
    with path.open("wb") as file:
        file.truncate(8_000_000_000)  # takes no room on the disk
    assert refused()
    path.write_bytes(b"")
    assert refused()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_files_of_odd_names_are_told_in_one_line(folder: Path, name: str) -> None:
    told = "".join("\ufffd" if letter in "\n\0\ud83e\u202e" else letter for letter in name[:100])
    for act in (lambda: load_fitting(folder / name, small_atlas()), lambda: load_atlas(folder / name)):
        with pytest.raises(InputError) as caught:
            act()
        sentence = str(caught.value)
        assert told in sentence and sentence.isprintable() and len(sentence) <= MOST_LETTERS + 3


def complaint(folder: Path) -> str:
    with pytest.raises(InputError) as caught, at_once():
        load_atlas(folder)
    check_sentence(str(caught.value), folder / "any")
    return str(caught.value)


def header(counts: dict[str, int], coding: str = "binary_little_endian") -> str:
    lines = ["ply", f"format {coding} 1.0", f"element vertex {counts['vertex']}"]
    lines += [f"property float {axis}" for axis in "xyz"]
    lines += [f"element face {counts['face']}", "property list uchar int vertex_indices", "end_header", ""]
    return "\n".join(lines)


def test_the_limits_of_a_mesh_are_told(folder: Path) -> None:
    path = folder / "sacrum.ply"
    path.write_text(header({"vertex": 3, "face": mesh_files.MOST_ROWS + 1}))
    assert f"{mesh_files.MOST_ROWS:,}" in complaint(folder)
    path.write_text(header({"vertex": 3, "face": mesh_files.MOST_SLOW_ROWS}, "ascii"))
    assert f"{mesh_files.MOST_SLOW_ROWS:,}" in complaint(folder)
    path.write_text(header({"vertex": 3, "face": 1}, "ascii") + "1 " * (mesh_files.MOST_TEXT_BYTES // 2))
    assert "16 MB" in complaint(folder)
    path.write_text("ply\ncomment " + "x" * mesh_files.HEADER_BYTES)
    assert "no header" in complaint(folder)
    with path.open("wb") as file:
        file.truncate(mesh_files.MOST_BYTES + 1)
    assert "128 MB" in complaint(folder)


def test_the_meshes_of_an_atlas_have_a_limit_together(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glutmin_viewer.core.atlas_files.MOST_VERTICES", 500)
    assert "more than 500 vertices together" in complaint(folder)


def test_faces_and_places_that_cannot_be_are_told(folder: Path) -> None:
    path, far = folder / "sacrum.ply", np.array([[0.0, 0, 0], [90, 0, 0], [0, 90, 0]], "<f4")
    listed = np.array([(3, (0, np.nan, 2))], [("n", "u1"), ("at", "<f4", (3,))])
    text = header({"vertex": 3, "face": 1})
    path.write_bytes(text.replace("uchar int", "uchar float").encode() + far.tobytes() + listed.tobytes())
    assert "no whole numbers" in complaint(folder)
    listed = np.array([(3, (0, 1, 2))], [("n", "u1"), ("at", "<i4", (3,))])
    path.write_bytes(text.encode() + (far + np.float32(9000)).tobytes() + listed.tobytes())
    assert "farther than 5,000 mm" in complaint(folder)


def test_an_archive_that_unpacks_without_end_is_told_and_not_unpacked(folder: Path) -> None:
    path = folder / "sacrum.npz"
    for count, length, words in ((3, 4_000_000, "the most for 26 vertices"), (3000, 0, "more than 2,000 arrays")):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for k in range(count):
                archive.writestr(f"region/{k}.npy", bytes(length))
        assert words in complaint(folder)
    member = io.BytesIO()
    np.save(member, np.zeros(side_cars.NUMBERS_BESIDES + 2000, "u1"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("region/a.npy", member.getvalue())
    assert "the most for 26 vertices" in complaint(folder)
    np.save(path.with_suffix(".npy"), np.zeros(3))
    path.with_suffix(".npy").replace(path)  # an array, but no archive
    assert "sacrum.npz" in complaint(folder)


def test_a_side_car_that_would_run_code_is_refused(folder: Path) -> None:
    class Runs:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(folder / "run"),)

    np.savez(folder / "sacrum.npz", lightness=np.array([Runs()], dtype=object))
    assert "sacrum.npz" in complaint(folder) and not (folder / "run").exists()


@pytest.mark.parametrize(
    ("name", "array", "value", "word"),
    [
        ("skin", "weights", 0.0, "add up to 1"),
        ("skin", "weights", -1.0, "between 0 and 1"),
        ("skin", "uv/mm_per_unit", 0.0, "uv/mm_per_unit"),
        ("sacrum", "lightness", 3.0, "between 0 and 1"),
        ("gluteus_minimus_right", "fibre/pelvic_path", 1e30, "fibre/pelvic_path"),
        ("gluteus_minimus_right", "fibre/wrap_radius", -1.0, "fibre/wrap_radius"),
        ("gluteus_minimus_right", "belly/tendon", 2.0, "belly/tendon"),
    ],
)
def test_numbers_out_of_what_they_mean_are_told(folder: Path, name: str, array: str, value: float, word: str) -> None:
    path = folder / f"{name}.npz"
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays[array] = np.full_like(arrays[array], value)
    np.savez(path, **arrays)
    assert word in complaint(folder)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("pelvic_tilt_deg = 10.0", "pelvic_tilt_deg = 1e9", "no tilt"),
        ("86.5,\n", "1e30,\n", "mm from the hips"),
        ('id = "sacrum"', 'id = "sacrum.top"', "letters, digits"),
        ('id = "sacrum"', f'id = "{"x" * 300}"', "structures"),
        ('title = "', 'title = "\\u001b[31m', "one line"),
        ("pelvic_tilt_deg = 10.0", f"pelvic_tilt_deg = {'9' * 5000}", "not valid TOML"),
        ("pelvic_tilt_deg = 10.0", f"pelvic_tilt_deg = {'[' * 100_000}", "not valid TOML"),
        ("[landmarks.promontory]", "[landmarks.promontory" + ".a" * 5000 + "]", "not valid TOML"),
    ],
)
def test_what_a_manifest_cannot_mean_is_told(folder: Path, old: str, new: str, word: str) -> None:
    path = folder / "atlas.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert word in complaint(folder)


def test_a_manifest_of_too_many_entries_is_told_at_once(folder: Path) -> None:
    path = folder / "atlas.toml"
    text = path.read_text("utf-8")
    path.write_text(text + "".join(f"[landmarks.l{k}]\nposition = [0, 0, 0]\n" for k in range(3000)))
    assert f"at most {manifest.MOST_LANDMARKS}" in complaint(folder)
    path.write_text(text + "x" * manifest.MOST_BYTES)
    assert "larger than 1 MB" in complaint(folder)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"shown_by_posture": frozenset({"tail"})}, "tail"),
        ({"shown_by_cause": frozenset({"tail"})}, "tail"),
        ({"skin_before": state.SkinLook(True, 7.0)}, "opacity"),
        ({"opacities": (("sacrum", 0.5),) * 2}, "twice"),
        ({"lit": ("sacrum",) * 2}, "twice"),
        ({"rulers": example_document().scene.rulers * (state.MOST_RULERS + 1)}, f"at most {state.MOST_RULERS}"),
        (
            {"drawing": PainDrawing((Stroke(((-20.0, -330.0, 190.0),) * (pain_drawing.MOST_PLACES + 1)),))},
            "at most 2000",
        ),
        ({"drawing": PainDrawing(("groin_right",) * 2)}, "twice"),
        ({"drawing": PainDrawing((Stroke((FAR,)),))}, "no number of mm"),
        ({"probed": FAR}, "no number of mm"),
        ({"rulers": (Ruler((Anchor("sacrum", FAR), Anchor("sacrum", (-65.0, 50.0, 0.0)))),)}, "no number of mm"),
        ({"cut": Cut("free", 0.0, FAR)}, "faces no direction"),
    ],
)
def test_what_a_state_cannot_mean_is_told_with_its_file(tmp_path: Path, change: dict[str, object], word: str) -> None:
    document = example_document()
    scene = msgspec.structs.replace(document.scene, **change)
    path = tmp_path / "scene.json"
    path.write_bytes(encoded(msgspec.structs.replace(document, scene=scene)))
    with pytest.raises(InputError, match=word) as caught, at_once():
        load_fitting(path, small_atlas())
    check_sentence(str(caught.value), path)


@pytest.mark.parametrize(
    "change",
    [
        {"direction": (0.0, 0.0, 0.0)},
        {"view_up": home_camera("left").direction},
        {"focal_point": (1e300, 0.0, 0.0)},
        {"height_mm": 0.0},
        {"height_mm": 1e300},
    ],
    ids=str,
)
def test_a_camera_that_sees_nothing_is_told_with_its_file(tmp_path: Path, change: dict[str, object]) -> None:
    document = example_document()
    assert document.camera is not None
    camera = msgspec.structs.replace(document.camera, **change)
    path = tmp_path / "scene.json"
    path.write_bytes(encoded(msgspec.structs.replace(document, camera=camera)))
    with pytest.raises(InputError) as caught:
        load_fitting(path, small_atlas())
    check_sentence(str(caught.value), path)


def test_more_is_neither_painted_nor_measured_than_can_be_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    atlas, scene, at = small_atlas(), example_document().scene, (-20.0, -330.0, 190.0)
    monkeypatch.setattr(pain_drawing, "MOST_PLACES", 3)
    scene = with_more(scene, atlas, PainDrawing((Stroke((at,), 30.0),)))  # the third
    assert with_stroke_drawn_on(scene, atlas, (-20.0, -329.0, 190.0)) == scene  # hardly moved
    with pytest.raises(InputError, match="at most 3 painted places"):
        with_stroke_drawn_on(scene, atlas, (-20.0, -320.0, 190.0))
    with pytest.raises(InputError, match="at most 3 painted places"):
        with_more(scene, atlas, PainDrawing((Stroke((at,), 40.0),)))
    scene = msgspec.structs.replace(scene, rulers=scene.rulers * state.MOST_RULERS)
    with pytest.raises(InputError, match=f"{state.MOST_RULERS} measurements already"):
        state.with_point(scene, scene.rulers[0].anchors[0], "distance")


def test_a_file_that_does_not_tell_its_size_is_read_no_farther_than_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "grows"
    path.write_bytes(b"12345")
    assert whole(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than 4e-06 MB"):
        whole(path, 4)
    with opened(path, 5) as file, path.open("ab") as more:
        more.write(b"6")
        assert file.read(5) == b"12345"
    if Path("/proc/self/maps").exists():  # says that it is empty
        with pytest.raises(OSError, match="larger"):
            whole(Path("/proc/self/maps"), 10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_in_place_of_the_log_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "glutmin_viewer.log")
    with at_once():
        assert not start_log(tmp_path / "glutmin_viewer.log")
