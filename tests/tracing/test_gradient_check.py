"""Gradients against finite differences: of every model, in every precision, and why not."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
import traced_xor
from jax import lax
from keras import layers
from traced_models import KINDS, traced_case

import glassnet as gn
from glassnet.tracing import Reason, finite_differences
from glassnet.tracing.gradient_check import differences

X = np.random.default_rng(0).normal(size=(4, 3, 2)).astype(np.float32)
Y = np.random.default_rng(1).normal(size=(4, 1)).astype(np.float32)


def traced(x: Any, *parts: Any) -> Any:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([*parts, layers.Dense(1)])
    model.compile("sgd", "mse")
    return gn.trace(model, x, Y)


@pytest.mark.parametrize("name", KINDS)
def test_every_model_agrees(name: str) -> None:
    """Or only a few numbers are left to compare, beside kinks."""
    for each in traced_case(name).trace.check(most=20):
        assert each.agrees or (each.agrees is None and each.reasons)


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint8, np.float32])
def test_whole_numbers_of_any_size_are_looked_up(kind: Any) -> None:
    looked_up = layers.Embedding(5, 2, name="embedding")
    trace = traced(np.arange(12).reshape(4, 3).astype(kind) % 5, looked_up, layers.Flatten())
    assert [each.agrees for each in trace.check()] == [True] * 3


@pytest.mark.parametrize("layer", [layers.SimpleRNN, layers.LSTM, layers.GRU])
def test_a_stateful_layers_loop_is_checked(layer: Any) -> None:
    trace = traced(X, keras.Input(batch_shape=X.shape), layer(2, stateful=True))
    assert all(each.agrees for each in trace.check())


def summed(w: Any, xs: Any) -> Any:
    return lax.scan(lambda c, x: (c * w + x, c), np.zeros((), np.float32), xs)[0]


def branched(w: Any) -> Any:
    return lax.cond(w > 0, lambda w: w * w, lambda w: np.float32(1), w)


def counted(w: Any) -> Any:
    return w + lax.fori_loop(0, 3, lambda _, c: c * w + 1, np.float32(0))


def solved(w: Any, key: Any) -> Any:
    return jnp.linalg.solve(jnp.eye(2) * 3 + w, jax.random.normal(key, (2,))).sum()


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (summed, (0.5, np.arange(3, dtype=np.float32))),
        (branched, (0.5,)),
        (counted, (0.5,)),
        (solved, (0.5, jax.random.PRNGKey(0))),
    ],
)
def test_constants_of_loops_and_branches_are_widened(function: Any, arguments: Any) -> None:
    assert all(each.agrees for each in gn.trace(function, *arguments).check())


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_a_model_of_half_precision_agrees(policy: str) -> None:
    keras.config.set_dtype_policy(policy)
    try:
        hidden = (layers.Flatten(), layers.Dense(3, "tanh"))
        trace = traced(X, *hidden)
        assert all(each.agrees for each in trace.check())
    finally:
        keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("kind", [jnp.float16, jnp.bfloat16])
def test_a_function_of_half_precision_agrees_without_kinks(kind: Any) -> None:
    cubes = lambda w: (w.astype(kind) ** 3).sum().astype(np.float32)
    [check] = gn.trace(cubes, np.array([1, 2, 0.3], np.float32)).check()
    assert (check.agrees, check.reasons) == (True, {})
    [wrong] = gn.trace(lambda w: cubes(lax.stop_gradient(w)) + w.sum(), np.ones(3, "f")).check()
    assert wrong.agrees is False


@jax.custom_jvp
def sine(x: Any) -> Any:
    return jnp.sin(x)


sine.defjvp(lambda at, along: (sine(*at), -3 * jnp.cos(at[0]) * along[0]))


def stopped(w: Any) -> Any:
    return w * lax.stop_gradient(w)


@pytest.mark.parametrize(
    ("traced", "reason", "agrees"),
    [
        (lambda: gn.trace("log(w)", w=-1), Reason.NOT_FINITE, None),
        (lambda: gn.trace("1/w", w=0), Reason.NOT_FINITE, None),
        (lambda: gn.trace("abs(w)", w=0), Reason.KINK, None),
        (lambda: gn.trace(lambda w: sine(w) + 5e8, 0.7), Reason.PRECISION, None),
        (lambda: gn.trace(lambda w: sine(w) + 1e12, 0.7), Reason.PRECISION, None),
        (lambda: gn.trace(sine, 0.7), Reason.OWN_RULE, False),
        (lambda: gn.trace(stopped, 0.7), Reason.OWN_RULE, False),
    ],
)
def test_what_does_not_agree_says_why(traced: Any, reason: Any, agrees: bool | None) -> None:
    [check] = traced().check()
    assert (check.agrees, check.reasons) == (agrees, {reason: 1})


def test_jaxs_own_rules_are_no_reason() -> None:
    own = lambda w: jax.nn.relu(w) * jax.nn.silu(w)
    assert not gn.trace(own, 0.7)._compiled.has_special_gradient


def test_the_worst_is_the_real_difference() -> None:
    """However large the rounding of the loss beside it."""
    [check] = gn.trace(lambda w: (w**3).sum() + 10.0, np.array([1.1, 2.3], "f")).check()
    assert check.agrees
    assert check.worst == pytest.approx(abs(check.gradient - check.difference) / (3 * 2.3**2))
    assert check.worst > 0


def test_a_check_compares_every_number_and_counts_kinks_apart() -> None:
    trace = gn.trace(traced_xor.network(), traced_xor.X, traced_xor.Y)
    checks = trace.check()
    assert [each.parameter for each in checks] == trace.parameters
    assert [(each.numbers, each.of) for each in checks] == [(4, 4), (2, 2), (2, 2), (1, 1)]
    assert all(each.agrees and each.worst < 1e-5 for each in checks)
    for formula in ("relu(x)", "abs(x)", "x + relu(3x)", "max(x, x^2)"):
        [kink] = gn.trace(formula, x=0).check()  # ½ by central differences, and relu's rule is 0
        assert (kink.kinks, kink.agrees) == (1, None)
    for formula, x in (("x^3", 2), ("abs(x)", 1e-3), ("exp(30x)", 0.1), ("x^2*exp(x)", 0)):
        [smooth] = gn.trace(formula, x=x).check()
        assert (smooth.kinks, smooth.agrees) == (0, True)
    seen: list[tuple[int, int]] = []
    few = trace.check(most=2, progress=lambda done, of: seen.append((done, of)))
    assert [each.numbers for each in few] == [2, 2, 2, 1]
    assert seen[-1] == (7, 7)


@pytest.mark.parametrize(
    ("formula", "x"),
    [
        ("ln(x)", 1e-5),
        ("ln(x) + 100", 1e-9),
        ("sin(1000000*x)", 1),
        ("tanh(10000000*x)", 1e-8),
        ("sqrt(x)", 1e-6),
        ("1/x", 1e-7),
        ("x^2 + 1000000", 1),
        ("relu(x - 1e-6)", 0),  # a kink beside it, not at it
        ("abs(x + 4e-6)", 0),
    ],
)
def test_the_step_is_as_short_as_the_loss_bends(formula: str, x: float) -> None:
    [check] = gn.trace(formula, x=x).check()
    assert (check.numbers, check.agrees, check.reasons) == (1, True, {})
    assert check.difference == pytest.approx(check.by_rules, rel=1e-6)


@pytest.mark.parametrize(("size", "seed"), [(3e4, 1), (1e5, 13), (1e6, 0)])
def test_weights_as_small_as_their_inputs_are_large_have_no_kinks(size: float, seed: int) -> None:
    keras.utils.set_random_seed(seed)
    small = keras.initializers.RandomNormal(stddev=1 / size, seed=seed)
    parts = [layers.Dense(3, "tanh", kernel_initializer=small), layers.Dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((2,)), *parts])
    model.compile("sgd", "binary_crossentropy")
    x = np.random.default_rng(seed).normal(size=(8, 2)).astype(np.float32) * size
    checks = gn.trace(model, x, np.arange(8)[:, None] % 2).check()
    assert all(each.agrees and each.numbers == each.of for each in checks)


def test_a_fresh_relu_networks_kinks_at_0_are_no_disagreement() -> None:
    """Of the row (0, 0) and biases of 0 every pre-activation is 0."""
    keras.utils.set_random_seed(0)
    hidden = layers.Dense(3, "relu", name="hidden")
    model = keras.Sequential([keras.Input((2,)), hidden, layers.Dense(1, "sigmoid", name="out")])
    model.compile("sgd", "binary_crossentropy")
    checks = {each.parameter: each for each in gn.trace(model, traced_xor.X, traced_xor.Y).check()}
    assert (checks["hidden/bias"].kinks, checks["hidden/bias"].agrees) == (3, None)
    assert checks["hidden/kernel"].agrees


def test_a_gradient_that_is_0_but_for_rounding_agrees() -> None:
    """Before batch normalization a bias does nothing."""
    keras.utils.set_random_seed(0)
    parts = [layers.Dense(3, name="before"), layers.BatchNormalization(), layers.Dense(1)]
    model = keras.Sequential([keras.Input((2,)), *parts])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(16, 2)).astype(np.float32)
    assert all(each.agrees for each in gn.trace(model, x, x[:, :1]).check())


def test_few_points_at_once_have_the_same_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a large model, whose weights are copied for each point. Oracle: the gradient."""
    trace = traced(X, keras.Input(X.shape[1:]), layers.Flatten())
    [kernel] = [each for each in trace.parameters if each.endswith("kernel")]
    places, gradient = [(place, 0) for place in range(6)], trace.gradients[kernel][:, 0]
    monkeypatch.setattr(finite_differences, "MOST_COPIED", 5 * len(places) * 2)  # for two points
    found = differences(trace.subject, kernel, places)
    np.testing.assert_allclose(found.slope, gradient, rtol=1e-5)
    [alone] = differences(trace.subject, kernel, places[4:5]).slope
    assert alone == pytest.approx(found.slope[4], rel=1e-7)


def test_a_wrong_gradient_does_not_agree() -> None:
    @jax.custom_jvp
    def square(x: Any) -> Any:
        return jnp.sum(x**2)

    @square.defjvp
    def rule(primals: Any, tangents: Any) -> Any:
        return square(*primals), jnp.sum(2.001 * primals[0] * tangents[0])

    [check] = gn.trace(square, np.array([1.0, -2.0], np.float32)).check()
    assert not check.agrees
    assert check.worst == pytest.approx(5e-4, rel=1e-2)
    [check] = gn.trace(lambda w: square(1e6 * w), np.array([1e-6], np.float32)).check()
    assert not check.agrees
    [check] = gn.trace(lambda w: square(jnp.log(w)), np.array([1e-5], np.float32)).check()
    assert (check.agrees, check.reasons) == (False, {Reason.OWN_RULE: 1})
