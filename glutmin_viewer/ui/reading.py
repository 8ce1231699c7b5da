"""The right column: trigger points, where it hurts or the guide; what is read about; and safety, which always stays."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.guide import Step, step_named
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.pose import Point
from glutmin_viewer.core.showing_pain import asked, with_drawing
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_point, trigger_points
from glutmin_viewer.ui.busy import sign
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
BORDER = 2  # of what scrolls, which shows its focus; what stands in it is flush with what stands above


class ReadingColumn(QWidget):
    """Three pages, and the quiz in place of the guide. While the state has a drawing somebody is asked where it hurts,
    on that page or in the guide; in the quiz it shows what is asked about."""

    quiz_shown = Signal(bool)
    turned = Signal()  # to another page

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._atlas, self._apply = atlas, apply
        self._probed: Point | None = None
        self._last = PainDrawing()
        self._point: str | None = None  # that was shown last
        self._shown: tuple[SceneState, Frame] | None = None
        self._asking = self._guiding = self.quizzing = False
        self.opened = False  # whether somebody has opened the page where it hurts, and stayed on it
        self.pain, self.where = PainPanel(atlas, apply), WherePanel(atlas, apply)
        self.guide, self.quiz = GuidePanel(), QuizPanel(atlas)
        self.guide.quiz_wanted.connect(self.open_quiz)
        self.guide.opened.connect(lambda _: self._scroll_up())
        self.guide.blocked.connect(self._bring)
        self.quiz.left.connect(partial(self.show_page, "guide"))
        self.probe, self.info, self.safety = ProbePanel(), InfoPanel(atlas), SafetyLine()
        self.pages = Segments(
            {page: text(f"page_{page}") for page in ("points", "where", "guide")}, text("pages"), tight=True
        )
        for page, button in self.pages.buttons.items():
            button.setToolTip(text(f"page_{page}_tip"))
            button.clicked.connect(partial(self.show_page, page))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(MARGIN, MARGIN, MARGIN, 8)
        top.setSpacing(16)
        top.addWidget(self.pages)
        top.addWidget(self.where.head)
        column.addLayout(top)
        told = QWidget()
        reading = QVBoxLayout(told)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(0)
        for wanted in (self.pain.massage.wanted, self.where.massage_wanted):
            wanted.connect(self.open_step)
        for page in (self.guide, self.quiz, self.pain, self.where, self.probe, self.guide.foot):
            reading.addWidget(_inset(page))
        reading.addWidget(_inset(self.info), 1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setAccessibleName(text("info_panel"))
        self.scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the picture
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(told)
        column.addWidget(self.scroll, 1)
        column.addWidget(self.safety)
        self.probe.hide()
        self.where.opened.connect(self._bring)

    def show_page(self, page: str) -> None:
        """Open the guide; or ask where it hurts, with what was painted before; or neither."""
        brought = self.guide.step.posture if self._guiding and self.guide.step is not None else ""
        self._guiding, self.opened = page == "guide", page == "where"
        self._scroll_up()
        self._set_quizzing(False)
        if self._guiding:
            self.guide.begin()
        elif page == "where":
            self._apply(partial(asked, drawing=self._last, brought=brought))
        else:
            self._apply(partial(with_drawing, drawing=None))
        if self._shown is not None:  # where the state stayed as it was
            self.show_frame(*self._shown)
        self.turned.emit()

    @property
    def page(self) -> tuple[str, bool]:
        """The step of the guide, or the question of the quiz, by a name for `turn_back_to`; empty outside of both.

        And whether no way leads back to it.
        """
        if self.quizzing:
            return f"quiz.{self.quiz.place}", True
        return (self.guide.step.id if self._guiding and self.guide.step is not None else ""), False

    def turn_back_to(self, page: str) -> None:
        """The words of a page again, beside what is shown by others."""
        if page == self.page[0]:
            return
        self._set_quizzing(False)
        self._guiding = bool(page)
        if page:
            self.guide.tell(step_named(page))
        self._scroll_up()
        if self._shown is not None:
            self.show_frame(*self._shown)

    def open_step(self, step: Step) -> None:
        """Open the guide at a step, or at what has to be confirmed before it."""
        self._guiding = True
        self._set_quizzing(False)
        self.guide.open(step)
        if self._shown is not None:
            self.show_frame(*self._shown)

    def come_back_to(self, before: ReadingColumn) -> None:
        """Go on where another column was: at its step of the guide, whose scene is there already, and its drawing."""
        self._guiding, self._last, self.guide.confirmed = before._guiding, before._last, before.guide.confirmed
        self.opened, self._point = before.opened, before._point
        if before.guide.step is not None:
            self.guide.tell(before.guide.step)
            self.guide.breath.come_back_to(before.guide.breath)
        if before.quizzing:
            self._set_quizzing(True)
            self.quiz.come_back_to(before.quiz)

    def open_quiz(self) -> None:
        """The quiz, of the side looked at."""
        self._guiding = True
        self._set_quizzing(True)
        if self._shown is not None:
            with sign(self, text("busy_quiz")):
                self.quiz.begin(self._shown[0].side)
            self.show_frame(*self._shown)

    def _set_quizzing(self, quizzing: bool) -> None:
        if quizzing != self.quizzing:
            self.quizzing = quizzing
            self.quiz_shown.emit(quizzing)

    def go(self, way: int) -> None:
        """So many steps on in the guide, or back; on in the quiz. The first key opens the guide."""
        if not self._guiding:
            self.show_page("guide")
        elif not self.quizzing:
            self.guide.go(way)
        elif way > 0:
            self.quiz.go_on()

    @property
    def point(self) -> str | None:
        """What is read about: the trigger point shown last, unless a step of the guide is about other fibres."""
        step = self.guide.step
        groups = step.printed_for if self._guiding and step is not None else ()
        if len(groups) != 1 or (self._point is not None and trigger_point(self._point).group in groups):
            return self._point
        return next(name for name, point in trigger_points().items() if point.group in groups)

    def look_again(self) -> None:
        """The picture as at the start of the step, or of the question."""
        (self.quiz if self.quizzing else self.guide).look_again()

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        self._shown = state, frame
        self._point = state.trigger_point or self._point
        asking = state.drawing is not None and not self.quizzing
        if asking and state.drawing is not None:
            self._last = state.drawing
        self.opened = self.opened and asking and not self._guiding
        if asking != self._asking:
            self._asking = asking
            self._scroll_up()
        self.pages.choose("guide" if self._guiding else "where" if asking else "points")
        self.guide.setVisible(self._guiding and not self.quizzing)
        self.guide.foot.setVisible(self._guiding and not self.quizzing)
        self.quiz.setVisible(self.quizzing)
        self.pain.setVisible(not (asking or self._guiding))
        self.where.setVisible(asking)
        self.where.head.setVisible(asking)
        chosen = state.selection is not None and state.probed is None
        reading = not self._guiding or (chosen and not self.quizzing)
        self.info.setVisible(not asking and reading)
        self._show_probe(None if asking else state.probed)
        self.info.show_state(state)
        self.pain.show_frame(state, frame)
        self.where.show_frame(state, frame)
        self.guide.show_frame(frame)

    def _show_probe(self, point: Point | None) -> None:
        """The layers under a place of the skin, as they lie in standing."""
        if point == self._probed:
            return
        self._probed = point
        self.probe.setVisible(point is not None)
        if point is not None:
            from glutmin_viewer.core.probe import probe  # not wanted at the start

            self.probe.show_probe(probe(self._atlas, point))
            if not self._guiding:  # there the words of the step come first
                self._bring(self.probe)

    def _bring(self, widget: QWidget) -> None:
        """Scroll to a widget when all is laid out: what it says has no height before."""
        QTimer.singleShot(0, self, partial(self._scroll_to, widget))

    def _scroll_to(self, widget: QWidget) -> None:
        """Show all of a widget, or its beginning where it is longer than the column."""
        self.scroll.ensureWidgetVisible(widget, 0, 8)
        bar, top = self.scroll.verticalScrollBar(), widget.mapTo(self.scroll.widget(), QPoint(0, 0)).y() - 8
        bar.setValue(min(bar.value(), top))

    @property
    def guiding(self) -> bool:
        """Whether the guide is open."""
        return self._guiding

    def _scroll_up(self) -> None:
        """To the top at once, and once more when all is laid out."""
        top = partial(self.scroll.verticalScrollBar().setValue, 0)
        top()
        QTimer.singleShot(0, self, top)


def _inset(widget: QWidget) -> QWidget:
    widget.setContentsMargins(MARGIN - BORDER, 8, MARGIN - BORDER, 8)
    return widget
