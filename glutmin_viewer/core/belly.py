"""The belly of a muscle carried along by its fibres.

Each vertex keeps its offset from the fibre it lies on. The fibre's curve in the pose moves it, and a turn that grows
from none at the ilium to the thigh's at the insertion carries the offset, so that both ends stay on their bones and
nothing in between can tear.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from glutmin_viewer.core.atlas import Belly
from glutmin_viewer.core.fibres import Fibres, fibre_curves
from glutmin_viewer.core.mesh import Floats, Mesh, VertexNormals
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
        turns = _shares_of(turn, self._share)
        low, weight = self._level
        offset = self._offset[:, None, :]
        turned = (offset @ turns[low].transpose(0, 2, 1) * (1.0 - weight)[:, None, None])[:, 0]
        turned += (offset @ turns[low + 1].transpose(0, 2, 1) * weight[:, None, None])[:, 0]
        result: Floats = self._carried(self._curves(pose)) + turned
        return result

    def normals(self, vertices: Floats) -> Floats:
        """Unit vertex normals of a posed mesh, (n, 3)."""
        return self._normals(vertices)

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
        result: Floats = np.einsum("nk,nkx->nx", weights, curves[points])
        return result

    @cached_property
    def _carrier(self) -> tuple[np.ndarray, Floats]:
        """The four points of the curves between which each vertex lies, and their weights, both (n, 4)."""
        samples = self._fibres.n_samples
        fibre, across = _split(self._belly.across, len(self._fibres))
        sample, along = _split(self._belly.along, samples)
        weights = [(1 - across) * (1 - along), across * (1 - along), (1 - across) * along, across * along]
        here, next_fibre = fibre * samples + sample, (fibre + 1) * samples + sample
        return np.stack([here, next_fibre, here + 1, next_fibre + 1], axis=1), np.stack(weights, axis=1)

    @cached_property
    def _level(self) -> tuple[np.ndarray, Floats]:
        return _split(self._belly.along, self._fibres.n_samples)

    @cached_property
    def _share(self) -> Floats:
        """Share of the thigh's turn at each sample of the curve: none while on the ilium, all on the femur."""
        leaves, meets = self._fibres.free_samples
        t = np.clip((np.arange(self._fibres.n_samples) - leaves) / (meets - leaves), 0.0, 1.0)
        return np.asarray(t * t * (3.0 - 2.0 * t))

    @cached_property
    def _normals(self) -> VertexNormals:
        return VertexNormals(self._mesh.faces, len(self._mesh.vertices))


def _shares_of(turn: Floats, share: Floats) -> Floats:
    """Rotations (s, 3, 3) about the axis of `turn` (3, 3) by shares (s,) of its angle (Rodrigues' formula)."""
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    sine = float(np.linalg.norm(axis))
    if sine < 1e-12:
        return np.broadcast_to(np.eye(3), (len(share), 3, 3))
    angle = np.arctan2(sine, np.trace(turn) - 1.0)
    x, y, z = axis / sine
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angles = (share * angle)[:, None, None]
    result: Floats = np.eye(3) + np.sin(angles) * cross + (1.0 - np.cos(angles)) * (cross @ cross)
    return result


def _split(position: Floats, count: int) -> tuple[np.ndarray, Floats]:
    """Lower neighbour (at most count - 2) and weight of the upper one."""
    low = np.clip(position.astype(int), 0, count - 2)
    return low, position - low
