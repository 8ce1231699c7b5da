"""A plane that cuts the picture open: what lies before it is taken away, what it meets is shown as a clean face.

Anatomical planes are those of the pelvis and go with it; offsets are mm from the middle between the hip joints, in the
direction from which a cut is looked at. A free plane faces whoever chose it.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

import msgspec
import numpy as np

from glutmin_viewer.core.camera import Vector, View
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIGN, Side

PlaneName = Literal["axial", "sagittal", "coronal", "free"]
PLANES: tuple[PlaneName, ...] = get_args(PlaneName)
OFFSET_RANGE_MM = (-200.0, 200.0)
# Where each begins: through the hip joint, the sagittal one through its middle.
FIRST_MM: dict[PlaneName, float] = {"axial": 0.0, "sagittal": 86.0, "coronal": 0.0, "free": 0.0}
# From where each is looked at.
VIEW_OF: dict[PlaneName, View] = {"axial": "superior", "sagittal": "lateral", "coronal": "anterior"}
UNDER_HIPS_MM = 100.0  # at the lesser trochanter: what of the femur a look from below is about stays

OVER_HIPS_MM = 60.0  # through the middle of the gluteus minimus


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """facing: of a free plane, the direction (3,) in the pelvis from which it was chosen."""

    plane: PlaneName
    offset_mm: float = 0.0
    facing: Vector = (0.0, 0.0, 1.0)


# What a look at the hips takes away that would stand before them: the legs from below, from above the trunk.
UNDER_HIPS = Cut("free", UNDER_HIPS_MM, (0.0, -1.0, 0.0))
OVER_HIPS = Cut("axial", OVER_HIPS_MM)


def turn_and_tilt(facing: Vector) -> tuple[float, float]:
    """Degrees by which a direction is turned about the upright from the side (to the front is more), and raised."""
    x, y, z = facing
    return math.degrees(math.atan2(x, z)), math.degrees(math.atan2(y, math.hypot(x, z)))


def facing_at(turn_deg: float, tilt_deg: float) -> Vector:
    """The direction (3,) of a turn and a tilt, as `turn_and_tilt` tells them."""
    turn, tilt = math.radians(turn_deg), math.radians(tilt_deg)
    return math.cos(tilt) * math.sin(turn), math.sin(tilt), math.cos(tilt) * math.cos(turn)


def check_cut(cut: Cut) -> None:
    """Raise InputError for an offset out of range, or a direction that is none."""
    low, high = OFFSET_RANGE_MM
    if not (math.isfinite(cut.offset_mm) and low <= cut.offset_mm <= high):
        raise InputError(f"a cut at {cut.offset_mm:g} mm is out of range: choose {low:g} to {high:g}.")
    if not 1e-6 < math.hypot(*cut.facing) < 1e6:
        raise InputError("a cut that faces no direction cannot be made: give three numbers, as of a unit vector.")


def normal_of(cut: Cut, side: Side) -> Floats:
    """The unit vector (3,), pelvis frame, towards what is taken away."""
    if cut.plane == "axial":
        return np.array([0.0, 1.0, 0.0])
    if cut.plane == "coronal":
        return np.array([1.0, 0.0, 0.0])
    if cut.plane == "sagittal":
        return np.array([0.0, 0.0, SIGN[side]])
    facing = np.array(cut.facing, dtype=np.float64)
    return np.asarray(facing / np.linalg.norm(facing))


def parse_cut(text: str) -> Cut:
    """A cut from words such as "axial" or "sagittal=60"; raises InputError."""
    name, separator, number = (part.strip() for part in text.partition("="))
    if name not in PLANES or name == "free":
        raise InputError(f'there is no cut "{name}": choose one of {", ".join(p for p in PLANES if p != "free")}.')
    plane: PlaneName = msgspec.convert(name, PlaneName)
    try:
        cut = Cut(plane, float(number) if separator else FIRST_MM[plane])
    except ValueError:
        raise InputError(f'cut "{text}" is not understood: write {name}=MM, such as {name}=20.') from None
    check_cut(cut)
    return cut
