"""What stands in for graphics and for a whole atlas in the tests of the window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.manifest import read_manifest
from glutmin_viewer.core.memory import kept_with
from glutmin_viewer.core.navigation import focused


@kept_with
def with_landmarks(atlas: Atlas) -> Atlas:
    """The atlas with the landmarks of the bundled one, between which zones of pain are drawn."""
    marks = read_manifest(bundled_atlas()).landmarks
    return replace(atlas, landmarks={name: np.array(mark.position) for name, mark in marks.items()})


class PlainView(QWidget):
    """Remembers what it was asked to show."""

    clicked = Signal(object)
    hovered = Signal(object)
    painted = Signal(object, bool)
    menu_wanted = Signal(object, object, QPoint)
    view_wanted = Signal(str)
    camera_moved = Signal(str)
    drawing = Signal()
    focus_changed = Signal(bool)

    def __init__(self, camera) -> None:
        super().__init__()
        self.setMinimumSize(240, 200)
        self.render_s, self.in_full = 0.0, False
        self.camera, self.frames, self.flights, self.brush = camera, [], 0, False
        self.aim = False

    def show_frame(self, frame) -> None:
        self.frames.append(frame)

    def tell(self) -> None:
        self.told = self.frames[-1]

    def look(self, camera) -> None:
        self.camera = camera
        self.camera_moved.emit("flight")

    def fly(self, camera) -> None:
        self.flights += 1
        self.look(camera)

    def turn(self, camera, by) -> None:
        """As somebody's hand does."""
        self.camera = camera
        self.camera_moved.emit(by)

    def focus_on(self, point) -> None:
        self.look(focused(self.camera, point))

    def set_brush(self, on) -> None:
        self.brush = on

    def set_mouse(self, scheme) -> None:
        self.mouse = scheme

    def set_aim(self, on) -> None:
        self.aim = on

    def renew(self) -> None:
        self.renewed = True

    def end_stroke(self) -> bool:
        self.stroke_over = True
        return False
