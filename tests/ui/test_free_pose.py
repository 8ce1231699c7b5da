"""The free pose: what is typed and dragged, in clinical words, and that it follows what plays."""

from __future__ import annotations

import pytest
from plain import with_landmarks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import STANDING, HipPose
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.state import with_motion, with_pose
from glutmin_viewer.ui.free_pose import FreePose, parse_angle
from glutmin_viewer.ui.session import Session


@pytest.fixture
def shown(qtbot, tiny_atlas):
    session = Session(with_landmarks(tiny_atlas), pytest.fail)
    panel = FreePose(session.apply)
    qtbot.addWidget(panel)
    panel.show_frame(session.state, session.frame)
    session.store.subscribe(lambda old, new: panel.show_frame(new, session.frame))
    panel.show()
    return panel, session


def typed(qtbot, box, words):
    box.selectAll()
    qtbot.keyClicks(box, words)
    qtbot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("words", "current", "meant"),
    [
        ("abduction 30", 0.0, -30.0),
        ("30 abduction", 0.0, -30.0),
        ("30° Abd", 5.0, -30.0),
        ("adduction 10", -20.0, 10.0),
        ("30", -5.0, -30.0),
        ("30", 5.0, 30.0),
        ("30", 0.0, -30.0),  # abduction goes further than adduction
        ("-30", 5.0, -30.0),
        ("+12,5", -5.0, 12.5),
        ("0", -5.0, 0.0),
        ("flexion 30", 0.0, None),
        ("ad 5 ab", 0.0, None),
        ("a 5", 0.0, None),
        ("abduction -5", 0.0, None),
        ("", 0.0, None),
        ("nan", 0.0, None),
        ("1e3", 0.0, None),
    ],
)
def test_what_is_meant_by_what_is_typed(words, current, meant):
    assert parse_angle(words, "adduction", current) == meant


def test_an_angle_is_typed_in_words(shown, qtbot):
    panel, session = shown
    typed(qtbot, panel.boxes["adduction"], "abduction 30")
    assert session.state.pose == HipPose(0.0, -30.0, 0.0) and panel.boxes["adduction"].text() == "30° abduction"
    typed(qtbot, panel.boxes["internal_rotation"], "ext 12.5")
    assert session.state.pose == HipPose(0.0, -30.0, -12.5)
    assert panel.boxes["internal_rotation"].text() == "12.5° external" and panel.sliders["adduction"].value() == -30
    typed(qtbot, panel.boxes["adduction"], "nonsense")
    assert session.state.pose.adduction_deg == -30.0 and panel.boxes["adduction"].text() == "30° abduction"
    typed(qtbot, panel.boxes["flexion"], "flexion 500")
    assert panel.boxes["flexion"].text() == "120° flexion"


def test_what_is_not_taken_as_typed_is_said_until_the_next_angle(shown, qtbot):
    panel, *_ = shown
    usual = panel.hint.text()
    typed(qtbot, panel.boxes["flexion"], "ext 500")
    assert "30° of extension" in panel.hint.text()
    typed(qtbot, panel.boxes["flexion"], "nonsense")
    assert '"nonsense"' in panel.hint.text()
    typed(qtbot, panel.boxes["flexion"], "20")
    assert panel.hint.text() == usual
    for words in ("abduction 90", "abduction 99"):  # told again, though the angle is the same
        typed(qtbot, panel.boxes["adduction"], words)
        assert "45° of abduction" in panel.hint.text()


@pytest.mark.parametrize("pose", [HipPose(-30.0, -45.0, -45.0), HipPose(120.0, 30.0, 45.0), STANDING])
def test_no_number_is_ever_negative(shown, pose):
    panel, session = shown
    session.apply(lambda state: with_pose(state, pose))
    assert not any(sign in box.text() for box in panel.boxes.values() for sign in "-−")


def test_sliders_set_one_angle_and_leave_the_others(shown):
    panel, session = shown
    panel.sliders["flexion"].setValue(60)
    panel.sliders["internal_rotation"].setValue(-20)
    assert session.state.pose == HipPose(60.0, 0.0, -20.0)
    assert panel.boxes["flexion"].text() == "60° flexion"


def test_it_follows_a_motion_until_a_slider_holds_the_pose(shown):
    panel, session = shown
    session.apply(lambda state: with_motion(state, "abduction", 1.8))
    assert panel.boxes["adduction"].text() == "35° abduction" and panel.sliders["adduction"].value() == -35
    panel.sliders["flexion"].setValue(20)
    assert session.state.motion is None and session.state.pose == HipPose(20.0, -35.0, 0.0)


def test_what_is_being_typed_is_not_overwritten_by_a_motion(shown, qtbot):
    panel, session = shown
    box = panel.boxes["adduction"]
    box.selectAll()
    qtbot.keyClicks(box, "abd 2")
    session.apply(lambda state: with_motion(state, "abduction", 1.0))
    assert box.text() == "abd 2"
    qtbot.keyClicks(box, "5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert session.state.pose.adduction_deg == -25.0 and box.text() == "25° abduction"


def test_reset_stands_the_figure_up_again(shown):
    panel, session = shown
    assert not panel.reset.isEnabled()
    panel.sliders["flexion"].setValue(60)
    panel.reset.click()
    assert session.state.pose == STANDING and session.state.posture == Posture() and not panel.reset.isEnabled()


def test_a_refused_pose_leaves_the_controls_as_they_were(qtbot, tiny_atlas):
    session, told = Session(with_landmarks(tiny_atlas), lambda message: told.append(message)), []

    def refuse(verb):
        session.apply(lambda state: (_ for _ in ()).throw(InputError("not this one: take another.")))

    panel = FreePose(refuse)
    qtbot.addWidget(panel)
    panel.show_frame(session.state, session.frame)
    panel.sliders["flexion"].setValue(60)
    assert panel.sliders["flexion"].value() == 0 and panel.boxes["flexion"].text() == "0°"
    assert told == ["not this one: take another."]


def test_the_ends_show_the_range_in_words(shown):
    panel, _ = shown
    words = [label.text() for label in panel.findChildren(QLabel)]
    for end in ("Extension 30°", "Flexion 120°", "Abduction 45°", "Adduction 30°", "External rotation 45°"):
        assert end in words
