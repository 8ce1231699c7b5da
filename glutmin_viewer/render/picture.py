"""Still pictures without a screen: a scene as an RGB array or a PNG file.

Pictures are drawn at twice the size and averaged: that smooths edges, textures and shaded contours alike, which
multisampling does not, and goes together with exact translucency. Large ones are drawn piece by piece. One on a
transparent ground is taken twice, before black and before white: what differs between the two is how much of the ground
is seen, however it shines through.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import numpy as np
from msgspec.structs import replace as changed

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.memory import Memory
from glutmin_viewer.core.steps import finished, part
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.core.whole_file import whole_file
from glutmin_viewer.render.caption import Caption
from glutmin_viewer.render.legend import BACKING, Legend, laid_out
from glutmin_viewer.render.opengl import check_opengl, offscreen
from glutmin_viewer.render.pieces import Pieces, pieces
from glutmin_viewer.render.png import ROWS, png, png_strips
from glutmin_viewer.render.scene import REFERENCE_DPI
from glutmin_viewer.render.stage import Stage
from glutmin_viewer.render.style import DARK, Backdrop

Size = tuple[int, int]

OVERSAMPLING = 2
SIZE_RANGE_PX = (64, 4096)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


def check_size(size: Size) -> None:
    """Raise InputError where a picture of so many pixels cannot be made."""
    low, high = SIZE_RANGE_PX
    if not all(low <= n <= high for n in size):
        raise InputError(f"a picture of {size[0]}x{size[1]} pixels cannot be made: choose {low} to {high} each way.")


@dataclass(frozen=True)
class Manner:
    """How a picture is made. transparent: whether the ground is left out. labels: whether side, cube, names and key are
    drawn. backdrop: the ground, and the words before it."""

    transparent: bool = False
    labels: bool = True
    backdrop: Backdrop = DARK


PLAIN = Manner()


class Studio:
    """An off-screen window that takes pictures of frames; use it as a context manager.

    Raises InputError for a size that cannot be made, and where there is no OpenGL to draw with.
    """

    def __init__(self, size: Size, manner: Manner = PLAIN) -> None:
        check_size(size)
        self._size, self._large = size, (OVERSAMPLING * size[0], OVERSAMPLING * size[1])
        window = offscreen()
        window.SetDPI(round(OVERSAMPLING * REFERENCE_DPI))
        self.stage = Stage(window)
        check_opengl(window)
        self.stage.scene.set_still(True)
        self.stage.set_backdrop(manner.backdrop)
        self._manner = manner
        self.stage.orientation.set_visible(manner.labels)
        if manner.transparent:
            self.stage.orientation.back(1.0)
        overlay, backing = self.stage.scene.overlay, 1.0 if manner.transparent else BACKING
        self._legend = Legend(overlay, manner.backdrop, backing) if manner.labels else None
        self._caption = Caption(overlay, manner.backdrop)
        self._memory = Memory()

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stage.close()

    def picture(self, frame: Frame, camera: Camera, title: str = "", told: Sequence[str] = ()) -> np.ndarray:
        """(height, width, 3) uint8, first row on top; (height, width, 4) with opacity on a transparent ground.

        title: words at the upper edge; told: lines to be read under it.
        """
        return finished(self.steps(frame, camera, title, told))

    def steps(
        self, frame: Frame, camera: Camera, title: str = "", told: Sequence[str] = ()
    ) -> Generator[float, None, np.ndarray]:
        """The same piece by piece: the share done after each, and in the end the picture."""
        width, height = self._size
        self.stage.show(frame if self._legend is not None else replace(frame, labels=False))
        if self._legend is not None:
            camera, room = self._memory.recall(
                "key", (camera, bool(frame.balances)), lambda: laid_out(frame, camera, self._size)
            )  # it keeps its place in a film
            self._legend.show(frame, room, height, OVERSAMPLING)
        self._caption.show(title, told, self._size, OVERSAMPLING)
        self.stage.scene.set_camera(camera, width / height)
        picture = np.empty((height, width, 4 if self._manner.transparent else 3), np.uint8)
        grounds = (BLACK, WHITE) if self._manner.transparent else (None,)
        todo, done = pieces(self._large), 0
        yield 0.0
        with Pieces(self.stage, self._large) as taken:
            for area in todo:
                before = []
                for ground in grounds:
                    if ground is not None:
                        self.stage.scene.set_backdrop(changed(self._manner.backdrop, bottom=ground, top=ground))
                    before.append(_averaged(taken.take(area)))
                    done += 1
                    yield done / (len(todo) * len(grounds))
                piece = cut_out(*before) if self._manner.transparent else before[0]
                left, high = area.left // OVERSAMPLING, height - area.low // OVERSAMPLING
                picture[high - len(piece) : high, left : left + piece.shape[1]] = piece
        if self._legend is not None:
            self._legend.paint(picture)
        return picture


def _averaged(large: np.ndarray) -> np.ndarray:
    """What was drawn larger, (height, width, 3) uint8 with the lowest row first, in its size, first row on top."""
    n = OVERSAMPLING
    fine = large.reshape(len(large) // n, n, large.shape[1] // n, n, 3)
    return np.ascontiguousarray(np.rint(fine.mean(axis=(1, 3)))[::-1].astype(np.uint8))


def cut_out(before_black: np.ndarray, before_white: np.ndarray) -> np.ndarray:
    """Colour and opacity (height, width, 4) uint8 of what was taken before both, (height, width, 3) uint8."""
    dark, bright = before_black.astype(np.float32), before_white.astype(np.float32)
    opacity = np.clip(255.0 - (bright - dark).mean(axis=2, keepdims=True), 0.0, 255.0)
    colour = np.clip(255.0 * dark / np.maximum(opacity, 1.0), 0.0, 255.0)
    return np.rint(np.concatenate([colour, opacity], axis=2)).astype(np.uint8)


def render_picture(atlas: Atlas, document: Document, size: Size, manner: Manner = PLAIN) -> np.ndarray:
    """The picture of a document as `Studio.picture` takes it; without a camera, the first view of its side."""
    with Studio(size, manner) as studio:
        camera = document.camera or first_camera(document.scene)
        return studio.picture(Composer(atlas)(document.scene), camera)


def save_picture(path: Path, atlas: Atlas, document: Document, size: Size, manner: Manner = PLAIN) -> None:
    """Render a document into a PNG file, which appears only once it is whole."""
    write_png(path, render_picture(atlas, document, size, manner))


def draw(path: Path, frame: Frame, camera: Camera, size: Size, manner: Manner = PLAIN) -> Generator[float, None, None]:
    """Draw a frame into a PNG file; the share done after every part of the work, which ends where one stops asking."""
    with whole_file(path) as temporary:
        yield 0.0  # so that whoever waits sees that it has begun
        with Studio(size, manner) as studio:
            picture = yield from part(studio.steps(frame, camera), 0.0, 0.9)
        strips = -(-size[1] // ROWS) + 1
        with temporary.open("wb") as file:
            for k, strip in enumerate(png_strips(picture)):
                file.write(strip)
                yield 0.9 + 0.1 * (k + 1) / strips


def write_png(path: Path, picture: np.ndarray) -> None:
    """Write a picture as `Studio.picture` gives it; an existing file is replaced only once the new one is whole."""
    with whole_file(path) as temporary:
        temporary.write_bytes(png(picture))
