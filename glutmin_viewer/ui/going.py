"""Going to what was searched for: the popup, its keys, and what each kind of find does in the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np
from PySide6.QtCore import QObject, QRect, QTimer

from glutmin_viewer.content import language, without_side
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.colouring import ColourBy
from glutmin_viewer.core.findable import Command, Entry, FoundKind
from glutmin_viewer.core.finder import Index
from glutmin_viewer.core.guide import step_named
from glutmin_viewer.core.mesh import Ints
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.places import Place
from glutmin_viewer.core.showing_pain import SEEN_THROUGH, with_cause, with_more, with_trigger_point
from glutmin_viewer.core.state import SceneState, coloured_by, faded, selected
from glutmin_viewer.core.views import camera_before, camera_on
from glutmin_viewer.core.visibility import made_visible
from glutmin_viewer.ui.keys import KeysDialog, shortcut_of
from glutmin_viewer.ui.palette import Asked, Palette
from glutmin_viewer.ui.player import MOTION, POSTURE
from glutmin_viewer.ui.session import Verb

if TYPE_CHECKING:
    from glutmin_viewer.ui.window import Window

PLACE_HEIGHT_MM = 260.0  # least of a look at a place on a bone; more for one that is larger than half of it
AROUND_MM = 12.0  # of a landmark: what is looked at straight
HERE = ("keys_search", "keys_commands", *VIEWS)  # what leads here, and views, which are found as such
STRUCTURES: tuple[FoundKind, ...] = ("muscle", "bone", "nerve", "bursa", "skin", "figure", "group")
# What leaves the guide open, as a click does; and what leaves everything as it is, a waiting question too.
BESIDE_GUIDE: tuple[FoundKind, ...] = (*STRUCTURES, "region", "landmark")
AS_IT_IS: tuple[FoundKind, ...] = ("command", "view", "saved_view", "colouring", "step", "skin_region")


class Going(QObject):
    """Asks where to go in a window, and goes there."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._index: Index | None = None
        self._saved: dict[str, str] = {}
        self._lit: tuple[str, tuple[str, ...]] | None = None
        self.palette: Palette | None = None
        for words, act in (
            ("keys_search", partial(self.ask, "structures")),
            ("keys_commands", partial(self.ask, "commands")),
            ("keys_overlay", self.show_keys),
        ):
            window.listen(words, act)
        self._ways: dict[FoundKind, Callable[[Entry], object]] = {
            **dict.fromkeys(STRUCTURES, self._to_structure),
            "region": self._to_place,
            "landmark": self._to_place,
            "trigger_point": lambda entry: self._apply(partial(with_trigger_point, name=entry.id)),
            "motion": self._to_motion,
            "posture": lambda entry: window.player.take(POSTURE + entry.id),
            "cause": self._to_cause,
            "step": lambda entry: window.reading.open_step(step_named(entry.id)),
            "skin_region": self._to_skin,
            "colouring": lambda entry: self._apply(partial(coloured_by, what=msgspec.convert(entry.id, ColourBy))),
            "view": lambda entry: window.looking.from_named(entry.id),
            "saved_view": lambda entry: window.keeping.go_to(entry.id),
            "command": lambda entry: window.commands[entry.id](),
        }
        window.session.store.subscribe(self._changed)

    def ask(self, asked: Asked) -> None:
        """Open the popup over the middle of the window."""
        window = self._window
        saved = window.keeping.named()
        if self._index is None or self._index.language != language() or saved != self._saved:
            others = [name for name in window.commands if name not in HERE]
            does = [Command(name, name, shortcut_of(name)) for name in others]
            self._saved, self._index = saved, Index(window.session.atlas, does, saved)
            if self.palette is not None:
                self.palette.deleteLater()
            self.palette = Palette(self._index, window)
            self.palette.chosen.connect(self.go)
            self.palette.keys_wanted.connect(self.show_keys)
        assert self.palette is not None
        over = QRect(window.mapToGlobal(window.rect().topLeft()), window.size())
        self.palette.ask(asked, window.session.state.side, over)

    def show_keys(self) -> None:
        """Open the table of all keys."""
        dialog = KeysDialog(self._window)
        dialog.finished.connect(self._window.activateWindow)
        dialog.show()

    def go(self, entry: Entry) -> None:
        """Do what an entry stands for; what is in the way, a question or the guide, makes room for it."""
        window, reading = self._window, self._window.reading
        if entry.side is not None and entry.side != window.session.state.side:
            window.toolbar.side_wanted.emit(entry.side)
        asked = reading.quizzing or window.session.state.drawing is not None
        if entry.kind not in AS_IT_IS and (asked or (reading.guiding and entry.kind not in BESIDE_GUIDE)):
            reading.show_page("points")
        if entry.kind != "command":
            window.view.setFocus()
        self._ways[entry.kind](entry)

    def _apply(self, verb: Verb) -> None:
        self._window.session.apply(verb)

    def _to_structure(self, entry: Entry) -> None:
        """A structure or group is seen, chosen and looked at."""
        window = self._window
        self._apply(partial(self._choosing, entry.id))
        frame = window.session.frame
        items = [it for it in frame.items if it.id == entry.id or it.id.startswith(f"{entry.id}.")]
        if window.session.state.selection == entry.id and items:
            window.view.fly(camera_on(items, window.view.camera, window.session.state.side, frame.attitude))

    def _choosing(self, name: str, state: SceneState) -> SceneState:
        """With a structure or group seen, under a skin that covers it as well, and chosen."""
        atlas = self._window.session.atlas
        state = made_visible(state, atlas, [name], True)
        if state.opacity(name) < SEEN_THROUGH:
            state = faded(state, name, 1.0)
        if name != "skin" and "skin" not in state.hidden and state.opacity("skin") > SEEN_THROUGH:
            state = faded(state, "skin", SEEN_THROUGH)
        return selected(state, name)

    def _to_place(self, entry: Entry) -> None:
        """A region of a bone is lit, its bone chosen, and the place looked at and told of."""
        window, atlas = self._window, self._window.session.atlas
        lit = (without_side(entry.id),) if entry.kind == "region" else ()
        self._lit = None
        self._apply(lambda state: msgspec.structs.replace(self._choosing(entry.owner, state), lit=lit))
        item = next((item for item in window.session.frame.items if item.id == entry.owner), None)
        if item is None or window.session.state.selection != entry.owner:
            return
        self._lit = (entry.owner, lit) if lit else None
        vertices, bone = _vertices(atlas, entry), atlas.structures[entry.owner]
        assert bone.mesh is not None
        extent = float(np.ptp(bone.mesh.vertices[vertices], axis=0).max())
        height_mm = max(PLACE_HEIGHT_MM, 2.0 * extent)
        window.view.fly(camera_before(item, vertices, window.session.state.side, height_mm))
        place: Literal["region", "landmark"] = "region" if entry.kind == "region" else "landmark"
        window.reading.info.point_at(entry.owner, (Place(place, entry.id),))

    def _to_motion(self, entry: Entry) -> None:
        """A motion plays and is told of."""
        self._apply(partial(selected, name=None))
        self._window.player.take(MOTION + entry.id)

    def _changed(self, old: SceneState, new: SceneState) -> None:
        """What is lit goes with the choice of its bone, after all have heard of that."""
        if self._lit is not None and new.selection != self._lit[0]:
            unlit, self._lit = partial(_unlit, lit=self._lit[1]), None
            QTimer.singleShot(0, self, partial(self._unlight, unlit))

    def _unlight(self, unlit: Verb) -> None:
        self._window.undo.same_step()
        self._apply(unlit)

    def _to_cause(self, entry: Entry) -> None:
        """The area of another cause; for one without, which has to be ruled out, the signs that need a doctor."""
        if entry.id in drawn_causes():
            self._apply(partial(with_cause, name=entry.id))
        else:
            self._window.reading.safety.open()

    def _to_skin(self, entry: Entry) -> None:
        """A region of the skin is painted as hurting."""
        reading, session = self._window.reading, self._window.session
        if session.state.drawing is None or reading.quizzing or reading.guiding:
            reading.show_page("where")
        self._apply(partial(with_more, atlas=session.atlas, more=PainDrawing((entry.id,))))
        reading.where.region_picked.emit(entry.id)


def _vertices(atlas: Atlas, entry: Entry) -> Ints:
    """The vertices (k,) of a region, or those around a landmark."""
    bone = atlas.structures[entry.owner]
    assert bone.mesh is not None
    if entry.kind == "region":
        return bone.regions[entry.id]
    away = np.linalg.norm(bone.mesh.vertices - atlas.landmarks[entry.id], axis=1)
    return np.flatnonzero(away <= max(AROUND_MM, float(away.min()))).astype(np.int32)


def _unlit(state: SceneState, lit: tuple[str, ...]) -> SceneState:
    return msgspec.structs.replace(state, lit=()) if state.lit == lit else state
