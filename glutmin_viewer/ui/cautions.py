"""What has to be read before a massage: when not, whom to ask, where not, when to stop; confirmed by a click."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.guide import CAUTIONS
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.texts import text


class Cautions(QWidget):
    """The cautions of one kind, and the button by which they are confirmed."""

    confirmed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.words, self.confirm = label(), QPushButton(text("cautions_confirm"))
        self.confirm.setProperty("role", "warning")
        self.confirm.clicked.connect(lambda: self.confirmed.emit(self._what))
        layout.addWidget(self.words)
        layout.addWidget(self.confirm)

    def show_cautions(self, what: str | None, confirmed: bool) -> None:
        """Those of a kind; nothing for None. Once confirmed they stay to be read."""
        self.setVisible(what is not None)
        if what is None:
            return
        self._what = what
        safety = content().safety
        self.words.setText("".join(_listed(text(f"{name}_title"), safety[name]) for name in CAUTIONS[what]))
        self.confirm.setText(text("cautions_confirmed" if confirmed else "cautions_confirm"))
        self.confirm.setEnabled(not confirmed)


def _listed(title: str, sentences: tuple[str, ...]) -> str:
    points = "".join(f"<li style='margin-bottom: 3px'>{sentence}</li>" for sentence in sentences)
    listed = f"<ul style='margin-top: 0; margin-left: -20px'>{points}</ul>"
    return f"<p style='margin-bottom: 2px'><b>{title}</b></p>{listed}"
