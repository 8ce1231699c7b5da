"""Tiles of a list: a picture each, and under it its name in up to two lines, where it is edited too."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import look, scaled

TILE_PX = (200, 150)  # of the picture
PICTURE = Qt.ItemDataRole.UserRole + 1  # where an item has it: a QPixmap, null for none
MARGIN, LINES, EDITOR_PX = 8, 2, 32


class Tiles(QStyledItemDelegate):
    """Draws each item of a list as a tile."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        words = LINES * option.fontMetrics.lineSpacing()
        return QSize(TILE_PX[0] + 2 * MARGIN, TILE_PX[1] + words + 3 * MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look().chosen if chosen else look().raised))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 6, 6)
        area = QRect(option.rect.topLeft(), QSize(*TILE_PX)).translated(MARGIN, MARGIN)
        framed = bool(option.state & QStyle.StateFlag.State_HasFocus)
        self._paint_picture(painter, area, index.data(PICTURE), framed)
        painter.setPen(QColor(look().text))
        place = QRect(area.left(), area.bottom() + MARGIN, area.width(), option.fontMetrics.lineSpacing())
        for line in two_lines(index.data(Qt.ItemDataRole.DisplayRole), option.font, area.width()):
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, line)
            place.translate(0, place.height())
        painter.restore()

    def _paint_picture(self, painter: QPainter, area: QRect, picture: QPixmap, framed: bool) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(area), 4, 4)
        painter.save()
        painter.setClipPath(path)
        painter.fillPath(path, QColor(look().ground))
        if picture.isNull():
            painter.setPen(QColor(look().muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text("kept_no_picture"))
        else:
            size = picture.deviceIndependentSize().toSize()
            painter.drawPixmap(QRect(area.center() - QRect(0, 0, *size.toTuple()).center(), size), picture)
        painter.restore()
        painter.setPen(QPen(QColor(look().accent if framed else look().line), 2.0 if framed else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        editor.setGeometry(area.left(), area.top() + TILE_PX[1] + MARGIN + 6, area.width(), scaled(EDITOR_PX))

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Only what is a name: an empty one leaves the one there was."""
        if editor.property("text").strip():
            super().setModelData(editor, model, index)


def two_lines(name: str, font: QFont, width: int) -> list[str]:
    """A name broken into lines that fit a width in pixels; dots at the end of the last say that there is more."""
    layout = QTextLayout(name, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts = []
    layout.beginLayout()
    while len(starts) <= LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    units = name.encode("utf-16-le", "replace")  # as Qt counts letters
    parts = [
        units[2 * start : None if end is None else 2 * end].decode("utf-16-le", "replace")
        for start, end in zip(starts[:LINES], [*starts[1:LINES], None], strict=False)
    ]
    if len(starts) > LINES:
        parts[-1] = QFontMetrics(font).elidedText(parts[-1], Qt.TextElideMode.ElideRight, width)
    return [part.strip() for part in parts]
