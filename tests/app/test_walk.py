"""Somebody who never saw it: what is looked for is found by real mouse and keys, within four actions each."""

from __future__ import annotations

import numpy as np
import pytest
from hands import FLIGHT_MS, LEFT
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from glutmin_viewer.ui.palette import Palette
from glutmin_viewer.ui.texts import text

MOST_ACTIONS = 4


class Walker:
    """Acts on a window as a hand does, and writes each act down; ends where it takes too many."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot, self.acts = window, qtbot, []

    def click(self, widget, at=None):
        assert widget.isVisible() and widget.isEnabled()
        self._act(f"click on {widget.text()!r}" if hasattr(widget, "text") else f"click on {widget.accessibleName()!r}")
        QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())

    def choose(self, box, name):
        """Open a box, and click on a row of what it offers."""
        self.click(box)
        rows = box.view()
        self.qtbot.waitUntil(rows.isVisible)
        self.qtbot.wait(QApplication.doubleClickInterval() + 50)  # a box takes what comes sooner for its own click
        row = rows.visualRect(box.model().index(box.findText(name), 0))
        assert rows.viewport().rect().contains(row.center()), f"{name} has to be scrolled to"
        self._act(f"click on {name!r}")
        QTest.mouseClick(rows.viewport(), LEFT, pos=row.center())

    def type(self, words, widget=None):
        self._act(f"type {words!r}")
        QTest.keyClicks(widget or self.window, words)

    def press(self, key, widget=None):
        self._act(f"press {key.name}")
        QTest.keyClick(widget or self.window, key)

    def _act(self, what):
        self.acts.append(what)
        assert len(self.acts) <= MOST_ACTIONS, self.acts


@pytest.fixture
def walker(window, qtbot):
    walker = Walker(window, qtbot)
    yield walker
    print("\n" + "; ".join(walker.acts))


def settled(walker):
    walker.qtbot.waitUntil(lambda: not walker.window.view.flying, timeout=FLIGHT_MS)
    QApplication.processEvents()


def test_where_the_pain_of_the_rear_fibres_is_felt(walker):
    reading = walker.window.reading
    walker.click(reading.pain.buttons["posterior_1"])
    settled(walker)
    assert walker.window.view.stage.scene.items["skin"].pain is not None and reading.pain.key.isVisible()
    assert "back of the thigh" in reading.pain.words.text()


def test_abduction_of_the_hip_plays(walker):
    player = walker.window.player
    walker.choose(player.motion, "Abduction")
    if not player.playback.playing:
        walker.click(player.play)
    knee = np.array([0.0, -400.0, 0.0, 1.0])  # about 400 mm below the hip, on the femur

    def aside_mm():
        femur = next(item for item in walker.window.session.frame.items if item.id == "femur_right")
        return (femur.world_from_points @ knee)[2]

    before = aside_mm()
    walker.qtbot.waitUntil(lambda: abs(aside_mm() - before) > 50.0, timeout=5000)
    assert player.playback.playing and walker.window.session.state.motion == "abduction"


def test_the_muscle_alone_on_the_bone_is_the_first_picture(walker):
    kinds = {item.kind for item in walker.window.session.frame.items}
    flesh = {item.id.partition(".")[0] for item in walker.window.session.frame.items if item.kind == "muscle"}
    assert "skin" not in kinds and flesh == {"gluteus_minimus_right", "gluteus_minimus_left"}


def test_the_massage_of_the_front_fibres_from_their_pain(walker):
    window = walker.window
    walker.click(window.reading.pain.buttons["anterior_1"])
    settled(walker)
    walker.click(window.reading.pain.massage)
    settled(walker)
    walker.click(window.reading.guide.cautions.confirm)
    settled(walker)
    assert window.session.state.posture.name == "massage_anterior"
    assert window.reading.guide.step.id == "massage_front_lie"
    assert "ball" in {item.id for item in window.session.frame.items}


def test_the_massage_of_the_front_fibres_from_the_list_of_postures(walker):
    walker.choose(walker.window.player.motion, text("massage_anterior"))
    assert walker.window.session.state.posture.name == "massage_anterior"


def test_the_massage_by_its_name(walker):
    walker.press(Qt.Key.Key_Slash)
    palette = walker.window.findChild(Palette)
    walker.type("side ball", palette.field)
    walker.press(Qt.Key.Key_Return, palette.field)
    assert walker.window.session.state.posture.name == "massage_anterior"
