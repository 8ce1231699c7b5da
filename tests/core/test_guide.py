"""The guide: every step has words and a scene that can be drawn, and shows what it tells of."""

from __future__ import annotations

import pytest

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.guide import camera_of, chapters, scene_of, step_named, steps
from glutmin_viewer.core.state import SceneState, check_against

ATLAS = load_atlas(bundled_atlas())
# Facts of the source page that these chapters carry; those of self-massage are not told yet.
FACTS = {
    *(f"M{k}" for k in range(1, 5)),
    *(f"P{k}" for k in range(1, 8)),
    *(f"S{k}" for k in range(1, 5)),
    *(f"D{k}" for k in range(1, 4)),
    *(f"A{k}" for k in range(1, 5)),
    *(f"F{k}" for k in range(1, 8)),
    *(f"C{k}" for k in range(1, 11)),
    *("T1", "T2"),
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


def test_every_fact_of_these_chapters_is_carried_and_at_most_five_by_a_step():
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
    assert state.posture.name == step.posture and state.colour_by == step.colour_by
    assert (state.drawing is not None) == step.asks and state.attachments == step.attachments
    items = {item.id for item in compose(state).items}
    for name in step.show:
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
