"""What a picture shows, as plain arrays: a `Frame` of `Item`s, each one thing to draw.

What did not change from one frame to the next is the *same array object*, so a scene uploads only what is another one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import msgspec
import numpy as np

from glutmin_viewer.core.colouring import ColourBy
from glutmin_viewer.core.measure import Row
from glutmin_viewer.core.mesh import Floats, Ints
from glutmin_viewer.core.pose import HipPose, Side
from glutmin_viewer.core.stance import Balance

ItemKind = Literal[
    "bone",
    "muscle",
    "fibres",
    "nerve",
    "bursa",
    "skin",
    "figure",
    "ground",
    "ball",
    "trigger_point",
    "probe",
    "force",
    "lever",
    "caption",
    "ruler",
    "begun",
]

# Grades of referred pain, in the order of the columns of `Item.pain`.
GRADES = ("essential", "spillover", "rare")
TRIGGER_POINT: Literal["trigger_point"] = "trigger_point"
RULER: Literal["ruler"] = "ruler"
BEGUN: Literal["begun"] = "begun"
BESIDE = "beside/"  # before the ids of the items of a second figure


class Item(msgspec.Struct, frozen=True, eq=False):
    """One thing to draw; a struct, as dozens are made for every picture in motion.

    points: (n, 3) mm, brought to the world by world_from_points (4, 4). normals: (n, 3), for surfaces.
    faces: (m, 3) triangles, or for kind "fibres" (lines, points of a line) indices. Points are None for a trigger
    point and for the probed place of the skin, which are marks at the translation of their transform. For a force they
    are tail and tip of an arrow, for its lever the joint's centre and the foot on the force's line, (2, 3), and
    `amount` is the one in N and the other in mm; a caption stands at its one point (1, 3). All three are told in the
    world itself.
    For a ruler they are its places (2, 3) or (3, 3), and `amount` what is measured, mm or degrees; for one that is
    begun, the places that it has.
    fibre_coordinates: (n, 2) place across the fibres 0..1 and share of tendon 0..1, for muscles.
    pain: (n, 3) signed distances in mm to the essential, spillover and rare border, positive inside; marked: (n, 2)
    those to the borders of what is painted as painful and of another cause's area; rest: (n, 3) the points at rest, on
    which patterns are drawn; all three for skin that shows pain.
    tender: (n,) 0..1 how tender a muscle with a chosen trigger point is to pressure.
    coarse: (k, 3) fewer triangles over the same points, to be drawn while something moves.
    value: (n,) place on the scale of a colouring, -1..1, for muscles coloured by a number of their fibres.
    lightness, cartilage: (n,) as in `atlas.Structure`. attachments: (n,) 1 where a muscle arises from the bone, 2 where
    one is inserted, 3 on what is lit, 4 on what to stay off, else 0; only while such is to be painted.
    """

    id: str
    kind: ItemKind
    world_from_points: Floats
    points: np.ndarray | None = None
    normals: np.ndarray | None = None
    faces: Ints | None = None
    fibre_coordinates: Floats | None = None
    pain: np.ndarray | None = None
    marked: np.ndarray | None = None
    rest: np.ndarray | None = None
    group: str | None = None
    coarse: Ints | None = None
    lightness: Floats | None = None
    cartilage: Floats | None = None
    attachments: Ints | None = None
    value: Floats | None = None
    tender: Floats | None = None
    opacity: float = 1.0
    selected: bool = False
    amount: float = 0.0

    @property
    def in_world(self) -> Floats:
        """Its points (n, 3) where they are, mm."""
        assert self.points is not None
        return np.asarray(self.points @ self.world_from_points[:3, :3].T + self.world_from_points[:3, 3])


@dataclass(frozen=True, eq=False)
class Frame:
    """Everything on the picture: items that are visible, the side looked at, the pose, and its numbers.

    measured: gives the numbers; they are worked out when they are first asked for (`measurements`).
    attitude: (3, 3) how the body lies in the room, the turn from standing. colour_by: what the colour of muscles says.
    cause: the other cause whose area is drawn. painted: whether a part of the skin is painted as painful. cut: a point
    (3,) of the plane that cuts all open and its unit normal (3,) towards what is taken away, mm, world. labels: whether
    structures are named.
    balances: of the figures that stand on one leg beside each other, from left to right as seen from behind.
    """

    items: tuple[Item, ...]
    side: Side
    pose: HipPose
    measured: Callable[[], tuple[Row, ...]]
    attitude: Floats = field(default_factory=lambda: np.eye(3))
    colour_by: ColourBy = "group"
    balances: tuple[Balance, ...] = ()
    cause: str | None = None
    painted: bool = False
    cut: tuple[Floats, Floats] | None = None
    labels: bool = False

    @cached_property
    def measurements(self) -> tuple[Row, ...]:
        return self.measured()

    @cached_property
    def shows_tenderness(self) -> bool:
        """Whether a muscle is drawn as tender, and no solid skin hides it."""
        covered = any(item.kind == "skin" and item.opacity >= 1.0 for item in self.items)
        return not covered and any(item.tender is not None for item in self.items)

    @cached_property
    def drawn_grades(self) -> tuple[str, ...]:
        """The grades of pain that have an area on this picture."""
        pain = next((item.pain for item in self.items if item.pain is not None), None)
        return (
            () if pain is None else tuple(g for g, inside in zip(GRADES, pain.max(axis=0) > 0, strict=True) if inside)
        )


def structure_of(item: str) -> str:
    """The structure, fibre group or mark that an item shows, by its id: the same for either of two figures."""
    return item.removeprefix(BESIDE)
