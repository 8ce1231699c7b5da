"""The way from a group of trigger points to the massage of its fibres in the guide."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from glutmin_viewer.core.guide import step_named
from glutmin_viewer.ui.texts import text

# Where the guide shows how the fibres of a point are massaged.
STEPS = {"anterior": "massage_front_lie", "posterior": "massage_rear_place"}


class MassageButton(QPushButton):
    """Says which step of the guide is wanted."""

    wanted = Signal(object)  # Step

    def __init__(self) -> None:
        super().__init__(text("pain_massage"))
        self._group = ""
        self.setToolTip(text("pain_massage_tip"))
        self.clicked.connect(lambda: self.wanted.emit(step_named(STEPS[self._group])))

    def show_group(self, group: str) -> None:
        """The group of trigger points whose fibres are meant."""
        self._group = group
