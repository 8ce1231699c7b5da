"""When the real window draws, and what of it is a native window."""

from __future__ import annotations

from hands import LEFT, place_of_mark
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from glutmin_viewer.core.camera import hip_camera, home_camera


def matrix_of(window, name):
    native = window.view.stage.scene.drawables[name].actor.GetUserMatrix()
    return [native.GetElement(i, j) for i in range(4) for j in range(4)]


def test_playing_moves_the_thigh_and_stops_on_space(window, qtbot):
    start, hip = matrix_of(window, "femur_right"), matrix_of(window, "hip_bone_right")
    index = window.player.motion.findData("motion.abduction")
    window.player.motion.setCurrentIndex(index)
    window.player.motion.activated.emit(index)
    qtbot.waitUntil(lambda: window.session.state.motion_time_s > 0.3, timeout=20_000)
    assert matrix_of(window, "femur_right") != start and matrix_of(window, "hip_bone_right") == hip
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_Space)
    assert not window.player.timer.isActive()


def test_the_other_side_is_shown_from_the_other_side(window):
    window.toolbar.sides.buttons["left"].click()
    assert window.view.camera == home_camera("left")
    assert window.view.stage.orientation.label.GetInput().startswith("LEFT")
    place = place_of_mark(window, "posterior_3")
    QTest.mouseClick(window.view, LEFT, pos=place)
    assert window.session.state.trigger_point == "posterior_3"


def test_pictures_that_are_fast_in_full_are_full_in_motion_too(window, qtbot):
    view = window.view
    qtbot.waitUntil(lambda: view._at_rest and not view._still.isActive())
    renderer = view.stage.scene.renderer
    for rest_s, full in ((0.004, True), (0.2, False)):
        view._pace.rested(rest_s)
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert renderer.GetUseFXAA() == renderer.GetUseDepthPeeling() == full
    qtbot.waitUntil(lambda: view._at_rest)
    assert renderer.GetUseFXAA() and renderer.GetUseDepthPeeling()


def test_many_changes_in_one_turn_draw_one_picture(window, qtbot):
    qtbot.wait(600)
    drawn = []
    window.view.GetRenderWindow().AddObserver("EndEvent", lambda *_: drawn.append(1))
    for _ in range(10):
        window.view.look(hip_camera("anterior", "right"))
        window.view.look(hip_camera("lateral", "right"))
    qtbot.wait(150)
    assert len(drawn) == 1


def test_what_plays_is_seen_after_a_change_of_size(window, qtbot):
    window.player.toggle()
    for size in ((1150, 760), (1250, 840)):
        window.resize(*size)
        qtbot.wait(300)
        corner = window.view.mapToGlobal(window.view.rect().topLeft())
        picture = window.screen().grabWindow(0, corner.x(), corner.y(), window.view.width(), window.view.height())
        shades = {picture.toImage().pixel(x, picture.height() // 2) for x in range(picture.width())}
        assert len(shades) > 50, size
    window.player.pause()


def test_a_hidden_or_closed_view_draws_nothing(window, qtbot):
    window.hide()
    drawn = []
    window.view.GetRenderWindow().AddObserver("EndEvent", lambda *_: drawn.append(1))
    window.view.look(hip_camera("anterior", "right"))
    qtbot.wait(100)
    window.close()
    window.view.look(hip_camera("lateral", "right"))
    qtbot.wait(100)
    assert drawn == []


def test_only_the_picture_and_what_holds_it_are_native_windows(window):
    native = [widget for widget in window.findChildren(QWidget) if widget.internalWinId() and not widget.isWindow()]
    assert window.view in native and window.left.widget() not in native
    assert all(widget is window.view or widget.isAncestorOf(window.view) for widget in native)
