"""The choice of colours: it says what is wanted, shows what is, and explains the scale."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.colouring import COLOURINGS
from glutmin_viewer.core.state import SceneState, coloured_by
from glutmin_viewer.ui.colouring import Colouring


@pytest.fixture
def wanted():
    return []


@pytest.fixture
def panel(qtbot, wanted):
    widget = Colouring(wanted.append)
    qtbot.addWidget(widget)
    widget.show_state(SceneState())
    widget.show()
    return widget


@pytest.mark.parametrize("by", COLOURINGS)
def test_what_is_chosen_is_wanted_and_shown(panel, wanted, by):
    panel.choice.activated.emit(COLOURINGS.index(by))
    (verb,) = wanted
    assert verb(SceneState()).colour_by == by
    panel.show_state(verb(SceneState()))
    assert panel.choice.currentData() == by
    assert panel.key.isVisible() == (by != "group")


def test_the_key_names_both_ends(panel):
    panel.show_state(coloured_by(SceneState(), "internal_rotation"))
    assert [words.text() for words in panel.words] == [
        "60 mm, external rotation",
        "no lever",
        "60 mm, internal rotation",
    ]
    panel.show_state(coloured_by(SceneState(), "length"))
    assert [words.text() for words in panel.words] == ["30 % shorter", "as in standing", "30 % longer"]


def test_the_bar_runs_from_blue_to_orange(panel):
    panel.show_state(coloured_by(SceneState(), "length"))
    picture = panel.bar.grab().toImage()
    left, right = (picture.pixelColor(x, picture.height() // 2) for x in (4, picture.width() - 5))
    assert left.blue() > left.red() + 60 and right.red() > right.blue() + 60
