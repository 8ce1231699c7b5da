"""Keep what is on the screen as a picture, and say whether the window with the muscle is there.

    DISPLAY=:97 python tools/seen_on_screen.py PICTURE

Exit code 1 where the screen is blank or no red of a muscle is in it.
"""

from __future__ import annotations

import sys

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QApplication

FEWEST_COLOURS = 500
LEAST_RED_PX = 2000


def main(path: str) -> int:
    """Exit code."""
    app = QApplication([])
    app.primaryScreen().grabWindow(0).save(path)
    pixels = np.asarray(Image.open(path).convert("RGB"), dtype=int).reshape(-1, 3)
    red, green, blue = pixels.T
    colours, muscle = (
        len(np.unique(pixels, axis=0)),
        int(((red > 110) & (red > 1.6 * green) & (red > 1.6 * blue)).sum()),
    )
    print(f"{path}: {colours} colours, {muscle} pixels of muscle")
    return 0 if colours > FEWEST_COLOURS and muscle > LEAST_RED_PX else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
