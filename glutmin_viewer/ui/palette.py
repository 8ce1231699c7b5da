"""The popup in which one types what to go to, or to do: a field, and under it what is meant, the best first.

It is a window of its own, as nothing of Qt can be drawn over the picture.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from glutmin_viewer.core.findable import Entry, FoundKind
from glutmin_viewer.core.finder import Found, Index
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.controls import dot, label
from glutmin_viewer.ui.keys import shortcut_of
from glutmin_viewer.ui.swatches import colour_of
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import ICON_PX, look, scaled

WIDTH, ROWS, ROW_PX = 640, 10, 32
Asked = Literal["structures", "commands"]
FIRST: dict[Asked, tuple[FoundKind, ...]] = {
    "structures": ("muscle", "bone", "nerve", "bursa"),
    "commands": ("command", "view", "saved_view", "motion", "posture"),
}
FOUND = Qt.ItemDataRole.UserRole
TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(QFrame):
    """Emits what was chosen, and closes; Esc and a click beside it close it."""

    chosen = Signal(object)  # Entry
    keys_wanted = Signal()  # F1, which as any key is the popup's alone while it is open

    def __init__(self, index: Index, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._index, self._first = index, FIRST["structures"]
        self._side: Side = "right"
        self.setProperty("role", "palette")
        self.setWindowTitle(text("find_title"))
        self.setAccessibleName(text("find_title"))
        self.field = QLineEdit()
        self.field.setAccessibleName(text("find_title"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(text("find_title"))
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # typing goes on while arrows choose
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.list.currentItemChanged.connect(self._tell)
        self.none, self.keys = label(role="muted"), label(text("find_keys"), "fine", wrap=False)
        self.none.setContentsMargins(8, 8, 8, 8)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told = QStackedWidget()
        self.told.setFixedHeight(ROWS * scaled(ROW_PX))
        for widget in (self.list, self.none):
            self.told.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        for widget in (self.field, self.told, self.keys):
            column.addWidget(widget)
        self.setFixedWidth(scaled(WIDTH))

    def ask(self, asked: Asked, side: Side, over: QRect) -> None:
        """Open over the middle of a rectangle of the screen, for what is of a side unless the words say otherwise."""
        self._side, self._first = side, FIRST[asked]
        self.field.setPlaceholderText(text(f"find_{asked}"))
        self.field.clear()
        self._search("")
        self.adjustSize()
        corner = over.center() - QPoint(self.width() // 2, self.height() // 2)
        self.move(corner.x(), max(corner.y(), over.top()))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter go to the list while one types."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in TO_LIST:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if (item := self.list.currentItem()) is not None:
                    self._choose(item)
                return True
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
                self.close()
                if event.key() == Qt.Key.Key_F1:
                    self.keys_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        self.list.clear()
        for found in self._index.find(typed, self._side, self._first):
            self.list.addItem(_item(found))
        self.list.setCurrentRow(0)
        self.told.setCurrentWidget(self.list if self.list.count() else self.none)
        self.none.setText(text("find_none", typed=typed.strip()))

    def _tell(self, item: QListWidgetItem | None) -> None:
        """Let the field, which keeps the focus, tell the row that Enter goes to."""
        self.field.setAccessibleDescription("" if item is None else item.data(Qt.ItemDataRole.AccessibleTextRole))

    def _choose(self, item: QListWidgetItem) -> None:
        entry: Entry = item.data(FOUND).entry
        self.close()
        self.chosen.emit(entry)


def _item(found: Found) -> QListWidgetItem:
    """A row: its name, with the one that matched in another language."""
    entry = found.entry
    item = QListWidgetItem(entry.name)
    item.setData(FOUND, found)
    item.setIcon(_icon(entry))
    kind, key = text(f"find_kind_{entry.kind}"), _key(entry)
    said = ", ".join(filter(None, (entry.name, found.by, kind, key)))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    return item


def _key(entry: Entry) -> str:
    return shortcut_of(entry.id) if entry.kind == "view" else entry.shortcut


def _icon(entry: Entry) -> QIcon:
    """The colour in which it is drawn; none for what is not drawn itself."""
    match entry.kind:
        case "muscle" | "bone" | "nerve" | "bursa" | "skin" | "figure":
            return dot(colour_of(entry.kind))
        case "group":
            return dot(colour_of("muscle", entry.id.rpartition(".")[2]))
        case "trigger_point":
            return dot(colour_of(entry.kind, trigger_points()[entry.id].group))
    return QIcon()


class _Rows(QStyledItemDelegate):
    """On the left the name and, muted, the one that matched; on the right the kind, and the key in a frame."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, scaled(ROW_PX))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        found: Found = index.data(FOUND)
        self.initStyleOption(option, index)
        option.text = ""
        icon, option.icon = QIcon(option.icon), QIcon()
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(8, 0, -10, 0)
        size = scaled(ICON_PX)
        icon.paint(painter, QRect(area.left(), area.top(), size, area.height()))
        right, middle = area.right(), Qt.AlignmentFlag.AlignVCenter
        metrics = option.fontMetrics
        key, kind = _key(found.entry), text(f"find_kind_{found.entry.kind}")
        if key:
            width = metrics.horizontalAdvance(key) + 14
            cap = QRect(right - width, area.center().y() - 10, width, 21)
            painter.setPen(QPen(QColor(look().line), 1.0))
            painter.setBrush(QColor(look().raised))
            painter.drawRoundedRect(cap, 4, 4)
            painter.setPen(QColor(look().text))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            right -= width + 12
        painter.setPen(QColor(look().muted))
        width = metrics.horizontalAdvance(kind)
        painter.drawText(QRect(right - width, area.top(), width + 1, area.height()), middle, kind)
        left = area.left() + size + 8
        room = right - width - 16 - left
        painter.setPen(QColor(look().text))
        name = metrics.elidedText(found.entry.name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(left, area.top(), room, area.height()), middle, name)
        taken = metrics.horizontalAdvance(name) + 12
        if found.by and room - taken > 60:
            painter.setPen(QColor(look().muted))
            font = painter.font()
            font.setItalic(True)
            painter.setFont(font)
            by = metrics.elidedText(found.by, Qt.TextElideMode.ElideRight, room - taken)
            painter.drawText(QRect(left + taken, area.top(), room - taken, area.height()), middle, by)
        painter.restore()
