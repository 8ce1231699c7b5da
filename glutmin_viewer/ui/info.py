"""The panel that says what is chosen: names, what it is, what kind of claim that is, the source; and places on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from glutmin_viewer.content import Badge, content, other_language
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.places import Place
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.controls import BadgeLabel, label, rule
from glutmin_viewer.ui.texts import description_of, name_of, place_name, place_term, place_translated, text, translated


class InfoPanel(QWidget):
    """Shows the selection, else the chosen trigger point, else the motion, else how to begin."""

    def __init__(self, atlas: Atlas) -> None:
        super().__init__()
        self._atlas = atlas
        self._pointed_at: str | None = None
        self._told: tuple[str | None, ...] = ()
        self._state = SceneState()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        self.name, self.latin, self.body = label(role="heading"), label(role="latin"), label()
        self.other, self.place = label(role="muted"), PlaceBox()
        self.badge = BadgeLabel()
        self.source, self.provenance = SourceLabel(), label(role="muted")
        for widget in (self.name, self.latin, self.other, self.body, self.place):
            layout.addWidget(widget)
        layout.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.source)
        layout.addWidget(self.provenance)
        layout.addStretch(1)
        for widget in (self.name, self.body):
            widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def point_at(self, item: str | None, places: tuple[Place, ...]) -> None:
        """Tell of these places, the most particular first, for as long as this item is the selection."""
        self._pointed_at, self._told = item, ()
        self.place.show_places(item, places)
        self.show_state(self._state)

    def show_state(self, state: SceneState) -> None:
        self._state = state
        if state.selection != self._pointed_at:
            self._pointed_at = None
        told = ("told", state.selection, state.trigger_point, state.motion, self._pointed_at)
        if told == self._told:
            return
        self._told = told
        self.place.setVisible(self._pointed_at is not None and bool(self.place.name.text()))
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
        term, structure = description_of(item), self._atlas.structures.get(item.partition(".")[0])
        provenance = "" if structure is None else text("provenance", provenance=structure.provenance)
        if term is None:
            self._fill(name_of(item), "", text("no_text"), provenance=provenance)
        else:
            self._fill(
                name_of(item),
                translated(item, "la"),
                term.text,
                term.badge,
                term.source,
                provenance,
                other=translated(item, other_language()),
            )

    def _fill(
        self,
        name: str,
        latin: str,
        body: str,
        badge: Badge | None = None,
        source: str = "",
        provenance: str = "",
        other: str = "",
    ) -> None:
        self.name.setText(name)
        self.latin.setText(latin)
        self.latin.setVisible(bool(latin))
        self.other.setText(text("other_language", name=other) if other else "")
        self.other.setVisible(bool(other))
        self.body.setText(body)
        self.badge.show_badge(badge)
        self.source.tell(text("source", source=source) if source else "")
        self.source.setVisible(bool(source))
        self.provenance.setText(provenance)
        self.provenance.setVisible(bool(provenance))


class PlaceBox(QWidget):
    """The landmark or region that was clicked on, and the regions around it by name."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.name, self.latin, self.body = label(role="section"), label(role="latin"), label()
        self.other, self.source, self.around = label(role="muted"), SourceLabel(), label(role="muted")
        layout.addWidget(rule())
        for widget in (self.name, self.latin, self.other, self.body, self.source, self.around):
            layout.addWidget(widget)
        layout.addWidget(rule())

    def show_places(self, item: str | None, places: tuple[Place, ...]) -> None:
        """Of the places on an item the first in full, the others by name. An area and its tip may share a name."""
        if item is None or not places:
            self.name.clear()
            return
        first, term = places[0], place_term(places[0])
        other, name = place_translated(first, other_language()), place_name(first, item)
        around = [other for other in dict.fromkeys(place_name(place, item) for place in places) if other != name]
        for widget, words in (
            (self.name, name),
            (self.latin, place_translated(first, "la")),
            (self.other, text("other_language", name=other) if other else ""),
            (self.body, "" if term is None else term.text),
            (self.around, text("around", names="; ".join(around)) if around else ""),
        ):
            widget.setText(words)
            widget.setVisible(bool(words))
        self.source.tell("" if term is None else text("source", source=term.source))
        self.source.setVisible(term is not None)
