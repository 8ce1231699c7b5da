"""In both languages, on screens from a small laptop to a fine large one, no words are cut and nothing overlaps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from glutmin_viewer.content import languages

HERE = Path(__file__).parent
# By its name, a screen: its pixels, how many of them make a point, and what is looked at on it.
SCREENS = {
    "plain": ((1920, 1080), "1", ("100%:1920x1080,1280x720", "150%:1920x1080")),
    "fine": ((3840, 2160), "2", ("150%:1920x1080",)),
}
LOOKED_AT = [
    (screen, f"{language} {what}")
    for screen, (_, _, asked) in SCREENS.items()
    for language in languages()
    for what in asked
]
LEAST_SEEN = 5000


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, dict]:
    """What is wrong, by the screen and by what was looked at: each screen is a process of its own, side by side."""
    running = {}
    for name, ((width, height), ratio, asked) in SCREENS.items():
        folder = tmp_path_factory.mktemp(name)
        shown = {"name": name, "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
        screens = folder / "screens.json"
        screens.write_text(json.dumps({"screens": [shown | {"logicalDpi": 96, "logicalBaseDpi": 96}]}))
        kept = {f"XDG_{of}_HOME": str(folder) for of in ("CONFIG", "DATA", "STATE")}
        qt = {"QT_QPA_PLATFORM": f"offscreen:configfile={screens}", "QT_SCALE_FACTOR": ratio}
        running[name] = subprocess.Popen(
            [sys.executable, str(HERE / "looked_through.py"), *asked],
            env=os.environ | kept | qt | {"PYTHONPATH": str(HERE.parents[1])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    found = {}
    for name, process in running.items():
        out, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints
        found[name] = json.loads(out)
    return found


@pytest.mark.parametrize(("screen", "what"), LOOKED_AT)
def test_no_words_are_cut_short_and_nothing_covers_anything(told, screen, what):
    found = told[screen][what]
    assert found["wrong"] == {}
    assert found["seen"] > LEAST_SEEN and found["ratio"] == float(SCREENS[screen][1])
