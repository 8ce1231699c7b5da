"""What a film shows when: a motion, a move of the massage, or the steps of a chapter of the guide one after another.

How long a step stays is a drawing choice: until its words can be read and what plays has played once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

import msgspec

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.guide import CAUTIONS, Step, camera_of, chapters, scene_of, steps
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.moves import moves
from glutmin_viewer.core.navigation import between
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.state import SceneState, with_motion, with_move
from glutmin_viewer.core.views import first_camera, has_pain_in, shows_posed_pain, with_pain_in

STEP_S = 4.0
SECONDS_A_WORD = 0.3  # of cautions, which stand in the picture
FLIGHT_S = 1.0
COURSE = 12  # times at which a motion is looked at to see how far it leads


class Shot(msgspec.Struct, frozen=True):
    """What is seen at a moment, from where, under which title, and the lines to be read in it."""

    state: SceneState
    camera: Camera
    title: str = ""
    lines: tuple[str, ...] = ()


class Film(msgspec.Struct, frozen=True, eq=False):
    """at: the shot at a time from 0 to the duration, in seconds."""

    duration_s: float
    at: Callable[[float], Shot]

    def times(self, fps: float) -> list[float]:
        """When its pictures are taken; the one at the end, which a loop begins with, is left out."""
        return [k / fps for k in range(max(round(self.duration_s * fps), 1))]


def film_of(state: SceneState, camera: Camera) -> Film:
    """One cycle of the motion or move that a state is in, from one place; raises InputError where it is in none."""
    if state.motion is not None:
        moving = state.motion
        return Film(motion(moving).duration_s, lambda time_s: Shot(with_motion(state, moving, time_s), camera))
    if state.move is not None:
        move = state.move
        return Film(moves()[move].duration_s, lambda time_s: Shot(with_move(state, move, time_s), camera))
    raise InputError("nothing moves in this scene: choose a motion, a move of the massage, or a chapter of the guide.")


def course(state: SceneState) -> list[SceneState]:
    """What a film of the motion or move that a state is in leads through, at times evenly over it."""
    film = film_of(state, first_camera(state))
    return [film.at(k / COURSE * film.duration_s).state for k in range(COURSE)]


def keeping_pain(state: SceneState, camera: Camera, compose: Callable[[SceneState], Frame]) -> Camera:
    """From where a film of a state is taken that is looked at from a camera: farther off where pain that is all in view
    now would not stay so."""
    moments = course(state)
    if not any(map(shows_posed_pain, moments)):
        return camera
    frames = list(map(compose, moments))
    if has_pain_in(camera, frames) or not has_pain_in(camera, [compose(state)]):
        return camera
    return with_pain_in(camera, frames, state.side) or camera


def tour(chapter: str, side: Side, atlas: Atlas) -> Film:
    """The steps of a chapter of the guide, each under its title; the camera flies from one to the next.

    Cautions that a step wants confirmed stand in the picture. Raises InputError for an unknown chapter.
    """
    if chapter not in chapters():
        raise InputError(f'the guide has no chapter "{chapter}": choose one of {", ".join(chapters())}.')
    told = [step for step in steps() if step.chapter == chapter]
    scenes = [scene_of(step, side, atlas) for step in told]
    cameras = [camera_of(step, scene) for step, scene in zip(told, scenes, strict=True)]
    ends = list(accumulate(_duration_s(step, scene) for step, scene in zip(told, scenes, strict=True)))

    def at(time_s: float) -> Shot:
        k = min(bisect_right(ends, time_s), len(told) - 1)
        since = time_s - (ends[k - 1] if k else 0.0)
        camera = between(cameras[k - 1], cameras[k], since / FLIGHT_S) if k else cameras[k]
        return Shot(_played(scenes[k], told[k], since), camera, content().guide[told[k].id].name, _lines(told[k]))

    return Film(ends[-1], at)


def _duration_s(step: Step, scene: SceneState) -> float:
    cycle = _cycle_s(scene) if step.plays else 0.0
    return max(STEP_S, FLIGHT_S + cycle, SECONDS_A_WORD * len(" ".join(_lines(step)).split()))


def _cycle_s(scene: SceneState) -> float:
    if scene.motion is not None:
        return motion(scene.motion).duration_s
    return 0.0 if scene.move is None else moves()[scene.move].duration_s


def _played(scene: SceneState, step: Step, since_s: float) -> SceneState:
    """A step's scene so long after it began; what plays begins when the camera has come."""
    if not step.plays:
        return scene
    time_s = max(since_s - FLIGHT_S, 0.0) % _cycle_s(scene)
    if scene.motion is not None:
        return with_motion(scene, scene.motion, time_s)
    return scene if scene.move is None else with_move(scene, scene.move, time_s)


def _lines(step: Step) -> tuple[str, ...]:
    """The cautions that a step wants confirmed, under their headings."""
    if step.confirms is None:
        return ()
    words = content()
    lists = [(words.ui[f"{name}_title"], words.safety[name]) for name in CAUTIONS[step.confirms]]
    return tuple(line for title, sentences in lists for line in (f"{title}:", *(f"·  {said}" for said in sentences)))
