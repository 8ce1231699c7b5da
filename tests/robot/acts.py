"""What the robot does with mouse, keys and files: each act is a function of the user and of what it draws lots with.

What can be acted on is found by looking through what is on the screen, so a new control needs no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)

from glutmin_viewer.ui.export import ENDINGS, FILM_ENDINGS, KINDS, ExportDialog, Kind
from glutmin_viewer.ui.keys import KEYS
from glutmin_viewer.ui.viewport import Viewport

if TYPE_CHECKING:
    from robot.user import User

Act = Callable[["User", Random], None]

Button, Held, Key = Qt.MouseButton, Qt.KeyboardModifier, Qt.Key
BUTTONS = (Button.LeftButton, Button.LeftButton, Button.LeftButton, Button.RightButton, Button.MiddleButton)
HELD = (
    *(Held.NoModifier,) * 5,
    *(Held.ShiftModifier, Held.ControlModifier, Held.AltModifier, Held.ShiftModifier | Held.ControlModifier),
)
CLOSING = "Ctrl+Q"  # an act of its own: `close`
BOUND = [keys for group in KEYS.values() for key in group if key.by != "mouse" for keys in key.keys if keys != CLOSING]
PLAIN = [
    *("Tab", "Tab", "Tab", "Shift+Tab", "Return", "Return", "Esc", "Esc", "Space", "Up", "Down", "Left", "Right"),
    *("Home", "End", "PgUp", "PgDown", "Del", "Backspace", "F2", "F4", "F10", "Menu", "Ctrl+A", "Ctrl+V", "Ctrl+X"),
    *("Alt+Down", "Ctrl+Up", "Shift+Down", "Ctrl+Space", "0", "9", "Q", "Z", "Ctrl+W", "Ctrl+Tab", "F11", "Insert"),
]
WORDS = (
    *(
        "glut",
        "trochanter",
        "abduction 30",
        "flexion 400",
        "-12",
        "77.5",
        "1e9",
        "nan",
        "ball",
        "sciatic",
        "s1",
        "walk",
    ),
    *("posterior 2", "320 x 240", "0x0", "99999x99999", "zzzz", "   ", "<b>&amp;", "%s {0}", "../..", "dark", "quiz"),
    *("", "Ischiasnerv", "x" * 300, "\u00fc\u00df\u6f22\U0001f9b4", "internal rotation 20, flexion 10"),
)
ACTED_ON = (
    *(Viewport, QMenu, QMenuBar, QAbstractButton, QComboBox, QLineEdit, QAbstractSlider, QAbstractItemView, QTabBar),
    *(QGraphicsView, QLabel),
)
SMALL, SMALL_PX = "320 x 240", (320, 240)
USUAL_PX = 1280, 800
WHOLE_S = 60.0  # by the robot's clock


def in_picture(user: User, lots: Random) -> None:
    """Click, drag, turn the wheel or move over the picture."""
    if user.window.view.visibleRegion().isEmpty():
        user.note("the picture is not seen")
        return
    on(user, lots, user.window.view)


def with_control(user: User, lots: Random) -> None:
    """Do with something that is seen what it is for; each kind of control as often as each other."""
    seen = user.seen()
    kinds = [kind for kind in ACTED_ON if any(isinstance(widget, kind) for widget in seen)]
    if not kinds:
        anywhere(user, lots)
        return
    kind = lots.choice(kinds)
    on(user, lots, lots.choice([widget for widget in seen if isinstance(widget, kind)]))


def on(user: User, lots: Random, widget: QWidget) -> None:
    """Do with a widget one of what its kind is for."""
    place = _within(lots, widget)
    match widget:
        case Viewport():
            lots.choices((click, double_click, drag, wheel, move, menu), (4, 1, 4, 2, 2, 1))[0](
                user, lots, widget, place
            )
        case QMenu() | QMenuBar():
            chosen = [widget.actionGeometry(action) for action in widget.actions() if not action.isSeparator()]
            user.click(widget, lots.choice(chosen).center() if chosen else place)
        case QAbstractItemView():
            lots.choices((_row, click, menu, double_click, wheel), (6, 1, 1, 1, 1))[0](user, lots, widget, place)
        case QAbstractSlider():
            lots.choice((drag, click, wheel))(user, lots, widget, place)
        case QLineEdit():
            user.click(widget, place)
            write(user, lots)
        case QGraphicsView():
            lots.choice((click, drag, wheel, move, double_click, menu))(user, lots, widget, place)
        case _:
            lots.choices((click, double_click, menu, drag, wheel, move), (12, 1, 1, 1, 1, 1))[0](
                user, lots, widget, place
            )


def click(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    user.click(widget, place, held=lots.choice(HELD))


def menu(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    user.click(widget, place, Button.RightButton)


def double_click(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    user.double_click(widget, place)


def wheel(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    user.wheel(widget, place, lots.choice((-480, -120, -120, -15, 15, 120, 120, 480)), lots.choice(HELD))


def move(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    user.move(widget, [place, *(_within(lots, widget) for _ in range(lots.randrange(3)))])


def drag(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    """Over a few places; some end out of the widget, and with some a key is pressed on the way."""
    way = [_within(lots, widget) for _ in range(lots.randint(1, 3))]
    if lots.random() < 0.1:
        way.append(QPoint(lots.randint(-400, 2000), lots.randint(-400, 1500)))
    keys = lots.choice(BOUND) if lots.random() < 0.05 else None
    user.drag(widget, [place, *way], lots.choice(BUTTONS), lots.choice(HELD), keys)


def _row(user: User, lots: Random, widget: QWidget, place: QPoint) -> None:
    """A click on a row, at its words or where its box is."""
    assert isinstance(widget, QAbstractItemView)
    index = widget.indexAt(widget.viewport().mapFrom(widget, place))
    rect = widget.visualRect(index) if index.isValid() else QRect(place, place)
    at = QPoint(rect.left() + lots.choice((4, 10, 24, rect.width() // 2)), rect.center().y())
    user.click(widget.viewport(), at, lots.choice(BUTTONS), lots.choice(HELD))


def anywhere(user: User, lots: Random) -> None:
    """Something with the mouse at any place of what can be reached."""
    ground = lots.choice(user.grounds())
    place = QPoint(lots.randrange(max(ground.width(), 1)), lots.randrange(max(ground.height(), 1)))
    lots.choice((click, menu, double_click, drag, wheel, move))(user, lots, ground, place)


def press_bound(user: User, lots: Random) -> None:
    """A key that means something, sometimes held down."""
    user.press(lots.choice(BOUND), times=lots.choice((1, 1, 1, 1, 3)))


def press_plain(user: User, lots: Random) -> None:
    """A key to go from one control to the next, to edit, or that means nothing."""
    user.press(lots.choice(PLAIN), times=lots.choice((1, 1, 1, 5)))


def write(user: User, lots: Random) -> None:
    """Words, wherever the focus is, perhaps with Enter."""
    if lots.random() < 0.5:
        user.press("Ctrl+A")
    user.write(lots.choice(WORDS))
    if lots.random() < 0.6:
        user.press(lots.choice(("Return", "Return", "Tab", "Esc", "Down")))


def search(user: User, lots: Random) -> None:
    """Open the search or the list of commands, type and take what comes first."""
    user.press(lots.choice(("/", "Ctrl+K")))
    user.write(lots.choice(WORDS))
    user.press("Down", times=lots.randrange(4))
    user.press(lots.choice(("Return", "Return", "Return", "Esc")))


def command(user: User, lots: Random) -> None:
    """A command from one of the menus."""
    bar = user.window.menuBar()
    titles = [action for action in bar.actions() if action.menu() is not None]
    if not user.reaches(bar) or not titles:
        user.press("Esc")
        return
    title = lots.choice(titles)
    user.click(bar, bar.actionGeometry(title).center())
    opened = QApplication.activePopupWidget()
    if not isinstance(opened, QMenu):
        return
    chosen = [action for action in opened.actions() if not action.isSeparator() and action.objectName() != "keys_quit"]
    if chosen and lots.random() < 0.9:
        user.click(opened, opened.actionGeometry(lots.choice(chosen)).center())
    else:
        user.press("Esc")


def back_and_forth(user: User, lots: Random) -> None:
    """Several steps back, and some of them again, faster than anything comes to rest."""
    user.press("Ctrl+Z", times=lots.randint(1, 6))
    user.press(lots.choice(("Ctrl+Y", "Ctrl+Shift+Z")), times=lots.randint(0, 6))


def resize(user: User, lots: Random) -> None:
    """Another size for something that is a window of its own."""
    ground = lots.choice(user.grounds())
    if isinstance(ground, QMenu):
        user.press("Esc")
        return
    way = lots.randrange(8)
    user.note(f"resize {user.name(ground)}, way {way}")
    if way == 0:
        ground.showMaximized()
    elif way == 1:
        ground.showNormal()
    else:
        ground.resize(lots.randint(200, 1600), lots.randint(150, 1000))


def drop(user: User, lots: Random) -> None:
    """Drop one or several files on the window."""
    files = lots.sample(user.scenes, lots.choice((1, 1, 1, 1, 2)))
    mime = _mime(files)
    if lots.random() < 0.1:
        mime = QMimeData()
        mime.setText("words")
    user.note(f"drop {', '.join(file.name for file in files)}")
    _drop(user, mime)


def _mime(files: Sequence[Path]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def _drop(user: User, mime: QMimeData) -> None:
    act, place = Qt.DropAction.CopyAction, user.window.rect().center()
    enter = QDragEnterEvent(place, act, mime, Button.LeftButton, Held.NoModifier)
    QApplication.sendEvent(user.window, enter)
    if enter.isAccepted():
        kind = QEvent.Type.Drop
        QApplication.sendEvent(
            user.window, QDropEvent(QPointF(place), act, mime, Button.LeftButton, Held.NoModifier, kind)
        )


def open_file(user: User, lots: Random) -> None:
    """A file by the key for it; the answer of the chooser is the robot's too."""
    user.press("Ctrl+O")


def export(user: User, lots: Random) -> None:
    """Take something small along; what is pressed next may stop it."""
    user.press("Ctrl+P")
    dialog = user.window.findChild(ExportDialog)
    if dialog is None or not user.reaches(dialog) or dialog.work.busy:
        return
    user.click(dialog.kinds.buttons[lots.choice(KINDS)], None)
    if dialog.sizes.isVisible():
        user.note("choose a size of one's own")
        dialog.sizes.setCurrentIndex(dialog.sizes.count() - 1)
        user.click(dialog.typed, None)
        user.press("Ctrl+A")
        user.write(SMALL)
    user.click(dialog.save, None)


def take_along(user: User, lots: Random, kind: Kind) -> None:
    """Something small of a kind, to its end: what is loaded for it once stays in the memory."""
    user.press("Esc", times=3)
    user.window.show_export()
    dialog = user.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.show_kind(kind)
    user.note(f"take along: {kind}")
    dialog.write(user.folder / f"whole.{kind}{FILM_ENDINGS['mp4'] if kind == 'movie' else ENDINGS[kind]}", SMALL_PX)
    user.wait(WHOLE_S)


def leave(user: User, lots: Random) -> None:
    """Out of everything, and of the window: the next one keeps nothing of what was opened in this."""
    _out_of_everything(user)
    user.note("close the window")
    user.window.close()


def calm(user: User, lots: Random) -> None:
    """The first scene in a window of the usual size: there memory can be compared."""
    _out_of_everything(user)
    user.note("the first scene")
    user.window.player.pause()
    user.window.showNormal()
    user.window.resize(*USUAL_PX)
    _drop(user, _mime(user.scenes[:1]))
    user.wait(WHOLE_S)


def _out_of_everything(user: User) -> None:
    user.press("Esc", times=5)
    for ground in user.grounds():
        if isinstance(ground, QDialog):
            ground.close()


def keep_view(user: User, lots: Random) -> None:
    """Keep what is shown as a view, or begin to."""
    user.press("Ctrl+D")
    if lots.random() < 0.5:
        user.write(lots.choice(WORDS)[:40])
    user.press(lots.choice(("Return", "Return", "Esc")))


def escape(user: User, lots: Random) -> None:
    """Out of whatever is open."""
    user.press("Esc", times=lots.randint(1, 3))


def close_dialog(user: User, lots: Random) -> None:
    """Close one of the dialogs as by the frame of its window."""
    dialogs = [ground for ground in user.grounds() if isinstance(ground, QDialog)]
    if not dialogs:
        user.press("Esc")
        return
    dialog = lots.choice(dialogs)
    user.note(f"close {user.name(dialog)}")
    dialog.close()


def let_time_pass(user: User, lots: Random) -> None:
    """Do nothing, for as long as a motion takes to be looked at."""
    user.note("wait")
    user.wait(lots.choice((0.5, 1.0, 3.0)))


def close(user: User, lots: Random) -> None:
    """Close the window; it is opened again as it was left."""
    user.press(CLOSING)
    user.note("close the window")
    user.window.close()


def _within(lots: Random, widget: QWidget) -> QPoint:
    """A place of what is seen of a widget."""
    rect = widget.visibleRegion().boundingRect()
    if rect.isEmpty():
        rect = widget.rect()
    right, bottom = max(rect.right(), rect.left()), max(rect.bottom(), rect.top())
    return QPoint(lots.randint(rect.left(), right), lots.randint(rect.top(), bottom))


# What is done how often.
ACTS: dict[Act, float] = {
    in_picture: 24,
    with_control: 36,
    anywhere: 4,
    press_bound: 12,
    press_plain: 8,
    write: 2,
    search: 2,
    command: 4,
    back_and_forth: 2,
    resize: 2,
    drop: 2,
    open_file: 1,
    export: 0.4,
    keep_view: 0.4,
    escape: 5,
    close_dialog: 2,
    let_time_pass: 1,
    close: 0.05,
}


def sequence(keys: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """A key and what is held with it, from how Qt writes them."""
    combination = QKeySequence(keys)[0]
    return combination.key(), combination.keyboardModifiers()
