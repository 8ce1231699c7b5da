"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import shapes
from network import went_out
from whole import whole_atlas

from glutmin_viewer.content import use
from glutmin_viewer.core.atlas import Atlas

os.environ["LC_ALL"] = "C.UTF-8"  # windows are in English, whoever tests them
os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")


@pytest.fixture(autouse=True)
def _nothing_goes_out() -> Iterator[None]:
    """Whatever a test has the program do in this process, it asks no network for anything."""
    went_out.clear()
    yield
    assert went_out == []


@pytest.fixture(scope="session")
def _places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder after the other: pytest's own are numbered by looking through all there are."""
    folder = tmp_path_factory.mktemp("kept")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _kept_elsewhere(_places: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program keeps for itself is kept in a place of the test, not in that of whoever tests."""
    folder = next(_places)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        (folder / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(folder / name))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """English is in use before every test, whatever the one before has chosen."""
    yield
    use("en")


@pytest.fixture
def in_german() -> None:
    use("de")


@pytest.fixture(scope="session")
def tiny_atlas() -> Atlas:
    """The atlas of ellipsoids, once for all tests: nobody changes it."""
    return shapes.tiny_atlas()


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The bundled atlas, once for all tests: nobody changes it."""
    return whole_atlas()
