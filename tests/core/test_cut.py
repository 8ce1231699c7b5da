"""A plane that cuts open: where it is, that it goes with the pelvis, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.cut import FIRST_MM, PLANES, Cut, facing_at, normal_of, parse_cut, turn_and_tilt
from glutmin_viewer.core.document import Document, load_document, save_document
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pose import attitude
from glutmin_viewer.core.poser import Poser
from glutmin_viewer.core.state import SceneState, check_against, with_cut, with_motion, with_side


@pytest.mark.parametrize("plane", PLANES)
def test_a_plane_lies_at_its_offset_and_goes_with_the_pelvis(tiny_atlas, plane):
    compose = Composer(tiny_atlas)
    state = with_cut(with_motion(SceneState(), "gait", 0.4), Cut(plane, 30.0, (1.0, 2.0, 2.0)))
    point, normal = compose(state).cut
    assert np.linalg.norm(normal) == pytest.approx(1.0) and point @ normal == pytest.approx(30.0)
    turned = attitude(Poser(tiny_atlas).pose(state).pelvis) @ normal_of(state.cut, "right")
    np.testing.assert_allclose(normal, turned, atol=1e-12)
    assert compose(state).cut is compose(state).cut  # the same object: nothing is cut anew


def test_the_sagittal_plane_takes_away_the_outside_of_either_hip():
    for side, sign in (("right", 1.0), ("left", -1.0)):
        np.testing.assert_array_equal(normal_of(Cut("sagittal"), side), (0.0, 0.0, sign))
    assert with_side(with_cut(SceneState(), Cut("sagittal", 86.0)), "left").cut == Cut("sagittal", 86.0)


def test_words_make_a_cut():
    assert parse_cut("axial") == Cut("axial", FIRST_MM["axial"]) and parse_cut(" sagittal = 60.5 ") == Cut(
        "sagittal", 60.5
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        *(("across", 'no cut "across": choose one of axial'), ("free", "choose one of axial"), ("", "no cut")),
        *(("axial=", "is not understood"), ("axial=deep", "write axial=MM"), ("axial=900", "out of range")),
        *(("axial=nan", "out of range"), ("coronal=inf", "out of range")),
    ],
)
def test_a_cut_that_cannot_be_is_told(words, told):
    with pytest.raises(InputError, match=told):
        parse_cut(words)


def test_a_cut_is_kept_in_a_state_file_and_checked(tmp_path, tiny_atlas):
    state = with_cut(SceneState(), Cut("free", 20.0, (0.0, 0.6, 0.8)))
    save_document(Document(state), tmp_path / "state.json")
    assert load_document(tmp_path / "state.json").scene == state
    for cut in (Cut("axial", 1e9), Cut("free", 0.0, (0.0, 0.0, 0.0)), Cut("free", 0.0, (float("nan"), 0.0, 1.0))):
        with pytest.raises(InputError, match="a cut"):
            check_against(SceneState(cut=cut), tiny_atlas)


@pytest.mark.parametrize("turn", [-170.0, -90.0, 0.0, 45.0, 90.0])
@pytest.mark.parametrize("tilt", [-80.0, 0.0, 30.0, 89.0])
def test_a_free_plane_is_told_by_its_turn_and_tilt(turn, tilt):
    assert turn_and_tilt(facing_at(turn, tilt)) == pytest.approx((turn, tilt), abs=1e-9)
    assert np.linalg.norm(facing_at(turn, tilt)) == pytest.approx(1.0)


def test_a_turn_of_ninety_degrees_faces_the_front_and_such_a_tilt_faces_up():
    assert facing_at(0.0, 0.0) == pytest.approx((0.0, 0.0, 1.0))
    assert facing_at(90.0, 0.0) == pytest.approx((1.0, 0.0, 0.0))
    assert facing_at(0.0, 90.0) == pytest.approx((0.0, 1.0, 0.0))
