"""Whether the tour of the window is over: kept in a file of its own."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.tour import Tour, load_tour, save_tour


def test_it_is_not_over_before_it_was_kept(tmp_path):
    path = tmp_path / "place" / "tour.json"
    assert load_tour(path) == Tour() and not Tour().over
    save_tour(Tour(over=True), path)
    assert load_tour(path).over


@pytest.mark.parametrize("held", ["{", '{"over": 3}', '{"other": true}', "[]"])
def test_a_damaged_file_is_told(tmp_path, held):
    (tmp_path / "tour.json").write_text(held)
    with pytest.raises(InputError, match="the note that the tour is over in"):
        load_tour(tmp_path / "tour.json")
