"""The body in 3D, a hand-out or a table as a file: the command `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glutmin_viewer.commands.given import ending_of, load, speak
from glutmin_viewer.commands.options import (
    AtlasOption,
    AtOption,
    CauseOption,
    ColourOption,
    HideOption,
    HurtsOption,
    LanguageOption,
    MotionOption,
    PointOption,
    PoseOption,
    PostureOption,
    ShowOption,
    SideOption,
    StateOption,
)
from glutmin_viewer.commands.progress import work
from glutmin_viewer.core.errors import InputError, of_option


def export(
    out: Annotated[
        Path, typer.Argument(metavar="OUT.glb|OUT.pdf|OUT.csv", help="The body in 3D, a hand-out, or a table.")
    ],
    pose: PoseOption = None,
    posture: PostureOption = None,
    motion: MotionOption = None,
    at: AtOption = None,
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
    from glutmin_viewer.commands.scenes import Look, looking, opened, posed
    from glutmin_viewer.core import trigger_points
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.courses import angle_course, motion_course
    from glutmin_viewer.core.curves_csv import save_csv
    from glutmin_viewer.core.pose import RANGE_DEG

    ending = ending_of(out, ".glb", ".pdf", ".csv")
    if ending == ".pdf" and trigger_point is None:
        raise InputError("a hand-out is about a trigger point: add --trigger-point ID, such as posterior_1.")
    if ending == ".csv" and (motion is None) == (over is None):
        raise InputError("a table runs over a motion or an angle: give one of --motion ID and --over ANGLE.")
    shown = {"--hurts": hurts, "--cause": cause, "--show": show, "--hide": hide, "--colour-by": colour_by}
    unfit = {
        ".glb": {"--over": over},
        ".csv": {**shown, "--trigger-point": trigger_point, "--posture": posture, "--at": at},
        ".pdf": {**shown, "--over": over, "--pose": pose, "--posture": posture, "--motion": motion, "--at": at},
    }[ending]
    if misfits := [name for name, value in unfit.items() if value is not None]:
        raise InputError(f"{' and '.join(misfits)} would change nothing in a {ending} file: leave it out.")
    if over is not None and over not in RANGE_DEG:
        raise InputError(f'--over: there is no angle "{over}" of the hip: choose one of {", ".join(RANGE_DEG)}.')
    speak(language or "en")
    loaded = load(atlas)
    scene = opened(loaded, state).scene
    scene = posed(scene, side=side, pose=pose, posture=posture, motion_id=motion, share=at)
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

        with of_option("--trigger-point"):
            trigger_points.trigger_point(trigger_point or "")
        work(write_handout(out, loaded, trigger_point or "", scene.side), out)
        return
    from glutmin_viewer.render.gltf import write_gltf

    scene = looking(scene, loaded, Look(hurts, trigger_point, cause, show, hide, colour_by))
    write_gltf(out, Composer(loaded)(scene))
