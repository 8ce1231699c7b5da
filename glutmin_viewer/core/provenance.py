"""Whether the files of an atlas are those that were written: their digests, as its manifest keeps them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from glutmin_viewer.core.manifest import StructureEntry, read_manifest


def digests(folder: Path, entry: StructureEntry) -> dict[str, str]:
    """SHA-256 in hexadecimal of those files of a structure that are there, by their names."""
    found = {name: folder / name for name in entry.files}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items() if path.is_file()}


def altered(folder: Path) -> list[str]:
    """What is not as its digest says, a sentence for each file; structures without digests are passed over."""
    return [
        f"{name} is not the file that was written with the atlas"
        for entry in read_manifest(folder).structures
        if entry.sha256
        for name in sorted(dict(digests(folder, entry).items() ^ entry.sha256.items()))
    ]
