"""Measurements of many poses as a table to read, as JSON and as CSV: what the command `measure` prints."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.errors import InputError, of_option
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.measure import SIGN_CONVENTION, Row, measure
from glutmin_viewer.core.motions import motion
from glutmin_viewer.core.pose import ANGLES, STANDING, HipPose, Side, in_words, parse_pose

Writer = TypeVar("Writer")

MOTION_TIMES = 21
MOST_POSES = 100_000  # some 20 s, and 300,000 rows

_COLUMNS = (
    *("flexion_deg", "adduction_deg", "internal_rotation_deg", "group"),
    *("length_mm", "neutral_length_mm", "change_percent"),
    *(f"moment_arm_{axis}_mm" for axis in AXES),
)


def poses(side: Side, pose: str | None, motion_id: str | None, sweep: str | None) -> list[HipPose]:
    """The poses asked for in words, in one of three ways; standing where there is none. Raises InputError."""
    given = [name for name, text in (("--pose", pose), ("--motion", motion_id), ("--sweep", sweep)) if text is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were given together: choose one of them.")
    if pose is not None:
        with of_option("--pose"):
            return [parse_pose(pose)]
    if motion_id is not None:
        with of_option("--motion"):
            chosen = motion(motion_id)
        times = [chosen.duration_s * k / (MOTION_TIMES - 1) for k in range(MOTION_TIMES)]
        return [chosen.pose(side, time).hip(side) for time in times]
    if sweep is None:
        return [STANDING]
    with of_option("--sweep"):
        return parse_sweep(sweep)


def parse_sweep(text: str) -> list[HipPose]:
    """Every pose of a sweep such as "flexion=-30:120:5" or "flexion=0:90:10,abduction=0:30:10"; raises InputError."""
    axes = [_steps(part.strip()) for part in text.split(",") if part.strip()]
    if not axes:
        raise InputError("the sweep is empty: write angle=from:to:step, such as flexion=-30:120:5.")
    count = math.prod(len(values) for _, values in axes)
    if count > MOST_POSES:
        raise InputError(f'sweep "{text}" has {count} poses (at most {MOST_POSES} are measured): take larger steps.')
    names = [name for name, _ in axes]
    combinations = itertools.product(*(values for _, values in axes))
    return [
        parse_pose(",".join(f"{name}={value:.9g}" for name, value in zip(names, values, strict=True)))
        for values in combinations
    ]


def _steps(part: str) -> tuple[str, list[float]]:
    """The angle and its values from one "angle=from:to:step", or "angle=degrees" for one that is held."""
    wrong = InputError(
        f'sweep "{part}" is not understood: write angle=from:to:step, such as flexion=-30:120:5, with an angle of '
        f"{', '.join(ANGLES)}."
    )
    name, _, range_text = (p.strip() for p in part.partition("="))
    try:
        numbers = [float(number) for number in range_text.split(":")]
    except ValueError:
        raise wrong from None
    if name not in ANGLES or not all(map(math.isfinite, numbers)) or len(numbers) not in {1, 3}:
        raise wrong
    if len(numbers) == 1:
        return name, numbers
    start, end, step = numbers
    if step == 0.0 or (end - start) * step < 0.0:
        raise InputError(f'sweep "{part}" never arrives: its step must lead from {start:g} to {end:g}.')
    steps = (end - start) / step
    if steps > MOST_POSES:
        raise InputError(f'sweep "{part}" has {steps:.0f} steps (at most {MOST_POSES} are measured): take larger ones.')
    return name, [start + k * step for k in range(math.floor(steps + 1e-9) + 1)]


def rows(atlas: Atlas, side: Side, chosen: Iterable[HipPose]) -> list[Row]:
    """A row for each pose and fibre group."""
    return [row for pose in chosen for row in measure(atlas, side, pose)]


def writer(name: str) -> Callable[[Sequence[Row]], str]:
    """What turns rows into text, by the name of the format; raises InputError for an unknown one."""
    return chosen_writer({"table": as_table, "json": as_json, "csv": as_csv}, name)


def chosen_writer(writers: Mapping[str, Writer], name: str) -> Writer:
    """One of several writers by the name of its format; raises InputError for an unknown one."""
    if name not in writers:
        raise InputError(f'there is no format "{name}": choose one of {", ".join(writers)}.')
    return writers[name]


def as_json(measured: Sequence[Row]) -> str:
    """One object with the sign convention and the rows."""
    document = {"sign_convention": SIGN_CONVENTION, "rows": measured}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def as_csv(measured: Sequence[Row]) -> str:
    """A header and a line for each row; signs as in the JSON."""
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(_COLUMNS)
    for row in measured:
        pose, arm = msgspec.structs.astuple(row.pose), msgspec.structs.astuple(row.moment_arm_mm)
        numbers = (row.length_mm, row.neutral_length_mm, row.change_percent)
        out.writerow([*(f"{a:g}" for a in pose), row.group, *(f"{n:.4f}" for n in (*numbers, *arm))])
    return buffer.getvalue()


def as_table(measured: Sequence[Row]) -> str:
    """Columns for people, poses in clinical words."""
    head = ["pose", "fibres", "length mm", "change %", "flexion", "adduction", "internal rotation"]
    body = [
        [
            _in_words(row.pose),
            row.group,
            f"{row.length_mm:.1f}",
            f"{row.change_percent:+.1f}",
            *(f"{arm:+.1f}" for arm in msgspec.structs.astuple(row.moment_arm_mm)),
        ]
        for row in measured
    ]
    widths = [max(len(line[k]) for line in [head, *body]) for k in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(w) if k < 2 else cell.rjust(w) for k, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in [head, *body]
    ]
    note = "The last three columns are moment arms in mm: + the fibres flex, adduct or turn the thigh inward."
    return "\n".join([*(line.rstrip() for line in lines), "", note]) + "\n"


def _in_words(pose: HipPose) -> str:
    return ", ".join(f"{word.replace('_', ' ')} {angle:.3g}" for word, angle in in_words(pose)) or "standing"
