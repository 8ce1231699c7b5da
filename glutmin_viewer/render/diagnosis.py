"""What this installation has and what it lacks, in plain words: the command `doctor`."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

from glutmin_viewer.core.atlas import Atlas, shortcomings
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.levels import coarsened
from glutmin_viewer.core.log import log_path
from glutmin_viewer.core.pace import Pace
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.views import home_camera
from glutmin_viewer.render.opengl import check_display, new_window, offscreen, told
from glutmin_viewer.render.picture import Studio
from glutmin_viewer.render.stage import Stage

PACKAGES = ("numpy", "scipy", "vtk", "PySide6-Essentials", "typer", "msgspec")
OPENGL = ("vendor", "renderer", "version")
SIZE_PX, PICTURES = (1280, 800), 5


def diagnosis(atlas_folder: Path, has_display: bool) -> tuple[list[str], bool]:
    """Lines to print, a fact each, and at the end what is missing; and whether the atlas opens."""
    lacks: list[str] = []
    lines = [
        f"glutmin_viewer {version('glutmin-viewer')}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()} ({platform.machine()})",
    ]
    for package in PACKAGES:
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            lacks.append(f"the package {package} is not installed: run `make run`, or pip install {package}.")
    drawn: list[str] = []
    graphics = _lack(lambda: drawn.extend(opengl()))
    lines += drawn
    lines.append(f"Display: {'yes' if has_display else 'none'}")
    if has_display:
        graphics += _lack(lambda: check_display(new_window()))
    else:
        lacks.append("there is no display for the window; pictures and numbers work without one.")
    lines.append(f"Settings: {platformdirs.user_config_dir('glutmin_viewer', appauthor=False)}")
    lines.append(f"Log: {log_path()}")
    lines.append(f"Atlas: {atlas_folder}")
    opens = True
    try:
        atlas = load_atlas(atlas_folder)
        lines.append(f'It opens: "{atlas.title}", {len(atlas.structures)} structures')
        lacks += [f"the atlas has no {name}." for name in atlas.missing()]
        lacks += [f"the atlas has a flaw, {fault}." for fault in shortcomings(atlas)]
        lines += quality(atlas) if drawn else []
    except InputError as error:
        opens = False
        lacks.append(f"the atlas does not open: {error}")
    lacks = graphics + lacks
    missing = [f"Missing: {lack}" for lack in lacks] or ["Nothing is missing."]
    return [*lines, *missing], opens


def _lack(check: Callable[[], object]) -> list[str]:
    """What a check says is missing, if anything."""
    try:
        check()
    except InputError as error:
        return [str(error)]
    return []


def opengl() -> list[str]:
    """Kind of window and OpenGL vendor, renderer and version, as found off screen; raises InputError for none."""
    with Studio((64, 64)) as studio:
        window = studio.stage.window
        return [f"Off-screen window: {window.GetClassName()}", *(f"OpenGL {it}: {told(window, it)}" for it in OPENGL)]


def quality(atlas: Atlas) -> list[str]:
    """What the first picture takes in full and the quick way, and so how it is drawn in motion."""
    state, pace = SceneState(), Pace()
    stage = Stage(offscreen())
    stage.window.SetSize(*SIZE_PX)
    stage.scene.set_camera(home_camera(state.side), SIZE_PX[0] / SIZE_PX[1])
    took_s: list[float] = []
    for still, composer in ((False, Composer(coarsened(atlas))), (True, Composer(atlas))):
        stage.set_still(still)
        stage.show(composer(state))
        took_s.append(_seconds(stage))
    stage.close()
    quick_s, full_s = took_s
    pace.rested(full_s)
    way = (
        "drawn in full too"
        if pace.in_full
        else "drawn the quick way: in fewer triangles, edges not smoothed, translucency out of order"
    )
    width, height = SIZE_PX
    return [
        f"A picture of {width}x{height} takes {1000 * full_s:.0f} ms in full, {1000 * quick_s:.0f} ms the quick way",
        f"What moves is {way}; {1000 * (pace.wait_s + full_s):.0f} ms after the last move it stands in full",
    ]


def _seconds(stage: Stage) -> float:
    """What a picture takes, from one angle after another; its shaders are made before."""
    stage.window.Render()
    taken = []
    for _ in range(PICTURES):
        stage.scene.renderer.GetActiveCamera().Azimuth(3.0)
        began = time.perf_counter()
        stage.window.Render()
        stage.window.WaitForCompletion()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
