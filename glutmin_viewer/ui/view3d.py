"""What the window needs of a 3D view, whoever draws it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from glutmin_viewer.core.camera import Camera, Vector
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.settings import MouseScheme


class Found(Protocol):
    """What the mouse is on: an item, and where, in mm of the world."""

    @property
    def id(self) -> str: ...

    @property
    def position(self) -> Vector: ...


class View3D(Protocol):
    """What the window needs of a 3D view, which is a QWidget as well."""

    clicked: SignalInstance
    painted: SignalInstance
    hovered: SignalInstance
    menu_wanted: SignalInstance
    view_wanted: SignalInstance
    camera_moved: SignalInstance
    drawing: SignalInstance
    focus_changed: SignalInstance

    render_s: float  # that the last picture took; 0 before the first

    @property
    def in_full(self) -> bool: ...

    @property
    def camera(self) -> Camera: ...

    def show_frame(self, frame: Frame) -> None: ...

    def look(self, camera: Camera) -> None: ...

    def fly(self, camera: Camera) -> None: ...

    def focus_on(self, point: Vector) -> None: ...

    def set_brush(self, on: bool) -> None: ...

    def set_aim(self, on: bool) -> None: ...

    def end_stroke(self) -> bool: ...

    def set_mouse(self, scheme: MouseScheme) -> None: ...

    def renew(self) -> None: ...

    def close(self) -> bool: ...

    def setFocus(self) -> None: ...
