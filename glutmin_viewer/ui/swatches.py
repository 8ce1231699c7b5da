"""The colours of the picture as swatches for panels and keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.render import style

SIZE = 20
SPACING = 6


def colour_of(kind: str, group: str | None = None) -> QColor:
    """The colour in which an item of a kind (and a group of fibres) is drawn."""
    if kind == TRIGGER_POINT and group is not None:
        return QColor.fromRgbF(*style.MARK_COLOURS[group])
    return QColor.fromRgbF(*style.material(kind, group).colour)


def attachment_colours() -> tuple[QColor, QColor]:
    """The colours in which origins and insertions are painted on the bones."""
    origin, insertion = (QColor.fromRgbF(*colour) for colour in style.ATTACHMENT_COLOURS)
    return origin, insertion


def pain_swatch(name: str) -> QPixmap:
    """A piece of skin with the pattern of a grade of pain: solid, striped or dotted."""
    grade = style.PAIN[name]
    pixmap = QPixmap(2 * SIZE, 2 * SIZE)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(1, 1, SIZE - 2, SIZE - 2)
    painter.fillRect(frame, QColor.fromRgbF(*grade.area))
    painter.setClipRect(frame)
    pattern = QColor.fromRgbF(*grade.pattern)
    if name == "spillover":
        painter.setPen(QPen(pattern, 2.0))
        for start in range(-SIZE, SIZE, SPACING):
            painter.drawLine(QPointF(start, SIZE), QPointF(start + SIZE, 0))
    elif name == "rare":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pattern)
        for x in range(SPACING // 2 + 1, SIZE, SPACING):
            for y in range(SPACING // 2 + 1, SIZE, SPACING):
                painter.drawEllipse(QPointF(x, y), 1.5, 1.5)
    painter.setPen(QPen(QColor.fromRgbF(*style.PAIN_OUTLINE), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
    painter.end()
    return pixmap
