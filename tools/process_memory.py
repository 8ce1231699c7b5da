"""What memory this process holds, and what of it the C library has given out, MiB."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

MIB = 2**20


class _Heap(ctypes.Structure):
    """mallinfo2 of glibc."""

    _fields_ = [(name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks",
                                                     "fsmblks", "uordblks", "fordblks", "keepcost")]  # fmt: skip


def held_mib() -> float:
    """As the system counts it, with what the C library keeps for later though it is free."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def given_out_mib() -> float | None:
    """What of it the C library has given out, so without Python's small objects; None where it does not tell."""
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:
        return None
    ask.restype = _Heap
    told = ask()
    return float(told.uordblks + told.hblkhd) / MIB
