"""The key to what is drawn on the skin: a swatch and a word for each kind of area that is on the picture."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from glutmin_viewer.core.frame import GRADES, Frame
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.swatches import marking_swatch, pain_swatch, tender_swatch
from glutmin_viewer.ui.texts import text

COLUMNS = 2


class PainKey(QWidget):
    """Entries by what they stand for: a grade of pain, "tender", "cause" or "painted"."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(COLUMNS, 1)
        pixmaps = {grade: pain_swatch(grade) for grade in GRADES} | {
            "tender": tender_swatch(),
            "cause": marking_swatch("cause"),
            "painted": marking_swatch("painted"),
        }
        self.entries = {name: _entry(name, pixmap) for name, pixmap in pixmaps.items()}
        for entry in self.entries.values():
            entry.setParent(self)
            entry.hide()
        self.drawn: tuple[str, ...] = ()

    def show_frame(self, frame: Frame) -> None:
        """The entries of what a frame shows."""
        drawn = [*frame.drawn_grades]
        drawn += ["tender"] * frame.shows_tenderness
        if any(item.marked is not None for item in frame.items):
            drawn += ["cause"] * (frame.cause is not None) + ["painted"] * frame.painted
        if tuple(drawn) == self.drawn:
            return
        self.drawn = tuple(drawn)
        for entry in self.entries.values():
            self._grid.removeWidget(entry)
            entry.hide()
        for place, name in enumerate(drawn):
            self._grid.addWidget(self.entries[name], *divmod(place, COLUMNS))
            self.entries[name].show()


def _entry(name: str, pixmap: QPixmap) -> QWidget:
    entry = QWidget()
    entry.setToolTip(text(f"{name}_tip"))
    layout = QHBoxLayout(entry)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    swatch = label(wrap=False)
    swatch.setPixmap(pixmap)
    layout.addWidget(swatch)
    layout.addWidget(label(text(name), wrap=False), 1)
    return entry
