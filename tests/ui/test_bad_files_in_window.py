"""Damaged files in the window: each is told in it, the window stays, and what it shows stays as it was."""

from __future__ import annotations

import io
import os
import shutil
import struct
import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from befalling import befallen
from hypothesis import HealthCheck, Phase, given, settings
from plain import PlainView, with_landmarks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from glutmin_viewer import app
from glutmin_viewer.core.atlas_files import load_atlas, write_atlas
from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.document import Document, encoded, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.saved_views import SavedViews, saved_views_folder
from glutmin_viewer.core.settings import Settings, settings_path
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.ui.saved_views import SavedViewsDialog
from glutmin_viewer.ui.texts import complaint
from glutmin_viewer.ui.tiles import PICTURE
from glutmin_viewer.ui.window import Window

LARGEST_PX = 32_767  # of a window of X
DOCUMENT = Document(SceneState(), home_camera("right"))
BLIND = msgspec.structs.replace(home_camera("right"), direction=(0.0, 0.0, 0.0))


def triangle(last: bytes) -> bytes:
    """A PLY of one triangle, by its last corner."""
    coordinates = b"".join(b"property float " + axis + b"\n" for axis in (b"x", b"y", b"z"))
    head = b"ply\nformat ascii 1.0\nelement vertex 3\n" + coordinates
    faces = b"element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    return head + faces + b"0 0 0\n1 0 0\n" + last + b"\n3 0 1 2\n"


def side_car(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def last_words(window: Window) -> str:
    return window.notices.notices[-1].message


@pytest.mark.parametrize(
    ("name", "held"), [("sacrum.ply", b"ply\n" * 40), ("skin.npz", b"PK\3\4"), ("atlas.toml", b"[" * 5000)]
)
def test_a_damaged_atlas_is_told_in_an_empty_window(
    qtbot, tiny_atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, held: bytes
) -> None:
    monkeypatch.setattr(app, "Viewport", PlainView)
    write_atlas(with_landmarks(tiny_atlas), tmp_path / "atlas")
    (tmp_path / "atlas" / name).write_bytes(held)
    window = app.make_window(tmp_path / "atlas")
    qtbot.addWidget(window)
    assert str(tmp_path / "atlas" / name) in last_words(window) and not window.session.atlas.structures


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices are files elsewhere alone")
def test_scenes_that_are_none_are_told_and_change_nothing(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "scene.json"
    before = window.session.state, window.view.camera

    def told() -> bool:
        window.files.try_document(path)
        return str(path) in last_words(window) and before == (window.session.state, window.view.camera)

    for held in (b"[" * 100_000, b"\xff\xfe\0", encoded(msgspec.structs.replace(DOCUMENT, camera=BLIND))):
        path.write_bytes(held)
        assert told()
    path.unlink()
    os.mkfifo(path)
    assert told()
    path.unlink()
    path.symlink_to("/dev/zero")
    assert told()


def test_what_fails_is_told_in_the_language_of_the_window(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    window.speak("de")
    for held, words in (
        (b"{}", "ist JSON, aber keine Szene: Wählen Sie eine Datei, die dieses Programm gespeichert hat."),
        (None, "lässt sich nicht lesen (das gibt es nicht): Wählen Sie eine Szene"),
    ):
        path = tmp_path / ("scene.json" if held else "none.json")
        if held is not None:
            path.write_bytes(held)
        window.files.try_document(path)
        assert last_words(window).startswith(f"{path} {words}")
    path = tmp_path / "nowhere" / "scene.json"
    window.files.write(lambda path: save_document(DOCUMENT, path), path)
    assert last_words(window) == f"{path} lässt sich nicht schreiben (das gibt es nicht): Wählen Sie einen anderen Ort."
    shutil.rmtree(settings_path().parent)
    settings_path().parent.write_text("no folder")
    window.choose(Settings(language="de", mouse="slicer"))
    assert last_words(window).startswith("Das lässt sich in ") and "merken: die Einstellungen (" in last_words(window)
    monkeypatch.setattr(app, "Viewport", PlainView)
    another = app.make_window(path.parent)
    qtbot.addWidget(another)
    assert last_words(another).startswith(f"{path.parent} ist kein Ordner: Geben Sie den Ordner eines Atlas an")


@pytest.mark.parametrize(
    ("name", "held", "words"),
    [
        ("sacrum.ply", b"ply\n" * 40, "{} ist kein ganzes Dreiecksnetz im Format PLY (der Kopf fehlt): Exportieren"),
        ("sacrum.ply", None, "{} fehlt: Legen Sie das Netz von „sacrum“ dorthin"),
        ("sacrum.ply", triangle(b"0 0 nan"), "{} hat Ecken, die keine Zahlen sind (NaN oder unendlich), nämlich 1"),
        ("sacrum.ply", triangle(b"0 0 2.5"), "{} ist 2,5 mm lang, zu klein für einen Teil einer menschlichen Hüfte"),
        ("sacrum.ply", triangle(b"0 0 9e5"), "{} ist 900.000 mm lang, zu groß für einen Teil"),
        ("skin.npz", b"PK\3\4", "{} ist keine lesbare Begleitdatei ("),
        ("skin.npz", side_car(weights=np.ones((3, 2))), "{}: Das Feld „weights“ hat die Form (3, 2), dorthin gehört"),
        ("gluteus_minimus_right.npz", None, "{}: Der Muskel „gluteus_minimus_right“ braucht Fasern"),
        ("atlas.toml", b"[" * 5000, "{} ist kein gültiges TOML ("),
        ("atlas.toml", b"format = 99", "{} hat das Atlas-Format 99; diese Version des Programms liest Format 1."),
        ("atlas.toml", b"format = 1", "{}: Ein Eintrag stimmt nicht ("),
    ],
)
def test_damage_of_an_atlas_is_told_in_german_in_a_german_window(
    in_german, tiny_atlas, tmp_path: Path, name: str, held: bytes | None, words: str
) -> None:
    write_atlas(with_landmarks(tiny_atlas), tmp_path)
    if held is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(held)
    with pytest.raises(InputError) as caught:
        load_atlas(tmp_path)
    assert complaint(caught.value).startswith(words.format(tmp_path / name))


def test_a_window_of_a_damaged_layout_is_still_one(window: Window) -> None:
    layout = window.layout_now()

    @settings(
        max_examples=30,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(befallen(layout.geometry))
    def restored(geometry: bytes) -> None:
        window.lay_out(msgspec.structs.replace(layout, geometry=geometry, left=100_000, right=0))
        assert 0 < window.width() <= LARGEST_PX and 0 < window.height() <= LARGEST_PX and window.isVisible()

    restored()
    window.lay_out(layout)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_views_whose_pictures_are_none_are_shown_without(window: Window, qtbot) -> None:
    views = SavedViews(saved_views_folder())
    for held in (b"no picture", _endless_picture(), b"\x89PNG\r\n\x1a\n", b""):
        views.keep("one", DOCUMENT, held)
    pipe, link = (views.keep(name, DOCUMENT, b"").picture for name in ("pipe", "link"))
    pipe.unlink()
    os.mkfifo(pipe)
    link.unlink()
    link.symlink_to("/dev/zero")
    window.keeping.open()
    dialog = window.findChild(SavedViewsDialog)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    assert dialog.list.count() == 6
    assert all(dialog.list.item(row).data(PICTURE).isNull() for row in range(6))
    dialog.list.setCurrentRow(4)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert dialog.list.count() == 5 and not pipe.is_fifo()


def _endless_picture() -> bytes:
    """A PNG of 300 bytes that says to be of 60,000 x 60,000 pixels."""
    found = b"\x89PNG\r\n\x1a\n"
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    for kind, held in ((b"IHDR", size), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")):
        found += struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
    return found
