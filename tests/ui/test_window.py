"""The window around a plain widget: where intents go and what comes back."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from plain import with_landmarks
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFileDialog,
    QScrollArea,
    QTreeWidget,
)

from glutmin_viewer.content import content, languages
from glutmin_viewer.core.camera import figure_camera, hip_camera, home_camera, leg_camera, oblique_camera, stance_camera
from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.opening import EMPTY_ATLAS
from glutmin_viewer.core.pose import HipPose, in_words
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, shown, with_motion, with_pose, with_posture, with_side
from glutmin_viewer.core.views import has_pain_in
from glutmin_viewer.ui import window as window_module
from glutmin_viewer.ui.claims import ClaimsDialog
from glutmin_viewer.ui.player import MOTION, Page
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.window import PICTURE_HEIGHT

GROUP = "gluteus_minimus_right.anterior"


def found(name):
    return SimpleNamespace(id=name, position=(1.0, 2.0, 3.0))


def test_a_click_selects_and_one_beside_everything_clears(window):
    window.view.clicked.emit(found(GROUP))
    assert window.session.state.selection == GROUP
    assert window.tree.tree.currentItem() is window.tree.rows[GROUP]
    assert window.reading.info.name.text().startswith("Anterior fibres")
    window.view.clicked.emit(None)
    assert window.session.state.selection is None


@pytest.mark.parametrize("page", ["numbers", "plots", "free_pose"])
@pytest.mark.parametrize("pose", [HipPose(), HipPose(-30.0, 30.0, -45.0)])
def test_at_its_least_width_no_panel_covers_another(window, page, pose):
    window.resize(600, 500)
    window.player.show_page(page)
    window.session.apply(lambda state: with_motion(state, "gait", 0.6))
    window.session.apply(lambda state: with_pose(state, pose))
    QApplication.processEvents()
    player, safety = window.player, window.reading.safety
    assert player.mapTo(window, QPoint(player.width(), 0)).x() <= safety.mapTo(window, QPoint(0, 0)).x()


def test_a_trigger_point_takes_the_camera_along_and_gives_it_back(window):
    before = window.view.camera
    window.view.clicked.emit(found("trigger_point.posterior_2"))
    assert "skin" in {item.id for item in window.view.frames[-1].items}
    assert window.view.camera == oblique_camera("right", "posterior")
    window.view.clicked.emit(found("trigger_point.anterior_1"))
    assert window.view.camera == oblique_camera("right", "anterior")
    window.view.clicked.emit(found("trigger_point.anterior_1"))
    assert window.session.state.trigger_point is None and window.view.camera == before


def test_another_point_of_the_same_group_does_not_move_the_camera(window):
    window.view.clicked.emit(found("trigger_point.posterior_2"))
    window.view.look(leg_camera("posterior", "right"))
    window.view.clicked.emit(found("trigger_point.posterior_3"))
    assert window.view.camera == leg_camera("posterior", "right")


def test_on_a_body_that_lies_the_camera_goes_to_pain_that_it_does_not_show_and_stays_where_it_does(open_window, atlas):
    window = open_window(atlas)
    window.session.apply(partial(with_posture, posture=Posture("supine_knees_bent")))
    whole = window.view.camera
    window.reading.pain.buttons["posterior_1"].click()
    behind = window.view.camera
    assert behind != whole and has_pain_in(behind, [window.session.frame])
    window.reading.pain.buttons["posterior_3"].click()
    assert window.view.camera == behind
    window.looking.from_named("superior")
    assert window.view.camera.direction[0] == pytest.approx(-1.0)
    assert has_pain_in(window.view.camera, [window.session.frame])
    window.reading.pain.hide_pain.click()
    assert window.view.camera == whole


def test_a_posture_taken_with_pain_shown_shows_it_and_the_whole_body_after_it(open_window, atlas):
    window = open_window(atlas)
    window.reading.pain.buttons["posterior_1"].click()
    window.session.apply(partial(with_posture, posture=Posture("sitting")))
    assert has_pain_in(window.view.camera, [window.session.frame])
    assert window.view.camera != figure_camera("sitting", "right")
    window.reading.pain.hide_pain.click()
    assert window.view.camera == figure_camera("sitting", "right")


@pytest.mark.parametrize(("key", "view"), [("1", "anterior"), ("P", "posterior"), ("L", "lateral"), ("6", "inferior")])
def test_keys_choose_views(window, qtbot, key, view):
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.keyClick(window, key)
    assert window.view.camera == hip_camera(view, "right")


def test_views_show_the_whole_leg_while_pain_is_shown(window):
    window.reading.pain.buttons["anterior_1"].click()
    window.toolbar.view_wanted.emit("lateral")
    assert window.view.camera == leg_camera("lateral", "right")


def test_the_other_side_mirrors_the_camera_and_the_selection(window):
    window.view.clicked.emit(found(GROUP))
    window.toolbar.sides.buttons["left"].click()
    assert window.session.state.selection == "gluteus_minimus_left.anterior"
    assert window.view.camera == home_camera("left") and window.view.frames[-1].side == "left"
    assert window.side_label.text() == "Left hip" and window.toolbar.sides.buttons["left"].isChecked()


def test_space_plays_and_escape_steps_back(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.player.timer.isActive()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.player.timer.isActive()
    window.view.clicked.emit(found("sacrum"))
    window.reading.pain.buttons["anterior_1"].click()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.trigger_point is None
    window.view.clicked.emit(found("sacrum"))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.selection is None


def test_the_player_grows_for_plots_and_shrinks_back(window):
    QApplication.processEvents()
    low = window.player.height()
    window.player.pages.buttons["plots"].click()
    QApplication.processEvents()
    assert low + 80 < window.player.height() <= 280
    window.player.pages.buttons["numbers"].click()
    QApplication.processEvents()
    assert window.player.height() == low


def test_letters_typed_as_a_pose_are_no_shortcuts(window, qtbot):
    window.player.show_page("free_pose")
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    camera, box = window.view.camera, window.player.free_pose.boxes["adduction"]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "abduction 1")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert window.session.state.pose == HipPose(0.0, -1.0, 0.0) and window.view.camera == camera
    assert window.session.state.side == "right" and not window.player.playback.playing


def test_plotted_curves_are_saved_or_the_reason_is_told(window, tmp_path, monkeypatch):
    window.player.show_page("plots")
    for name, ending in [("curves", ".csv"), ("missing/curves", "")]:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        window.player.plots.save.click()
        assert (tmp_path / f"{name}.csv").exists() == bool(ending)
    assert "cannot be written" in window.notices.notices[-1].message


def test_two_figures_bring_their_view_their_numbers_and_leave_again(open_window, atlas, qtbot):
    window = open_window(atlas)
    QApplication.processEvents()
    height = window.player.height()
    window.session.apply(partial(with_motion, name="level_beside_drop", time_s=2.5))
    assert window.view.camera == stance_camera("posterior", "right")
    assert window.player.stance.isVisible() and not window.player.readout.isVisible()
    window.looking.from_named("anterior")
    assert window.view.camera == stance_camera("anterior", "right")
    window.view.clicked.emit(found("beside/femur_right"))
    assert window.session.state.selection == "femur_right"
    window.session.apply(partial(with_motion, name="flexion"))
    assert window.view.camera == home_camera("right")
    assert window.player.readout.isVisible() and not window.player.stance.isVisible()
    qtbot.waitUntil(lambda: window.player.height() <= height + 10)


def test_plots_and_numbers_leave_room_to_the_picture(open_window, atlas, qtbot):
    window = open_window(atlas)
    window.resize(1280, 720)
    window.session.apply(partial(with_motion, name="level_beside_drop", time_s=2.5))
    pages: tuple[Page, ...] = ("plots", "free_pose")
    for page in pages:
        window.player.show_page(page)
        qtbot.waitUntil(lambda: window.frame.height() >= PICTURE_HEIGHT)
        scrolled = window.player.numbers.verticalScrollBar()
        assert scrolled.maximum() > 0 and window.player.numbers.focusPolicy() == Qt.FocusPolicy.TabFocus
        window.resize(1280, 900)
        qtbot.waitUntil(lambda: window.bottom.height() == window.player.sizeHint().height())
        assert scrolled.maximum() == 0 and window.player.numbers.focusPolicy() == Qt.FocusPolicy.NoFocus
        window.resize(1280, 720)


def test_a_motion_that_is_chosen_edge_on_is_turned_to_once(window):
    window.player.take(MOTION + "abduction")
    assert window.view.camera == hip_camera("posterior", "right")
    window.view.turn(home_camera("right"), "drag")
    window.player.toggle()
    window.player.toggle()
    window.session.apply(partial(with_motion, name="abduction", time_s=2.0))
    assert window.view.camera == home_camera("right")
    window.player.take(MOTION + "internal_rotation")
    window.player.take(MOTION + "gait")
    assert window.view.camera == home_camera("right")


def test_a_motion_brings_back_what_its_view_needs(window):
    window.looking.from_named("medial")
    window.player.take(MOTION + "flexion")
    assert window.view.camera == hip_camera("medial", "right") and not window.session.state.other_side
    window.player.take(MOTION + "abduction")
    assert window.view.camera == hip_camera("posterior", "right") and window.session.state.other_side


def test_the_first_motion_is_looked_at_from_outside(window):
    window.looking.from_named("anterior")
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.session.state.motion == "flexion" and window.view.camera == hip_camera("lateral", "right")


def test_an_atlas_without_the_muscles_keeps_the_state_and_says_why(window):
    window.session.apply(partial(with_motion, name="level_beside_drop"))
    assert window.session.state.motion is None
    assert "balance the body on one leg" in window.notices.notices[-1].message


def test_a_click_on_the_skin_tells_the_layers_under_it_until_something_else_is_chosen(open_window, atlas):
    window = open_window(atlas)
    window.session.apply(partial(shown, names=["skin"], visible=True))
    item = next(item for item in window.session.frame.items if item.id == "skin")
    x, y, z = item.points[np.linalg.norm(item.points - [0.0, 40.0, 160.0], axis=1).argmin()].tolist()
    window.view.clicked.emit(SimpleNamespace(id="skin", position=(x, y, z)))
    assert window.reading.probe.isVisible() and "gluteus minimus begins" in window.reading.probe.words.text()
    window.view.clicked.emit(found("sacrum"))
    assert not window.reading.probe.isVisible()


def test_claims_open_beside_the_window_for_the_side_looked_at(open_window, atlas):
    window = open_window(atlas)
    window.session.apply(partial(with_side, side="left"))
    window.player.claims.click()
    (dialog,) = window.findChildren(ClaimsDialog)
    assert dialog.isVisible() and text("side_left") in dialog.windowTitle() and len(dialog.cards) == 9
    dialog.close()


def test_claims_without_fibres_are_refused_in_words(open_window):
    window = open_window(EMPTY_ATLAS)
    window.player.claims.click()
    assert not window.findChildren(ClaimsDialog)
    assert "gluteus_minimus" in window.notices.notices[-1].message


def test_the_menu_hides_fades_isolates_and_brings_back(window):
    def choose(name, words):
        menu = window.pointing.menu(name, found(name))
        next(action for action in menu.actions() if action.text() == words).trigger()

    first = window.session.state
    choose(GROUP, "Hide")
    assert GROUP in window.session.state.hidden
    choose("sacrum", "Fade")
    assert window.session.state.opacity("sacrum") < 0.5
    choose("sacrum", "Show only this")
    assert [item.id for item in window.view.frames[-1].items] == ["sacrum"]
    choose("sacrum", "Turn about this point")
    assert window.view.camera.focal_point == (1.0, 2.0, 3.0)
    choose("sacrum", "Show all")
    assert window.session.state == first


def test_the_status_bar_names_what_is_under_the_mouse(window):
    window.view.hovered.emit(found(GROUP))
    assert window.under_mouse.text() == "Anterior fibres, gluteus minimus, right  ·  Musculus gluteus minimus"
    window.view.hovered.emit(None)
    assert window.under_mouse.text() == ""


def found_at(window, structure, end):
    """The mouse on the highest (end 1) or lowest (end -1) point of a structure in the picture."""
    item = next(item for item in window.view.frames[-1].items if item.id == structure)
    world = item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]
    return SimpleNamespace(id=structure, position=tuple(world[(end * world[:, 1]).argmax()]))


def on_top(window, structure):
    return found_at(window, structure, 1)


@pytest.fixture
def labelled(open_window, tiny_atlas):
    """The window of an atlas whose right hip bone is all crest; its right femur all an area that nobody else knows.

    All of the femur but its last vertex, the lowest, is the anterior facet as well.
    """
    hip, femur = (tiny_atlas.structures[name] for name in ("hip_bone_right", "femur_right"))
    of_hip, of_femur = (np.arange(len(bone.mesh.vertices), dtype=np.int32) for bone in (hip, femur))
    bones = [
        replace(hip, regions={"iliac_crest": of_hip}),
        replace(femur, regions={"odd_patch": of_femur, "anterior_facet": of_femur[:-1]}),
    ]
    structures = {**tiny_atlas.structures, **{bone.id: bone for bone in bones}}
    return open_window(replace(with_landmarks(tiny_atlas), structures=structures))


@pytest.mark.parametrize("flexion", [0.0, 60.0])
def test_the_status_bar_names_the_place_under_the_mouse(labelled, flexion):
    labelled.session.apply(lambda state: with_pose(state, HipPose(flexion)))
    labelled.view.hovered.emit(on_top(labelled, "hip_bone_right"))
    assert labelled.under_mouse.text() == "Hip bone, right  ·  Iliac crest  ·  Crista iliaca"
    labelled.view.hovered.emit(on_top(labelled, "hip_bone_left"))
    assert labelled.under_mouse.text() == "Hip bone, left  ·  Os coxae"
    labelled.view.hovered.emit(on_top(labelled, "femur_right"))
    assert labelled.under_mouse.text() == "Thigh bone (femur), right  ·  Anterior facet of the greater trochanter"


def test_the_side_is_told_once(open_window, tiny_atlas):
    """By the bone where it has one, by the place where the bone has none."""
    structures = dict(tiny_atlas.structures)
    for name, region in {"sacrum": "ala_left", "hip_bone_left": "iliac_crest_left"}.items():
        everywhere = np.arange(len(structures[name].mesh.vertices), dtype=np.int32)
        structures[name] = replace(structures[name], regions={region: everywhere})
    window = open_window(replace(tiny_atlas, structures=structures))
    window.view.hovered.emit(on_top(window, "sacrum"))
    assert window.under_mouse.text() == "Sacrum and coccyx  ·  Ala of the sacrum, left  ·  Ala ossis sacri"
    window.view.hovered.emit(on_top(window, "hip_bone_left"))
    assert window.under_mouse.text() == "Hip bone, left  ·  Iliac crest  ·  Crista iliaca"


def test_a_click_tells_of_the_place_until_something_else_is_chosen(labelled):
    box = labelled.reading.info.place
    assert not box.isVisibleTo(labelled)
    labelled.view.clicked.emit(on_top(labelled, "hip_bone_right"))
    assert box.isVisibleTo(labelled) and labelled.reading.info.other.text() == "German: Hüftbein"
    assert (box.name.text(), box.latin.text()) == ("Iliac crest", "Crista iliaca")
    assert box.other.text() == "German: Darmbeinkamm" and "hands on your hips" in box.body.text()
    assert box.source.isVisibleTo(labelled) and not box.around.isVisibleTo(labelled)
    labelled.view.clicked.emit(on_top(labelled, "femur_right"))
    assert box.name.text().startswith("Anterior facet") and not box.latin.isVisibleTo(labelled)
    assert box.around.text() == "Also here: Odd patch"
    labelled.tree.tree.setCurrentItem(labelled.tree.rows["sacrum"])
    assert not box.isVisibleTo(labelled)
    labelled.tree.tree.setCurrentItem(labelled.tree.rows["femur_right"])
    assert not box.isVisibleTo(labelled)


def test_a_second_click_on_the_same_bone_tells_of_the_new_place(labelled):
    box = labelled.reading.info.place
    labelled.view.clicked.emit(on_top(labelled, "femur_right"))
    assert box.name.text().startswith("Anterior facet")
    labelled.view.clicked.emit(found_at(labelled, "femur_right", -1))
    assert box.isVisibleTo(labelled) and box.name.text() == "Odd patch"
    assert not box.body.isVisibleTo(labelled) and not box.around.isVisibleTo(labelled)
    labelled.view.clicked.emit(on_top(labelled, "hip_bone_left"))
    assert labelled.session.state.selection == "hip_bone_left" and not box.isVisibleTo(labelled)


def test_a_state_file_that_cannot_be_shown_says_so_and_changes_nothing(window, tmp_path):
    for damaged, words in [("{}", "no state file"), ("nonsense", "no state file")]:
        path = tmp_path / "scene.json"
        path.write_text(damaged)
        window.files.try_document(path)
        assert words in window.notices.notices[-1].message
    save_document(Document(SceneState(hidden=frozenset({"tail"}))), path)
    window.files.try_document(path)
    assert '"tail"' in window.notices.notices[-1].message
    assert window.session.state == SceneState()


def test_a_saved_scene_comes_back_with_its_camera(window, tmp_path):
    camera = hip_camera("superior", "right")
    save_document(Document(with_trigger_point(SceneState(), "anterior_1"), camera), tmp_path / "scene.json")
    window.files.try_document(tmp_path / "scene.json")
    assert window.session.state.trigger_point == "anterior_1" and window.view.camera == camera


def test_pain_that_cannot_be_composed_is_told_and_the_state_stays(open_window, tiny_atlas):
    made = open_window(replace(tiny_atlas, landmarks={}))
    made.reading.pain.buttons["posterior_1"].click()
    assert "landmarks" in made.notices.notices[-1].message
    assert made.session.state == SceneState() and not made.reading.pain.buttons["posterior_1"].isChecked()


def test_what_an_atlas_lacks_is_said_in_one_sentence(open_window, tiny_atlas):
    kept = {name: s for name, s in tiny_atlas.structures.items() if name not in {"sacrum", "femur_left"}}
    made = open_window(replace(tiny_atlas, structures=kept))
    (notice,) = made.notices.notices
    assert "Sacrum" in notice.message and "left" in notice.message


def test_without_an_atlas_everything_can_still_be_clicked(open_window):
    made = open_window(EMPTY_ATLAS)
    assert made.reading.info.name.text() == "No anatomy to show" and not made.notices.notices
    for button in made.reading.pain.buttons.values():
        button.click()
    made.player.toggle()
    made.player.toggle()
    made.toolbar.sides.buttons["left"].click()
    assert made.view.frames[-1].items == ()


def test_an_unexpected_exception_becomes_a_notice_while_the_window_lives(window):
    before = sys.excepthook
    window.watch.start()
    sys.excepthook(ValueError, ValueError("odd"), None)
    (notice,) = window.notices.notices
    assert "ValueError: odd" in notice.message
    window.close()
    assert sys.excepthook is before


def test_a_notice_stays_until_it_is_closed_and_comes_once(window, qtbot):
    window.notices.add("error", "one")
    window.notices.add("error", "one")
    for words in ("two", "three", "four"):
        window.notices.add("warning", words)
    assert [notice.message for notice in window.notices.notices] == ["two", "three", "four"]
    window.notices.notices[0].close_button.click()
    assert [notice.message for notice in window.notices.notices] == ["three", "four"]


def test_red_flags_are_one_click_away_and_always_there(window):
    assert window.reading.safety.button.isVisible()
    window.reading.safety.button.click()
    assert window.reading.safety.dialog is not None and window.reading.safety.dialog.isVisible()
    window.reading.safety.dialog.close()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_red_flags_are_as_high_as_what_they_say_up_to_the_screen(window, qtbot, language):
    window.speak(language)
    window.reading.safety.open()
    dialog = window.reading.safety.dialog
    scroll, most = dialog.findChild(QScrollArea), int(0.9 * dialog.screen().availableGeometry().height())
    said = scroll.widget()
    qtbot.waitUntil(lambda: said.height() == said.layout().heightForWidth(said.width()))
    assert dialog.height() == most if scroll.verticalScrollBar().maximum() else dialog.height() <= most
    assert said.height() >= scroll.viewport().height()
    dialog.close()


@pytest.mark.parametrize("page", ["numbers", "plots", "free_pose"])
def test_every_control_has_a_name_for_those_who_cannot_see_it(window, page):
    window.player.show_page(page)
    for kind in (QAbstractButton, QComboBox, QAbstractSlider, QTreeWidget):
        for control in window.findChildren(kind):
            if control.isVisible() and not control.objectName().startswith("qt_") and kind is not QAbstractSlider:
                named = control.accessibleName() or (isinstance(control, QAbstractButton) and control.text())
                assert named, control


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal since Python 3.12")
def test_qt_takes_no_references_to_none(window):
    """A binding that does makes the program abort after some minutes of playing; PySide6 6.12.0 was one."""
    before = sys.getrefcount(None)
    for _ in range(1000):
        window.update()
    assert before - sys.getrefcount(None) < 100


def test_what_moves_is_drawn_each_time_and_told_as_often_as_it_can_be_read(window):
    window.session.apply(lambda state: with_motion(state, "abduction"))
    before, told = len(window.view.frames), []
    for k in range(1, 21):
        window.session.play(lambda state, k=k: with_motion(state, "abduction", 0.05 * k))
        told.append(window.player.time.text())
    assert len(window.view.frames) == before + 20 and len(set(told)) < 10
    window.session.rest()
    last = window.player.time.text()
    window.session.store.announce()
    assert window.player.time.text() == last != told[0] and last.startswith("1.0")


@pytest.mark.parametrize("language", languages())
def test_every_hint_has_room_under_the_picture_of_a_small_window(window, language):
    window.resize(1280, 720)
    QApplication.processEvents()
    metrics, room = window.hint.fontMetrics(), window.view.width()
    hints = {key: words for key, words in content(language).ui.items() if key.startswith("hint_")}
    wide = {key: metrics.horizontalAdvance(words.format(value="388.8 mm")) for key, words in hints.items()}
    assert len(wide) > 10 and {key: size for key, size in wide.items() if size > room} == {}


def test_while_a_motion_plays_its_time_goes_on_more_smoothly_than_numbers(window, monkeypatch):
    clock = SimpleNamespace(now=1000.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(window_module, "time", clock)
    window.session.apply(lambda state: with_motion(state, "flexion"))
    window.player.toggle()
    window.player.timer.stop()
    times, numbers, told = [], [], []
    for k in range(1, 101):
        clock.now += 0.01
        window.session.play(partial(with_motion, name="flexion", time_s=0.01 * k))
        times.append(window.player.scrub.value())
        numbers.append(window.player.pose.text())
        told.append(in_words(window.view.told.pose))
    assert len({(number, str(words)) for number, words in zip(numbers, told, strict=True)}) == len(set(numbers))
    assert len(set(times)) == pytest.approx(10, abs=1)
    assert len(set(numbers)) == pytest.approx(5, abs=1)
    clock.now += 0.01
    window.player.pause()
    assert window.player.scrub.value() == 100
    assert window.player.pose.text() not in numbers[:-10]
