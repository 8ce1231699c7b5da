"""The page "Where does it hurt?": the brush, and what is drawn over the painted part of the skin.

What is listed is how far drawings coincide, the larger overlaps first. It is no likelihood, and it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.drawn_skin import drawn_skin
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.pain_drawing import PainDrawing, painted, region_in_words, regions_from_head_to_foot
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.showing_pain import (
    with_cause,
    with_drawing,
    with_more,
    with_pattern,
    with_trigger_point,
    without_patterns,
)
from glutmin_viewer.core.state import SceneState, with_side
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.core.where import LEAST_PERCENT, CauseShare, Coincidence, FieldShare, coincidence
from glutmin_viewer.ui.cause import CauseDetail, NerveNote
from glutmin_viewer.ui.controls import BadgeLabel, Choice, Segments, dot, label
from glutmin_viewer.ui.massage import MassageButton
from glutmin_viewer.ui.pain_key import PainKey
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.swatches import colour_of
from glutmin_viewer.ui.texts import complaint, text

BRUSHES_MM = {"small": 12.0, "medium": 25.0, "large": 45.0}
BRUSH_PT = {"small": 9, "medium": 14, "large": 20}
# Longer words stand beside the brush in some languages.
BRUSH_STYLE = "QPushButton { padding: 5px 4px; } QPushButton:focus { padding: 4px 3px; }"


class WherePanel(QWidget):
    """The list; choosing a row shows its area on the skin and what is said of it.

    head: brush, regions and key, which stay in sight however long the list is.
    """

    opened = Signal(QWidget)  # a row that has more to say now
    undo_wanted = Signal()
    region_picked = Signal(str)
    massage_wanted = Signal(object)  # Step of the guide

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._atlas, self._apply = atlas, apply
        self._shown: tuple[SceneState, Frame] | None = None
        self._drawing: PainDrawing | None = None
        self._found: Coincidence | None = None
        self.radius_mm = BRUSHES_MM["medium"]
        self.head = QWidget()
        layout = QVBoxLayout(self.head)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.hint = label(text("where_hint"), "muted")
        layout.addWidget(self.hint)
        self.regions = Choice()
        self.regions.setAccessibleName(text("where_region"))
        self.regions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.regions.setMinimumContentsLength(16)
        self.regions.activated.connect(self._pick_region)
        self._listed: Side | None = None
        layout.addWidget(self.regions)
        layout.addLayout(self._tools())
        self.problem = label(role="problem")
        layout.addWidget(self.problem)
        self.key, self.also = PainKey(), label(role="muted")
        layout.addWidget(self.also)
        layout.addWidget(self.key)
        self.rows = Rows(atlas, self._choose, after=self.clear)
        self.rows.opened.connect(self.opened)
        self.rows.massage_wanted.connect(self.massage_wanted)
        listed = QVBoxLayout(self)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.rows)
        listed.addStretch(1)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.brush = Segments(dict.fromkeys(BRUSHES_MM, ""), text("brush"))
        for name, button in self.brush.buttons.items():
            words = text("brush_tip", size=text(f"brush_{name}"), mm=f"{2 * BRUSHES_MM[name]:.0f}")
            button.setIcon(dot(colour_of("skin"), BRUSH_PT[name]))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(partial(self._choose_brush, name))
        self.brush.choose("medium")
        self.brush.setStyleSheet(BRUSH_STYLE)
        self.back = QPushButton(text("undo"))
        self.back.setToolTip(text("undo_tip"))
        self.back.clicked.connect(self.undo_wanted)
        self.clear = QPushButton(text("where_clear"))
        self.clear.setToolTip(text("where_clear_tip"))
        self.clear.clicked.connect(self._clear)
        row.addWidget(self.brush)
        row.addWidget(self.back, 1)
        row.addWidget(self.clear, 1)
        return row

    def _choose_brush(self, name: str) -> None:
        self.radius_mm = BRUSHES_MM[name]

    def _clear(self) -> None:
        """Nothing painted any more, and nothing chosen of what was listed for it."""
        self._apply(lambda state: with_drawing(without_patterns(state), PainDrawing()))
        if self._shown is not None:
            self.show_frame(*self._shown)

    def _pick_region(self, index: int) -> None:
        region = self.regions.itemData(index)
        if region is not None:
            self._apply(partial(with_more, atlas=self._atlas, more=PainDrawing((region,))))
            self.region_picked.emit(region)
        self.regions.setCurrentIndex(0)

    def _choose(self, share: FieldShare | CauseShare, on: bool) -> None:
        """Show the area of a row, or take it away."""
        if isinstance(share, FieldShare):
            verb = partial(with_pattern, group=share.group, side=share.side)
            self._apply(verb if on else partial(with_trigger_point, name=None))
        else:
            self._apply(partial(_cause_on, share=share) if on else partial(with_cause, name=None))
        if self._shown is not None:  # a choice that was refused leaves the rows as they were
            self.show_frame(*self._shown)

    def say(self, problem: str) -> None:
        """What was wrong with the last click; nothing after a good one."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def show_frame(self, state: SceneState, frame: Frame) -> None:
        last = None if self._shown is None else self._shown[0]
        self._shown = state, frame
        if state.drawing is None:
            return
        if state is not last:  # what was wrong with a click is of no use after the next choice
            self.say(text("where_hidden") if "skin" in state.hidden else "")
        self._list_regions(state.side)
        if state.drawing != self._drawing:
            self._drawing, self._found = state.drawing, None
            self.rows.close_undrawn()
            if state.drawing:
                try:
                    self._found = coincidence(drawn_skin(self._atlas), painted(self._atlas, state.drawing))
                except InputError as error:
                    self.say(complaint(error))
        self.clear.setEnabled(bool(state.drawing) or _shown_words(state) != "")
        self.rows.show_found(self._found, state)
        self.key.show_frame(frame)
        self.key.setVisible(bool(self.key.drawn))
        # What is shown without being a row of the list has to be named.
        self.also.setText("" if self._found is not None and self.rows.tell(state) else _shown_words(state))
        self.also.setVisible(bool(self.also.text()))

    def _list_regions(self, side: Side) -> None:
        """The regions of the side looked at."""
        if side == self._listed or self._atlas.skin is None:
            return
        self._listed = side
        self.regions.clear()
        self.regions.addItem(text("where_region"), None)
        for name in regions_from_head_to_foot(self._atlas, side):
            self.regions.addItem(region_in_words(name), name)


def _shown_words(state: SceneState) -> str:
    """What pain is shown besides what is painted, by name; nothing where none is."""
    names = []
    if state.trigger_point is not None:
        names.append(content().referral[trigger_points()[state.trigger_point].group].name)
    if state.cause is not None:
        names.append(content().causes[state.cause].name)
    return text("where_shown", names=" · ".join(names), side=text(state.side)) if names else ""


def _cause_on(state: SceneState, share: CauseShare) -> SceneState:
    return with_cause(with_side(state, share.side), share.cause)


class Rows(QWidget):
    """What is drawn over the painted part, as rows by what they tell of; rows that stay keep their place and focus."""

    opened = Signal(QWidget)
    massage_wanted = Signal(object)  # Step of the guide

    def __init__(self, atlas: Atlas, choose: Callable[[FieldShare | CauseShare, bool], None], after: QWidget) -> None:
        """after: the control from which Tab goes to the first row."""
        super().__init__()
        self._atlas, self._choose, self._after = atlas, choose, after
        self.rows: dict[tuple[str, str], Row] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(6)
        self.note, self.badge = label(text("where_note"), "muted"), BadgeLabel(self)  # shown without a parent, it would
        self.badge.show_badge("model")  # be a window of its own
        self.patterns = label(text("where_patterns"), "section")
        self.none = label(text("where_no_pattern"))
        self.others = label(text("where_causes"), "section")
        self.no_cause = label(text("where_no_cause"))
        self.nerve = NerveNote()
        self.always = label(text("where_always"), "section")
        self._order: tuple[QWidget, ...] = ()

    def close_undrawn(self) -> None:
        """Close what was opened of causes that have no area: it was read for another drawing."""
        for (_, side), row in self.rows.items():
            if not side:
                row.button.setChecked(False)

    def tell(self, state: SceneState) -> bool:
        """Whether all that is shown besides what is painted is a chosen row of the list."""
        wanted = (state.trigger_point is not None) + (state.cause is not None)
        return wanted == sum(row.button.isChecked() for row in self._order if isinstance(row, Row) and row.has_area)

    def show_found(self, found: Coincidence | None, state: SceneState) -> None:
        self.setVisible(found is not None)
        if found is None:
            return
        shown: list[QWidget] = [self.note, self.badge, self.patterns]
        for field in found.fields:
            shown.append(row := self._row(field.group, field.side))
            row.show_field(field, state)
        if not found.fields:
            shown.append(self.none)
        shown.append(self.always)  # before what is less urgent
        for cause in found.undrawn:
            shown.append(row := self._row(cause, ""))
            row.show_undrawn(cause, state)
        shown.append(self.others)
        for share in found.causes:
            shown.append(row := self._row(share.cause, share.side))
            row.show_cause(share, state)
        if not found.causes:
            shown.append(self.no_cause)
        shown.append(self.nerve)
        self._arrange(shown)

    def _row(self, name: str, side: str) -> Row:
        if (name, side) not in self.rows:
            row = Row(self._atlas, self._choose)
            for control in (row.button, row.massage):
                control.setObjectName(f"{name}.{side}")
            row.button.clicked.connect(lambda on: self.opened.emit(row) if on else None)
            row.massage.wanted.connect(self.massage_wanted)
            self.rows[name, side] = row
        return self.rows[name, side]

    def _arrange(self, shown: list[QWidget]) -> None:
        if self._order == tuple(shown):
            return
        for widget in self._order:
            self._layout.removeWidget(widget)
            widget.setVisible(widget in shown)
        self._order = tuple(shown)
        for widget in shown:
            left = Qt.AlignmentFlag.AlignLeft if widget is self.badge else Qt.AlignmentFlag(0)
            self._layout.addWidget(widget, alignment=left)
            widget.show()
        last = self._after
        for widget in shown:
            if isinstance(widget, Row):
                QWidget.setTabOrder(last, widget.button)
                QWidget.setTabOrder(widget.button, widget.massage)
                last = widget.massage


class Row(QWidget):
    """A button with a name and how much is covered, and under the chosen one what is said of it."""

    def __init__(self, atlas: Atlas, choose: Callable[[FieldShare | CauseShare, bool], None]) -> None:
        super().__init__()
        self._choose = choose
        self._share: FieldShare | CauseShare | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.button = LinesButton()
        self.button.clicked.connect(self._clicked)
        self.words, self.badge, self.massage = label(), BadgeLabel(), MassageButton()
        self.cause = CauseDetail(atlas)
        layout.addWidget(self.button)
        layout.addWidget(self.words)
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.massage)
        layout.addWidget(self.cause)

    @property
    def has_area(self) -> bool:
        """Whether it tells of something that can be shown on the skin."""
        return self._share is not None

    def _clicked(self, on: bool) -> None:
        if self._share is not None:
            self._choose(self._share, on)
        else:
            self.cause.setVisible(on)

    def show_field(self, field: FieldShare, state: SceneState) -> None:
        """A group of trigger points and how much of the painted part its field covers."""
        self._share = field
        term = content().referral[field.group]
        parts = [
            text(f"where_{grade}", percent=f"{percent:.0f}")
            for grade, percent in field.percent.items()
            if percent >= LEAST_PERCENT
        ]
        self.button.say(_of_side(term.name, field.side), text("where_covered", parts=" · ".join(parts)))
        point = state.trigger_point
        on = point is not None and trigger_points()[point].group == field.group and state.side == field.side
        self.button.setChecked(on)
        self.cause.hide()
        self.words.setVisible(on)
        self.words.setText(term.text)
        self.massage.setVisible(on)
        self.massage.show_group(field.group)
        self.badge.show_claim(term if on else None)

    def show_cause(self, share: CauseShare, state: SceneState) -> None:
        """Another cause and how much of the painted part its area covers."""
        self._share = share
        parts = [
            text(words, percent=f"{percent:.0f}")
            for words, percent in (
                ("where_cause", share.usual_percent),
                ("where_sometimes", share.share_percent - share.usual_percent),
            )
            if percent >= LEAST_PERCENT
        ]
        covered = text("where_covered", parts=" · ".join(parts))
        self.button.say(_of_side(content().causes[share.cause].name, share.side), covered)
        on = state.cause == share.cause and state.side == share.side
        self.button.setChecked(on)
        self._tell_cause(share.cause, state, on)

    def show_undrawn(self, cause: str, state: SceneState) -> None:
        """A cause that has no area of its own."""
        self.button.setProperty("drawn", False)  # opened, it shows nothing on the body
        self.button.say(content().causes[cause].name, "")
        self._tell_cause(cause, state, self.button.isChecked())

    def _tell_cause(self, cause: str, state: SceneState, on: bool) -> None:
        for widget in (self.words, self.massage):
            widget.hide()
        self.badge.show_badge(None)
        self.cause.show_cause(cause, state)
        self.cause.setVisible(on)


class LinesButton(QPushButton):
    """A button to choose, with a name and a line under it, both as long as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("role", "row")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(2)
        self.name, self.line = label(role="row"), label(role="row-line")
        for widget in (self.name, self.line):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, name: str, line: str) -> None:
        if (name, line) == (self.name.text(), self.line.text()):
            return
        self.name.setText(name)
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.setAccessibleName(" ".join(filter(None, [name, line])))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Of what it holds: a plain button is as high as a line of its own."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)


def _of_side(name: str, side: Side) -> str:
    return f"{name}, {text(side)}"
