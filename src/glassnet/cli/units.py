"""`glassnet units`: a few logistic units by hand, and what they answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassnet.cli.options import JsonOption
from glassnet.errors import SettingError

if TYPE_CHECKING:
    from glassnet.units import Unit, UnitNetwork
    from glassnet.units.network import TruthTable


def units(
    words: Annotated[list[str] | None, typer.Argument(metavar="GATE|FILE.toml")] = None,
    unit: Annotated[list[str] | None, typer.Option(metavar="w=5,5 b=-8")] = None,
    activation: str | None = None,
    search: Annotated[bool, typer.Option("--search")] = False,
    hidden: Annotated[int | None, typer.Option(min=0, max=8)] = None,
    most: Annotated[int | None, typer.Option(min=1, max=20)] = None,
    plot: Path | None = None,
    as_json: JsonOption = False,
) -> None:
    """Compute a few units by hand: each sum, each output, and whether the answer is right."""
    from glassnet.cli import units_output
    from glassnet.plots.save import check_format
    from glassnet.text import message

    if plot is not None:
        check_format(plot)
    source, given = _source_and_units(words or [], unit or [])
    _check_together("--search" if search else None, {"--unit": given, "--activation": activation})
    found: dict[str, Any] = {}  # whether a search found anything is said of searches alone
    if search:
        table, introduction = _search(source, 2 if hidden is None else hidden, most or 3)
        found = {"found": table is not None}
    else:
        for option, value in {"--hidden": hidden, "--most": most}.items():
            if value is not None:
                raise SettingError(message("units-search-only", option=option))
        table, introduction = _truth_table(source, given, activation), ""
    if plot is not None and table is not None:
        from glassnet.plots import plot_units, save

        save(plot_units(table), plot)
    if as_json:
        data = {} if table is None else units_output.as_data(table)
        typer.echo(json.dumps(found | data, ensure_ascii=False))
    elif table is None:
        typer.echo(introduction)
    else:
        units_output.show(table, introduction)
    if plot is not None:
        key = "units-nothing-drawn" if table is None else "saved"
        typer.echo(message(key, path=str(plot)), err=as_json)


def _source_and_units(words: list[str], units: list[str]) -> tuple[str | None, list[str]]:
    """The gate or file if there is one, and each unit's weights and bias in one text."""
    from glassnet.text import message

    # The shell gives `--unit w=5,5 b=-8` as two words, of which the second is the command's.
    biases = [word for word in words if word.startswith("b=")]
    sources = [word for word in words if not word.startswith("b=")]
    next_bias = lambda: biases.pop(0) if biases else ""
    given = [each if "b=" in each else f"{each} {next_bias()}".strip() for each in units]
    if biases or len(sources) > 1:
        unexpected = " ".join([*biases, *sources[1:]])
        raise SettingError(message("units-unexpected", given=unexpected))
    return next(iter(sources), None), given


def _check_together(one: str | None, others: dict[str, Any]) -> None:
    """Refuse other options that are given beside one that makes them mean nothing."""
    from glassnet.text import message

    for other, value in others.items():
        if one is not None and value is not None and value != []:
            raise SettingError(message("units-not-together", one=one, other=other))


def _truth_table(source: str | None, given: list[str], activation: str | None) -> TruthTable:
    """Of units by hand, of a gate's known ones, or of those in a file."""
    from glassnet.data.gates import GATES
    from glassnet.text import did_you_mean, message
    from glassnet.units.search import WEIGHTS, known_network
    from glassnet.units.targets import gate_name, is_table
    from glassnet.units.toml_file import read_units

    used = "sigmoid" if activation is None else activation
    if given:
        return _network([_unit(each, used) for each in given]).truth_table(source)
    if source is None:
        raise SettingError(message("units-which"))
    gate = gate_name(source)
    if gate is not None and gate in WEIGHTS:
        return known_network(gate, used).truth_table(gate)
    path = Path(source)
    # A pipe is a file too, which read_units refuses.
    if path.suffix == ".toml" or (path.exists() and not path.is_dir()):
        _check_together(source, {"--activation": activation})
        return read_units(path)
    if is_table(source) or source.lower().startswith("parity:"):
        raise SettingError(message("units-no-gate-weights", name=source))
    known = did_you_mean(source.lower(), GATES)
    raise SettingError(message("units-unknown-gate", name=source) + known)


def _network(units: list[Unit]) -> UnitNetwork:
    """The last unit behind the others, or beside them if its weights are as many as theirs.

    Where both would do, as of three units with two weights each, it is behind them.
    """
    from glassnet.text import message
    from glassnet.units import UnitNetwork

    *hidden, last = units
    widths = {len(unit.weights) for unit in hidden}
    if not hidden or (len(last.weights) != len(hidden) and widths == {len(last.weights)}):
        return UnitNetwork([units])
    try:
        return UnitNetwork([hidden, [last]])
    except SettingError as error:
        raise SettingError(f"{error} {message('units-other-layers')}") from None


def _unit(words: str, activation: str) -> Unit:
    """w=5,5 b=-8, in either order, with spaces round commas and signs; − as the screen has it."""
    from glassnet.text import message
    from glassnet.units import Unit

    plain = re.sub(r"\s*([=,])\s*", r"\1", words.replace("−", "-"))
    parts = [word.partition("=") for word in plain.split()]
    values = {key: value for key, _, value in parts}
    try:
        if sorted(key for key, _, _ in parts) != ["b", "w"]:
            raise ValueError
        weights = [float(number) for number in values["w"].split(",")]
        bias = float(values["b"])
    except ValueError:
        raise SettingError(message("units-unit-form", given=words)) from None
    return Unit(weights, bias, activation)


def _search(source: str | None, hidden: int, most: int) -> tuple[TruthTable | None, str]:
    """What is found, and a sentence before it, or instead."""
    from glassnet.text import message
    from glassnet.units.search import search
    from glassnet.units.targets import table_of

    if source is None:
        raise SettingError(message("units-which"))
    target = table_of(source)
    found = search(target, len(target).bit_length() - 1, hidden, most)
    limits = {"hidden": hidden, "most": most}
    if found is None:
        return None, message("units-none-found", target=source.upper(), **limits)
    return found.truth_table(source), message("units-found", **limits)
