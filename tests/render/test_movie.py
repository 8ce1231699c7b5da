"""Films: how long, how large, in order, the same every time; and no file where one was stopped."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.footage import Film, film_of
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.state import SceneState, with_motion
from glutmin_viewer.render.movie import record
from glutmin_viewer.render.picture import Studio

SIZE = (129, 97)


def film(name: str = "abduction") -> Film:
    return film_of(with_motion(SceneState(), name), home_camera("right"))


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def made(path: Path, atlas: Atlas, fps: int = 2, shown: Film | None = None) -> Path:
    for _ in record(path, atlas, shown or film(), SIZE, fps):
        pass
    return path


@pytest.mark.parametrize(("ending", "size"), [("mp4", (128, 96)), ("gif", SIZE)])
def test_a_film_shows_one_cycle_in_its_own_time(
    atlas: Atlas, tmp_path: Path, ending: str, size: tuple[int, int]
) -> None:
    path = tmp_path / f"film.{ending}"
    shares = list(record(path, atlas, film(), SIZE, 2))
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert (stream.width, stream.height) == size
        assert float(stream.average_rate) == 2.0
        assert stream.codec_context.name == {"mp4": "h264", "gif": "gif"}[ending]
        assert ending == "gif" or stream.pix_fmt == "yuv420p"
        assert file.duration == pytest.approx(1e6 * motion("abduction").duration_s, rel=0.03)
    found = pictures(path)
    assert len(found) == round(2 * motion("abduction").duration_s)
    moved = [np.abs(picture.astype(int) - found[0]).mean() for picture in found]
    assert np.argmax(moved) == len(found) // 2, "the leg is out at the middle, and comes back"


def test_the_pictures_are_those_of_the_studio_in_their_colours(atlas: Atlas, tmp_path: Path) -> None:
    shot = film().at(0.0)
    with Studio((128, 96)) as studio:
        wanted = studio.picture(Composer(atlas)(shot.state), shot.camera).astype(int)
    found = pictures(made(tmp_path / "film.mp4", atlas))[0]
    assert np.abs(found - wanted).mean() < 3.0
    found = pictures(made(tmp_path / "film.gif", atlas))[0][:96, :128]
    assert np.abs(found.mean(axis=(0, 1)) - wanted.mean(axis=(0, 1))).max() < 3.0


def test_equal_input_gives_an_equal_file(atlas: Atlas, tmp_path: Path) -> None:
    for ending in ("mp4", "gif"):
        files = [made(tmp_path / f"{name}.{ending}", atlas, 1).read_bytes() for name in "ab"]
        assert files[0] == files[1]


def test_a_film_that_is_stopped_leaves_no_file_and_an_old_one_alone(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "old.mp4").write_bytes(b"old")
    for name in ("new.gif", "old.mp4"):
        steps = record(tmp_path / name, atlas, film(), SIZE, 5)
        for _ in range(12):
            next(steps)
        assert (tmp_path / f"{name}.part").exists()
        steps.close()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("old.mp4", b"old")]


def test_a_fault_on_the_way_leaves_no_file(atlas: Atlas, tmp_path: Path) -> None:
    def at(time_s: float):
        if time_s > 0.4:
            raise InputError("that cannot be shown.")
        return film().at(time_s)

    with pytest.raises(InputError, match="cannot be shown"):
        made(tmp_path / "film.mp4", atlas, shown=Film(2.0, at))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "fps", "said"),
    [
        ("film.avi", 2, "let it end in .mp4 or .gif"),
        ("film.mp4", 0, "from 1 to 60"),
        ("nowhere/film.mp4", 2, "written"),
    ],
)
def test_what_cannot_be_filmed_is_said(atlas: Atlas, tmp_path: Path, name: str, fps: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(tmp_path / name, atlas, fps)
    assert list(tmp_path.iterdir()) == []


def test_a_title_and_lines_stand_in_the_picture(studio: Studio, atlas: Atlas, compose) -> None:
    frame, camera = compose(SceneState()), home_camera("right")
    plain = studio.picture(frame, camera)
    titled = studio.picture(frame, camera, "Größe")
    told = studio.picture(frame, camera, "Größe", ["One:", "·  two"])
    assert (titled[:30] != plain[:30]).any() and (titled[40:] == plain[40:]).all()
    assert (told[45:120] != plain[45:120]).any() and (told[:30] == titled[:30]).all()
    assert (studio.picture(frame, camera) == plain).all()
