"""What the colour of a muscle says: its fibre groups, or a number of every fibre on a scale about zero."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.fibres import AXES, FibreState
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.pose import OPPOSITE

# A name of AXES stands for the moment arm about that axis.
ColourBy = Literal["group", "length", "flexion", "adduction", "internal_rotation"]
COLOURINGS: tuple[ColourBy, ...] = get_args(ColourBy)

# The ends of the scales, the same for all muscles and motions, so that pictures can be compared: drawing choices that
# no fibre of the minimus goes beyond in any motion. Other muscles may.
ENDS: dict[str, float] = {"length": 30.0, "flexion": 40.0, "adduction": 60.0, "internal_rotation": 60.0}
UNITS: dict[str, str] = {"length": "%", **dict.fromkeys(AXES, "mm")}


def on_scale(by: ColourBy, state: FibreState, standing: FibreState) -> Floats:
    """For every fibre (f,) its place on the scale, from -1 to 1: change of length against standing, + longer, or
    moment arm, + about the positive axis."""
    if by == "length":
        values = 100.0 * (state.length_mm / standing.length_mm - 1.0)
    else:
        values = state.moment_arm_mm[:, AXES.index(by)]
    result: Floats = np.clip(values / ENDS[by], -1.0, 1.0)
    return result


def colouring(name: str) -> ColourBy:
    """A colouring by its name; raises InputError for an unknown one."""
    wanted = OPPOSITE.get(name, name)  # a lever for abduction is one for adduction, the other way
    for known in COLOURINGS:
        if known == wanted:
            return known
    raise InputError(f'muscles cannot be coloured by "{name}": choose one of {", ".join(COLOURINGS)}.')
