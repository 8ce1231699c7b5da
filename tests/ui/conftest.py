"""The window without graphics: a plain widget where the 3D view would be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.manifest import read_manifest
from glutmin_viewer.ui.navigation import focused
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.window import Window


@pytest.fixture(scope="session")
def tiny_atlas(tiny_atlas):
    """The ellipsoids with the landmarks that zones of pain are drawn between."""
    marks = read_manifest(bundled_atlas()).landmarks
    return replace(tiny_atlas, landmarks={name: np.array(mark.position) for name, mark in marks.items()})


class PlainView(QWidget):
    """Remembers what it was asked to show."""

    clicked = Signal(object)
    hovered = Signal(object)
    menu_wanted = Signal(object, QPoint)
    view_wanted = Signal(str)

    def __init__(self, camera) -> None:
        super().__init__()
        self.camera, self.frames, self.flights = camera, [], 0

    def show_frame(self, frame) -> None:
        self.frames.append(frame)

    def look(self, camera) -> None:
        self.camera = camera

    def fly(self, camera) -> None:
        self.flights += 1
        self.camera = camera

    def focus_on(self, point) -> None:
        self.camera = focused(self.camera, point)


@pytest.fixture
def window_of(qtbot):
    """Makes the window of an atlas."""
    made: list[Window] = []

    def make(atlas) -> Window:
        made.append(Window(atlas, PlainView))
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield make
    for window in made:
        window.close()


@pytest.fixture
def window(window_of, tiny_atlas):
    return window_of(tiny_atlas)


@pytest.fixture
def session(tiny_atlas):
    """A session and the complaints it made."""
    complaints: list[str] = []
    made = Session(tiny_atlas, complaints.append)
    return made, complaints
