"""The mouse on the picture of the real window: clicks, drags, the wheel, the menu, the cube."""

from __future__ import annotations

import numpy as np
import pytest
from hands import FLIGHT_MS, LEFT, drag, place_of, place_of_region, turn_wheel
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.camera import hip_camera, home_camera


def test_a_click_selects_a_structure_and_its_row(window):
    QTest.mouseClick(window.view, LEFT, pos=place_of(window, "femur_right"))
    assert window.session.state.selection == "femur_right"
    assert window.tree.tree.currentItem() is window.tree.rows["femur_right"]
    QTest.mouseClick(window.view, LEFT, pos=QPoint(8, window.view.height() // 2))
    assert window.session.state.selection is None


def test_a_twitch_of_three_pixels_is_still_a_click(window):
    place = place_of(window, "femur_right")
    QTest.mousePress(window.view, LEFT, pos=place)
    QTest.mouseMove(window.view, place + QPoint(3, 0))
    QTest.mouseRelease(window.view, LEFT, pos=place + QPoint(3, 0))
    assert window.session.state.selection == "femur_right" and window.view.camera == home_camera("right")


def test_a_drag_turns_the_view_and_selects_nothing(window):
    before, place = window.view.camera, place_of(window, "hip_bone_right")
    drag(window.view, LEFT, place, QPoint(80, 20))
    assert window.session.state.selection is None
    assert window.view.camera.direction != before.direction
    assert window.view.camera.height_mm == before.height_mm


@pytest.mark.parametrize(
    ("button", "modifier"),
    [("MiddleButton", "NoModifier"), ("RightButton", "NoModifier"), ("LeftButton", "ShiftModifier")],
)
def test_panning_moves_the_picture_and_does_not_turn_it(window, button, modifier):
    before = window.view.camera
    start = window.view.rect().center()
    drag(window.view, getattr(Qt.MouseButton, button), start, QPoint(60, 0), getattr(Qt.KeyboardModifier, modifier))
    assert window.view.camera.direction == before.direction
    assert window.view.camera.focal_point != before.focal_point


def test_ctrl_drag_rolls(window):
    before = window.view.camera
    drag(window.view, LEFT, window.view.rect().center(), QPoint(60, 0), Qt.KeyboardModifier.ControlModifier)
    assert window.view.camera.direction == before.direction and window.view.camera.view_up != before.view_up


def test_the_wheel_zooms_towards_the_cursor(window):
    view, place = window.view, place_of(window, "femur_right")
    before, under = view.camera.height_mm, np.array(view.pick_at(QPointF(place)).position)
    turn_wheel(view, place, 240)
    assert view.camera.height_mm < before
    view.repaint()
    again = view.pick_at(QPointF(place))
    assert again.id == "femur_right" and np.linalg.norm(again.position - under) < 12


def test_a_double_click_takes_what_was_hit_to_the_middle_and_turns_about_it(window, qtbot):
    view, place = window.view, place_of(window, "femur_right")
    hit = view.pick_at(QPointF(place)).position
    QTest.mouseDClick(view, LEFT, pos=place)
    qtbot.waitUntil(lambda: not view.flying, timeout=FLIGHT_MS)
    assert np.allclose(view.camera.focal_point, hit) and np.allclose(view.pivot, hit)


def test_a_right_click_opens_the_menu_of_what_is_there(window, qtbot):
    QTest.mouseClick(window.view, Qt.MouseButton.RightButton, pos=place_of(window, "femur_right"))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text() == "Hide").trigger()
    menu.close()
    assert "femur_right" in window.session.state.hidden and "femur_right" not in window.view.stage.scene.drawables


def test_the_mouse_over_a_bone_names_the_place_there_and_a_click_tells_more(window, qtbot):
    qtbot.waitUntil(lambda: window.view._at_rest)  # else faces under the mouse become finer on the way
    place = place_of_region(window, "hip_bone_right", "iliac_crest")
    QTest.mouseMove(window.view, place)
    qtbot.waitUntil(lambda: window.under_mouse.text().startswith("Hip bone, right  ·  "))
    told = window.under_mouse.text().split("  ·  ")[1]
    QTest.mouseClick(window.view, LEFT, pos=place)
    assert window.reading.info.place.isVisible() and window.reading.info.place.name.text() == told
    assert "Iliac crest" in told + window.reading.info.place.around.text()


def test_a_distance_is_measured_by_the_mouse_and_taken_away_at_its_mark(window, qtbot):
    view = window.view
    ends = [place_of(window, name) for name in ("hip_bone_right", "femur_right")]
    QTest.keyClick(view, Qt.Key.Key_D)
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor
    QTest.mouseClick(view, LEFT, pos=ends[0])
    QTest.mouseDClick(view, LEFT, pos=ends[0])  # a quick second click sets nothing and leads nowhere
    assert len(window.session.state.begun) == 1 and not view.flying
    QTest.mouseClick(view, LEFT, pos=ends[1])
    view.repaint()
    mark = view.stage.scene.drawables["ruler.0"]
    scale = view.devicePixelRatioF()
    for place, (x, y) in zip(ends, (way for start, end in mark.ways for way in (start, end)), strict=True):
        assert abs(x / scale - place.x()) < 2.0 and abs(view.height() - 1 - y / scale - place.y()) < 2.0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=ends[1])
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    remove = next(action for action in menu.actions() if action.text() == "Remove this measurement")
    remove.trigger()
    menu.close()
    assert not window.session.state.rulers


def test_a_face_of_the_cube_is_a_view(window, qtbot):
    view = window.view
    places = (
        QPoint(x, y)
        for y in range(view.height() - 110, view.height(), 8)
        for x in range(view.width() - 110, view.width(), 8)
    )
    place = next(p for p in places if view.stage.orientation.face_at(*view._pixel(QPointF(p))) == "lateral")
    QTest.mouseClick(view, LEFT, pos=place)
    qtbot.waitUntil(lambda: not view.flying, timeout=FLIGHT_MS)
    assert view.camera == hip_camera("lateral", "right")


def test_a_drag_of_the_view_is_one_step_back_and_so_is_a_burst_of_the_wheel(window, qtbot):
    view, before = window.view, window.view.camera
    drag(view, LEFT, place_of(window, "hip_bone_right"), QPoint(80, 20))
    dragged = view.camera
    QApplication.processEvents()
    for _ in range(4):
        turn_wheel(view, view.rect().center(), 120)  # without a picture between: a slow one would end the burst
    QApplication.processEvents()
    zoomed = view.camera
    assert zoomed.height_mm < dragged.height_mm and len(window.undo.history.past) == 2
    for key, expected in ((Qt.Key.Key_Z, dragged), (Qt.Key.Key_Z, before), (Qt.Key.Key_Y, dragged)):
        QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not view.flying, timeout=FLIGHT_MS)
        assert view.camera == expected
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert view.camera == zoomed
