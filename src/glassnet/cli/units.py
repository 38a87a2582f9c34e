"""`glassnet units`: a few logistic units, set by hand or learned, and what they answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.table import Table

from glassnet.cli.commands import DataOption, IgnoreOption, JsonOption, TargetOption, check_plot
from glassnet.cli.console import PlainConsole
from glassnet.cli.learned_units import ROWS, Learned, RowsOptions, learned_units
from glassnet.data.built_in import GATES
from glassnet.errors import SettingError
from glassnet.lessons import LESSONS
from glassnet.runs import RUNS, run_names
from glassnet.text import did_you_mean, message
from glassnet.units import Unit, UnitNetwork
from glassnet.units.network import TruthTable
from glassnet.units.rendering import formulas, matrices, rounding, rows, summary, verdict
from glassnet.units.search import WEIGHTS, known_network
from glassnet.units.search import search as search_network
from glassnet.units.toml_file import check_ending, read_units, write_units
from glassnet.units.validation import gate_name, is_table, table_of


def units(
    words: Annotated[list[str] | None, typer.Argument(metavar="GATE|FILE|RUN|LESSON")] = None,
    unit: Annotated[list[str] | None, typer.Option(metavar="w=5,5 b=-8")] = None,
    activation: str | None = None,
    search: Annotated[bool, typer.Option("--search")] = False,
    hidden: Annotated[int | None, typer.Option(min=0, max=8)] = None,
    most: Annotated[int | None, typer.Option(min=1, max=20)] = None,
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    plot: Path | None = None,
    save: Path | None = None,
    as_json: JsonOption = False,
) -> None:
    """Compute a few units by hand: each sum, each output, and whether the answer is right."""
    check_plot(plot)
    if save is not None:
        check_ending(save)
    source, given = _source_and_units(words or [], unit or [])
    others = {"--unit": given, "--activation": activation}
    others |= {"--data": data, "--target": target, "--ignore": ignore}
    _check_together("--search" if search else None, others)
    found: dict[str, Any] = {}  # whether a search found anything is said of searches alone
    if search:
        table, introduction = _search(source, 2 if hidden is None else hidden, most or 3)
        found, drawn = {"found": table is not None}, table
    else:
        for option, value in {"--hidden": hidden, "--most": most}.items():
            if value is not None:
                raise SettingError(message("units-search-only", option=option))
        chosen = RowsOptions(data, target, ignore or ())
        learned = _learned(None if given else source, activation, chosen)
        if learned is None:
            table, introduction = _truth_table(source, given, activation), ""
            drawn = table
        else:
            table, introduction = learned.table(ROWS), learned.introduction(str(source))
            drawn = learned.table(None)
    written = [path for path in (plot, save) if path is not None]
    if plot is not None and drawn is not None:
        from glassnet.plots import plot_units
        from glassnet.plots import save as save_figure

        save_figure(plot_units(drawn), plot)
    if save is not None and table is not None:
        write_units(table, save)
    if as_json:
        numbers = {} if table is None else _as_data(table)
        typer.echo(json.dumps(found | numbers, ensure_ascii=False))
    elif table is None:
        typer.echo(introduction)
    else:
        _show(table, introduction)
    for path in written:
        key = "units-nothing-drawn" if table is None else "saved"
        typer.echo(message(key, path=str(path)), err=as_json)


def _source_and_units(words: list[str], units: list[str]) -> tuple[str | None, list[str]]:
    """The gate or file if there is one, and each unit's weights and bias in one text."""
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
    for other, value in others.items():
        if one is not None and value is not None and value != []:
            raise SettingError(message("units-not-together", one=one, other=other))


def _learned(source: str | None, activation: str | None, chosen: RowsOptions) -> Learned | None:
    """What a run, a lesson or a model learned; None for a gate, a TOML file, or nothing known."""
    learned = None
    if source is not None and gate_name(source) is None and Path(source).suffix != ".toml":
        learned = learned_units(source, chosen)
    if learned is not None:
        _check_together(source, {"--activation": activation})
    elif option := chosen.first_given():
        raise SettingError(message("units-data-of-model", option=option))
    return learned


def _truth_table(source: str | None, given: list[str], activation: str | None) -> TruthTable:
    """The truth table of units given by hand, of a gate's known ones, or of those in a file."""

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
    names = [*GATES, *LESSONS, *(str(RUNS / name) for name in run_names())]
    raise SettingError(message("units-unknown", name=source) + did_you_mean(source, names))


def _network(units: list[Unit]) -> UnitNetwork:
    """The last unit behind the others, or beside them if its weights are as many as theirs.

    Where both would do, as of three units with two weights each, it is behind them.
    """

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
    """The network found, and a sentence before it, or instead of it."""

    if source is None:
        raise SettingError(message("units-which"))
    target = table_of(source)
    found = search_network(target, len(target).bit_length() - 1, hidden, most)
    limits = {"hidden": hidden, "most": most}
    if found is None:
        return None, message("units-none-found", target=source.upper(), **limits)
    return found.truth_table(source), message("units-found", **limits)


def _show(table: TruthTable, introduction: str) -> None:
    """Each row's sums and outputs, all rows as a table, the units as formulas and as matrices.

    Raises:
        OSError: not all of it could be written.
    """
    console = PlainConsole(quiet=False)
    for text in filter(None, (introduction, rounding(table.network))):
        console.print(text, end="\n\n")
    console.print(rows(table), soft_wrap=True, end="\n\n")
    _print_summary(console, table)
    if said := verdict(table):
        console.print(said)
    console.print()
    console.print(message("units-formulas"), style="bold")
    console.print(formulas(table.network), soft_wrap=True, end="\n\n")
    console.print(message("units-merged"), style="bold")
    console.print(matrices(table.network), soft_wrap=True)
    console.check()


def _print_summary(console: PlainConsole, table: TruthTable) -> None:
    """Print the summary as one table, or as several, of as many columns as the screen has room for.

    A column that is wider than the screen goes over its edge: better than to lose its numbers.
    """
    names, lines = summary(table)
    widths = [max(map(cell_len, column)) for column in zip(names, *lines, strict=True)]
    for columns in _fitting(widths, len(table.network.inputs), console.width):
        drawn = Table(header_style="bold")
        for column in columns:
            drawn.add_column(names[column], no_wrap=True, min_width=widths[column])
        for line in lines:
            drawn.add_row(*(line[column] for column in columns))
        width = max(console.width, _table_width(widths, columns))
        console.print(drawn, width=width, crop=False, soft_wrap=True)


def _fitting(widths: Sequence[int], n_inputs: int, room: int) -> Iterator[list[int]]:
    """The columns of each table. The inputs, which name a row, stand in each if they leave room."""
    inputs = list(range(n_inputs))
    repeated = inputs if _table_width(widths, inputs) <= room / 2 else []
    columns: list[int] = []
    for column in range(len(widths)):
        if columns and _table_width(widths, [*columns, column]) > room:
            yield columns
            columns = list(repeated)
        columns.append(column)
    yield columns


def _table_width(widths: Sequence[int], columns: Sequence[int]) -> int:
    """The width of a table, with a blank on either side of each column, and lines between."""
    return 1 + sum(widths[column] + 3 for column in columns)


def _as_data(table: TruthTable) -> dict[str, Any]:
    """Everything as numbers and texts."""
    network, correct = table.network, table.correct
    layers = zip(network.held, network.names, network.outputs, network.merged, strict=True)
    return {
        "inputs": list(network.inputs),
        "layers": [
            {
                "units": [
                    {
                        "name": name,
                        "output": output,
                        "weights": list(unit.weights),
                        "bias": unit.bias,
                    }
                    for name, output, unit in zip(names, outputs, units, strict=True)
                ],
                "activation": merged.activation,
                "kernel": merged.kernel.tolist(),
                "bias": merged.bias.tolist(),
            }
            for units, names, outputs, merged in layers
        ],
        "rows": [
            {
                "x": table.x[row].tolist(),
                "sums": [activity.sums[row].tolist() for activity in table.layers],
                "outputs": [activity.outputs[row].tolist() for activity in table.layers],
                "answer": None if table.answers is None else table.answers[row].tolist(),
                "target": None if table.target is None else table.target[row].tolist(),
                "correct": None if correct is None else bool(correct[row]),
            }
            for row in range(len(table.x))
        ],
    }
