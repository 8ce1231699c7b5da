from glutmin_viewer.core.state import SceneState, shown
from glutmin_viewer.core.visibility import everything, made_visible, only, visible_parts, with_neighbours

MUSCLE = "gluteus_minimus_right"


def test_one_group_of_a_hidden_muscle_can_be_shown_alone(tiny_atlas):
    state = made_visible(SceneState(), tiny_atlas, [MUSCLE], False)
    assert MUSCLE in state.hidden
    state = made_visible(state, tiny_atlas, [f"{MUSCLE}.anterior"], True)
    assert f"{MUSCLE}.anterior" in visible_parts(state, tiny_atlas)
    assert f"{MUSCLE}.posterior" not in visible_parts(state, tiny_atlas)


def test_hiding_every_group_hides_the_muscle_and_showing_it_restores_the_first_state(tiny_atlas):
    state = SceneState()
    for group in ("anterior", "middle", "posterior"):
        state = made_visible(state, tiny_atlas, [f"{MUSCLE}.{group}"], False)
    assert MUSCLE in state.hidden and f"{MUSCLE}.anterior" not in state.hidden
    assert made_visible(state, tiny_atlas, [MUSCLE], True) == SceneState()


def test_only_shows_no_sibling(tiny_atlas):
    assert visible_parts(only(SceneState(), tiny_atlas, f"{MUSCLE}.middle"), tiny_atlas) == {f"{MUSCLE}.middle"}


def test_neighbours_are_of_the_same_side_and_the_middle(tiny_atlas):
    seen = visible_parts(with_neighbours(SceneState(), tiny_atlas, "femur_left"), tiny_atlas)
    assert {"femur_left", "hip_bone_left", "sacrum"} <= seen
    assert not any("right" in part for part in seen) and "skin" not in seen


def test_everything_leaves_the_skin_as_it_was(tiny_atlas):
    lone = only(SceneState(), tiny_atlas, "sacrum")
    assert everything(lone, tiny_atlas) == SceneState()
    assert "skin" in visible_parts(everything(shown(lone, ["skin"], True), tiny_atlas), tiny_atlas)
