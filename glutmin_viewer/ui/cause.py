"""Another cause of such pain: what it is, what tells it apart, and how much of the skin it shares with the points'."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from glutmin_viewer.content import content, inside
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.drawn_skin import drawn_skin, shared
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, label
from glutmin_viewer.ui.texts import text


class CauseDetail(QWidget):
    """The text of a cause; of that shown by the state with the area that it shares with the chosen point's field."""

    def __init__(self, atlas: Atlas) -> None:
        super().__init__()
        self._atlas = atlas
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(6)
        self.words, self.shared = label(), label()
        self.heading, self.apart = label(text("tells_apart"), "section"), label()
        self.badge, self.source, self.computed = BadgeLabel(), SourceLabel(), BadgeLabel()
        layout.addWidget(self.shared)
        layout.addWidget(self.computed, alignment=Qt.AlignmentFlag.AlignLeft)
        self.computed.show_badge("model")
        for widget in (self.words, self.heading, self.apart):
            layout.addWidget(widget)
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.source)

    def show_cause(self, cause: str, state: SceneState) -> None:
        term = content().causes[cause]
        self.words.setText(term.text)
        self.apart.setText(term.apart)
        self.badge.show_badge(term.badge)
        self.source.tell(text("source", source=term.source))
        common = _in_common(self._atlas, state) if state.cause == cause else ""
        self.shared.setText(common)
        self.shared.setVisible(bool(common))
        self.computed.setVisible(bool(common))


class NerveNote(QWidget):
    """That a trigger point does not rule out a nerve, with figures: said wherever pain is shown."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(6)
        safety = content().safety
        self.words, badge = label(" ".join(safety["nerve"]), "muted"), BadgeLabel()
        self.words.setToolTip(text("source", source="; ".join(safety["nerve_sources"])))
        layout.addWidget(self.words)
        layout.addWidget(badge, alignment=Qt.AlignmentFlag.AlignLeft)
        badge.show_badge("contested")
        badge.setToolTip(self.words.toolTip())


def _in_common(atlas: Atlas, state: SceneState) -> str:
    """What the shown cause shares with the field of the chosen trigger point, in words; nothing without one."""
    if state.trigger_point is None or state.cause is None or atlas.skin is None:
        return ""
    group = trigger_points()[state.trigger_point].group
    areas = shared(drawn_skin(atlas), group, state.cause, state.side)
    return text(
        "shared_area" if areas.both_cm2 >= 0.5 else "shared_nothing",
        both=f"{areas.both_cm2:.0f}",
        cause=f"{areas.cause_cm2:.0f}",
        field=f"{areas.field_cm2:.0f}",
        points=inside(text(f"points_{group}")),
    )
