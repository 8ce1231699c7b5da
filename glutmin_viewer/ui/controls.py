"""Small controls that several panels use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QStandardItemModel,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QStylePainter,
    QToolTip,
    QWidget,
)

from glutmin_viewer.content import Badge, Term, content
from glutmin_viewer.ui.theme import look, scaled

DOT = 14


def label(text: str = "", role: str | None = None, wrap: bool = True) -> QLabel:
    """A label of one of the roles of the style sheet."""
    result = QLabel(text)
    if role is not None:
        result.setProperty("role", role)
    result.setWordWrap(wrap)
    if wrap:
        result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return result


def of_one_size(shown: QLabel, *longest: str) -> None:
    """Keep a label as large as the longest of its words asks for: other words then ask for no other layout, which would
    be one of the whole window, many times a second."""
    shown.ensurePolished()
    words, sizes = shown.text(), list[QSize]()
    for text in longest:
        shown.setText(text)
        sizes.append(shown.sizeHint())
    shown.setText(words)
    shown.setFixedSize(max(size.width() for size in sizes), max(size.height() for size in sizes))


class ElidedLabel(QLabel):
    """Words in one line, as wide as there is room; those that are too long end in dots, and the tip tells them all.

    Other words ask for no other layout (see `of_one_size`).
    """

    def __init__(self, role: str | None = None) -> None:
        super().__init__()
        self._words = ""
        if role is not None:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        return self._words

    def setText(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.update()

    def clear(self) -> None:
        self.setText("")

    @property
    def elided(self) -> bool:
        """Whether there is too little room for the words."""
        return self.fontMetrics().horizontalAdvance(self._words) > self.contentsRect().width()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.elided:
            QToolTip.showText(event.globalPos(), self._words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter = QStylePainter(self)
        painter.drawItemText(room, self.alignment(), self.palette(), self.isEnabled(), words, self.foregroundRole())


def rule() -> QFrame:
    """A thin line between two parts of a panel."""
    frame = QFrame()
    frame.setProperty("role", "rule")
    return frame


def dot(colour: QColor, size: float = DOT) -> QIcon:
    """A round swatch, of a size told for words of the first choice."""
    size = scaled(size)
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour.darker(160), 1.0))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(1.5, 1.5, size - 3, size - 3))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a swatch is not tinted, not even in a chosen row
    return icon


def dot_label(colour: QColor) -> QLabel:
    """A round swatch that stands beside words."""
    result = label(wrap=False)
    result.setPixmap(dot(colour).pixmap(scaled(DOT), scaled(DOT)))
    return result


class NumberBox(QDoubleSpinBox):
    """A number to type. Beyond the range it takes the nearest one and says so; what it cannot read it says too.

    `meant` tells what a text means, None for nothing; `beyond` and `unclear` give the words, which `objected` emits.
    """

    objected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._objection = ""
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.editingFinished.connect(self._object)

    def meant(self, typed: str) -> float | None:
        raise NotImplementedError

    def beyond(self, taken: float) -> str:
        raise NotImplementedError

    def unclear(self, typed: str) -> str:
        raise NotImplementedError

    def valueFromText(self, typed: str) -> float:
        value = self.meant(typed)
        if value is None:
            return self.value()
        taken = min(max(value, self.minimum()), self.maximum())
        self._objection = "" if taken == value else self.beyond(taken)
        return taken

    def validate(self, typed: str, position: int) -> tuple[QValidator.State, str, int]:
        clear = self.meant(typed) is not None
        return QValidator.State.Acceptable if clear else QValidator.State.Intermediate, typed, position

    def fixup(self, typed: str) -> str:
        self._objection = self.unclear(typed)
        return typed

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)  # after a click has put the cursor somewhere

    def _object(self) -> None:
        """Say once what was wrong with what was typed."""
        objection, self._objection = self._objection, ""
        if objection:
            self.objected.emit(objection)


class SeekSlider(QSlider):
    """A level slider that goes where it is pressed beside its handle, and on from there with the mouse."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        option, style, slider = QStyleOptionSlider(), self.style(), QStyle.ComplexControl.CC_Slider
        self.initStyleOption(option)
        handle = style.subControlRect(slider, option, QStyle.SubControl.SC_SliderHandle, self)
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(place):
            groove = style.subControlRect(slider, option, QStyle.SubControl.SC_SliderGroove, self)
            way, wanted = groove.width() - handle.width(), place.x() - groove.x() - handle.width() // 2
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), wanted, way))
        super().mousePressEvent(event)


class BadgeLabel(QLabel):
    """What kind of claim a text makes, as a small outlined word."""

    _badge: Badge | None = None

    def show_badge(self, badge: Badge | None) -> None:
        self.setVisible(badge is not None)
        if badge is not None and badge != self._badge:
            self._badge, colour = badge, look().badges[badge]
            self.setText(content().badges[badge])
            self.setStyleSheet(f"color: {colour}; border: 1px solid {colour}; border-radius: 9px; padding: 1px 9px;")

    def show_claim(self, term: Term | None) -> None:
        """The badge of a text, with its source when the mouse rests on it; nothing for none."""
        self.show_badge(None if term is None else term.badge)
        if term is None:
            return
        self.setToolTip(content().ui["source"].format(source=term.source))


class Segments(QWidget):
    """Two or more choices side by side, one of them chosen."""

    def __init__(self, choices: dict[str, str], name: str, tight: bool = False) -> None:
        """tight: with little room around words, where long ones have to stand side by side."""
        super().__init__()
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        last = len(choices) - 1
        for i, (key, words) in enumerate(choices.items()):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {words}")
            button.setProperty("tight", tight)
            button.setProperty("segment", "left" if i == 0 else "right" if i == last else "middle")
            self.group.addButton(button)
            self.buttons[key] = button
            layout.addWidget(button)
        self.group.buttonToggled.connect(self.take_focus_by_tab)

    def choose(self, key: str) -> None:
        self.buttons[key].setChecked(True)

    def take_focus_by_tab(self) -> None:
        """Tab goes to the chosen one alone, arrows from there to the others; a click leaves the focus where it is."""
        for button in self.buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button.isChecked() else Qt.FocusPolicy.NoFocus)


OPENING_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4)


class Choice(QComboBox):
    """A box to choose from that changes nothing while its list is closed: neither wheel nor arrows nor letters do."""

    def add_heading(self, words: str) -> None:
        """A line that cannot be chosen itself."""
        self.addItem(words)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        item, font = model.item(model.rowCount() - 1), self.font()
        font.setBold(True)
        item.setEnabled(False)
        item.setFont(font)
        item.setForeground(QColor(look().muted))

    def paintEvent(self, event: QPaintEvent) -> None:
        """As ever, but a name that is too long ends in dots."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.fontMetrics().elidedText(self._words(), Qt.TextElideMode.ElideRight, self._room())
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """The tip tells a name that ends in dots as well."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._room() < self._wanted():
            words = "\n".join(filter(None, [self._words(), self.toolTip()]))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _words(self) -> str:
        return self.placeholderText() if self.currentIndex() < 0 else self.currentText()

    def _wanted(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._words())

    def _room(self) -> int:
        """The width that there is for words: the style leaves a point free before them."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(box, option, field, self).width() - 1

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENING_KEYS:
            self.showPopup()
        else:
            event.ignore()


class ChangeBar(QWidget):
    """A bar from the middle: to the left where something got shorter, to the right where longer."""

    def __init__(self, shorter: str, longer: str, full: float) -> None:
        super().__init__()
        self._colours, self._full, self.value = (QColor(shorter), QColor(longer)), full, 0.0
        self.setMinimumWidth(64)
        self.setMaximumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(120, 16)

    def show_value(self, value: float) -> None:
        if value != self.value:
            self.value = value
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self.width(), self.height()
        middle, top = width / 2, height / 2 - 5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look().track))
        painter.drawRoundedRect(QRectF(0, top, width, 10), 3, 3)
        length = min(abs(self.value) / self._full, 1.0) * middle
        painter.setBrush(self._colours[self.value > 0])
        painter.drawRect(QRectF(middle if self.value > 0 else middle - length, top, length, 10))
        painter.setPen(QColor(look().muted))
        painter.drawLine(int(middle), int(top) - 3, int(middle), int(top) + 13)
        painter.end()
