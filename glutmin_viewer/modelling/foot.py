"""The skeleton of the right foot: 26 bones, each a closed solid of its own, kept apart by the width of the joints.

A bone is put together from named parts (data/foot.toml) in the foot's own frame: origin on the floor under the back of
the heel, forward along the foot, up, lateral (mm). In the order of the table each bone is cut clear of those it meets,
which shapes its joint surfaces: the navicular takes the form of the head of the talus, a base that of its cuneiform.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

import numpy as np

from glutmin_viewer.core.mesh import Floats, Mesh
from glutmin_viewer.modelling.assembly import Table
from glutmin_viewer.modelling.foot_form import Solid, drum
from glutmin_viewer.modelling.implicit import Grid, simplified, smooth_difference
from glutmin_viewer.modelling.levelset import mesh_of, relaxed
from glutmin_viewer.modelling.part import Part, covered

LOOKED_FOR = np.array([[0.0, 4.0, -48.0], [256.0, 102.0, 48.0]])  # where bones are, foot frame
LOOK_STEP = 5.0


@dataclass(frozen=True, eq=False)
class Bone:
    """One bone: its table, the solid drawn after it, and the bones it keeps clear of."""

    table: Table
    solid: Solid
    neighbours: list[Bone]
    gap: float

    @property
    def name(self) -> str:
        return str(self.table["name"])

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,) of points (n, 3) of the foot's frame."""
        values = self.solid.distance(points)
        near = values < 4.0
        if near.any():
            for other in self.neighbours:
                room = other.distance(points[near]) - self.gap
                values[near] = smooth_difference(values[near], room, self.table.get("cut_edge", 2.0))
        return values

    def mesh(self, spacing: float) -> Mesh:
        look = Grid.around(LOOKED_FOR, LOOK_STEP, 0.0).points
        inside = look[self.solid.distance(look) < LOOK_STEP]
        box = np.array([inside.min(axis=0) - LOOK_STEP, inside.max(axis=0) + LOOK_STEP])
        fine = mesh_of(self.distance, box, self.table.get("grid_mm", spacing), rounds=4)
        # Rounded, because decimation would turn the last bits of another machine's arithmetic into other triangles.
        coarse = simplified(Mesh(np.round(fine.vertices, 4), fine.faces), self.table["faces"])
        return relaxed(coarse, self.distance, rounds=self.table.get("evened", 0))


def foot() -> Part:
    """The right foot standing on the floor, in the pelvis frame (mm)."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/foot.toml").read_text("utf-8"))
    bones: dict[str, Bone] = {}
    for table in data["bone"]:
        meets = [bones[name] for name in table.get("clear_of", [])]
        bones[table["name"]] = Bone(table, Solid(table["part"], data["profile"]), meets, data["joint_gap"]["value"])
    grid = data["grid"]
    meshes = {name: bone.mesh(grid["phalanges" if "phalanx" in name else "spacing"]) for name, bone in bones.items()}
    first = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes.values())])
    indices = {name: np.arange(start, end) for name, start, end in zip(meshes, first, first[1:], strict=False)}
    local = np.concatenate([mesh.vertices for mesh in meshes.values()])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes.values(), first, strict=False)])
    mesh = Mesh(_to_pelvis(local, data["frame"]), faces.astype(np.int32))
    cartilage = covered(_cartilage(local, bones, indices, data))
    return Part(mesh, _regions(local, indices, data), _landmarks(local, mesh, indices, data), cartilage)


def _to_pelvis(points: Floats, frame: Table) -> Floats:
    turn = np.radians(frame["toe_out"])
    forward, side = (np.cos(turn), 0.0, np.sin(turn)), (-np.sin(turn), 0.0, np.cos(turn))
    return np.round(points @ np.array([forward, (0.0, 1.0, 0.0), side]) + frame["heel"], 4)


def _trochlea(points: Floats, data: Table) -> Floats:
    """Distance (n,) to the border of the joint surface for the shank: the drum above a plane, top and sides."""
    talus = next(table for table in data["bone"] if table["name"] == "talus")
    pulley = next(part for part in talus["part"] if part["shape"] == "drum")
    limit = data["regions"]["trochlea"]
    offset = points - np.array(pulley["centre"])
    front = offset @ np.cross((0.0, 1.0, 0.0), pulley["axis"]) / np.linalg.norm(pulley["axis"])
    return np.max(
        [
            drum(points, pulley) - limit["reach"],
            limit["lowest"] + limit["rise"] * np.abs(front) - offset[:, 1],
            front - limit["front"],
        ],
        axis=0,
    )


def _cartilage(points: Floats, bones: dict[str, Bone], indices: dict[str, np.ndarray], data: Table) -> Floats:
    """Distance (n,) to the border of what cartilage covers: the trochlea, and wherever two bones nearly meet."""
    result = np.full(len(points), 1e3)
    for bone in bones.values():
        for other in bone.neighbours:
            for one, facing in ((bone, other), (other, bone)):
                at = indices[one.name]
                result[at] = np.minimum(result[at], facing.distance(points[at]) - data["regions"]["joint_reach"])
    talus = indices["talus"]
    result[talus] = np.minimum(result[talus], _trochlea(points[talus], data))
    return result


def _regions(points: Floats, indices: dict[str, np.ndarray], data: Table) -> dict[str, np.ndarray]:
    """Vertex indices: each bone (the phalanges of a toe as one), the back of the heel, the pulley of the talus."""
    regions: dict[str, np.ndarray] = {}
    for table in data["bone"]:
        region = table.get("region", table["name"])
        regions[region] = np.union1d(regions.get(region, []), indices[table["name"]]).astype(int)
    heel, talus = indices["calcaneus"], indices["talus"]
    regions["calcaneal_tuberosity"] = heel[points[heel, 0] < data["regions"]["tuberosity_front"]]
    regions["talar_trochlea"] = talus[_trochlea(points[talus], data) < 0.0]
    return regions


def _landmarks(points: Floats, mesh: Mesh, indices: dict[str, np.ndarray], data: Table) -> dict[str, Floats]:
    """The vertex of a bone that lies farthest in a direction of the foot's frame."""
    found = {}
    for name, rule in data["landmarks"].items():
        if isinstance(rule, dict):
            of_bone = indices[rule["bone"]]
            farthest = of_bone[np.argmax(np.round(points[of_bone] @ np.array(rule["farthest"]), 3))]
            found[name] = mesh.vertices[farthest]
    return found
