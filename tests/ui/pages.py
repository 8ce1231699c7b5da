"""All that the window can show, one page after the other: for tests of what has to hold on every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from glutmin_viewer.content import content
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.colouring import COLOURINGS
from glutmin_viewer.core.cut import PLANES, Cut
from glutmin_viewer.core.guide import steps
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.settings import Settings
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_trigger_point
from glutmin_viewer.core.state import (
    SceneState,
    coloured_by,
    probing,
    selected,
    with_attachments,
    with_cut,
    with_motion,
    with_posture,
)
from glutmin_viewer.ui.export import KINDS, ExportDialog
from glutmin_viewer.ui.keeping import NameDialog
from glutmin_viewer.ui.keys import KeysDialog
from glutmin_viewer.ui.texts import name_of
from glutmin_viewer.ui.window import Window

PLAIN = Settings(reduced_motion=True)  # nothing plays or flies by itself
SEEN_STEPS = ("small_muscle", "where_it_hurts", "massage_front_lie", "massage_rear_moves", "how_far_to_trust")
MOVING = (None, "gait", "level_beside_drop")
LONG_NAME = "Where it hurt in the morning after the long walk, from behind, with the ball under the crest"
PAINTED = ("buttock_back_right", "thigh_posterior_right", "leg_lateral_right")


def settle() -> None:
    """Let everything find its place, what follows later in other turns of the event loop too."""
    for _ in range(3):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pages(window: Window) -> Iterator[tuple[str, QWidget]]:
    """The name of each page and the window in which it is."""
    for walk in (_player, _left, _measuring, _points, _where, _guide, _quiz, _info):
        for name in walk(window):
            settle()
            yield name, window
        window.session.apply(lambda state: SceneState(side=state.side))
    yield from _menus(window)
    yield from _dialogs(window)


def _player(window: Window) -> Iterator[str]:
    window.reading.show_page("points")
    for motion in MOVING:
        window.session.apply(partial(with_motion, name=motion))
        for page in ("numbers", "plots", "free_pose"):
            window.player.show_page(page)
            yield f"{page} of {motion}"
    for posture in ("sitting", "massage_posterior"):
        window.session.apply(partial(with_posture, posture=Posture(posture)))
        for page in ("free_pose", "numbers"):
            window.player.show_page(page)
            yield f"{page} of {posture}"


def _left(window: Window) -> Iterator[str]:
    window.session.apply(partial(with_attachments, painted=True))
    for plane, colouring in zip(PLANES, COLOURINGS[1:], strict=False):
        window.session.apply(partial(with_cut, cut=Cut(plane)))
        window.session.apply(partial(coloured_by, what=colouring))
        yield f"cut {plane}, coloured by {colouring}"


def _measuring(window: Window) -> Iterator[str]:
    for what in ("distance", "angle"):
        window.measuring.toggle(what)
        yield f"measuring: {what}"
        window.measuring.toggle(what)


def _points(window: Window) -> Iterator[str]:
    window.reading.show_page("points")
    window.session.apply(partial(with_trigger_point, name="posterior_2"))
    yield "a trigger point"
    longest = max(drawn_causes(), key=lambda name: len(content().causes[name].name))
    window.session.apply(partial(with_cause, name=longest))
    yield "a trigger point and a cause"


def _where(window: Window) -> Iterator[str]:
    window.reading.show_page("where")
    window.session.apply(partial(with_drawing, drawing=PainDrawing()))
    yield "nothing painted"
    window.session.apply(partial(with_drawing, drawing=PainDrawing(PAINTED)))
    yield "some regions painted"
    for row in window.reading.where.rows.rows.values():
        row.button.click()
    yield "rows opened"


def _guide(window: Window) -> Iterator[str]:
    guide, known = window.reading.guide, {step.id: step for step in steps()}
    window.reading.show_page("guide")
    terms = content().guide
    wanted = [*SEEN_STEPS, max(known, key=lambda s: len(terms[s].text)), max(known, key=lambda s: len(terms[s].name))]
    for step in dict.fromkeys(wanted):
        guide.open(known[step])
        yield f"step {guide.step.id} on the way to {step}"
        if guide.cautions.isVisible() and guide.cautions.confirm.isEnabled():
            guide.cautions.confirm.click()
            yield f"step {guide.step.id}, confirmed"


def _quiz(window: Window) -> Iterator[str]:
    quiz = window.reading.quiz
    quiz.seeds.seed(3)
    seen: set[str] = set()
    window.reading.open_quiz()
    while not quiz.finished:
        question = quiz.asking
        if question.kind in seen:
            quiz.give_up()
            quiz.go_on()
            continue
        seen.add(question.kind)
        yield f"question {quiz.place}"
        if question.clicked:
            quiz.give_up()
        else:
            quiz.choices[0].click()
            quiz.go_on() if question.several else None
        yield f"answer {quiz.place}"
        quiz.go_on()
    yield "result of the quiz"
    window.reading.show_page("points")


def _info(window: Window) -> Iterator[str]:
    atlas = window.session.atlas
    longest = max(atlas.structures, key=lambda name: len(name_of(name)))
    window.session.apply(partial(selected, name=longest))
    window.under_mouse.setText(f"{name_of(longest)}  ·  " * 4)
    window.notices.add("error", f"{name_of(longest)}. " * 6, "details")
    yield "a structure, and what went wrong"
    window.notices.notices[0].close_button.click()
    window.under_mouse.clear()
    skin = atlas.skin.mesh.vertices
    for place in ((-70.0, -30.0, 150.0), (-40.0, 60.0, 170.0)):
        x, y, z = skin[np.linalg.norm(skin - place, axis=1).argmin()].tolist()
        window.session.apply(partial(probing, point=(x, y, z)))
        yield f"probe near {place}"


def _menus(window: Window) -> Iterator[tuple[str, QWidget]]:
    for action in window.menuBar().actions():
        menu = action.menu()
        menu.popup(window.mapToGlobal(window.menuBar().actionGeometry(action).bottomLeft()))
        settle()
        yield f"menu {menu.title()}", menu
        menu.close()
    menu = window.pointing.menu("gluteus_minimus_right.anterior")
    menu.popup(window.mapToGlobal(window.rect().center()))
    settle()
    yield "menu of a structure", menu
    menu.close()


def _dialogs(window: Window) -> Iterator[tuple[str, QWidget]]:
    window.show_settings()
    yield from _open("settings", window)
    window.show_export()
    dialog = window.findChild(ExportDialog)
    for kind in KINDS:
        dialog.show_kind(kind)
        settle()
        yield f"export of a {kind}", dialog
    dialog.show_kind("movie")
    dialog.sizes.setCurrentIndex(dialog.sizes.count() - 1)
    dialog._show_busy(True)
    dialog._progress(0.5)
    dialog._say(dialog.about.text())
    yield from _open("export of a movie, busy", window)
    KeysDialog(window).show()
    yield from _open("keys", window)
    window.show_claims()
    yield from _open("claims", window)
    for page in ("find_sources", "find_trust"):
        window.commands[page]()
        yield from _open(page, window)
    window.reading.safety.open()
    yield from _open("red flags", window)
    naming = NameDialog(LONG_NAME, window.document, window.session.frame, window)
    naming._png = b"drawn"
    naming.show()
    yield from _open("a name for a view", window)
    kept = window.keeping.open()
    settle()
    yield "no saved views", kept
    for number in (1, 2):
        window.keeping.views.keep(f"{LONG_NAME} {number}", window.document, b"")
    kept.refresh()
    settle()
    yield "two saved views", kept
    for _ in range(2):
        kept.remove.click()
    yield from _open("saved views that were removed", window)
    window.going.ask("commands")
    settle()
    yield "search", window.going.palette
    window.going.palette.close()


def _open(name: str, window: Window) -> Iterator[tuple[str, QWidget]]:
    """The dialog that is open, which is closed after it was looked at."""
    settle()
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    yield name, dialog
    dialog.close()
    settle()
