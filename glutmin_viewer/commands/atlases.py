"""Sets of meshes: the commands `atlas list`, `atlas check` and `atlas build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glutmin_viewer.commands.given import atlas_folder, load
from glutmin_viewer.commands.helping import Command, Group
from glutmin_viewer.commands.options import AtlasOption
from glutmin_viewer.core.errors import InputError, of_option

app = typer.Typer(cls=Group, help="The sets of meshes: list, check, build.", no_args_is_help=True)


@app.command("list", cls=Command)
def list_structures(atlas: AtlasOption = None) -> None:
    """Print the structures of an atlas and where each comes from."""
    loaded = load(atlas)
    print(loaded.title)
    for structure in loaded.structures.values():
        triangles = "fibres only" if structure.mesh is None else f"{len(structure.mesh.faces)} triangles"
        print(f"  {structure.id}: {structure.kind}, {triangles}; {structure.provenance}")
        if (origin := structure.origin) is not None:
            print(f"    by {origin.made_by} from {', '.join(origin.numbers)}; sources: {', '.join(origin.sources)}")


@app.command(cls=Command)
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Atlas folder; else the bundled one.")] = None,
) -> None:
    """Check an atlas: an error keeps it from opening (exit code 2), a warning does not."""
    from glutmin_viewer.core.atlas import shortcomings
    from glutmin_viewer.core.atlas_files import load_atlas
    from glutmin_viewer.core.provenance import altered

    loaded = load_atlas(atlas_folder(folder))
    warnings = [f"there is no {name}; the viewer shows the rest." for name in loaded.missing()]
    warnings += [f"{fault}." for fault in shortcomings(loaded)]
    warnings += [f"{fault}." for fault in altered(atlas_folder(folder))]
    for warning in warnings:
        print(f"warning: {warning}")
    print(f'"{loaded.title}" opens: {len(loaded.structures)} structures, {len(warnings)} warnings.')


@app.command(cls=Command)
def build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the atlas.")],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another dimension, such as neck_shaft_angle_deg=140."),
    ] = None,
) -> None:
    """Generate the bundled atlas anew, or one of a person with other dimensions; takes a minute or two."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from glutmin_viewer.core.atlas_files import write_atlas
    from glutmin_viewer.core.whole_folder import new_atlas_folder
    from glutmin_viewer.modelling.build import build_atlas
    from glutmin_viewer.modelling.proportions import Proportions

    with of_option("--set"):
        person = Proportions(parse_changes(set_ or []))
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with new_atlas_folder(folder) as new, shown as progress:
        task = progress.add_task("atlas")
        write_atlas(build_atlas(lambda step: progress.update(task, description=step), person), new)
    print(f"{folder} is written.")


def parse_changes(texts: list[str]) -> dict[str, float]:
    """Dimensions by name from such as neck_shaft_angle_deg=140."""
    changes: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        if name in changes:
            raise InputError(f"{name} is set twice: say it once.")
        try:
            changes[name] = float(number)
        except ValueError:
            raise InputError(f'"{text}" is not understood: write NAME=VALUE, where VALUE is a number.') from None
    return changes
