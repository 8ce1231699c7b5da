"""The player: choice of posture or motion, play and pause, scrubbing, speed; and the pose in clinical words.

Playing is a function of the clock (`core.playback`); the timer only asks it for the time and runs only while playing.
Beside it stand the numbers of the pose (those of the balance, where two figures stand on one leg), plots of the motion,
or sliders for a pose of one's own. Under plots and sliders, which need the height, the numbers move below the player;
where all of it would leave too little to the picture, numbers and sliders are scrolled, and plots become lower.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import content, inside, number
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.curves import Role, roles
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.motions import Motion, motions
from glutmin_viewer.core.moves import Move, moves
from glutmin_viewer.core.playback import SPEEDS, Playback
from glutmin_viewer.core.pose import OPPOSITE, STANDING, Side, in_words
from glutmin_viewer.core.postures import ON_BALL, POSTURES, Posture
from glutmin_viewer.core.state import SceneState, with_motion, with_move, with_posture
from glutmin_viewer.ui.busy import sign
from glutmin_viewer.ui.controls import Choice, ElidedLabel, SeekSlider, Segments, label, of_one_size
from glutmin_viewer.ui.free_pose import FreePose
from glutmin_viewer.ui.readout import Readout
from glutmin_viewer.ui.scrolled import Scrolled
from glutmin_viewer.ui.seat import SeatControls
from glutmin_viewer.ui.session import Apply, Play, Verb
from glutmin_viewer.ui.stance import StanceTable
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import BASE_PT, text_scale

if TYPE_CHECKING:
    from glutmin_viewer.ui.plots import Plots

TICK_MS = 16
STEPS_PER_SECOND = 100
LEEWAY_S = 0.02  # by which a picture may be early or late
LONGEST_STEP_S = 0.1  # that is expected between two pictures
# Ids of postures and motions overlap: what the choice holds says which it is.
POSTURE, MOTION = "posture.", "motion."
# The choice opens as a list under or over its box, as long and wide as it needs to be.
CHOICE_STYLE = """
QComboBox { combobox-popup: 0; padding-right: 0; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 8px; }
"""

Page = Literal["numbers", "plots", "free_pose"]


class Player(QWidget):
    """Plays one motion of the side looked at: `play` shows a state that passes, `rest` the last one in full.

    clock: seconds, never set back.
    """

    page_changed = Signal()
    motion_chosen = Signal()  # by somebody, who wants to see it
    save_curves_wanted = Signal()
    claims_wanted = Signal()

    def __init__(
        self,
        atlas: Atlas,
        apply: Apply,
        play: Play,
        rest: Callable[[], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__()
        self._atlas, self._apply, self._play, self._rest, self._clock = atlas, apply, play, rest, clock
        self._ticked_s = self._due_s = -math.inf  # the last: the time that was worked out ahead
        self._shown = SceneState()
        self._frame: Frame | None = None
        self._told: tuple[Side, str | None, str] | None = None
        self.page: Page = "numbers"
        self.playback = Playback()
        self.timer = QTimer(self)
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self._tick)
        self.motion = Choice()
        # The longest name must not widen the panel beyond its place.
        self.motion.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.motion.setMinimumContentsLength(7)
        self.motion.setStyleSheet(CHOICE_STYLE)
        self.motion.add_heading(text("postures"))
        for posture in POSTURES:
            self.motion.addItem(text(posture), POSTURE + posture)
        self.motion.add_heading(text("motions"))
        for name in motions():
            self.motion.addItem(content().motions[name].name if name in content().motions else name, MOTION + name)
        self.motion.setMaxVisibleItems(self.motion.count())
        names = (self.motion.itemText(i) for i in range(self.motion.count()))
        self.motion.view().setMinimumWidth(max(map(self.fontMetrics().horizontalAdvance, names)) + 48)
        self.motion.setPlaceholderText(text("free_pose"))
        self.motion.setAccessibleName(text("motion"))
        self.motion.setToolTip(text("motion_tip"))
        self.motion.activated.connect(self._choose)
        self.play = QPushButton()
        self.play.setProperty("role", "primary")
        self.play.setToolTip(text("play_tip"))
        self.play.clicked.connect(self.toggle)
        self.play.setFixedWidth(
            max(self.fontMetrics().horizontalAdvance(f"▶  {text(w)}") for w in ("play", "pause")) + 44
        )
        self.scrub = SeekSlider()
        self.scrub.setAccessibleName(text("scrub"))
        self.scrub.setToolTip(text("scrub_tip"))
        self.scrub.setSingleStep(STEPS_PER_SECOND // 20)
        self.scrub.setPageStep(STEPS_PER_SECOND // 2)
        self.scrub.sliderPressed.connect(self.pause)
        self.scrub.valueChanged.connect(self._seek)
        self.pose, self.time = ElidedLabel("pose"), label(role="muted", wrap=False)
        self.pose.setStyleSheet(f"font-size: {text_scale() * BASE_PT}pt;")  # three angles with long names still fit
        of_one_size(self.time, "88.8 / 88.8 s")
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed = Choice()
        for speed in SPEEDS:
            self.speed.addItem(f"{number(speed)} ×", speed)
        self.speed.setFixedWidth(self.fontMetrics().horizontalAdvance(f"{number(min(SPEEDS))} ×") + 36)
        self.speed.setCurrentIndex(SPEEDS.index(self.playback.speed))
        self.speed.setAccessibleName(text("speed"))
        self.speed.setToolTip(text("speed_tip"))
        self.speed.activated.connect(self._set_speed)
        self.loop = QCheckBox(text("loop"))
        self.loop.setChecked(self.playback.loop)
        self.loop.setToolTip(text("loop_tip"))
        self.loop.toggled.connect(self._set_loop)
        self.seat = SeatControls(apply)
        self.roles = label(role="muted")
        self.roles.setToolTip(text("roles_tip"))
        self.readout, self.stance, self.free_pose = Readout(), StanceTable(self._hold), FreePose(self._hold)
        self.numbers, self.free_page = Scrolled(QWidget()), Scrolled(self.free_pose)
        self.numbers.setAccessibleName(text("numbers"))
        self.free_page.setAccessibleName(text("free_pose"))
        self.plots: Plots | None = None
        self.pages = Segments({page: text(page) for page in get_args(Page)}, text("panel_choice"), tight=True)
        for page, button in self.pages.buttons.items():
            button.setToolTip(text(f"{page}_tip"))
            button.clicked.connect(partial(self.show_page, page))
        self.claims = QPushButton(text("claims_open"))
        self.claims.setToolTip(text("claims_open_tip"))
        self.claims.setShortcut("K")
        self.claims.clicked.connect(self.claims_wanted)
        self._lay_out()
        *_, last = self.pages.buttons.values()
        QWidget.setTabOrder(last, self.claims)
        self.show_page("numbers")

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(14)
        controls = QGridLayout()
        controls.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.motion, 1)
        top.addWidget(self.play)
        top.addWidget(self.speed)
        top.addWidget(self.loop)
        controls.addLayout(top, 0, 0, 1, 2)
        controls.addWidget(self.scrub, 1, 0)
        controls.addWidget(self.time, 1, 1)
        controls.addWidget(self.seat, 1, 0, 1, 2)
        controls.addWidget(self.pose, 2, 0, 1, 2)
        controls.addWidget(self.roles, 3, 0, 1, 2)
        controls.setColumnStretch(0, 1)
        numbers = QVBoxLayout(self.numbers.widget())
        numbers.setContentsMargins(0, 0, 0, 0)
        numbers.addWidget(self.readout)
        numbers.addWidget(self.stance)
        self.roles.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.roles.setText("\n")
        self.roles.setFixedHeight(self.roles.sizeHint().height())  # so that nothing jumps when it wraps
        self._left, self._right, self._head = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for column in (self._left, self._right):
            column.setSpacing(8)
        self._left.addLayout(controls)
        self._left.addStretch(1)
        self._head.addWidget(self.pages)
        self._head.addStretch(1)
        self._head.addWidget(self.claims)
        self._right.addLayout(self._head)
        self._right.addWidget(self.free_page, 1)
        layout.addLayout(self._left, 9)
        layout.addLayout(self._right, 10)

    def show_page(self, page: Page) -> None:
        """Show numbers, plots or the free pose beside the player."""
        self.page = page
        self.pages.choose(page)
        if page == "free_pose":
            self.pause()  # typing would race with the motion
        if page == "plots" and self.plots is None:
            self._make_plots()
        for column in (self._left, self._right):
            column.removeWidget(self.numbers)
        plots = () if self.plots is None else (self.plots, self.plots.save)
        for widget in (*plots, self.free_page):  # all away first: for a moment with two the window would grow
            widget.hide()
        if page == "numbers":
            self._right.addWidget(self.numbers)
        else:
            self._left.insertWidget(1, self.numbers)
        QWidget.setTabOrder(self.claims if page == "numbers" else self.seat.wallet, self.stance.mass)
        for widget in {"plots": plots, "free_pose": (self.free_page,)}.get(page, ()):
            widget.show()
        self._show_page()
        self.page_changed.emit()

    def _make_plots(self) -> None:
        with sign(self, text("busy_plots")):
            from glutmin_viewer.ui.plots import Plots  # slow to import, and not wanted at the start

            self.plots = Plots(self._atlas, self._hold)
        self.plots.save.clicked.connect(self.save_curves_wanted)
        self._head.insertWidget(self._head.count() - 1, self.plots.save)
        self._right.addWidget(self.plots, 1)
        QWidget.setTabOrder(self.pages.buttons["plots"], self.plots.save)

    def _show_page(self) -> None:
        """Bring what is on the open page to the state; what is not seen costs nothing."""
        if self._frame is None:
            return
        if self.page == "free_pose":
            self.free_pose.show_frame(self._shown, self._frame)
        elif self.page == "plots" and self.plots is not None:
            self.plots.show_frame(self._shown, self._frame)

    def toggle(self) -> None:
        """Play, or pause; without a motion the first one is taken."""
        if self.playback.playing:
            self.pause()
            return
        if self._course() is None:
            own = next((name for name, move in moves().items() if self._shown.posture.name in move.postures), None)
            if own is None:
                self._choose_motion(next(iter(motions())))
            else:
                self._apply(partial(with_move, name=own))
        if (course := self._course()) is None:
            return
        self.playback = self.playback.play(self._clock(), self._shown.motion_time_s, course.duration_s)
        self.timer.start()
        self._show_button()

    def pause(self) -> None:
        self.timer.stop()
        self.playback = self.playback.pause()
        self._rest()
        if self._frame is not None:
            self._show_numbers(self._shown, self._frame)
        self._show_button()

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        """Bring the controls to a state and the numbers to its frame."""
        self._shown, self._frame = state, frame
        course = self._course()
        if course is None and self.playback.playing:
            self.pause()
        choice = _choice(state)
        self.motion.setCurrentIndex(-1 if choice is None else self.motion.findData(choice))
        changed = self._show_parts(state.posture.name == "sitting", bool(frame.balances))
        self.seat.show_posture(state.posture)
        self.show_time(state, frame)
        self._tell_roles(state)
        self._show_numbers(state, frame)
        self._show_button()
        if changed:
            self.page_changed.emit()  # it needs another height

    def show_time(self, state: SceneState, frame: Frame) -> None:
        """Bring the time of the motion to a state, and what of an open page goes with it; no numbers."""
        self._shown, self._frame = state, frame
        course = self._course()
        duration = 0.0 if course is None else course.duration_s
        with QSignalBlocker(self.scrub):
            self.scrub.setEnabled(course is not None)
            self.scrub.setRange(0, round(duration * STEPS_PER_SECOND))
            self.scrub.setValue(round(state.motion_time_s * STEPS_PER_SECOND))
        self.time.setVisible(course is not None)
        times = " / ".join(number(time_s, ".1f") for time_s in (state.motion_time_s, duration))
        self.time.setText("" if course is None else f"{times} s")
        self._show_page()

    def _show_parts(self, sitting: bool, balanced: bool) -> bool:
        """What belongs to a posture and to its numbers; whether that is something else than before."""
        parts = {self.seat: sitting, self.scrub: not sitting, self.stance: balanced, self.readout: not balanced}
        changed = [part for part, wanted in parts.items() if part.isHidden() == wanted]
        for part in changed:  # all away first: for a moment with two the window would grow
            part.hide()
        for part in changed:
            part.setVisible(parts[part])
        return bool(changed)

    def _show_numbers(self, state: SceneState, frame: Frame) -> None:
        words = [f"{text(axis)} {degrees:.0f}°" for axis, degrees in in_words(frame.pose) if degrees >= 0.5]
        told = " · ".join(words)
        told = told[:1].upper() + told[1:] if told else text(state.posture.name)
        # Plots and roles are those of the first of two figures.
        self.pose.setText(f"{text('caption_level')}: {inside(told)}" if frame.balances else told)
        self.readout.show_rows(frame.measurements)
        self.stance.show_balances(state, frame.balances)

    def _tell_roles(self, state: SceneState) -> None:
        """What the motion asks of each group, worked out once for a side and motion."""
        if self._told == (state.side, state.motion, state.posture.name):
            return
        self._told = state.side, state.motion, state.posture.name
        motion = self._motion()
        try:
            found = [] if motion is None else roles(self._atlas, state.side, motion)
        except InputError:  # the atlas has no fibres, and says so where it is opened
            found = []
        self.roles.setText("" if motion is None or not found else in_one_line(motion, found))
        if self._shown.posture.name in ON_BALL:
            self.roles.setText(text("ball_caution"))

    def _motion(self) -> Motion | None:
        return None if self._shown.motion is None else motions()[self._shown.motion]

    def _course(self) -> Motion | Move | None:
        """What plays, or would: a motion, or a move over the massage ball."""
        return self._motion() if self._shown.move is None else moves()[self._shown.move]

    def _at(self, time_s: float) -> Verb:
        """The verb that brings what plays to a time."""
        state = self._shown
        if state.move is not None:
            return partial(with_move, name=state.move, time_s=time_s)
        return partial(with_motion, name=state.motion, time_s=time_s)

    def _show_button(self) -> None:
        word = text("pause" if self.playback.playing else "play")
        if word != self.play.accessibleName():
            self.play.setText(f"{'❚❚' if self.playback.playing else '▶'}  {word}")
            self.play.setAccessibleName(word)

    def _choose(self, index: int) -> None:
        self.take(self.motion.itemData(index))

    def take(self, chosen: str) -> None:
        """Take a posture (`POSTURE` and its id), or play a motion (`MOTION` and its id)."""
        self.pause()
        if chosen.startswith(POSTURE):
            posture = msgspec.convert({"name": chosen.removeprefix(POSTURE)}, Posture)
            self._apply(partial(with_posture, posture=posture))
        else:
            self._choose_motion(chosen.removeprefix(MOTION))
            self.toggle()

    def _choose_motion(self, name: str) -> None:
        self._apply(partial(with_motion, name=name))
        if self._shown.motion == name:
            self.motion_chosen.emit()

    def _hold(self, verb: Verb) -> None:
        """Pause, and change the state."""
        self.pause()
        self._apply(verb)

    def _seek(self, steps: int) -> None:
        self._hold(self._at(steps / STEPS_PER_SECOND))

    def _set_speed(self, index: int) -> None:
        self.playback = self.playback.at_speed(SPEEDS[index], self._clock(), self._shown.motion_time_s)

    def _set_loop(self, loop: bool) -> None:
        now = self._clock()
        self.playback = replace(self.playback, loop=loop).at_speed(self.playback.speed, now, self._shown.motion_time_s)

    def _tick(self) -> None:
        course = self._course()
        if course is None:
            self.pause()
            return
        now = self._clock()
        ended, at = self.playback.ended(now, course.duration_s), self.playback.time(now, course.duration_s)
        # A picture that was worked out ahead is shown as long as nobody could see that it comes a little early or late.
        if not ended and abs(self._due_s - at) <= LEEWAY_S * self.playback.speed:
            at = self._due_s
        step, self._ticked_s = min(max(now - self._ticked_s, 0.0), LONGEST_STEP_S), now
        self._due_s = self.playback.time(now + step, course.duration_s)
        self._play(self._at(at), self._at(self._due_s))
        if ended:
            self.pause()


def in_one_line(motion: Motion, found: Sequence[Role]) -> str:
    """Which groups a motion shortens, and which have the lever for it: "Shorten: anterior. Lever for flexion ..." """
    shorten = [role for role in found if role.change == "shortens"]
    levers = [role for role in found if role.lever_at_start == "helps"]
    opposite = {axis: word for word, axis in OPPOSITE.items()}
    direction = text(motion.axis if motion.towards > 0 else opposite[motion.axis])
    first = text("roles_shorten", groups=_groups(shorten)) if shorten else text("roles_shorten_none")
    return f"{first} {text('roles_lever', direction=direction, groups=_groups(levers))}"


def _groups(found: Sequence[Role]) -> str:
    if len(found) == len(GROUPS):
        return text("roles_all")
    return ", ".join(text(f"group_{role.group}") for role in found) or text("roles_none")


def _choice(state: SceneState) -> str | None:
    """What the choice shows; None while the leg is held in a pose of its own."""
    if state.motion is not None:
        return MOTION + state.motion
    return POSTURE + state.posture.name if state.posture.name != "standing" or state.pose == STANDING else None
