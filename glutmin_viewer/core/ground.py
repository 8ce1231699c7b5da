"""What a figure rests on, as plain shapes: a round floor, and a stool where it sits."""

from __future__ import annotations

import numpy as np

from glutmin_viewer.core.figure import Resting, Wallet
from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.core.pose import BODIES

FLOOR_RADIUS_MM = 1150.0
FLOOR_SIDES = 96
LEFT_OF_DEPTH = 0.04  # what flattened flesh keeps of its depth, so that no triangle loses its area
ROUNDED_MM = 6.0  # over and under the ground, over which flesh begins to flatten
EDGE_MM, EDGE_DROP_MM = 85.0, 100.0  # of the front edge: how far it bends the thighs, forward and down
# Of the stool: from behind the buttocks to before the hollow of the knee, and wider than the hips.
WALLET_HALF_MM, WALLET_RIM_MM = (57.0, 46.0), 25.0  # half of what a folded wallet measures; how far flesh bridges it
SEAT_FROM_MM, SEAT_TO_MM, SEAT_WIDTH_MM = -210.0, 200.0, 440.0


def ground(rest: Resting) -> dict[str, Mesh]:
    """Floor and, for a seat, stool by id, in world coordinates; the floor is seen from above only."""
    turn = np.linspace(0.0, 2.0 * np.pi, FLOOR_SIDES, endpoint=False)
    rim = FLOOR_RADIUS_MM * np.stack([np.cos(turn), 0.0 * turn, np.sin(turn)], axis=1)
    around = np.arange(FLOOR_SIDES)
    fan = np.stack([np.full(FLOOR_SIDES, FLOOR_SIDES), np.roll(around, -1), around], axis=1)
    floor = Mesh(np.vstack([rim, np.zeros(3)]) + np.array([0.0, rest.floor_mm, 0.0]), fan.astype(np.int32))
    if rest.seat_mm is None:
        return {"floor": floor}
    middle, half = 0.5 * (SEAT_TO_MM + SEAT_FROM_MM), 0.5 * (SEAT_TO_MM - SEAT_FROM_MM)
    things = {"floor": floor, "seat": _block((middle, 0.0), (half, 0.5 * SEAT_WIDTH_MM), rest.floor_mm, rest.seat_mm)}
    if (wallet := rest.wallet) is not None:
        top = rest.seat_mm + wallet.thick_mm
        things["wallet"] = _block((wallet.x_mm, wallet.z_mm), WALLET_HALF_MM, rest.seat_mm, top)
    return things


def pressed(
    points: np.ndarray, normals: np.ndarray, rest: Resting, above_knee: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Points and normals (n, 3) of the skin, pushed in over a ball, and what would be in floor or seat flattened on it.

    above_knee: (n,) which of them are; the calves hang down before a seat.
    """
    if rest.ball is not None:
        points, normals = rest.ball.pushed(points, normals)
    height = np.full(len(points), rest.floor_mm, dtype=points.dtype)
    if rest.seat_mm is not None:
        # The thighs leave the seat over its front edge, as if that were rounded.
        beyond = np.maximum(points[:, 0] - SEAT_TO_MM, 0.0)
        edge = rest.seat_mm - EDGE_DROP_MM * (beyond / EDGE_MM) ** 2 + _over_wallet(points, rest.wallet)
        height[above_knee] = np.maximum(height, edge)[above_knee]
    flat = points.copy()
    deep = height - points[:, 1]
    begun = np.clip(deep + ROUNDED_MM, 0.0, 2.0 * ROUNDED_MM) ** 2 / (4.0 * ROUNDED_MM)
    flat[:, 1] += (1.0 - LEFT_OF_DEPTH) * np.maximum(deep, begun)
    return flat, normals


def above_knee(weights: Floats) -> np.ndarray:
    """Which points (n,) of the skin hang on pelvis and thighs rather than on knees and shanks."""
    below = [body.startswith(("patella", "below_patella", "shank", "foot")) for body in BODIES]
    result: np.ndarray = weights[:, below].sum(axis=1) < 0.5
    return result


def _over_wallet(points: np.ndarray, wallet: Wallet | None) -> np.ndarray:
    """How much higher than the seat (n,) is what points of the skin rest on; it falls off beside the wallet."""
    if wallet is None:
        return np.zeros(len(points))
    beside = np.abs(points[:, [0, 2]] - (wallet.x_mm, wallet.z_mm)) - WALLET_HALF_MM
    away = np.linalg.norm(np.maximum(beside, 0.0), axis=1)
    return np.asarray(wallet.thick_mm * np.clip(1.0 - away / WALLET_RIM_MM, 0.0, 1.0))


def _block(middle: tuple[float, float], half_mm: tuple[float, float], bottom: float, top: float) -> Mesh:
    """A box about a place (x, z), each side with corners of its own so that its edges stay sharp."""
    half = np.array([half_mm[0], 0.5 * (top - bottom), half_mm[1]])
    centre = np.array([middle[0], 0.5 * (top + bottom), middle[1]])
    corners: list[Floats] = []
    faces = []
    for axis in range(3):
        u, v = np.eye(3)[(axis + 1) % 3], np.eye(3)[(axis + 2) % 3]
        for sign in (1.0, -1.0):
            n = len(corners)
            corners += [sign * np.eye(3)[axis] + a * u + b * v for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            quad = np.array([[n, n + 1, n + 2], [n, n + 2, n + 3]])
            faces.append(quad if sign > 0 else quad[:, ::-1])
    return Mesh(centre + half * np.array(corners), np.concatenate(faces).astype(np.int32))
