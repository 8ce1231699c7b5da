"""The page of the guide: a step's words, the way to the next and the one before, and the search for any of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.guide import Step, chapters, step_named, steps, to_confirm
from glutmin_viewer.core.quiz import COUNT
from glutmin_viewer.ui.breath import BreathTimer
from glutmin_viewer.ui.cautions import Cautions
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, Choice, label
from glutmin_viewer.ui.pain_key import PainKey
from glutmin_viewer.ui.texts import text


class GuidePanel(QWidget):
    """Opening a step, or going back to its picture, emits it; what it shows is the window's business.

    foot: what stands below a step and what is shown of it: badge, source, and the way to sources and quiz.
    """

    opened = Signal(object)  # Step
    quiz_wanted = Signal()
    blocked = Signal(QWidget)  # what has to be done before it goes on

    def __init__(self) -> None:
        super().__init__()
        self.step: Step | None = None
        self.confirmed: set[str] = set()
        self._wanted: Step | None = None  # where what has to be confirmed leads
        self._typed = ""  # what was searched for last
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
        self.contents = _contents()
        self.contents.activated.connect(lambda index: self.open(step_named(self.contents.itemData(index))))
        self.problem = label(role="problem")
        self.problem.hide()
        for widget in (self.search, self.contents):
            layout.addWidget(widget)
        layout.addLayout(self._ways())
        layout.addWidget(self.problem)
        self.title, self.words, self.badge = label(role="heading"), label(), BadgeLabel()
        self.source, self.progress, self.key = SourceLabel(), label(role="muted"), PainKey()
        layout.addWidget(self.progress)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        self.cautions, self.breath = Cautions(), BreathTimer()
        self.cautions.confirmed.connect(self._confirm)
        layout.addWidget(self.cautions)
        layout.addWidget(self.breath)
        layout.addWidget(self.key)
        self.foot = QWidget()
        layout = QVBoxLayout(self.foot)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
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
        """Show a step: its words here, its scene by whoever listens; first what has to be confirmed before it."""
        asked, step = step, to_confirm(step, self.confirmed) or step
        self.tell(step)
        self._wanted = None if asked == step else asked
        if self._wanted is not None:
            self._say(text("cautions_first", name=content().guide[asked.id].name))
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
        confirmed = step.confirms is None or step.confirms in self.confirmed
        self.next.setEnabled(place + 1 < len(steps()) and confirmed)
        self.next.setToolTip(text("guide_next_tip" if confirmed else "cautions_next_tip"))
        self.cautions.show_cautions(step.confirms, confirmed)
        self.breath.stop()
        self.breath.setVisible(step.paces)
        self.quiz.setProperty("role", None if place + 1 < len(steps()) else "primary")  # what comes after the last step
        self.quiz.style().polish(self.quiz)
        self.problem.hide()
        with QSignalBlocker(self.contents):
            self.contents.setCurrentIndex(-1)
            self.contents.setPlaceholderText(content().chapters[step.chapter])

    def _confirm(self, what: str) -> None:
        """Go on once the cautions are read."""
        self.confirmed.add(what)
        if self._wanted is not None:
            self.open(self._wanted)
        elif self.step is not None:
            self.tell(self.step)
            self.go(1)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _open_sources(self) -> None:
        from glutmin_viewer.ui.sources import open_sources  # not wanted at the start

        open_sources(self, page="trust" if self.step is not None and self.step.id == "how_far_to_trust" else "sources")

    def begin(self) -> None:
        """The step last read, else the first."""
        self.open(self.step or steps()[0])

    def go(self, way: int) -> None:
        """So many steps on, or back."""
        if self.step is None:
            return
        if way > 0 and self.step.confirms is not None and self.step.confirms not in self.confirmed:
            self._say(text("cautions_next_tip"))
            self.blocked.emit(self.cautions.confirm)
            return
        if 0 <= (place := steps().index(self.step) + way) < len(steps()):
            self.open(steps()[place])

    def look_again(self) -> None:
        """The picture as at the start of the step."""
        if self.step is not None:
            self.opened.emit(self.step)

    def show_frame(self, frame: Frame) -> None:
        """The key to what is drawn."""
        self.key.show_frame(frame)
        self.key.setVisible(bool(self.key.drawn))

    def _found(self, name: str) -> None:
        self.search.clear()
        self.open(self._names[name])

    def _searched(self) -> None:
        """The next step that has all the words that were typed, in its name rather than in what it tells."""
        typed = self.search.text().strip()
        found = [step for step in steps() if typed and _tells_of(step, typed)]
        names = {step.id: content().guide[step.id].name for step in found}
        found.sort(key=lambda step: (names[step.id].lower() != typed.lower(), not _has(names[step.id], typed)))
        if not found:
            self._say(text("guide_not_found", typed=typed) if typed else "")
            return
        here = found.index(self.step) if self.step in found and typed == self._typed else -1
        self._typed, place = typed, (here + 1) % len(found)
        self.open(found[place])
        if len(found) > 1:
            self._say(text("guide_found", place=place + 1, count=len(found), typed=typed))


def _contents() -> Choice:
    """All steps under the names of their chapters."""
    box = Choice()
    box.setAccessibleName(text("guide_chapter"))
    box.setToolTip(text("guide_chapter_tip"))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    for chapter in chapters():
        box.add_heading(content().chapters[chapter])
        for step in steps():
            if step.chapter == chapter:
                box.addItem(content().guide[step.id].name, step.id)
    return box


def _has(words: str, typed: str) -> bool:
    return all(word in words.lower() for word in typed.lower().split())


def _tells_of(step: Step, typed: str) -> bool:
    """Whether all typed words stand in what a step tells, or in what is told of the cause that it shows."""
    term = content().guide[step.id]
    told = [term.name, term.text]
    if step.cause is not None:
        cause = content().causes[step.cause]
        told += [cause.name, cause.text, cause.apart]
    return _has(" ".join(told), typed)
