"""Words of forces: none over others, whatever is seen from where in a picture of what size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from vision import contrast, luminance
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderWindow
from whole import whole_atlas

from glutmin_viewer.content import content
from glutmin_viewer.core.camera import View, stance_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.state import SceneState, with_motion
from glutmin_viewer.render.forces import ForceMark
from glutmin_viewer.render.opengl import offscreen
from glutmin_viewer.render.scene import FORCE_KINDS
from glutmin_viewer.render.stage import Stage
from glutmin_viewer.render.style import DARK, LIGHT, Backdrop

Box = tuple[int, int, int, int]

COMPOSE = Composer(whole_atlas())
LASTS_S = motion("level_beside_drop").duration_s


def taken(window: vtkRenderWindow) -> np.ndarray:
    """(height, width), one number for the colour of a pixel."""
    window.Render()
    pixels, (width, height) = vtkUnsignedCharArray(), window.GetSize()
    window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels, 0)
    return vtk_to_numpy(pixels).reshape(height, width, 4).copy().view(np.uint32)[..., 0]


@contextmanager
def hidden(stage: Stage, what: type[ForceMark] | type[object] = object) -> Iterator[list[ForceMark]]:
    """The marks of forces, placed as in a picture taken now; drawables of a kind are not seen meanwhile."""
    stage.window.Render()
    stage.scene.laid_out = True  # else words would come back with every picture
    drawables = stage.scene.drawables.values()
    actors = [actor for one in drawables if isinstance(one, what) for actor in one.actors]
    for actor in actors:
        actor.VisibilityOff()
    yield [mark for mark in drawables if isinstance(mark, ForceMark)]
    for actor in actors:
        actor.VisibilityOn()
    stage.scene.laid_out = False


def words_of(stage: Stage) -> list[tuple[str, Box]]:
    """What is told, and where it is drawn: left, right, low, high in pixels."""
    with hidden(stage) as marks:
        nothing, found = taken(stage.window), []
        for mark in marks:
            *_, words = mark.actors
            words.VisibilityOn()
            rows, columns = np.nonzero(taken(stage.window) != nothing)
            found.append((mark.told, (columns.min(), columns.max(), rows.min(), rows.max())))
            words.VisibilityOff()
    return found


def forces_at(seconds: float) -> Frame:
    """The two figures without flesh, and their forces."""
    frame = COMPOSE(with_motion(SceneState(), "level_beside_drop", seconds))
    return replace(frame, items=tuple(item for item in frame.items if item.kind == "bone" or item.kind in FORCE_KINDS))


def stage_of(size: tuple[int, int]) -> Stage:
    window = offscreen()
    window.SetSize(*size)
    stage = Stage(window)
    stage.orientation.set_visible(False)
    return stage


def covered(words: list[tuple[str, Box]]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(words, 2)
        if a[0] <= b[1] and b[0] <= a[1] and a[2] <= b[3] and b[2] <= a[3]
    ]


@pytest.mark.parametrize("size", [(1280, 800), (640, 480), (420, 320), (500, 900)])
def test_no_words_cover_others_in_any_size_at_any_time(size: tuple[int, int], in_german: None) -> None:
    stage = stage_of(size)
    views: tuple[View, ...] = ("posterior", "lateral", "superior")
    for view in views:
        stage.scene.set_camera(stance_camera(view, "right"), size[0] / size[1])
        for at in np.linspace(0.0, LASTS_S, 4):
            stage.show(forces_at(at))
            words = words_of(stage)
            assert len(words) == 10
            assert not covered(words), (view, at)
    stage.close()


@pytest.mark.parametrize("size", [(1280, 800), (652, 275), (737, 213), (420, 320)])
def test_behind_captions_is_nothing(size: tuple[int, int], in_german: None) -> None:
    stage = stage_of(size)
    stage.scene.set_camera(stance_camera("posterior", "right"), size[0] / size[1])
    captions = (content().ui["caption_level"], content().ui["caption_drops"])
    for at in np.linspace(0.0, LASTS_S, 4):
        stage.show(forces_at(at))
        boxes = [box for words, box in words_of(stage) if words in captions]
        assert len(boxes) == 2
        with hidden(stage, ForceMark):
            pixels = taken(stage.window)
        seen = pixels.view(np.uint8).reshape(*pixels.shape, 4).astype(int)
        for left, right, low, high in boxes:
            assert np.ptp(seen[low : high + 1, left : right + 1], axis=1).max() <= 1  # the ground alone
    stage.close()


@pytest.mark.parametrize("backdrop", [DARK, LIGHT])
def test_words_of_forces_are_read_in_either_look_on_its_own_ground(backdrop: Backdrop) -> None:
    stage = Stage(offscreen())
    stage.show(forces_at(2.5))
    stage.set_backdrop(backdrop)
    words = [mark.look for mark in stage.scene.drawables.values() if isinstance(mark, ForceMark)]
    assert len(words) == 10
    for look in words:
        written, behind = luminance(np.array([look.GetColor(), look.GetBackgroundColor()]))
        assert look.GetBackgroundColor() == pytest.approx(backdrop.behind)
        assert contrast(written, behind) > 4.5
    stage.close()


def test_words_go_smoothly_while_a_motion_plays() -> None:
    size = (640, 480)
    stage = stage_of(size)
    stage.scene.set_camera(stance_camera("posterior", "right"), size[0] / size[1])
    places = []
    for at in np.linspace(0.0, LASTS_S, 24):
        stage.show(forces_at(at))
        places.append(np.array([box for _, box in words_of(stage)]))
    stage.close()
    steps = [np.abs(after[:, 2] - before[:, 2]).max() for before, after in pairwise(places)]
    assert max(steps) < 15  # less than a line of words
