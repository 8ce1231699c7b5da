"""Views kept, found and shown again in the window: by keys alone, in both languages, nothing lost by accident."""

from __future__ import annotations

import pytest
from plain import with_landmarks
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from glutmin_viewer.content import content, languages, use
from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.saved_views import SavedViews, saved_views_folder
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, selected, with_motion, with_pose
from glutmin_viewer.ui.keeping import PICTURE_PX, NameDialog
from glutmin_viewer.ui.saved_views import SavedViewsDialog
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.tiles import PICTURE, two_lines

BEHIND = Document(with_trigger_point(SceneState(), "posterior_1"), hip_camera("posterior", "right"))
MOVED = Document(with_motion(SceneState(), "abduction", 0.5), hip_camera("anterior", "right"))
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def kept():
    """Two views that were kept before, with no pictures that could be read."""
    views = SavedViews(saved_views_folder())
    return views, [views.keep("Behind", BEHIND, b""), views.keep("Moved", MOVED, b"")]


@pytest.fixture
def undrawn(monkeypatch):
    """Pictures take longer to draw than all else here."""
    monkeypatch.setattr(NameDialog, "_draw", lambda dialog: None)


def activate(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def opened(window, qtbot):
    activate(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL | SHIFT)
    dialog = window.findChild(SavedViewsDialog)
    activate(dialog, qtbot)
    return dialog


def names(dialog):
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def shown(window):
    return Document(window.session.state, window.view.camera)


def test_what_is_shown_is_kept_by_two_keys_with_a_picture_and_comes_back_in_one_step(window, qtbot):
    window.show_document(BEHIND)
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL)
    asking = window.findChild(NameDialog)
    assert asking.isModal() and asking.name.selectedText() == "Rear point 1, right, from behind"
    qtbot.keyClick(asking.name, Qt.Key.Key_Return)
    (view,) = window.keeping.views.listed().views
    assert view.document == BEHIND and view.name == "Rear point 1, right, from behind"
    assert view.name in window.statusBar().currentMessage()
    window.undo.end_step()
    window.session.apply(lambda _: MOVED.scene)
    window.view.look(MOVED.camera)
    dialog = opened(window, qtbot)
    picture = dialog.list.item(0).data(PICTURE)
    assert picture.width() / picture.height() == pytest.approx(PICTURE_PX[0] / PICTURE_PX[1], rel=0.02)
    steps, flights = len(window.undo.history.past), window.view.flights
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert shown(window) == BEHIND and window.view.flights > flights
    assert not dialog.isVisible()  # nothing stands before what is shown
    assert len(window.undo.history.past) == steps + 1
    window.undo.undo()
    assert shown(window) == MOVED


def test_nothing_is_kept_where_it_is_cancelled_and_a_name_that_is_taken_gets_a_number(window, qtbot, kept, undrawn):
    views, _ = kept
    views.keep("Right hip, from the side", MOVED, b"")
    before = views.listed()
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL)
    asking = window.findChild(NameDialog)
    assert asking.name.text() == "Right hip, from the side (2)"
    qtbot.keyClick(asking, Qt.Key.Key_Escape)
    assert views.listed() == before


def test_the_window_says_what_it_is_for_as_long_as_it_is_empty_and_keeps_from_there(window, qtbot, undrawn):
    dialog = opened(window, qtbot)
    assert dialog.told.currentWidget() is dialog.none and dialog.keep.hasFocus()
    assert not any(button.isEnabled() for button in (dialog.show_one, dialog.rename, dialog.remove))
    assert not dialog.notice.isVisible() and not dialog.problem.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_D, CTRL)
    asking = window.findChild(NameDialog)
    asking.name.setText("Mine")
    asking.accept()
    assert names(dialog) == ["Mine"] and dialog.told.currentWidget() is dialog.list
    assert dialog.list.currentRow() == 0 and dialog.remove.isEnabled()


def test_views_are_renamed_removed_and_brought_back_by_keys(window, qtbot, kept):
    views, _ = kept
    dialog = opened(window, qtbot)
    assert names(dialog) == ["Behind", "Moved"] and dialog.list.hasFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Right)
    qtbot.keyClick(dialog.list, Qt.Key.Key_F2)
    editor = dialog.list.findChild(QLineEdit)
    assert editor.selectedText() == "Moved"
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, "  Leg aside")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(dialog) == ["Behind", "Leg aside"])
    assert [view.name for view in views.listed().views] == ["Behind", "Leg aside"] and dialog.list.currentRow() == 1
    assert shown(window).scene == SceneState()  # Enter ended the name and showed nothing
    files = {path: path.read_bytes() for path in views.folder.iterdir()}
    for _ in range(2):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert dialog.told.currentWidget() is dialog.none and not list(views.folder.iterdir())
    assert "Behind" in dialog.news.text() and "Behind" in dialog.bring_back.accessibleName()
    dialog.close()
    dialog = opened(window, qtbot)
    assert dialog.bring_back.isVisible()
    for _ in range(2):
        qtbot.keyClick(dialog, Qt.Key.Key_Z, CTRL)
    assert {path: path.read_bytes() for path in views.folder.iterdir()} == files
    assert names(dialog) == ["Behind", "Leg aside"] and not dialog.bring_back.isVisible()


def test_a_name_that_is_being_typed_is_not_to_be_typed_once_more(window, qtbot, qtlog, kept):
    dialog = opened(window, qtbot)
    dialog.rename.click()
    editor = dialog.list.findChild(QLineEdit)
    editor.setText("Half")
    dialog.rename.click()  # as an assistive program does, which leaves the focus where it is
    assert dialog.list.findChild(QLineEdit) is editor and editor.text() == "Half"
    assert not qtlog.records


def test_an_empty_name_leaves_the_one_there_was(window, qtbot, kept):
    dialog = opened(window, qtbot)
    qtbot.keyClick(dialog.list, Qt.Key.Key_F2)
    editor = dialog.list.findChild(QLineEdit)
    editor.setText("  ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert names(dialog) == ["Behind", "Moved"]


def test_what_is_kept_elsewhere_is_there_when_the_window_is_looked_at(window, qtbot, kept):
    views, (behind, _) = kept
    dialog = opened(window, qtbot)
    views.keep("Elsewhere", MOVED, b"")
    views.remove(behind)
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.ActivationChange))
    assert names(dialog) == ["Moved", "Elsewhere"]


def test_a_view_of_another_atlas_and_files_that_are_none_are_told_and_change_nothing(window, qtbot, kept):
    views, _ = kept
    views.keep("Spleen", Document(selected(SceneState(), "spleen_right"), MOVED.camera), b"")
    for name in "abcde":
        (views.folder / f"{name}.json").write_text("{")
    dialog = opened(window, qtbot)
    assert names(dialog) == ["Behind", "Moved", "Spleen"]
    assert "a.json, b.json, c.json…" in dialog.problem.text() and "\n" not in dialog.problem.text()
    before = shown(window)
    dialog.list.setCurrentRow(2)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.news.text().endswith('has no structure "spleen_right".') and shown(window) == before
    assert dialog.isVisible()
    window.keeping.go_to("view_0003.json")
    assert "“Spleen” does not fit" in window.notices.notices[0].message and shown(window) == before


def test_where_nothing_can_be_kept_it_is_said(window, qtbot, undrawn):
    saved_views_folder().parent.mkdir(parents=True)
    saved_views_folder().write_text("in the way")
    window.keeping.ask().accept()
    assert "views" in window.notices.notices[0].message
    dialog = opened(window, qtbot)
    assert "cannot be read" in dialog.problem.text() and names(dialog) == []
    assert window.keeping.named() == {}


def test_guide_and_quiz_make_room_for_a_view_and_one_with_a_drawing_opens_its_page(window, kept):
    window.reading.show_page("guide")
    window.keeping.go_to("view_0002.json")
    assert shown(window) == MOVED and not window.reading.guiding
    window.reading.open_quiz()
    window.keeping.go_to("view_0001.json")
    assert shown(window) == BEHIND and not window.reading.quizzing
    window.reading.show_page("where")
    asked = window.keeping.views.keep("Asked", window.document, b"")
    window.reading.show_page("points")
    window.keeping.show(asked)
    assert window.reading.where.isVisible()


def test_a_motion_that_plays_stands_still_when_its_view_is_kept_or_another_is_shown(window, kept, undrawn):
    window.player.take("motion:flexion")
    window.keeping.ask().reject()
    assert not window.player.playback.playing
    window.player.toggle()
    window.keeping.go_to("view_0002.json")
    assert not window.player.playback.playing and shown(window) == MOVED


def test_views_that_follow_each_other_at_once_are_steps_of_their_own_however_little_they_differ(window):
    bent = [with_pose(SceneState(), HipPose(flexion_deg=degrees)) for degrees in (10.0, 20.0, 30.0)]
    for name, scene in zip("abc", bent, strict=True):
        window.keeping.show(window.keeping.views.keep(name, Document(scene, window.view.camera), b""))
    assert [moment.document.scene for moment in window.undo.history.past] == [SceneState(), *bent[:2]]


def test_views_are_found_by_their_names_also_new_ones(window, qtbot, kept):
    views, _ = kept

    def found(typed):
        window.going.ask("structures")
        qtbot.keyClicks(window.going.palette.field, typed)
        first = window.going.palette.list.item(0)
        qtbot.keyClick(window.going.palette.field, Qt.Key.Key_Return)
        return first.text()

    assert found("behind") == "Behind" and shown(window) == BEHIND
    views.keep("Zebra", MOVED, b"")
    assert found("zebra") == "Zebra" and shown(window) == MOVED
    window.going.ask("commands")
    qtbot.keyClicks(window.going.palette.field, "gemerkt")
    rows = window.going.palette.list
    said = [rows.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(rows.count())]
    kind = text("find_kind_saved_view")
    assert [words for words in said if words.endswith(kind)] == [f"{it}, {kind}" for it in ("Behind", "Moved", "Zebra")]
    window.going.palette.close()


@pytest.mark.parametrize("language", languages())
def test_it_speaks_the_language_in_use_with_a_name_for_everything(open_window, tiny_atlas, qtbot, kept, language):
    use(language)
    window = open_window(with_landmarks(tiny_atlas))
    dialog = opened(window, qtbot)
    said = content(language).ui
    assert dialog.windowTitle() == dialog.list.accessibleName() == said["kept_title"]
    assert all(button.text() for button in dialog.findChildren(QAbstractButton))
    for button, key in ((dialog.show_one, "Enter"), (dialog.rename, "F2"), (dialog.remove, "Del")):
        local = {"de": {"Enter": "Eingabe", "Del": "Entf"}}.get(language, {})
        assert f"({local.get(key, key)})" in button.toolTip()
    window.speak("de" if language == "en" else "en")
    assert not dialog.isVisible() and window.findChild(SavedViewsDialog) is None
    again = opened(window, qtbot)
    assert again.windowTitle() != said["kept_title"] and names(again) == ["Behind", "Moved"]
    window.close()
    assert not again.isVisible()


def test_a_long_name_takes_two_lines_and_ends_in_dots(qtbot):
    font = QFont()
    width = QFontMetrics(font).horizontalAdvance("Right hip, from behind") + 2
    assert two_lines("Right hip", font, width) == ["Right hip"]
    assert two_lines("Right hip, from behind and above", font, width) == ["Right hip, from behind", "and above"]
    for name in ("🦴" * 150, "x" * 300, "word " * 60):
        lines = two_lines(name, font, width)
        assert len(lines) == 2 and lines[1].endswith("…") and name.startswith(lines[0])
        assert all(QFontMetrics(font).horizontalAdvance(line) <= width for line in lines)
