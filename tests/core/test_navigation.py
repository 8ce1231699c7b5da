import math

import numpy as np
import pytest

from glutmin_viewer.core.camera import VIEWS, hip_camera, home_camera
from glutmin_viewer.core.navigation import between, mirrored, orbit, pan, roll, zoom


def axes(camera):
    right = np.cross(camera.view_up, camera.direction)
    right /= np.linalg.norm(right)
    return right, np.cross(camera.direction, right)


def seen_at(camera, point):
    """Where on the picture a point is seen, in heights from the centre, under perspective."""
    offset = np.array(point) - camera.position
    depth = -offset @ np.array(camera.direction)
    scale = camera.height_mm * depth / np.linalg.norm(camera.position - np.array(camera.focal_point))
    right, up = axes(camera)
    return np.array([offset @ right, offset @ up]) / scale


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("drag", [(0.2, 0.1), (-0.3, 0.4), (0.05, -2.0), (0.0, 3.0)])
def test_orbit_keeps_the_pivot_in_its_place_and_the_horizon_level(view, drag):
    camera, pivot = hip_camera(view, "right"), (10.0, 40.0, 90.0)
    turned = orbit(camera, pivot, *drag)
    assert np.allclose(seen_at(turned, pivot), seen_at(camera, pivot), atol=1e-9)
    assert abs(np.cross(turned.view_up, turned.direction)[1]) < 1e-9
    assert math.isclose(np.linalg.norm(turned.direction), 1.0)


@pytest.mark.parametrize("drag", [(0.05, 0.0), (0.0, 0.05)])
@pytest.mark.parametrize("degrees", [0.0, 35.0, -120.0])
def test_the_near_side_follows_the_hand_even_under_a_tipped_horizon(drag, degrees):
    camera = roll(home_camera("right"), degrees)
    near = tuple(np.array(camera.focal_point) + 50 * np.array(camera.direction))
    moved = seen_at(orbit(camera, camera.focal_point, *drag), near) - seen_at(camera, near)
    assert moved @ drag / np.linalg.norm(moved) / np.linalg.norm(drag) > 0.98


def test_orbit_never_turns_over_a_pole():
    camera = home_camera("left")
    for _ in range(50):
        camera = orbit(camera, camera.focal_point, 0.02, 0.3)
    assert camera.view_up[1] > 0


@pytest.mark.parametrize("view", ["superior", "inferior"])
def test_a_view_along_the_vertical_can_be_left_again(view):
    camera = hip_camera(view, "right")
    lowered = [orbit(camera, camera.focal_point, 0.0, up).direction[1] for up in (0.3, -0.3)]
    assert min(abs(y) for y in lowered) < 0.6


def test_zoom_keeps_the_point_under_the_cursor_and_pan_moves_with_the_hand():
    camera = home_camera("right")
    right, up = axes(camera)
    under = np.array(camera.focal_point) + camera.height_mm * (0.3 * right + 0.2 * up)
    assert np.allclose(seen_at(zoom(camera, 3.0, 0.3, 0.2), under), (0.3, 0.2))
    assert np.allclose(seen_at(pan(camera, 0.1, -0.2), under), (0.4, 0.0))
    assert zoom(camera, 1e9).height_mm == 15.0


def test_a_camera_move_ends_where_it_should_and_stays_whole_on_the_way():
    start, end = home_camera("right"), hip_camera("posterior", "right")
    assert between(start, end, 1.0) == end and between(end, start, 1.0) == start
    for share in np.linspace(0, 1, 7):
        camera = between(start, end, float(share))
        assert abs(np.dot(camera.view_up, camera.direction)) < 1e-9


def test_a_half_turn_goes_round_and_not_through():
    start, end = hip_camera("lateral", "right"), hip_camera("medial", "right")
    middle = between(start, end, 0.5)
    assert abs(middle.direction[2]) < 1e-9 and math.isclose(np.linalg.norm(middle.direction), 1.0)


def test_mirroring_twice_is_nothing():
    assert mirrored(home_camera("right")) == home_camera("left")
    assert mirrored(mirrored(home_camera("right"))) == home_camera("right")
