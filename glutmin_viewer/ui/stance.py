"""The balance of two figures on one leg as a table, and the mass of the body that it is for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from glutmin_viewer.core.stance import MASS_RANGE_KG, Balance, stance_data
from glutmin_viewer.core.state import SceneState, with_mass
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text

COLUMNS = ("caption_level", "caption_drops")
ROWS = ("stance_weight", "stance_moment", "stance_abductors", "stance_shares", "stance_contact")


class StanceTable(QWidget):
    """Weight, moment, pull of the abductors, shares and contact force; one column for each figure."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self.setAccessibleName(text("stance_name"))
        self._apply = apply
        self.mass = QDoubleSpinBox()
        self.mass.setRange(*MASS_RANGE_KG)
        self.mass.setDecimals(0)
        self.mass.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.mass.setSuffix(" kg")
        self.mass.setKeyboardTracking(False)
        self.mass.setAccessibleName(text("stance_mass"))
        self.mass.setToolTip(text("stance_mass_tip"))
        self.mass.valueChanged.connect(lambda kg: self._apply(partial(with_mass, mass_kg=kg)))
        self.cells: dict[tuple[str, int], QLabel] = {}
        self.warning = label(text("stance_weak"), wrap=False)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        mass = QHBoxLayout()
        mass.addWidget(self.mass)
        mass.addStretch(1)
        grid.addLayout(mass, 0, 0)
        for place, key in enumerate(COLUMNS, start=1):
            head = label(text(key), "section", wrap=False)
            head.setAlignment(right)
            grid.addWidget(head, 0, place)
        for row, key in enumerate(ROWS, start=1):
            name = label(text(key), "muted", wrap=False)
            name.setToolTip(text(f"{key}_tip"))
            grid.addWidget(name, row, 0)
            for place in range(len(COLUMNS)):
                cell = self.cells[key, place] = label(wrap=False)
                cell.setAlignment(right)
                grid.addWidget(cell, row, place + 1)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        measured = stance_data().measured_contact
        note = label(text("stance_note", percent=f"{measured.walking_percent_bw:.0f}"), role="muted")
        note.setToolTip(text("stance_note_tip", source=measured.source))
        column.addWidget(note)
        column.addWidget(self.warning)

    def show_balances(self, state: SceneState, balances: Sequence[Balance]) -> None:
        """Bring the table to a frame; nothing is seen of it where nobody stands on one leg."""
        self.setVisible(bool(balances))
        with QSignalBlocker(self.mass):
            self.mass.setValue(state.mass_kg)
        self.warning.setVisible(not all(found.holds for found in balances))
        for place, found in enumerate(balances):
            for key, words in zip(ROWS, _words(found), strict=True):
                self.cells[key, place].setText(words)


def _words(found: Balance) -> tuple[str, ...]:
    minimus, medius = (100.0 * found.share(f"gluteus_{name}") for name in ("minimus", "medius"))
    return (
        _force(found.weight.newtons, found.weight.lever_mm),
        f"{found.moment_Nm:.0f} Nm",
        _force(found.abductors.newtons, found.abductors.lever_mm),
        f"{minimus:.0f} % · {medius:.0f} %",
        text("stance_percent", percent=f"{found.contact_percent_bw:.0f}"),
    )


def _force(newtons: float, lever_mm: float) -> str:
    return f"{newtons:.0f} N × {lever_mm:.0f} mm"
