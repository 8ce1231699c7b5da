"""The window of sources: what each is and what rests on it; and how the model was made and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from glutmin_viewer.content import Term, content
from glutmin_viewer.content.sources import Resting, resting_on, sources
from glutmin_viewer.core.trust import figures
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, Segments, label, rule
from glutmin_viewer.ui.dialog_size import open_at
from glutmin_viewer.ui.dialogs import bring_up
from glutmin_viewer.ui.texts import filled, text
from glutmin_viewer.ui.theme import scaled

SIZE = (1040, 720)
LEAST_WIDTH = 760
LIST_WIDTH = 360
ID = Qt.ItemDataRole.UserRole
Page = Literal["sources", "trust"]
PAGES: tuple[Page, ...] = ("sources", "trust")


def open_sources(asking: QWidget, source: str | None = None, page: Page = "sources") -> SourcesDialog:
    """Show the window of sources over the main window of a widget: at a source, or at a page. There is only one."""
    top = asking.window()
    while (above := top.parentWidget()) is not None:
        top = above.window()
    dialog = top.findChild(SourcesDialog)
    if dialog is None:
        dialog = SourcesDialog(top)
    if source is not None:
        dialog.show_source(source)
    else:
        dialog.show_page(page)
    bring_up(dialog)
    return dialog


class SourcesDialog(QDialog):
    """Two pages. Esc closes it; it does not keep one from the main window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("sources_title"))
        self.setMinimumWidth(scaled(LEAST_WIDTH))
        open_at(self, *SIZE)
        self.references, self.trust = SourcesPage(), TrustPage()
        self.pages = Segments({page: text(f"{page}_tab") for page in PAGES}, text("sources_title"))
        self.stack = QStackedWidget()
        for page, widget in zip(PAGES, (self.references, self.trust), strict=True):
            self.stack.addWidget(widget)
            self.pages.buttons[page].clicked.connect(partial(self.show_page, page))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self.pages)
        layout.addWidget(self.stack, 1)
        close = QPushButton(text("close"))
        close.setAutoDefault(False)  # Enter opens links
        close.clicked.connect(self.close)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        for button in self.pages.buttons.values():
            button.setAutoDefault(False)
        self.show_page("sources")

    def show_page(self, page: Page) -> None:
        """One of the two pages, ready for the keys."""
        self.pages.choose(page)
        self.stack.setCurrentIndex(PAGES.index(page))
        (self.references.list if page == "sources" else self.trust).setFocus()

    def show_source(self, source: str) -> None:
        """The page of sources at this one; raises KeyError for an unknown id."""
        self.references.choose(source)
        self.show_page("sources")


class SourcesPage(QWidget):
    """All sources to search in; beside them how the chosen one was read, and what rests on it."""

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("sources_search"))
        self.search.setAccessibleName(text("sources_search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.problem = label(role="problem")
        self.problem.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(text("sources_list"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        wrapped = int(Qt.TextFlag.TextWordWrap)
        for name, source in sorted(sources().items(), key=lambda item: item[1].reference.casefold()):
            item = QListWidgetItem(source.reference, self.list)
            item.setData(ID, name)
            # Qt leaves out the padding when it works out how high wrapped words are.
            words = self.list.fontMetrics().boundingRect(0, 0, scaled(LIST_WIDTH) - 46, 0, wrapped, source.reference)
            item.setSizeHint(QSize(0, words.height() + 16))
        self.search.returnPressed.connect(self.list.setFocus)
        self.detail = SourceDetail()
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(label(text("sources_intro", count=len(sources())), "muted"))
        for widget in (self.search, self.problem):
            left.addWidget(widget)
        left.addWidget(self.list, 1)
        column = QWidget()
        column.setLayout(left)
        column.setFixedWidth(scaled(LIST_WIDTH))
        left.setContentsMargins(0, 0, 0, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(24)
        layout.addWidget(column)
        layout.addWidget(self.detail, 1)
        self.list.currentItemChanged.connect(self._chosen)
        self.list.setCurrentRow(0)

    def choose(self, source: str) -> None:
        """Bring a source before the eyes; raises KeyError for an unknown id."""
        self.search.clear()
        for item in self._items():
            if item.data(ID) == source:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item, QListWidget.ScrollHint.PositionAtCenter)
                return
        raise KeyError(source)

    def _items(self) -> Iterable[QListWidgetItem]:
        return (self.list.item(row) for row in range(self.list.count()))

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.detail.tell(item.data(ID))

    def _filter(self, typed: str) -> None:
        """Keep what has all the words typed in its reference or in the names of what rests on it."""
        words = typed.casefold().split()
        for item in self._items():
            source = sources()[item.data(ID)]
            names = (name_of(resting) for resting in resting_on(item.data(ID)))
            said = " ".join((source.reference, *source.cited_as, *names)).casefold()
            item.setHidden(not all(word in said for word in words))
        found = [item for item in self._items() if not item.isHidden()]
        if found and self.list.currentItem() not in found:
            self.list.setCurrentItem(found[0])
        self.problem.setText(text("sources_none", typed=typed.strip()))
        self.problem.setVisible(not found)


class SourceDetail(QScrollArea):
    """One source: its reference, how it was read, and the names of the texts that rest on it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(text("sources_rests"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reference, self.read, self.note, self.rests = (
            _selectable(label(role=role)) for role in ("heading", None, "muted", None)
        )
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self.reference)
        layout.addWidget(rule())
        layout.addWidget(label(text("sources_read"), "section"))
        layout.addWidget(self.read)
        layout.addWidget(self.note)
        layout.addWidget(rule())
        layout.addWidget(label(text("sources_rests"), "section"))
        layout.addWidget(self.rests)
        layout.addStretch()
        self.setWidget(inside)

    def tell(self, source: str) -> None:
        known = sources()[source]
        self.reference.setText(known.reference)
        self.read.setText(text(f"sources_read_{known.read}"))
        notes = [text("sources_book")] * bool(known.facts) + [known.remark()]
        self.note.setText(" ".join(filter(None, notes)))
        self.note.setVisible(bool(self.note.text()))
        self.rests.setText(_listed(resting_on(source)) or text("sources_rests_data"))
        self.verticalScrollBar().setValue(0)


class TrustPage(QScrollArea):
    """How the model was made, what was measured against what, and what is not known."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text("trust_title"))
        inside = QWidget()
        # The height comes from the width alone; a least height would be that of the narrowest width.
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.setSpacing(16)
        layout.addWidget(label(text("trust_title"), "heading"))
        said = content()
        for heading, part in (
            ("trust_making", _texts(said.making.values())),
            ("trust_figures", _table()),
            ("trust_limits", _texts(said.limits.values())),
        ):
            layout.addSpacing(8)
            layout.addWidget(label(text(heading), "title"))
            layout.addLayout(part)
        layout.addStretch()
        self.setWidget(inside)


def name_of(resting: Resting) -> str:
    """The name of a text, as it is known in the window."""
    told = getattr(content(), resting.section).get(resting.id)
    return told.name if isinstance(told, Term) else text(f"sources_{resting.id}")


def _listed(texts: Iterable[Resting]) -> str:
    """Names of texts under the heading of their section, as rich text; a name that an area and its tip share once."""
    sections: dict[str, dict[str, None]] = {}
    for resting in texts:
        sections.setdefault(resting.section, {})[name_of(resting)] = None
    return "".join(
        f"<p style='margin: 0 0 8px 0'><b>{text(f'sources_of_{section}')}</b> ({len(names)})<br>{' · '.join(names)}</p>"
        for section, names in sections.items()
    )


def _texts(terms: Iterable[Term]) -> QGridLayout:
    """Texts in two columns: the name, and beside it what is said, its badge and its sources."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(16)
    for row, term in enumerate(terms):
        grid.addWidget(label(term.name, "section"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(_claim(term.text, term), row, 1)
    grid.setColumnStretch(0, 22)
    grid.setColumnStretch(1, 78)
    return grid


def _table() -> QGridLayout:
    """The measured figures: which, what they say, and what holds them."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(12)
    for column, key in enumerate(("trust_figure", "trust_says", "trust_where")):
        grid.addWidget(label(text(key), "muted"), 0, column)
    for place, (name, figure) in enumerate(figures().items()):
        term, row = content().figures[name], 2 * place + 1
        line = rule()
        grid.addWidget(line, row, 0, 1, 3)
        written = QVBoxLayout()
        written.setSpacing(4)
        written.addWidget(label(term.name))
        written.addWidget(_selectable(label(filled(term.figure, figure.values), "figure")))
        written.addStretch()
        grid.addLayout(written, row + 1, 0)
        grid.addLayout(_claim(filled(term.text, figure.values), term), row + 1, 1)
        where = "\n".join(filter(None, (figure.held_by or text("trust_unmeasured"), figure.told_in)))
        grid.addWidget(_selectable(label(where.replace("/", "/\u200b"), "fine")), row + 1, 2, Qt.AlignmentFlag.AlignTop)
    for column, stretch in enumerate((26, 54, 20)):
        grid.setColumnStretch(column, stretch)
    return grid


def _claim(words: str, term: Term) -> QVBoxLayout:
    """What is said, and under it its badge and sources."""
    column, foot, badge = QVBoxLayout(), QHBoxLayout(), BadgeLabel()
    column.setSpacing(6)
    column.addWidget(_selectable(label(words)))
    badge.show_badge(term.badge)
    foot.setSpacing(12)
    foot.addWidget(badge, alignment=Qt.AlignmentFlag.AlignTop)
    foot.addWidget(SourceLabel(text("source", source=term.source)), 1)
    column.addLayout(foot)
    return column


def _selectable(said: QLabel) -> QLabel:
    said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return said
