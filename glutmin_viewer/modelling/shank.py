"""The frame of the right leg's bones, and the axis of the ankle (data/shank.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.implicit import to_pyvista
from glutmin_viewer.modelling.solids import unit

FORWARD, UP = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


def table(name: str) -> dict[str, Any]:
    """One of the tables under data/."""
    return tomllib.loads(resources.files(__package__).joinpath(f"data/{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, eq=False)
class Shank:
    """Frame of the leg (origin at the height of the tibia's top, y up along its axis) and the ankle's axis, mm."""

    data: dict[str, Any]

    @classmethod
    def standard(cls) -> Shank:
        return cls(table("shank"))

    @cached_property
    def origin(self) -> Floats:
        return np.array(self.data["frame"]["top"])

    @cached_property
    def axes(self) -> Floats:
        """Rows x, y, z of the frame in the pelvis frame, (3, 3)."""
        up = unit(self.origin - np.array(self.data["frame"]["bottom"]))
        forward = unit(FORWARD - up[0] * up)
        return np.stack([forward, up, np.cross(forward, up)])

    def to_pelvis(self, points: Floats) -> Floats:
        return points @ self.axes + self.origin

    def to_leg(self, points: Floats) -> Floats:
        result: Floats = (points - self.origin) @ self.axes.T
        return result

    @cached_property
    def ankle_centre(self) -> Floats:
        """In the frame of the leg."""
        return self.to_leg(np.array(self.data["ankle"]["centre"]))

    @cached_property
    def ankle_axes(self) -> Floats:
        """Rows forward, up and outward along the ankle's axis, (3, 3), in the frame of the leg."""
        turn = np.radians(self.data["ankle"]["external_rotation_deg"])
        outward = self.axes @ np.array([-np.sin(turn), 0.0, np.cos(turn)])
        forward = unit(np.cross(self.axes @ UP, outward))
        return np.stack([forward, np.cross(outward, forward), outward])

    def at_ankle(self, points: Floats) -> Floats:
        """Points (n, 3) of the leg's frame as seen from the ankle: forward, up, outward of its centre."""
        result: Floats = (points - self.ankle_centre) @ self.ankle_axes.T
        return result


def on_bone(mesh: Mesh, points: dict[str, Any]) -> dict[str, Floats]:
    """Named points moved to the closest place on the surface."""
    tabulated = np.array(list(points.values()), float)
    _, closest = to_pyvista(mesh).find_closest_cell(tabulated, return_closest_point=True)  # type: ignore[misc]
    return dict(zip(points, np.round(closest, 4), strict=True))


def highest(mesh: Mesh) -> Floats:
    """The uppermost vertex (3,)."""
    return np.array(mesh.vertices[np.argmax(mesh.vertices[:, 1])])


def lowest(mesh: Mesh) -> Floats:
    """The lowermost vertex (3,)."""
    return np.array(mesh.vertices[np.argmin(mesh.vertices[:, 1])])


def common(*distances: Floats) -> Floats:
    """Common part of areas or solids, with a sharp edge."""
    result: Floats = np.max(distances, axis=0)
    return result
