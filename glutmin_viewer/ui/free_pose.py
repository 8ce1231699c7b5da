"""The free pose: the three angles of the hip, set by sliders or typed, each with its direction in words."""

from __future__ import annotations

import re
from functools import partial

import msgspec
from PySide6.QtCore import QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QStyle, QWidget

from glutmin_viewer.content import number
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.pose import OPPOSITE, RANGE_DEG, STANDING, HipPose
from glutmin_viewer.core.state import SceneState, with_pose
from glutmin_viewer.ui.controls import NumberBox, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import handle_px, look, text_scale

PAGE_DEG = 10
# By axis: the words for its negative and its positive direction.
DIRECTIONS = {axis: (word, axis) for word, axis in OPPOSITE.items()}
STYLE = "QSlider::groove:horizontal, QSlider::sub-page:horizontal { background: transparent; }"


def in_range(axis: str, degrees: float) -> float:
    """The nearest angle that the hip can take."""
    low, high = RANGE_DEG[axis]
    return min(max(degrees, low), high)


def parse_angle(typed: str, axis: str, current_deg: float) -> float | None:
    """The angle meant by "abduction 30", "30° abd" or "-30", signed as the axis; None where none can be meant.

    A bare number keeps the direction of the current angle; from zero it takes the one with the wider range.
    """
    found = re.fullmatch(
        r"([a-zäöü ]*?)\s*([-−+]?)\s*(\d+(?:[.,]\d*)?)\s*(?:°|deg|degrees|grad)?\s*([a-zäöü ]*)",
        typed.casefold().strip(),
    )
    if found is None or (found[1] and found[4].strip()):
        return None
    word, degrees = (found[1] or found[4]).strip(), float(found[3].replace(",", "."))
    if word:
        ends = zip((-1.0, 1.0), DIRECTIONS[axis], strict=True)
        meant = [sign for sign, name in ends if text(name).casefold().startswith(word)]
        return meant[0] * degrees if len(meant) == 1 and not found[2] else None
    low, high = RANGE_DEG[axis]
    if found[2]:
        return degrees if found[2] == "+" else -degrees
    return -degrees if current_deg < 0.0 or (current_deg == 0.0 and -low > high) else degrees


class AngleBox(NumberBox):
    """An angle with its direction, "30° abduction"; its value is signed as the axis."""

    def __init__(self, axis: str) -> None:
        super().__init__()
        self._axis = axis
        self.setDecimals(1)
        self.setRange(*RANGE_DEG[axis])
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(_slider_name(axis))
        self.setToolTip(text("free_box_tip", direction=text(DIRECTIONS[axis][0])))
        words = (_angle(30.5, word) for ends in DIRECTIONS.values() for word in ends)
        self.setFixedWidth(max(map(self.fontMetrics().horizontalAdvance, words)) + 20)

    def textFromValue(self, value: float) -> str:
        if abs(value) < 0.05:
            return text("free_none")
        return _angle(abs(value), DIRECTIONS[self._axis][value > 0.0])

    def meant(self, typed: str) -> float | None:
        return parse_angle(typed, self._axis, self.value())

    def beyond(self, taken: float) -> str:
        word = text(DIRECTIONS[self._axis][taken > 0.0])
        return text("free_beyond", taken=text("free_taken", degrees=number(abs(taken)), direction=word))

    def unclear(self, typed: str) -> str:
        return text("free_unclear", typed=typed, direction=text(DIRECTIONS[self._axis][0]))


class AngleSlider(QSlider):
    """A slider over the range of an axis in whole degrees, filled from zero to where it stands."""

    def __init__(self, axis: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        low, high = RANGE_DEG[axis]
        self.setRange(round(low), round(high))
        self.setPageStep(PAGE_DEG)
        self.setMinimumWidth(64)
        self.setAccessibleName(_slider_name(axis))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, zero, here = self.height() / 2, self._place(0), self._place(self.value())
        handle = handle_px(text_scale())
        for colour, rect in (
            (look().line, QRectF(1.0, middle - 2.0, self.width() - 2.0, 4.0)),
            (look().muted, QRectF(zero - 1.0, middle - handle / 2, 2.0, handle)),
            (look().accent, QRectF(min(zero, here), middle - 2.0, abs(here - zero), 4.0)),
        ):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(rect, 1.0, 1.0)
        painter.end()
        super().paintEvent(event)

    def _place(self, degrees: int) -> float:
        """Where the middle of the handle is at an angle, in pixels."""
        handle = handle_px(text_scale())
        way = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), degrees, self.width() - handle)
        return way + handle / 2


class FreePose(QWidget):
    """Sliders for the hip looked at. They follow what moves it, and take over when they are moved themselves."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self._apply, self._pose = apply, STANDING
        self.setStyleSheet(STYLE)
        self.sliders = {axis: AngleSlider(axis) for axis in AXES}
        self.boxes = {axis: AngleBox(axis) for axis in AXES}
        self.hint = label(text("free_hint"), "muted")
        self.reset = QPushButton(text("free_reset"))
        self.reset.clicked.connect(lambda: self._apply(partial(with_pose, pose=STANDING)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for row, axis in zip((0, 3, 6), AXES, strict=True):
            negative, positive = (_limit(*end) for end in zip(DIRECTIONS[axis], RANGE_DEG[axis], strict=True))
            grid.addWidget(self.sliders[axis], row, 0, 1, 2)
            grid.addWidget(negative, row + 1, 0)
            grid.addWidget(positive, row + 1, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self.boxes[axis], row, 2, 2, 1)
            grid.setRowMinimumHeight(row + 2, 6)
            self.sliders[axis].valueChanged.connect(partial(self._set, axis))
            self.boxes[axis].valueChanged.connect(partial(self._set, axis))
            self.boxes[axis].objected.connect(self.hint.setText)
        below = QHBoxLayout()
        below.addWidget(self.hint, 1)
        below.addWidget(self.reset)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.addLayout(grid, 0, 0)
        layout.addLayout(below, 1, 0)
        layout.setRowStretch(2, 1)

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        """Bring the controls to the pose on the screen, be it held or a moment of a motion."""
        self._pose = HipPose(*(in_range(axis, getattr(frame.pose, f"{axis}_deg")) for axis in AXES))
        self.reset.setEnabled(state.motion is not None or state.posture.name != "standing" or self._pose != STANDING)
        self._show_pose()

    def _show_pose(self) -> None:
        for axis, slider in self.sliders.items():
            box, degrees = self.boxes[axis], getattr(self._pose, f"{axis}_deg")
            with QSignalBlocker(slider), QSignalBlocker(box):
                slider.setValue(round(degrees))
                if not box.lineEdit().isModified():  # which it is while somebody types
                    box.setValue(degrees)
            slider.update()

    def _set(self, axis: str, degrees: float) -> None:
        self.hint.setText(text("free_hint"))
        pose = msgspec.structs.replace(self._pose, **{f"{axis}_deg": float(degrees)})
        self._apply(partial(with_pose, pose=pose))
        self._show_pose()  # the old one, if the new one was refused


def _slider_name(axis: str) -> str:
    negative, positive = (text(word) for word in DIRECTIONS[axis])
    return text("free_slider", negative=negative, positive=positive)


def _angle(degrees: float, word: str) -> str:
    """An angle with the short word for its direction."""
    return text("free_angle", degrees=number(round(degrees, 1)), direction=text(f"free_{word}"))


def _limit(word: str, bound: float) -> QLabel:
    """A direction and how far it goes."""
    return label(text("free_limit", direction=text(word).capitalize(), degrees=abs(bound)), "muted", wrap=False)
