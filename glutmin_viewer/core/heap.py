"""What the C library does with memory that is no longer needed.

glibc takes arrays of up to 32 MiB from one heap as soon as it has seen some of them come and go. What lies between
them then keeps that heap as large as it ever was. So it is told to ask the system itself for large arrays, which go
back there, and from time to time to give back what is free of its heaps: a process that did 1,000 things at random
holds 553 MiB then instead of 822.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Literal

LARGE_BYTES = 2**20
HEAPS = 2  # for threads to take from; each keeps what was given back to it
# Options of glibc's mallopt (its malloc.h).
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8


def give_back_large_arrays() -> None:
    """Let the system have large arrays back when they are no longer needed. Does nothing where glibc is not used."""
    _ask("mallopt", M_MMAP_THRESHOLD, LARGE_BYTES)


def share_heaps() -> None:
    """Let threads that begin from now on share few heaps. Does nothing where glibc is not used."""
    _ask("mallopt", M_ARENA_MAX, HEAPS)


def give_back_what_is_free() -> None:
    """Let the system have whatever of the heaps is free: some 40 ms after a lot was done, 1 ms else. Does nothing where
    glibc is not used."""
    _ask("malloc_trim", 0)


def _ask(name: Literal["mallopt", "malloc_trim"], *given: int) -> None:
    function = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function is not None:
        function(*given)
