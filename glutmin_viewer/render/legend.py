"""The key to a still picture: whose pain is drawn and what each pattern means, the scale of coloured muscles, and where
forces come from.

In the window these stand in the panels beside the picture; a saved picture travels alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkTextActor

from glutmin_viewer.content import content
from glutmin_viewer.core.colouring import ENDS, UNITS, ColourBy
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.frame import TRIGGER_POINT, Frame
from glutmin_viewer.core.pose import OPPOSITE
from glutmin_viewer.core.stance import stance_data
from glutmin_viewer.render import style

SWATCH_PT, LINE_PT, MARGIN_PT = (30, 18), 28, 16
FONT_PT = 15
LEAST_HEIGHT_PT = 300  # in a smaller picture the key would cover the anatomy


@dataclass(frozen=True)
class Line:
    """A line of the key: its words, and what stands before them, if any: the swatch of a grade of pain, or the piece
    of the colour scale about a place (-1..1) on it."""

    words: str
    grade: str | None = None
    value: float | None = None


def lines(frame: Frame) -> list[Line]:
    """What the key says of a frame, from top to bottom; nothing where no pain, scale or force is drawn."""
    return _pain_lines(frame) + _scale_lines(frame) + _force_lines(frame)


def scale_words(by: ColourBy) -> tuple[str, str, str]:
    """What the ends and the middle of a colour scale mean, from its negative end up."""
    words, end = content().ui, f"{ENDS[by]:g}"
    if by not in AXES:
        return words["shorter"].format(percent=end), words["unchanged"], words["longer"].format(percent=end)
    back = next(word for word, axis in OPPOSITE.items() if axis == by)
    low, high = (f"{end} {UNITS[by]}, {words[direction]}" for direction in (back, by))
    return low, words["no_lever"], high


def _scale_lines(frame: Frame) -> list[Line]:
    if all(item.value is None for item in frame.items):
        return []
    low, middle, high = scale_words(frame.colour_by)
    places = {1.0: high, 0.5: "", 0.0: middle, -0.5: "", -1.0: low}
    title = content().ui[f"colour_by_{frame.colour_by}"]
    return [Line(title), *(Line(words, value=place) for place, words in places.items())]


def _force_lines(frame: Frame) -> list[Line]:
    if not frame.balances:
        return []
    words, measured = content().ui, stance_data().measured_contact
    level, drops = (f"{found.contact_percent_bw:.0f}" for found in frame.balances)
    return [
        Line(words["key_forces"].format(kg=f"{frame.balances[0].mass_kg:g}")),
        Line(words["key_contact"].format(level=level, drops=drops)),
        Line(words["key_measured"].format(percent=f"{measured.walking_percent_bw:.0f}")),
    ]


def _pain_lines(frame: Frame) -> list[Line]:
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
            left = MARGIN_PT + (SWATCH_PT[0] + 10 if line.grade or line.value is not None else 0)
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
            middle = len(picture) - bottom - height // 2
            if line.grade is not None:
                patch = swatch(line.grade)
            elif line.value is not None:
                patch = scale_swatch(line.value)
            else:
                continue
            top = middle - len(patch) // 2
            picture[top : top + len(patch), MARGIN_PT : MARGIN_PT + width] = patch

    def _places(self) -> list[tuple[Line, int]]:
        """Each line and the height of its lower edge above the picture's."""
        count = len(self._lines)
        return [(line, MARGIN_PT + LINE_PT * (count - 1 - k)) for k, line in enumerate(self._lines)]


def scale_swatch(value: float) -> np.ndarray:
    """The piece of the colour scale about a place on it, (LINE_PT, width, 3) uint8: lines make up the whole scale."""
    places = value + 0.5 * (0.5 - (np.arange(LINE_PT) + 0.5) / LINE_PT)
    colours = np.rint(255.0 * style.diverging(np.clip(places, -1.0, 1.0))).astype(np.uint8)
    return np.repeat(colours[:, None], SWATCH_PT[0], axis=1)


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
