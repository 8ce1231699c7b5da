"""The player: choice of posture or motion, play and pause, scrubbing, speed; and the pose in clinical words.

Playing is a function of the clock (`core.playback`); the timer only asks it for the time and runs only while playing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QPushButton, QSlider, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.motions import Motion, motions
from glutmin_viewer.core.playback import SPEEDS, Playback
from glutmin_viewer.core.pose import in_words
from glutmin_viewer.core.postures import POSTURES, Posture
from glutmin_viewer.core.state import SceneState, with_motion, with_posture
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.readout import Readout
from glutmin_viewer.ui.seat import SeatControls
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text

TICK_MS = 16
STEPS_PER_SECOND = 100


class Player(QWidget):
    """Plays one motion of the side looked at. clock: seconds, never set back."""

    def __init__(self, apply: Apply, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__()
        self._apply, self._clock = apply, clock
        self._shown = SceneState()
        self.playback = Playback()
        self.timer = QTimer(self)
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self._tick)
        self.motion = QComboBox()
        # The longest name must not widen the panel beyond its place.
        self.motion.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.motion.setMinimumContentsLength(10)
        for posture in POSTURES:
            self.motion.addItem(text(posture), posture)
        self.motion.insertSeparator(len(POSTURES))
        for name in motions():
            self.motion.addItem(content().motions[name].name if name in content().motions else name, name)
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
        self.scrub = QSlider(Qt.Orientation.Horizontal)
        self.scrub.setAccessibleName(text("scrub"))
        self.scrub.setToolTip(text("scrub_tip"))
        self.scrub.setSingleStep(STEPS_PER_SECOND // 20)
        self.scrub.setPageStep(STEPS_PER_SECOND // 2)
        self.scrub.sliderPressed.connect(self.pause)
        self.scrub.valueChanged.connect(self._seek)
        self.pose, self.time = label(role="pose", wrap=False), label(role="muted", wrap=False)
        self.speed = QComboBox()
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} ×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(self.playback.speed))
        self.speed.setAccessibleName(text("speed"))
        self.speed.setToolTip(text("speed_tip"))
        self.speed.activated.connect(self._set_speed)
        self.loop = QCheckBox(text("loop"))
        self.loop.setChecked(self.playback.loop)
        self.loop.setToolTip(text("loop_tip"))
        self.loop.toggled.connect(self._set_loop)
        self.seat = SeatControls(apply)
        self.readout = Readout()
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(24)
        left = QGridLayout()
        left.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.motion, 1)
        top.addWidget(self.play)
        top.addWidget(self.speed)
        top.addWidget(self.loop)
        left.addLayout(top, 0, 0, 1, 2)
        left.addWidget(self.scrub, 1, 0, 1, 2)
        left.addWidget(self.seat, 1, 0, 1, 2)
        left.addWidget(self.pose, 2, 0)
        left.addWidget(self.time, 2, 1, Qt.AlignmentFlag.AlignRight)
        left.setColumnStretch(0, 1)
        layout.addLayout(left, 5)
        layout.addWidget(self.readout, 6)

    def toggle(self) -> None:
        """Play, or pause; without a motion the first one is taken."""
        if self.playback.playing:
            self.pause()
            return
        if self._shown.motion is None:
            self._apply(partial(with_motion, name=next(iter(motions()))))
        if (motion := self._motion()) is None:
            return
        self.playback = self.playback.play(self._clock(), self._shown.motion_time_s, motion.duration_s)
        self.timer.start()
        self._show_button()

    def pause(self) -> None:
        self.timer.stop()
        self.playback = self.playback.pause()
        self._show_button()

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        """Bring the controls to a state and the numbers to its frame."""
        self._shown = state
        motion = self._motion()
        if motion is None and self.playback.playing:
            self.pause()
        self.motion.setCurrentIndex(self.motion.findData(state.motion or state.posture.name))
        self.seat.show_posture(state.posture)
        self.scrub.setVisible(state.posture.name != "sitting")
        duration = 0.0 if motion is None else motion.duration_s
        with QSignalBlocker(self.scrub):
            self.scrub.setEnabled(motion is not None)
            self.scrub.setRange(0, round(duration * STEPS_PER_SECOND))
            self.scrub.setValue(round(state.motion_time_s * STEPS_PER_SECOND))
        words = [f"{text(axis)} {degrees:.0f}°" for axis, degrees in in_words(frame.pose) if degrees >= 0.5]
        self.pose.setText(" · ".join(words).capitalize() or text(state.posture.name))
        self.time.setText("" if motion is None else f"{state.motion_time_s:.1f} / {duration:.1f} s")
        self.readout.show_rows(frame.measurements)
        self._show_button()

    def _motion(self) -> Motion | None:
        return None if self._shown.motion is None else motions()[self._shown.motion]

    def _show_button(self) -> None:
        playing = self.playback.playing
        self.play.setText(f"❚❚  {text('pause')}" if playing else f"▶  {text('play')}")
        self.play.setAccessibleName(text("pause" if playing else "play"))

    def _choose(self, index: int) -> None:
        name = self.motion.itemData(index)
        self.pause()
        if name in POSTURES:
            self._apply(partial(with_posture, posture=Posture(name)))
        elif name is not None:
            self._apply(partial(with_motion, name=name))
            self.toggle()

    def _seek(self, steps: int) -> None:
        self.pause()
        self._apply(partial(with_motion, name=self._shown.motion, time_s=steps / STEPS_PER_SECOND))

    def _set_speed(self, index: int) -> None:
        self.playback = self.playback.at_speed(SPEEDS[index], self._clock(), self._shown.motion_time_s)

    def _set_loop(self, loop: bool) -> None:
        now = self._clock()
        self.playback = replace(self.playback, loop=loop).at_speed(self.playback.speed, now, self._shown.motion_time_s)

    def _tick(self) -> None:
        motion = self._motion()
        if motion is None:
            self.pause()
            return
        now = self._clock()
        ended = self.playback.ended(now, motion.duration_s)
        time_s = self.playback.time(now, motion.duration_s)
        self._apply(partial(with_motion, name=motion.id, time_s=time_s))
        if ended:
            self.pause()
