"""The page of the guide: a step's words, the way to the next and the one before, and the search for any of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.guide import Step, chapters, steps
from glutmin_viewer.core.quiz import COUNT
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, Choice, label
from glutmin_viewer.ui.pain_key import PainKey
from glutmin_viewer.ui.texts import text


class GuidePanel(QWidget):
    """Opening a step, or going back to its picture, emits it; what it shows is the window's business."""

    opened = Signal(object)  # Step
    quiz_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.step: Step | None = None
        self._names = {f"{content().guide[step.id].name}": step for step in steps()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("guide_search"))
        self.search.setAccessibleName(text("guide_search"))
        self.search.setClearButtonEnabled(True)
        completer = QCompleter(list(self._names), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._found)
        self.search.setCompleter(completer)
        self.search.returnPressed.connect(self._searched)
        self.chapter = Choice()
        self.chapter.setAccessibleName(text("guide_chapter"))
        for name in chapters():
            self.chapter.addItem(content().chapters[name], name)
        self.chapter.activated.connect(self._choose_chapter)
        self.problem = label(role="problem")
        self.problem.hide()
        for widget in (self.search, self.problem, self.chapter):
            layout.addWidget(widget)
        self.title, self.words, self.badge = label(role="heading"), label(), BadgeLabel()
        self.source, self.progress, self.key = SourceLabel(), label(role="muted"), PainKey()
        layout.addWidget(self.progress)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addWidget(self.key)
        layout.addLayout(self._ways())
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.source)
        self.sources = QPushButton(text("sources_open"))
        self.sources.setToolTip(text("sources_open_tip"))
        self.sources.clicked.connect(self._open_sources)
        layout.addWidget(self.sources)
        self.quiz = QPushButton(text("quiz_open"))
        self.quiz.setToolTip(text("quiz_open_tip", count=COUNT))
        self.quiz.clicked.connect(self.quiz_wanted)
        layout.addWidget(self.quiz)
        layout.addStretch(1)

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.back, self.next = QPushButton(text("guide_back")), QPushButton(text("guide_next"))
        self.back.setToolTip(text("guide_back_tip"))
        self.next.setToolTip(text("guide_next_tip"))
        self.next.setProperty("role", "primary")
        self.again = QPushButton(text("guide_again"))
        self.again.setToolTip(text("guide_view_tip"))
        self.back.clicked.connect(partial(self.go, -1))
        self.next.clicked.connect(partial(self.go, 1))
        self.again.clicked.connect(self.look_again)
        for button in (self.back, self.again, self.next):
            row.addWidget(button, 1)
        return row

    def open(self, step: Step) -> None:
        """Show a step: its words here, its scene by whoever listens."""
        self.tell(step)
        self.opened.emit(step)

    def tell(self, step: Step) -> None:
        """The words of a step alone."""
        self.step = step
        term, place = content().guide[step.id], steps().index(step)
        self.title.setText(term.name)
        self.words.setText(term.text)
        self.badge.show_badge(term.badge)
        self.source.tell(text("source", source=term.source))
        self.sources.setVisible(step.chapter == "sources")
        self.progress.setText(text("guide_progress", step=place + 1, steps=len(steps())))
        self.back.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < len(steps()))
        self.quiz.setProperty("role", None if self.next.isEnabled() else "primary")  # what comes after the last step
        self.quiz.style().polish(self.quiz)
        self.problem.hide()
        with QSignalBlocker(self.chapter):
            self.chapter.setCurrentIndex(self.chapter.findData(step.chapter))

    def _open_sources(self) -> None:
        from glutmin_viewer.ui.sources import open_sources  # not wanted at the start

        open_sources(self, page="trust" if self.step is not None and self.step.id == "how_far_to_trust" else "sources")

    def begin(self) -> None:
        """The step last read, else the first."""
        self.open(self.step or steps()[0])

    def go(self, way: int) -> None:
        """So many steps on, or back."""
        if self.step is not None and 0 <= (place := steps().index(self.step) + way) < len(steps()):
            self.open(steps()[place])

    def look_again(self) -> None:
        """The picture as at the start of the step."""
        if self.step is not None:
            self.opened.emit(self.step)

    def show_frame(self, frame: Frame) -> None:
        """The key to what is drawn."""
        self.key.show_frame(frame)
        self.key.setVisible(bool(self.key.drawn))

    def _choose_chapter(self, index: int) -> None:
        self.open(next(step for step in steps() if step.chapter == self.chapter.itemData(index)))

    def _found(self, name: str) -> None:
        self.search.clear()
        self.open(self._names[name])

    def _searched(self) -> None:
        """The first step whose name, else whose words hold what was typed."""
        typed = self.search.text().strip().lower()
        for say in (lambda term: term.name, lambda term: term.text):
            for step in steps():
                if typed and typed in say(content().guide[step.id]).lower():
                    self.search.clear()
                    self.open(step)
                    return
        self.problem.setText(text("guide_not_found", typed=typed))
        self.problem.setVisible(bool(typed))
