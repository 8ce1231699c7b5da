"""The tour of the window: a small card that goes from one control to the next, tells of it, and lights it.

It changes nothing that is shown, and whatever is done in the window meanwhile works as ever. The card is a window of
its own, as nothing of Qt can be drawn over the picture; the light is a thin frame that leaves the picture free.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QRegion
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.tour import STOPS, Stop, Tour, load_tour, save_tour, tour_path
from glutmin_viewer.ui.beside import beside
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.texts import complaint, text
from glutmin_viewer.ui.theme import scaled
from glutmin_viewer.ui.tour_stops import is_done, kept_free, targets

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window

WIDTH = 284  # beside the picture, over a panel
LOOK_MS = 200  # controls come, go and move for many reasons: it is simpler to look than to be told of each
LIGHT_PX, AROUND_PX = 3, 4  # how thick the light is, and how far around a control it begins
ON, SKIP = (Qt.Key.Key_Return, Qt.Key.Key_Enter), Qt.Key.Key_Escape


def open_tour(window: Window) -> TourCard:
    """Lead through a window, from the first stop on."""
    for before in window.findChildren(TourCard):
        before.leave()
    card = TourCard(window)
    card.begin()
    return card


def first_tour(window: Window) -> TourCard | None:
    """The same where that has never been led to its end, nor skipped."""
    try:
        if load_tour(tour_path()).over:
            return None
    except InputError as error:
        window.notices.add("warning", complaint(error))
    return open_tour(window)


def around(part: QRect) -> QRect:
    """What a part of the window takes with its light."""
    reach = AROUND_PX + LIGHT_PX
    return part.adjusted(-reach, -reach, reach, reach)


class TourCard(QFrame):
    """One stop at a time, by mouse and keys: Enter goes on and Esc skips, also while the picture has the keys."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self._window = window
        self._panels = window.reading
        self.stop: Stop = STOPS[0]
        self._camera = window.view.camera
        self._seen: set[Stop] = set()  # where somebody has done what the stop tells of
        self._light = _Light(window)
        self.setProperty("role", "tour")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # it comes back after a dialog, not before it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.progress, self.tick = label(role="muted", wrap=False), label("✓", "tick", wrap=False)
        self.heading, self.words = label(role="heading"), label(role="told")
        self.skip, self.back, self.next = (QPushButton() for _ in range(3))
        self.skip.setProperty("role", "quiet")
        self.next.setProperty("role", "primary")
        for button, act in ((self.skip, self.end), (self.back, partial(self.go, -1)), (self.next, partial(self.go, 1))):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(act)
        self._lay_out()
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()  # its size is asked for before it is shown
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.installEventFilter(self)

    def _lay_out(self) -> None:
        top, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.progress)
        top.addWidget(self.tick)
        top.addStretch(1)
        top.addWidget(self.skip)
        foot.setSpacing(8)
        foot.addWidget(self.back)
        foot.addWidget(self.next, 1)
        column.setContentsMargins(16, 8, 16, 14)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.heading)
        column.addWidget(self.words)
        column.addSpacing(4)
        column.addLayout(foot)
        for before, after in ((self.next, self.back), (self.back, self.skip)):
            QWidget.setTabOrder(before, after)

    def begin(self) -> None:
        """At the first stop, with the keys."""
        self._go_to(STOPS[0])
        self._timer.start()
        self.activateWindow()
        self.setFocus()

    def go(self, way: int) -> None:
        """To the next stop, or the one before; beyond the last one it ends."""
        place = STOPS.index(self.stop) + way
        if place >= len(STOPS):
            self.end()
        else:
            self._go_to(STOPS[max(place, 0)])

    def end(self) -> None:
        """The tour is over, and does not come again by itself."""
        self.leave()
        try:
            save_tour(Tour(over=True), tour_path())
        except InputError as error:
            self._window.notices.add("warning", complaint(error))
        self._window.activateWindow()
        self._window.view.setFocus()

    def leave(self) -> None:
        """Go away; the tour is not over by that."""
        self._timer.stop()
        self._window.removeEventFilter(self)
        for widget in (self._light, self):
            widget.hide()
            widget.deleteLater()

    def look(self) -> None:
        """Bring the card to what is in the window now: its language, where its controls are, what was done."""
        if self._panels is not self._window.reading:
            self._panels = self._window.reading  # made anew, as all others, perhaps in another language
            self._tell()
            self._light.raise_()
        if is_done(self._window, self.stop, self._camera):
            self._seen.add(self.stop)
        self.tick.setVisible(self.stop in self._seen)
        self._place()

    def _go_to(self, stop: Stop) -> None:
        self.stop, self._camera = stop, self._window.view.camera
        self._tell()
        self.look()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._said()))

    def _said(self) -> str:
        """The whole card, for who listens: the focus may stay on a button."""
        return f"{self.accessibleName()}. {self.words.text()}"

    def _tell(self) -> None:
        place = STOPS.index(self.stop) + 1
        last = place == len(STOPS)
        self.setWindowTitle(text("tour_open"))
        self.progress.setText(text("tour_progress", place=place, places=len(STOPS)))
        self.heading.setText(text(f"tour_{self.stop}"))
        self.words.setText(text(f"tour_{self.stop}_about"))
        self.tick.setAccessibleName(text("tour_tick"))
        self.skip.setText(text("tour_skip"))
        self.skip.setVisible(not last)
        self.back.setText(text("tour_back"))
        self.back.setVisible(place > 1)
        self.next.setText(text("tour_done" if last else "tour_next"))
        self.setAccessibleName(f"{self.progress.text()}: {self.heading.text()}")
        self.setAccessibleDescription(self.words.text())

    def place_on(self, screen: QRect) -> QRect:
        """Where the card stands now: in the window, as far as that lies on a screen."""
        layout, outer = self.layout(), self._window.mapToGlobal(QPoint())
        assert layout is not None
        layout.activate()
        return beside(
            [around(part).translated(outer) for part in targets(self._window, self.stop)],
            QSize(scaled(WIDTH), layout.totalHeightForWidth(scaled(WIDTH))),
            screen & self._window.geometry(),
            [part.translated(outer) for part in kept_free(self._window, self.stop)],
        )

    def _place(self) -> None:
        """Light the controls and stand beside them; while a dialog waits for an answer there is neither."""
        lit = targets(self._window, self.stop) if QApplication.activeModalWidget() is None else []
        self._light.show_around(lit)
        if lit:
            place = self.place_on(self._window.screen().availableGeometry())
            self.setFixedSize(place.size())
            self.move(place.topLeft())
        self.setVisible(bool(lit))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window, and take the two keys of the card where nothing in the window wants them."""
        match event.type():
            case QEvent.Type.Move | QEvent.Type.Resize | QEvent.Type.Show:
                self._place()
            case QEvent.Type.Close:
                self.leave()
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                return self._take(event.key(), self._window.focusWidget() in (None, self._window.view))
        return False

    def _take(self, key: int, plain: bool) -> bool:
        """Go on or skip by a key; whether it was one for that. plain: no control has the focus, which Enter is for."""
        if key == SKIP:
            self.end()
        elif key in ON and plain:
            self.go(1)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; what is not for the card is for the picture."""
        chosen = self.focusWidget()
        if event.key() in ON and isinstance(chosen, QAbstractButton):
            chosen.click()
        elif not self._take(event.key(), plain=True):
            QApplication.sendEvent(self._window.view, event)


class _Light(QWidget):
    """Thin frames around parts of a window; the mouse goes through them to what they frame."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "light")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._around: list[QRect] = []

    def show_around(self, parts: Sequence[QRect]) -> None:
        lit = [around(part) & self.parentWidget().rect() for part in parts]
        if lit != self._around:
            self._around = lit
            frames = QRegion()
            for part in lit:
                inner = part.adjusted(LIGHT_PX, LIGHT_PX, -LIGHT_PX, -LIGHT_PX)
                frames += QRegion(part) - QRegion(inner)
            box = frames.boundingRect()
            self.setGeometry(box)
            self.setMask(frames.translated(-box.topLeft()))
            self.raise_()
        self.setVisible(bool(lit))
