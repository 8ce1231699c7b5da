"""A trigger point is hit by whoever aims at its mark, from every named view and through whatever lies over it; under
opaque skin from where that skin is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from standing import stand
from whole import whole_atlas

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import VIEWS, View, hip_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, seen_from, shown, with_side
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.render.drawables import Mark
from glutmin_viewer.render.picking import is_hidden, mark_on_display, pick
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.render.scene import Scene

AIM_PX = 5.5  # a click may miss the middle of a mark by so much, points of the screen
DIRECTIONS = np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)
SIZES = {"window": (1000, 700), "small": (400, 300)}
OVERLYING = ["gluteus_medius_right", "gluteus_maximus_right"]
SCENES = {
    "as it starts": SceneState(),
    "under an opaque skin": shown(SceneState(), ["skin"], True),
    "under the other gluteal muscles": shown(SceneState(), OVERLYING, True),
    "under all of them": shown(SceneState(), ["skin", *OVERLYING], True),
    "with a point chosen": with_trigger_point(SceneState(), "posterior_2"),
}


@pytest.fixture(scope="module")
def body() -> Atlas:
    return whole_atlas()


@pytest.fixture(scope="module")
def draw(body: Atlas) -> Composer:
    return Composer(body)


@pytest.fixture(scope="module", params=SIZES)
def sized(request: pytest.FixtureRequest) -> Iterator[Studio]:
    with Studio(SIZES[request.param]) as made:
        yield made


def seen_marks(scene: Scene) -> dict[str, Mark]:
    marks = {name: drawable for name, drawable in scene.drawables.items() if isinstance(drawable, Mark)}
    assert set(marks) == {f"{TRIGGER_POINT}.{name}" for name in trigger_points()}
    return {name: mark for name, mark in marks.items() if not is_hidden(scene, mark)}


def aims(studio: Studio, off_px: float) -> tuple[int, int, list[str]]:
    """Clicks beside every mark that is seen: how many, how many pick that very mark, and what is wrong."""
    scene = studio.stage.scene
    places = {name: np.array(mark_on_display(scene, mark)[:2]) for name, mark in seen_marks(scene).items()}
    count, own, wrong = 0, 0, []
    for name, place in places.items():
        for click in place + off_px * scene.pixel_scale * DIRECTIONS:
            found = pick(scene, *click)
            count += 1
            own += found is not None and found.id == name
            away = {mark: float(np.hypot(*(click - at))) for mark, at in places.items()}
            if found is None or away.get(found.id, np.inf) > away[name] + 1e-6:
                wrong.append(f"{name} at {click.round()}: {found}")
    return count, own, wrong


@pytest.mark.parametrize("scene", SCENES)
def test_a_click_beside_a_mark_picks_it_or_one_that_is_nearer(sized: Studio, draw: Composer, scene: str) -> None:
    total = hit = 0
    for view in VIEWS:
        stand(sized, draw(seen_from(SCENES[scene], view)), hip_camera(view, "right"))
        count, own, wrong = aims(sized, AIM_PX)
        assert not wrong, view
        total, hit = total + count, hit + own
    print(f"{scene}: {hit} of {total} clicks {AIM_PX:g} px beside a mark pick that very mark")
    assert hit > 0.8 * total
    if "skin" in SCENES[scene].hidden or SCENES[scene].shows_pain:
        assert total == len(VIEWS) * len(trigger_points()) * len(DIRECTIONS)


@pytest.mark.parametrize(("view", "seen"), [("lateral", 5), ("medial", 0)])
def test_through_opaque_skin_marks_are_seen_on_their_own_side(
    studio: Studio, draw: Composer, view: View, seen: int
) -> None:
    studio.picture(draw(SCENES["under an opaque skin"]), hip_camera(view, "right"))
    scene = studio.stage.scene
    assert len(seen_marks(scene)) == seen
    marks = [drawable for drawable in scene.drawables.values() if isinstance(drawable, Mark)]
    picked = [pick(scene, *mark_on_display(scene, mark)[:2]) for mark in marks]
    assert [found is not None and found.id.startswith(TRIGGER_POINT) for found in picked] == [seen > 0] * len(marks)


@pytest.mark.parametrize("side", SIDES)
def test_every_click_nearer_to_a_mark_picks_it_or_one_that_is_nearer_still(
    studio: Studio, draw: Composer, side: Side
) -> None:
    state = with_side(SceneState(), side)
    for view in VIEWS:
        stand(studio, draw(seen_from(state, view)), hip_camera(view, side))
        for off_px in (0.0, 1.5, 3.5):
            assert not aims(studio, off_px)[2], (view, off_px)


@pytest.mark.parametrize("scene", ["as it starts", "under all of them"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_mark_is_drawn_where_it_is_aimed_at(studio: Studio, draw: Composer, view: View, scene: str) -> None:
    frame, camera = draw(seen_from(SCENES[scene], view)), hip_camera(view, "right")
    whole = studio.picture(frame, camera).astype(int)
    drawn = studio.stage.scene
    places = {name: mark_on_display(drawn, mark) for name, mark in seen_marks(drawn).items()}
    for name, (x, y, radius) in places.items():
        without = replace(frame, items=tuple(item for item in frame.items if item.id != name))
        rows, columns = np.nonzero(np.abs(studio.picture(without, camera) - whole).max(axis=2) > 3)
        assert len(rows) > 30, name
        middle = np.array([columns.mean(), len(whole) - 1 - rows.mean()]) + 0.5
        off = np.linalg.norm(middle * drawn.pixel_scale - (x, y)) / drawn.pixel_scale
        # One that stands behind another shows but its rim.
        assert off < 1.0 or off < radius / drawn.pixel_scale, name
