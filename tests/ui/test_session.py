"""What plays is posed in fewer points, unless all of them are drawn fast enough."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.state import with_motion
from glutmin_viewer.ui.session import Session


def points_of_the_muscle(frame: Frame) -> int:
    return sum(len(item.points) for item in frame.items if item.id.startswith("gluteus_minimus_right"))


@pytest.mark.parametrize("in_full", [True, False])
def test_what_plays_has_all_its_points_where_that_is_fast_enough(atlas, in_full):
    session = Session(atlas, pytest.fail, in_full=lambda: in_full)
    session.apply(lambda state: with_motion(state, "flexion"))
    at_rest = points_of_the_muscle(session.frame)
    session.play(lambda state: with_motion(state, "flexion", 0.7))
    assert session.passing
    assert (points_of_the_muscle(session.frame) == at_rest) is in_full
    session.rest()
    assert not session.passing and points_of_the_muscle(session.frame) == at_rest
