"""The words behind `glassnet derive`: which are options, which is the formula.

A formula may begin with a minus: an option is what has the name of one, and `--foo` is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from glassnet.cli.commands import Command, suggestion, usage_error
from glassnet.text import message


@dataclass
class _Words:
    """options: with their values. formulas: all else."""

    options: list[str] = field(default_factory=list[str])
    formulas: list[str] = field(default_factory=list[str])


class FormulaCommand(Command):
    """A command of one formula; what is wrong with its words is said in the language in use."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # Option -> whether a value follows it.
        options: dict[str, bool] = {
            name: not getattr(each, "is_flag", False)
            for each in self.get_params(ctx)
            if each.param_type_name == "option"
            for name in each.opts
        }
        if not set(args) & set(ctx.help_option_names):
            words = _sorted(args, options, ctx.command_path)
            args = [*words.options, "--", *words.formulas]
        return super().parse_args(ctx, args)


def _sorted(args: Sequence[str], options: dict[str, bool], command: str) -> _Words:
    words, waiting = _Words(), iter(args)
    for word in waiting:
        name = word.partition("=")[0]
        if word == "--":
            words.formulas += waiting
        elif name in options:
            words.options.append(word)
            if options[name] and name == word:
                words.options += _value(name, waiting, command)
        elif word.startswith("--"):
            text = message("usage-no-option", given=name) + suggestion(name, list(options))
            raise usage_error(command, text)
        else:
            words.formulas.append(word)
    if not words.formulas:
        raise usage_error(command, message("usage-no-formula", command=command))
    if len(words.formulas) > 1:
        raise usage_error(command, message("usage-formulas", given=" ".join(words.formulas)))
    return words


def _value(option: str, waiting: Iterator[str], command: str) -> Sequence[str]:
    found = next(waiting, None)
    if found is None:
        raise usage_error(command, message("usage-no-value", option=option))
    return [found]
