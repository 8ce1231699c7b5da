"""What the colour of muscles says: the choice, and the key to the scale."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from glutmin_viewer.core.colouring import COLOURINGS, ColourBy
from glutmin_viewer.core.state import SceneState, coloured_by
from glutmin_viewer.render import style
from glutmin_viewer.render.legend import scale_words
from glutmin_viewer.ui.controls import Choice, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text

BAR_HEIGHT = 12


class ScaleBar(QWidget):
    """The colours of the scale, from its negative end on the left."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        gradient = QLinearGradient(0.0, 0.0, self.width(), 0.0)
        for i, colour in enumerate(style.SCALE):
            gradient.setColorAt(i / (len(style.SCALE) - 1), QColor.fromRgbF(*colour))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(self.rect()), 3.0, 3.0)


class Colouring(QWidget):
    """Choice of what muscles are coloured by; the key is seen while that is a number."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self._apply = apply
        self._shown: ColourBy | None = None
        self.choice = Choice()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setAccessibleName(text("colour_by"))
        self.choice.setToolTip(text("colour_by_tip"))
        for name in COLOURINGS:
            self.choice.addItem(text(f"colour_by_{name}"), name)
        self.choice.activated.connect(self._choose)
        self.bar, self.key = ScaleBar(), QWidget()
        self.words = [label(role="muted") for _ in range(3)]
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 12)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(label(text("colour_by"), wrap=False))
        row.addWidget(self.choice, 1)
        column.addLayout(row)
        grid = QGridLayout(self.key)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.bar, 0, 0, 1, 3)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for place, (words, side) in enumerate(zip(self.words, sides, strict=True)):
            words.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, 1, place)
            grid.setColumnStretch(place, 2 if place == 1 else 3)
        column.addWidget(self.key)

    def show_state(self, state: SceneState) -> None:
        """Bring choice and key to a state."""
        if state.colour_by == self._shown:
            return
        self._shown = state.colour_by
        self.choice.setCurrentIndex(self.choice.findData(state.colour_by))
        self.key.setVisible(state.colour_by != "group")
        if state.colour_by != "group":
            words = scale_words(state.colour_by)
            for place, word in zip(self.words, words, strict=True):
                place.setText(word)
            self.bar.setAccessibleName(" – ".join(words))

    def _choose(self, index: int) -> None:
        self._apply(partial(coloured_by, what=self.choice.itemData(index)))
