"""Units and their truth table on the screen, and as data for `--json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.table import Table

from glassnet.cli.console import PlainConsole
from glassnet.text import message
from glassnet.units import rendering as units_text
from glassnet.units.truth_table import TruthTable


def show(table: TruthTable, said: str) -> None:
    """Each row's sums and outputs, all rows as a table, the units as formulas and as matrices.

    Raises OSError if not all of it could be written.
    """
    screen = PlainConsole(quiet=False)
    for before in (said, units_text.rounding(table.network)):
        if before:
            screen.print(before, end="\n\n")
    screen.print(units_text.rows(table), soft_wrap=True, end="\n\n")
    _print_summary(screen, table)
    verdict = units_text.verdict(table)
    if verdict:
        screen.print(verdict)
    screen.print()
    screen.print(message("units-formulas"), style="bold")
    screen.print(units_text.formulas(table.network), soft_wrap=True, end="\n\n")
    screen.print(message("units-merged"), style="bold")
    screen.print(units_text.matrices(table.network), soft_wrap=True)
    screen.check()


def _print_summary(screen: PlainConsole, table: TruthTable) -> None:
    """As one table, or as several below each other of as many columns as the screen has room for.

    A column that is wider than the screen goes over its edge: better than to lose its numbers.
    """
    names, lines = units_text.summary(table)
    widths = [max(map(cell_len, column)) for column in zip(names, *lines, strict=True)]
    n_inputs = len(table.network.inputs)
    for chosen in _parts(widths, n_inputs, screen.width):
        drawn = Table(header_style="bold")
        for place in chosen:
            drawn.add_column(names[place], no_wrap=True, min_width=widths[place])
        for line in lines:
            drawn.add_row(*(line[place] for place in chosen))
        wide = max(screen.width, _width(widths, chosen))
        screen.print(drawn, width=wide, crop=False, soft_wrap=True)


def _parts(widths: Sequence[int], n_inputs: int, room: int) -> Iterator[list[int]]:
    """The columns of each table. The inputs, which name a row, stand in each if they leave room."""
    inputs = list(range(n_inputs))
    repeated = inputs if _width(widths, inputs) <= room / 2 else []
    chosen: list[int] = []
    for place in range(len(widths)):
        if chosen and _width(widths, [*chosen, place]) > room:
            yield chosen
            chosen = list(repeated)
        chosen.append(place)
    yield chosen


def _width(widths: Sequence[int], chosen: Sequence[int]) -> int:
    """With a blank on either side of each column, and lines between."""
    return 1 + sum(widths[place] + 3 for place in chosen)


def data(table: TruthTable) -> dict[str, Any]:
    network, correct = table.network, table.correct
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
                    for name, output, unit in zip(names, outputs, layer, strict=True)
                ],
                "activation": merged.activation,
                "kernel": merged.kernel.tolist(),
                "bias": merged.bias.tolist(),
            }
            for layer, names, outputs, merged in zip(
                network.held, network.names, network.outputs, network.merged, strict=True
            )
        ],
        "rows": [
            {
                "x": table.x[number].tolist(),
                "sums": [activity.sums[number].tolist() for activity in table.layers],
                "outputs": [activity.outputs[number].tolist() for activity in table.layers],
                "answer": None if table.answers is None else table.answers[number].tolist(),
                "target": None if table.target is None else table.target[number].tolist(),
                "correct": None if correct is None else bool(correct[number]),
            }
            for number in range(len(table.x))
        ],
    }
