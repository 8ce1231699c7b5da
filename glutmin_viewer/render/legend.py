"""The key to a still picture of referred pain: whose pain it is, and what each pattern means.

In the window this stands in the panel beside the picture; a saved picture travels alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkTextActor

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import TRIGGER_POINT, Frame
from glutmin_viewer.render import style

SWATCH_PT, LINE_PT, MARGIN_PT = (30, 18), 28, 16
FONT_PT = 15
LEAST_HEIGHT_PT = 300  # in a smaller picture the key would cover the anatomy


@dataclass(frozen=True)
class Line:
    """A line of the key: its words, and the grade whose swatch stands before them, if any."""

    words: str
    grade: str | None = None


def lines(frame: Frame) -> list[Line]:
    """What the key says of a frame, from top to bottom; nothing where no pain is drawn."""
    chosen = next((item for item in frame.items if item.kind == TRIGGER_POINT and item.selected), None)
    words = content()
    drawn = [Line(words.ui[grade], grade) for grade in frame.drawn_grades]
    if not drawn:
        return []
    if chosen is None or chosen.group is None:
        return drawn
    term = words.referral[chosen.group]
    return [Line(term.name), *drawn, Line(words.badges[term.badge])]


class Legend:
    """Draws the words in the overlay; the swatches are painted on the finished picture, on whole pixels."""

    def __init__(self, overlay: vtkRenderer) -> None:
        self._overlay = overlay
        self._actors: list[vtkTextActor] = []
        self._lines: list[Line] = []

    def show(self, frame: Frame, height: int, scale: int) -> None:
        """Set the words for a picture `height` points high, drawn with `scale` pixels to a point."""
        for actor in self._actors:
            self._overlay.RemoveViewProp(actor)
        self._actors = []
        self._lines = lines(frame) if height >= LEAST_HEIGHT_PT else []
        for line, bottom in self._places():
            actor = vtkTextActor()
            actor.SetInput(line.words)
            left = MARGIN_PT + (SWATCH_PT[0] + 10 if line.grade else 0)
            actor.SetDisplayPosition(left * scale, (bottom + SWATCH_PT[1] // 2) * scale)
            look = actor.GetTextProperty()
            look.SetFontSize(FONT_PT)
            look.SetColor(style.TEXT)
            # Readable over pale bone too.
            look.SetBackgroundColor(style.BACKGROUND_BOTTOM)
            look.SetBackgroundOpacity(0.6)
            look.SetVerticalJustificationToCentered()
            self._overlay.AddViewProp(actor)
            self._actors.append(actor)

    def paint(self, picture: np.ndarray) -> None:
        """Put the swatches into a picture (height, width, 3) uint8 at one pixel to a point."""
        width, height = SWATCH_PT
        for line, bottom in self._places():
            if line.grade is not None:
                top = len(picture) - bottom - height
                picture[top : top + height, MARGIN_PT : MARGIN_PT + width] = swatch(line.grade)

    def _places(self) -> list[tuple[Line, int]]:
        """Each line and the height of its lower edge above the picture's."""
        count = len(self._lines)
        return [(line, MARGIN_PT + LINE_PT * (count - 1 - k)) for k, line in enumerate(self._lines)]


def swatch(grade: str, oversampling: int = 4) -> np.ndarray:
    """A sample of a grade's colour and pattern with its outline, (height, width, 3) uint8."""
    width, height = SWATCH_PT
    y, x = np.mgrid[0 : height * oversampling, 0 : width * oversampling] / oversampling
    stripes = ((x + y) / 6.0) % 1.0 < 0.4
    dots = np.hypot((x % 6.0) - 3.0, (y % 6.0) - 3.0) < 1.4
    look = style.PAIN[grade]
    pixels = np.where((stripes if grade == "spillover" else dots)[..., None], look.pattern, look.area)
    edge = (x < 1.5) | (x >= width - 1.5) | (y < 1.5) | (y >= height - 1.5)
    pixels[edge] = style.PAIN_OUTLINE
    fine = pixels.reshape(height, oversampling, width, oversampling, 3)
    return np.rint(255.0 * fine.mean(axis=(1, 3))).astype(np.uint8)
