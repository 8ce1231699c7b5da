"""The words in a picture of a film: a title at its upper edge, and lines to be read where there are any."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from vtkmodules.vtkRenderingCore import vtkRenderer, vtkTextActor

from glutmin_viewer.render import style

# Sizes as shares of the picture's height, and what they need of its width; all drawing choices.
TITLE, LINE, TOP = 0.042, 0.030, 0.028
LEAST_PT = 8
SIDES = 0.30  # of the width, left to the side's label and the cube
LETTER = 0.56  # how wide a letter is, in heights of the type
LINES_TOP = 0.16
COLUMN = 0.7  # of the width, for lines


class Caption:
    """Two texts of the overlay renderer, unseen until there is something to say."""

    def __init__(self, overlay: vtkRenderer, backdrop: style.Backdrop = style.DARK) -> None:
        self._title, self._lines = _text(backdrop, 0.55), _text(backdrop, 0.85)
        self._title.GetTextProperty().BoldOn()
        self._title.GetTextProperty().SetJustificationToCentered()
        for actor in (self._title, self._lines):
            overlay.AddViewProp(actor)

    def show(self, title: str, lines: Sequence[str], size: tuple[int, int], scale: int) -> None:
        """Set the words for a picture of a size in points, drawn with `scale` pixels to a point."""
        width, height = size
        room = (1.0 - SIDES) * width
        pt = min(TITLE * height, room / (LETTER * max(len(title), 1)))
        _say(self._title, title, pt, width * scale / 2, (1.0 - TOP) * height * scale)
        pt = LINE * height
        letters = max(int(COLUMN * width / (LETTER * pt)), 20)
        words = "\n".join(part for line in lines for part in textwrap.wrap(line, letters, subsequent_indent="   "))
        _say(self._lines, words, pt, (1.0 - COLUMN) / 2 * width * scale, (1.0 - LINES_TOP) * height * scale)


def _text(backdrop: style.Backdrop, opacity: float) -> vtkTextActor:
    actor = vtkTextActor()
    look = actor.GetTextProperty()
    look.SetColor(backdrop.words)
    look.SetBackgroundColor(backdrop.behind)
    look.SetBackgroundOpacity(opacity)
    look.SetVerticalJustificationToTop()
    look.SetLineSpacing(1.25)
    actor.VisibilityOff()
    return actor


def _say(actor: vtkTextActor, words: str, pt: float, x: float, y: float) -> None:
    actor.SetVisibility(bool(words))
    actor.SetInput(words)
    actor.GetTextProperty().SetFontSize(max(round(pt), LEAST_PT))
    actor.SetDisplayPosition(round(x), round(y))
