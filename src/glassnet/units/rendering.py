"""Units and their answers as text, with the numbers written out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import NDArray
from rich.cells import cell_len

from glassnet.text import message
from glassnet.text.numbers import format_number, shortest, signed_sum
from glassnet.units.network import Layer, Unit, UnitNetwork
from glassnet.units.truth_table import TruthTable
from glassnet.units.unit import UNIT_ACTIVATIONS


def formulas(network: UnitNetwork) -> str:
    """Each unit, a line: y1 = σ(5·x1 + 5·x2 − 8)."""
    return "\n".join(
        f"{output} = {unit.formula(inputs)}"
        for layer, outputs, inputs in _layers(network)
        for unit, output in zip(layer, outputs, strict=True)
    )


def matrices(network: UnitNetwork) -> str:
    """Each layer: (y1 y2) = σ((x1 x2)·W + b), with W and b in numbers."""
    return "\n\n".join(
        _matrix_form(merged, outputs, inputs)
        for merged, (_, outputs, inputs) in zip(network.merged, _layers(network), strict=True)
    )


def rounding(network: UnitNetwork) -> str:
    """A line for each number that float32 visibly does not hold; "" if there is none.

    Such are whole numbers that become others, and what becomes 0; a fraction is rounded anyway.
    """
    lines: list[str] = []
    for layer, held, names in zip(network.layers, network.held, network.names, strict=True):
        for unit, kept, name in zip(layer, held, names, strict=True):
            given = zip([*unit.weights, unit.bias], [*kept.weights, kept.bias], strict=True)
            for weight, used in given:
                if weight != used and (weight.is_integer() or not used):
                    numbers = {"given": shortest(weight), "held": shortest(used)}
                    lines.append(message("units-rounded", name=name, **numbers))
    return "\n".join(lines)


def rows(table: TruthTable) -> str:
    """What happens to each row, unit by unit."""
    return "\n\n".join(_row(table, number) for number in range(len(table.x)))


def summary(table: TruthTable) -> tuple[list[str], list[list[str]]]:
    """(names, a line a row) of the table of all rows: inputs, outputs, target, verdict.

    Outputs are rounded where they are answers, or bits for the next unit: of the last layer, and of
    hidden sigmoids and steps.
    """
    network, halves = table.network, _halves(table.network)
    names = [*network.inputs, *itertools.chain(*network.outputs)]
    if table.target is not None:
        names += [_target_name(table), ""]
    lines: list[list[str]] = []
    for number, values in enumerate(table.x):
        line = [format_number(float(value), 6) for value in values]
        for half, activity in zip(halves, table.layers, strict=True):
            for output in activity.outputs[number]:
                line.append(
                    format_number(float(output), 6) if half is None else str(int(output > half))
                )
        if table.target is not None and table.correct is not None:
            word = message("units-right" if table.correct[number] else "units-wrong")
            line += [" ".join(map(str, table.target[number])), word]
        lines.append(line)
    return names, lines


def table_and_verdict(table: TruthTable) -> str:
    """The summary in columns, and below it the verdict."""
    names, lines = summary(table)
    columns = list(zip(names, *lines, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    drawn = [
        "  ".join(_padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (names, *lines)
    ]
    said = verdict(table)
    return "\n".join([*drawn, said] if said else drawn)


def verdict(table: TruthTable) -> str:
    """Whether all rows are right; "" if nobody says what is."""
    correct = table.correct
    if correct is None:
        return ""
    if correct.all():
        return message("units-all-right", rows=len(correct))
    return message("units-some-wrong", rows=len(correct), wrong=int((~correct).sum()))


def _layers(network: UnitNetwork) -> Iterator[tuple[Sequence[Unit], Sequence[str], Sequence[str]]]:
    inputs = network.inputs
    for layer, outputs in zip(network.held, network.outputs, strict=True):
        yield layer, outputs, inputs
        inputs = outputs


def _halves(network: UnitNetwork) -> list[float | None]:
    """Of each layer the output from which on it is read as 1; None where it is not rounded."""
    *hidden, last = (UNIT_ACTIVATIONS[layer.activation] for layer in network.merged)
    return [*(kind.half if kind.of_bits else None for kind in hidden), last.half]


def _row(table: TruthTable, number: int) -> str:
    network, values = table.network, table.x[number]
    pairs = zip(network.inputs, values, strict=True)
    lines = [", ".join(f"{name} = {format_number(value, 6)}" for name, value in pairs)]
    parts: list[tuple[str, str, str]] = []
    for layer, half, activity, names, outputs in zip(
        network.held, _halves(network), table.layers, network.names, network.outputs, strict=True
    ):
        sign = UNIT_ACTIVATIONS[layer[0].activation].sign
        for place, unit in enumerate(layer):
            terms = [
                (w, f"{format_number(abs(w), 6)}·{_factor(v)}")
                for w, v in zip(unit.weights, values, strict=True)
            ]
            terms.append((unit.bias, format_number(abs(unit.bias), 6)))
            total, output = activity.sums[number, place], activity.outputs[number, place]
            of_sum = f"{sign}({format_number(total, 6)}) = " if sign else ""
            said = f"{outputs[place]} = {of_sum}{format_number(output, 6)}"
            rounded = "" if half is None else f" → {int(output > half)}"
            summed = f"{signed_sum(terms)} = {format_number(total, 6)}"
            parts.append((names[place], summed, said + rounded))
        values = activity.outputs[number]
    widths = [max(cell_len(part[column]) for part in parts) for column in (0, 1)]
    lines += [
        f"  {_padded(name, widths[0])}  {_padded(total, widths[1])}   {said}"
        for name, total, said in parts
    ]
    if table.target is not None and table.correct is not None:
        word = message("units-right" if table.correct[number] else "units-wrong")
        lines.append(
            f"  {_target_name(table)} = {' '.join(map(str, table.target[number]))}: {word}"
        )
    return "\n".join(lines)


def _target_name(table: TruthTable) -> str:
    return table.target_name.upper() or message("units-target")


def _padded(said: str, width: int) -> str:
    return said + " " * (width - cell_len(said))


def _factor(value: float) -> str:
    """A negative number behind a sign stands in parentheses."""
    return f"({format_number(value, 6)})" if value < 0 else format_number(value, 6)


def matrix_lines(matrix: NDArray[Any], digits: int = 6) -> list[str]:
    """A matrix in brackets, a line a row, its columns aligned to the right."""
    numbers = [[format_number(float(value), digits) for value in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*numbers, strict=True)]
    drawn = [
        "  ".join(f"{value:>{width}}" for value, width in zip(row, widths, strict=True))
        for row in numbers
    ]
    return [_bracketed(row, place, len(drawn)) for place, row in enumerate(drawn)]


def _matrix_form(layer: Layer, outputs: Sequence[str], inputs: Sequence[str]) -> str:
    sign = UNIT_ACTIVATIONS[layer.activation].sign
    bias = "  ".join(format_number(float(value), 6) for value in layer.bias)
    opened, closed = (f"{sign}( ", " )") if sign else ("", "")
    before = f"({'  '.join(outputs)}) = {opened}({'  '.join(inputs)}) · "
    behind = f" + ({bias}){closed}"
    framed = matrix_lines(layer.kernel)
    margin, middle = " " * cell_len(before), (len(framed) - 1) // 2
    lines = [margin + row for row in framed]
    lines[middle] = before + framed[middle] + behind
    return "\n".join(lines)


def _bracketed(row: str, place: int, n_rows: int) -> str:
    if n_rows == 1:
        return f"[{row}]"
    left, right = "⎡⎤" if place == 0 else "⎣⎦" if place == n_rows - 1 else "⎢⎥"
    return f"{left}{row}{right}"
