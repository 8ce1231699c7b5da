import gc
import weakref
from dataclasses import replace

import pytest

from glutmin_viewer.core.drawn_skin import drawn_skin
from glutmin_viewer.core.memory import Memory, kept_with
from glutmin_viewer.core.on_ball import lying
from glutmin_viewer.core.pain_drawing import PainDrawing, drawing_field
from glutmin_viewer.core.probe import probe
from glutmin_viewer.core.spots import spot


class Thing:
    pass


def test_a_memory_keeps_the_last_value_of_each_name():
    memory, made = Memory(), []
    for name, key in [("a", 1), ("a", 1), ("b", 1), ("a", 2), ("b", 1), ("a", 1)]:
        memory.recall(name, key, lambda name=name, key=key: made.append((name, key)))
    assert made == [("a", 1), ("b", 1), ("a", 2), ("a", 1)]


def test_what_is_kept_with_a_thing_is_made_once_for_all_it_is_asked_and_goes_with_it():
    made = []

    @kept_with
    def results(of: Thing, how: str) -> list[str]:
        made.append(how)
        return [how]

    one, other = Thing(), Thing()
    assert results(one, "a") is results(one, "a") is not results(one, "b")
    assert results(one, how="c") is results(one, how="c") is not results(one, how="d")
    assert results(other, "a") is not results(one, "a")
    assert made == ["a", "b", "c", "d", "a"]
    kept = weakref.ref(one)
    del one
    assert kept() is None
    results(other, "a")
    assert made == ["a", "b", "c", "d", "a"]


USES = {
    "spot": lambda of: spot(of, "right", "anterior"),
    "probe": lambda of: probe(of, (0.0, 20.0, 160.0)),
    "posture on the ball": lambda of: lying(of, "anterior"),
    "drawn skin": drawn_skin,
    "painted pain": lambda of: drawing_field(of, PainDrawing(("abdomen_right",))),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_an_atlas_that_is_no_longer_wanted_is_not_held(atlas, use):
    another = replace(atlas, structures={name: replace(one) for name, one in atlas.structures.items()})
    use(another)
    kept = weakref.ref(another)
    del another
    gc.collect()
    assert kept() is None
