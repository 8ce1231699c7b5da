"""Tibia, fibula and patella: sound meshes of measured size that touch neither each other nor the femur."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull
from soundness import assert_sound
from yardstick import table

from glutmin_viewer.core.mesh import Mesh
from glutmin_viewer.modelling.implicit import signed_distance, to_pyvista
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.shank import Shank

BUDGET = {"tibia": 9_000, "fibula": 4_000, "patella": 2_500}
REGIONS = {
    "tibia": {
        "tibial_medial_condyle",
        "tibial_lateral_condyle",
        "tibial_plateau",
        "tibial_tuberosity",
        "gerdys_tubercle",
        "iliotibial_tract_insertion",
        "anterior_border",
        "medial_surface",
        "tibial_shaft",
        "medial_malleolus",
        "plafond",
    },
    "fibula": {"fibular_head", "fibular_neck", "fibular_shaft", "lateral_malleolus"},
    "patella": {"patellar_base", "patellar_apex", "patellar_facets"},
}
SECTIONS = (15, 20, 30, 40, 50, 60, 70, 80, 85, 90)
WIDTHS = ("section_AP_width", "section_ML_width", "section_girth_convex")


@pytest.fixture(scope="module")
def bones(parts) -> dict[str, Part]:
    return {name: parts.leg[name] for name in ("tibia", "fibula", "patella")}


@pytest.fixture(scope="module")
def thigh(parts) -> Mesh:
    return parts.femur.mesh


@pytest.fixture(scope="module")
def leg() -> Shank:
    return Shank.standard()


@pytest.fixture(scope="module")
def in_leg(bones, leg) -> dict[str, Mesh]:
    """Tibia and fibula in the frame of the leg: origin at the tibia's top, y along its axis."""
    return {name: Mesh(leg.to_leg(bones[name].mesh.vertices), bones[name].mesh.faces) for name in ("tibia", "fibula")}


def section(mesh: Mesh, y: float) -> np.ndarray:
    """Points (n, 2; x and z) on the outline at height y."""
    return to_pyvista(mesh).slice(normal=(0, 1, 0), origin=(0, y, 0)).points[:, [0, 2]]


def outside_one_sd(bone: str, found: dict[tuple[str, str], float]) -> dict[str, tuple[float, float, float]]:
    """Quantities more than one standard deviation off the measured adults: (value, mean, SD)."""
    rows = {
        (r["quantity"], r["percent_of_length_from_proximal_end"]): (float(r["mean"]), float(r["sd"]))
        for r in table("lower_leg_dimensions.csv")
        if r["bone"] == bone
    }
    return {
        " ".join(key): (round(float(value), 1), *rows[key])
        for key, value in found.items()
        if abs(value - rows[key][0]) > rows[key][1]
    }


def shaft_widths(mesh: Mesh) -> dict[tuple[str, str], float]:
    top, length = mesh.vertices[:, 1].max(), np.ptp(mesh.vertices[:, 1])
    found = {}
    for percent in SECTIONS:
        outline = section(mesh, top - 0.01 * percent * length)
        hull = ConvexHull(outline)
        for name, value in zip(WIDTHS, (*np.ptp(outline, axis=0), hull.area), strict=True):
            found[name, str(percent)] = value
    return found


@pytest.mark.parametrize("name", sorted(BUDGET))
def test_meshes_are_sound_and_light(bones, name):
    assert_sound(bones[name].mesh, genus=0)
    assert 0.6 * BUDGET[name] <= len(bones[name].mesh.faces) <= BUDGET[name]


@pytest.mark.parametrize("name", sorted(REGIONS))
def test_every_region_is_there(bones, name):
    assert set(bones[name].regions) == REGIONS[name]
    for region, vertices in bones[name].regions.items():
        assert len(np.unique(vertices)) == len(vertices) > 20, region


@pytest.mark.parametrize("name", sorted(BUDGET))
def test_landmarks_lie_on_the_bone(bones, name):
    points = [p for key, p in bones[name].landmarks.items() if key != "ankle_centre"]
    assert len(points) >= 2
    assert np.abs(signed_distance(bones[name].mesh, np.array(points))).max() < 0.05


def test_tibia_has_the_measured_size(in_leg):
    mesh = in_leg["tibia"]
    v = mesh.vertices
    proximal, distal = v[v[:, 1] > -45.0], v[v[:, 1] < -330.0]
    tip = distal[np.argmin(distal[:, 1])]
    found = {
        ("length_plateau_top_to_malleolus_tip", ""): v[:, 1].max() - tip[1],
        ("plateau_max_ML", ""): np.ptp(proximal[proximal[:, 1] > -30.0][:, 2]),
        ("plateau_max_AP", ""): np.ptp(section(mesh, -0.05 * 374.0)[:, 0]),
        ("distal_max_ML", ""): np.ptp(distal[:, 2]),
        ("distal_max_AP", ""): np.ptp(distal[:, 0]),
        ("medial_malleolus_tip_y", ""): tip[1],
    }
    assert outside_one_sd("tibia", found | shaft_widths(mesh)) == {}


def test_fibula_has_the_measured_size(in_leg):
    mesh, tibia_mesh = in_leg["fibula"], in_leg["tibia"]
    v, t = mesh.vertices, tibia_mesh.vertices
    malleolus = v[v[:, 1] < -340.0]
    found = {
        ("length_along_tibia_axis", ""): np.ptp(v[:, 1]),
        ("head_top_below_tibial_plateau", ""): t[:, 1].max() - v[:, 1].max(),
        ("tip_below_medial_malleolus_tip", ""): t[:, 1].min() - v[:, 1].min(),
        ("head_max_width_ML", ""): max(np.ptp(section(mesh, y)[:, 1]) for y in np.arange(-55.0, -25.0, 2.0)),
        ("head_max_width_AP", ""): max(np.ptp(section(mesh, y)[:, 0]) for y in np.arange(-55.0, -25.0, 2.0)),
        ("lateral_malleolus_ML", ""): np.ptp(malleolus[:, 2]),
        ("lateral_malleolus_AP", ""): np.ptp(malleolus[:, 0]),
        ("bimalleolar_width", ""): malleolus[:, 2].max() - t[t[:, 1] < -340.0][:, 2].min(),
    }
    assert outside_one_sd("fibula", found | shaft_widths(mesh)) == {}


def test_patella_has_the_measured_size(bones):
    mesh = bones["patella"].mesh
    thickness, height, width = np.ptp(mesh.vertices, axis=0)
    found = {
        ("height_SI", ""): height,
        ("width_ML", ""): width,
        ("thickness_AP", ""): thickness,
        ("volume_cm3", ""): to_pyvista(mesh).volume / 1000.0,
    }
    assert outside_one_sd("patella", found) == {}


def test_condyles_and_patella_stand_off_the_femur_by_a_cartilage_space(bones, thigh):
    tibia_part = bones["tibia"]
    gaps = signed_distance(thigh, tibia_part.mesh.vertices)
    faces = tibia_part.regions["tibial_plateau"]
    medial = tibia_part.mesh.vertices[faces, 2] < thigh.vertices[:, 2].min() + 40.0
    for side in (medial, ~medial):
        assert 3.0 < gaps[faces][side].min() < 6.0
    assert gaps.min() > 3.0
    assert 3.0 < signed_distance(thigh, bones["patella"].mesh.vertices).min() < 6.0


def test_fibula_lies_close_to_the_tibia_at_both_ends(bones, in_leg):
    gaps = signed_distance(bones["tibia"].mesh, bones["fibula"].mesh.vertices)
    y = in_leg["fibula"].vertices[:, 1]
    assert gaps.min() > 1.0
    for end in (y > -60.0, y < -330.0):
        assert gaps[end].min() < 4.0
    assert gaps[(y < -120.0) & (y > -260.0)].min() > 5.0  # room for the interosseous membrane


def test_mortise_holds_the_trochlea(bones, leg, in_leg):
    radius, half_width = 19.0, 14.5
    for name in ("tibia", "fibula"):
        forward, up, outward = leg.at_ankle(in_leg[name].vertices).T
        inside = (np.hypot(forward, up) < radius + 1.0) & (np.abs(outward - 0.5) < half_width + 1.0)
        assert not inside.any(), name
    roof = bones["tibia"].regions["plafond"]
    forward, up, outward = leg.at_ankle(in_leg["tibia"].vertices[roof]).T
    over = (np.abs(outward) < 11.0) & (np.abs(forward) < 10.0)
    assert over.sum() > 20
    assert np.abs(np.hypot(forward, up)[over] - 21.0).max() < 0.3


def test_malleoli_stand_as_they_should(bones):
    medial, lateral = (
        bones["tibia"].landmarks["medial_malleolus_tip"],
        bones["fibula"].landmarks["lateral_malleolus_tip"],
    )
    centre = bones["tibia"].landmarks["ankle_centre"]
    assert 8.0 < medial[1] - lateral[1] < 16.0
    assert lateral[0] < centre[0] < medial[0]
    assert medial[2] < centre[2] < lateral[2]
    assert medial[1] == pytest.approx(-795.0, abs=1.5)


@pytest.mark.parametrize("name", ["tuberosity", "medial_malleolus_tip"])
def test_tuberosity_and_malleolus_are_where_they_were_measured(bones, leg, name):
    marks = bones["tibia"].landmarks
    point = leg.to_leg(marks["tibial_tuberosity" if name == "tuberosity" else name])
    rows = {r["quantity"]: r for r in table("lower_leg_dimensions.csv") if r["bone"] == "tibia"}
    for axis, value in zip("xyz", point, strict=True):
        row = rows[f"{name}_{axis}"]
        assert abs(value - float(row["mean"])) < float(row["sd"]), axis


def test_spines_stand_over_the_joint_faces(bones):
    part = bones["tibia"]
    faces = part.mesh.vertices[part.regions["tibial_plateau"]]
    top = part.mesh.vertices[:, 1].max()
    assert 5.0 < top - faces[:, 1].mean() < 11.0
    assert top == pytest.approx(-421.0, abs=1.0)


def test_crest_is_sharp_and_medial_surface_flat(bones, in_leg):
    for y in (-120.0, -160.0, -200.0):
        outline = section(in_leg["tibia"], y)
        front = outline[:, 0].max()
        assert np.ptp(outline[outline[:, 0] > front - 2.0][:, 1]) < 8.0
    surface = in_leg["tibia"].vertices[bones["tibia"].regions["medial_surface"]]
    middle = surface[(surface[:, 1] < -150.0) & (surface[:, 1] > -200.0)]
    assert len(middle) > 30
    assert np.linalg.svd(middle - middle.mean(axis=0), compute_uv=False)[2] / np.sqrt(len(middle)) < 1.2


def test_cartilage_covers_the_joint_faces_only(bones):
    for name, faces in (("tibia", ("tibial_plateau", "plafond")), ("patella", ("patellar_facets",))):
        part = bones[name]
        on_face = np.zeros(len(part.mesh.vertices), bool)
        for face in faces:
            on_face[part.regions[face]] = True
        assert part.cartilage[on_face].mean() > 0.7
        assert part.cartilage[~on_face].mean() < 0.05
        assert part.cartilage.min() >= 0.0
        assert part.cartilage.max() <= 1.0


def test_lateral_malleolus_bears_cartilage_inward(bones, leg, in_leg):
    outward = leg.at_ankle(in_leg["fibula"].vertices)[:, 2]
    covered = bones["fibula"].cartilage > 0.5
    assert covered.sum() > 30
    assert np.abs(outward[covered] - leg.data["ankle"]["lateral_face"]).max() < 1.5


def test_iliotibial_tract_ends_on_gerdys_tubercle(bones):
    regions = bones["tibia"].regions
    assert set(regions["iliotibial_tract_insertion"]) < set(regions["gerdys_tubercle"])
    points = bones["tibia"].mesh.vertices[regions["iliotibial_tract_insertion"]]
    assert points.mean(axis=0) == pytest.approx([24.0, -445.0, 108.0], abs=3.0)
