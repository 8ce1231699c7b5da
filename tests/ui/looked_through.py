"""Looks through all pages of the window on one screen and prints what is wrong, as JSON: run by `test_geometry.py`.

Called with words of the form 100%:1920x1080,1280x720: how large words are, and the sizes of the window.
"""

from __future__ import annotations

import json
import sys

import msgspec
from geometry import faults, visible
from pages import PLAIN, pages, settle
from plain import PlainView
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from glutmin_viewer.app import make_application
from glutmin_viewer.content import languages, use
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.opening import Opened
from glutmin_viewer.ui.theme import text_scale
from glutmin_viewer.ui.window import Window

TITLE_PX = 32  # that a screen shows over a dialog


def looked_through(window: Window, sizes: list[QSize]) -> tuple[int, dict[str, str]]:
    """How many widgets were seen, and what is wrong by page: with windows as large as the screen, and smaller ones."""
    seen, wrong = 0, {}
    for page, top in pages(window):
        for size in sizes:
            room = size if top is window else size - QSize(0, TITLE_PX)
            _fit(top, window, room, first=size == sizes[0])
            seen += len(visible(top))
            found = faults(top)
            if not (top.width() <= room.width() and top.height() <= room.height()):
                found.append(f"it is {top.width()}x{top.height()}")
            wrong |= {fault: f"{page} in {size.width()}x{size.height()}" for fault in found if fault not in wrong}
        _fit(top, window, sizes[0], first=True)
    return seen, wrong


def _fit(top: QWidget, window: Window, room: QSize, first: bool) -> None:
    """Bring the window to a size; a dialog opens as large as it likes, and is made smaller where it has to be."""
    wanted = room if top is window else top.size() if first else top.size().boundedTo(room)
    if top.size() != wanted:
        top.resize(wanted)
        settle()


def main() -> None:
    app = make_application(PLAIN)
    atlas, told = load_atlas(bundled_atlas()), {}
    for language in languages():
        for asked in sys.argv[1:]:
            percent, _, named = asked.partition("%:")
            sizes = [QSize(*map(int, size.split("x"))) for size in named.split(",")]
            use(language)
            settings = msgspec.structs.replace(PLAIN, language=language, text_percent=int(percent))
            make_application(settings)
            assert round(100 * text_scale()) == int(percent), "the screen has no room for words of this size"
            window = Window(Opened(atlas), PlainView, settings)
            window.resize(sizes[0])
            window.setUpdatesEnabled(False)  # sizes are all that is asked for
            window.show()
            settle()
            seen, wrong = looked_through(window, sizes)
            told[f"{language} {asked}"] = {"ratio": app.devicePixelRatio(), "seen": seen, "wrong": wrong}
            window.close()
            window.deleteLater()
            settle()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
