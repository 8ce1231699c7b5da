"""What this installation has and what it lacks, in plain words: the command `doctor`."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

from glutmin_viewer.core.atlas import shortcomings
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.log import log_path
from glutmin_viewer.render.opengl import check_display, new_window, told
from glutmin_viewer.render.picture import Studio

PACKAGES = ("numpy", "scipy", "vtk", "PySide6-Essentials", "typer", "msgspec")
OPENGL = ("vendor", "renderer", "version")


def diagnosis(atlas_folder: Path, has_display: bool) -> list[str]:
    """Lines to print: a fact each, and at the end what is missing."""
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
    try:
        lines += opengl()
    except InputError as error:
        lacks.append(str(error))
    lines.append(f"Display: {'yes' if has_display else 'none'}")
    try:
        if has_display:
            check_display(new_window())
    except InputError as error:
        lacks.append(str(error))
    if not has_display:
        lacks.append("there is no display for the window; pictures and numbers work without one.")
    lines.append(f"Settings: {platformdirs.user_config_dir('glutmin_viewer', appauthor=False)}")
    lines.append(f"Log: {log_path()}")
    lines.append(f"Atlas: {atlas_folder}")
    try:
        atlas = load_atlas(atlas_folder)
        lines.append(f'It opens: "{atlas.title}", {len(atlas.structures)} structures')
        lacks += [f"the atlas has no {name}." for name in atlas.missing()]
        lacks += [f"the atlas has a flaw, {fault}." for fault in shortcomings(atlas)]
    except InputError as error:
        lacks.append(f"the atlas does not open: {error}")
    return [*lines, *(f"Missing: {lack}" for lack in lacks)] if lacks else [*lines, "Nothing is missing."]


def opengl() -> list[str]:
    """Kind of window and OpenGL vendor, renderer and version, as found off screen; raises InputError for none."""
    with Studio((64, 64)) as studio:
        window = studio.stage.window
        return [f"Off-screen window: {window.GetClassName()}", *(f"OpenGL {it}: {told(window, it)}" for it in OPENGL)]
