"""The colours of the picture as swatches for panels and keys."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from PySide6.QtGui import QColor, QImage, QPixmap

from glutmin_viewer.core.frame import TRIGGER_POINT
from glutmin_viewer.render import style
from glutmin_viewer.render.legend import swatch
from glutmin_viewer.ui.theme import scaled

SIZE_PT, DENSITY = 20, 2  # pixels to a point: sharp on a fine screen too


def colour_of(kind: str, group: str | None = None) -> QColor:
    """The colour in which an item of a kind (and a group of fibres) is drawn."""
    if kind == TRIGGER_POINT and group is not None:
        return QColor.fromRgbF(*style.MARK_COLOURS[group])
    return QColor.fromRgbF(*style.material(kind, group).colour)


def attachment_colours() -> tuple[QColor, QColor]:
    """The colours in which origins and insertions are painted on the bones."""
    origin, insertion = (QColor.fromRgbF(*colour) for colour in style.ATTACHMENT_COLOURS)
    return origin, insertion


def pain_swatch(name: str) -> QPixmap:
    """The colour and pattern of a grade of pain: solid, striped or dotted."""
    return _pixmap(name)


def marking_swatch(name: Literal["cause", "painted"]) -> QPixmap:
    """A piece of skin in the area of another cause, or painted as painful."""
    return _pixmap(name)


def tender_swatch() -> QPixmap:
    """The colour of a muscle where it is tender."""
    return _pixmap("tender")


@cache
def _sample(name: str, size_pt: int) -> np.ndarray:
    """The one that a saved picture's key has too."""
    return swatch(name, (size_pt, size_pt), DENSITY)


def _pixmap(name: str) -> QPixmap:
    """As large as words are now."""
    sample = _sample(name, scaled(SIZE_PT))
    height, width, _ = sample.shape
    pixmap = QPixmap.fromImage(QImage(sample.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888))
    pixmap.setDevicePixelRatio(DENSITY)
    return pixmap
