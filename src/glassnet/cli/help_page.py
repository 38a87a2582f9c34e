"""The page that `--help` prints, in the language in use; `glassnet --help` loads no command.

Its sentences are the messages `help-<command>` (`help-runs-show` of `glassnet runs show`) and
`help-<command>-<parameter>`, or `help-option-<parameter>` where several commands share one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from glassnet.text import message

MOST_COLUMNS = 100
NAME_COLUMNS = 28  # a longer name has its text on the next line
PLACEHOLDERS = {int: "N", float: "X", Path: "PATH"}


def help_page(command: Any, context: Any) -> str:
    """Usage, description, arguments, options and subcommands of a typer command."""
    key = command_key(context)
    width = min(MOST_COLUMNS, shutil.get_terminal_size().columns)
    parameters = command.get_params(context)
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name == "option"]
    pieces = [f"[{message('help-word-options')}]"]
    for each in arguments:
        pieces.append(_argument_name(each) if each.required else f"[{_argument_name(each)}]")
    commands = list(getattr(command, "commands", ()))
    if commands:
        pieces.append(message("help-word-command"))
    lines = [f"{message('help-word-usage')}: {context.command_path} {' '.join(pieces)}"]
    for paragraph in command_help(key):
        lines += ["", *_wrapped(paragraph, width, "  ")]
    sections = {
        "help-heading-arguments": [(_argument_name(each), each) for each in arguments],
        "help-heading-options": [(_option_name(each), each) for each in options],
    }
    for heading, rows in sections.items():
        if rows:
            texts = ((name, parameter_help(key, each)) for name, each in rows)
            lines += ["", f"{message(heading)}:", *_columns(texts, width)]
    if commands:
        prefix = "" if key == "glassnet" else f"{key}-"
        texts = ((name, command_help(prefix + name)[0]) for name in commands)
        lines += ["", f"{message('help-heading-commands')}:", *_columns(texts, width)]
    return "\n".join(lines)


def command_key(context: Any) -> str:
    """`runs-show` for `glassnet runs show`; `glassnet` for the program itself."""
    return "-".join(context.command_path.split()[1:]) or "glassnet"


def command_help(key: str) -> list[str]:
    """A command's description: its first paragraph, and a second one where it has details."""
    return [message(f"help-{key}"), *_optional(f"help-{key}-details")]


def parameter_help(key: str, parameter: Any) -> str:
    """The purpose of an argument or option; KeyError without a message for it."""
    name = parameter_key(parameter)
    return next(iter(_optional(f"help-{key}-{name}")), "") or message(f"help-option-{name}")


def parameter_key(parameter: Any) -> str:
    """`json` for --json, `data` for the argument DATA."""
    if parameter.param_type_name == "option":
        return max(parameter.opts, key=len).lstrip("-")
    return parameter.name


def _optional(key: str) -> Iterator[str]:
    try:
        yield message(key)
    except KeyError:
        return


def _argument_name(argument: Any) -> str:
    return argument.metavar or argument.name.upper()


def _option_name(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    if option.is_flag:
        return names
    annotation = option.type_descriptor.annotation
    return f"{names} {option.metavar or PLACEHOLDERS.get(annotation, 'TEXT')}"


def _columns(rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Lines with names on the left and texts on the right."""
    rows = list(rows)
    longest = min(NAME_COLUMNS, max(_columns_of(name) for name, _ in rows))
    for name, text in rows:
        first, *rest = _wrapped(text, width, " " * (longest + 4))
        if _columns_of(name) > longest:
            yield f"  {name}"
        else:
            first = f"  {name}" + first[2 + _columns_of(name) :]
        yield from (first, *rest)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    """Lines broken between words. A Korean letter takes two columns, unlike in textwrap."""
    lines: list[str] = []
    line = indent
    for word in text.split():
        if line.strip() and _columns_of(line) + 1 + _columns_of(word) > width:
            lines.append(line)
            line = indent
        line += word if line == indent else f" {word}"
    return [*lines, line]


def _columns_of(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
