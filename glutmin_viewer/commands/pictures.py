"""Still and moving pictures: the commands `render` and `animate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glutmin_viewer.commands.given import ending_of, load, side_named, speak
from glutmin_viewer.commands.options import (
    AtlasOption,
    AtOption,
    CauseOption,
    ColourOption,
    CutOption,
    HideOption,
    HurtsOption,
    LabelsOption,
    LanguageOption,
    LightOption,
    MotionOption,
    NamesOption,
    PointOption,
    PoseOption,
    PostureOption,
    ShowOption,
    SideOption,
    StateOption,
    ViewOption,
    number,
)
from glutmin_viewer.commands.progress import work
from glutmin_viewer.core.errors import InputError, of_option


def render(
    out: Annotated[Path, typer.Argument(metavar="OUT.png", help="The picture to write.")],
    view: ViewOption = None,
    pose: PoseOption = None,
    posture: PostureOption = None,
    motion: MotionOption = None,
    at: AtOption = None,
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
    light: LightOption = False,
    labels: LabelsOption = True,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
) -> None:
    """Render a picture; no screen is needed."""
    from glutmin_viewer.commands.scenes import Look, looking, opened, posed, viewed
    from glutmin_viewer.core.document import Document
    from glutmin_viewer.render.picture import Manner, save_picture
    from glutmin_viewer.render.style import DARK, LIGHT

    ending_of(out, ".png")
    pixels = parse_size(size)
    speak(language or "en")
    loaded = load(atlas)
    document = opened(loaded, state)
    scene = posed(document.scene, side=side, pose=pose, posture=posture, motion_id=motion, share=at)
    scene = looking(scene, loaded, Look(hurts, trigger_point, cause, show, hide, colour_by, names, cut))
    picture = Document(*viewed(scene, loaded, view, document))
    save_picture(out, loaded, picture, pixels, Manner(transparent, labels, LIGHT if light else DARK))


def animate(
    out: Annotated[Path, typer.Argument(metavar="OUT.mp4|OUT.gif", help="The film to write.")],
    motion: MotionOption = None,
    move: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Of the massage, in a --posture on the ball: up_down, forward_back, small, over_a_point, leg_over.",
        ),
    ] = None,
    chapter: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Of the guide, its steps as a tour with titles: muscle, patterns, symptoms, other, attachments, "
            "function, why, feel, massage, sources.",
        ),
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
    fps: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER",
            help="Pictures a second; else 25, of a GIF 10.",
            parser=number("--fps", "whole pictures a second, such as 25"),
        ),
    ] = None,
    light: LightOption = False,
    labels: LabelsOption = True,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
) -> None:
    """Film a motion, a move of the massage or a chapter of the guide; no screen is needed."""
    from glutmin_viewer.commands.scenes import Look, looking, opened, posed, viewed
    from glutmin_viewer.core.footage import film_of, tour
    from glutmin_viewer.core.state import with_move
    from glutmin_viewer.render.movie import check_fps, record
    from glutmin_viewer.render.picture import Manner
    from glutmin_viewer.render.style import DARK, LIGHT

    moving = {"--motion": motion, "--move": move, "--chapter": chapter}
    given = [name for name, value in moving.items() if value is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were both given: a film shows one of them.")
    scene_options = {
        "--posture": posture,
        "--view": view,
        "--hurts": hurts,
        "--trigger-point": trigger_point,
        "--cause": cause,
        "--show": show,
        "--hide": hide,
        "--colour-by": colour_by,
        "--names": names or None,
        "--cut": cut,
        "--state": state,
    }
    others = [name for name, value in scene_options.items() if value is not None]
    if chapter is not None and others:
        raise InputError(f"--chapter brings its own scenes: leave out {' and '.join(others)}.")
    gif = ending_of(out, ".mp4", ".gif") == ".gif"
    if fps is None:
        fps = 10 if gif else 25
    with of_option("--fps"):
        check_fps(fps)
    if size is None:
        size = "640x480" if gif else "1280x720"
    pixels = parse_size(size)
    speak(language or "en")
    loaded = load(atlas)
    document = opened(loaded, state)
    if chapter is not None:
        chosen = side_named(side) or "right"
        with of_option("--chapter"):
            film = tour(chapter, chosen, loaded)
    else:
        scene = posed(document.scene, side=side, posture=posture, motion_id=motion)
        if move is not None:
            with of_option("--move"):
                scene = with_move(scene, move)
        elif scene.motion is None and scene.move is None:
            raise InputError("nothing moves: give one of --motion ID, --move NAME (in a --posture) and --chapter ID.")
        scene = looking(scene, loaded, Look(hurts, trigger_point, cause, show, hide, colour_by, names, cut))
        film = film_of(*viewed(scene, loaded, view, document, film=True))
    manner = Manner(labels=labels, backdrop=LIGHT if light else DARK)
    work(record(out, loaded, film, pixels, round(fps), manner), out)


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels from such as 1600x1200; raises InputError."""
    from glutmin_viewer.render.picture import check_size

    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise InputError(f'--size: "{text}" is not understood: write width x height in pixels, such as 1600x1200.')
    pixels = int(width), int(height)
    with of_option("--size"):
        check_size(pixels)
    return pixels
