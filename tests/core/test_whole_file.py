"""What a process that is ended leaves of a file that it was writing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ENDED = """
import os, signal, sys
from pathlib import Path
from glutmin_viewer import cli
from glutmin_viewer.core.whole_file import replacing

signal.signal(signal.SIGTERM, cli._end)
called = sys.argv[1] == "called by VTK"
with replacing(Path("a.txt")) as part:
    part.write_text("half")
    if called:
        from vtkmodules.vtkCommonCore import vtkObject
        caller = vtkObject()
        caller.AddObserver("StartEvent", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        caller.InvokeEvent("StartEvent")
    else:
        os.kill(os.getpid(), signal.SIGTERM)
    part.write_text("whole")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process on the spot")
@pytest.mark.parametrize("where", ["by itself", "called by VTK"])
def test_a_process_ended_from_outside_leaves_the_old_file_alone(tmp_path: Path, where: str) -> None:
    (tmp_path / "a.txt").write_text("old")
    done = subprocess.run([sys.executable, "-c", ENDED, where], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (143, "")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}
