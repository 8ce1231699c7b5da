"""The key to a still picture: whose pain is drawn, and where else it hurts, what each pattern means, the scale of
coloured muscles, and where forces and measurements come from.

In the window these stand in the panels beside the picture; a saved picture travels alone.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkTextActor

from glutmin_viewer.content import Term, content, inside, number
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.colouring import ENDS, UNITS, ColourBy
from glutmin_viewer.core.fibres import AXES
from glutmin_viewer.core.frame import RULER, TRIGGER_POINT, Frame
from glutmin_viewer.core.navigation import pan
from glutmin_viewer.core.pose import OPPOSITE
from glutmin_viewer.core.stance import stance_data
from glutmin_viewer.core.views import clear_at_sides
from glutmin_viewer.render import style

SWATCH_PT, LINE_PT, MARGIN_PT = (30, 18), 28, 16
FONT_PT = 15
LEAST_HEIGHT_PT = 300  # in a smaller picture the key would cover the anatomy
LETTER = 0.52  # how wide a letter is, in heights of the type
LOW = 0.35  # of a picture's height, where the key stands
WIDE_PT, LEAST_PT = 250, 150  # of the key beside two figures: as it is wanted, and at least
GAP_PT, CUBE_PT = 10, 120  # what is left to figures, and to the cube
BACKING = 0.6  # opacity of the ground behind words
OVERSAMPLING = 4  # of swatches, for smooth edges


@dataclass(frozen=True)
class Line:
    """A line of the key: its words, and what stands before them, if any: the swatch of that name (see `swatch`), or the
    piece of the colour scale about a place (-1..1) on it."""

    words: str
    swatch: str | None = None
    value: float | None = None


def lines(frame: Frame) -> list[Line]:
    """What the key says of a frame, from top to bottom; nothing where no pain, scale, force or measurement is drawn."""
    pain = _pain_lines(frame) + _marked_lines(frame)
    if pain:
        pain.append(Line(content().ui["educational"]))
    return pain + _scale_lines(frame) + _force_lines(frame) + _ruler_lines(frame)


def _with_badge(term: Term) -> str:
    """The name of what is drawn, and what kind of claim that is."""
    return f"{term.name} ({inside(content().badges[term.badge])})"


def scale_words(by: ColourBy) -> tuple[str, str, str]:
    """What the ends and the middle of a colour scale mean, from its negative end up."""
    words, end = content().ui, number(ENDS[by])
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
        Line(words["key_forces"].format(kg=number(frame.balances[0].mass_kg))),
        Line(words["key_contact"].format(level=level, drops=drops)),
        Line(words["key_measured"].format(percent=f"{measured.walking_percent_bw:.0f}")),
    ]


def _ruler_lines(frame: Frame) -> list[Line]:
    return [Line(content().ui["key_rulers"])] if any(item.kind == RULER for item in frame.items) else []


def _pain_lines(frame: Frame) -> list[Line]:
    chosen = next((item for item in frame.items if item.kind == TRIGGER_POINT and item.selected), None)
    words = content()
    drawn = [Line(words.ui[grade], grade) for grade in frame.drawn_grades]
    if frame.shows_tenderness:
        drawn.append(Line(words.ui["key_tender"], "tender"))
    if not drawn:
        return []
    if chosen is None or chosen.group is None:
        return drawn
    term = words.referral[chosen.group]
    return [Line(_with_badge(term)), *drawn]


def _marked_lines(frame: Frame) -> list[Line]:
    """The other cause, with what its area rests on, and what is painted, where there is a skin to show them."""
    if all(item.marked is None for item in frame.items):
        return []
    words = content()
    found = []
    if frame.cause is not None:
        term = words.causes[frame.cause]
        found.append(Line(_with_badge(term), "cause"))
    if frame.painted:
        found.append(Line(words.ui["key_painted"], "painted"))
    return found


class Legend:
    """Draws the words in the overlay; the swatches are painted on the finished picture, on whole pixels.

    backing: opacity of the ground behind the words.
    """

    def __init__(self, overlay: vtkRenderer, backdrop: style.Backdrop = style.DARK, backing: float = BACKING) -> None:
        self._overlay, self._backdrop, self._backing = overlay, backdrop, backing
        self._actors: list[vtkTextActor] = []
        self._lines: list[Line] = []

    def show(self, frame: Frame, room: int, height: int, scale: int) -> None:
        """Set the words for a picture `height` points high, drawn with `scale` pixels to a point; room: the width of
        lines, points."""
        for actor in self._actors:
            self._overlay.RemoveViewProp(actor)
        self._actors = []
        fitting = (height - 2 * MARGIN_PT) // LINE_PT if height >= LEAST_HEIGHT_PT else 0
        self._lines = [part for line in lines(frame) for part in _wrapped(line, room)][:fitting]
        for line, bottom in self._places():
            actor = vtkTextActor()
            actor.SetInput(line.words)
            left = MARGIN_PT + (SWATCH_PT[0] + 10 if line.swatch or line.value is not None else 0)
            actor.SetDisplayPosition(left * scale, (bottom + SWATCH_PT[1] // 2) * scale)
            look = actor.GetTextProperty()
            look.SetFontSize(FONT_PT)
            look.SetColor(self._backdrop.words)
            # Readable over pale bone too.
            look.SetBackgroundColor(self._backdrop.behind)
            look.SetBackgroundOpacity(self._backing)
            look.SetVerticalJustificationToCentered()
            self._overlay.AddViewProp(actor)
            self._actors.append(actor)

    def paint(self, picture: np.ndarray) -> None:
        """Put the swatches into a picture (height, width, 3 or 4) uint8 at one pixel to a point."""
        width, height = SWATCH_PT
        for line, bottom in self._places():
            middle = len(picture) - bottom - height // 2
            if line.swatch is not None:
                patch = swatch(line.swatch)
            elif line.value is not None:
                patch = scale_swatch(line.value)
            else:
                continue
            top = middle - len(patch) // 2
            place = picture[top : top + len(patch), MARGIN_PT : MARGIN_PT + width]
            place[..., :3], place[..., 3:] = patch, 255

    def _places(self) -> list[tuple[Line, int]]:
        """Each line and the height of its lower edge above the picture's."""
        count = len(self._lines)
        return [(line, MARGIN_PT + LINE_PT * (count - 1 - k)) for k, line in enumerate(self._lines)]


def laid_out(frame: Frame, camera: Camera, size: tuple[int, int]) -> tuple[Camera, int]:
    """Where a picture of a size in points is taken from so that its key finds room, and how wide lines of that can be.

    The key stands beside two figures, which go to the right for it as far as the picture has room.
    """
    (width, height), room = size, size[0] - MARGIN_PT - CUBE_PT
    if not frame.balances:
        return camera, room
    left = width * clear_at_sides(frame, camera, width / height, LOW)[0] - MARGIN_PT - GAP_PT
    spare = width * clear_at_sides(frame, camera, width / height)[1] - MARGIN_PT
    shift = max(min(WIDE_PT - left, spare), 0.0)
    if left + shift < LEAST_PT:
        return camera, room
    return pan(camera, shift / min(width, height), 0.0), round(left + shift)


def _wrapped(line: Line, room: int) -> list[Line]:
    """A line in as many as it needs; one with a swatch stays whole."""
    if line.swatch is not None or line.value is not None:
        return [line]
    letters = max(int(room / (LETTER * FONT_PT)), 1)
    return [Line(part) for part in textwrap.wrap(line.words, letters, subsequent_indent="   ")]


def scale_swatch(value: float) -> np.ndarray:
    """The piece of the colour scale about a place on it, (LINE_PT, width, 3) uint8: lines make up the whole scale."""
    places = value + 0.5 * (0.5 - (np.arange(LINE_PT) + 0.5) / LINE_PT)
    colours = np.rint(255.0 * style.diverging(np.clip(places, -1.0, 1.0))).astype(np.uint8)
    return np.repeat(colours[:, None], SWATCH_PT[0], axis=1)


def swatch(name: str, size_pt: tuple[int, int] = SWATCH_PT, density: int = 1) -> np.ndarray:
    """A sample of what is drawn, with its outline, (height, width, 3) uint8 with `density` pixels to a point.

    name: a grade of pain, "tender" for the muscle, or "cause" or "painted" for what lies over skin.
    """
    fine = density * OVERSAMPLING
    width, height = size_pt
    y, x = (np.mgrid[0 : height * fine, 0 : width * fine] + 0.5) / fine
    edge = np.minimum(np.minimum(x, width - x), np.minimum(y, height - y))
    markings = {"cause": style.CAUSE, "painted": style.PAINTED}
    if name in markings:
        pixels = _marking(markings[name], x, y, edge, hatched=name == "cause")
    else:
        pixels = _grade(name, x, y) if name in style.PAIN else np.full((*x.shape, 3), style.TENDER)
        pixels[edge < 1.5] = style.PAIN_OUTLINE
    pixels = pixels.reshape(height * density, OVERSAMPLING, width * density, OVERSAMPLING, 3)
    return np.rint(255.0 * pixels.mean(axis=(1, 3))).astype(np.uint8)


def _grade(name: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Area and pattern of a grade of pain; that of the essential one is all of one colour."""
    stripes = ((x + y) / 6.0) % 1.0 < 0.4
    dots = np.hypot((x % 6.0) - 3.0, (y % 6.0) - 3.0) < 1.4
    look = style.PAIN[name]
    return np.where((stripes if name == "spillover" else dots)[..., None], look.pattern, look.area)


def _marking(look: style.Marking, x: np.ndarray, y: np.ndarray, edge: np.ndarray, hatched: bool) -> np.ndarray:
    """Tinted skin with the border of a marking around it, `edge` points from it, and lines across it if hatched."""
    skin = np.array(style.SKIN.colour)
    pixels = np.full((*x.shape, 3), skin + look.cover * (np.array(look.tint) - skin))
    if hatched:
        from_line = np.abs(((x - y) / 10.0) % 1.0 - 0.5)
        pixels[from_line < 0.22] = look.rim
        pixels[from_line < 0.12] = look.line
    pixels[edge < look.outline_px + 1.4] = look.rim
    pixels[np.abs(edge - 0.7 - look.outline_px / 2.0) < look.outline_px / 2.0] = look.line
    return pixels
