"""The page of the guide: its steps drive the scene, by button, key, chapter and search; the way back to a view."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from glutmin_viewer.content import content
from glutmin_viewer.core.camera import hip_camera
from glutmin_viewer.core.guide import camera_of, chapters, scene_of, step_named, steps
from glutmin_viewer.core.state import shown
from glutmin_viewer.ui.breath import BreathTimer, breath


@pytest.fixture
def window(open_window, atlas, monkeypatch):
    monkeypatch.setenv("GLUTMIN_REDUCED_MOTION", "1")  # steps stand still, to be compared
    window = open_window(atlas)
    window.reading.pages.buttons["guide"].click()
    return window


def test_the_tour_goes_through_every_step_and_back(window, atlas):
    guide = window.reading.guide
    for place, step in enumerate(steps()):
        assert guide.step == step and guide.isVisible() and guide.title.text() == content().guide[step.id].name
        assert window.session.state == scene_of(step, "right", atlas)
        assert window.view.camera == camera_of(step, window.session.state)
        assert guide.progress.text() == f"Step {place + 1} of {len(steps())}"
        assert window.reading.safety.button.isVisible()
        if step.confirms is not None:
            assert not guide.next.isEnabled() and guide.cautions.isVisible()
            guide.cautions.confirm.click()
        else:
            guide.next.click()
    assert not guide.next.isEnabled()
    guide.back.click()
    assert guide.step == steps()[-2]


def test_keys_go_on_and_back_and_to_the_view_of_the_step(window, qtbot):
    guide = window.reading.guide
    qtbot.keyClick(window, "N")
    assert guide.step == steps()[1]
    qtbot.keyClick(window, "B")
    assert guide.step == steps()[0]
    window.view.look(hip_camera("inferior", "right"))
    qtbot.keyClick(window, "G")
    assert window.view.camera == camera_of(steps()[0], window.session.state)


def test_every_step_and_so_every_fact_is_three_actions_away(window):
    """The guide, its contents, the step; what has to be confirmed first is confirmed once."""
    window.reading.guide.confirmed |= {"massage", "leg_over"}
    guide, box = window.reading.guide, window.reading.guide.contents
    carried = set()
    for step in steps():
        window.reading.pages.buttons["points"].click()
        window.reading.pages.buttons["guide"].click()
        box.activated.emit(box.findData(step.id))
        assert guide.step == step and guide.title.isVisible()
        carried |= set(content().guide[step.id].facts)
    assert len(carried) == 66
    headings = [box.itemText(i) for i in range(box.count()) if box.itemData(i) is None]
    assert headings == [content().chapters[name] for name in chapters()]


def test_a_step_of_the_massage_asks_for_its_cautions_first(window):
    guide = window.reading.guide
    guide.open(step_named("massage_front_lie"))
    assert guide.step == step_named("massage_before") and "Front fibres: lie on the ball" in guide.problem.text()
    assert window.session.state.posture.name == "massage_anterior" and guide.cautions.isVisible()
    guide.go(1)
    assert guide.step == step_named("massage_before")
    assert "Confirm" in guide.problem.text()
    guide.cautions.confirm.click()
    assert guide.step == step_named("massage_front_lie") and not guide.cautions.isVisible()
    guide.open(step_named("massage_leg_over"))
    assert guide.step == step_named("massage_over_before") and "hip replacement" in guide.cautions.words.text()
    guide.cautions.confirm.click()
    assert guide.step == step_named("massage_leg_over")
    guide.open(step_named("massage_before"))
    assert guide.next.isEnabled() and not guide.cautions.confirm.isEnabled()


def test_moves_of_the_massage_play_as_motions_do(window, monkeypatch):
    guide = window.reading.guide
    guide.confirmed |= {"massage", "leg_over"}
    monkeypatch.delenv("GLUTMIN_REDUCED_MOTION")
    guide.open(step_named("massage_front_moves"))
    player = window.player
    assert player.playback.playing and player.scrub.isEnabled() and player.time.isVisible()
    player.scrub.setValue(player.scrub.maximum() // 8)
    assert window.session.state.posture.up_mm > 5.0 and not player.playback.playing
    assert window.reading.probe.isVisible() and not window.reading.info.isVisible()
    guide.open(step_named("massage_leg_over"))
    assert player.playback.playing and window.session.state.posture.over < 0.2
    guide.open(step_named("massage_rear_lie"))
    assert not player.playback.playing
    player.toggle()
    assert player.playback.playing and window.session.state.posture.name == "massage_posterior"
    player.pause()


def test_the_timer_breathes_runs_down_and_says_that_it_is_ours(qtbot):
    now = [0.0]
    timer = BreathTimer(lambda: now[0])
    qtbot.addWidget(timer)
    timer.button.click()
    told = []
    for second in np.arange(0.0, 60.5, 0.5):
        now[0] = second
        timer.tell()
        told.append(timer.words.text())
    assert told[2].startswith("Breathe in") and told[12].startswith("Breathe out") and told[-1] == "Done"
    assert not timer.running and "ours" in timer.note.text()
    inward = [breath(t)[0] for t in np.arange(0.0, 60.0, 0.25)]
    assert sum(a != b for a, b in pairwise(inward)) == 11  # six breaths a minute
    shares = np.array([breath(t)[1] for t in np.arange(0.0, 20.0, 0.05)])
    assert np.abs(np.diff(shares)).max() < 0.025


def test_the_timer_pauses_goes_on_and_outlives_a_change_of_language(qtbot):
    now = [0.0]
    timer, other = BreathTimer(lambda: now[0]), BreathTimer(lambda: now[0])
    qtbot.addWidget(timer)
    qtbot.addWidget(other)
    timer.lengths.buttons["90"].click()
    timer.button.click()
    now[0] = 12.0
    timer.button.click()
    assert not timer.running and timer.words.text() == "1:18" and timer.button.text() == "Go on"
    now[0] = 500.0
    timer.button.click()
    now[0] = 501.0
    other.come_back_to(timer)
    assert other.running and not timer.running and other.words.text().endswith("1:17")
    other.reset()
    assert not other.running and other.words.text() == "1:30"


def test_sitting_has_sliders_for_seat_lean_and_wallet(window):
    window.reading.guide.open(step_named("short_and_stretched"))
    seat = window.player.seat
    assert seat.isVisible() and window.session.state.colour_by == "length"
    before = [row.length_mm for row in window.session.frame.measurements]
    seat.recline.setValue(30)
    assert [row.length_mm for row in window.session.frame.measurements] != before
    window.reading.guide.open(step_named("wallet"))
    assert seat.wallet.value() == 25 and {item.id for item in window.session.frame.items} >= {"wallet"}
    seat.wallet.setValue(0)
    assert "wallet" not in {item.id for item in window.session.frame.items}


def test_search_finds_words_singly_one_step_after_another(window):
    guide = window.reading.guide
    guide.search.setText("ball roll")
    guide.confirmed |= {"massage", "leg_over"}
    found = []
    for _ in range(3):
        guide.search.returnPressed.emit()
        found.append(guide.step)
    assert len(set(found)) >= 2 and "of" in guide.problem.text()
    guide.search.setText("coughing")
    guide.search.returnPressed.emit()
    assert guide.step.cause is not None


def test_search_finds_a_step_and_a_word_of_none_is_told(window):
    guide = window.reading.guide
    guide.search.setText("sciatica")
    guide.search.returnPressed.emit()
    assert guide.step == step_named("what_it_does_to_you")
    guide.search.setText("bagpipe")
    guide.search.returnPressed.emit()
    assert guide.step == step_named("what_it_does_to_you") and "bagpipe" in guide.problem.text()


def test_the_other_pages_are_a_click_away_and_the_guide_remembers_its_step(window):
    guide = window.reading.guide
    guide.open(step_named("front_pattern"))
    window.reading.pages.buttons["points"].click()
    assert not guide.isVisible() and window.reading.pain.isVisible()
    assert window.session.state.trigger_point == "anterior_1"
    window.reading.pages.buttons["guide"].click()
    assert guide.step == step_named("front_pattern") and guide.isVisible()


def test_where_it_hurts_can_be_painted_inside_the_guide(window):
    window.reading.guide.open(step_named("where_it_hurts"))
    assert window.reading.where.isVisible() and window.reading.guide.isVisible() and window.view.brush
    window.reading.guide.next.click()
    assert not window.reading.where.isVisible() and not window.view.brush


def test_a_step_of_the_other_hip_is_mirrored(window, atlas):
    window.toolbar.side_wanted.emit("left")
    window.reading.guide.open(step_named("pinched_nerve"))
    assert window.session.state == scene_of(step_named("pinched_nerve"), "left", atlas)


def test_a_motion_plays_unless_reduced_motion_is_asked_for(window, monkeypatch):
    window.reading.guide.open(step_named("walk"))
    assert not window.player.playback.playing
    monkeypatch.delenv("GLUTMIN_REDUCED_MOTION")
    window.reading.guide.open(step_named("flex"))
    assert window.player.playback.playing
    window.reading.guide.next.click()
    window.reading.guide.open(steps()[0])
    assert not window.player.playback.playing


def test_search_finds_every_step_by_its_name(window):
    window.reading.guide.confirmed |= {"massage", "leg_over"}
    guide = window.reading.guide
    for step in steps():
        guide.search.setText(content().guide[step.id].name)
        guide.search.returnPressed.emit()
        assert guide.step == step


def test_a_higher_seat_keeps_what_somebody_hid(window):
    window.reading.guide.open(step_named("short_and_stretched"))
    window.session.apply(lambda state: shown(state, ["skin"], False))
    window.player.seat.recline.setValue(30)
    assert "skin" in window.session.state.hidden


def test_the_other_hip_shows_the_same_step_there(window, qtbot, atlas):
    window.reading.guide.open(step_named("pinched_nerve"))
    qtbot.keyClick(window, "X")
    assert window.session.state == scene_of(step_named("pinched_nerve"), "left", atlas)
