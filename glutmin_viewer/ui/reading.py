"""The right column: trigger points, where it hurts or the guide; what is read about; and safety, which always stays."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.showing_pain import with_drawing
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.ui.controls import Segments
from glutmin_viewer.ui.guide import GuidePanel
from glutmin_viewer.ui.info import InfoPanel
from glutmin_viewer.ui.pain import PainPanel
from glutmin_viewer.ui.probe import ProbePanel
from glutmin_viewer.ui.quiz import QuizPanel
from glutmin_viewer.ui.safety import SafetyLine
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.where import WherePanel

MARGIN = 16


class ReadingColumn(QWidget):
    """Three pages, and the quiz in place of the guide. While the state has a drawing somebody is asked where it hurts,
    on that page or in the guide; in the quiz it shows what is asked about."""

    quiz_shown = Signal(bool)

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._apply = apply
        self._last = PainDrawing()
        self._shown: tuple[SceneState, Frame] | None = None
        self._asking = self._guiding = self.quizzing = False
        self.pain, self.where = PainPanel(atlas, apply), WherePanel(atlas, apply)
        self.guide, self.quiz = GuidePanel(), QuizPanel(atlas)
        self.guide.quiz_wanted.connect(self.open_quiz)
        self.quiz.left.connect(partial(self.show_page, "guide"))
        self.probe, self.info, self.safety = ProbePanel(), InfoPanel(atlas), SafetyLine()
        self.pages = Segments({page: text(f"page_{page}") for page in ("points", "where", "guide")}, text("pages"))
        for page, button in self.pages.buttons.items():
            button.setToolTip(text(f"page_{page}_tip"))
            button.clicked.connect(partial(self.show_page, page))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(MARGIN, MARGIN, MARGIN, 8)
        top.addWidget(self.pages)
        column.addLayout(top)
        told = QWidget()
        reading = QVBoxLayout(told)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(0)
        for page in (self.guide, self.quiz, self.pain, self.where, self.probe):
            reading.addWidget(_inset(page))
        reading.addWidget(self.info, 1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setAccessibleName(text("info_panel"))
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(told)
        column.addWidget(self.scroll, 1)
        column.addWidget(self.safety)
        self.probe.hide()
        # When all is laid out: what a row says has no height before.
        self.where.opened.connect(lambda row: QTimer.singleShot(0, partial(self.scroll.ensureWidgetVisible, row, 0, 8)))

    def show_page(self, page: str) -> None:
        """Open the guide; or ask where it hurts, with what was painted before; or neither."""
        self._guiding = page == "guide"
        self._set_quizzing(False)
        self.scroll.verticalScrollBar().setValue(0)
        if self._guiding:
            self.guide.begin()
        else:
            self._apply(partial(with_drawing, drawing=self._last if page == "where" else None))
        if self._shown is not None:  # where the state stayed as it was
            self.show_frame(*self._shown)

    def open_quiz(self) -> None:
        """The quiz, of the side looked at."""
        self._guiding = True
        self._set_quizzing(True)
        if self._shown is not None:
            self.quiz.begin(self._shown[0].side)
            self.show_frame(*self._shown)

    def _set_quizzing(self, quizzing: bool) -> None:
        if quizzing != self.quizzing:
            self.quizzing = quizzing
            self.quiz_shown.emit(quizzing)

    def go(self, way: int) -> None:
        """So many steps on in the guide, or back; on in the quiz."""
        if not self.quizzing:
            self.guide.go(way)
        elif way > 0:
            self.quiz.go_on()

    def look_again(self) -> None:
        (self.quiz if self.quizzing else self.guide).look_again()

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        self._shown = state, frame
        asking = state.drawing is not None and not self.quizzing
        if asking and state.drawing is not None:
            self._last = state.drawing
        if asking != self._asking:
            self._asking = asking
            self.scroll.verticalScrollBar().setValue(0)
        self.pages.choose("guide" if self._guiding else "where" if asking else "points")
        self.guide.setVisible(self._guiding and not self.quizzing)
        self.quiz.setVisible(self.quizzing)
        self.pain.setVisible(not (asking or self._guiding))
        self.where.setVisible(asking)
        reading = not self._guiding or (state.selection is not None and not self.quizzing)
        self.info.setVisible(not asking and reading)
        if state.selection != "skin" or asking:
            self.probe.hide()
        self.info.show_state(state)
        self.pain.show_frame(state, frame)
        self.where.show_frame(state, frame)


def _inset(widget: QWidget) -> QWidget:
    widget.setContentsMargins(MARGIN, 8, MARGIN, 8)
    return widget
