"""What is measured, each in a process of its own: `python benchmarks/processes.py NAME [ARGUMENT]` prints its figures.

A line of output is a JSON object of figures by name; `bench.py` runs the processes, in turns, and makes a table.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glutmin_viewer.core.atlas import Atlas
    from glutmin_viewer.core.frame import Frame

FRAMES = 40
TICK_S, LONG_S = 1 / 60, 8.0  # of a motion as it is played, and for how long
POSES = 101
PICKS = 12  # a side of a grid over the picture
PICTURE_PX = (1280, 800)
MESHES = ("hip_bone_right", "hip_bone_left", "sacrum", "vertebra_L4", "vertebra_L5", "femur_right", "femur_left",
          "tibia_right", "tibia_left", "fibula_right", "fibula_left", "patella_right", "patella_left", "foot_right",
          "foot_left", "gluteus_minimus_right", "gluteus_minimus_left")  # fmt: skip


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def tell(**figures: float) -> None:
    print(json.dumps(figures), flush=True)


def median_ms(work: Callable[[int], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """What a piece of work takes, done with 0, 1, 2 ..."""
    taken = []
    for k in range(times):
        began = clock()
        work(k)
        taken.append(clock() - began)
    return statistics.median(taken) * 1000


def bundled() -> Atlas:
    from glutmin_viewer.core.atlas_files import load_atlas
    from glutmin_viewer.core.bundled import bundled_atlas

    return load_atlas(bundled_atlas())


def until_drawn(app: Any, native: Any) -> None:
    """Tell of the first picture as soon as it is there, and let Qt finish what it had begun."""
    drawn = []

    def first(*_: object) -> None:
        if not drawn:
            tell(memory_mib=resident_mib())
        drawn.append(1)

    native.AddObserver("EndEvent", first)
    while not drawn:
        app.processEvents()


def bare() -> None:
    """The least: a window with VTK's widget and the meshes."""
    import vtkmodules.vtkInteractionStyle
    import vtkmodules.vtkRenderingOpenGL2  # noqa: F401
    from PySide6.QtWidgets import QApplication
    from vtkmodules.qt.QVTKRenderWindowInteractor import QVTKRenderWindowInteractor
    from vtkmodules.vtkIOPLY import vtkPLYReader
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer

    from glutmin_viewer.core.bundled import bundled_atlas

    app = QApplication(["bare"])
    widget = QVTKRenderWindowInteractor()
    widget.resize(664, 590)
    widget.GetRenderWindow().SetMultiSamples(0)
    renderer = vtkRenderer()
    widget.GetRenderWindow().AddRenderer(renderer)
    for name in MESHES:
        reader = vtkPLYReader()
        reader.SetFileName(str(bundled_atlas() / f"{name}.ply"))
        mapper = vtkPolyDataMapper()
        mapper.SetInputConnection(reader.GetOutputPort())
        actor = vtkActor()
        actor.SetMapper(mapper)
        renderer.AddActor(actor)
    widget.show()
    widget.Initialize()
    until_drawn(app, widget.GetRenderWindow())
    widget.close()


def start() -> None:
    """The window of this program, up to its first picture, and up to the whole of it."""
    gc.disable()  # as the command line does
    from glutmin_viewer.app import make_application, make_window, show_empty

    app = make_application()
    told = []

    def present(window: Any) -> None:
        def drawn(*_: object) -> None:
            if window.view.stage.scene.items and not told:
                told.append(1)
                tell(memory_mib=resident_mib())

        show_empty(window)
        window.view.GetRenderWindow().AddObserver("EndEvent", drawn)

    window = make_window(present=present)
    app.processEvents()
    tell(memory_mib=resident_mib())
    window.close()


def motion(name: str) -> None:
    """A motion in the real window, by the player's own ticks, while panels and camera planes go by its clock too: each
    picture, and at once the same actors drawn again unchanged in the same widget, as what else a machine does goes up
    and down from second to second; then its meshes taken off and added anew, as is usual in pyvista."""
    gc.disable()  # as the command line does
    from glutmin_viewer.app import make_application, make_window, settle, show_empty
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.levels import coarsened
    from glutmin_viewer.core.motions import motions
    from glutmin_viewer.core.state import with_motion

    app = make_application()
    window = make_window(present=show_empty)
    settle()
    view, player, course = window.view, window.player, motions()[name]
    now = begun = time.monotonic()
    player._clock = time.monotonic = lambda: now
    window.session.apply(lambda state: with_motion(state, name))
    player.toggle()
    player.timer.stop()
    app.processEvents()
    times = course.times(round(course.duration_s / TICK_S))[:-1]
    pairs = pairwise([times[-1], *times])
    courses = [course] if course.beside is None else [course, motions()[course.beside]]
    moved = {at for a, at in pairs if any(one.pose("right", a) != one.pose("right", at) for one in courses)}

    def play() -> tuple[float, float, list[Frame]]:
        """Once through; milliseconds a picture in which something moved, of it drawn again, and these pictures."""
        nonlocal now, begun
        moving, still, frames = 0.0, 0.0, []
        for at in times:
            now = begun + at  # on and on, as every clock
            began = time.perf_counter()
            player._tick()
            app.processEvents()
            drawn = time.perf_counter()
            if at in moved:
                moving += drawn - began
                view._redraw()
                app.processEvents()
                still += time.perf_counter() - drawn
                frames.append(window.session.frame)
        begun += course.duration_s
        view._still.stop()
        return 1000.0 * moving / len(moved), 1000.0 * still / len(moved), frames

    *_, frames = play()  # it also makes what a second figure needs
    moving, still, _ = zip(*(play() for _ in range(math.ceil(LONG_S / course.duration_s))), strict=True)
    composer, state = Composer(coarsened(window.session.atlas)), window.session.state
    times = course.times(FRAMES)
    compose_ms = median_ms(lambda k: composer(with_motion(state, name, times[k])), FRAMES, time.process_time)
    naive = Naive(view.width(), view.height())
    naive.draw(frames[0])
    tell(
        moving_ms=statistics.median(moving),
        still_ms=statistics.median(still),
        naive_ms=median_ms(lambda k: naive.draw(frames[k]), len(frames) // 2),
        compose_ms=compose_ms,
    )
    player.pause()
    window.close()


class Naive:
    """Takes every mesh of a frame off and adds it anew for each picture; the arrays are given."""

    def __init__(self, width: int, height: int) -> None:
        import pyvista as pv

        self._mesh_of, self._plotter = pv.PolyData.from_regular_faces, pv.Plotter(off_screen=True)
        self._plotter.window_size = [width, height]

    def draw(self, frame: Frame) -> None:
        for item in frame.items:
            if item.points is not None and item.faces is not None:
                mesh = self._mesh_of(item.points, item.faces if item.coarse is None else item.coarse)
                actor = self._plotter.add_mesh(mesh, name=item.id, smooth_shading=True, render=False)
                actor.user_matrix = item.world_from_points
        self._plotter.render()


def pictures() -> None:
    """Pictures of 1280x800 of scenes from light to heavy: in motion, the quick way, and at rest in full."""
    from msgspec.structs import replace

    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.levels import coarsened
    from glutmin_viewer.core.showing_pain import with_trigger_point
    from glutmin_viewer.core.state import Posture, SceneState
    from glutmin_viewer.core.views import first_camera
    from glutmin_viewer.render.opengl import offscreen
    from glutmin_viewer.render.stage import Stage

    atlas, first = bundled(), SceneState()
    pain = with_trigger_point(first, "posterior_1")
    scenes = {
        "first": first,
        "pain": pain,
        "sitting": replace(pain, posture=Posture("sitting")),
        "everything": replace(first, hidden=frozenset()),
    }
    fine = Composer(atlas)
    quick, stage = Composer(coarsened(atlas), fine), Stage(offscreen())
    stage.window.SetSize(*PICTURE_PX)
    figures = {}
    for name, state in scenes.items():
        stage.scene.set_camera(first_camera(state), PICTURE_PX[0] / PICTURE_PX[1])
        for still, composer in ((False, quick), (True, fine)):
            stage.set_still(still)
            stage.show(composer(state))
            stage.window.Render()

            def draw(_: int) -> None:
                stage.scene.renderer.GetActiveCamera().Azimuth(3.0)
                stage.window.Render()

            figures[f"{name}_{'rest' if still else 'motion'}_ms"] = median_ms(draw, FRAMES // 4)
    tell(**figures)


def skin() -> None:
    """The bundled skin's vertices, some of them twice to make 40,000, and their normals, in one pose after another."""
    import numpy as np

    from glutmin_viewer.core.mesh import Mesh
    from glutmin_viewer.core.pose import HipPose, one_sided, world_from_bodies
    from glutmin_viewer.core.skinning import Skinning

    atlas = bundled()
    structure = atlas.structures["skin"]
    chosen = np.sort(np.arange(40_000) % len(structure.mesh.vertices))
    skinning = Skinning(Mesh(structure.mesh.vertices[chosen], structure.mesh.faces), structure.weights[chosen])
    poses = [one_sided("right", HipPose(90.0 * k / FRAMES), 60.0) for k in range(FRAMES)]
    transforms = [world_from_bodies(atlas.joints, pose, 10.0) for pose in poses]

    def posed(k: int) -> None:
        skinning.vertices(transforms[k])
        skinning.normals(transforms[k])

    tell(skin_ms=median_ms(posed, FRAMES))


def pain() -> None:
    """Another trigger point or cause on the whole skin, from state to VTK's arrays, against writing the array alone;
    and listing a painted area."""
    import numpy as np
    from vtkmodules.util.numpy_support import numpy_to_vtk
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    from glutmin_viewer.core.causes import drawn_causes
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.drawn_skin import drawn_skin
    from glutmin_viewer.core.pain_drawing import PainDrawing, painted
    from glutmin_viewer.core.showing_pain import with_cause, with_trigger_point
    from glutmin_viewer.core.state import SceneState
    from glutmin_viewer.core.trigger_points import trigger_points
    from glutmin_viewer.core.where import coincidence
    from glutmin_viewer.render.stage import Stage

    atlas = bundled()
    composer, stage = Composer(atlas), Stage(vtkRenderWindow())
    states = [with_trigger_point(SceneState(), point) for point in trigger_points()]
    states += [with_cause(states[k % len(states)], cause) for k, cause in enumerate(drawn_causes())]
    for state in states:
        stage.show(composer(state))
    # Never the one before.
    change_ms = median_ms(lambda k: stage.show(composer(states[(7 * k) % len(states)])), FRAMES, time.process_time)
    fields = [next(item for item in composer(state).items if item.kind == "skin").pain for state in states[:2]]
    drawn = np.array(fields[0], np.float32)
    array = numpy_to_vtk(drawn)

    def write(k: int) -> None:
        np.copyto(drawn, fields[k % 2], casting="same_kind")
        array.Modified()

    region = painted(atlas, PainDrawing(tuple(atlas.skin.regions)))
    tell(
        change_ms=change_ms,
        write_ms=median_ms(write, FRAMES, time.process_time),
        list_ms=median_ms(lambda _: coincidence(drawn_skin(atlas), region), FRAMES),
    )


def picking() -> None:
    """What is under the mouse, at places all over the first picture in full, against one ray of VTK's picker."""
    from vtkmodules.vtkRenderingCore import vtkCellPicker

    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.state import SceneState
    from glutmin_viewer.core.views import first_camera
    from glutmin_viewer.render.opengl import offscreen
    from glutmin_viewer.render.picking import pick
    from glutmin_viewer.render.stage import Stage

    stage, state = Stage(offscreen()), SceneState()
    stage.window.SetSize(*PICTURE_PX)
    stage.scene.set_camera(first_camera(state), PICTURE_PX[0] / PICTURE_PX[1])
    stage.show(Composer(bundled())(state))
    stage.window.Render()
    places = [(x * PICTURE_PX[0] / PICKS, y * PICTURE_PX[1] / PICKS) for x in range(PICKS) for y in range(PICKS)]
    picker = vtkCellPicker()
    tell(
        pick_ms=median_ms(lambda k: pick(stage.scene, *places[k]), len(places)),
        ray_ms=median_ms(lambda k: picker.Pick(*places[k], 0.0, stage.scene.renderer), len(places)),
    )


def muscle() -> None:
    """Lengths and moment arms of the gluteus minimus in the poses of a motion: of both sides pose after pose, as a
    picture wants them, and of a side in all poses at once, as a plot does. And of one of its fibres in OpenSim.
    """
    import numpy as np

    from glutmin_viewer.core.fibres import Bundle, sweep
    from glutmin_viewer.core.motions import motions

    atlas = bundled()
    joints, tilt = atlas.joints, atlas.pelvic_tilt_deg
    fibres = atlas.muscle_with_fibres("right").fibres
    sides = [fibres, atlas.muscle_with_fibres("left").fibres]
    course, bundle = motions()["flexion"], Bundle(sides, joints, tilt)
    figures = [course.pose("right", at) for at in course.times(POSES)]
    poses = [figure.hip("right") for figure in figures]
    alone, together = [], []
    for figure in figures:
        began = time.perf_counter()
        bundle(figure.hip("right"), figure.hip("left"))
        alone.append(time.perf_counter() - began)
    for _ in poses:
        began = time.perf_counter()
        found = sweep(fibres, joints, poses, tilt)
        together.append((time.perf_counter() - began) / POSES)
    told = {
        "pose_ms": statistics.median(alone) * 1000,
        "alone_us": statistics.median(alone) / sum(map(len, sides)) * 1e6,
        "together_us": statistics.median(together) / len(fibres) * 1e6,
    }
    if (python := opensim_python()) is not None:
        k, centre = len(fibres) // 2, joints.hip("right")
        angles = [(pose.flexion_deg + tilt, pose.adduction_deg, pose.internal_rotation_deg) for pose in poses]
        theirs = in_opensim(
            python,
            pelvic_path=(fibres.pelvic_path[k] - centre).tolist(),
            femoral_path=(fibres.femoral_path[k] - centre).tolist(),
            wrap_radius=float(fibres.wrap_radius[k]),
            poses=np.radians(angles).tolist(),
        )
        apart = [theirs["length_mm"] - found.length_mm[k], theirs["moment_arm_mm"] - found.moment_arm_mm[k]]
        told |= {"opensim_us": theirs["pose_us"], "apart_mm": max(float(np.abs(d).max()) for d in apart)}
    tell(**told)


def load() -> None:
    """The bundled atlas read and checked, against VTK's reader on its meshes alone."""
    from vtkmodules.vtkIOPLY import vtkPLYReader

    from glutmin_viewer.core.bundled import bundled_atlas

    files = sorted(bundled_atlas().glob("*.ply"))

    def read(_: int) -> None:
        for path in files:
            reader = vtkPLYReader()
            reader.SetFileName(str(path))
            reader.Update()

    bundled()
    read(0)
    tell(load_ms=median_ms(lambda _: bundled(), 5), read_ms=median_ms(read, 5))


def build() -> None:
    """The atlas generated from its numbers: processor time, and wall time."""
    from glutmin_viewer.modelling.build import build_atlas

    began, processor = time.perf_counter(), time.process_time()
    build_atlas()
    tell(build_s=time.perf_counter() - began, build_processor_s=time.process_time() - processor)


def growth(times: str) -> None:
    """The same work on an atlas of 1, 2, 4 or 8 times the triangles, and on as many times the fibres."""
    from refined import many_fibres, refined
    from vtkmodules.vtkRenderingCore import vtkRenderWindow  # noqa: F401  (before the stage)

    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.fibres import evaluate
    from glutmin_viewer.core.motions import motions
    from glutmin_viewer.core.showing_pain import with_trigger_point
    from glutmin_viewer.core.state import SceneState, with_motion
    from glutmin_viewer.core.trigger_points import trigger_points
    from glutmin_viewer.core.views import first_camera
    from glutmin_viewer.render.opengl import offscreen
    from glutmin_viewer.render.picking import pick
    from glutmin_viewer.render.stage import Stage

    factor = int(times)
    atlas = refined(bundled(), factor)
    state, course = SceneState(), motions()["flexion"]
    composer, stage = Composer(atlas), Stage(offscreen())
    stage.window.SetSize(*PICTURE_PX)
    stage.scene.set_camera(first_camera(state), PICTURE_PX[0] / PICTURE_PX[1])
    stage.set_still(True)
    stage.show(composer(state))
    stage.window.Render()
    points = [with_trigger_point(state, point) for point in trigger_points()]
    for shown in points:
        stage.show(composer(shown))
    moved = [with_motion(state, "flexion", at) for at in course.times(FRAMES)]
    fibres = many_fibres(atlas.muscle_with_fibres("right").fibres, factor)
    poses = [course.pose("right", at).hip("right") for at in course.times(FRAMES)]

    def draw(_: int) -> None:
        stage.scene.renderer.GetActiveCamera().Azimuth(3.0)
        stage.window.Render()

    def recolour(k: int) -> None:
        stage.show(composer(points[k % len(points)]))

    figures = {
        "triangles": float(sum(len(one.mesh.faces) for one in atlas.structures.values() if one.mesh is not None)),
        "compose_ms": median_ms(lambda k: composer(moved[k]), FRAMES // 2, time.process_time),
        "recolour_ms": median_ms(recolour, FRAMES // 2, time.process_time),
    }
    stage.show(composer(state))
    figures |= {
        "draw_ms": median_ms(draw, FRAMES // 4),
        "pick_ms": median_ms(lambda k: pick(stage.scene, 400.0 + 10.0 * k, 400.0), FRAMES),
        "fibres_ms": median_ms(
            lambda k: evaluate(fibres, atlas.joints, poses[k], atlas.pelvic_tilt_deg), FRAMES, time.process_time
        ),
    }
    tell(**figures)


def opensim_python() -> str | None:
    """A Python that has OpenSim: the one that is named, or this one; None without any."""
    named = os.environ.get("GLUTMIN_OPENSIM_PYTHON")
    return named or (sys.executable if importlib.util.find_spec("opensim") else None)


def in_opensim(python: str, **fibre: object) -> dict[str, Any]:
    """What `opensim_peer.py` tells of a fibre."""
    peer = [python, str(Path(__file__).with_name("opensim_peer.py"))]
    with tempfile.TemporaryDirectory() as folder:  # for the log that OpenSim leaves where it runs
        done = subprocess.run(peer, input=json.dumps(fibre), capture_output=True, text=True, cwd=folder, check=False)
    if done.returncode:
        raise SystemExit(f"OpenSim could not be measured with {python}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


PROCESSES: dict[str, Callable[..., None]] = {
    each.__name__: each for each in (bare, start, motion, pictures, skin, pain, picking, muscle, load, build, growth)
}

if __name__ == "__main__":
    PROCESSES[sys.argv[1]](*sys.argv[2:])
