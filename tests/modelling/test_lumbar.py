"""The generated lumbar vertebrae: sound, symmetric solids, stacked on the sacrum without touching."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree
from soundness import assert_sound

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.part import MIRROR, Part

LEVELS = ("L4", "L5")


@pytest.fixture(scope="module")
def spine(parts) -> dict[str, Part]:
    return parts.vertebrae


@pytest.fixture(scope="module")
def below(parts) -> Part:
    return parts.sacrum


def gap(one: Mesh, other: Mesh) -> float:
    """Least distance of a vertex of either mesh to the other; negative where one enters the other."""
    return min(signed_distance(one, other.vertices).min(), signed_distance(other, one.vertices).min())


@pytest.mark.parametrize("level", LEVELS)
def test_it_is_a_closed_ring_and_its_own_mirror_image(spine: dict[str, Part], level: str) -> None:
    mesh = spine[f"vertebra_{level}"].mesh
    assert_sound(mesh, genus=1)  # the vertebral foramen
    assert 5_000 < len(mesh.faces) <= 7_000
    distance, _ = cKDTree(mesh.vertices).query(mesh.vertices * MIRROR)
    assert distance.max() == 0.0


def test_articular_processes_face_each_other_across_a_narrow_gap(spine: dict[str, Part], below: Part) -> None:
    l4, l5 = (spine[f"vertebra_{level}"].mesh for level in LEVELS)
    assert 1.0 < gap(l4, l5) < 2.0
    assert 1.0 < gap(l5, below.mesh) < 2.0
    for upper, lower in ((l4, l5), (l5, below.mesh)):
        near = upper.vertices[signed_distance(lower, upper.vertices) < 2.5]
        assert len(near) > 40
        assert (np.abs(near[:, 2]) > 5.0).all()  # the processes, not the laminae


def test_the_vertebrae_stay_clear_of_the_hip_bones(spine: dict[str, Part], parts) -> None:
    hip = parts.hip_bone.mesh
    for part in spine.values():
        assert signed_distance(hip, part.mesh.vertices).min() > 1.5


def test_discs_have_room_between_the_bodies(spine: dict[str, Part], below: Part) -> None:
    """From the front border of an end plate to the bone below: about the height of the disc in front."""
    l4, l5 = (spine[f"vertebra_{level}"] for level in LEVELS)
    front = l4.mesh.vertices[l4.regions["body"]]
    lowest = front[np.argmin(front[:, 1])]
    assert signed_distance(l5.mesh, lowest[None])[0] == pytest.approx(13.0, abs=3.0)
    front = l5.mesh.vertices[l5.regions["body"]]
    lowest = front[np.argmin(front[:, 1])]
    assert signed_distance(below.mesh, lowest[None])[0] == pytest.approx(13.0, abs=3.0)


@pytest.mark.parametrize("level", LEVELS)
def test_dimensions_are_those_of_an_adult(spine: dict[str, Part], level: str) -> None:
    part = spine[f"vertebra_{level}"]
    size = np.ptp(part.mesh.vertices, axis=0)
    assert 85.0 < size[2] < 98.0  # across the transverse processes
    body = part.mesh.vertices[part.regions["body"]]
    assert 46.0 < np.ptp(body[:, 2]) < 53.0
    tip, centre = part.landmarks[f"{level}_spinous_tip"], part.landmarks[f"{level}_body_centre"]
    assert 62.0 < np.linalg.norm(tip - centre) < 74.0
    assert signed_distance(part.mesh, centre[None])[0] < -10.0


@pytest.mark.parametrize("level", LEVELS)
def test_regions_lie_where_their_names_say(spine: dict[str, Part], level: str) -> None:
    part = spine[f"vertebra_{level}"]
    body, spinous = (part.mesh.vertices[part.regions[name]] for name in ("body", "spinous_process"))
    assert len(body) > 500
    assert len(spinous) > 100
    assert body[:, 0].min() > spinous[:, 0].max()
    assert np.abs(spinous[:, 2]).max() < 8.0
