"""The bursae on the trochanter: thin sacs that lie on bone or tendon."""

from __future__ import annotations

import numpy as np
import pytest
from soundness import assert_sound

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.mesh import Mesh, vertex_normals
from glutmin_viewer.modelling.build import Parts
from glutmin_viewer.modelling.bursae import NAMES
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.topology import fold_angles_deg

ON = {
    "trochanteric_bursa": ("femur", "gluteus_medius"),
    "subgluteus_medius_bursa": ("femur",),
    "subgluteus_minimus_bursa": ("femur",),
}
THICKNESS_MM = {"trochanteric_bursa": 3.0, "subgluteus_medius_bursa": 2.0, "subgluteus_minimus_bursa": 2.0}


@pytest.fixture(scope="module")
def around(built_atlas: Atlas) -> dict[str, Mesh]:
    return {name.removesuffix("_right"): s.mesh for name, s in built_atlas.structures.items() if s.mesh is not None}


@pytest.fixture(scope="module")
def made(parts: Parts) -> dict[str, Part]:
    return parts.bursae


def height(around: dict[str, Mesh], name: str, points: np.ndarray) -> np.ndarray:
    """Distance of points to what a bursa lies on."""
    return np.min([signed_distance(around[other], points) for other in ON[name]], axis=0)


def underside(mesh: Mesh, around: dict[str, Mesh], name: str) -> np.ndarray:
    """Vertices that look down on what the bursa lies on."""
    normals = vertex_normals(mesh)
    rise = height(around, name, mesh.vertices + 0.3 * normals) - height(around, name, mesh.vertices)
    return mesh.vertices[rise < -0.15]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_one_sound_sac_within_its_budget(made: dict[str, Part], name: str) -> None:
    mesh = made[name].mesh
    assert_sound(mesh, genus=0)
    assert fold_angles_deg(mesh).max() < 105.0
    assert 600 < len(mesh.faces) <= 900


@pytest.mark.parametrize("name", NAMES)
def test_it_rests_on_bone_or_tendon_and_is_as_thick_as_tabled(made, around, name: str) -> None:
    mesh = made[name].mesh
    below = height(around, name, underside(mesh, around, name))
    assert len(below) > 0.4 * len(mesh.vertices)
    assert below.min() > 0.0
    assert below.max() < 0.7
    top = height(around, name, mesh.vertices)
    assert top.max() == pytest.approx(THICKNESS_MM[name], abs=0.6)
    assert signed_distance(around["femur"], mesh.vertices).min() > 0.0


def test_the_trochanteric_bursa_covers_the_posterior_facet_and_part_of_the_medius(made, around, atlas) -> None:
    mesh = made["trochanteric_bursa"].mesh
    longest = np.linalg.norm(mesh.vertices[:, None] - mesh.vertices[None], axis=2).max()
    assert 38.0 < longest < 50.0
    femur = atlas.structures["femur_right"]
    facet = femur.mesh.vertices[femur.regions["posterior_facet"]]
    assert np.median(np.abs(signed_distance(mesh, facet))) < 1.5
    on_tendon = np.abs(signed_distance(around["gluteus_medius"], mesh.vertices)) < 0.7
    assert on_tendon.sum() > 20
    for over in ("gluteus_maximus", "iliotibial_tract"):
        assert signed_distance(around[over], mesh.vertices).min() > -THICKNESS_MM["trochanteric_bursa"]


@pytest.mark.parametrize(("name", "tendon"), [(NAMES[1], "gluteus_medius"), (NAMES[2], "gluteus_minimus")])
def test_the_small_ones_lie_under_their_tendons(made, around, name: str, tendon: str) -> None:
    """The tendon is nearer to the upper face than the bone is, or takes the sac up."""
    vertices = made[name].mesh.vertices
    depth = signed_distance(around[tendon], vertices)
    assert (depth < 1.5).mean() > 0.5
    assert depth.min() > -THICKNESS_MM[name] - 0.3


def test_they_lie_on_their_facets(made, atlas) -> None:
    femur = atlas.structures["femur_right"]
    lateral = femur.mesh.vertices[femur.regions["lateral_facet"]]
    anterior = femur.mesh.vertices[femur.regions["anterior_facet"]]
    medius, minimus = (made[name].mesh.vertices.mean(axis=0) for name in NAMES[1:])
    assert np.linalg.norm(lateral - medius, axis=1).min() < 3.0
    assert medius[1] > lateral[:, 1].mean()  # its upper part
    assert np.linalg.norm(anterior - minimus, axis=1).min() < 8.0
    assert minimus[1] > anterior[:, 1].mean()
    assert minimus[2] < anterior[:, 2].mean()  # medial and cranial to the insertion
