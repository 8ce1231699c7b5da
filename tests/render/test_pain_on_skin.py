"""Pain as it is drawn on the body: each area in its colour, lines and outlines over it, and no trace of it after."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from whole import whole_atlas

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera, View, leg_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import GRADES, Frame, Item
from glutmin_viewer.core.pain import graded
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke, regions_named
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_more, with_trigger_point
from glutmin_viewer.core.state import SceneState, faded, shown, with_pose, with_posture
from glutmin_viewer.render import style
from glutmin_viewer.render.picking import pick_on
from glutmin_viewer.render.picture import Studio

SIZE = (500, 800)  # the whole leg with 1.5 mm to a pixel
BORDER_MM = 8.0  # so near a border a pixel may show what is beside it
EDGE_PX = 8  # so near its edge nothing of the picture is looked at
BARE = ["gluteus_minimus_right", "gluteus_minimus_left"]  # marks would be in the way
THIGH = (-7.0, -210.0, 160.0)
DRAWING = PainDrawing((Stroke((THIGH,)), "thigh_posterior_right"))


@pytest.fixture(scope="module")
def body() -> Atlas:
    return whole_atlas()


@pytest.fixture(scope="module")
def draw(body: Atlas) -> Composer:
    return Composer(body)


@pytest.fixture(scope="module")
def tall() -> Iterator[Studio]:
    with Studio(SIZE) as made:
        yield made


def solid(state: SceneState) -> SceneState:
    """The state with an opaque skin and nothing before it."""
    return faded(shown(state, BARE, False), "skin", 1.0)


def skin_of(frame: Frame) -> Item:
    return next(item for item in frame.items if item.kind == "skin")


def spots(studio: Studio, item: Item, camera: Camera, there: np.ndarray, most: int = 40) -> np.ndarray:
    """Rows and columns (k, 2) on the picture drawn last of some of the vertices that are `there` and seen."""
    assert item.points is not None and item.normals is not None
    scene, (width, height) = studio.stage.scene, SIZE
    chosen = np.flatnonzero(there & (item.normals @ np.array(camera.direction) > 0.5))
    found = []
    for place in item.points[chosen[:: max(1, len(chosen) // most)]]:
        scene.renderer.SetWorldPoint(*place, 1.0)
        scene.renderer.WorldToDisplay()
        x, y, _ = scene.renderer.GetDisplayPoint()
        row, column = height - 1 - int(y / scene.pixel_scale), int(x / scene.pixel_scale)
        if EDGE_PX <= row < height - EDGE_PX and EDGE_PX <= column < width - EDGE_PX:
            hit = pick_on(scene, item.id, x, y)
            if hit is not None and np.linalg.norm(np.array(hit.position) - place) < 3.0:  # not behind the other leg
                found.append((row, column))
    return np.array(found, dtype=int).reshape(-1, 2)


def around(picture: np.ndarray, places: np.ndarray, reach_px: int) -> np.ndarray:
    """Pixels (k, n, 3) of squares about places (k, 2)."""
    steps = np.arange(-reach_px, reach_px + 1)
    rows, columns = (axis.ravel() for axis in np.meshgrid(steps, steps))
    return picture[places[:, :1] + rows, places[:, 1:] + columns]


def hues(colours: np.ndarray) -> np.ndarray:
    """Shares of red, green and blue in colours (..., 3): the same however a surface is lit."""
    return colours / np.maximum(colours.sum(axis=-1, keepdims=True), 1e-9)


def is_like(pixels: np.ndarray, *colours: style.Colour) -> np.ndarray:
    """Which of some pixels (..., 3) have the hue of a colour, or of a mixture of two as at the edge of a pattern."""
    first, last = hues(np.array(colours[0])), hues(np.array(colours[-1]))
    palette = first + np.linspace(0.0, 1.0, 21)[:, None] * (last - first)
    return np.linalg.norm(hues(pixels.astype(float))[..., None, :] - palette, axis=-1).min(axis=-1) < 0.05


def is_line(squares: np.ndarray) -> np.ndarray:
    """Which pixels of squares (k, n, 3) are of the light lines of a cause: of their hue, lighter than most around."""
    green = squares[..., 1].astype(float)
    return is_like(squares, style.CAUSE.line) & (green > 1.25 * np.median(green, axis=1, keepdims=True))


@pytest.mark.parametrize("pose", [HipPose(), HipPose(50.0, -10.0, 10.0)], ids=["standing", "flexed"])
@pytest.mark.parametrize(("point", "view"), [("anterior_1", "lateral"), ("posterior_1", "posterior")])
def test_every_grade_shows_its_colours_where_its_field_is(
    tall: Studio, draw: Composer, point: str, view: View, pose: HipPose
) -> None:
    camera = leg_camera(view, "right")
    frame = draw(solid(with_pose(with_trigger_point(SceneState(), point), pose)))
    picture, item = tall.picture(frame, camera), skin_of(frame)
    assert item.pain is not None
    grade, deep = graded(item.pain), np.abs(item.pain).min(axis=1) > BORDER_MM
    colours = {name: (look.area, look.pattern) for name, look in style.PAIN.items()} | {"none": (style.SKIN.colour,)}
    checked = 0
    for code, name in enumerate((*GRADES, "none")):
        places = spots(tall, item, camera, deep & (grade == (code if name in GRADES else -1)))
        if len(places) >= 8:  # not every grade is seen from everywhere
            checked += 1
            assert is_like(around(picture, places, 0), *colours[name]).mean() > 0.97, name
    assert checked >= 3


def test_the_hatching_of_a_cause_is_seen_on_bare_skin_and_over_the_usual_area(tall: Studio, draw: Composer) -> None:
    camera = leg_camera("posterior", "right")
    frame = draw(solid(with_cause(with_trigger_point(SceneState(), "posterior_1"), "radiculopathy_S1")))
    picture, item = tall.picture(frame, camera), skin_of(frame)
    assert item.pain is not None and item.marked is not None
    grade, area = graded(item.pain), item.marked[:, 1]
    deep = np.abs(item.pain).min(axis=1) > BORDER_MM
    for ground in (0, -1):
        within = spots(tall, item, camera, deep & (grade == ground) & (area > 2 * BORDER_MM))
        beside = spots(tall, item, camera, deep & (grade == ground) & (area < -2 * BORDER_MM))
        assert len(within) >= 15 and len(beside) >= 15
        lines, none = (is_line(around(picture, places, 6)) for places in (within, beside))
        print(f"over grade {ground} lines cover {100 * lines.mean():.0f} %, beside the area {100 * none.mean():.1f} %")
        assert 0.08 < lines.mean() < 0.4 and lines.any(axis=1).mean() > 0.95  # every neighbourhood has one
        assert none.mean() < 0.02


@pytest.mark.parametrize("point", [None, "anterior_1"])
@pytest.mark.parametrize("painted", ["dab", "region"])
def test_the_outline_of_what_is_painted_is_at_its_border_and_nowhere_else(
    tall: Studio, draw: Composer, body: Atlas, painted: str, point: str | None
) -> None:
    camera = leg_camera("lateral", "right")
    part = PainDrawing((Stroke((THIGH,), 60.0),)) if painted == "dab" else regions_named(body, ["thigh_lateral"])
    state = with_trigger_point(with_more(SceneState(), body, part), point)
    frame = draw(solid(state))
    picture, item = tall.picture(frame, camera), skin_of(frame)
    assert item.marked is not None
    field = item.marked[:, 0]
    at_border = spots(tall, item, camera, np.abs(field) < 1.5)
    assert len(at_border) >= 10
    away = (np.abs(field) > 15.0) & (graded(item.pain) != GRADES.index("rare"))  # which is nearly white in the light
    white = [
        (around(picture, places, reach).min(axis=2) > 190)
        for places, reach in ((at_border, 3), (spots(tall, item, camera, away), 1))
    ]
    assert white[0].any(axis=1).mean() > 0.9  # a little less bright in the shade
    assert white[1].mean() < 0.01
    rim = around(picture, at_border, 4).max(axis=2) < 120
    assert rim.any(axis=1).mean() > 0.9
    if point is None:
        blue = [
            float(hues(around(picture, spots(tall, item, camera, there), 0).astype(float))[..., 2].mean())
            for there in (field > BORDER_MM, field < -BORDER_MM)
        ]
        assert blue[0] > blue[1] + 0.03  # tinted within


@pytest.mark.parametrize("opacity", [1.0, 0.35])
@pytest.mark.parametrize("posture", [Posture(), Posture("sitting")])
def test_nothing_is_left_of_what_was_shown(
    tall: Studio, draw: Composer, body: Atlas, posture: Posture, opacity: float
) -> None:
    start = faded(shown(with_posture(SceneState(), posture), ["skin"], True), "skin", opacity)
    camera = leg_camera("lateral", "right")
    before = tall.picture(draw(start), camera)
    everything = with_cause(with_trigger_point(with_more(start, body, DRAWING), "anterior_1"), "radiculopathy_L5")
    assert (tall.picture(draw(everything), camera) != before).any(axis=2).mean() > 0.01
    np.testing.assert_array_equal(tall.picture(draw(start), camera), before)


def test_the_verbs_lead_back_to_the_first_picture(tall: Studio, draw: Composer, body: Atlas) -> None:
    camera, state = leg_camera("posterior", "right"), SceneState()
    before = tall.picture(draw(state), camera)
    state = with_cause(with_trigger_point(with_more(state, body, DRAWING), "posterior_1"), "sciatic_nerve")
    shows_all = tall.picture(draw(state), camera)
    for verb in (with_trigger_point, with_cause, with_drawing):
        state = verb(state, None)
        assert (tall.picture(draw(state), camera) != shows_all).any()
    np.testing.assert_array_equal(tall.picture(draw(state), camera), before)
