"""Windows and processes that open, end, and begin with what was left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from glutmin_viewer import app
from glutmin_viewer.core.atlas_files import write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.camera import home_camera

OPEN_FILES = Path("/proc/self/fd")

pytestmark = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="the real window needs a display: use xvfb-run")


def test_the_window_can_be_closed_and_opened_again_twice(make_window, tiny_atlas, tmp_path):
    write_atlas(tiny_atlas, tmp_path)
    for _ in range(3):
        window = make_window(tmp_path)
        assert len(window.view.stage.scene.drawables) > 10
        window.close()
        window.close()


def test_what_cannot_be_opened_is_said_in_the_window(make_window, tmp_path):
    window = make_window(tmp_path / "nowhere")
    assert "nowhere" in window.notices.notices[0].message and not window.view.stage.scene.drawables
    window.close()
    (tmp_path / "scene.json").write_text("[]")
    window = make_window(bundled_atlas(), tmp_path / "scene.json")
    assert "scene.json" in window.notices.notices[0].message and window.view.stage.scene.drawables
    assert window.view.camera == home_camera("right")


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="what a process has open is told by Linux alone")
def test_listening_for_signals_leaves_nothing_open(monkeypatch):
    monkeypatch.setattr(app.signal, "signal", lambda number, handler: None)  # those of the tests stay
    application = app.make_application()
    before = len(list(OPEN_FILES.iterdir()))
    for _ in range(3):
        with app.closing_on_signals(application):
            assert len(list(OPEN_FILES.iterdir())) == before + 2
    assert len(list(OPEN_FILES.iterdir())) == before


ENDS = """
import os
import signal
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from glutmin_viewer import app
from glutmin_viewer.core.state import selected
app.make_application()
def act():
    window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "preparing")), None)
    if window is None:  # its panels are still to come
        return QTimer.singleShot(50, act)
    print(window.session.state.selection)
    window.session.apply(lambda state: selected(state, "sacrum"))
    QTimer.singleShot(100, lambda: {ends})
QTimer.singleShot(50, act)
raise SystemExit(app.run(fresh={fresh}))
"""


def test_a_process_begins_with_what_the_one_before_ended_with_where_that_can_be_kept(tmp_path):
    (tmp_path / "file").write_text("in the way of every folder, for root too")
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    nowhere = dict.fromkeys(homes, str(tmp_path / "file" / "home"))
    by_hand, from_outside = "window.close()", "os.kill(os.getpid(), signal.SIGTERM)"
    said = []
    for fresh, ends, places in ((False, from_outside, {}), (False, by_hand, {}), (True, by_hand, nowhere)):
        done = subprocess.run(
            [sys.executable, "-c", ENDS.format(fresh=fresh, ends=ends)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **places},
            capture_output=True,
            text=True,
            timeout=60,
        )
        said.append((done.returncode, done.stdout.strip()))
        told = [line for line in done.stderr.splitlines() if "shader cache" not in line]  # that of Mesa
        assert len(told) == bool(places), done.stderr
    assert said == [(0, "None"), (0, "sacrum"), (0, "None")]
    assert "the scene that was shown last cannot be kept in" in told[0] and "(Not a directory)" in told[0]


@pytest.mark.parametrize("playing", [False, True])
def test_a_process_ends_by_itself_and_silently(playing):
    script = f"""
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from glutmin_viewer import app
application = app.make_application()
def act():
    window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "preparing")), None)
    if window is None:  # its panels are still to come
        return QTimer.singleShot(50, act)
    if {playing}:
        window.player.toggle()
    QTimer.singleShot(1200, window.close)
QTimer.singleShot(50, act)
raise SystemExit(app.run())
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
