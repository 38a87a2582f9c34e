"""Units and their answers as text and as HTML, with the numbers written out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from numpy.typing import NDArray
from rich.cells import cell_len

from glassnet.text import message
from glassnet.text.html_rows import html_row
from glassnet.text.numbers import format_number, shortest, signed_sum
from glassnet.units.network import TruthTable, UnitNetwork
from glassnet.units.unit import UNIT_ACTIVATIONS, Layer, Unit


def network_as_text(network: UnitNetwork) -> str:
    """Every unit as a formula, and every layer as a matrix."""
    return f"{formulas(network)}\n\n{matrices(network)}"


def network_as_html(network: UnitNetwork) -> str:
    """Each unit's name and formula, and the layers as matrices."""
    pairs = zip(itertools.chain(*network.names), formulas(network).splitlines(), strict=True)
    body = "".join(html_row("td", pair) for pair in pairs)
    return f"<table><tbody>{body}</tbody></table><pre>{escape(matrices(network))}</pre>"


def table_as_text(table: TruthTable) -> str:
    """The summary in columns, and below it the verdict."""
    names, lines = summary(table)
    widths = [max(map(cell_len, column)) for column in zip(names, *lines, strict=True)]
    drawn = ["  ".join(map(_padded, line, widths)).rstrip() for line in (names, *lines)]
    return "\n".join([*drawn, *filter(None, [verdict(table)])])


def table_as_html(table: TruthTable) -> str:
    """The summary as a table, and below it the verdict."""
    names, lines = summary(table)
    head = f"<thead>{html_row('th', names)}</thead>"
    body = "".join(html_row("td", line) for line in lines)
    below = "".join(f"<p>{escape(text)}</p>" for text in filter(None, [verdict(table)]))
    return f"<table>{head}<tbody>{body}</tbody></table>{below}"


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


def matrix_lines(matrix: NDArray[Any], digits: int = 6) -> list[str]:
    """A matrix in brackets, a line a row, its columns aligned to the right."""
    numbers = [[format_number(float(value), digits) for value in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*numbers, strict=True)]
    drawn = ["  ".join(map(str.rjust, row, widths)) for row in numbers]
    last = len(drawn) - 1
    ends = {0: "⎡⎤", last: "⎣⎦"} if last else {0: "[]"}
    brackets = [ends.get(place, "⎢⎥") for place in range(len(drawn))]
    return [f"{left}{row}{right}" for row, (left, right) in zip(drawn, brackets, strict=True)]


def rounding(network: UnitNetwork) -> str:
    """A line for each number that float32 visibly does not hold; "" if there is none.

    Such are whole numbers that become others, and what becomes 0; a fraction is rounded anyway.
    """
    lines: list[str] = []
    for layer, held, names in zip(network.layers, network.held, network.names, strict=True):
        for unit, kept, name in zip(layer, held, names, strict=True):
            pairs = zip([*unit.weights, unit.bias], [*kept.weights, kept.bias], strict=True)
            for weight, used in pairs:
                if weight != used and (weight.is_integer() or not used):
                    numbers = {"given": shortest(weight), "held": shortest(used)}
                    lines.append(message("units-rounded", name=name, **numbers))
    return "\n".join(lines)


def summary(table: TruthTable) -> tuple[list[str], list[list[str]]]:
    """Names of columns, and a line a row: inputs, outputs, target, verdict.

    Outputs are rounded where they are answers, or bits for the next unit: those of the last layer,
    and those of hidden sigmoids and steps.
    """
    network, target, correct = table.network, table.target, table.correct
    names = [*network.inputs, *itertools.chain(*network.outputs)]
    lines = [[_short(value) for value in row] for row in table.x]
    for threshold, activity in zip(_thresholds(network), table.layers, strict=True):
        for line, outputs in zip(lines, activity.outputs, strict=True):
            line += [_short(y) if threshold is None else str(int(y > threshold)) for y in outputs]
    if target is not None and correct is not None:
        names += [_target_name(table), ""]
        for line, wanted, right in zip(lines, target, correct, strict=True):
            line += [" ".join(map(str, wanted)), _right_or_wrong(right)]
    return names, lines


def verdict(table: TruthTable) -> str:
    """Whether all rows are right; "" without a target."""
    correct = table.correct
    if correct is None:
        return ""
    if correct.all():
        return message("units-all-right", rows=len(correct))
    return message("units-some-wrong", rows=len(correct), wrong=int((~correct).sum()))


def rows(table: TruthTable) -> str:
    """The computation of each row, unit by unit."""
    return "\n\n".join("\n".join(_row(table, number)) for number in range(len(table.x)))


def _row(table: TruthTable, number: int) -> Iterator[str]:
    network, values = table.network, table.x[number]
    pairs = zip(network.inputs, values, strict=True)
    yield ", ".join(f"{name} = {_short(value)}" for name, value in pairs)
    parts: list[tuple[str, str, str]] = []
    for layer, threshold, activity, names, outputs in zip(
        network.held,
        _thresholds(network),
        table.layers,
        network.names,
        network.outputs,
        strict=True,
    ):
        symbol = UNIT_ACTIVATIONS[layer[0].activation].symbol
        for place, unit in enumerate(layer):
            terms = [
                (w, f"{_short(abs(w))}·{f'({_short(v)})' if v < 0 else _short(v)}")
                for w, v in zip(unit.weights, values, strict=True)
            ]
            terms.append((unit.bias, _short(abs(unit.bias))))
            total, output = activity.sums[number, place], activity.outputs[number, place]
            applied = f"{symbol}({_short(total)}) = " if symbol else ""
            bit = "" if threshold is None else f" → {int(output > threshold)}"
            result = f"{outputs[place]} = {applied}{_short(output)}{bit}"
            parts.append((names[place], f"{signed_sum(terms)} = {_short(total)}", result))
        values = activity.outputs[number]
    widths = [max(cell_len(part[column]) for part in parts) for column in (0, 1)]
    for name, total, result in parts:
        yield f"  {_padded(name, widths[0])}  {_padded(total, widths[1])}   {result}"
    if table.target is not None and table.correct is not None:
        wanted = " ".join(map(str, table.target[number]))
        yield f"  {_target_name(table)} = {wanted}: {_right_or_wrong(table.correct[number])}"


def _layers(network: UnitNetwork) -> Iterator[tuple[Sequence[Unit], Sequence[str], Sequence[str]]]:
    """Each layer's units, the names of their outputs, and those of their inputs."""
    inputs = network.inputs
    for layer, outputs in zip(network.held, network.outputs, strict=True):
        yield layer, outputs, inputs
        inputs = outputs


def _thresholds(network: UnitNetwork) -> list[float | None]:
    """For each layer, the output above which it is read as 1; None where it is not rounded."""
    *hidden, last = (UNIT_ACTIVATIONS[layer.activation] for layer in network.merged)
    return [*(each.threshold if each.gives_bits else None for each in hidden), last.threshold]


def _matrix_form(layer: Layer, outputs: Sequence[str], inputs: Sequence[str]) -> str:
    symbol = UNIT_ACTIVATIONS[layer.activation].symbol
    drawn = matrix_lines(layer.kernel)
    middle = (len(drawn) - 1) // 2
    bias = "  ".join(map(_short, layer.bias))
    opened, closed = (f"{symbol}( ", " )") if symbol else ("", "")
    before = f"({'  '.join(outputs)}) = {opened}({'  '.join(inputs)}) · "
    lines = [" " * cell_len(before) + row for row in drawn]
    lines[middle] = f"{before}{drawn[middle]} + ({bias}){closed}"
    return "\n".join(lines)


def _target_name(table: TruthTable) -> str:
    return table.target_name.upper() or message("units-target")


def _right_or_wrong(right: bool) -> str:
    return message("units-right" if right else "units-wrong")


def _short(value: float) -> str:
    return format_number(float(value), 6)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
