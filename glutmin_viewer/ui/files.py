"""Scenes and tables as files of the window: opened by dialog, by drop or by name, and saved; what fails is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow

from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.ui.dropping import dropped_scene
from glutmin_viewer.ui.notices import NoticeBar
from glutmin_viewer.ui.texts import complaint, text


class Files(QObject):
    """Asks for names and reads and writes; show is given what was read, and raises InputError where it does not fit."""

    def __init__(self, window: QMainWindow, notices: NoticeBar, show: Callable[[Document], None]) -> None:
        super().__init__(window)
        self._window, self._notices, self._show = window, notices, show
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, text("keys_open"), "", text("state_files"))
        if name:
            self.try_document(Path(name))

    def try_document(self, path: Path) -> None:
        """Show a state file, or say why that cannot be."""
        try:
            document = load_document(path)
        except InputError as error:
            self.tell_failed(complaint(error))
            return
        try:
            self._show(document)
        except InputError as error:
            self.tell_failed(f"{path}: {complaint(error)}")

    def save(self, document: Document) -> None:
        name, _ = QFileDialog.getSaveFileName(self._window, text("keys_save"), "scene.json", text("state_files"))
        if name:
            path = _with_ending(name, ".json")
            self.write(partial(save_document, document), path)

    def save_curves(self, write: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getSaveFileName(self._window, text("save_curves"), "curves.csv", text("csv_files"))
        if name:
            self.write(write, _with_ending(name, ".csv"))

    def write(self, save: Callable[[Path], None], path: Path) -> None:
        """Write a file, and say where it is or why not."""
        try:
            save(path)
        except InputError as error:
            self.tell_failed(complaint(error))
        else:
            self.tell_saved(path)

    def tell_saved(self, path: Path) -> None:
        self._window.statusBar().showMessage(text("saved", path=path), 4000)

    def tell_failed(self, sentence: str) -> None:
        self._notices.add("error", sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the files that are dropped on the window."""
        if isinstance(event, QDragEnterEvent):
            if event.mimeData().hasUrls():
                event.acceptProposedAction()
            else:
                event.ignore()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            try:
                self.try_document(dropped_scene(event.mimeData()))
            except InputError as error:
                self.tell_failed(complaint(error))
            return True
        return super().eventFilter(watched, event)


def _with_ending(name: str, ending: str) -> Path:
    """The path typed, with the ending by which it will be found again."""
    path = Path(name)
    return path if path.suffix else path.with_suffix(ending)
