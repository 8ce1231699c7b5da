"""Meshes as PLY files: read within limits of size and time, checked for what drawing them rests on, and written."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from plyfile import PlyData, PlyElement

from glutmin_viewer.core.errors import InputError, Key, first_line
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.core.pose import FARTHEST_MM
from glutmin_viewer.core.reading import MB, opened

# A structure of a human hip region outside this size is in other units than the manifest says.
SIZE_RANGE_MM = (15.0, 2500.0)
# Five times the bundled atlas, and as much as is read within 1 GB of memory and some seconds.
MOST_VERTICES = 1_000_000  # of all meshes of an atlas
MOST_ROWS = 2 * MOST_VERTICES  # a closed mesh has twice as many triangles as vertices
MOST_BYTES = 128 * MB
HEADER_BYTES = 65_536
# Text, and lists whose length is told with each, are read row by row in Python.
MOST_SLOW_ROWS, MOST_TEXT_BYTES = 200_000, 16 * MB


def load_mesh(path: Path, structure: str, units: str, scale: float) -> Mesh:
    """Read and check a mesh, mm; scale: mm per unit of the file. Raises InputError.

    structure, units: what it is of and measured in, to be told where it cannot be.
    """
    try:
        with opened(path, MOST_BYTES) as file:
            _check_header(path, file)
            ply = _ply(path, file)
    except FileNotFoundError:
        raise InputError.of("error_mesh_missing", path=path, structure=structure) from None
    except OSError as error:
        raise InputError.of("error_mesh_read", path=path, reason=error) from None
    try:
        vertex, face = ply["vertex"], ply["face"]
        vertices = np.stack([np.asarray(vertex[axis], dtype=np.float64) for axis in "xyz"], axis=1)
        column = np.asarray(face["vertex_indices"])
        # Without a common length, the lists come as an array of arrays.
        faces = np.stack(list(column)) if column.dtype == object and len(column) else column
    except (KeyError, ValueError, TypeError) as error:
        raise InputError.of("error_mesh_lacks", path=path, reason=first_line(error)) from None
    if not len(vertices) or not len(faces):
        raise InputError.of("error_mesh_empty", path=path)
    if faces.ndim != 2 or faces.shape[1] != 3:
        raise InputError.of("error_mesh_polygons", path=path)
    if faces.dtype.kind not in "iu":
        raise InputError.of("error_mesh_whole", path=path)
    lowest, highest = vertices.min(axis=0), vertices.max(axis=0)
    if not (np.isfinite(lowest).all() and np.isfinite(highest).all()):
        bad = int((~np.isfinite(vertices).all(axis=1)).sum())
        raise InputError.of("error_mesh_no_number", path=path, count=bad)
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise InputError.of("error_mesh_unknown", path=path)
    size = float((highest - lowest).max()) * scale
    low, high = SIZE_RANGE_MM
    if not low <= size <= high:
        raise InputError.of(
            "error_mesh_small" if size < low else "error_mesh_large", path=path, mm=float(f"{size:.3g}"), units=units
        )
    if np.abs([lowest, highest]).max() * scale > FARTHEST_MM:
        raise InputError.of("error_mesh_far", path=path, most=FARTHEST_MM)
    return Mesh(vertices * scale, np.ascontiguousarray(faces, dtype=np.int32))


def _check_header(path: Path, file: BinaryIO) -> None:
    """Raise InputError where a PLY file has no header, or one of more than can be read in some seconds."""
    head = file.read(HEADER_BYTES)
    newline = b"\r\n" if head[3:5] == b"\r\n" else head[3:4]  # as plyfile finds it
    header, ended, _ = head.partition(newline + b"end_header" + newline)
    if head[:3] != b"ply" or not ended:
        raise _no_mesh(path, Key("error_mesh_header"))
    text, slow, counts = False, set[int](), list[int]()
    for line in header.decode("ascii", "replace").split(newline.decode("ascii", "replace")):
        match line.split():
            case ["format", coding, _]:
                text = coding == "ascii"
            case ["element", name, count]:
                counts.append(_count(path, count))
                face = name == "face"
            case ["property", "list", *_, name] if counts and not (face and name == "vertex_indices"):
                slow.add(len(counts) - 1)
    if max(counts, default=0) > MOST_ROWS:
        raise InputError.of("error_mesh_many", path=path, most=MOST_ROWS)
    rows = sum(count for place, count in enumerate(counts) if text or place in slow)
    if rows > MOST_SLOW_ROWS or (text and file.seek(0, io.SEEK_END) > MOST_TEXT_BYTES):
        raise InputError.of("error_mesh_slow", path=path, rows=MOST_SLOW_ROWS, mb=MOST_TEXT_BYTES // MB)


def _count(path: Path, word: str) -> int:
    try:
        count = int(word)
    except ValueError:
        count = -1
    if count < 0:
        raise _no_mesh(path, f'"{word}" is no count')
    return count


def _no_mesh(path: Path, reason: str) -> InputError:
    return InputError.of("error_mesh_none", path=path, reason=reason)


def _ply(path: Path, file: BinaryIO) -> PlyData:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of numbers out of range, which are looked at below
            return PlyData.read(file, known_list_len={"face": {"vertex_indices": 3}})
    except OSError:
        raise
    except Exception as error:  # plyfile hands on what numpy and int raise, which is nearly anything
        raise _no_mesh(path, first_line(error)) from None


def write_mesh(mesh: Mesh, path: Path) -> None:
    """As binary little-endian PLY in single precision."""
    vertex = np.empty(len(mesh.vertices), dtype=[("x", "<f4"), ("y", "<f4"), ("z", "<f4")])
    for k, axis in enumerate("xyz"):
        vertex[axis] = mesh.vertices[:, k]
    face = np.empty(len(mesh.faces), dtype=[("vertex_indices", "<i4", (3,))])
    face["vertex_indices"] = mesh.faces
    elements = [PlyElement.describe(vertex, "vertex"), PlyElement.describe(face, "face")]
    PlyData(elements, text=False, byte_order="<").write(path)
