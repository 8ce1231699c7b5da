"""The numbers of the pose: for each fibre group its length and how that changed against standing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from glutmin_viewer.content import number
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.measure import Row
from glutmin_viewer.ui.controls import ChangeBar, dot_label, label, of_one_size
from glutmin_viewer.ui.swatches import colour_of
from glutmin_viewer.ui.texts import short_name, text
from glutmin_viewer.ui.theme import look

FULL_BAR_PERCENT = 30.0
STEADY_PERCENT = 0.05


class Readout(QWidget):
    """A small table; words, sign, side and colour all say which way a length changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(text("readout"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 8)
        grid.setColumnStretch(5, 1)
        for column, key in ((1, "readout_group"), (2, "readout_length"), (3, "readout_change")):
            head = label(text(key), "muted", wrap=False)
            head.setToolTip(text(f"{key}_tip"))
            grid.addWidget(head, 0, column, 1, 2 if column == 3 else 1)
        grid.setRowStretch(len(GROUPS) + 1, 1)  # room that is left lies below
        self.lengths: dict[str, QLabel] = {}
        self.changes: dict[str, QLabel] = {}
        self.bars: dict[str, ChangeBar] = {}
        for i, group in enumerate(GROUPS, start=1):
            self.lengths[group], self.changes[group] = label(wrap=False), label(wrap=False)
            self.bars[group] = ChangeBar(look().shorter, look().longer, FULL_BAR_PERCENT)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self.lengths[group].setAlignment(right)
            of_one_size(self.changes[group], *(text(key, percent="88.8") for key in ("longer", "shorter", "unchanged")))
            of_one_size(self.lengths[group], "888.8 mm")
            grid.addWidget(dot_label(colour_of("muscle", group)), i, 0)
            grid.addWidget(label(short_name(f"gluteus_minimus.{group}"), wrap=False), i, 1)
            grid.addWidget(self.lengths[group], i, 2)
            grid.addWidget(self.bars[group], i, 3)
            grid.addWidget(self.changes[group], i, 4)

    def show_rows(self, rows: Sequence[Row]) -> None:
        found = {row.group: row for row in rows}
        for group in GROUPS:
            row = found.get(group)
            change = 0.0 if row is None else row.change_percent
            self.lengths[group].setText("–" if row is None else f"{number(row.length_mm, '.1f')} mm")
            self.bars[group].show_value(change)
            if row is None:
                words = ""
            elif abs(change) < STEADY_PERCENT:
                words = text("unchanged")
            else:
                words = text("longer" if change > 0 else "shorter", percent=number(abs(change), ".1f"))
            self.changes[group].setText(words)
            self.changes[group].setAccessibleName(f"{short_name(f'gluteus_minimus.{group}')}: {words}")
