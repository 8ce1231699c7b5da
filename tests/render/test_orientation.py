"""The cube and the label tell the truth about directions and the side."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

from glutmin_viewer.core.camera import VIEWS, View, hip_camera, turned
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.pose import SIDES, Side, rotation
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.render.opengl import offscreen
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.render.stage import Stage


def cube_middle(studio: Studio) -> tuple[float, float]:
    width, height = studio.stage.scene.renderer.GetSize()
    left, low, right, high = studio.stage.orientation.renderer.GetViewport()
    return (left + right) / 2 * width, (low + high) / 2 * height


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_shows_its_own_face(studio: Studio, compose: Composer, side: Side, view: View) -> None:
    studio.picture(compose(SceneState(side=side)), hip_camera(view, side))
    assert studio.stage.orientation.face_at(*cube_middle(studio)) == view


def test_beside_the_cube_is_no_face(studio: Studio, compose: Composer) -> None:
    studio.picture(compose(SceneState()), hip_camera("lateral", "right"))
    x, y = cube_middle(studio)
    assert studio.stage.orientation.face_at(x - 300, y) is None
    assert studio.stage.orientation.face_at(x, y + 200) is None


def test_the_label_names_the_side(studio: Studio, compose: Composer) -> None:
    for side, words in (("right", "RIGHT hip"), ("left", "LEFT hip"), ("right", "RIGHT hip")):
        studio.stage.show(compose(SceneState(side=side)))
        assert studio.stage.orientation.label.GetInput() == words


def test_label_and_cube_are_in_the_picture(studio: Studio, compose: Composer) -> None:
    picture = studio.picture(compose(SceneState()), hip_camera("lateral", "right")).astype(int)
    assert (picture[8:35, 10:110].min(axis=2) > 200).sum() > 40
    x, y = cube_middle(studio)
    column, row = round(x / 2), round(len(picture) - y / 2)
    assert (picture[row - 20 : row + 20, column - 20 : column + 20].min(axis=2) > 200).sum() > 10


def test_letters_stand_upright_and_are_not_mirrored(studio: Studio, compose: Composer) -> None:
    # In "In" the first letter is the taller one, on either side of the body.
    for side in SIDES:
        picture = studio.picture(compose(SceneState(side=side)), hip_camera("medial", side)).astype(int)
        x, y = cube_middle(studio)
        column, row = round(x / 2), round(len(picture) - y / 2)
        light = picture[row - 20 : row + 20, column - 20 : column + 20].min(axis=2) > 190
        rows, columns = np.nonzero(light)
        assert columns[rows < rows.min() + 0.15 * np.ptp(rows)].mean() < columns.mean() - 2.0
        assert rows.mean() > (rows.min() + rows.max()) / 2.0


@pytest.mark.parametrize("view", ["lateral", "posterior", "anterior", "medial"])
def test_letters_have_smooth_edges_in_a_small_picture_in_motion_too(
    compose: Composer, view: View, in_german: None
) -> None:
    size = 652, 275
    window = offscreen()
    window.SetSize(*size)
    stage = Stage(window)
    stage.show(compose(SceneState()))
    stage.scene.set_camera(hip_camera(view, "right"), size[0] / size[1])
    for still in (True, False):  # after the first picture at rest, which makes them smooth
        stage.set_still(still)
        window.Render()
    left, low, right, high = stage.orientation.renderer.GetViewport()
    x, y = round((left + right) / 2 * size[0]), round((low + high) / 2 * size[1])
    pixels = vtkUnsignedCharArray()
    window.GetPixelData(x - 14, y - 8, x + 14, y + 8, 0, pixels, 0)
    grey = vtk_to_numpy(pixels).mean(axis=1)
    stage.close()
    face = np.median(grey)
    assert grey.max() > face + 100  # letters
    edges = (grey > face + 10) & (grey < grey.max() - 10)
    assert edges.sum() > (grey >= grey.max() - 10).sum()  # at this size most of a stroke is its edge


@pytest.mark.parametrize(("axis", "angle", "view"), [("z", 90.0, "lateral"), ("x", 90.0, "anterior")])
def test_on_the_cube_of_a_body_that_lies_the_letters_of_a_view_stand_upright(
    studio: Studio, compose: Composer, axis: Literal["x", "z"], angle: float, view: View
) -> None:
    x, y = cube_middle(studio)
    faces = []
    for attitude in (np.eye(3), rotation(axis, angle), np.eye(3)):
        frame = replace(compose(SceneState()), attitude=attitude)
        picture = studio.picture(frame, turned(hip_camera(view, "right"), attitude)).astype(int)
        column, row = round(x / 2), round(len(picture) - y / 2)
        faces.append(picture[row - 20 : row + 20, column - 20 : column + 20])
    for (
        face
    ) in faces:  # but for some pixels on the edges of letters: turned the other way, all of a letter would differ
        assert (np.abs(face - faces[0]).max(axis=2) > 2).mean() < 0.01
