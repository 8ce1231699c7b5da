"""The keyboard on the real window: views, the camera, the focus, the search."""

from __future__ import annotations

from hands import FLIGHT_MS, place_of_region
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.core.camera import hip_camera, home_camera
from glutmin_viewer.ui.keys import KEYS


def test_keys_choose_views_and_none_reaches_vtk(window, qtbot):
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    assert window.view.camera == hip_camera("posterior", "right")
    QTest.keyClick(window.view, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    assert window.view.camera == home_camera("right")
    state = window.session.state
    for key in "eqjcof3u":
        QTest.keyClick(window.view, key)
    assert window.isVisible() and window.session.state == state
    for key in "wwt":  # which mean something here, and something else to VTK
        QTest.keyClick(window.view, key)
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    actor = window.view.stage.scene.drawables["femur_right"].actor
    assert actor.GetProperty().GetRepresentationAsString() == "Surface"
    QTest.keyClick(window.view, Qt.Key.Key_Right)
    assert window.view.camera != home_camera("right")


def test_the_keys_of_the_picture_move_the_camera(window):
    for key in (key for group in KEYS.values() for key in group if key.by == "picture"):
        for keys in key.keys:
            before = window.view.camera
            QTest.keyClick(window.view, QKeySequence(keys)[0].key())
            assert window.view.camera != before, keys


def test_a_key_that_means_nothing_to_the_view_does_not_stop_its_flight(window, qtbot):
    view = window.view
    view.fly(hip_camera("posterior", "right"))
    QTest.keyPress(view, Qt.Key.Key_Control)
    qtbot.waitUntil(lambda: not view.flying, timeout=FLIGHT_MS)
    assert view.camera == hip_camera("posterior", "right")


def test_the_focus_is_seen_round_the_picture_when_the_keyboard_brought_it(window):
    assert window.view.hasFocus() and not window.frame.property("focused")
    QTest.keyClick(window.view, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert window.view.hasFocus() and window.frame.property("focused")


def test_what_is_searched_for_comes_to_the_middle_of_the_picture(window, qtbot):
    QTest.keyClick(window.view, Qt.Key.Key_Slash)
    palette = window.going.palette
    assert palette.isVisible() and palette.isWindow()
    QTest.keyClicks(palette.field, "greater troch")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.view.flying and not palette.isVisible(), timeout=FLIGHT_MS)
    qtbot.waitUntil(lambda: window.view.stage.scene.items["femur_right"].selected)
    assert place_of_region(window, "femur_right", "greater_trochanter")
    assert window.view.hasFocus()
