"""Claims against what is computed, as a table to read, as JSON and as CSV: what `measure --claims` prints."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import msgspec

from glutmin_viewer.core.claims import HALF_PERCENT, HELD_DEG, SWEEP_DEG, Verdict, direction, known_claims, other_models
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT
from glutmin_viewer.core.measure import SIGN_CONVENTION
from glutmin_viewer.core.tables import chosen_writer

_CSV_COLUMNS = (
    *("claim", "side", "said", "motion", "agreement", "function", "group"),
    *("moment_arm_mm", "change_percent", "turns_at_flexion_deg"),
    *("helps_percent", "shortest_percent", "longest_percent"),
)


def writer(name: str) -> Callable[[Sequence[Verdict]], str]:
    """What turns verdicts into text, by the name of the format; raises InputError for an unknown one."""
    return chosen_writer({"table": as_table, "json": as_json, "csv": as_csv}, name)


def as_json(verdicts: Sequence[Verdict]) -> str:
    """One object with the sign convention, the thresholds of the verdicts, the other models and the claims."""
    document = {
        "sign_convention": f"{SIGN_CONVENTION}; beyond: the sign of the moment arm past a turn, away from standing",
        "thresholds": {
            "small_lever_mm": SMALL_MM,
            "small_change_percent": SMALL_PERCENT,
            "held_flexion_deg": HELD_DEG,
            "swept_flexion_deg": SWEEP_DEG,
            "helps_percent_of_motion": HALF_PERCENT,
        },
        "models": {
            name: {"source": model.source, "tilt_deg": model.tilt_deg} for name, model in other_models().items()
        },
        "claims": [
            {
                "id": verdict.id,
                "side": verdict.side,
                "said": verdict.claim.word,
                **msgspec.structs.asdict(verdict.claim),
                "pose": verdict.pose,
                "agreement": verdict.agreement,
                "models_agree": not verdict.differing_models,
                "differing_models": verdict.differing_models,
                "findings": verdict.findings,
                "shares": verdict.shares,
            }
            for verdict in verdicts
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def as_csv(verdicts: Sequence[Verdict]) -> str:
    """A header and a line for each claim and fibre group, of a walk for each function and group; signs as in the JSON.

    Columns of the other models have their id in front.
    """
    models = other_models()
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    numbers = ("moment_arm_mm", "change_at_90_percent", "helps_percent")
    out.writerow([*_CSV_COLUMNS, *(f"{model}_{number}" for model in models for number in numbers)])
    for verdict in verdicts:
        head = [verdict.id, verdict.side, verdict.claim.word, verdict.claim.motion or "", verdict.agreement]
        for finding in verdict.findings:
            turns = " ".join(f"{turn.flexion_deg:.2f}" for turn in finding.turns)
            arms = (f"{finding.moment_arm_mm:.4f}", f"{finding.change_percent:.4f}", turns)
            others = (n for f in finding.models for n in (f"{f.moment_arm_mm:g}", f"{f.change_at_90_percent:g}", ""))
            out.writerow([*head, "", finding.group, *arms, "", "", "", *others])
        for share in verdict.shares:
            course = (share.helps_percent, share.shortest_percent, share.longest_percent)
            others = (n for helps in share.models_helps_percent.values() for n in ("", "", f"{helps:g}"))
            out.writerow([*head, share.function, share.group, "", "", "", *(f"{n:.4f}" for n in course), *others])
    return buffer.getvalue()


def as_table(verdicts: Sequence[Verdict]) -> str:
    """Columns for people, in clinical words, at most 100 letters wide; numbers are + as claimed."""
    head = ["claim", "fibres", "here", "turns at", *"ABC", "verdict"]
    body = [line for verdict in verdicts for line in _lines(verdict)]
    widths = [max(len(line[k]) for line in [head, *body]) for k in range(len(head))]
    to_the_right = {2, 4, 5, 6}
    lines = [
        "  ".join(
            cell.rjust(w) if k in to_the_right else cell.ljust(w)
            for k, (cell, w) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [head, *body]
    ]
    models = ", ".join(f"{letter} {model.name}" for letter, model in zip("ABC", other_models().values(), strict=True))
    tilts = ", ".join(f"{model.tilt_deg:g}" for model in other_models().values())
    (lowest, highest), (low, high) = SWEEP_DEG, HELD_DEG
    notes = (
        "All numbers are output of models, not measurements of a person; none is a diagnosis.",
        "here      + as claimed, - the opposite: mm of lever; % of length against standing (C6, C7);",
        f"          under F7 the share of a stride in which the lever is {SMALL_MM:g} mm or more",
        "turns at  hip flexion at which the lever changes its direction (C6, C7: the lever for flexion,",
        f"          as there the length turns), from {-lowest:g} degrees of extension to {highest:g} of flexion",
        f"models    {models}: lever where each stands",
        f"          (pelvis tipped forward by {tilts} degrees), length at 90 degrees of flexion",
        f"verdict   small: a lever under {SMALL_MM:g} mm, a length that changes by less than {SMALL_PERCENT:g} %;",
        f"          near standing only: turns between {-low:g} degrees of extension and {high:g} of flexion",
    )
    return "\n".join([*lines, "", *notes]) + "\n"


def _lines(verdict: Verdict) -> list[list[str]]:
    """The rows of a claim; those of a walk come below a row of their own."""
    claim, unit = verdict.claim, "mm" if verdict.claim.kind == "lever" else "%"
    name = f"{verdict.id} {_words(claim.word if claim.motion is None else claim.motion)}"
    lines = [
        [
            "",
            finding.group,
            f"{value:+.1f} {unit}",
            ", ".join(_angle(turn.flexion_deg) for turn in finding.turns) or "nowhere",
            *(f"{claim.as_claimed(f.moment_arm_mm, f.change_at_90_percent):+.1f}" for f in finding.models),
            "",
        ]
        for finding, value in zip(verdict.findings, verdict.values, strict=True)
    ]
    lines += [
        [
            f"   {_words(known_claims()[share.function].word)}",
            share.group,
            f"{share.helps_percent:.0f} %",
            "",
            *(f"{helps:.0f}" for helps in share.models_helps_percent.values()),
            "",
        ]
        for share in verdict.shares
    ]
    if not verdict.findings:
        lines.insert(0, [""] * 8)
    lines[0][0], lines[0][-1] = name, verdict.agreement
    return lines


def _words(name: str) -> str:
    return name.replace("_", " ")


def _angle(flexion_deg: float) -> str:
    return f"{direction('flexion', flexion_deg)} {abs(flexion_deg):.0f}"
