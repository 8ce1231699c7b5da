"""The page of the quiz: a question, its answers or a click in the picture, the verdict with its reasons, the result.

What is shown beside it is the window's business, which also brings the clicks in the picture (`answer_click`).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import Random

import platformdirs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import Badge, content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.progress import Progress, load_progress, save_progress, with_answer, with_round
from glutmin_viewer.core.quiz import COUNT, NONE, Question, hit, is_right, quiz_round
from glutmin_viewer.ui.cause import NerveNote
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, label
from glutmin_viewer.ui.quiz_words import asked, choice_name, numbers, rests_on, right_names
from glutmin_viewer.ui.texts import complaint, text

CHOICES = 4
SEEDS = 2**32
MARKS = {"right": "✓", "wrong": "✗", "other": "·"}


class QuizPanel(QWidget):
    """Rounds of questions on an atlas. `path` is where the progress is kept, read when the quiz is first opened."""

    opened = Signal(object, object)  # SceneState, Camera: what a question or its answer is shown in
    left = Signal()

    def __init__(self, atlas: Atlas) -> None:
        super().__init__()
        self._atlas = atlas
        self.path = Path(platformdirs.user_data_dir("glutmin_viewer", appauthor=False)) / "quiz.json"
        self.seeds = Random()
        self.round: tuple[Question, ...] = ()
        self.place, self.right, self.answered = 0, 0, False
        self._said: list[str] = []
        self._met: str | None = None  # the name of what was clicked
        self._is_right = False
        self._progress: Progress | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.kind, self.question, self.how = label(role="muted"), label(role="heading"), label(role="muted")
        self.verdict, self.answer = label(role="section"), label()
        self.problem = label(role="problem")
        layout.addLayout(self._head())
        layout.addWidget(self.question)
        layout.addWidget(self.how)
        for button in self._choices():
            layout.addWidget(button)
        layout.addWidget(self.verdict)
        layout.addWidget(self.answer)
        self.next = QPushButton()
        self.next.setProperty("role", "primary")
        self.next.clicked.connect(self.go_on)
        layout.addWidget(self.next)
        self.show_me = QPushButton(text("quiz_show_me"))
        self.show_me.setToolTip(text("quiz_show_me_tip"))
        self.show_me.clicked.connect(self.give_up)
        layout.addWidget(self.show_me)
        QShortcut(QKeySequence("H"), self).activated.connect(self.give_up)
        layout.addWidget(self.problem)
        self.reasons = (Reason(), Reason(), Reason())
        for reason in self.reasons:
            layout.addWidget(reason)
        self.nerve = NerveNote()
        layout.addWidget(self.nerve)
        self.reset = QPushButton(text("quiz_reset"))
        self.reset.setToolTip(text("quiz_reset_tip"))
        self.reset.clicked.connect(self._reset)
        layout.addWidget(self.reset)
        self.leave = QPushButton(text("quiz_leave"))
        self.leave.setToolTip(text("quiz_leave_tip"))
        self.leave.clicked.connect(self.left)
        layout.addWidget(self.leave)
        layout.addStretch(1)
        for key in ("Return", "Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.go_on)
        self.problem.hide()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.progress = QPushButton()
        self.progress.setToolTip(text("quiz_progress_tip"))
        self.progress.setAccessibleName(text("quiz_progress_tip"))
        self.progress.clicked.connect(self.look_again)
        row.addWidget(self.kind, 1)
        row.addWidget(self.progress)
        return row

    def _choices(self) -> list[QPushButton]:
        self.choices = [QPushButton() for _ in range(CHOICES)]
        for number, button in enumerate(self.choices, start=1):
            button.setProperty("role", "choice")
            button.setToolTip(text("quiz_choice_tip", number=number))
            button.clicked.connect(partial(self._clicked, number - 1))
            QShortcut(QKeySequence(str(number)), self).activated.connect(button.click)
        return self.choices

    @property
    def asking(self) -> Question | None:
        """The question that waits for its answer."""
        return None if self.answered or self.finished else self.round[self.place]

    @property
    def finished(self) -> bool:
        return self.place >= len(self.round)

    def begin(self, side: Side) -> None:
        """The round that was left, unless it is over or of the other side; else a new one."""
        if self._progress is None:
            self._progress = Progress()
            try:
                self._progress = load_progress(self.path)
            except InputError as error:
                self._say(complaint(error))
        if self.finished or self.round[0].scene.side != side:
            self.start(side)
        else:
            self._show()

    def come_back_to(self, before: QuizPanel) -> None:
        """Go on where another panel was, as after a change of language."""
        self.round, self.place, self.right, self.answered = before.round, before.place, before.right, before.answered
        self._said, self._met, self._is_right = before._said, before._met, before._is_right
        self._progress, self.seeds, self.path = before._progress, before.seeds, before.path
        self._show()

    def give_up(self) -> None:
        """Show what was asked for; it counts as not right."""
        if (question := self.asking) is not None:
            self._said, self._met = [], None
            self._judge(question, False)

    def start(self, side: Side) -> None:
        """A new round."""
        try:
            self.round = quiz_round(self._atlas, side, self.seeds.randrange(SEEDS))
        except InputError as error:
            self._say(complaint(error))
        self.place, self.right, self.answered = 0, 0, False
        self._show()

    def answer_click(self, item: str | None, position: Floats | None, name: str) -> None:
        """A click in the picture: on an item at a position (3,) mm at rest, of this name; None beside everything."""
        question = self.asking
        if question is None or not question.clicked:
            return
        if item is None or position is None:
            self.how.setText(text("quiz_beside"))
            return
        self._met = name
        self._judge(question, hit(question, self._atlas, item, position))

    def go_on(self) -> None:
        """Check what was chosen; after that, the next question, the result, or another round."""
        question = self.asking
        if self.finished and self.round:
            self.start(self.round[0].scene.side)
        elif question is None:
            self.place, self.answered = self.place + 1, False
            if self.finished:
                self._keep(with_round(self._progress or Progress(), self.right))
            self._show()
        elif question.several and (chosen := self._chosen(question)):
            self._answer(question, chosen)

    def look_again(self) -> None:
        """The scene of the question, or of its answer, as at first."""
        if not self.finished:
            question = self.round[self.place]
            shown = (question.after, question.camera_after) if self.answered else (question.scene, question.camera)
            self.opened.emit(*shown)

    def _clicked(self, index: int) -> None:
        question = self.asking
        if question is None or index >= len(question.choices):
            return
        if not question.several:
            self._answer(question, [question.choices[index]])
            return
        if self.choices[index].isChecked():  # none of them goes with no other
            alone = question.choices[index] == NONE
            for other, button in zip(question.choices, self.choices, strict=False):
                if alone != (other == NONE):
                    button.setChecked(False)
        self.next.setEnabled(bool(self._chosen(question)))

    def _chosen(self, question: Question) -> list[str]:
        return [c for c, button in zip(question.choices, self.choices, strict=False) if button.isChecked()]

    def _answer(self, question: Question, chosen: list[str]) -> None:
        self._said = chosen
        self._judge(question, is_right(question, chosen))

    def _judge(self, question: Question, right: bool) -> None:
        self.answered, self._is_right, self.right = True, right, self.right + right
        self._keep(with_answer(self._progress or Progress(), question.kind, right))
        self._show()

    def _tell_verdict(self, question: Question) -> None:
        self.verdict.setText(text("quiz_right" if self._is_right else "quiz_wrong"))
        said = where = ""
        if self._met is not None and question.clicked:
            said = text("quiz_clicked", name=self._met)
        elif self._said:
            said = text("quiz_said", said=", ".join(choice_name(question, choice) for choice in self._said))
        if question.clicked:
            where = text("quiz_marked" if question.on is None else "quiz_middle")
        parts = [text("quiz_answer", right=right_names(question)), "" if self._is_right else said, where]
        self.answer.setText(" ".join(filter(None, parts)))

    def _show(self) -> None:
        """The question, its answer, or the result."""
        self.reset.setText(text("quiz_reset"))
        if self.finished:
            self._show_result()
            return
        question, answered = self.round[self.place], self.answered
        self.kind.setText(content().quiz[question.kind].name)
        self.question.setText(asked(question))
        self.progress.setText(text("quiz_progress", place=self.place + 1, count=len(self.round)))
        self.how.setText(text("quiz_click" if question.clicked else "quiz_several" if question.several else "quiz_one"))
        for number, button in enumerate(self.choices):
            button.setVisible(number < len(question.choices))
            if number < len(question.choices):
                self._name(button, question, number)
        last = self.place + 1 == len(self.round)
        self.next.setText(text("quiz_check" if not answered else "quiz_to_result" if last else "quiz_next"))
        self.next.setToolTip(text("quiz_next_tip" if answered else "quiz_check_tip"))
        self.next.setEnabled(answered)
        self._lay_open(asking=not answered, told=answered)
        self.next.setVisible(answered or question.several)
        self.show_me.setVisible(not answered)
        if answered:
            self._tell_verdict(question)
            self._explain(question)
        else:
            self._said, self._met = [], None
        self.look_again()

    def _name(self, button: QPushButton, question: Question, number: int) -> None:
        choice = question.choices[number]
        name = choice_name(question, choice)
        answer = ""
        if self.answered:
            answer = "right" if choice in question.right else "wrong" if choice in self._said else "other"
        button.setText(text("quiz_choice", mark=MARKS.get(answer, number + 1), name=name))
        button.setAccessibleName(name)
        button.setProperty("answer", answer)
        button.style().polish(button)
        if not self.answered:
            button.setCheckable(question.several)
            button.setChecked(False)
        button.setEnabled(not self.answered)

    def _explain(self, question: Question) -> None:
        term = content().quiz[question.kind]
        told = " ".join(filter(None, [numbers(question), rests_on(question)]))
        own = ("", told, term.badge, term.source)
        rest = [(found.name, found.text, found.badge, found.source) for found in question.terms]
        # Numbers come first; what only says how clicks count comes last.
        for reason, what in zip(self.reasons, [own, *rest] if question.numbers else [*rest, own], strict=False):
            reason.tell(*what)
            reason.show()
        self.nerve.setVisible(question.after.trigger_point is not None or question.after.cause is not None)

    def _show_result(self) -> None:
        progress = self._progress or Progress()
        self.kind.setText(text("quiz_open"))
        self.question.setText(text("quiz_result", right=self.right, count=len(self.round)) if self.round else "")
        self.next.setText(text("quiz_again"))
        self.next.setToolTip(text("quiz_again_tip"))
        self.next.setEnabled(bool(self.round))
        self._lay_open(asking=False, told=False)
        self._show_kept(progress)

    def _show_kept(self, progress: Progress) -> None:
        kept = progress.best is not None and progress.answered > 0
        lines = [
            text("quiz_result_kind", name=content().quiz[kind].name, right=tally.right, answered=tally.answered)
            for kind, tally in progress.kinds.items()
        ]
        if kept:
            best = text(
                "quiz_result_best", best=progress.best, count=COUNT, right=progress.right, answered=progress.answered
            )
            lines.insert(0, best)
        self.verdict.setText(text("quiz_result_all" if kept else "quiz_reset_done"))
        self.answer.setText("<br>".join(lines))
        self.verdict.setVisible(bool(self.round))
        self.answer.setVisible(kept)
        self.reset.setVisible(kept)

    def _lay_open(self, asking: bool, told: bool) -> None:
        """Which parts are to be seen: those of a question, those of its answer, or, of neither, those of the result."""
        self.progress.setVisible(asking or told)
        self.show_me.setVisible(asking)
        self.how.setVisible(asking)
        for button in self.choices if not (asking or told) else ():
            button.hide()
        self.verdict.setVisible(told)
        self.answer.setVisible(told)
        self.next.show()
        self.reset.hide()
        self.nerve.hide()
        for reason in self.reasons:
            reason.hide()

    def _reset(self) -> None:
        """Asks once, then forgets."""
        if self.reset.text() != text("quiz_reset_sure"):
            self.reset.setText(text("quiz_reset_sure"))
            return
        self._keep(Progress())
        self._show_kept(Progress())

    def _keep(self, progress: Progress) -> None:
        self._progress = progress
        try:
            save_progress(progress, self.path)
        except InputError as error:
            self._say(complaint(error))
        else:
            self.problem.hide()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem[:1].upper() + problem[1:])
        self.problem.show()


class Reason(QWidget):
    """A text that explains an answer, with its badge and source."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(4)
        self.words, self.badge, self.source = label(), BadgeLabel(), SourceLabel()
        layout.addWidget(self.words)
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.source)

    def tell(self, name: str, words: str, badge: Badge, source: str) -> None:
        self.words.setText(f"<b>{name}.</b> {words}" if name else words)
        self.badge.show_badge(badge)
        self.source.tell(text("source", source=source))
