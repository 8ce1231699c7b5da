"""Pictures: their shape, their file, and what happens where none can be made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import write_atlas
from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.render.gallery import render_gallery
from glutmin_viewer.render.picture import Manner, render_picture, save_picture, write_png
from glutmin_viewer.render.style import DARK, LIGHT

PNG = b"\x89PNG\r\n\x1a\n"


def size_of(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(PNG)
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def test_a_picture_has_the_size_asked_for_and_the_figure_in_it(atlas: Atlas) -> None:
    picture = render_picture(atlas, Document(SceneState()), (321, 243))
    assert picture.shape == (243, 321, 3) and picture.dtype == np.uint8
    # Brighter towards the top: the first row is the upper one.
    assert picture[60:70, :10].mean() > picture[-10:, :10].mean() + 5
    assert picture[100:140, 140:180].mean() > 60


def test_equal_documents_give_equal_pictures(atlas: Atlas) -> None:
    document = Document(SceneState(), hip_camera("posterior", "right"))
    first, second = (render_picture(atlas, document, (160, 120)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_edges_are_smooth(atlas: Atlas) -> None:
    picture = render_picture(atlas, Document(SceneState(), hip_camera("lateral", "right")), (320, 240))
    row = picture[120].astype(int).sum(axis=1)
    step = np.abs(np.diff(row))
    edge = int(step.argmax())
    assert step[edge] < np.ptp(row[edge - 2 : edge + 4])


def test_a_file_appears_whole_and_alone(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    save_picture(path, atlas, Document(SceneState()), (128, 96))
    assert size_of(path) == (128, 96)
    assert [p.name for p in tmp_path.iterdir()] == ["picture.png"]


def test_where_nothing_can_be_written_one_sentence_says_so(tmp_path: Path) -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(InputError, match=r"cannot be written \(No such file or directory\): choose another place"):
        write_png(tmp_path / "nowhere" / "picture.png", picture)
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_png(tmp_path / "folder.png", picture)
    assert [p.name for p in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize("size", [(0, 100), (100, 63), (4097, 100), (100, 100000)])
def test_sizes_beyond_reason_are_refused(atlas: Atlas, size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="choose 64 to 4096"):
        render_picture(atlas, Document(SceneState()), size)


def test_the_gallery_is_ten_pictures_that_differ(atlas: Atlas, tmp_path: Path) -> None:
    paths = render_gallery(atlas, tmp_path / "out")
    assert len(paths) == 10
    assert len({path.read_bytes() for path in paths}) == 10
    assert {size_of(path) for path in paths} == {(1280, 960)}


def test_no_screen_is_needed_and_nothing_is_said_about_it(atlas: Atlas, tmp_path: Path) -> None:
    write_atlas(atlas, tmp_path / "atlas")
    environment = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    call = [sys.executable, "-m", "glutmin_viewer", "render", "p.png", "--atlas", "atlas", "--size", "128x96"]
    call += ["--trigger-point", "posterior_1"]
    done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert size_of(tmp_path / "p.png") == (128, 96)


def test_a_light_ground_is_seen_beside_the_body_and_its_words_are_dark(atlas: Atlas) -> None:
    document = Document(SceneState())
    dark, light = (render_picture(atlas, document, (320, 240), Manner(backdrop=ground)) for ground in (DARK, LIGHT))
    corner, middle = (slice(200, 236), slice(4, 30)), (slice(105, 125), slice(145, 158))
    assert light[corner].mean() > 200 > 60 > dark[corner].mean()
    words = (slice(0, 40), slice(0, 110))
    assert light[words].min() < 60 and dark[words].max() > 200
    same = np.abs(light[middle].astype(int) - dark[middle]).max(axis=2) <= 2
    assert same.mean() > 0.95  # the body itself looks the same
