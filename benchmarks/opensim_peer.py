"""One fibre in OpenSim: what its Python API takes for the length and the three moment arms of a path in a pose.

    python benchmarks/opensim_peer.py < fibre.json

Run by `bench.py` with a Python that has OpenSim, with nothing else from this project. fibre.json: pelvic_path and
femoral_path, points in mm from the hip joint centre at rest; wrap_radius, mm, of the sphere there; poses, angles in
radians of flexion, adduction and internal rotation against rest. Prints microseconds for a pose, and for each pose
length and arms in mm. The model is the least there is: a pelvis that stays, a thigh, a hip and that one path.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

import opensim

ROUNDS = 20
COORDINATES = {"hip_flexion": (0, 0, 1), "hip_adduction": (1, 0, 0), "hip_rotation": (0, 1, 0)}

Vectors = list[list[float]]


def metres(point: list[float]) -> opensim.Vec3:
    return opensim.Vec3(*(coordinate / 1000.0 for coordinate in point))


def hip_model() -> opensim.Model:
    """Pelvis and thigh, joined by a hip that turns as in OpenSim's own models."""
    model = opensim.Model()
    pelvis, thigh = (opensim.Body(name, 1.0, opensim.Vec3(0), opensim.Inertia(1)) for name in ("pelvis", "thigh"))
    axes = opensim.SpatialTransform()
    for k, (name, direction) in enumerate(COORDINATES.items()):
        names = opensim.ArrayStr()
        names.append(name)
        axis = axes.updTransformAxis(k)
        axis.setCoordinateNames(names)
        axis.setAxis(opensim.Vec3(*direction))
        axis.set_function(opensim.LinearFunction(1.0, 0.0))
    here = opensim.Vec3(0)
    for body in (pelvis, thigh):
        model.addBody(body)
    model.addJoint(opensim.WeldJoint("base", model.getGround(), pelvis))
    model.addJoint(opensim.CustomJoint("hip", pelvis, here, here, thigh, here, here, axes))
    return model


def add_path(model: opensim.Model, pelvic: Vectors, femoral: Vectors, radius: float) -> opensim.GeometryPath:
    """The path of the fibre, bent round a sphere about the joint between pelvis and thigh."""
    pelvis, thigh = (model.getBodySet().get(name) for name in ("pelvis", "thigh"))
    sphere = opensim.WrapSphere()
    sphere.set_radius(radius / 1000.0)
    pelvis.addWrapObject(sphere)
    fibre = opensim.PathActuator()
    model.addForce(fibre)
    for body, points in ((pelvis, pelvic), (thigh, femoral)):
        for k, point in enumerate(points):
            fibre.addNewPathPoint(f"{body.getName()}_{k}", body, metres(point))
    path = fibre.updGeometryPath()
    path.addPathWrap(sphere)
    return path


def main() -> None:
    fibre = json.load(sys.stdin)
    model = hip_model()
    path = add_path(model, fibre["pelvic_path"], fibre["femoral_path"], fibre["wrap_radius"])
    state = model.initSystem()
    coordinates = [model.getCoordinateSet().get(name) for name in COORDINATES]

    def in_pose(angles: list[float]) -> tuple[float, list[float]]:
        for coordinate, angle in zip(coordinates, angles, strict=True):
            coordinate.setValue(state, angle, False)
        model.realizePosition(state)
        return path.getLength(state), [path.computeMomentArm(state, coordinate) for coordinate in coordinates]

    times: list[float] = []
    found: list[Any] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = [in_pose(angles) for angles in fibre["poses"]]
        times.append((time.perf_counter() - began) / len(found))
    print(
        json.dumps(
            {
                "version": opensim.GetVersion(),
                "pose_us": statistics.median(times) * 1e6,
                "length_mm": [1000.0 * length for length, _ in found],
                "moment_arm_mm": [[1000.0 * arm for arm in arms] for _, arms in found],
            }
        )
    )


if __name__ == "__main__":
    main()
