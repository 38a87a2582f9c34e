"""Units with given weights: their numbers, their matrices, and the same network in Keras."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet import Unit, UnitNetwork
from glassnet.data.built_in import GATES
from glassnet.errors import SettingError
from glassnet.units.search import WEIGHTS, known_network
from glassnet.units.unit import UNIT_ACTIVATIONS

ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]]
# The lecture's three units: weights of both inputs, bias.
NN1, NN2, NN3 = (5, -8), (-7, 3), (-11, 6)


def xor() -> UnitNetwork:
    first, second, last = (Unit([weight, weight], bias) for weight, bias in (NN1, NN2, NN3))
    return UnitNetwork([[first, second], [last]])


def sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-number))


def test_the_lectures_sums_and_outputs() -> None:
    hidden, last = xor().truth_table("xor").layers
    assert hidden.sums.tolist() == [[-8, 3], [-3, -4], [-3, -4], [2, -11]]
    assert hidden.outputs[:, 0].round(6).tolist() == pytest.approx(
        [0.000335, 0.047426, 0.047426, 0.880797]
    )
    for row, (x1, x2) in enumerate(ROWS):
        y1, y2 = (sigmoid(weight * (x1 + x2) + bias) for weight, bias in (NN1, NN2))
        total = NN3[0] * (y1 + y2) + NN3[1]
        np.testing.assert_allclose(hidden.outputs[row], [y1, y2], rtol=1e-6)
        np.testing.assert_allclose(last.sums[row], [total], rtol=1e-6)
        np.testing.assert_allclose(last.outputs[row], [sigmoid(total)], rtol=1e-6)


def test_the_lectures_table_is_xor() -> None:
    table = xor().truth_table("xor")
    assert table.x.tolist() == ROWS
    assert table.answers is not None
    assert table.answers.ravel().tolist() == [0, 1, 1, 0]
    assert table.correct is not None
    assert table.correct.tolist() == [True] * 4
    wrong = xor().truth_table("xnor").correct
    assert wrong is not None
    assert wrong.tolist() == [False] * 4
    assert xor().truth_table().correct is None


@pytest.mark.parametrize("gate", WEIGHTS)
@pytest.mark.parametrize("activation", ["sigmoid", "step"])
def test_known_weights_solve_their_gate(gate: str, activation: str) -> None:
    answers = known_network(gate, activation).truth_table().answers
    truth = GATES[gate](np.array(ROWS, bool))
    assert answers is not None
    assert answers.ravel().tolist() == truth.astype(int).tolist()


def test_a_column_of_the_matrix_is_a_unit() -> None:
    network = UnitNetwork([[Unit([1, 2, 3], 4), Unit([5, 6, 7], 8)], [Unit([9, 10], 11)]])
    for layer, units in zip(network.merged, network.layers, strict=True):
        assert layer.kernel.dtype == layer.bias.dtype == np.float32
        for column, unit in enumerate(units):
            assert layer.kernel[:, column].tolist() == list(unit.weights)
            assert layer.bias[column] == unit.bias


def test_a_unit_alone_answers_rows() -> None:
    unit = Unit([2, -1], 0.5, "linear")
    assert unit([[1, 1], [0, 3]]).tolist() == [1.5, -2.5]
    assert Unit([1], activation="step")([[0], [1e-9], [-1]]).tolist() == [0, 1, 0]


@pytest.mark.parametrize("weight", [3, 3.0, np.float32(3), np.int8(3), Fraction(3), np.array(3)])
def test_numbers_of_every_kind_are_numbers(weight: Any) -> None:
    assert Unit([weight], weight) == Unit(np.array([3.0]), 3.0)
    assert Unit([weight], weight).formula(["x"]) == "σ(3·x + 3)"


@st.composite
def networks(draw: st.DrawFn) -> tuple[UnitNetwork, np.ndarray]:
    """1 to 4 layers of any activations, and rows for them; small numbers as well as large ones."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([0.01, 1.0, 30.0]))
    # Few shapes: each is compiled once.
    widths = draw(st.lists(st.sampled_from([1, 3]), min_size=2, max_size=5))
    layers = [
        [Unit(random.normal(0, scale, n_inputs), random.normal(0, scale), activation)
         for _ in range(n_units)]
        for n_inputs, n_units in itertools.pairwise(widths)
        for activation in [draw(st.sampled_from(sorted(UNIT_ACTIVATIONS)))]
    ]  # fmt: skip
    return UnitNetwork(layers), random.normal(0, 2, (draw(st.sampled_from([1, 7])), widths[0]))


@given(networks())
@examples(40)
def test_keras_computes_the_same_to_the_bit(drawn: tuple[UnitNetwork, np.ndarray]) -> None:
    check_keras(*drawn)


def check_keras(network: UnitNetwork, rows: np.ndarray) -> None:
    model = network.to_keras()
    truths = np.array(list(np.ndindex(*[2] * len(network.inputs))), np.float32)
    for x in (rows.astype(np.float32), truths):
        np.testing.assert_array_equal(np.asarray(model(x)), network.forward(x)[-1].outputs)


@pytest.mark.parametrize("n_rows", [4, 33, 1000])
def test_predict_computes_the_same_within_rounding(n_rows: int) -> None:
    x = np.random.default_rng(0).random((n_rows, 2)).astype(np.float32)
    hidden, last = xor().forward(x)
    predicted = xor().to_keras().predict(x, verbose=0)
    # Sums of three terms, each rounded to 2^-24 of it; a sigmoid's slope is 1/4 at most.
    assert max(np.abs(hidden.sums).max(), np.abs(last.sums).max()) <= 16
    np.testing.assert_allclose(predicted, last.outputs, rtol=0, atol=4e-6)


@pytest.mark.parametrize("activation", UNIT_ACTIVATIONS)
def test_a_saved_model_is_the_same_after_loading(activation: str, tmp_path: Path) -> None:
    units = [[Unit([0.3, -2], 0.1, activation), Unit([1, 1], -1, activation)]]
    network = UnitNetwork([*units, [Unit([2, -3], 0.5, activation)]])
    network.to_keras().save(tmp_path / "units.keras")
    loaded = keras.models.load_model(tmp_path / "units.keras")
    x = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    np.testing.assert_array_equal(np.asarray(loaded(x)), network.forward(x)[-1].outputs)
    assert [layer.name for layer in loaded.layers] == ["layer_1", "layer_2"]


def test_rows_of_ones_own_and_targets_of_several_units() -> None:
    network = UnitNetwork([[Unit([1], -0.5, "step"), Unit([-1], 0.5, "step")]])
    table = network.truth_table([[0, 1], [1, 0], [1, 1]], rows=[[0.2], [0.7], [9]])
    assert table.correct is not None
    assert table.correct.tolist() == [True, True, False]
    assert network.truth_table([0, 1, 1, 0]).correct is not None  # row by row


def test_tanh_answers_1_above_0() -> None:
    answers = UnitNetwork([[Unit([1], 0, "tanh")]]).truth_table(rows=[[-0.1], [0.1]]).answers
    assert answers is not None
    assert answers.ravel().tolist() == [0, 1]


@pytest.mark.parametrize(
    "target", ["xor", "XOR", "parity:2", "Parity:2", "0110", [0, 1, 1, 0], [[0], [1], [1], [0]]]
)
def test_a_target_is_a_gate_a_table_or_values(target: Any) -> None:
    table = xor().truth_table(target)
    assert table.target is not None
    assert table.target.ravel().tolist() == [0, 1, 1, 0]
    assert table.correct is not None
    assert table.correct.all()


def test_names_of_outputs_may_be_given_where_no_output_has_them() -> None:
    assert UnitNetwork([[unit()]], ["y1", "y2"]).outputs == (("ŷ",),)


class Shouting:
    def __repr__(self) -> str:
        return "first line\nsecond line" + "!" * 500


# What is not a weight, and what is said of it.
WEIGHTS_THAT_ARE_NONE = [
    ([], "a unit without weights"),
    ([math.nan], "a weight is nan; expected a finite float32 number"),
    ([math.inf], "a weight is inf;"),
    ([1, -math.inf], "a weight is -inf;"),
    (["5"], "a weight is '5';"),
    ("5,5", "a weight is '5,5';"),
    ([b"5"], "a weight is b'5';"),
    ([True], "a weight is True;"),
    (np.array([True]), "a weight is np.True_;"),
    ([None], "a weight is None;"),
    ([1j], "a weight is 1j;"),
    ([[1, 2]], "a weight is [1, 2];"),
    (np.ones((2, 1)), "a weight is array([1.]);"),
    ([[1, [2]]], "a weight is [1, [2]];"),
    ([1e300], "a weight is 1e+300; expected a finite float32 number, up to 3.4e38."),
    ([10**400], "a weight is 1000"),
    ([16**5000], "a weight is int;"),
    ([Shouting()], "a weight is first line second line!!"),
    (None, "a weight is None;"),
]


@pytest.mark.parametrize(("weights", "said"), WEIGHTS_THAT_ARE_NONE)
def test_weights_that_are_no_numbers(weights: Any, said: str) -> None:
    with pytest.raises(SettingError) as caught:
        Unit(weights)
    assert str(caught.value).startswith(said)
    assert len(str(caught.value)) < 150
    assert "\n" not in str(caught.value)


def unit(n_weights: int = 2, activation: str = "sigmoid", **more: Any) -> Unit:
    return Unit([1] * n_weights, activation=activation, **more)


# What is asked for -> what is said.
MISTAKES = {
    lambda: Unit([1], "8"): "a bias is '8';",
    lambda: Unit([1], math.nan): "a bias is nan;",
    lambda: unit(activation="sigmod"): "unknown activation sigmod. Did you mean sigmoid?",
    lambda: unit(activation="x"): "unknown activation x. Known: sigmoid, step,",
    lambda: Unit([1], 0, ["step"]): "unknown activation ['step'].",
    lambda: Unit([1], 0, "a\nb"): "unknown activation 'a\\nb'.",
    lambda: unit(name=3): "unit name 3; expected text on one line.",
    lambda: unit(name="a\nb"): "unit name 'a\\nb'; expected text on one line.",
    lambda: unit(name="\x1b[31m"): "unit name '\\x1b[31m'; expected",
    lambda: UnitNetwork([]): "a network without units; expected a list of units for each layer.",
    lambda: UnitNetwork([[]]): "a network without units;",
    lambda: UnitNetwork([[unit()], []]): "a network without units;",
    lambda: UnitNetwork([unit()]): "[Unit(weights=(1.0, 1.0), bias=0.0, activation='sigmoid',",
    lambda: UnitNetwork(unit()): "Unit(weights=(1.0, 1.0),",
    lambda: UnitNetwork([[1]]): "1: expected a list of units for each layer.",
    lambda: UnitNetwork(None): "None: expected a list of units for each layer.",
    lambda: UnitNetwork([[unit(), unit(3)]]): "NN2 has 3 weights; expected 2, one for each of",
    lambda: UnitNetwork([[unit()], [unit(name="Last")]]): "Last has 2 weights; expected 1,",
    lambda: UnitNetwork([[unit()], [unit(1)], [unit()]]): "NN3 has 2 weights; expected 1,",
    lambda: UnitNetwork([[unit()]], ["a"]): "NN1 has 2 weights; expected 1,",
    lambda: UnitNetwork([[unit()]], ["a", "a"]): "inputs ['a', 'a']: expected a name for each",
    lambda: UnitNetwork([[unit()]], ["a", 2]): "inputs ['a', 2]: expected a name for each",
    lambda: UnitNetwork([[unit()]], ["a", ""]): "inputs ['a', '']: expected a name for each",
    lambda: UnitNetwork([[unit()], [unit(1)]], ["a", "y1"]): "y1 is the name of an output; choose",
    lambda: UnitNetwork([[unit()]], ["ŷ", "a"]): "ŷ is the name of an output;",
    lambda: UnitNetwork([[unit(name="y1")], [unit(1)]]): "y1 is the name of an output;",
    lambda: UnitNetwork([[unit()]], "ab"): "inputs ab: expected a name for each",
    lambda: UnitNetwork([[unit()]], 2): "inputs 2: expected a name for each",
    lambda: UnitNetwork([[unit(), unit(2, "step")]]): "a layer with the activations "
    "sigmoid, step; expected one",
    lambda: xor().forward([[1]]): "rows of shape 1×1; expected a list of rows with 2 numbers each.",
    lambda: xor().forward([1, 0]): "rows of shape 2; expected",
    lambda: xor().forward(1): "rows of shape (); expected",
    lambda: xor().forward([]): "rows of shape 0; expected",
    lambda: xor().forward(np.ones((0, 2))): "rows of shape 0×2; expected",
    lambda: xor().forward([[[1, 0]]]): "rows of shape 1×1×2; expected",
    lambda: xor().forward([[1, math.nan]]): "row 1 holds nan; expected finite",
    lambda: xor().forward([[1, 1e300]]): "row 1 holds 1e+300; expected finite float32 numbers, up",
    lambda: xor().forward([[0, 1], [1, 10**400]]): "row 2 holds 10000",
    lambda: xor().forward([[1, 2], [3]]): "row 2 has one number; expected 2.",
    lambda: xor().forward([["1", "0"]]): "row 1 holds '1'; expected finite",
    lambda: xor().forward([[1j, 0]]): "row 1 holds 1j;",
    lambda: xor().forward([[None, 0]]): "row 1 holds None;",
    lambda: xor().forward({"x1": 1}): "rows: expected finite",
    lambda: unit(11)([[0, 1]]): "rows of shape 1×2; expected a list of rows with 11 numbers each.",
    lambda: UnitNetwork([[unit(11)]]).truth_table(): "a truth table of 11 inputs is too",
    lambda: xor().truth_table("xro"): "xro is not a truth table; expected a gate such as xor",
    lambda: xor().truth_table("parity:3"): "target parity:3: the network has 2 inputs.",
    lambda: xor().truth_table("parity:0"): "parity:0: expected parity:N with a whole number from 1",
    lambda: xor().truth_table("01"): "the target has 2 values; expected 4.",
    lambda: xor().truth_table([0, 1, 2, 0]): "the target holds 2 for row 3; expected 0 or 1.",
    lambda: xor().truth_table([0, 1, 0.5, 0]): "the target holds",
    lambda: xor().truth_table([0, 1, 1 + 1e-9, 0]): "the target holds",
    lambda: xor().truth_table([0, 1, math.nan, 0]): "the target holds",
    lambda: xor().truth_table(["0", "1", "1", "0"]): "the target holds",
    lambda: xor().truth_table([0, 1, 10**400, 0]): "the target holds",
    lambda: xor().truth_table({"a": 1}): "the target is {'a': 1}; expected a gate such as xor, or",
    lambda: xor().truth_table([0, 1, 1]): "the target has 3 values; expected 4.",
    lambda: xor().truth_table([[0, 1, 1, 0]]): "the target has 1×4 values; expected 4×1.",
    lambda: xor().truth_table(1): "the target has 1 values; expected 4.",
    lambda: xor().truth_table("xor", [[0, 0.5]]): "target xor: a gate needs rows of 0 and 1",
    lambda: UnitNetwork([[unit(), unit()]]).truth_table("xor"): "target xor: a gate needs rows",
    lambda: UnitNetwork([[unit(2, "relu")]]).truth_table("or"): "relu outputs cannot be compared",
    lambda: UnitNetwork([[Unit([3e38, 3e38])]]).truth_table(): "a sum of NN1 overflows",
}  # fmt: skip


@pytest.mark.parametrize("asked", MISTAKES, ids=list(map(str, range(len(MISTAKES)))))
def test_a_mistake_gets_one_line(asked: Any) -> None:
    with pytest.raises(SettingError) as caught:
        asked()
    assert str(caught.value).startswith(MISTAKES[asked])
    assert "\n" not in str(caught.value)


def test_a_target_given_unit_by_unit_is_not_taken_for_row_by_row() -> None:
    network = UnitNetwork([[unit(), unit()]])
    with pytest.raises(SettingError, match="the target has 2×4 values; expected 4×2"):
        network.truth_table([[0, 0, 0, 1], [0, 1, 1, 1]])
