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
from glutmin_viewer.ui.probe import HEIGHT, UNMODELLED, LayerDrawing, ProbePanel, rows_of, words_of

NARROW, NARROWEST = 280, 246  # px, that the dock leaves the panel in a window of usual size, and at the least
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
    rest = (panel.drawing, panel.note, panel.badge, panel.felt, panel.felt_badge)
    assert panel.words.text() == content().ui["probe_none"]
    assert not any(part.isVisible() for part in rest)
    panel.show_probe(DEEP)
    assert all(part.isVisible() for part in rest)
    panel.show_probe(None)
    assert panel.words.text() == content().ui["probe_none"] and not any(part.isVisible() for part in rest)


def test_it_says_how_deep_the_muscle_is_and_what_lies_over_it(panel):
    panel.show_probe(DEEP)
    said = panel.words.text()
    assert "55 mm deep" in said
    for part in ("16 mm of skin, fat and fascia", "17 mm of gluteus maximus", "22 mm of gluteus medius"):
        assert part in said
    deep, *over = map(int, re.findall(r"(\d+) mm", said))
    assert sum(over) == deep == round(DEEP.minimus_mm)


def test_it_says_so_where_bone_comes_first_or_nothing_is_met():
    assert words_of(BONE_FIRST).startswith("Greater trochanter, thigh bone, 22 mm deep: here bone comes first")
    assert words_of(replace(BONE_FIRST, over=None)).startswith("Thigh bone, 22 mm deep")
    assert "within 150 mm" in words_of(NEITHER) and "neither" in words_of(NEITHER)


def test_it_says_why_the_muscle_cannot_be_felt_and_what_stands_in_for_it(panel):
    panel.show_probe(DEEP)
    said = panel.felt.text()
    for part in ("cannot be felt by hand", "too deep", "massage area stands in for it", "trochanter", "iliac crest"):
        assert part in said
    assert panel.felt_badge.text() == content().badges["tradition"] and "self-treatment" in panel.felt_badge.toolTip()
    assert {"T1", "T2"} <= set(content().structures["gluteus_minimus"].facts)


@pytest.mark.parametrize(
    "probe",
    [replace(DEEP, layers=layers((FAT, 9.0), (MINIMUS, 20.0))), BONE_FIRST, NEITHER],
    ids=["fat", "bone", "none"],
)
def test_where_nothing_but_fat_is_over_the_muscle_or_it_is_not_met_nothing_is_said_of_feeling_it(panel, probe):
    panel.show_probe(DEEP)
    panel.show_probe(probe)
    assert not panel.felt.isVisible() and not panel.felt_badge.isVisible() and panel.badge.isVisible()
    assert "felt" not in panel.words.text()


def test_it_says_that_bodies_differ_and_that_this_is_a_model(panel):
    panel.show_probe(DEEP)
    assert "model" in panel.note.text() and "bodies differ by several centimetres" in panel.note.text()
    assert panel.badge.text() == content().badges["model"]
    for said in (panel.words, panel.note, panel.felt):
        assert said.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


@pytest.mark.parametrize("probe", CASES)
def test_rows_tell_every_layer_with_its_thickness_and_the_bone_with_its_depth(probe):
    rows = rows_of(probe)
    for row, layer in zip(rows, probe.layers, strict=probe.bone is None):
        assert row.kind in (layer.kind, UNMODELLED) and (row.from_mm, row.to_mm) == (layer.from_mm, layer.to_mm)
        assert row.amount == "< 1 mm" or abs(int(row.amount.removesuffix(" mm")) - layer.thickness_mm) <= 1.0
    whole = sum(int(row.amount.split()[0]) for row in rows if row.to_mm is not None and row.amount != "< 1 mm")
    assert whole == round(probe.end_mm)
    if probe.bone is not None:
        assert rows[-1].kind == probe.bone and rows[-1].amount == f"at {probe.end_mm:.0f} mm"
    assert rows[0].name == ("Not modelled" if probe is NEITHER else "Skin and fat")


def test_what_the_model_has_no_parts_of_is_not_called_fat(panel):
    thick = replace(DEEP, layers=layers((FAT, 45.0), (MAXIMUS, 60.0), (FAT, 110.0)), bone="femur_right", over=None)
    assert [row.name for row in rows_of(thick)][:3] == ["Skin and fat", "Gluteus maximus", "Not modelled"]
    panel.show_probe(thick)
    assert "no parts" in panel.words.text()
    panel.show_probe(DEEP)
    assert "no parts" not in panel.words.text()


@pytest.mark.parametrize("probe", CASES)
def test_the_drawing_tells_the_whole_in_words(panel, probe):
    panel.show_probe(probe)
    told = panel.drawing.accessibleName()
    for row in rows_of(probe):
        assert row.name in told and f"{row.from_mm:.0f}" in told
    assert told.endswith(".")


@pytest.mark.parametrize("probe", CASES)
@pytest.mark.parametrize("width", [NARROWEST, NARROW, 340, 600])
def test_no_text_is_cut_off_and_none_covers_another(qtbot, panel, probe, width):
    panel.show_probe(probe)
    assert panel.minimumSizeHint().width() <= NARROWEST
    panel.resize(width, 640)
    panel.layout().activate()
    qtbot.waitUntil(lambda: panel.drawing.width() == width)
    for part in panel.findChildren(QLabel):
        if part.isVisible():
            assert part.height() >= part.heightForWidth(part.width()), part.text()
            words = part.text().split() if part.wordWrap() else [part.text()]
            assert max(part.fontMetrics().horizontalAdvance(word) for word in words) <= part.width(), part.text()
    drawing = panel.drawing
    labels = drawing.labels()
    for row, label in zip(drawing.rows, labels, strict=True):
        metrics, name, amount = metrics_of(drawing, row), label.name, label.amount
        assert all(metrics.horizontalAdvance(line) <= name.width() for line in label.lines)
        assert metrics.height() * len(label.lines) <= name.height()
        assert metrics.horizontalAdvance(row.amount) <= amount.width()
        assert drawing.column().right() < name.left() and name.right() < amount.left()
        assert amount.right() <= drawing.width() and name.top() >= 0 and name.bottom() <= HEIGHT
        if width >= NARROW:
            assert " ".join(label.lines) == row.name
    for above, below in pairwise(labels):
        assert above.name.bottom() <= below.name.top() + 1e-6


def metrics_of(drawing, row):
    font = QFont(drawing.font())
    font.setWeight(QFont.Weight.DemiBold if row.is_minimus else QFont.Weight.Normal)
    return QFontMetricsF(font)


@pytest.mark.parametrize("points", [9.0, 9.5, 10.0])
def test_names_take_two_lines_where_one_is_too_short_and_are_cut_where_two_are(qtbot, points):
    """In the window's own font and in others."""
    drawing = LayerDrawing()
    qtbot.addWidget(drawing)
    font = QFont(drawing.font())
    font.setPointSizeF(points)
    drawing.setFont(font)
    rows = rows_of(MANY)
    drawing.show_rows(rows)
    drawing.resize(NARROW, HEIGHT)
    whole = drawing.labels()
    assert ("Fifth lumbar", "vertebra") in [label.lines for label in whole]
    assert [" ".join(label.lines) for label in whole] == [row.name for row in rows]
    drawing.show_rows([replace(rows[-1], name="Musculussupercalifragilis longus et brevis, of nobody")])
    (long,) = drawing.labels()
    assert long.lines[0].endswith("…") and long.name.right() < long.amount.left()
    drawing.show_rows([replace(row, name=f"{row.name} and more", from_mm=5.0, to_mm=6.0) for row in rows])
    crowded = drawing.labels()
    assert {len(label.lines) for label in crowded} == {1}
    assert crowded[0].name.top() >= 0 and crowded[-1].name.bottom() <= HEIGHT
    assert "and more" in drawing.accessibleName()


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
