"""The window as it is first seen: empty, then with the picture, and room for the panels beside it.

Here is what the first picture needs and no more, so that it stands before all else is made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QToolBar, QVBoxLayout, QWidget

from glutmin_viewer.core.camera import Camera, home_camera
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.layout import Layout
from glutmin_viewer.core.opening import Opened, Opening
from glutmin_viewer.core.settings import Settings
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.ui.busy import sign
from glutmin_viewer.ui.controls import ElidedLabel, label
from glutmin_viewer.ui.notices import NoticeBar
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import LEAST_WIDTH, scaled
from glutmin_viewer.ui.view3d import View3D

SIZE = (1280, 800)
LEFT_WIDTH, RIGHT_WIDTH = 296, 320  # of the panels, at first and at least: their longest words need it
TOP_HEIGHT, BOTTOM_HEIGHT = 78, 140  # of what is still to come: menus and bar above, the player below
_AREAS = {
    "structures": Qt.DockWidgetArea.LeftDockWidgetArea,
    "info_panel": Qt.DockWidgetArea.RightDockWidgetArea,
    "motion": Qt.DockWidgetArea.BottomDockWidgetArea,
}


class PictureWindow(QMainWindow):
    """The picture, empty at first, with what is said above and below it, and three empty docks."""

    def __init__(self, make_view: Callable[[Camera], View3D], settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.setWindowTitle(text("title"))
        self.resize(QSize(*SIZE).boundedTo(self.screen().availableSize()))
        self.notices = NoticeBar()
        self.view = make_view(home_camera(SceneState().side))
        self.view.set_mouse(settings.mouse)
        self.hint = label(role="hint", wrap=False)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.under_mouse, self.side_label = ElidedLabel(), label(wrap=False)
        self._lay_out_centre()
        self.left, self.right, self.bottom = (self._dock(name) for name in _AREAS)
        self.setCorner(Qt.Corner.BottomRightCorner, _AREAS["info_panel"])
        self.setCorner(Qt.Corner.BottomLeftCorner, _AREAS["motion"])
        self.make_room()
        self.setContentsMargins(0, scaled(TOP_HEIGHT), 0, 0)

    def open(self, opening: Opening | Opened) -> Opened:
        """Show what is opened, as soon as it can be."""
        if (seen := opening.first()) is not None:
            drawing = self.view.drawing.connect(opening.go_on)
            self._draw(seen.frame, seen.camera)
            self.view.drawing.disconnect(drawing)
        found = opening.result()
        self.session = Session(
            found.atlas,
            partial(self.notices.add, "error"),
            lambda: sign(self, text("busy_posture")),
            lambda: self.view.in_full,
        )
        self.view.drawing.connect(self.session.compose_ahead)
        state, document = self.session.state, found.document
        self.first = Document(state, home_camera(state.side))  # what one step back from a document leads to
        if document is None:
            self._draw(self.session.frame, self.first.camera)
        else:
            self.session.apply(lambda _: document.scene)
            self._draw(self.session.frame, document.camera or first_camera(document.scene))
        return found

    def _draw(self, frame: Frame, camera: Camera) -> None:
        self.view.look(camera)
        self.view.show_frame(frame)
        self.view.repaint()

    def make_room(self) -> None:
        """Give the panels the room that words of the present size need."""
        self.setMinimumWidth(scaled(LEAST_WIDTH))
        widths = [scaled(LEFT_WIDTH), scaled(RIGHT_WIDTH)]
        self.resizeDocks([self.left, self.right], widths, Qt.Orientation.Horizontal)
        self.resizeDocks([self.bottom], [scaled(BOTTOM_HEIGHT)], Qt.Orientation.Vertical)

    def layout_now(self) -> Layout:
        """Where the window stands and how wide its panels are, for the next start."""
        return Layout(bytes(self.saveGeometry().data()), self.left.width(), self.right.width())

    def lay_out(self, layout: Layout) -> None:
        """Stand where a window stood before, as far as the screen is still there."""
        self.restoreGeometry(layout.geometry)
        self.resizeDocks([self.left, self.right], [layout.left, layout.right], Qt.Orientation.Horizontal)

    def fill_top(self, bar: QToolBar) -> None:
        """Put the bar above the picture, into the room that was kept for it and the menus."""
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)
        self.setContentsMargins(0, 0, 0, 0)

    def fill(self, dock: QDockWidget, panel: QWidget) -> None:
        """Put a panel into a dock, in place of what is there."""
        old = dock.widget()
        dock.setWindowTitle(text(dock.objectName()))
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        dock.setWidget(panel)
        if old is not None:
            old.deleteLater()

    def _lay_out_centre(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        assert isinstance(self.view, QWidget)
        self.frame = QFrame()  # shows the focus, as nothing can be drawn over the picture
        self.frame.setProperty("role", "picture")
        inner = QVBoxLayout(self.frame)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.view)
        column.addWidget(self.frame, 1)
        column.addWidget(self.hint)
        self.setCentralWidget(centre)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addWidget(self.under_mouse, 1)
        status.addPermanentWidget(self.side_label)

    def _dock(self, name: str) -> QDockWidget:
        dock = QDockWidget()
        dock.setObjectName(name)
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setTitleBarWidget(QWidget())
        self.fill(dock, QWidget())
        self.addDockWidget(_AREAS[name], dock)
        return dock
