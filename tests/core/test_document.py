"""State files: what is saved is what is loaded, and anything else is refused in one sentence."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, faded, with_motion

DOCUMENT = Document(
    with_trigger_point(with_motion(faded(SceneState(), "sacrum", 0.5), "flexion", 1.25), "posterior_2"),
    home_camera("left"),
)


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "state.json"
    save_document(DOCUMENT, path)
    assert load_document(path) == DOCUMENT
    assert [p.name for p in tmp_path.iterdir()] == ["state.json"]


def test_equal_documents_give_equal_files(tmp_path):
    save_document(DOCUMENT, tmp_path / "a.json")
    save_document(load_document(tmp_path / "a.json"), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"format": "glutmin_viewer state", "version": 7, "scene": {}}',
        b'{"format": "glutmin_viewer state", "version": 1}',
        b'{"format": "glutmin_viewer state", "version": 1, "scene": {"side": "up"}}',
        b'{"format": "glutmin_viewer state", "version": 1, "scene": {}, "extra": 1}',
        b'{"format": "glutmin_viewer state", "version": 1, "scene": {"pose": {"flexion_deg": "much"}}}',
    ],
)
def test_files_from_elsewhere_are_refused_with_their_name(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"other\.json") as caught:
        load_document(path)
    assert "\n" not in str(caught.value)


def test_a_place_that_cannot_be_read_or_written(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        load_document(tmp_path / "nowhere.json")
    with pytest.raises(InputError, match="nowhere"):
        save_document(DOCUMENT, tmp_path / "nowhere" / "state.json")
