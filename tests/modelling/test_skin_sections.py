"""The lofts of the skin go through what is drawn: every level touches its four extremes, and is smooth."""

import numpy as np
import pytest

from glutmin_viewer.modelling.skin_sections import ENDS, levels, loft

LEVELS = [(part, row) for part in ENDS for row in levels(part)]
STATUS = {"published", "computed", "drawing choice"}


def extremes(part, row):
    """The four places that a level is drawn through, ahead and aside (4, 2), and the way out at each (4, 2)."""
    first, last = (row[end] for end in ENDS[part])
    places = [first, [row["side"], row["outer"]], last, [row["side"], row["inner"]]]
    return np.array(places, float), np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])


@pytest.mark.parametrize(("part", "row"), LEVELS, ids=[f"{part} {row['name']}" for part, row in LEVELS])
def test_a_level_goes_through_its_extremes(part, row):
    places, _ = extremes(part, row)
    distance = loft(part).distance(np.full(4, float(row["at"])), *places.T)
    np.testing.assert_allclose(distance, 0.0, atol=1.2)  # the seams between quarters are rounded


@pytest.mark.parametrize("part", ENDS)
def test_near_an_extreme_it_is_a_distance(part):
    for row in levels(part):
        places, out = extremes(part, row)
        at = np.full(4, float(row["at"]))
        for step in (-4.0, 4.0):
            there = loft(part).distance(at, *(places + step * out).T) - loft(part).distance(at, *places.T)
            np.testing.assert_allclose(there, step, atol=0.8)


@pytest.mark.parametrize("part", ENDS)
def test_beyond_the_ends_the_last_level_goes_on(part):
    body = loft(part)
    points = np.random.default_rng(0).uniform(-200.0, 200.0, (50, 2))
    for end, beyond in ((body.first, body.first - 40.0), (body.last, body.last + 40.0)):
        near, far = (body.distance(np.full(50, position), *points.T) for position in (end, beyond))
        np.testing.assert_array_equal(near, far)


def test_every_level_has_a_name_a_source_and_a_status():
    names = [row["name"] for _, row in LEVELS]
    assert all(names) and len(names) == len(set(names))
    assert all(row["source"] and row["status"] in STATUS for _, row in LEVELS)
    assert all(("ANSUR" in row["source"]) == (row["status"] == "published") for _, row in LEVELS)
