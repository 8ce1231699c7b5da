"""Other causes of pain around hip and leg than the gluteus minimus, and where on the skin they are described to hurt.

The areas (causes.toml) are bands in the charts of the skin (`charts`), so they fit either side and any skin. A cause
that has none is to be named whatever hurts.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from glutmin_viewer.content.data_files import packaged
from glutmin_viewer.core.charts import OUTSIDE, Band, Landmarks, charts_of, smooth_min, united
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import SIDES, SIGN, Side


class Area(Band, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of a cause's area; `status` tells what its region rests on, its borders are drawn by us.

    sometimes: whether the source says that it hurts there now and then only.
    """

    sometimes: bool = False
    status: Literal["published", "recall"]


class Cause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cause, by the pieces of its area; none where it has no region of its own.

    lit: structures that it concerns, without their side.
    """

    area: tuple[Area, ...] = ()
    lit: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of causes.toml."""

    rounding_mm: float
    merging_mm: float
    midline_mm: float
    causes: dict[str, Cause]


@cache
def table() -> Table:
    """The table as shipped."""
    return packaged(__package__, "causes", Table)


def drawn_causes() -> tuple[str, ...]:
    """Ids of the causes with an area on the skin."""
    return tuple(name for name, cause in table().causes.items() if cause.area)


def check_cause(name: str) -> None:
    """Raise InputError for a cause that there is not, or that has no area to show."""
    if name not in drawn_causes():
        raise InputError(f'no area is drawn for a cause "{name}": choose one of {", ".join(drawn_causes())}.')


def undrawn_causes() -> tuple[str, ...]:
    """Ids of the causes without an area on the skin."""
    return tuple(name for name, cause in table().causes.items() if not cause.area)


def cause_fields(
    vertices: Floats, landmarks: Landmarks, usual: bool = False
) -> dict[tuple[str, Side], NDArray[np.float32]]:
    """Signed distances to the borders of each drawn cause's area for skin points (n, 3) in mm, z to the right.

    usual: only of the pieces that do not hurt sometimes only.
    landmarks: name with suffix _right or _left -> (3,) position in mm. Each value is (n,) float32 in mm along the
    skin, positive inside, continuous. Raises InputError where landmarks are missing.
    """
    drawn = table()
    fields: dict[tuple[str, Side], NDArray[np.float32]] = {}
    for side in SIDES:
        charts = charts_of(vertices, landmarks, side)
        # The other half of the body and a line beside the midline stay free.
        own_half = SIGN[side] * vertices[:, 2] - drawn.midline_mm
        for name, cause in drawn.causes.items():
            area = [piece for piece in cause.area if not (usual and piece.sometimes)]
            if area:
                inside = united(area, charts, drawn.rounding_mm, drawn.merging_mm)
                own = smooth_min(inside, own_half, drawn.midline_mm)
                fields[name, side] = np.maximum(own, OUTSIDE).astype(np.float32)
    return fields
