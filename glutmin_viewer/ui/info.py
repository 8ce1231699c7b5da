"""The panel that says what is chosen: its names, what it is, what kind of claim that is, and the source."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from glutmin_viewer.content import Badge, content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.ui.controls import BadgeLabel, label
from glutmin_viewer.ui.texts import latin_of, name_of, term_of, text


class InfoPanel(QWidget):
    """Shows the selection, else the chosen trigger point, else the motion, else how to begin."""

    def __init__(self, atlas: Atlas) -> None:
        super().__init__()
        self._atlas = atlas
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(8)
        self.name, self.latin, self.body = label(role="heading"), label(role="latin"), label()
        self.badge = BadgeLabel()
        self.source, self.provenance = label(role="muted"), label(role="muted")
        for widget in (self.name, self.latin, self.body):
            layout.addWidget(widget)
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.source)
        layout.addWidget(self.provenance)
        layout.addStretch(1)
        for widget in (self.name, self.body, self.source):
            widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_state(self, state: SceneState) -> None:
        if state.selection is not None:
            self._show_item(state.selection)
        elif state.trigger_point is not None:
            self._show_item(f"{TRIGGER_POINT}.{state.trigger_point}")
        elif state.motion is not None and state.motion in content().motions:
            term = content().motions[state.motion]
            self._fill(term.name, "", term.text, term.badge, term.source)
        elif self._atlas.structures:
            self._fill(text("welcome"), "", text("welcome_text"))
        else:
            self._fill(text("no_atlas"), "", text("no_atlas_text"))

    def _show_item(self, item: str) -> None:
        term, structure = term_of(item), self._atlas.structures.get(item.partition(".")[0])
        provenance = "" if structure is None else text("provenance", provenance=structure.provenance)
        if term is None:
            self._fill(name_of(item), "", text("no_text"), provenance=provenance)
        else:
            self._fill(name_of(item), latin_of(item), term.text, term.badge, term.source, provenance)

    def _fill(
        self, name: str, latin: str, body: str, badge: Badge | None = None, source: str = "", provenance: str = ""
    ) -> None:
        self.name.setText(name)
        self.latin.setText(latin)
        self.latin.setVisible(bool(latin))
        self.body.setText(body)
        self.badge.show_badge(badge)
        self.source.setText(text("source", source=source) if source else "")
        self.source.setVisible(bool(source))
        self.provenance.setText(provenance)
        self.provenance.setVisible(bool(provenance))
