"""Which commands there are; each is imported when it is called for."""

from __future__ import annotations

import importlib
from collections import UserDict
from typing import Annotated, Any

import typer

# Name -> module:function, a function that typer can make a command of.
COMMANDS = {
    "train": "glassnet.cli.train:train",
    "lesson": "glassnet.cli.lesson:lesson",
    "board": "glassnet.cli.board:board",
}


class _Loaded(UserDict[str, Any]):
    """The commands by name, each made of its function the first time that it is looked up."""

    def __getitem__(self, name: str) -> Any:
        if isinstance(self.data[name], str):
            module, function = self.data[name].split(":")
            app = _app()
            app.command(name)(getattr(importlib.import_module(module), function))
            self.data[name] = typer.main.get_command(app)
        return self.data[name]


def command_group() -> Any:
    """The whole command line, as typer's command object."""
    app = _app()
    app.callback(invoke_without_command=True)(_glassnet)
    group: Any = typer.main.get_command(app)
    group.commands = _Loaded(COMMANDS)
    return group


def _app() -> typer.Typer:
    return typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _glassnet(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Neural networks you can see through. For instance: glassnet train xor"""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"glassnet {version_of('glassnet')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())
