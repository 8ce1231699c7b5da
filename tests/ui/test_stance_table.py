"""The table of the balance on one leg: what it says, for whom, and that it is not measured."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.stance import in_tens
from glutmin_viewer.core.state import SceneState, with_mass, with_motion
from glutmin_viewer.ui.stance import ROWS, StanceTable

HELD = with_motion(SceneState(), "level_beside_drop", 2.5)


@pytest.fixture(scope="module")
def compose(atlas):
    return Composer(atlas)


@pytest.fixture
def wanted():
    return []


@pytest.fixture
def table(qtbot, wanted):
    widget = StanceTable(wanted.append)
    qtbot.addWidget(widget)
    return widget


def test_every_cell_is_filled_with_what_is_computed(table, compose):
    frame = compose(HELD)
    table.show_balances(HELD, frame.balances)
    assert all(table.cells[key, place].text() for key in ROWS for place in (0, 1))
    for place, found in enumerate(frame.balances):
        assert table.cells["stance_moment", place].text() == f"{found.moment_Nm:.0f} Nm"
        assert f"{in_tens(found.abductors.newtons)} N" in table.cells["stance_abductors", place].text()
        assert f"{found.contact_percent_bw:.0f} %" in table.cells["stance_contact", place].text()


def test_it_is_seen_only_where_somebody_stands_on_one_leg(table, compose):
    table.show_balances(HELD, compose(HELD).balances)
    assert table.isVisible()
    table.show_balances(SceneState(), ())
    assert not table.isVisible()


def test_the_mass_is_asked_for_and_shown(table, compose, wanted):
    table.show_balances(HELD, compose(HELD).balances)
    assert table.mass.value() == 75.0 and not wanted
    table.mass.setValue(90.0)
    (verb,) = wanted
    assert verb(HELD).mass_kg == 90.0


def test_too_heavy_for_the_muscles_is_said(table, compose):
    for kg, weak in ((75.0, False), (250.0, True)):
        state = with_mass(HELD, kg)
        table.show_balances(state, compose(state).balances)
        assert table.warning.isVisibleTo(table) == weak


def test_a_mass_is_typed_in_kilograms_and_everything_else_is_answered(table, compose, wanted, qtbot):
    table.show_balances(HELD, compose(HELD).balances)
    usual = table.note.text()
    for typed, kg, word in (("62.5", 62.5, usual), ("1000", 250.0, "250 kg is set"), ("80 lb", None, '"80 lb"')):
        table.mass.selectAll()
        qtbot.keyClicks(table.mass, typed)
        qtbot.keyClick(table.mass, Qt.Key.Key_Return)
        assert word in table.note.text()
        if kg is not None:
            assert wanted.pop()(HELD).mass_kg == kg
    assert not wanted
