"""The window's parts in German: decimal commas, directions typed in German, the English name beside the German one."""

from __future__ import annotations

import pytest
from plain import with_landmarks
from PySide6.QtCore import Qt

from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.probe import FAT, Layer, Probe
from glutmin_viewer.core.state import selected, with_motion, with_pose
from glutmin_viewer.ui.free_pose import FreePose, parse_angle
from glutmin_viewer.ui.info import InfoPanel
from glutmin_viewer.ui.player import Player
from glutmin_viewer.ui.probe import words_of
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.stance import MassBox

pytestmark = pytest.mark.usefixtures("in_german")


@pytest.fixture
def session(tiny_atlas):
    return Session(with_landmarks(tiny_atlas), pytest.fail)


def typed(qtbot, box, words):
    box.selectAll()
    qtbot.keyClicks(box, words)
    qtbot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("words", "axis", "meant"),
    [
        ("Abspreizung 30", "adduction", -30.0),
        ("12,5 Grad an", "adduction", 12.5),
        ("außen 20", "internal_rotation", -20.0),
        ("20° aussen", "internal_rotation", -20.0),
        ("20 innen", "internal_rotation", 20.0),
        ("abduction 30", "adduction", None),
        ("a 30", "adduction", None),
    ],
)
def test_directions_are_typed_in_german(words, axis, meant):
    assert parse_angle(words, axis, 0.0) == meant


def test_an_angle_is_written_with_a_comma_and_its_box_is_wide_enough(qtbot, session):
    panel = FreePose(session.apply)
    qtbot.addWidget(panel)
    session.store.subscribe(lambda old, new: panel.show_frame(new, session.frame))
    typed(qtbot, panel.boxes["adduction"], "Abspreizung 12,5")
    assert session.state.pose == HipPose(0.0, -12.5, 0.0)
    for box in panel.boxes.values():
        assert box.width() > box.fontMetrics().horizontalAdvance("30,5° Abspreizung")
    assert panel.boxes["adduction"].text() == "12,5° Abspreizung"


def test_a_mass_is_written_with_a_comma(qtbot):
    box = MassBox()
    qtbot.addWidget(box)
    typed(qtbot, box, "62,5")
    assert box.value() == 62.5 and box.text() == "62,5 kg"


def test_the_pose_keeps_the_capitals_of_nouns(qtbot, session):
    player = Player(session.atlas, session.apply, session.play, session.rest, lambda: 0.0)
    qtbot.addWidget(player)
    session.store.subscribe(lambda old, new: player.show_frame(new, session.frame))
    session.apply(lambda state: with_pose(state, HipPose(30.0, 0.0, 20.0)))
    assert player.pose.text() == "Beugung 30° · Innenrotation 20°"
    assert "," in player.readout.lengths["anterior"].text() and "." not in player.readout.lengths["anterior"].text()
    session.apply(lambda state: with_motion(state, "flexion", 1.0))
    assert player.time.text() == "1,0 / 4,0 s"
    player.show_page("plots")
    ticks = player.plots.change.getAxis("left").tickStrings([-0.5, 0.0, 0.5], 1.0, 0.5)
    assert ticks == ["−0,5", "0,0", "0,5"] and "1,00 s" in player.plots.values_at(1.0)


def test_the_english_name_stands_beside_the_german_one(qtbot, session):
    panel = InfoPanel(session.atlas)
    qtbot.addWidget(panel)
    session.apply(lambda state: selected(state, "gluteus_minimus_right.anterior"))
    panel.show_state(session.state)
    assert panel.name.text() == "Vordere Fasern, Kleiner Gesäßmuskel, rechts"
    assert panel.other.text() == "Englisch: Anterior fibres" and panel.latin.text() == "Musculus gluteus minimus"


def test_layers_under_the_skin_keep_their_names():
    layers = (
        Layer(FAT, 0.0, 16.0),
        Layer("gluteus_maximus_right", 16.0, 33.0),
        Layer("gluteus_minimus_right", 33.0, 40.0),
    )
    said = words_of(Probe((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), layers, None, None))
    assert said == (
        "Der kleine Gesäßmuskel beginnt hier in 33 mm Tiefe. "
        "Über ihm: Haut, Fett und Faszie (16 mm) und Großer Gesäßmuskel (17 mm)."
    )
