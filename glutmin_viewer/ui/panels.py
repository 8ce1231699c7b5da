"""The panels around the picture, in the language and the look that are in use when they are made."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QScrollArea, QVBoxLayout, QWidget

from glutmin_viewer.ui.colouring import Colouring
from glutmin_viewer.ui.controls import Segments
from glutmin_viewer.ui.cut import CutControls
from glutmin_viewer.ui.depth import DepthSlider
from glutmin_viewer.ui.picture_window import LEFT_WIDTH, RIGHT_WIDTH
from glutmin_viewer.ui.player import Player
from glutmin_viewer.ui.reading import ReadingColumn
from glutmin_viewer.ui.session import Session
from glutmin_viewer.ui.theme import scaled
from glutmin_viewer.ui.toolbar import Toolbar
from glutmin_viewer.ui.tree import StructureTree


class Panels:
    """All of them; `left` holds those on the left one above the other."""

    def __init__(self, session: Session) -> None:
        atlas, apply = session.atlas, session.apply
        self.toolbar = Toolbar()
        self.tree, self.depth = StructureTree(atlas, apply), DepthSlider(atlas, apply)
        self.cut, self.colouring = CutControls(apply), Colouring(apply)
        self.reading = ReadingColumn(atlas, apply)
        self.player = Player(atlas, apply, session.play, session.rest)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tree, 1)
        column.addWidget(self.depth)
        column.addWidget(self.cut)
        column.addWidget(self.colouring)
        self.left = QScrollArea()  # under a high player there may be less room than they all need
        self.left.setWidgetResizable(True)
        self.left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.left.setProperty("role", "plain")
        self.left.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what it holds, and brings that into sight
        self.left.setWidget(held)
        self.left.setMinimumWidth(max(LEFT_WIDTH, scaled(LEFT_WIDTH)))
        self.reading.setMinimumWidth(max(RIGHT_WIDTH, scaled(RIGHT_WIDTH)))
        for panel in (self.toolbar, self.left, self.reading, self.player):
            _leave_keys(panel)


def _leave_keys(panel: QWidget) -> None:
    """Let a click leave the focus, and so Space and the arrows, to the picture; Tab reaches everything all the same."""
    for control in (*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)):
        control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for segments in panel.findChildren(Segments):
        segments.take_focus_by_tab()
