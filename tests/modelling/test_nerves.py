"""The nerves on bones and muscles: published distances, layers, and nothing cut."""

from __future__ import annotations

import numpy as np
import pytest
from soundness import assert_sound

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.build import Parts
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.nerves import Nerve
from glutmin_viewer.modelling.topology import fold_angles_deg

ROOTS = ("nerve_root_L4", "nerve_root_L5", "nerve_root_S1")
BUDGET = {"superior_gluteal_nerve": 2400, "sciatic_nerve": 3200} | dict.fromkeys(ROOTS, 700)
BONES = ("hip_bone", "femur", "sacrum", "vertebra_L4", "vertebra_L5", "fibula")
EXIT_MM = {"PSIS_right": 76.0, "ASIS_right": 109.0, "greater_trochanter_tip_right": 75.0}  # Diagnostics 2023;13:2314


@pytest.fixture(scope="module")
def around(built_atlas: Atlas) -> dict[str, Mesh]:
    return {name.removesuffix("_right"): s.mesh for name, s in built_atlas.structures.items() if s.mesh is not None}


@pytest.fixture(scope="module")
def made(parts: Parts) -> dict[str, Nerve]:
    return parts.nerves


def way_of(line: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()])


def exit_above(made: dict[str, Nerve]) -> np.ndarray:
    """Where the trunk hooks round the greater sciatic notch: its lowest point."""
    trunk = made["superior_gluteal_nerve"].course["trunk"]
    return trunk[np.argmin(trunk[:, 1])]


@pytest.mark.parametrize("name", BUDGET)
def test_each_is_one_sound_solid_within_its_budget(made: dict[str, Nerve], name: str) -> None:
    mesh = made[name].part.mesh
    assert_sound(mesh, genus=0)
    assert fold_angles_deg(mesh).max() < 105.0
    assert 0.9 * BUDGET[name] < len(mesh.faces) <= BUDGET[name]


@pytest.mark.parametrize("name", BUDGET)
def test_no_bone_is_cut_and_the_skin_covers_it(made: dict[str, Nerve], around: dict[str, Mesh], name: str) -> None:
    vertices = made[name].part.mesh.vertices
    for bone in BONES:
        assert signed_distance(around[bone], vertices).min() > -0.5, bone
    assert signed_distance(around["skin"], vertices).max() < -5.0


@pytest.mark.parametrize("name", BUDGET)
def test_courses_are_smooth_and_inside_the_nerve(made: dict[str, Nerve], name: str) -> None:
    for branch, line in made[name].course.items():
        steps = np.diff(line, axis=0)
        lengths = np.linalg.norm(steps, axis=1)
        assert lengths.max() < 1.1, branch
        steps /= lengths[:, None]
        turns = np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", steps[1:], steps[:-1]), -1.0, 1.0)))
        assert turns.max() < 25.0, branch  # a bend of 2.3 mm radius
        assert signed_distance(made[name].part.mesh, line[2:-2]).max() < 0.2, branch


@pytest.mark.parametrize("landmark", EXIT_MM)
def test_the_superior_gluteal_nerve_leaves_the_pelvis_where_published(made, atlas, landmark: str) -> None:
    leaves = exit_above(made)
    assert np.linalg.norm(leaves - atlas.landmarks["greater_sciatic_notch_right"]) < 10.0
    assert np.linalg.norm(leaves - atlas.landmarks[landmark]) == pytest.approx(EXIT_MM[landmark], abs=12.0)


def test_one_nerve_leaves_above_the_piriformis_and_the_other_below_it(made, around) -> None:
    muscle = around["piriformis"]
    above = exit_above(made)
    beside = muscle.vertices[np.abs(muscle.vertices[:, 2] - above[2]) < 2.0]
    assert above[1] > beside[:, 1].max()
    trunk = made["sciatic_nerve"].course["trunk"]
    upper = trunk[trunk[:, 1] > -20.0]
    behind = upper[upper[:, 0] < -52.0]  # out of the foramen
    for point in behind:
        beside = muscle.vertices[np.abs(muscle.vertices[:, 2] - point[2]) < 2.0]
        assert point[1] < beside[:, 1].min() - 2.0
    for name in ("superior_gluteal_nerve", "sciatic_nerve"):
        assert signed_distance(muscle, made[name].part.mesh.vertices).min() > -0.5


def test_branches_run_between_gluteus_medius_and_minimus(made, around) -> None:
    """Their middle lines; twigs, which end in a muscle, only on the first half of their way."""
    nerve = made["superior_gluteal_nerve"]
    branches = {name: line for name, line in nerve.course.items() if "branch" in name}
    twigs = {name: line[: len(line) // 2] for name, line in nerve.course.items() if "twig" in name}
    assert len(branches) == 2
    assert len(twigs) == 10
    for name, line in (branches | twigs).items():
        below, over = (signed_distance(around[muscle], line) for muscle in ("gluteus_minimus", "gluteus_medius"))
        assert below.min() > -1.0, name
        assert over.min() > -1.0, name
    middle = branches["superior branch"][30:]
    minimus = signed_distance(around["gluteus_minimus"], middle)
    medius = signed_distance(around["gluteus_medius"], middle)
    assert np.abs(minimus - medius).max() < 1.5
    for muscle in ("gluteus_minimus", "gluteus_medius"):
        assert signed_distance(around[muscle], nerve.part.mesh.vertices).min() > -2.5


def test_the_inferior_branch_keeps_off_the_trochanter_and_ends_in_the_tensor(made, around, atlas) -> None:
    line = made["superior_gluteal_nerve"].course["inferior branch"]
    distance = np.linalg.norm(line - atlas.landmarks["greater_trochanter_tip_right"], axis=1)
    assert 50.0 < distance.min() < 70.0  # Jacobs and Buxton 1989: 50 at least
    depth = signed_distance(around["tensor_fasciae_latae"], line)
    assert -2.5 < depth[-1] < 0.0
    assert depth[:-8].min() > 0.0
    tensor = around["tensor_fasciae_latae"].vertices
    level = tensor[np.abs(tensor[:, 1] - line[-1, 1]) < 3.0]
    assert line[-1, 2] < level[:, 2].mean()  # its deep face


def test_the_sciatic_nerve_passes_half_way_between_tuberosity_and_trochanter(made, atlas) -> None:
    trunk = made["sciatic_nerve"].course["trunk"]
    tuberosity = atlas.landmarks["ischial_tuberosity_right"]
    trochanter = atlas.landmarks["greater_trochanter_lateral_right"]
    middle = 0.5 * (tuberosity + trochanter)
    crossing = trunk[np.argmin(np.abs(trunk[:, 1] - middle[1]))]
    assert crossing[2] == pytest.approx(middle[2], abs=10.0)
    assert crossing[0] < middle[0]  # behind the line that joins them


def test_the_sciatic_nerve_is_flat_and_divides_above_the_knee(made, around) -> None:
    nerve = made["sciatic_nerve"]
    vertices = nerve.part.mesh.vertices
    thigh = vertices[np.abs(vertices[:, 1] + 200.0) < 3.0]
    assert np.ptp(thigh[:, 2]) == pytest.approx(10.0, abs=1.5)
    assert np.ptp(thigh[:, 0]) == pytest.approx(5.0, abs=1.5)
    fibular = nerve.course["common fibular nerve"]
    assert np.linalg.norm(fibular[-1] - (-5.0, -485.0, 122.0)) < 3.0
    assert nerve.course["trunk"][-1, 1] == pytest.approx(-520.0, abs=3.0)
    apart = np.array([np.linalg.norm(nerve.course["trunk"] - p, axis=1).min() for p in fibular])
    division = fibular[np.flatnonzero(apart > 6.0)[0]]
    assert -370.0 < division[1] < -325.0
    # It lies in front of the gluteus maximus, behind the femur.
    assert signed_distance(around["gluteus_maximus"], vertices).min() > -0.5
    assert thigh[:, 0].max() < around["femur"].vertices[:, 0].max()


def test_roots_leave_their_foramina_and_end_in_the_sciatic_nerve(made, atlas) -> None:
    sciatic = made["sciatic_nerve"].part.mesh
    starts = {}
    for name in ROOTS:
        level = name.removeprefix("nerve_root_")
        line = made[name].course[level]
        starts[level] = line[0]
        assert signed_distance(sciatic, line[-4:]).max() < 0.0, name
        assert way_of(line)[-1] > 55.0
    fourth, fifth = atlas.landmarks["L4_body_centre"], atlas.landmarks["L5_body_centre"]
    assert fourth[1] - 20.0 < starts["L4"][1] < fourth[1]
    assert fifth[1] - 20.0 < starts["L5"][1] < fifth[1]
    sacrum = atlas.structures["sacrum"]
    foramina = sacrum.mesh.vertices[sacrum.regions["ventral_foramina"]]
    first = foramina[(foramina[:, 1] > 70.0) & (foramina[:, 2] > 0.0)]
    line = made["nerve_root_S1"].course["S1"]
    assert np.linalg.norm(line - first.mean(axis=0), axis=1).min() < 5.0


def test_fourth_and_fifth_root_join_over_the_ala(made) -> None:
    fourth, fifth = made["nerve_root_L4"].course["L4"], made["nerve_root_L5"].course["L5"]
    over_ala = fourth[(fourth[:, 1] > 60.0) & (fourth[:, 1] < 85.0)]
    apart = np.array([np.linalg.norm(fifth - p, axis=1).min() for p in over_ala])
    assert apart.max() < 6.0
    assert apart.min() > 2.5


def test_the_common_fibular_nerve_winds_round_the_neck_of_the_fibula(made, around) -> None:
    line, bone = made["sciatic_nerve"].course["common fibular nerve"], around["fibula"].vertices
    beside = signed_distance(around["fibula"], line)
    assert 1.0 < beside.min() < 4.0
    for height, axis, sign in ((-450.0, 0, -1.0), (-476.0, 2, 1.0)):  # behind the head, then outside the neck
        point = line[np.argmin(np.abs(line[:, 1] - height))]
        level = bone[np.abs(bone[:, 1] - height) < 3.0]
        assert sign * point[axis] > (sign * level[:, axis]).max() - 0.5
    neck = bone[np.abs(bone[:, 1] - line[-1, 1]) < 3.0]
    assert line[-1, 0] > neck[:, 0].max()  # and ends in front of it
