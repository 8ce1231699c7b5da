"""What is shown again at the start, and what is opened by dropping it on the window."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from plain import PlainView, with_landmarks
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from glutmin_viewer import app
from glutmin_viewer.core.atlas_files import write_atlas
from glutmin_viewer.core.camera import home_camera, leg_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.last_scene import last_scene_path, save_last_scene
from glutmin_viewer.core.layout import layout_path
from glutmin_viewer.core.opening import First, Opened
from glutmin_viewer.core.state import SceneState, selected, with_motion, with_side
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.window import Window

DOCUMENT = Document(selected(with_side(SceneState(), "left"), "sacrum"), leg_camera("posterior", "left"))


@pytest.fixture
def start(qtbot, tiny_atlas, tmp_path, monkeypatch):
    """Starts the program, around a plain view, as it was left."""
    monkeypatch.setattr(app, "Viewport", PlainView)
    write_atlas(with_landmarks(tiny_atlas), tmp_path / "atlas")
    made: list[Window] = []

    def make() -> Window:
        made.append(app.make_window(tmp_path / "atlas", restored=True))
        qtbot.addWidget(made[-1])
        return made[-1]

    yield make
    for window in made:
        window.close()


def shown(window):
    return Document(window.session.state, window.view.camera)


def test_a_window_shows_what_the_one_before_showed_and_a_step_back_leads_to_the_first_picture(start):
    before = start()
    assert shown(before) == Document(SceneState(), home_camera("right")) and not before.statusBar().currentMessage()
    before.show_document(DOCUMENT)
    before.close()
    app.keep(before)
    after = start()
    assert shown(after) == DOCUMENT and after.statusBar().currentMessage() == text("restored")
    assert after.reading.info.name.text() == "Sacrum and coccyx" and after.toolbar.sides.buttons["left"].isChecked()
    after.undo.undo()
    assert shown(after) == Document(SceneState(), home_camera("right"))


def test_a_file_opened_in_the_quiz_ends_it_and_is_what_comes_back(start):
    before = start()
    before.reading.open_quiz()
    before.show_document(DOCUMENT)
    assert shown(before) == DOCUMENT and not before.reading.quizzing
    before.close()
    app.keep(before)
    assert shown(start()) == DOCUMENT


def test_a_scene_that_cannot_be_shown_leaves_the_quiz_and_the_camera_as_they_are(start):
    window = start()
    window.reading.open_quiz()
    before = shown(window)
    without_muscles = with_motion(SceneState(), "level_beside_drop")
    with pytest.raises(InputError, match="gluteus_medius_right"):
        window.show_document(Document(without_muscles, DOCUMENT.camera))
    assert shown(window) == before and window.reading.quizzing


def test_a_motion_that_played_stands_still_where_it_was(start, qtbot):
    before = start()
    before.show()
    before.session.apply(lambda state: with_motion(state, "abduction", 0.5))
    before.player.toggle()
    qtbot.waitUntil(lambda: before.session.state.motion_time_s > 0.6)
    before.close()
    app.keep(before)
    after = start()
    assert shown(after) == shown(before) and not after.player.playback.playing


def test_where_pain_is_shown_again_its_end_leads_to_the_view_before(start):
    before = start()
    before.view.clicked.emit(SimpleNamespace(id="trigger_point.posterior_2", position=(1.0, 2.0, 3.0)))
    app.keep(before)
    after = start()
    assert shown(after) == shown(before) != Document(SceneState(), home_camera("right"))
    after.commands["hide_pain"]()
    assert after.view.camera == home_camera("right")


@pytest.mark.parametrize("held", ["{", None])
def test_what_cannot_be_shown_again_is_told_and_the_first_picture_stands(start, held):
    save_last_scene(Document(selected(SceneState(), "spleen")), last_scene_path())
    if held is not None:
        last_scene_path().write_text(held)
    window = start()
    assert shown(window) == Document(SceneState(), home_camera("right"))
    assert "the scene that was shown last" in window.notices.notices[0].message


def test_where_nothing_can_be_kept_it_is_said_at_the_end(start, capsys):
    last_scene_path().parent.parent.mkdir(parents=True, exist_ok=True)
    last_scene_path().parent.write_text("in the way")
    app.keep(start())
    assert "cannot be kept" in capsys.readouterr().err


def test_the_window_is_put_on_the_screen_before_anything_is_opened_and_its_picture_before_there_are_panels(
    tiny_atlas, qtbot
):
    seen, opened = [], Opened(with_landmarks(tiny_atlas), DOCUMENT)
    first = First(Composer(opened.atlas)(DOCUMENT.scene), DOCUMENT.camera)

    class View(PlainView):
        def paintEvent(self, event):
            self.drawing.emit()
            seen.append(("drawn", [frame.side for frame in self.frames], hasattr(self.window(), "player")))

    class Asked:
        """Notes what is asked of an opening, which is done."""

        def first(self):
            return seen.append("first") or first

        def go_on(self):
            seen.append("go on")

        def result(self):
            return seen.append("result") or opened

    def present(window):
        window.show()
        QApplication.processEvents()
        seen.append(("presented", window.size(), window.left.geometry().isValid()))

    window = Window(Asked(), View, None, present)
    qtbot.addWidget(window)
    begun = seen.index("first")
    assert seen[begun - 1] == ("presented", window.size(), True)
    assert all(it == ("drawn", [], False) for it in seen[: begun - 1])
    assert seen[begun + 1 :][:4] == ["go on", ("drawn", ["left"], False), "result", ("drawn", ["left", "left"], False)]
    assert window.player.isVisible() and window.view.camera == DOCUMENT.camera
    window.close()


def layout(window):
    QApplication.processEvents()
    return window.size(), window.tree.width(), window.reading.width()


def test_a_window_stands_as_the_one_before_was_left_and_so_it_does_in_another_language(open_window, tiny_atlas):
    before = open_window(with_landmarks(tiny_atlas))
    before.resize(1400, 850)
    before.resizeDocks([before.left, before.right], [340, 380], Qt.Orientation.Horizontal)
    left = layout(before)
    app.keep(before)
    after = open_window(with_landmarks(tiny_atlas))
    assert layout(after) != left
    app.lay_out(after)
    assert layout(after) == left
    after.speak("de")
    assert layout(after) == left


def test_a_damaged_layout_is_told(open_window, tiny_atlas):
    layout_path().parent.mkdir(parents=True, exist_ok=True)
    layout_path().write_text("{")
    window = open_window(with_landmarks(tiny_atlas))
    app.lay_out(window)
    assert "the layout of the window" in window.notices.notices[0].message


def drop(target, *urls):
    """Drops what the addresses lead to; whether the window takes such things."""
    data, action = QMimeData(), Qt.DropAction.CopyAction
    data.setUrls([QUrl(url) for url in urls]) if urls else data.setText("no file")
    rest = (action, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), *rest)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), *rest))
    return enter.isAccepted()


def test_a_scene_that_is_dropped_on_the_picture_is_opened_and_can_be_undone(open_window, tiny_atlas, tmp_path):
    save_document(DOCUMENT, tmp_path / "mine.JSON")
    window = open_window(with_landmarks(tiny_atlas))
    assert drop(window.view, QUrl.fromLocalFile(str(tmp_path / "mine.JSON")))
    assert shown(window) == DOCUMENT
    window.undo.undo()
    assert shown(window).scene == SceneState()


@pytest.mark.parametrize(
    ("urls", "told"),
    [
        (["file:///a/one.json", "file:///a/two.json"], "one saved scene at a time"),
        (["file:///a/hip.png"], "hip.png is no saved scene"),
        (["https://example.org/scene.json"], "is no saved scene"),
        (["file:///nowhere/scene.json"], "scene.json cannot be read"),
    ],
)
def test_anything_else_that_is_dropped_is_told(open_window, tiny_atlas, urls, told):
    window = open_window(with_landmarks(tiny_atlas))
    assert drop(window, *urls)
    assert told in window.notices.notices[-1].message and shown(window).scene == SceneState()


def test_text_that_is_dragged_over_the_window_is_left_alone(open_window, tiny_atlas):
    window = open_window(with_landmarks(tiny_atlas))
    assert not drop(window)
