"""The real window: mouse, keys and pictures, on a real or virtual X server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from glutmin_viewer.cli import run_cli
from glutmin_viewer.core.atlas_files import write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.camera import hip_camera, home_camera
from glutmin_viewer.core.document import save_document
from glutmin_viewer.core.places import regions_at, rest_position
from glutmin_viewer.core.state import with_motion
from glutmin_viewer.render.picture import draw
from glutmin_viewer.ui.export import ExportDialog
from glutmin_viewer.ui.keys import KEYS

pytestmark = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="the real window needs a display: use xvfb-run")

LEFT = Qt.MouseButton.LeftButton
FLIGHT_MS = 10_000


@pytest.fixture
def make_window(qtbot):
    """Opens the window of an atlas folder, on the screen, with its first picture drawn."""
    from glutmin_viewer.app import make_application, make_window

    make_application()
    made = []

    def make(folder=None, state=None):
        window = make_window(folder, state)
        made.append(window)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowExposed(window)
        qtbot.waitUntil(lambda: window.view.render_s > 0)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents()
    QApplication.processEvents()


@pytest.fixture
def window(make_window):
    return make_window(bundled_atlas())


def place_of_mark(window, name):
    """Where on the view widget a trigger point is drawn."""
    from glutmin_viewer.render.picking import mark_on_display

    scene = window.view.stage.scene
    x, y, _ = mark_on_display(scene, scene.drawables[f"trigger_point.{name}"])
    ratio = window.view.devicePixelRatioF()
    return QPoint(round(x / ratio), window.view.height() - 1 - round(y / ratio))


def place_of(window, wanted):
    """Some place of the view at which a structure is picked."""
    view = window.view
    for y in range(20, view.height() - 20, 30):
        for x in range(20, view.width() - 20, 30):
            found = view.pick_at(QPointF(x, y))
            if found is not None and found.id == wanted:
                return QPoint(x, y)
    raise AssertionError(f"{wanted} is nowhere on the picture")


def place_of_region(window, structure, region):
    """Some place of the view at which a region of a structure is picked, and around which nothing else is."""
    view, atlas = window.view, window.session.atlas
    item = next(item for item in window.session.frame.items if item.id == structure)

    def shows(x, y):
        found = view.pick_at(QPointF(x, y))
        if found is None or found.id != structure:
            return False
        position = rest_position(atlas.structures[structure], item, found.position)
        return region in regions_at(atlas.structures[structure], position)

    for y in range(20, view.height() - 20, 10):
        for x in range(20, view.width() - 20, 10):
            if all(shows(x + right, y + down) for right, down in ((0, 0), (-4, 0), (4, 0), (0, -4), (0, 4))):
                return QPoint(x, y)
    raise AssertionError(f"{region} is nowhere on the picture")


def drag(view, button, start, way, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(view, button, modifiers, start)
    for share in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(view, start + QPoint(round(way.x() * share), round(way.y() * share)))
    QTest.mouseRelease(view, button, modifiers, start + way)


def turn_wheel(view, place, eighths):
    event = QWheelEvent(
        QPointF(place), QPointF(view.mapToGlobal(place)), QPoint(), QPoint(0, eighths), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_a_click_on_a_trigger_point_shows_its_pain_on_the_skin(window, qtbot):
    before = window.view.camera
    QTest.mouseClick(window.view, LEFT, pos=place_of_mark(window, "anterior_1"))
    assert window.session.state.trigger_point == "anterior_1"
    assert "skin" in window.view.stage.scene.drawables
    assert window.view.stage.scene.items["skin"].pain is not None
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    window.reading.pain.hide_pain.click()
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    assert "skin" not in window.view.stage.scene.drawables and window.view.camera == before


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


def test_a_key_that_means_nothing_to_the_view_does_not_stop_its_flight(window, qtbot):
    view = window.view
    view.fly(hip_camera("posterior", "right"))
    QTest.keyPress(view, Qt.Key.Key_Control)
    qtbot.waitUntil(lambda: not view.flying, timeout=FLIGHT_MS)
    assert view.camera == hip_camera("posterior", "right")


def test_pain_and_the_flight_to_it_are_one_step_back(window, qtbot):
    before = window.session.state, window.view.camera
    QTest.mouseClick(window.view, LEFT, pos=place_of_mark(window, "anterior_1"))
    QApplication.processEvents()
    QTest.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    assert (window.session.state, window.view.camera) == before
    assert not window.toolbar.undo.isEnabled()


def test_a_click_selects_a_structure_and_its_row(window):
    QTest.mouseClick(window.view, LEFT, pos=place_of(window, "femur_right"))
    assert window.session.state.selection == "femur_right"
    assert window.tree.tree.currentItem() is window.tree.rows["femur_right"]
    QTest.mouseClick(window.view, LEFT, pos=QPoint(8, window.view.height() // 2))
    assert window.session.state.selection is None


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


def test_a_twitch_of_three_pixels_is_still_a_click(window):
    place = place_of(window, "femur_right")
    QTest.mousePress(window.view, LEFT, pos=place)
    QTest.mouseMove(window.view, place + QPoint(3, 0))
    QTest.mouseRelease(window.view, LEFT, pos=place + QPoint(3, 0))
    assert window.session.state.selection == "femur_right" and window.view.camera == home_camera("right")


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


def matrix_of(window, name):
    native = window.view.stage.scene.drawables[name].actor.GetUserMatrix()
    return [native.GetElement(i, j) for i in range(4) for j in range(4)]


def test_the_focus_is_seen_round_the_picture_when_the_keyboard_brought_it(window):
    assert window.view.hasFocus() and not window.frame.property("focused")
    QTest.keyClick(window.view, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert window.view.hasFocus() and window.frame.property("focused")


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


def test_the_window_can_be_closed_and_opened_again_twice(make_window, tiny_atlas, tmp_path):
    write_atlas(tiny_atlas, tmp_path)
    for _ in range(3):
        window = make_window(tmp_path)
        assert len(window.view.stage.scene.drawables) > 10
        window.close()
        window.close()


def test_what_cannot_be_opened_is_said_in_the_window(make_window, tmp_path):
    window = make_window(tmp_path / "nowhere")
    assert "nowhere" in window.notices.notices[0].message and not window.view.stage.scene.drawables
    window.close()
    (tmp_path / "scene.json").write_text("[]")
    window = make_window(bundled_atlas(), tmp_path / "scene.json")
    assert "scene.json" in window.notices.notices[0].message and window.view.stage.scene.drawables
    assert window.view.camera == home_camera("right")


def test_what_is_taken_along_shows_what_is_seen_and_the_window_goes_on(window, qtbot, tmp_path):
    window.show_export()
    dialog = window.findChild(ExportDialog)
    for kind, size in (("picture", (400, 300)), ("movie", (96, 64))):
        dialog.show_kind(kind)
        path = tmp_path / ("hip.png" if kind == "picture" else "hip.gif")
        dialog.format.choose("gif")
        dialog.fps.setCurrentIndex(0)
        dialog.write(path, size)
        while kind == "movie" and dialog.bar.value() < 300:
            QApplication.processEvents()
        window.looking.from_named("anterior")  # drawn between two pictures of the film
        qtbot.waitUntil(lambda: not dialog.work.busy, timeout=60_000)
    assert (tmp_path / "hip.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "hip.png").stat().st_size > 20_000
    assert (tmp_path / "hip.gif").read_bytes().startswith(b"GIF89a")
    qtbot.waitUntil(lambda: not window.view.flying, timeout=10_000)
    window.view.repaint()
    assert window.view.stage.scene.camera().direction == pytest.approx((1.0, 0.0, 0.0), abs=1e-6)
    assert window.notices.notices == []


def test_a_saved_scene_gives_the_same_picture_on_the_command_line(window, qtbot, tmp_path):
    window.reading.pain.buttons["posterior_2"].click()
    window.session.apply(lambda state: with_motion(state, "abduction", 0.7))
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    drag(window.view, LEFT, window.view.rect().center(), QPoint(70, 30), Qt.KeyboardModifier.ShiftModifier)
    seen, rendered, state = tmp_path / "seen.png", tmp_path / "rendered.png", tmp_path / "scene.json"
    for _ in draw(seen, window.session.frame, window.view.camera, window.view.size().toTuple()):
        pass
    save_document(window.document, state)
    picture = QImage(str(seen))
    size = f"{picture.width()}x{picture.height()}"
    assert run_cli(["render", str(rendered), "--state", str(state), "--size", size]) == 0
    assert not picture.isNull() and picture == QImage(str(rendered))


ENDS = """
import os
import signal
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from glutmin_viewer import app
from glutmin_viewer.core.state import selected
app.make_application()
def act():
    window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "preparing")), None)
    if window is None:  # its panels are still to come
        return QTimer.singleShot(50, act)
    print(window.session.state.selection)
    window.session.apply(lambda state: selected(state, "sacrum"))
    QTimer.singleShot(100, lambda: {ends})
QTimer.singleShot(50, act)
raise SystemExit(app.run(fresh={fresh}))
"""


def test_a_process_begins_with_what_the_one_before_ended_with_where_that_can_be_kept(tmp_path):
    (tmp_path / "file").write_text("in the way of every folder, for root too")
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    nowhere = dict.fromkeys(homes, str(tmp_path / "file" / "home"))
    by_hand, from_outside = "window.close()", "os.kill(os.getpid(), signal.SIGTERM)"
    said = []
    for fresh, ends, places in ((False, from_outside, {}), (False, by_hand, {}), (True, by_hand, nowhere)):
        done = subprocess.run(
            [sys.executable, "-c", ENDS.format(fresh=fresh, ends=ends)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **places},
            capture_output=True,
            text=True,
            timeout=60,
        )
        said.append((done.returncode, done.stdout.strip()))
        told = [line for line in done.stderr.splitlines() if "shader cache" not in line]  # that of Mesa
        assert len(told) == bool(places), done.stderr
    assert said == [(0, "None"), (0, "sacrum"), (0, "None")]
    assert "the scene that was shown last cannot be kept in" in told[0] and "(Not a directory)" in told[0]


@pytest.mark.parametrize("playing", [False, True])
def test_a_process_ends_by_itself_and_silently(playing):
    script = f"""
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from glutmin_viewer import app
application = app.make_application()
def act():
    window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "preparing")), None)
    if window is None:  # its panels are still to come
        return QTimer.singleShot(50, act)
    if {playing}:
        window.player.toggle()
    QTimer.singleShot(1200, window.close)
QTimer.singleShot(50, act)
raise SystemExit(app.run())
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


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


def test_the_keys_of_the_picture_move_the_camera(window):
    for key in (key for group in KEYS.values() for key in group if key.by == "picture"):
        for keys in key.keys:
            before = window.view.camera
            QTest.keyClick(window.view, QKeySequence(keys)[0].key())
            assert window.view.camera != before, keys
