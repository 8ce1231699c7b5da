"""The guide: every step has words and a scene that can be drawn, and shows what it tells of."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import textstat
from whole import whole_atlas

from glutmin_viewer.content import content
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.guide import camera_of, chapters, scene_of, step_named, steps, to_confirm
from glutmin_viewer.core.postures import ON_BALL, parse_posture
from glutmin_viewer.core.spots import spot
from glutmin_viewer.core.state import SceneState, check_against

ATLAS = whole_atlas()
# All facts of the source page.
FACTS = {
    *(f"M{k}" for k in range(1, 5)),
    *(f"P{k}" for k in range(1, 8)),
    *(f"S{k}" for k in range(1, 5)),
    *(f"D{k}" for k in range(1, 4)),
    *(f"A{k}" for k in range(1, 5)),
    *(f"F{k}" for k in range(1, 8)),
    *(f"C{k}" for k in range(1, 11)),
    *("T1", "T2"),
    *(f"G{k}" for k in range(1, 22)),
    *(f"R{k}" for k in range(1, 5)),
}


@pytest.fixture(scope="module")
def compose():
    return Composer(ATLAS)


def test_steps_and_chapters_have_words_and_none_is_left_over():
    assert [step.id for step in steps()] == list(content().guide)
    assert list(chapters()) == list(content().chapters)
    told = [step.chapter for step in steps()]
    assert told == sorted(told, key=chapters().index)  # those of a chapter stand together


def test_every_fact_is_carried_and_at_most_five_by_a_step():
    carried = [fact for term in content().guide.values() for fact in term.facts]
    assert set(carried) == FACTS
    assert max(len(term.facts) for term in content().guide.values()) <= 5


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("step", steps(), ids=lambda step: step.id)
def test_a_step_shows_what_it_names(step, side, compose):
    state = scene_of(step, side, ATLAS)
    check_against(state, ATLAS)
    assert state.side == side
    assert (state.motion, state.trigger_point, state.cause) == (step.motion, step.trigger_point, step.cause)
    posture = parse_posture(step.posture)
    assert state.colour_by == step.colour_by and (state.lit, state.avoid) == (step.lit, step.avoid)
    assert state.posture.name == posture.name and state.move == step.move
    assert step.move is not None or state.posture == posture
    assert (state.drawing is not None) == step.asks and state.attachments == step.attachments
    items = {item.id for item in compose(state).items}
    if step.spot is not None:
        assert np.linalg.norm(spot(ATLAS, side, step.spot).point - np.array(state.probed)) < 0.1 and "probe" in items
    if step.see_through:
        assert "skin" in items and state.opacity("skin") < 0.5
    if posture.name in ON_BALL:
        assert "ball" in items
    for name in (*step.show, *step.faint):
        assert any(item.partition(".")[0] == f"{name}_{side}" for item in items)
    for name in step.hide:
        assert not any(item.startswith((f"{name}_{side}", f"{name}_left")) or item == name for item in items)
    assert camera_of(step, state).height_mm > 0.0


def test_a_step_takes_nothing_along_from_the_one_before():
    for step in steps():
        assert scene_of(step, "right", ATLAS, 90.0).mass_kg == 90.0
        assert scene_of(step, "right", ATLAS) == scene_of(step, "right", ATLAS)
    assert scene_of(steps()[0], "right", ATLAS) == SceneState()


def test_an_atlas_without_what_a_step_shows_is_enough(tiny_atlas):
    for step in steps():
        state = scene_of(step, "right", tiny_atlas)
        assert not any(name not in tiny_atlas.structures for name in SceneState().hidden - state.hidden - {"skin"}) or (
            state.posture.name != "standing" or state.cause is not None
        )


def test_an_unknown_step_is_told():
    with pytest.raises(InputError, match=r"no step .moon.: choose one of small_muscle, "):
        step_named("moon")


GRADE, ANATOMY = 9.0, "attachments"


@pytest.mark.parametrize("step", [step for step in steps() if step.chapter != ANATOMY], ids=lambda step: step.id)
def test_a_text_is_easy_to_read(step):
    assert textstat.flesch_kincaid_grade(content().guide[step.id].text) <= GRADE


def test_before_the_massage_its_cautions_are_confirmed_and_once_more_before_the_leg_goes_over():
    massage = [step for step in steps() if step.chapter == "massage"]
    assert massage[0].confirms == "massage" and to_confirm(massage[0], set()) is None
    for step in massage[1:]:
        assert to_confirm(step, set()) == massage[0]
    over = step_named("massage_leg_over")
    before = to_confirm(over, {"massage"})
    assert before.confirms == "leg_over" and to_confirm(over, {"massage", "leg_over"}) is None
    assert steps().index(before) == steps().index(over) - 1
    assert all(to_confirm(step, set()) is None for step in steps() if step.chapter != "massage")


def test_the_cautions_say_when_not_where_not_and_when_to_stop():
    safety = content().safety
    told = {name: " ".join(sentences).lower() for name, sentences in safety.items()}
    for sign in ("blood thinners", "clot", "fracture", "osteoporosis", "operation", "open or infected"):
        assert sign in told["massage_not"]
    assert "pregnancy" in told["massage_ask"]
    assert "trochanter" in told["massage_off"] and "sacrum" in told["massage_off"]
    assert "tingles" in told["massage_stop"] and "numb" in told["massage_stop"]
    for caution in ("never after a hip replacement", "slowly", "several weeks"):
        assert caution in told["leg_over"]


def words_of(text):
    return re.findall(r"[a-z]+", text.lower())


def test_no_sentence_of_the_source_page_is_copied():
    page = Path(__file__).parents[3] / "shared" / "mission" / "source_page.txt"
    if not page.exists():
        pytest.skip("the source page is not at hand")
    run = 8  # words; shorter runs are anatomy's own
    source = words_of(page.read_text(encoding="utf-8"))
    known = {tuple(source[k : k + run]) for k in range(len(source) - run)}
    safety = [sentence for sentences in content().safety.values() for sentence in sentences]
    for text in [*(term.text for term in content().guide.values()), *safety]:
        words = words_of(text)
        assert not any(tuple(words[k : k + run]) in known for k in range(len(words) - run + 1)), text
