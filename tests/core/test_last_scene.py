"""The scene that was shown last: kept whole, and in no way where it is damaged or of another atlas."""

from __future__ import annotations

import msgspec
import pytest

from glutmin_viewer.core.camera import home_camera
from glutmin_viewer.core.document import Document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.last_scene import last_scene_path, load_last_scene, save_last_scene
from glutmin_viewer.core.showing_pain import with_spread, with_trigger_point
from glutmin_viewer.core.state import SceneState, faded, selected, with_motion

SCENE = with_trigger_point(with_motion(faded(SceneState(), "sacrum", 0.5), "flexion", 1.25), "posterior_2")


def test_what_was_shown_last_is_shown_again_but_spreads_no_more(tiny_atlas):
    assert load_last_scene(last_scene_path(), tiny_atlas) is None
    save_last_scene(Document(with_spread(SCENE, 80.0), home_camera("left")), last_scene_path())
    assert load_last_scene(last_scene_path(), tiny_atlas) == Document(SCENE, home_camera("left"))
    assert [path.name for path in last_scene_path().parent.iterdir()] == ["scene.json"]


@pytest.mark.parametrize(
    "held", [b"", b"{", b"[]", b"{}", b'{"scene": {}, "version": 9}', b'{"scene": {"side": "up"}}']
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path, tiny_atlas, held):
    path = tmp_path / "scene.json"
    path.write_bytes(held)
    with pytest.raises(InputError, match=r"scene that was shown last in .* is damaged") as caught:
        load_last_scene(path, tiny_atlas)
    assert "\n" not in str(caught.value)


def test_a_scene_of_another_atlas_is_told(tmp_path, tiny_atlas):
    save_last_scene(Document(selected(SceneState(), "spleen_right")), tmp_path / "scene.json")
    with pytest.raises(InputError, match=r"does not fit what is opened now.*spleen_right"):
        load_last_scene(tmp_path / "scene.json", tiny_atlas)


def test_a_place_that_cannot_be_written_is_told_and_the_old_file_stays(tmp_path, tiny_atlas):
    path = tmp_path / "scene.json"
    save_last_scene(Document(SCENE), path)
    (tmp_path / "scene.json.part").mkdir()
    with pytest.raises(InputError, match="cannot be kept"):
        save_last_scene(Document(SceneState()), path)
    assert msgspec.json.decode(path.read_bytes(), type=Document).scene == SCENE
    with pytest.raises(InputError, match="cannot be kept"):
        save_last_scene(Document(SCENE), path / "below" / "scene.json")
