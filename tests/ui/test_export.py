"""Taking it along: what the dialog offers and writes; the window lives meanwhile, and stopping leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from glutmin_viewer.content import languages
from glutmin_viewer.core.guide import chapters, step_named
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import with_motion, with_posture
from glutmin_viewer.ui.export import KINDS, ExportDialog, _playing
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.work import Work

SMALL = (96, 64)


@pytest.fixture
def dialog(window) -> ExportDialog:
    window.show_export()
    return window.findChild(ExportDialog)


def written(qtbot, dialog: ExportDialog, path: Path) -> bytes:
    dialog.write(path, SMALL)
    qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)
    return path.read_bytes()


def test_every_kind_is_written_and_told(qtbot, window, dialog, tmp_path):
    window.session.apply(lambda state: with_trigger_point(state, "posterior_2"))
    begins = {"picture": b"\x89PNG", "movie": b"GIF89a", "model": b"glTF", "table": b"flexion_deg"}
    dialog.format.choose("gif")
    dialog.fps.setCurrentIndex(0)
    for kind, begin in begins.items():
        window.show_export()
        dialog.show_kind(kind)
        path = tmp_path / f"a.{kind}.gif"
        assert written(qtbot, dialog, path).startswith(begin), kind
        assert not dialog.isVisible() and window.statusBar().currentMessage() == text("saved", path=path)
    assert len(list(tmp_path.iterdir())) == len(begins) and window.notices.notices == []


def test_the_window_lives_while_a_film_is_made_and_cancel_leaves_no_file(qtbot, window, dialog, tmp_path):
    dialog.show_kind("movie")
    turns, shares = [], []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(1))
    timer.start(0)
    dialog.work.progressed.connect(shares.append)
    dialog.write(tmp_path / "a.mp4", SMALL)
    assert dialog.bar.isVisible() and not dialog.save.isEnabled() and not dialog.kinds.isEnabled()
    qtbot.waitUntil(lambda: len(shares) >= 5, timeout=20_000)
    assert len(turns) >= 4, "other events come between the pictures"
    assert 0.0 <= shares[0] < shares[-1] < 1.0 and dialog.bar.value() > 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4.part"]
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert not dialog.work.busy and list(tmp_path.iterdir()) == []
    assert dialog.isVisible() and dialog.problem.text() == text("export_stopped") and dialog.save.isEnabled()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


@pytest.mark.parametrize("way", ["dialog", "window", "language"])
def test_closing_stops_the_work(qtbot, window, dialog, tmp_path, way):
    dialog.show_kind("movie")
    work = dialog.work
    dialog.write(tmp_path / "a.gif", SMALL)
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=20_000)
    {"dialog": dialog.close, "window": window.close, "language": lambda: window.speak("de")}[way]()
    assert list(tmp_path.iterdir()) == []
    assert way == "language" or not work.busy


def test_what_cannot_be_written_is_one_sentence_in_the_window(qtbot, window, dialog, tmp_path):
    for kind in KINDS:
        dialog.show_kind(kind)
        dialog.write(tmp_path / "nowhere" / "a.gif", SMALL)
        qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)
    assert len(window.notices.notices) == 1 and "choose another place" in window.notices.notices[0].message
    assert list(tmp_path.iterdir()) == [] and dialog.save.isEnabled()


def test_a_hand_out_is_of_the_point_that_is_read_about(window, dialog):
    def offered():
        window.show_export()
        return dialog.point.currentData()

    window.session.apply(lambda state: with_trigger_point(state, "posterior_2"))
    window.session.apply(lambda state: with_trigger_point(state, None))
    assert offered() == "posterior_2"
    for step, point in (("massage_rear_place", "posterior_2"), ("massage_front_moves", "anterior_1")):
        window.reading.guide.confirmed.add("massage")
        window.reading.open_step(step_named(step))
        assert window.reading.guide.step.id == step and offered() == point


def test_it_offers_what_is_shown(window, dialog):
    offered = [dialog.content.itemData(k) for k in range(dialog.content.count())]
    assert [data for data in offered if data is not None] == [
        *(f"motion:{name}" for name in motions()),
        *(f"tour:{name}" for name in chapters()),
    ]
    assert dialog.content.currentData() == f"motion:{next(iter(motions()))}"
    window.session.apply(lambda state: with_trigger_point(with_motion(state, "gait", 0.3), "anterior_2"))
    window.show_export()
    assert dialog.content.currentText() == "What plays now: Walking"
    assert dialog._film(dialog._shown()).duration_s == motions()["gait"].duration_s
    assert dialog.point.currentData() == "anterior_2" and dialog.numbers.currentData() == "motion:gait"
    dialog.show_kind("movie")
    assert dialog.size_px() == window.view.size().toTuple()
    dialog.show_kind("picture")
    assert dialog.size_px()[0] == 1600


def test_a_posture_on_the_ball_is_filmed_in_its_first_move(window):
    state = with_posture(window.session.state, Posture("massage_leg_over"))
    assert _playing(state).move == "up_down" and _playing(window.session.state) is None


@pytest.mark.parametrize(
    ("typed", "size"), [("1600 x 900", (1600, 900)), ("64×64", (64, 64)), ("big", None), ("", None)]
)
def test_a_size_is_typed(dialog, monkeypatch, typed, size):
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: asked.append(given) or ("", ""))
    dialog.sizes.setCurrentIndex(dialog.sizes.count() - 1)
    assert dialog.typed.isVisible()
    dialog.typed.setText(typed)
    dialog.save.click()
    assert bool(asked) == (size is not None) and dialog.problem.isVisible() == (size is None)
    if size is not None:
        assert dialog.size_px() == size
    assert not dialog.work.busy


def test_a_name_gets_the_ending_of_what_it_is(qtbot, dialog, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "my hip"), ""))
    dialog.show_kind("table")
    dialog.save.click()
    qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)
    assert (tmp_path / "my hip.csv").read_text().count("\n") > 40


@pytest.mark.parametrize("language", languages())
def test_nothing_is_cut_short(window, language):
    window.speak(language)
    window.show_export()
    dialog = window.findChild(ExportDialog)
    for kind in KINDS:
        dialog.show_kind(kind)
        for button in (*dialog.kinds.buttons.values(), *dialog.format.buttons.values(), dialog.save, dialog.cancel):
            if button.isVisible():
                assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()) + 8, button.text()
    assert window.toolbar.sizeHint().width() <= window.minimumWidth()


def test_a_fault_ends_the_work_and_is_told_by_whoever_watches(qtbot, window):
    work, failed, closed = Work(window), [], []

    def steps():
        try:
            yield 0.5
            raise ZeroDivisionError
        finally:
            closed.append(True)

    work.failed.connect(failed.append)
    with qtbot.captureExceptions() as faults:
        work.start(steps())
        qtbot.waitUntil(lambda: not work.busy)
    assert [kind for kind, *_ in faults] == [ZeroDivisionError] and failed == [""] and closed == [True]
