"""glTF files: read back by another program's reader, they hold what the frame shows, where it is, under its names."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from vtkmodules.vtkIOGeometry import vtkGLTFReader
from vtkmodules.vtkIOImport import vtkGLTFImporter
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, coloured_by, faded, with_pose
from glutmin_viewer.render.gltf import linear, write_gltf
from glutmin_viewer.render.style import PAIN


def told(path: Path) -> tuple[dict, bytes]:
    """The JSON of a GLB file and its binary chunk."""
    data = path.read_bytes()
    magic, version, length, size, kind = struct.unpack("<IIIII", data[:20])
    assert (magic, version, length, kind) == (0x46546C67, 2, len(data), 0x4E4F534A)
    return json.loads(data[20 : 20 + size]), data[28 + size :]


def values(file: dict, binary: bytes, accessor: int) -> np.ndarray:
    entry = file["accessors"][accessor]
    view = file["bufferViews"][entry["bufferView"]]
    kind = {5126: "<f4", 5125: "<u4"}[entry["componentType"]]
    data = binary[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
    return np.frombuffer(data, kind).reshape(entry["count"], -1)


@pytest.fixture
def posed(compose: Composer):
    return compose(with_trigger_point(with_pose(SceneState(), HipPose(60.0, 0.0, 0.0)), "anterior_1"))


def test_every_structure_is_a_node_under_its_id_where_it_is_in_metres(posed, tmp_path: Path) -> None:
    path = tmp_path / "hip.glb"
    write_gltf(path, posed)
    assert [file.name for file in tmp_path.iterdir()] == ["hip.glb"]
    file, binary = told(path)
    drawn = {item.id: item for item in posed.items}
    nodes = {node["name"]: node for node in file["nodes"] if "mesh" in node}
    assert set(nodes) == set(drawn)
    assert file["nodes"][file["scenes"][0]["nodes"][0]]["children"] == list(range(len(nodes)))
    for name, node in nodes.items():
        item, primitive = drawn[name], file["meshes"][node["mesh"]]["primitives"][0]
        places = values(file, binary, primitive["attributes"]["POSITION"])
        if item.points is None:
            centre = item.world_from_points[:3, 3]
            found = (places.min(axis=0) + places.max(axis=0)) / 2
        else:
            world = item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3]
            centre, found = world.mean(axis=0), places.mean(axis=0)
            assert len(places) == len(item.points)
            faces = values(file, binary, primitive["indices"]).reshape(-1, 3)
            np.testing.assert_array_equal(faces, item.faces)
        x, y, z = 0.001 * centre
        np.testing.assert_allclose(found, [-z, y, x], atol=1e-4)
        bounds = file["accessors"][primitive["attributes"]["POSITION"]]
        np.testing.assert_allclose([bounds["min"], bounds["max"]], [places.min(axis=0), places.max(axis=0)], rtol=1e-6)


def test_another_reader_finds_the_same_triangles_and_bounds(posed, tmp_path: Path) -> None:
    path = tmp_path / "hip.glb"
    write_gltf(path, posed)
    reader = vtkGLTFReader()
    reader.SetFileName(str(path))
    reader.Update()
    blocks, stack = [], [reader.GetOutput()]
    while stack:
        block = stack.pop()
        if hasattr(block, "GetNumberOfBlocks"):
            stack += [block.GetBlock(k) for k in range(block.GetNumberOfBlocks())]
        elif block is not None:
            blocks.append(block)
    surfaces = [item for item in posed.items if item.points is not None]
    assert len(blocks) == len(posed.items)
    found = sorted(block.GetNumberOfCells() for block in blocks)
    balls = len(posed.items) - len(surfaces)
    assert found == sorted([len(item.faces) for item in surfaces] + balls * [2 * 12 * 24])
    bounds = np.array([block.GetBounds() for block in blocks])
    world = np.concatenate(
        [item.points @ item.world_from_points[:3, :3].T + item.world_from_points[:3, 3] for item in surfaces]
    )
    assert bounds[:, 3].max() == pytest.approx(0.001 * world[:, 1].max(), abs=1e-4)
    assert bounds[:, 5].max() == pytest.approx(0.001 * world[:, 0].max(), abs=1e-4)


def test_normals_face_outward_and_are_of_unit_length(posed, tmp_path: Path) -> None:
    write_gltf(tmp_path / "hip.glb", posed)
    file, binary = told(tmp_path / "hip.glb")
    names = [mesh["name"] for mesh in file["meshes"]]
    for name in ("femur_right", "trigger_point.anterior_1"):
        primitive = file["meshes"][names.index(name)]["primitives"][0]
        places, normals = (values(file, binary, primitive["attributes"][of]) for of in ("POSITION", "NORMAL"))
        np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)
        a, b, c = (places[values(file, binary, primitive["indices"]).reshape(-1, 3)[:, k]] for k in range(3))
        faces = np.cross(b - a, c - a)
        corners = normals[values(file, binary, primitive["indices"]).reshape(-1, 3)[:, 0]]
        large = np.linalg.norm(faces, axis=1) > 1e-9
        assert ((faces * corners).sum(axis=1)[large] > 0).mean() > 0.98


def test_what_is_seen_through_is_so_there_and_pain_is_a_colour_on_the_skin(posed, tmp_path: Path) -> None:
    write_gltf(tmp_path / "hip.glb", posed)
    file, binary = told(tmp_path / "hip.glb")
    names = [mesh["name"] for mesh in file["meshes"]]
    assert {entry["name"] for entry in file["materials"] if entry.get("alphaMode") == "BLEND"} == {"skin"}
    skin = next(item for item in posed.items if item.kind == "skin")
    primitive = file["meshes"][names.index("skin")]["primitives"][0]
    colours = values(file, binary, primitive["attributes"]["COLOR_0"])
    inside = skin.pain[:, 0] > 0.0
    assert inside.any()
    np.testing.assert_allclose(colours[inside, 3], PAIN["essential"].cover, atol=1e-5)
    np.testing.assert_allclose(colours[(skin.pain < 0.0).all(axis=1), 3], skin.opacity, atol=1e-5)
    red = linear(np.array(PAIN["essential"].area))
    assert np.abs(colours[inside, :3] - red).max() < 0.1


def test_fibres_are_a_texture_unless_a_number_colours_them(compose: Composer, tmp_path: Path) -> None:
    for state, textured in ((SceneState(), True), (coloured_by(SceneState(), "length"), False)):
        write_gltf(tmp_path / "hip.glb", compose(state))
        file, _ = told(tmp_path / "hip.glb")
        muscle = next(mesh for mesh in file["meshes"] if mesh["name"].startswith("gluteus_minimus"))
        assert ("TEXCOORD_0" in muscle["primitives"][0]["attributes"]) == textured
        assert bool(file.get("images")) == textured


def test_an_importer_draws_it_with_its_textures(compose: Composer, tmp_path: Path) -> None:
    frame = compose(faded(SceneState(), "sacrum", 0.5))
    write_gltf(tmp_path / "hip.glb", frame)
    window, renderer = vtkRenderWindow(), vtkRenderer()
    window.SetOffScreenRendering(True)
    window.AddRenderer(renderer)
    importer = vtkGLTFImporter()
    importer.SetFileName(str(tmp_path / "hip.glb"))
    importer.SetRenderWindow(window)
    importer.Update()
    assert renderer.GetActors().GetNumberOfItems() == len(frame.items)
    window.Finalize()


def test_colours_of_the_screen_become_shares_of_light() -> None:
    np.testing.assert_allclose(linear(np.array([0.0, 0.04, 0.5, 1.0])), [0.0, 0.0031, 0.2140, 1.0], atol=1e-4)


def test_where_nothing_can_be_written_one_sentence_says_so(compose: Composer, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_gltf(tmp_path / "nowhere" / "hip.glb", compose(SceneState()))
