"""The schematic upper body is sound, of average size, flush with the skin at the waist, and gapless at its joints."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull, cKDTree
from scipy.spatial.transform import Rotation
from soundness import assert_sound

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling import skin_form
from glutmin_viewer.modelling.implicit import signed_distance, to_pyvista
from glutmin_viewer.modelling.topology import fold_angles_deg
from glutmin_viewer.modelling.upper_body_form import figures

MIRROR = np.array([1.0, 1.0, -1.0])
FLOOR = -874.0
TIP_DEG = 10.0  # of the pelvis in standing, which the trunk turns back about the lumbosacral joint
FACES = {"torso": 4000, "head": 2200, "upper_arm": 1100, "forearm": 1700}


@pytest.fixture(scope="module")
def body(parts):
    return parts.figure


@pytest.fixture(scope="module")
def lower_body(parts):
    return parts.skin.mesh


def section(mesh: Mesh, height: float) -> np.ndarray:
    return to_pyvista(mesh).slice(normal=(0, 1, 0), origin=(0, height, 0)).points


def outermost(points: np.ndarray) -> np.ndarray:
    """Of a section, the outermost point in every 10 degrees about the middle: the floor is recessed."""
    x, z = points[:, 0] - figures()["waist"]["centre_x"], points[:, 2]
    sector = np.floor((np.degrees(np.arctan2(z, x)) + 185.0) % 360.0 / 10.0)
    sectors = [np.flatnonzero(sector == s) for s in np.unique(sector)]
    return np.array([points[rows[np.argmax(np.hypot(x, z)[rows])]] for rows in sectors])


def ball(centre: np.ndarray, radius: float) -> np.ndarray:
    directions = np.random.default_rng(0).normal(size=(400, 3))
    return centre + radius * directions / np.linalg.norm(directions, axis=1, keepdims=True)


def turned(mesh: Mesh, centre: np.ndarray, degrees: float, axis: int) -> Mesh:
    """The mesh turned about an axis of the frame through `centre`."""
    turn = Rotation.from_euler("xyz"[axis], degrees, degrees=True).as_matrix()
    return Mesh((mesh.vertices - centre) @ turn.T + centre, mesh.faces)


def lift_in_standing() -> float:
    """How far the two turns of standing raise the trunk, mm."""
    lumbosacral = np.array(figures()["joints"]["lumbosacral"])
    return (Rotation.from_euler("z", -TIP_DEG, degrees=True).apply(lumbosacral) - lumbosacral)[1]


@pytest.mark.parametrize("name", FACES)
def test_sound_and_within_its_budget(body, name):
    mesh = body[name].mesh
    assert_sound(mesh, genus=0)
    assert fold_angles_deg(mesh).max() < 105.0
    assert 0.85 * FACES[name] <= len(mesh.faces) <= FACES[name]


@pytest.mark.parametrize("name", ["torso", "head"])
def test_left_half_mirrors_right_half(body, name):
    mesh = body[name].mesh
    gap, twin = cKDTree(mesh.vertices).query(mesh.vertices * MIRROR)
    assert gap.max() == 0.0
    faces = {tuple(sorted(face)) for face in mesh.faces.tolist()}
    assert {tuple(sorted(face)) for face in twin[mesh.faces].tolist()} == faces


def test_average_size(body):
    sizes = figures()["size"] | figures()["size_recalled"]
    torso, head, arm = (body[name].mesh.vertices for name in ("torso", "head", "upper_arm"))
    skull = head[head[:, 1] > 650.0]
    face = head[(head[:, 0] > 40.0) & (head[:, 1] > 540.0)]
    chest = section(body["torso"].mesh, 372.0)
    ground = FLOOR - lift_in_standing()
    joints = body["forearm"].landmarks
    hand = section(body["forearm"].mesh, joints["wrist_centre"][1] - 127.0)  # under the thumb
    found = {
        "stature": (head[:, 1].max() - ground, 5.0),
        "acromion_height": (arm[:, 1].max() - ground, 12.0),
        "head_length": (np.ptp(skull[:, 0]), 5.0),
        "head_breadth": (np.ptp(skull[:, 2]), 5.0),
        "menton_to_crown": (head[:, 1].max() - face[:, 1].min(), 8.0),
        "chest_breadth": (np.ptp(chest[:, 2]), 12.0),
        "chest_depth": (np.ptp(chest[:, 0]), 12.0),
        "bideltoid_breadth": (2.0 * arm[:, 2].max(), 10.0),
        "hand_length": (np.linalg.norm(joints["fingertip"] - joints["wrist_centre"]), 3.0),
        "hand_breadth": (np.ptp(hand[:, 0]), 6.0),
        "waist_circumference": (ConvexHull(section(body["torso"].mesh, 186.0)[:, [0, 2]]).area, 30.0),
    }
    off = {name: (value, sizes[name]) for name, (value, most) in found.items() if abs(value - sizes[name]) > most}
    assert off == {}
    assert -140.0 < torso[:, 0].min() < -125.0  # back and head lie on one floor, a little before the buttock
    assert -112.0 < skull[:, 0].min() < -98.0


def test_arm_lengths_as_they_are_measured(body):
    sizes = figures()["size_recalled"]
    elbow = body["upper_arm"].landmarks["elbow_centre"]
    bent = turned(body["forearm"].mesh, elbow, 90.0, 2)
    under_elbow = bent.vertices[bent.vertices[:, 0] < elbow[0] + 30.0, 1].min()
    shoulder_to_elbow = body["upper_arm"].mesh.vertices[:, 1].max() - under_elbow
    assert shoulder_to_elbow == pytest.approx(sizes["shoulder_elbow_length"], abs=15.0)
    assert np.ptp(bent.vertices[:, 0]) == pytest.approx(sizes["forearm_hand_length"], abs=10.0)


def test_lower_edge_lies_on_the_skin_all_round(body, lower_body):
    for height in (185.0, 186.0):
        gap = signed_distance(lower_body, outermost(section(body["torso"].mesh, height)))
        assert len(gap) == 36
        assert gap.min() > 0.8
        assert gap.max() < 3.5


def test_torso_covers_the_cap_of_the_skin(body, lower_body):
    cap = lower_body.vertices[lower_body.vertices[:, 1] > figures()["waist"]["lower_edge"] + 1.0]
    assert signed_distance(body["torso"].mesh, cap).max() < -0.5


def test_outline_carries_on_that_of_the_skin(body, lower_body):
    below, above = (section(m, y) for m, y in ((lower_body, 176.0), (body["torso"].mesh, 200.0)))
    for axis in (0, 2):
        for end in (np.min, np.max):
            assert abs(end(below[:, axis]) - end(above[:, axis])) < 4.0
    assert figures()["waist"]["follows_skin_to"] <= skin_form.figures()["waist"]["height"]


@pytest.mark.parametrize(
    ("joint", "radius", "one", "other"),
    [("shoulder_centre", 38.0, "torso", "upper_arm"), ("elbow_centre", 31.0, "upper_arm", "forearm")],
)
def test_segments_overlap_in_a_ball_about_the_joint(body, joint, radius, one, other):
    centre = body[other].landmarks[joint]
    landmarks = body[one].landmarks
    np.testing.assert_array_equal(landmarks.get(joint, landmarks.get(f"{joint}_right")), centre)
    assert signed_distance(body[one].mesh, ball(centre, radius)).max() < 0.0
    assert signed_distance(body[other].mesh, ball(centre, radius)).max() < 0.0


@pytest.mark.parametrize(("degrees", "axis"), [(90.0, 2), (-30.0, 2), (70.0, 0)])
def test_no_posture_of_the_arm_bares_the_end_of_the_shoulder(body, degrees, axis):
    centre = body["torso"].landmarks["shoulder_centre_right"]
    arm = turned(body["upper_arm"].mesh, centre, -degrees if axis == 0 else degrees, axis)
    end = body["torso"].mesh.vertices
    end = end[end[:, 2] > centre[2]]
    assert signed_distance(arm, end).max() < 0.0


def test_neck_and_torso_overlap(body):
    neck = ball(body["head"].landmarks["neck_base"] - (0.0, 30.0, 0.0), 25.0)
    for name in ("torso", "head"):
        assert signed_distance(body[name].mesh, neck).max() < 0.0


def test_hanging_arms_clear_trunk_and_thigh(body, lower_body):
    arm, forearm = body["upper_arm"].mesh.vertices, body["forearm"].mesh.vertices
    torso = body["torso"].mesh
    assert signed_distance(torso, arm[arm[:, 1] < 375.0]).min() > 1.0
    assert signed_distance(torso, forearm).min() > 10.0
    assert signed_distance(lower_body, np.concatenate([arm, forearm])).min() > 5.0


def test_thumb_in_front_and_palm_towards_the_thigh(body):
    wrist, tip = (body["forearm"].landmarks[name] for name in ("wrist_centre", "fingertip"))
    hand = body["forearm"].mesh.vertices
    hand = hand[hand[:, 1] < wrist[1] - 60.0]
    assert hand[:, 0].max() - wrist[0] > 55.0 > wrist[0] - hand[:, 0].min()
    assert hand[hand[:, 1] < tip[1] + 20.0, 2].mean() < wrist[2] - 15.0  # fingers bend towards the palm
