"""Saved views: kept whole, in order, under any name; and what is no view is told and left alone."""

from __future__ import annotations

import json

import pytest

from glutmin_viewer.content import use
from glutmin_viewer.core.camera import hip_camera, home_camera
from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.postures import Posture
from glutmin_viewer.core.saved_views import SavedViews, saved_views_folder, unused
from glutmin_viewer.core.showing_pain import with_cause, with_spread, with_trigger_point
from glutmin_viewer.core.state import SceneState, faded, with_motion, with_posture, with_side
from glutmin_viewer.core.view_names import described

SCENE = with_trigger_point(with_motion(faded(SceneState(), "sacrum", 0.5), "flexion", 1.25), "posterior_2")
DOCUMENT = Document(SCENE, home_camera("left"))
PNG = b"\x89PNG of a view"
NAMES = ("../../etc/passwd", "a/b\\c:*?", "🦴👩‍⚕️ Hüfte", "x" * 300, 'say "no"', "CON", ".hidden", "a\nb\x00c")


@pytest.fixture
def views():
    return SavedViews(saved_views_folder())


def files(views):
    return {path.name: path.read_bytes() for path in views.folder.iterdir()}


def test_nothing_is_kept_at_first_and_looking_makes_no_folder(views):
    assert views.listed() == ((), ()) and not views.folder.exists()


def test_a_view_comes_back_as_the_equal_document_and_its_file_is_a_scene_as_any_other(views):
    view = views.keep("From behind", Document(with_spread(SCENE, 80.0), DOCUMENT.camera), PNG)
    assert views.listed().views == (view,) and view.document == DOCUMENT
    assert view.picture.read_bytes() == PNG and len(files(views)) == 2
    shared = load_document(view.path)
    assert (shared.scene, shared.camera, shared.name) == (DOCUMENT.scene, DOCUMENT.camera, "From behind")


def test_a_scene_without_a_name_is_saved_as_ever(tmp_path):
    save_document(DOCUMENT, tmp_path / "scene.json")
    assert "name" not in json.loads((tmp_path / "scene.json").read_bytes())
    assert load_document(tmp_path / "scene.json") == DOCUMENT


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_kept_in_one_line_and_no_file_is_called_by_it(views, name):
    view = views.keep(name, DOCUMENT, PNG)
    renamed = views.rename(views.keep("", DOCUMENT, PNG), name)
    assert [it.name for it in views.listed().views] == [view.name, renamed.name]
    assert view.name == renamed.name == " ".join(name.replace("\x00", " ").split())
    assert set(files(views)) == {f"view_000{n}.{ending}" for n in (1, 2) for ending in ("json", "png")}
    assert [path.name for path in views.folder.parent.iterdir()] == ["views"]


def test_a_letter_that_cannot_be_written_is_replaced(views):
    assert views.keep("half \ud83e", DOCUMENT, PNG).name == "half ?" == views.listed().views[0].name


def test_without_a_name_it_is_described(views):
    assert views.keep(" \t", DOCUMENT, PNG).name == described(DOCUMENT)
    view = views.keep("Mine", DOCUMENT, PNG)
    before = files(views)
    assert views.rename(view, "  ") == view and files(views) == before


def test_they_are_listed_in_the_order_of_keeping_beyond_any_number_of_digits(views):
    views.folder.mkdir(parents=True)
    save_document(DOCUMENT, views.folder / "view_9999.json")
    for name in "zab":
        views.keep(name, DOCUMENT, PNG)
    assert [view.name for view in views.listed().views] == ["view_9999", "z", "a", "b"]
    assert [view.name for view in SavedViews(views.folder).listed().views] == ["view_9999", "z", "a", "b"]


def test_renaming_keeps_place_document_and_picture(views):
    one, two = views.keep("one", DOCUMENT, PNG), views.keep("two", Document(SceneState()), b"other")
    renamed = views.rename(one, "three")
    assert views.listed().views == (renamed, two) and renamed.name == "three" and renamed.document == DOCUMENT
    assert renamed.picture.read_bytes() == PNG


def test_a_removed_view_comes_back_to_its_place_to_the_byte_whatever_was_kept_since(views):
    one, two = views.keep("one", DOCUMENT, PNG), views.keep("two", Document(SceneState()), b"other")
    before = files(views)
    gone = [views.remove(two), views.remove(one)]
    assert files(views) == {}
    three = views.keep("three", DOCUMENT, b"third")
    assert [views.bring_back(it) for it in reversed(gone)] == [one, two]
    assert views.listed().views == (one, two, three)
    views.remove(three)
    assert files(views) == before


def test_a_view_without_its_picture_is_removed_and_comes_back_without(views):
    view = views.keep("one", DOCUMENT, PNG)
    view.picture.unlink()
    before = files(views)
    removed = views.remove(view)
    assert files(views) == {}
    views.bring_back(removed)
    assert files(views) == before


def test_one_that_another_window_has_put_there_is_not_written_over(views):
    removed = views.remove(views.keep("one", DOCUMENT, PNG))
    other = SavedViews(views.folder).keep("other", DOCUMENT, PNG)
    back = views.bring_back(removed)
    assert views.listed().views == (other, back) and back.path != other.path


@pytest.mark.parametrize("stopped_at", [".png", ".json"])
def test_whoever_is_killed_while_writing_leaves_no_half_view(views, monkeypatch, stopped_at):
    kept = views.keep("one", DOCUMENT, PNG)

    def killed(path, target):
        if target.suffix == stopped_at:
            raise KeyboardInterrupt
        path.rename(target)

    monkeypatch.setattr("pathlib.Path.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        views.keep("two", DOCUMENT, PNG)
    if stopped_at == ".json":
        with pytest.raises(KeyboardInterrupt):
            views.rename(kept, "another")
    monkeypatch.undo()
    assert views.listed() == ((kept,), ())
    after = SavedViews(views.folder).keep("three", DOCUMENT, PNG)
    assert views.listed() == ((kept, after), ())


def test_one_whose_state_cannot_be_written_leaves_nothing(views, monkeypatch):
    def full(path, target):
        if target.suffix == ".json":
            raise OSError(28, "No space left on device")
        path.rename(target)

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space.*make room"):
        views.keep("one", DOCUMENT, PNG)
    assert files(views) == {}


def test_what_is_damaged_or_foreign_is_named_and_left_alone(views):
    views.keep("one", DOCUMENT, PNG)
    held = {
        "view_0002.json": b"",
        "cut.json": views.listed().views[0].path.read_bytes()[:-20],
        "deep.json": b"[" * 100_000,
        "list.json": b"[]",
        "other.json": b'{"format": "another", "version": 1}',
        "later.json": b'{"format": "glutmin_viewer state", "version": 9}',
        "sided.json": b'{"format": "glutmin_viewer state", "version": 1, "scene": {"side": "up"}}',
        "named.json": b'{"format": "glutmin_viewer state", "version": 1, "scene": {}, "name": 3}',
        "letters.json": b"\xff\xfe",
    }
    for name, data in held.items():
        (views.folder / name).write_bytes(data)
    (views.folder / "folder.json").mkdir()
    for name in ("notes.txt", "view_0004.json.part", "view_0005.png"):
        (views.folder / name).write_text("mine")
    listing = views.listed()
    assert [view.name for view in listing.views] == ["one"]
    assert set(listing.skipped) == {*held, "folder.json"}
    assert views.keep("two", DOCUMENT, PNG).path.name == "view_0006.json"
    assert (views.folder / "view_0002.json").read_bytes() == b""


def test_scenes_that_somebody_puts_there_come_last_by_name(views):
    views.keep("kept", DOCUMENT, PNG)
    for name in ("beta", "Alpha"):
        save_document(DOCUMENT, views.folder / f"{name}.json")
    assert [view.name for view in views.listed().views] == ["kept", "Alpha", "beta"]
    assert [view.document for view in views.listed().views] == [DOCUMENT] * 3


def test_where_no_folder_can_be_it_is_said_in_one_sentence(tmp_path, views):
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "views"):
        with pytest.raises(InputError, match=r"cannot be (made|read|written)") as caught:
            SavedViews(folder).keep("one", DOCUMENT, PNG)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        SavedViews(tmp_path / "file").listed()
    view = views.keep("one", DOCUMENT, PNG)
    view.path.unlink()
    for verb in (views.remove, lambda it: views.rename(it, "two")):
        with pytest.raises(InputError, match=r"cannot be (removed|read)"):
            verb(view)


def test_a_name_that_is_taken_gets_a_number():
    assert unused("Hip", []) == "Hip"
    assert unused("Hip", ["Hip", "Hip (2)", "Hip (4)"]) == "Hip (3)"


def of(scene, view="posterior"):
    return Document(scene, hip_camera(view, scene.side))


@pytest.mark.parametrize(
    ("document", "english", "german"),
    [
        (of(SceneState()), "Right hip, from behind", "Rechte Hüfte, von hinten"),
        (Document(SceneState()), "Right hip, from the side", "Rechte Hüfte, von der Seite"),
        (
            of(with_trigger_point(with_side(SceneState(), "left"), "anterior_1"), "anterior"),
            "Front point 1, left, from the front",
            "Vorderer Punkt 1, links, von vorn",
        ),
        (
            of(with_motion(SceneState(), "abduction"), "superior"),
            "Abduction, right, from above",
            "Abspreizung, rechts, von oben",
        ),
        (
            of(with_trigger_point(with_posture(SceneState(), Posture("sitting")), "posterior_1"), "lateral"),
            "Rear point 1, sitting, right, from the side",
            "Hinterer Punkt 1, Sitzen, rechts, von der Seite",
        ),
        (
            of(with_posture(SceneState(), Posture("side_lying"))),
            "Lying on the side, right",
            "Seitenlage, rechts",
        ),
        (
            of(with_cause(SceneState(), "radiculopathy_S1"), "medial"),
            "Pinched nerve root S1, right, from the inside",
            "Eingeklemmte Nervenwurzel S1, rechts, von innen",
        ),
    ],
)
def test_a_view_is_called_by_what_it_shows_of_which_side_from_where(document, english, german):
    assert described(document) == english
    use("de")
    assert described(document) == german
