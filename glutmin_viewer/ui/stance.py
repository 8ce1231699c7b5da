"""The balance of two figures on one leg as a table, and the mass of the body that it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from glutmin_viewer.content import number
from glutmin_viewer.core.stance import MASS_RANGE_KG, Balance, in_tens, stance_data
from glutmin_viewer.core.state import SceneState, with_mass
from glutmin_viewer.ui.controls import NumberBox, label, of_one_size
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text

COLUMNS = ("caption_level", "caption_drops")
ROWS = ("stance_weight", "stance_moment", "stance_abductors", "stance_shares", "stance_contact")


class MassBox(NumberBox):
    """The mass of the body in kg."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(*MASS_RANGE_KG)
        self.setDecimals(1)
        self.setAccessibleName(text("stance_mass"))
        self.setToolTip(text("stance_mass_tip"))
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.textFromValue(100.5)) + 28)

    def textFromValue(self, value: float) -> str:
        return f"{number(value)} kg"

    def meant(self, typed: str) -> float | None:
        found = re.fullmatch(r"([-−]?\d+(?:[.,]\d*)?)\s*(?:kg)?", typed.strip().lower())
        return None if found is None else float(found[1].replace(",", ".").replace("−", "-"))

    def beyond(self, taken: float) -> str:
        return text("stance_mass_beyond", kg=number(taken))

    def unclear(self, typed: str) -> str:
        return text("stance_mass_unclear", typed=typed)


class StanceTable(QWidget):
    """Weight, moment, pull of the abductors, shares and contact force; one column for each figure."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self.setAccessibleName(text("stance_name"))
        self._apply = apply
        self.mass = MassBox()
        self.mass.valueChanged.connect(self._set_mass)
        self.cells: dict[tuple[str, int], QLabel] = {}
        self.warning = label()
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
        mass.setSpacing(8)
        mass.addWidget(label(text("stance_body"), wrap=False))
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
                of_one_size(cell, "8888 N × 888 mm", text("stance_percent", percent="888"))
                grid.addWidget(cell, row, place + 1)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        measured = stance_data().measured_contact
        self._usual = text("stance_note", percent=f"{measured.walking_percent_bw:.0f}")
        self.note = label(self._usual, role="muted")
        self.note.setToolTip(text("stance_note_tip", source=measured.source))
        self.mass.objected.connect(self.note.setText)
        column.addWidget(self.note)
        column.addWidget(self.warning)

    def show_balances(self, state: SceneState, balances: Sequence[Balance]) -> None:
        """Bring the table to a frame; nothing is seen of it where nobody stands on one leg."""
        self.setVisible(bool(balances))
        typing = self.mass.lineEdit().isModified()
        if self.mass.value() != state.mass_kg and not typing:
            with QSignalBlocker(self.mass):
                self.mass.setValue(state.mass_kg)
        weak = [text(key) for key, found in zip(COLUMNS, balances, strict=False) if not found.holds]
        self.warning.setText(text("stance_weak", which=", ".join(weak)))
        self.warning.setVisible(bool(weak))
        for place, found in enumerate(balances):
            for key, words in zip(ROWS, _words(found), strict=True):
                self.cells[key, place].setText(words)

    def _set_mass(self, kg: float) -> None:
        self.note.setText(self._usual)
        self._apply(partial(with_mass, mass_kg=kg))


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
    return f"{in_tens(newtons)} N × {lever_mm:.0f} mm"
