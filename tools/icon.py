"""Draws the icon of the program: hip bone and femur from the side, and on them the fan of the gluteus minimus.

    .venv/bin/python tools/icon.py

Written is glutmin_viewer/ui/icons/: icon.svg, and pictures of it in the sizes in which desktops show it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from glutmin_viewer.render.style import BONE, GROUP_COLOURS, SHADES, TENDON, Colour

FOLDER = Path(__file__).resolve().parents[1] / "glutmin_viewer" / "ui" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256)
SMALL_PX = 24  # up to here lines would only make it grey
TILE_PX, CORNER_PX = 256, 52
GROUND = ("#56718a", "#2c3f50")  # above, below: seen on dark and on light
SCALE, MIDDLE = 1.16, (-22, 37)  # pixels for a millimetre, and what is in the middle
BRIGHTER = 1.22  # flesh in the light

Points = Sequence[tuple[float, float]]

# Outlines of the bundled atlas as seen from the right, in millimetres forward and up from the hip's centre, coarsened.
HIP_BONE: Points = (
    (-46, 138), (-14, 133), (6, 124), (34, 101), (44, 84), (45, 72), (34, 60), (32, 44), (25, 34), (22, 23), (30, 4),
    (48, -5), (50, -14), (37, -29), (19, -39), (4, -58), (-8, -64), (-26, -68), (-41, -62), (-48, -48), (-46, -17),
    (-53, -6), (-45, 13), (-40, 28), (-43, 41), (-52, 45), (-67, 41), (-77, 43), (-86, 52), (-97, 74), (-90, 104),
    (-78, 123), (-63, 134),
)  # fmt: skip
FEMUR: Points = (
    (-2, 23), (10, 21), (21, 11), (24, 1), (21, -12), (12, -22), (8, -40), (7, -62), (13, -100), (-14, -100),
    (-18, -82), (-27, -60), (-32, -34), (-32, -13), (-28, -2), (-21, 9), (-14, 18),
)  # fmt: skip
# The groups of fibres along their borders and the ilium, back to front; all of them end at the trochanter.
INSERTION = (4, -33)
GROUPS: dict[str, Points] = {
    "posterior": ((-20, 5), (-42, 44), (-50, 52), (-47, 66), (-38, 87)),
    "middle": ((-38, 87), (-28, 99), (-16, 104), (-2, 103)),
    "anterior": ((-2, 103), (12, 99), (20, 89), (26, 72), (25, 58), (20, 28), (14, -12)),
}
FIBRES: Points = ((-44, 72), (-30, 90), (-15, 98), (8, 95), (18, 80))
TENDON_MM = (20, 44)  # from the insertion: all tendon, all flesh


def smooth(points: Points, closed: bool) -> str:
    """A path through points."""
    row = np.array(points, float)
    steps = np.roll(row, -1, axis=0) - np.roll(row, 1, axis=0)
    if not closed:
        steps[0], steps[-1] = row[1] - row[0], row[-1] - row[-2]
    ways = steps / np.linalg.norm(steps, axis=1, keepdims=True)
    ends = [*range(len(row)), 0] if closed else range(len(row))
    path = "M{:g} {:g}".format(*row[0])
    for a, b in pairwise(ends):
        third = np.linalg.norm(row[b] - row[a]) / 3.0
        numbers = (*(row[a] + third * ways[a]), *(row[b] - third * ways[b]), *row[b])
        path += " C" + " ".join(f"{number:.1f}" for number in numbers)
    return path + " Z" * closed


def hexed(colour: Colour, gain: float = 1.0) -> str:
    return "#" + "".join(f"{round(255 * min(gain * part, 1.0)):02x}" for part in colour)


def drawn(lines: bool = True) -> str:
    """The icon as SVG; lines: with outlines and fibres, for sizes in which they can be seen."""
    shade = hexed(SHADES["bone"])
    x, y = INSERTION
    outline = f'stroke="{shade}" stroke-width="{3 if lines else 0}" stroke-linejoin="round"'
    bones = [f'<path d="{smooth(points, True)}" fill="url(#bone)" {outline}/>' for points in (HIP_BONE, FEMUR)]
    fans = {name: smooth((INSERTION, *points), False) + " Z" for name, points in GROUPS.items()}
    flesh = [
        f'<path d="{path}" fill="{hexed(GROUP_COLOURS[name], BRIGHTER)}" {outline}/>' for name, path in fans.items()
    ]
    fibres = "".join(f"M{x} {y} L{a} {b} " for a, b in FIBRES)
    streaks = f'<path d="{fibres}" stroke="{shade}" stroke-opacity="0.45" stroke-width="1.6" fill="none"/>'
    whole = " ".join(fans.values())
    inner, outer = TENDON_MM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {TILE_PX} {TILE_PX}">',
        "<defs>",
        f'<linearGradient id="ground" x2="0" y2="1"><stop stop-color="{GROUND[0]}"/>'
        f'<stop offset="1" stop-color="{GROUND[1]}"/></linearGradient>',
        f'<linearGradient id="bone" x2="1" y2="0"><stop stop-color="{hexed(BONE.colour, 0.82)}"/>'
        f'<stop offset="1" stop-color="{hexed(BONE.colour, 1.02)}"/></linearGradient>',
        f'<radialGradient id="tendon" gradientUnits="userSpaceOnUse" cx="{x}" cy="{y}" r="{outer}">'
        f'<stop offset="{inner / outer:.2f}" stop-color="{hexed(TENDON)}"/>'
        f'<stop offset="1" stop-color="{hexed(TENDON)}" stop-opacity="0"/></radialGradient>',
        "</defs>",
        f'<rect width="{TILE_PX}" height="{TILE_PX}" rx="{CORNER_PX}" fill="url(#ground)"/>',
        f'<g transform="translate({TILE_PX / 2 - SCALE * MIDDLE[0]:g} {TILE_PX / 2 + SCALE * MIDDLE[1]:g}) '
        f'scale({SCALE:g} {-SCALE:g})">',
        *bones,
        *flesh,
        *([streaks] if lines else []),
        f'<path d="{whole}" fill="url(#tendon)"/>',
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def painted(size: int) -> QImage:
    """The icon in a size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawn(lines=size > SMALL_PX).encode())).render(painter)
    painter.end()
    return image


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "icon.svg").write_text(drawn(), encoding="utf-8")
    for size in SIZES:
        if not painted(size).save(str(FOLDER / f"{size}.png")):
            sys.exit(f"{FOLDER / f'{size}.png'} cannot be written.")


if __name__ == "__main__":
    main()
