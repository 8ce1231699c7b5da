"""Atlas folders: read and checked as a whole, and written.

A folder holds `atlas.toml` (see `manifest`), a binary little-endian PLY mesh per structure, and beside it ID.npz for
what a mesh file cannot carry. Whatever is wrong is said in one sentence (InputError) that names the file and the
remedy; nothing is loaded by half.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
import tomli_w
from plyfile import PlyData, PlyElement, PlyElementParseError, PlyHeaderParseError, PlyParseError

from glutmin_viewer.core.atlas import Atlas, Belly, Flesh, Structure, Unwrapped
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import GROUPS, Fibres
from glutmin_viewer.core.manifest import FORMAT, MANIFEST, MM_PER_UNIT, Manifest, StructureEntry, read_manifest
from glutmin_viewer.core.mesh import Floats, Ints, Mesh, part_of
from glutmin_viewer.core.pose import BODIES, Joints
from glutmin_viewer.core.provenance import digests

# A structure of a human hip region outside this size is in other units than the manifest says.
SIZE_RANGE_MM = (15.0, 2500.0)
LANDMARK_TOLERANCE_MM = 12.0
SAME_PLACE_MM = 0.01


def load_atlas(folder: Path) -> Atlas:
    """Read and check an atlas folder; raises InputError."""
    manifest = read_manifest(folder)
    scale = MM_PER_UNIT[manifest.units]
    structures = {entry.id: _load_structure(folder, entry, manifest.units, scale) for entry in manifest.structures}
    landmarks = {name: np.array(mark.position) * scale for name, mark in manifest.landmarks.items()}
    _check_landmarks(folder, manifest, structures, landmarks)
    return Atlas(
        manifest.title,
        manifest.sources,
        manifest.pelvic_tilt_deg,
        _scaled(manifest.joints, scale),
        MappingProxyType(structures),
        MappingProxyType(landmarks),
        {name: mark.structure for name, mark in manifest.landmarks.items() if mark.structure is not None},
    )


def _scaled(joints: Joints, scale: float) -> Joints:
    fields: dict[str, Any] = msgspec.structs.asdict(joints)
    return msgspec.convert({n: p if p is None else tuple(scale * c for c in p) for n, p in fields.items()}, Joints)


def _check_links(folder: Path, entry: StructureEntry) -> None:
    """Raises InputError where a file of the structure lies elsewhere than the manifest does, by a link."""
    for path in (folder / name for name in entry.files):
        if path.is_symlink() and os.path.dirname(os.path.realpath(path)) != _home(folder):
            raise InputError(f"{path} is a link that leads out of the atlas: put the file itself there.")


def _home(folder: Path) -> str:
    """Where the manifest really lies: some installers make a link of every file of a package."""
    return os.path.dirname(os.path.realpath(folder / MANIFEST))


def _load_structure(folder: Path, entry: StructureEntry, units: str, scale: float) -> Structure:
    _check_links(folder, entry)
    mesh = None if entry.file is None else _load_mesh(folder / entry.file, entry.id, units, scale)
    path = folder / f"{entry.id}.npz"
    arrays = _load_arrays(path) if path.exists() else {}
    if mesh is None and not arrays:
        raise InputError(f'{path} is missing: the muscle "{entry.id}" has no mesh, so it needs a side-car with fibres.')
    n = 0 if mesh is None else len(mesh.vertices)
    regions = {
        name.removeprefix("region/"): _checked(path, name, array, (None,), n).astype(np.int32)
        for name, array in arrays.items()
        if name.startswith("region/")
    }
    weights = None
    if "weights" in arrays:
        weights = _checked(path, "weights", arrays["weights"], (n, len(BODIES)))
    if entry.kind == "skin" and weights is None:
        raise InputError(f'{path}: the skin "{entry.id}" needs an array "weights" of shape (vertices, {len(BODIES)}).')
    fibres = belly = None
    if "fibre/pelvic_path" in arrays:
        fibres = _fibres(path, entry, arrays, scale)
    elif entry.kind == "muscle":
        raise InputError(
            f'{path}: the muscle "{entry.id}" needs fibres: arrays fibre/pelvic_path, fibre/femoral_path, ...'
        )
    if fibres is not None and mesh is not None:
        belly = Belly(
            _checked(path, "belly/across", arrays.get("belly/across"), (n,), len(fibres)),
            _checked(path, "belly/along", arrays.get("belly/along"), (n,), fibres.n_samples),
            _checked(path, "belly/tendon", arrays.get("belly/tendon"), (n,)),
            _checked(path, "belly/group", arrays.get("belly/group"), (n,), len(GROUPS)).astype(np.int32),
            _flesh(path, arrays, (n, len(fibres), fibres.n_samples), scale) if "belly/lift" in arrays else None,
        )
    coarse = None
    if entry.coarse is not None and mesh is not None:
        coarse = _coarse(folder / entry.coarse, path, entry.id, arrays.get("coarse/vertex"), mesh, units, scale)
    lightness, cartilage = (
        _checked(path, name, arrays[name], (n,)) if name in arrays else None for name in ("lightness", "cartilage")
    )
    return Structure(
        entry.id,
        entry.kind,
        entry.body,
        entry.side,
        entry.provenance,
        mesh,
        regions,
        weights,
        fibres,
        belly,
        coarse,
        lightness,
        cartilage,
        _unwrapped(path, arrays, mesh, scale),
        entry.origin,
    )


def _unwrapped(path: Path, arrays: Mapping[str, np.ndarray], mesh: Mesh | None, scale: float) -> Unwrapped | None:
    if mesh is None or "uv/points" not in arrays:
        return None
    points = _checked(path, "uv/points", arrays["uv/points"], (None, 2))
    faces = _checked(path, "uv/faces", arrays.get("uv/faces"), (len(mesh.faces), 3), len(points)).astype(np.int32)
    unit = _checked(path, "uv/mm_per_unit", arrays.get("uv/mm_per_unit"), (1,)) * scale
    return Unwrapped(points, faces, float(unit[0]))


def _coarse(
    file: Path, sidecar: Path, structure: str, index: np.ndarray | None, mesh: Mesh, units: str, scale: float
) -> Ints:
    """Faces (k, 3) of the coarse mesh in `file`, over the vertices of the full one."""
    coarse = _load_mesh(file, structure, units, scale)
    n = len(coarse.vertices)
    vertex = _checked(sidecar, "coarse/vertex", index, (n,), len(mesh.vertices)).astype(np.int32)
    if np.abs(mesh.vertices[vertex] - coarse.vertices).max() > SAME_PLACE_MM:
        raise InputError(
            f'{file} is no coarser level of the mesh of "{structure}": its vertices lie elsewhere; write both again.'
        )
    return vertex[coarse.faces]


def _flesh(path: Path, arrays: Mapping[str, np.ndarray], size: tuple[int, int, int], scale: float) -> Flesh:
    """size: vertices, fibres and samples of a fibre's curve."""
    n, fibres, samples = size
    return Flesh(
        _checked(path, "belly/lift", arrays.get("belly/lift"), (n, 3)) * scale,
        _checked(path, "belly/thickness", arrays.get("belly/thickness"), (fibres - 1, samples - 1)) * scale,
    )


def _fibres(path: Path, entry: StructureEntry, arrays: Mapping[str, np.ndarray], scale: float) -> Fibres:
    assert entry.side is not None
    pelvic_path = _checked(path, "fibre/pelvic_path", arrays["fibre/pelvic_path"], (None, None, 3)) * scale
    f = len(pelvic_path)
    return Fibres(
        entry.side,
        pelvic_path,
        _checked(path, "fibre/femoral_path", arrays.get("fibre/femoral_path"), (f, None, 3)) * scale,
        _checked(path, "fibre/group", arrays.get("fibre/group"), (f,), len(GROUPS)).astype(np.int32),
        _checked(path, "fibre/wrap_radius", arrays.get("fibre/wrap_radius"), (f,)) * scale,
    )


def _checked(
    path: Path, name: str, array: np.ndarray | None, shape: tuple[int | None, ...], below: int | None = None
) -> Floats:
    """The array as float64, or InputError where it is missing, of another shape, not finite or out of range."""
    if array is None:
        raise InputError(f'{path} has no array "{name}": write the side-car again with all its arrays.')
    wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape) + ")"
    fits = array.ndim == len(shape) and all(n is None or n == m for n, m in zip(shape, array.shape, strict=True))
    if not fits or array.size == 0:
        raise InputError(f'{path}: array "{name}" has shape {array.shape}, but {wanted} belongs there.')
    if array.dtype.kind not in "iuf":
        raise InputError(f'{path}: array "{name}" holds {array.dtype}, but numbers belong there.')
    values = array.astype(np.float64)
    if not np.isfinite(values).all():
        raise InputError(f'{path}: array "{name}" holds values that are no numbers (NaN or infinite).')
    if below is not None and (values.min() < 0 or values.max() >= below):
        raise InputError(f'{path}: array "{name}" must lie between 0 and {below - 1}; does it belong to another mesh?')
    return values


def _load_arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, KeyError, NotImplementedError) as error:
        raise InputError(f"{path} is not a readable side-car ({_first_line(error)}): write it again.") from None


def _load_mesh(path: Path, structure: str, units: str, scale: float) -> Mesh:
    try:
        ply = PlyData.read(path, known_list_len={"face": {"vertex_indices": 3}})
    except FileNotFoundError:
        raise InputError(
            f'{path} is missing: put the mesh of "{structure}" there or take it out of the atlas.'
        ) from None
    except (PlyParseError, PlyHeaderParseError, PlyElementParseError, ValueError, EOFError, MemoryError) as error:
        raise InputError(
            f"{path} is not a whole triangle mesh in PLY format ({_first_line(error)}): export it again, triangulated."
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check that it is a file you may read.") from None
    try:
        vertex, face = ply["vertex"], ply["face"]
        vertices = np.stack([np.asarray(vertex[axis], dtype=np.float64) for axis in "xyz"], axis=1)
        column = np.asarray(face["vertex_indices"])
        # Without a common length, the lists come as an array of arrays.
        faces = np.stack(list(column)) if column.dtype == object and len(column) else column
    except (KeyError, ValueError) as error:
        raise InputError(f"{path} lacks a part of a triangle mesh ({_first_line(error)}): export it again.") from None
    if not len(vertices) or not len(faces):
        raise InputError(f"{path} holds no triangles: export the mesh again.")
    if faces.ndim != 2 or faces.shape[1] != 3:
        raise InputError(f"{path} has faces that are no triangles: triangulate it and export it again.")
    if not np.isfinite(vertices).all():
        bad = int((~np.isfinite(vertices).all(axis=1)).sum())
        raise InputError(f"{path} has {bad} vertices that are no numbers (NaN or infinite): export it again.")
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise InputError(f"{path} has faces that name vertices it does not have: the file is damaged, export it again.")
    size = float(np.ptp(vertices, axis=0).max()) * scale
    low, high = SIZE_RANGE_MM
    if not low <= size <= high:
        raise InputError(
            f"{path} is {size:.3g} mm long, too {'small' if size < low else 'large'} for a part of a human hip: "
            f'the atlas says units = "{units}"; set the units of the file there (mm, cm or m).'
        )
    return Mesh(vertices * scale, np.ascontiguousarray(faces, dtype=np.int32))


def _check_landmarks(
    folder: Path, manifest: Manifest, structures: Mapping[str, Structure], landmarks: Mapping[str, Floats]
) -> None:
    by_structure: dict[str, list[str]] = {}
    for name, mark in manifest.landmarks.items():
        if mark.structure is not None:
            by_structure.setdefault(mark.structure, []).append(name)
    for owner, names in by_structure.items():
        mesh = structures[owner].mesh
        if mesh is None:
            continue
        places = np.array([landmarks[name] for name in names])
        # The squares of all distances by one product; from the middle, so that little is lost in the difference.
        middle = mesh.vertices.mean(axis=0)
        vertices, places = mesh.vertices - middle, places - middle
        squares = np.einsum("ij,ij->i", vertices, vertices)[:, None] - 2.0 * vertices @ places.T
        distances = np.sqrt(np.maximum(squares.min(axis=0) + (places**2).sum(axis=1), 0.0))
        for name, distance in zip(names, distances.tolist(), strict=True):
            if distance > LANDMARK_TOLERANCE_MM:
                raise InputError(
                    f"{folder / MANIFEST}: landmark {name} lies {distance:.0f} mm off {owner} "
                    f"(at most {LANDMARK_TOLERANCE_MM:.0f} mm are allowed): correct its position or its structure."
                )


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def write_atlas(atlas: Atlas, folder: Path) -> None:
    """Write an atlas in mm; equal atlases give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for structure in atlas.structures.values():
        entry: dict[str, Any] = {"id": structure.id, "kind": structure.kind, "body": structure.body}
        if structure.side is not None:
            entry["side"] = structure.side
        if structure.mesh is not None:
            entry["file"] = f"{structure.id}.ply"
            _write_mesh(structure.mesh, folder / entry["file"])
        if structure.mesh is not None and structure.coarse is not None:
            entry["coarse"] = f"{structure.id}.coarse.ply"
            _write_mesh(part_of(structure.mesh.vertices, structure.coarse)[0], folder / entry["coarse"])
        if arrays := _arrays(structure):
            _write_arrays(arrays, folder / f"{structure.id}.npz")
        entry["provenance"] = structure.provenance
        if structure.origin is not None:
            entry["origin"] = msgspec.structs.asdict(structure.origin)
        entry["sha256"] = digests(folder, msgspec.convert(entry, StructureEntry))
        entries.append(entry)
    joints = {name: list(point) for name, point in msgspec.structs.asdict(atlas.joints).items() if point is not None}
    owner = atlas.landmark_structure
    landmarks = {
        name: {"position": [round(float(c), 3) for c in point]} | ({"structure": owner[name]} if name in owner else {})
        for name, point in atlas.landmarks.items()
    }
    manifest = {
        "format": FORMAT,
        "title": atlas.title,
        "sources": list(atlas.sources),
        "units": "mm",
        "pelvic_tilt_deg": atlas.pelvic_tilt_deg,
        "joints": joints,
        "landmarks": landmarks,
        "structures": entries,
    }
    (folder / MANIFEST).write_text(tomli_w.dumps(manifest), encoding="utf-8", newline="\n")


def _write_mesh(mesh: Mesh, path: Path) -> None:
    vertex = np.empty(len(mesh.vertices), dtype=[("x", "<f4"), ("y", "<f4"), ("z", "<f4")])
    for k, axis in enumerate("xyz"):
        vertex[axis] = mesh.vertices[:, k]
    face = np.empty(len(mesh.faces), dtype=[("vertex_indices", "<i4", (3,))])
    face["vertex_indices"] = mesh.faces
    elements = [PlyElement.describe(vertex, "vertex"), PlyElement.describe(face, "face")]
    PlyData(elements, text=False, byte_order="<").write(path)


def _arrays(structure: Structure) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray] = {f"region/{name}": index for name, index in structure.regions.items()}
    if structure.mesh is not None and structure.coarse is not None:
        arrays["coarse/vertex"] = part_of(structure.mesh.vertices, structure.coarse)[1].astype("<i4")
    for name, values in (("lightness", structure.lightness), ("cartilage", structure.cartilage)):
        if values is not None:
            arrays[name] = values.astype("<f4")
    if (flat := structure.unwrapped) is not None:
        arrays["uv/points"] = flat.points.astype("<f4")
        arrays["uv/faces"] = flat.faces.astype("<i4")
        arrays["uv/mm_per_unit"] = np.array([flat.mm_per_unit], dtype="<f4")
    if structure.weights is not None:
        arrays["weights"] = structure.weights.astype("<f4")
    if (fibres := structure.fibres) is not None:
        arrays["fibre/pelvic_path"] = fibres.pelvic_path.astype("<f4")
        arrays["fibre/femoral_path"] = fibres.femoral_path.astype("<f4")
        arrays["fibre/group"] = fibres.group.astype("<i4")
        arrays["fibre/wrap_radius"] = fibres.wrap_radius.astype("<f4")
    if (belly := structure.belly) is not None:
        arrays["belly/across"] = belly.across.astype("<f4")
        arrays["belly/along"] = belly.along.astype("<f4")
        arrays["belly/tendon"] = belly.tendon.astype("<f4")
        arrays["belly/group"] = belly.group.astype("<i4")
        if belly.flesh is not None:
            arrays["belly/lift"] = belly.flesh.lift.astype("<f4")
            arrays["belly/thickness"] = belly.flesh.thickness_mm.astype("<f4")
    return arrays


def _write_arrays(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    """Like numpy.savez_compressed, but without the time of writing, so that equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as stream:
                np.lib.format.write_array(stream, np.ascontiguousarray(arrays[name]), allow_pickle=False)
