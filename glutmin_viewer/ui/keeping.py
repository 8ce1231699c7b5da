"""Keeping what is shown as a view to come back to, and coming back: what the window does with saved views.

Their files are read when somebody asks for them, so views that another window has kept are there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.core.document import Document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.saved_views import Removed, SavedView, SavedViews, saved_views_folder, unused
from glutmin_viewer.core.state import check_against
from glutmin_viewer.core.view_names import described
from glutmin_viewer.ui.controls import label
from glutmin_viewer.ui.texts import complaint, text
from glutmin_viewer.ui.theme import look
from glutmin_viewer.ui.tiles import TILE_PX
from glutmin_viewer.ui.work import Steps, Work

if TYPE_CHECKING:
    from glutmin_viewer.ui.saved_views import SavedViewsDialog
    from glutmin_viewer.ui.window import Window

PICTURE_PX = (400, 300)  # as it is drawn and kept
TOLD_MS = 6000
MOST_LETTERS = 60


class Keeping(QObject):
    """Keeps views of a window and shows them again; `changed` when one was kept, renamed, removed or brought back."""

    changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.views = SavedViews(saved_views_folder())
        self.removed: list[Removed] = []  # may be brought back, the last one first
        window.listen("keys_keep_view", self.ask)
        window.listen("keys_saved_views", self.open)

    def ask(self, over: QWidget | None = None) -> NameDialog:
        """Ask for the name of what is shown now, to keep it."""
        window = self._window
        window.player.pause()
        dialog = window.findChild(NameDialog)
        if dialog is None:
            document = window.document
            dialog = NameDialog(self._proposed(document), document, window.session.frame, over or window)
            dialog.named.connect(self._keep)
            dialog.open()
        return dialog

    def open(self) -> SavedViewsDialog:
        """Show all saved views beside the picture."""
        from glutmin_viewer.ui.saved_views import open_saved_views  # not wanted at the start

        return open_saved_views(self._window, self)

    def named(self) -> dict[str, str]:
        """The names of all views by those of their files; nothing where they cannot be read."""
        try:
            return {view.path.name: view.name for view in self.views.listed().views}
        except InputError:
            return {}

    def go_to(self, file: str) -> None:
        """Show the view in a file of this name; where that cannot be, it is said in the window."""
        try:
            for view in self.views.listed().views:
                if view.path.name == file:
                    self.show(view)
        except InputError as error:
            self._window.notices.add("error", complaint(error))

    def show(self, view: SavedView) -> None:
        """Fly to a view. Raises InputError where it does not fit the atlas."""
        window = self._window
        try:
            check_against(view.document.scene, window.session.atlas)
        except InputError as error:
            reason = complaint(error).partition(";")[0].rstrip(".")  # after it comes all that the atlas has
            raise InputError(text("kept_unfit", name=shortened(view.name), reason=reason)) from None
        window.show_document(view.document, fly=True)

    def rename(self, view: SavedView, name: str) -> SavedView:
        """Raises InputError where that cannot be."""
        renamed = self.views.rename(view, name)
        self.changed.emit()
        return renamed

    def remove(self, view: SavedView) -> None:
        """Raises InputError where that cannot be."""
        self.removed.append(self.views.remove(view))
        self.changed.emit()

    def bring_back(self) -> SavedView | None:
        """The view that was removed last is there again; None where there is none. Raises InputError as `remove`."""
        if not self.removed:
            return None
        view = self.views.bring_back(self.removed[-1])
        self.removed.pop()
        self.changed.emit()
        return view

    def _proposed(self, document: Document) -> str:
        return unused(described(document), self.named().values())

    def _keep(self, name: str, document: Document, picture: bytes) -> None:
        try:
            view = self.views.keep(name, document, picture)
        except InputError as error:
            self._window.notices.add("error", complaint(error))
            return
        self._window.statusBar().showMessage(text("kept_now", name=shortened(view.name)), TOLD_MS)
        self.changed.emit()


def shortened(name: str) -> str:
    """A name as it stands inside a sentence."""
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1].rstrip() + "…"


class NameDialog(QDialog):
    """Shows what is to be kept and asks for its name; emits both, and the picture as the bytes of a PNG file.

    The picture is drawn piece by piece when the dialog stands, as that takes a moment.
    """

    named = Signal(str, object, bytes)

    def __init__(self, proposed: str, document: Document, frame: Frame, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("keys_keep_view").rstrip("…"))
        self._document, self._frame, self._png = document, frame, b""
        self._work = Work(self)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.picture.setFixedSize(*TILE_PX)
        self.picture.setScaledContents(True)
        self.name = QLineEdit(proposed)
        self.name.setMinimumWidth(320)
        self.name.setAccessibleName(text("kept_name"))
        self.name.selectAll()
        keep, cancel = QPushButton(text("kept_keep")), QPushButton(text("export_cancel"))
        keep.setProperty("role", "primary")
        keep.setDefault(True)
        cancel.setAutoDefault(False)
        keep.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(keep)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label(text("kept_name"), "section"))
        column.addWidget(self.name)
        column.addWidget(label(text("kept_about"), "muted"))
        column.addStretch(1)
        column.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self.picture)
        row.addLayout(column, 1)
        self.name.setFocus()
        QTimer.singleShot(0, self, self._draw)

    def _draw(self) -> None:
        if not self._png and not self._work.busy:
            self.picture.setText(text("copy_busy"))
            self.setCursor(Qt.CursorShape.BusyCursor)
            self._work.start(self._drawn())

    def _drawn(self) -> Steps:
        yield 0.0  # so that the dialog stands first
        from glutmin_viewer.render.picture import Manner, Studio
        from glutmin_viewer.render.png import png

        assert self._document.camera is not None
        with Studio(PICTURE_PX, Manner(labels=False, backdrop=look().backdrop)) as studio:
            self._png = png((yield from studio.steps(self._frame, self._document.camera)))
        pixmap = QPixmap()
        pixmap.loadFromData(self._png)
        self.picture.setPixmap(pixmap)
        self.unsetCursor()

    def accept(self) -> None:
        self._draw()
        self._work.finish()
        super().accept()
        self.named.emit(self.name.text(), self._document, self._png)

    def done(self, result: int) -> None:
        self._work.cancel()
        super().done(result)
