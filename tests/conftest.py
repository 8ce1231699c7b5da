"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import shapes

from glutmin_viewer.core.atlas import Atlas

os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")


# Tests that one process must run: the generators' share an atlas made once, the windows' the focus of one screen.
TOGETHER = {"modelling": "atlas", "ui": "screen", "test_app.py": "screen"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say it to pytest-xdist, which spreads all others over the processes."""
    for item in items:
        part = item.path.relative_to(Path(__file__).parent).parts[0]
        if part in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(TOGETHER[part]))


@pytest.fixture(scope="session")
def tiny_atlas() -> Atlas:
    """The atlas of ellipsoids, once for all tests: nobody changes it."""
    return shapes.tiny_atlas()
