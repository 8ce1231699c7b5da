"""Two hundred random events in the real window (`make soak`: as many as one likes); and that the robot misses nothing.

The window is that of the atlas of ellipsoids, whose pictures cost little.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import robot.__main__ as robot
from PySide6.QtCore import QObject
from robot.own_time import CLOCK, Animation, Timer
from shiboken6 import delete

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.manifest import read_manifest

SEED, EVENTS = 1, 200


@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="the real window needs a display: use xvfb-run")
def test_random_events_are_survived(tmp_path: Path, tiny_atlas: Atlas) -> None:
    landmarks = {name: np.array(mark.position) for name, mark in read_manifest(bundled_atlas()).landmarks.items()}
    write_atlas(replace(tiny_atlas, landmarks=landmarks), tmp_path / "atlas")
    *told, end = robot.life(SEED, EVENTS, tmp_path, tmp_path / "atlas")
    journal = (tmp_path / "journal").read_text(encoding="utf-8").splitlines()
    assert end == {"code": 0, "errors": ""}, "\n".join([*map(str, told), *journal[-robot.LAST :]])
    done = {int(line.partition(" ")[0]) for line in journal}
    assert done == set(range(EVENTS + 1))


WRONG = """
import sys, threading, warnings
from PySide6.QtCore import QObject, Signal, qWarning
from vtkmodules.vtkCommonCore import vtkOutputWindow
from robot.watch import Watch
class Thing(QObject):
    told = Signal()
class Dying:
    def __del__(self):
        raise ValueError("dying")
watch = Watch()
watch.begin()
thing = Thing()
thing.told.connect(lambda: 1 / 0)
thing.told.connect(lambda: warnings.warn("old"))
for wrong in (
    thing.told.emit,
    lambda: qWarning("no such font"),
    lambda: vtkOutputWindow.GetInstance().DisplayErrorText("no shader"),
    lambda: (thread := threading.Thread(target=lambda: [][0])).start() or thread.join(),
    Dying,
):
    wrong()
print(*watch.problems(), sep="\\n")
"""


def test_whatever_goes_wrong_is_heard_of() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    run = subprocess.run([sys.executable, "-c", WRONG], env=environment, capture_output=True, text=True, check=True)
    for words in ("ZeroDivisionError", "UserWarning: old", "no such font", "no shader", "IndexError", "dying"):
        assert words in run.stdout, words


def test_a_fault_is_told_with_what_was_done_and_how_to_meet_it_again(monkeypatch, capsys) -> None:
    def life(seed, events, folder):
        (folder / "journal").write_text("6 press T\n7 press Space\n", encoding="utf-8")
        yield {"done": 7, "fault": "KeyError: 'fibula'"}
        yield {"code": 1, "errors": ""}

    monkeypatch.setattr(robot, "life", life)
    assert robot.lead(5, 100) == 1
    said = capsys.readouterr().out
    assert "7 press Space" in said and "KeyError: 'fibula'" in said and "make soak SEED=5 EVENTS=7" in said


@pytest.mark.parametrize(("last_mib", "left_mib", "code"), [(620.0, 0.0, 0), (640.0, 0.0, 1), (640.0, 4.0, 0)])
def test_memory_may_grow_by_a_twentieth_whatever_is_shown_and_by_what_vtk_leaves_of_windows(
    monkeypatch, capsys, last_mib, left_mib, code
) -> None:
    def life(seed, events, folder):
        (folder / "journal").write_text("0 open\n", encoding="utf-8")
        yield {"left_mib": left_mib}
        for done in range(0, events + 1, 250):
            calm = done % 500 == 0
            mib = 400.0 if done < robot.SETTLED else 600.0 if done <= 2 * robot.SETTLED else last_mib
            peak = 0.0 if calm and done not in (robot.SETTLED, events) else 300.0
            windows = 1 + done // 1000
            yield {
                "done": done,
                "calm": calm,
                "mib": mib + peak,
                "given_out_mib": None,
                "widgets": 1,
                "windows": windows,
            }
        yield {"code": 0, "errors": ""}

    monkeypatch.setattr(robot, "life", life)
    assert robot.lead(1, 4 * robot.SETTLED) == code
    assert ("The memory grew" in capsys.readouterr().out) == bool(code)


def pass_by(seconds: float) -> None:
    until_s = CLOCK.monotonic() + seconds
    while CLOCK.turn(until_s):
        pass


def test_timers_go_by_the_robots_clock_and_one_whose_receiver_is_gone_never_fires() -> None:
    fired: list[str] = []
    gone, repeating = QObject(), Timer()
    repeating.setInterval(1000)
    repeating.timeout.connect(lambda: fired.append("again"))
    repeating.start()
    Timer.singleShot(500, lambda: fired.append("once"))
    Timer.singleShot(500, gone, lambda: fired.append("never"))
    delete(gone)
    pass_by(3.9)
    assert fired == ["once", "again", "again", "again"]
    repeating.stop()
    pass_by(3.0)
    assert len(fired) == 4


def test_an_animation_ends_at_its_end() -> None:
    shares: list[float] = []
    flight = Animation()
    flight.setStartValue(0.0)
    flight.setEndValue(1.0)
    flight.setDuration(300)
    flight.valueChanged.connect(shares.append)
    flight.start()
    assert flight.state() == Animation.State.Running
    pass_by(1.0)
    assert flight.state() == Animation.State.Stopped
    assert shares == sorted(shares) and shares[0] < 0.01 and shares[-1] == 1.0
