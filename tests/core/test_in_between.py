import numpy as np
import pytest

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.in_between import STEPS, InBetween, Surface
from glutmin_viewer.core.levels import coarsened
from glutmin_viewer.core.motions import motions
from glutmin_viewer.core.state import SceneState, with_motion

MOST_MM, SHORTEST_NORMAL = 0.1, 0.995


def circle(time_s):
    """A point that goes round in 4 s, as points and normals."""
    angle = 0.5 * np.pi * time_s
    place = np.array([[np.cos(angle), np.sin(angle), 0.0]], dtype=np.float32)
    return Surface(100.0 * place, place)


def test_at_a_step_it_is_what_was_asked_for_and_between_steps_hardly_beside():
    course = InBetween(4.0, circle)
    for time_s, most_mm in ((0.0, 1e-5), (1.0, 1e-4), (4.0, 1e-4), (2.5 * 4.0 / STEPS, 0.04)):
        for found, exact in zip(course(time_s), circle(time_s), strict=True):
            np.testing.assert_allclose(found, exact, atol=most_mm)


def test_every_step_is_worked_out_once():
    asked = []
    course = InBetween(4.0, lambda time_s: asked.append(time_s) or circle(time_s))
    for _ in range(2):
        for time_s in np.linspace(0.0, 4.0, 400):
            course(float(time_s))
    assert len(asked) == len(set(asked)) == STEPS + 1


@pytest.mark.parametrize("name", motions())
def test_bellies_in_motion_are_less_than_a_tenth_of_a_millimetre_beside(atlas, name):
    """In the middle between two steps, where they are furthest; every third suffices."""
    coarse = coarsened(atlas)
    quick, exact = Composer(coarse, Composer(atlas)), Composer(coarse)
    for step in range(0, STEPS, 3):
        state = with_motion(SceneState(), name, (step + 0.5) / STEPS * motions()[name].duration_s)
        drawn, meant = ({item.id: item for item in compose(state).items} for compose in (quick, exact))
        for name_of, item in drawn.items():
            if item.kind == "muscle":
                np.testing.assert_allclose(item.points, meant[name_of].points, atol=MOST_MM, err_msg=name_of)
                assert np.linalg.norm(item.normals, axis=1).min() > SHORTEST_NORMAL
