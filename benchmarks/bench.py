"""What the window costs against the least that Qt and VTK need for the same triangles, as one table.

    xvfb-run -a -s "-screen 0 1600x1000x24" .venv/bin/python benchmarks/bench.py

Every figure comes from fresh processes of one run, taken in turns: `start` is the time from launching a process to
the end of its first picture, `memory` what it holds then; `frame` is a picture of a playing motion against drawing the
same actors again unchanged; `compose` is processor time for the arrays of one such picture; `skin` the time in which
points and normals of a skin of 40,000 vertices follow a pose.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROUNDS = 5
FRAMES = 60
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
    """The window of this program, up to its first picture."""
    from glutmin_viewer.app import make_application, make_window

    app = make_application()
    window = make_window()
    window.show()
    until_drawn(app, window.view.GetRenderWindow())
    window.close()


def motion() -> None:
    """Frames of a motion and of nothing, in turns, in one window."""
    from glutmin_viewer.app import make_application, make_window
    from glutmin_viewer.core.frame import Composer
    from glutmin_viewer.core.state import with_motion

    app = make_application()
    window = make_window()
    window.show()
    while not window.view.render_s:
        app.processEvents()
    view, native = window.view, window.view.GetRenderWindow()
    moving, still = [], []
    for k in range(FRAMES):
        began = time.perf_counter()
        window.session.apply(lambda state, t=0.2 + 1.4 * k / FRAMES: with_motion(state, "flexion", t))
        app.processEvents()
        moving.append(time.perf_counter() - began)
        began = time.perf_counter()
        native.Render()
        still.append(time.perf_counter() - began)
        view._still.stop()
    composer, state = Composer(window.session.atlas), window.session.state
    composer(state)
    began = time.process_time()
    for k in range(FRAMES):
        composer(with_motion(state, "flexion", 0.2 + 1.4 * k / FRAMES))
    compose_ms = (time.process_time() - began) / FRAMES * 1000
    tell(
        moving_ms=statistics.median(moving) * 1000,
        still_ms=statistics.median(still) * 1000,
        compose_ms=compose_ms,
    )
    window.close()


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


def measured(mode: str) -> dict[str, float]:
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, __file__, mode], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        elapsed = time.perf_counter() - began
    if process.returncode or not line:
        raise SystemExit(f"the process for {mode!r} failed: is there a display? Run this under xvfb-run.")
    return {"start_ms": elapsed * 1000, **json.loads(line)}


def main() -> None:
    modes = ("bare", "start", "motion", "skin")
    rounds = [[measured(mode) for mode in modes] for _ in range(ROUNDS)]

    def median(which: int, key: str) -> float:
        return statistics.median(round_[which][key] for round_ in rounds)

    def ratio(one: tuple[int, str], other: tuple[int, str]) -> float:
        return statistics.median(round_[one[0]][one[1]] / round_[other[0]][other[1]] for round_ in rounds)

    rows = [
        ("start to first picture", "ms", median(1, "start_ms"), median(0, "start_ms"),
         ratio((1, "start_ms"), (0, "start_ms")), "1.3"),
        ("frame of a motion", "ms", median(2, "moving_ms"), median(2, "still_ms"),
         ratio((2, "moving_ms"), (2, "still_ms")), "1.3"),
        ("memory", "MiB", median(1, "memory_mib"), median(0, "memory_mib"),
         ratio((1, "memory_mib"), (0, "memory_mib")), "1.5"),
    ]  # fmt: skip
    print(f"{'':24}{'here':>10}{'least':>10}{'ratio':>8}{'target':>8}")
    for name, unit, here, least, quotient, target in rows:
        print(f"{name + ', ' + unit:24}{here:10.1f}{least:10.1f}{quotient:8.2f}{target:>8}")
    print(f"{'compose, ms processor':24}{median(2, 'compose_ms'):10.2f}{'':18}{'3 ms':>8}")
    print(f"{'skin of 40,000, ms':24}{median(3, 'skin_ms'):10.2f}{'':18}{'1.5 ms':>8}")
    print(f"median of {ROUNDS} rounds of fresh processes, {FRAMES} frames each")


if __name__ == "__main__":
    {"bare": bare, "start": start, "motion": motion, "skin": skin}.get(sys.argv[1] if len(sys.argv) > 1 else "", main)()
