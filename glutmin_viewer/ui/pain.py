"""The panel of trigger points: a button for each, what the described pattern is, and the key to its zones."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import GRADES, TRIGGER_POINT, Frame
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.controls import BadgeLabel, dot, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.swatches import colour_of, pain_swatch
from glutmin_viewer.ui.texts import name_of, text


class PainPanel(QWidget):
    """Choosing a point shows where its pain is described to be felt; choosing it again hides it."""

    def __init__(self, apply: Apply) -> None:
        super().__init__()
        self._apply = apply
        self._shown: tuple[SceneState, Frame] | None = None
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(label(text("trigger_points"), "heading"))
        self.hint = label(text("trigger_points_hint"), "muted")
        layout.addWidget(self.hint)
        layout.addLayout(self._grid())
        self.pattern = QWidget()
        inner = QVBoxLayout(self.pattern)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.setSpacing(8)
        self.words, self.badge = label(), BadgeLabel()
        inner.addWidget(self.words)
        inner.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        key = QHBoxLayout()
        key.setSpacing(12)
        self.key = {grade: _key_entry(grade) for grade in GRADES}
        for entry in self.key.values():
            key.addWidget(entry)
        key.addStretch(1)
        inner.addLayout(key)
        self.hide_pain = QPushButton(text("hide_pain"))
        self.hide_pain.setToolTip(text("hide_pain_tip"))
        self.hide_pain.clicked.connect(lambda: self._apply(partial(with_trigger_point, name=None)))
        inner.addWidget(self.hide_pain)
        layout.addWidget(self.pattern)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.setColumnStretch(4, 1)
        columns: dict[str, int] = {}
        for name, point in trigger_points().items():
            row = list(dict.fromkeys(p.group for p in trigger_points().values())).index(point.group)
            columns[point.group] = columns.get(point.group, 0) + 1
            if columns[point.group] == 1:
                grid.addWidget(label(text(f"points_{point.group}"), wrap=False), row, 0)
            button = QPushButton(dot(colour_of("trigger_point", point.group)), str(columns[point.group]))
            button.setCheckable(True)
            item = f"{TRIGGER_POINT}.{name}"
            button.setAccessibleName(name_of(item))
            button.setToolTip(text("point_tip", name=name_of(item)))
            button.clicked.connect(partial(self._clicked, name))
            grid.addWidget(button, row, columns[point.group])
            self.buttons[name] = button
        return grid

    def _clicked(self, name: str) -> None:
        wanted = name if self.buttons[name].isChecked() else None
        self._apply(partial(with_trigger_point, name=wanted))
        if self._shown is not None:  # a choice that was refused leaves the buttons as they were
            self.show_frame(*self._shown)

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        self._shown = state, frame
        for name, button in self.buttons.items():
            button.setChecked(name == state.trigger_point)
        self.hint.setVisible(state.trigger_point is None)
        self.pattern.setVisible(state.trigger_point is not None)
        if state.trigger_point is not None:
            term = content().referral[trigger_points()[state.trigger_point].group]
            self.words.setText(f"<b>{term.name}.</b> {term.text}")
            self.badge.show_badge(term.badge)
            self.badge.setToolTip(text("source", source=term.source))
            for grade, entry in self.key.items():
                entry.setVisible(grade in frame.drawn_grades)


def _key_entry(grade: str) -> QWidget:
    """The swatch and the name of a grade."""
    entry = QWidget()
    entry.setToolTip(text(f"{grade}_tip"))
    layout = QHBoxLayout(entry)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    swatch = label(wrap=False)
    swatch.setPixmap(pain_swatch(grade))
    layout.addWidget(swatch)
    layout.addWidget(label(text(grade), wrap=False))
    return entry
