"""The command line of `derive` and `trace`: one formula, and a point to look at it.

A formula may begin with a minus: an option is what has the name of one, and `--foo` is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from glassnet.cli.commands import Command, usage_error
from glassnet.text import message

PARENTHESES = {"(": 1, ")": -1}


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
                    options += _value(waiting, name, ctx.command_path)
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


def _value(waiting: Iterator[str], option: str, command: str) -> Sequence[str]:
    found = next(waiting, None)
    if found is None:
        raise usage_error(command, message("usage-no-value", option=option))
    return [found]


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
    """Commas in parentheses are a function's: max(1, 2)."""
    start, depth = 0, 0
    for place, sign in enumerate(point):
        depth += PARENTHESES.get(sign, 0)
        if sign == "," and depth <= 0:
            yield point[start:place]
            start = place + 1
    yield point[start:]
