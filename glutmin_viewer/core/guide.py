"""The guide: steps in chapters, each with the scene that shows what it tells (`guide.toml`)."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import takewhile
from typing import Literal

import msgspec

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera, View, ball_camera, hip_camera, spot_camera
from glutmin_viewer.core.colouring import ColourBy
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.pose import SIDES, Point, Side
from glutmin_viewer.core.postures import ON_BALL, parse_posture
from glutmin_viewer.core.showing_pain import SEEN_THROUGH, with_cause, with_drawing, with_trigger_point
from glutmin_viewer.core.spots import SpotName, spot
from glutmin_viewer.core.state import (
    SceneState,
    coloured_by,
    faded,
    known_ids,
    probing,
    seen_from,
    shown,
    with_attachments,
    with_motion,
    with_move,
    with_posture,
)
from glutmin_viewer.core.views import first_camera, named_camera

# The lists of the content's safety texts that belong to what a step confirms.
CAUTIONS = {"massage": ("massage_not", "massage_ask", "massage_off", "massage_stop"), "leg_over": ("leg_over",)}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a step shows; see the head of guide.toml."""

    id: str
    chapter: str
    view: View | None = None
    near: bool = False
    posture: str = "standing"
    motion: str | None = None
    at: float | None = None
    move: str | None = None
    trigger_point: str | None = None
    cause: str | None = None
    asks: bool = False
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    faint: tuple[str, ...] = ()
    see_through: bool = False
    attachments: bool = False
    lit: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    spot: SpotName | None = None
    colour_by: ColourBy = "group"
    confirms: str | None = None
    paces: bool = False
    printed_for: tuple[Literal["anterior", "posterior"], ...] = ()

    @property
    def plays(self) -> bool:
        return self.move is not None or (self.motion is not None and self.at is None)


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    step: tuple[Step, ...]


@cache
def steps() -> tuple[Step, ...]:
    """All steps in their order; those of a chapter stand together."""
    return packaged(__package__, "guide", _Table).step


def chapters() -> tuple[str, ...]:
    """Ids of the chapters in their order."""
    return tuple(dict.fromkeys(step.chapter for step in steps()))


def printed_steps(group: str) -> tuple[Step, ...]:
    """The steps of the self-massage that a hand-out for a group of trigger points shows, in their order."""
    return tuple(step for step in steps() if group in step.printed_for)


def to_confirm(step: Step, confirmed: Collection[str]) -> Step | None:
    """The first step before this one, of its chapter, that asks for what is not confirmed yet; None where all is."""
    before = takewhile(lambda other: other != step, (other for other in steps() if other.chapter == step.chapter))
    return next((other for other in before if other.confirms is not None and other.confirms not in confirmed), None)


def step_named(name: str) -> Step:
    """A step by its id; raises InputError."""
    found = next((step for step in steps() if step.id == name), None)
    if found is None:
        raise InputError(f'the guide has no step "{name}": choose one of {", ".join(step.id for step in steps())}.')
    return found


def scene_of(step: Step, side: Side, atlas: Atlas, mass_kg: float = 75.0) -> SceneState:
    """What a step shows of a side, whatever was shown before; without structures that an atlas does not have."""
    state = seen_from(SceneState(side=side, mass_kg=mass_kg, lit=step.lit, avoid=step.avoid), step.view or "lateral")
    if step.posture != "standing":
        state = with_posture(state, parse_posture(step.posture))
    if step.move is not None:
        state = with_move(state, step.move)
    if step.motion is not None:
        state = with_motion(state, step.motion, (step.at or 0.0) * motion(step.motion).duration_s)
    if step.asks:
        state = with_drawing(state, PainDrawing())
    if step.trigger_point is not None:
        state = with_trigger_point(state, step.trigger_point)
    if step.cause is not None:
        state = with_cause(state, step.cause)
    known = set(known_ids(atlas))
    for names, visible in ((step.show, True), (step.faint, True), (step.hide, False)):
        ids = {*names, *(f"{name}_{of}" for name in names for of in SIDES)}
        state = shown(state, ids & (known | {"skin"}), visible)
    for name in step.faint:
        state = faded(state, f"{name}_{side}", SEEN_THROUGH) if f"{name}_{side}" in known else state
    if step.see_through or step.spot is not None:
        state = faded(shown(state, ["skin"], True), "skin", SEEN_THROUGH)
    if step.spot is not None and (place := _place(atlas, side, step.spot)) is not None:
        state = probing(state, place)
    return coloured_by(with_attachments(state, step.attachments), step.colour_by)


def _place(atlas: Atlas, side: Side, name: SpotName) -> Point | None:
    """Where the massage ball goes, on the skin at rest; None on an atlas that does not tell."""
    try:
        x, y, z = (float(mm) for mm in spot(atlas, side, name).point)
    except InputError:
        return None
    return x, y, z


def camera_of(step: Step, state: SceneState) -> Camera:
    """Where a step's scene is looked at from; of a body upright, but for postures that have a view of their own."""
    if step.near and state.posture.name in ON_BALL:
        return ball_camera(state.posture.name, state.side)
    if step.near:
        return hip_camera(step.view or "lateral", state.side)
    if step.view is None and state.probed is not None:
        return spot_camera(state.probed, state.side)
    return first_camera(state) if step.view is None else named_camera(state, step.view)
