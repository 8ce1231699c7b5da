"""The muscles over the gluteus minimus and the iliotibial tract, against published sizes and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from soundness import assert_sound

from glutmin_viewer.core.mesh import defects, mirrored
from glutmin_viewer.core.state import COVERING
from glutmin_viewer.modelling.implicit import signed_distance

# cm3; medius and tensor: Surg Radiol Anat 2012;34:847 (292.5 +- 33.3, 49.7 +- 18.9); the others from textbooks.
VOLUMES = {
    "gluteus_medius": (260, 330),
    "gluteus_maximus": (700, 900),
    "tensor_fasciae_latae": (35, 70),
    "piriformis": (25, 45),
}
BONES = ("hip_bone_right", "femur_right", "sacrum")
LYING_OVER = [
    ("gluteus_medius", "gluteus_minimus"),
    ("gluteus_maximus", "gluteus_medius"),
    ("gluteus_maximus", "piriformis"),
    ("gluteus_medius", "piriformis"),
    ("tensor_fasciae_latae", "gluteus_medius"),
    ("tensor_fasciae_latae", "gluteus_minimus"),
    ("iliotibial_tract", "gluteus_medius"),
    ("piriformis", "gluteus_minimus"),
]


@pytest.fixture(scope="module", params=COVERING)
def muscle(request, built_atlas):
    return built_atlas.structures[f"{request.param}_right"]


def _name(structure):
    return structure.id.removesuffix("_right")


def _ends(structure):
    """Vertices at the origin and at the insertion."""
    along = structure.belly.along
    return structure.mesh.vertices[along == 0.0], structure.mesh.vertices[along == along.max()]


def test_it_is_sound_and_small_enough(muscle):
    assert_sound(muscle.mesh)
    assert len(muscle.mesh.faces) <= 14_000


@pytest.mark.parametrize("name", VOLUMES)
def test_it_is_as_large_as_real_ones(built_atlas, name):
    low, high = VOLUMES[name]
    assert low <= built_atlas.structures[f"{name}_right"].mesh.volume_cm3 <= high


def test_it_does_not_lie_in_a_bone(muscle, built_atlas):
    for bone in BONES:
        assert signed_distance(built_atlas.structures[bone].mesh, muscle.mesh.vertices).min() > -0.5, bone


def test_it_lies_inside_the_skin(muscle, built_atlas):
    assert signed_distance(built_atlas.skin.mesh, muscle.mesh.vertices).max() < -4.0


@pytest.mark.parametrize(("upper", "lower"), LYING_OVER)
def test_the_layers_do_not_enter_each_other(built_atlas, upper, lower):
    one, other = (built_atlas.structures[f"{name}_right"].mesh for name in (upper, lower))
    assert signed_distance(other, one.vertices).min() > -0.5
    assert signed_distance(one, other.vertices).min() > -0.5


@pytest.mark.parametrize(
    ("name", "end", "bone", "region", "within_mm"),
    [
        ("gluteus_medius", 0, "hip_bone_right", "gluteus_medius_origin", 3.0),
        ("gluteus_medius", 1, "femur_right", "lateral_facet", 3.0),
        ("tensor_fasciae_latae", 0, "hip_bone_right", "iliac_crest", 6.0),
        ("iliotibial_tract", 0, "hip_bone_right", "iliac_crest", 8.0),
        ("piriformis", 1, "femur_right", "greater_trochanter", 4.0),
    ],
)
def test_it_is_attached_where_it_belongs(built_atlas, name, end, bone, region, within_mm):
    vertices = _ends(built_atlas.structures[f"{name}_right"])[end]
    structure = built_atlas.structures[bone]
    attached = structure.mesh.vertices[structure.regions[region]]
    nearest = np.linalg.norm(vertices[:, None] - attached[None], axis=2).min(axis=1)
    assert np.median(nearest) < within_mm
    assert signed_distance(structure.mesh, vertices).max() < 5.0


def test_the_maximus_arises_from_ilium_and_sacrum_and_ends_on_tract_and_femur(built_atlas):
    origin, insertion = _ends(built_atlas.structures["gluteus_maximus_right"])
    meshes = {name: built_atlas.structures[name].mesh for name in (*BONES, "iliotibial_tract_right")}
    pelvis = np.minimum(signed_distance(meshes["hip_bone_right"], origin), signed_distance(meshes["sacrum"], origin))
    assert np.median(pelvis) < 6.0
    tract, femur = (signed_distance(meshes[name], insertion) for name in ("iliotibial_tract_right", "femur_right"))
    assert np.mean(tract < 3.0) > 0.5
    assert femur.min() < 1.5


def test_the_piriformis_passes_the_greater_sciatic_notch_below_its_roof(built_atlas):
    piriformis = built_atlas.structures["piriformis_right"].mesh.vertices
    notch = built_atlas.landmarks["greater_sciatic_notch_right"]
    beside = piriformis[np.abs(piriformis[:, 0] - notch[0]) < 4.0]
    assert beside[:, 1].max() < notch[1]


def test_the_left_is_its_mirror_image(muscle, built_atlas):
    left = built_atlas.structures[f"{_name(muscle)}_left"]
    np.testing.assert_allclose(left.mesh.vertices, mirrored(muscle.mesh).vertices, atol=1e-9)
    assert defects(left.mesh) == []
