"""What can be set of a sitting figure: how high the seat is, how far it leans back, a wallet under one buttock."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QSlider, QWidget

from glutmin_viewer.core.postures import RECLINE_RANGE_DEG, SEAT_RANGE_MM, WALLET_RANGE_MM, Posture
from glutmin_viewer.core.state import with_posture
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text


class SeatControls(QWidget):
    """Three sliders with their values; seen while the figure sits."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self._apply, self._posture = apply, Posture()
        self.height, self.recline, self.wallet = (QSlider(Qt.Orientation.Horizontal) for _ in range(3))
        self.words = {name: label(role="muted", wrap=False) for name in ("height", "recline", "wallet")}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        for row, (name, slider, (low, high), step) in enumerate(
            (
                ("height", self.height, SEAT_RANGE_MM, 10),
                ("recline", self.recline, RECLINE_RANGE_DEG, 1),
                ("wallet", self.wallet, WALLET_RANGE_MM, 5),
            )
        ):
            slider.setRange(round(low), round(high))
            slider.setSingleStep(step)
            slider.setPageStep(5 * step)
            slider.setAccessibleName(text(f"seat_{name}"))
            slider.setToolTip(text(f"seat_{name}_tip"))
            grid.addWidget(self.words[name], row, 0)
            grid.addWidget(slider, row, 1)
        grid.setColumnStretch(1, 1)
        self.height.valueChanged.connect(lambda mm: self._set(seat_height_mm=float(mm)))
        self.recline.valueChanged.connect(lambda degrees: self._set(recline_deg=float(degrees)))
        self.wallet.valueChanged.connect(lambda mm: self._set(wallet_mm=float(mm)))
        self.hide()

    def show_posture(self, posture: Posture) -> None:
        """Bring sliders and words to a posture."""
        self._posture = posture
        self.setVisible(posture.name == "sitting")
        with QSignalBlocker(self.height), QSignalBlocker(self.recline), QSignalBlocker(self.wallet):
            self.wallet.setValue(round(posture.wallet_mm))
            self.height.setValue(round(posture.seat_height_mm))
            self.recline.setValue(round(posture.recline_deg))
        lean = text("seat_back" if posture.recline_deg >= 0.0 else "seat_forward", degrees=abs(posture.recline_deg))
        self.words["height"].setText(text("seat_mm", mm=posture.seat_height_mm))
        self.words["recline"].setText(lean)
        self.words["wallet"].setText(text("seat_wallet_mm", mm=posture.wallet_mm))

    def _set(self, **values: float) -> None:
        self._apply(partial(with_posture, posture=msgspec.structs.replace(self._posture, **values)))
