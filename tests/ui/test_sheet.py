"""A printed page: type that fits its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from glutmin_viewer.ui import sheet as pages


def test_two_fields_have_one_size_of_type_and_hold_their_words(qapp):
    long, short, place = "word " * 330, "word " * 210, QRectF(0.0, 0.0, 519.0, 280.0)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sheet = pages.Sheet(painter)
    pt, *fields = sheet.beside(place, long, short)
    even = sheet.fitting(long, pages._within(place.adjusted(0.0, 0.0, -0.5 * (519.0 + pages.GAP), 0.0)), 9.5)
    painter.end()
    assert pt > even and fields[0].width() > fields[1].width()
    assert fields[1].left() - fields[0].right() == pytest.approx(pages.GAP) and fields[1].right() == place.right()
    for html, field in zip((long, short), fields, strict=True):
        inner = pages._within(field)
        assert pages._height(pages._document(html, inner.width() / pt), pt) <= inner.height()
