"""The key names what is drawn, and shows it as it is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as changed
from vision import DICHROMATS, seen_by
from whole import whole_atlas

from glutmin_viewer.content import content
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import leg_camera
from glutmin_viewer.core.causes import drawn_causes
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.frame import GRADES, Frame
from glutmin_viewer.core.pain_drawing import PainDrawing, Stroke
from glutmin_viewer.core.pose import HipPose
from glutmin_viewer.core.showing_pain import with_cause, with_drawing, with_more, with_trigger_point
from glutmin_viewer.core.state import SceneState, coloured_by, faded, shown, with_motion, with_pose
from glutmin_viewer.core.views import first_camera
from glutmin_viewer.render import style
from glutmin_viewer.render.legend import LINE_PT, MARGIN_PT, SWATCH_PT, Line, laid_out, lines, scale_swatch, swatch
from glutmin_viewer.render.picture import Manner, Studio


def with_grades(frame: Frame, drawn: set[str]) -> Frame:
    """The frame with pain of these grades, everywhere on the skin."""
    pain = np.array([20.0 if grade in drawn else -500.0 for grade in GRADES], dtype=np.float32)
    items = [changed(i, pain=np.tile(pain, (len(i.pain), 1))) if i.pain is not None else i for i in frame.items]
    return replace(frame, items=tuple(items))


def test_the_key_names_the_grades_that_are_drawn_and_where_they_come_from(compose: Composer) -> None:
    frame = compose(with_trigger_point(SceneState(), "posterior_1"))
    found = lines(with_grades(frame, {"essential", "spillover"}))
    assert [line.swatch for line in found] == [None, "essential", "spillover", "tender", None]
    assert found[0].words == "Pain from the rear points (clinical tradition)"
    assert found[-1].words == "For learning. This is not a diagnosis."
    assert [line.swatch for line in lines(with_grades(frame, {"rare"}))] == [None, "rare", "tender", None]


def test_the_key_leaves_out_tenderness_that_a_solid_skin_hides(compose: Composer) -> None:
    state = faded(with_trigger_point(SceneState(), "posterior_1"), "skin", 1.0)
    assert "tender" not in [line.swatch for line in lines(compose(state))]


def test_the_key_says_where_the_muscle_is_tender_while_it_is_shown(compose: Composer) -> None:
    state = with_trigger_point(SceneState(), "posterior_1")
    without_skin = lines(compose(shown(state, ["skin"], False)))
    assert [line.swatch for line in without_skin] == [None, "tender", None]
    assert without_skin[1].words == "Muscle tender to pressure"
    without_muscle = compose(shown(state, ["gluteus_minimus_right"], False))
    assert "tender" not in [line.swatch for line in lines(without_muscle)]


@pytest.mark.parametrize("cause", drawn_causes())
def test_the_key_names_the_other_cause_and_what_its_area_rests_on(compose: Composer, cause: str) -> None:
    state = with_cause(SceneState(), cause)
    term = content().causes[cause]
    named = Line(f"{term.name} ({content().badges[term.badge].lower()})", "cause")
    assert lines(compose(state)) == [named, Line(content().ui["educational"])]
    with_pain = [line.swatch for line in lines(compose(with_trigger_point(state, "anterior_1")))]
    assert with_pain[-2:] == ["cause", None] and with_pain[0] is None
    assert lines(compose(shown(state, ["skin"], False))) == []  # there is nothing that it is drawn on


def test_the_key_says_what_is_painted_once_something_is(compose: Composer, atlas: Atlas) -> None:
    state = with_drawing(SceneState(), PainDrawing())
    assert lines(compose(state)) == []
    assert atlas.skin is not None and atlas.skin.mesh is not None
    x, y, z = (float(mm) for mm in atlas.skin.mesh.vertices[0])
    found = lines(compose(with_more(state, atlas, PainDrawing((Stroke(((x, y, z),)),)))))
    assert found == [Line("Where it hurts, as painted", "painted"), Line(content().ui["educational"])]


def test_without_pain_there_is_no_key(compose: Composer) -> None:
    assert lines(compose(SceneState())) == []


def test_the_scale_of_coloured_muscles_is_in_the_key(compose: Composer) -> None:
    state = coloured_by(with_pose(SceneState(), HipPose(30.0)), "adduction")
    found = lines(compose(state))
    assert [line.value for line in found] == [None, 1.0, 0.5, 0.0, -0.5, -1.0]
    assert "adduction" in found[1].words and "abduction" in found[-1].words and "60 mm" in found[1].words


def test_forces_are_called_model_output_beside_the_measured_one() -> None:
    compose = Composer(whole_atlas())
    first, contact, measured = lines(compose(with_motion(SceneState(), "level_beside_drop", 2.5)))
    assert "model output" in first.words and "75 kg" in first.words
    assert (
        "level 241" in contact.words
        and "dropping 265" in contact.words
        and "Bergmann" in measured.words
        and "238 %" in measured.words
    )


@pytest.mark.parametrize("size", [(1600, 1200), (1000, 760), (900, 420)])
def test_the_key_to_forces_stands_beside_the_figures(size: tuple[int, int], in_german: None) -> None:
    state = with_motion(SceneState(), "level_beside_drop", 2.5)
    frame = Composer(whole_atlas())(state)
    with Studio(size) as studio:
        told = studio.picture(frame, first_camera(state)).astype(int)
    camera, room = laid_out(frame, first_camera(state), size)
    with Studio(size, Manner(labels=False)) as studio:
        bare = studio.picture(frame, camera).astype(int)
    corner = np.s_[size[1] - 10 * LINE_PT :, : size[0] // 2]
    rows, columns = np.nonzero((told - bare)[corner].any(axis=2))
    assert columns.min() >= MARGIN_PT - 1 and columns.max() <= MARGIN_PT + room
    under = bare[corner][rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert np.ptp(under, axis=1).max() <= 1  # the ground alone


def test_lines_of_the_key_end_before_the_cube(in_german: None) -> None:
    state = with_motion(SceneState(), "level_beside_drop", 2.5)
    frame = Composer(whole_atlas())(state)
    size = 500, 700  # too narrow for lines beside the figures
    camera, room = laid_out(frame, first_camera(state), size)
    assert camera == first_camera(state) and room < size[0] - 104


def test_the_pieces_of_the_scale_make_up_the_whole() -> None:
    pieces = np.concatenate([scale_swatch(value)[:, 0] for value in (1.0, 0.5, 0.0, -0.5, -1.0)]).astype(int)
    assert len(pieces) == 5 * LINE_PT
    assert np.abs(np.diff(pieces, axis=0)).max() < 16  # no step
    np.testing.assert_allclose(pieces[[0, -1]] / 255.0, [style.SCALE[-1], style.SCALE[0]], atol=0.01)


@pytest.mark.parametrize("vision", [None, *DICHROMATS])
def test_the_scale_is_read_by_all_kinds_of_colour_vision(vision: str | None) -> None:
    values = np.linspace(-1.0, 1.0, 41)
    colours = seen_by(style.diverging(values), vision)
    light = colours @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(light[:21]) > 0.0).all() and (np.diff(light[20:]) < 0.0).all()  # how far from zero: lightness
    assert (np.linalg.norm(colours[:20:-1] - colours[:20], axis=1)[:16] > 0.25).all()  # which way: hue


def test_swatches_differ_in_colour_and_pattern() -> None:
    samples = [swatch(grade)[2:-2, 2:-2].astype(float) for grade in GRADES]
    light = [sample.mean() for sample in samples]
    assert light[0] + 30 < light[1] and light[1] + 15 < light[2]
    assert samples[0].std(axis=(0, 1)).max() == 0 and min(s.std(axis=(0, 1)).max() for s in samples[1:]) > 15


@pytest.mark.parametrize(("name", "look"), [("cause", style.CAUSE), ("painted", style.PAINTED)])
def test_a_swatch_of_what_lies_over_skin_has_its_light_border_and_tint(name: str, look: style.Marking) -> None:
    sample = swatch(name, (40, 40), 2) / 255.0
    assert sample.shape == (80, 80, 3)
    np.testing.assert_allclose(sample[4, 4:-4], np.tile(look.line, (72, 1)), atol=0.01)
    skin, tint = np.array(style.SKIN.colour), np.array(look.tint)
    inner = sample[10:-10, 10:-10].reshape(-1, 3)
    ground = np.abs(inner - (skin + look.cover * (tint - skin))).max(axis=1) < 0.01
    lines = np.abs(inner - look.line).max(axis=1) < 0.01
    if name == "cause":
        assert 0.3 < ground.mean() < 0.7 and 0.1 < lines.mean() < 0.4
    else:
        assert ground.all()


def test_the_tender_swatch_is_all_of_the_colour_of_tenderness() -> None:
    sample = swatch("tender")[2:-2, 2:-2] / 255.0
    np.testing.assert_allclose(sample, np.full_like(sample, style.TENDER), atol=0.01)


def test_a_key_that_is_too_long_for_a_picture_is_cut_at_its_end(atlas: Atlas) -> None:
    state = with_pose(SceneState(), HipPose(30.0))
    state = coloured_by(with_cause(with_trigger_point(state, "posterior_1"), "radiculopathy_L5"), "flexion")
    frame = with_grades(Composer(atlas)(state), set(GRADES))
    assert len(lines(frame)) > 9
    with Studio((300, 300)) as studio:
        picture = studio.picture(frame, leg_camera("lateral", "right"))
    # The first of nine lines that fit is cut into three; the middle of the next one.
    top = MARGIN_PT + 5 * LINE_PT + SWATCH_PT[1] // 2
    np.testing.assert_allclose(
        picture[len(picture) - top, MARGIN_PT + 5], 255 * np.array(style.PAIN["essential"].area), atol=1
    )


def test_the_key_is_in_the_picture_and_gone_with_the_pain(studio: Studio, compose: Composer) -> None:
    state = with_cause(with_trigger_point(SceneState(), "anterior_1"), "hip_arthritis")
    frame = replace(with_grades(compose(state), {"essential"}), painted=True)
    drawn = ("essential", "tender", "cause", "painted")

    def swatches_seen(shown: Frame) -> list[str]:
        picture = studio.picture(shown, leg_camera("lateral", "right"))
        seen = []
        for name in drawn:
            sample = swatch(name)
            column = picture[:, MARGIN_PT : MARGIN_PT + sample.shape[1]]
            windows = np.lib.stride_tricks.sliding_window_view(column, sample.shape)
            seen += [name] * bool((windows == sample).all(axis=(3, 4, 5)).any())
        return seen

    assert swatches_seen(frame) == list(drawn)
    assert swatches_seen(compose(SceneState())) == []
