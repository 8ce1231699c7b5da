"""The viewer's main scenes as picture files, for a machine without a screen."""

from __future__ import annotations

from pathlib import Path

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import VIEWS, Camera, hip_camera, oblique_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, seen_from, with_motion
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.render.picture import Studio, write_png

SIZE_PX = (1280, 960)


def scenes(side: Side = "right") -> dict[str, tuple[SceneState, Camera]]:
    """Each scene by its file name: six views, both referral zones, two motions at their middle."""
    rest = SceneState(side=side)
    found = {f"view_{view}": (seen_from(rest, view), hip_camera(view, side)) for view in VIEWS}
    found["pain_anterior"] = (with_trigger_point(rest, "anterior_1"), oblique_camera(side, "anterior"))
    found["pain_posterior"] = (with_trigger_point(rest, "posterior_1"), oblique_camera(side, "posterior"))
    for name in ("flexion", "abduction"):
        moved = with_motion(rest, name, motion(name).duration_s / 2)
        found[f"motion_{name}"] = (moved, first_camera(moved))
    return found


def render_gallery(atlas: Atlas, folder: Path) -> list[Path]:
    """Render every scene into a folder; the files written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made ({error.strerror}): start in a folder you may write to.") from None
    compose = Composer(atlas)
    written = []
    with Studio(SIZE_PX) as studio:
        for name, (state, camera) in scenes().items():
            written.append(folder / f"{name}.png")
            write_png(written[-1], studio.picture(compose(state), camera))
    return written
