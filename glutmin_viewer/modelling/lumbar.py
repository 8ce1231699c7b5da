"""Generates the fourth and fifth lumbar vertebrae on the sacrum.

A vertebra is a waisted, kidney-shaped body joined to its arch, all in the vertebra's own frame: origin at the centre
of the body, x forward and y up along the body, z to the right (mm). The tabled heights of bodies and discs stack
them on the end plate of S1; each is then cut clear of the articular processes below it, which shapes its facets.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling import implicit
from glutmin_viewer.modelling.assembly import Table, assembled, right_half_of, shape, symmetric_solid
from glutmin_viewer.modelling.part import Part


@dataclass(frozen=True, eq=False)
class Plate:
    """An end plate in the midline plane: its centre (3,) and how far its upward normal leans forward, degrees."""

    centre: Floats
    tilt_deg: float

    def raised(self, height: float, wedge_deg: float) -> Plate:
        """The plate over a wedge of mean `height`, higher in front, which leans it back by `wedge_deg`."""
        middle = np.radians(self.tilt_deg - wedge_deg / 2.0)
        up = np.array([np.sin(middle), np.cos(middle), 0.0])
        return Plate(self.centre + height * up, self.tilt_deg - wedge_deg)


@dataclass(frozen=True, eq=False)
class Vertebra:
    """One vertebra's table and where it stands in the pelvis frame."""

    table: Table
    lower: Plate
    upper: Plate

    @property
    def centre(self) -> Floats:
        return (self.lower.centre + self.upper.centre) / 2.0

    def to_local(self, points: Floats) -> Floats:
        return (points - self.centre) @ self._axes.T

    def to_pelvis(self, points: Floats) -> Floats:
        return points @ self._axes + self.centre

    @property
    def _axes(self) -> Floats:
        lean = np.radians((self.lower.tilt_deg + self.upper.tilt_deg) / 2.0)
        s, c = np.sin(lean), np.cos(lean)
        return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])

    def distance(self, points: Floats) -> Floats:
        """Signed distance, mm, of points (n, 3) of the pelvis frame."""
        local = self.to_local(points)
        return assembled(_body(local, self.table["body"]), self.table["part"], local)


def lumbar() -> dict[str, Part]:
    """Vertebrae `vertebra_L4` and `vertebra_L5`, exactly mirror-symmetric, in the pelvis frame (mm)."""
    data, sacrum = _table("lumbar"), _table("sacrum")
    s1 = next(part for part in sacrum["part"] if part["name"] == "body of S1")
    below = [part for part in sacrum["part"] if part["name"].startswith("superior articular")]
    plate = Plate(np.array(s1["top"]), float(np.degrees(np.arctan2(s1["axis"][0], s1["axis"][1]))) % 180.0)

    def under(points: Floats) -> Floats:
        return assembled(np.full(len(points), 1e3), below, points)

    parts = {}
    for level in ("L5", "L4"):
        table = data[level]
        disc, body = table["disc_below"], table["body"]
        lower = plate.raised(*_wedge(disc, disc["depth"]))
        plate = lower.raised(*_wedge(body, 2.0 * body["half_depth"]))
        vertebra = Vertebra(table, lower, plate)
        mesh = _mesh(vertebra, under, data["grid"], data["joint_gap"]["value"])
        parts[f"vertebra_{level}"] = Part(mesh, _regions(mesh, vertebra), _landmarks(mesh, vertebra, level))
        under = vertebra.distance
    return parts


def _table(name: str) -> Table:
    return tomllib.loads(resources.files(__package__).joinpath(f"data/{name}.toml").read_text("utf-8"))


def _wedge(table: Table, depth: float) -> tuple[float, float]:
    """Mean height (mm) and angle (degrees) of a disc or body from its heights in front and behind."""
    front, back = table["anterior_height"], table["posterior_height"]
    return (front + back) / 2.0, float(np.degrees(np.arctan2(front - back, depth)))


def _mesh(vertebra: Vertebra, under: implicit.Field, grid: Table, gap: float) -> Mesh:
    low, high = np.array(grid["box"])
    corners = np.stack(np.meshgrid(*np.stack([low, high], axis=1), indexing="ij"), axis=-1).reshape(-1, 3)
    box = vertebra.to_pelvis(corners)
    half = right_half_of(implicit.Grid.around(box, grid["spacing"], margin=0.0))
    values = vertebra.distance(half.points)
    near = values < 2.0 * grid["spacing"]
    values[near] = implicit.smooth_difference(values[near], under(half.points[near]) - gap, 1.0)
    return symmetric_solid(half, values, grid["faces"])


def _body(points: Floats, table: Table) -> Floats:
    """Signed distance, about true near the surface, of points (n, 3) to a vertebral body at the origin."""
    x, y, z = points.T
    half_height = (table["anterior_height"] + table["posterior_height"]) / 4.0
    slope = (table["anterior_height"] - table["posterior_height"]) / (4.0 * table["half_depth"])
    ceiling = half_height + slope * x  # of the end plates, seen from the middle
    level = np.clip(np.abs(y) / np.maximum(ceiling, 1.0), 0.0, 1.0)
    waist = 1.0 - table["waist"] * (1.0 - level**2)
    half_width, half_depth = table["half_width"] * waist, table["half_depth"] * waist
    # Its sides bent backward, an oval becomes a kidney.
    forward = x + table["bend"] * np.minimum((z / table["half_width"]) ** 2, 1.5)
    p = table["squareness"]
    q = (np.abs(forward / half_depth) ** p + np.abs(z / half_width) ** p) ** (1.0 / p)
    profile = (q - 1.0) * np.minimum(half_width, half_depth)
    inner = implicit.smoothstep((-profile - table["rim_width"] / 2.0) / table["rim_width"])
    ends = np.abs(y) - (ceiling - table["rim_height"] * inner)
    return -implicit.smooth_union(-profile, -ends, table["edge"])


def _regions(mesh: Mesh, vertebra: Vertebra) -> dict[str, np.ndarray]:
    """Vertex indices of the body and of the spinous process."""
    local = vertebra.to_local(mesh.vertices)
    spinous = [part for part in vertebra.table["part"] if part["name"].startswith("spinous process")]
    on_spine = np.min([np.abs(shape(part, local)) for part in spinous], axis=0) < 1.5
    root = spinous[0]["start"][0]
    chosen = {
        "body": np.abs(_body(local, vertebra.table["body"])) < 1.0,
        "spinous_process": on_spine & (local[:, 0] < root),
    }
    return {name: np.flatnonzero(mask) for name, mask in chosen.items()}


def _landmarks(mesh: Mesh, vertebra: Vertebra, level: str) -> dict[str, Floats]:
    midline = mesh.vertices[mesh.vertices[:, 2] == 0.0]
    tip = midline[np.argmin(np.round(vertebra.to_local(midline)[:, 0], 3))]
    return {f"{level}_spinous_tip": tip, f"{level}_body_centre": np.round(vertebra.centre, 4)}
