"""What is wrong with how a window is laid out: words cut short, widgets over each other or beyond what holds them.

Everything is told from sizes, nothing from pixels. Words may end in dots where the whole of them is in the tip.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QToolBar,
    QToolButton,
    QToolTip,
    QTreeWidget,
    QWidget,
)

from glutmin_viewer.ui.controls import Choice, ElidedLabel
from glutmin_viewer.ui.probe import LayerDrawing

# They place what they hold by themselves, partly under each other.
COMPOSED = (QAbstractScrollArea, QAbstractSpinBox, QComboBox, QLineEdit, QToolBar)
LINE_EDIT_MARGIN = 2  # that Qt leaves on either side of what is typed
ITEM_PADDING = 8  # of rows, by the style sheet


def visible(top: QWidget) -> list[QWidget]:
    """A window and all that is seen in it."""
    return [top, *(w for w in top.findChildren(QWidget) if w.isVisible() and w.window() is top)]


def faults(top: QWidget) -> list[str]:
    """What is wrong in a window, each by the widget and what is the matter with it."""
    found = []
    for widget in visible(top):
        found += [f"{_name(widget)}: {fault}" for fault in (*_cut_short(widget), *_misplaced(widget))]
    if not _holds(top.size(), top.minimumSizeHint()):
        found.append(f"the window is {_words(top.size())} and needs {_words(top.minimumSizeHint())}")
    return found


def _misplaced(parent: QWidget) -> Iterator[str]:
    """Children over each other, or beyond what holds them."""
    if isinstance(parent, QAbstractScrollArea) and not isinstance(parent, QGraphicsView):
        if parent.horizontalScrollBar().isVisible() or parent.horizontalScrollBar().maximum() > 0:
            yield f"it would have to be scrolled sideways by {parent.horizontalScrollBar().maximum()}"
        return
    if isinstance(parent, QToolBar):
        hidden = parent.findChild(QToolButton, "qt_toolbar_ext_button")
        if hidden is not None and hidden.isVisible():
            yield "it has no room for all its buttons"
    if isinstance(parent.parentWidget(), QAbstractScrollArea):
        return  # it is seen through a hole
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]
    for child in children:
        if not parent.rect().contains(child.geometry()) and not child.geometry().isEmpty():
            yield f"{_name(child)} at {_words(child.geometry())} sticks out of {_words(parent.size())}"
    if isinstance(parent, COMPOSED):
        return
    for one, other in combinations(children, 2):
        if one.geometry().intersects(other.geometry()):
            yield f"{_name(one)} and {_name(other)} overlap at {_words(one.geometry() & other.geometry())}"


def _cut_short(widget: QWidget) -> Iterator[str]:
    """Words that are not all seen."""
    if isinstance(widget, ElidedLabel):
        if widget.elided and widget.text() not in tip(widget):
            yield "its words end in dots, and its tip does not tell them"
    elif isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QCheckBox | QToolButton):
        if not _holds(widget.size(), widget.sizeHint()) and widget.text():
            yield f"{_words(widget.size())} for words that need {_words(widget.sizeHint())}"
    elif isinstance(widget, QPushButton):
        yield from _button(widget)
    elif isinstance(widget, QComboBox):
        yield from _choice(widget)
    elif isinstance(widget, QLineEdit):
        yield from _line_edit(widget)
    elif isinstance(widget, QProgressBar):
        if widget.fontMetrics().horizontalAdvance(widget.text()) > widget.width():
            yield "its words are cut"
    elif isinstance(widget, QMenuBar):
        for action in widget.actions():
            if not widget.rect().contains(widget.actionGeometry(action)):
                yield f"{action.text()!r} is not on it"
    elif isinstance(widget, QMenu):
        if not _holds(widget.size(), widget.sizeHint()):
            yield f"{_words(widget.size())} for entries that need {_words(widget.sizeHint())}"
    elif isinstance(widget, QTreeWidget | QListWidget):
        yield from _rows(widget)
    elif isinstance(widget, LayerDrawing):
        for row, written in zip(widget.rows, widget.labels(), strict=True):
            if " ".join(written.lines) != row.name and row.name not in tip(widget):
                yield f"{row.name!r} is cut to {written.lines}"


def _label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    needed = label.sizeHint()
    if label.wordWrap():
        needed = QSize(label.minimumSizeHint().width(), label.heightForWidth(label.width()))
    if not _holds(label.size(), needed):
        yield f"{_words(label.size())} for words that need {_words(needed)}"


def _button(button: QPushButton) -> Iterator[str]:
    if not button.text():
        return
    option = QStyleOptionButton()
    button.initStyleOption(option)
    room = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).size()
    needed = button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, button.text())
    if not button.icon().isNull():
        needed.setWidth(needed.width() + button.iconSize().width() + 4)
    if not _holds(room, needed):
        yield f"{_words(room)} for words that need {_words(needed)}"


def _choice(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(control, option, field, box).size()
    words = box.placeholderText() if box.currentIndex() < 0 else box.currentText()
    needed = QSize(box.fontMetrics().horizontalAdvance(words) + 1, box.fontMetrics().height())
    if not _holds(room, QSize(0, needed.height())):
        yield f"{_words(room)} for words that need {_words(needed)}"
    if needed.width() > room.width() and not (isinstance(box, Choice) and words in tip(box)):
        yield f"{words!r} is cut short, and the tip does not tell it: {tip(box)!r}"


def _line_edit(edit: QLineEdit) -> Iterator[str]:
    words = edit.displayText() if isinstance(edit.parentWidget(), QAbstractSpinBox) else edit.placeholderText()
    needed = edit.fontMetrics().size(0, words) + QSize(2 * LINE_EDIT_MARGIN, 0)
    if words and not _holds(edit.contentsRect().size(), needed):
        yield f"{_words(edit.contentsRect().size())} for words that need {_words(needed)}"


def _rows(view: QTreeWidget | QListWidget) -> Iterator[str]:
    model, delegate = view.model(), view.itemDelegate()
    if type(delegate).paint is not QStyledItemDelegate.paint:
        return  # what is painted by hand is measured by hand
    index = view.indexAt(QPoint(view.viewport().width() // 2, 2))
    while index.isValid():
        place, words = view.visualRect(index), str(model.data(index))
        if not view.viewport().rect().intersects(place):
            break
        if view.wordWrap():
            inside = place.adjusted(ITEM_PADDING, 0, -ITEM_PADDING, 0)
            needed = view.fontMetrics().boundingRect(inside, Qt.TextFlag.TextWordWrap, words).size()
        else:
            needed = view.sizeHintForIndex(index)
        if not _holds(place.size(), needed) and words not in tip(view.viewport(), place.center()):
            yield f"the row {words!r} has {_words(place.size())}, needs {_words(needed)}, and its tip does not tell it"
        index = view.indexBelow(index) if isinstance(view, QTreeWidget) else index.siblingAtRow(index.row() + 1)


def tip(widget: QWidget, place: QPoint | None = None) -> str:
    """What is said where the mouse rests on a widget, or on a place of it."""
    place = place or widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    words = QToolTip.text() if QToolTip.isVisible() else ""
    for label in QApplication.topLevelWidgets():
        if label.inherits("QTipLabel"):
            label.hide()  # at once: by itself it would wait
    return QTextDocumentFragment.fromHtml(words).toPlainText() if "<" in words else words


def _holds(room: QSize, needed: QSize) -> bool:
    return room.width() >= needed.width() and room.height() >= needed.height()


def _words(what: QSize | QRect) -> str:
    if isinstance(what, QRect):
        return f"{what.width()}x{what.height()}+{what.x()}+{what.y()}"
    return f"{what.width()}x{what.height()}"


def _name(widget: QWidget) -> str:
    """A widget by its class, and its words or name."""
    said = widget.accessibleName() or widget.objectName()
    if isinstance(widget, QLabel | QPushButton | QCheckBox | QToolButton):
        said = widget.text() or said
    elif isinstance(widget, QAbstractItemView) and not said:
        said = "rows"
    return f"{type(widget).__name__} {said[:60]!r}"
