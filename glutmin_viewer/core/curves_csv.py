"""Curves as a table for other programs: one line for each pose, with units in the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import msgspec

from glutmin_viewer.core.curves import Curves
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.whole_file import whole_file


def as_csv(curves: Curves, times_s: Sequence[float] | None = None) -> str:
    """A header and a line for each pose, with its time where there are times.

    Signs are those of the core: + flexion, + adduction, + internal rotation, of angles and of moment arms.
    """
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    quantities = ("length_mm", "change_percent", *(f"moment_arm_{axis}_mm" for axis in AXES))
    header = [f"{axis}_deg" for axis in AXES] + [f"{group}_{name}" for group in curves.length_mm for name in quantities]
    out.writerow(header if times_s is None else ["time_s", *header])
    for k, pose in enumerate(curves.poses):
        line = [] if times_s is None else [times_s[k]]
        line += msgspec.structs.astuple(pose)
        for group, length in curves.length_mm.items():
            line += [length[k], curves.change_percent[group][k], *curves.moment_arm_mm[group][k]]
        out.writerow(f"{number:.4f}" for number in line)
    return buffer.getvalue()


def save_csv(table: str, path: Path) -> None:
    """Write a table; an existing file is replaced only once the new one is whole. Raises InputError."""
    with whole_file(path) as temporary:
        temporary.write_text(table, encoding="utf-8", newline="")
