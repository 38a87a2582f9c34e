"""The commands, how they are parsed, and the errors for a line that cannot be parsed.

A formula may begin with a minus: for a `FormulaCommand` only known names are options, and `--foo`
is none.
"""

from __future__ import annotations

import functools
import importlib
import shlex
from collections import UserDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from glassnet.cli.help_page import help_page
from glassnet.errors import SettingError
from glassnet.runs import RUNS
from glassnet.text import did_you_mean, message

# Name -> module:object, a function that typer can make a command of, or a typer app of several.
COMMANDS = {
    "derive": "glassnet.cli.derive:app",
    "descend": "glassnet.cli.descend:app",
    "trace": "glassnet.cli.trace:app",
    "diagnose": "glassnet.cli.diagnose:diagnose",
    "units": "glassnet.cli.units:units",
    "separable": "glassnet.cli.separable:separable",
    "train": "glassnet.cli.train:train",
    "compare": "glassnet.cli.compare:compare",
    "runs": "glassnet.cli.runs:runs",
    "lesson": "glassnet.cli.lesson:lesson",
    "board": "glassnet.cli.board:board",
    "studio": "glassnet.cli.studio:studio",
}

DataOption = Annotated[str | None, typer.Option("--data")]
TargetOption = Annotated[str | None, typer.Option("--target")]
IgnoreOption = Annotated[list[str] | None, typer.Option("--ignore")]
SeedOption = Annotated[int, typer.Option("--seed")]
TensorboardOption = Annotated[bool, typer.Option("--tensorboard")]
TrainedOption = Annotated[bool, typer.Option("--trained")]
JsonOption = Annotated[bool, typer.Option("--json")]

PARENTHESES = {"(": 1, ")": -1}


class _Translated:
    """Help and usage errors of a typer command in the language in use."""

    def get_help(self, ctx: Any) -> str:
        return help_page(self, ctx)

    def get_params(self, ctx: Any) -> list[Any]:
        *own, help_option = super().get_params(ctx)  # type: ignore[misc]
        return [*own, language_option(), help_option]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.TyperException as error:
            raise _usage_error(ctx, error) from None


class Command(_Translated, TyperCommand):
    allow_extra_args = True  # refused below, in the language in use

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        unexpected = super().parse_args(ctx, args)
        if unexpected:
            text = message("usage-unexpected", given=" ".join(unexpected))
            raise usage_error(ctx.command_path, text)
        return unexpected


class Group(_Translated, TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            text = message("usage-no-command", given=args[0])
            raise usage_error(
                ctx.command_path, text + did_you_mean(args[0], self.commands, listed=False)
            )
        return super().resolve_command(ctx, args)


def usage_error(command: str, text: str) -> SettingError:
    """A mistake in the command line, with the way to the help page of `command`."""
    return SettingError(f"{text} {message('usage-help', command=command)}")


def missing_argument(command: str, name: str) -> SettingError:
    """The error for an argument that the command needs and does not get."""
    return usage_error(command, message("usage-no-argument", name=name))


def _usage_error(ctx: Any, error: Any) -> SettingError:
    """The error that typer found: its own texts are English, and their classes not exported."""
    command, option = ctx.command_path, getattr(error, "option_name", "")
    parameter: Any = getattr(error, "param", None)
    options = {name: each for each in ctx.command.get_params(ctx) for name in each.opts}
    match type(error).__name__:
        case "NoSuchOption":
            text = message("usage-no-option", given=option)
            text += did_you_mean(option, options, listed=False)
        case "BadOptionUsage" if options[option].is_flag:
            text = message("usage-flag-value", option=option)
        case "BadOptionUsage":
            text = message("usage-no-value", option=option)
        case "MissingParameter":
            return missing_argument(command, parameter.metavar or parameter.name.upper())
        case "BadParameter" if parameter is not None:
            text = _bad_value(parameter, error)
        case _:
            text = error.format_message()
    return usage_error(command, text)


def _bad_value(parameter: Any, error: Any) -> str:
    """The message for a value of the wrong type, or out of range."""
    found = error.__cause__.errors() if hasattr(error.__cause__, "errors") else []
    given = str(found[0]["input"]) if found else ""
    kind = "whole" if parameter.type_descriptor.annotation is int else "number"
    low, high = parameter.min, parameter.max
    bounds = "any" if low is None else "from" if high is None else "between"
    return message(
        "usage-bad-value",
        option=max(parameter.opts, key=len),
        given=given,
        kind=kind,
        bounds=bounds,
        low=str(low),
        high=str(high),
    )


class _Loaded(UserDict[str, Any]):
    """The commands by name, each made of its function the first time that it is looked up."""

    def __getitem__(self, name: str) -> Any:
        if isinstance(self.data[name], str):
            module, attribute = self.data[name].split(":")
            found = getattr(importlib.import_module(module), attribute)
            if not isinstance(found, typer.Typer):
                function, found = found, new_app()
                found.command(name, cls=Command)(function)
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
    """A typer app without commands, with the settings that hold for all of them."""
    return typer.Typer(
        cls=Group,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


@functools.cache
def language_option() -> Any:
    """`--lang`, which every command takes; `cli.run` has obeyed it before anything is parsed."""

    def command(lang: Annotated[str | None, typer.Option(metavar="en|ko")] = None) -> None: ...

    app = typer.Typer(add_completion=False)
    app.command()(command)
    option: Any = typer.main.get_command(app)
    option = option.params[0]
    option.expose_value = False
    return option


def _glassnet(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version")] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"glassnet {version_of('glassnet')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def resume_command(run: Path) -> str:
    """The command that resumes a run, ready to paste: `glassnet train --resume xor`."""
    out = [] if run.parent == RUNS else ["--out", str(run.parent)]
    return shlex.join(["glassnet", "train", "--resume", run.name, *out])


class FormulaCommand(Command):
    """A command with one argument, which is a formula."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not set(args) & set(ctx.help_option_names):
            args = self._sorted(ctx, args)
        return super().parse_args(ctx, args)

    def _sorted(self, ctx: Any, args: Sequence[str]) -> list[str]:
        """Options with their values first, the formula behind `--`."""
        takes_value = {
            name: not getattr(each, "is_flag", False)
            for each in self.get_params(ctx)
            if each.param_type_name == "option"
            for name in each.opts
        }
        options: list[str] = []
        formulas: list[str] = []
        waiting = iter(args)
        for word in waiting:
            name, equals, _ = word.partition("=")
            if word == "--":
                formulas += waiting
            elif name in takes_value:
                options.append(word)
                if takes_value[name] and not equals:
                    value = next(waiting, None)
                    if value is None:
                        text = message("usage-no-value", option=name)
                        raise usage_error(ctx.command_path, text)
                    options.append(value)
            elif word.startswith("--"):
                return [word]  # for typer to refuse
            else:
                formulas.append(word)
        if not formulas:
            text = message("usage-no-formula", command=ctx.command_path)
            raise usage_error(ctx.command_path, text)
        if len(formulas) > 1:
            text = message("usage-formulas", given=" ".join(formulas))
            raise usage_error(ctx.command_path, text)
        return [*options, "--", *formulas]


def check_plot(path: Path | None) -> None:
    """Refuse a path for a picture before the work is done; without one nothing is loaded.

    Raises:
        SettingError, OSError: as `plots.save.check_place`.
    """
    if path is not None:
        from glassnet.plots.save import check_place

        check_place(path)


def parse_points(points: Sequence[str]) -> dict[str, str]:
    """The values of --at, such as "w=-2, x=5", by their letters' names.

    Raises:
        PointError: one is no `letter=value`, or a letter has two values.
    """
    from glassnet.calculus import PointError

    values: dict[str, str] = {}
    for part in (part for point in points for part in _between_commas(point)):
        name, equals, value = (each.strip() for each in part.partition("="))
        # A formula may hold = too, in a definition; a number has no use for one.
        if not name or not equals or not value or "=" in value:
            raise PointError(message("point-form", given=part.strip()))
        if name in values:
            raise PointError(message("point-twice", name=name))
        values[name] = value
    return values


def _between_commas(point: str) -> Iterator[str]:
    """The parts between commas, except for commas in parentheses: max(1, 2)."""
    start, depth = 0, 0
    for place, sign in enumerate(point):
        depth += PARENTHESES.get(sign, 0)
        if sign == "," and depth <= 0:
            yield point[start:place]
            start = place + 1
    yield point[start:]
