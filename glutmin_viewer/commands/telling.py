"""What is printed in words and numbers: the commands `measure` and `where`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glutmin_viewer.commands.given import load, side_named, split
from glutmin_viewer.commands.options import REGIONS, AtlasOption, MotionOption, PoseOption, SideOption, number
from glutmin_viewer.commands.progress import told
from glutmin_viewer.core.errors import InputError, of_option

if TYPE_CHECKING:
    from glutmin_viewer.core.pose import Side

MANY_POSES = 5_000  # for about a second


def measure(
    pose: PoseOption = None,
    motion: MotionOption = None,
    sweep: Annotated[str | None, typer.Option(metavar="ANGLE=FROM:TO:STEP", help="Such as flexion=-30:120:5.")] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="What is said of the muscle against what is computed.")
    ] = False,
    side: SideOption = None,
    format: Annotated[str, typer.Option(metavar="table|json|csv")] = "table",
    atlas: AtlasOption = None,
) -> None:
    """Print lengths and moment arms of the fibre groups; standing where no pose is given."""
    from glutmin_viewer.core import tables

    chosen = side_named(side) or "right"
    if claims:
        given = [
            f"--{name}" for name, value in (("pose", pose), ("motion", motion), ("sweep", sweep)) if value is not None
        ]
        if given:
            raise InputError(f"--claims has poses of its own: leave out {' and '.join(given)}.")
        _print_claims(chosen, format, atlas)
        return
    with of_option("--format"):
        write = tables.writer(format)
    poses = tables.poses(chosen, pose, motion, sweep)
    loaded = load(atlas)
    print(write(tables.rows(loaded, chosen, told(poses) if len(poses) >= MANY_POSES else poses)), end="")


def _print_claims(side: Side, format: str, atlas: Path | None) -> None:
    from glutmin_viewer.core.claims import claims
    from glutmin_viewer.core.claims_table import writer

    with of_option("--format"):
        write = writer(format)
    print(write(claims(load(atlas), side)), end="")


def where(
    region: Annotated[
        str | None,
        typer.Option(metavar="REGIONS", help=f"Areas of the skin: {REGIONS}; with _right or _left after it."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="X,Y,Z", help="A point on the skin in mm: --at=-161,-12,81.")
    ] = None,
    radius: Annotated[
        float | None,
        typer.Option(
            metavar="MM",
            help="How far around that point it hurts; else 25.",
            parser=number("--radius", "mm around the point, such as 25"),
        ),
    ] = None,
    side: SideOption = None,
    format: Annotated[str, typer.Option(metavar="table|json")] = "table",
    atlas: AtlasOption = None,
) -> None:
    """Print which trigger points' drawn fields cover a part of the skin, and what else is drawn there."""
    from glutmin_viewer.core.drawn_skin import drawn_skin
    from glutmin_viewer.core.pain_drawing import (
        RADIUS_MM,
        PainDrawing,
        check_radius,
        dab,
        painted,
        parse_point,
        regions_named,
    )
    from glutmin_viewer.core.pose import SIDES, SIGN
    from glutmin_viewer.core.where import coincidence
    from glutmin_viewer.core.where_table import writer

    with of_option("--format"):
        write = writer(format)
    chosen = side_named(side)
    if (region is None) == (at is None):
        raise InputError("one of --region ID and --at=X,Y,Z says where it hurts: give one of them.")
    if region is not None:
        if radius is not None:
            raise InputError("--radius belongs to a point: leave it out, or give --at=X,Y,Z instead of --region.")
        loaded = load(atlas)
        with of_option("--region"):
            drawing = regions_named(loaded, split(region), chosen)
        if chosen is None:
            _say_which_side(split(region))
    else:
        with of_option("--at"):
            point = parse_point(at or "")
        if radius is None:
            radius = RADIUS_MM
        with of_option("--radius"):
            check_radius(radius)
        loaded = load(atlas)
        with of_option("--at"):
            drawing = PainDrawing((dab(loaded, point, radius),))
        if chosen is not None and SIGN[chosen] * point[2] < 0.0:
            raise InputError(f"--at={at} is not on the {chosen} side: leave out --side, or give a point there.")
    found = coincidence(drawn_skin(loaded), painted(loaded, drawing), SIDES if chosen is None else [chosen])
    print(write(found), end="")


def _say_which_side(regions: Sequence[str]) -> None:
    """Say that regions named without a side are taken to be of the right one."""
    from glutmin_viewer.content import without_side

    for name in regions:
        if without_side(name) == name:
            print(f"{name}: that of the right side; the other is {name}_left.", file=sys.stderr)
