"""Atlas folders: read and checked as a whole, and written.

A folder holds `atlas.toml` (see `manifest`), a PLY mesh per structure (`mesh_files`), and beside it ID.npz for what a
mesh file cannot carry (`side_cars`). Whatever is wrong is said in one sentence (InputError) that names the file and the
remedy; nothing is loaded by half.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
import tomli_w

from glutmin_viewer.core.atlas import Atlas, Belly, Flesh, Structure, Unwrapped
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import GROUPS, Fibres
from glutmin_viewer.core.manifest import FORMAT, MANIFEST, MM_PER_UNIT, Manifest, StructureEntry, read_manifest
from glutmin_viewer.core.mesh import Floats, Ints, Mesh
from glutmin_viewer.core.mesh_files import MOST_VERTICES, load_mesh, write_mesh
from glutmin_viewer.core.pose import BODIES, FARTHEST_MM, Joints
from glutmin_viewer.core.provenance import digests
from glutmin_viewer.core.side_cars import checked, load_arrays, write_arrays

LANDMARK_TOLERANCE_MM = 12.0
WEIGHTS_WITHIN = 0.01
MOST_FIBRES, MOST_PATH_POINTS = 1000, 200  # the bundled muscles have 66 of up to 31
DISTANCES_AT_ONCE = 10_000_000
SPREAD = 8


def load_atlas(folder: Path) -> Atlas:
    """Read and check an atlas folder; raises InputError."""
    return AtlasReader(folder).atlas()


class AtlasReader:
    """Reads an atlas folder, or at first a part of it; all of it raises InputError."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._manifest = folder, read_manifest(folder)
        self._read: dict[str, Structure] = {}
        self._vertices = 0

    def part(self, hidden: Set[str]) -> Atlas:
        """The atlas without some structures. What is read is checked, but not what lies on it."""
        return self._of(
            {entry.id: self._structure(entry) for entry in self._manifest.structures if entry.id not in hidden}
        )

    def atlas(self) -> Atlas:
        """The whole, with the very structures that a part had."""
        found = self.part(frozenset())
        _check_landmarks(self._folder, self._manifest, found.structures, found.landmarks)
        return found

    def _structure(self, entry: StructureEntry) -> Structure:
        if entry.id not in self._read:
            units = self._manifest.units
            self._read[entry.id] = found = _load_structure(self._folder, entry, units, MM_PER_UNIT[units])
            self._vertices += 0 if found.mesh is None else len(found.mesh.vertices)
            if self._vertices > MOST_VERTICES:
                raise InputError.of("error_atlas_vertices", path=self._folder / MANIFEST, most=MOST_VERTICES)
        return self._read[entry.id]

    def _of(self, structures: dict[str, Structure]) -> Atlas:
        manifest, scale = self._manifest, MM_PER_UNIT[self._manifest.units]
        return Atlas(
            manifest.title,
            manifest.sources,
            manifest.pelvic_tilt_deg,
            _scaled(manifest.joints, scale),
            MappingProxyType(structures),
            MappingProxyType({name: np.array(mark.position) * scale for name, mark in manifest.landmarks.items()}),
            {name: mark.structure for name, mark in manifest.landmarks.items() if mark.structure is not None},
        )


def _scaled(joints: Joints, scale: float) -> Joints:
    fields: dict[str, Any] = msgspec.structs.asdict(joints)
    return msgspec.convert({n: p if p is None else tuple(scale * c for c in p) for n, p in fields.items()}, Joints)


def _check_links(folder: Path, entry: StructureEntry) -> None:
    """Raises InputError where a file of the structure lies elsewhere than the manifest does, by a link."""
    for path in (folder / name for name in entry.files):
        if path.is_symlink() and os.path.dirname(os.path.realpath(path)) != _home(folder):
            raise InputError.of("error_atlas_link", path=path)


def _home(folder: Path) -> str:
    """Where the manifest really lies: some installers make a link of every file of a package."""
    return os.path.dirname(os.path.realpath(folder / MANIFEST))


def _load_structure(folder: Path, entry: StructureEntry, units: str, scale: float) -> Structure:
    _check_links(folder, entry)
    mesh = None if entry.file is None else load_mesh(folder / entry.file, entry.id, units, scale)
    path, n = folder / f"{entry.id}.npz", 0 if mesh is None else len(mesh.vertices)
    arrays = load_arrays(path, n)
    if mesh is None and not arrays:
        raise InputError.of("error_car_missing", path=path, structure=entry.id)
    weights = None
    if "weights" in arrays:
        weights = checked(path, "weights", arrays["weights"], (n, len(BODIES)), (0, 1))
        if np.abs(weights.sum(axis=1) - 1.0).max() > WEIGHTS_WITHIN:
            raise InputError(
                f'{path}: the "weights" of a vertex do not add up to 1: write them as shares of its motion.'
            )
    if entry.kind == "skin" and weights is None:
        raise InputError(f'{path}: the skin "{entry.id}" needs an array "weights" of shape (vertices, {len(BODIES)}).')
    fibres = belly = None
    if "fibre/pelvic_path" in arrays:
        fibres = _fibres(path, entry, arrays, scale)
    elif entry.kind == "muscle":
        raise InputError.of("error_car_fibres", path=path, structure=entry.id)
    if fibres is not None and mesh is not None:
        belly = Belly(
            checked(path, "belly/across", arrays.get("belly/across"), (n,), (0, len(fibres) - 1)),
            checked(path, "belly/along", arrays.get("belly/along"), (n,), (0, fibres.n_samples - 1)),
            checked(path, "belly/tendon", arrays.get("belly/tendon"), (n,), (0, 1)),
            checked(path, "belly/group", arrays.get("belly/group"), (n,), (0, len(GROUPS) - 1)).astype(np.int32),
            _flesh(path, arrays, (n, len(fibres), fibres.n_samples), scale) if "belly/lift" in arrays else None,
        )
    coarse = None
    if "coarse/faces" in arrays:
        coarse = checked(path, "coarse/faces", arrays["coarse/faces"], (None, 3), (0, n - 1)).astype(np.int32)
    lightness, cartilage = (
        checked(path, name, arrays[name], (n,), (0, 1)) if name in arrays else None
        for name in ("lightness", "cartilage")
    )
    return Structure(
        entry.id,
        entry.kind,
        entry.body,
        entry.side,
        entry.provenance,
        mesh,
        _regions(path, entry, arrays, n),
        weights,
        fibres,
        belly,
        coarse,
        lightness,
        cartilage,
        _unwrapped(path, arrays, mesh, scale),
        entry.origin,
    )


def _regions(path: Path, entry: StructureEntry, arrays: Mapping[str, np.ndarray], vertices: int) -> dict[str, Ints]:
    """Vertices of each region: the array holds pairs of a region, by its place in the manifest, and a vertex."""
    if not entry.regions:
        return {}
    if len(set(entry.regions)) < len(entry.regions):
        raise InputError(f'{path}: the structure "{entry.id}" has two regions of one name: name each once.')
    most = max(len(entry.regions), vertices) - 1
    region, vertex = checked(path, "regions", arrays.get("regions"), (None, 2), (0, most)).astype(np.int32).T
    if region.max() >= len(entry.regions) or vertex.max() >= vertices:
        raise InputError.of("error_car_regions", path=path)
    return {name: vertex[region == k] for k, name in enumerate(entry.regions)}


def _unwrapped(path: Path, arrays: Mapping[str, np.ndarray], mesh: Mesh | None, scale: float) -> Unwrapped | None:
    if mesh is None or "uv/points" not in arrays:
        return None
    points = checked(path, "uv/points", arrays["uv/points"], (None, 2), (0, 1))
    faces = checked(path, "uv/faces", arrays.get("uv/faces"), (len(mesh.faces), 3), (0, len(points) - 1))
    unit = (
        checked(path, "uv/mm_per_unit", arrays.get("uv/mm_per_unit"), (1,), (1.0 / scale, 10 * FARTHEST_MM / scale))
        * scale
    )
    return Unwrapped(points, faces.astype(np.int32), float(unit[0]))


def _flesh(path: Path, arrays: Mapping[str, np.ndarray], size: tuple[int, int, int], scale: float) -> Flesh:
    """size: vertices, fibres and samples of a fibre's curve."""
    n, fibres, samples = size
    far = FARTHEST_MM / scale
    lift = checked(path, "belly/lift", arrays.get("belly/lift"), (n, 3), (-far, far))
    thickness = checked(path, "belly/thickness", arrays.get("belly/thickness"), (fibres - 1, samples - 1), (0, far))
    return Flesh(lift * scale, thickness * scale)


def _fibres(path: Path, entry: StructureEntry, arrays: Mapping[str, np.ndarray], scale: float) -> Fibres:
    if entry.side is None:
        raise InputError(f'{path}: "{entry.id}" has fibres, so it needs a side: write side = "right" or "left".')
    far = FARTHEST_MM / scale
    pelvic_path = checked(path, "fibre/pelvic_path", arrays["fibre/pelvic_path"], (None, None, 3), (-far, far))
    f = len(pelvic_path)
    femoral_path = checked(path, "fibre/femoral_path", arrays.get("fibre/femoral_path"), (f, None, 3), (-far, far))
    if not (2 <= f <= MOST_FIBRES and max(pelvic_path.shape[1], femoral_path.shape[1]) <= MOST_PATH_POINTS):
        raise InputError(
            f"{path} has {f} fibres of up to {max(pelvic_path.shape[1], femoral_path.shape[1])} points on a bone, but "
            f"2 to {MOST_FIBRES} of up to {MOST_PATH_POINTS} can be moved: write the side-car again with such."
        )
    return Fibres(
        entry.side,
        pelvic_path * scale,
        femoral_path * scale,
        checked(path, "fibre/group", arrays.get("fibre/group"), (f,), (0, len(GROUPS) - 1)).astype(np.int32),
        checked(path, "fibre/wrap_radius", arrays.get("fibre/wrap_radius"), (f,), (0, far)) * scale,
    )


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
        # Few of the vertices show of nearly every landmark that it is near.
        off = np.flatnonzero(_distances(mesh.vertices[::SPREAD], places) > LANDMARK_TOLERANCE_MM)
        distances = _distances(mesh.vertices, places[off]) if len(off) else np.empty(0)
        for name, distance in zip((names[k] for k in off), distances.tolist(), strict=True):
            if distance > LANDMARK_TOLERANCE_MM:
                raise InputError(
                    f"{folder / MANIFEST}: landmark {name} lies {distance:.0f} mm off {owner} "
                    f"(at most {LANDMARK_TOLERANCE_MM:.0f} mm are allowed): correct its position or its structure."
                )


def _distances(vertices: Floats, places: Floats) -> Floats:
    """From each place (k, 3) to the nearest of the vertices (n, 3), (k,)."""
    if len(vertices) * len(places) > DISTANCES_AT_ONCE:
        from scipy.spatial import cKDTree  # slow to load, and the bundled atlas does without

        return np.asarray(cKDTree(vertices).query(places)[0])
    # The squares of all distances by one product; from the middle, so that little is lost in the difference.
    middle = vertices.mean(axis=0)
    vertices, places = vertices - middle, places - middle
    squares = np.einsum("ij,ij->i", vertices, vertices)[:, None] - 2.0 * vertices @ places.T
    result: Floats = np.sqrt(np.maximum(squares.min(axis=0) + (places**2).sum(axis=1), 0.0))
    return result


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
            write_mesh(structure.mesh, folder / entry["file"])
        if arrays := _arrays(structure):
            write_arrays(arrays, folder / f"{structure.id}.npz")
        entry["provenance"] = structure.provenance
        if structure.regions:
            entry["regions"] = list(structure.regions)
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


def _arrays(structure: Structure) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray] = {}
    if structure.regions:
        pairs = [
            np.stack([np.full_like(index, k), index], axis=1) for k, index in enumerate(structure.regions.values())
        ]
        arrays["regions"] = np.concatenate(pairs).astype("<i4")
    if structure.coarse is not None:
        arrays["coarse/faces"] = structure.coarse.astype("<i4")
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
