"""Finding by name: what comes first, in which language, with which mistakes, and how fast."""

from __future__ import annotations

import time

import pytest

from glutmin_viewer.content import content, language, languages, use, without_side
from glutmin_viewer.core.camera import VIEWS
from glutmin_viewer.core.causes import table
from glutmin_viewer.core.colouring import COLOURINGS
from glutmin_viewer.core.findable import KINDS, Command
from glutmin_viewer.core.finder import Index, folded
from glutmin_viewer.core.guide import steps
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.postures import POSTURES
from glutmin_viewer.core.state import known_ids
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui.texts import name_of

KEY_PRESS_S = 0.015


@pytest.fixture(scope="module")
def english(atlas):
    assert language() == "en"
    return Index(atlas, [Command("open", "keys_open", "Ctrl+O")], {"hip_right": "Mine", "hip_left": "Mine, mirrored"})


@pytest.fixture
def german(atlas, in_german):
    return Index(atlas)


def names(found):
    return [one.entry.name for one in found]


def test_everything_that_can_be_gone_to_is_in_the_index(atlas, english):
    ids = {kind: {entry.id for entry in english.entries if entry.kind == kind} for kind in KINDS}
    bones = [structure for structure in atlas.structures.values() if structure.kind == "bone"]
    shown = set().union(*(ids[kind] for kind in ("muscle", "bone", "nerve", "bursa", "skin", "group", "figure")))
    assert shown == set(known_ids(atlas))
    assert ids["region"] == {name for bone in bones for name in bone.regions}
    assert ids["skin_region"] == set(atlas.skin.regions)
    assert ids["step"] == {step.id for step in steps()}
    tables = {"trigger_point": trigger_points(), "motion": motions(), "posture": POSTURES, "cause": table().causes}
    for kind, known in {
        **tables,
        "colouring": COLOURINGS,
        "view": VIEWS,
        "saved_view": ["hip_right", "hip_left"],
        "command": ["open"],
    }.items():
        assert ids[kind] == set(known), kind
    of_bones = {name for name, owner in atlas.landmark_structure.items() if owner in {bone.id for bone in bones}}
    assert ids["landmark"] <= of_bones
    left_out = {without_side(name) for name in of_bones - ids["landmark"]}
    regions = {term.name for term in content().regions.values()}
    assert all(content().landmarks[name].name in regions for name in left_out)


def test_structures_are_named_as_everywhere_in_the_window(english):
    assert all(
        entry.name == name_of(entry.id) for entry in english.entries if entry.kind in {"muscle", "group", "bone"}
    )


def test_no_two_things_look_the_same(english, german):
    for index in (english, german):
        seen = [(entry.kind, entry.name, entry.owner) for entry in index.entries]
        assert len(seen) == len(set(seen))


def test_saved_views_are_found_by_name_whatever_their_files_are_called(english):
    assert names(english.find("mine"))[:2] == ["Mine", "Mine, mirrored"]
    assert {"Mine", "Mine, mirrored"} <= set(names(english.find("gemerkte ansicht")))


@pytest.mark.parametrize("typed", ["Gluteus minimus", "gluteus min", "minimus glut", "MIN gluteus"])
def test_begun_words_in_any_order_find_a_muscle(english, typed):
    assert names(english.find(typed))[0] == "Gluteus minimus, right"


def test_an_exact_name_comes_before_a_begun_one_and_that_before_one_inside(english):
    found = names(english.find("sitting"))
    assert found[:3] == ["Sitting", "Sitting down", "Pain after sitting"]
    found = names(english.find("condyle"))
    begun = ["epicondyle" not in name for name in found]
    regions = [one.entry.name for one in english.find("trochanter") if one.entry.kind == "region"]
    assert regions[:3] == ["Trochanteric fossa, right", "Greater trochanter, right", "Lesser trochanter, right"]
    assert begun == sorted(begun, reverse=True) and True in begun and False in begun


@pytest.mark.parametrize("typed", ["trendelenburg", "forces", "weight", "Kraft", "Gewicht", "Hebel"])
def test_forces_in_single_leg_stance_are_found_by_what_they_show(english, german, typed):
    for index in (english, german):
        assert "level_beside_drop" in [one.entry.id for one in index.find(typed)]


def test_what_is_found_by_its_chapter_keeps_the_order_of_the_guide(english):
    found = [one.entry.id for one in english.find("massage") if one.entry.kind == "step"]
    assert found == [step.id for step in steps() if step.id in found] and found[0] == "massage_before"


@pytest.mark.parametrize("typed", ["Gesäß", "gesass", "GESAESS"])
def test_accents_and_capitals_do_not_matter(english, german, typed):
    use("de")
    assert "Kleiner Gesäßmuskel, rechts" in names(german.find(typed))[:2]
    first = english.find(typed)[0]
    assert (first.entry.name, first.by) == ("Gluteus minimus, right", "Kleiner Gesäßmuskel")


def test_names_are_found_in_three_languages_whatever_is_spoken(english, german):
    for typed, by in (("crista iliaca", "Crista iliaca"), ("darmbeinkamm", "Darmbeinkamm"), ("iliac crest", "")):
        found = english.find(typed)[0]
        assert (found.entry.id, found.entry.owner, found.by) == ("iliac_crest", "hip_bone_right", by)
    found = german.find("iliac crest")[0]
    assert found.entry.name == "Darmbeinkamm, rechts" and found.by == "Iliac crest"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("priiformis", "Piriformis, right"),
        ("piriformus", "Piriformis, right"),
        ("iliotibal trct", "Iliotibial tract, right"),
        ("fermur", "Thigh bone (femur), right"),
        ("glutaeus medus", "Gluteus medius, right"),
        ("isciadikus", "Sciatic nerve, right"),
    ],
)
def test_small_typing_errors_are_forgiven(english, typed, name):
    found = names(english.find(typed))
    assert found[0] == name


def test_what_is_typed_well_is_not_bent_into_something_else(english):
    assert all("min" in f"{one.entry.name} {one.by}".lower() for one in english.find("minimus"))
    assert english.find("gluteus tibia") == [] and english.find("qqqqqq") == [] and english.find("xyz") == []


def test_the_side_looked_at_is_meant_unless_a_word_says_the_other(english):
    assert english.find("gluteus minimus", "left")[0].entry.id == "gluteus_minimus_left"
    for typed in ("gluteus min left", "links minimus", "minimus l"):
        assert english.find(typed, "right")[0].entry.side == "left"
    for typed in ("gluteus", "iliac crest", "calf"):
        ids = [
            (one.entry.kind, without_side(one.entry.id), without_side(one.entry.owner)) for one in english.find(typed)
        ]
        groups = [one.entry.id for one in english.find(typed) if one.entry.kind == "group"]
        assert len(set(ids)) == len(ids) - len(groups) + len({without_side(group) for group in groups})


def test_what_is_asked_for_first_comes_before_what_matches_as_well(english):
    assert english.find("open")[0].entry.kind == "command" and english.find("open")[0].entry.shortcut == "Ctrl+O"
    kinds = [one.entry.kind for one in english.find("walking", first=("step", "motion"))]
    assert kinds[:2] == ["step", "motion"]
    assert [one.entry.kind for one in english.find("walking")][:2] == ["motion", "step"]
    assert {one.entry.kind for one in english.find("", first=("muscle",))} == {"muscle"}
    assert all(one.entry.side == "left" for one in english.find("", "left", first=("muscle",)))


def test_the_same_words_find_the_same_in_the_same_order(atlas, english):
    again = Index(atlas, [Command("open", "keys_open", "Ctrl+O")])
    assert again.find("gluteus") == english.find("gluteus")


def test_a_key_press_is_answered_at_once(english, capsys):
    typed = [
        word[:end] for word in ("gluteus minimus left", "priiformis", "zzzzzzzz") for end in range(1, len(word) + 1)
    ]
    took = {}
    for word in typed:
        begin = time.process_time()
        english.find(word)
        took[word] = time.process_time() - begin
    slowest = max(took, key=took.__getitem__)
    with capsys.disabled():
        print(f"\n{len(english.entries)} entries: {1e3 * took[slowest]:.1f} ms at most a key press, at {slowest!r}")
    assert took[slowest] < KEY_PRESS_S


def test_folding_leaves_letters_and_figures():
    assert folded("Größe, M. gluteus (L5–S1)") == "grosse m gluteus l5 s1"
    assert folded("Groesse") == folded("Größe") and folded("glutaeus") == folded("glutäus")


def test_an_atlas_of_its_own_is_found_by_its_ids(tiny_atlas):
    for of in languages():
        use(of)
        index = Index(tiny_atlas)
        assert {one.entry.id for one in index.find("gluteus minimus") if one.entry.kind == "muscle"} == {
            "gluteus_minimus_right"
        }
