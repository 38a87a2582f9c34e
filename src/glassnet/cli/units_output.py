"""Units and their truth table on the screen, and as data for `--json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.table import Table

from glassnet.cli.console import PlainConsole
from glassnet.text import message
from glassnet.units.network import TruthTable
from glassnet.units.rendering import formulas, matrices, rounding, rows, summary, verdict


def show(table: TruthTable, introduction: str) -> None:
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
    """As one table, or as several below each other of as many columns as the screen has room for.

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
    """With a blank on either side of each column, and lines between."""
    return 1 + sum(widths[column] + 3 for column in columns)


def as_data(table: TruthTable) -> dict[str, Any]:
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
