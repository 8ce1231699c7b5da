"""The texts: complete for what the viewer shows, and honest about where they come from."""

from __future__ import annotations

import pytest

from glutmin_viewer.content import content, names, without_side
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.causes import table
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.trigger_points import trigger_points

TERMS = ("structures", "regions", "landmarks", "groups", "motions", "claims", "trigger_points", "referral", "causes")


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


def test_the_facts_of_the_referral_zones_are_carried():
    carried = {fact for section in TERMS for term in getattr(content(), section).values() for fact in term.facts}
    assert {"P4", "P5", "P6", "P7", "A1", "A2", "A3", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "C6", "C7"} <= carried


def test_causes_say_what_tells_them_apart_and_carry_the_differential():
    causes = content().causes
    assert {"D1", "D2", "D3"} <= {fact for term in causes.values() for fact in term.facts}
    for name, term in causes.items():
        assert term.apart.endswith(".") and len(term.apart) > 80, name
        assert not any(word in f"{term.text} {term.apart}".lower() for word in ("you have", "diagnos", "likely")), name


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
