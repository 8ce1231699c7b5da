"""What lies beside the picture is left out, and nothing that would be seen in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from msgspec.structs import replace
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkOutputWindow, vtkStringOutputWindow, vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow
from whole import whole_atlas

from glutmin_viewer.core.camera import Camera, hip_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import Cut
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, with_cut, with_motion
from glutmin_viewer.render.culling import leave_out, sphere_round
from glutmin_viewer.render.drawables import Mark, Surface
from glutmin_viewer.render.opengl import offscreen
from glutmin_viewer.render.picking import pick
from glutmin_viewer.render.stage import Stage

SIZE = (200, 150)


@dataclass
class Ball:
    """A thing of radius 10 mm."""

    at: tuple[float, float, float]
    beside: bool = False
    sphere: Floats = field(default_factory=lambda: np.array([0.0, 0.0, 0.0, 10.0]))

    @property
    def transform(self) -> Floats:
        moved = np.eye(4)
        moved[:3, 3] = self.at
        return moved

    def set_beside(self, beside: bool) -> None:
        self.beside = beside


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(whole_atlas())


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage(offscreen())
    made.window.SetSize(*SIZE)
    yield made
    made.close()


def pixels(stage: Stage) -> np.ndarray:
    stage.window.Render()
    found = vtkUnsignedCharArray()
    stage.window.GetPixelData(0, 0, SIZE[0] - 1, SIZE[1] - 1, 0, found, 0)
    return vtk_to_numpy(found).copy()


def look(stage: Stage, camera: Camera, height_mm: float) -> None:
    stage.scene.set_camera(replace(camera, height_mm=height_mm), SIZE[0] / SIZE[1])


def hidden(stage: Stage) -> set[str]:
    surfaces = {name: it for name, it in stage.scene.drawables.items() if isinstance(it, Surface)}
    return {name for name, it in surfaces.items() if not it.actor.GetVisibility()}


def test_a_sphere_holds_all_points_and_touches_one() -> None:
    points = np.random.default_rng(3).normal(size=(200, 3)) * (10.0, 40.0, 5.0) + (3.0, -2.0, 700.0)
    *centre, radius = sphere_round(points)
    assert np.linalg.norm(points - centre, axis=1).max() == pytest.approx(radius)


@pytest.mark.parametrize("across", [0, 1], ids=["beside", "over"])
def test_what_reaches_into_the_picture_is_drawn_and_what_does_not_is_left_out(across: int) -> None:
    window, renderer = vtkRenderWindow(), vtkRenderer()
    window.SetSize(*SIZE)
    window.AddRenderer(renderer)
    camera = renderer.GetActiveCamera()
    camera.ParallelProjectionOn()
    camera.SetParallelScale(75.0)  # half the height, mm: a pixel is as large
    camera.SetPosition(0.0, 0.0, 500.0)
    edge = SIZE[across] / 2.0
    balls = []
    for off in (0.0, edge - 9.0, edge + 9.0, edge + 11.0, edge + 300.0):
        for sign in (1.0, -1.0):
            x, y = (sign * off, 0.0) if across == 0 else (0.0, sign * off)
            balls.append(Ball((x, y, 0.0)))
    assert not leave_out(renderer, balls)
    assert [ball.beside for ball in balls] == [False] * 6 + [True] * 4
    camera.SetParallelScale(750.0)
    assert leave_out(renderer, balls)
    assert not any(ball.beside for ball in balls)


@pytest.mark.parametrize("height_mm", [60.0, 250.0, 700.0])
def test_nothing_is_missing_in_a_picture(stage: Stage, composer: Composer, height_mm: float) -> None:
    state = with_trigger_point(SceneState(), "posterior_1")
    stage.show(composer(state))
    look(stage, hip_camera("anterior", "right"), height_mm)
    seen, left_out = pixels(stage), hidden(stage)
    assert "foot_left" in left_out
    assert "femur_right" not in left_out
    stage.scene.laid_out = True  # leaves as they are those that are brought back
    for drawable in stage.scene.drawables.values():
        if isinstance(drawable, Surface | Mark):
            drawable.set_beside(False)
    assert not hidden(stage)
    np.testing.assert_array_equal(pixels(stage), seen)


def test_a_pick_finds_what_has_come_into_view_since_the_last_picture(stage: Stage, composer: Composer) -> None:
    stage.show(composer(SceneState()))
    camera = hip_camera("lateral", "right")
    x, y, z = camera.focal_point
    look(stage, replace(camera, focal_point=(x, y - 2000.0, z)), 400.0)
    stage.window.Render()
    assert "femur_right" in hidden(stage)
    look(stage, replace(camera, focal_point=(x, y - 150.0, z)), 400.0)
    found = pick(stage.scene, SIZE[0] / 2, SIZE[1] / 2)
    assert found is not None
    assert found.id == "femur_right"


def test_nothing_is_drawn_of_a_cut_that_misses_a_bone(stage: Stage, composer: Composer) -> None:
    said = vtkStringOutputWindow()
    before = vtkOutputWindow.GetInstance()
    vtkOutputWindow.SetInstance(said)
    try:
        stage.show(composer(with_cut(SceneState(), Cut("axial", 0.0))))
        look(stage, hip_camera("anterior", "right"), 2500.0)
        stage.window.Render()
    finally:
        vtkOutputWindow.SetInstance(before)
    caps = {name: it.actors[1:] for name, it in stage.scene.drawables.items() if isinstance(it, Surface)}
    assert all(actor.GetVisibility() for actor in caps["femur_right"])
    assert not any(actor.GetVisibility() for actor in caps["foot_right"])
    assert said.GetOutput() == ""


def test_what_comes_into_the_picture_is_drawn_again(stage: Stage, composer: Composer) -> None:
    course = motions()["flexion"]
    look(stage, hip_camera("anterior", "right"), 400.0)
    found = []
    for at in course.times(9):
        stage.show(composer(with_motion(SceneState(), "flexion", at)))
        stage.window.Render()
        found.append("patella_right" in hidden(stage))
    assert found[0]
    assert not found[4]
    assert found[-1]


def test_marks_beside_the_picture_are_left_out_until_the_camera_turns_to_them(stage: Stage, composer: Composer) -> None:
    stage.show(composer(SceneState()))
    marks = [it for it in stage.scene.drawables.values() if isinstance(it, Mark)]
    camera = hip_camera("anterior", "right")
    away = (camera.focal_point[0], camera.focal_point[1] - 600.0, camera.focal_point[2])
    for focal_point, seen in ((away, False), (camera.focal_point, True)):
        look(stage, replace(camera, focal_point=focal_point), 400.0)
        stage.window.Render()
        assert [any(actor.GetVisibility() for actor in mark.actors) for mark in marks] == [seen] * len(marks)
