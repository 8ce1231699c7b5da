"""The document: what can be shared and rendered again elsewhere, as a small JSON file."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera, check_camera
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.reading import MB, whole
from glutmin_viewer.core.state import SceneState, check_against
from glutmin_viewer.core.whole_file import whole_file

FORMAT = "glutmin_viewer state"
VERSION = 1
MOST_BYTES = 4 * MB  # ten times a scene with all that can be painted and measured in it


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
        data = whole(path, MOST_BYTES)
    except OSError as error:
        raise InputError.of("error_scene_read", path=path, reason=error) from None
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise InputError.of("error_scene_json", path=path, reason=error) from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise InputError.of("error_scene_other", path=path)
    if raw.get("version") != VERSION:
        raise InputError.of("error_scene_version", path=path, version=raw.get("version"), reads=VERSION)
    try:
        document = settled(msgspec.convert(raw, Document))
        check_document(document)
    except msgspec.ValidationError as error:
        reason = re.sub(r" - at `\$\.?([^`]*)`", r", at \1", str(error)).replace("`", "")
        raise InputError.of("error_scene_damaged", path=path, reason=reason) from None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    return document


def load_fitting(path: Path, atlas: Atlas) -> Document:
    """Read a state file that is to be shown of an atlas; raises InputError where it cannot be."""
    document = load_document(path)
    try:
        check_against(document.scene, atlas)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    return document


def check_document(document: Document) -> None:
    """Raise InputError for what no atlas can show."""
    if document.camera is not None:
        check_camera(document.camera)
