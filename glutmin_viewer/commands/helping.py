"""Commands and groups of them: `--help` shows no name of a type beside what takes no value, and a wrong one is told
which there are."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from glutmin_viewer.core.errors import InputError


class Command(TyperCommand):
    """A command."""

    def get_params(self, context: Any) -> list[Any]:
        return _plain(super().get_params(context))


class Group(TyperGroup):
    """A group of commands, which names them where another is asked for."""

    def resolve_command(self, context: Any, arguments: list[str]) -> Any:
        name = arguments[0]
        if not name.startswith("-") and self.get_command(context, name) is None:
            raise InputError(f'there is no command "{name}": choose one of {", ".join(self.list_commands(context))}.')
        return super().resolve_command(context, arguments)

    def get_params(self, context: Any) -> list[Any]:
        return _plain(super().get_params(context))


def _plain(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters
