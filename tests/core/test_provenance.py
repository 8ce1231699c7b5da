"""Where every mesh comes from is told in its atlas, and what was changed since is noticed."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from plyfile import PlyData

from glutmin_viewer.content.sources import sources
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.manifest import Origin, read_manifest
from glutmin_viewer.core.provenance import altered

DATA = resources.files("glutmin_viewer.modelling") / "data"


@pytest.fixture
def folder(tiny_atlas, tmp_path) -> Path:
    write_atlas(tiny_atlas, tmp_path / "atlas")
    return tmp_path / "atlas"


def test_every_bundled_mesh_tells_what_it_was_made_from():
    entries = read_manifest(bundled_atlas()).structures
    files = {name for entry in entries for name in entry.sha256}
    assert files | {"atlas.toml"} == {path.name for path in bundled_atlas().iterdir()}
    for entry in entries:
        assert entry.origin is not None, entry.id
        assert importlib.util.find_spec(entry.origin.made_by), entry.id
        assert entry.origin.numbers and all((DATA / name).is_file() for name in entry.origin.numbers), entry.id
        assert entry.origin.sources and set(entry.origin.sources) <= set(sources()), entry.id
        assert "no existing surface went into it" in entry.provenance
        assert entry.provenance.endswith("mirror image of the right one") == (entry.side == "left")
    used = {name for entry in entries if entry.origin for name in entry.origin.numbers}
    assert used == {path.name for path in DATA.iterdir() if path.name.endswith((".toml", ".csv"))}


def test_the_bundled_files_are_those_that_were_written():
    assert altered(bundled_atlas()) == []


def test_files_changed_or_lost_since_they_were_written_are_named(folder):
    assert altered(folder) == []
    mesh = PlyData.read(folder / "sacrum.ply", mmap=False)
    mesh["vertex"]["x"][0] += 0.5
    mesh.write(folder / "sacrum.ply")
    (folder / "femur_left.npz").write_bytes((folder / "femur_right.npz").read_bytes() + b" ")
    assert altered(folder) == [
        "femur_left.npz is not the file that was written with the atlas",
        "sacrum.ply is not the file that was written with the atlas",
    ]
    load_atlas(folder)  # it opens all the same: who changes a mesh may want to see it


def test_what_a_mesh_was_made_from_is_read_again(tiny_atlas, tmp_path):
    origin = Origin("a.module", ("a.toml", "b.csv"), ("prometheus",))
    sacrum = replace(tiny_atlas.structures["sacrum"], origin=origin)
    write_atlas(replace(tiny_atlas, structures={**tiny_atlas.structures, "sacrum": sacrum}), tmp_path)
    read = load_atlas(tmp_path).structures
    assert read["sacrum"].origin == origin and read["skin"].origin is None


def test_a_digest_of_anything_else_is_refused(folder):
    path = folder / "atlas.toml"
    text = path.read_text()
    path.write_text(text.replace('"sacrum.ply" =', '"../sacrum.ply" ='))
    with pytest.raises(InputError, match=r"\.\./sacrum\.ply"):
        load_atlas(folder)


def test_links_out_of_an_atlas_are_refused(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere.ply"
    (folder / "sacrum.ply").rename(elsewhere)
    (folder / "sacrum.ply").symlink_to(elsewhere)
    with pytest.raises(InputError, match="leads out of the atlas"):
        load_atlas(folder)
    (folder / "sacrum.ply").unlink()
    (folder / "sacrum.ply").symlink_to("sacrum.ply")  # to itself
    with pytest.raises(InputError, match=r"sacrum\.ply"):
        load_atlas(folder)


def test_a_folder_of_links_to_a_whole_atlas_opens(folder, tmp_path):
    links = tmp_path / "links"
    links.mkdir()
    for path in folder.iterdir():
        (links / path.name).symlink_to(path)
    assert load_atlas(links).missing() == []
