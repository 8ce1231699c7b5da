"""The dialog of claims: every verdict in words and sign, no text cut off, closed by a key."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from glutmin_viewer.content import content
from glutmin_viewer.core.claims import Agreement, Claim, Finding, Turn, claims, other_models
from glutmin_viewer.ui.citing import SourceLabel
from glutmin_viewer.ui.claims import MARKS, ClaimsDialog, VerdictLabel, finding_words, verdict_words

LEVER = Claim("lever", ("posterior",), "internal_rotation", -1)


@pytest.fixture
def dialog(qtbot, atlas):
    made = ClaimsDialog(claims(atlas, "left"))
    qtbot.addWidget(made)
    made.show()
    return made


def words_of(part: QLabel) -> str:
    return part.words if isinstance(part, SourceLabel) else part.text()


def test_every_claim_has_a_card_with_its_words_verdict_literature_and_sources(dialog, atlas):
    verdicts = claims(atlas, "left")
    assert len(dialog.cards) == len(verdicts) == len(content().claims)
    for card, verdict in zip(dialog.cards, verdicts, strict=True):
        term, said = content().claims[verdict.id], " ".join(words_of(part) for part in card.findChildren(QLabel))
        for words in (term.name, term.text, term.literature, term.source, term.literature_source):
            assert words in said
        assert card.verdict.text().split("  ")[1].startswith(verdict_words(verdict.agreement))
        names = [other_models()[model].name for model in verdict.differing_models]
        assert all(name in said.partition("Other models that differ")[2] for name in names)
        assert (f"models that differ: {len(names)} of 3" in card.verdict.text()) == bool(names)
        assert verdict_words(verdict.agreement) in card.accessibleName()
    assert "LEFT" in dialog.windowTitle()


def test_it_says_that_numbers_are_of_a_model_and_can_be_selected(dialog):
    said = " ".join(part.text() for part in dialog.findChildren(QLabel))
    assert "output of a model" in said and "diagnosis" in said and "strain" not in said
    bodies = [part for part in dialog.findChildren(QLabel) if part.wordWrap()]
    assert bodies and all(b.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse for b in bodies)


def test_no_text_is_cut_off_and_no_room_is_empty(qtbot, dialog):
    assert dialog.width() <= 1280 and dialog.height() <= 800
    qtbot.waitUntil(lambda: dialog.scroll.verticalScrollBar().maximum() > 0)
    for part in dialog.findChildren(QLabel):
        if part.text():
            assert part.height() >= part.heightForWidth(part.width()), part.text()
            words = words_of(part).split() if part.wordWrap() else [words_of(part)]
            assert max(part.fontMetrics().horizontalAdvance(word) for word in words) <= part.width(), part.text()
    inside = dialog.scroll.widget()
    assert inside.height() == inside.heightForWidth(inside.width())


def test_escape_closes_it(qtbot, dialog):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_verdict_has_its_own_words_and_a_tip(qtbot):
    verdicts = get_args(Agreement)
    assert set(MARKS) == set(verdicts) and len({verdict_words(name) for name in verdicts}) == len(verdicts)
    for name in verdicts:
        mark = VerdictLabel(name, verdict_words(name))
        qtbot.addWidget(mark)
        assert mark.toolTip() and "{" not in mark.toolTip()


def test_what_is_opposite_to_the_claim_is_told_without_a_sign():
    finding = Finding("posterior", 3.0, 0.0, (Turn(-20.0, -1), Turn(30.0, 1)), ())
    said, here, turns = finding_words(LEVER, finding, -3.0)
    assert said.endswith("external rotation") and here == "3.0 mm against"
    assert turns == "beyond 20° of extension: external rotation; beyond 30° of flexion: internal rotation"
    assert "-" not in said + here + turns


def test_a_curve_without_a_turn_says_over_what_range():
    assert finding_words(LEVER, Finding("posterior", -3.0, 0.0, (), ()), 3.0)[2].startswith("not from 20°")
