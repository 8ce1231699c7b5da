"""A picture drawn in pieces is the one drawn at once; its file says the same."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from whole import whole_atlas

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.guide import camera_of, scene_of, step_named
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, with_cut, with_labels, with_motion
from glutmin_viewer.core.steps import finished
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.render import picture as pictures
from glutmin_viewer.render.picture import Manner, Studio
from glutmin_viewer.render.pieces import Area, pieces
from glutmin_viewer.render.png import png

AT_ONCE, SMALL = (4096, 4096), (180, 320)
SCENES = {
    "pain on a transparent ground": with_trigger_point(SceneState(), "posterior_1"),
    "names before a cut": with_cut(with_labels(SceneState(), True), Cut("coronal", 0.0)),
    "forces": with_motion(SceneState(), "level_beside_drop", 0.0),
}


@pytest.fixture(scope="module")
def bundled() -> Atlas:
    return whole_atlas()


@pytest.mark.parametrize("name", SCENES)
def test_pieces_make_the_picture_drawn_at_once(bundled: Atlas, monkeypatch, name: str) -> None:
    scene, transparent, taken = SCENES[name], "transparent" in name, []
    size = (160, 304) if transparent else (200, 160)  # high enough for the key to pain
    frame, camera = Composer(bundled)(scene), first_camera(scene)
    with Studio(size, Manner(transparent)) as studio:
        for most in (AT_ONCE, SMALL):
            monkeypatch.setattr(pictures, "pieces", partial(pieces, most=most))
            taken.append(studio.picture(frame, camera).astype(int))
    whole, pieced = taken
    assert whole.shape == (size[1], size[0], 4 if transparent else 3) and np.ptp(whole) > 100
    apart = np.abs(whole - pieced).max(axis=2)
    # A pixel on the line round a cut may fall to its other side; a word or a line that is cut off is many.
    assert (apart > 2).mean() <= 0.001 and (apart > 16).sum() <= 2


def test_a_studio_that_was_stopped_takes_whole_pictures_after_it(atlas: Atlas, compose: Composer, monkeypatch) -> None:
    monkeypatch.setattr(pictures, "pieces", partial(pieces, most=(120, 160)))
    frame, camera = compose(SceneState()), first_camera(SceneState())
    with Studio((120, 160)) as studio:
        first = studio.picture(frame, camera)
        steps = studio.steps(frame, camera)
        for _ in range(3):
            next(steps)
        steps.close()
        np.testing.assert_array_equal(finished(studio.steps(frame, camera)), first)


@pytest.mark.parametrize("size", [(7680, 4320), (128, 96), (1026, 770), (130, 8192)])
def test_pieces_cover_a_picture_once(size: tuple[int, int]) -> None:
    found = pieces(size)
    assert sum(area.width * area.height for area in found) == size[0] * size[1]
    assert all(area.within(Area(0, 0, *size)) == area and area.width % 2 == area.height % 2 == 0 for area in found)
    assert all(area.left % 2 == area.low % 2 == 0 for area in found)
    assert max(area.width * area.height for area in found) <= 1024 * 768
    corners = [(area.left, area.low) for area in found]
    assert len(set(corners)) == len(corners)


@pytest.mark.parametrize("channels", [3, 4])
def test_a_file_holds_the_picture(channels: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (700, 9, channels), dtype=np.uint8)
    read = Image.open(BytesIO(png(picture)))
    read.load()
    np.testing.assert_array_equal(np.asarray(read), picture)


def test_no_piece_leaves_out_a_faded_muscle_of_a_figure_on_the_ground(bundled: Atlas, monkeypatch) -> None:
    """VTK's dual depth peeling cuts the gluteus medius off at the borders of pieces: by up to 23 at 120 pixels."""
    step, taken = step_named("massage_rear_moves"), []
    scene = scene_of(step, "right", bundled)
    frame, camera = Composer(bundled)(scene), camera_of(step, scene)
    with Studio((310, 216)) as studio:
        for most in (AT_ONCE, (160, 160)):
            monkeypatch.setattr(pictures, "pieces", partial(pieces, most=most))
            taken.append(studio.picture(frame, camera).astype(int))
    apart = np.abs(taken[0] - taken[1]).max(axis=2)
    assert apart.max() <= 8 and (apart > 4).sum() <= 3
