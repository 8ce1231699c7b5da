"""What nearly every command is given: a language, an atlas, a side, names with commas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.errors import InputError, of_option

if TYPE_CHECKING:
    from glutmin_viewer.core.atlas import Atlas
    from glutmin_viewer.core.pose import Side


def speak(name: str) -> None:
    """Use the language of that name; raises InputError for an unknown one."""
    from glutmin_viewer.content import languages, use

    for language in languages():
        if name == language:
            use(language)
            return
    raise InputError(f'--language: there is no language "{name}": choose {" or ".join(languages())}.')


def ending_of(out: Path, *endings: str) -> str:
    """The ending of a file to be written, in small letters; raises InputError where it is none of those."""
    found = out.suffix.lower()
    if found not in endings:
        *others, last = endings
        said = f"{out} does not say what to write" if out != Path() else "no file to write is named"
        raise InputError(f"{said}: give a name that ends in {', '.join(others)}{' or ' if others else ''}{last}.")
    return found


def atlas_folder(atlas: Path | None) -> Path:
    """The folder given, else that of the bundled atlas."""
    return bundled_atlas() if atlas is None else atlas


def load(atlas: Path | None) -> Atlas:
    """The atlas of the folder given as --atlas, else the bundled one."""
    from glutmin_viewer.core.atlas_files import load_atlas

    if atlas is None:
        return load_atlas(bundled_atlas())
    with of_option("--atlas"):
        return load_atlas(atlas)


def side_named(name: str | None) -> Side | None:
    """The side of that name, if any is given; raises InputError for an unknown one."""
    from glutmin_viewer.core.pose import SIDES

    for side in SIDES:
        if name == side:
            return side
    if name is not None:
        raise InputError(f'--side: there is no side "{name}": choose right or left.')
    return None


def split(names: str) -> list[str]:
    """Names from a list with commas."""
    return [name.strip() for name in names.split(",") if name.strip()]
