"""Plots of the fibre groups: change of length and moment arm over a motion, or over the range of one hip angle.

pyqtgraph is slow to import: import this module where plots are first wanted. Numbers on the axes have their sign, and
words at their ends say which way is which; a value that is told has the word alone, as everywhere in the window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolTip, QWidget

from glutmin_viewer.content import number
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.courses import Course, angle_course, bent, motion_course
from glutmin_viewer.core.curves_csv import save_csv
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, Group
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import OPPOSITE, STANDING, Side
from glutmin_viewer.core.state import SceneState, with_motion, with_pose
from glutmin_viewer.ui.controls import Choice, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.texts import complaint, text
from glutmin_viewer.ui.theme import look, scaled, text_scale

KEY_STEP_S, KEY_STEP_DEG = 0.05, 1.0
ANGLE_ROUND_DEG = 0.5
HEADROOM = 0.2  # of the height, above and below the curves, for the words there
LEAST_SPAN = {"change": 4.0, "arm": 10.0}  # percent and mm: what is less should look like little
FIGURES_PT = 8.5
LEAST_SIZE, SIZE = (180, 110), (240, 156)
AXIS_WIDTH, AXIS_HEIGHT = 34, 22
MINUS = "\N{MINUS SIGN}"
TIP_OFFSET = QPoint(-40, -168)  # so that it stands over the player, and hides nothing of it
STYLE = """
QComboBox { padding: 1px 4px; min-height: 18px; }
QComboBox::drop-down { width: 18px; }
*[small="true"] { font-size: %.4gpt; }
"""

# How the lines of the groups are dashed; their colours are those of the look.
DASHES: dict[Group, Sequence[float]] = {"anterior": (), "middle": (5.0, 2.0), "posterior": (1.2, 1.8)}
# The muscle abducts, so that abduction is up.
UP = {"flexion": 1, "adduction": -1, "internal_rotation": 1}
_BACK = {axis: word for word, axis in OPPOSITE.items()}


class _Figures(pg.AxisItem):
    """Numbers as the language writes them, with a true minus."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        places = max(0, math.ceil(-math.log10(spacing * scale)))
        return [number(value * scale, f"z.{places}f").replace("-", MINUS) for value in values]


class Plot(pg.PlotWidget):
    """One plot: a line for each fibre group, a cursor, and a finer line where the mouse is.

    It only says what is wanted: `sought` the x that was clicked, dragged or stepped to; `pointed` the x under the
    mouse, or None, and the mouse's place on the screen across.
    """

    sought = Signal(float)
    pointed = Signal(object, int)

    def __init__(self, name: str, words: tuple[str, str] = ("", "")) -> None:
        super().__init__(background=look().ground, axisItems={side: _Figures(side) for side in ("left", "bottom")})
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        ground, accent = look().ground, look().accent
        self.setStyleSheet(f"Plot {{ border: 2px solid {ground}; }} Plot:focus {{ border-color: {accent}; }}")
        self.setMinimumSize(*LEAST_SIZE)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self._view = self.getViewBox()
        self._view.setDefaultPadding(0.0)
        self.plotItem.layout.setContentsMargins(0, 4, 10, 0)
        figures = self.font()
        figures.setPointSizeF(text_scale() * FIGURES_PT)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setTickFont(figures)
            axis.setTextPen(look().muted)
            axis.setPen(look().line)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=4, tickTextOffset=3, hideOverlappingLabels=False)
        self.getAxis("left").setWidth(scaled(AXIS_WIDTH))
        self.getAxis("bottom").setHeight(scaled(AXIS_HEIGHT))
        self.showGrid(y=True, alpha=0.4)
        self.addItem(pg.InfiniteLine(0.0, angle=0, pen=pg.mkPen(look().muted, width=1)), ignoreBounds=True)
        self.curves = {
            group: self.plot([], [], pen=_pen(group), antialias=True, name=text(f"group_{group}")) for group in DASHES
        }
        self.cursor = pg.InfiniteLine(0.0, angle=90, pen=pg.mkPen(look().text, width=2))
        self._pointer = pg.InfiniteLine(0.0, angle=90, pen=pg.mkPen(look().muted, width=1, style=Qt.PenStyle.DotLine))
        self._pointer.hide()
        for item in (self.cursor, self._pointer):
            self.addItem(item, ignoreBounds=True)
        self._words = [
            pg.LabelItem(color=look().muted, size=f"{text_scale() * FIGURES_PT:.4g}pt") for _ in ("above", "below")
        ]
        for corner, word in enumerate(self._words):
            word.setParentItem(self._view)
            word.setZValue(-1)  # under the lines: they must not hide any
            word.anchor(itemPos=(0, corner), parentPos=(0, corner), offset=(2, 0))
        self.show_words(*words)
        self.step, self._range = 1.0, (0.0, 1.0)

    def sizeHint(self) -> QSize:
        return QSize(*SIZE)

    def show_curves(self, x: Floats, values: Mapping[Group, Floats], least_span: float) -> None:
        """Draw lines, and fit what is seen to them and to zero."""
        for group, curve in self.curves.items():
            curve.setData(x, values[group]) if group in values else curve.clear()
        low, high = (limit(0.0, *(limit(line) for line in values.values())) for limit in (min, max))
        span = max(high - low, least_span)
        middle = (low + high) / 2.0
        low, high = min(low, middle - span / 2.0), max(high, middle + span / 2.0)
        self._range = float(x[0]), float(x[-1])
        self.setRange(xRange=self._range, yRange=(low - HEADROOM * span, high + HEADROOM * span), padding=0.0)

    def show_words(self, above: str, below: str) -> None:
        """What up and down mean."""
        for item, word in zip(self._words, (above, below), strict=True):
            item.setText(f"&nbsp;{word}")

    def point_at(self, x: float | None) -> None:
        """Mark an x, or none."""
        self._pointer.setVisible(x is not None)
        if x is not None:
            self._pointer.setValue(x)

    # Mouse and keys: those of pyqtgraph would pan and zoom, after which nothing could be compared.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self._x(event.position()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = self._x(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(x)
        self.pointed.emit(x, event.globalPosition().toPoint().x())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None, 0)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.cursor.value()
        wanted = {
            Qt.Key.Key_Left: here - self.step,
            Qt.Key.Key_Right: here + self.step,
            Qt.Key.Key_Home: self._range[0],
            Qt.Key.Key_End: self._range[1],
        }.get(event.key())
        if wanted is None:
            event.ignore()
        else:
            self.sought.emit(self._within(wanted))

    def _x(self, place: QPointF) -> float:
        return self._within(self._view.mapSceneToView(self.mapToScene(place.toPoint())).x())

    def _within(self, x: float) -> float:
        return min(max(x, self._range[0]), self._range[1])


class Plots(QWidget):
    """Both plots of the hip looked at, and what they are drawn about."""

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._atlas, self._apply = atlas, apply
        self._state, self._pose = SceneState(), STANDING
        self._course: Course | None = None
        self._motions: dict[tuple[Side, str], Course] = {}
        self.change = Plot(text("plot_change_name"), (text("plot_longer"), text("plot_shorter")))
        self.arm = Plot(text("plot_arm_name"))
        self.setStyleSheet(STYLE % (text_scale() * FIGURES_PT))
        self.against = _choice(
            "plot_against", [text("plot_over", **_ends(axis)) for axis in AXES], self._choose_against
        )
        self.lever = _choice("plot_lever", [text(f"axis_{axis}") for axis in AXES], self._draw_arms)
        self.over = label(text("plot_time"), "muted", wrap=False)
        self.problem = label(role="muted")
        self.save = QPushButton(text("save_curves"))
        self.save.setToolTip(text("save_curves_tip"))
        self.save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for plot in (self.change, self.arm):
            plot.sought.connect(self._seek)
            plot.pointed.connect(self._point)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        heads, below = [QHBoxLayout(), QHBoxLayout()], QHBoxLayout()
        for column, (plot, key) in enumerate(((self.change, "plot_change"), (self.arm, "plot_arm"))):
            heads[column].addWidget(label(text(key), wrap=False))
            heads[column].addStretch(1)
            grid.addLayout(heads[column], 0, column)
            grid.addWidget(plot, 1, column)
            grid.setColumnStretch(column, 1)
        heads[1].addWidget(self.lever)
        self.lever.setProperty("small", True)
        below.setSpacing(4)
        below.addWidget(self.over)
        below.addWidget(self.against)
        below.addStretch(1)
        for group in DASHES:
            sample = label(wrap=False)
            sample.setPixmap(line_sample(group))
            below.addWidget(sample)
            below.addWidget(label(text(f"group_{group}"), "muted", wrap=False))
        for i in range(below.count()):
            if (widget := below.itemAt(i).widget()) is not None:
                widget.setProperty("small", True)
        grid.addLayout(below, 2, 0, 1, 2)
        grid.addWidget(self.problem, 3, 0, 1, 2)
        grid.setRowStretch(1, 1)
        for one, other in pairwise((self.change, self.lever, self.arm, self.against)):
            QWidget.setTabOrder(one, other)  # as they stand, from left to right

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        """Bring the plots to a state; where only the time or the angle changed, the cursor moves and no more."""
        if state.motion is not None and state.motion != self._state.motion:
            for choice in (self.against, self.lever):
                choice.setCurrentIndex(choice.findData(motion(state.motion).axis))
        self._state, self._pose = state, frame.pose
        axis = self.against.currentData()
        if self._course is None or not self._course.belongs(state.side, state.motion, axis, self._pose):
            self._draw()
        here = state.motion_time_s if state.motion is not None else getattr(self._pose, f"{axis}_deg")
        for plot in (self.change, self.arm):
            plot.cursor.setValue(here)

    def write(self, path: Path) -> None:
        """Save what is plotted as a table; raises InputError where that cannot be."""
        assert self._course is not None
        save_csv(self._course.table(), path)

    def _draw(self) -> None:
        state, axis = self._state, self.against.currentData()
        away, here = (self.over, self.against) if state.motion is None else (self.against, self.over)
        away.hide()  # first: for a moment with both the window would grow
        here.show()
        self._point(None, 0)
        try:
            self._course = self._find(state, axis)
        except InputError as error:
            self._course = None
            self.problem.setText(text("plots_none", reason=complaint(error)))
        for widget in (self.change, self.arm, self.save):
            widget.setEnabled(self._course is not None)
        self.problem.setVisible(self._course is None)
        if self._course is None:
            return
        for plot in (self.change, self.arm):
            plot.step = KEY_STEP_DEG if state.motion is None else KEY_STEP_S
        self.change.show_curves(self._course.x, self._course.curves.change_percent, LEAST_SPAN["change"])
        self._draw_arms()

    def _find(self, state: SceneState, axis: str) -> Course:
        if state.motion is None:
            return angle_course(self._atlas, state.side, axis, self._pose)
        key = state.side, state.motion
        if key not in self._motions:
            self._motions[key] = motion_course(self._atlas, *key)
        return self._motions[key]

    def _draw_arms(self) -> None:
        if self._course is not None:
            up, down = self._directions()
            self.arm.show_words(text("plot_helps", direction=up), text("plot_helps", direction=down))
            self.arm.show_curves(self._course.x, self._arms(self._course), LEAST_SPAN["arm"])

    def _arms(self, course: Course) -> dict[Group, Floats]:
        """Moment arms about the chosen axis, mm, up as in the plot."""
        axis = self.lever.currentData()
        return {group: UP[axis] * arms[:, AXES.index(axis)] for group, arms in course.curves.moment_arm_mm.items()}

    def _directions(self) -> tuple[str, str]:
        axis = self.lever.currentData()
        up, down = (axis, _BACK[axis]) if UP[axis] > 0 else (_BACK[axis], axis)
        return text(up), text(down)

    def _choose_against(self) -> None:
        self.lever.setCurrentIndex(self.against.currentIndex())
        self._draw()
        for plot in (self.change, self.arm):
            plot.cursor.setValue(getattr(self._pose, f"{self.against.currentData()}_deg"))

    def _seek(self, x: float) -> None:
        if self._state.motion is not None:
            self._apply(partial(with_motion, name=self._state.motion, time_s=x))
        else:
            degrees = ANGLE_ROUND_DEG * round(x / ANGLE_ROUND_DEG)
            self._apply(partial(with_pose, pose=bent(self._pose, self.against.currentData(), degrees)))

    def _point(self, x: float | None, across: int) -> None:
        """Mark an x in both plots, and say over them what the curves are there."""
        if self._course is None:
            x = None
        for plot in (self.change, self.arm):
            plot.point_at(x)
        if x is None:
            QToolTip.hideText()
        else:
            place = QPoint(across, self.mapToGlobal(QPoint(0, 0)).y())
            QToolTip.showText(place + TIP_OFFSET, self.values_at(x), self)

    def values_at(self, x: float) -> str:
        """Where an x is, and what the curves are there, as an HTML table."""
        assert self._course is not None
        course, (up, down) = self._course, self._directions()
        if course.motion is not None:
            here = f"{number(x, '.2f')} s"
        else:
            word = course.axis if x >= 0.0 else _BACK[course.axis]
            here = text("free_angle", degrees=f"{abs(x):.0f}", direction=text(word))
        rows = []
        for group, arms in self._arms(course).items():
            change, arm = (float(np.interp(x, course.x, y)) for y in (course.curves.change_percent[group], arms))
            cells = (
                text(f"group_{group}"),
                text("longer" if change > 0.0 else "shorter", percent=number(abs(change), ".1f")),
                text("plot_arm_value", mm=number(abs(arm), ".1f"), direction=up if arm > 0.0 else down),
            )
            coloured = "".join(
                f'<td style="padding-right: 12px; color: {look().curves[group]}">{cell}</td>' for cell in cells
            )
            rows.append(f'<tr style="white-space: nowrap">{coloured}</tr>')
        return f"<b>{here}</b><table>{''.join(rows)}</table>"


def line_sample(group: Group) -> QPixmap:
    """A piece of the line of a fibre group."""
    pixmap = QPixmap(44, 24)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_pen(group))
    painter.drawLine(QPointF(1.0, 6.0), QPointF(21.0, 6.0))
    painter.end()
    return pixmap


def _pen(group: Group) -> QPen:
    colour, dashes = look().curves[group], DASHES[group]
    pen = pg.mkPen(QColor(colour), width=2.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def _choice(key: str, entries: Sequence[str], chosen: Callable[[], None]) -> Choice:
    """A choice of one of the three axes of the hip."""
    combo = Choice()
    for axis, entry in zip(AXES, entries, strict=True):
        combo.addItem(entry, axis)
    combo.setAccessibleName(text(key))
    combo.setToolTip(text(f"{key}_tip"))
    combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    combo.activated.connect(chosen)
    return combo


def _ends(axis: str) -> dict[str, str]:
    """The short words for the two directions of an axis."""
    return {"negative": text(f"free_{_BACK[axis]}"), "positive": text(f"free_{axis}")}
