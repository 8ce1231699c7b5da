"""The belly of a muscle carried along by its fibres.

Each vertex keeps its offset from the fibre it lies on. The fibre's curve in the pose moves it, and a turn that grows
from none at the ilium to the thigh's at the insertion carries the offset, so that both ends stay on their bones and
nothing in between can tear. In deep flexion the front fibres wind round the joint more than that turn tells: where it
would leave flesh lying in their sheet instead of on it, flesh is set up.

Flesh keeps its volume: where the sheet of fibres covers less area than at rest the belly grows thicker by as much, and
thinner where it covers more. Tendon keeps its thickness. Nothing thickens by activation alone: ultrasound finds none in
the gluteus minimus (Dieterich 2014, Man Ther 19:453).
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.core.atlas import Belly, Flesh
from glutmin_viewer.core.fibres import Fibres, fibre_curves
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.core.pose import HipPose, Joints, pelvis_from_thigh

Singles = NDArray[np.float32]

# Rounding off a curve's kinks: passes over its samples, and how much of the bend each takes out where a fibre meets the
# femur, and where it leaves the ilium with as much flesh on it as ROUNDED_MM; with less, bone lies too close below.
ROUNDING_PASSES, ROUNDING_AT_FEMUR, ROUNDING_AT_ILIUM, ROUNDED_MM = 60, 0.33, 1.0, 50.0
# Passes over neighbouring strips, so that thickness has no steps across the fibres.
EVENING_PASSES = 40
MOST_LEAN_DEG = 60.0  # of what stands on the sheet of fibres at rest, away from where it would stand on it
THICKEST, THINNEST = 1.8, 0.3  # of the thickness at rest, where fibres crowd or spread far
LARGEST_CORRECTION = 0.5


class BellyMotion:
    """Poses one muscle's mesh; holds what does not depend on the pose.

    Inside, points and vectors are (3, n) in single precision, as they are drawn: numpy works through three long rows
    several times as fast as through many short ones.
    """

    def __init__(self, mesh: Mesh, belly: Belly, fibres: Fibres, joints: Joints, tilt_deg: float) -> None:
        self._mesh, self._belly, self._fibres, self._joints, self._tilt_deg = mesh, belly, fibres, joints, tilt_deg
        self._faces = np.ascontiguousarray(mesh.faces.T, dtype=np.intp)
        self._last: tuple[HipPose, Singles] | None = None
        # ISB neutral, in which the mesh is stored, is the clinical pose of minus the pelvic tilt.
        rest = self._curves(HipPose(flexion_deg=-tilt_deg))
        self._offset = _singles(mesh.vertices.T - self._carried(rest))
        self._rest_volume = mesh.volume_cm3
        self._upright = self._normals(rest)
        if belly.flesh is not None:
            self._lift, self._fleshy = _singles(belly.flesh.lift.T), _singles(1.0 - belly.tendon)
            self._rest_flesh = _flesh_volumes(rest, belly.flesh)

    def vertices(self, pose: HipPose) -> Singles:
        """Vertex positions in a pose, (n, 3) mm, pelvis frame."""
        turn = pelvis_from_thigh(self._joints, self._fibres.side, pose, self._tilt_deg)[:3, :3]
        generator, angle = _generator_and_angle(turn)
        angles = self._share * angle
        sine, versine = np.sin(angles), 1.0 - np.cos(angles)

        def turned(vectors: Singles) -> Singles:
            """Rodrigues' formula for each vertex' own share of the turn."""
            across = generator @ vectors
            result: Singles = vectors + sine * across + versine * (generator @ across)
            return result

        curves = self._curves(pose)
        axis, back = _lean(turned(self._upright), self._normals(curves))
        leaning = back > 0.0
        axis, sine_back, versine_back = axis[:, leaning], np.sin(back[leaning]), 1.0 - np.cos(back[leaning])

        def set_up(vectors: Singles) -> Singles:
            """Those of vertices that would lean too much brought back."""
            result = turned(vectors)
            lying = result[:, leaning]
            across = _cross(axis, lying)
            result[:, leaning] = lying + sine_back * across + versine_back * _cross(axis, across)
            return result

        carried = self._carried(curves) + set_up(self._offset)
        if (flesh := self._belly.flesh) is None:
            return _singles(carried.T)
        lift = set_up(self._lift)
        more = self._thickening(_flesh_volumes(curves, flesh))
        result = carried + more * lift
        thicker = (1.0 + more) * self._fleshy * lift
        return _singles((result + self._correction(result, thicker) * thicker).T)

    def _thickening(self, flesh: Floats) -> Singles:
        """How much thicker each vertex' place is than at rest, (n,), as a share of its thickness there.

        flesh: (f - 1,) what the strips between neighbouring fibres would hold with the thickness at rest.
        """
        more = np.clip(self._rest_flesh / np.maximum(flesh, 1e-9), THINNEST, THICKEST) - 1.0
        strip = np.arange(len(more)) + 0.5
        return self._fleshy * _singles(np.interp(self._belly.across, strip, self._evening @ more))

    def _correction(self, points: Singles, thicker: Singles) -> float:
        """The share of thickening, (3, n) a unit, that still has to come for the volume at rest: a few per cent."""
        corners = self._at_corners(points)
        areas = _doubled_areas(corners)
        # Each face carries a cone from the origin, and a prism of what it gains.
        volume = float(np.einsum("xm,xm->", areas, corners[0])) / 6000.0
        gain = float(np.einsum("xm,kxm->", areas, self._at_corners(thicker))) / 6000.0
        if gain <= 0.0:
            return 0.0
        return float(np.clip((self._rest_volume - volume) / gain, -LARGEST_CORRECTION, LARGEST_CORRECTION))

    def normals(self, vertices: Singles) -> Singles:
        """Unit vertex normals of a posed mesh, (n, 3)."""
        areas = _doubled_areas(self._at_corners(_singles(vertices.T)))
        sums = np.stack([sum(np.bincount(corner, x, len(vertices)) for corner in self._faces) for x in areas])
        return _singles((sums / np.maximum(np.linalg.norm(sums, axis=0), 1e-12)).T)

    def _at_corners(self, vectors: Singles) -> Singles:
        """Of vectors (3, n) those at the first, second and third corner of every face, (3, 3, m)."""
        return np.take(vectors, self._faces, axis=1).swapaxes(0, 1)

    def point(self, pose: HipPose, across: float, along: float) -> Singles:
        """A point on the fibres: across and along from 0 to 1, (3,) mm, pelvis frame."""
        curves = self._curves(pose)
        fibre = curves[:, round(across * (curves.shape[1] - 1))]
        result: Singles = fibre[:, round(along * (fibre.shape[1] - 1))]
        return result

    def _curves(self, pose: HipPose) -> Singles:
        """The fibres' curves with their kinks rounded off, (3, f, samples); the last pose is kept."""
        if self._last is None or self._last[0] != pose:
            curves = fibre_curves(self._fibres, self._joints, pose, self._tilt_deg)
            self._last = pose, _singles(np.matmul(curves.transpose(2, 0, 1), self._rounding.T))
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

    def _carried(self, curves: Singles) -> Singles:
        """Where the fibres carry each vertex to, (3, n): a mean of four points of the curves (3, f, samples)."""
        points, weights = self._carrier
        result: Singles = np.einsum("kn,xkn->xn", weights, np.take(curves.reshape(3, -1), points, axis=1))
        return result

    def _normals(self, curves: Singles) -> Singles:
        """Unit normals of the sheet of fibres (3, f, samples) where each vertex lies on it, (3, n)."""
        normals = _cross(np.gradient(curves, axis=2), np.gradient(curves, axis=1))
        return _unit(self._carried(_unit(normals)))

    @cached_property
    def _carrier(self) -> tuple[np.ndarray, Singles]:
        """The four points of the curves between which each vertex lies, and their weights, both (4, n)."""
        samples = self._fibres.n_samples
        fibre, across = _split(self._belly.across, len(self._fibres))
        sample, along = _split(self._belly.along, samples)
        weights = [(1 - across) * (1 - along), across * (1 - along), (1 - across) * along, across * along]
        here, next_fibre = fibre * samples + sample, (fibre + 1) * samples + sample
        return np.stack([here, next_fibre, here + 1, next_fibre + 1]), _singles(np.stack(weights))

    @cached_property
    def _evening(self) -> Floats:
        """What spreads thickness over neighbouring strips, (f - 1, f - 1)."""
        n = len(self._fibres) - 1
        once = 0.5 * np.eye(n) + 0.25 * (np.eye(n, k=1) + np.eye(n, k=-1))
        once[[0, -1], [0, -1]] += 0.25
        result: Floats = np.linalg.matrix_power(once, EVENING_PASSES)
        return result

    @cached_property
    def _share(self) -> Singles:
        """Share of the thigh's turn in that of each vertex, (n,): none while on the ilium, all on the femur."""
        leaves, meets = self._fibres.free_samples
        t = np.clip((self._belly.along - leaves) / (meets - leaves), 0.0, 1.0)
        return _singles(t * t * (3.0 - 2.0 * t))


def _singles(values: Floats | Singles) -> Singles:
    """In single precision, row after row in memory."""
    return np.ascontiguousarray(values, dtype=np.float32)


def _flesh_volumes(curves: Singles, flesh: Flesh) -> Floats:
    """Flesh between neighbouring curves (3, f, s) were it as thick as at rest, (f - 1,) mm3."""
    one, other = curves[:, 1:, 1:] - curves[:, :-1, :-1], curves[:, 1:, :-1] - curves[:, :-1, 1:]
    areas = 0.5 * np.sqrt(np.square(_cross(one, other)).sum(axis=0))
    result: Floats = np.einsum("fs,fs->f", areas, flesh.thickness_mm)
    return result


def _doubled_areas(corners: Singles) -> Singles:
    """Outward normals of twice the area of faces, (3, m), from their corners (3, 3, m)."""
    a, b, c = corners
    return _cross(b - a, c - a)


def _cross(a: Singles, b: Singles) -> Singles:
    """Cross products of (3, ...) with (3, ...)."""
    (ax, ay, az), (bx, by, bz) = a, b
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def _unit(vectors: Singles) -> Singles:
    """Vectors (3, ...) of length 1; those of none stay."""
    result: Singles = vectors / np.maximum(np.sqrt(np.square(vectors).sum(axis=0)), np.float32(1e-12))
    return result


def _lean(upright: Singles, normals: Singles) -> tuple[Singles, Singles]:
    """About which unit axes (3, n), and by how much (n,), radians, unit vectors have to turn not to lean more than
    MOST_LEAN_DEG away from others."""
    across = _cross(upright, normals)
    angle = np.arctan2(np.sqrt(np.square(across).sum(axis=0)), (upright * normals).sum(axis=0))
    return _unit(across), np.maximum(angle - np.float32(math.radians(MOST_LEAN_DEG)), np.float32(0.0))


def _generator_and_angle(turn: Floats) -> tuple[Singles, float]:
    """Of a rotation (3, 3) of less than half a turn: what takes a vector to axis x vector, (3, 3); angle in radians."""
    uneven = 0.5 * (turn - turn.T)
    sine = float(np.linalg.norm(uneven)) / math.sqrt(2.0)
    if sine < 1e-12:
        return _singles(np.zeros((3, 3))), 0.0
    return _singles(uneven / sine), math.atan2(2.0 * sine, float(np.trace(turn)) - 1.0)


def _split(position: Floats, count: int) -> tuple[np.ndarray, Floats]:
    """Lower neighbour (at most count - 2) and weight of the upper one."""
    low = np.clip(position.astype(int), 0, count - 2)
    return low, position - low
