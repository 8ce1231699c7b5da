"""The plots on a real session: what is drawn, what moves with the time, and where clicks and keys lead."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from plain import with_landmarks
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolTip
from vision import DICHROMATS, contrast, luminance, seen_by

from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.measure import measure
from glutmin_viewer.core.motions import motion, motions
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.state import with_motion, with_pose, with_side
from glutmin_viewer.ui.player import Player
from glutmin_viewer.ui.plots import DASHES, UP
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.theme import DARK, LIGHT


@pytest.fixture
def shown(qtbot, tiny_atlas):
    """Plots in their player, on the screen, with the session."""
    return opened(qtbot, Session(with_landmarks(tiny_atlas), pytest.fail))


def opened(qtbot, session):
    player = Player(session.atlas, session.apply, session.play, session.rest, lambda: 0.0)
    qtbot.addWidget(player)
    player.show_frame(session.state, session.frame)
    session.store.subscribe(lambda old, new: player.show_frame(new, session.frame))
    player.resize(960, 270)
    player.show_page("plots")
    player.show()
    qtbot.waitExposed(player)
    return player, player.plots, session


def drawn(plot, group):
    x, y = plot.curves[group].getData()
    return np.array(x), np.array(y)


def pixel(plot, x):
    """Where an x of a plot is on the widget, halfway up."""
    view = plot.getViewBox()
    return plot.mapFromScene(view.mapViewToScene(QPointF(x, view.viewRect().center().y())))


def test_the_window_starts_without_the_library_of_the_plots():
    script = "import sys, glutmin_viewer.app; print('pyqtgraph' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize("name", [name for name, found in motions().items() if found.beside is None])
def test_over_a_motion_the_lines_are_what_is_measured_about_its_axis(shown, name):
    _, plots, session = shown
    time_s = 0.4 * motion(name).duration_s
    session.apply(lambda state: with_motion(state, name, time_s))
    axis = motion(name).axis
    for row in measure(session.atlas, "right", session.frame.pose):
        x, change = drawn(plots.change, row.group)
        assert (x[0], x[-1]) == (0.0, motion(name).duration_s)
        assert np.interp(time_s, x, change) == pytest.approx(row.change_percent, abs=0.05)
        arm = np.interp(time_s, *drawn(plots.arm, row.group))
        assert arm == pytest.approx(UP[axis] * getattr(row.moment_arm_mm, axis), abs=0.1)
    assert plots.lever.currentData() == axis
    assert plots.change.cursor.value() == plots.arm.cursor.value() == pytest.approx(time_s)


def test_while_only_the_time_changes_only_the_cursor_moves(shown):
    _, plots, session = shown
    session.apply(lambda state: with_motion(state, "abduction"))
    replotted = []
    for plot in (plots.change, plots.arm):
        for curve in plot.curves.values():
            curve.sigPlotChanged.connect(lambda _: replotted.append(1))
    for time_s in (0.5, 1.0, 2.0):
        session.apply(lambda state, time_s=time_s: with_motion(state, "abduction", time_s))
        assert plots.change.cursor.value() == plots.arm.cursor.value() == time_s
    assert not replotted
    session.apply(lambda state: with_side(state, "left"))
    assert len(replotted) == 2 * len(DASHES)


def test_without_a_motion_an_angle_runs_through_the_pose(shown):
    _, plots, session = shown
    pose = HipPose(30.0, -10.0, 5.0)
    session.apply(lambda state: with_pose(state, pose))
    assert plots.against.isVisibleTo(plots) and not plots.over.isVisibleTo(plots)
    for k, axis in enumerate(AXES):
        plots.against.setCurrentIndex(k)
        plots.against.activated.emit(k)
        here = getattr(pose, f"{axis}_deg")
        assert plots.arm.cursor.value() == here and plots.lever.currentData() == axis
        for row in measure(session.atlas, "right", pose):
            assert np.interp(here, *drawn(plots.change, row.group)) == pytest.approx(row.change_percent, abs=0.05)
    session.apply(lambda state: with_motion(state, "flexion"))
    assert not plots.against.isVisibleTo(plots) and plots.over.isVisibleTo(plots)


def test_another_axis_of_the_moment_arm_redraws_it_and_its_words(shown):
    _, plots, session = shown
    session.apply(lambda state: with_motion(state, "flexion", 1.0))
    plots.lever.setCurrentIndex(AXES.index("adduction"))
    plots.lever.activated.emit(plots.lever.currentIndex())
    row = measure(session.atlas, "right", session.frame.pose)[0]
    assert np.interp(1.0, *drawn(plots.arm, row.group)) == pytest.approx(-row.moment_arm_mm.adduction, abs=0.1)
    session.apply(lambda state: with_motion(state, "flexion", 1.5))
    assert plots.lever.currentData() == "adduction"  # kept until another motion is chosen
    session.apply(lambda state: with_motion(state, "internal_rotation"))
    assert plots.lever.currentData() == "internal_rotation"


def test_a_click_and_a_drag_go_to_a_time_and_pause(shown, qtbot):
    player, plots, session = shown
    session.apply(lambda state: with_motion(state, "flexion"))
    player.toggle()
    qtbot.mousePress(plots.change.viewport(), Qt.MouseButton.LeftButton, pos=pixel(plots.change, 1.0))
    assert session.state.motion_time_s == pytest.approx(1.0, abs=0.05) and not player.playback.playing
    qtbot.mouseRelease(plots.change.viewport(), Qt.MouseButton.LeftButton, pos=pixel(plots.change, 1.0))
    qtbot.mouseClick(plots.arm.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 50))  # left of the axis
    assert session.state.motion_time_s == 0.0


def test_a_click_without_a_motion_goes_to_a_pose(shown, qtbot):
    _, plots, session = shown
    session.apply(lambda state: with_pose(state, HipPose(0.0, -10.0, 0.0)))
    qtbot.mouseClick(plots.arm.viewport(), Qt.MouseButton.LeftButton, pos=pixel(plots.arm, 60.0))
    assert session.state.pose.flexion_deg == pytest.approx(60.0, abs=1.0) and session.state.pose.adduction_deg == -10.0


def test_arrow_keys_step_and_stay_inside(shown, qtbot):
    _, plots, session = shown
    session.apply(lambda state: with_motion(state, "flexion", 1.0))
    qtbot.keyClick(plots.change, Qt.Key.Key_Right)
    assert session.state.motion_time_s == pytest.approx(1.05)
    qtbot.keyClick(plots.arm, Qt.Key.Key_End)
    qtbot.keyClick(plots.arm, Qt.Key.Key_Right)
    assert session.state.motion_time_s == 4.0
    qtbot.keyClick(plots.arm, Qt.Key.Key_Home)
    assert session.state.motion_time_s == 0.0


def test_wheel_and_right_button_leave_the_ranges_alone(shown, qtbot):
    _, plots, session = shown
    session.apply(lambda state: with_motion(state, "flexion", 1.0))
    before = plots.change.getViewBox().viewRange()
    qtbot.mousePress(plots.change.viewport(), Qt.MouseButton.RightButton, pos=QPoint(90, 60))
    qtbot.mouseMove(plots.change.viewport(), QPoint(130, 90))
    qtbot.mouseRelease(plots.change.viewport(), Qt.MouseButton.RightButton, pos=QPoint(130, 90))
    qtbot.mouseDClick(plots.change.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(130, 90))
    assert plots.change.getViewBox().viewRange() == before


def test_values_are_told_with_their_direction_and_without_a_sign(shown):
    _, plots, session = shown
    session.apply(lambda state: with_motion(state, "abduction", 1.0))
    words = plots.values_at(1.8)
    told = re.sub("<[^>]*>", " ", words)
    assert "1.80 s" in told and "shorter" in told and "abduction" in told and "-" not in told
    plots.change.pointed.emit(1.8, 100)
    assert QToolTip.text() == words
    plots.change.pointed.emit(None, 0)
    session.apply(lambda state: with_pose(state, HipPose()))
    assert "20° abduction" in plots.values_at(-20.0)


@pytest.mark.parametrize(("language", "half"), [("en", "−0.5"), ("de", "−0,5")])
def test_figures_on_axes_have_their_sign_in_the_way_of_the_language(qtbot, tiny_atlas, request, language, half):
    if language == "de":
        request.getfixturevalue("in_german")
    _, plots, session = opened(qtbot, Session(with_landmarks(tiny_atlas), pytest.fail))
    for plot in (plots.change, plots.arm):
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            assert axis.tickStrings([-10.0, -1e-12, 10.0], 1.0, 10.0) == ["−10", "0", "10"]
            assert axis.tickStrings([-0.5], 1.0, 0.5) == [half]
    session.apply(lambda state: with_motion(state, "flexion", 2.0))
    low, high = plots.change.getViewBox().viewRange()[1]
    assert low < -5.0 < 0.0 < high, "what is shorter is below zero"


def test_the_curves_are_saved_with_their_times_and_without_for_an_angle(shown, tmp_path):
    _, plots, session = shown
    session.apply(lambda state: with_motion(state, "gait"))
    plots.write(tmp_path / "gait.csv")
    lines = (tmp_path / "gait.csv").read_text().splitlines()
    assert lines[0].startswith("time_s,flexion_deg") and len(lines) == 102
    session.apply(lambda state: with_motion(state, None))
    plots.write(tmp_path / "angle.csv")
    assert (tmp_path / "angle.csv").read_text().startswith("flexion_deg")


def test_an_atlas_without_fibres_says_so_and_offers_nothing_to_save(qtbot, in_german, tiny_atlas):
    bare = replace(tiny_atlas, structures={n: s for n, s in tiny_atlas.structures.items() if "gluteus" not in n})
    _, plots, session = opened(qtbot, Session(bare, pytest.fail))
    assert plots.problem.isVisible() and "fehlen Fasern von gluteus_minimus_right" in plots.problem.text()
    assert not plots.save.isEnabled() and not plots.arm.isEnabled()
    session.apply(lambda state: with_motion(state, "flexion", 1.0))
    assert plots.problem.isVisible()


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
@pytest.mark.parametrize("vision", [None, *DICHROMATS])
def test_lines_are_told_apart_by_colour_of_any_vision_and_by_dashes(vision, look):
    colours = np.array([QColor(colour).getRgbF()[:3] for colour in look.curves.values()])
    seen = seen_by(colours, vision)
    assert min(np.linalg.norm(seen[i] - seen[j]) for i, j in ((0, 1), (0, 2), (1, 2))) > 0.2
    assert len({tuple(dashes) for dashes in DASHES.values()}) == len(DASHES)
    ground = luminance(np.array([QColor(look.ground).getRgbF()[:3]]))[0]
    assert min(contrast(one, ground) for one in luminance(colours)) > 4.5
