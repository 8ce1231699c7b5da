"""The hand-out: two pages that hold all they should, in the order of the guide."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

import pytest
from PySide6.QtGui import QImage, QPainter

from glutmin_viewer.content import content
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.guide import printed_steps, steps
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState
from glutmin_viewer.core.trigger_points import trigger_points
from glutmin_viewer.ui import handout
from glutmin_viewer.ui.handout import COLUMNS, write_handout
from glutmin_viewer.ui.sheet import Sheet
from glutmin_viewer.ui.texts import text


def test_a_hand_out_has_two_pages_with_their_type_and_all_their_pictures(in_german, atlas, tmp_path):
    path, name = tmp_path / "a.pdf", "anterior_1"
    shares = list(write_handout(path, atlas, name, "left", dpi=40.0))
    data = path.read_bytes()
    assert shares == sorted(shares) and shares[-1] == 1.0 and data.startswith(b"%PDF")
    assert re.findall(rb"/Count (\d+)", data) == [b"2"] and b"/FontFile2" in data
    assert content().trigger_points[name].name.encode("utf-16-be") in data
    pictures = 3 + len(handout._seen(atlas, "left", printed_steps(trigger_points()[name].group)))
    assert len(re.findall(rb"/Subtype /Image", data)) >= 2 * pictures, "each with its opacity"
    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("group", ["anterior", "posterior"])
def test_a_hand_out_tells_cautions_before_and_steps_in_their_order(group):
    told = printed_steps(group)
    assert [step.id for step in steps() if step in told] == [step.id for step in told]
    assert {"massage_between", "massage_stay_off"} <= {step.id for step in told}
    assert all(group == "anterior" or "front" not in step.id for step in told)
    assert len(told) <= 9 and all(step.confirms is None for step in told)


@pytest.mark.parametrize("group", ["anterior", "posterior"])
def test_steps_of_a_hand_out_that_show_the_same_share_a_picture_within_a_row(atlas, group):
    seen = handout._seen(atlas, "left", printed_steps(group))
    assert [step for one in seen for step in one.steps] == list(printed_steps(group))
    assert not any((one.scene, one.camera) == (other.scene, other.camera) for one, other in pairwise(seen))
    assert any(len(one.steps) > 1 for one in seen) == (group == "anterior")
    ends = list(accumulate(len(one.steps) for one in seen))
    rows = [((end - len(one.steps)) // COLUMNS, (end - 1) // COLUMNS) for end, one in zip(ends, seen, strict=True)]
    assert all(first == last for first, last in rows)


def test_a_hand_out_says_who_drew_the_outlines_and_has_words_for_all_that_is_drawn(in_german, atlas, monkeypatch):
    words = []
    monkeypatch.setattr(Sheet, "words", lambda self, html, place, *sizes: words.append(html) or place.y())
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    key = handout._key(Composer(atlas)(with_trigger_point(SceneState(), "anterior_1")))
    handout._first_page(Sheet(painter), "anterior_1", "right", [image] * 3, key, over=False)
    painter.end()
    printed = "\n".join(words)
    assert [meaning for _, meaning in key] == [
        text(f"handout_{grade}") for grade in ("essential", "spillover", "rare")
    ] + [text("key_tender")]
    assert all(meaning in printed for _, meaning in key)
    assert "Umrisse hat dieses Programm" in printed and "von uns" not in printed


def test_on_a_hand_out_a_number_stays_with_its_unit(atlas):
    told = " ".join(handout._told(atlas, "right", step) for step in printed_steps("posterior"))
    assert told.count("\N{NO-BREAK SPACE}mm") >= 4 and not re.search(r"\d [mc]m", told)
