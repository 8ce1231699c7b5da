"""The text half of an atlas folder: `atlas.toml`, read strictly.

Format 1. Positions are in the file's `units`, in the pelvis frame at ISB neutral (see `pose`). Names of structures are
not here but in `content/`, so that an atlas needs no translation.
"""

from __future__ import annotations

import math
import os
import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import tomli

from glutmin_viewer.core.errors import InputError, one_line
from glutmin_viewer.core.pose import FARTHEST_MM, Body, Joints, Side
from glutmin_viewer.core.reading import MB, whole

FORMAT = 1
MANIFEST = "atlas.toml"
MM_PER_UNIT = {"mm": 1.0, "cm": 10.0, "m": 1000.0}

# Some thirty times the bundled atlas, which has 50 structures and 200 landmarks.
MOST_BYTES = MB
MOST_STRUCTURES, MOST_LANDMARKS = 500, 2000
MOST_TILT_DEG = 60.0
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Line = Annotated[str, msgspec.Meta(max_length=500)]

# "figure" is what is drawn of the rest of the body to show a posture, without anatomy.
Kind = Literal["bone", "muscle", "nerve", "bursa", "skin", "figure"]
Point = tuple[float, float, float]


class Landmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named point; with `structure` it must lie on (or inside) that structure."""

    position: Point
    structure: Word | None = None


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
    `provenance`). regions: names of the parts of its surface that the side-car tells. A muscle without a mesh is drawn
    as its fibres.
    """

    id: Word
    kind: Kind
    body: Body
    provenance: Line
    file: Word | None = None
    side: Side | None = None
    origin: Origin | None = None
    sha256: dict[str, str] = {}
    regions: tuple[Word, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files that it may have."""
        beside = f"{self.id}.npz"
        return (beside,) if self.file is None else (self.file, beside)


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `atlas.toml`."""

    format: int
    title: Line
    sources: tuple[Line, ...]
    units: Literal["mm", "cm", "m"]
    pelvic_tilt_deg: float
    joints: Joints
    structures: tuple[StructureEntry, ...]
    landmarks: dict[Word, Landmark] = {}


def read_manifest(folder: Path) -> Manifest:
    """Read and check `atlas.toml`; raises InputError naming the file, the place in it and the remedy."""
    path = folder / MANIFEST
    if not os.path.isdir(folder):  # which is no error for a name that cannot be one
        raise InputError.of("error_atlas_folder", folder=folder, manifest=MANIFEST)
    try:
        data = whole(path, MOST_BYTES)
    except FileNotFoundError:
        raise InputError.of("error_atlas_none", folder=folder, manifest=MANIFEST) from None
    except OSError as error:
        raise InputError.of("error_atlas_read", path=path, reason=error) from None
    try:
        raw = tomli.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError.of("error_atlas_toml", path=path, reason=error) from None
    if isinstance(raw.get("format"), int) and raw["format"] != FORMAT:
        raise InputError.of("error_atlas_format", path=path, format=raw["format"], reads=FORMAT)
    try:
        manifest = msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as error:
        raise InputError.of("error_atlas_entry", path=path, reason=_in_words(error)) from None
    _check(manifest, path)
    return manifest


def _in_words(error: msgspec.ValidationError) -> str:
    what, _, where = str(error).partition(" - at ")
    what = what.replace("Object contains unknown field", "there is an unknown key")
    what = what.replace("Object missing required field", "there is no key")
    place = where.strip("`").removeprefix("$").lstrip(".")
    return f"{what}{f' in {place}' if place else ''}"


def _check(manifest: Manifest, path: Path) -> None:
    for text in (manifest.title, *manifest.sources, *(entry.provenance for entry in manifest.structures)):
        if one_line(text) != text:
            raise InputError(f'{path}: "{text}" breaks the line: write it in one line.')
    if not abs(manifest.pelvic_tilt_deg) <= MOST_TILT_DEG:
        raise InputError(
            f"{path}: pelvic_tilt_deg = {manifest.pelvic_tilt_deg:g} is no tilt of somebody who stands: "
            f"give one from {-MOST_TILT_DEG:g} to {MOST_TILT_DEG:g}."
        )
    for what, count, most in (
        ("structures", len(manifest.structures), MOST_STRUCTURES),
        ("landmarks", len(manifest.landmarks), MOST_LANDMARKS),
    ):
        if count > most:
            raise InputError(f"{path} lists {count} {what}, but at most {most} are read: leave some out.")
    numbers: dict[str, tuple[float, ...]] = {
        f"joints.{n}": p for n, p in msgspec.structs.asdict(manifest.joints).items() if p is not None
    }
    numbers |= {f"landmarks.{name}": mark.position for name, mark in manifest.landmarks.items()}
    for name, values in numbers.items():
        if not all(math.isfinite(value) for value in values):
            raise InputError.of("error_atlas_no_number", path=path, name=name)
        away = math.hypot(*values) * MM_PER_UNIT[manifest.units]
        if away > FARTHEST_MM:
            raise InputError(
                f"{path}: {name} lies {away:.0f} mm from the hips, and nothing of a body is farther than "
                f"{FARTHEST_MM:.0f} mm: correct it, or the units."
            )
    ids = [entry.id for entry in manifest.structures]
    if not ids:
        raise InputError.of("error_atlas_empty", path=path)
    if doubled := sorted({i for i in ids if ids.count(i) > 1}):
        raise InputError.of("error_atlas_twice", path=path, structure=doubled[0])
    for entry in manifest.structures:
        if entry.file is None and entry.kind != "muscle":
            raise InputError.of("error_atlas_no_file", path=path, kind=entry.kind, structure=entry.id)
        if entry.kind == "muscle" and entry.side is None:
            raise InputError.of("error_atlas_no_side", path=path, structure=entry.id)
        for name in filter(None, (entry.file, entry.id)):
            if Path(name).name != name or name in {".", ".."}:
                raise InputError(f'{path}: "{name}" of structure "{entry.id}" must be a plain name, without a folder.')
        if not re.fullmatch(r"[\w-]+", entry.id):
            raise InputError(f'{path}: the id "{entry.id}" must be of letters, digits, _ and - alone: write another.')
        if strange := sorted(set(entry.sha256) - set(entry.files)):
            raise InputError(f'{path}: the digest of "{strange[0]}" is no file of "{entry.id}": take it out.')
    for name, landmark in manifest.landmarks.items():
        if landmark.structure is not None and landmark.structure not in ids:
            raise InputError(
                f'{path}: landmark {name} lies on "{landmark.structure}", which is not among the structures.'
            )
