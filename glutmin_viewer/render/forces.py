"""Forces, their levers and captions, drawn over everything that may hide them, each with its figure.

Words stand over what they name, those of levers under it, and give way to each other up or down (`place_words`): each
always to its own side, so that none jumps while a motion plays. Captions stand over all of their figure and no words
get over them: the upper edge of the picture is kept for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import vtkmodules.vtkRenderingFreeType  # noqa: F401  (registers what measures words)
from vtkmodules.vtkRenderingCore import (
    vtkActor2D,
    vtkCoordinate,
    vtkProp,
    vtkRenderer,
    vtkTextMapper,
    vtkTextProperty,
    vtkTextRenderer,
)

from glutmin_viewer.content import content
from glutmin_viewer.core.frame import Item, structure_of
from glutmin_viewer.core.stance import in_tens
from glutmin_viewer.render import style
from glutmin_viewer.render.box import Box
from glutmin_viewer.render.lines import picture_from_world
from glutmin_viewer.render.solids import ACROSS, ALONG, END, FORWARD, START, Solids, joined, rod, vectors

FONT_PT, CAPTION_PT = 13, 16
# How far words stand over what they name (or under it), in points of the screen.
OVER_PT = {"caption": 20, "force": 12, "lever.weight": -14, "lever.abductors": -20}
GAP_PT, EDGE_PT = 3.0, 4.0  # between words, and to the picture's edges
TOP_PT, SIDE_PT = 40.0, 150.0  # height of what is kept for captions, and width of where the side is named in it
HEAD_SHARE, HEAD_WIDTH = 0.22, 2.6  # of an arrow's length and of its shaft

_ALONG, _ACROSS = (ACROSS, ALONG, FORWARD), (ALONG, ACROSS, -FORWARD)
_NECK, _HALF = HEAD_SHARE * START + (1.0 - HEAD_SHARE) * END, style.LEVER_END_MM / style.LEVER_MM * ACROSS
ARROW = joined(rod(START, _NECK, _ALONG), rod(_NECK, END, _ALONG, HEAD_WIDTH, pointed=True))
LEVER = joined(rod(START, END, _ALONG), *(rod(at - _HALF, at + _HALF, _ACROSS) for at in (START, END)))
SHAPES = {"force": ARROW, "lever": LEVER}


class ForceMark:
    """An arrow for a force, the thicker the stronger; a bar with ends for its lever; or a caption alone.

    Its words are drawn by its actors, its shape, with others, by `show_solids`. place: what the words name, mm in the
    world. along: the line of the shape.
    """

    def __init__(self, item: Item) -> None:
        self._item, name = item, structure_of(item.id).partition(".")[2]
        self.shape = SHAPES.get(item.kind)
        self.place: Sequence[float] = (0.0, 0.0, 0.0)
        self.along = vectors(self.place, self.place, 0.0)
        self.colour: style.Colour = style.MARK_CHOSEN
        self._words, self._text = vtkActor2D(), vtkTextMapper()
        self._words.SetMapper(self._text)
        # They go with what they stand on. An actor that is moved itself has its words measured and handed over anew.
        self._middle = vtkCoordinate()
        self._middle.SetCoordinateSystemToDisplay()
        self._words.GetPositionCoordinate().SetReferenceCoordinate(self._middle)
        look = self.look
        look.SetBackgroundOpacity(0.8)
        look.SetVerticalJustificationToCentered()
        look.SetJustificationToCentered()
        look.BoldOn()
        look.SetFontSize(CAPTION_PT if item.kind == "caption" else FONT_PT)
        self._measured: tuple[str, int] | None = None
        self._size = 0.0, 0.0
        self._name, self._over = name, OVER_PT.get(item.kind, OVER_PT.get(f"{item.kind}.{name}", 0))

    def set_backdrop(self, backdrop: style.Backdrop) -> None:
        """Let the mark be seen and its words be read before another ground."""
        colour = backdrop.forces.get(self._name)
        if colour is not None:
            self.colour = colour
        look = self.look
        look.SetColor(backdrop.words if colour is None else [backdrop.ink * share for share in colour])
        look.SetBackgroundColor(backdrop.behind)

    @property
    def is_caption(self) -> bool:
        return self._item.kind == "caption"

    @property
    def actors(self) -> tuple[vtkProp, ...]:
        return (self._words,)

    @property
    def look(self) -> vtkTextProperty:
        """How its words are written."""
        return self._text.GetTextProperty()

    @property
    def told(self) -> str:
        """Its words on the picture."""
        return self._text.GetInput() or ""

    def show(self, item: Item) -> None:
        """Bring the mark to an item of the same id."""
        assert item.points is not None
        self._item = item
        self.place, *ends = item.points.tolist()
        if item.kind == "force":
            thick_mm = min(style.FORCE_MM_PER_N * item.amount, style.FORCE_THICKEST_MM)
            self.along = vectors(self.place, *ends, thick_mm)
        elif item.kind == "lever":
            self.along = vectors(self.place, *ends, style.LEVER_MM)
            self.place = [0.5 * (a + b) for a, b in zip(self.place, *ends, strict=True)]

    def tell(self) -> None:
        """Bring the words to the item shown last; until then the earlier ones move with it."""
        words = self._words_of(self._item)
        if words != self.told:
            self._text.SetInput(words)

    @property
    def over_pt(self) -> int:
        """How far over it they stand where there is room; under it where negative."""
        return self._over

    def size(self, dpi: int) -> tuple[float, float]:
        """Width and height of the words that are told, pixels."""
        told = self.told, dpi
        if told != self._measured:
            box = [0, 0, 0, 0]
            vtkTextRenderer.GetInstance().GetBoundingBox(self.look, told[0], box, dpi)
            self._measured, self._size = told, (box[1] - box[0] + 1.0, box[3] - box[2] + 1.0)
        return self._size

    def write(self, middle: tuple[float, float] | None) -> None:
        """Let the middle of the words stand on the picture, pixels; nowhere for None."""
        self._words.SetVisibility(middle is not None)
        if middle is not None:
            self._middle.SetValue(round(middle[0]), round(middle[1]), 0.0)

    def _words_of(self, item: Item) -> str:
        words = content().ui
        if item.kind == "caption":
            return words[f"caption_{self._name}"]
        if item.kind == "lever":
            return words["force_lever"].format(mm=f"{item.amount:.0f}")
        return words[f"force_{self._name}"].format(newtons=in_tens(item.amount))


def show_solids(marks: Sequence[ForceMark], solids: Solids) -> None:
    """Draw the arrows and bars of marks, as they were shown last."""
    of_shapes = [(shape, [mark for mark in marks if mark.shape is shape]) for shape in (ARROW, LEVER)]
    drawn = [(shape, [mark.along for mark in of], [mark.colour for mark in of]) for shape, of in of_shapes if of]
    if drawn:
        solids.show(drawn)
    else:
        solids.hide()


def place_words(marks: Sequence[ForceMark], renderer: vtkRenderer, scale: float) -> list[Box]:
    """Let no words cover others, whatever the camera and the size of the picture; where they stand then.

    Those of what is beside the picture are not seen. scale: pixels to a point of the screen.
    """
    view, (width, height) = picture_from_world(renderer), renderer.GetSize()
    dpi, half_gap, edge = renderer.GetRenderWindow().GetDPI(), 0.5 * GAP_PT * scale, EDGE_PT * scale
    seen = (np.array([mark.place for mark in marks]) @ view[:, :3].T + view[:, 3]).tolist()
    taken: list[Box] = []
    captions: list[Box] = []
    for mark, (x, y, _, w) in sorted(zip(marks, seen, strict=True), key=lambda entry: not entry[0].is_caption):
        wide, high = (0.5 * extent + half_gap for extent in mark.size(dpi))
        if max(abs(x), abs(y)) > w:
            mark.write(None)
            continue
        at = (x / w + 1.0) * 0.5 * width, (y / w + 1.0) * 0.5 * height
        across = _within(at[0], wide + edge, width - wide - edge)
        beside = [box for box in taken if abs(box.x - across) < box.half_width + wide]
        top = height - (edge if mark.is_caption and across - wide > SIDE_PT * scale else TOP_PT * scale)
        if not mark.is_caption:
            top = min([top, *(box.y - box.half_height for box in captions if box in beside)])
        up = _within(at[1] + mark.over_pt * scale, high + edge, top - high)
        middle = _free(up, high, beside, 1.0 if mark.over_pt >= 0 else -1.0, (edge, top))
        taken.append(Box(across, middle, wide, high))
        if mark.is_caption:
            captions.append(taken[-1])
        mark.write((across, middle))
    return taken


def _free(wanted: float, half: float, beside: Sequence[Box], sign: float, bounds: tuple[float, float]) -> float:
    """The height nearest to the wanted one, upward (sign 1) or downward (-1), at which so much over and under it is
    free; the other way where that leaves the picture, if there is room."""
    ways = [_pushed(wanted, half, beside, way) for way in (sign, -sign)]
    low, high = bounds
    return next((at for at in ways if low <= at - half and at + half <= high), ways[0])


def _pushed(middle: float, half: float, beside: Sequence[Box], sign: float) -> float:
    for box in sorted(beside, key=lambda box: sign * box.y):
        if abs(box.y - middle) < box.half_height + half:
            middle = box.y + sign * (box.half_height + half)
    return middle


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))
