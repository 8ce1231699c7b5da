"""Films, models and tables are written, or nothing of them is left."""

from __future__ import annotations

import csv
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from calling import run

from glutmin_viewer.core.pose import RANGE_DEG


def test_a_film_and_a_model_and_a_table_are_written(folder: Path) -> None:
    small = ("--atlas", "atlas", "--size", "96x64", "--fps", "2")
    assert run("animate", "a.mp4", "--motion", "abduction", "--view", "anterior", *small) == 0
    assert run("animate", "a.gif", "--motion", "abduction", "--side", "left", *small) == 0
    assert run("export", "a.glb", "--atlas", "atlas", "--pose", "flexion=30") == 0
    assert run("export", "a.csv", "--atlas", "atlas", "--over", "flexion") == 0
    assert run("export", "b.csv", "--atlas", "atlas", "--motion", "flexion") == 0
    assert b"ftyp" in (folder / "a.mp4").read_bytes()[:16] and (folder / "a.gif").read_bytes().startswith(b"GIF89a")
    assert (folder / "a.glb").read_bytes().startswith(b"glTF")
    over, along = (list(csv.DictReader((folder / f"{name}.csv").read_text().splitlines())) for name in "ab")
    low, high = RANGE_DEG["flexion"]
    assert (float(over[0]["flexion_deg"]), float(over[-1]["flexion_deg"])) == (low, high)
    assert (along[0]["time_s"], along[-1]["time_s"]) == ("0.0000", "4.0000")
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "a.gif", "a.glb", "a.mp4", "atlas", "b.csv"]


def test_a_film_that_is_interrupted_leaves_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter(range(3))

    def steps(*_: object) -> Generator[float, None, np.ndarray]:
        if next(taken, None) is None:
            raise KeyboardInterrupt
        return real(*_)

    from glutmin_viewer.render.picture import Studio

    real = Studio.steps
    monkeypatch.setattr(Studio, "steps", steps)
    call = ("--atlas", "atlas", "--size", "96x64", "--fps", "5")
    assert run("animate", "a.mp4", "--motion", "flexion", *call) == 130
    assert [path.name for path in folder.iterdir()] == ["atlas"]
