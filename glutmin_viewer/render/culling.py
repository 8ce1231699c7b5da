"""What lies beside the picture is not drawn.

VTK's own culler asks every actor for its bounds before each picture, and those of all that moved are worked out anew:
a thirtieth of a picture in motion that a processor draws. Here a sphere round each rigid thing is worked out once and
goes with it. What bends is always drawn: skin and figure are as large as the picture, the bellies small and near what
is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer

from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.render.lines import picture_from_world


class Culled(Protocol):
    """transform: (4, 4), what brings its points to the world. sphere: (4,) centre of one round them all, and radius;
    None for what is always drawn."""

    @property
    def transform(self) -> Floats: ...

    @property
    def sphere(self) -> Floats | None: ...

    @property
    def beside(self) -> bool:
        """As it was set."""

    def set_beside(self, beside: bool) -> None:
        """Whether it lies beside the picture, and is not drawn."""


def leave_out(renderer: vtkRenderer, drawn: Iterable[Culled]) -> bool:
    """Say of all that is drawn whether it lies beside a renderer's picture; whether anything came back into it."""
    found = [(thing, thing.transform, sphere) for thing in drawn if (sphere := thing.sphere) is not None]
    if not found:
        return False
    things, transforms, spheres = zip(*found, strict=True)
    view = picture_from_world(renderer)
    sides = np.concatenate([view[3] + view[:2], view[3] - view[:2]])
    sides /= np.linalg.norm(sides[:, :3], axis=1, keepdims=True)
    centres = np.array(spheres)
    radii, centres[:, 3] = centres[:, 3:].copy(), 1.0
    inward = (sides @ np.array(transforms) @ centres[:, :, None])[:, :, 0]
    came_back = False
    for thing, beside in zip(things, (inward < -radii).any(axis=1).tolist(), strict=True):
        if beside != thing.beside:
            thing.set_beside(beside)
            came_back |= not beside
    return came_back


def sphere_round(points: np.ndarray) -> Floats:
    """Centre and radius, (4,), of a sphere round points (n, 3)."""
    centre = 0.5 * (points.min(axis=0) + points.max(axis=0))
    return np.append(centre, np.sqrt(np.square(points - centre).sum(axis=1).max()))
