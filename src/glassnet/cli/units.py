"""`glassnet units`: a few logistic units by hand, and what they answer."""

from __future__ import annotations

import json
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
        str, typer.Option(help="Of the units: sigmoid, step, tanh, relu or linear.")
    ] = "sigmoid",
    search: Annotated[
        bool, typer.Option("--search", help="Look for small whole weights that solve the gate.")
    ] = False,
    hidden: Annotated[int, typer.Option(min=0, max=8, help="Hidden units, for --search.")] = 2,
    most: Annotated[int, typer.Option(min=1, max=20, help="Largest weight, for --search.")] = 3,
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
    biases = [word for word in words or [] if word.startswith("b=")]
    sources = [word for word in words or [] if not word.startswith("b=")]
    # The shell gives `--unit w=5,5 b=-8` as two words, of which the second is the command's.
    given = [each if "b=" in each else f"{each} {_next(biases)}" for each in unit or []]
    with messages.using(spoken_language(lang)):
        if biases or len(sources) > 1:
            unexpected = [*biases, *sources[1:]]
            raise SettingError(messages.text("units-unexpected", given=" ".join(unexpected)))
        source = next(iter(sources), None)
        asked = _searched(source, hidden, most) if search else _asked(source, given, activation)
        if asked.network is None:
            answer: dict[str, Any] = {"found": False}
            typer.echo(json.dumps(answer) if as_json else asked.said)
            return
        table = asked.network.truth_table(asked.target, asked.rows)
        if as_json:
            typer.echo(json.dumps(units_screen.data(table), ensure_ascii=False))
        else:
            units_screen.show(table, asked.said)
        if plot is not None:
            from glassnet.plots import save
            from glassnet.plots.units import plot_units

            saved = save(plot_units(table), plot)
            typer.echo(messages.text("saved", path=str(saved)), err=as_json)


@dataclass(frozen=True)
class _Asked:
    """network: None if none was found. said: before it is shown, or instead."""

    network: Any
    target: Any = None
    rows: Any = None
    said: str = ""


def _next(biases: list[str]) -> str:
    return biases.pop(0) if biases else ""


def _asked(source: str | None, given: list[str], activation: str) -> _Asked:
    from glassnet.data.gates import GATES
    from glassnet.messages import suggestion, text
    from glassnet.networks.known_units import WEIGHTS, known_network
    from glassnet.networks.units import UnitNetwork
    from glassnet.networks.units_file import read_units

    if given:
        made = [_unit(each, activation) for each in given]
        layers = [made] if len(made) == 1 else [made[:-1], made[-1:]]
        return _Asked(UnitNetwork(layers), source)
    if source is None:
        raise SettingError(text("units-which"))
    if source in WEIGHTS:
        return _Asked(known_network(source), source)
    path = Path(source)
    if path.suffix == ".toml" or path.is_file():
        found = read_units(path)
        return _Asked(found.network, found.target, found.rows)
    if source.isdecimal() or source.startswith("parity:"):
        raise SettingError(text("units-no-gate-weights", name=source))
    raise SettingError(text("units-unknown-gate", name=source) + suggestion(source, GATES))


def _unit(words: str, activation: str) -> Any:
    """w=5,5 b=-8, in either order."""
    from glassnet.messages import text
    from glassnet.networks.units import Unit

    parts = [word.partition("=") for word in words.split()]
    values = {key: value for key, _, value in parts}
    try:
        weights = [float(number) for number in values["w"].split(",")]
        bias = float(values["b"])
    except (KeyError, ValueError):
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
    from glassnet.messages import text

    if source.isdecimal():
        size = len(source)
        if set(source) > {"0", "1"} or size < 2 or size & (size - 1):
            raise SettingError(text("units-truth-table", given=source))
        return [int(bit) for bit in source]
    found = load(source)
    if not found.exhaustive:
        raise SettingError(text("units-truth-table", given=source))
    return found.y[:, 0].astype(int).tolist()
