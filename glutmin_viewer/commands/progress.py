"""How far long work has come, on a terminal and beside what is written."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glutmin_viewer.core.pose import HipPose


def work(job: Generator[float, None, None], out: Path) -> None:
    """Do long work to its end, with how far it has come on a terminal; Ctrl+C leaves nothing of it behind."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with closing(job), Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(out.name, total=1.0)
        for share in job:
            progress.update(task, completed=share)


def told(poses: Sequence[HipPose]) -> Iterator[HipPose]:
    """The poses, with how far they have come on a terminal, beside what is written."""
    from rich.console import Console
    from rich.progress import track

    return iter(track(poses, "poses", console=Console(stderr=True), transient=True))
