"""The looks of the window: each can be read, by every kind of colour vision, in every size of words."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QSlider, QStyle, QStyleOptionComboBox, QStyleOptionSlider
from vision import DICHROMATS, contrast, luminance, seen_by

from glutmin_viewer.core.settings import THEMES, Settings
from glutmin_viewer.ui import style_sheet as module
from glutmin_viewer.ui.controls import dot_label
from glutmin_viewer.ui.preferences import differs, fitting, look_of, prefer
from glutmin_viewer.ui.style_sheet import style_sheet
from glutmin_viewer.ui.swatches import pain_swatch
from glutmin_viewer.ui.theme import DARK, LIGHT, handle_px, look, scaled, text_scale, wear

LOOKS = pytest.mark.parametrize("worn", [DARK, LIGHT], ids=lambda look: look.name)
# What is written on what.
WRITTEN = [
    *((ink, ground) for ink in ("text", "muted") for ground in ("ground", "panel", "raised", "chosen")),
    *((ink, "panel") for ink in ("accent", "warning", "error", "right")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_warning", "warning_ground"),
    ("on_warning", "warning_hover"),
    ("text", "chosen_row"),
    ("text", "notice"),
    ("text", "error_ground"),
]


@pytest.fixture(autouse=True)
def _as_before(qapp):
    yield
    prefer(Settings(), qapp)


def told_apart(one: str, other: str, vision: str | None = None) -> float:
    colours = np.array([QColor(colour).getRgbF()[:3] for colour in (one, other)])
    return contrast(*luminance(seen_by(colours, vision)))


@LOOKS
@pytest.mark.parametrize("vision", [None, *DICHROMATS])
def test_words_are_read_on_whatever_they_stand(worn, vision):
    for ink, ground in WRITTEN:
        assert told_apart(getattr(worn, ink), getattr(worn, ground), vision) > 4.5, (ink, ground)
    for badge, colour in worn.badges.items():
        assert told_apart(colour, worn.panel, vision) > 4.5, badge


@LOOKS
def test_the_focus_and_the_edges_of_boxes_are_seen(worn):
    for edge in ("accent", "box"):
        for ground in ("ground", "panel", "raised"):
            assert told_apart(getattr(worn, edge), getattr(worn, ground)) > 3.0, (edge, ground)


@LOOKS
def test_words_on_the_picture_are_read(worn):
    colours = np.array([worn.backdrop.words, worn.backdrop.bottom, worn.backdrop.top, worn.backdrop.behind])
    ink, *grounds = luminance(colours)
    assert min(contrast(ink, ground) for ground in grounds) > 7.0


@LOOKS
def test_the_style_sheet_is_whole_and_names_only_marks_that_there_are(worn):
    sheet = style_sheet(worn, 1.0)
    assert "$" not in sheet and sheet.count("{") == sheet.count("}")
    marks = set(re.findall(r"marks:(\S+\.svg)", sheet))
    folder = Path(module.__file__).parent / "marks" / worn.name
    assert len(marks) > 3 and marks <= {path.name for path in folder.iterdir()}


def test_sizes_of_type_follow_the_choice_and_nothing_else_does(qapp):
    small, large = style_sheet(DARK, 1.0), style_sheet(DARK, 1.5)
    sizes = [list(map(float, re.findall(r"([\d.]+)pt", sheet))) for sheet in (small, large)]
    assert sizes[1] == [1.5 * size for size in sizes[0]]
    # What holds a line of words, or stands beside them, grows with them.
    room = (
        r"[\d.]+pt|(min-height|icon-size): \d+px|(?<=::indicator \{)\s+width: \d+px; height: \d+px"
        r"|(?<=drop-down \{ border: none; )width: \d+px|(?<=down-arrow \{ image: url\(marks:down.svg\); )width: \d+px; "
        r"height: \d+px|(?<=handle:horizontal \{)\s+width: \d+px; height: \d+px; margin: -\d+px 0; border-radius: \d+px"
    )
    assert re.sub(room, "", small) == re.sub(room, "", large)
    before = QGuiApplication.font().pointSizeF()
    larger = Settings(text_percent=120)
    assert differs(larger, qapp)
    prefer(larger, qapp)
    assert not differs(larger, qapp)
    assert QGuiApplication.font().pointSizeF() == pytest.approx(1.2 * before) and text_scale() == 1.2
    assert scaled(10) == 12


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.1, 1.2, 1.35, 1.5])
def test_a_slider_is_taken_by_a_round_handle_as_large_as_words(qtbot, scale):
    slider, choice = QSlider(Qt.Orientation.Horizontal), QComboBox()
    for widget in (slider, choice):
        qtbot.addWidget(widget)
        widget.setStyleSheet(style_sheet(DARK, scale))
        widget.resize(widget.sizeHint().expandedTo(QSize(200, 0)))
        widget.show()
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    parts, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
    handle = slider.style().subControlRect(parts, option, part, slider)
    assert handle.width() == handle.height() == handle_px(scale) == pytest.approx(16 * scale, abs=1.0)
    assert slider.height() >= handle.height() + 4
    box = QStyleOptionComboBox()
    choice.initStyleOption(box)
    parts, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxArrow
    assert choice.style().subControlRect(parts, box, part, choice).width() == round(20 * scale)


def test_swatches_are_as_large_as_words(qapp):
    sizes = []
    for percent in (100, 150):
        wear(DARK, percent / 100)
        shown = (dot_label(QColor("red")).pixmap(), pain_swatch("essential"))
        sizes.append([pixmap.deviceIndependentSize().width() for pixmap in shown])
    wear(DARK, 1.0)
    assert sizes[1] == [1.5 * size for size in sizes[0]] == [21, 30]


class Screen:
    """A screen of a width, of an application that has no other."""

    def __init__(self, width: int) -> None:
        self.width = width

    def primaryScreen(self):
        return self

    def availableSize(self):
        return QSize(self.width, 800)


@pytest.mark.parametrize(("width", "most"), [(1920, 150), (1440, 110), (1366, 110), (1280, 100), (800, 90)])
def test_words_are_no_larger_than_the_screen_has_room_for(width, most):
    assert fitting(150, Screen(width)) == most and fitting(90, Screen(width)) == 90


def test_a_theme_is_that_which_was_chosen_and_else_that_of_the_system(qapp):
    assert look_of("dark", qapp) is DARK and look_of("light", qapp) is LIGHT
    for theme in THEMES:
        prefer(Settings(theme=theme), qapp)
        assert look() is look_of(theme, qapp)
        assert QApplication.palette().window().color().name() == look().panel
