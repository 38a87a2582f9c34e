"""Which commands there are; each is imported when it is called for."""

from __future__ import annotations

import importlib
from collections import UserDict
from typing import Annotated, Any

import typer

# Name -> module:object, a function that typer can make a command of, or a typer app of several.
COMMANDS = {
    "derive": "glassnet.cli.derive:app",
    "trace": "glassnet.cli.trace.command:app",
    "diagnose": "glassnet.cli.diagnose:diagnose",
    "units": "glassnet.cli.units:units",
    "separable": "glassnet.cli.separable:separable",
    "train": "glassnet.cli.train:train",
    "runs": "glassnet.cli.runs:runs",
    "lesson": "glassnet.cli.lesson:lesson",
    "board": "glassnet.cli.board:board",
}


class _Loaded(UserDict[str, Any]):
    """The commands by name, each made of its function the first time that it is looked up."""

    def __getitem__(self, name: str) -> Any:
        if isinstance(self.data[name], str):
            module, attribute = self.data[name].split(":")
            found = getattr(importlib.import_module(module), attribute)
            if not isinstance(found, typer.Typer):
                function, found = found, new_app()
                found.command(name)(function)
            self.data[name] = typer.main.get_command(found)
            self.data[name].name = name
        return self.data[name]


def command_group() -> Any:
    """The whole command line, as typer's command object."""
    app = new_app()
    app.callback(invoke_without_command=True)(_glassnet)
    group: Any = typer.main.get_command(app)
    group.commands = _Loaded(COMMANDS)
    return group


def new_app() -> typer.Typer:
    """Without commands, with what holds for all of them."""
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
