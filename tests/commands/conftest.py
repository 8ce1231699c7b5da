"""What the tests of the commands begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import write_atlas


@pytest.fixture
def folder(tiny_atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny atlas in a folder, and a place to write beside it."""
    write_atlas(tiny_atlas, tmp_path / "atlas")
    monkeypatch.chdir(tmp_path)
    return tmp_path
