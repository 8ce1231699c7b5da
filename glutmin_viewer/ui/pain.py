"""The page of trigger points: a button for each, its described pattern, the way to its massage, other causes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.frame import TRIGGER_POINT, Frame
from glutmin_viewer.core.showing_pain import with_cause, with_trigger_point
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.cause import CauseDetail, NerveNote
from glutmin_viewer.ui.comfort import reduced_motion
from glutmin_viewer.ui.controls import BadgeLabel, Choice, dot, label
from glutmin_viewer.ui.massage import MassageButton
from glutmin_viewer.ui.pain_key import PainKey
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.spread import Spread
from glutmin_viewer.ui.swatches import colour_of
from glutmin_viewer.ui.texts import name_of, text


class PainPanel(QWidget):
    """Choosing a point shows where its pain is described to be felt; choosing it again hides it."""

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._apply = apply
        self._shown: tuple[SceneState, Frame] | None = None
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.hint = label(text("trigger_points_hint"), "muted")
        layout.addWidget(self.hint)
        layout.addLayout(self._grid())
        self.pattern = QWidget()
        inner = QVBoxLayout(self.pattern)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.setSpacing(8)
        self.words, self.badge, self.key = label(), BadgeLabel(), PainKey()
        inner.addWidget(self.words)
        inner.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        inner.addLayout(self._actions())
        self.massage = MassageButton()
        inner.addWidget(self.massage)
        self.spread_note = label(text("spread_note"), "muted")
        self.spread_note.hide()
        inner.addWidget(self.spread_note)
        layout.addWidget(self.pattern)
        layout.addWidget(self.key)
        self.causes = _causes()
        self.causes.activated.connect(self._compare)
        layout.addWidget(self.causes)
        self.cause = CauseDetail(atlas)
        layout.addWidget(self.cause)
        self.nerve = NerveNote()
        layout.addWidget(self.nerve)

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
            button.setProperty("tight", True)
            item = f"{TRIGGER_POINT}.{name}"
            button.setAccessibleName(name_of(item))
            button.setToolTip(text("point_tip", name=name_of(item)))
            button.clicked.connect(partial(self._clicked, name))
            grid.addWidget(button, row, columns[point.group])
            self.buttons[name] = button
        return grid

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.spread = Spread(self._apply, self)
        self.spread_button = QPushButton(text("spread"))
        self.spread_button.setToolTip(text("spread_off_tip" if reduced_motion() else "spread_tip"))
        self.spread_button.clicked.connect(self._spread)
        self.spread.running_changed.connect(self._name_spread)
        self.hide_pain = QPushButton(text("hide_pain"))
        self.hide_pain.setToolTip(text("hide_pain_tip"))
        self.hide_pain.clicked.connect(lambda: self._apply(partial(with_trigger_point, name=None)))
        for button in (self.spread_button, self.hide_pain):
            button.setProperty("tight", True)
            row.addWidget(button, 1)
        return row

    def _clicked(self, name: str) -> None:
        wanted = name if self.buttons[name].isChecked() else None
        self._apply(partial(with_trigger_point, name=wanted))
        self._show_again()

    def _compare(self, index: int) -> None:
        self._apply(partial(with_cause, name=self.causes.itemData(index)))
        self._show_again()

    def _show_again(self) -> None:
        """A choice that was refused leaves the controls as they were."""
        if self._shown is not None:
            self.show_frame(*self._shown)

    def _name_spread(self, running: bool) -> None:
        self.spread_button.setText(text("spread_all" if running else "spread"))
        self.spread_note.setVisible(running)

    def _spread(self) -> None:
        if self.spread.running:
            self.spread.stop()
        elif self._shown is not None:
            self.spread.start(*self._shown)

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        self._shown = state, frame
        self.spread.show_state(state)
        for name, button in self.buttons.items():
            button.setChecked(name == state.trigger_point)
        self.hint.setVisible(state.trigger_point is None)
        self.pattern.setVisible(state.trigger_point is not None)
        if state.trigger_point is not None:
            group = trigger_points()[state.trigger_point].group
            term = content().referral[group]
            self.massage.show_group(group)
            self.words.setText(f"<b>{term.name}.</b> {term.text}")
            self.badge.show_claim(term)
            skin_shown = any(item.pain is not None for item in frame.items)
            self.spread_button.setEnabled(skin_shown and not reduced_motion())
        self.key.show_frame(frame, spreading=state.spread_mm is not None)
        self.key.setVisible(bool(self.key.drawn))
        with QSignalBlocker(self.causes):
            self.causes.setCurrentIndex(self.causes.findData(state.cause))
        self.causes.setVisible(state.trigger_point is not None or state.cause is not None)
        self.cause.setVisible(state.cause is not None)
        self.nerve.setVisible(state.shows_pain)
        if state.cause is not None:
            self.cause.show_cause(state.cause, state)


def _causes() -> Choice:
    """Nothing, or one of the causes that have an area on the skin."""
    box = Choice()
    box.setAccessibleName(text("compare"))
    box.setToolTip(text("compare_tip"))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    box.addItem(text("compare"), None)
    for name in drawn_causes():
        box.addItem(content().causes[name].name, name)
    return box
