"""Atlas folders: what is written is what is read, and whatever is wrong is said in one clear sentence."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from glutmin_viewer.core.atlas import shortcomings
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.errors import InputError


@pytest.fixture
def folder(tiny_atlas, tmp_path) -> Path:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    return tmp_path / "atlas"


def complaint(folder: Path) -> str:
    """The one sentence with which loading fails; it must name a file of the atlas."""
    with pytest.raises(InputError) as caught:
        load_atlas(folder)
    text = str(caught.value)
    assert "\n" not in text
    assert str(folder) in text
    return text


def arrays_of(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as archive:
        return dict(archive)


def edit(folder: Path, pattern: str, replacement: str) -> None:
    path = folder / "atlas.toml"
    text = path.read_text()
    edited = re.sub(pattern, replacement, text, count=1, flags=re.S)
    assert edited != text
    path.write_text(edited)


def test_what_is_written_is_read_again(tiny_atlas, folder):
    read = load_atlas(folder)
    assert list(read.structures) == list(tiny_atlas.structures)
    assert read.joints == tiny_atlas.joints
    assert read.missing() == []
    assert shortcomings(read) == []
    for name, structure in tiny_atlas.structures.items():
        again = read.structures[name]
        np.testing.assert_allclose(again.mesh.vertices, structure.mesh.vertices, atol=1e-4)
        np.testing.assert_array_equal(again.mesh.faces, structure.mesh.faces)
        assert sorted(again.regions) == sorted(structure.regions)
        for one, other in (
            (again.coarse, structure.coarse),
            (again.lightness, structure.lightness),
            (again.cartilage, structure.cartilage),
        ):
            assert (one is None) == (other is None)
            if one is not None:
                np.testing.assert_allclose(one, other, atol=1e-6)
        assert (again.kind, again.body, again.side) == (structure.kind, structure.body, structure.side)
    fibres = read.structures["gluteus_minimus_left"].fibres
    np.testing.assert_allclose(
        fibres.pelvic_path, tiny_atlas.structures["gluteus_minimus_left"].fibres.pelvic_path, atol=1e-4
    )
    np.testing.assert_allclose(read.landmarks["ASIS_right"], tiny_atlas.landmarks["ASIS_right"])


def test_equal_atlases_give_equal_bytes(tiny_atlas, folder, tmp_path):
    write_atlas(tiny_atlas, tmp_path / "again")
    names = sorted(p.name for p in folder.iterdir())
    assert names == sorted(p.name for p in (tmp_path / "again").iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_an_atlas_in_metres_is_the_same_atlas(tiny_atlas, folder):
    from plyfile import PlyData

    for path in folder.glob("*.ply"):
        ply = PlyData.read(path, mmap=False)
        for axis in "xyz":
            ply["vertex"][axis] *= 0.001
        ply.write(path)
    for side in ("right", "left"):
        path = folder / f"gluteus_minimus_{side}.npz"
        arrays = arrays_of(path)
        for name in ("fibre/pelvic_path", "fibre/femoral_path", "fibre/wrap_radius"):
            arrays[name] = arrays[name] * 0.001
        np.savez(path, **arrays)
    text = (folder / "atlas.toml").read_text()
    text = re.sub(r"(?<=[\[ ])(-?\d+\.\d+)(?=,)", lambda m: repr(float(m[1]) / 1000), text)
    (folder / "atlas.toml").write_text(text.replace('units = "mm"', 'units = "m"'))
    read = load_atlas(folder)
    np.testing.assert_allclose(read.joints.hip_right, tiny_atlas.joints.hip_right, atol=1e-9)
    femur = read.structures["femur_right"].mesh.vertices
    np.testing.assert_allclose(femur, tiny_atlas.structures["femur_right"].mesh.vertices, atol=1e-3)


def test_no_folder_and_no_manifest(tmp_path):
    assert "not a folder" in complaint(tmp_path / "nowhere")
    assert "atlas.toml" in complaint(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "replacement", "word"),
    [
        (r"^format = 1", "format = 99", "format 99"),
        (r"\ntitle", "\ntitel", "titel"),
        (r"units = \"mm\"", 'units = "inch"', "units"),
        (r"kind = \"bone\"", 'kind = "bean"', "kind"),
        (r"(id = \"sacrum\")", r"\1\nflavour = 'salt'", "flavour"),
        (r"id = \"sacrum\"", 'id = "hip_bone_right"', "twice"),
        (r"file = \"sacrum.ply\"\n", "", "no file"),
        (r"file = \"sacrum.ply\"", 'file = "../sacrum.ply"', "plain name"),
        (r"file = \"sacrum.ply\"", 'file = "/etc/hostname"', "plain name"),
        (r"id = \"sacrum\"", 'id = "../sacrum"', "plain name"),
        (r"hip_right = .*?\]", "hip_right = [0.0, 1.0]", "hip_right"),
        (r"pelvic_tilt_deg = 10.0", "pelvic_tilt_deg = nan", "pelvic_tilt_deg"),
        (r"hip_right = \[\s*0.5", "hip_right = [ nan", "hip_right"),
        (r"title = ", "title = = ", "TOML"),
    ],
)
def test_a_wrong_manifest_is_named(folder, pattern, replacement, word):
    edit(folder, pattern, replacement)
    assert word in complaint(folder)


def test_a_landmark_off_its_bone_or_on_no_bone(tiny_atlas, folder):
    text = (folder / "atlas.toml").read_text()
    extra = '[landmarks.tip]\nposition = [200.0, 0.0, 0.0]\nstructure = "sacrum"\n'
    (folder / "atlas.toml").write_text(text + extra)
    assert "tip" in complaint(folder)
    (folder / "atlas.toml").write_text(text + extra.replace("sacrum", "tail"))
    assert '"tail"' in complaint(folder)
    (folder / "atlas.toml").write_text(text + extra.replace("200.0", "nan"))
    assert "tip" in complaint(folder)


def test_missing_empty_truncated_and_foreign_meshes(folder):
    path = folder / "sacrum.ply"
    whole = path.read_bytes()
    path.unlink()
    assert "missing" in complaint(folder)
    for damaged in (b"", b"ply\n", whole[: len(whole) // 2], whole[:-3], b"solid stl\n" * 9, whole[:200]):
        path.write_bytes(damaged)
        assert "sacrum.ply" in complaint(folder)
    path.unlink()
    path.mkdir()
    assert "sacrum.ply" in complaint(folder)


def test_vertices_that_are_no_numbers_and_faces_out_of_range(folder, tiny_atlas):
    from plyfile import PlyData

    path = folder / "sacrum.ply"
    good = path.read_bytes()
    ply = PlyData.read(path, mmap=False)
    ply["vertex"]["y"][3] = np.nan
    ply.write(path)
    assert "1 vertices that are no numbers" in complaint(folder)
    path.write_bytes(good)
    ply = PlyData.read(path, mmap=False)
    ply["face"]["vertex_indices"][0] = [0, 1, 10**6]
    ply.write(path)
    assert "does not have" in complaint(folder)


@pytest.mark.parametrize("factor", [0.001, 1000.0])
def test_a_mesh_in_other_units_is_noticed(folder, factor):
    from plyfile import PlyData

    ply = PlyData.read(folder / "femur_right.ply", mmap=False)
    for axis in "xyz":
        ply["vertex"][axis] *= factor
    ply.write(folder / "femur_right.ply")
    text = complaint(folder)
    assert "units" in text
    assert "femur_right.ply" in text


def test_ascii_files_and_quads(folder):
    from plyfile import PlyData

    path = folder / "sacrum.ply"
    ply = PlyData.read(path, mmap=False)
    PlyData(ply.elements, text=True).write(path)
    load_atlas(folder)
    header = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
    header += "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    path.write_text(header + "0 0 0\n90 0 0\n90 90 0\n0 90 0\n4 0 1 2 3\n")
    assert "triang" in complaint(folder)


@pytest.mark.parametrize("name", ["skin.npz", "gluteus_minimus_right.npz"])
def test_damaged_side_cars(folder, name):
    path = folder / name
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"PK\x03\x04 nothing"):
        path.write_bytes(damaged)
        assert name in complaint(folder)


def test_side_cars_that_do_not_fit(folder):
    path = folder / "gluteus_minimus_right.npz"
    good = arrays_of(path)
    for name, value, word in (
        ("fibre/group", good["fibre/group"] + 5, "fibre/group"),
        ("fibre/group", good["fibre/group"][:-1], "shape"),
        ("fibre/pelvic_path", good["fibre/pelvic_path"] * np.nan, "NaN"),
        ("belly/across", good["belly/across"] + 100, "belly/across"),
        ("belly/along", np.array(["a"] * len(good["belly/along"])), "numbers"),
    ):
        np.savez(path, **(good | {name: value}))
        assert word in complaint(folder)
    np.savez(path, **{k: v for k, v in good.items() if k != "fibre/wrap_radius"})
    assert "wrap_radius" in complaint(folder)
    np.savez(path, fibre=np.array([{"code": 1}], dtype=object))
    assert "gluteus_minimus_right.npz" in complaint(folder)


def test_open_meshes_open_with_a_warning(folder):
    from plyfile import PlyData, PlyElement

    path = folder / "sacrum.ply"
    ply = PlyData.read(path, mmap=False)
    faces = ply["face"].data[5:]
    PlyData([ply["vertex"], PlyElement.describe(faces, "face")], byte_order="<").write(path)
    assert any("sacrum" in warning and "open" in warning for warning in shortcomings(load_atlas(folder)))


def test_a_coarse_level_of_another_mesh_is_refused(folder):
    path = folder / "gluteus_minimus_right.npz"
    arrays = arrays_of(path)
    arrays["coarse/faces"] += 100_000
    np.savez(path, **arrays)
    assert '"coarse/faces" must lie between 0 and' in complaint(folder)
