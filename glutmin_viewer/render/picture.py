"""Still pictures without a screen: a scene as an RGB array or a PNG file.

Pictures are drawn at twice the size and averaged: that smooths edges, textures and shaded contours alike, which
multisampling does not, and goes together with exact translucency.
"""

from __future__ import annotations

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
from glutmin_viewer.render.legend import Legend
from glutmin_viewer.render.scene import REFERENCE_DPI
from glutmin_viewer.render.stage import Stage

Size = tuple[int, int]

OVERSAMPLING = 2
SIZE_RANGE_PX = (64, 4096)


class Studio:
    """An off-screen window that takes pictures of frames; use it as a context manager."""

    def __init__(self, size: Size) -> None:
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
        self._legend = Legend(self.stage.scene.overlay)

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stage.close()

    def picture(self, frame: Frame, camera: Camera) -> np.ndarray:
        """(height, width, 3) uint8, first row on top."""
        width, height = self._size
        self.stage.show(frame)
        self._legend.show(frame, height, OVERSAMPLING)
        self.stage.scene.set_camera(camera, width / height)
        self.stage.window.Render()
        n = OVERSAMPLING
        pixels = vtkUnsignedCharArray()
        self.stage.window.GetPixelData(0, 0, n * width - 1, n * height - 1, 0, pixels, 0)
        large = vtk_to_numpy(pixels).reshape(height, n, width, n, 3)
        picture = np.ascontiguousarray(np.rint(large.mean(axis=(1, 3)))[::-1].astype(np.uint8))
        self._legend.paint(picture)
        return picture


def _window() -> vtkRenderWindow:
    """A window of whatever kind works here, chosen by VTK; it tries an X server first, and warns where none is."""
    verbosity = vtkLogger.GetCurrentVerbosityCutoff()
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    try:
        return vtkRenderWindow()
    finally:
        vtkLogger.SetStderrVerbosity(verbosity)


def render_picture(atlas: Atlas, document: Document, size: Size) -> np.ndarray:
    """The picture of a document, (height, width, 3) uint8; without a camera, the first view of its side."""
    with Studio(size) as studio:
        camera = document.camera or first_camera(document.scene)
        return studio.picture(Composer(atlas)(document.scene), camera)


def save_picture(path: Path, atlas: Atlas, document: Document, size: Size) -> None:
    """Render a document into a PNG file, which appears only once it is whole."""
    write_png(path, render_picture(atlas, document, size))


def write_png(path: Path, picture: np.ndarray) -> None:
    """Write a (height, width, 3) uint8 picture; an existing file is replaced only once the new one is whole."""
    height, width, _ = picture.shape
    image = vtkImageData()
    image.SetDimensions(width, height, 1)
    image.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(picture[::-1]).reshape(-1, 3), deep=True))
    writer = vtkPNGWriter()
    writer.WriteToMemoryOn()
    writer.SetInputData(image)
    writer.Write()
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_bytes(vtk_to_numpy(writer.GetResult()).tobytes())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written ({error.strerror}): choose another place.") from None
