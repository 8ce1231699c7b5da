"""Without a mouse: all that can be clicked is reached by Tab and arrows, has a name, and shows its focus."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from geometry import visible
from pages import PLAIN, pages, settle
from plain import PlainView
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QSlider,
    QTreeWidget,
    QWidget,
)

from glutmin_viewer.core.opening import Opened
from glutmin_viewer.core.settings import Settings
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import Segments
from glutmin_viewer.ui.preferences import prefer
from glutmin_viewer.ui.texts import name_of as words_of
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.window import Window

MOST_STEPS = 150  # to come round
CLICKED = (QAbstractButton, QComboBox, QSlider, QAbstractSpinBox, QLineEdit, QTreeWidget, QListWidget)


@pytest.fixture
def window(qtbot, atlas) -> Iterator[Window]:
    """The window of the bundled atlas, in which nothing moves by itself."""
    prefer(PLAIN, QApplication.instance())
    made = Window(Opened(atlas), PlainView, PLAIN)
    made.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.view.setAccessibleName("picture")
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    prefer(Settings(), QApplication.instance())


def clicked(top: QWidget) -> list[QWidget]:
    """All that can be clicked now, as far as it is no part of another control."""
    return [
        widget
        for widget in visible(top)
        if (isinstance(widget, CLICKED) or (isinstance(widget, SourceLabel) and "<a " in widget.text()))
        and widget.isEnabled()
        and not isinstance(widget.parentWidget(), QLineEdit | QAbstractSpinBox | QComboBox)
        and not widget.objectName().startswith("qt_")
    ]


def walked(start: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """What has the focus one after the other, from a widget round to it again."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    way = [start]
    for _ in range(MOST_STEPS):
        QTest.keyClick(QApplication.focusWidget(), key)
        here = QApplication.focusWidget()
        if here is way[-1]:  # a line of sources has a stop for each of them
            continue
        if here is start:
            return way
        way.append(here)
    if len(way) == 1:
        return way
    raise AssertionError(f"Tab does not come back: {[told(widget) for widget in way[-5:]]}")


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {name_of(widget)!r}"


def name_of(widget: QWidget) -> str:
    """What is read out; of a box to choose from its own name, as Qt reads out what is chosen in it."""
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def focus_is_seen(widget: QWidget) -> bool:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_it = widget.grab().toImage()
    widget.clearFocus()
    return widget.grab().toImage() != with_it


def by_arrows(widget: QWidget, reached: set[QWidget]) -> bool:
    """Whether it is one of some segments to which the chosen one leads."""
    segments = widget.parentWidget()
    return isinstance(segments, Segments) and any(button in reached for button in segments.buttons.values())


def backwards(panel: QWidget, one: QWidget, other: QWidget) -> bool:
    """Whether a step leads up, or to the left in a row."""
    if one.isAncestorOf(other):
        return False
    shared = next((held for held in scrolled(one) if held.isAncestorOf(other)), panel)
    first, second = (QRect(w.mapTo(shared, QPoint(0, 0)), w.size()) for w in (_seen(one, shared), _seen(other, shared)))
    above = second.bottom() < first.top() and second.left() < first.right()
    beside = second.top() < first.bottom() and first.top() < second.bottom()
    return above or (beside and second.right() < first.left())


def scrolled(widget: QWidget) -> Iterator[QWidget]:
    """What is scrolled with a widget, the innermost first."""
    while (parent := widget.parentWidget()) is not None:
        if isinstance(parent.parentWidget(), QScrollArea):
            yield widget
        widget = parent


def _seen(widget: QWidget, shared: QWidget) -> QWidget:
    """Where it is seen in something that is not scrolled with it: the area that scrolls it."""
    areas = [held.parentWidget() for held in scrolled(widget) if shared.isAncestorOf(held)]
    return areas[-1] if areas else widget


def panel_of(window: Window, widget: QWidget) -> QWidget | None:
    panels = (window.toolbar, window.left.widget(), window.centralWidget(), window.reading, window.player)
    return next((panel for panel in panels if panel is widget or panel.isAncestorOf(widget)), None)


def faults(top: QWidget, way: list[QWidget], checked: set[str]) -> Iterator[str]:
    """What is wrong with the way through a window. checked: of what the focus was seen to be drawn."""
    reached = set(way)
    for widget in clicked(top):
        if widget not in reached and not by_arrows(widget, reached):
            yield f"{told(widget)} is not reached"
    for widget in way:
        if not name_of(widget):
            yield f"{told(widget)} has no name"
        if told(widget) not in checked and not isinstance(widget, PlainView):  # the frame around it shows its focus
            checked.add(told(widget))
            if not focus_is_seen(widget):
                yield f"{told(widget)} does not show its focus"


def test_all_that_can_be_clicked_is_reached_named_and_seen(window):
    wrong: dict[str, str] = {}
    seen: set[frozenset[QWidget]] = set()
    checked: set[str] = set()
    for page, top in pages(window):
        here = frozenset(clicked(top))
        if here in seen or top.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup:
            continue
        seen.add(here)
        top.activateWindow()
        assert QTest.qWaitForWindowActive(top), page  # the screen gives the focus when it gets to it
        settle()
        if top is not window:
            QTest.keyClick(top.focusWidget() or top, Qt.Key.Key_Tab)
        way = walked(window.view if top is window else QApplication.focusWidget())
        found = list(faults(top, way, checked))
        if top is window:
            panels = [panel_of(window, widget) for widget in way]
            found += [
                f"from {told(one)} to {told(other)} is no way to read"
                for (one, panel), (other, after) in pairwise(zip(way, panels, strict=True))
                if panel is after and panel is not None and backwards(panel, one, other)
            ]
            left = [panel for panel, after in pairwise(panels) if panel is not after]
            if len(left) != len(set(left)):
                found.append("a panel is come back to")
        wrong |= {fault: page for fault in found if fault not in wrong}
    assert wrong == {}
    assert len(checked) > 100


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)],
)
def test_the_menu_of_a_structure_opens_at_its_row_and_at_the_picture_and_is_used_by_keys(window, key, modifier):
    tree, name = window.tree.tree, "femur_right"
    tree.setFocus()
    while tree.currentItem() is not window.tree.rows[name]:
        QTest.keyClick(tree, Qt.Key.Key_Down)
    for focused in (tree, window.view):
        focused.setFocus()
        QTest.keyClick(focused, key, modifier)
        menu = QApplication.activePopupWidget()
        entries = [action for action in menu.actions() if not action.isSeparator()]
        assert entries[0].text() == words_of(name) and len(entries) > 4
        hides = next(action for action in entries if action.text() == text("hide"))
        while menu.activeAction() is not hides:
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert name in window.session.state.hidden and QApplication.activePopupWidget() is None
        window.commands["everything"]()


def test_the_way_back_is_the_way_there(window):
    walked(window.view)  # the tree takes a row when it first has the focus, and with it comes a slider
    assert walked(window.view, Qt.Key.Key_Backtab)[1:] == walked(window.view)[:0:-1]


def test_the_arrows_go_through_segments_and_choose(window):
    for segments in window.findChildren(Segments):
        if segments.isVisible() and segments is not window.reading.where.brush:
            chosen = next(button for button in segments.buttons.values() if button.isChecked())
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
            buttons = list(segments.buttons.values())
            for key, way in ((Qt.Key.Key_Left, buttons[::-1]), (Qt.Key.Key_Right, buttons)):
                for button in way[way.index(QApplication.focusWidget()) :]:
                    if not button.hasFocus():
                        QTest.keyClick(QApplication.focusWidget(), key)
                    assert button.isChecked() and button.hasFocus(), button.text()
            chosen.click()
