"""The tree of structures: what is shown, how solid, and which one is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSlider,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.manifest import Kind
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, faded, selected, with_attachments, with_labels
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.core.visibility import made_visible, parts, visible_parts
from glutmin_viewer.ui.controls import ElidedLabel, dot, dot_label, label
from glutmin_viewer.ui.session import Apply
from glutmin_viewer.ui.swatches import attachment_colours, colour_of
from glutmin_viewer.ui.texts import name_of, short_name, text
from glutmin_viewer.ui.theme import scaled

KINDS: tuple[Kind, ...] = ("bone", "muscle", "nerve", "bursa", "skin", "figure")
LEAST_HEIGHT = 130  # of the rows
_ID = Qt.ItemDataRole.UserRole


class _Rows(QTreeWidget):
    """Rows as high as there is room; they ask for little, so that what stands under them is seen in a small window."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), scaled(LEAST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), scaled(LEAST_HEIGHT))


class _Names(QStyledItemDelegate):
    """Names that are too long end in dots, before the side, which stands last: what begins unlike is told apart."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        style = option.widget.style()
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, option.widget) + 1
        words = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, option.widget)
        room = words.width() - 2 * margin
        if 0 < room < option.fontMetrics.horizontalAdvance(option.text):
            name, comma, side = option.text.rpartition(", ")
            name, end = (name, comma + side) if comma else (option.text, "")
            room -= option.fontMetrics.horizontalAdvance(end)
            option.text = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, room) + end


class StructureTree(QWidget):
    """Check boxes say what is shown, the current row what is chosen; the slider fades the current row."""

    menu_wanted = Signal(str, QPoint)

    def __init__(self, atlas: Atlas, apply: Apply) -> None:
        super().__init__()
        self._atlas, self._apply = atlas, apply
        self._shown: SceneState | None = None
        self.rows: dict[str, QTreeWidgetItem] = {}
        self.tree = _Rows()
        self.tree.setItemDelegate(_Names(self.tree))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.setAccessibleName(text("structures"))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._fill()
        self.tree.expandAll()
        self.tree.itemChanged.connect(self._checked)
        self.tree.currentItemChanged.connect(self._chosen)
        self.tree.customContextMenuRequested.connect(self._menu)
        self.opacity_name = ElidedLabel("muted")  # a second line would push the rows up
        self.opacity_value = label(role="muted", wrap=False)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.setAccessibleName(text("opacity"))
        self.opacity.setToolTip(text("opacity_tip"))
        self.opacity.valueChanged.connect(self._fade)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 16, 4, 8)
        layout.setSpacing(8)
        heading = label(text("structures"), "heading")
        heading.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.tree, 1)
        names = QHBoxLayout()
        names.addWidget(self.opacity_name, 1)
        names.addWidget(self.opacity_value)
        names.setContentsMargins(8, 0, 8, 0)
        layout.addLayout(names)
        slider = QHBoxLayout()
        slider.setContentsMargins(8, 0, 8, 0)
        slider.addWidget(self.opacity)
        layout.addLayout(slider)
        self.attachments = QCheckBox(text("attachments"))
        self.attachments.setToolTip(text("attachments_tip"))
        self.attachments.toggled.connect(lambda on: self._apply(partial(with_attachments, painted=on)))
        self.labels = QCheckBox(text("labels"))
        self.labels.setToolTip(text("labels_tip"))
        self.labels.toggled.connect(lambda on: self._apply(partial(with_labels, named=on)))
        painted = QHBoxLayout()
        painted.setContentsMargins(8, 4, 8, 0)
        painted.setSpacing(4)
        painted.addWidget(self.attachments)
        painted.addStretch(1)
        painted.addWidget(self.labels)
        layout.addLayout(painted)
        layout.addWidget(self._attachment_key())

    def show_state(self, state: SceneState) -> None:
        """Bring boxes, current row and slider to a state."""
        before, self._shown = self._shown, state
        with QSignalBlocker(self.tree):
            if before is None or before.side != state.side:
                self._show_side(state.side)
            if before is None or before.hidden != state.hidden:
                self._show_checks(state)
            if before is None or before.side != state.side or before.trigger_point != state.trigger_point:
                self._show_trigger_points(state)
            self._show_current(state)
        self._show_opacity(state)
        with QSignalBlocker(self.attachments), QSignalBlocker(self.labels):
            self.attachments.setChecked(state.attachments)
            self.labels.setChecked(state.labels)
        self.attachment_key.setVisible(state.attachments)

    def come_back_to(self, before: StructureTree) -> None:
        """Go on at the row at which another tree was."""
        row = before.tree.currentItem()
        if row is not None:
            with QSignalBlocker(self.tree):
                self.tree.setCurrentItem(self.rows[row.data(0, _ID)])

    def _attachment_key(self) -> QWidget:
        """What the two colours of painted bone mean; seen while they are painted."""
        self.attachment_key = QWidget()
        row = QHBoxLayout(self.attachment_key)
        row.setContentsMargins(34, 0, 8, 4)
        row.setSpacing(6)
        for colour, words in zip(attachment_colours(), ("attachment_origin", "attachment_insertion"), strict=True):
            row.addWidget(dot_label(colour))
            row.addWidget(label(text(words), role="muted", wrap=False))
        row.addStretch(1)
        return self.attachment_key

    def _fill(self) -> None:
        for kind in KINDS:
            structures = [s for s in self._atlas.structures.values() if s.kind == kind]
            if not structures:
                continue
            if kind == "skin":
                parent: QTreeWidget | QTreeWidgetItem = self.tree
            else:
                parent = self._row(self.tree, f"kind.{kind}", text(f"kind_{kind}"), checkable=True)
            for structure in sorted(structures, key=lambda s: s.side is None or SIDES.index(s.side)):
                self._add(parent, structure)
        points = self._row(self.tree, TRIGGER_POINT, text("trigger_points"))
        for name, point in trigger_points().items():
            item = f"{TRIGGER_POINT}.{name}"
            row = self._row(points, item, short_name(item))
            row.setIcon(0, dot(colour_of("trigger_point", point.group)))

    def _add(self, parent: QTreeWidget | QTreeWidgetItem, structure: Structure) -> None:
        words = short_name(structure.id)
        if structure.side is not None:
            words = f"{words}, {text(structure.side)}"
        row = self._row(parent, structure.id, words, checkable=True)
        row.setIcon(0, dot(colour_of(structure.kind)))
        for part in parts(structure):
            if part != structure.id:
                child = self._row(row, part, short_name(part), checkable=True)
                child.setIcon(0, dot(colour_of(structure.kind, part.rpartition(".")[2])))

    def _row(
        self, parent: QTreeWidget | QTreeWidgetItem, name: str, words: str, checkable: bool = False
    ) -> QTreeWidgetItem:
        row = QTreeWidgetItem(parent, [words])
        row.setData(0, _ID, name)
        row.setToolTip(
            0, name_of(name) if name in self._atlas.structures or ("." in name and parent is not self.tree) else words
        )
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if checkable else flags)
        self.rows[name] = row
        return row

    def _names(self, row: QTreeWidgetItem | None) -> list[str]:
        """The structures or groups that a row stands for; none for trigger points."""
        if row is None:
            return []
        name: str = row.data(0, _ID)
        if name.startswith("kind."):
            return [s.id for s in self._atlas.structures.values() if s.kind == name.partition(".")[2]]
        return [] if name.startswith(TRIGGER_POINT) else [name]

    def _checked(self, row: QTreeWidgetItem) -> None:
        visible = row.checkState(0) == Qt.CheckState.Checked
        names = self._names(row)
        self._apply(lambda state: made_visible(state, self._atlas, names, visible))
        if self._shown is not None:  # a verb that was refused leaves the box as it was
            with QSignalBlocker(self.tree):
                self._show_checks(self._shown)

    def _chosen(self, row: QTreeWidgetItem | None) -> None:
        if row is None:
            return
        name: str = row.data(0, _ID)
        head, _, point = name.partition(".")
        if head == TRIGGER_POINT and point:
            self._apply(partial(with_trigger_point, name=point))
        else:
            names = self._names(row)
            self._apply(partial(selected, name=names[0] if names == [name] else None))
        if self._shown is not None:
            self._show_opacity(self._shown)

    def open_menu(self) -> None:
        """The menu of the current row, beside it."""
        if (row := self.tree.currentItem()) is not None:
            self.tree.scrollToItem(row)
            self._menu(self.tree.visualItemRect(row).center())

    def _menu(self, place: QPoint) -> None:
        names = self._names(self.tree.itemAt(place))
        if len(names) == 1:
            self.menu_wanted.emit(names[0], self.tree.viewport().mapToGlobal(place))

    def _fade(self, percent: int) -> None:
        def fade(state: SceneState) -> SceneState:
            for name in self._names(self.tree.currentItem()):
                state = faded(state, name, percent / 100)
            return state

        self._apply(fade)

    def _show_checks(self, state: SceneState) -> None:
        visible = visible_parts(state, self._atlas)
        for row in self.rows.values():
            names = self._names(row)
            leaves = [part for name in names for part in self._parts(name)]
            if leaves:
                seen = sum(part in visible for part in leaves)
                check = Qt.CheckState
                row.setCheckState(
                    0, check.Unchecked if not seen else check.Checked if seen == len(leaves) else check.PartiallyChecked
                )

    def _parts(self, name: str) -> Iterator[str]:
        structure = self._atlas.structures.get(name)
        yield from [name] if structure is None else parts(structure)

    def _show_side(self, side: Side) -> None:
        """Muscles of the side looked at are open, so that the tree stays short."""
        for structure in self._atlas.structures.values():
            if structure.side is not None:
                self.rows[structure.id].setExpanded(structure.side == side)

    def _show_trigger_points(self, state: SceneState) -> None:
        words = f"{text('trigger_points')}, {text(state.side)}"
        self.rows[TRIGGER_POINT].setText(0, words)
        for name in trigger_points():
            row = self.rows[f"{TRIGGER_POINT}.{name}"]
            font = row.font(0)
            font.setBold(name == state.trigger_point)
            row.setFont(0, font)

    def _show_current(self, state: SceneState) -> None:
        current = self.tree.currentItem()
        name = None if current is None else current.data(0, _ID)
        wanted = state.selection
        if wanted is None and state.trigger_point is not None:
            wanted = f"{TRIGGER_POINT}.{state.trigger_point}"
        if wanted is not None and wanted != name and wanted in self.rows:
            self.tree.setCurrentItem(self.rows[wanted])
            self.tree.scrollToItem(self.rows[wanted])
        elif wanted is None and name is not None and name != TRIGGER_POINT and not name.startswith("kind."):
            self.tree.setCurrentIndex(QModelIndex())

    def _show_opacity(self, state: SceneState) -> None:
        names = self._names(self.tree.currentItem())
        self.opacity.setEnabled(bool(names))
        row = self.tree.currentItem()
        words = text("opacity_none") if not names or row is None else text("opacity_of", name=row.text(0))
        percent = round(100 * state.opacity(names[0])) if names else 100
        self.opacity_name.setText(words)
        self.opacity_value.setText(f"{percent} %" if names else "")
        with QSignalBlocker(self.opacity):
            self.opacity.setValue(percent)
