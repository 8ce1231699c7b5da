"""What lies under a point of the skin, to scale and in words: how deep the gluteus minimus is, why it is not felt."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from glutmin_viewer.content import Badge, inside, without_side
from glutmin_viewer.core.places import Place
from glutmin_viewer.core.probe import FAT, MUSCLE, Layer, Probe
from glutmin_viewer.render.style import TENDON
from glutmin_viewer.ui.controls import BadgeLabel, label
from glutmin_viewer.ui.swatches import colour_of
from glutmin_viewer.ui.texts import place_name, short_name, text
from glutmin_viewer.ui.theme import look

TRACT = "iliotibial_tract"
LEAST_WIDTH, HEIGHT, MARGIN = 240, 264, 9
COLUMN, WIDEST_COLUMN, LEADER, GAP, WIDEST_GAP = 40, 96, 18, 6, 32
FONT = 0.9  # of the window's, in the drawing
RANGES_MM, BEYOND_MM = (100.0, 160.0), 9.0  # two scales for all places; what is drawn of the bone
# More than this with no muscle under it is not fat alone: it is flesh of which the model has no parts.
UNMODELLED_MM = 40.0
UNMODELLED = "unmodelled"
TICK_MM, NUMBER_MM = 10, 20
FELT_BADGE: Badge = "tradition"


class ProbePanel(QWidget):
    """Shows a probe, or how to get one."""

    def __init__(self) -> None:
        super().__init__()
        self._probe: Probe | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.title, self.drawing = label(text("probe_title"), role="section"), LayerDrawing()
        self.words, self.note = label(), label(text("probe_bodies"), role="muted")
        self.felt = label(text("probe_felt"))
        self.badge, self.felt_badge = BadgeLabel(), BadgeLabel()
        self.felt_badge.setToolTip(text("source", source=text("probe_felt_source")))
        for widget in (self.title, self.drawing, self.words, self.note, self.badge, self.felt, self.felt_badge):
            left = Qt.AlignmentFlag.AlignLeft if isinstance(widget, BadgeLabel) else Qt.AlignmentFlag(0)
            layout.addWidget(widget, alignment=left)
        layout.insertSpacing(layout.indexOf(self.felt), 4)
        layout.addStretch(1)
        for said in (self.words, self.note, self.felt):
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._show(None)

    def show_probe(self, probe: Probe | None) -> None:
        """Show what lies under a point; None: how to point at one."""
        if probe != self._probe:
            self._show(probe)

    def _show(self, probe: Probe | None) -> None:
        self._probe = probe
        words = text("probe_none") if probe is None else words_of(probe)
        if probe is not None and any(_is_unmodelled(probe, layer) for layer in probe.layers):
            words = f"{words} {text('probe_unmodelled_text')}"
        self.words.setText(words)
        self.drawing.show_rows([] if probe is None else rows_of(probe))
        self.badge.show_badge(None if probe is None else "model")
        for widget in (self.drawing, self.note):
            widget.setVisible(probe is not None)
        covered = probe is not None and is_covered(probe)
        self.felt.setVisible(covered)
        self.felt_badge.show_badge(FELT_BADGE if covered else None)


@dataclass(frozen=True)
class Row:
    """A layer as it is drawn.

    kind: `FAT` or a structure's id. amount: its thickness in few words. to_mm: None for bone, whose far side is not
    told.
    """

    kind: str
    name: str
    amount: str
    from_mm: float
    to_mm: float | None

    @property
    def is_minimus(self) -> bool:
        return without_side(self.kind) == MUSCLE


def rows_of(probe: Probe) -> list[Row]:
    """The layers from the skin inward, and the bone they end on."""
    rows = [
        Row(
            UNMODELLED if _is_unmodelled(probe, layer) else layer.kind,
            _layer_name(probe, layer),
            _mm(_whole(layer), "probe_less_short"),
            layer.from_mm,
            layer.to_mm,
        )
        for layer in probe.layers
    ]
    if probe.bone is not None:
        at = text("probe_at", mm=round(probe.end_mm))
        rows.append(Row(probe.bone, _bone_name(probe.bone), at, probe.end_mm, None))
    return rows


def is_covered(probe: Probe) -> bool:
    """Whether the way meets the gluteus minimus under more than skin and fat, so that no finger gets to it."""
    return probe.minimus_mm is not None and any(layer.kind != FAT for layer in probe.above)


def words_of(probe: Probe) -> str:
    """How deep the gluteus minimus lies and what is over it; where it is not met, what is."""
    if probe.minimus_mm is not None:
        over: dict[str, int] = {}
        for layer in probe.above:
            over[layer.kind] = over.get(layer.kind, 0) + _whole(layer)
        layers = [text("probe_over", thickness=_mm(mm), name=_inline_name(kind)) for kind, mm in over.items()]
        return text("probe_deep", mm=round(probe.minimus_mm), layers=_listed(layers))
    if probe.bone is not None:
        told = probe.over is not None and MUSCLE not in probe.over  # its origin without it would puzzle
        region = [] if probe.over is None or not told else [place_name(Place("region", probe.over), probe.bone)]
        bone = ", ".join([*region, inside(_bone_name(probe.bone)) if region else _bone_name(probe.bone)])
        return text("probe_bone_first", mm=round(probe.end_mm), bone=bone)
    return text("probe_neither", mm=round(probe.end_mm))


def _is_unmodelled(probe: Probe, layer: Layer) -> bool:
    under = probe.layers[probe.layers.index(layer) + 1 :]
    return layer.kind == FAT and layer.thickness_mm > UNMODELLED_MM and all(below.kind == FAT for below in under)


def _whole(layer: Layer) -> int:
    """Thickness in whole mm, such that those of neighbouring layers add up to the depths that are told."""
    return round(layer.to_mm) - round(layer.from_mm)


def _mm(whole: int, less: str = "probe_less") -> str:
    return text("probe_mm", mm=whole) if whole else text(less)


def _layer_name(probe: Probe, layer: Layer) -> str:
    if layer.kind != FAT:
        return short_name(layer.kind)
    if _is_unmodelled(probe, layer):
        return text("probe_unmodelled")
    return text("probe_fat" if layer.from_mm else "probe_skin_and_fat")


def _bone_name(bone: str) -> str:
    """The everyday name, without the one in brackets."""
    return short_name(bone).partition(" (")[0]


def _inline_name(kind: str) -> str:
    return text("probe_skin_fat_fascia") if kind == FAT else inside(short_name(kind))


def _listed(words: Sequence[str]) -> str:
    """Words with commas and a last "and"."""
    return text("probe_and", most=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)


@dataclass(frozen=True)
class RowLabel:
    """What is written beside a layer, and where: its name in one line or two, and its amount."""

    lines: tuple[str, ...]
    name: QRectF
    amount: QRectF


class LayerDrawing(QWidget):
    """A column through the layers, the skin at the top, with a ruler in mm on its left and names on its right.

    Where there is little room a name takes two lines, or is cut short.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        font = QFont(self.font())
        font.setPointSizeF(FONT * font.pointSizeF())
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: list[Row]) -> None:
        self.rows = rows
        told = [
            text("probe_bone", name=row.name, begin=round(row.from_mm))
            if row.to_mm is None
            else text("probe_layer", name=row.name, begin=round(row.from_mm), end=round(row.to_mm))
            for row in rows
        ]
        self.setAccessibleName(text("probe_drawing", layers="; ".join(told)) if told else "")
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH, HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(self._roomy() + WIDEST_COLUMN - COLUMN + WIDEST_GAP - GAP, HEIGHT)

    def column(self) -> QRectF:
        """The column of layers, the drawn piece of bone under them with it."""
        wider = min(max(self.width() - self._roomy(), 0), WIDEST_COLUMN - COLUMN)
        return QRectF(self._ruler(), MARGIN, COLUMN + wider, HEIGHT - 2 * MARGIN)

    def y_of(self, mm: float) -> float:
        """Where a depth is in the drawing, px from its top."""
        return MARGIN + mm * (HEIGHT - 2 * MARGIN) / self._range()

    def labels(self) -> list[RowLabel]:
        """What is written beside every row, as near to its middle as leaves room for the others."""
        line = max((QFontMetricsF(self._font(row)).height() for row in self.rows), default=0.0) + 1.0
        left = self.column().right() + LEADER
        right = min(float(self.width()), left + self._widest() + WIDEST_GAP - GAP)
        names = [self._lines(row, right - left, 2) for row in self.rows]
        if sum(map(len, names)) * line > HEIGHT:
            names = [self._lines(row, right - left, 1) for row in self.rows]
        heights = [len(lines) * line for lines in names]
        places = []
        for row, lines, height, middle in zip(self.rows, names, heights, self._middles(heights), strict=True):
            metrics, amount = QFontMetricsF(self._font(row)), self._advances(row)[1]
            name = max(map(metrics.horizontalAdvance, lines)) + 1.0
            top = middle - height / 2
            places.append(RowLabel(lines, QRectF(left, top, name, height), QRectF(right - amount, top, amount, height)))
        return places

    def _lines(self, row: Row, room: float, most: int) -> tuple[str, ...]:
        """The name of a row in one line, else in `most`, beside its amount in some room, px; cut short if need be."""
        metrics = QFontMetricsF(self._font(row))
        room -= self._advances(row)[1] + GAP + 1.0
        words = row.name.split()
        first = len(words)
        if most > 1 and metrics.horizontalAdvance(row.name) > room:
            fitting = (k for k in range(1, first) if metrics.horizontalAdvance(" ".join(words[:k])) <= room)
            first = max(fitting, default=first)
        parts = [" ".join(part) for part in (words[:first], words[first:]) if part]
        return tuple(metrics.elidedText(part, Qt.TextElideMode.ElideRight, room) for part in parts)

    def _middles(self, heights: Sequence[float]) -> list[float]:
        """The middles of labels of these heights, px from the top, as near to those of the rows as can be."""
        middles = [(self.y_of(row.from_mm) + self.y_of(self._end(row))) / 2 for row in self.rows]
        highest, lowest = 0.0, float(HEIGHT)
        for i, height in enumerate(heights):
            middles[i] = max(middles[i], highest + height / 2)
            highest = middles[i] + height / 2
        for i, height in reversed(list(enumerate(heights))):
            middles[i] = min(middles[i], lowest - height / 2)
            lowest = middles[i] - height / 2
        return middles

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ruler(painter)
        self._paint_layers(painter)
        self._paint_labels(painter)
        painter.end()

    def _paint_ruler(self, painter: QPainter) -> None:
        edge = self.column().left()
        for mm in range(0, int(self._range()) + 1, TICK_MM):
            y, numbered = self.y_of(mm), mm % NUMBER_MM == 0
            painter.setPen(QColor(look().muted))
            painter.drawLine(QPointF(edge - (9 if numbered else 6), y), QPointF(edge - 3, y))
            if numbered:
                place = QRectF(0, y - 10, edge - 13, 20)
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(mm))

    def _paint_layers(self, painter: QPainter) -> None:
        column = self.column()
        shape = QPainterPath()
        shape.addRoundedRect(column, 6, 6)
        painter.save()
        painter.setClipPath(shape)
        for row in self.rows:
            top, bottom = self.y_of(row.from_mm), self.y_of(self._end(row))
            _paint_layer(painter, row, QRectF(column.left(), top, column.width(), bottom - top))
        painter.fillRect(QRectF(column.left(), column.top(), column.width(), 2.5), colour_of("skin").darker(135))
        deepest = self.y_of(self._end(self.rows[-1]))
        fade = QLinearGradient(0, deepest - 16, 0, deepest)
        clear = QColor(look().panel)
        clear.setAlpha(0)
        fade.setColorAt(0.0, clear)
        fade.setColorAt(1.0, QColor(look().panel))
        painter.fillRect(QRectF(column.left(), deepest - 16, column.width(), 17), fade)
        painter.restore()
        for row in self.rows:
            if row.is_minimus:
                top, bottom = self.y_of(row.from_mm), self.y_of(self._end(row))
                painter.setPen(QPen(QColor(look().text), 2.0))
                painter.drawRect(QRectF(column.left(), top, column.width(), bottom - top))

    def _paint_labels(self, painter: QPainter) -> None:
        edge = self.column().right()
        for row, written in zip(self.rows, self.labels(), strict=True):
            middle = (self.y_of(row.from_mm) + self.y_of(self._end(row))) / 2
            end = written.name.center().y()
            painter.setPen(QPen(QColor(look().text if row.is_minimus else look().line), 1.0))
            painter.drawPolyline(
                [QPointF(edge + 2, middle), QPointF(edge + 6, middle), QPointF(edge + 10, end), QPointF(edge + 13, end)]
            )
            painter.setFont(self._font(row))
            painter.setPen(QColor(look().muted if row.kind == FAT else look().text))
            upright = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(written.name, upright | Qt.AlignmentFlag.AlignLeft, "\n".join(written.lines))
            painter.drawText(written.amount, upright | Qt.AlignmentFlag.AlignRight, row.amount)

    def _range(self) -> float:
        """The depth at the lower end of the drawing, mm."""
        deepest = max((self._end(row) for row in self.rows), default=0.0)
        return next((most for most in RANGES_MM if most >= deepest), deepest)

    def _end(self, row: Row) -> float:
        return row.from_mm + BEYOND_MM if row.to_mm is None else row.to_mm

    def _ruler(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("888") + 14.0

    def _roomy(self) -> int:
        """The width in which every name has a line to itself, px."""
        return math.ceil(self._ruler() + COLUMN + LEADER + self._widest())

    def _widest(self) -> float:
        """The room that the widest row needs, px."""
        return max((sum(self._advances(row)) + GAP for row in self.rows), default=0.0)

    def _advances(self, row: Row) -> tuple[float, float]:
        """The widths of name and amount, px."""
        metrics = QFontMetricsF(self._font(row))
        return metrics.horizontalAdvance(row.name) + 1.0, metrics.horizontalAdvance(row.amount) + 1.0

    def _font(self, row: Row) -> QFont:
        font = QFont(self.font())
        if row.is_minimus:
            font.setWeight(QFont.Weight.DemiBold)
        return font


def _paint_layer(painter: QPainter, row: Row, place: QRectF) -> None:
    """A layer in the colour of the picture, with a little of its texture: lobules, fibres along the skin, or pores."""
    colour, pattern = _colour(row), random.Random(row.kind)
    painter.save()
    painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
    painter.fillRect(place, colour)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if row.kind == FAT:
        painter.setPen(QPen(colour.darker(112), 1.0))
        for y in _steps(place.top(), place.bottom(), 7.0):
            for x in _steps(place.left(), place.right(), 9.0):
                at = QPointF(x + pattern.uniform(-3, 3), y + pattern.uniform(-3, 3))
                painter.drawEllipse(at, pattern.uniform(2.5, 5.5), pattern.uniform(2.0, 4.0))
    elif row.kind == UNMODELLED:
        painter.fillRect(place, QBrush(QColor(look().muted), Qt.BrushStyle.BDiagPattern))
    elif row.to_mm is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour.darker(128))
        for y in _steps(place.top() + 5, place.bottom(), 5.0):
            for x in _steps(place.left(), place.right(), 6.0):
                at = QPointF(x + pattern.uniform(-2, 2), y + pattern.uniform(-1, 1))
                painter.drawEllipse(at, pattern.uniform(0.6, 1.8), pattern.uniform(0.5, 1.1))
    else:
        for y in _steps(place.top() + 1.5, place.bottom(), 3.0):
            painter.setPen(QPen(colour.lighter(114) if pattern.random() < 0.4 else colour.darker(116), 0.9))
            painter.drawLine(QPointF(place.left(), y + pattern.uniform(-1, 1)), QPointF(place.right(), y))
        painter.setPen(QPen(colour.darker(190), 1.0))
        painter.drawLine(place.topLeft(), place.topRight())
        painter.drawLine(place.bottomLeft(), place.bottomRight())
    painter.restore()


def _colour(row: Row) -> QColor:
    if row.kind == UNMODELLED:
        return QColor(look().line)
    if row.kind == FAT:
        return colour_of("skin") if not row.from_mm else colour_of("skin").darker(122)
    if row.to_mm is None:
        return colour_of("bone")
    if without_side(row.kind) == TRACT:
        return QColor.fromRgbF(*TENDON)
    return colour_of("muscle", "anterior") if row.is_minimus else colour_of("muscle").darker(118)


def _steps(begin: float, end: float, step: float) -> list[float]:
    return [begin + step * i for i in range(max(0, math.ceil((end - begin) / step)))]
