"""The hand-out: two A4 pages to print, about one trigger point, its pain and its massage, with cautions and sources.

Pictures are taken without a ground, for paper. Sizes are in points.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from glutmin_viewer.content import content, inside
from glutmin_viewer.content.sources import cited, sources
from glutmin_viewer.core.atlas import Atlas
from glutmin_viewer.core.camera import Camera, View, hip_camera, leg_camera
from glutmin_viewer.core.composer import Composer
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.frame import Frame
from glutmin_viewer.core.guide import CAUTIONS, Step, camera_of, printed_steps, scene_of
from glutmin_viewer.core.moves import moves
from glutmin_viewer.core.pose import Side
from glutmin_viewer.core.probe import probe
from glutmin_viewer.core.showing_pain import with_trigger_point
from glutmin_viewer.core.state import SceneState, shown, with_posture
from glutmin_viewer.core.steps import part
from glutmin_viewer.core.trigger_points import trigger_point
from glutmin_viewer.core.whole_file import whole_file
from glutmin_viewer.render.legend import swatch
from glutmin_viewer.render.picture import SIZE_RANGE_PX, Manner, Size, Studio
from glutmin_viewer.ui.probe import words_of
from glutmin_viewer.ui.sheet import ACCENT, FOOT, GAP, MARGIN, PAGE, SOFT, WIDTH, Sheet
from glutmin_viewer.ui.texts import text

DOTS = 1200
DPI = 220.0  # of the pictures
LARGEST, ABOUT_PT = 9.5, 9.0  # of type that has to fit
COLUMNS, ROWS = 3, 3
FIELD, STEP, SOURCES, LAST = 310.0, 94.0, 38.0, 56.0  # heights: of pictures of pain and of steps, of words below
NEARER = 0.82  # than the window looks at a figure that lies
MUSCLE_MM = 250.0  # of the body, on the picture of the point in its muscle

CARE, ALARM = "#fff7e3", "#fdeeea"
CARE_INK, ALARM_INK = "#7a5200", "#96230f"


@dataclass(frozen=True)
class Look:
    """A picture to be taken, and the width and height (points) that it has on the page."""

    frame: Frame
    camera: Camera
    size: tuple[float, float]


class Seen(NamedTuple):
    """A picture of the massage, and the steps that it belongs to."""

    scene: SceneState
    camera: Camera
    steps: tuple[Step, ...]


SEEN_FROM: tuple[View, ...] = ("posterior", "lateral")
CARD_WIDTH = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS


def write_handout(path: Path, atlas: Atlas, name: str, side: Side, dpi: float = DPI) -> Generator[float, None, None]:
    """Write the hand-out of a trigger point in the language in use; the share done after every piece.

    dpi: of the pictures on paper. Whoever stops asking leaves no file. Raises InputError for an unknown trigger point,
    and where the file cannot be written.
    """
    group = trigger_point(name).group
    _application()
    steps = printed_steps(group)
    seen = _seen(atlas, side, steps)
    compose = Composer(atlas)
    pictures: list[QImage] = []
    with whole_file(path) as temporary:
        count = 3 + len(seen)
        yield 0.0
        looks = _looks(compose, name, side, seen)
        for size, alike in groupby(looks, key=lambda look: _pixels(look, dpi)):
            with Studio(size, Manner(transparent=True, labels=False)) as studio:
                for look in alike:
                    done = len(pictures)
                    steps_of_one = studio.steps(look.frame, look.camera)
                    picture = yield from part(steps_of_one, done / (count + 1), (done + 1) / (count + 1))
                    pictures.append(_image(picture))
        key = _key(compose(with_trigger_point(SceneState(side=side), name)))
        temporary.write_bytes(_printed(atlas, name, side, seen, pictures, key))
        yield 1.0


def _application() -> None:
    """Type needs Qt's, which needs no screen. Raises InputError where there is no type at all."""
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _kept.append(QGuiApplication(["glutmin-viewer"]))
    if not QFontDatabase.families():
        raise InputError("there is no font on this machine to print with: install one, such as fonts-dejavu-core.")


_kept: list[QGuiApplication] = []  # it lives as long as the process


def _seen(atlas: Atlas, side: Side, steps: Sequence[Step]) -> list[Seen]:
    """What the steps show, a move at the middle of its way; steps that follow each other may show the same."""

    def seen(step: Step) -> tuple[SceneState, Camera]:
        scene = scene_of(step, side, atlas)
        if step.move is not None:
            move = moves()[step.move]
            scene = with_posture(scene, move.posture(scene.posture.name, 0.5 * move.duration_s))
        camera = camera_of(step, scene)
        if step.posture != "standing" and not step.near:
            camera = msgspec.structs.replace(camera, height_mm=NEARER * camera.height_mm)
        return scene, camera

    return [Seen(scene, camera, tuple(alike)) for (scene, camera), alike in groupby(steps, key=seen)]


def _looks(compose: Composer, name: str, side: Side, seen: Sequence[Seen]) -> Iterator[Look]:
    """The pain from two sides, the point in its muscle, and what the steps show."""
    pained = with_trigger_point(SceneState(side=side), name)
    column = (WIDTH - 2 * GAP) / 3
    for view in SEEN_FROM:
        camera = leg_camera(view, side)
        x, y, z = camera.focal_point
        # From behind both legs are in the picture, and the middle of the body is in its middle.
        middle = msgspec.structs.replace(camera, focal_point=(x, y, 0.0 if view == "posterior" else z))
        yield _look(compose, pained, middle, (column, FIELD))
    muscle = msgspec.structs.replace(hip_camera("lateral", side), height_mm=MUSCLE_MM)
    yield _look(compose, shown(pained, ["skin"], False), muscle, (column, column))
    for scene, camera, steps in seen:
        yield _look(compose, scene, camera, (len(steps) * (CARD_WIDTH + GAP) - GAP, STEP))


def _look(compose: Composer, scene: SceneState, camera: Camera, size: tuple[float, float]) -> Look:
    """For paper: without the dark floor, and where a picture is narrow its height is filled, not its width."""
    frame, aspect = compose(scene), size[0] / size[1]
    if aspect < 1.0:
        camera = msgspec.structs.replace(camera, height_mm=camera.height_mm * aspect)
    frame = replace(frame, items=tuple(item for item in frame.items if item.kind != "ground"))
    return Look(frame, camera, size)


def _pixels(look: Look, dpi: float) -> Size:
    width, height = (max(round(points * dpi / 72.0), SIZE_RANGE_PX[0]) for points in look.size)
    return width, height


def _image(pixels: np.ndarray) -> QImage:
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    return QImage(pixels.tobytes(), width, height, channels * width, kind).copy()


def _key(frame: Frame) -> list[tuple[QImage, str]]:
    """What is drawn on the skin and on the muscle: a sample and its words."""
    names = [(grade, text(f"handout_{grade}")) for grade in frame.drawn_grades] + [("tender", text("key_tender"))]
    return [(_image(swatch(name, (24, 12), 6)), words) for name, words in names]


def _printed(
    atlas: Atlas,
    name: str,
    side: Side,
    seen: Sequence[Seen],
    pictures: Sequence[QImage],
    key: Sequence[tuple[QImage, str]],
) -> bytes:
    """The bytes of the file: Qt does not say where it could not write one."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    writer.setTitle(f"{text('handout_program')}: {content().trigger_points[name].name}")
    writer.setCreator("glutmin-viewer")
    painter = QPainter(writer)
    try:
        painter.scale(DOTS / 72.0, DOTS / 72.0)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        sheet = Sheet(painter)
        _first_page(sheet, name, side, pictures, key, any(step.id == "massage_leg_over" for step in _steps(seen)))
        writer.newPage()
        _second_page(sheet, atlas, name, side, seen, pictures[3:])
    finally:
        painter.end()
    return bytes(buffer.data().data())


def _steps(seen: Sequence[Seen]) -> list[Step]:
    return [step for one in seen for step in one.steps]


def _first_page(
    sheet: Sheet, name: str, side: Side, pictures: Sequence[QImage], key: Sequence[tuple[QImage, str]], over: bool
) -> None:
    words, group = content(), trigger_point(name).group
    y = sheet.head(words.trigger_points[name].name, text(f"{side}_hip"))
    column = (WIDTH - 2 * GAP) / 3
    for k, view in enumerate(SEEN_FROM):
        place = QRectF(MARGIN + k * (column + GAP), y, column, FIELD)
        sheet.picture(pictures[k], place)
        sheet.words(
            f"<div align='center' style='color:{SOFT}'>{text(f'handout_{view}')}</div>", _under(place, 14.0), 8.5
        )
    x = MARGIN + 2 * (column + GAP)
    term = words.referral[group]
    told = (
        f"<p style='color:{ACCENT}; font-weight:600; margin:0'>{text('handout_field')}</p>"
        f"<p style='margin:10px 0 0 0'>{escape(term.text)} "
        f"<span style='color:{SOFT}'>({escape(inside(words.badges[term.badge]))})</span></p>"
    )
    below = sheet.words(told, QRectF(x, y, column, 118.0), LARGEST)
    below += 4.0
    for sample, meaning in key:
        sheet.painter.drawImage(QRectF(x, below, 24.0, 12.0), sample)
        ends = sheet.words(escape(meaning), QRectF(x + 30.0, below - 0.5, column - 30.0, 24.0), 8.5)
        below = max(below + 12.0, ends) + 4.0
    outlines = f"<span style='color:{SOFT}'>{escape(text('handout_outlines'))}</span>"
    below = sheet.words(outlines, QRectF(x, below, column, 36.0), 8.5) + 4.0
    room = QRectF(x, below + 2.0, column, y + FIELD + 14.0 - below - 2.0)
    point = f"<span style='color:{ACCENT}; font-weight:600'>{text('handout_point')}</span><br>"
    lines = sheet.words(
        point + escape(words.trigger_points[name].text), QRectF(room.topLeft(), QSizeF(column, 54.0)), 8.5
    )
    sheet.picture(pictures[2], QRectF(x, lines + 6.0, column, room.bottom() - lines - 6.0))
    y += FIELD + 14.0 + GAP
    bottom = PAGE[1] - MARGIN - FOOT
    boxes = bottom - LAST - y
    names = CAUTIONS["massage"] + (CAUTIONS["leg_over"] if over else ())
    care = "".join(_listed(text(f"{what}_title"), words.safety[what], CARE_INK) for what in names)
    alarm = "".join(
        _listed(text(f"{what}_heading"), words.safety[what], ALARM_INK) for what in ("emergency", "red_flags")
    )
    alarm += f"<p style='margin:45px 0 0 0'>{escape(' '.join(words.safety['calm']))}</p>"
    pt, left, right = sheet.beside(QRectF(MARGIN, y, WIDTH, boxes), care, alarm)
    sheet.box(left, CARE, CARE_INK, text("handout_before"), care, pt)
    sheet.box(right, ALARM, ALARM_INK, text("red_flags_button"), alarm, pt)
    last = " ".join((*words.safety["purpose"], words.safety["nerve"][0], *words.safety["orthopaedist"]))
    sheet.words(escape(last), QRectF(MARGIN, bottom - LAST + 10.0, WIDTH, LAST - 10.0), 9.0)
    sheet.foot(1)


def _second_page(
    sheet: Sheet, atlas: Atlas, name: str, side: Side, seen: Sequence[Seen], pictures: Sequence[QImage]
) -> None:
    group = trigger_point(name).group
    y = sheet.head(text("handout_steps"), text(f"{side}_hip"))
    about = text("handout_steps_about", group=text("handout_front" if group == "anterior" else "handout_rear"))
    y = sheet.words(escape(about), QRectF(MARGIN, y - 6.0, WIDTH, 28.0), ABOUT_PT) + 8.0
    bottom = PAGE[1] - MARGIN - FOOT
    card = (bottom - SOURCES - y - (ROWS - 1) * GAP) / ROWS
    cells = [
        QRectF(MARGIN + k % COLUMNS * (CARD_WIDTH + GAP), y + k // COLUMNS * (card + GAP), CARD_WIDTH, card)
        for k in range(COLUMNS * ROWS)
    ]
    steps = _steps(seen)
    told = [_told(atlas, side, step) for step in steps]
    rooms = [cell.adjusted(8.0, STEP + 7.0, -8.0, -5.0) for cell in cells]
    pt = min(sheet.fitting(html, room, 9.0) for html, room in zip(told, rooms, strict=False))  # one for all
    begun = 0
    for one, picture in zip(seen, pictures, strict=True):
        ends = begun + len(one.steps)
        sheet.card(cells[begun].united(cells[ends - 1]), picture, STEP)
        begun = ends
    for k, (html, cell, room) in enumerate(zip(told, cells, rooms, strict=False)):
        sheet.number(k + 1, QPointF(cell.x() + 17.0, cell.y() + STEP - 3.0))  # where no picture shows anything
        sheet.words(html, room, pt)
    for cell in cells[len(steps) :]:
        sheet.notes(cell)
    rests = " ".join(map(escape, _references(name, steps)))
    line = f"<span style='color:{SOFT}'><b>{escape(text('handout_sources'))}</b> {rests}</span>"
    y = cells[-1].bottom() + 6.0
    sheet.words(line, QRectF(MARGIN, y, WIDTH, bottom - y - 2.0), 7.0, least=4.0)
    sheet.foot(2)


NUMBER_AND_UNIT, NO_BREAK = r"(?<=\d) (?=[mc]m\b)", "\N{NO-BREAK SPACE}"


def _told(atlas: Atlas, side: Side, step: Step) -> str:
    """A step's words, with how deep the muscle lies and with what to beware of where that belongs to it."""
    words = content()
    term = words.guide[step.id]
    said = f"<p style='color:{ACCENT}; font-weight:600; margin:0'>{escape(term.name)}</p>"
    told = " ".join((term.text, *_depth(atlas, side, step)))
    said += f"<p style='margin:0'>{escape(re.sub(NUMBER_AND_UNIT, NO_BREAK, told))}</p>"
    if step.posture == "massage_leg_over":
        said += f"<p style='color:{ALARM_INK}; margin:0'>{escape('. '.join(words.safety['leg_over']))}.</p>"
    return said


def _depth(atlas: Atlas, side: Side, step: Step) -> list[str]:
    """What lies under a step's spot on the skin, in words, where the step is about that."""
    if step.spot is None or step.posture != "standing" or step.avoid:
        return []
    place = scene_of(step, side, atlas).probed
    return [] if place is None else [words_of(probe(atlas, place))]


def _references(name: str, steps: Sequence[Step]) -> list[str]:
    """What is printed rests on these, each once."""
    words = content()
    said = [
        words.trigger_points[name].source,
        words.referral[trigger_point(name).group].source,
        *(words.guide[step.id].source for step in steps),
        words.guide["massage_before"].source,
        *words.safety["sources"],
    ]
    found = dict.fromkeys(source for line in said for source in cited(line))
    return [sources()[source].reference for source in found]


def _listed(title: str, sentences: Sequence[str], colour: str) -> str:
    points = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return (
        f"<p style='margin:45px 0 0 0; font-weight:600; color:{colour}'>{escape(title)}</p>"
        f"<ul style='margin:0'>{points}</ul>"
    )


def _under(place: QRectF, height: float) -> QRectF:
    return QRectF(place.x(), place.bottom(), place.width(), height)
