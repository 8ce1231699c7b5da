"""The layers under the skin: exact on boxes and ellipsoids, and on the bundled atlas in the order that anatomy asks."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapes

from glutmin_viewer.content import without_side
from glutmin_viewer.core.atlas import Structure
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Mesh, defects
from glutmin_viewer.core.probe import FAT, LEAST_MM, REACH_MM, Layer, Prober, probe

SOFT_TISSUE = Path(__file__).resolve().parents[3] / "shared/reference/soft_tissue/soft_tissue.json"
MAXIMUS, MEDIUS, MINIMUS = (f"gluteus_{name}_right" for name in ("maximus", "medius", "minimus"))
BONE, TRACT, TENSOR = "hip_bone_right", "iliotibial_tract_right", "tensor_fasciae_latae_right"


def box(low, high):
    """A closed box of twelve triangles between two corners, mm."""
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=float)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([[q[i] for i in t] for q in quads for t in ((0, 1, 2), (0, 2, 3))], dtype=np.int32)
    return Mesh(np.array(low) + corners * (np.array(high) - np.array(low)), faces)


def slab(low, high):
    return box((low, -40.0, -40.0), (high, 40.0, 40.0))


def together(*meshes):
    """Several closed meshes as one, as the fibre groups of a muscle are."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)])
    return Mesh(np.concatenate([mesh.vertices for mesh in meshes]), faces.astype(np.int32))


def made(atlas, skin, **meshes):
    """The atlas with these meshes alone."""
    kinds = {"hip_bone_right": "bone"}
    structures = {"skin": replace(atlas.structures["skin"], mesh=skin)}
    for name, mesh in meshes.items():
        structures[name] = Structure(name, kinds.get(name, "muscle"), "pelvis", "right", "made for tests", mesh)
    return replace(atlas, structures=structures)


def kinds(found):
    return [without_side(layer.kind) for layer in found.layers]


@pytest.fixture(scope="module")
def prober(atlas):
    return Prober(atlas)


@pytest.fixture(scope="module")
def boxes(tiny_atlas):
    """Slabs from x = 100, the skin, inward: maximus and medius overlap by half a mm, the minimus is in two parts."""
    assert not defects(slab(0.0, 1.0))
    return made(
        tiny_atlas,
        box((-100.0, -100.0, -100.0), (100.0, 100.0, 100.0)),
        hip_bone_right=slab(-20.0, 18.0),
        gluteus_minimus_right=together(slab(20.0, 30.5), slab(30.0, 39.0)),
        gluteus_medius_right=slab(40.0, 60.5),
        gluteus_maximus_right=slab(60.0, 90.0),
    )


@pytest.mark.parametrize(("y", "z"), [(7.0, 3.0), (0.0, 0.0), (-40.0 / 3.0, 40.0 / 3.0), (11.0, -11.0)])
def test_layers_of_boxes_are_exact_even_through_the_edges_of_triangles(boxes, y, z):
    found = probe(boxes, (104.0, y, z))
    assert found.point == pytest.approx((100.0, y, z)) and found.direction == pytest.approx((-1.0, 0.0, 0.0))
    told = [(FAT, 10.0), (MAXIMUS, 39.5), (MEDIUS, 60.0), (FAT, 61.0), (MINIMUS, 80.0), (FAT, 82.0)]
    assert [layer.kind for layer in found.layers] == [kind for kind, _ in told]
    assert [layer.to_mm for layer in found.layers] == pytest.approx([to for _, to in told], abs=1e-9)
    assert found.bone == BONE and found.end_mm == pytest.approx(82.0) and found.over is None
    assert found.minimus_mm == pytest.approx(61.0) and not found.bone_first
    assert sum(layer.thickness_mm for layer in found.above) == pytest.approx(found.minimus_mm)


def test_what_is_thinner_than_the_meshes_can_tell_goes_to_the_layer_above(tiny_atlas):
    skin = box((-100.0, -100.0, -100.0), (100.0, 100.0, 100.0))
    thin = 0.8 * LEAST_MM
    atlas = made(
        tiny_atlas,
        skin,
        hip_bone_right=slab(0.0, 30.0),
        gluteus_minimus_right=together(slab(30.0 + thin, 40.0), slab(42.0, 50.0)),
        gluteus_medius_right=slab(50.0 + thin, 80.0),
        piriformis_right=slab(90.0, 90.0 + thin),
    )
    found = probe(atlas, (100.0, 5.0, 9.0))
    assert [layer.kind for layer in found.layers] == [FAT, MEDIUS, MINIMUS]
    assert [layer.to_mm for layer in found.layers] == pytest.approx([20.0, 50.0, 70.0])


@pytest.mark.parametrize("y", [40.0, -40.0, 40.0 - 1e-9, 39.9999])
def test_a_way_within_the_side_of_a_box_gives_layers_without_gaps(boxes, y):
    found = probe(boxes, (100.0, y, 2.0))
    assert found.layers[0].from_mm == 0.0 and found.layers[-1].to_mm == found.end_mm
    for one, other in pairwise(found.layers):
        assert one.to_mm == other.from_mm and one.kind != other.kind


def test_beside_everything_the_way_ends_where_it_leaves_the_body_or_after_its_reach(tiny_atlas):
    for thickness, end in ((120.0, 120.0), (200.0, REACH_MM)):
        atlas = made(tiny_atlas, box((0.0, -100.0, -100.0), (thickness, 100.0, 100.0)))
        found = probe(atlas, (thickness, 1.0, 2.0))
        assert found.layers == (Layer(FAT, 0.0, pytest.approx(end)),)
        assert found.bone is None and found.minimus_mm is None and not found.bone_first and found.above == found.layers


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_ellipsoids_are_cut_at_their_vertices(tiny_atlas, axis):
    """Along an axis of nested ellipsoids the way goes through a vertex of each, where many triangles meet."""
    sizes = {"hip_bone_right": 30.0, MINIMUS: 45.0, MEDIUS: 60.0, MAXIMUS: 80.0}
    atlas = made(
        tiny_atlas,
        shapes.ellipsoid((0, 0, 0), (100, 110, 120)),
        **{name: shapes.ellipsoid((0, 0, 0), (r, 1.1 * r, 1.2 * r)) for name, r in sizes.items()},
    )
    point, scale = np.zeros(3), (1.0, 1.1, 1.2)[axis]
    point[axis] = 100.0 * scale
    found = probe(atlas, point)
    assert [layer.kind for layer in found.layers] == [FAT, MAXIMUS, MEDIUS, MINIMUS]
    assert [layer.to_mm for layer in found.layers] == pytest.approx(np.array([20, 40, 55, 70]) * scale, abs=0.01)


def test_an_open_mesh_and_a_muscle_that_stands_out_of_the_skin_are_taken(tiny_atlas):
    skin = box((-100.0, -100.0, -100.0), (100.0, 100.0, 100.0))
    bone, medius = slab(0.0, 30.0), slab(60.0, 110.0)
    away = bone.vertices[bone.faces][:, :, 0].max(axis=1) > 0.0
    atlas = made(tiny_atlas, skin, hip_bone_right=Mesh(bone.vertices, bone.faces[away]), gluteus_medius_right=medius)
    found = probe(atlas, (100.0, 5.0, 9.0))
    assert [(layer.kind, layer.to_mm) for layer in found.layers] == [
        (MEDIUS, pytest.approx(40.0)),
        (FAT, pytest.approx(70.0)),
    ]
    assert found.bone_first


def test_wrong_points_and_an_atlas_without_skin_are_told(tiny_atlas, boxes):
    with pytest.raises(InputError, match=r"20\.0 mm off the skin"):
        probe(boxes, (120.0, 0.0, 0.0))
    assert probe(boxes, (114.9, 0.0, 0.0)).point == pytest.approx((100.0, 0.0, 0.0))
    for wrong in ((np.nan, 0.0, 0.0), (np.inf, 0.0, 0.0), (1.0, 2.0)):
        with pytest.raises(InputError, match="three numbers"):
            probe(boxes, wrong)
    with pytest.raises(InputError, match="no skin"):
        probe(replace(tiny_atlas, structures={}), (0.0, 0.0, 0.0))


def test_over_the_trochanter_bone_comes_first(atlas, prober):
    found = prober(atlas.skin_landmarks["trochanter_right"])
    assert found.bone_first and found.bone == "femur_right" and found.over == "greater_trochanter"
    assert 15.0 <= found.end_mm <= 25.0 and MINIMUS not in {layer.kind for layer in found.layers}


def test_over_the_origin_the_layers_lie_in_their_order(atlas, prober):
    """Tensor in front, tract or nothing in the middle, maximus behind; below it always the medius, then the minimus."""
    skin = atlas.skin.mesh.vertices
    around = skin[(skin[:, 1] > -20.0) & (skin[:, 2] > 40.0)][::3]
    outermost = set()
    for found in map(prober, around):
        flesh = list(dict.fromkeys(layer.kind for layer in found.layers if layer.kind != FAT))
        if found.over == "gluteus_minimus_origin" and {MEDIUS, MINIMUS} <= set(flesh):
            *over, medius, minimus = flesh
            assert found.layers[0].kind == FAT and (medius, minimus) == (MEDIUS, MINIMUS)
            assert found.end_mm > found.minimus_mm > 25.0 and found.bone == BONE
            outermost.add(tuple(over))
    assert outermost == {(TENSOR,), (TRACT,), (), (MAXIMUS,)}


def test_both_sides_of_the_body_are_the_same(atlas, prober):
    for name, point in atlas.skin_landmarks.items():
        if name.endswith("_right"):
            right, left = prober(point), prober(point * (1.0, 1.0, -1.0))
            assert kinds(right) == kinds(left), name
            assert [x.to_mm for x in right.layers] == pytest.approx([x.to_mm for x in left.layers], abs=1.0), name


def test_everywhere_around_the_hip_layers_fill_the_way_and_a_probe_is_quick(atlas, prober):
    points = atlas.skin.mesh.vertices
    points = points[(points[:, 1] > -120.0)][::60]
    seconds = []
    for point in points:
        began = time.process_time()
        found = prober(point)
        seconds.append(time.process_time() - began)
        bounds = [0.0, *(layer.to_mm for layer in found.layers)]
        assert [layer.from_mm for layer in found.layers] == bounds[:-1] and bounds[-1] == found.end_mm <= REACH_MM
        assert sum(layer.thickness_mm for layer in found.layers) == pytest.approx(found.end_mm)
        assert all(layer.thickness_mm >= LEAST_MM for layer in found.layers)
        assert found.minimus_mm is None or found.minimus_mm > 20.0
    assert len(points) > 50 and np.median(seconds) < 0.010


def test_the_way_turns_little_between_neighbouring_points(atlas, prober):
    """It goes by the skin around, not by the triangle hit: a mm further it points almost the same way."""
    start = atlas.skin_landmarks["iliac_tubercle_right"]
    directions = [
        np.array(prober(start - step * np.array([0.0, 1.0, 0.0])).direction) for step in np.arange(0.0, 60.0, 1.0)
    ]
    turns = [np.degrees(np.arccos(min(a @ b, 1.0))) for a, b in pairwise(directions)]
    assert max(turns) < 4.0


@pytest.mark.skipif(not SOFT_TISSUE.is_file(), reason="the figures of soft tissue are not on this machine")
def test_depths_over_the_origin_are_near_the_published_and_tabled_ones(atlas, prober):
    tabled = json.loads(SOFT_TISSUE.read_text())["layers_over_gluteus_minimus_mm"]
    tabled = list(tabled["bone_to_skin_median_shortest (measured on our tables)"].values())
    skin, bone = atlas.skin.mesh.vertices, atlas.structures[BONE]
    places = bone.mesh.vertices[bone.regions["gluteus_minimus_origin"]][::3]
    nearest = [skin[np.square(skin - place).sum(axis=1).argmin()] for place in places]
    origin = [found for found in map(prober, nearest) if found.over == "gluteus_minimus_origin"]
    for (low, high), (_, median, _) in zip(((0, 99), (-25, 0), (-99, -25)), tabled, strict=True):
        ends = [found.end_mm for found in origin if low < found.point[0] + found.end_mm * found.direction[0] <= high]
        assert len(ends) > 10 and np.median(ends) == pytest.approx(median, abs=10.0)
