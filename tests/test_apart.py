"""The program keeps to itself: it asks no network, runs no code from files and starts no other program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from network import went_out

# Told of everything that Python does of its own accord; C libraries talk to the X server without it.
WATCHED = """
import sys
seen = []
BEGINS = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec", "os.posix_spawn",
          "os.spawn", "os.startfile", "pickle.", "webbrowser.")
def watch(event, arguments):
    if event.startswith(BEGINS):
        seen.append(f"{event} {arguments!r}"[:200])
sys.addaudithook(watch)
"""
RENDER = """
from glutmin_viewer.cli import run_cli
assert run_cli(["render", "a.png", "--size", "160x120", "--trigger-point", "posterior_1"]) == 0
assert run_cli(["export", "a.glb"]) == 0
assert run_cli(["export", "a.csv", "--over", "flexion"]) == 0
assert run_cli(["measure", "--format", "json"]) == 0
assert run_cli(["where", "--region", "thigh_lateral_right"]) == 0
assert run_cli(["doctor"]) == 0
"""
WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from glutmin_viewer import app
app.make_application()
def windows():
    return [w for w in QApplication.topLevelWidgets() if hasattr(w, "player")]
QTimer.singleShot(1500, lambda: [w.commands["keys_saved_views"]() for w in windows()])
QTimer.singleShot(2000, lambda: [w.commands["find_sources"]() for w in windows()])
QTimer.singleShot(2500, lambda: [w.close() for w in windows()])
assert app.run() == 0
"""


@pytest.mark.parametrize(
    "what",
    [
        RENDER,
        pytest.param(
            WINDOW, marks=pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="a window needs a display")
        ),
    ],
    ids=["commands", "window"],
)
def test_nothing_goes_out_and_nothing_is_run(tmp_path: Path, what: str) -> None:
    script = f"{WATCHED}\n{what}\nprint('SEEN', seen)"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "SEEN []"


FORBIDDEN = """
import pickle, socket, subprocess
socket.socket().close()
subprocess.run(["true"])
pickle.loads(pickle.dumps(print))
"""


def test_the_watch_sees_what_it_is_for(tmp_path: Path) -> None:
    script = f"{WATCHED}\n{FORBIDDEN}\nprint(*(event.partition(' ')[0] for event in seen))"
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert {"socket.__new__", "subprocess.Popen", "pickle.find_class"} <= set(run.stdout.split())


def test_whatever_another_test_sends_out_is_seen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, suppress(OSError):
        out.sendto(b"", ("127.0.0.1", 9))
    assert [event.partition(" ")[0] for event in went_out] == ["socket.sendto"]
    went_out.clear()
