"""Units whose weights a person sets: what they answer, and whether one of them is enough.

What is computed is `units.UnitNetwork`'s, what is proved `separation.separate`'s; here it becomes
what a page draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.data import load
from glassnet.data.built_in import bits_of
from glassnet.page.answers import OneUnit, UnitsTried
from glassnet.page.network.planes import OUTPUT_SIDE, RANGES, UNIT_SIDE, Axes, picture
from glassnet.page.network.starts import encoded
from glassnet.page.state import (
    BuiltIn,
    GateName,
    HandUnit,
    HandUnits,
    HiddenLayer,
    PageState,
)
from glassnet.page.units.hand_answers import (
    HiddenPlane,
    Inequality,
    Line,
    MatrixForm,
    Mixture,
    TriedUnit,
)
from glassnet.separation import separate
from glassnet.separation.explain import explain
from glassnet.separation.linear_program import CommonPoint
from glassnet.separation.max_margin import Hyperplane
from glassnet.text import message
from glassnet.text.numbers import signed_sum
from glassnet.units import Unit, UnitNetwork
from glassnet.units.network import Activity
from glassnet.units.search import known_network
from glassnet.units.unit import UNIT_ACTIVATIONS

LOW, HIGH = -0.35, 1.35  # the plane's axes: 0, 1 and some room
ROWS = bits_of(2).astype(np.float32)
# Hidden activation -> the output's, where it differs: what these give is no answer of 0 or 1.
OUTPUTS = {"relu": "sigmoid", "linear": "sigmoid"}
TRAINED = {"step": "sigmoid"}  # a step has no gradient to learn from
Floats = NDArray[np.float32]


def network_of(units: HandUnits) -> UnitNetwork:
    """The units as a network."""
    last = OUTPUTS.get(units.activation, units.activation)
    hidden = [Unit(each.weights, each.bias, units.activation) for each in units.hidden]
    output = Unit(units.output.weights, units.output.bias, last)
    return UnitNetwork([*([hidden] if hidden else []), [output]])


def try_units(units: HandUnits) -> UnitsTried:
    """The truth table, each unit's line and picture, and the layers as matrices."""
    network = network_of(units)
    table = network.truth_table(units.gate)
    assert table.answers is not None
    assert table.target is not None
    assert table.correct is not None
    plane = _axes(LOW, HIGH)
    small, large = plane.points(UNIT_SIDE), plane.points(OUTPUT_SIDE)
    found = network.forward(np.concatenate([small, large]))
    last = len(found) - 1
    tried: list[TriedUnit] = []
    for number, (activity, seen) in enumerate(zip(table.layers, found, strict=True)):
        side, part = (
            (OUTPUT_SIDE, slice(len(small), None))
            if number == last
            else (UNIT_SIDE, slice(len(small)))
        )
        tried += _tried(network, number, activity, seen.outputs[part], side)
    hidden_plane = None
    if len(units.hidden) == 2:
        hidden_plane = _hidden_plane(network, table.layers[0].outputs)
        end = hidden_plane.low, hidden_plane.high
        tried[-1] = replace(tried[-1], line=line_across(units.output, *end))
    return UnitsTried(
        units=units,
        tried=tuple(tried),
        rows=tuple(map(tuple, ROWS.astype(int).tolist())),
        targets=tuple(table.target[:, 0].tolist()),
        answers=tuple(table.answers[:, 0].tolist()),
        right=tuple(table.correct.tolist()),
        low=LOW,
        high=HIGH,
        layers=tuple(_matrix_forms(network)),
        hidden_plane=hidden_plane,
    )


def _axes(low: float, high: float) -> Axes:
    ends = [np.full(2, end, np.float32) for end in (low, high, 0.0)]
    return Axes(0, 1, *ends)


def _inputs(network: UnitNetwork, layer: int) -> Sequence[str]:
    return network.outputs[layer - 1] if layer else network.inputs


def _tried(
    network: UnitNetwork, layer: int, activity: Activity, seen: Floats, side: int
) -> Iterator[TriedUnit]:
    """The units of a layer. seen: [side · side, units] their outputs over the plane."""
    names = _inputs(network, layer)
    pictures = picture(seen, network.merged[layer].activation, side)
    for number, unit in enumerate(network.held[layer]):
        yield TriedUnit(
            name=network.outputs[layer][number],
            formula=unit.formula(names),
            sums=tuple(activity.sums[:, number].tolist()),
            outputs=tuple(activity.outputs[:, number].tolist()),
            line=None if layer else line_across(unit, LOW, HIGH),
            picture=pictures[number].tobytes(),
        )


def _matrix_forms(network: UnitNetwork) -> Iterator[MatrixForm]:
    for number, layer in enumerate(network.merged):
        yield MatrixForm(
            inputs=tuple(_inputs(network, number)),
            outputs=network.outputs[number],
            symbol=UNIT_ACTIVATIONS[layer.activation].symbol,
            kernel=tuple(map(tuple, layer.kernel.tolist())),
            bias=tuple(layer.bias.tolist()),
        )


def _hidden_plane(network: UnitNetwork, seen: Floats) -> HiddenPlane:
    """What the output unit makes of its inputs' plane. seen: [rows, 2] the hidden outputs."""
    neutral, reach = RANGES.get(network.merged[0].activation, (0.5, 0.5))
    low = min(neutral - reach, float(seen.min()))
    high = max(neutral + reach, float(seen.max()))
    room = 0.2 * (high - low)
    low, high = low - room, high + room
    output = network.merged[1]
    made = output.forward(_axes(low, high).points(UNIT_SIDE)).outputs
    return HiddenPlane(low, high, picture(made, output.activation, UNIT_SIDE).tobytes())


def line_across(unit: Unit | HandUnit, low: float, high: float) -> Line | None:
    """Where a unit's sum is 0 in the square from low to high, the side above 0 on the left of it;
    None where there is no such line, or only a corner of the square."""
    w = np.array(unit.weights, np.float64)
    size = float(w @ w)
    if size == 0:
        return None
    return _clipped(-unit.bias * w / size, np.array([w[1], -w[0]]) / math.sqrt(size), low, high)


def _clipped(foot: NDArray[Any], along: NDArray[Any], low: float, high: float) -> Line | None:
    """The part of a line that lies in a square (Liang and Barsky, 1984)."""
    first, last = -math.inf, math.inf
    for start, step in zip(foot.tolist(), along.tolist(), strict=True):
        if step == 0:
            if not low <= start <= high:
                return None
            continue
        ends = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, ends[0]), min(last, ends[1])
    if last - first < 1e-9:
        return None
    a, b = foot + first * along, foot + last * along
    return float(a[0]), float(a[1]), float(b[0]), float(b[1])


def known_units(gate: str, activation: str = "sigmoid") -> HandUnits:
    """Weights that solve a gate: of one unit, or of the note's three for xor and xnor.

    activation: kept where these weights solve the gate with it, else it becomes sigmoid.
    """
    kept = activation if activation in ("sigmoid", "step") else "sigmoid"
    *hidden, [output] = [
        [HandUnit(tuple(map(float, each.weights)), float(each.bias)) for each in layer]
        for layer in known_network(gate).layers
    ]
    units = HandUnits(activation=kept)
    return replace(units, gate=gate, hidden=tuple(hidden[0]) if hidden else (), output=output)


def training_of(state: PageState) -> PageState:
    """The state in which the Train room trains the units, from the weights that they have."""
    units = state.units
    activation = TRAINED.get(units.activation, units.activation)
    sides = [side for side in (units.hidden, (units.output,)) if side]
    weights = [
        part
        for side in sides
        for part in (np.array([each.weights for each in side]).T, [each.bias for each in side])
    ]
    return replace(
        state,
        room="train",
        data=BuiltIn(units.gate),
        layers=(HiddenLayer(len(units.hidden), activation),) if units.hidden else (),
        start=encoded(message("studio-units-by-hand"), weights),
        loss=None,
        batch_size=None,
        plane=(0, 1),
        held=(),
        step=0,
        edits=(),
    )


# Can one unit do it? ------------------------------------------------------------------------------


def can_one_unit(gate: GateName) -> OneUnit:
    """The line of the largest margin, or the proof that there is none, both exact."""
    data = load(gate)
    found = separate(data.x, data.y.astype(int).reshape(-1))
    said = tuple(line.strip() for line in explain(found, gate.upper()).splitlines())
    answer = OneUnit(gate, said)
    if found.hyperplane is not None and found.unit is not None:
        return _with_line(answer, found.hyperplane, found.unit)
    assert found.common is not None
    return _with_proof(answer, found.common)


def _with_line(answer: OneUnit, found: Hyperplane, unit: Unit) -> OneUnit:
    w, bias = tuple(map(float, unit.weights)), float(unit.bias)
    reach = found.margin * math.hypot(*w)  # the unit's sum on the edges of the margin
    edges = [line_across(HandUnit(w, bias + side), LOW, HIGH) for side in (-reach, reach)]
    return replace(
        answer,
        unit=HandUnit(w, bias),
        formula=unit.formula(("x1", "x2")),
        line=line_across(unit, LOW, HIGH),
        margin=found.margin,
        edges=tuple(each for each in edges if each is not None),
        support=found.support,
    )


def _with_proof(answer: OneUnit, common: CommonPoint) -> OneUnit:
    below, above = common.first, common.second
    scale = math.lcm(*(share.denominator for _, share in (*below, *above)))
    rows = ROWS.astype(int).tolist()
    inequalities = tuple(
        Inequality(row, _sum([*rows[row], 1]), is_above, int(share * scale))
        for is_above, shares in ((True, above), (False, below))
        for row, share in shares
    )
    x, y = common.point
    return replace(
        answer,
        common=(float(x), float(y)),
        common_said=f"({x}, {y})",
        mixtures=tuple(
            Mixture(label, tuple(row for row, _ in shares), tuple(str(part) for _, part in shares))
            for label, shares in enumerate((below, above))
        ),
        inequalities=inequalities,
        total=_sum([scale * x, scale * y, scale]),
    )


def _sum(factors: Sequence[int | Fraction]) -> str:
    """w1 + w2 + 2·b: what a unit sums up, for inputs and 1."""
    named = zip(factors, ("w1", "w2", "b"), strict=True)
    return signed_sum(
        [
            (float(factor), name if abs(factor) == 1 else f"{abs(factor)}·{name}")
            for factor, name in named
            if factor
        ]
    )
