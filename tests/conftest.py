"""Fixtures for all tests."""

from __future__ import annotations

import os

import pytest
import shapes

from glutmin_viewer.core.atlas import Atlas

os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")


@pytest.fixture(scope="session")
def tiny_atlas() -> Atlas:
    """The atlas of ellipsoids, once for all tests: nobody changes it."""
    return shapes.tiny_atlas()
