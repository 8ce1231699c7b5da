"""The key to what is drawn on the skin: a swatch and a word for each kind of area that is on the picture."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import GRADES, Frame
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.swatches import marking_swatch, pain_swatch, tender_swatch
from glutmin_viewer.ui.texts import text

COLUMNS = 2


class PainKey(QWidget):
    """Entries by what they stand for: a grade of pain, "tender", "cause" or "painted".

    The cause, by its name, has a row of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(COLUMNS - 1, 1)
        pixmaps = {grade: pain_swatch(grade) for grade in GRADES} | {
            "tender": tender_swatch(),
            "cause": marking_swatch("cause"),
            "painted": marking_swatch("painted"),
        }
        self._cause = label()
        self.entries = {
            name: _entry(name, pixmap, self._cause if name == "cause" else label(text(name), wrap=False))
            for name, pixmap in pixmaps.items()
        }
        for entry in self.entries.values():
            entry.setParent(self)
            entry.hide()
        self.drawn: tuple[str, ...] = ()

    def show_frame(self, frame: Frame, spreading: bool = False) -> None:
        """The entries of what a frame shows; while pain spreads, also of what is yet to come."""
        drawn = [g for g in GRADES if g in frame.drawn_grades or (spreading and g in self.drawn)]
        drawn += ["tender"] * frame.shows_tenderness
        if any(item.marked is not None for item in frame.items):
            drawn += ["painted"] * frame.painted + ["cause"] * (frame.cause is not None)
        if frame.cause is not None:
            self._cause.setText(content().causes[frame.cause].name.partition(" (")[0])
        if tuple(drawn) == self.drawn:
            return
        self.drawn = tuple(drawn)
        for entry in self.entries.values():
            self._grid.removeWidget(entry)
            entry.hide()
        for place, name in enumerate(drawn):
            if name == "cause":
                self._grid.addWidget(self.entries[name], COLUMNS + len(drawn), 0, 1, COLUMNS)
            else:
                self._grid.addWidget(self.entries[name], *divmod(place, COLUMNS))
            self.entries[name].show()


def _entry(name: str, pixmap: QPixmap, words: QLabel) -> QWidget:
    entry = QWidget()
    entry.setToolTip(text(f"{name}_tip"))
    layout = QHBoxLayout(entry)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    swatch = label(wrap=False)
    swatch.setPixmap(pixmap)
    layout.addWidget(swatch)
    layout.addWidget(words, 1)
    return entry
