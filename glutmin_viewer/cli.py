"""The command line: the commands put together, the window among them, and what becomes of every outcome.

Heavy modules are imported inside the commands, so that `--help` answers at once. `main` turns every outcome into an
exit code: 0 done; 2 wrong call or input, with one sentence; 1 a fault of this program; 130 stopped by Ctrl+C, 143
ended from outside (SIGTERM): both take away what they had begun to write.

The window and pictures speak the language that is asked for; help, errors and printed tables are English.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from glutmin_viewer.commands import atlases
from glutmin_viewer.commands.export import export
from glutmin_viewer.commands.given import atlas_folder, load, speak
from glutmin_viewer.commands.helping import Command, Group
from glutmin_viewer.commands.options import AtlasOption, LanguageOption, StateOption
from glutmin_viewer.commands.pictures import animate, render
from glutmin_viewer.commands.telling import measure, where
from glutmin_viewer.core.errors import InputError

GALLERY = Path("out")
OF_THE_SYSTEM = (
    "install the package that brings it (on Debian and Ubuntu one of libgl1, libegl1, libgl1-mesa-dri, libfontconfig1)"
)
# The base of all wrong calls; older versions of typer have it from click, newer ones bring their own.
CallError = typer.BadParameter.__mro__[1]

app = typer.Typer(
    cls=Group,
    help="See, understand and treat the gluteus minimus. Without a command: the window.",
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
)
for command in (render, animate, export, measure, where):
    app.command(cls=Command)(command)
app.add_typer(atlases.app, name="atlas")


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    atlas: AtlasOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, not with what was shown last.")] = False,
) -> None:
    """Open the window; without --language in the one chosen there last, else in that of the locale.

    A state file alone opens it too, as when a desktop opens the file: glutmin-viewer scene.json.
    """
    if context.invoked_subcommand is not None:
        if fresh:
            raise InputError("--fresh is for the window alone: leave it out.")
        if any(option is not None for option in (atlas, state, language)):
            raise InputError(
                "--atlas, --state and --language belong after the whole command: render OUT.png --atlas DIR."
            )
        return
    speak(language or _kept_language() or locale_language(os.environ))
    if not _has_display():
        _gallery(atlas, state)
        return
    gc.disable()  # what is loaded at the start stays: see `app.settle`
    from glutmin_viewer.app import run

    raise typer.Exit(run(atlas_folder(atlas), state, fresh))


@app.command(cls=Command)
def doctor(atlas: AtlasOption = None) -> None:
    """Say what this installation has and what it lacks; exit code 2 where the atlas does not open."""
    from glutmin_viewer.render.diagnosis import diagnosis

    lines, opens = diagnosis(atlas_folder(atlas), _has_display())
    for line in lines:
        print(line)
    if not opens:
        raise typer.Exit(2)


def locale_language(environment: Mapping[str, str]) -> str:
    """The language of messages in an environment: German, else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "de" if next(filter(None, names), "").startswith("de") else "en"


def _kept_language() -> str | None:
    """The language that was chosen in the window last."""
    from glutmin_viewer.core.settings import load_settings, settings_path

    try:
        return load_settings(settings_path()).language
    except InputError as error:
        _said(f"glutmin-viewer: {error}", 0)
        return None


def _has_display() -> bool:
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _gallery(atlas: Path | None, state: Path | None) -> None:
    from glutmin_viewer.commands.scenes import opened
    from glutmin_viewer.render.gallery import SIZE_PX, render_gallery
    from glutmin_viewer.render.picture import save_picture

    loaded = load(atlas)
    document = opened(loaded, state)
    print(f"There is no display for a window: its scenes are rendered as pictures into {GALLERY}/ instead.", flush=True)
    written = render_gallery(loaded, GALLERY)
    if state is not None:
        written.append(GALLERY / f"{state.stem}.png")
        save_picture(written[-1], loaded, document, SIZE_PX)
    for path in written:
        print(path)


def main() -> None:
    """The console entry point."""
    signal.signal(signal.SIGTERM, _end)
    sys.exit(run_cli(sys.argv[1:]))


def _end(number: int, frame: object) -> None:
    sys.exit(128 + number)


def run_cli(arguments: list[str]) -> int:
    """Run a command line; its exit code."""
    if len(arguments) == 1 and arguments[0].lower().endswith(".json"):
        arguments = ["--state", *arguments]
    try:
        result = app(arguments, standalone_mode=False, prog_name="glutmin-viewer")
        if sys.stdout is not None:
            sys.stdout.flush()
    except InputError as error:
        return _said(f"glutmin-viewer: {error}", 2)
    except (typer.Abort, KeyboardInterrupt) as stopped:
        # Typer takes for Ctrl+D what a compiled module says that was cut short when a disk was full.
        return 130 if not isinstance(stopped.__cause__, EOFError) else _fault(stopped.__cause__)
    except CallError as error:
        words = error.format_message()  # none where the help was the answer
        return _said(f"glutmin-viewer: {words} (see --help)", 2) if words else 2
    except BrokenPipeError:
        _print_no_more()  # the reader (such as `head`) has enough
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
            _print_no_more()
            return _said("glutmin-viewer: what is printed finds no room (the disk is full): make room for it.", 2)
        if isinstance(error, ImportError) and "cannot open shared object file" in str(error):
            library = str(error).partition(":")[0]
            return _said(f"glutmin-viewer: this system lacks {library}: {OF_THE_SYSTEM}.", 2)
        return _fault(error)
    return result if isinstance(result, int) else 0


def _fault(error: BaseException) -> int:
    """Say what is wrong with the program, and where."""
    from glutmin_viewer.content.data_files import Damaged

    if isinstance(error, Damaged):
        return _said(f"glutmin-viewer: {error}", 1)
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = "" if step is None else f" in {Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"
    return _said(f"glutmin-viewer: a fault of this program ({type(error).__name__}{place}: {error}).", 1)


def _print_no_more() -> None:
    """What was printed and is still held back goes nowhere, so that Python does not complain of it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _said(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
