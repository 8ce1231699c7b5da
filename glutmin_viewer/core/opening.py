"""What a window opens with: an atlas, the scene that is shown of it at first, and what could not be opened.

It is read in a thread, while X and OpenGL make the window. The first picture needs less than half of a large atlas, so
that comes first, and the rest while it is drawn.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.atlas_files import AtlasReader
from glutmin_viewer.core.camera import Camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document, load_fitting
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.last_scene import last_scene_path, load_last_scene
from glutmin_viewer.core.pose import Joints
from glutmin_viewer.core.state import HIDDEN_AT_FIRST, SceneState
from glutmin_viewer.core.views import first_camera, side_by_side

# What is shown while no atlas could be opened.
EMPTY_ATLAS = Atlas("", (), 0.0, Joints((0.0, 0.0, 86.0), (0.0, 0.0, -86.0)), {}, {})


@dataclass(frozen=True, eq=False)
class First:
    """What is seen first, and from where."""

    frame: Frame
    camera: Camera


@dataclass(frozen=True, eq=False)
class Opened:
    """document: None for the first scene of all. restored: whether it is the one that was shown last.

    problem: why something could not be opened, and how bad that is.
    """

    atlas: Atlas
    document: Document | None = None
    restored: bool = False
    problem: tuple[Literal["error", "warning"], InputError] | None = None

    def first(self) -> First | None:
        """As of an `Opening` that is done."""
        return None

    def go_on(self) -> None:
        pass

    def result(self) -> Opened:
        return self


class Opening(threading.Thread):
    """Reads an atlas, and a scene from its file or, if `restored`, the one that was shown last; begun at once."""

    def __init__(self, atlas_folder: Path, state_file: Path | None = None, restored: bool = False) -> None:
        super().__init__(name="opening")
        self._folder, self._state_file, self._restored = atlas_folder, state_file, restored
        self._first: First | None = None
        self._seen, self._wanted = threading.Event(), threading.Event()
        self._found: Opened | BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._found = self._open()
        except BaseException as error:  # for whoever asks for the result
            self._found = error
        finally:
            self._seen.set()

    def first(self) -> First | None:
        """The first picture, as soon as it is known; None where that takes the whole atlas."""
        self._seen.wait()
        return self._first

    def go_on(self) -> None:
        """Read the rest. It is kept back until the first picture is drawn, as it would make that take twice as long."""
        self._wanted.set()

    def result(self) -> Opened:
        """What was opened, when all of it is; raises what opening raised."""
        self.go_on()
        self.join()
        if isinstance(self._found, Opened):
            return self._found
        assert self._found is not None
        raise self._found

    def _open(self) -> Opened:
        try:
            reader = AtlasReader(self._folder)
            self._first = self._look(reader.part(HIDDEN_AT_FIRST))
            if self._first is not None:
                self._seen.set()
                self._wanted.wait()
            atlas = reader.atlas()
        except InputError as error:
            return Opened(EMPTY_ATLAS, problem=("error", error))
        try:
            document = self._document(atlas)
        except InputError as error:
            return Opened(atlas, problem=("error" if self._state_file else "warning", error))
        return Opened(atlas, document, restored=self._restored and document is not None)

    def _document(self, atlas: Atlas) -> Document | None:
        if self._state_file is not None:
            return load_fitting(self._state_file, atlas)
        return load_last_scene(last_scene_path(), atlas) if self._restored else None

    def _look(self, part: Atlas) -> First | None:
        """The first picture by a part of the atlas; None where that does not do."""
        try:
            document = self._document(part)
            scene = SceneState() if document is None else document.scene
            if not _is_plain(scene):
                return None
            camera = None if document is None else document.camera
            return First(Composer(part)(scene), camera or first_camera(scene))
        except InputError:  # said of the whole, if it is so there
            return None


def _is_plain(scene: SceneState) -> bool:
    """Whether a picture takes no more of an atlas than what is shown at first."""
    stands = scene.posture.name == "standing" and not side_by_side(scene)
    measured = scene.rulers or scene.begun or scene.probed is not None
    return scene.hidden >= HIDDEN_AT_FIRST and stands and not (measured or scene.shows_pain)
