"""The scene that was shown when the window was closed, kept on the machine to be shown again at the next start."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.document import FORMAT, VERSION, Document, check_document, settled
from glutmin_viewer.core.errors import InputError, Key
from glutmin_viewer.core.kept import damaged, load_kept, save_kept
from glutmin_viewer.core.state import check_against

WHAT = "error_of_scene"


def last_scene_path() -> Path:
    """Where the platform wants what a program remembers."""
    return Path(platformdirs.user_state_dir("glutmin_viewer", appauthor=False)) / "scene.json"


def save_last_scene(document: Document, path: Path) -> None:
    """Raises InputError where that cannot be."""
    save_kept(settled(document), path, WHAT)


def load_last_scene(path: Path, atlas: Atlas) -> Document | None:
    """What the file holds; None where there is none.

    Raises InputError where it cannot be read, is damaged, or does not fit the atlas.
    """
    document = load_kept(path, Document, WHAT)
    if document is None:
        return None
    if (document.format, document.version) != (FORMAT, VERSION):
        raise damaged(path, WHAT)
    try:
        check_document(document)
        check_against(document.scene, atlas)
    except InputError as error:
        raise InputError.of("error_scene_unfit", what=Key(WHAT), path=path, reason=error) from None
    return settled(document)
