"""Where everything of an atlas is in a state: the figure's pose, what it rests on, and the points of what bends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from glutmin_viewer.core.anchors import Anchor, hold, is_rigid
from glutmin_viewer.core.atlas import Atlas, Structure
from glutmin_viewer.core.ball import Ball
from glutmin_viewer.core.belly import BellyMotion
from glutmin_viewer.core.figure import Resting
from glutmin_viewer.core.ground import above_knee, pressed
from glutmin_viewer.core.in_between import InBetween, Surface
from glutmin_viewer.core.memory import Memory
from glutmin_viewer.core.mesh import Floats
from glutmin_viewer.core.motions import Motion, motion
from glutmin_viewer.core.pose import Body, BodyPose, HipPose, PelvisPose, Side, in_world, one_sided, pelvis_from_bodies
from glutmin_viewer.core.postures import resting
from glutmin_viewer.core.skinning import Skinning
from glutmin_viewer.core.state import SceneState


class Poser:
    """Poses one atlas. Holds what depends on the atlas alone, and the last value of what does not.

    in_motion: whether it is for pictures in motion, in which bellies may be `InBetween`.
    """

    def __init__(self, atlas: Atlas, in_motion: bool = False) -> None:
        self._atlas, self._memory, self._in_motion = atlas, Memory(), in_motion
        self._bellies: dict[str, BellyMotion] = {}

    def pose(self, state: SceneState) -> BodyPose:
        """The pose of the whole figure in a state; raises InputError where the atlas cannot take its posture."""
        if state.motion is not None:
            return motion(state.motion).pose(state.side, state.motion_time_s)
        rest = self.resting(state)
        return one_sided(state.side, state.pose) if rest is None else rest.pose

    def resting(self, state: SceneState) -> Resting | None:
        """The posture that a state is in, worked out; None where it stands freely or moves."""
        if state.motion is not None or state.posture.name == "standing":
            return None
        key = (state.side, state.posture)
        return self._memory.recall("posture", key, lambda: resting(self._atlas, *key))

    def ball(self, state: SceneState, side: Side) -> Ball | None:
        """What the body lies on with a side."""
        rest = self.resting(state)
        return None if rest is None or side != state.side else rest.ball

    def transforms(self, pose: BodyPose) -> Mapping[Body, Floats]:
        """For each body the (4, 4) transform from its rest position to the world."""
        joints, tilt = self._atlas.joints, self._atlas.pelvic_tilt_deg
        # One after the other a figure may be in a pose and in that leaned as a whole.
        on_pelvis = replace(pose, pelvis=PelvisPose())
        bodies = self._memory.recall("bodies", on_pelvis, lambda: pelvis_from_bodies(joints, on_pelvis, tilt))
        return self._memory.recall("transforms", pose, lambda: in_world(joints, bodies, pose.pelvis, tilt))

    def belly(self, structure: Structure) -> BellyMotion | None:
        """What poses a muscle's mesh by its fibres, made when it is first shown: most muscles are hidden at first."""
        if structure.mesh is None or structure.fibres is None or structure.belly is None:
            return None
        if structure.id not in self._bellies:
            self._bellies[structure.id] = BellyMotion(
                structure.mesh, structure.belly, structure.fibres, self._atlas.joints, self._atlas.pelvic_tilt_deg
            )
        return self._bellies[structure.id]

    def fleshed(self, structure: Structure, state: SceneState, pose: BodyPose) -> Surface:
        """A whole belly: in the pelvis frame where its fibres carry it, else in the world."""
        if structure.weights is not None:
            return self.bent(structure, state, pose)
        side, belly = structure.side, self.belly(structure)
        assert side is not None and belly is not None
        hip, ball = pose.hip(side), self.ball(state, side)

        def carried() -> Surface:
            if state.motion is None or not self._in_motion:
                return _carried(belly, hip)
            return self._course(motion(state.motion), state.side, side, belly)(state.motion_time_s)

        surface = self._memory.recall((structure.id, "carried"), hip, carried)
        if ball is None:
            return surface
        world = self.transforms(pose)["pelvis"]
        return self._memory.recall((structure.id, "pushed"), (hip, ball), lambda: _pushed(surface, world, ball))

    def _course(self, course: Motion, looked_at: Side, side: Side, belly: BellyMotion) -> InBetween:
        """A belly of one side in a motion of the leg looked at."""

        def at(time_s: float) -> Surface:
            return _carried(belly, course.pose(looked_at, time_s).hip(side))

        key = (course.id, looked_at)
        return self._memory.recall(("course", belly), key, lambda: InBetween(course.duration_s, at))

    def bent(self, structure: Structure, state: SceneState, pose: BodyPose) -> Surface:
        """What follows several bodies, in the world; flattened where the figure rests on it."""
        mesh, weights = structure.mesh, structure.weights
        assert mesh is not None and weights is not None
        skinning = self._memory.recall((structure.id, "skinning"), None, lambda: Skinning(mesh, weights))
        transforms, rest = self.transforms(pose), self.resting(state)

        def posed() -> Surface:
            return Surface(skinning.vertices(transforms), skinning.normals(transforms))

        surface = self._memory.recall((structure.id, "bent"), pose, posed)
        if rest is None:
            return surface
        above = self._memory.recall((structure.id, "above"), None, lambda: above_knee(weights))
        return self._memory.recall((structure.id, "pressed"), rest, lambda: Surface(*pressed(*surface, rest, above)))

    def place(self, anchor: Anchor, state: SceneState, pose: BodyPose) -> Floats:
        """Where an anchor is in the world, (3,) mm, whether its structure is shown or not."""
        structure, transforms = self._atlas.structures[anchor.structure], self.transforms(pose)
        mesh, at_rest = structure.mesh, np.array(anchor.at_mm)
        assert mesh is not None
        if is_rigid(structure):
            to_world = transforms[structure.body]
            return np.asarray(to_world[:3, :3] @ at_rest + to_world[:3, 3])
        held = self._memory.recall(anchor, None, lambda: hold(mesh.vertices, mesh.faces, at_rest))
        if structure.fibres is None:
            return held.on(self.bent(structure, state, pose).points)
        place = held.on(self.fleshed(structure, state, pose).points)
        if structure.weights is not None:
            return place
        pelvis = transforms["pelvis"]
        return np.asarray(pelvis[:3, :3] @ place + pelvis[:3, 3])


def _carried(belly: BellyMotion, hip: HipPose) -> Surface:
    points = belly.vertices(hip)
    return Surface(points, belly.normals(points))


def _pushed(surface: Surface, world: Floats, ball: Ball) -> Surface:
    """A whole belly over a ball, in the pelvis frame as what is given."""
    turn, origin = world[:3, :3], world[:3, 3]
    points, normals = ball.pushed(surface.points @ turn.T + origin, surface.normals @ turn.T)
    return Surface((points - origin) @ turn, normals @ turn)
