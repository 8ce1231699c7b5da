"""The key names what is drawn, and shows it as it is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glutmin_viewer.core.camera import leg_camera
from glutmin_viewer.core.frame import GRADES, Composer, Frame
from glutmin_viewer.core.state import SceneState, with_trigger_point
from glutmin_viewer.render.legend import lines, swatch
from glutmin_viewer.render.picture import Studio


def with_grades(frame: Frame, drawn: set[str]) -> Frame:
    """The frame with pain of these grades, everywhere on the skin."""
    pain = np.array([20.0 if grade in drawn else -500.0 for grade in GRADES], dtype=np.float32)
    items = [replace(i, pain=np.tile(pain, (len(i.pain), 1))) if i.pain is not None else i for i in frame.items]
    return replace(frame, items=tuple(items))


def test_the_key_names_the_grades_that_are_drawn_and_where_they_come_from(compose: Composer) -> None:
    frame = compose(with_trigger_point(SceneState(), "posterior_1"))
    found = lines(with_grades(frame, {"essential", "spillover"}))
    assert [line.grade for line in found] == [None, "essential", "spillover", None]
    assert "posterior" in found[0].words and found[-1].words == "Clinical tradition"
    assert [line.grade for line in lines(with_grades(frame, {"rare"}))] == [None, "rare", None]


def test_without_pain_there_is_no_key(compose: Composer) -> None:
    assert lines(compose(SceneState())) == []


def test_swatches_differ_in_colour_and_pattern() -> None:
    samples = [swatch(grade)[2:-2, 2:-2].astype(float) for grade in GRADES]
    light = [sample.mean() for sample in samples]
    assert light[0] + 30 < light[1] and light[1] + 15 < light[2]
    assert samples[0].std(axis=(0, 1)).max() == 0 and min(s.std(axis=(0, 1)).max() for s in samples[1:]) > 15


def test_the_key_is_in_the_picture_and_gone_with_the_pain(studio: Studio, compose: Composer) -> None:
    frame = with_grades(compose(with_trigger_point(SceneState(), "anterior_1")), {"essential"})
    sample = swatch("essential")

    def swatch_seen(shown: Frame) -> bool:
        picture = studio.picture(shown, leg_camera("lateral", "right"))
        windows = np.lib.stride_tricks.sliding_window_view(picture[:, 16 : 16 + sample.shape[1]], sample.shape)
        return bool((windows == sample).all(axis=(3, 4, 5)).any())

    assert swatch_seen(frame)
    assert not swatch_seen(compose(SceneState()))
