"""The options that several commands take, each with its word, its metavar and its help.

Ids are written out here, since reading them from where they are defined would make `--help` slow; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from glutmin_viewer.core.errors import InputError


def number(option: str, meaning: str) -> Callable[[str], float]:
    """What reads the number of an option; raises InputError, which says what is to be given."""

    def read(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            raise InputError(f'{option}: "{text}" is no number: give {meaning}.') from None

    return read


AtlasOption = Annotated[Path | None, typer.Option("--atlas", metavar="DIR", help="Atlas folder; else the bundled one.")]
StateOption = Annotated[Path | None, typer.Option("--state", metavar="FILE", help="State file saved by the viewer.")]
SideOption = Annotated[str | None, typer.Option("--side", metavar="right|left", help="The hip looked at.")]
PoseOption = Annotated[
    str | None,
    typer.Option(
        "--pose",
        metavar="ANGLES",
        help="Degrees of the hip, such as flexion=30,abduction=10; also extension, adduction, internal_rotation, "
        "external_rotation.",
    ),
]
PostureOption = Annotated[
    str | None,
    typer.Option(
        "--posture",
        metavar="NAME",
        help="standing, single_leg_stance, sitting, side_lying, supine_knees_bent, supine_leg_over, or on the massage "
        "ball massage_anterior, massage_posterior, massage_leg_over; with commas, after sitting seat_height=MM, "
        "recline=DEGREES or wallet=MM, on the ball up=MM or forward=MM. --side is the leg stood on, the side lain on "
        "or massaged, or the leg under the other.",
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="de|en", help="Of the words in window and picture.")
]
MotionOption = Annotated[
    str | None,
    typer.Option(
        "--motion",
        metavar="ID",
        help="flexion, extension, abduction, internal_rotation, external_rotation, single_leg_stance, trendelenburg, "
        "level_beside_drop, gait, sitting.",
    ),
]
AtOption = Annotated[
    float | None,
    typer.Option(
        "--at",
        metavar="SHARE",
        help="Share of the motion, 0 to 1.",
        parser=number("--at", "a share of the motion, from 0 to 1"),
    ),
]
ViewOption = Annotated[
    str | None,
    typer.Option("--view", metavar="NAME", help="anterior, posterior, lateral, medial, superior, inferior."),
]
REGIONS = (
    "abdomen, low_back, buttock_below_crest, buttock_back, buttock_lower_lateral, hip_anterior, groin, thigh_anterior, "
    "thigh_lateral, thigh_medial, thigh_posterior, knee_anterior, knee_lateral, knee_medial, knee_hollow_lateral, "
    "knee_hollow_medial, leg_anterior, leg_lateral, leg_medial, calf_upper, calf_lower, ankle_lateral, ankle_medial, "
    "foot_dorsum, foot_sole"
)
HurtsOption = Annotated[
    str | None,
    typer.Option(
        "--hurts",
        metavar="REGIONS",
        help=f"Areas of the skin painted as painful: {REGIONS}; with _right or _left after it, else of the hip looked "
        "at.",
    ),
]
PointOption = Annotated[
    str | None,
    typer.Option(
        "--trigger-point",
        metavar="ID",
        help="With its pain: anterior_1, anterior_2, posterior_1, posterior_2, posterior_3.",
    ),
]
CauseOption = Annotated[
    str | None,
    typer.Option(
        "--cause",
        metavar="ID",
        help="Where another cause is felt: greater_trochanteric_pain, radiculopathy_L4, radiculopathy_L5, "
        "radiculopathy_S1, sciatic_nerve, deep_gluteal_syndrome, hip_arthritis, meralgia_paraesthetica.",
    ),
]
ShowOption = Annotated[
    str | None,
    typer.Option("--show", metavar="IDS", help="Structures to show, with commas; `atlas list` prints their ids."),
]
HideOption = Annotated[
    str | None,
    typer.Option("--hide", metavar="IDS", help="Structures to hide, with commas; `atlas list` prints their ids."),
]
ColourOption = Annotated[
    str | None,
    typer.Option(
        "--colour-by",
        metavar="WHAT",
        help="Colour muscles by group, length, or the lever for flexion, adduction or internal_rotation.",
    ),
]
NamesOption = Annotated[bool, typer.Option("--names", help="Name the structures on the picture.")]
CutOption = Annotated[
    str | None,
    typer.Option(
        "--cut", metavar="PLANE[=MM]", help="Cut open by a plane, axial, sagittal or coronal, such as axial=20."
    ),
]
LightOption = Annotated[bool, typer.Option("--light", help="Before a light ground.")]
LabelsOption = Annotated[bool, typer.Option("--labels/--no-labels", help="The side, the cube, names and the key.")]
