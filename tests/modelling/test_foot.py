"""The generated bones of the right foot: 26 sound solids that never touch, arched, of adult size, inside the skin."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from soundness import assert_sound
from yardstick import table

from glutmin_viewer.core.mesh import Mesh, part_of
from glutmin_viewer.modelling import skin_form
from glutmin_viewer.modelling.build import Parts
from glutmin_viewer.modelling.implicit import signed_distance
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.topology import fold_angles_deg, neighbour_average

FLOOR = -874.0
HEEL = np.array([-56.0, FLOOR, 82.3])
FORWARD = np.array([np.cos(np.radians(7.0)), 0.0, np.sin(np.radians(7.0))])
LATERAL = np.array([-np.sin(np.radians(7.0)), 0.0, np.cos(np.radians(7.0))])
TARSALS = (
    "calcaneus",
    "talus",
    "navicular",
    "cuboid",
    *(f"{k}_cuneiform" for k in ("medial", "intermediate", "lateral")),
)
RAYS = [f"{bone}_{k}" for bone in ("metatarsal", "phalanges") for k in range(1, 6)]


@pytest.fixture(scope="module")
def part(parts: Parts) -> Part:
    return parts.leg["foot"]


@pytest.fixture(scope="module")
def bones(part: Part) -> list[Mesh]:
    """The components, each as a mesh of its own."""
    count, label = connected_components(neighbour_average(part.mesh))
    of_face = label[part.mesh.faces[:, 0]]
    return [part_of(part.mesh.vertices, part.mesh.faces[of_face == k])[0] for k in range(count)]


def own(points: np.ndarray) -> np.ndarray:
    """Points in the foot's frame: forward from the heel, above the floor, lateral."""
    return (points - HEEL) @ np.stack([FORWARD, (0.0, 1.0, 0.0), LATERAL]).T


def of(part: Part, region: str) -> np.ndarray:
    return own(part.mesh.vertices[part.regions[region]])


def gap(one: Mesh, other: Mesh) -> float:
    """Least distance of a vertex of either mesh to the other, as far as 3 mm; negative where one enters the other."""
    least = 3.0
    for mesh, points in ((one, other.vertices), (other, one.vertices)):
        low, high = mesh.vertices.min(axis=0) - least, mesh.vertices.max(axis=0) + least
        near = points[((points > low) & (points < high)).all(axis=1)]
        if len(near):
            least = min(least, signed_distance(mesh, near).min())
    return least


def test_it_is_26_sound_solids_of_few_triangles(part: Part, bones: list[Mesh]) -> None:
    assert len(bones) == 26
    assert len(part.mesh.faces) <= 12_000
    assert_sound(part.mesh)
    assert fold_angles_deg(part.mesh).max() < 105.0
    for bone in bones:
        assert len(bone.vertices) - len(bone.faces) // 2 == 2  # no holes
        assert bone.volume_cm3 > 0.05


def test_no_two_bones_touch_and_each_has_a_neighbour_close_by(bones: list[Mesh]) -> None:
    gaps = np.full((26, 26), 3.0)
    for i, j in combinations(range(26), 2):
        gaps[i, j] = gaps[j, i] = gap(bones[i], bones[j])
    assert gaps.min() > 0.8
    assert gaps.min(axis=0).max() < 2.0


def test_every_vertex_belongs_to_one_bone(part: Part) -> None:
    indices = np.concatenate([part.regions[name] for name in (*TARSALS, *RAYS)])
    assert np.array_equal(np.sort(indices), np.arange(len(part.mesh.vertices)))


def test_it_lies_under_the_skin(part: Part) -> None:
    assert skin_form.distance(part.mesh.vertices).max() < -2.5


def test_pads_lie_between_the_bones_and_the_floor(part: Part) -> None:
    assert 8.0 < of(part, "calcaneus")[:, 1].min() < 12.0
    for k in range(1, 6):
        assert 8.0 < of(part, f"metatarsal_{k}")[:, 1].min() < 14.0


def test_dimensions_lie_within_those_of_the_measured_feet(part: Part) -> None:
    rows = {row["quantity"]: row for row in table("lower_leg_dimensions.csv") if row["bone"] == "foot"}
    points = own(part.mesh.vertices)
    talus = of(part, "talus")
    length = np.ptp(points[:, 0])
    forefoot = points[points[:, 0] > points[:, 0].min() + 0.6 * length]
    found = {
        "length_heel_to_longest_toe": length,
        "forefoot_max_width": np.ptp(forefoot[:, 2]),
        "talus_dome_height_above_sole": talus[:, 1].max() - points[:, 1].min(),
        "talus_height": np.ptp(talus[:, 1]),
    }
    for quantity, value in found.items():
        assert value == pytest.approx(float(rows[quantity]["mean"]), abs=float(rows[quantity]["sd"])), quantity


@pytest.mark.parametrize(("number", "length"), [(1, 62.0), (2, 74.0), (3, 70.0), (4, 69.0)])
def test_metatarsals_have_their_usual_length(part: Part, number: int, length: float) -> None:
    points = of(part, f"metatarsal_{number}")
    centred = points - points.mean(axis=0)
    along = np.linalg.svd(centred, full_matrices=False)[2][0]
    assert np.ptp(centred @ along) == pytest.approx(length, abs=5.0)


@pytest.mark.parametrize("number", range(1, 6))
def test_metatarsals_are_waisted(part: Part, number: int) -> None:
    points = of(part, f"metatarsal_{number}")
    share = (points[:, 0] - points[:, 0].min()) / np.ptp(points[:, 0])
    base, shaft, head = (
        np.ptp(points[(share > low) & (share < high), 2]) for low, high in ((0.0, 0.25), (0.5, 0.65), (0.85, 1.0))
    )
    assert shaft < 0.85 * base
    assert shaft < 0.95 * head


def test_both_arches_are_open(part: Part) -> None:
    """The medial border is lifted from heel to ball; across the bases of the metatarsals the middle stands highest."""
    for name, height in (("navicular", 40.0), ("medial_cuneiform", 30.0)):
        assert of(part, name)[:, 1].min() > height
    rays = [of(part, f"metatarsal_{k}") for k in range(1, 6)]
    bases = [points[points[:, 0] < points[:, 0].min() + 12.0] for points in rays]
    lowest = [base[:, 1].min() for base in bases]
    assert np.argmax(lowest) == 1
    assert lowest[1] > lowest[2] > lowest[3] > lowest[4]
    assert lowest[1] > lowest[0] + 5.0


def test_the_trochlea_is_a_grooved_cylinder_about_the_axis_of_the_ankle(part: Part) -> None:
    axis = np.array([-np.sin(np.radians(17.0)), 0.0, np.cos(np.radians(17.0))])
    offset = part.mesh.vertices[part.regions["talar_trochlea"]] - (-3.0, -797.0, 88.0)
    aside, front = offset @ axis, offset @ np.cross((0.0, 1.0, 0.0), axis)
    top = (np.abs(aside) < 10.0) & (offset[:, 1] > 5.0) & (np.abs(front) < 14.0)
    radius = np.hypot(front, offset[:, 1])[top]
    assert 17.5 < radius.min() < 18.2
    assert 18.7 < radius.max() < 19.1
    upper = offset[:, 1] > 3.0
    before, behind = upper & (front > 9.0), upper & (front < -9.0)
    assert np.ptp(aside[before]) == pytest.approx(29.5, abs=1.5)
    assert np.ptp(aside[behind]) == pytest.approx(26.0, abs=1.5)
    assert part.landmarks["talus_dome"][1] == pytest.approx(-778.0, abs=0.6)
    assert part.cartilage is not None
    assert part.cartilage[part.regions["talar_trochlea"]].min() >= 0.5


def test_landmarks_are_vertices_where_their_names_say(part: Part) -> None:
    place = {name: own(point) for name, point in part.landmarks.items()}
    for point in part.landmarks.values():
        assert (part.mesh.vertices == point).all(axis=1).any()
    assert place["calcaneus_back"][0] == own(part.mesh.vertices)[:, 0].min()
    assert place["hallux_tip"][0] == own(part.mesh.vertices)[:, 0].max()
    assert place["navicular_tuberosity"][2] < -24.0
    assert place["metatarsal_head_1"][2] < -20.0 < 30.0 < place["metatarsal_head_5"][2]
    assert place["metatarsal_5_base"][0] < place["metatarsal_head_5"][0] - 60.0
    assert place["calcaneus_bottom"][1] < 12.0
