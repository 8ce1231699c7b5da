"""A printed page: type that shrinks until it fits its place, pictures, cards and coloured fields.

Sizes are in points.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QTextDocument

from glutmin_viewer.ui.texts import text

PAGE = (595.0, 842.0)  # A4
MARGIN, GAP, FOOT = 38.0, 12.0, 30.0
WIDTH = PAGE[0] - 2 * MARGIN
FAMILIES = ["Source Sans 3", "Noto Sans", "Open Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans Condensed"]
LEAST = 6.0  # of type that has to fit
EM = 100  # pixels of type that is laid out: a font has whole ones, and here is scaled as finely as wanted
BOX_PT, HEADING = 9.5, 19.0
SPLITS = (0.5, 0.52, 0.54, 0.56, 0.48, 0.46)  # shares of a width for the first of two, the even one first

INK, SOFT, ACCENT, LINE = "#18222c", "#55636f", "#0a5a78", "#cfd8de"
CARD, PLATE = "#f3f6f8", "#e7eef2"


class Sheet:
    """Draws on a page, in points."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter

    def head(self, title: str, aside: str) -> float:
        """The upper edge of a page; where it ends."""
        self.words(
            f"<span style='color:{ACCENT}; font-weight:600'>{escape(text('handout_program'))}</span>",
            QRectF(MARGIN, MARGIN - 8.0, WIDTH, 16.0),
            9.5,
        )
        self.words(
            f"<span style='font-weight:600'>{escape(title)}</span>", QRectF(MARGIN, MARGIN + 4.0, WIDTH, 30.0), 20.0
        )
        self.words(
            f"<div align='right' style='color:{ACCENT}; font-weight:600'>{escape(aside)}</div>",
            QRectF(MARGIN, MARGIN + 11.0, WIDTH, 20.0),
            12.0,
        )
        y = MARGIN + 36.0
        self.painter.setPen(QPen(QColor(ACCENT), 1.2))
        self.painter.drawLine(QPointF(MARGIN, y), QPointF(PAGE[0] - MARGIN, y))
        return y + 12.0

    def foot(self, page: int) -> None:
        """What this is not, and the number of the page."""
        y = PAGE[1] - MARGIN - 12.0
        self.painter.setPen(QPen(QColor(LINE), 0.6))
        self.painter.drawLine(QPointF(MARGIN, y - 5.0), QPointF(PAGE[0] - MARGIN, y - 5.0))
        place = QRectF(MARGIN, y, WIDTH, 14.0)
        self.words(f"<span style='color:{SOFT}'>{escape(text('educational'))}</span>", place, 8.0)
        number = text("handout_page", page=page, pages=2)
        self.words(f"<div align='right' style='color:{SOFT}'>glutmin-viewer · {number}</div>", place, 8.0)

    def fitting(self, html: str, place: QRectF, pt: float, least: float = LEAST) -> float:
        """The largest size of type, from one down, at which words fit into a place."""
        while pt > least and _height(_document(html, place.width() / pt), pt) > place.height():
            pt -= 0.25
        return pt

    def beside(self, place: QRectF, one: str, other: str) -> tuple[float, QRectF, QRectF]:
        """Two fields side by side, as wide as lets their words stand in the largest type, the same in both."""
        found = []
        for share in SPLITS:
            left = QRectF(place.x(), place.y(), share * (place.width() - GAP), place.height())
            right = place.adjusted(left.width() + GAP, 0.0, 0.0, 0.0)
            pt = min(self.fitting(html, _within(box), BOX_PT) for html, box in ((one, left), (other, right)))
            found.append((pt, left, right))
        return max(found, key=lambda split: split[0])

    def words(self, html: str, place: QRectF, pt: float, least: float = LEAST) -> float:
        """Words in a place, as large as they fit; where they end."""
        pt = self.fitting(html, place, pt, least)
        document = _document(html, place.width() / pt)
        self.painter.save()
        self.painter.translate(place.topLeft())
        self.painter.scale(pt / EM, pt / EM)
        document.drawContents(self.painter)
        self.painter.restore()
        return place.y() + _height(document, pt)

    def picture(self, image: QImage, place: QRectF) -> None:
        """A picture in the middle of a place, as large as it fits."""
        size = QSizeF(image.size()).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        where = QRectF(QPointF(0.0, 0.0), size)
        where.moveCenter(place.center())
        self.painter.drawImage(where, image)

    def fill(self, place: QRectF, colour: str) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(colour))
        self.painter.drawRoundedRect(place, 6.0, 6.0)

    def card(self, place: QRectF, image: QImage, height: float) -> None:
        """A ground for words, with a picture of a height above."""
        self.fill(place, CARD)
        edge = QPainterPath()
        edge.addRoundedRect(place, 6.0, 6.0)
        plate = QRectF(place.topLeft(), QSizeF(place.width(), height))
        self.painter.save()
        self.painter.setClipPath(edge)
        self.painter.fillRect(plate, QColor(PLATE))
        self.picture(image, plate)
        self.painter.restore()

    def box(self, place: QRectF, ground: str, ink: str, title: str, html: str, pt: float) -> None:
        """A coloured field with a heading, and words in a size at which they fit."""
        self.fill(place, ground)
        heading = f"<p style='font-weight:600; color:{ink}; margin:0'>{escape(title)}</p>"
        inner = _within(place)
        self.words(heading, QRectF(inner.x(), place.y() + 8.0, inner.width(), HEADING), 12.0)
        self.words(html, inner, pt)

    def number(self, number: int, centre: QPointF) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(ACCENT))
        self.painter.drawEllipse(centre, 9.0, 9.0)
        place = QRectF(centre.x() - 9.0, centre.y() - 7.5, 18.0, 16.0)
        self.words(f"<div align='center' style='color:white; font-weight:600'>{number}</div>", place, 11.0)

    def notes(self, place: QRectF) -> None:
        """A place to write in."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QColor(LINE), 0.8))
        self.painter.drawRoundedRect(place, 6.0, 6.0)
        heading = f"<span style='color:{SOFT}'>{escape(text('handout_notes'))}</span>"
        self.words(heading, place.adjusted(8.0, 6.0, -8.0, 0.0), 9.0)
        self.painter.setPen(QPen(QColor(LINE), 0.6))
        y = place.y() + 40.0
        while y < place.bottom() - 8.0:
            self.painter.drawLine(QPointF(place.x() + 8.0, y), QPointF(place.right() - 8.0, y))
            y += 20.0


def _document(html: str, width_em: float) -> QTextDocument:
    """Words laid out in a width, with type of EM pixels."""
    document = QTextDocument()
    document.setUseDesignMetrics(True)
    document.setDocumentMargin(0.0)
    document.setIndentWidth(EM)
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(EM)
    document.setDefaultFont(font)
    document.setTextWidth(EM * width_em)
    document.setHtml(f"<body style='color:{INK}'>{html}</body>")
    return document


def _height(document: QTextDocument, pt: float) -> float:
    return document.size().height() * pt / EM


def _within(box: QRectF) -> QRectF:
    """Where the words of a coloured field stand, under its heading."""
    return box.adjusted(10.0, 8.0 + HEADING, -10.0, -7.0)
