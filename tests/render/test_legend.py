"""The key names what is drawn, and shows it as it is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glutmin_viewer.core.atlas_files import load_atlas
from glutmin_viewer.core.bundled import bundled_atlas
from glutmin_viewer.core.camera import leg_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import GRADES, Frame
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, coloured_by, with_motion, with_pose
from glutmin_viewer.render import style
from glutmin_viewer.render.legend import LINE_PT, lines, scale_swatch, swatch
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


def test_the_scale_of_coloured_muscles_is_in_the_key(compose: Composer) -> None:
    state = coloured_by(with_pose(SceneState(), HipPose(30.0)), "adduction")
    found = lines(compose(state))
    assert [line.value for line in found] == [None, 1.0, 0.5, 0.0, -0.5, -1.0]
    assert "adduction" in found[1].words and "abduction" in found[-1].words and "60 mm" in found[1].words


def test_forces_are_called_model_output_beside_the_measured_one() -> None:
    compose = Composer(load_atlas(bundled_atlas()))
    first, contact, measured = lines(compose(with_motion(SceneState(), "level_beside_drop", 2.5)))
    assert "model output" in first.words and "75 kg" in first.words
    assert (
        "level 241" in contact.words
        and "dropping 265" in contact.words
        and "Bergmann" in measured.words
        and "238 %" in measured.words
    )


def test_the_pieces_of_the_scale_make_up_the_whole() -> None:
    pieces = np.concatenate([scale_swatch(value)[:, 0] for value in (1.0, 0.5, 0.0, -0.5, -1.0)]).astype(int)
    assert len(pieces) == 5 * LINE_PT
    assert np.abs(np.diff(pieces, axis=0)).max() < 16  # no step
    np.testing.assert_allclose(pieces[[0, -1]] / 255.0, [style.SCALE[-1], style.SCALE[0]], atol=0.01)


# Machado et al. 2009, full dichromacy, on linear RGB.
DICHROMATS = {
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}


@pytest.mark.parametrize("vision", [None, *DICHROMATS])
def test_the_scale_is_read_by_all_kinds_of_colour_vision(vision: str | None) -> None:
    values = np.linspace(-1.0, 1.0, 41)
    colours = style.diverging(values)
    if vision is not None:
        colours = np.clip(colours, 0.0, 1.0) ** 2.2 @ np.array(DICHROMATS[vision]).T
        colours = np.clip(colours, 0.0, 1.0) ** (1.0 / 2.2)
    light = colours @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(light[:21]) > 0.0).all() and (np.diff(light[20:]) < 0.0).all()  # how far from zero: lightness
    assert (np.linalg.norm(colours[:20:-1] - colours[:20], axis=1)[:16] > 0.25).all()  # which way: hue


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
