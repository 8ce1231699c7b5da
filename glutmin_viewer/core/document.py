"""The document: what can be shared and rendered again elsewhere, as a small JSON file."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.whole_file import whole_file

FORMAT = "glutmin_viewer state"
VERSION = 1


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scene and where it is looked at from (None: the first view of its side). name: of one that was given a name."""

    scene: SceneState
    camera: Camera | None = None
    format: str = FORMAT
    version: int = VERSION
    name: str | msgspec.UnsetType = msgspec.UNSET


def settled(document: Document) -> Document:
    """Without what was just spreading, and without a measurement that has not all its points yet."""
    scene = document.scene
    if scene.spread_mm is None and not scene.begun:
        return document
    return msgspec.structs.replace(document, scene=msgspec.structs.replace(scene, spread_mm=None, begun=()))


def encoded(document: Document) -> bytes:
    """The bytes of its state file, without what was just spreading."""
    return msgspec.json.format(msgspec.json.encode(settled(document), order="sorted"), indent=2) + b"\n"


def save_document(document: Document, path: Path) -> None:
    """Write a state file, `settled`; an existing one is replaced only once the new is whole."""
    with whole_file(path) as temporary:
        temporary.write_bytes(encoded(document))


def load_document(path: Path) -> Document:
    """Read a state file; raises InputError for anything else."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give a state file saved by this viewer.") from None
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no state file ({error}): give a file saved by this viewer.") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise InputError(f"{path} is JSON, but no state file: give a file saved by this viewer.")
    if raw.get("version") != VERSION:
        raise InputError(f"{path} is a state of version {raw.get('version')}; this viewer reads version {VERSION}.")
    try:
        return settled(msgspec.convert(raw, Document))
    except msgspec.ValidationError as error:
        reason = re.sub(r" - at `\$\.?([^`]*)`", r", at \1", str(error)).replace("`", "")
        raise InputError(f"{path} is damaged ({reason}): save the state again.") from None
