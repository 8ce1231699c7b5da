"""The first picture by a part of an atlas, then the whole; what cannot be opened is told with the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glutmin_viewer.core.atlas_files import AtlasReader, load_atlas, write_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.opening import EMPTY_ATLAS, Opening
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import HIDDEN_AT_FIRST, SceneState, shown, with_motion, with_posture


@pytest.fixture
def opening():
    """Opens what is asked for; its thread has ended after the test."""
    made: list[Opening] = []

    def begin(*asked, **more) -> Opening:
        made.append(Opening(*asked, **more))
        return made[-1]

    yield begin
    for it in made:
        it.go_on()
        it.join(30.0)
        assert not it.is_alive()


def saved(folder: Path, scene: SceneState) -> Path:
    path = folder / "scene.json"
    save_document(Document(scene), path)
    return path


def test_the_first_picture_is_that_of_the_whole_and_of_the_same_arrays(opening):
    begun = opening(bundled_atlas())
    first = begun.first()
    found = begun.result()
    assert first is not None and found.document is None and found.problem is None
    whole = Composer(found.atlas)(SceneState())
    assert [item.id for item in first.frame.items] == [item.id for item in whole.items]
    for one, other in zip(first.frame.items, whole.items, strict=True):
        np.testing.assert_array_equal(one.world_from_points, other.world_from_points)
        if one.kind == "bone":
            assert one.points is other.points and one.normals is other.normals
        elif one.points is not None:
            np.testing.assert_array_equal(one.points, other.points)


def test_a_part_has_what_is_not_hidden_and_the_whole_the_same_and_the_rest():
    reader = AtlasReader(bundled_atlas())
    part, whole = reader.part(HIDDEN_AT_FIRST), reader.atlas()
    assert set(part.structures) == set(whole.structures) - HIDDEN_AT_FIRST
    assert all(whole.structures[name] is structure for name, structure in part.structures.items())
    assert list(whole.structures) == list(load_atlas(bundled_atlas()).structures)


def test_the_rest_is_not_read_before_it_is_wanted(opening):
    begun = opening(bundled_atlas())
    assert begun.first() is not None
    begun.join(0.5)
    assert begun.is_alive()
    begun.go_on()
    assert "skin" in begun.result().atlas.structures


@pytest.mark.parametrize(
    ("change", "plain"),
    [
        (lambda state: with_motion(state, "abduction", 1.0), True),
        (lambda state: with_motion(state, "level_beside_drop", 1.0), False),
        (lambda state: shown(state, ["skin"], visible=True), False),
        (lambda state: with_posture(state, Posture("sitting")), False),
        (lambda state: with_trigger_point(state, "anterior_1"), False),
    ],
)
def test_a_scene_that_takes_more_than_what_is_shown_at_first_waits_for_the_whole(opening, tmp_path, change, plain):
    scene = change(SceneState())
    begun = opening(bundled_atlas(), saved(tmp_path, scene))
    first = begun.first()
    assert (first is not None) is plain
    assert begun.result().document.scene == scene


def test_what_is_damaged_is_told_with_the_whole(opening, tiny_atlas, tmp_path):
    write_atlas(tiny_atlas, tmp_path / "atlas")
    (tmp_path / "scene.json").write_text("{}")
    found = opening(tmp_path / "atlas", tmp_path / "scene.json").result()
    assert found.problem[0] == "error" and "scene.json" in str(found.problem[1]) and found.atlas.structures
    (tmp_path / "atlas" / "sacrum.ply").write_text("ply")
    begun = opening(tmp_path / "atlas")
    assert begun.first() is None
    found = begun.result()
    assert found.problem[0] == "error" and "sacrum.ply" in str(found.problem[1]) and found.atlas is EMPTY_ATLAS
    found = opening(tmp_path / "nowhere").result()
    assert found.problem[0] == "error" and "nowhere" in str(found.problem[1])


def test_a_fault_of_the_program_is_raised_where_the_result_is_asked_for(opening, monkeypatch):
    monkeypatch.setattr("glutmin_viewer.core.opening.AtlasReader", lambda folder: 1 / 0)
    begun = opening(bundled_atlas())
    assert begun.first() is None
    with pytest.raises(ZeroDivisionError):
        begun.result()
