"""The belly of a muscle carried along by its fibres.

Each vertex keeps its offset from the fibre it lies on. The fibre's curve in the pose moves it, and a turn that grows
from none at the ilium to the thigh's at the insertion carries the offset, so that both ends stay on their bones and
nothing in between can tear.

Flesh keeps its volume: where the sheet of fibres covers less area than at rest the belly grows thicker by as much, and
thinner where it covers more. Tendon keeps its thickness. Nothing thickens by activation alone: ultrasound finds none in
the gluteus minimus (Dieterich 2014, Man Ther 19:453).
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from glutmin_viewer.core.atlas import Belly, Flesh
from glutmin_viewer.core.fibres import Fibres, fibre_curves
from glutmin_viewer.core.mesh import Floats, Mesh, cross, vertex_normals
from glutmin_viewer.core.pose import MIRROR, HipPose, Joints, thigh_rotation

# Rounding off a curve's kinks: passes over its samples, and how much of the bend each takes out where a fibre meets the
# femur, and where it leaves the ilium with as much flesh on it as ROUNDED_MM; with less, bone lies too close below.
ROUNDING_PASSES, ROUNDING_AT_FEMUR, ROUNDING_AT_ILIUM, ROUNDED_MM = 60, 0.33, 1.0, 50.0
# Passes over neighbouring strips, so that thickness has no steps across the fibres.
EVENING_PASSES = 40
THICKEST, THINNEST = 1.8, 0.3  # of the thickness at rest, where fibres crowd or spread far
LARGEST_CORRECTION = 0.5


class BellyMotion:
    """Poses one muscle's mesh; holds what does not depend on the pose."""

    def __init__(self, mesh: Mesh, belly: Belly, fibres: Fibres, joints: Joints, tilt_deg: float) -> None:
        self._mesh, self._belly, self._fibres, self._joints, self._tilt_deg = mesh, belly, fibres, joints, tilt_deg
        self._last: tuple[HipPose, Floats] | None = None
        # ISB neutral, in which the mesh is stored, is the clinical pose of minus the pelvic tilt.
        rest = self._curves(HipPose(flexion_deg=-tilt_deg))
        self._offset: Floats = mesh.vertices - self._carried(rest)
        self._rest_area = _cell_areas(rest.reshape(len(fibres), -1, 3))
        self._rest_volume = mesh.volume_cm3

    def vertices(self, pose: HipPose) -> Floats:
        """Vertex positions in a pose, (n, 3) mm, pelvis frame."""
        turn = thigh_rotation(pose, self._tilt_deg)
        if self._fibres.side == "left":
            turn = MIRROR @ turn @ MIRROR
        axis, angle = _axis_and_angle(turn)
        angles = self._share * angle
        cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]

        def turned(vectors: Floats) -> Floats:
            """Rodrigues' formula for each vertex' own share of the turn."""
            along = (1.0 - cosine) * (vectors @ axis)[:, None] * axis
            result: Floats = cosine * vectors + sine * cross(axis, vectors) + along
            return result

        curves = self._curves(pose)
        carried = self._carried(curves) + turned(self._offset)
        if (flesh := self._belly.flesh) is None:
            return carried
        more = self._thickening(flesh, curves)[:, None]
        lift = turned(flesh.lift)
        result = carried + more * lift
        return result + self._correction(result, (1.0 + more) * (1.0 - self._belly.tendon[:, None]) * lift)

    def _thickening(self, flesh: Flesh, curves: Floats) -> Floats:
        """How much thicker each vertex' place is than at rest, (n,), as a share of its thickness there."""
        covered = _cell_areas(curves.reshape(len(self._fibres), -1, 3))
        before, now = ((area * flesh.thickness_mm).sum(axis=1) for area in (self._rest_area, covered))
        more = np.clip(before / np.maximum(now, 1e-9), THINNEST, THICKEST) - 1.0
        for _ in range(EVENING_PASSES):
            more = np.convolve(np.pad(more, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
        strip = np.arange(len(more)) + 0.5
        result: Floats = np.interp(self._belly.across, strip, more) * (1.0 - self._belly.tendon)
        return result

    def _correction(self, vertices: Floats, thicker: Floats) -> Floats:
        """What thickening, (n, 3) a unit, still has to give or take for the volume at rest: a few per cent at most."""
        faces = self._mesh.faces
        areas = Mesh(vertices, faces).area_vectors
        # Each face carries a cone from the origin, and a prism of what it gains.
        volume, gain = (
            float(np.einsum("ij,ikj->", areas, np.take(vectors, faces, axis=0))) / divisor
            for vectors, divisor in ((vertices, 9000.0), (thicker, 3000.0))
        )
        if gain <= 0.0:
            return np.zeros_like(thicker)
        share = float(np.clip((self._rest_volume - volume) / gain, -LARGEST_CORRECTION, LARGEST_CORRECTION))
        return share * thicker

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
        """The fibres' curves with their kinks rounded off, (f * samples, 3); the last pose is kept."""
        if self._last is None or self._last[0] != pose:
            curves = fibre_curves(self._fibres, self._joints, pose, self._tilt_deg)
            self._last = pose, np.matmul(self._rounding, curves).reshape(-1, 3)
        return self._last[1]

    @cached_property
    def _rounding(self) -> Floats:
        """What takes the samples of a curve to those of the rounded one, (samples, samples); its ends stay."""
        n = self._fibres.n_samples
        leaves = self._fibres.free_samples[0]
        flesh = self._belly.flesh
        thick = 0.0 if flesh is None else min(float(flesh.thickness_mm[:, leaves].mean()) / ROUNDED_MM, 1.0)
        ends = (thick**2 * ROUNDING_AT_ILIUM, ROUNDING_AT_FEMUR)
        strength = np.interp(np.arange(n), self._fibres.free_samples, ends)
        strength[[0, -1]] = 0.0
        bend = -0.5 * np.eye(n) + 0.25 * (np.eye(n, k=1) + np.eye(n, k=-1))
        result: Floats = np.linalg.matrix_power(np.eye(n) + strength[:, None] * bend, ROUNDING_PASSES)
        return result

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


def _cell_areas(curves: Floats) -> Floats:
    """Areas (f - 1, s - 1) in mm2 between neighbouring curves (f, s, 3) and samples."""
    diagonals = curves[1:, 1:] - curves[:-1, :-1], curves[1:, :-1] - curves[:-1, 1:]
    result: Floats = 0.5 * np.linalg.norm(cross(*diagonals), axis=2)
    return result


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
