"""That the process gives back what it no longer needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIFE = """
import sys
from pathlib import Path
import numpy as np
from glutmin_viewer.core import heap

def resident_mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

count, done = int(sys.argv[1]), sys.argv[2:]
if "told" in done:
    heap.give_back_large_arrays()
for _ in range(3):
    np.ones(2**21)
before, small, large = resident_mib(), [], []
for _ in range(120 * 2**18 // 2 // count):
    large.append(np.ones(count))
    small.append(bytearray(100_000 * count // 2**18))
large.clear()
if "given back" in done:
    heap.give_back_what_is_free()
print(resident_mib() - before)
"""
LARGE, LESS = 2**18, 2**16  # of 2 and of 0.5 MiB


def kept_mib(count: int, *done: str) -> float:
    """How much a process holds more after 120 MiB in arrays that came and went, with 6 MB beside them that stay."""
    call = [sys.executable, "-c", LIFE, str(count), *done]
    return float(subprocess.run(call, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries are not told")
def test_large_arrays_go_back_to_the_system_whatever_lies_between_them():
    assert kept_mib(LARGE, "told") < 10.0
    assert kept_mib(LARGE) > 60.0  # else nobody needs to be told


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries are not told")
def test_smaller_ones_go_back_when_that_is_asked_for():
    assert kept_mib(LESS, "told", "given back") < 10.0
    assert kept_mib(LESS, "told") > 60.0
