"""The pictures of docs/, drawn from the bundled atlas; `make pictures` runs it under a virtual screen.

.venv/bin/python tools/pictures.py [NAME ...]

Names: views layers attachments people body sitting lying parts leg nerves stance colours plates window where motion
massage guide
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.camera import VIEWS, Camera, hip_camera, leg_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.drawn_skin import skin_of
from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.core.guide import camera_of, scene_of, step_named
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.pose import SIDES
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_pattern, with_trigger_point
from glutmin_viewer.core.state import (
    AROUND,
    COVERING,
    FIGURE,
    SceneState,
    coloured_by,
    faded,
    seen_from,
    shown,
    with_attachments,
    with_motion,
    with_posture,
)
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.render.picture import Studio, write_png

if TYPE_CHECKING:
    from glutmin_viewer.ui.player import Page
    from glutmin_viewer.ui.window import Window

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIDE = "right"
ALL = shown(SceneState(other_side=False), [f"{name}_{SIDE}" for name in COVERING], True)
MINIMUS = f"gluteus_minimus_{SIDE}"
# Peeled from outside to the bone: what each layer takes away.
LAYERS = ([], [f"gluteus_maximus_{SIDE}", f"iliotibial_tract_{SIDE}", f"tensor_fasciae_latae_{SIDE}"],
          [f"gluteus_medius_{SIDE}", f"piriformis_{SIDE}"], [MINIMUS])  # fmt: skip
PEOPLE = ({"neck_shaft_angle_deg": 115.0}, {}, {"neck_shaft_angle_deg": 145.0}, {"crest_height_mm": 160.0})


def around(degrees: float, up: float, height_mm: float, at: tuple[float, float, float]) -> Camera:
    """A camera that looks from the side (0), from in front (90) or from behind (-90), `up` degrees from above."""
    turn, rise = np.radians([degrees, up])
    direction = (np.sin(turn) * np.cos(rise), np.sin(rise), np.cos(turn) * np.cos(rise))
    return Camera(at, tuple(float(c) for c in direction), (0.0, 1.0, 0.0), height_mm)


def sheet(pictures: Sequence[np.ndarray], columns: int) -> np.ndarray:
    rows = [np.concatenate(pictures[i : i + columns], axis=1) for i in range(0, len(pictures), columns)]
    return np.concatenate(rows)


def drawn(atlas: Atlas, shots: Sequence[tuple[SceneState, Camera]], size: tuple[int, int]) -> list[np.ndarray]:
    """Pictures of states, without the marks of trigger points."""
    compose = Composer(atlas)
    with Studio(size) as studio:
        found = []
        for state, camera in shots:
            frame = compose(state)
            items = tuple(item for item in frame.items if item.kind != TRIGGER_POINT)
            found.append(studio.picture(dataclasses.replace(frame, items=items), camera))
    return found


def views(atlas: Atlas) -> np.ndarray:
    shots = [(seen_from(SceneState(), view), hip_camera(view, SIDE)) for view in VIEWS]
    below, camera = shots[-1]
    legs = [f"{name}_{side}" for name in ("femur", "patella", "tibia", "fibula", "foot") for side in SIDES]
    shots[-1] = (shown(below, legs, False), camera)  # they would hide the hip
    return sheet(drawn(atlas, shots, (560, 500)), 3)


def layers(atlas: Atlas) -> np.ndarray:
    states, state = [], ALL
    for gone in LAYERS:
        state = shown(state, gone, False)
        states.append(state)
    cameras = [around(turn, 5.0, 350.0, (-20.0, 5.0, 90.0)) for turn in (10.0, -55.0)]
    return sheet(drawn(atlas, [(s, camera) for camera in cameras for s in states], (440, 500)), len(LAYERS))


def attachments(atlas: Atlas) -> np.ndarray:
    painted = with_attachments(shown(SceneState(other_side=False), [MINIMUS], False), True)
    shots = [(painted, around(turn, 8.0, 330.0, (-20.0, 20.0, 80.0))) for turn in (15.0, 90.0, -60.0)]
    return sheet(drawn(atlas, shots, (560, 560)), 3)


def people(atlas: Atlas) -> np.ndarray:
    from glutmin_viewer.modelling.build import assemble, generate, other_person
    from glutmin_viewer.modelling.proportions import Proportions

    average, found = generate(), []
    state = shown(SceneState(other_side=False), [f"gluteus_medius_{SIDE}"], True)
    for changes in PEOPLE:
        person = assemble(other_person(average, Proportions(changes))) if changes else atlas
        found += drawn(person, [(state, around(86.0, 3.0, 300.0, (-10.0, 30.0, 85.0)))], (440, 460))
    return sheet(found, len(PEOPLE))


def _posture(atlas: Atlas, posture: Posture, at: tuple[float, float, float], height_mm: float, up: float) -> np.ndarray:
    """A posture from four sides."""
    state = shown(with_posture(SceneState(), posture), ["skin", *FIGURE], True)
    cameras = [around(turn, up, height_mm, at) for turn in (90.0, 35.0, 0.0, -90.0)]
    return sheet(drawn(atlas, [(state, camera) for camera in cameras], (460, 560)), 4)


def body(atlas: Atlas) -> np.ndarray:
    return _posture(atlas, Posture("standing"), (0.0, -30.0, 0.0), 1820.0, 5.0)


def sitting(atlas: Atlas) -> np.ndarray:
    return _posture(atlas, Posture("sitting"), (60.0, 60.0, 0.0), 1560.0, 8.0)


def lying(atlas: Atlas) -> np.ndarray:
    """Side-lying, on the back, and with one leg over, from before, above and behind."""
    rows = []
    for name in ("side_lying", "supine_knees_bent", "supine_leg_over"):
        state = with_posture(SceneState(), Posture(name))
        middle = (-40.0, -60.0, -60.0) if name == "side_lying" else (-150.0, -40.0, 0.0)
        turns = (
            ((90.0, 18.0), (60.0, 40.0), (-60.0, 35.0))
            if name == "side_lying"
            else ((0.0, 12.0), (35.0, 30.0), (150.0, 40.0))
        )
        rows += drawn(atlas, [(state, around(turn, up, 1420.0, middle)) for turn, up in turns], (620, 400))
    return sheet(rows, 3)


def parts(atlas: Atlas) -> np.ndarray:
    """Buttock, knee and foot of the standing skin from four sides each."""
    state = shown(SceneState(hidden=frozenset(atlas.structures)), ["skin"], True)
    places = (((0.0, -40.0, 10.0), 400.0, 4.0), ((0.0, -420.0, 70.0), 260.0, 4.0), ((55.0, -822.0, 80.0), 240.0, 14.0))
    turns = (90.0, 20.0, -60.0, -95.0)
    shots = [(state, around(turn, up, height, at)) for at, height, up in places for turn in turns]
    return sheet(drawn(atlas, shots, (460, 430)), 4)


def leg(atlas: Atlas) -> np.ndarray:
    """The bones of knee and foot."""
    state = SceneState(other_side=False)
    knee = [(state, around(turn, 4.0, 190.0, (0.0, -410.0, 86.0))) for turn in (90.0, 10.0, -90.0)]
    foot = [
        (state, around(turn, up, 260.0, (60.0, -830.0, 92.0))) for turn, up in ((8.0, 8.0), (172.0, 8.0), (70.0, 50.0))
    ]
    return sheet(drawn(atlas, knee + foot, (460, 430)), 3)


def nerves(atlas: Atlas) -> np.ndarray:
    """Nerves and bursae on the bones, and where the superior gluteal nerve lies between the muscles."""
    names = [f"{name}_{SIDE}" for name in AROUND if name not in ("upper_arm", "forearm")]
    bare = shown(shown(SceneState(other_side=False), names, True), [MINIMUS], False)
    with_muscle = shown(bare, [MINIMUS, f"piriformis_{SIDE}"], True)
    cameras = [around(turn, up, 330.0, (-20.0, 10.0, 80.0)) for turn, up in ((-60.0, 8.0), (20.0, 6.0), (95.0, 12.0))]
    shots = [(with_muscle, cameras[0]), (bare, cameras[1]), (bare, cameras[2])]
    return sheet(drawn(atlas, shots, (560, 560)), 3)


def stance(atlas: Atlas) -> np.ndarray:
    """Level pelvis and Trendelenburg drop with their forces, as a saved picture has them."""
    state = with_motion(shown(SceneState(), [f"gluteus_medius_{SIDE}"], True), "level_beside_drop", 2.5)
    with Studio((1000, 760)) as studio:
        return studio.picture(Composer(atlas)(state), first_camera(state))


def colours(atlas: Atlas) -> np.ndarray:
    """Sitting down coloured by length, and flexion by the levers for flexion and for abduction."""
    compose, found = Composer(atlas), []
    with Studio((460, 460)) as studio:
        for motion, time_s, by in (
            ("sitting", 3.5, "length"),
            ("flexion", 2.0, "flexion"),
            ("flexion", 2.0, "adduction"),
        ):
            state = coloured_by(with_motion(SceneState(), motion, time_s), by)
            frame = compose(state)
            items = tuple(item for item in frame.items if item.kind != TRIGGER_POINT)
            camera = around(25.0, 8.0, 300.0, (-10.0, 30.0, 80.0))
            found.append(studio.picture(dataclasses.replace(frame, items=items), camera))
    return sheet(found, 3)


def _shown_in_window(verb: Callable[[SceneState], SceneState], page: Page = "numbers") -> np.ndarray:
    """The window after a verb."""
    return _window(lambda window: window.session.apply(verb), page)


def _window(act: Callable[[Window], None], page: Page = "numbers", size: tuple[int, int] = (1280, 800)) -> np.ndarray:
    """The window as it looks on a screen, after an action, with a page of the player."""
    from PySide6.QtGui import QImage

    from glutmin_viewer.app import make_application, make_window

    app = make_application()
    window = make_window()
    window.resize(*size)
    window.show()
    for step in (lambda: window.player.show_page(page), lambda: act(window)):
        step()
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            app.processEvents()
    image = window.screen().grabWindow(0, 0, 0, *size).toImage().convertToFormat(QImage.Format.Format_RGB888)
    window.close()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return pixels[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()  # the image goes


def plates(atlas: Atlas) -> np.ndarray:
    """The fields of both groups on the solid skin, and the second with the dermatome of S1 over it."""
    compose = Composer(atlas)
    found = []
    with Studio((600, 800)) as studio:
        for point, view, cause in (
            ("anterior_1", "lateral", None),
            ("anterior_1", "posterior", None),
            ("posterior_1", "posterior", None),
            ("posterior_1", "posterior", "radiculopathy_S1"),
        ):
            frame = compose(faded(with_cause(with_trigger_point(SceneState(), point), cause), "skin", 1.0))
            camera = leg_camera(view, SIDE)
            found.append(studio.picture(frame, msgspec.structs.replace(camera, height_mm=0.88 * camera.height_mm)))
    return sheet(found, 4)


def window(atlas: Atlas) -> np.ndarray:
    return _shown_in_window(lambda state: with_trigger_point(state, "posterior_1"))


def where(atlas: Atlas) -> np.ndarray:
    """A stroke down the outer thigh, and what is drawn there of the first cause and of the trigger points."""
    stroke = [(-32.0, -40.0 - 12.0 * k, 168.0) for k in range(14)]

    def painted(state: SceneState) -> SceneState:
        _, mesh = skin_of(atlas)
        points = [mesh.vertices[np.linalg.norm(mesh.vertices - place, axis=1).argmin()].tolist() for place in stroke]
        drawing = PainDrawing((Stroke(tuple((x, y, z) for x, y, z in points), 20.0),))
        return with_cause(with_pattern(with_drawing(state, drawing), "anterior", SIDE), "greater_trochanteric_pain")

    return _shown_in_window(painted)


def massage(atlas: Atlas) -> np.ndarray:
    """On the ball: the side for the front fibres, the back for the rear ones, each whole and from close by."""
    shots = []
    for name in ("massage_front_lie", "massage_front_moves", "massage_rear_lie", "massage_rear_moves"):
        step = step_named(name)
        state = scene_of(step, SIDE, atlas)
        shots.append((state, camera_of(step, state)))
    return sheet(drawn(atlas, shots, (620, 430)), 2)


def guide(atlas: Atlas) -> np.ndarray:
    """A step of the self-massage in the window."""

    def open_step(window: Window) -> None:
        window.reading.guide.confirmed |= {"massage"}
        window.reading.show_page("guide")
        window.reading.guide.open(step_named("massage_front_point"))

    return _window(open_step)


def motion(atlas: Atlas) -> np.ndarray:
    return _shown_in_window(lambda state: coloured_by(with_motion(state, "flexion", 1.4), "length"), "plots")


def main(names: list[str]) -> None:
    atlas = load_atlas(bundled_atlas())
    made = {
        f.__name__: f
        for f in (
            views,
            layers,
            attachments,
            people,
            body,
            sitting,
            lying,
            parts,
            leg,
            nerves,
            stance,
            colours,
            plates,
            window,
            where,
            motion,
            massage,
            guide,
        )
    }
    for name in names or made:
        write_png(DOCS / f"{name}.png", made[name](atlas))
        print(f"docs/{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
