"""What is taken along from the real window shows what is seen in it."""

from __future__ import annotations

import pytest
from hands import FLIGHT_MS, LEFT, drag
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from glutmin_viewer.cli import run_cli
from glutmin_viewer.core.document import save_document
from glutmin_viewer.core.state import with_motion
from glutmin_viewer.render.picture import draw
from glutmin_viewer.ui.export import ExportDialog


def test_what_is_taken_along_shows_what_is_seen_and_the_window_goes_on(window, qtbot, tmp_path):
    window.show_export()
    dialog = window.findChild(ExportDialog)
    for kind, size in (("picture", (400, 300)), ("movie", (96, 64))):
        dialog.show_kind(kind)
        path = tmp_path / ("hip.png" if kind == "picture" else "hip.gif")
        dialog.format.choose("gif")
        dialog.fps.setCurrentIndex(0)
        dialog.write(path, size)
        while kind == "movie" and dialog.bar.value() < 300:
            QApplication.processEvents()
        window.looking.from_named("anterior")  # drawn between two pictures of the film
        qtbot.waitUntil(lambda: not dialog.work.busy, timeout=60_000)
    assert (tmp_path / "hip.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "hip.png").stat().st_size > 20_000
    assert (tmp_path / "hip.gif").read_bytes().startswith(b"GIF89a")
    qtbot.waitUntil(lambda: not window.view.flying, timeout=10_000)
    window.view.repaint()
    assert window.view.stage.scene.camera().direction == pytest.approx((1.0, 0.0, 0.0), abs=1e-6)
    assert window.notices.notices == []


def test_a_saved_scene_gives_the_same_picture_on_the_command_line(window, qtbot, tmp_path):
    window.reading.pain.buttons["posterior_2"].click()
    window.session.apply(lambda state: with_motion(state, "abduction", 0.7))
    qtbot.waitUntil(lambda: not window.view.flying, timeout=FLIGHT_MS)
    drag(window.view, LEFT, window.view.rect().center(), QPoint(70, 30), Qt.KeyboardModifier.ShiftModifier)
    seen, rendered, state = tmp_path / "seen.png", tmp_path / "rendered.png", tmp_path / "scene.json"
    for _ in draw(seen, window.session.frame, window.view.camera, window.view.size().toTuple()):
        pass
    save_document(window.document, state)
    picture = QImage(str(seen))
    size = f"{picture.width()}x{picture.height()}"
    assert run_cli(["render", str(rendered), "--state", str(state), "--size", size]) == 0
    assert not picture.isNull() and picture == QImage(str(rendered))
