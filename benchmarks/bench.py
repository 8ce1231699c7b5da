"""What the program costs beside the least that Qt and VTK need for the same triangles, and beside OpenSim: one table.

    xvfb-run -a -s "-screen 0 1600x1000x24" .venv/bin/python benchmarks/bench.py

Every figure comes from fresh processes of one run, taken in turns: `start` is the time from launching a process to
the end of its first picture, `memory` what it holds then; `frame` is a picture of a motion while something moves in it,
against drawing the same actors again unchanged; `compose` is processor time for the arrays of one such picture, of the
motion that takes most; `skin` the time in which points and normals of a skin of 40,000 vertices follow a pose;
`another field of pain` is processor time from another trigger point or cause to the arrays that VTK draws, for the
whole skin, and `listing` what is drawn over all of it; `lengths and moment arms`, three a fibre, are those of all 66
fibres of the gluteus minimus in a pose; `those of a fibre` in one of the poses of a motion, computed together as for a
plot, against OpenSim's Python API for the same fibre in the same poses (`opensim_peer.py`).

OpenSim is measured where this Python has it, or the one that GLUTMIN_OPENSIM_PYTHON names:

    python3 -m venv /tmp/opensim && /tmp/opensim/bin/pip install opensim
    GLUTMIN_OPENSIM_PYTHON=/tmp/opensim/bin/python make bench
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

ROUNDS = 5
FRAMES = 40
POSES = 101
MESHES = ("hip_bone_right", "hip_bone_left", "sacrum", "vertebra_L4", "vertebra_L5", "femur_right", "femur_left",
          "tibia_right", "tibia_left", "fibula_right", "fibula_left", "patella_right", "patella_left", "foot_right",
          "foot_left", "gluteus_minimus_right", "gluteus_minimus_left")  # fmt: skip


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def tell(**figures: float) -> None:
    print(json.dumps(figures), flush=True)


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
    from glutmin_viewer.app import make_application, make_window, show_first

    app = make_application()

    def present(window: Any) -> None:
        show_first(window)
        tell(memory_mib=resident_mib())

    window = make_window(present=present)
    app.processEvents()
    tell(memory_mib=resident_mib())
    window.close()


def motion(name: str) -> None:
    """Frames of a motion while it plays and of nothing, in turns, in one window."""
    from glutmin_viewer.app import make_application, make_window
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.levels import coarsened
    from glutmin_viewer.core.motions import motions
    from glutmin_viewer.core.state import with_motion

    app = make_application()
    window = make_window()
    window.show()
    while not window.view.render_s:
        app.processEvents()
    view, native = window.view, window.view.GetRenderWindow()
    times = moving_times(motions()[name])
    window.session.apply(lambda state: with_motion(state, name))
    window.player.toggle()
    window.player.timer.stop()  # its ticks are given here
    app.processEvents()
    moving, still = [], []
    for at in times:
        began = time.perf_counter()
        window.session.play(lambda state, at=at: with_motion(state, name, at))
        app.processEvents()
        moving.append(time.perf_counter() - began)
        began = time.perf_counter()
        native.Render()
        still.append(time.perf_counter() - began)
        view._still.stop()
    composer, state = Composer(coarsened(window.session.atlas)), window.session.state
    composer(state)
    began = time.process_time()
    for at in times:
        composer(with_motion(state, name, at))
    compose_ms = (time.process_time() - began) / FRAMES * 1000
    tell(
        moving_ms=statistics.fmean(moving) * 1000,  # not all of them are alike: panels do not follow every picture
        still_ms=statistics.fmean(still) * 1000,
        compose_ms=compose_ms,
    )
    window.player.pause()
    window.close()


def moving_times(course: Any) -> list[float]:
    """FRAMES times of a motion in seconds, evenly over all at which something moves."""
    times = course.times(10 * FRAMES)
    moving = [now for last, now in pairwise(times) if course.pose("right", last) != course.pose("right", now)]
    return [moving[k * len(moving) // FRAMES] for k in range(FRAMES)]


def skin() -> None:
    """The bundled skin's vertices, some of them twice to make 40,000, and their normals, in one pose after another."""
    import numpy as np

    from glutmin_viewer.core.atlas_files import load_atlas
    from glutmin_viewer.core.bundled import bundled_atlas
    from glutmin_viewer.core.mesh import Mesh
    from glutmin_viewer.core.pose import HipPose, one_sided, world_from_bodies
    from glutmin_viewer.core.skinning import Skinning

    atlas = load_atlas(bundled_atlas())
    structure = atlas.structures["skin"]
    chosen = np.sort(np.arange(40_000) % len(structure.mesh.vertices))
    skinning = Skinning(Mesh(structure.mesh.vertices[chosen], structure.mesh.faces), structure.weights[chosen])
    times = []
    for k in range(FRAMES):
        transforms = world_from_bodies(atlas.joints, one_sided("right", HipPose(90.0 * k / FRAMES), 60.0), 10.0)
        began = time.perf_counter()
        skinning.vertices(transforms)
        skinning.normals(transforms)
        times.append(time.perf_counter() - began)
    tell(skin_ms=statistics.median(times) * 1000)


def pain() -> None:
    """Another field, trigger point or cause on the whole skin, from state to VTK's arrays; listing a painted area."""
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    from glutmin_viewer.core.atlas_files import load_atlas
    from glutmin_viewer.core.bundled import bundled_atlas
    from glutmin_viewer.core.causes import drawn_causes
    from glutmin_viewer.core.composer import Composer
    from glutmin_viewer.core.drawn_skin import drawn_skin
    from glutmin_viewer.core.pain_drawing import PainDrawing, painted
    from glutmin_viewer.core.showing_pain import with_cause, with_trigger_point
    from glutmin_viewer.core.state import SceneState
    from glutmin_viewer.core.trigger_points import trigger_points
    from glutmin_viewer.core.where import coincidence
    from glutmin_viewer.render.stage import Stage

    atlas = load_atlas(bundled_atlas())
    composer, stage = Composer(atlas), Stage(vtkRenderWindow())
    states = [with_trigger_point(SceneState(), point) for point in trigger_points()]
    states += [with_cause(states[k % len(states)], cause) for k, cause in enumerate(drawn_causes())]
    for state in states:
        stage.show(composer(state))
    changes = []
    for k in range(FRAMES):
        began = time.process_time()
        stage.show(composer(states[(7 * k) % len(states)]))  # never the one before
        changes.append(time.process_time() - began)
    region = painted(atlas, PainDrawing(tuple(atlas.skin.regions)))
    listings = []
    for _ in range(FRAMES):
        began = time.perf_counter()
        coincidence(drawn_skin(atlas), region)
        listings.append(time.perf_counter() - began)
    tell(change_ms=statistics.median(changes) * 1000, list_ms=statistics.median(listings) * 1000)


def muscle() -> None:
    """Lengths and moment arms of the gluteus minimus in the poses of a motion, and of one of its fibres in OpenSim."""
    import numpy as np

    from glutmin_viewer.core.atlas_files import load_atlas
    from glutmin_viewer.core.bundled import bundled_atlas
    from glutmin_viewer.core.fibres import evaluate, sweep
    from glutmin_viewer.core.motions import motions

    atlas = load_atlas(bundled_atlas())
    joints, tilt = atlas.joints, atlas.pelvic_tilt_deg
    fibres = atlas.muscle_with_fibres("right").fibres
    course = motions()["flexion"]
    poses = [course.pose("right", at).hip("right") for at in course.times(POSES)]
    alone, together = [], []
    for pose in poses:
        began = time.perf_counter()
        evaluate(fibres, joints, pose, tilt)
        alone.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = sweep(fibres, joints, poses, tilt)
        together.append((time.perf_counter() - began) / POSES)
    figures = {
        "pose_ms": statistics.median(alone) * 1000,
        "alone_us": statistics.median(alone) / len(fibres) * 1e6,
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
        figures |= {"opensim_us": theirs["pose_us"], "apart_mm": max(float(np.abs(d).max()) for d in apart)}
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


def measured(*mode: str) -> dict[str, float]:
    """What a process tells, and when, from its launch on: first_ms and last_ms. Compiled files are kept, as ever."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began, figures, times = time.perf_counter(), {}, []
    command = [sys.executable, __file__, *mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            times.append(1000.0 * (time.perf_counter() - began))
            figures |= json.loads(line)
    if process.returncode or not times:
        raise SystemExit(f"the process for {' '.join(mode)!r} failed: is there a display? Run this under xvfb-run.")
    return {"first_ms": times[0], "last_ms": times[-1], **figures}


Figure = tuple[str, str]  # a process, and a figure that it tells


def main() -> None:
    from glutmin_viewer.core.motions import motions

    modes = {"bare": ("bare",), "start": ("start",), **{name: ("motion", name) for name in motions()},
             "skin": ("skin",), "pain": ("pain",), "muscle": ("muscle",)}  # fmt: skip
    rounds = [{name: measured(*mode) for name, mode in modes.items()} for _ in range(ROUNDS)]

    def median(figure: Figure) -> float:
        name, key = figure
        return statistics.median(round_[name][key] for round_ in rounds)

    def ratio(one: Figure, other: Figure) -> float:
        return statistics.median(round_[one[0]][one[1]] / round_[other[0]][other[1]] for round_ in rounds)

    def line(words: str, here: Figure, target: str = "", beside: Figure | None = None) -> None:
        second, third = ("", "") if beside is None else (shown(median(beside)), quotient(ratio(here, beside)))
        print(f"{words:40}{shown(median(here)):>10}{second:>10}{third:>10}{target:>10}")

    print(f"{'':40}{'here':>10}{'beside':>10}{'ratio':>10}{'target':>10}")
    line("start to first picture, ms", ("start", "first_ms"), "1.3", ("bare", "first_ms"))
    line("start to the whole window, ms", ("start", "last_ms"), "", ("bare", "first_ms"))
    line("memory, MiB", ("start", "memory_mib"), "1.5", ("bare", "memory_mib"))
    for name in motions():
        line(f"frame of {name.replace('_', ' ')}, ms", (name, "moving_ms"), "1.25", (name, "still_ms"))
    worst = max(ratio((name, "moving_ms"), (name, "still_ms")) for name in motions())
    print(f"{'frame of the worst of them':60}{quotient(worst):>10}{'1.25':>10}")
    line("compose, ms processor", max(((name, "compose_ms") for name in motions()), key=median), "3")
    line("skin of 40,000, ms", ("skin", "skin_ms"), "1.5")
    line("another field of pain, ms processor", ("pain", "change_ms"), "5")
    line("listing the whole skin, ms", ("pain", "list_ms"), "20")
    line("lengths and moment arms, ms", ("muscle", "pose_ms"), "1.5")
    together, alone, opensim = (("muscle", f"{key}_us") for key in ("together", "alone", "opensim"))
    if "opensim_us" in rounds[0]["muscle"]:
        line("those of a fibre, µs; OpenSim", together, "1/300", opensim)
        line("the same, one pose at a time", alone, "", opensim)
        line("apart from OpenSim's, mm", ("muscle", "apart_mm"))
    else:
        line("those of a fibre, µs", together)
        line("the same, one pose at a time", alone)
        print("OpenSim is not installed: pip install opensim in a venv, and name its Python in GLUTMIN_OPENSIM_PYTHON")
    print(f"median of {ROUNDS} rounds of fresh processes, {FRAMES} frames each")


def shown(value: float) -> str:
    return f"{value:.1f}" if value >= 10.0 else f"{value:#.3g}"


def quotient(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"1/{1.0 / value:.0f}"


if __name__ == "__main__":
    modes = {"bare": bare, "start": start, "motion": motion, "skin": skin, "pain": pain, "muscle": muscle}
    modes.get(sys.argv[1] if len(sys.argv) > 1 else "", main)(*sys.argv[2:])
