"""A stage brought to a frame and a camera, for tests that only pick: what is hit does not depend on what is drawn."""

from __future__ import annotations

from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.render.picture import OVERSAMPLING, Studio


def stand(studio: Studio, frame: Frame, camera: Camera) -> None:
    """As a picture is taken of it, but for the drawing."""
    width, height = studio._size
    studio.stage.show(frame)
    studio.stage.scene.set_camera(camera, width / height)
    studio.stage.window.SetSize(OVERSAMPLING * width, OVERSAMPLING * height)
    studio.stage.lay_out()
