"""Opening files that somebody names or that lie in a folder of theirs: ordinary files of a sensible size alone.

A pipe would keep the program waiting, a device may never end, and what is far too large for its kind is not what it
should be. Readers catch OSError and say in their own sentence what the file should have been.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MB = 1_000_000


def opened(path: Path, most_bytes: int) -> BinaryIO:
    """The file, open to be read; raises OSError, whose strerror says why, where it is none or larger than that."""
    try:
        found = path.stat()
    except ValueError:  # a name with a NUL, or one that cannot be encoded
        raise OSError(errno.EINVAL, "no file can have that name", str(path)) from None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, no ordinary file", str(path))
    if found.st_size > most_bytes:
        raise _too_large(path, most_bytes)
    return path.open("rb")


def whole(path: Path, most_bytes: int) -> bytes:
    """All that the file holds; raises OSError as `opened` does."""
    with opened(path, most_bytes) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(size + 1)  # room is made for as much as is asked for
        if len(data) > size:  # it grows, or does not tell its size
            data += file.read(max(most_bytes + 1 - len(data), 0))
    if len(data) > most_bytes:
        raise _too_large(path, most_bytes)
    return data


def _too_large(path: Path, most_bytes: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {most_bytes / MB:g} MB, the most that is read", str(path))
