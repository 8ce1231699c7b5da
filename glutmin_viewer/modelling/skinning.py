"""How much each body carries each point of the skin: weights for linear blend skinning.

Along every joint a share rises over the skin from 0 on the one body to 1 on the other, smoothly, from one border to
another ([joint] in data/skin.toml). It is first as even as it can be, and then evened again and again where the joint's
far turns would stretch or squeeze the skin most. Bodies midway at hip and knee (`core.pose`) carry the middle of the
way, but for the groin, where the skin folds in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from glutmin_viewer.content import without_side
from glutmin_viewer.core.mesh import Floats, Mesh, cross, vertex_normals
from glutmin_viewer.core.pose import BODIES, FLESH, MIDWAY, Body
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.part import MIRROR
from glutmin_viewer.modelling.skin_form import figures

ROUNDS = 14  # of evening out
EVENING = 0.35  # power of a face's strain in its weight of the next round
STIFFEST = 1000.0  # largest ratio of such a weight to the first one
STRETCH = 1.2  # growth of an area that counts as much as its vanishing does


@lru_cache(maxsize=2)
def skin_weights(mesh: Mesh) -> Floats:
    """Weights (n, len(BODIES)) for the skin's vertices, mm, pelvis frame, femora vertical; rows sum to 1.

    A leg has no share of the other half of the body, and none on the midline above the crotch.
    """
    joints = figures()["joint"]
    folded = mesh.vertices * [1.0, 1.0, 0.0] + np.abs(mesh.vertices) * [0.0, 0.0, 1.0]
    trunk = _share(mesh, folded, joints["lumbosacral"])
    hip = _share(mesh, folded, joints["hip"])
    knee, ankle = _share(mesh, folded, joints["knee"]), _share(mesh, folded, joints["ankle"])
    pelvis, leg, around_hip = _through(hip, MIDWAY["hip"], _folding(folded, joints["hip"]))
    thigh, shank, around_knee = _through(knee, MIDWAY["knee"])
    one_leg = around_hip | {"thigh": leg * thigh, "shank": leg * shank * (1.0 - ankle), "foot": leg * shank * ankle}
    one_leg |= {name: leg * share for name, share in around_knee.items()}
    weights = np.zeros((len(mesh.vertices), len(BODIES)))
    weights[:, BODIES.index("pelvis")] = pelvis * (1.0 - trunk)
    weights[:, BODIES.index("trunk")] = pelvis * trunk
    return _with_leg(weights, one_leg, mesh.vertices[:, 2] > 0.0)


def leg_shares(mesh: Mesh) -> Callable[[Floats], Floats]:
    """For points (n, 3) on or near the skin, how much they go with a leg rather than the pelvis and trunk, (n,)."""
    weights = skin_weights(mesh)
    of_leg = np.array(
        [0.0 if name in ("pelvis", "trunk") else MIDWAY["hip"].get(without_side(name), 1.0) for name in BODIES]
    )
    share, tree = weights @ of_leg, cKDTree(mesh.vertices)
    return lambda points: share[tree.query(points)[1]]


def cord_weights(points: Floats) -> Floats:
    """Weights (n, len(BODIES)) for points (n, 3) of what runs down behind hip and knee, as nerves do."""
    passages = figures()["cord"]
    hip, knee = (
        smoothstep((passages[name]["from"] - points[:, 1]) / (passages[name]["from"] - passages[name]["to"]))
        for name in ("hip", "knee")
    )
    pelvis, leg, around_hip = _through(hip, MIDWAY["hip"])
    thigh, shank, around_knee = _through(knee, MIDWAY["knee"])
    one_leg = around_hip | {"thigh": leg * thigh, "shank": leg * shank}
    one_leg |= {name: leg * share for name, share in around_knee.items()}
    weights = np.zeros((len(points), len(BODIES)))
    weights[:, BODIES.index("pelvis")] = pelvis
    return _with_leg(weights, one_leg, points[:, 2] > 0.0)


def _with_leg(weights: Floats, one_leg: Mapping[str, Floats], right: np.ndarray) -> Floats:
    """Weights with the shares of a leg given to the bodies of the side on which each point lies."""
    for side, chosen in (("right", right), ("left", ~right)):
        for body, share in one_leg.items():
            weights[chosen, BODIES.index(cast("Body", f"{body}_{side}"))] = share[chosen]
    return weights


def _through(
    share: Floats, midway: Mapping[Any, float], folding: Floats | float = 0.0
) -> tuple[Floats, Floats, dict[Any, Floats]]:
    """What the first body, the last one and those midway carry where the share on the way goes from 0 to 1.

    folding: how far the bodies midway are left out, so that the skin is drawn in as a fold where a bend squeezes it.
    """
    knots = [0.0, *midway.values(), 1.0]
    carried = [(1.0 - folding) * np.interp(share, knots, row) for row in np.eye(len(knots))]
    carried[0], carried[-1] = carried[0] + folding * (1.0 - share), carried[-1] + folding * share
    return carried[0], carried[-1], dict(zip(midway, carried[1:-1], strict=True))


def _folding(points: Floats, joint: dict[str, Any]) -> Floats:
    """See `_through`; told by the angle round the limb."""
    return _round(joint["folding"], points, joint) if "folding" in joint else np.zeros(len(points))


def _share(mesh: Mesh, points: Floats, joint: dict[str, Any]) -> Floats:
    """The share (n,) of the body beyond a joint; points: the vertices with z turned to the right side."""
    start, end = (_round(joint[border], points, joint) for border in ("from", "to"))
    down = 1.0 if joint["downward"] else -1.0
    fixed_start, fixed_end = down * (start - points[:, 1]) <= 0.0, down * (end - points[:, 1]) >= 0.0
    if "crotch" in joint:
        fixed_start |= (points[:, 2] < joint["midline"]) & (points[:, 1] > joint["crotch"])
    fixed = fixed_start | fixed_end
    share = _even(mesh, points, np.where(fixed_end, 1.0, 0.0), fixed, joint)
    return _softened(share, joint["softness"])


def _round(rows: list[list[float]], points: Floats, joint: dict[str, Any]) -> Floats:
    """A value (n,) that changes smoothly round the limb, through rows of [angle, value]; 0 anterior, 90 lateral."""
    around = np.degrees(np.arctan2(points[:, 2] - joint["centre"][2], points[:, 0] - joint["centre"][0])) % 360.0
    angle, value = np.array(sorted(rows)).T
    turn = np.concatenate([angle - 360.0, angle, angle + 360.0])
    place = np.searchsorted(turn, around, side="right") - 1
    t = (around - turn[place]) / (turn[place + 1] - turn[place])
    t = t * t * (3.0 - 2.0 * t)
    n = len(angle)
    result: Floats = (1.0 - t) * value[place % n] + t * value[(place + 1) % n]
    return result


def _even(mesh: Mesh, points: Floats, value: Floats, fixed: np.ndarray, joint: dict[str, Any]) -> Floats:
    """The field (n,) with given values where it is fixed, elsewhere as even as it can be (see the module)."""
    slope = _slope(mesh)
    area = np.linalg.norm(mesh.area_vectors, axis=1)
    free, weight, field = ~fixed, np.ones(len(area)), value.copy()
    passing = free[mesh.faces].any(axis=1)
    turns = _Turns.of(mesh, points, joint)
    for _ in range(ROUNDS):
        matrix = (slope.T @ sparse.diags(np.repeat(area * weight, 3)) @ slope).tocsc()[free]
        field[free] = splu(matrix[:, free].tocsc()).solve(-(matrix[:, fixed] @ value[fixed]))
        strain = turns.strain(_softened(field, joint["softness"]))
        weight = np.clip(weight * (strain / strain[passing].mean()) ** EVENING, 1.0 / STIFFEST, STIFFEST)
    return field


@dataclass(frozen=True, eq=False)
class _Turns:
    """The far turns of a joint, and what they do to the skin around it.

    rest: the mesh with all vertices on the right side. normals: (n, 3) of its vertices. hand: (m,) -1 for faces of the
    left side, which folded over run the other way round. knots: shares by which the bodies along the passage turn.
    folding: (n,), see `_through`. frames: for each turn, and each of these bodies, rotation (3, 3) and shift (3,).
    """

    rest: Mesh
    normals: Floats
    hand: Floats
    knots: list[float]
    folding: Floats
    frames: list[list[tuple[Floats, Floats]]]

    @classmethod
    def of(cls, mesh: Mesh, points: Floats, joint: dict[str, Any]) -> _Turns:
        side = np.where(mesh.vertices[:, 2:] < 0.0, MIRROR, 1.0)
        knots = [0.0, *MIDWAY.get(joint.get("midway", ""), {}).values(), 1.0]
        flesh = FLESH if joint.get("midway") == "hip" else np.zeros(3)
        frames = []
        for turn in joint["turns"]:
            whole = Rotation.from_rotvec(turn, degrees=True).as_matrix()
            parts = [Rotation.from_rotvec(k * np.array(turn), degrees=True).as_matrix() for k in knots]
            shifts = [
                (1.0 - k) * flesh + k * (whole @ flesh) - part @ flesh for k, part in zip(knots, parts, strict=True)
            ]
            frames.append(list(zip(parts, shifts, strict=True)))
        hand = np.where(mesh.vertices[mesh.faces, 2].sum(axis=1) < 0.0, -1.0, 1.0)
        rest = Mesh(points - joint["centre"], mesh.faces)
        return cls(rest, vertex_normals(mesh) * side, hand, knots, _folding(points, joint), frames)

    def strain(self, share: Floats) -> Floats:
        """How much (m,) a face is stretched or squeezed by the worst turn; 1 is the bearable most."""
        faces, before = self.rest.faces, np.linalg.norm(self.rest.area_vectors, axis=1)
        worst = np.full(len(faces), 0.02)
        first, last, midway = _through(share, dict(enumerate(self.knots[1:-1])), self.folding)
        shares = [part[:, None] for part in (first, *midway.values(), last)]
        for frames in self.frames:
            posed, normals = np.zeros_like(self.normals), np.zeros_like(self.normals)
            for own, (turn, shift) in zip(shares, frames, strict=True):
                posed += own * (self.rest.vertices @ turn.T + shift)
                normals += own * (self.normals @ turn.T)
            areas, carried = Mesh(posed, faces).area_vectors, normals[faces].sum(axis=1)
            ratio = np.einsum("ij,ij->i", areas, carried) * self.hand / (before * np.linalg.norm(carried, axis=1))
            growth = np.linalg.norm(areas, axis=1) / before
            worst = np.maximum(worst, np.maximum((growth - 1.0) / STRETCH, 1.0 - ratio))
        return worst


def _slope(mesh: Mesh) -> sparse.csr_matrix:
    """(3 m, n) matrix that takes a value a vertex to its gradient on every face, x y z of a face together."""
    a, b, c = mesh.corners
    normal = cross(b - a, c - a)
    square = (normal**2).sum(axis=1, keepdims=True)
    per_corner = np.stack([cross(normal, edge) / square for edge in (c - b, a - c, b - a)], axis=2)  # (m, 3, 3)
    m = len(mesh.faces)
    rows = np.repeat(np.arange(3 * m), 3)
    columns = np.repeat(mesh.faces[:, None, :], 3, axis=1).ravel()
    return sparse.csr_matrix((per_corner.ravel(), (rows, columns)), shape=(3 * m, len(mesh.vertices)))


def _softened(share: Floats, softness: float) -> Floats:
    """A share that starts and ends without a kink, over `softness` of the way, and is even between."""
    t, s = np.clip(share, 0.0, 1.0), softness
    steady = 1.0 / (1.0 - s)
    start, end = steady * t**2 / (2.0 * s), 1.0 - steady * (1.0 - t) ** 2 / (2.0 * s)
    result: Floats = np.where(t < s, start, np.where(t > 1.0 - s, end, steady * (t - s / 2.0)))
    return result
