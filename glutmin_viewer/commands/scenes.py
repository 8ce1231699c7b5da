"""From the words of options to what is shown: a document, its scene posed and coloured, and a camera.

It needs the whole core and is slow to import, so commands import it inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from glutmin_viewer.commands.given import side_named, split
from glutmin_viewer.content import without_side
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera, turned, view_named
from glutmin_viewer.core.colouring import colouring
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import VIEW_OF, parse_cut
from glutmin_viewer.core.document import Document, load_fitting
from glutmin_viewer.core.errors import InputError, of_option
from glutmin_viewer.core.footage import course, keeping_pain
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pain_drawing import regions_named
from glutmin_viewer.core.pose import attitude, parse_pose
from glutmin_viewer.core.poser import Poser
from glutmin_viewer.core.postures import parse_posture
from glutmin_viewer.core.showing_pain import with_cause, with_more, with_trigger_point
from glutmin_viewer.core.state import (
    SceneState,
    coloured_by,
    known_ids,
    seen_from,
    with_cut,
    with_labels,
    with_motion,
    with_pose,
    with_posture,
    with_side,
)
from glutmin_viewer.core.views import first_camera, named_camera, shows_posed_pain, with_pain_in
from glutmin_viewer.core.visibility import made_visible


@dataclass(frozen=True)
class Look:
    """What is to be seen of a figure, in the words of the options."""

    hurts: str | None
    trigger_point: str | None
    cause: str | None
    show: str | None
    hide: str | None
    colour_by: str | None
    names: bool = False
    cut: str | None = None


def opened(atlas: Atlas, state: Path | None) -> Document:
    """The document of a state file, which must suit the atlas; without one the first scene."""
    if state is None:
        return Document(SceneState())
    with of_option("--state"):
        return load_fitting(state, atlas)


def posed(
    scene: SceneState,
    *,
    side: str | None = None,
    pose: str | None = None,
    posture: str | None = None,
    motion_id: str | None = None,
    share: float | None = None,
) -> SceneState:
    """A scene in which the hip of that side is looked at, and the figure does the one thing that is given, if any is.

    share: of the motion, 0 to 1; else its begin, or its middle where two figures move beside each other.
    """
    ways = {"--pose": pose, "--posture": posture, "--motion": motion_id}
    given = [name for name, value in ways.items() if value is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were both given: the figure can do only one of them.")
    if share is not None and motion_id is None:
        raise InputError("--at was given without a motion: add --motion ID.")
    if share is not None and not 0.0 <= share <= 1.0:
        raise InputError(f"--at {share:g} is outside the motion: give its share, from 0 to 1.")
    if (chosen_side := side_named(side)) is not None:
        scene = with_side(scene, chosen_side)
    if pose is not None:
        with of_option("--pose"):
            return with_pose(scene, parse_pose(pose))
    if posture is not None:
        with of_option("--posture"):
            return with_posture(scene, parse_posture(posture))
    if motion_id is not None:
        with of_option("--motion"):
            chosen = motion(motion_id)
        if share is None:
            share = 0.0 if chosen.beside is None else 0.5  # two figures begin alike
        return with_motion(scene, motion_id, share * chosen.duration_s)
    return scene


def looking(scene: SceneState, atlas: Atlas, look: Look) -> SceneState:
    """A posed figure with its pain, its structures and its colours."""
    scene = _shown(_pained(scene, atlas, look), atlas, look)
    if "skin" in scene.hidden and (look.hurts is not None or look.cause is not None):
        raise InputError("--hide skin leaves nothing to draw --hurts or --cause on: leave one of them out.")
    if look.colour_by is not None:
        with of_option("--colour-by"):
            scene = coloured_by(scene, colouring(look.colour_by))
    if look.names:
        scene = with_labels(scene, True)
    if look.cut is not None:
        with of_option("--cut"):
            scene = with_cut(scene, parse_cut(look.cut))
    return scene


def _pained(scene: SceneState, atlas: Atlas, look: Look) -> SceneState:
    """What is painted first, since that makes the skin solid; then what is to be seen through it."""
    if look.hurts is not None:
        regions = split(look.hurts)
        if not regions:
            raise InputError("--hurts names no region: give one or more with commas, such as thigh_lateral_right.")
        with of_option("--hurts"):
            for name in regions:
                side = scene.side if without_side(name) == name else None
                scene = with_more(scene, atlas, regions_named(atlas, [name], side))
    if look.trigger_point is not None:
        with of_option("--trigger-point"):
            scene = with_trigger_point(scene, look.trigger_point)
    if look.cause is not None:
        with of_option("--cause"):
            scene = with_cause(scene, look.cause)
    return scene


def _shown(scene: SceneState, atlas: Atlas, look: Look) -> SceneState:
    """The structures named are shown, and then those named are hidden."""
    known = known_ids(atlas)
    for option, text, visible in (("--show", look.show, True), ("--hide", look.hide, False)):
        if text is None:
            continue
        names = split(text)
        if not names:
            raise InputError(f"{option} names no structure: give one or more with commas, such as {known[0]}.")
        for name in names:
            if name not in known:
                raise InputError(
                    f'{option}: the atlas "{atlas.title}" has no structure "{name}": choose of {", ".join(known)}.'
                )
        scene = made_visible(scene, atlas, names, visible)
    return scene


def viewed(
    scene: SceneState, atlas: Atlas, view: str | None, document: Document, film: bool = False
) -> tuple[SceneState, Camera]:
    """A scene as it is looked at, and from where; for a film, over all of its motion or move.

    From the named view, else as in the document while that fits, else straight at a cut, or as shows the scene best.
    """
    if view is not None:
        with of_option("--view"):
            chosen = view_named(view)
        camera = turned(named_camera(scene, chosen), attitude(Poser(atlas).pose(scene).pelvis))
        scene = seen_from(scene, chosen)
        return scene, _with_pain(scene, atlas, camera, film) or camera
    if document.camera is not None and scene.side == document.scene.side:
        return scene, keeping_pain(scene, document.camera, Composer(atlas)) if film else document.camera
    if scene.cut is not None and (facing := VIEW_OF.get(scene.cut.plane)) is not None:
        return viewed(scene, atlas, facing, document, film)
    return scene, _with_pain(scene, atlas, None, film) or first_camera(scene)


def _with_pain(scene: SceneState, atlas: Atlas, camera: Camera | None, film: bool) -> Camera | None:
    """What takes in the pain on a leg that does not hang down straight; None for all else."""
    moments = course(scene) if film else [scene]
    if not any(map(shows_posed_pain, moments)):
        return None
    return with_pain_in(camera, list(map(Composer(atlas), moments)), scene.side)
