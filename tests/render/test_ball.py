"""The massage ball on a picture: told from skin, seen through it, no thing of the body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from whole import whole_atlas

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera, ball_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.core.postures import ON_BALL, Posture, PostureName, resting
from glutmin_viewer.core.state import SceneState, faded, with_posture
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.render.picking import pick, pick_on
from glutmin_viewer.render.picture import Studio

SIZE = (400, 300)


@pytest.fixture(scope="module")
def body() -> Atlas:
    return whole_atlas()


@pytest.fixture(scope="module")
def wide() -> Iterator[Studio]:
    with Studio(SIZE) as made:
        yield made


def camera(body: Atlas) -> Camera:
    ball = resting(body, "right", Posture("massage_anterior")).ball
    assert ball is not None
    x, y, z = ball.centre_mm
    rise = np.radians(6.0)
    return Camera((x, y - 15.0, z), (float(np.cos(rise)), float(np.sin(rise)), 0.0), (0.0, 1.0, 0.0), 160.0)


def greenness(picture: np.ndarray) -> np.ndarray:
    """How much more green than red there is, 0..1."""
    share = picture.astype(float) / 255.0
    return np.asarray(share[..., 1] - share[..., 0])


@pytest.mark.parametrize(("opacity", "least"), [(1.0, 0.02), (0.35, 0.04)])
def test_the_ball_is_green_under_the_skin_and_through_it(
    wide: Studio, body: Atlas, opacity: float, least: float
) -> None:
    state = faded(with_posture(SceneState(), Posture("massage_anterior")), "skin", opacity)
    with_ball = wide.picture(Composer(body)(state), camera(body))
    plain = wide.picture(Composer(body)(with_posture(state, Posture("side_lying"))), camera(body))
    assert (greenness(with_ball) > 0.2).mean() > least
    assert (greenness(plain) > 0.2).mean() == 0.0


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", ON_BALL)
def test_the_ball_is_seen_where_somebody_lies_on_it(wide: Studio, body: Atlas, name: PostureName, side: Side) -> None:
    state = with_posture(SceneState(side=side), Posture(name))
    frame = Composer(body)(state)
    alone = replace(frame, items=tuple(item for item in frame.items if item.kind == "ball"))
    for camera in (first_camera(state), ball_camera(name, side)):
        seen, whole = ((greenness(wide.picture(shown, camera)) > 0.2).sum() for shown in (frame, alone))
        assert whole > 100 and seen > 0.45 * whole  # some of it is pressed into the flesh


def test_a_click_on_the_ball_chooses_nothing(wide: Studio, body: Atlas) -> None:
    state = with_posture(SceneState(), Posture("massage_anterior"))
    wide.picture(Composer(body)(state), camera(body))
    scene = wide.stage.scene
    width, height = scene.renderer.GetSize()
    assert pick_on(scene, "ball", width / 2, height / 2) is not None
    found = pick(scene, width / 2, height / 2)
    assert found is None or found.id != "ball"
