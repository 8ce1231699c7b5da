"""Measurements on the picture: drawn where their points are, over everything, legible, and found by the mouse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glutmin_viewer.core.camera import Camera, hip_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import BEGUN, RULER, Frame, Item
from glutmin_viewer.core.rulers import value
from glutmin_viewer.core.state import SceneState, shown
from glutmin_viewer.render import style
from glutmin_viewer.render.box import Box
from glutmin_viewer.render.legend import lines
from glutmin_viewer.render.picking import pick, pick_ruler, pick_surface
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.render.rulers import RulerMark, arc

CAMERA = hip_camera("lateral", "right")
# In the plane of the lateral view, and one that leaves it.
LINE = np.array([[-60.0, 40.0, 60.0], [55.0, -30.0, 60.0]])
ANGLE = np.array([[-50.0, -40.0, 90.0], [10.0, 60.0, 90.0], [60.0, -20.0, 60.0]])


def ruler(points: np.ndarray, number: int = 0, kind: str = RULER) -> Item:
    amount = value(points) if kind == RULER else 0.0
    return Item(f"{kind}.{number}", kind, np.eye(4), points, amount=amount)


def with_items(frame: Frame, *items: Item) -> Frame:
    return replace(frame, items=(*frame.items, *items))


@pytest.fixture
def covered(compose: Composer) -> Frame:
    """Everything under an opaque skin."""
    return compose(shown(SceneState(), ["skin"], True))


def mark(studio: Studio, number: int = 0) -> RulerMark:
    found = studio.stage.scene.drawables[f"{RULER}.{number}"]
    assert isinstance(found, RulerMark)
    return found


def is_ruler_colour(picture: np.ndarray) -> np.ndarray:
    return np.abs(picture / 255.0 - style.RULER).max(axis=2) < 0.12


def on_picture(studio: Studio, point: np.ndarray) -> tuple[float, float]:
    renderer = studio.stage.scene.renderer
    renderer.SetWorldPoint(*point, 1.0)
    renderer.WorldToDisplay()
    x, y, _ = renderer.GetDisplayPoint()
    return x, y


def test_a_line_is_drawn_between_its_points_through_an_opaque_skin(studio: Studio, covered: Frame) -> None:
    picture = studio.picture(with_items(covered, ruler(LINE)), CAMERA)
    bright = is_ruler_colour(picture)
    for share in np.linspace(0.12, 0.88, 9):
        x, y = on_picture(studio, LINE[0] + share * (LINE[1] - LINE[0]))
        row, column = round(len(picture) - y / 2.0), round(x / 2.0)
        assert bright[row - 2 : row + 3, column - 2 : column + 3].any(), share
    assert not is_ruler_colour(studio.picture(covered, CAMERA)).any()


def test_it_is_told_in_grey_by_its_dark_rim_and_its_steps(studio: Studio, covered: Frame) -> None:
    grey = np.array([0.2126, 0.7152, 0.0722])
    bright, dark = (float(grey @ colour) for colour, _ in reversed(style.RULER_LINES))
    assert bright - dark > 0.7 and bright > max(float(grey @ colour) for colour in style.DARK.forces.values()) + 0.1
    # A name's line is as bright, but bare: this one is graduated, each step across it.
    studio.picture(with_items(covered, ruler(LINE)), CAMERA)
    graduated = mark(studio)._mesh.GetNumberOfLines()
    studio.picture(with_items(covered, ruler(LINE, kind=BEGUN)), CAMERA)
    begun = studio.stage.scene.drawables[f"{BEGUN}.0"]
    assert isinstance(begun, RulerMark)
    # But for a step that the ring at its end would hide.
    assert 0 <= begun._mesh.GetNumberOfLines() + value(LINE) // 10.0 - graduated <= 1


def test_the_value_stands_beside_its_line_and_apart_from_others(studio: Studio, covered: Frame) -> None:
    crossing = LINE[:, [1, 0, 2]] * (0.9, 0.9, 1.0)
    studio.picture(with_items(covered, ruler(LINE), ruler(LINE + 0.5, 1), ruler(crossing, 2)), CAMERA)
    marks = [mark(studio, number) for number in range(3)]
    boxes = [one.box for one in marks if one.box is not None]
    assert len(boxes) == 3
    for k, box in enumerate(boxes):
        assert not any(box.meets(other) for other in boxes[:k])
        assert not any(box.is_crossed_by(*way) for one in marks for way in one.ways)
        (start, end), *_ = marks[k].ways
        way = (end - start) / np.linalg.norm(end - start)
        away = np.array([box.x, box.y]) - start
        reach = np.hypot(box.half_width, box.half_height) + 12.0 * studio.stage.scene.pixel_scale
        assert abs(way[0] * away[1] - way[1] * away[0]) < reach and 0.0 < way @ away < np.linalg.norm(end - start)


def test_an_arc_lies_between_the_arms() -> None:
    curve = arc(ANGLE)
    arms = [(ANGLE[k] - ANGLE[1]) / np.linalg.norm(ANGLE[k] - ANGLE[1]) for k in (0, 2)]
    spokes = curve - ANGLE[1]
    radii = np.linalg.norm(spokes, axis=1)
    np.testing.assert_allclose(radii, radii[0])
    np.testing.assert_allclose(spokes[[0, -1]] / radii[0], arms, atol=1e-12)
    np.testing.assert_allclose(spokes @ np.cross(*arms), 0.0, atol=1e-9)
    straight = arc(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [-2.0, 0.0, 0.0]]))
    assert np.isfinite(straight).all() and value(straight[[0, len(straight) // 2, -1]]) == pytest.approx(90.0)


def test_a_measurement_is_found_at_its_value_its_ends_and_its_lines(studio: Studio, covered: Frame) -> None:
    studio.picture(with_items(covered, ruler(ANGLE, 0), ruler(LINE, 1)), CAMERA)
    scene, box = studio.stage.scene, mark(studio, 1).box
    assert box is not None
    places = [(box.x, box.y), *(on_picture(studio, point) for point in (*LINE, 0.7 * LINE[0] + 0.3 * LINE[1]))]
    for x, y in places:
        found = pick_ruler(scene, x, y)
        assert found is not None and found.id == "ruler.1"
        # What lies under it can be clicked all the same.
        below = pick(scene, x, y)
        assert below == pick_surface(scene, x, y) and (below is None or below.id == "skin")
    assert pick_ruler(scene, 5.0, 5.0) is None
    vertex = pick_ruler(scene, *on_picture(studio, ANGLE[1]))
    assert vertex is not None and vertex.id == "ruler.0" and vertex.position == tuple(ANGLE[1])


def test_what_is_begun_has_no_value_and_is_not_found(studio: Studio, covered: Frame) -> None:
    picture = studio.picture(with_items(covered, ruler(LINE[:1], kind=BEGUN)), CAMERA)
    x, y = on_picture(studio, LINE[0])
    assert is_ruler_colour(picture).any() and pick_ruler(studio.stage.scene, x, y) is None


def test_what_lies_behind_the_eye_is_not_drawn(studio: Studio, covered: Frame) -> None:
    near = Camera((0.0, 0.0, 60.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), 30.0)
    behind = LINE + np.array([0.0, 0.0, 400.0])
    picture = studio.picture(with_items(covered, ruler(behind)), near)
    assert not is_ruler_colour(picture).any() and mark(studio).box is None
    assert pick_ruler(studio.stage.scene, *on_picture(studio, behind[0])) is None


def test_boxes_meet_and_are_crossed() -> None:
    box = Box(50.0, 50.0, 20.0, 10.0)
    assert box.meets(Box(65.0, 55.0, 6.0, 2.0)) and not box.meets(Box(80.0, 50.0, 10.0, 10.0))
    assert box.lies_in((100, 100), 4.0) and not box.lies_in((72, 100), 4.0)
    ways = {(0, 50, 100, 50): True, (0, 0, 100, 100): True, (0, 0, 20, 20): False, (0, 61, 100, 61): False}
    ways[50, 0, 50, 100] = True
    for (a, b, c, d), crossed in ways.items():
        assert box.is_crossed_by(np.array([a, b]), np.array([c, d])) is crossed


def test_a_saved_picture_says_that_it_is_measured_on_this_model(covered: Frame) -> None:
    words = [line.words for line in lines(with_items(covered, ruler(LINE)))]
    assert words == ["Lengths and angles: measured on this model"] and not lines(covered)
