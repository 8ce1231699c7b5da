"""Searching in the window: what opens, what is listed, and what choosing does."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from glutmin_viewer.content import content
from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.findable import KINDS
from glutmin_viewer.core.guide import step_named
from glutmin_viewer.core.showing_pain import SEEN_THROUGH
from glutmin_viewer.core.state import check_against, shown
from glutmin_viewer.ui.keys import KeysDialog
from glutmin_viewer.ui.palette import ROWS
from glutmin_viewer.ui.texts import text


@pytest.fixture
def window(open_window, atlas, monkeypatch):
    monkeypatch.setenv("GLUTMIN_REDUCED_MOTION", "1")
    return open_window(atlas)


def rows(window):
    return [window.going.palette.list.item(i).text() for i in range(window.going.palette.list.count())]


def go(window, qtbot, typed, asked="structures"):
    """Type words and press Enter; the entry that was first."""
    window.going.ask(asked)
    palette = window.going.palette
    palette.field.setText(typed)
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    QApplication.processEvents()
    return chosen.args[0]


def looked_at(window, name):
    """How far the middle of the picture is from the middle of a structure or group, mm."""
    items = [it for it in window.session.frame.items if it.id == name or it.id.startswith(f"{name}.")]
    world = np.concatenate([it.points @ it.world_from_points[:3, :3].T + it.world_from_points[:3, 3] for it in items])
    return float(np.linalg.norm(0.5 * (world.min(axis=0) + world.max(axis=0)) - window.view.camera.focal_point))


@pytest.mark.parametrize(("key", "asked"), [("/", "structures"), (Qt.Key.Key_K, "commands")])
def test_a_key_opens_the_popup_over_the_middle_of_the_window(window, qtbot, key, asked):
    held = Qt.KeyboardModifier.NoModifier if asked == "structures" else Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, key, held)
    palette = window.going.palette
    assert palette.isVisible() and palette.isWindow() and palette.field.hasFocus()
    assert palette.field.placeholderText() == text(f"find_{asked}") and palette.field.accessibleName()
    assert abs(palette.geometry().center().x() - window.geometry().center().x()) <= 2
    first = palette.list.item(0).data(Qt.ItemDataRole.UserRole).entry
    assert first.kind == ("muscle" if asked == "structures" else "command")
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_button_of_the_bar_opens_it_too(window):
    next(action for action in window.toolbar.actions() if action.toolTip() == text("find_search_tip")).trigger()
    assert window.going.palette.isVisible()


def test_arrows_choose_while_one_types_and_a_click_goes_there(window, qtbot):
    window.going.ask("structures")
    palette = window.going.palette
    qtbot.keyClicks(palette.field, "gluteus m")
    assert rows(window)[:3] == ["Gluteus minimus, right", "Gluteus medius, right", "Gluteus maximus, right"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClicks(palette.field, "e")
    assert palette.list.currentRow() == 0 and rows(window)[0] == "Gluteus medius, right"
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1 and palette.field.hasFocus()
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    place = palette.list.visualItemRect(palette.list.item(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.session.state.selection == "gluteus_medius_right" and not palette.isVisible()


def test_rows_tell_name_kind_and_key_and_the_name_that_matched(window):
    window.going.ask("commands")
    palette = window.going.palette
    role = Qt.ItemDataRole.AccessibleTextRole
    palette.field.setText("gesass")
    assert palette.list.item(0).data(role) == "Gluteus minimus, right, Kleiner Gesäßmuskel, Muscle"
    palette.field.setText("open a saved")
    assert palette.list.item(0).data(role) == "Open a saved scene, Command, Ctrl+O"
    palette.field.setText("front")
    assert palette.list.item(0).data(role) == palette.field.accessibleDescription() == "Front, View, 1"
    assert palette.list.height() == ROWS * palette.list.sizeHintForRow(0)


def test_nothing_found_is_said_and_enter_stays(window, qtbot):
    window.going.ask("structures")
    palette, before = window.going.palette, window.session.state
    size = palette.size()
    palette.field.setText("xyzzyx")
    assert palette.none.isVisible() and "xyzzyx" in palette.none.text() and not palette.list.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible() and window.session.state == before
    palette.field.setText("troch")
    QApplication.processEvents()
    assert palette.list.isVisible() and palette.size() == size


def test_a_hidden_structure_is_shown_chosen_and_looked_at(window, qtbot):
    assert "gluteus_maximus_right" in window.session.state.hidden
    go(window, qtbot, "maximus")
    assert window.session.state.selection == "gluteus_maximus_right"
    assert "gluteus_maximus_right" not in window.session.state.hidden
    assert looked_at(window, "gluteus_maximus_right") < 1.0
    assert window.view.camera.direction[0] < 0.0 < window.view.camera.direction[2]  # from behind and the side
    go(window, qtbot, "posterior fibres minimus")
    assert window.session.state.selection == "gluteus_minimus_right.posterior"
    assert looked_at(window, "gluteus_minimus_right.posterior") < 1.0


def test_a_word_for_the_other_side_goes_there(window, qtbot):
    go(window, qtbot, "piriformis left")
    assert window.session.state.side == "left" and window.session.state.selection == "piriformis_left"
    go(window, qtbot, "patella")
    assert window.session.state.selection == "patella_left"


def test_what_the_skin_covers_is_seen_through_it(window, qtbot):
    window.session.apply(partial(shown, names=["skin"], visible=True))
    go(window, qtbot, "sacrum")
    assert window.session.state.opacity("skin") == SEEN_THROUGH
    go(window, qtbot, "cutis")
    assert window.session.state.selection == "skin"


def test_a_region_is_lit_and_told_of_until_its_bone_is_left(window, qtbot):
    entry = go(window, qtbot, "crista iliaca")
    assert (entry.id, entry.owner) == ("iliac_crest", "hip_bone_right")
    state, info = window.session.state, window.reading.info
    assert state.selection == "hip_bone_right" and state.lit == ("iliac_crest",)
    assert info.place.isVisible() and info.place.name.text() == "Iliac crest"
    bone = window.session.atlas.structures["hip_bone_right"]
    item = next(item for item in window.session.frame.items if item.id == "hip_bone_right")
    there = (item.world_from_points @ np.append(item.points[bone.regions["iliac_crest"]].mean(axis=0), 1.0))[:3]
    assert np.linalg.norm(there - window.view.camera.focal_point) < 1.0
    go(window, qtbot, "iliac fossa")
    assert window.session.state.lit == ("iliac_fossa",)
    go(window, qtbot, "femur")
    qtbot.waitUntil(lambda: window.session.state.lit == ())
    assert window.session.state.selection == "femur_right"


def test_a_landmark_is_looked_at_straight(window, qtbot):
    entry = go(window, qtbot, "lateral epicondyle")
    assert entry.kind in {"region", "landmark"} and entry.owner == "femur_right"
    assert window.view.camera.direction[2] > 0.8
    entry = go(window, qtbot, "tip of the greater trochanter")
    assert entry.kind == "landmark" and window.session.state.lit == ()
    assert window.reading.info.place.name.text() == entry.name.rpartition(",")[0]


def test_a_motion_plays_and_a_posture_is_taken(window, qtbot):
    go(window, qtbot, "walking")
    assert window.session.state.motion == "gait" and window.player.playback.playing
    assert window.reading.info.name.text() == content().motions["gait"].name
    go(window, qtbot, "sitting")
    assert window.session.state.posture.name == "sitting" and not window.player.playback.playing


def test_pain_is_shown_of_a_point_and_of_another_cause(window, qtbot):
    go(window, qtbot, "rear point 2")
    assert window.session.state.trigger_point == "posterior_2"
    go(window, qtbot, "rear point 2")
    assert window.session.state.trigger_point == "posterior_2"
    go(window, qtbot, "meralgia")
    assert window.session.state.cause == "meralgia_paraesthetica" and window.reading.pain.cause.isVisible()


def test_a_cause_without_an_area_opens_the_signs_that_need_a_doctor(window, qtbot):
    go(window, qtbot, "thrombosis")
    assert window.session.state.cause is None and window.reading.safety.dialog.isVisible()
    window.reading.safety.dialog.close()


def test_a_region_of_the_skin_is_painted_where_it_hurts(window, qtbot):
    go(window, qtbot, "upper calf left")
    assert window.session.state.drawing.regions == ("calf_upper_left",)
    assert window.reading.where.isVisible() and window.session.state.side == "left"
    go(window, qtbot, "gluteus minimus")
    assert window.session.state.drawing is None and window.session.state.selection == "gluteus_minimus_left"


def test_a_step_of_the_guide_waits_behind_its_cautions(window, qtbot):
    go(window, qtbot, "walk", "structures")
    leg_over = content().guide["massage_leg_over"].name
    go(window, qtbot, leg_over)
    guide = window.reading.guide
    assert window.reading.guiding and guide.step.confirms is not None and guide.cautions.isVisible()
    assert leg_over in guide.problem.text()
    go(window, qtbot, content().guide["two_groups"].name)
    assert guide.step == step_named("two_groups") and guide.isVisible()
    go(window, qtbot, "sciatic nerve")
    assert window.reading.guiding and window.session.state.selection == "sciatic_nerve_right"
    go(window, qtbot, "front point 1")
    assert not window.reading.guiding and window.session.state.trigger_point == "anterior_1"


def test_a_question_of_the_quiz_makes_room(window, qtbot):
    go(window, qtbot, "quiz", "commands")
    assert window.reading.quizzing
    go(window, qtbot, "gluteus medius")
    assert not window.reading.quizzing and window.session.state.selection == "gluteus_medius_right"
    go(window, qtbot, "quiz", "commands")
    go(window, qtbot, content().guide["two_groups"].name)
    assert not window.reading.quizzing and window.reading.guide.isVisible()


def test_colours_and_views_are_chosen(window, qtbot):
    go(window, qtbot, "change of length", "commands")
    assert window.session.state.colour_by == "length"
    go(window, qtbot, "back", "commands")
    assert window.view.camera == hip_camera("posterior", "right")


def test_commands_do_what_their_keys_do_and_more(window, qtbot):
    go(window, qtbot, "other hip", "commands")
    assert window.session.state.side == "left"
    go(window, qtbot, "play", "commands")
    assert window.player.playback.playing
    go(window, qtbot, "plots", "commands")
    assert window.player.page == "plots"
    go(window, qtbot, "all keys", "commands")
    window.findChild(KeysDialog).close()
    go(window, qtbot, "show or hide the skin", "commands")
    assert "skin" not in window.session.state.hidden


def test_f1_in_the_popup_opens_the_table_of_keys(window, qtbot):
    window.going.ask("commands")
    qtbot.keyClick(window.going.palette.field, Qt.Key.Key_F1)
    assert window.findChild(KeysDialog).isVisible() and not window.going.palette.isVisible()
    window.findChild(KeysDialog).close()


def test_in_german_it_is_all_german(window, qtbot):
    go(window, qtbot, "deutsch", "commands")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    window.going.ask("structures")
    assert rows(window)[0] == "Kleiner Gesäßmuskel, rechts"
    assert window.going.palette.field.placeholderText() == content("de").ui["find_structures"]
    window.going.palette.close()
    go(window, qtbot, "schmerz ausblenden", "commands")
    go(window, qtbot, "gehen")
    assert window.session.state.motion == "gait"


def test_whatever_is_chosen_leaves_a_state_that_can_be_kept(window):
    """One of each kind, one after the other: none complains."""
    window.keeping.views.keep("", window.document, b"")
    window.going.ask("structures")
    window.going.palette.close()
    for kind in KINDS:
        if kind != "command":
            entry = next(entry for entry in window.going._index.entries if entry.kind == kind)
            window.going.go(entry)
            check_against(window.session.state, window.session.atlas)
    assert not window.notices.notices


def test_an_atlas_of_its_own_can_be_searched(qtbot, open_window, tiny_atlas):
    window = open_window(tiny_atlas)
    entry = go(window, qtbot, "minimus")
    assert entry.id == window.session.state.selection == "gluteus_minimus_right"
