"""What dragging does in the picture: by which button, with which key held; in our way, or as in VTK and 3D Slicer."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt

from glutmin_viewer.core.settings import MouseScheme

Drag = Literal["turn", "shift", "roll", "zoom"]
_Button, _Held = Qt.MouseButton, Qt.KeyboardModifier
# Of the other buttons, whatever key is held; the left one does the same in both.
_OTHER: dict[MouseScheme, dict[Qt.MouseButton, Drag]] = {
    "viewer": {},
    "slicer": {_Button.RightButton: "zoom"},
}


def drag_of(scheme: MouseScheme, button: Qt.MouseButton, held: Qt.KeyboardModifier) -> Drag:
    """What a drag with a button does, while keys are held."""
    if button != _Button.LeftButton:
        return _OTHER[scheme].get(button, "shift")
    if held & _Held.ShiftModifier:
        return "shift"
    return "roll" if held & _Held.ControlModifier else "turn"
