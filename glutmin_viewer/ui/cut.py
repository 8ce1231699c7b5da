"""The plane that cuts the picture open: which one, and how far it goes."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from glutmin_viewer.core.cut import OFFSET_RANGE_MM, PLANES, Cut
from glutmin_viewer.core.state import SceneState, with_cut
from glutmin_viewer.ui.controls import Choice, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text


class CutControls(QWidget):
    """A choice of planes, and a slider for the one that cuts."""

    chosen = Signal(object)  # the name of a plane, None for none

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self._apply = apply
        self._cut: Cut | None = None
        self.choice = Choice()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setAccessibleName(text("cut_choice"))
        self.choice.setToolTip(text("cut_choice_tip"))
        for plane in (None, *PLANES):
            self.choice.addItem(text(f"cut_{plane or 'none'}"), plane)
        self.choice.activated.connect(lambda index: self.chosen.emit(self.choice.itemData(index)))
        low, high = OFFSET_RANGE_MM
        self.slider, self.value = QSlider(Qt.Orientation.Horizontal), label(role="muted", wrap=False)
        self.slider.setRange(round(low), round(high))
        self.slider.setSingleStep(2)
        self.slider.setPageStep(20)
        self.slider.setAccessibleName(text("cut_offset"))
        self.slider.setToolTip(text("cut_offset_tip"))
        self.slider.valueChanged.connect(self._move)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(label(text("cut_choice"), wrap=False))
        row.addWidget(self.choice, 1)
        column.addLayout(row)
        self.offset = QWidget()
        row = QHBoxLayout(self.offset)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.slider, 1)
        row.addWidget(self.value)
        column.addWidget(self.offset)
        self._show()

    def show_state(self, state: SceneState) -> None:
        """Bring choice and slider to a state."""
        if state.cut != self._cut:
            self._cut = state.cut
            self._show()

    def _show(self) -> None:
        cut = self._cut
        self.choice.setCurrentIndex(self.choice.findData(None if cut is None else cut.plane))
        self.offset.setVisible(cut is not None)
        if cut is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(cut.offset_mm))
            self.value.setText(text("cut_mm", mm=cut.offset_mm))

    def _move(self, mm: int) -> None:
        if self._cut is not None:
            self._apply(partial(with_cut, cut=msgspec.structs.replace(self._cut, offset_mm=float(mm))))
