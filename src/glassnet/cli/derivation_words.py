"""The words behind `glassnet derive`: which are options, which is the formula.

A formula may begin with a minus: an option is what has the name of one, and `--foo` is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from typer.core import TyperCommand

from glassnet.errors import SettingError


@dataclass
class _Words:
    """options: with their values. formulas: all else."""

    options: list[str] = field(default_factory=list[str])
    formulas: list[str] = field(default_factory=list[str])


class FormulaCommand(TyperCommand):
    """A command of one formula; what is wrong with its words is said in the language in use."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        from glassnet.cli.languages import spoken_language
        from glassnet.text import using

        # Option -> whether a value follows it.
        options: dict[str, bool] = {
            name: not getattr(each, "is_flag", False)
            for each in self.get_params(ctx)
            if each.param_type_name == "option"
            for name in each.opts
        }
        if not set(args) & set(ctx.help_option_names):
            with using(spoken_language(_language(args))):
                words = _sorted(args, options, ctx.info_name)
            args = [*words.options, "--", *words.formulas]
        return super().parse_args(ctx, args)


def _sorted(args: Sequence[str], options: dict[str, bool], command: str) -> _Words:
    """Raises SettingError."""
    from glassnet.text import did_you_mean, message

    words, waiting = _Words(), iter(args)
    for word in waiting:
        name = word.partition("=")[0]
        if word == "--":
            words.formulas += waiting
        elif name in options:
            words.options.append(word)
            if options[name] and name == word:
                words.options += _value(name, waiting)
        elif word.startswith("--"):
            raise SettingError(message("usage-no-option", given=name) + did_you_mean(name, options))
        else:
            words.formulas.append(word)
    if not words.formulas:
        raise SettingError(message("usage-no-formula", command=command))
    if len(words.formulas) > 1:
        raise SettingError(message("usage-formulas", given=" ".join(words.formulas)))
    return words


def _value(option: str, waiting: Iterator[str]) -> Sequence[str]:
    from glassnet.text import message

    found = next(waiting, None)
    if found is None:
        raise SettingError(message("usage-no-value", option=option))
    return [found]


def _language(args: Sequence[str]) -> str | None:
    """Of --lang ko or --lang=ko, before anything else is read."""
    for number, word in enumerate(args):
        name, equals, value = word.partition("=")
        if name == "--lang":
            return value if equals else next(iter(args[number + 1 :]), None)
    return None
