"""The bar on top: which hip, from where, back and forth, search, export. It only says what is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

from glutmin_viewer.content import other_language
from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.ui.controls import Segments
from glutmin_viewer.ui.texts import text
from glutmin_viewer.ui.theme import ICON_PX, scaled


class Toolbar(QToolBar):
    """Sides, named views, reset, undo and redo, search, export, language."""

    side_wanted = Signal(str)
    view_wanted = Signal(str)
    reset_wanted = Signal()
    find_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    export_wanted = Signal()
    language_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(text("views"))
        self._numbered: list[QAction] = []
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(scaled(ICON_PX), scaled(ICON_PX)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._side: Side = "right"
        self.sides = Segments({side: text(f"{side}_hip") for side in SIDES}, text("side_choice"))
        for side, button in self.sides.buttons.items():
            button.setToolTip(text("side_tip", side=text(side)))
            button.clicked.connect(partial(self.side_wanted.emit, side))
        self.addWidget(self.sides)
        other = QShortcut(QKeySequence("X"), self)
        other.activated.connect(lambda: self.side_wanted.emit("left" if self._side == "right" else "right"))
        self.addSeparator()
        for number, view in enumerate(VIEWS, start=1):
            keys = [str(number), view[0].upper()]
            self._numbered.append(self._action(view, keys, self.view_wanted, view))
        self.addSeparator()
        self._action("reset_view", ["R"], self.reset_wanted)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.undo = self._action("undo", ["Ctrl+Z"], self.undo_wanted)
        self.redo = self._action("redo", ["Ctrl+Shift+Z", "Ctrl+Y"], self.redo_wanted)
        for action, arrow in ((self.undo, "↶"), (self.redo, "↷")):
            action.setIconText(arrow)
            self.widgetForAction(action).setProperty("role", "arrow")
        self.show_undo(back=False, forth=False)
        self.find = self._action("find_search", [], self.find_wanted)
        self.find.setIcon(QIcon("marks:find.svg"))
        self._action("export", [QKeySequence.StandardKey.Print], self.export_wanted)
        self._action("speak", [], self.language_wanted, other_language())

    def show_side(self, side: Side) -> None:
        self._side = side
        self.sides.choose(side)

    def show_undo(self, back: bool, forth: bool) -> None:
        """Whether there is something to take back, or to do again."""
        self.undo.setEnabled(back)
        self.redo.setEnabled(forth)

    def leave_numbers(self, left: bool) -> None:
        """Leave the number keys to something else, or take them for the views again."""
        for number, action in enumerate(self._numbered, start=1):
            *_, letter = action.shortcuts()
            action.setShortcuts([letter] if left else [QKeySequence(str(number)), letter])

    def _action(
        self, name: str, keys: Sequence[str | QKeySequence.StandardKey], signal: SignalInstance, *arguments: str
    ) -> QAction:
        action = QAction(text(name), self)
        action.setIconText(text(name))  # which Qt would strip of its dots
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setToolTip(text(f"{name}_tip"))
        action.triggered.connect(lambda: signal.emit(*arguments))
        self.addAction(action)
        button = self.widgetForAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text(f"{name}_tip"))
        return action
