"""Pictures follow what is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from calling import run
from PIL import Image

from glutmin_viewer.core.document import Document, save_document
from glutmin_viewer.core.pain_drawing import PainDrawing
from glutmin_viewer.core.showing_pain import SEEN_THROUGH
from glutmin_viewer.core.state import SceneState, faded


def test_render_follows_every_choice(folder: Path) -> None:
    calls = {
        "plain": [],
        "posed": ["--pose", "flexion=60,abduction=10"],
        "moved": ["--motion", "flexion", "--at", "0.5"],
        "left": ["--side", "left"],
        "above": ["--view", "superior"],
        "bare": ["--hide", "gluteus_minimus_right.anterior, gluteus_minimus_right.middle"],
        "skin": ["--show", "skin"],
        "by length": ["--pose", "flexion=60,abduction=10", "--colour-by", "length"],
        "small": ["--size", "96x96"],
        "German": ["--language", "de"],
        "light": ["--light"],
        "without": ["--transparent"],
    }
    for name, arguments in calls.items():
        size = [] if "--size" in arguments else ["--size", "128x96"]
        assert run("render", f"{name}.png", "--atlas", "atlas", *size, *arguments) == 0
    pictures = {(folder / f"{name}.png").read_bytes() for name in calls}
    assert len(pictures) == len(calls)


def test_what_hurts_and_what_explains_it_are_shown_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[SceneState] = []
    monkeypatch.setattr(
        "glutmin_viewer.render.picture.save_picture", lambda out, atlas, document, *_: drawn.append(document.scene)
    )

    def scene(*arguments: str) -> SceneState:
        assert run("render", "a.png", *arguments) == 0
        return drawn.pop()

    hurts = ("--hurts", "thigh_lateral, foot_sole_right")
    painted = scene(*hurts, "--side", "left")
    assert painted.drawing == PainDrawing(("thigh_lateral_left", "foot_sole_right"))
    assert "skin" not in painted.hidden and painted.opacity("skin") == 1.0
    shown = scene(
        *("--cause", "radiculopathy_L5", "--trigger-point", "anterior_1", *hurts),
        *("--side", "left", "--pose", "flexion=30", "--hide", "sacrum"),
    )
    assert (shown.cause, shown.trigger_point, shown.drawing) == ("radiculopathy_L5", "anterior_1", painted.drawing)
    assert (shown.side, shown.pose.flexion_deg) == ("left", 30.0)
    assert shown.opacity("skin") == SEEN_THROUGH and "sacrum" in shown.hidden
    assert "nerve_root_L5_left" not in shown.hidden and "nerve_root_L5_right" in shown.hidden
    save_document(Document(painted), tmp_path / "mine.json")
    more = scene("--state", str(tmp_path / "mine.json"), "--hurts", "groin")
    assert more.drawing is not None and more.drawing.regions == ("thigh_lateral_left", "foot_sole_right", "groin_left")


def test_a_picture_is_cut_out_and_goes_without_labels(folder: Path) -> None:
    for name, arguments in {"plain": [], "bare": ["--no-labels"], "cut": ["--transparent", "--no-labels"]}.items():
        assert run("render", f"{name}.png", "--atlas", "atlas", "--size", "200x150", *arguments) == 0
    plain, bare, cut = (np.asarray(Image.open(folder / f"{name}.png")) for name in ("plain", "bare", "cut"))
    assert plain.shape == bare.shape == (150, 200, 3) and cut.shape == (150, 200, 4)
    assert (plain[:20, :60] != bare[:20, :60]).any() and (plain[60:90, 90:110] == bare[60:90, 90:110]).all()
    assert cut[5, 5, 3] == 0 and cut[70:80, 95:105, 3].min() == 255
    np.testing.assert_allclose(cut[70:80, 95:105, :3].astype(int), bare[70:80, 95:105].astype(int), atol=2)


def test_pictures_of_other_causes_and_of_what_hurts_differ(tmp_path: Path) -> None:
    calls = [[], ["--hurts", "thigh_lateral"], ["--cause", "greater_trochanteric_pain"]]
    pictures = set()
    for i, arguments in enumerate([*calls, calls[1] + calls[2]]):
        out = tmp_path / f"{i}.png"
        assert run("render", str(out), "--size", "128x96", "--view", "lateral", *arguments) == 0
        pictures.add(out.read_bytes())
    assert len(pictures) == len(calls) + 1


def test_a_cut_is_looked_at_straight(folder: Path) -> None:
    looks = {
        "cut": ["axial=10"],
        "above": ["axial=10", "--view", "superior"],
        "beside": ["axial=10", "--view", "lateral"],
    }
    for name, words in looks.items():
        assert run("render", f"{name}.png", "--atlas", "atlas", "--size", "128x96", "--cut", *words) == 0
    cut, above, beside = ((folder / f"{name}.png").read_bytes() for name in looks)
    assert cut == above != beside


def test_a_motion_is_pictured_from_where_it_is_seen(folder: Path) -> None:
    for name, words in {"given": [], "behind": ["--view", "posterior"], "beside": ["--view", "lateral"]}.items():
        moved = ["--motion", "abduction", "--at", "0.5", *words]
        assert run("render", f"{name}.png", "--atlas", "atlas", "--size", "128x96", *moved) == 0
    given, behind, beside = ((folder / f"{name}.png").read_bytes() for name in ("given", "behind", "beside"))
    assert given == behind != beside


def test_a_state_file_renders_as_the_same_words_do(folder: Path) -> None:
    save_document(Document(faded(SceneState(), "hip_bone_right", 0.5)), folder / "state.json")
    for name, arguments in (("a", ["--state", "state.json"]), ("b", ["--state", "state.json", "--side", "right"])):
        assert run("render", f"{name}.png", "--atlas", "atlas", "--size", "128x96", *arguments) == 0
    assert run("render", "c.png", "--atlas", "atlas", "--size", "128x96") == 0
    a, b, c = ((folder / f"{name}.png").read_bytes() for name in "abc")
    assert a == b != c
