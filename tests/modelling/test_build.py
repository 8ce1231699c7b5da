"""The bundled atlas is what the generators make, and it is whole."""

from __future__ import annotations

import time

import numpy as np
import pytest

from glutmin_viewer.core.atlas import shortcomings
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.modelling.build import build_atlas
from glutmin_viewer.modelling.implicit import signed_distance


@pytest.fixture(scope="module")
def bundled():
    return load_atlas(bundled_atlas())


def test_the_bundled_atlas_is_what_the_generators_make(bundled, built_atlas):
    """Across machines: the same topology, and vertices within 0.01 mm."""
    assert list(bundled.structures) == list(built_atlas.structures)
    for name, built in built_atlas.structures.items():
        stored = bundled.structures[name]
        np.testing.assert_array_equal(stored.mesh.faces, built.mesh.faces, err_msg=name)
        np.testing.assert_allclose(stored.mesh.vertices, built.mesh.vertices, atol=0.01, err_msg=name)
        assert set(stored.regions) == set(built.regions)
        assert (stored.provenance, stored.origin) == (built.provenance, built.origin)
        if built.fibres is not None:
            np.testing.assert_allclose(stored.fibres.pelvic_path, built.fibres.pelvic_path, atol=0.01)
            np.testing.assert_allclose(stored.fibres.femoral_path, built.fibres.femoral_path, atol=0.01)
        if built.weights is not None:
            np.testing.assert_allclose(stored.weights, built.weights, atol=1e-5)
    assert set(bundled.landmarks) == set(built_atlas.landmarks)
    for name, point in built_atlas.landmarks.items():
        np.testing.assert_allclose(bundled.landmarks[name], point, atol=0.01, err_msg=name)


def test_building_twice_gives_equal_bytes(built_atlas, tmp_path):
    """And takes at most 90 seconds on two cores; two processors may count for it."""
    write_atlas(built_atlas, tmp_path / "one")
    start = time.process_time()
    again = build_atlas()
    write_atlas(again, tmp_path / "two")
    assert time.process_time() - start < 90.0
    for name, structure in again.structures.items():  # in double precision
        first = built_atlas.structures[name].mesh
        assert structure.mesh.vertices.tobytes() == first.vertices.tobytes(), name
        assert structure.mesh.faces.tobytes() == first.faces.tobytes(), name
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_bundled_atlas_has_no_shortcomings(bundled):
    assert bundled.missing() == []
    assert shortcomings(bundled) == []


def test_no_bone_is_inside_another(bundled):
    bones = {name: s.mesh for name, s in bundled.structures.items() if s.kind == "bone"}
    for name, bone in bones.items():
        for other, mesh in bones.items():
            if name != other:
                near = mesh.vertices[
                    (mesh.vertices > bone.vertices.min(0)).all(1) & (mesh.vertices < bone.vertices.max(0)).all(1)
                ]
                if len(near):
                    assert signed_distance(bone, near).min() > 0, f"{other} in {name}"


def test_the_skin_is_outside_of_everything(bundled):
    skin = bundled.skin.mesh
    for name, structure in bundled.structures.items():
        if structure.kind not in {"skin", "figure"}:
            assert signed_distance(skin, structure.mesh.vertices).max() < -1.0, name


@pytest.mark.parametrize("point", ["anterior_1", "posterior_1"])
def test_a_trigger_point_has_its_zone_on_the_skin_of_its_side(bundled, point):
    frame = Composer(bundled)(with_trigger_point(SceneState(), point))
    skin = next(item for item in frame.items if item.kind == "skin")
    painful = skin.rest[skin.pain[:, 0] > 0]
    assert len(painful) > 500
    assert painful[:, 2].min() > 0


def test_the_trigger_points_lie_in_the_muscle(bundled):
    from glutmin_viewer.core.mesh import Mesh

    items = {item.id: item for item in Composer(bundled)(SceneState()).items}
    pelvis = items["hip_bone_right"].world_from_points
    for name, item in items.items():
        if item.kind == "trigger_point":
            belly = items[f"gluteus_minimus_right.{item.group}"]
            place = (np.linalg.inv(pelvis) @ item.world_from_points[:, 3])[:3]
            assert signed_distance(Mesh(belly.points, belly.faces), place[None])[0] < 1.5, name
