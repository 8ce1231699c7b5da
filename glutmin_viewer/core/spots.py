"""The two spots of the self-massage on the skin at rest: where the ball goes, what lies under it, what to stay off.

They are told by landmarks of the skin, so they fit any person. The anterior one lies halfway along the skin from the
greater trochanter to the tubercle of the iliac crest, which is the crest's part straight above it; the posterior one a
quarter of the way from there to the PSIS, which is a drawing choice for "a little further back": the gluteus minimus
ends soon behind it.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.memory import kept_with
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.probe import Probe, Solid, probe

SpotName = Literal["anterior", "posterior"]
SPOTS: tuple[SpotName, ...] = get_args(SpotName)

LOWER, UPPER, BACK = "trochanter", "iliac_tubercle", "PSIS"
BACKWARD_SHARE = 0.25
STEPS = 48  # of a way along the skin


class Spot(msgspec.Struct, frozen=True, eq=False):
    """A place of the skin at rest, mm, pelvis frame, with unit vectors at it: outward, up along the skin, and forward.

    flesh_mm: from the skin to the bone.
    """

    point: Floats
    outward: Floats
    up: Floats
    forward: Floats
    flesh_mm: float

    def beside(self, up_mm: float, forward_mm: float) -> Floats:
        """A point (3,) up and forward of it, on the plane that touches the skin there."""
        result: Floats = self.point + up_mm * self.up + forward_mm * self.forward
        return result


@kept_with
def spot(atlas: Atlas, side: Side, name: SpotName) -> Spot:
    """The spot of a side; raises InputError where the atlas lacks skin, bone or one of the three landmarks."""
    marks = {mark: atlas.landmarks.get(f"skin_{mark}_{side}") for mark in (LOWER, UPPER, BACK)}
    if missing := [f"skin_{mark}_{side}" for mark, point in marks.items() if point is None]:
        raise InputError(f"the atlas lacks landmarks of the skin: add {', '.join(missing)} to its atlas.toml.")
    if atlas.skin is None or atlas.skin.mesh is None:
        raise InputError(f'the atlas "{atlas.title}" has no skin to put a ball under: add the structure "skin".')
    skin = Solid(atlas.skin.mesh)
    lower, upper, back = (np.asarray(point, dtype=np.float64) for point in marks.values())
    point = along_skin(skin, lower, upper, 0.5)
    if name == "posterior":
        point = along_skin(skin, point, back, BACKWARD_SHARE)
    found = probe(atlas, point)
    if found.bone is None:
        raise InputError(f'the atlas "{atlas.title}" has no bone under the {name} spot: add its hip bone.')
    outward = -np.array(found.direction)
    forward = _unit(np.array([1.0, 0.0, 0.0]) - outward[0] * outward)
    up = np.array([0.0, 1.0, 0.0]) - outward[1] * outward
    up = _unit(up - (up @ forward) * forward)
    return Spot(np.array(found.point), outward, up, forward, found.end_mm)


def beneath(atlas: Atlas, side: Side, name: SpotName, up_mm: float = 0.0, forward_mm: float = 0.0) -> Probe:
    """The layers under the ball at a spot, or where it has rolled to."""
    return probe(atlas, spot(atlas, side, name).beside(up_mm, forward_mm))


def clearances(
    atlas: Atlas, side: Side, name: SpotName, up_mm: float = 0.0, forward_mm: float = 0.0
) -> dict[str, float]:
    """How far the ball's pressure stays off what it must not press: mm by structure.

    To the greater trochanter (its most lateral point) and the sacrum from the place on the skin; to the sciatic nerve
    from the way on which the ball presses, from the skin to the bone.
    """
    found = beneath(atlas, side, name, up_mm, forward_mm)
    place, inward = np.array(found.point), np.array(found.direction)
    trochanter = atlas.landmarks[f"greater_trochanter_lateral_{side}"]
    nerve, sacrum = atlas.structures[f"sciatic_nerve_{side}"].mesh, atlas.structures["sacrum"].mesh
    assert nerve is not None and sacrum is not None
    along = np.clip((nerve.vertices - place) @ inward, 0.0, found.end_mm)
    return {
        f"femur_{side}": float(np.linalg.norm(trochanter - place)),
        f"sciatic_nerve_{side}": _least(nerve.vertices - place - along[:, None] * inward),
        "sacrum": _least(sacrum.vertices - place),
    }


def along_skin(skin: Solid, start: Floats, end: Floats, share: float) -> Floats:
    """The point (3,) at a share of the way along the skin over the straight line between two points (3,)."""
    line = np.array([skin.nearest(start + t * (end - start))[0] for t in np.linspace(0.0, 1.0, STEPS + 1)])
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return np.array([np.interp(share * walked[-1], walked, values) for values in line.T])


def _least(vectors: Floats) -> float:
    return float(np.linalg.norm(vectors, axis=1).min())


def _unit(vector: Floats) -> Floats:
    result: Floats = vector / np.linalg.norm(vector)
    return result
