"""The plane that cuts the picture open: which one, how far it goes, and how a free one is turned."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from glutmin_viewer.core.cut import OFFSET_RANGE_MM, PLANES, Cut, facing_at, turn_and_tilt
from glutmin_viewer.core.state import SceneState, with_cut
from glutmin_viewer.ui.controls import Choice, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text

MOST_TILT_DEG = 89  # upright a turn would mean nothing


class CutControls(QWidget):
    """A choice of planes, and sliders for the one that cuts."""

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
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(label(text("cut_choice"), wrap=False))
        row.addWidget(self.choice, 1)
        column.addLayout(row)
        self.moving, grid = QWidget(), QGridLayout()
        self.moving.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        low, high = OFFSET_RANGE_MM
        self.slider, self.value = self._slider(grid, "offset", (round(low), round(high)), self._move)
        self.turn, self.turned = self._slider(grid, "turn", (-180, 180), self._turn)
        self.tilt, self.tilted = self._slider(grid, "tilt", (-MOST_TILT_DEG, MOST_TILT_DEG), self._turn)
        column.addWidget(self.moving)
        self._show()

    def show_state(self, state: SceneState) -> None:
        """Bring choice and sliders to a state."""
        if state.cut != self._cut:
            self._cut = state.cut
            self._show()

    def _slider(
        self, grid: QGridLayout, name: str, limits: tuple[int, int], moved: Callable[[int], None]
    ) -> tuple[QSlider, QLabel]:
        """A row of the grid: words, slider and value."""
        slider, value, row = QSlider(Qt.Orientation.Horizontal), label(role="muted", wrap=False), grid.rowCount()
        slider.setRange(*limits)
        slider.setSingleStep(2)
        slider.setPageStep(20)
        slider.setAccessibleName(text(f"cut_{name}"))
        slider.setToolTip(text(f"cut_{name}_tip"))
        slider.valueChanged.connect(moved)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setMinimumWidth(value.fontMetrics().horizontalAdvance(text("cut_mm", mm=-888.0)))
        for place, widget in enumerate((label(text(f"cut_{name}_short"), "muted", wrap=False), slider, value)):
            grid.addWidget(widget, row, place)
        return slider, value

    def _show(self) -> None:
        cut = self._cut
        self.choice.setCurrentIndex(self.choice.findData(None if cut is None else cut.plane))
        self.moving.setVisible(cut is not None)
        if cut is None:
            return
        free = cut.plane == "free"
        layout = self.moving.layout()
        assert isinstance(layout, QGridLayout)
        for slider in (self.turn, self.tilt):
            row, *_ = layout.getItemPosition(layout.indexOf(slider))
            for place in range(layout.columnCount()):
                layout.itemAtPosition(row, place).widget().setVisible(free)
        for slider, value, now, unit in (
            (self.slider, self.value, cut.offset_mm, "mm"),
            (self.turn, self.turned, turn_and_tilt(cut.facing)[0], "degrees"),
            (self.tilt, self.tilted, turn_and_tilt(cut.facing)[1], "degrees"),
        ):
            with QSignalBlocker(slider):
                slider.setValue(round(now))
            value.setText(text(f"cut_{unit}", **{unit: float(round(now))}))

    def _move(self, mm: int) -> None:
        if self._cut is not None:
            self._apply(partial(with_cut, cut=msgspec.structs.replace(self._cut, offset_mm=float(mm))))

    def _turn(self, _: int) -> None:
        if self._cut is not None:
            facing = facing_at(self.turn.value(), self.tilt.value())
            self._apply(partial(with_cut, cut=msgspec.structs.replace(self._cut, facing=facing)))
