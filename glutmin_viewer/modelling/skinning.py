"""How much each body carries each point of the skin: weights for linear blend skinning.

Along every joint a share rises over the skin from 0 on the one body to 1 on the other, smoothly, from one border to
another ([joint] in data/skin.toml; `passage`). Bodies midway at hip and knee (`core.pose`) carry the middle of the way:
from the groin to the outer side of the hip those that line its crease, behind it the one between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any, cast

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from glutmin_viewer.content import without_side
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.core.pose import BODIES, CREASE, MIDWAY, Body, HipPose, midway_of_hip, parts_of_turn, thigh_rotation
from glutmin_viewer.modelling.implicit import smoothstep
from glutmin_viewer.modelling.part import MIRROR
from glutmin_viewer.modelling.passage import Passage, Way, mirrored
from glutmin_viewer.modelling.skin_form import figures
from glutmin_viewer.modelling.topology import neighbour_average

FLESH_NEIGHBOURS, FLESH_REACH_MM = 120, 12.0  # points of the skin that a point of flesh goes with
ROUNDED = {"hip": 0.12}  # share of the way, see `Way.of`


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
    pelvis, leg, around_hip = _through(hip, "hip", _folding(folded, joints["hip"]))
    thigh, shank, around_knee = _through(knee, "knee")
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


def flesh_weights(skin: Mesh) -> Callable[[Mesh, Floats, int, float], Floats]:
    """Weights (n, len(BODIES)) for the vertices of a muscle and their shares (n,) of the way to its insertion.

    Flesh goes with the skin over it, but comes free of the pelvis over a share `origin` of the way. Where the nearest
    skin jumps from one side of a fold to the other, that is evened out by as many rounds as are called for.
    """
    weights, tree = skin_weights(skin), cKDTree(skin.vertices)

    def follow(muscle: Mesh, way: Floats, rounds: int, origin: float) -> Floats:
        distance, nearest = tree.query(muscle.vertices, k=FLESH_NEIGHBOURS)
        share = np.exp(-(distance - distance[:, :1]) / FLESH_REACH_MM)
        share /= share.sum(axis=1, keepdims=True)
        result: Floats = np.einsum("nk,nkb->nb", share, weights[nearest])
        average = neighbour_average(muscle)
        for _ in range(rounds):
            result = 0.5 * (result + average @ result)
        free = smoothstep(way / origin)
        result *= free[:, None]
        result[:, BODIES.index("pelvis")] += 1.0 - free
        return result

    return follow


def cord_weights(points: Floats) -> Floats:
    """Weights (n, len(BODIES)) for points (n, 3) of what runs down behind hip and knee, as nerves do."""
    passages = figures()["cord"]
    hip, knee = (
        smoothstep((passages[name]["from"] - points[:, 1]) / (passages[name]["from"] - passages[name]["to"]))
        for name in ("hip", "knee")
    )
    pelvis, leg, around_hip = _through(hip, "hip")
    thigh, shank, around_knee = _through(knee, "knee")
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


def _through(share: Floats, joint: str, folding: Floats | float = 0.0) -> tuple[Floats, Floats, dict[Any, Floats]]:
    """What the first body, the last one and those midway carry where the share on the way goes from 0 to 1."""
    first, *between, last = _way(joint).carried(share, folding).T
    return first, last, dict(zip(MIDWAY[joint], between, strict=True))


@cache
def _way(joint: str) -> Way:
    """The bodies from one side of a joint to the other (`core.pose`)."""
    midway = MIDWAY.get(joint, {})
    knots = np.array([0.0, *midway.values(), 1.0])

    def frames(turn: Floats) -> tuple[Floats, Floats]:
        parts, moved = parts_of_turn(turn, knots), np.zeros((len(knots), 3))
        if joint == "hip":
            parts[1:-1], moved[1:-1] = midway_of_hip(turn)
        return parts, moved

    return Way.of(
        knots, np.array([False, *(name in CREASE for name in midway), False]), ROUNDED.get(joint, 0.0), frames
    )


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
    passage = Passage.of(mesh, joint["centre"], _way(joint.get("midway", "")), _folding(points, joint))
    turns = Rotation.from_rotvec(joint["turns"], degrees=True).as_matrix()
    fixed = fixed_start | fixed_end
    shaped = partial(_softened, softness=joint["softness"])
    share = shaped(passage.even(np.where(fixed_end, 1.0, 0.0), fixed, turns, shaped))
    if "positions" not in joint:
        return share
    positions = np.array([thigh_rotation(HipPose(*angles), 0.0) for angles in joint["positions"]])
    twin = cKDTree(mesh.vertices).query(mesh.vertices * MIRROR)[1]
    return mirrored(passage.relieved(share, positions), twin, passage.right)


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


def _softened(share: Floats, softness: float) -> Floats:
    """A share that starts and ends without a kink, over `softness` of the way, and is even between."""
    t, s = np.clip(share, 0.0, 1.0), softness
    steady = 1.0 / (1.0 - s)
    start, end = steady * t**2 / (2.0 * s), 1.0 - steady * (1.0 - t) ** 2 / (2.0 * s)
    result: Floats = np.where(t < s, start, np.where(t > 1.0 - s, end, steady * (t - s / 2.0)))
    return result
