"""The belly of a muscle carried along by its fibres.

Each vertex keeps its offset from the fibre it lies on. The fibre's curve in the pose moves it, and a turn that grows
from none at the ilium to the thigh's at the insertion carries the offset, so that both ends stay on their bones and
nothing in between can tear.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from glutmin_viewer.core.atlas import Belly
from glutmin_viewer.core.fibres import Fibres, fibre_curves
from glutmin_viewer.core.mesh import Floats, Mesh, cross, vertex_normals
from glutmin_viewer.core.pose import MIRROR, HipPose, Joints, thigh_rotation

# Passes of (1/4, 1/2, 1/4) over the curve that round off the kink where a fibre leaves the ilium.
ROUNDING_PASSES = 3


class BellyMotion:
    """Poses one muscle's mesh; holds what does not depend on the pose."""

    def __init__(self, mesh: Mesh, belly: Belly, fibres: Fibres, joints: Joints, tilt_deg: float) -> None:
        self._mesh, self._belly, self._fibres, self._joints, self._tilt_deg = mesh, belly, fibres, joints, tilt_deg
        self._last: tuple[HipPose, Floats] | None = None
        # ISB neutral, in which the mesh is stored, is the clinical pose of minus the pelvic tilt.
        rest = self._curves(HipPose(flexion_deg=-tilt_deg))
        self._offset: Floats = mesh.vertices - self._carried(rest)

    def vertices(self, pose: HipPose) -> Floats:
        """Vertex positions in a pose, (n, 3) mm, pelvis frame."""
        turn = thigh_rotation(pose, self._tilt_deg)
        if self._fibres.side == "left":
            turn = MIRROR @ turn @ MIRROR
        axis, angle = _axis_and_angle(turn)
        angles = self._share * angle
        cosine, sine = np.cos(angles), np.sin(angles)
        offset = self._offset
        # Rodrigues' formula for each vertex's own share of the turn.
        turned = cosine[:, None] * offset + sine[:, None] * cross(axis, offset)
        turned += ((1.0 - cosine) * (offset @ axis))[:, None] * axis
        result: Floats = self._carried(self._curves(pose)) + turned
        return result

    def normals(self, vertices: Floats) -> Floats:
        """Unit vertex normals of a posed mesh, (n, 3)."""
        return vertex_normals(Mesh(vertices, self._mesh.faces))

    def point(self, pose: HipPose, across: float, along: float) -> Floats:
        """A point on the fibres: across and along from 0 to 1, (3,) mm, pelvis frame."""
        curves = self._curves(pose).reshape(len(self._fibres), -1, 3)
        fibre = curves[round(across * (len(curves) - 1))]
        result: Floats = fibre[round(along * (len(fibre) - 1))]
        return result

    def _curves(self, pose: HipPose) -> Floats:
        """The fibres' curves with the kink at the ilium rounded off, (f * samples, 3); the last pose is kept."""
        if self._last is None or self._last[0] != pose:
            curves = fibre_curves(self._fibres, self._joints, pose, self._tilt_deg)
            for _ in range(ROUNDING_PASSES):
                curves[:, 1:-1] = 0.25 * curves[:, :-2] + 0.5 * curves[:, 1:-1] + 0.25 * curves[:, 2:]
            self._last = pose, curves.reshape(-1, 3)
        return self._last[1]

    def _carried(self, curves: Floats) -> Floats:
        """Where the fibres carry each vertex to, (n, 3): a mean of four points of the curves (f * samples, 3)."""
        points, weights = self._carrier
        result: Floats = np.einsum("kn,knx->nx", weights, np.take(curves, points, axis=0))
        return result

    @cached_property
    def _carrier(self) -> tuple[np.ndarray, Floats]:
        """The four points of the curves between which each vertex lies, and their weights, both (4, n)."""
        samples = self._fibres.n_samples
        fibre, across = _split(self._belly.across, len(self._fibres))
        sample, along = _split(self._belly.along, samples)
        weights = [(1 - across) * (1 - along), across * (1 - along), (1 - across) * along, across * along]
        here, next_fibre = fibre * samples + sample, (fibre + 1) * samples + sample
        return np.stack([here, next_fibre, here + 1, next_fibre + 1]), np.stack(weights)

    @cached_property
    def _share(self) -> Floats:
        """Share of the thigh's turn in that of each vertex, (n,): none while on the ilium, all on the femur."""
        leaves, meets = self._fibres.free_samples
        t = np.clip((self._belly.along - leaves) / (meets - leaves), 0.0, 1.0)
        return np.asarray(t * t * (3.0 - 2.0 * t))


def _axis_and_angle(turn: Floats) -> tuple[Floats, float]:
    """Unit axis (3,) and angle in radians of a rotation (3, 3) of less than half a turn."""
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    sine = float(np.linalg.norm(axis))
    if sine < 1e-12:
        return np.array([0.0, 0.0, 1.0]), 0.0
    return axis / sine, math.atan2(sine, float(np.trace(turn)) - 1.0)


def _split(position: Floats, count: int) -> tuple[np.ndarray, Floats]:
    """Lower neighbour (at most count - 2) and weight of the upper one."""
    low = np.clip(position.astype(int), 0, count - 2)
    return low, position - low
