"""The muscles that lie over the right gluteus minimus, and the iliotibial tract: from their tables to fans.

A table names some fibre lines from origin to insertion, front to back; between them the fan is a smooth surface. Its
deep face is pressed out by whatever lies below (bones and the muscles made before it) and pulled tight over that; a
profile along the way and one across give the thickness.
"""

from __future__ import annotations

import tomllib
from importlib import resources

import numpy as np
from scipy.interpolate import PchipInterpolator, make_interp_spline
from scipy.ndimage import gaussian_filter

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.fan import Borders, Fan, Muscle, muscle_of
from glutmin_viewer.modelling.implicit import signed_distance, smoothstep
from glutmin_viewer.modelling.part import Part
from glutmin_viewer.modelling.proportions import AVERAGE, Proportions
from glutmin_viewer.modelling.taut import on_curve, sound, upper_hull

CLEARANCE_MM = 0.6
APART_MM = 1.3  # of a muscle that passes between others
DEEPEST_MM = -15.0  # below its base a fan does not dip for bone
LEANING = 0.5  # of a fan's outward directions towards the one that its table names
SPREADING_ROUNDS = 40
GOES_OVER_MM = 150.0  # of a fibre line, after which it goes with the thigh altogether
EVEN_ENDS = 0.1  # share of the way over which origin and insertion keep their profile


def overlying_muscles(
    hip_bone: Part, femur: Part, sacrum: Part, minimus: Part, person: Proportions = AVERAGE
) -> dict[str, Muscle]:
    """Muscles and tract of a person by name, each laid over those before it (right side, at ISB neutral)."""

    def laid(name: str, *below: Mesh) -> Muscle:
        return _muscle(name, list(below), centre, person)

    centre = hip_bone.landmarks["hip_joint_centre"]
    hip = (hip_bone.mesh, femur.mesh)
    piriformis = laid("piriformis", *hip, sacrum.mesh, minimus.mesh)
    medius = laid("gluteus_medius", *hip, minimus.mesh, piriformis.part.mesh)
    tract = laid("iliotibial_tract", *hip, medius.part.mesh)
    tensor = laid("tensor_fasciae_latae", *hip, minimus.mesh, medius.part.mesh, tract.part.mesh)
    maximus = laid("gluteus_maximus", *hip, sacrum.mesh, medius.part.mesh, piriformis.part.mesh, tract.part.mesh)
    return {
        "gluteus_medius": medius,
        "gluteus_maximus": maximus,
        "tensor_fasciae_latae": tensor,
        "piriformis": piriformis,
        "iliotibial_tract": tract,
    }


def _muscle(name: str, below: list[Mesh], centre: Floats, person: Proportions) -> Muscle:
    data = tomllib.loads(resources.files(f"{__package__}.data").joinpath(f"{name}.toml").read_text("utf-8"))
    data["course"]["lines"] = [_of_person(np.array(line), person) for line in data["course"]["lines"]]
    fibres = data["fibres"]
    return muscle_of(
        _fan(data, below),
        data["belly"]["tendon"],
        centre,
        fibres["wrap_radius_mm"],
        arises=fibres["arises"],
        femoral_points=fibres["femoral_points"],
    )


def _of_person(line: Floats, person: Proportions) -> Floats:
    """A fibre line (k, 3) of the average person on another: it goes over from pelvis to thigh on its way."""
    way = np.concatenate([[0.0], np.linalg.norm(np.diff(line, axis=0), axis=1).cumsum()])
    return person.between(line, smoothstep(way / min(way[-1], GOES_OVER_MM)))


def _fan(data: dict, below: list[Mesh]) -> Fan:
    course, belly, fibres = data["course"], data["belly"], data["fibres"]
    strips, stations = belly["strips"], belly["stations"]
    across, way = np.linspace(0.0, 1.0, strips), np.linspace(0.0, 1.0, stations)
    base = _base(course["lines"], across, way)
    thickness = _profile(belly["profile"], way)[None] * _profile(belly["breadth"], across)[:, None]
    groups = data.get("groups", {})
    borders = Borders(
        belly["edge_mm"],
        belly["edge_share"],
        belly["sunk"],
        belly["crowded"],
        groups.get("borders", (0.0, 1.0)),
        groups.get("names", ("middle",)),
        groups.get("groove_share", 1.0),
    )
    leaves, meets = _profile(fibres["leaves"], across), _profile(fibres["meets"], across)
    if course["between"]:
        base = _clear_of(base, 0.5 * thickness + APART_MM, below)
    outward = _outward(base, np.array(course["faces"]))
    height = np.zeros_like(thickness)
    fan = Fan(base, outward, height, thickness, leaves, meets, borders)
    if not course["between"]:
        u, t = np.meshgrid(across, way, indexing="ij")
        under = sound(base, outward, below) + CLEARANCE_MM + borders.sunk * fan.thickness_at(u, t)
        height = _height(way, under, _profile(course["attached"], across), course)
    return Fan(base, outward, height, _evened(way, height, thickness, belly), leaves, meets, borders)


def _profile(points: list[list[float]], share: Floats) -> Floats:
    """A monotone curve through [share, value] pairs, at shares."""
    place, value = np.array(points).T
    return np.asarray(PchipInterpolator(place, value)(share))


def _base(lines: list[Floats], across: Floats, way: Floats) -> Floats:
    """The smooth surface (strips, stations, 3) through fibre lines, which are spread by their mean distances."""
    curves = np.array([on_curve(line, way) for line in lines])
    apart = np.linalg.norm(np.diff(curves, axis=0), axis=2).mean(axis=1).cumsum()
    place = np.concatenate([[0.0], apart / apart[-1]])
    return np.asarray(make_interp_spline(place, curves, k=min(3, len(curves) - 1))(across))


def _outward(base: Floats, faces: Floats) -> Floats:
    """Unit vectors (strips, stations, 3): smoothed normals of the base that lean towards `faces` (3,)."""
    normal = np.cross(np.gradient(base, axis=0), np.gradient(base, axis=1))
    normal *= np.sign(normal.sum(axis=(0, 1)) @ faces)
    for _ in range(2):  # where the fibres converge, the normals between them are uncertain: their neighbours decide
        normal /= np.linalg.norm(normal, axis=2, keepdims=True)
        normal = gaussian_filter(normal, (6.0, 3.0, 0.0), mode="nearest")
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    normal += LEANING * faces / np.linalg.norm(faces)
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    return normal


def _clear_of(base: Floats, distance: Floats, below: list[Mesh]) -> Floats:
    """The base moved away from meshes until it keeps a distance (strips, stations) in mm from them, and smooth."""
    points = base.copy()
    step = 0.5
    for _ in range(SPREADING_ROUNDS):
        flat = points.reshape(-1, 3)
        moved = np.zeros_like(flat)
        for mesh in below:
            short = distance.ravel() - signed_distance(mesh, flat)
            near = short > 0.0
            if near.any():
                at = flat[near]
                slope = np.stack(
                    [signed_distance(mesh, at + d) - signed_distance(mesh, at - d) for d in step * np.eye(3)], axis=1
                )
                slope /= np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-6)
                moved[near] += 0.5 * short[near, None] * slope
        points = base + gaussian_filter(points + moved.reshape(points.shape) - base, (3.0, 1.5, 0.0), mode="nearest")
    return points


def _height(way: Floats, under: Floats, attached: Floats, course: dict) -> Floats:
    """Height of the deep face (strips, stations) over what is below, `under`; see the tables for its terms."""
    height = np.maximum(under, 0.0)
    if course["taut"]:
        for i in range(len(under)):
            start, end = np.searchsorted(way, [attached[i], course["taut"]])
            strip = np.maximum(under[i], DEEPEST_MM)[: end + 1]
            if not course["ends_on_bone"]:
                strip[-1] = max(strip[-1], 0.0)
            knots = start + upper_hull(way[start : end + 1], strip[start:])
            strip[start:] = np.interp(way[start : end + 1], way[knots], strip[knots])
            height[i, : end + 1] = strip
    return np.maximum(gaussian_filter(height, (1.6, 1.2), mode="nearest"), under)


def _evened(way: Floats, height: Floats, thickness: Floats, belly: dict) -> Floats:
    """The thickness that makes the superficial face smooth where the deep one is uneven; both ends as they were."""
    face = gaussian_filter(height + thickness, belly["evened"], mode="nearest")
    inside = np.clip(np.minimum(way, 1.0 - way) / EVEN_ENDS, 0.0, 1.0)
    return np.asarray(thickness + inside * (np.maximum(face - height, 0.6 * thickness) - thickness))
