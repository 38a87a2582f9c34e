"""`glassnet units`: a few logistic units by hand, and what they answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from glassnet.cli.languages import LanguageOption, spoken_language
from glassnet.errors import SettingError


def units(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[GATE|FILE.toml]",
            help="and, or, nand, nor, xor or xnor, with weights that are known to solve it, or a "
            "file with units; with --unit the gate to compare with.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="w=5,5 b=-8",
            help="A unit's weights and bias; may be repeated: the last is the output, the others "
            "are the hidden layer.",
            show_default=False,
        ),
    ] = None,
    activation: Annotated[
        str | None,
        typer.Option(
            help="Of the units: sigmoid, step, tanh, relu or linear.", show_default="sigmoid"
        ),
    ] = None,
    search: Annotated[
        bool, typer.Option("--search", help="Look for small whole weights that solve the gate.")
    ] = False,
    hidden: Annotated[
        int | None,
        typer.Option(min=0, max=8, help="Hidden units, for --search.", show_default="2"),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(min=1, max=20, help="Largest weight, for --search.", show_default="3"),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw each unit's line, and what the last unit sees, as PNG or SVG.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    lang: LanguageOption = None,
) -> None:
    """Compute a few units by hand: each sum, each output, and whether the answer is right."""
    from glassnet import messages
    from glassnet.cli import units_screen
    from glassnet.plots.save import check_format

    if plot is not None:
        check_format(plot)
    with messages.using(spoken_language(lang)):
        source, given = _source_and_units(words or [], unit or [])
        options = {"--unit": given, "--activation": activation, "--hidden": hidden, "--most": most}
        chosen = {key for key, value in options.items() if value is not None and value != []}
        _check_options(chosen, search)
        if search:
            asked = _searched(source, 2 if hidden is None else hidden, most or 3)
        else:
            asked = _asked(source, given, activation)
        if asked.network is None:
            answer: dict[str, Any] = {"found": False}
            typer.echo(json.dumps(answer) if as_json else asked.said)
            return
        table = asked.network.truth_table(asked.target, asked.rows)
        if plot is not None:
            _draw(table, plot)
        if as_json:
            typer.echo(json.dumps(units_screen.data(table), ensure_ascii=False))
        else:
            units_screen.show(table, asked.said)
        if plot is not None:
            typer.echo(messages.text("saved", path=str(plot)), err=as_json)


@dataclass(frozen=True)
class _Asked:
    """network: None if none was found. said: before it is shown, or instead."""

    network: Any
    target: Any = None
    rows: Any = None
    said: str = ""


def _source_and_units(words: list[str], units: list[str]) -> tuple[str | None, list[str]]:
    """The gate or file if there is one, and each unit's weights and bias in one text."""
    from glassnet.messages import text

    # The shell gives `--unit w=5,5 b=-8` as two words, of which the second is the command's.
    biases = [word for word in words if word.startswith("b=")]
    sources = [word for word in words if not word.startswith("b=")]
    next_bias = lambda: biases.pop(0) if biases else ""
    given = [each if "b=" in each else f"{each} {next_bias()}".strip() for each in units]
    if biases or len(sources) > 1:
        unexpected = " ".join([*biases, *sources[1:]])
        raise SettingError(text("units-unexpected", given=unexpected))
    return next(iter(sources), None), given


def _check_options(given: set[str], search: bool) -> None:
    """Refuse those that would do nothing."""
    from glassnet.messages import text

    for option in ("--unit", "--activation"):
        if search and option in given:
            raise SettingError(text("units-not-together", one="--search", other=option))
    for option in ("--hidden", "--most"):
        if not search and option in given:
            raise SettingError(text("units-search-only", option=option))


def _draw(table: Any, path: Path) -> None:
    from glassnet.plots import save
    from glassnet.plots.units import plot_units

    save(plot_units(table), path)


def _asked(source: str | None, given: list[str], activation: str | None) -> _Asked:
    from glassnet.data.gates import GATES
    from glassnet.messages import suggestion, text
    from glassnet.networks.known_units import WEIGHTS, known_network
    from glassnet.networks.units import UnitNetwork
    from glassnet.networks.units_file import read_units

    used = "sigmoid" if activation is None else activation
    if given:
        made = [_unit(each, used) for each in given]
        layers = [made] if len(made) == 1 else [made[:-1], made[-1:]]
        target = source if source is None or source in GATES else _table_of(source)
        return _Asked(UnitNetwork(layers), target)
    if source is None:
        raise SettingError(text("units-which"))
    if source in WEIGHTS:
        return _Asked(known_network(source, used), source)
    path = Path(source)
    if path.suffix == ".toml" or path.is_file():
        if activation is not None:
            raise SettingError(text("units-not-together", one=source, other="--activation"))
        found = read_units(path)
        return _Asked(found.network, found.target, found.rows)
    if source.isdecimal() or source.startswith("parity:"):
        raise SettingError(text("units-no-gate-weights", name=source))
    known = suggestion(source.lower(), GATES)
    raise SettingError(text("units-unknown-gate", name=source) + known)


def _unit(words: str, activation: str) -> Any:
    """w=5,5 b=-8, in either order, with spaces round commas and signs; − as the screen has it."""
    from glassnet.messages import text
    from glassnet.networks.units import Unit

    plain = re.sub(r"\s*([=,])\s*", r"\1", words.replace("−", "-"))
    parts = [word.partition("=") for word in plain.split()]
    values = {key: value for key, _, value in parts}
    try:
        if sorted(key for key, _, _ in parts) != ["b", "w"]:
            raise ValueError
        weights = [float(number) for number in values["w"].split(",")]
        bias = float(values["b"])
    except ValueError:
        raise SettingError(text("units-unit-form", given=words)) from None
    return Unit(weights, bias, activation)


def _searched(source: str | None, hidden: int, most: int) -> _Asked:
    from glassnet.data.gates import GATES
    from glassnet.messages import text
    from glassnet.networks.unit_search import search

    if source is None:
        raise SettingError(text("units-which"))
    target = _table_of(source)
    found = search(target, len(target).bit_length() - 1, hidden, most)
    if found is None:
        named = source.upper()
        return _Asked(None, said=text("units-none-found", target=named, hidden=hidden, most=most))
    said = text("units-found", hidden=hidden, most=most)
    return _Asked(found, source if source in GATES else target, said=said)


def _table_of(source: str) -> list[int]:
    """The truth table of `xor`, of `parity:3`, or of `0110`, counted up."""
    from glassnet.data import load
    from glassnet.data.gates import GATES
    from glassnet.errors import nearest
    from glassnet.messages import suggestion, text

    size = len(source)
    if {*source} <= {"0", "1"} and size > 1 and size.bit_count() == 1:
        return [int(bit) for bit in source]
    if source in GATES or source.startswith("parity:"):
        return load(source).y[:, 0].astype(int).tolist()
    near = nearest(source.lower(), GATES)
    known = suggestion(source.lower(), GATES) if near else ""
    raise SettingError(text("units-truth-table", given=source) + known)
