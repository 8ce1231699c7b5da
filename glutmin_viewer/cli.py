"""The command line: each command says what it wants in the signature and leaves the work to the layer that knows it.

Heavy modules are imported inside the commands, so that `--help` answers at once. `main` turns every outcome into an
exit code: 0 done; 2 wrong call or input, with one sentence; 1 a fault of this program; 130 stopped by Ctrl+C.

The window and pictures speak the language that is asked for; help, errors and printed tables are English.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glutmin_viewer.core.errors import InputError

if TYPE_CHECKING:
    from glutmin_viewer.core.atlas import Atlas
    from glutmin_viewer.core.camera import Camera
    from glutmin_viewer.core.document import Document
    from glutmin_viewer.core.pose import HipPose, Side
    from glutmin_viewer.core.state import SceneState

GALLERY = Path("out")
MANY_POSES = 5_000  # for about a second
# The base of all wrong calls; older versions of typer have it from click, newer ones bring their own.
CallError = typer.BadParameter.__mro__[1]

app = typer.Typer(
    help="See, understand and treat the gluteus minimus. Without a command: the window.",
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
)
atlas_app = typer.Typer(help="The sets of meshes: list, check, build.", no_args_is_help=True)
app.add_typer(atlas_app, name="atlas")

AtlasOption = Annotated[Path | None, typer.Option("--atlas", metavar="DIR", help="Atlas folder; else the bundled one.")]
StateOption = Annotated[Path | None, typer.Option("--state", metavar="FILE", help="State file saved by the viewer.")]
SideOption = Annotated[str | None, typer.Option("--side", metavar="right|left", help="The hip looked at.")]
PoseOption = Annotated[
    str | None, typer.Option("--pose", metavar="ANGLES", help="Such as flexion=30,abduction=10,external_rotation=5.")
]
PostureOption = Annotated[
    str | None,
    typer.Option(
        "--posture",
        metavar="NAME",
        help="standing, single_leg_stance, sitting[,seat_height=MM,recline=DEG], side_lying, supine_knees_bent, "
        "supine_leg_over, or on the massage ball massage_anterior, massage_posterior or massage_leg_over, each "
        "[,up=MM,forward=MM]; --side is the leg stood on, the side lain on or massaged, or the leg under the other.",
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="de|en", help="Of the words in window and picture.")
]
MotionOption = Annotated[str | None, typer.Option("--motion", metavar="ID", help="Such as abduction.")]
ViewOption = Annotated[str | None, typer.Option("--view", metavar="NAME", help="anterior, posterior, lateral, ...")]
HurtsOption = Annotated[
    str | None,
    typer.Option(
        "--hurts",
        metavar="REGION[,REGION]",
        help="Areas of the skin painted as painful, such as thigh_lateral; without its side, of the hip looked at.",
    ),
]
PointOption = Annotated[
    str | None, typer.Option("--trigger-point", metavar="ID", help="Such as posterior_1: its referral.")
]
CauseOption = Annotated[
    str | None, typer.Option("--cause", metavar="ID", help="Such as radiculopathy_L5: where another cause is felt.")
]
ShowOption = Annotated[str | None, typer.Option("--show", metavar="IDS", help="Structures to show, with commas.")]
HideOption = Annotated[str | None, typer.Option("--hide", metavar="IDS", help="Structures to hide, with commas.")]
ColourOption = Annotated[
    str | None,
    typer.Option(
        "--colour-by",
        metavar="WHAT",
        help="Colour muscles by group, length, or the lever for flexion, adduction, ...",
    ),
]
NamesOption = Annotated[bool, typer.Option("--names", help="Name the structures on the picture.")]
CutOption = Annotated[
    str | None,
    typer.Option("--cut", metavar="PLANE[=MM]", help="Cut open, such as axial=20, sagittal or coronal."),
]
LabelsOption = Annotated[bool, typer.Option("--labels/--no-labels", help="The side, the cube, names and the key.")]


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, not with what was shown last.")] = False,
) -> None:
    """Open the window; without --language in the one chosen there last, else in that of the locale.

    A state file alone opens it too, as when a desktop opens the file: glutmin-viewer scene.json.
    """
    if context.invoked_subcommand is not None:
        if fresh:
            raise InputError("--fresh is for the window alone: leave it out.")
        if any(option is not None for option in (atlas, state, language)):
            raise InputError(
                "--atlas, --state and --language belong after the whole command: render OUT.png --atlas DIR."
            )
        return
    _speak(language or _kept_language() or locale_language(os.environ))
    if not _has_display():
        _gallery(atlas, state)
        return
    from glutmin_viewer.app import run

    raise typer.Exit(run(_folder(atlas), state, fresh))


@app.command()
def render(
    out: Annotated[Path, typer.Argument(metavar="OUT.png", help="The picture to write.")],
    view: ViewOption = None,
    pose: PoseOption = None,
    posture: PostureOption = None,
    motion: MotionOption = None,
    at: Annotated[float | None, typer.Option(help="Share of the motion, 0 to 1.")] = None,
    side: SideOption = None,
    hurts: HurtsOption = None,
    trigger_point: PointOption = None,
    cause: CauseOption = None,
    show: ShowOption = None,
    hide: HideOption = None,
    colour_by: ColourOption = None,
    names: NamesOption = False,
    cut: CutOption = None,
    size: Annotated[str, typer.Option(metavar="WxH", help="Pixels.")] = "1600x1200",
    transparent: Annotated[bool, typer.Option("--transparent", help="Without a background.")] = False,
    labels: LabelsOption = True,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
) -> None:
    """Render a picture; no screen is needed."""
    from glutmin_viewer.core.document import Document
    from glutmin_viewer.render.picture import save_picture

    if out.suffix.lower() != ".png":
        raise InputError(f"{out} is no name for a PNG picture: let it end in .png.")
    pixels = parse_size(size)
    _speak(language or "en")
    loaded = _load(atlas)
    document = _document(loaded, state)
    scene = _posed(document.scene, side, pose, posture, motion, at)
    scene = _looking(scene, loaded, hurts, trigger_point, cause, show, hide, colour_by, names, cut)
    camera = _camera(loaded, document, scene, view)
    save_picture(out, loaded, Document(_seen_from(scene, view), camera), pixels, transparent, labels)


@app.command()
def animate(
    out: Annotated[Path, typer.Argument(metavar="OUT.mp4|OUT.gif", help="The film to write.")],
    motion: MotionOption = None,
    move: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of the massage, such as small, in a --posture on the ball.")
    ] = None,
    chapter: Annotated[
        str | None, typer.Option(metavar="ID", help="Of the guide, such as massage: its steps as a tour with titles.")
    ] = None,
    posture: PostureOption = None,
    view: ViewOption = None,
    side: SideOption = None,
    hurts: HurtsOption = None,
    trigger_point: PointOption = None,
    cause: CauseOption = None,
    show: ShowOption = None,
    hide: HideOption = None,
    colour_by: ColourOption = None,
    names: NamesOption = False,
    cut: CutOption = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Pixels; else 1280x720, of a GIF 640x480.")] = None,
    fps: Annotated[int | None, typer.Option(help="Pictures a second; else 25, of a GIF 10.")] = None,
    labels: LabelsOption = True,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
) -> None:
    """Film a motion, a move of the massage or a chapter of the guide; no screen is needed."""
    from glutmin_viewer.core.footage import film_of, tour
    from glutmin_viewer.core.state import with_move
    from glutmin_viewer.render.movie import record

    moving = {"--motion": motion, "--move": move, "--chapter": chapter}
    given = [name for name, value in moving.items() if value is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were both given: a film shows one of them.")
    scene_options = (posture, view, hurts, trigger_point, cause, show, hide, colour_by, state)
    if chapter is not None and any(option is not None for option in scene_options):
        raise InputError("a chapter brings its own scenes: leave out what shows others, and keep --side.")
    gif = out.suffix.lower() == ".gif"
    pixels = parse_size(size or ("640x480" if gif else "1280x720"))
    _speak(language or "en")
    loaded = _load(atlas)
    document = _document(loaded, state)
    if chapter is not None:
        film = tour(chapter, _side(side) or "right", loaded)
    else:
        scene = _posed(document.scene, side, None, posture, motion, None)
        scene = scene if move is None else with_move(scene, move)
        scene = _looking(scene, loaded, hurts, trigger_point, cause, show, hide, colour_by, names, cut)
        film = film_of(_seen_from(scene, view), _camera(loaded, document, scene, view))
    _work(record(out, loaded, film, pixels, fps or (10 if gif else 25), labels), out)


@app.command()
def export(
    out: Annotated[
        Path, typer.Argument(metavar="OUT.glb|OUT.pdf|OUT.csv", help="The body in 3D, a hand-out, or a table.")
    ],
    pose: PoseOption = None,
    posture: PostureOption = None,
    motion: MotionOption = None,
    at: Annotated[float | None, typer.Option(help="Share of the motion, 0 to 1.")] = None,
    over: Annotated[
        str | None, typer.Option(metavar="ANGLE", help="A table over flexion, adduction or internal_rotation.")
    ] = None,
    side: SideOption = None,
    hurts: HurtsOption = None,
    trigger_point: PointOption = None,
    cause: CauseOption = None,
    show: ShowOption = None,
    hide: HideOption = None,
    colour_by: ColourOption = None,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
) -> None:
    """Write the scene as glTF, the hand-out of a trigger point as PDF, or the curves of a motion or angle as CSV."""
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.courses import angle_course, motion_course
    from glutmin_viewer.core.curves_csv import save_csv
    from glutmin_viewer.core.pose import RANGE_DEG

    ending = out.suffix.lower()
    if ending not in (".glb", ".pdf", ".csv"):
        raise InputError(f"{out} says not what to write: let it end in .glb, .pdf or .csv.")
    if ending == ".pdf" and trigger_point is None:
        raise InputError("a hand-out is about a trigger point: add --trigger-point ID, such as posterior_1.")
    if ending == ".csv" and (motion is None) == (over is None):
        raise InputError("a table runs over a motion or an angle: give one of --motion ID and --over ANGLE.")
    if over is not None and over not in RANGE_DEG:
        raise InputError(f'there is no angle "{over}" of the hip: choose one of {", ".join(RANGE_DEG)}.')
    _speak(language or "en")
    loaded = _load(atlas)
    scene = _posed(_document(loaded, state).scene, side, pose, posture, motion, at)
    if ending == ".csv":
        course = (
            motion_course(loaded, scene.side, motion)
            if motion is not None
            else angle_course(loaded, scene.side, over or "", scene.pose)
        )
        save_csv(course.table(), out)
        return
    if ending == ".pdf":
        from glutmin_viewer.ui.handout import write_handout

        _work(write_handout(out, loaded, trigger_point or "", scene.side), out)
        return
    from glutmin_viewer.render.gltf import write_gltf

    scene = _looking(scene, loaded, hurts, trigger_point, cause, show, hide, colour_by)
    write_gltf(out, Composer(loaded)(scene))


def _looking(
    scene: SceneState,
    atlas: Atlas,
    hurts: str | None,
    trigger_point: str | None,
    cause: str | None,
    show: str | None,
    hide: str | None,
    colour_by: str | None,
    names: bool = False,
    cut: str | None = None,
) -> SceneState:
    """A posed figure with its pain, its structures and its colours."""
    from glutmin_viewer.core.colouring import colouring
    from glutmin_viewer.core.cut import parse_cut
    from glutmin_viewer.core.state import coloured_by, with_cut, with_labels

    scene = _shown(_pained(scene, atlas, hurts, trigger_point, cause), atlas, show, hide)
    if "skin" in scene.hidden and (hurts is not None or cause is not None):
        raise InputError("--hide skin leaves nothing to draw --hurts or --cause on: leave one of them out.")
    if colour_by is not None:
        scene = coloured_by(scene, colouring(colour_by))
    if names:
        scene = with_labels(scene, True)
    return scene if cut is None else with_cut(scene, parse_cut(cut))


def _seen_from(scene: SceneState, view: str | None) -> SceneState:
    from glutmin_viewer.core.camera import view_named
    from glutmin_viewer.core.state import seen_from

    return scene if view is None else seen_from(scene, view_named(view))


def _work(job: Generator[float, None, None], out: Path) -> None:
    """Do long work to its end, with how far it has come on a terminal; Ctrl+C leaves nothing of it behind."""
    from contextlib import closing

    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with closing(job), Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(out.name, total=1.0)
        for share in job:
            progress.update(task, completed=share)


@app.command()
def measure(
    pose: PoseOption = None,
    motion: MotionOption = None,
    sweep: Annotated[str | None, typer.Option(metavar="ANGLE=FROM:TO:STEP", help="Such as flexion=-30:120:5.")] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="What is said of the muscle against what is computed.")
    ] = False,
    side: SideOption = None,
    format: Annotated[str, typer.Option(metavar="table|json|csv")] = "table",
    atlas: AtlasOption = None,
) -> None:
    """Print lengths and moment arms of the fibre groups; standing where no pose is given."""
    from glutmin_viewer.core import tables

    chosen = _side(side) or "right"
    if claims:
        given = [
            f"--{name}" for name, value in (("pose", pose), ("motion", motion), ("sweep", sweep)) if value is not None
        ]
        if given:
            raise InputError(f"--claims has poses of its own: leave out {' and '.join(given)}.")
        _print_claims(chosen, format, atlas)
        return
    write = tables.writer(format)
    poses = tables.poses(chosen, pose, motion, sweep)
    loaded = _load(atlas)
    sys.stdout.write(write(tables.rows(loaded, chosen, _told(poses) if len(poses) >= MANY_POSES else poses)))


def _told(poses: Sequence[HipPose]) -> Iterator[HipPose]:
    """The poses, with how far they have come on a terminal, beside what is written."""
    from rich.console import Console
    from rich.progress import track

    return iter(track(poses, "poses", console=Console(stderr=True), transient=True))


def _print_claims(side: Side, format: str, atlas: Path | None) -> None:
    from glutmin_viewer.core.claims import claims
    from glutmin_viewer.core.claims_table import writer

    write = writer(format)
    sys.stdout.write(write(claims(_load(atlas), side)))


@app.command()
def where(
    region: Annotated[
        str | None, typer.Option(metavar="ID[,ID]", help="Areas of the skin, such as thigh_lateral_right.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="X,Y,Z", help="A point on the skin in mm: --at=-161,-12,81.")
    ] = None,
    radius: Annotated[
        float | None, typer.Option(metavar="MM", help="How far around that point it hurts; else 25.")
    ] = None,
    side: SideOption = None,
    format: Annotated[str, typer.Option(metavar="table|json")] = "table",
    atlas: AtlasOption = None,
) -> None:
    """Print which trigger points' drawn fields cover a part of the skin, and what else is drawn there."""
    from glutmin_viewer.core.drawn_skin import drawn_skin
    from glutmin_viewer.core.pain_drawing import RADIUS_MM, PainDrawing, dab, painted, parse_point, regions_named
    from glutmin_viewer.core.pose import SIDES, SIGN
    from glutmin_viewer.core.where import coincidence
    from glutmin_viewer.core.where_table import writer

    write = writer(format)
    chosen = _side(side)
    if (region is None) == (at is None):
        raise InputError("one of --region ID and --at=X,Y,Z says where it hurts: give one of them.")
    if region is not None:
        if radius is not None:
            raise InputError("--radius belongs to a point: leave it out, or give --at=X,Y,Z instead of --region.")
        loaded = _load(atlas)
        drawing = regions_named(loaded, _split(region), chosen)
        if chosen is None:
            _say_which_side(_split(region))
    else:
        point = parse_point(at or "")
        loaded = _load(atlas)
        drawing = PainDrawing((dab(loaded, point, RADIUS_MM if radius is None else radius),))
        if chosen is not None and SIGN[chosen] * point[2] < 0.0:
            raise InputError(f"the point {at} is not on the {chosen} side: leave out --side, or give a point there.")
    found = coincidence(drawn_skin(loaded), painted(loaded, drawing), SIDES if chosen is None else [chosen])
    sys.stdout.write(write(found))


@atlas_app.command("list")
def atlas_list(atlas: AtlasOption = None) -> None:
    """Print the structures of an atlas and where each comes from."""
    loaded = _load(atlas)
    print(loaded.title)
    for structure in loaded.structures.values():
        triangles = "fibres only" if structure.mesh is None else f"{len(structure.mesh.faces)} triangles"
        print(f"  {structure.id}: {structure.kind}, {triangles}; {structure.provenance}")


@atlas_app.command("check")
def atlas_check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Atlas folder; else the bundled one.")] = None,
) -> None:
    """Check an atlas: an error keeps it from opening (exit code 2), a warning does not."""
    from glutmin_viewer.core.atlas import shortcomings

    loaded = _load(folder)
    warnings = [f"there is no {name}; the viewer shows the rest." for name in loaded.missing()]
    warnings += [f"{fault}." for fault in shortcomings(loaded)]
    for warning in warnings:
        print(f"warning: {warning}")
    print(f'"{loaded.title}" opens: {len(loaded.structures)} structures, {len(warnings)} warnings.')


@atlas_app.command("build")
def atlas_build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the atlas.")],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another dimension, such as neck_shaft_angle_deg=140."),
    ] = None,
) -> None:
    """Generate the bundled atlas anew, or one of a person with other dimensions; takes a minute or two."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from glutmin_viewer.core.atlas_files import write_atlas
    from glutmin_viewer.core.whole_folder import new_atlas_folder
    from glutmin_viewer.modelling.build import build_atlas
    from glutmin_viewer.modelling.proportions import Proportions

    person = Proportions(parse_changes(set_ or []))
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with new_atlas_folder(folder) as new, Progress(*columns, transient=True) as progress:
        task = progress.add_task("atlas")
        write_atlas(build_atlas(lambda step: progress.update(task, description=step), person), new)
    print(f"{folder} is written.")


@app.command()
def doctor(atlas: AtlasOption = None) -> None:
    """Say what this installation has and what it lacks."""
    from glutmin_viewer.render.diagnosis import diagnosis

    for line in diagnosis(_folder(atlas), _has_display()):
        print(line)


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels from such as 1600x1200."""
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise InputError(f'size "{text}" is not understood: write width x height in pixels, such as 1600x1200.')
    return int(width), int(height)


def parse_changes(texts: list[str]) -> dict[str, float]:
    """Dimensions by name from such as neck_shaft_angle_deg=140."""
    changes: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        if name in changes:
            raise InputError(f"{name} is set twice: say it once.")
        try:
            changes[name] = float(number)
        except ValueError:
            raise InputError(f'"{text}" is not understood: write NAME=VALUE, where VALUE is a number.') from None
    return changes


def locale_language(environment: Mapping[str, str]) -> str:
    """The language of messages in an environment: German, else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "de" if next(filter(None, names), "").startswith("de") else "en"


def _kept_language() -> str | None:
    """The language that was chosen in the window last."""
    from glutmin_viewer.core.settings import load_settings, settings_path

    try:
        return load_settings(settings_path()).language
    except InputError as error:
        _said(f"glutmin-viewer: {error}", 0)
        return None


def _speak(name: str) -> None:
    from glutmin_viewer.content import languages, use

    for language in languages():
        if name == language:
            use(language)
            return
    raise InputError(f'there is no language "{name}": choose {" or ".join(languages())}.')


def _folder(atlas: Path | None) -> Path:
    from glutmin_viewer.core.bundled import bundled_atlas

    return bundled_atlas() if atlas is None else atlas


def _load(atlas: Path | None) -> Atlas:
    from glutmin_viewer.core.atlas_files import load_atlas

    return load_atlas(_folder(atlas))


def _document(atlas: Atlas, state: Path | None) -> Document:
    from glutmin_viewer.core.document import Document, load_document
    from glutmin_viewer.core.state import SceneState, check_against

    if state is None:
        return Document(SceneState())
    document = load_document(state)
    check_against(document.scene, atlas)
    return document


def _side(name: str | None) -> Side | None:
    from glutmin_viewer.core.pose import SIDES

    for side in SIDES:
        if name == side:
            return side
    if name is not None:
        raise InputError(f'there is no side "{name}": choose right or left.')
    return None


def _posed(
    scene: SceneState,
    side_name: str | None,
    pose: str | None,
    posture: str | None,
    motion_id: str | None,
    share: float | None,
) -> SceneState:
    from glutmin_viewer.core.motions import motion
    from glutmin_viewer.core.pose import parse_pose
    from glutmin_viewer.core.postures import parse_posture
    from glutmin_viewer.core.state import with_motion, with_pose, with_posture, with_side

    given = [f"--{name}" for name, value in (("pose", pose), ("posture", posture), ("motion", motion_id)) if value]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were both given: the figure can do only one of them.")
    if share is not None and motion_id is None:
        raise InputError("--at was given without a motion: add --motion ID.")
    if share is not None and not 0.0 <= share <= 1.0:
        raise InputError(f"--at {share:g} is outside the motion: give its share, from 0 to 1.")
    if (side := _side(side_name)) is not None:
        scene = with_side(scene, side)
    if pose is not None:
        return with_pose(scene, parse_pose(pose))
    if posture is not None:
        return with_posture(scene, parse_posture(posture))
    if motion_id is not None:
        chosen = motion(motion_id)
        if share is None:
            share = 0.0 if chosen.beside is None else 0.5  # two figures begin alike
        return with_motion(scene, motion_id, share * chosen.duration_s)
    return scene


def _pained(
    scene: SceneState, atlas: Atlas, hurts: str | None, trigger_point: str | None, cause: str | None
) -> SceneState:
    """What is painted first, since that makes the skin solid; then what is to be seen through it."""
    from glutmin_viewer.content import without_side
    from glutmin_viewer.core.pain_drawing import regions_named
    from glutmin_viewer.core.showing_pain import with_cause, with_more, with_trigger_point

    if hurts is not None:
        if not _split(hurts):
            raise InputError("--hurts names no region: give one or more with commas, such as thigh_lateral_right.")
        for name in _split(hurts):
            side = scene.side if without_side(name) == name else None
            scene = with_more(scene, atlas, regions_named(atlas, [name], side))
    if trigger_point is not None:
        scene = with_trigger_point(scene, trigger_point)
    if cause is not None:
        scene = with_cause(scene, cause)
    return scene


def _say_which_side(regions: Sequence[str]) -> None:
    """Say that regions named without a side are taken to be of the right one."""
    from glutmin_viewer.content import without_side

    for name in regions:
        if without_side(name) == name:
            print(f"{name}: that of the right side; the other is {name}_left.", file=sys.stderr)


def _split(names: str) -> list[str]:
    """Names from a list with commas."""
    return [name.strip() for name in names.split(",") if name.strip()]


def _shown(scene: SceneState, atlas: Atlas, show: str | None, hide: str | None) -> SceneState:
    from glutmin_viewer.core.state import known_ids
    from glutmin_viewer.core.visibility import made_visible

    for text, visible in ((show, True), (hide, False)):
        names = _split(text or "")
        for name in names:
            if name not in known_ids(atlas):
                ids = ", ".join(known_ids(atlas))
                raise InputError(f'the atlas "{atlas.title}" has no structure "{name}"; it has {ids}.')
        scene = made_visible(scene, atlas, names, visible)
    return scene


def _camera(atlas: Atlas, document: Document, scene: SceneState, view: str | None) -> Camera:
    """The named view, else that of the document while it fits, else what shows the scene best."""
    from glutmin_viewer.core.camera import turned, view_named
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.pose import attitude
    from glutmin_viewer.core.views import first_camera, named_camera

    if view is not None:
        return turned(named_camera(scene, view_named(view)), attitude(Composer(atlas).pose(scene).pelvis))
    if document.camera is not None and scene.side == document.scene.side:
        return document.camera
    return first_camera(scene)


def _has_display() -> bool:
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _gallery(atlas: Path | None, state: Path | None) -> None:
    from glutmin_viewer.render.gallery import SIZE_PX, render_gallery
    from glutmin_viewer.render.picture import save_picture

    loaded = _load(atlas)
    document = _document(loaded, state)

    print(f"There is no display for a window: its scenes are rendered as pictures into {GALLERY}/ instead.", flush=True)
    written = render_gallery(loaded, GALLERY)
    if state is not None:
        written.append(GALLERY / f"{state.stem}.png")
        save_picture(written[-1], loaded, document, SIZE_PX)
    for path in written:
        print(path)


def main() -> None:
    """The console entry point."""
    sys.exit(run_cli(sys.argv[1:]))


def run_cli(arguments: list[str]) -> int:
    """Run a command line; its exit code."""
    if len(arguments) == 1 and arguments[0].lower().endswith(".json"):
        arguments = ["--state", *arguments]
    try:
        result = app(arguments, standalone_mode=False, prog_name="glutmin-viewer")
    except InputError as error:
        return _said(f"glutmin-viewer: {error}", 2)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except CallError as error:
        return _said(f"glutmin-viewer: {error.format_message()} (see --help)", 2)
    except BrokenPipeError:
        # The reader (such as `head`) has enough; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = "" if where is None else f" in {Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}"
        return _said(f"glutmin-viewer: a fault of this program ({type(error).__name__}{place}: {error}).", 1)
    return result if isinstance(result, int) else 0


def _said(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
