"""What a finding says in numbers, against Keras, NumPy and training itself; the model unchanged."""

from __future__ import annotations

import re
from typing import Any

import broken_networks as broken
import keras
import kinds_of_data
import numpy as np
import output_heads as several
import pytest
import recurrent_networks as recurrent
import unresponsive_units as units
from keras import layers
from network_parts import compiled, curve, data, dense, sgd

import glassnet as gn
from glassnet.diagnosis.checks.recurrent import recurrences
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.range_test import STEPS
from glassnet.text import LANGUAGES, using

BINARY = "binary_crossentropy"


def test_the_range_test_is_training_at_another_rate() -> None:
    x, y = data("xor")
    keras.utils.set_random_seed(0)
    model = compiled(dense(2, 8, 1), BINARY, sgd(0.1))
    start = model.get_weights()
    trials = {each.scale: each.after for each in Context(model, x, y).range_test.trials}
    other = compiled(dense(2, 8, 1), BINARY, sgd(0.1))
    for scale in (0.1, 1.0, 10.0):
        other.set_weights(start)
        other.optimizer.learning_rate.assign(0.1 * scale)
        gn.fit(other, x, y, epochs=STEPS, batch_size=4, verbose=0)
        assert trials[scale] == pytest.approx(other.evaluate(x, y, verbose=0), rel=1e-4), scale


def test_the_best_constant_is_that_of_the_textbook() -> None:
    x, y = data("moons")
    assert Context(compiled(dense(2, 1), BINARY), x, y).base_rate == pytest.approx(np.log(2))
    x, y = data("blobs")
    share = np.bincount(y) / len(y)
    model = compiled(dense(2, 3, output="softmax"), "sparse_categorical_crossentropy")
    entropy = -np.sum(share * np.log(share))
    assert Context(model, x, y).base_rate == pytest.approx(entropy, rel=1e-5)
    x, y = curve()
    model = compiled(dense(2, 1, output=None), "mse")
    assert Context(model, x, y).base_rate == pytest.approx(float(y.var()), rel=1e-5)
    model = compiled(dense(2, 1, output=None), "mae")
    absolute = float(np.abs(y - np.median(y)).mean())
    assert Context(model, x, y).base_rate == pytest.approx(absolute, rel=1e-5)


def test_the_base_rate_of_several_outputs_is_the_weighted_sum() -> None:
    model, x, y = several.by_name_from_a_list()
    label, point = Context(model, x, y).heads[::-1]
    assert (label.name, label.weight, point.name, point.weight) == ("label", 3.0, "point", 1.0)
    assert label.base_rate == pytest.approx(np.log(2))
    model, x, y = several.three_by_name()
    found = Context(model, x, y)
    share, first = np.bincount(y["kind"]) / len(x), float(y["first"].mean())
    entropy = -np.sum(share * np.log(share))
    binary = -first * np.log(first) - (1 - first) * np.log(1 - first)
    expected = entropy + 2.0 * binary + 0.5 * float(x.var(axis=0).mean())
    assert found.base_rate == pytest.approx(expected, rel=1e-5)


def test_an_output_that_has_learned_is_not_among_the_others() -> None:
    keras.utils.set_random_seed(1)
    model, x, y = several.one_shuffled()
    assert [each.name for each in Context(model, x, y).unlearned] == ["good", "bad"]
    gn.fit(model, x, y, epochs=40, verbose=0)
    found = Context(model, x, y)
    assert [each.name for each in found.unlearned] == ["bad"]
    assert not found.has_learned


def test_a_finding_names_the_output_in_both_languages() -> None:
    found = gn.diagnose(*several.classes_from_one())[0]
    assert found.evidence["output"] == "kind"
    for language, said in (("en", "Output kind: "), ("ko", "출력 kind: ")):
        with using(language):
            assert found.said().startswith(said)


def test_the_row_of_a_zero_by_zero() -> None:
    found = gn.diagnose(*broken.zero_by_zero())[0]
    assert found.where == "unit/divide"
    assert found.evidence["place"] == "[17, 0]"
    assert found.evidence["count"] == 2
    assert re.search(r"x = 0, \S+ = 0$", found.evidence["inputs"])


def test_the_row_of_a_nan_in_many_rows() -> None:
    x, y = data("moons", rows=5000)
    x[4321, 1] = np.nan  # which is none of the 1,024 that are traced
    found = gn.diagnose(compiled(dense(2, 1), BINARY), x, y)[0]
    assert (found.key, found.where, found.evidence["row"]) == ("not-finite-data", "x", 4321)


def test_the_row_of_a_root_at_zero() -> None:
    found = gn.diagnose(*broken.root_at_zero())[0]
    assert found.evidence["operation"] == "sqrt"
    assert found.evidence["place"] == "[3]"
    assert "2" in found.product


def test_the_gates_are_named_that_are_saturated() -> None:
    keras.utils.set_random_seed(1)
    found = gn.diagnose(*units.gates(layers.LSTM, **units.LARGE)())[0]
    gates = {"input_gate", "forget_gate", "candidate", "output_gate"}
    assert gates == set(found.evidence["activation"].split(", "))


def test_where_a_product_becomes_0_is_shown() -> None:
    found = gn.diagnose(*units.times_nothing())[0]
    assert found.product.endswith(" · 0 = 0")
    assert found.evidence["count"] == 2
    x, y = data("moons")
    model = compiled(dense(2, 8, 1), BINARY)
    found = gn.diagnose(model, x, y, sample_weight=np.zeros(len(x), np.float32))[0]
    assert found.key == "zero-gradient"
    assert "sample_weight" in found.product


@pytest.mark.parametrize("function", [keras.ops.log, keras.ops.sqrt])
def test_a_single_number_has_no_place(function: Any) -> None:
    x, y = data("moons")
    loss = lambda y, p: function(0 * keras.ops.mean(p))
    found = gn.diagnose(compiled(dense(2, 4, 1), loss), x, y)[0]
    for language in LANGUAGES:
        with using(language):
            assert "∞" in found.said()
            assert "[" not in found.said()


def test_a_logarithm_of_zero_is_named_with_its_operand() -> None:
    keras.utils.set_random_seed(1)
    found = gn.diagnose(*broken.log_of_zero())[0]
    assert "log" in found.where
    assert re.search(r"= 0\b", found.evidence["inputs"])


def test_an_infinity_that_is_left_out_is_not_the_cause() -> None:
    def loss(y: Any, p: Any) -> Any:
        safe = keras.ops.where(y > 5, keras.ops.log(y - 1), 0.0)  # log of 0 and less, left out
        return keras.ops.mean(keras.ops.square(y - p)) + keras.ops.mean(safe)

    x, y = data("or")
    keras.utils.set_random_seed(0)
    found = gn.diagnose(compiled(dense(2, 4, 1), loss), x, y)
    assert not [each for each in found if each.key.startswith("not-finite")]


def test_dead_relus_are_those_of_keras() -> None:
    keras.utils.set_random_seed(1)
    model, x, y = broken.dead_by_bias()
    found = gn.diagnose(model, x, y)[0]
    answers = np.asarray(model.layers[0](x))
    assert found.evidence["dead"] == int((answers.max(axis=0) == 0).sum())
    assert found.where == "hidden1"


def test_units_that_are_copies_are_named() -> None:
    keras.utils.set_random_seed(1)
    x, y = data("moons")
    model = compiled(dense(2, 5, 1), BINARY)
    kernel, out = np.array(model.layers[0].kernel), np.array(model.layers[1].kernel)
    kernel[:, 4], out[4] = kernel[:, 1], out[1]
    model.layers[0].kernel.assign(kernel)
    assert not gn.diagnose(model, x, y)  # they differ in what leaves them
    model.layers[1].kernel.assign(out)
    found = gn.diagnose(model, x, y)[0]
    assert (found.key, found.where) == ("copies", "hidden1/kernel")
    assert (found.evidence["alike"], found.evidence["distinct"]) == ("1, 4", 4)


def test_the_slope_of_saturated_units_is_their_mean_derivative() -> None:
    keras.utils.set_random_seed(1)
    model, x, y = broken.sigmoids_with_large_weights()
    found = gn.diagnose(model, x, y)[0]
    h = np.asarray(model.layers[0](x), np.float64)
    assert found.evidence["slope"] == pytest.approx(float((h * (1 - h)).mean()), rel=1e-4)


def test_the_factors_of_a_vanishing_gradient_multiply_to_it() -> None:
    keras.utils.set_random_seed(1)
    model, x, y = broken.notes_deep_program()
    found = gn.diagnose(model, x, y)[0]
    product, result = found.product.split(" = ")[1:]
    factors = [float(each) for each in product.split(" · ")]
    assert len(factors) == 4
    assert np.prod(factors) == pytest.approx(float(result), rel=0.01)
    # ∂L/∂z of the output is (h − y) / rows.
    h = np.asarray(model(x))
    assert factors[0] == pytest.approx(float(np.linalg.norm(h - y)) / 4, rel=1e-3)


def test_the_gradient_at_each_time_step_is_that_of_the_recursion() -> None:
    keras.utils.set_random_seed(1)
    model, x, y = recurrent.small_weights()
    recurrence = recurrences(Context(model, x, y))[0]
    kernel, weights, _, out, bias = (np.asarray(each, np.float64) for each in model.get_weights())
    h = [np.zeros((len(x), 16))]
    for step in range(20):
        h.append(np.tanh(x[:, step] @ kernel + h[-1] @ weights))
    p = 1 / (1 + np.exp(-(h[-1] @ out + bias)))
    arriving = (p - y[:, None]) / len(x) @ out.T
    for step in reversed(range(20)):
        assert recurrence.norms[step] == pytest.approx(np.linalg.norm(arriving), rel=1e-3)
        arriving = (arriving * (1 - h[step + 1] ** 2)) @ weights.T
    found = gn.diagnose(model, x, y)[0]
    last, factor = found.evidence["last_norm"], found.evidence["factor"]
    assert last * factor**19 == pytest.approx(found.evidence["first_norm"], rel=1e-6)
    assert found.product.startswith("‖∂L/∂reader[0]‖ = ")


@pytest.mark.parametrize("backwards", [False, True])
def test_a_loop_is_read_in_the_order_of_its_steps(backwards: bool) -> None:
    steps = 300
    x = recurrent.noise(steps, 50)
    reader = layers.LSTM(8, go_backwards=backwards)
    found = recurrences(Context(recurrent.reading(steps, reader), x, x[:, 0, 0] > 0))[0]
    assert len(found.norms) == steps
    assert found.norms[-1] == max(found.norms)
    assert 0.7 < found.factor < 0.9


def test_the_certificate_is_a_point_of_both_hulls() -> None:
    found = gn.diagnose(*broken.logistic_unit_on_xor())[0]
    assert found.evidence["point"] == "(0.5, 0.5)"
    assert found.evidence["linear"] in ("50%", "75%")
    assert found.product == "0.5 · x[0] + 0.5 · x[3] = 0.5 · x[1] + 0.5 · x[2]"


def test_the_certificate_of_two_rings_is_a_mean_of_the_rows_named() -> None:
    model, x, y = kinds_of_data.rings_by_softmax()
    found = gn.diagnose(model, x, y)[0]
    classes = [int(found.evidence[name]) for name in ("one", "other")]
    points = []
    for side, which in zip(found.product.split(" = "), classes, strict=True):
        terms = [re.fullmatch(r"(\S+) · x\[(\d+)\]", term) for term in side.split(" + ")]
        assert all(y[int(term[2])] == which for term in terms)
        assert sum(float(term[1]) for term in terms) == pytest.approx(1, abs=0.01)
        points.append(sum(float(term[1]) * x[int(term[2])] for term in terms))
    np.testing.assert_allclose(*points, atol=0.02)


@pytest.mark.parametrize(
    ("step", "said"), [(broken.positive, "greater"), (broken.largest, "argmax")]
)
def test_what_stops_the_slope_is_named_and_no_comparison_beside_it(step: Any, said: str) -> None:
    x, y = data("moons")
    # A relu compares as well, before it and after it.
    before, after = layers.Dense(8, "relu"), layers.Dense(4, keras.ops.relu)
    parts = [keras.Input((2,)), before, layers.Lambda(step), after, layers.Dense(1, "sigmoid")]
    [found] = [f for f in gn.diagnose(compiled(parts, BINARY), x, y) if f.key == "no-slope"]
    assert found.evidence["cut"] == said
    assert found.evidence["count"] == 2


@pytest.mark.parametrize("optimizer", [keras.optimizers.SGD, keras.optimizers.Adam])
def test_the_rate_that_is_advised_learns_however_large_the_other_is(optimizer: Any) -> None:
    x, y = curve()
    keras.utils.set_random_seed(0)
    model = compiled(dense(2, 16, 1, activation="relu", output=None), "mse", optimizer(1e10))
    start = model.get_weights()
    [found] = [f for f in gn.diagnose(model, x, y) if f.key == "rate-too-large"]
    advised = 1e10 * float(found.evidence["best"])
    other = compiled(dense(2, 16, 1, activation="relu", output=None), "mse", optimizer(advised))
    other.set_weights(start)
    before = other.evaluate(x, y, verbose=0)
    gn.fit(other, x, y, epochs=10, verbose=0)
    assert other.evaluate(x, y, verbose=0) < 0.9 * before
