"""A folder that is replaced as a whole: what is there is either the old one or the new one, never half of each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.manifest import MANIFEST


@contextmanager
def new_atlas_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder` to fill; it takes its place when the block ends well, else it vanishes.

    What a killed process has left there is cleared up first. Raises InputError where something other than an atlas is
    in the way, or where nothing can be written.
    """
    try:
        foreign = (
            folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir()))
        )
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}): choose another place.") from None
    if foreign:
        raise InputError(f"{folder} exists and is no atlas, so it is left alone: give a new or an empty folder.")
    folder = folder.absolute()
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"{folder} may not be replaced by you: choose another place, or change its permissions.")
    work = folder.with_name(f".{folder.name}.part")
    new, old = work / "new", work / "old"
    try:
        if old.exists() and not folder.exists():
            old.rename(folder)  # killed in the moment between the two
        shutil.rmtree(work, ignore_errors=True)
        new.mkdir(parents=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made ({error.strerror}): choose another place.") from None
    try:
        yield new
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}): make room or choose another place.") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
