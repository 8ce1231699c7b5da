"""PNG files written in strips, so that a large picture takes no long time at once.

Every row is told as what differs from the one above (filter 2 of the format), which suits smooth shading.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

ROWS = 256  # of a strip
UP = 2
COLOURS = {3: 2, 4: 6}  # the format's numbers, by channels


def png(picture: np.ndarray) -> bytes:
    """A picture, (height, width, 3 or 4) uint8 with the first row on top, as the bytes of a PNG file."""
    return b"".join(png_strips(picture))


def png_strips(picture: np.ndarray) -> Iterator[bytes]:
    """The same in parts that follow each other: so many rows of the picture each."""
    height, width, channels = picture.shape
    header = struct.pack(">IIBBBBB", width, height, 8, COLOURS[channels], 0, 0, 0)
    packer = zlib.compressobj(6)
    above = np.zeros((1, width, channels), np.uint8)
    begin = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    for top in range(0, height, ROWS):
        strip = picture[top : top + ROWS]
        rows = np.empty((len(strip), 1 + width * channels), np.uint8)
        rows[:, 0] = UP
        rows[:, 1:] = (strip - np.concatenate([above, strip[:-1]])).reshape(len(strip), -1)
        above = strip[-1:]
        yield begin + _chunk(b"IDAT", packer.compress(rows.tobytes()))
        begin = b""
    yield _chunk(b"IDAT", packer.flush()) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
