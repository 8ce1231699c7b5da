"""What takes long is said at once, until it is over; what can be cut can be stopped, and nothing has happened then."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from glutmin_viewer import app
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.on_ball import is_worked_out
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.state import selected, with_posture
from glutmin_viewer.ui import preparing
from glutmin_viewer.ui.busy import sign
from glutmin_viewer.ui.preparing import Preparing, pieces
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.texts import text

CTRL = Qt.KeyboardModifier.ControlModifier


def cursor():
    shown = QApplication.overrideCursor()
    return None if shown is None else shown.shape()


class Making:
    """Work that goes on until it may end, and leads to a word, or to a fault."""

    def __init__(self, fault=None):
        self.may_end, self.fault, self.made = False, fault, []

    def steps(self):
        while not self.may_end:
            yield 0.375
        if self.fault is not None:
            raise self.fault
        return "made"


@pytest.fixture
def said(window):
    """All that the status line says from now on."""
    heard = []
    window.statusBar().messageChanged.connect(heard.append)
    return heard


def begun(qtbot, window, fault=None):
    making = Making(fault)
    window.busy.run("Something is made…", making.steps(), making.made.append)
    assert "Something is made… 0 %" in window.statusBar().currentMessage(), "at once"
    qtbot.waitUntil(lambda: "Something is made… 37 %" in window.statusBar().currentMessage())
    assert window.busy.button.isVisible() and cursor() == Qt.CursorShape.BusyCursor
    return making


def is_over(window):
    return not window.busy.work.busy and cursor() is None and window.busy.button.isHidden()


@pytest.mark.parametrize("of", ["window", "player"])
def test_a_sign_is_there_until_it_is_over_also_after_an_error(window, of):
    widget = {"window": window, "player": window.player}[of]
    window.statusBar().showMessage("before")
    with sign(widget, "It takes long…"):
        assert window.statusBar().currentMessage() == "It takes long…" and cursor() == Qt.CursorShape.WaitCursor
    assert window.statusBar().currentMessage() == "before" and cursor() is None
    with pytest.raises(ZeroDivisionError), sign(widget, "It takes long…"):
        raise ZeroDivisionError
    assert window.statusBar().currentMessage() == "before" and cursor() is None


def test_where_there_is_no_status_line_nothing_is_said(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    with sign(dialog, "It takes long…"):
        assert cursor() is None


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("busy_look", lambda window: window.choose(msgspec.structs.replace(window.settings, theme="light"))),
        ("busy_look", lambda window: window.speak("de")),
        ("busy_plots", lambda window: window.player.show_page("plots")),
        ("busy_quiz", lambda window: window.reading.open_quiz()),
        ("busy_claims", lambda window: window.show_claims()),
    ],
)
def test_what_takes_long_is_said(window, said, words, act):
    act(window)
    assert text(words) in said and cursor() is None
    assert window.statusBar().currentMessage() == ""
    window.choose(msgspec.structs.replace(window.settings, theme="dark", language="en"))


def test_a_posture_is_said_to_be_worked_out_once(atlas):
    waited = []

    class Waiting:
        def __enter__(self):
            waited.append("begins")

        def __exit__(self, *_):
            waited.append("ends")

    session = Session(atlas, pytest.fail, Waiting)
    session.apply(lambda state: with_posture(state, Posture("side_lying")))
    assert waited == []
    fresh = not is_worked_out(atlas, "anterior")
    for forward_mm in (0.0, 5.0):
        posture = Posture("massage_anterior", forward_mm=forward_mm)
        session.apply(lambda state, posture=posture: with_posture(state, posture))
    assert waited == (["begins", "ends"] if fresh else [])


def test_long_work_is_done_once_and_told(qtbot, window):
    making = begun(qtbot, window)
    making.may_end = True
    qtbot.waitUntil(lambda: making.made == ["made"])
    assert is_over(window) and window.statusBar().currentMessage() == ""


@pytest.mark.parametrize("way", ["key", "button", "closing"])
def test_long_work_is_stopped(qtbot, window, way):
    making, state = begun(qtbot, window), window.session.state
    if way == "key":
        qtbot.keyClick(window.view, Qt.Key.Key_Escape)
    elif way == "button":
        qtbot.mouseClick(window.busy.button, Qt.MouseButton.LeftButton)
    else:
        window.close()
    assert is_over(window) and window.statusBar().currentMessage() == text("busy_stopped")
    making.may_end = True
    qtbot.wait(20)
    assert making.made == [] and window.session.state is state


def test_esc_is_the_windows_own_again_when_nothing_is_done(qtbot, window):
    begun(qtbot, window).may_end = True
    qtbot.waitUntil(lambda: is_over(window))
    window.session.apply(lambda state: msgspec.structs.replace(state, selection="skin"))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.selection is None


def test_what_goes_wrong_is_told_and_the_sign_goes(qtbot, window):
    begun(qtbot, window, InputError("that cannot be.")).may_end = True
    qtbot.waitUntil(lambda: is_over(window))
    assert [notice.message for notice in window.notices.notices] == ["that cannot be."]
    with qtbot.captureExceptions() as faults:
        begun(qtbot, window, ZeroDivisionError()).may_end = True
        qtbot.waitUntil(lambda: is_over(window))
    assert [kind for kind, *_ in faults] == [ZeroDivisionError]


def test_a_second_work_is_refused_in_words_and_the_first_goes_on(qtbot, window):
    making = begun(qtbot, window)
    QApplication.clipboard().setText("words")
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL)
    told = window.statusBar().currentMessage()
    assert told.startswith("Not yet. Something is made…") and "Esc" in told
    making.may_end = True
    qtbot.waitUntil(lambda: making.made == ["made"])
    assert is_over(window) and QApplication.clipboard().text() == "words"


def test_a_copy_that_is_stopped_leaves_the_clipboard(qtbot, window, monkeypatch):
    whole = window.what_is_shown
    monkeypatch.setattr(window, "what_is_shown", lambda: whole()._replace(size=(120, 90)))
    QApplication.clipboard().setText("words")
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL)
    assert text("copy_busy") in window.statusBar().currentMessage() and window.busy.work.busy
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert is_over(window) and QApplication.clipboard().text() == "words"


def test_a_view_is_drawn_while_its_name_is_asked_for(qtbot, window):
    dialog = window.keeping.ask()
    dialog._draw()
    assert dialog.picture.text() == text("copy_busy") and dialog.cursor().shape() == Qt.CursorShape.BusyCursor
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull())
    assert dialog.cursor().shape() == Qt.CursorShape.ArrowCursor
    dialog.reject()
    other = window.keeping.ask()
    other._draw()
    work = other._work
    other.reject()
    assert not work.busy and window.keeping.named() == {}


def test_what_may_be_asked_for_is_prepared_unless_somebody_is_at_work(qtbot, window, tiny_atlas, monkeypatch):
    done, occupied = [], [True]
    monkeypatch.setattr(preparing, "READY_MS", 0)
    monkeypatch.setattr(preparing, "PAUSE_MS", 0)
    monkeypatch.setattr(preparing, "pieces", lambda atlas: (done.append(k) for k in range(3)))
    made = Preparing(window, tiny_atlas, lambda: occupied[0])
    qtbot.wait(30)
    assert done == []
    occupied[0] = False
    qtbot.waitUntil(lambda: not made._timer.isActive() and done == [0, 1, 2])


def test_memory_is_given_back_after_a_while_without_a_change_unless_something_plays(qtbot, window, monkeypatch):
    given_back = []
    monkeypatch.setattr(app, "TIDIED_MS", 30)
    monkeypatch.setattr(app, "give_back_what_is_free", lambda: given_back.append(True))
    window.preparing._timer.stop()
    app.tidy_at_rest(window)
    qtbot.waitUntil(lambda: len(given_back) == 1)  # of what was needed for the start
    qtbot.wait(100)
    assert len(given_back) == 1
    window.session.apply(lambda state: selected(state, "sacrum"))
    qtbot.waitUntil(lambda: len(given_back) == 2)
    window.player.toggle()
    qtbot.wait(200)
    assert len(given_back) == 2
    window.player.toggle()
    qtbot.waitUntil(lambda: len(given_back) == 3)


def test_nothing_is_said_of_what_an_atlas_lacks(tiny_atlas):
    atlas = load_atlas(bundled_atlas())  # of which nothing has been worked out yet
    assert sum(1 for _ in pieces(tiny_atlas)) >= 2
    assert sum(1 for _ in pieces(atlas)) >= 8
    assert is_worked_out(atlas, "anterior") and is_worked_out(atlas, "posterior")
