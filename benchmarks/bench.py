"""What the program costs beside the least that Qt, VTK and numpy need for the same, and beside OpenSim: one table.

    xvfb-run -a -s "-screen 0 1600x1000x24" .venv/bin/python benchmarks/bench.py [--json FILE] [--rounds N] [--only X]

Every figure comes from fresh processes of one run, taken in turns (`processes.py` says what each does), and is the
median of the rounds; a ratio is the median of the rounds' ratios. *8 times as much* is how many times as long the same
work takes on an atlas of eight times the triangles, or on eight times the fibres, as on the bundled one.

OpenSim is measured where this Python has it, or the one that GLUTMIN_OPENSIM_PYTHON names:

    python3 -m venv /tmp/opensim && /tmp/opensim/bin/pip install opensim
    GLUTMIN_OPENSIM_PYTHON=/tmp/opensim/bin/python make bench
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from glutmin_viewer.core.motions import motions

ROUNDS = 3
SHORT, AGAIN = ("start", "bare"), 4  # starts differ most from one to the next, and are soon done: so often more
GROWN = (1, 2, 4, 8)
Figure = tuple[str, str]  # a process with its argument, and a figure that it tells


@dataclass(frozen=True)
class Row:
    """A line of the table. beside: what the figure is set beside. most: aim, for the ratio where there is one."""

    words: str
    here: Figure
    beside: Figure | None = None
    most: float | None = None


@dataclass(frozen=True)
class Result:
    """A line that was measured; met: whether the aim was, None without one."""

    words: str
    here: float
    beside: float | None
    ratio: float | None
    most: float | None

    @property
    def met(self) -> bool | None:
        if self.most is None:
            return None
        return (self.here if self.ratio is None else self.ratio) <= self.most


def rows() -> list[Row]:
    """The table, top down."""
    moving = [
        row
        for name in motions()
        for row in (
            Row(f"picture of {_said(name)}, ms", (f"motion {name}", "moving_ms"), (f"motion {name}", "still_ms"), 1.15),
            Row("  against meshes added anew", (f"motion {name}", "moving_ms"), (f"motion {name}", "naive_ms"), 1.0),
        )
    ]
    grown = [
        Row(f"{times} times as much: {words}", (f"growth {times}", key), ("growth 1", key), times)
        for key, words in (
            ("compose_ms", "posing, ms processor"),
            ("recolour_ms", "recolouring, ms processor"),
            ("draw_ms", "a picture in full, ms"),
            ("pick_ms", "picking, ms"),
            ("fibres_ms", "fibres, ms processor"),
        )
        for times in GROWN[1:]
    ]
    scenes = ("first", "pain", "sitting", "everything")
    return [
        Row("start to first picture, ms", ("start", "first_ms"), ("bare", "first_ms"), 1.3),
        Row("start to the whole window, ms", ("start", "last_ms"), ("bare", "first_ms")),
        Row("memory, MiB", ("start", "memory_mib"), ("bare", "memory_mib"), 1.5),
        *moving,
        *(Row(f"1280x800 in motion, {name}, ms", ("pictures", f"{name}_motion_ms"), None, 66.0) for name in scenes),
        *(Row(f"1280x800 at rest, {name}, ms", ("pictures", f"{name}_rest_ms"), None, 320.0) for name in scenes),
        Row("skin of 40,000 posed, ms", ("skin", "skin_ms"), None, 1.5),
        Row("another field of pain, ms processor", ("pain", "change_ms"), ("pain", "write_ms")),
        Row("listing the whole skin, ms", ("pain", "list_ms"), None, 20.0),
        Row("picking, ms", ("picking", "pick_ms"), ("picking", "ray_ms")),
        Row("lengths and moment arms, ms", ("muscle", "pose_ms"), None, 1.5),
        Row("those of a fibre, µs; OpenSim", ("muscle", "together_us"), ("muscle", "opensim_us"), 1 / 1000),
        Row("the same, one pose at a time", ("muscle", "alone_us"), ("muscle", "opensim_us"), 1 / 300),
        Row("apart from OpenSim's, mm", ("muscle", "apart_mm"), None, 0.001),
        Row("atlas read and checked, ms", ("load", "load_ms"), ("load", "read_ms")),
        Row("atlas built, s processor", ("build", "build_processor_s"), None, 90.0),
        *grown,
    ]


def measured(process: str) -> dict[str, float]:
    """What a process tells, and when, from its launch on: first_ms and last_ms. Compiled files are kept, as ever."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, str(Path(__file__).with_name("processes.py")), *process.split()]
    began, figures, times = time.perf_counter(), dict[str, float](), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        for line in running.stdout:
            times.append(1000.0 * (time.perf_counter() - began))
            figures |= json.loads(line)
    if running.returncode or not times:
        raise SystemExit(f"the process for {process!r} failed: is there a display? Run this under xvfb-run.")
    return {"first_ms": times[0], "last_ms": times[-1], **figures}


def results(table: list[Row], rounds: list[dict[str, dict[str, float]]]) -> list[Result]:
    """Medians over the rounds, of figures and of their ratios; rows of which a figure was not told are left out."""

    def values(figure: Figure) -> list[float]:
        process, key = figure
        return [told[process][key] for told in rounds if key in told.get(process, {})]

    found = []
    for row in table:
        here, beside = values(row.here), [] if row.beside is None else values(row.beside)
        if not here or (row.beside is not None and not beside):
            continue
        ratio = statistics.median(a / b for a, b in zip(here, beside, strict=True)) if beside else None
        second = statistics.median(beside) if beside else None
        found.append(Result(row.words, statistics.median(here), second, ratio, row.most))
    return found


def _said(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100.0 else f"{value:.1f}" if value >= 10.0 else f"{value:#.2g}"


def _quotient(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if value >= 0.1 else f"1/{1.0 / value:.0f}"


def _line(result: Result) -> str:
    aim = "" if result.most is None else (_quotient if result.ratio is not None else _shown)(result.most)
    verdict = {None: "", True: "", False: "  falls short"}[result.met]
    columns = (_shown(result.here), _shown(result.beside), _quotient(result.ratio), aim)
    return f"{result.words:52}" + "".join(f"{column:>10}" for column in columns) + verdict


def main() -> None:
    given = argparse.ArgumentParser(description="What the program costs, beside its peers and the least there is.")
    given.add_argument("--json", type=Path, metavar="FILE", help="write the table there too")
    given.add_argument("--rounds", type=int, default=ROUNDS, help=f"of fresh processes; else {ROUNDS}")
    given.add_argument("--only", default="", metavar="WORD", help="only lines with this word in them")
    chosen = given.parse_args()
    table = [row for row in rows() if chosen.only in row.words]
    if not table or chosen.rounds < 1:
        given.error("no line has that word." if not table else "at least one round is needed.")
    processes = list(dict.fromkeys(figure[0] for row in table for figure in (row.here, row.beside) if figure))
    rounds = []
    for k in range(chosen.rounds):
        once = {"build"} if k else set[str]()  # takes a minute
        rounds.append({process: measured(process) for process in processes if process not in once})
        rounds += [{process: measured(process) for process in processes if process in SHORT} for _ in range(AGAIN)]
    found = results(table, rounds)
    print(f"{'':52}{'here':>10}{'beside':>10}{'ratio':>10}{'at most':>10}")
    print("\n".join(map(_line, found)))
    print(f"medians of {chosen.rounds} rounds of fresh processes on {os.cpu_count()} processors")
    if len(found) < len(table):
        print("OpenSim is not installed: pip install opensim in a venv, and name its Python in GLUTMIN_OPENSIM_PYTHON")
    if chosen.json is not None:
        told = [{**asdict(result), "met": result.met} for result in found]
        text = json.dumps({"rounds": chosen.rounds, "processors": os.cpu_count(), "figures": told}, indent=1)
        chosen.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
