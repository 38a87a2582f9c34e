"""Units set by hand: their answers are `gn.UnitNetwork`'s, the proof is `gn.separate`'s."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import get_args

import msgspec
import numpy as np
import pytest
import sympy
from msgspec.structs import replace

import glassnet as gn
from glassnet.page.network.planes import MOST, OUTPUT_SIDE, UNIT_SIDE
from glassnet.page.network.session import Session
from glassnet.page.requests import AnyRequest
from glassnet.page.state import GateName, HandUnit, HandUnits, PageState
from glassnet.page.units.hand_units import (
    HIGH,
    LOW,
    OUTPUTS,
    can_one_unit,
    known_units,
    line_across,
    network_of,
    training_of,
    try_units,
)
from glassnet.text import using

GATES = get_args(GateName)
ROWS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
ACTIVATIONS = ("sigmoid", "step", "tanh", "relu", "linear")
THREE = known_units("xor")
FOUR_HIDDEN = replace(
    THREE,
    hidden=tuple(HandUnit((each, 1.0 - each), 0.5) for each in (-3.0, 0.0, 0.25, 20.0)),
    output=HandUnit((1.0, -2.0, 3.0, -4.0), 0.5),
)


def pixels(picture: bytes, side: int) -> np.ndarray:
    return np.frombuffer(picture, "<i2").reshape(side, side)


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", [HandUnits(), THREE, FOUR_HIDDEN])
def test_the_answers_are_those_of_a_unit_network(
    units: HandUnits, gate: GateName, activation: str
) -> None:
    units = replace(units, gate=gate, activation=activation)
    found = try_units(units)
    last = OUTPUTS.get(activation, activation)
    layers = [[gn.Unit(each.weights, each.bias, activation) for each in units.hidden]]
    layers = [*filter(None, layers), [gn.Unit(units.output.weights, units.output.bias, last)]]
    network = gn.UnitNetwork(layers)
    table = network.truth_table(gate)
    assert table.answers is not None
    assert table.target is not None
    assert table.correct is not None
    assert found.answers == tuple(table.answers[:, 0])
    assert found.targets == tuple(table.target[:, 0])
    assert found.right == tuple(table.correct)
    outputs = np.concatenate([each.outputs for each in table.layers], axis=1)
    np.testing.assert_array_equal(np.array([each.outputs for each in found.tried]).T, outputs)
    assert [each.name for each in found.tried] == [*itertools.chain(*network.outputs)]
    assert found.tried[-1].formula in str(network)
    for form, layer in zip(found.layers, network.merged, strict=True):
        np.testing.assert_array_equal(form.kernel, layer.kernel)
        np.testing.assert_array_equal(form.bias, layer.bias)


def test_pictures_show_the_plane_from_the_top_left() -> None:
    found = try_units(THREE)
    network = network_of(THREE)
    corners = np.array([[LOW, HIGH], [HIGH, HIGH], [LOW, LOW], [HIGH, LOW]], np.float32)
    first, last = network.forward(corners)
    for unit, made, side in [
        (found.tried[0], first.outputs[:, 0], UNIT_SIDE),
        (found.tried[1], first.outputs[:, 1], UNIT_SIDE),
        (found.tried[2], last.outputs[:, 0], OUTPUT_SIDE),
    ]:
        shown = pixels(unit.picture, side)[[0, 0, -1, -1], [0, -1, 0, -1]]
        np.testing.assert_allclose(shown, MOST * (made - 0.5) / 0.5, atol=2)


def test_two_hidden_units_have_a_plane_of_their_own() -> None:
    found = try_units(THREE)
    plane = found.hidden_plane
    assert plane is not None
    corner = np.array([[plane.low, plane.high]], np.float32)
    made = gn.Unit((-11, -11), 6)(corner)[0]
    assert abs(pixels(plane.picture, UNIT_SIDE)[0, 0] - MOST * (made - 0.5) / 0.5) <= 2
    seen = np.array([each.outputs for each in found.tried[:2]])
    assert plane.low < seen.min()
    assert seen.max() < plane.high
    line = found.tried[2].line
    assert line is not None
    for y1, y2 in (line[:2], line[2:]):
        assert -11 * y1 - 11 * y2 + 6 == pytest.approx(0, abs=1e-9)
    assert try_units(FOUR_HIDDEN).hidden_plane is None
    assert try_units(FOUR_HIDDEN).tried[-1].line is None


@pytest.mark.parametrize(
    ("weights", "bias"), [((5, 5), -8), ((-7, -7), 3), ((3, 0), -1), ((0, -2), 1), ((1, -4), 0.5)]
)
def test_a_line_is_where_the_sum_is_0_with_the_side_above_on_its_left(weights, bias) -> None:
    line = line_across(HandUnit(weights, bias), LOW, HIGH)
    assert line is not None
    (x0, y0), (x1, y1) = line[:2], line[2:]
    for x, y in ((x0, y0), (x1, y1)):
        assert weights[0] * x + weights[1] * y + bias == pytest.approx(0, abs=1e-9)
        assert any(abs(each - end) < 1e-9 for each in (x, y) for end in (LOW, HIGH))
    left = (x0 + x1) / 2 - (y1 - y0), (y0 + y1) / 2 + (x1 - x0)
    assert weights[0] * left[0] + weights[1] * left[1] + bias > 0


@pytest.mark.parametrize(
    ("weights", "bias"), [((0, 0), 3), ((1, 1), 20), ((0, 1), 9), ((1, 1), -2 * HIGH)]
)
def test_no_line_where_the_plane_has_none(weights, bias) -> None:
    assert line_across(HandUnit(weights, bias), LOW, HIGH) is None


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("activation", ["sigmoid", "step", "tanh"])
def test_known_units_solve_their_gate(gate: GateName, activation: str) -> None:
    units = known_units(gate, activation)
    assert all(try_units(units).right)
    assert units.activation == ("sigmoid" if activation == "tanh" else activation)
    assert len(units.hidden) == (2 if gate in ("xor", "xnor") else 0)


@pytest.mark.parametrize("gate", ["and", "or", "nand", "nor"])
def test_one_unit_is_enough_with_the_widest_margin(gate: GateName) -> None:
    found = can_one_unit(gate)
    assert found.unit is not None
    assert all(try_units(HandUnits(gate, output=found.unit)).right)
    data = gn.load(gate)
    exact = gn.separate(data.x, data.y.reshape(-1)).hyperplane
    assert exact is not None
    assert exact.largest
    assert found.margin == exact.margin == pytest.approx(0.5**1.5)
    assert found.support == exact.support
    touched = {
        row
        for edge in found.edges
        for row, (x, y) in enumerate(ROWS)
        if abs((edge[2] - edge[0]) * (y - edge[1]) - (edge[3] - edge[1]) * (x - edge[0])) < 1e-6
    }
    assert touched == set(found.support)


@pytest.mark.parametrize("gate", ["xor", "xnor"])
def test_one_unit_is_not_enough_and_the_proof_adds_up(gate: GateName) -> None:
    found = can_one_unit(gate)
    assert found.unit is None
    assert found.common == (0.5, 0.5)
    assert found.common_said == "(1/2, 1/2)"
    targets = gn.load(gate).y.astype(int).reshape(-1)
    for mixture in found.mixtures:
        shares = [Fraction(each) for each in mixture.shares]
        assert sum(shares) == 1
        assert {targets[row] for row in mixture.rows} == {mixture.label}
        mean = sum(
            float(share) * ROWS[row] for share, row in zip(shares, mixture.rows, strict=True)
        )
        np.testing.assert_array_equal(mean, found.common)
    read = lambda text: sympy.sympify(text.replace("·", "*").replace("−", "-"))
    w1, w2, b = sympy.symbols("w1 w2 b")
    for is_above in (True, False):
        asked = [each for each in found.inequalities if each.above == is_above]
        assert sum(each.times * read(each.sum) for each in asked) == read(found.total)
        for each in asked:
            assert targets[each.row] == is_above
            assert read(each.sum) == w1 * int(ROWS[each.row][0]) + w2 * int(ROWS[each.row][1]) + b


def test_the_verdict_is_in_the_language_of_the_page() -> None:
    with using("ko"):
        assert "선형 분리 불가능" in can_one_unit("xor").said[0]


@pytest.mark.parametrize(
    "units",
    [
        HandUnits(output=HandUnit((1.0, -2.0), 0.5)),
        THREE,
        replace(THREE, activation="step"),
        replace(FOUR_HIDDEN, activation="tanh"),
    ],
)
def test_training_begins_with_the_weights(units: HandUnits) -> None:
    session = Session(PageState(units=units, layers=()))
    session.advance(3)
    session.restore(training_of(session.state))
    assert session.state.room == "train"
    assert session.step == 0
    names = ["output", *(["hidden1"] if units.hidden else [])]
    sides = [(units.output,), units.hidden]
    for name, side in zip(names, sides, strict=False):
        kernel = np.array(session.playback.variables[f"{name}/kernel"].value)
        np.testing.assert_array_equal(kernel.T, [each.weights for each in side])
        bias = np.array(session.playback.variables[f"{name}/bias"].value)
        np.testing.assert_array_equal(bias, [each.bias for each in side])
    session.advance(2)
    assert session.state.units == units


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ('{"gate":"xor","output":{"weights":[1,21],"bias":0}}', "20"),
        ('{"gate":"xor","output":{"weights":[1,2],"bias":"a"}}', "float"),
        ('{"gate":"maj","output":{"weights":[1,2],"bias":0}}', "maj"),
        ('{"gate":"xor","output":{"weights":[1,2,3],"bias":0}}', r"\[3\].*\[2\]"),
        ('{"gate":"xor","activation":"selu"}', "selu"),
        ('{"gate":"xor","hidden":[{"weights":[1],"bias":0}]}', r"\[1, 2\].*\[2, 1\]"),
    ],
)
def test_bad_values_are_refused_where_they_are_read(units: str, said: str) -> None:
    body = f'{{"type":"try-units","units":{units}}}'
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.json.decode(body, type=AnyRequest)
