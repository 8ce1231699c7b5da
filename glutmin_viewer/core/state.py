"""What the user has chosen: frozen values, the verbs that change them, and the one place where they live.

`SceneState` is all that decides the picture besides the camera. Verbs are functions from a state to a state; the
`Store` holds the current one and tells its listeners (old, new), and only when they differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
import numpy as np

from glutmin_viewer.content import without_side
from glutmin_viewer.core.anchors import Anchor, check_anchor
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import View
from glutmin_viewer.core.causes import check_cause
from glutmin_viewer.core.colouring import ColourBy
from glutmin_viewer.core.cut import OVER_HIPS, UNDER_HIPS, Cut, check_cut
from glutmin_viewer.core.drawn_skin import check_on_skin
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, GROUPS
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.moves import move_in
from glutmin_viewer.core.pain_drawing import PainDrawing, check_drawing
from glutmin_viewer.core.pose import SIDES, STANDING, HipPose, Point, Side, check_range
from glutmin_viewer.core.postures import Posture, check_posture
from glutmin_viewer.core.rulers import POINTS, Ruler, What, check_ruler
from glutmin_viewer.core.stance import check_mass
from glutmin_viewer.core.trigger_points import trigger_point

# What covers the gluteus minimus is hidden at first; an atlas need not have it.
COVERING = ("gluteus_medius", "gluteus_maximus", "tensor_fasciae_latae", "piriformis", "iliotibial_tract")
# So are nerves and bursae, and what is drawn of the body above the waist.
AROUND = (
    *("superior_gluteal_nerve", "sciatic_nerve", "nerve_root_L4", "nerve_root_L5", "nerve_root_S1"),
    *("trochanteric_bursa", "subgluteus_medius_bursa", "subgluteus_minimus_bursa"),
    *("upper_arm", "forearm"),
)
FIGURE = ("torso", "head", *(f"{part}_{side}" for part in ("upper_arm", "forearm") for side in SIDES))
MOST_RULERS = 40  # more would hide the body, and take seconds to be found on another atlas
HIDDEN_AT_FIRST = frozenset(
    {"skin", "torso", "head", *(f"{name}_{side}" for name in (*COVERING, *AROUND) for side in SIDES)}
)


class SkinLook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the skin was before it showed pain."""

    hidden: bool
    opacity: float


class SceneState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """side: the hip looked at. other_side, legs, trunk: whether the other half of the body is seen too, what hangs
    under the hips, and what is drawn above them: not where a named view would have it before them.

    The figure is in its motion at its time; without one in its posture, in which it may be at a move, at that time;
    and where the posture is standing, the leg of the side is in `pose`.
    hidden: ids of structures and fibre groups (see `group_id`). opacities: where not 1. attachments: whether origins
    and insertions are painted on bone. labels: whether structures are named on the picture. lit, avoid: bones or
    regions of them, without side, lit as being told of, or as what to stay off. colour_by: what the colour of muscles
    says. probed: the place of the skin (3,) mm at rest under which layers are told, while the skin is selected. cut:
    the plane that cuts the picture open. mass_kg: of the body, for the forces of standing on one leg. cause: another
    cause of pain whose area is shown. drawing: where it hurts; None while nobody is asked. spread_mm: how far from the
    trigger point its pain is shown; None for all of it. rulers: what is measured, oldest first. begun: the points of a
    measurement that lacks some yet. shown_by_posture, shown_by_cause: what these brought in, to be hidden again with
    them. skin_before: how the skin was before it showed pain, to be so again.
    """

    side: Side = "right"
    other_side: bool = True
    legs: bool = True
    trunk: bool = True
    pose: HipPose = STANDING
    motion: str | None = None
    motion_time_s: float = 0.0
    posture: Posture = Posture()
    move: str | None = None
    lit: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    hidden: frozenset[str] = HIDDEN_AT_FIRST
    opacities: tuple[tuple[str, float], ...] = ()
    selection: str | None = None
    probed: Point | None = None
    trigger_point: str | None = None
    attachments: bool = False
    labels: bool = False
    colour_by: ColourBy = "group"
    mass_kg: float = 75.0
    cut: Cut | None = None
    cause: str | None = None
    drawing: PainDrawing | None = None
    spread_mm: float | None = None
    rulers: tuple[Ruler, ...] = ()
    begun: tuple[Anchor, ...] = ()
    shown_by_posture: frozenset[str] = frozenset()
    shown_by_cause: frozenset[str] = frozenset()
    skin_before: SkinLook | None = None

    @property
    def shows_pain(self) -> bool:
        """Whether the skin is there to show pain on."""
        return self.trigger_point is not None or self.cause is not None or self.drawing is not None

    @property
    def without_legs(self) -> bool:
        """Whether legs are left out; not where another plane cuts, nor where pain is shown on them."""
        return not self.legs and self.cut is None and not self.shows_pain

    @property
    def without_trunk(self) -> bool:
        """Whether the trunk is left out, where it is drawn; not where another plane cuts, nor while pain is shown."""
        return not self.trunk and "torso" not in self.hidden and self.cut is None and not self.shows_pain

    @property
    def shown_cut(self) -> Cut | None:
        """The plane that cuts the picture open: the one chosen, or one under or over the hips."""
        if self.without_trunk:
            return OVER_HIPS
        return UNDER_HIPS if self.without_legs else self.cut

    def opacity(self, name: str) -> float:
        return dict(self.opacities).get(name, 1.0)


def group_id(structure: str, group: str) -> str:
    """The id of one fibre group of a muscle, such as gluteus_minimus_right.anterior."""
    return f"{structure}.{group}"


def shown(state: SceneState, names: Iterable[str], visible: bool) -> SceneState:
    """With structures or fibre groups shown or hidden."""
    hidden = state.hidden - set(names) if visible else state.hidden | set(names)
    return msgspec.structs.replace(state, hidden=hidden)


def faded(state: SceneState, name: str, opacity: float) -> SceneState:
    """With the opacity (0..1) of one structure or group."""
    opacities = dict(state.opacities) | {name: min(max(opacity, 0.0), 1.0)}
    kept = tuple(sorted((n, o) for n, o in opacities.items() if o != 1.0))
    return msgspec.structs.replace(state, opacities=kept)


def with_attachments(state: SceneState, painted: bool) -> SceneState:
    """With the origins and insertions of muscles painted on the bones, or without."""
    return msgspec.structs.replace(state, attachments=painted)


def with_labels(state: SceneState, named: bool) -> SceneState:
    """With the names of structures on the picture, or without."""
    return msgspec.structs.replace(state, labels=named)


def coloured_by(state: SceneState, what: ColourBy) -> SceneState:
    """With muscles coloured by their groups, or by a number of their fibres."""
    return msgspec.structs.replace(state, colour_by=what)


def with_cut(state: SceneState, cut: Cut | None) -> SceneState:
    """Cut open by a plane, or whole; raises InputError for a plane out of range."""
    if cut is not None:
        check_cut(cut)
    return msgspec.structs.replace(state, cut=cut)


def with_point(state: SceneState, anchor: Anchor, what: What) -> SceneState:
    """With one more point of a measurement, which is there once it has all; raises InputError for one too many."""
    points = (*state.begun, anchor)
    if len(state.rulers) >= MOST_RULERS:
        raise InputError(f"there are {MOST_RULERS} measurements already, the most that are shown: take one away first.")
    if len(points) < POINTS[what]:
        return msgspec.structs.replace(state, begun=points)
    return msgspec.structs.replace(state, rulers=(*state.rulers, Ruler(points)), begun=())


def without_points(state: SceneState) -> SceneState:
    """Without the points of a measurement that has not all of them yet."""
    return msgspec.structs.replace(state, begun=())


def without_rulers(state: SceneState, place: int | None = None) -> SceneState:
    """Without the measurement at a place in their row, or without all of them."""
    kept = () if place is None else tuple(ruler for k, ruler in enumerate(state.rulers) if k != place)
    return msgspec.structs.replace(state, rulers=kept)


def with_mass(state: SceneState, mass_kg: float) -> SceneState:
    """With another mass of the body; raises InputError out of range."""
    check_mass(mass_kg)
    return msgspec.structs.replace(state, mass_kg=mass_kg)


def selected(state: SceneState, name: str | None) -> SceneState:
    return msgspec.structs.replace(state, selection=name, probed=None)


def probing(state: SceneState, point: Point) -> SceneState:
    """With the skin selected, and what lies under a place of it told."""
    return msgspec.structs.replace(state, selection="skin", probed=point)


def with_side(state: SceneState, side: Side) -> SceneState:
    """Everything on the other side: what is hidden, faded and selected there is what was here. What is measured stays
    where it is."""

    def swap(name: str) -> str:
        head, dot, group = name.partition(".")
        for one, other in (("right", "left"), ("left", "right")):
            if head.endswith(f"_{one}"):
                return head.removesuffix(one) + other + dot + group
        return name

    if side == state.side:
        return state
    return msgspec.structs.replace(
        state,
        side=side,
        hidden=frozenset(swap(n) for n in state.hidden),
        opacities=tuple(sorted((swap(n), o) for n, o in state.opacities)),
        shown_by_cause=frozenset(swap(n) for n in state.shown_by_cause),
        selection=None if state.selection is None else swap(state.selection),
        probed=None,
    )


def seen_from(state: SceneState, view: View) -> SceneState:
    """As a named view wants it: what would stand in the way is, from inside, the other half of the body, from below the
    legs, from above the trunk."""
    return msgspec.structs.replace(
        state, other_side=view != "medial", legs=view != "inferior", trunk=view != "superior"
    )


def seen_whole(state: SceneState) -> SceneState:
    """With both halves of the body, its legs and its trunk."""
    return msgspec.structs.replace(state, other_side=True, legs=True, trunk=True)


def with_motion(state: SceneState, name: str | None, time_s: float = 0.0) -> SceneState:
    """With a motion at a time; None goes back to the pose. Muscles coloured by a moment arm get that of the motion."""
    if name is not None:
        moved = motion(name)
        time_s = min(max(time_s, 0.0), moved.duration_s)
        state = _upright(state)
        if state.motion != name and state.colour_by in AXES:
            state = coloured_by(state, moved.axis)
    return msgspec.structs.replace(state, motion=name, move=None, motion_time_s=0.0 if name is None else time_s)


def with_move(state: SceneState, name: str, time_s: float = 0.0) -> SceneState:
    """With the massage ball, or the leg, where a move has it at a time, in the posture that the state is in.

    Raises InputError for an unknown move, and where the state is in no posture for it.
    """
    move = move_in(name, state.posture.name)
    time_s = min(max(time_s, 0.0), move.duration_s)
    there = with_posture(state, move.posture(state.posture.name, time_s))
    return msgspec.structs.replace(there, move=name, motion_time_s=time_s)


def with_pose(state: SceneState, pose: HipPose) -> SceneState:
    """With a pose held instead of a motion; raises InputError outside the passive range."""
    check_range(pose)
    return msgspec.structs.replace(_upright(state), pose=pose, motion=None, move=None, motion_time_s=0.0)


def with_posture(state: SceneState, posture: Posture) -> SceneState:
    """With the whole figure in a posture, its skin and upper body shown; standing hides again what that brought in.

    Another form of the same posture, as on a higher seat, changes nothing of what is seen.
    """
    check_posture(posture)
    if posture.name == "standing":
        state = _upright(state)
    elif posture.name != state.posture.name:
        state = seen_whole(state)
        brought = state.shown_by_posture | (state.hidden & {"skin", *FIGURE})
        state = msgspec.structs.replace(shown(state, ["skin", *FIGURE], True), shown_by_posture=brought)
    return msgspec.structs.replace(state, posture=posture, pose=STANDING, motion=None, move=None, motion_time_s=0.0)


def _upright(state: SceneState) -> SceneState:
    """Out of every posture, without what it brought in; the skin stays as long as it shows pain."""
    gone, before = state.shown_by_posture, state.skin_before
    if before is not None and "skin" in gone:
        gone, before = gone - {"skin"}, SkinLook(True, before.opacity)
    return msgspec.structs.replace(
        state, posture=Posture(), hidden=state.hidden | gone, shown_by_posture=frozenset(), skin_before=before
    )


def known_ids(atlas: Atlas) -> list[str]:
    """All that can be shown, hidden, faded or selected in an atlas."""
    names: list[str] = []
    for structure in atlas.structures.values():
        names.append(structure.id)
        if structure.fibres is not None and len(own := np.unique(structure.fibres.group)) > 1:
            names += [group_id(structure.id, GROUPS[i]) for i in own]
    return names


def check_against(state: SceneState, atlas: Atlas) -> None:
    """Raise InputError where a state (from a file or a call) speaks of what does not exist."""
    known = set(known_ids(atlas))
    brought = state.shown_by_posture | state.shown_by_cause
    faded_ones = [name for name, _ in state.opacities]
    for name in [*sorted((state.hidden | brought) - HIDDEN_AT_FIRST), *faded_ones, state.selection]:
        if name is not None and name not in known and name != "skin":
            ids = ", ".join(sorted(known))
            raise InputError.of("error_lacks_structure", title=atlas.title, structure=name, known=ids)
    check_range(state.pose)
    check_posture(state.posture)
    if state.motion is not None:
        motion(state.motion)
    if state.move is not None:
        move_in(state.move, state.posture.name)
    regions = {without_side(name) for it in atlas.structures.values() for name in (it.id, *it.regions)}
    for name in (*state.lit, *state.avoid):
        if name not in regions:
            raise InputError(f'the atlas "{atlas.title}" has no bone or region "{name}" to be lit.')
    if not 0.0 <= state.motion_time_s < 3600.0:
        raise InputError(f"a motion time of {state.motion_time_s:g} s is outside every motion: use 0 or more.")
    before = () if state.skin_before is None else (state.skin_before.opacity,)
    if any(not 0.0 <= opacity <= 1.0 for opacity in (*before, *(opacity for _, opacity in state.opacities))):
        raise InputError("an opacity must lie between 0 (unseen) and 1 (solid): correct it.")
    for names in (faded_ones, state.lit, state.avoid):
        if len(set(names)) < len(names):
            raise InputError("a structure or region is named twice where each can be named once: take one away.")
    if state.trigger_point is not None:
        trigger_point(state.trigger_point)
    if state.cause is not None:
        check_cause(state.cause)
    if state.probed is not None:
        check_on_skin(atlas, state.probed)
    if state.drawing:
        check_drawing(atlas, state.drawing)
    if state.spread_mm is not None and not state.spread_mm >= 0.0:
        raise InputError(f"pain cannot spread {state.spread_mm:g} mm: use 0 or more.")
    check_mass(state.mass_kg)
    if state.cut is not None:
        check_cut(state.cut)
    if len(state.rulers) > MOST_RULERS:
        raise InputError(
            f"there are {len(state.rulers)} measurements, but at most {MOST_RULERS} are shown: take some away."
        )
    for ruler in state.rulers:
        check_ruler(atlas, ruler)
    for anchor in state.begun:
        check_anchor(atlas, anchor)


Listener = Callable[[SceneState, SceneState], None]


class Store:
    """The current SceneState. `update` replaces it and tells every listener (old, new) once if it changed."""

    def __init__(self, state: SceneState) -> None:
        self._state = state
        self._listeners: list[Listener] = []

    @property
    def state(self) -> SceneState:
        return self._state

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def update(self, state: SceneState) -> None:
        old, self._state = self._state, state
        if old != state:
            self._tell(old)

    def announce(self) -> None:
        """Tell every listener the current state once more: what is made of it has changed."""
        self._tell(self._state)

    def _tell(self, old: SceneState) -> None:
        for listener in self._listeners:
            listener(old, self._state)
