"""What is drawn over a painted part of the skin, as a table to read and as JSON: what the command `where` prints."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import msgspec

from glutmin_viewer.content import content
from glutmin_viewer.core.pain import GRADES
from glutmin_viewer.core.tables import chosen_writer
from glutmin_viewer.core.where import Coincidence

NOTE = "coincidence of drawings, not a likelihood"
WIDTH = 100


def writer(name: str) -> Callable[[Coincidence], str]:
    """What turns a coincidence into text, by the name of the format; raises InputError for an unknown one."""
    return chosen_writer({"table": as_table, "json": as_json}, name)


def as_json(found: Coincidence) -> str:
    """One object with what the numbers are not, the painted part, fields, other causes, and the red flags."""
    texts = content()
    document = {
        "note": NOTE,
        "educational": texts.ui["educational"],
        "painted": {"part": found.painted, "area_cm2": found.painted_cm2},
        "fields": [
            {
                "group": field.group,
                "side": field.side,
                "trigger_points": field.trigger_points,
                "area_cm2": field.area_cm2,
                "covered_cm2": field.covered_cm2,
                "share_percent": field.share_percent,
            }
            for field in found.fields
        ],
        "other_causes": [
            {
                "id": share.cause,
                "side": share.side,
                **_cause(share.cause),
                "covered_cm2": share.covered_cm2,
                "share_percent": share.share_percent,
                "usual_percent": share.usual_percent,
            }
            for share in found.causes
        ],
        "causes_without_area": [{"id": cause, **_cause(cause)} for cause in found.undrawn],
        "nerve": texts.safety["nerve"],
        "emergency": texts.safety["emergency"],
        "red_flags": texts.safety["red_flags"],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def as_table(found: Coincidence) -> str:
    """Paragraphs and columns for people, at most 100 letters wide; areas are cm2 of the painted part."""
    texts = content()
    lines = [f"{NOTE[0].upper()}{NOTE[1:]}.", ""]
    lines += _wrapped(f"Painted: {found.painted}; {_area(found.painted_cm2)} cm2.")
    lines.append("")
    if found.fields:
        grades = [texts.ui[grade].lower() for grade in GRADES]
        head = ["field of", "covers", "cm2", *grades]
        body = [
            [
                f"{field.group} points, {field.side}",
                _percent(field.share_percent),
                _area(field.covered_cm2),
                *(_area(field.area_cm2[grade]) for grade in GRADES),
            ]
            for field in found.fields
        ]
        lines += _columns([head, *body])
        for field in {field.group: field for field in found.fields}.values():
            names = ", ".join(texts.trigger_points[name].name.lower() for name in field.trigger_points)
            lines += _wrapped(f"{field.group} points: {names}", "  ")
    else:
        lines += _wrapped("No trigger point of the gluteus minimus has its pain drawn there.")
    lines.append("")
    if found.causes:
        head = ["also drawn there", "covers", "cm2", "usual"]
        body = [
            [
                f"{texts.causes[c.cause].name}, {c.side}",
                _percent(c.share_percent),
                _area(c.covered_cm2),
                _percent(c.usual_percent),
            ]
            for c in found.causes
        ]
        lines += _columns([head, *body])
    else:
        lines.append("None of the other causes that have an area is drawn there.")
    listed = list(dict.fromkeys(share.cause for share in found.causes))
    for title, causes in (
        ("To be ruled out wherever it hurts", found.undrawn),
        ("What tells other causes apart", listed),
    ):
        lines += ["", f"{title}:"] if causes else []
        for cause in causes:
            lines += _wrapped(f"{texts.causes[cause].name}: {texts.causes[cause].apart}", "  ")
    lines += ["", *_wrapped(" ".join([texts.ui["educational"], *texts.safety["nerve"]]))]
    for group in ("emergency", "red_flags"):
        lines += _wrapped(f"{texts.ui[f'{group}_heading']}: {'; '.join(texts.safety[group])}.")
    return "\n".join(lines) + "\n"


def _cause(cause: str) -> dict[str, str]:
    term = content().causes[cause]
    return {"name": term.name, "text": term.text, "apart": term.apart, "badge": term.badge, "source": term.source}


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines, the first cell to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]


def _wrapped(text: str, indent: str = "") -> list[str]:
    """A paragraph in lines; those after the first hang."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=2 * indent)


def _area(cm2: float) -> str:
    return f"{cm2:.0f}" if cm2 >= 10.0 or cm2 == 0.0 else f"{cm2:.1f}"


def _percent(share: float) -> str:
    return "under 1 %" if 0.0 < share < 1.0 else f"{share:.0f} %"
