"""What was shown before, to go back to it and forth again: frozen values, in steps as somebody thinks of them.

All changes of one gesture are one step, such as a slider or the view that is dragged. What only goes on makes no step:
the time of a motion, and a stroke that is led on.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from glutmin_viewer.core.document import Document, settled
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.state import SceneState

STEPS = 200  # a choice: more than anybody goes back, and a few hundred kilobytes
# What is set by small amounts, so that changes of it that follow at once are meant as one.
GRADUAL = frozenset({"pose", "posture", "opacities", "cut", "mass_kg", "camera"})


class Moment(msgspec.Struct, frozen=True):
    """A document, and the page that was read beside it, by a name that only who shows pages understands.

    passing: whether the page is over once it is left; there is no way back to it then.
    """

    document: Document
    page: str = ""
    passing: bool = False


class History(msgspec.Struct, frozen=True):
    """The present one of a row of moments, the past oldest first, the future next first.

    gesture: what led to the present, while more of it may follow; None for what is at its end.
    """

    present: Moment
    past: tuple[Moment, ...] = ()
    future: tuple[Moment, ...] = ()
    gesture: int | None = None


def moment(document: Document, page: str = "", passing: bool = False) -> Moment:
    """The moment of a document, `settled`."""
    return Moment(settled(document), page, passing)


def changed(history: History, new: Moment, gesture: int | None = None) -> History:
    """With a new present. It is a step, unless it is of the same gesture as the present one or only goes on; after a
    step nothing is left of the future."""
    now = history.present
    if new.document == now.document or _goes_on(now.document, new.document):
        return _at(new, history.past, history.future, history.gesture)
    if gesture is not None and gesture == history.gesture:
        return _at(new, history.past, (), gesture)
    return _at(new, (*history.past, now), (), gesture)


def undone(history: History) -> History:
    """One step back, where there is one."""
    if not history.past:
        return history
    *past, before = history.past
    return _at(before, past, (history.present, *history.future), None)


def redone(history: History) -> History:
    """One step forth again, where one was taken back."""
    if not history.future:
        return history
    after, *future = history.future
    return _at(after, (*history.past, history.present), future, None)


def preceded(history: History, before: Moment) -> History:
    """One step back to what is not remembered, as what was painted in an earlier round without its last stroke."""
    return _at(before, history.past, (history.present, *history.future), None)


def lasting(history: History) -> Document:
    """The last document beside a page that is not over once it is left; the present one where there is none."""
    row = (history.present, *reversed(history.past))
    return next((it.document for it in row if not it.passing), history.present.document)


def changed_fields(before: Document, after: Document) -> frozenset[str]:
    """What differs: names of fields of the scene, and camera."""
    names = {name for name in SceneState.__struct_fields__ if getattr(before.scene, name) != getattr(after.scene, name)}
    return frozenset(names | ({"camera"} if before.camera != after.camera else set()))


def is_gradual(before: Document, after: Document) -> bool:
    """Whether only what is set by small amounts differs."""
    return changed_fields(before, after) <= GRADUAL and _choices(before.scene) == _choices(after.scene)


def _choices(scene: SceneState) -> tuple[object, ...]:
    """What of the fields set by small amounts is chosen."""
    return scene.posture.name, None if scene.cut is None else scene.cut.plane


def _at(present: Moment, past: Iterable[Moment], future: Iterable[Moment], gesture: int | None) -> History:
    """At a moment, without those of a page that is over, and without a step from a document to itself."""
    before, after = ([it for it in row if not it.passing or it.page == present.page] for row in (past, future))
    while before and before[-1].document == present.document:
        before.pop()
        gesture = None  # it came back to where it began, and what follows is another
    return History(present, tuple(before[-STEPS:]), tuple(after), gesture)


def _goes_on(before: Document, after: Document) -> bool:
    """Whether the one is the other a little later: of the same motion or move, or of a stroke."""
    old, new = before.scene, after.scene
    if before.camera != after.camera:
        return False
    if old.motion is not None or old.move is not None:
        later = msgspec.structs.replace(old, motion_time_s=new.motion_time_s)
        if old.move is not None and old.posture.name == new.posture.name:
            later = msgspec.structs.replace(later, posture=new.posture)
        if later == new:
            return True
    led_on = msgspec.structs.replace(old, drawing=new.drawing) == new
    return led_on and old.drawing is not None and new.drawing is not None and _is_led_on(old.drawing, new.drawing)


def _is_led_on(old: PainDrawing, new: PainDrawing) -> bool:
    match old.parts, new.parts:
        case (*before, Stroke() as begun), (*same, Stroke() as longer):
            return (
                before == same
                and begun.radius_mm == longer.radius_mm
                and begun.points == longer.points[: len(begun.points)]
            )
    return False
