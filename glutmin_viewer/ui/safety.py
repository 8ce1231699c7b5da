"""The line that is always there: educational, not a diagnosis; and the list of signs that need a doctor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import label, rule
from glutmin_viewer.ui.dialog_size import SHARE
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import scaled

WIDTH = 584


class SafetyLine(QWidget):
    """What this program is not, and the button to the red flags."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(rule())
        layout.addWidget(label(text("educational"), "muted"))
        self.button = QPushButton(text("red_flags_button"))
        self.button.setProperty("role", "warning")
        self.button.setToolTip(text("red_flags_tip"))
        self.button.clicked.connect(self.open)
        layout.addWidget(self.button)
        self.dialog: RedFlags | None = None

    def open(self) -> None:
        if self.dialog is None:
            self.dialog = RedFlags(self.window())
        self.dialog.show()
        self.dialog.raise_()


class RedFlags(QDialog):
    """Signs that need a doctor now, and what this program cannot tell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("red_flags_button"))
        said, column = QWidget(), QVBoxLayout(self)
        scroll = QScrollArea()  # a small screen does not show all at once
        scroll.setAccessibleName(text("red_flags_button"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(said)
        # The height comes from the width alone; a least height would be that of the narrowest width.
        said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        column.addWidget(scroll)
        layout = QVBoxLayout(said)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(8)
        for group in ("emergency", "red_flags"):
            layout.addWidget(label(text(f"{group}_heading"), "heading"))
            signs = "".join(f"<li style='margin-bottom: 4px'>{sign}</li>" for sign in content().safety[group])
            layout.addWidget(label(f"<ul style='margin-left: -16px'>{signs}</ul>"))
        layout.addWidget(label(" ".join((*content().safety["calm"], *content().safety["orthopaedist"]))))
        layout.addWidget(rule())
        nerve = " ".join(content().safety["nerve"])
        sentences = "".join(f"<p>{sentence}</p>" for sentence in (*content().safety["purpose"], nerve))
        layout.addWidget(label(sentences, "muted"))
        sources = text("source", source="; ".join((*content().safety["sources"], *content().safety["nerve_sources"])))
        layout.addWidget(SourceLabel(sources, "fine"))
        layout.addStretch()
        close = QPushButton(text("close"))
        close.clicked.connect(self.close)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        for part in self.findChildren(QWidget):
            part.ensurePolished()  # before, words have no size of their own
        width, around, border = scaled(WIDTH), column.contentsMargins(), 2 * scroll.frameWidth()
        room = width - around.left() - around.right() - border
        foot = column.spacing() + close.sizeHint().height() + around.top() + around.bottom()
        wanted = layout.heightForWidth(room) + border + foot
        self.resize(width, min(wanted, int(SHARE * self.screen().availableGeometry().height())))
