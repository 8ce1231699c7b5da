"""The panel of a probe says what was measured, in words and to scale, and cuts no text off."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QLabel

from glutmin_viewer.content import content
from glutmin_viewer.core.probe import FAT, Layer, Probe
from glutmin_viewer.ui.probe import HEIGHT, LayerDrawing, ProbePanel, rows_of, words_of

NARROW = 288  # px, of the dock at its narrowest
MAXIMUS, MEDIUS, MINIMUS = (f"gluteus_{name}_right" for name in ("maximus", "medius", "minimus"))


def layers(*bounds):
    """Layers one under the other: kind, then how deep it ends."""
    starts = [0.0, *(to for _, to in bounds)]
    return tuple(Layer(kind, start, to) for (kind, to), start in zip(bounds, starts, strict=False))


DEEP = Probe(
    (0.0, 0.0, 150.0),
    (0.0, 0.0, -1.0),
    layers((FAT, 12.6), (MAXIMUS, 30.4), (FAT, 32.6), (MEDIUS, 54.7), (FAT, 55.2), (MINIMUS, 70.1), (FAT, 71.0)),
    "hip_bone_right",
    "gluteus_minimus_origin",
)
BONE_FIRST = replace(DEEP, layers=layers((FAT, 21.7)), bone="femur_right", over="greater_trochanter")
NEITHER = replace(DEEP, layers=layers((FAT, 150.0)), bone=None, over=None)
TRACT, TENSOR = "iliotibial_tract_right", "tensor_fasciae_latae_right"
MANY = replace(
    DEEP,
    layers=layers(
        *((FAT, 8.0), (TRACT, 9.0), (FAT, 9.6), (TENSOR, 10.4), (FAT, 11.0), (MAXIMUS, 11.9), (FAT, 12.5)),
        *((MEDIUS, 13.5), (FAT, 14.0), (MINIMUS, 14.9), (FAT, 104.0)),
    ),
    bone="vertebra_L5",
    over=None,
)
CASES = [DEEP, BONE_FIRST, NEITHER, MANY]


@pytest.fixture
def panel(qtbot):
    made = ProbePanel()
    qtbot.addWidget(made)
    made.resize(NARROW, 640)
    made.show()
    return made


def test_without_a_probe_it_says_how_to_get_one(panel):
    assert panel.words.text() == content().ui["probe_none"]
    assert not panel.drawing.isVisible() and not panel.badge.isVisible() and not panel.note.isVisible()
    panel.show_probe(DEEP)
    assert panel.drawing.isVisible() and panel.badge.isVisible() and panel.note.isVisible()
    panel.show_probe(None)
    assert panel.words.text() == content().ui["probe_none"] and not panel.drawing.isVisible()


def test_it_says_how_deep_the_muscle_is_and_what_lies_over_it(panel):
    panel.show_probe(DEEP)
    said = panel.words.text()
    assert "55 mm deep" in said and "too deep to be felt by hand" in said
    for part in ("16 mm of skin, fat and fascia", "17 mm of gluteus maximus", "22 mm of gluteus medius"):
        assert part in said
    deep, *over = map(int, re.findall(r"(\d+) mm", said))
    assert sum(over) == deep == round(DEEP.minimus_mm)


def test_it_says_so_where_bone_comes_first_or_nothing_is_met():
    assert words_of(BONE_FIRST).startswith("Greater trochanter, thigh bone, 22 mm deep: here bone comes first")
    assert words_of(replace(BONE_FIRST, over=None)).startswith("Thigh bone, 22 mm deep")
    assert "within 150 mm" in words_of(NEITHER) and "neither" in words_of(NEITHER)


def test_under_fat_alone_it_does_not_say_that_the_muscle_cannot_be_felt():
    said = words_of(replace(DEEP, layers=layers((FAT, 9.0), (MINIMUS, 20.0))))
    assert "9 mm deep" in said and "felt" not in said


def test_it_says_that_bodies_differ_and_that_this_is_a_model(panel):
    panel.show_probe(DEEP)
    assert "model" in panel.note.text() and "bodies differ by several centimetres" in panel.note.text()
    assert panel.badge.text() == content().badges["model"]
    for said in (panel.words, panel.note):
        assert said.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


@pytest.mark.parametrize("probe", CASES)
def test_rows_tell_every_layer_with_its_thickness_and_the_bone_with_its_depth(probe):
    rows = rows_of(probe)
    for row, layer in zip(rows, probe.layers, strict=probe.bone is None):
        assert (row.kind, row.from_mm, row.to_mm) == (layer.kind, layer.from_mm, layer.to_mm)
        assert row.amount == "under 1 mm" or abs(int(row.amount.removesuffix(" mm")) - layer.thickness_mm) <= 1.0
    whole = sum(int(row.amount.split()[0]) for row in rows if row.to_mm is not None and row.amount != "under 1 mm")
    assert whole == round(probe.end_mm)
    if probe.bone is not None:
        assert rows[-1].kind == probe.bone and rows[-1].amount == f"at {probe.end_mm:.0f} mm"
    assert rows[0].name == "Skin and fat"


@pytest.mark.parametrize("probe", CASES)
def test_the_drawing_tells_the_whole_in_words(panel, probe):
    panel.show_probe(probe)
    told = panel.drawing.accessibleName()
    for row in rows_of(probe):
        assert row.name in told and f"{row.from_mm:.0f}" in told
    assert told.endswith(".")


@pytest.mark.parametrize("probe", CASES)
@pytest.mark.parametrize("width", [NARROW, 340, 600])
def test_no_text_is_cut_off_and_none_covers_another(qtbot, panel, probe, width):
    panel.show_probe(probe)
    least = panel.minimumSizeHint().width()  # a little more in a larger font
    assert least <= NARROW + 32
    width = max(width, least)
    panel.resize(width, 640)
    qtbot.waitUntil(lambda: panel.drawing.width() == width and panel.badge.width() > 0)
    for part in panel.findChildren(QLabel):
        assert part.height() >= part.heightForWidth(part.width()), part.text()
        words = part.text().split() if part.wordWrap() else [part.text()]
        assert max(part.fontMetrics().horizontalAdvance(word) for word in words) <= part.width(), part.text()
    drawing = panel.drawing
    places = drawing.labels()
    for row, (name, amount) in zip(drawing.rows, places, strict=True):
        font = QFont(drawing.font())
        font.setWeight(QFont.Weight.DemiBold if row.is_minimus else QFont.Weight.Normal)
        metrics = QFontMetricsF(font)
        assert metrics.horizontalAdvance(row.name) <= name.width() and metrics.height() <= name.height()
        assert metrics.horizontalAdvance(row.amount) <= amount.width()
        assert drawing.column().right() < name.left() and name.right() < amount.left()
        assert amount.right() <= drawing.width() and name.top() >= 0 and name.bottom() <= HEIGHT
    for (above, _), (below, _) in pairwise(places):
        assert above.bottom() <= below.top() + 1e-6


@pytest.mark.parametrize("probe", CASES)
def test_layers_are_drawn_to_scale(panel, probe):
    panel.show_probe(probe)
    drawing = panel.drawing
    px = (drawing.y_of(100.0) - drawing.y_of(0.0)) / 100.0
    assert drawing.y_of(probe.end_mm) - drawing.y_of(0.0) == pytest.approx(px * probe.end_mm)
    assert drawing.y_of(0.0) == drawing.column().top()
    assert drawing.y_of(probe.end_mm) <= drawing.column().bottom() + 1e-6


def test_the_minimus_is_where_the_ruler_says(panel):
    """In the picture, between its measured depths, are its colours, and bone below."""
    panel.show_probe(DEEP)
    drawing = panel.drawing
    picture, x = drawing.grab().toImage(), int(drawing.column().center().x())

    def colour(mm):
        ratio = picture.devicePixelRatio()
        return QColor(picture.pixel(int(x * ratio), int(drawing.y_of(mm) * ratio)))

    minimus, medius, fat = colour(63.0), colour(45.0), colour(6.0)
    assert minimus.red() > minimus.green() + 60 and medius.red() > medius.green() + 60
    assert minimus.lightness() > medius.lightness() + 15 and fat.lightness() > minimus.lightness() + 40


def test_a_drawing_without_rows_is_empty(qtbot):
    drawing = LayerDrawing()
    qtbot.addWidget(drawing)
    drawing.resize(NARROW, HEIGHT)
    assert drawing.labels() == [] and not drawing.accessibleName()
    drawing.grab()
