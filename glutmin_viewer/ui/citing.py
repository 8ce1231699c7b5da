"""A line that names sources: each is a link to what the window of sources says of it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from glutmin_viewer.content.sources import passages
from glutmin_viewer.ui.texts import text


class SourceLabel(QLabel):
    """Small words in which every source is a link; Tab goes from one to the next, Enter opens it."""

    def __init__(self, words: str = "", role: str = "muted") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setProperty("cites", True)
        self.setIndent(0)  # flush with other words, whatever its frame
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.words = ""
        self.linkActivated.connect(self._open)
        self.tell(words)

    def tell(self, words: str) -> None:
        """Show words, with a link on each source that they name."""
        self.words = words
        links = linked(words)
        self.setText(links)
        self.setAccessibleName(words)
        has_links = "<a " in links
        self.setToolTip(text("sources_link_tip") if has_links else "")
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextBrowserInteraction if has_links else flags.TextSelectableByMouse)
        if has_links:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the picture

    def _open(self, source: str) -> None:
        from glutmin_viewer.ui.sources import open_sources  # its pages have such lines too

        open_sources(self, source)


def linked(words: str) -> str:
    """Words as rich text, with a link on each source that they name; what looks like a tag stays as it is."""
    return "".join(
        escape(passage.words)
        if passage.source is None
        else f'<a href="{escape(passage.source)}">{escape(passage.words)}</a>'
        for passage in passages(words)
    )
