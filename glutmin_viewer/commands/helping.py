"""What `--help` shows of commands and groups of them: no name of a type beside what takes no value."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command."""

    def get_params(self, context: Any) -> list[Any]:
        return _plain(super().get_params(context))


class Group(TyperGroup):
    """A group of commands."""

    def get_params(self, context: Any) -> list[Any]:
        return _plain(super().get_params(context))


def _plain(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters
