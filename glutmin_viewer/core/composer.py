"""From state to picture: `Composer(atlas)(state)` gives the `Frame` that a scene draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial

import numpy as np
from msgspec.structs import replace

from glutmin_viewer.content import without_side
from glutmin_viewer.core.anchors import Anchor
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.attached import painted_regions
from glutmin_viewer.core.ball import grooved, sphere
from glutmin_viewer.core.causes import table as causes
from glutmin_viewer.core.charts import OUTSIDE
from glutmin_viewer.core.colouring import ColourBy, on_scale
from glutmin_viewer.core.cut import normal_of
from glutmin_viewer.core.drawn_skin import drawn_skin
from glutmin_viewer.core.fibre_groups import GroupMesh, group_meshes, of_groups
from glutmin_viewer.core.fibres import GROUPS, Bundle, Fibres, FibreState, fibre_curves
from glutmin_viewer.core.figure import Resting
from glutmin_viewer.core.frame import BEGUN, BESIDE, RULER, TRIGGER_POINT, Frame, Item, ItemKind
from glutmin_viewer.core.ground import ground
from glutmin_viewer.core.measure import Row, measure
from glutmin_viewer.core.memory import Memory
from glutmin_viewer.core.mesh import Floats, Ints, Mesh, by_side, vertex_normals
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pain_drawing import drawing_field
from glutmin_viewer.core.places import posed_position
from glutmin_viewer.core.pose import SIGN, STANDING, Body, BodyPose, attitude
from glutmin_viewer.core.poser import Poser
from glutmin_viewer.core.rulers import value
from glutmin_viewer.core.stance import Balance, Stance
from glutmin_viewer.core.state import SceneState, group_id
from glutmin_viewer.core.trigger_points import trigger_points

APART_MM = 480.0  # between two figures beside each other
# How far round a trigger point the muscle is drawn as tender, and how wide that fades: a drawing choice.
TENDER_MM, TENDER_RIM_MM = 16.0, 4.0
SEAT = ("seat", "wallet")  # not in a look from below
SEE_THROUGH = 0.3  # opacity of a seat under thighs on which pain is shown
WORLD = np.eye(4)  # where points are that are told in the world itself
CAPTION_OVER_MM = np.array([0.0, 90.0, 0.0])  # the centre of mass


class Composer:
    """Composes frames of one atlas. Holds what depends on the atlas alone, and the last value of what does not.

    fine: for a coarser atlas, the composer of the one that it was made of, on which is measured.
    """

    def __init__(self, atlas: Atlas, fine: Composer | None = None) -> None:
        self._atlas, self._fine = atlas, fine
        self._poser, self._recall = Poser(atlas, in_motion=fine is not None), Memory().recall
        self._second: Composer | None = None

    def __call__(self, state: SceneState) -> Frame:
        """The frame of a state."""
        beside = None if state.motion is None else motion(state.motion).beside
        if beside is not None:
            return self._side_by_side(state, replace(state, motion=beside))
        pose = self._poser.pose(state)
        structures = self._items(state, pose)
        marks = (*self._trigger_points(state, pose), *self._probed(state, structures), *self._rulers(state, pose))
        return self._frame(state, pose, (*structures, *marks))

    def _frame(
        self, state: SceneState, pose: BodyPose, items: tuple[Item, ...], balances: tuple[Balance, ...] = ()
    ) -> Frame:
        numbers = partial(self._measurements, state, pose)
        return Frame(
            items,
            state.side,
            pose.hip(state.side),
            numbers,
            attitude(pose.pelvis),
            state.colour_by,
            balances,
            state.cause,
            bool(state.drawing),
            self._recall("cut", (state.shown_cut, state.side, pose.pelvis), lambda: _cut(state, pose)),
            state.labels,
        )

    def _side_by_side(self, state: SceneState, other: SceneState) -> Frame:
        """Two figures in balance on the leg looked at, with the forces of both, and without marks of trigger points.

        What is measured is measured on both.
        """
        self._second = self._second or Composer(self._atlas, self._fine)
        items: list[Item] = []
        balances = []
        for composer, shown, prefix, side, words in (
            (self, state, "", -1.0, "level"),
            (self._second, other, BESIDE, 1.0, "drops"),
        ):
            found = composer._balance(shown)
            shift_mm = np.array([0.0, 0.0, side * APART_MM / 2.0])
            placed: dict[int, Floats] = {}  # most go with few bodies
            own = (*composer._items(shown, found.pose), *composer._rulers(shown, found.pose))
            for item in own:
                at = item.world_from_points
                if id(at) not in placed:
                    placed[id(at)] = _shifted(at, shift_mm)
                items.append(replace(item, id=prefix + item.id, world_from_points=placed[id(at)]))
            items += (replace(item, id=prefix + item.id) for item in told(found, words, shift_mm))
            balances.append(found)
        return self._frame(state, balances[0].pose, tuple(items), tuple(balances))

    def _balance(self, state: SceneState) -> Balance:
        pose, mass = self._poser.pose(state), state.mass_kg
        stance = self._recall("stance", state.side, lambda: Stance(self._atlas, state.side))
        key = (state.side, pose, mass)
        return self._recall("balance", key, lambda: stance.balance(pose, self._poser.transforms(pose), mass))

    def _items(self, state: SceneState, pose: BodyPose) -> list[Item]:
        """The structures of a state in a pose, and what they rest on."""
        transforms = self._poser.transforms(pose)
        items: list[Item] = []
        for structure in self._atlas.structures.values():
            if structure.id in state.hidden or not (state.other_side or structure.side in {None, state.side}):
                continue
            if structure.fibres is not None:
                items += self._muscle(structure, state, pose, transforms["pelvis"])
            elif structure.weights is not None:
                items.append(self._skinned(structure, state, pose))
            else:
                items.append(self._rigid(structure, state, transforms))
        if (rest := self._poser.resting(state)) is not None:
            under = self._ground(rest, SEE_THROUGH if state.shows_pain else 1.0)
            items += [item for item in under if not (state.without_legs and item.id in SEAT)]
        return items

    def _ground(self, rest: Resting, opacity: float) -> list[Item]:
        """The floor, and the seat or ball where there is one; through a seat pain on the thighs has to be seen."""
        key = (rest.floor_mm, rest.seat_mm, rest.wallet)
        items: list[Item] = self._recall(
            "ground", key, lambda: [_still(n, "ground", m) for n, m in ground(rest).items()]
        )
        if opacity < 1.0:
            items = [replace(item, opacity=opacity) for item in items]
        if (ball := rest.ball) is None:
            return items
        item = self._recall("ball", ball.radius_mm, lambda: _still("ball", "ball", sphere(ball.radius_mm)))
        grooves = grooved(ball.radius_mm)
        return [*items, replace(item, world_from_points=ball.world_from_ball, lightness=grooves)]

    def _rigid(self, structure: Structure, state: SceneState, transforms: Mapping[Body, Floats]) -> Item:
        mesh = structure.mesh
        assert mesh is not None
        return Item(
            structure.id,
            structure.kind,
            transforms[structure.body],
            mesh.vertices,
            structure.normals,
            mesh.faces,
            coarse=structure.coarse,
            lightness=structure.lightness,
            cartilage=structure.cartilage,
            attachments=self._painted_regions(structure, state),
            opacity=state.opacity(structure.id),
            selected=self._stands_out(state, structure.id),
        )

    def _painted_regions(self, structure: Structure, state: SceneState) -> Ints | None:
        """Where muscles are attached to a bone, and what of it is lit, as `Item.attachments`; None for neither."""
        key = state.attachments, state.lit, state.avoid, structure.side in {None, state.side}
        if key[:3] == (False, (), ()):
            return None
        return self._recall((structure.id, "attachments"), key, lambda: painted_regions(structure, state))

    def _muscle(self, structure: Structure, state: SceneState, pose: BodyPose, pelvis: Floats) -> list[Item]:
        assert structure.side is not None and structure.fibres is not None
        if structure.mesh is None or structure.belly is None:
            return [self._fibre_lines(structure, state, pose, pelvis)]
        groups = self._recall((structure.id, "groups"), None, lambda: group_meshes(structure))
        surface = self._poser.fleshed(structure, state, pose)
        parts = self._recall((structure.id, "parts"), surface, lambda: of_groups(groups, *surface))
        world = pelvis if structure.weights is None else np.eye(4)
        values = self._values(structure, state.colour_by, pose, groups)
        tender = self._tender(structure, state, groups)
        items = []
        for group, part in groups.items():
            name = group_id(structure.id, group) if len(groups) > 1 else structure.id
            if name in state.hidden:
                continue
            points, normals = parts[group]
            items.append(
                Item(
                    name,
                    "muscle",
                    world,
                    points,
                    normals,
                    part.faces,
                    fibre_coordinates=part.fibre_coordinates,
                    group=group,
                    coarse=part.coarse,
                    lightness=part.lightness,
                    value=values.get(group),
                    tender=tender.get(group),
                    opacity=state.opacity(structure.id) * (state.opacity(name) if len(groups) > 1 else 1.0),
                    selected=state.selection == name or self._stands_out(state, structure.id),
                )
            )
        return items

    def _values(
        self, structure: Structure, by: ColourBy, pose: BodyPose, groups: Mapping[str, GroupMesh]
    ) -> dict[str, Floats]:
        """`Item.value` of every fibre group; none for a muscle whose fibres are not what is drawn."""
        if by == "group" or structure.id not in self._carried:
            return {}
        fibres = self._carried[structure.id]

        def values() -> dict[str, Floats]:
            of_fibre = self._on_scale(structure, by, pose)
            place = np.linspace(0.0, 1.0, len(fibres))
            return {name: np.interp(part.fibre_coordinates[:, 0], place, of_fibre) for name, part in groups.items()}

        return self._recall((structure.id, "values"), (pose.hip(fibres.side), by), values)

    def _on_scale(self, structure: Structure, by: ColourBy, pose: BodyPose) -> Floats:
        return on_scale(by, self._evaluated(pose)[structure.id], self._evaluated_standing[structure.id])

    def _evaluated(self, pose: BodyPose) -> dict[str, FibreState]:
        """Lengths and moment arms of all muscles that are drawn as their fibres run, those of both sides at once."""
        hips = tuple(pose.hip(fibres.side) for fibres in self._carried.values())
        return self._recall("fibres", hips, lambda: dict(zip(self._carried, self._bundle(*hips), strict=True)))

    @cached_property
    def _evaluated_standing(self) -> dict[str, FibreState]:
        return dict(zip(self._carried, self._bundle(*[STANDING] * len(self._carried)), strict=True))

    @cached_property
    def _bundle(self) -> Bundle:
        return Bundle(list(self._carried.values()), self._atlas.joints, self._atlas.pelvic_tilt_deg)

    @cached_property
    def _carried(self) -> dict[str, Fibres]:
        """The fibres of every muscle that is drawn as they run, by its id."""
        structures = self._atlas.structures.values()
        return {one.id: one.fibres for one in structures if one.fibres is not None and one.weights is None}

    def _fibre_lines(self, structure: Structure, state: SceneState, pose: BodyPose, pelvis: Floats) -> Item:
        """The fibres as lines, for a muscle of which an atlas has no mesh."""
        fibres = structure.fibres
        assert fibres is not None
        hip = pose.hip(fibres.side)
        shown = [i for i, group in enumerate(fibres.group) if group_id(structure.id, GROUPS[group]) not in state.hidden]
        tilt = self._atlas.pelvic_tilt_deg
        curves = self._recall(
            structure.id, hip, lambda: fibre_curves(fibres, self._atlas.joints, hip, tilt).reshape(-1, 3)
        )
        samples = fibres.n_samples
        lines = self._recall(
            (structure.id, "lines"),
            tuple(shown),
            lambda: (np.array(shown)[:, None] * samples + np.arange(samples)).astype(np.int32),
        )
        by = state.colour_by
        value = None
        if by != "group" and structure.id in self._carried:
            value = self._recall(
                (structure.id, "values"),
                (hip, by),
                lambda: np.repeat(self._on_scale(structure, by, pose), samples),
            )
        return Item(
            structure.id,
            "fibres",
            pelvis,
            curves,
            faces=lines,
            value=value,
            opacity=state.opacity(structure.id),
            selected=self._stands_out(state, structure.id),
        )

    def _skinned(self, structure: Structure, state: SceneState, pose: BodyPose) -> Item:
        mesh = structure.mesh
        assert mesh is not None
        points, normals = self._poser.bent(structure, state, pose)
        pain, marked, at_rest = self._overlay(state, mesh) if structure.kind == "skin" else (None, None, None)
        faces, coarse = mesh.faces, structure.coarse
        if structure.side is None:
            key = SIGN[state.side], state.other_side
            faces, coarse = self._recall((structure.id, "faces"), key, lambda: _sided(structure, *key))
        return Item(
            structure.id,
            structure.kind,
            np.eye(4),
            points,
            normals,
            faces,
            pain=pain,
            marked=marked,
            rest=at_rest,
            coarse=None if self._needs_all(state) else coarse,
            lightness=structure.lightness,
            opacity=state.opacity(structure.id),
            selected=state.probed is None and self._stands_out(state, structure.id),
        )

    def _needs_all(self, state: SceneState) -> bool:
        """Whether the skin is to be drawn in all its triangles always: a few large ones would tear what is drawn on it,
        or the dent of a ball."""
        rest = self._poser.resting(state)
        return state.shows_pain or (rest is not None and rest.ball is not None)

    def _overlay(
        self, state: SceneState, mesh: Mesh
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray] | tuple[None, None, None]:
        """`Item.pain`, `Item.marked` and `Item.rest` of the skin; nothing while it shows no pain."""
        if not state.shows_pain:
            return None, None, None
        outside = self._recall("outside", None, lambda: np.full((len(mesh.vertices), 3), OUTSIDE, dtype=np.float32))
        drawn = drawn_skin(self._atlas)
        pain = outside
        if state.trigger_point is not None:
            pain = drawn.pain[trigger_points()[state.trigger_point].group, state.side]
            if state.spread_mm is not None:
                key = (state.trigger_point, state.side, state.spread_mm)
                pain = self._recall("spread", key, lambda: self._spread(pain, state, mesh))

        def marked() -> np.ndarray:
            painted = drawing_field(self._atlas, state.drawing) if state.drawing else outside[:, 0]
            area = outside[:, 0] if state.cause is None else drawn.causes[state.cause, state.side]
            return np.stack([painted, area], axis=1)

        return (
            pain,
            self._recall("marked", (state.drawing, state.cause, state.side), marked),
            self._recall("rest", None, lambda: mesh.vertices.astype(np.float32)),
        )

    def _spread(self, pain: np.ndarray, state: SceneState, mesh: Mesh) -> np.ndarray:
        """The part of a field (n, 3) that is no farther from its trigger point than the state says."""
        muscle = self._atlas.structures.get(f"gluteus_minimus_{state.side}")
        belly = None if muscle is None else self._poser.belly(muscle)
        if belly is None or state.trigger_point is None or state.spread_mm is None:
            return pain
        point = trigger_points()[state.trigger_point]
        away = np.linalg.norm(mesh.vertices - belly.point(STANDING, point.across, point.along), axis=1)
        within = (state.spread_mm - away).astype(np.float32)
        return np.asarray(np.minimum(pain, within[:, None]))

    def _tender(
        self, structure: Structure, state: SceneState, groups: Mapping[str, GroupMesh]
    ) -> dict[str, np.ndarray]:
        """`Item.tender` of every fibre group of the muscle that has the chosen trigger point."""
        if state.trigger_point is None or structure.id != f"gluteus_minimus_{state.side}":
            return {}

        def tender() -> dict[str, np.ndarray]:
            belly, point = self._poser.belly(structure), trigger_points()[state.trigger_point or ""]
            assert belly is not None
            standing = self._recall((structure.id, "stands"), None, lambda: belly.vertices(STANDING))
            away = np.linalg.norm(standing - belly.point(STANDING, point.across, point.along), axis=1)
            share = np.clip((TENDER_MM + TENDER_RIM_MM - away) / TENDER_RIM_MM, 0.0, 1.0)
            return {name: share[part.vertices] for name, part in groups.items()}

        return self._recall((structure.id, "tender"), state.trigger_point, tender)

    def _stands_out(self, state: SceneState, structure: str) -> bool:
        """Whether a structure is the selection, or one that the shown cause concerns."""
        concerned = state.cause is not None and structure.endswith(f"_{state.side}")
        return state.selection == structure or (
            concerned and without_side(structure) in causes().causes[state.cause or ""].lit
        )

    def _trigger_points(self, state: SceneState, pose: BodyPose) -> list[Item]:
        """Marks of the side looked at, where its muscle is shown and not cut away; they ride on the fibres."""
        if state.drawing is not None and state.trigger_point is None:
            return []  # who paints where it hurts is not to be led
        if self._poser.ball(state, state.side) is not None and state.trigger_point is None:
            return []  # nor is who looks for what hurts, and they would hide the ball
        muscle = f"gluteus_minimus_{state.side}"
        structure = self._atlas.structures.get(muscle)
        belly = None if structure is None or muscle in state.hidden else self._poser.belly(structure)
        if belly is None:
            return []
        hip = pose.hip(state.side)
        places = self._recall(
            (TRIGGER_POINT, muscle),
            hip,
            lambda: {name: belly.point(hip, point.across, point.along) for name, point in trigger_points().items()},
        )
        ball, cut = self._poser.ball(state, state.side), _cut(state, pose)
        items = []
        for name, point in trigger_points().items():
            if group_id(muscle, point.group) in state.hidden:
                continue
            transform = self._poser.transforms(pose)["pelvis"].copy()
            transform[:3, 3] += transform[:3, :3] @ places[name]
            if ball is not None:
                transform[:3, 3] = ball.pushed(transform[None, :3, 3], np.zeros((1, 3)))[0][0]
            if cut is not None and (transform[:3, 3] - cut[0]) @ cut[1] > 0.0:
                continue  # the flesh that it marks is taken away
            items.append(
                Item(
                    f"{TRIGGER_POINT}.{name}",
                    TRIGGER_POINT,
                    transform,
                    group=point.group,
                    selected=state.trigger_point == name,
                )
            )
        return items

    def _probed(self, state: SceneState, structures: list[Item]) -> list[Item]:
        """The mark of the place of the skin under which layers are told; none where no skin is shown."""
        item, skin = next((item for item in structures if item.kind == "skin"), None), self._atlas.skin
        if state.probed is None or item is None or skin is None:
            return []
        transform = np.eye(4)
        transform[:3, 3] = posed_position(skin, item, state.probed)
        return [Item("probe", "probe", transform, group="probe")]

    def _rulers(self, state: SceneState, pose: BodyPose) -> list[Item]:
        """What is measured, and a measurement that is begun; none on the half of the body that is left out."""
        items = []
        place = (self._fine or self)._poser.place
        for k, ruler in enumerate(state.rulers):
            if all(self._is_there(anchor, state) for anchor in ruler.anchors):
                points = np.stack([place(anchor, state, pose) for anchor in ruler.anchors])
                items.append(Item(f"{RULER}.{k}", RULER, np.eye(4), points, amount=value(points)))
        if state.begun:
            points = np.stack([place(anchor, state, pose) for anchor in state.begun])
            items.append(Item(BEGUN, BEGUN, np.eye(4), points))
        return items

    def _is_there(self, anchor: Anchor, state: SceneState) -> bool:
        return state.other_side or self._atlas.structures[anchor.structure].side in {None, state.side}

    def _measurements(self, state: SceneState, pose: BodyPose) -> tuple[Row, ...]:
        muscle = self._atlas.structures.get(f"gluteus_minimus_{state.side}")
        if muscle is None or muscle.fibres is None:
            return ()
        hip, posed = pose.hip(state.side), self._evaluated(pose).get(muscle.id)
        return self._recall(
            "measurements", (state.side, hip), lambda: tuple(measure(self._atlas, state.side, hip, posed))
        )


def _cut(state: SceneState, pose: BodyPose) -> tuple[Floats, Floats] | None:
    """The plane of a state's cut in the world, and its normal; it goes with the pelvis."""
    if (cut := state.shown_cut) is None:
        return None
    normal = attitude(pose.pelvis) @ normal_of(cut, state.side)
    return cut.offset_mm * normal, normal


def _sided(structure: Structure, sign: float, other_side: bool) -> tuple[Ints, Ints | None]:
    """The faces of a surface of the whole body on one side of it, and those of its coarse level; before them those of
    the other side, unless that is left out.

    While something moves, translucent faces cover those that were drawn before: so the far leg does not cover pain.
    """
    mesh, coarse = structure.mesh, structure.coarse
    assert mesh is not None

    def sided(faces: Ints) -> Ints:
        far, near = by_side(Mesh(mesh.vertices, faces), sign)
        return np.concatenate([far, near]) if other_side else near

    return sided(mesh.faces), None if coarse is None else sided(coarse)


def _still(name: str, kind: ItemKind, mesh: Mesh) -> Item:
    """A thing of its own, which follows no body."""
    return Item(name, kind, np.eye(4), mesh.vertices, vertex_normals(mesh), mesh.faces)


def _shifted(transform: Floats, by_mm: Floats) -> Floats:
    moved = transform.copy()
    moved[:3, 3] += by_mm
    return moved


def told(found: Balance, words: str, at_mm: Floats) -> Iterator[Item]:
    """The weight, the pull of the abductors, the levers of both about the hip, and over it what a figure shows; of one
    that stands somewhere else by at_mm."""
    for name, force in (("weight", found.weight), ("abductors", found.abductors)):
        lever = np.array([found.hip_mm, force.foot_mm]) + at_mm
        yield Item(f"force.{name}", "force", WORLD, force.line_mm + at_mm, amount=force.newtons)
        yield Item(f"lever.{name}", "lever", WORLD, lever, amount=force.lever_mm)
    yield Item(f"caption.{words}", "caption", WORLD, found.weight.line_mm[:1] + CAPTION_OVER_MM + at_mm)
