"""A frame as glTF 2.0 (one GLB file) for other programs: structures as posed, under their ids, in metres.

Written here, not by VTK's exporter, which keeps millimetres and takes the colours of the screen for linear ones. In
glTF y is up and the figure looks along z. Fibres of muscles are a texture, everything else is a colour a vertex; of
patterns on the skin the areas are kept, and shades are those of the form alone.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy

from glutmin_viewer.core.frame import GRADES, Frame, Item
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.whole_file import whole_file
from glutmin_viewer.render import style
from glutmin_viewer.render.drawables import fibre_texture
from glutmin_viewer.render.png import png
from glutmin_viewer.render.tint import vertex_colours

# ISB (x forward, y up, z right) to glTF (x left of the figure, y up, z forward), and mm to m.
GLTF_FROM_WORLD = 0.001 * np.array([[0.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
ROUGHNESS = 0.62
LINES, TRIANGLES = 1, 4
VERTICES, INDICES = 34962, 34963
UNSIGNED, FLOAT = 5125, 5126
MAGIC, JSON, BINARY = 0x46546C67, 0x4E4F534A, 0x004E4942


def write_gltf(path: Path, frame: Frame) -> None:
    """Write what a frame shows of the body; an existing file is replaced only once the new one is whole.

    Marks, arrows and captions are left out but for trigger points, which are small balls. Raises InputError where the
    file cannot be written.
    """
    file = _File()
    for item in frame.items:
        if item.kind == "trigger_point":
            file.add(_ball(item))
        elif item.points is not None and item.faces is not None:
            file.add(item)
    with whole_file(path) as temporary:
        temporary.write_bytes(file.bytes())


class _File:
    """What a file holds, as it grows: nodes with one mesh each, and the bytes that they point into."""

    def __init__(self) -> None:
        self._binary = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []
        self._materials: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []
        self._textures: dict[style.Colour, int] = {}
        self._names: list[str] = []

    def add(self, item: Item) -> None:
        """One more node, with the item's id."""
        assert item.points is not None and item.faces is not None
        turn = GLTF_FROM_WORLD @ item.world_from_points[:3, :3]
        places = item.points @ turn.T + GLTF_FROM_WORLD @ item.world_from_points[:3, 3]
        attributes = {"POSITION": self._array(places.astype(np.float32), "VEC3", VERTICES, bounds=True)}
        colours = colours_of(item)
        lines = item.kind == "fibres"
        faces = np.stack([item.faces[:, :-1], item.faces[:, 1:]], axis=-1) if lines else item.faces
        if item.normals is not None:
            normals = item.normals @ (1000.0 * turn).T
            normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
            attributes["NORMAL"] = self._array(normals.astype(np.float32), "VEC3", VERTICES)
        if colours is not None:
            colours[:, :3] = linear(colours[:, :3])
            attributes["COLOR_0"] = self._array(colours.astype(np.float32), "VEC4", VERTICES)
        if _is_textured(item):
            assert item.fibre_coordinates is not None
            attributes["TEXCOORD_0"] = self._array(item.fibre_coordinates.astype(np.float32), "VEC2", VERTICES)
        indices = self._array(faces.astype(np.uint32).reshape(-1), "SCALAR", INDICES)
        mode = LINES if lines else TRIANGLES
        self._materials.append(self._material(item, plain=colours is None))
        primitive = {"attributes": attributes, "indices": indices, "material": len(self._materials) - 1, "mode": mode}
        self._meshes.append({"name": item.id, "primitives": [primitive]})
        self._names.append(item.id)

    def bytes(self) -> bytes:
        nodes: list[dict[str, Any]] = [{"name": name, "mesh": k} for k, name in enumerate(self._names)]
        nodes.append({"name": "figure", "children": list(range(len(nodes)))} if nodes else {"name": "figure"})
        told: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "glutmin-viewer"},
            "scene": 0,
            "scenes": [{"nodes": [len(nodes) - 1]}],
            "nodes": nodes,
            "meshes": self._meshes,
            "materials": self._materials,
            "textures": [{"source": k} for k in range(len(self._images))],
            "images": self._images,
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": len(self._binary)}] if self._binary else [],
        }
        chunks = b"".join(
            struct.pack("<II", len(data), kind) + data
            for kind, data in (
                (JSON, _filled(msgspec.json.encode({key: value for key, value in told.items() if value != []}), b" ")),
                (BINARY, _filled(bytes(self._binary), b"\0")),
            )
            if data
        )
        return struct.pack("<III", MAGIC, 2, 12 + len(chunks)) + chunks

    def _array(self, values: np.ndarray, shape: str, target: int, bounds: bool = False) -> int:
        """An accessor over values, which are written behind what is there."""
        told: dict[str, Any] = {
            "bufferView": self._view(values.tobytes(), target),
            "componentType": FLOAT if values.dtype == np.float32 else UNSIGNED,
            "count": len(values),
            "type": shape,
        }
        if bounds:
            told |= {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}
        self._accessors.append(told)
        return len(self._accessors) - 1

    def _view(self, data: bytes, target: int | None = None) -> int:
        told = {"buffer": 0, "byteOffset": len(self._binary), "byteLength": len(data)}
        self._views.append(told if target is None else told | {"target": target})
        self._binary += _filled(data, b"\0")
        return len(self._views) - 1

    def _material(self, item: Item, plain: bool) -> Mapping[str, Any]:
        """plain: whether no colours a vertex say colour and opacity."""
        colour = [1.0, 1.0, 1.0] if _is_textured(item) or not plain else linear(np.array(_colour(item))).tolist()
        surface: dict[str, Any] = {
            "baseColorFactor": [*colour, item.opacity if plain else 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": ROUGHNESS,
        }
        if _is_textured(item):
            surface["baseColorTexture"] = {"index": self._texture(_colour(item))}
        told: dict[str, Any] = {"name": item.id, "pbrMetallicRoughness": surface, "doubleSided": True}
        return told if item.opacity >= 1.0 else told | {"alphaMode": "BLEND"}

    def _texture(self, colour: style.Colour) -> int:
        """The streaks of fibres of a colour, each once in the file."""
        if colour not in self._textures:
            image = fibre_texture(colour).GetInput()
            width, height, _ = image.GetDimensions()
            pixels = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(height, width, 3)
            self._images.append({"bufferView": self._view(png(pixels)), "mimeType": "image/png"})
            self._textures[colour] = len(self._images) - 1
        return self._textures[colour]


def colours_of(item: Item) -> Floats | None:
    """Colour and opacity of every vertex as they are on the screen, (n, 4) from 0 to 1; None where all are alike."""
    made = vertex_colours(item)
    if made is None and item.pain is None and item.marked is None:
        return None
    assert item.points is not None
    colours = np.full((len(item.points), 4), item.opacity)
    colours[:, :3] = _colour(item) if made is None else made / 255.0
    if item.pain is not None:
        for grade, distances in reversed(list(zip(GRADES, item.pain.T, strict=True))):
            look = style.PAIN[grade]
            _cover(colours, distances > 0.0, look.area, look.cover)
    if item.marked is not None:
        for look, distances in zip((style.PAINTED, style.CAUSE), item.marked.T, strict=True):
            _cover(colours, distances > 0.0, look.tint, look.cover)
    return colours


def linear(colour: np.ndarray) -> np.ndarray:
    """Colours of the screen (sRGB), 0 to 1, as shares of light."""
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def _cover(colours: Floats, where: np.ndarray, colour: style.Colour, share: float) -> None:
    """Lay a colour over some vertices; it is seen however far the skin is seen through."""
    colours[where, :3] += share * (np.array(colour) - colours[where, :3])
    colours[where, 3] = np.maximum(colours[where, 3], share)


def _is_textured(item: Item) -> bool:
    return item.fibre_coordinates is not None and item.value is None and item.kind == "muscle"


def _colour(item: Item) -> style.Colour:
    if item.kind == "trigger_point":
        return style.MARK_COLOURS[item.group or "anterior"]
    return style.material(item.kind, item.group).colour


def _ball(item: Item) -> Item:
    """A trigger point as a ball of the size that its mark has from close by."""
    rows, columns = 12, 24
    down, around = np.meshgrid(
        np.linspace(0.0, np.pi, rows + 1), np.linspace(0.0, 2.0 * np.pi, columns + 1), indexing="ij"
    )
    outward = np.stack([np.sin(down) * np.cos(around), np.cos(down), -np.sin(down) * np.sin(around)], axis=-1)
    first = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).reshape(-1, 1)
    halves = np.array([[0, columns + 1, columns + 2], [0, columns + 2, 1]])
    faces = np.concatenate([first + half for half in halves])
    normals = outward.reshape(-1, 3)
    points = style.MARK_RADIUS_MM * normals
    return Item(
        item.id, item.kind, item.world_from_points, points=points, normals=normals, faces=faces, group=item.group
    )


def _filled(data: bytes, filler: bytes) -> bytes:
    """Bytes up to the next multiple of four, as glTF wants them."""
    return data + filler * (-len(data) % 4)
