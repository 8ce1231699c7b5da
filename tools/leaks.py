"""What stays behind when the window is closed, and what memory takes while pictures are drawn; `make leaks` runs it.

    xvfb-run -a -s "-screen 0 1600x1000x24" .venv/bin/python tools/leaks.py

`openings` opens and closes window and atlas again and again, one at a time, and counts after each what is still there:
objects of Qt and VTK, widgets, threads, open files, and the parts of the window by weak references. `bare` does the
same with as many widgets of Qt's own under the same style sheet, and VTK's widget with a ball: what Qt, VTK and Mesa do
not give back there is not ours. `frames` draws motions, fields of pain, postures and colours in one window, in both
looks and languages. Each runs in a process of its own. Memory is what C's allocator has given out (heap) and what the
process holds (resident); the exit code is 1 where anything is left, or memory grows by more than LIMITS.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec
import shiboken6
from process_memory import given_out_mib, held_mib
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QLabel,
    QLineEdit,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QSlider,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from vtkmodules.vtkCommonCore import vtkObjectBase

from glutmin_viewer.app import make_application, show_empty
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.colouring import ColourBy
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.opening import Opened, Opening
from glutmin_viewer.core.postures import POSTURES, Posture
from glutmin_viewer.core.showing_pain import with_cause, with_trigger_point
from glutmin_viewer.core.state import SceneState, coloured_by, with_motion, with_posture
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.viewport import Viewport
from glutmin_viewer.ui.window import Window

OPENINGS, FRAMES, STEP = 200, 10_000, 1_000
WARM = 0.2  # of all, which are not counted: what is kept on purpose comes to be there
# MiB: heap of an opening above a bare one; resident of a thousand frames, whose heap goes up and down with the look.
LIMITS = {"openings": 0.1, "frames": 1.0}
COLOURS: tuple[ColourBy, ...] = ("group", "length", "flexion", "adduction", "internal_rotation")
SIDE = 96  # of the picture, in pixels
MOVED = 19  # frames of a motion between two others
KINDS = (QCheckBox, QComboBox, QDoubleSpinBox, QFrame, QLabel, QLineEdit, QProgressBar, QPushButton, QSlider,
         QToolButton, QTreeWidget)  # fmt: skip
Verb = Callable[[SceneState], SceneState]
Begin = Callable[[], Opening | Opened]


@dataclass(frozen=True)
class Count:
    """What is there: live objects of Qt and VTK that Python knows, widgets, threads of Python and of all, open files,
    MiB given out and held."""

    qt: int
    vtk: int
    widgets: int
    python_threads: int
    threads: int
    files: int
    heap_mib: float
    resident_mib: float

    @property
    def things(self) -> tuple[int, ...]:
        """All but what draws in the background, and memory."""
        return self.qt, self.vtk, self.widgets, self.python_threads, self.files


def _heap_mib() -> float:
    heap_mib = given_out_mib()
    if heap_mib is None:
        raise SystemExit("this C library does not tell what it has given out; glibc does, on Linux.")
    return heap_mib


def count() -> Count:
    """After a look for garbage."""
    gc.collect()
    things, own = gc.get_objects(), Path("/proc/self")
    of_qt = {kind for kind in set(map(type, things)) if issubclass(kind, QObject)}
    of_vtk = {kind for kind in set(map(type, things)) if issubclass(kind, vtkObjectBase)}
    return Count(
        qt=sum(type(it) in of_qt and shiboken6.isValid(it) for it in things),
        vtk=sum(type(it) in of_vtk for it in things),
        widgets=len(QApplication.allWidgets()),
        python_threads=threading.active_count(),
        threads=len(os.listdir(own / "task")),
        files=len(os.listdir(own / "fd")),
        heap_mib=_heap_mib(),
        resident_mib=held_mib(),
    )


def settle() -> None:
    """Let Qt delete what is to be deleted, and whatever waits for that."""
    for _ in range(2):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def drawn_window(begin: Begin) -> Window:
    """The window of an atlas as it opens, with its first picture and its panels."""
    window = Window(begin(), Viewport, present=show_empty)
    window.watch.start()
    QApplication.processEvents()
    return window


def parts(window: Window) -> dict[str, weakref.ref[object]]:
    """What must be gone when the window is."""
    view, session = window.view, window.session
    native = view.GetRenderWindow()
    found = (window, view, view.stage, view.stage.scene, native, session, session.atlas, session._composer,
             window.player, window.reading, window.tree, window.undo, window.preparing)  # fmt: skip
    return {type(it).__name__: weakref.ref(it) for it in found}


def closed(window: QMainWindow) -> None:
    window.close()
    window.deleteLater()


def bundled() -> Opening:
    return Opening(bundled_atlas())


def openings(number: int, begin: Begin = bundled) -> Iterator[tuple[Count, list[str]]]:
    """After each opening and closing: what is there, and which parts of the window still are."""
    for _ in range(number):
        window = drawn_window(begin)
        left = parts(window)
        closed(window)
        del window
        settle()
        found = count()
        yield found, [name for name, part in left.items() if part() is not None]


def census() -> dict[str, int]:
    """How many widgets of Qt's kinds our window has, by the names of the kinds."""
    window = drawn_window(bundled)
    found = Counter(_own_kind(widget).__name__ for widget in window.findChildren(QWidget))
    closed(window)
    return found


def bare_openings(number: int, kinds: dict[str, int]) -> Iterator[Count]:
    """The same of a window of Qt's and VTK's own, with as many widgets of each kind as there are named."""
    from vtkmodules.qt.QVTKRenderWindowInteractor import QVTKRenderWindowInteractor
    from vtkmodules.vtkFiltersSources import vtkSphereSource
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer

    makers = {kind.__name__: kind for kind in (QWidget, *KINDS)}
    for _ in range(number):
        bare = QMainWindow()
        bare.resize(1280, 800)
        held, view = QWidget(), QVTKRenderWindowInteractor(bare)
        column = QVBoxLayout(held)
        column.addWidget(view)
        for kind, times in kinds.items():
            for _ in range(times):
                column.addWidget(makers[kind]())
        bare.setCentralWidget(held)
        source, mapper, actor, renderer = vtkSphereSource(), vtkPolyDataMapper(), vtkActor(), vtkRenderer()
        mapper.SetInputConnection(source.GetOutputPort())
        actor.SetMapper(mapper)
        renderer.AddActor(actor)
        native = view.GetRenderWindow()
        native.SetMultiSamples(0)
        native.AddRenderer(renderer)
        bare.show()
        QApplication.processEvents()
        native.Render()
        renderer.RemoveAllViewProps()
        native.RemoveRenderer(renderer)
        native.Finalize()
        closed(bare)
        del bare, held, view, column, source, mapper, actor, renderer, native
        settle()
        yield count()


def _own_kind(widget: QWidget) -> type[QWidget]:
    return next((kind for kind in type(widget).__mro__ if kind in KINDS), QWidget)


def acts() -> Iterator[Verb]:
    """What is drawn next, for ever: a motion goes on for a while, then comes another field of pain or posture."""
    others: list[Verb] = [lambda state, it=it: with_trigger_point(state, it) for it in trigger_points()]
    others += [lambda state, it=it: with_cause(state, it) for it in drawn_causes()]
    others += [lambda state, it=it: with_posture(state, Posture(it)) for it in POSTURES]
    colours, courses = cycle(COLOURS), cycle(motions().items())
    for other in cycle(others):
        plain = coloured_by(SceneState(), next(colours))  # without skin, which takes as long as all else
        name, motion = next(courses)
        for k in range(MOVED):
            moved = with_motion(plain, name, k * motion.duration_s / MOVED)
            yield lambda _, moved=moved: moved
        yield other


def draw(window: Window, verbs: Iterator[Verb], number: int) -> None:
    """So many pictures, most as a motion plays; now and then it rests, and all around is brought up to date."""
    for k in range(number):
        if k % 20:
            window.session.play(next(verbs))
        else:
            window.session.apply(next(verbs))
            QApplication.processEvents()
        window.view.repaint()


def frames(number: int, step: int, begin: Begin = bundled) -> Iterator[Count]:
    """After every so many pictures of one window: what is there. Looks and languages change in between."""
    window, verbs = drawn_window(begin), acts()
    window.view.setFixedSize(SIDE, SIDE)  # what processors draw takes as long as it is large
    looks = cycle([("dark", "de"), ("light", "de"), ("light", "en"), ("dark", "en")])
    for _ in range(0, number, step):
        draw(window, verbs, step)
        window.session.apply(lambda _: SceneState())  # counted in the same scene each time
        window.view.repaint()
        for notice in list(window.notices.notices):  # of what an atlas lacks
            notice.close_button.click()
        theme, language = next(looks)
        window.choose(msgspec.structs.replace(window.settings, theme=theme, language=language))
        settle()
        yield count()
    closed(window)


def growth(values: list[float]) -> float:
    """From one to the next, after the warm-up: the median over steps of half of them, which one leap does not move."""
    warm = values[round(WARM * len(values)) :]
    half = max(len(warm) // 2, 1)
    return statistics.median((b - a) / half for a, b in zip(warm, warm[half:], strict=False))


def added(values: list[int]) -> int:
    """How many more are there in the second half, after the warm-up, than in the first; a timer may just run."""
    warm = values[round(WARM * len(values)) :]
    half = max(len(warm) // 2, 1)
    return min(warm[half:]) - min(warm[:half])


def measured(*mode: str) -> list[dict[str, Any]]:
    """What a process of its own counts."""
    with tempfile.TemporaryDirectory() as kept:
        places = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), kept)
        done = subprocess.run([sys.executable, __file__, *mode], env={**os.environ, **places}, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"the process for {' '.join(mode)!r} failed: is there a display? Run this under xvfb-run.")
    return [json.loads(line) for line in done.stdout.splitlines()]


def tell(counts: Iterator[Count]) -> None:
    make_application()
    for found in counts:
        print(json.dumps(asdict(found)), flush=True)


def all_gone(number: int) -> Iterator[Count]:
    """The openings, of which no part may stay."""
    for found, left in openings(number):
        if left:
            raise InputError(f"these parts of the window are still there: {', '.join(left)}.")
        yield found


WORDS = {"openings": "an opening", "bare": "a bare opening", "frames": f"{STEP} frames"}
THINGS = ("qt", "vtk", "widgets", "python_threads", "files")


def main() -> None:
    things = "".join(f"{thing.replace('_', ' '):>16}" for thing in THINGS)
    print(f"{'growth':16}{'heap, KiB':>12}{'resident, KiB':>15}{things}")
    heap: dict[str, float] = {}
    resident: dict[str, float] = {}
    left, kinds = [], measured("census")[0]
    for name, number in (("openings", OPENINGS), ("bare", OPENINGS), ("frames", FRAMES)):
        counts = measured(name, str(number), *([json.dumps(kinds)] if name == "bare" else []))
        heap[name], resident[name] = (growth([found[it] for found in counts]) for it in ("heap_mib", "resident_mib"))
        more = [added([found[it] for found in counts]) for it in THINGS]
        if name != "bare" and any(thing > 0 for thing in more):
            left.append(name)
        figures = f"{WORDS[name]:16}{1024 * heap[name]:12.1f}{1024 * resident[name]:15.1f}"
        print(figures + "".join(f"{thing:+16d}" for thing in more), flush=True)
    over = {"openings": heap["openings"] - heap["bare"], "frames": resident["frames"]}
    if left or any(over[name] > most for name, most in LIMITS.items()):
        raise SystemExit(f"things are left by {left or 'none'}; memory grows by {over} MiB, allowed are {LIMITS}.")


if __name__ == "__main__":
    mode, *more = sys.argv[1:] or ["all"]
    if mode == "all":
        main()
    elif mode == "openings":
        tell(all_gone(int(more[0])))
    elif mode == "bare":
        tell(bare_openings(int(more[0]), json.loads(more[1])))
    elif mode == "census":
        make_application()
        print(json.dumps(census()))
    else:
        tell(frames(int(more[0]), STEP))
