"""Nothing of a window stays when it is closed, and pictures take no more memory; `make leaks` is the long form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# In a process of its own, where nothing else has to be looked through for garbage.
SHORT = """
import json
import leaks
from glutmin_viewer.core.opening import Opened
from plain import with_landmarks
from shapes import tiny_atlas

def atlas():
    return Opened(with_landmarks(tiny_atlas()))

leaks.make_application()
opened = [(found.things, found.heap_mib, left) for found, left in leaks.openings(4, atlas)]
drawn = [(found.things, found.heap_mib, []) for found in leaks.frames(250, 50, atlas)]
window = leaks.drawn_window(atlas)
shown = leaks.count().things
print(json.dumps([opened, drawn, shown]))
leaks.closed(window)
"""
# An opening leaves a third of that in Qt, VTK and Mesa, as `make leaks` tells; what they hold for pictures goes up and
# down, but an array of each that stayed would be more.
MOST_MIB = {"opening": 1.0, "fifty pictures": 5.0}


@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="the window needs a display: use xvfb-run")
def test_a_closed_window_leaves_nothing_and_pictures_take_no_more_memory():
    paths = os.pathsep.join(str(ROOT / it) for it in (".", "tools", "tests", "tests/ui"))
    done = subprocess.run(
        [sys.executable, "-c", SHORT],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    opened, drawn, shown = json.loads(done.stdout)
    qt, vtk, widgets, threads, _ = shown
    assert min(qt, vtk, widgets) > 50 and threads == 1, "what is counted is seen while it is there"
    for series, most_mib in zip(
        (opened[1:], drawn[2:]), MOST_MIB.values(), strict=True
    ):  # the first brings what is kept, of pictures the first two: each look and language has its own
        (first, before_mib, _), (last, after_mib, _) = series[0], series[-1]
        first[0] += 1  # a timer of Qt may just run
        assert all(late <= early for early, late in zip(first, last, strict=True)), series
        assert after_mib - before_mib < most_mib * (len(series) - 1), series
    assert [left for _, _, left in opened] == [[]] * len(opened)
