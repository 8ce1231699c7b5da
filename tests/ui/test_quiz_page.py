"""The page of the quiz: a whole round by keyboard and clicks, what is shown meanwhile, and what is kept."""

from __future__ import annotations

import json
import re
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from glutmin_viewer.core.guide import scene_of, steps
from glutmin_viewer.core.opening import EMPTY_ATLAS
from glutmin_viewer.core.progress import load_progress
from glutmin_viewer.core.quiz import KINDS, NONE, quiz_round
from glutmin_viewer.ui.quiz_words import choice_name, numbers, right_names
from glutmin_viewer.ui.texts import text


@pytest.fixture
def window(open_window, atlas, monkeypatch, tmp_path):
    monkeypatch.setenv("GLUTMIN_REDUCED_MOTION", "1")
    window = open_window(atlas)
    window.reading.quiz.path, window.reading.quiz.seeds = tmp_path / "kept" / "quiz.json", Random(7)
    window.reading.pages.buttons["guide"].click()
    window.reading.guide.quiz.click()
    return window


def point_at(window, question):
    """A click of the picture on what a question asks for."""
    head, _, group = question.about.partition(".")
    name = question.on or head
    atlas, side = window.session.atlas, window.session.state.side
    bone = atlas.structures.get(f"{name}_{side}") or atlas.structures[name]
    parts = {group} if group else {"", "middle"}
    shown = (item for item in window.session.frame.items if item.id.partition(".")[0] == bone.id)
    item = next(item for item in shown if item.id.partition(".")[2] in parts)
    rest = bone.mesh.vertices[bone.regions[question.about][0]] if question.on else item.points[0]
    return SimpleNamespace(id=item.id, position=tuple((item.world_from_points @ [*rest, 1.0])[:3]))


def open_kind(window, kind):
    """Goes on, unanswered questions left out, to one of a kind."""
    quiz = window.reading.quiz
    quiz.place, quiz.answered = next(k for k, q in enumerate(quiz.round) if q.kind == kind), False
    quiz.begin(window.session.state.side)
    return quiz.asking


def test_a_whole_round_by_keyboard_with_every_answer_right(window, qtbot):
    quiz, seen = window.reading.quiz, set()
    for place in range(8):
        question = quiz.asking
        assert quiz.isVisible() and not window.reading.guide.isVisible()
        assert not window.reading.where.isVisible() and not window.view.brush
        assert quiz.progress.text() == f"{place + 1} of 8"
        assert window.session.state == question.scene and window.view.camera == question.camera
        assert not quiz.verdict.isVisible() and not any(reason.isVisible() for reason in quiz.reasons)
        if question.clicked:
            window.view.clicked.emit(point_at(window, question))
        else:
            for number, choice in enumerate(question.choices, start=1):
                if choice in question.right:
                    qtbot.keyClick(window, str(number))
            if question.several:
                qtbot.keyClick(window, Qt.Key.Key_Return)
        assert quiz.asking is None and quiz.verdict.text() == text("quiz_right")
        assert right_names(question) in quiz.answer.text()
        assert window.session.state == question.after and window.view.camera == question.camera_after
        for term in question.terms:
            told = [r for r in quiz.reasons if r.isVisible() and term.text in r.words.text()]
            assert told and term.source in told[0].source.words and told[0].badge.isVisible()
        seen.add(question.kind)
        qtbot.keyClick(window, "N" if place % 2 else Qt.Key.Key_Return)
    assert seen == set(KINDS)
    assert quiz.finished and quiz.question.text() == "8 of 8 right"
    assert load_progress(quiz.path).best == 8 == load_progress(quiz.path).answered
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert quiz.progress.text() == "1 of 8" and quiz.right == 0


def test_a_wrong_answer_is_told_in_words_with_the_right_one(window, qtbot):
    quiz = window.reading.quiz
    question = open_kind(window, "refer")
    wrong = next(k for k, choice in enumerate(question.choices) if choice not in question.right)
    qtbot.keyClick(window, str(wrong + 1))
    assert quiz.verdict.text() == text("quiz_wrong")
    assert text("quiz_said", said=choice_name(question, question.choices[wrong])) in quiz.answer.text()
    assert quiz.choices[wrong].text().startswith("✗")
    right = next(k for k, choice in enumerate(question.choices) if choice in question.right)
    assert quiz.choices[right].text().startswith("✓") and quiz.nerve.isVisible()
    assert load_progress(quiz.path).right == 0


def test_a_click_elsewhere_is_wrong_and_one_beside_the_body_does_not_count(window):
    quiz = window.reading.quiz
    question = open_kind(window, "find")
    window.view.clicked.emit(None)
    assert quiz.asking is question and quiz.how.text() == text("quiz_beside")
    window.view.clicked.emit(SimpleNamespace(id="tibia_right", position=(0.0, -500.0, 90.0)))
    assert quiz.verdict.text() == text("quiz_wrong") and "Shin bone" in quiz.answer.text()
    window.view.clicked.emit(SimpleNamespace(id="tibia_right", position=(0.0, -500.0, 90.0)))
    assert window.session.state.selection == "tibia_right"  # after the answer clicks select again


def test_the_name_under_the_mouse_is_kept_back_until_the_answer(window):
    question = open_kind(window, "find")
    window.view.hovered.emit(point_at(window, question))
    assert window.under_mouse.text() == ""
    window.view.clicked.emit(point_at(window, question))
    window.view.hovered.emit(point_at(window, question))
    assert window.under_mouse.text()


def test_none_of_them_goes_with_no_other_answer_and_nothing_cannot_be_checked(window, qtbot):
    quiz = window.reading.quiz
    question = open_kind(window, "shorten")
    assert not quiz.next.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert quiz.asking is question
    none = question.choices.index(NONE)
    qtbot.keyClick(window, "1")
    qtbot.keyClick(window, str(none + 1))
    assert not quiz.choices[0].isChecked() and quiz.choices[none].isChecked()
    qtbot.keyClick(window, "2")
    assert quiz.choices[1].isChecked() and not quiz.choices[none].isChecked()


def test_escape_leaves_for_the_guide_and_the_round_waits_while_number_keys_are_for_views_again(window, qtbot, atlas):
    quiz = window.reading.quiz
    question = open_kind(window, "refer")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.reading.guide.isVisible() and not quiz.isVisible()
    assert window.session.state == scene_of(steps()[0], "right", atlas)
    qtbot.keyClick(window, "2")
    assert window.view.camera.direction == (-1, 0, 0)
    window.reading.guide.quiz.click()
    assert quiz.asking is question and window.session.state == question.scene
    window.view.look(window.view.camera.__class__((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0), 10.0))
    qtbot.keyClick(window, "G")
    assert window.view.camera == question.camera


def test_what_the_quiz_paints_is_not_what_somebody_painted_where_it_hurts(window):
    open_kind(window, "refer")
    window.reading.pages.buttons["where"].click()
    assert window.reading.where.isVisible() and not window.session.state.drawing
    assert not window.reading.quiz.isVisible() and window.view.brush


def test_the_other_hip_gets_a_round_of_its_own(window):
    window.reading.pages.buttons["points"].click()
    window.toolbar.side_wanted.emit("left")
    window.reading.open_quiz()
    assert all(question.scene.side == "left" for question in window.reading.quiz.round)
    assert window.session.state.side == "left"


def test_progress_is_reset_after_asking_once(window, qtbot):
    quiz = window.reading.quiz
    quiz.place, quiz.answered = 7, True
    quiz.go_on()
    assert not quiz.reset.isVisible()  # nothing was answered
    quiz.begin("right")
    question = open_kind(window, "over")
    qtbot.keyClick(window, "1")
    quiz.place, quiz.answered = 7, True
    quiz.go_on()
    assert text("quiz_result_kind", name="What lies over it", right=quiz.right, answered=1) in quiz.answer.text()
    assert question.kind == "over" and json.loads(quiz.path.read_bytes())["kinds"]
    quiz.reset.click()
    assert load_progress(quiz.path).answered == 1 and quiz.reset.text() == text("quiz_reset_sure")
    quiz.reset.click()
    assert load_progress(quiz.path).answered == 0 and not quiz.reset.isVisible()


def test_a_damaged_file_and_a_place_that_cannot_be_written_are_told_and_the_quiz_goes_on(open_window, atlas, tmp_path):
    made = open_window(atlas)
    quiz = made.reading.quiz
    quiz.path = tmp_path / "quiz.json"
    quiz.path.write_text("{broken")
    made.reading.open_quiz()
    assert "damaged" in quiz.problem.text() and quiz.problem.isVisible() and quiz.asking is not None
    quiz.path = tmp_path / "quiz.json" / "below.json"
    open_kind(made, "over")
    quiz.choices[0].click()
    assert quiz.answered and "cannot be kept" in quiz.problem.text() and quiz.problem.isVisible()


def test_without_an_atlas_there_is_a_sentence(open_window, tmp_path):
    made = open_window(EMPTY_ATLAS)
    made.reading.quiz.path = tmp_path / "quiz.json"
    made.reading.open_quiz()
    made.reading.quiz.go_on()
    assert "nothing to ask about" in made.reading.quiz.problem.text() and made.reading.quiz.isVisible()
    made.reading.quiz.answer_click("skin", np.zeros(3), "")


def test_who_cannot_find_it_is_shown_it_and_it_counts_as_not_right(window, qtbot):
    quiz = window.reading.quiz
    question = open_kind(window, "find")
    qtbot.keyClick(window, "H")
    assert quiz.asking is None and quiz.verdict.text() == text("quiz_wrong") and not quiz.show_me.isVisible()
    assert right_names(question) in quiz.answer.text() and text("quiz_clicked", name="") not in quiz.answer.text()
    assert window.session.state == question.after and load_progress(quiz.path).right == 0


def test_the_round_waits_while_somebody_looks_at_other_pages(window, qtbot):
    quiz = window.reading.quiz
    window.view.clicked.emit(None)
    quiz.place = 3
    quiz.begin("right")
    qtbot.keyClick(window, "W")
    assert not quiz.isVisible() and window.reading.where.isVisible()
    window.reading.pages.buttons["guide"].click()
    window.reading.guide.quiz.click()
    assert quiz.isVisible() and quiz.progress.text() == "4 of 8"
    assert window.session.state == quiz.asking.scene


def test_what_was_computed_has_a_decimal_comma_in_german(atlas, in_german):
    asked = [one for seed in range(3) for one in quiz_round(atlas, "right", seed) if one.kind in ("shorten", "lever")]
    told = [numbers(question) for question in asked]
    assert any("," in words for words in told)
    assert not [words for words in told if re.search(r"\d\.\d", words)]
