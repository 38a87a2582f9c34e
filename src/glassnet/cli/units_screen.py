"""Units and their truth table on the screen, and as data for `--json`."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from glassnet.cli.screen import Screen
from glassnet.messages import text
from glassnet.networks import units_text
from glassnet.networks.truth_table import TruthTable


def show(table: TruthTable, said: str) -> None:
    """Each row's sums and outputs, all rows as a table, the units as formulas and as matrices."""
    screen = Screen(quiet=False)
    if said:
        screen.print(said, end="\n\n")
    screen.print(units_text.rows(table), soft_wrap=True, end="\n\n")
    names, lines = units_text.summary(table)
    drawn = Table(*names, header_style="bold")
    for line in lines:
        drawn.add_row(*line)
    screen.print(drawn)
    verdict = units_text.verdict(table)
    if verdict:
        screen.print(verdict)
    screen.print()
    screen.print(text("units-formulas"), style="bold")
    screen.print(units_text.formulas(table.network), soft_wrap=True, end="\n\n")
    screen.print(text("units-merged"), style="bold")
    screen.print(units_text.matrices(table.network), soft_wrap=True)


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
                network.layers, network.names, network.outputs, network.merged, strict=True
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
