"""The texts: complete for what the viewer shows, and honest about where they come from."""

from __future__ import annotations

import pytest

from glutmin_viewer.content import content, latin, without_side
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.trigger_points import trigger_points

TERMS = ("structures", "groups", "motions", "trigger_points", "referral")


def test_everything_that_can_be_shown_has_a_name():
    texts = content()
    shown = {without_side(name) for name in load_atlas(bundled_atlas()).structures}
    assert shown <= set(texts.structures)
    assert shown <= set(latin())
    assert set(GROUPS) == set(texts.groups)
    assert set(motions()) == set(texts.motions)
    assert set(trigger_points()) == set(texts.trigger_points)
    assert {point.group for point in trigger_points().values()} == set(texts.referral)


@pytest.mark.parametrize("section", TERMS)
def test_every_claim_has_a_known_badge_and_a_source(section):
    texts = content()
    for name, term in getattr(texts, section).items():
        assert term.badge in texts.badges, name
        assert term.source.strip(), name
        assert term.text.endswith("."), name


def test_the_facts_of_the_referral_zones_are_carried():
    carried = {fact for section in TERMS for term in getattr(content(), section).values() for fact in term.facts}
    assert {"P4", "P5", "P6", "P7", "A1", "A2", "A3", "F1", "F2", "F3", "F4", "F5"} <= carried


def test_ids_lose_their_side():
    assert without_side("gluteus_minimus_left.anterior") == "gluteus_minimus"
    assert without_side("sacrum") == "sacrum"
