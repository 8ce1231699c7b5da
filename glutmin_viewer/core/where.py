"""Where does it hurt: which trigger points' drawn fields cover a painted part of the skin, and which other causes'.

What is told is how far drawings coincide. It is no likelihood, and no diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from glutmin_viewer.core.causes import undrawn_causes
from glutmin_viewer.core.drawn_skin import DrawnSkin
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.pain import GRADES, Grade, Group
from glutmin_viewer.core.pain_drawing import Painted
from glutmin_viewer.core.pose import SIDES, Side
from glutmin_viewer.core.trigger_points import trigger_points

LEAST_PERCENT = 0.5  # less would be told as 0 %


class FieldShare(msgspec.Struct, frozen=True):
    """How much of a painted part the drawn field of a group of trigger points covers.

    area_cm2: of the painted part, by grade. covered_cm2: their sum. share_percent: that of the painted area; percent:
    by grade.
    """

    group: Group
    side: Side
    trigger_points: tuple[str, ...]
    area_cm2: Mapping[Grade, float]
    percent: Mapping[Grade, float]
    covered_cm2: float
    share_percent: float


class CauseShare(msgspec.Struct, frozen=True):
    """How much of a painted part the drawn area of another cause covers, and how much where it usually hurts."""

    cause: str
    side: Side
    covered_cm2: float
    share_percent: float
    usual_percent: float


class Coincidence(msgspec.Struct, frozen=True):
    """What is drawn over a painted part of the skin, in each list the largest overlap first, of causes that with where
    they usually hurt; of what covers less than half a percent of it, nothing.

    undrawn: ids of the causes without an area on the skin, which hold for every part of it.
    """

    painted: str
    painted_cm2: float
    fields: tuple[FieldShare, ...]
    causes: tuple[CauseShare, ...]
    undrawn: tuple[str, ...]


def coincidence(drawn: DrawnSkin, painted: Painted, sides: Iterable[Side] = SIDES) -> Coincidence:
    """What is drawn over a painted part, of these sides; raises InputError where the part has no area."""
    area_mm2 = drawn.area_mm2[painted.vertices]
    whole_mm2 = float(area_mm2.sum())
    if whole_mm2 <= 0.0:
        raise InputError("nothing is painted: choose a part of the skin that has an area.")
    wanted = set(sides)
    fields = []
    for (group, side), every in drawn.grades.items():
        grades = every[painted.vertices]
        covered_mm2 = float(area_mm2[grades >= 0].sum())
        share = 100.0 * covered_mm2 / whole_mm2
        if side in wanted and share >= LEAST_PERCENT:
            of_grade = {grade: float(area_mm2[grades == k].sum()) / 100.0 for k, grade in enumerate(GRADES)}
            points = tuple(name for name, point in trigger_points().items() if point.group == group)
            percent = {grade: 1e4 * cm2 / whole_mm2 for grade, cm2 in of_grade.items()}
            fields.append(FieldShare(group, side, points, of_grade, percent, covered_mm2 / 100.0, share))
    causes = []
    for (cause, side), inside in drawn.causes.items():
        covered_mm2 = float(area_mm2[inside[painted.vertices] >= 0.0].sum())
        share = 100.0 * covered_mm2 / whole_mm2
        if side in wanted and share >= LEAST_PERCENT:
            usual = drawn.usual_causes[cause, side][painted.vertices] >= 0.0
            usual_share = 100.0 * float(area_mm2[usual].sum()) / whole_mm2
            causes.append(CauseShare(cause, side, covered_mm2 / 100.0, share, usual_share))
    return Coincidence(
        painted.words,
        whole_mm2 / 100.0,
        # Of two fields that cover as much, that of which more is described comes first.
        tuple(sorted(fields, key=lambda f: (-f.covered_cm2, -f.area_cm2["essential"]))),
        tuple(sorted(causes, key=lambda c: (-c.usual_percent, -c.covered_cm2))),
        undrawn_causes(),
    )
