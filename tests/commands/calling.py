"""A command line as a test calls it."""

from __future__ import annotations

from glutmin_viewer import cli


def run(*arguments: str) -> int:
    return cli.run_cli(list(arguments))
