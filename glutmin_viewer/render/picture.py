"""Still pictures without a screen: a scene as an RGB array or a PNG file.

Pictures are drawn at twice the size and averaged: that smooths edges, textures and shaded contours alike, which
multisampling does not, and goes together with exact translucency. One on a transparent ground is taken twice, before
black and before white: what differs between the two is how much of the ground is seen, however it shines through.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkLogger, vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkIOImage import vtkPNGWriter
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.core.whole_file import whole_file
from glutmin_viewer.render.caption import Caption
from glutmin_viewer.render.legend import BACKING, Legend
from glutmin_viewer.render.scene import REFERENCE_DPI
from glutmin_viewer.render.stage import Stage
from glutmin_viewer.render.style import DARK, Backdrop

Size = tuple[int, int]

OVERSAMPLING = 2
SIZE_RANGE_PX = (64, 4096)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


class Studio:
    """An off-screen window that takes pictures of frames; use it as a context manager.

    transparent: whether the ground is left out. labels: whether side, cube, names and key are drawn. backdrop: the
    ground, and the words before it.
    """

    def __init__(self, size: Size, transparent: bool = False, labels: bool = True, backdrop: Backdrop = DARK) -> None:
        low, high = SIZE_RANGE_PX
        if not all(low <= n <= high for n in size):
            raise InputError(
                f"a picture of {size[0]}x{size[1]} pixels cannot be made: choose {low} to {high} each way."
            )
        self._size = size
        window = _window()
        window.SetOffScreenRendering(True)
        window.SetSize(*(OVERSAMPLING * n for n in size))
        window.SetDPI(round(OVERSAMPLING * REFERENCE_DPI))
        self.stage = Stage(window)
        self.stage.scene.set_still(True)
        self.stage.set_backdrop(backdrop)
        self._transparent, self._backdrop = transparent, backdrop
        self.stage.orientation.set_visible(labels)
        if transparent:
            self.stage.orientation.back(1.0)
        overlay = self.stage.scene.overlay
        self._legend = Legend(overlay, backdrop, 1.0 if transparent else BACKING) if labels else None
        self._caption = Caption(overlay, backdrop)

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stage.close()

    def picture(self, frame: Frame, camera: Camera, title: str = "", told: Sequence[str] = ()) -> np.ndarray:
        """(height, width, 3) uint8, first row on top; (height, width, 4) with opacity on a transparent ground.

        title: words at the upper edge; told: lines to be read under it.
        """
        width, height = self._size
        self.stage.show(frame if self._legend is not None else replace(frame, labels=False))
        if self._legend is not None:
            self._legend.show(frame, height, OVERSAMPLING)
        self._caption.show(title, told, self._size, OVERSAMPLING)
        self.stage.scene.set_camera(camera, width / height)
        if not self._transparent:
            return self._taken()
        before = []
        for ground in (BLACK, WHITE):
            self.stage.scene.set_backdrop(replace(self._backdrop, bottom=ground, top=ground))
            before.append(self._taken())
        return cut_out(*before)

    def _taken(self) -> np.ndarray:
        width, height = self._size
        self.stage.window.Render()
        n = OVERSAMPLING
        pixels = vtkUnsignedCharArray()
        self.stage.window.GetPixelData(0, 0, n * width - 1, n * height - 1, 0, pixels, 0)
        large = vtk_to_numpy(pixels).reshape(height, n, width, n, 3)
        picture = np.ascontiguousarray(np.rint(large.mean(axis=(1, 3)))[::-1].astype(np.uint8))
        if self._legend is not None:
            self._legend.paint(picture)
        return picture


def cut_out(before_black: np.ndarray, before_white: np.ndarray) -> np.ndarray:
    """Colour and opacity (height, width, 4) uint8 of what was taken before both, (height, width, 3) uint8."""
    dark, bright = before_black.astype(np.float32), before_white.astype(np.float32)
    opacity = np.clip(255.0 - (bright - dark).mean(axis=2, keepdims=True), 0.0, 255.0)
    colour = np.clip(255.0 * dark / np.maximum(opacity, 1.0), 0.0, 255.0)
    return np.rint(np.concatenate([colour, opacity], axis=2)).astype(np.uint8)


def _window() -> vtkRenderWindow:
    """A window of whatever kind works here, chosen by VTK; it tries an X server first, and warns where none is."""
    verbosity = vtkLogger.GetCurrentVerbosityCutoff()
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    try:
        return vtkRenderWindow()
    finally:
        vtkLogger.SetStderrVerbosity(verbosity)


def render_picture(
    atlas: Atlas, document: Document, size: Size, transparent: bool = False, labels: bool = True
) -> np.ndarray:
    """The picture of a document as `Studio.picture` takes it; without a camera, the first view of its side."""
    with Studio(size, transparent, labels) as studio:
        camera = document.camera or first_camera(document.scene)
        return studio.picture(Composer(atlas)(document.scene), camera)


def save_picture(
    path: Path, atlas: Atlas, document: Document, size: Size, transparent: bool = False, labels: bool = True
) -> None:
    """Render a document into a PNG file, which appears only once it is whole."""
    write_png(path, render_picture(atlas, document, size, transparent, labels))


def draw(
    path: Path,
    frame: Frame,
    camera: Camera,
    size: Size,
    transparent: bool = False,
    labels: bool = True,
    backdrop: Backdrop = DARK,
) -> Generator[float, None, None]:
    """Draw a frame into a PNG file; the share done after every part of the work, which ends where one stops asking."""
    with whole_file(path) as temporary:
        yield 0.0  # so that whoever waits sees that it has begun
        with Studio(size, transparent, labels, backdrop) as studio:
            picture = studio.picture(frame, camera)
        yield 0.8
        temporary.write_bytes(png(picture))
        yield 1.0


def write_png(path: Path, picture: np.ndarray) -> None:
    """Write a picture as `Studio.picture` gives it; an existing file is replaced only once the new one is whole."""
    with whole_file(path) as temporary:
        temporary.write_bytes(png(picture))


def png(picture: np.ndarray) -> bytes:
    """A picture, (height, width, 3 or 4) uint8 with the first row on top, as the bytes of a PNG file."""
    height, width, channels = picture.shape
    image = vtkImageData()
    image.SetDimensions(width, height, 1)
    image.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(picture[::-1]).reshape(-1, channels), deep=True))
    writer = vtkPNGWriter()
    writer.WriteToMemoryOn()
    writer.SetInputData(image)
    writer.Write()
    return vtk_to_numpy(writer.GetResult()).tobytes()
