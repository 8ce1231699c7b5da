"""The quiz: questions that the model answers itself, drawn by a seed, each with the scene that it is asked in.

What may be asked for in the picture is data (`quiz.toml`); no answer is: it is computed on the atlas when a question is
made. What is too near a border to be told from it is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import cycle
from random import Random
from typing import Literal, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content import Term, content, without_side
from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.camera import Camera, View, hip_camera
from glutmin_viewer.core.colouring import ColourBy
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT, curves, roles
from glutmin_viewer.core.drawn_skin import drawn_skin
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, GROUPS
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import Motion, motions
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.pose import OPPOSITE, SIDES, SIGN, HipPose, Side
from glutmin_viewer.core.showing_pain import SEEN_THROUGH, with_cause, with_drawing, with_pattern
from glutmin_viewer.core.state import (
    SceneState,
    coloured_by,
    faded,
    group_id,
    seen_from,
    selected,
    shown,
    with_attachments,
    with_motion,
    with_pose,
)
from glutmin_viewer.core.trigger_points import trigger_points

Kind = Literal["find", "shorten", "lever", "refer", "root", "over"]
KINDS: tuple[Kind, ...] = get_args(Kind)

COUNT = 8  # questions of a round
# In this order kinds take turns until a round is full; then it is shuffled.
TURNS: tuple[Kind, ...] = ("find", "refer", "shorten", "over", "lever", "root", "find", "refer")

NONE = "none"
MINIMUS = "gluteus_minimus"
PATTERNS = ("anterior", "posterior", "both", "neither")
ROOTS = ("L4", "L5", "S1")
OVER = ("gluteus_medius", "tensor_fasciae_latae", "gluteus_maximus")

# All these are choices.
NEAR_MM = 10.0  # how far beside a place on bone a click still counts
FAINT = 0.5  # what is more than this share of what counts, and does not count, is not asked
DAB_MM = 20.0  # radius of the painted place, which lies wholly inside of a field or wholly outside
SPARE_MM = 1.0  # between that place and the border: how far inside a field lies is told to about as much
FAR_MM = 120.0  # no place is farther than this from the fields that are asked about
PAINTED_HEIGHT_MM, CLOSE_HEIGHT_MM = 700.0, 170.0  # of the picture: of a painted place, of a place on bone
LEAST_MM, AROUND_MM, AROUND = 3.0, 12.0, 4  # of a layer that is told; how far around the answer must be the same
TRIES, SPARSE = 40, 20  # places probed for an answer; every so many vertices of a muscle tell where to probe
OVER_REGIONS = ("buttock_below_crest", "buttock_lower_lateral", "hip_anterior", "buttock_back")

Vertices = NDArray[np.intp]


class Question(msgspec.Struct, frozen=True):
    """A question, what is right, and what is shown.

    about: what it is about: a structure, place, motion, lever or answer; no two of a round and kind are the same.
    choices: ids of the answers; none where it is answered by a click in the picture. several: whether more than one
    may be right. scene, camera: what it is asked in; after, camera_after: what shows the answer. numbers: what was
    computed, by what it is of: percent of length (shorten), mm of lever (lever), mm inside, - outside, of a field
    (refer, root), mm from the skin (over). tells: entries of the content that explain it, as section and id.
    """

    kind: Kind
    about: str
    choices: tuple[str, ...]
    right: frozenset[str]
    scene: SceneState
    camera: Camera
    after: SceneState
    camera_after: Camera
    numbers: tuple[tuple[str, float], ...] = ()
    tells: tuple[tuple[str, str], ...] = ()
    several: bool = False
    on: str | None = None

    @property
    def clicked(self) -> bool:
        """Whether it is answered by a click in the picture."""
        return not self.choices

    @property
    def terms(self) -> tuple[Term, ...]:
        """The texts that explain it, each with badge and source."""
        return tuple(getattr(content(), section)[name] for section, name in self.tells)


class Find(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be asked for in the picture; see the head of quiz.toml."""

    id: str
    view: View
    on: str | None = None
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()


class Lever(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lever that may be asked for; see the head of quiz.toml."""

    id: str
    direction: str
    flexion_deg: float
    tells: tuple[str, str]

    @property
    def axis(self) -> str:
        return OPPOSITE.get(self.direction, self.direction)

    @property
    def towards(self) -> float:
        return -1.0 if self.direction in OPPOSITE else 1.0


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of quiz.toml."""

    find: tuple[Find, ...]
    lever: tuple[Lever, ...]


@cache
def table() -> Table:
    """The table as shipped."""
    return packaged(__package__, "quiz", Table)


def lever_named(name: str) -> Lever:
    """A lever that a question is about."""
    return next(lever for lever in table().lever if lever.id == name)


def quiz_round(atlas: Atlas, side: Side, seed: int, count: int = COUNT) -> tuple[Question, ...]:
    """The questions of a round, of mixed kinds and none twice; equal seeds give equal rounds.

    Raises InputError where an atlas has nothing that can be asked about.
    """
    sources = {kind: make(atlas, side, Random(f"{seed} {kind}")) for kind, make in _MAKERS.items()}
    asked: list[Question] = []
    for kind in cycle(TURNS):
        if len(asked) == count or not sources:
            break
        if kind in sources:
            question = next(sources[kind], None)
            if question is None:
                del sources[kind]
            else:
                asked.append(question)
    if not asked:
        raise InputError.of("error_lacks_questions", title=atlas.title)
    Random(seed).shuffle(asked)
    return tuple(asked)


def is_right(question: Question, chosen: Iterable[str]) -> bool:
    """Whether the chosen answers are those that are right: all of them where several are, else one of them."""
    return frozenset(chosen) == question.right


def hit(question: Question, atlas: Atlas, item: str, position: Floats) -> bool:
    """Whether a click on an item, at a position (3,) mm at rest, is on what a question asks for, on either side."""
    head, _, part = item.partition(".")
    if head == TRIGGER_POINT:
        head, part = MINIMUS, trigger_points()[part].group
    if question.on is None:
        muscle, _, group = question.about.partition(".")
        return without_side(head) == muscle and (not group or group == part)
    bone = atlas.structures.get(head)
    if bone is None or bone.mesh is None or without_side(head) != question.on or question.about not in bone.regions:
        return False
    place = bone.mesh.vertices[bone.regions[question.about]]
    return bool(np.linalg.norm(place - position, axis=1).min() <= NEAR_MM)


def _found(atlas: Atlas, side: Side, rng: Random) -> Iterator[Question]:
    """Structures, fibre groups and places on bone, to be clicked."""
    for find in rng.sample(table().find, len(table().find)):
        owner = _of_side(atlas, find.on or find.id.partition(".")[0], side)
        if owner is None or owner.mesh is None or (find.on is not None and find.id not in owner.regions):
            continue
        scene = seen_from(SceneState(side=side), find.view)
        for names, visible in ((find.show, True), (find.hide, False)):
            scene = shown(scene, (f"{name}_{of}" for name in names for of in SIDES), visible)
        camera = camera_after = hip_camera(find.view, side)
        tells = ("structures", find.id)
        name, group = owner.id, find.id.partition(".")[2]
        if group:
            tells, name = ("groups", group), group_id(owner.id, group)
        if find.on is not None:
            tells = ("regions", find.id)
            camera_after = msgspec.structs.replace(
                camera, focal_point=_middle(owner, find.id), height_mm=CLOSE_HEIGHT_MM
            )
        attached = find.id.endswith(("_origin", "_insertion"))
        yield Question(
            "find",
            find.id,
            (),
            frozenset({find.id}),
            scene,
            camera,
            with_attachments(selected(scene, None if attached else name), attached),
            camera_after,
            tells=(tells,),
            on=find.on,
        )


def _shortened(atlas: Atlas, side: Side, rng: Random) -> Iterator[Question]:
    """Which fibre groups a motion shortens, where it has gone furthest; not of measured ones, which go to and fro."""
    if not _has_fibres(atlas, side):
        return
    told = [motion for motion in motions().values() if motion.eased and motion.beside is None]
    for motion in rng.sample(told, len(told)):
        numbers = tuple((role.group, role.change_percent) for role in roles(atlas, side, motion))
        right = _that_count(((group, -change) for group, change in numbers), SMALL_PERCENT)
        if right is None:
            continue
        scene = SceneState(side=side)
        after = with_motion(scene, motion.id, _furthest_s(motion, side))
        yield _of_groups("shorten", motion.id, right, scene, after, "length", numbers, ("motions", motion.id))


def _furthest_s(motion: Motion, side: Side) -> float:
    """When a motion has gone furthest about its axis; seconds."""
    times = motion.times(101)
    angles = [getattr(motion.pose(side, time).hip(side), f"{motion.axis}_deg") for time in times]
    return times[int(np.abs(np.array(angles) - angles[0]).argmax())]


def _levers(atlas: Atlas, side: Side, rng: Random) -> Iterator[Question]:
    """Which fibre groups would move the thigh in a direction if they pulled."""
    if not _has_fibres(atlas, side):
        return
    for lever in rng.sample(table().lever, len(table().lever)):
        pose = HipPose(flexion_deg=lever.flexion_deg)
        arms = curves(atlas, side, [pose]).moment_arm_mm
        axis = next(axis for axis in AXES if axis == lever.axis)
        numbers = tuple((group, lever.towards * float(arm[0, AXES.index(axis)])) for group, arm in arms.items())
        right = _that_count(numbers, SMALL_MM)
        if right is None:
            continue
        scene = with_pose(SceneState(side=side), pose)
        yield _of_groups("lever", lever.id, right, scene, scene, axis, numbers, lever.tells)


def _of_groups(
    kind: Kind,
    about: str,
    right: frozenset[str],
    scene: SceneState,
    after: SceneState,
    by: ColourBy,
    numbers: tuple[tuple[str, float], ...],
    tells: tuple[str, str],
) -> Question:
    """A question whose answers are fibre groups; the answer is shown by the colour of the muscle."""
    camera = hip_camera("lateral", scene.side)
    choices = (*(group for group in GROUPS if group in dict(numbers)), NONE)
    return Question(
        kind, about, choices, right, scene, camera, coloured_by(after, by), camera, numbers, (tells,), several=True
    )


def _that_count(values: Iterable[tuple[str, float]], least: float) -> frozenset[str] | None:
    """The names whose values reach `least`, or `NONE`; None where one comes too near to it to be asked about."""
    found = dict(values)
    if any(FAINT * least < value < least for value in found.values()):
        return None
    return frozenset(name for name, value in found.items() if value >= least) or frozenset({NONE})


def _referred(atlas: Atlas, side: Side, rng: Random) -> Iterator[Question]:
    """Whose drawn pain covers a painted place: that of the front points, of the rear ones, of both, of neither."""
    if (skin := _drawn_on(atlas)) is None:
        return
    front, rear = (drawn_skin(atlas).pain[group, side] for group in ("anterior", "posterior"))
    described = {"anterior": front[:, 0], "posterior": rear[:, 0]}
    of_any_grade = {"anterior": front.max(axis=1), "posterior": rear.max(axis=1)}
    for answer in rng.sample(PATTERNS, len(PATTERNS)):
        covers = {group: answer in {group, "both"} for group in described}
        fields = {group: (described if covered else of_any_grade)[group] for group, covered in covers.items()}
        place = _place(skin, side, rng, fields, covers)
        if place is None:
            continue
        numbers = tuple((group, float(field[place])) for group, field in fields.items())
        scene = _painted(skin, side, place)
        nearest = max(numbers, key=lambda number: number[1])[0]
        tells = tuple(("referral", group) for group in (described if answer in {"both", "neither"} else (answer,)))
        camera = _facing(skin, side, place)
        after = with_pattern(scene, answer if answer in described else nearest, side)
        yield Question("refer", answer, PATTERNS, frozenset({answer}), scene, camera, after, camera, numbers, tells)


def _roots(atlas: Atlas, side: Side, rng: Random) -> Iterator[Question]:
    """Which nerve root is described to hurt at a painted place where only one of them is, or none."""
    if (skin := _drawn_on(atlas)) is None:
        return
    causes = {root: f"radiculopathy_{root}" for root in ROOTS}
    fields = {root: drawn_skin(atlas).causes[cause, side] for root, cause in causes.items()}
    choices = (*ROOTS, NONE)
    for answer in rng.sample(choices, len(choices)):
        place = _place(skin, side, rng, fields, {root: root == answer for root in ROOTS})
        if place is None:
            continue
        numbers = tuple((root, float(field[place])) for root, field in fields.items())
        shown_root = max(numbers, key=lambda number: number[1])[0]
        scene, camera = _painted(skin, side, place), _facing(skin, side, place)
        yield Question(
            "root",
            answer,
            choices,
            frozenset({answer}),
            scene,
            camera,
            with_cause(scene, causes[shown_root]),
            camera,
            numbers,
            (("causes", causes[shown_root]),),
        )


def _covered(atlas: Atlas, side: Side, rng: Random) -> Iterator[Question]:
    """What lies right over the gluteus minimus under a painted place, or that the muscle is not there."""
    skin = atlas.skin
    if skin is None or skin.mesh is None or any(_of_side(atlas, name, side) is None for name in (MINIMUS, *OVER)):
        return
    regions = [skin.regions[name] for region in OVER_REGIONS if (name := f"{region}_{side}") in skin.regions]
    if not regions:
        return
    vertices: Vertices = np.concatenate(regions).astype(np.intp)
    vertices = vertices[_faces_out(skin, side)[vertices]]
    choices = (*OVER, NONE)
    met = {name: _points_at(skin, vertices, _of_side(atlas, name, side)) for name in (MINIMUS, *OVER)}
    for answer in rng.sample(choices, len(choices)):
        fits = vertices[~met[MINIMUS] if answer == NONE else met[MINIMUS] & met[answer]].tolist()
        for vertex in rng.sample(fits, min(TRIES, len(fits))):
            numbers = _layers_if(atlas, skin, vertex, answer, rng)
            if numbers is None:
                continue
            scene, camera = _painted(skin, side, vertex), _facing(skin, side, vertex)
            after = faded(shown(scene, (f"{name}_{side}" for name, _ in numbers), True), "skin", SEEN_THROUGH)
            tells = ("structures", MINIMUS if answer == NONE else answer)
            yield Question(
                "over", answer, choices, frozenset({answer}), scene, camera, after, camera, numbers, (tells,)
            )
            break


def _points_at(skin: Structure, vertices: Vertices, muscle: Structure | None) -> NDArray[np.bool_]:
    """Whether the way inward from each of some vertices (k,) of the skin leads about to a muscle: quick, not exact."""
    assert skin.mesh is not None and muscle is not None and muscle.mesh is not None
    away = muscle.mesh.vertices[None, ::SPARSE] - skin.mesh.vertices[vertices][:, None]
    inward = -skin.normals[vertices][:, None]
    along = np.einsum("kmi,kmi->km", away, np.broadcast_to(inward, away.shape))[..., None]
    met: NDArray[np.bool_] = np.linalg.norm(away - along * inward, axis=2).min(axis=1) < AROUND_MM
    return met


def _layers_if(
    atlas: Atlas, skin: Structure, vertex: int, answer: str, rng: Random
) -> tuple[tuple[str, float], ...] | None:
    """Where what lies under a vertex of the skin begins, mm; None unless `answer` lies over the minimus there and
    around."""
    assert skin.mesh is not None
    points = skin.mesh.vertices
    there, numbers = covering(atlas, points[vertex])
    if there != answer:
        return None
    around = np.flatnonzero(np.linalg.norm(points - points[vertex], axis=1) < AROUND_MM).tolist()
    near = rng.sample(around, min(AROUND, len(around)))
    return numbers if all(covering(atlas, points[other])[0] == answer for other in near) else None


def covering(atlas: Atlas, point: Floats) -> tuple[str | None, tuple[tuple[str, float], ...]]:
    """What lies right over the gluteus minimus under a point (3,) mm of the skin at rest.

    The structure, without its side; `NONE` where the muscle is not there, and None where nothing thick enough to be
    told lies over it. Beside it where muscles and, without a minimus, bone begin, mm from the skin.
    """
    from glutmin_viewer.core.probe import FAT, probe  # of use to few, and slow to import

    found = probe(atlas, point)
    if found.minimus_mm is None:
        layers = [(layer.kind, layer.from_mm) for layer in found.layers if layer.kind != FAT]
        bone = () if found.bone is None else ((found.bone, found.end_mm),)
        return NONE, tuple((without_side(name), mm) for name, mm in (*layers, *bone))
    above = [layer for layer in found.above if layer.kind != FAT and layer.thickness_mm >= LEAST_MM]
    layers = [(without_side(layer.kind), layer.from_mm) for layer in above]
    return (layers[-1][0] if layers else None), (*layers, (MINIMUS, found.minimus_mm))


def _place(
    skin: Structure, side: Side, rng: Random, fields: dict[str, NDArray[np.float32]], covers: dict[str, bool]
) -> int | None:
    """A vertex of the skin, in sight, around which a dab lies wholly inside some fields and outside the others."""
    fits = _faces_out(skin, side)
    for name, field in fields.items():
        inside = field if covers[name] else -field
        fits = fits & (inside >= DAB_MM + SPARE_MM)
    if not any(covers.values()):
        fits = fits & (np.max(list(fields.values()), axis=0) >= -FAR_MM)
    found = np.flatnonzero(fits)
    return int(rng.choice(found.tolist())) if len(found) else None


def _faces_out(skin: Structure, side: Side) -> NDArray[np.bool_]:
    """Which vertices (n,) of the skin are of a side and look neither to the other leg nor up or down."""
    assert skin.mesh is not None
    outward, across = skin.normals, SIGN[side] * skin.mesh.vertices[:, 2]
    seen: NDArray[np.bool_] = (across > DAB_MM) & (SIGN[side] * outward[:, 2] > 0.0) & (np.abs(outward[:, 1]) < 0.6)
    return seen


def _facing(skin: Structure, side: Side, vertex: int) -> Camera:
    """A level look at a painted place and so much of the body that one sees where it is."""
    assert skin.mesh is not None
    x, _, z = skin.normals[vertex]
    level = float(np.hypot(x, z))
    height = float(np.clip(skin.mesh.vertices[vertex, 1], -620.0, -20.0))
    direction = (float(x) / level, 0.0, float(z) / level)
    return Camera((0.0, height, SIGN[side] * 70.0), direction, (0.0, 1.0, 0.0), PAINTED_HEIGHT_MM)


def _painted(skin: Structure, side: Side, vertex: int) -> SceneState:
    assert skin.mesh is not None
    x, y, z = (float(c) for c in skin.mesh.vertices[vertex])
    return with_drawing(SceneState(side=side), PainDrawing((Stroke(((x, y, z),), DAB_MM),)))


def _drawn_on(atlas: Atlas) -> Structure | None:
    """The skin, where pain can be drawn on it."""
    try:
        drawn_skin(atlas)
    except InputError:
        return None
    return atlas.skin


def _middle(bone: Structure, region: str) -> tuple[float, float, float]:
    """The vertex of a region nearest to the middle of all of them."""
    assert bone.mesh is not None
    place = bone.mesh.vertices[bone.regions[region]]
    x, y, z = place[np.linalg.norm(place - place.mean(axis=0), axis=1).argmin()]
    return float(x), float(y), float(z)


def _of_side(atlas: Atlas, name: str, side: Side) -> Structure | None:
    return atlas.structures.get(f"{name}_{side}") or atlas.structures.get(name)


def _has_fibres(atlas: Atlas, side: Side) -> bool:
    return side in atlas.standing_length_mm


_MAKERS: dict[Kind, Callable[[Atlas, Side, Random], Iterator[Question]]] = {
    "find": _found,
    "shorten": _shortened,
    "lever": _levers,
    "refer": _referred,
    "root": _roots,
    "over": _covered,
}
