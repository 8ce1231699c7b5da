"""The text half of an atlas folder: `atlas.toml`, read strictly.

Format 1. Positions are in the file's `units`, in the pelvis frame at ISB neutral (see `pose`). Names of structures are
not here but in `content/`, so that an atlas needs no translation.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

import msgspec
import tomli

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import Body, Joints, Side

FORMAT = 1
MANIFEST = "atlas.toml"
MM_PER_UNIT = {"mm": 1.0, "cm": 10.0, "m": 1000.0}

# "figure" is what is drawn of the rest of the body to show a posture, without anatomy.
Kind = Literal["bone", "muscle", "nerve", "bursa", "skin", "figure"]
Point = tuple[float, float, float]


class Landmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named point; with `structure` it must lie on (or inside) that structure."""

    position: Point
    structure: str | None = None


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a generated mesh is made from.

    made_by: the module that made it. numbers: the files of numbers that it read. sources: what those cite, by the ids
    of `content/sources.toml`.
    """

    made_by: str
    numbers: tuple[str, ...]
    sources: tuple[str, ...]


class StructureEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One structure: its mesh file (PLY), an optional side-car of the same name (.npz), and what it moves with.

    provenance: in words. origin: what it was generated from. sha256: digests of its files by their names (see
    `provenance`). coarse: file of a coarser mesh, drawn while something moves; its vertices are some of the mesh's, and
    the side-car says which. A muscle without a mesh is drawn as its fibres.
    """

    id: str
    kind: Kind
    body: Body
    provenance: str
    file: str | None = None
    coarse: str | None = None
    side: Side | None = None
    origin: Origin | None = None
    sha256: dict[str, str] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files that it may have."""
        return (*filter(None, (self.file, self.coarse)), f"{self.id}.npz")


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `atlas.toml`."""

    format: int
    title: str
    sources: tuple[str, ...]
    units: Literal["mm", "cm", "m"]
    pelvic_tilt_deg: float
    joints: Joints
    structures: tuple[StructureEntry, ...]
    landmarks: dict[str, Landmark] = {}


def read_manifest(folder: Path) -> Manifest:
    """Read and check `atlas.toml`; raises InputError naming the file, the place in it and the remedy."""
    path = folder / MANIFEST
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: give the folder of an atlas, which holds a file {MANIFEST}.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{folder} holds no {MANIFEST}: it is not an atlas; `atlas build` makes one.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check its permissions.") from None
    try:
        raw = tomli.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise InputError(f"{path} is not valid TOML ({error}): mend it with a text editor.") from None
    if isinstance(raw.get("format"), int) and raw["format"] != FORMAT:
        raise InputError(f"{path} has atlas format {raw['format']}; this version of the viewer reads format {FORMAT}.")
    try:
        manifest = msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {_in_words(error)}") from None
    _check(manifest, path)
    return manifest


def _in_words(error: msgspec.ValidationError) -> str:
    what, _, where = str(error).partition(" - at ")
    what = what.replace("Object contains unknown field", "there is an unknown key")
    what = what.replace("Object missing required field", "there is no key")
    place = where.strip("`").removeprefix("$").lstrip(".")
    return f"{what}{f' in {place}' if place else ''}; correct that entry."


def _check(manifest: Manifest, path: Path) -> None:
    numbers: dict[str, tuple[float, ...]] = {"pelvic_tilt_deg": (manifest.pelvic_tilt_deg,)}
    numbers |= {f"joints.{n}": p for n, p in msgspec.structs.asdict(manifest.joints).items() if p is not None}
    numbers |= {f"landmarks.{name}": mark.position for name, mark in manifest.landmarks.items()}
    for name, values in numbers.items():
        if not all(math.isfinite(value) for value in values):
            raise InputError(f"{path}: {name} holds a value that is no number (NaN or infinite): correct it.")
    ids = [entry.id for entry in manifest.structures]
    if not ids:
        raise InputError(f"{path} lists no structures: add at least one [[structures]] entry.")
    if doubled := sorted({i for i in ids if ids.count(i) > 1}):
        raise InputError(f'{path} lists the structure "{doubled[0]}" twice: give every structure an id of its own.')
    for entry in manifest.structures:
        if entry.file is None and entry.kind != "muscle":
            raise InputError(f'{path}: the {entry.kind} "{entry.id}" has no file: name its PLY file.')
        if entry.kind == "muscle" and entry.side is None:
            raise InputError(f'{path}: the muscle "{entry.id}" has no side: write side = "right" or "left".')
        for name in filter(None, (entry.file, entry.coarse, entry.id)):
            if Path(name).name != name or name in {".", ".."}:
                raise InputError(f'{path}: "{name}" of structure "{entry.id}" must be a plain name, without a folder.')
        if strange := sorted(set(entry.sha256) - set(entry.files)):
            raise InputError(f'{path}: the digest of "{strange[0]}" is no file of "{entry.id}": take it out.')
    for name, landmark in manifest.landmarks.items():
        if landmark.structure is not None and landmark.structure not in ids:
            raise InputError(
                f'{path}: landmark {name} lies on "{landmark.structure}", which is not among the structures.'
            )
