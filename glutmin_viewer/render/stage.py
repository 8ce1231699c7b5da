"""A render window set up for a scene: its three layers, the scene and the orientation marker.

The window on the screen and the off-screen picture are furnished here, so that both show the same.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable

import vtkmodules.vtkRenderingFreeType
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL classes)
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from glutmin_viewer.core.frame import Frame
from glutmin_viewer.render.orientation import Orientation
from glutmin_viewer.render.scene import Scene
from glutmin_viewer.render.style import Backdrop

# VTK's dual depth peeling may leave a faded muscle under the skin out of a picture that shows a part of a figure on a
# ground (seen with 9.7.2); the older way, asked for by this name alone, draws the same otherwise.
os.environ["VTK_USE_LEGACY_DEPTH_PEELING"] = "1"


class Stage:
    """What is drawn in one window."""

    def __init__(self, window: vtkRenderWindow) -> None:
        # Multisampling is slow in software and excludes exact translucency.
        window.SetMultiSamples(0)
        window.SetNumberOfLayers(3)
        renderers = [vtkRenderer() for _ in range(3)]
        for renderer in renderers:
            window.AddRenderer(renderer)
        self.window = window
        self.scene = Scene(renderers[0], renderers[1])
        self.orientation = Orientation(self.scene, renderers[2])
        self.renderers = renderers
        self._meanwhile: Callable[[], None] | None = None
        # After those by which scene and marker lay themselves out. The renderer must not keep the stage alive.
        itself = weakref.ref(self)
        renderers[0].AddObserver("StartEvent", lambda *_: (stage := itself()) and stage._laid_out(), -1.0)

    def show(self, frame: Frame) -> None:
        """Draw a frame from the next picture on."""
        self.scene.show(frame)
        self.orientation.set_side(frame.side)
        self.orientation.set_attitude(frame.attitude)

    def set_backdrop(self, backdrop: Backdrop) -> None:
        """Draw before another ground from the next picture on."""
        self.scene.set_backdrop(backdrop)
        self.orientation.set_backdrop(backdrop)

    def set_still(self, still: bool) -> None:
        """Full quality at rest, with smooth edges; the quick way in motion."""
        self.scene.set_still(still)
        for renderer in (self.scene.renderer, self.orientation.renderer):
            renderer.SetUseFXAA(still)

    def draw(self, meanwhile: Callable[[], None]) -> None:
        """Draw a picture; `meanwhile` is called when nothing is left to do for it but what VTK does alone."""
        self._meanwhile = meanwhile
        try:
            self.window.Render()
        finally:
            self._meanwhile = None

    def _laid_out(self) -> None:
        if self._meanwhile is not None:
            self._meanwhile()

    def lay_out(self) -> None:
        """Bring up to date what depends on camera and window size; else it is done before each picture."""
        self.scene.lay_out()
        self.orientation.lay_out()

    def close(self) -> None:
        """Give everything back; the window may go after this."""
        self.scene.clear()
        self.orientation.close()
        for renderer in self.renderers:
            renderer.RemoveAllViewProps()
            self.window.RemoveRenderer(renderer)
        self.window.Finalize()
