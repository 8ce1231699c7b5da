"""The options that several commands take, each with its word, its metavar and its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AtlasOption = Annotated[Path | None, typer.Option("--atlas", metavar="DIR", help="Atlas folder; else the bundled one.")]
StateOption = Annotated[Path | None, typer.Option("--state", metavar="FILE", help="State file saved by the viewer.")]
SideOption = Annotated[str | None, typer.Option("--side", metavar="right|left", help="The hip looked at.")]
PoseOption = Annotated[
    str | None, typer.Option("--pose", metavar="ANGLES", help="Such as flexion=30,abduction=10,external_rotation=5.")
]
PostureOption = Annotated[
    str | None,
    typer.Option(
        "--posture",
        metavar="NAME",
        help="standing, single_leg_stance, sitting[,seat_height=MM,recline=DEG], side_lying, supine_knees_bent, "
        "supine_leg_over, or on the massage ball massage_anterior, massage_posterior or massage_leg_over, each "
        "[,up=MM,forward=MM]; --side is the leg stood on, the side lain on or massaged, or the leg under the other.",
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="de|en", help="Of the words in window and picture.")
]
MotionOption = Annotated[str | None, typer.Option("--motion", metavar="ID", help="Such as abduction.")]
AtOption = Annotated[float | None, typer.Option(help="Share of the motion, 0 to 1.")]
ViewOption = Annotated[str | None, typer.Option("--view", metavar="NAME", help="anterior, posterior, lateral, ...")]
HurtsOption = Annotated[
    str | None,
    typer.Option(
        "--hurts",
        metavar="REGION[,REGION]",
        help="Areas of the skin painted as painful, such as thigh_lateral; without its side, of the hip looked at.",
    ),
]
PointOption = Annotated[
    str | None, typer.Option("--trigger-point", metavar="ID", help="Such as posterior_1: its referral.")
]
CauseOption = Annotated[
    str | None, typer.Option("--cause", metavar="ID", help="Such as radiculopathy_L5: where another cause is felt.")
]
ShowOption = Annotated[str | None, typer.Option("--show", metavar="IDS", help="Structures to show, with commas.")]
HideOption = Annotated[str | None, typer.Option("--hide", metavar="IDS", help="Structures to hide, with commas.")]
ColourOption = Annotated[
    str | None,
    typer.Option(
        "--colour-by",
        metavar="WHAT",
        help="Colour muscles by group, length, or the lever for flexion, adduction, ...",
    ),
]
NamesOption = Annotated[bool, typer.Option("--names", help="Name the structures on the picture.")]
CutOption = Annotated[
    str | None,
    typer.Option("--cut", metavar="PLANE[=MM]", help="Cut open, such as axial=20, sagittal or coronal."),
]
LightOption = Annotated[bool, typer.Option("--light", help="Before a light ground.")]
LabelsOption = Annotated[bool, typer.Option("--labels/--no-labels", help="The side, the cube, names and the key.")]
