"""The texts: complete for what the viewer shows, and honest about where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest

from glutmin_viewer.content import Content, Term, content, names, without_side
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.causes import table
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.trigger_points import trigger_points

TERMS = tuple(
    section
    for section in Content.__struct_fields__
    if any(isinstance(value, Term) for value in getattr(content(), section).values())
)
# Words that would tell readers what is wrong with them, or how sure that is, and words that deny it.
VERDICT = re.compile(
    r"\byou (have|suffer|are (ill|sick))\b|\byour (pain|trouble) (is|comes)\b|diagnos|likel|probab|\b(chance|odds)\b",
    re.I,
)
DENIAL = re.compile(r"\b(not|no|none|never|cannot)\b", re.I)


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the texts, sources left out, with the key that it is under."""

    def of(key: str, value: object) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield from ((key, sentence) for sentence in re.split(r"(?<=[.:;!?])\s+", value))
        elif isinstance(value, dict):
            for name, inner in value.items():
                if not name.endswith(("source", "sources")):
                    yield from of(f"{key}.{name}", inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from of(key, inner)

    return of("", msgspec.to_builtins(content()))


def test_everything_that_can_be_shown_has_a_name():
    texts = content()
    shown = {without_side(name) for name in load_atlas(bundled_atlas()).structures}
    assert shown <= set(texts.structures)
    assert shown <= set(names("la").structures)
    assert shown <= set(names("de").structures)
    assert set(GROUPS) == set(texts.groups)
    assert set(motions()) == set(texts.motions)
    assert set(trigger_points()) == set(texts.trigger_points)
    assert {point.group for point in trigger_points().values()} == set(texts.referral)
    assert list(table().causes) == list(texts.causes)


def test_the_places_of_the_bundled_atlas_are_named_and_no_others():
    atlas = load_atlas(bundled_atlas())
    regions = {without_side(name) for structure in atlas.structures.values() for name in structure.regions}
    assert regions - set(content().groups) == set(content().regions)
    assert {without_side(name) for name in atlas.landmarks} == set(content().landmarks)


@pytest.mark.parametrize("section", TERMS)
def test_every_claim_has_a_known_badge_and_a_source(section):
    texts = content()
    for name, term in getattr(texts, section).items():
        assert term.badge in texts.badges, name
        assert term.source.strip(), name
        assert term.text.endswith("."), name


def test_the_sections_of_terms_are_those_with_badges():
    assert set(Content.__struct_fields__) - set(TERMS) == {"badges", "chapters", "safety", "ui"}


@pytest.mark.parametrize(
    "facts", ["A1 A2 A3", "F1 F2 F3 F4 F5 F6 F7", "C6 C7", "P1 P2 P3 P4 P5 P6 P7", "D1 D2 D3", "T1 T2"]
)
def test_the_facts_are_carried(facts):
    carried = {fact for section in TERMS for term in getattr(content(), section).values() for fact in term.facts}
    assert set(facts.split()) <= carried


def test_what_a_text_says_of_feeling_the_muscle_is_said_where_its_facts_are():
    for section in TERMS:
        for name, term in getattr(content(), section).items():
            assert ("felt by hand" in term.text) == ("T1" in term.facts), name
            assert ("massage area" in term.text) == ("T2" in term.facts), name


def test_nothing_tells_readers_what_is_wrong_with_them_except_to_deny_it():
    found = [(key, sentence) for key, sentence in sentences() if VERDICT.search(sentence)]
    assert not [(key, sentence) for key, sentence in found if not DENIAL.search(sentence)]
    assert {".safety.purpose", ".ui.educational"} <= {key for key, _ in found}


@pytest.mark.parametrize(
    "sentence",
    ["You have a trigger point.", "This is likely the cause.", "The probability is 80 %.", "Your pain comes from it."],
)
def test_a_verdict_would_be_found(sentence):
    assert VERDICT.search(sentence) and not DENIAL.search(sentence)


def test_every_trigger_point_says_that_its_place_is_schematic_and_carries_the_local_and_the_referred_pain():
    for name, term in content().trigger_points.items():
        assert "place is schematic" in term.text and "drawing choice" in term.source, name
        assert {"P1", "P2", "P3"} <= set(term.facts), name


def test_causes_say_what_tells_them_apart():
    for name, term in content().causes.items():
        assert term.apart.endswith(".") and len(term.apart) > 80, name


@pytest.mark.parametrize(("lit", "fact"), [("bursa", "D1"), ("nerve_root", "D2")])
def test_a_bursa_or_a_nerve_root_is_for_the_orthopaedist(lit, fact):
    concerned = [name for name, cause in table().causes.items() if any(lit in structure for structure in cause.lit)]
    assert concerned
    for name in concerned:
        term = content().causes[name]
        assert {fact, "D3"} <= set(term.facts), name
        assert "orthopaedist" in term.apart or "doctor" in term.apart, name


def test_a_trigger_point_is_said_not_to_rule_out_a_nerve_cause_with_figures_and_where_they_are_from():
    safety = content().safety
    said = " ".join(safety["nerve"])
    assert len(safety["nerve"]) <= 3 and "does not rule out" in said and "not of the minimus alone" in said
    for share, count, people in re.findall(r"([\d.]+) % \((\d+)\) of (\d+)", said):
        assert float(share) == pytest.approx(100 * int(count) / int(people), abs=0.1)
    assert [int(people) for people in re.findall(r"of (\d+)", said)] == [271, 152]
    assert "Adelmanesh" in safety["nerve_sources"][0] and "abstract" in safety["nerve_sources"][0]
    assert len(safety["orthopaedist"]) == 1 and "orthopaedist" in safety["orthopaedist"][0]


def test_every_red_flag_is_told():
    told = {group: " ".join(content().safety[group]).lower() for group in ("emergency", "red_flags")}
    for sign in ("between the legs", "bladder", "bowel", "both legs", "shortness of breath", "cold, pale"):
        assert sign in told["emergency"]
    for sign in (
        *("weakness that grows", "fever", "very ill", "weight loss", "history of cancer", "fall or accident"),
        *("no weight can be put", "swollen, hot or red calf"),
    ):
        assert sign in told["red_flags"]


def test_german_names_all_that_english_does_and_latin_nothing_else():
    """German says something of its own in each, and no name is blank in any language."""
    texts, latin, german = content(), names("la"), names("de")
    for section in ("structures", "regions", "landmarks", "groups"):
        english = getattr(texts, section)
        assert set(getattr(german, section)) == set(english), section
        assert set(getattr(latin, section)) <= set(english), section
        for name in [*getattr(latin, section).values(), *getattr(german, section).values()]:
            assert name.strip() == name != "", section
    assert set(latin.structures) == set(texts.structures)


@pytest.mark.parametrize("section", ["regions", "landmarks"])
def test_the_line_about_a_place_is_short(section):
    for name, term in getattr(content(), section).items():
        assert 20 <= len(term.text) <= 130, f"{name}: {len(term.text)} letters"


def test_an_area_and_a_point_of_one_name_agree_in_latin():
    latin = names("la")
    shared = set(latin.regions) & set(latin.landmarks) - {"pubic_symphysis"}  # a face of the bone, and the joint
    assert len(shared) >= 10
    for name in shared:
        assert latin.regions[name] == latin.landmarks[name]


def test_ids_lose_their_side():
    assert without_side("gluteus_minimus_left.anterior") == "gluteus_minimus"
    assert without_side("sacrum") == "sacrum"
