"""What may get less height than it needs, and is scrolled then."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from glutmin_viewer.ui.theme import scaled

LEAST_HEIGHT = 48


class Scrolled(QScrollArea):
    """As high as what it holds wants to be where there is room; where there is less the keyboard scrolls it too."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(held)
        self._choose_focus(0, 0)
        self.verticalScrollBar().rangeChanged.connect(self._choose_focus)

    def sizeHint(self) -> QSize:
        # What wraps words may ask for more at least than it wants.
        wanted = self.widget().sizeHint().expandedTo(self.widget().minimumSizeHint())
        return wanted + 2 * QSize(self.frameWidth(), self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        width = self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width + 2 * self.frameWidth(), min(scaled(LEAST_HEIGHT), self.sizeHint().height()))

    def _choose_focus(self, _: int, overhang: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if overhang else Qt.FocusPolicy.NoFocus)
