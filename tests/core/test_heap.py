"""That the process gives back what it no longer needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIFE = """
import sys
from pathlib import Path
import numpy as np
from glutmin_viewer.core.heap import give_back_large_arrays

def resident_mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if sys.argv[1] == "told":
    give_back_large_arrays()
for _ in range(3):
    np.ones(2**21)
before, small, large = resident_mib(), [], []
for _ in range(60):
    large.append(np.ones(2**18))
    small.append(bytearray(100_000))
large.clear()
print(resident_mib() - before)
"""


def kept_mib(how: str) -> float:
    """How much a process holds more after 60 arrays of 2 MiB that came and went, with 6 MB beside them that stay."""
    done = subprocess.run([sys.executable, "-c", LIFE, how], capture_output=True, text=True, check=True)
    return float(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries are not told")
def test_large_arrays_go_back_to_the_system_whatever_lies_between_them():
    assert kept_mib("told") < 10.0
    assert kept_mib("not told") > 60.0  # else nobody needs to be told
