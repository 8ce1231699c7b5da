"""What can be set of a sitting figure: the height of the seat and how far it leans back."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from glutmin_viewer.core.postures import RECLINE_RANGE_DEG, SEAT_RANGE_MM, Posture
from glutmin_viewer.core.state import with_posture
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text


class SeatControls(QWidget):
    """Two sliders with their values; seen while the figure sits."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self._apply, self._posture = apply, Posture()
        self.height, self.recline = QSlider(Qt.Orientation.Horizontal), QSlider(Qt.Orientation.Horizontal)
        self.words = {"height": label(role="muted", wrap=False), "recline": label(role="muted", wrap=False)}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for name, slider, (low, high), step in (
            ("height", self.height, SEAT_RANGE_MM, 10),
            ("recline", self.recline, RECLINE_RANGE_DEG, 1),
        ):
            slider.setRange(round(low), round(high))
            slider.setSingleStep(step)
            slider.setPageStep(5 * step)
            slider.setAccessibleName(text(f"seat_{name}"))
            slider.setToolTip(text(f"seat_{name}_tip"))
            row.addWidget(self.words[name])
            row.addWidget(slider, 1)
        self.height.valueChanged.connect(lambda mm: self._set(seat_height_mm=float(mm)))
        self.recline.valueChanged.connect(lambda degrees: self._set(recline_deg=float(degrees)))

    def show_posture(self, posture: Posture) -> None:
        """Bring sliders and words to a posture."""
        self._posture = posture
        self.setVisible(posture.name == "sitting")
        with QSignalBlocker(self.height), QSignalBlocker(self.recline):
            self.height.setValue(round(posture.seat_height_mm))
            self.recline.setValue(round(posture.recline_deg))
        lean = text("seat_back" if posture.recline_deg >= 0.0 else "seat_forward", degrees=abs(posture.recline_deg))
        self.words["height"].setText(text("seat_mm", mm=posture.seat_height_mm))
        self.words["recline"].setText(lean)

    def _set(self, **values: float) -> None:
        self._apply(partial(with_posture, posture=msgspec.structs.replace(self._posture, **values)))
