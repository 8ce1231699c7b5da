"""The window of saved views: their pictures and names, to be shown, renamed and removed, by mouse or keys alone."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.reading import whole
from glutmin_viewer.core.saved_views import MOST_PICTURE_BYTES, Listing, SavedView
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.dialogs import bring_up
from glutmin_viewer.ui.keeping import Keeping, shortened
from glutmin_viewer.ui.keys import shortcut_of
from glutmin_viewer.ui.notices import Severity
from glutmin_viewer.ui.texts import complaint, text
from glutmin_viewer.ui.tiles import MARGIN, PICTURE, TILE_PX, Tiles

VIEW = Qt.ItemDataRole.UserRole
COLUMNS, HEIGHT = 2, 720
BELOW_PX = 120  # menus, bar on top and the frame of the window
MOST_SKIPPED = 3  # names of files in one sentence


def open_saved_views(window: QWidget, keeping: Keeping) -> SavedViewsDialog:
    """Show the window of saved views of a main window, at its left edge, away from the cautions. There is only one."""
    dialog = window.findChild(SavedViewsDialog)
    if dialog is None:
        dialog = SavedViewsDialog(keeping, window)
        height = min(HEIGHT, window.height() - BELOW_PX)
        dialog.resize(dialog.sizeHint().width(), height)
        dialog.move(window.mapToGlobal(window.rect().bottomLeft()) - QPoint(0, height))
    bring_up(dialog)
    return dialog


class SavedViewsDialog(QDialog):
    """All saved views; it does not keep one from the main window. Esc closes it."""

    def __init__(self, keeping: Keeping, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._listing = Listing()
        self._news = ""
        self._pictures: dict[tuple[str, int], QPixmap] = {}
        self.setWindowTitle(text("kept_title"))
        self.list = _list()
        self.none = _none()
        self.told = QStackedWidget()
        self.told.addWidget(self.list)
        self.told.addWidget(self.none)
        self.keep = _button("keys_keep_view")
        self.keep.setProperty("role", "primary")
        self.keep.setToolTip(shortcut_of("keys_keep_view"))
        self.show_one, self.rename, self.remove = (_button(f"kept_{verb}") for verb in ("show", "rename", "remove"))
        self.close_button = _button("close")
        self.problem = label(role="problem")
        self.notice, self.news, self.bring_back = QFrame(), label(), _button("kept_bring_back")
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        self.notice.setProperty("role", "notice")
        notice = QHBoxLayout(self.notice)
        notice.setContentsMargins(12, 6, 8, 6)
        self.news.setTextFormat(Qt.TextFormat.PlainText)
        notice.addWidget(self.news, 1)
        notice.addWidget(self.bring_back)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.show_one, self.rename, self.remove):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.keep, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.notice)
        layout.addLayout(foot)
        self._say("")

    def _connect(self) -> None:
        self.keep.clicked.connect(lambda: self._keeping.ask(self))
        self.close_button.clicked.connect(self.close)
        self.list.itemActivated.connect(self._show)
        self.list.itemChanged.connect(self._renamed)
        self.list.currentItemChanged.connect(self._show_choice)
        self.show_one.clicked.connect(lambda: self._show(self.list.currentItem()))
        self.rename.clicked.connect(self._type_name)
        self.remove.clicked.connect(self._remove)
        self.bring_back.clicked.connect(self._bring_back)
        self._keeping.changed.connect(self.refresh)
        for keys, act in (("Ctrl+D", self.keep.click), ("Ctrl+Z", self._bring_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        removing = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        removing.setContext(Qt.ShortcutContext.WidgetShortcut)  # not while a name is typed
        removing.activated.connect(self._remove)

    def refresh(self) -> None:
        """Show what is in the folder now, and stay at the view that is chosen."""
        try:
            listing, problem = self._keeping.views.listed(), ""
        except InputError as error:
            listing, problem = Listing(), complaint(error)
        if listing.skipped:
            names = ", ".join(listing.skipped[:MOST_SKIPPED]) + ("…" if len(listing.skipped) > MOST_SKIPPED else "")
            problem = text("kept_skipped", names=names, folder=self._keeping.views.folder)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if listing.views != self._listing.views or not listing.views:
            self._fill(listing)
        self._show_choice()
        self._show_removed()

    def _fill(self, listing: Listing) -> None:
        """New tiles; at the view that was chosen, at one that is new, or where one was that is gone."""
        before = {view.path for view in self._listing.views}
        row, chosen = self.list.currentRow(), self.list.currentItem()
        wanted = None if chosen is None else chosen.data(VIEW).path
        self._listing = listing
        self.list.blockSignals(True)
        self.list.clear()
        for view in listing.views:
            self.list.addItem(self._tile(view))
        self.list.blockSignals(False)
        paths = [view.path for view in listing.views]
        new = [place for place, path in enumerate(paths) if path not in before]
        if before and len(new) == 1:
            row = new[0]
        elif wanted in paths:
            row = paths.index(wanted)
        self.list.setCurrentRow(min(max(row, 0), len(paths) - 1))
        self.told.setCurrentWidget(self.list if paths else self.none)
        (self.list if paths else self.keep).setFocus()

    def _tile(self, view: SavedView) -> QListWidgetItem:
        item = QListWidgetItem(view.name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setData(VIEW, view)
        item.setData(PICTURE, self._picture(view))
        item.setToolTip(_tip(view.name))
        return item

    def _picture(self, view: SavedView) -> QPixmap:
        """The picture of a view; null where it has none that can be read."""
        try:
            key = str(view.picture), view.picture.stat().st_mtime_ns
            data = b"" if key in self._pictures else whole(view.picture, MOST_PICTURE_BYTES)
        except OSError:
            return QPixmap()
        if key not in self._pictures:
            pixmap, ratio = QPixmap(), self.devicePixelRatioF()
            pixmap.loadFromData(data, "PNG")
            if not pixmap.isNull():
                aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                pixmap = pixmap.scaled(QSize(*TILE_PX) * ratio, aspect, smooth)
                pixmap.setDevicePixelRatio(ratio)
            self._pictures[key] = pixmap
        return self._pictures[key]

    def _show(self, item: QListWidgetItem) -> None:
        if self._try(partial(self._keeping.show, item.data(VIEW))):
            self.close()  # it would stand before what is to be seen

    def _type_name(self) -> None:
        if self.list.state() != QListWidget.State.EditingState:  # the name is being typed already
            self.list.editItem(self.list.currentItem())

    def _renamed(self, item: QListWidgetItem) -> None:
        """A name was typed; it is taken when the editor has let go of the tile, which is made anew."""
        QTimer.singleShot(0, self, partial(self._rename, item.data(VIEW), item.text()))

    def _rename(self, view: SavedView, name: str) -> None:
        self._try(partial(self._keeping.rename, view, name))
        self._listing = Listing()  # a name that could not be written is not shown either
        self.refresh()

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            name = item.data(VIEW).name
            if self._try(partial(self._keeping.remove, item.data(VIEW))):
                self._say(text("kept_removed", name=shortened(name)))

    def _bring_back(self) -> None:
        if self._keeping.removed:
            name = self._keeping.removed[-1].view.name
            if self._try(self._keeping.bring_back):
                self._say(text("kept_back", name=shortened(name)))

    def _try(self, act: Callable[[], object]) -> bool:
        """Do something, or say why that cannot be."""
        self._say("")
        try:
            act()
        except InputError as error:
            self._say(complaint(error), "warning")
            return False
        return True

    def _say(self, news: str, severity: Severity = "info") -> None:
        self._news = news
        self.notice.setProperty("severity", severity)
        self.notice.style().polish(self.notice)
        self._show_removed()
        QTimer.singleShot(0, self, self._scroll)  # there may be less room then

    def _scroll(self) -> None:
        if (chosen := self.list.currentItem()) is not None:
            self.list.scrollToItem(chosen)

    def _show_choice(self) -> None:
        for button in (self.show_one, self.rename, self.remove):
            button.setEnabled(self.list.currentItem() is not None)

    def _show_removed(self) -> None:
        """What was said last, and the way back of what was removed last as long as there is one."""
        removed, news = self._keeping.removed, self._news
        if removed:
            name = removed[-1].view.name
            news = news or text("kept_removed", name=shortened(name))
            tip = text("kept_bring_back_tip", name=name)
            self.bring_back.setToolTip(_tip(tip))
            self.bring_back.setAccessibleName(tip)
        self.bring_back.setVisible(bool(removed))
        self.news.setText(news)
        self.notice.setVisible(bool(news))

    def changeEvent(self, event: QEvent) -> None:
        """Views may have been kept elsewhere while this was in the background."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.refresh()


def _list() -> QListWidget:
    """The list of tiles: as many beside each other as there is room for, in the order of keeping."""
    tiles = QListWidget()
    tiles.setAccessibleName(text("kept_title"))
    tiles.setItemDelegate(Tiles(tiles))
    tiles.setViewMode(QListView.ViewMode.IconMode)
    tiles.setMovement(QListView.Movement.Static)
    tiles.setResizeMode(QListView.ResizeMode.Adjust)
    tiles.setUniformItemSizes(True)
    tiles.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
    tiles.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    tiles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    around = 2 * (4 + 2) + 2  # padding and border of the style sheet, and a little more
    tiles.setMinimumWidth(COLUMNS * (TILE_PX[0] + 2 * MARGIN) + around + tiles.verticalScrollBar().sizeHint().width())
    return tiles


def _none() -> QWidget:
    """What is said where no view is kept."""
    said = QWidget()
    column = QVBoxLayout(said)
    column.setContentsMargins(40, 0, 40, 0)
    column.setSpacing(8)
    column.addStretch(2)
    for words in (label(text("kept_none"), "title"), label(text("kept_none_text"), "muted")):
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
    column.addStretch(3)
    return said


def _button(words: str) -> QPushButton:
    button = QPushButton(text(words))
    button.setAutoDefault(False)  # Enter shows the chosen view
    if words.startswith("kept_") and words != "kept_bring_back":
        button.setToolTip(text(f"{words}_tip"))
    return button


def _tip(words: str) -> str:
    """A tip in lines of a readable length, whatever letters it has."""
    return f"<p>{html.escape(words)}</p>"
