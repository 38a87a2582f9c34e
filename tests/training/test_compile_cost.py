"""What compiling takes is decided before it: which form a step gets, and what is traced again."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import glassnet as gn

import jax  # isort: skip
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from keras import layers

from glassnet.graph.capture import Captured, capture, operations, shape_of
from glassnet.graph.replay import replay, traced_once
from glassnet.training import keras_model
from glassnet.training.compilation import captured, shapes_of, uncollected
from glassnet.training.fusion import compile_cost
from glassnet.training.fusion.compile_cost import (
    MOST_OPERATIONS,
    OPERATIONS_PER_SLICE,
    written_operations,
)
from glassnet.training.fusion.fuse import RULES, StepForm, fuse
from glassnet.training.keras_model import References

FULL, PARTIAL = 32, 26
Build = Callable[[], list[Any]]
MODELS: dict[str, tuple[tuple[int, ...], Build]] = {
    "dense": ((5,), lambda: [layers.Dense(12, "tanh") for _ in range(2)]),
    "dense, 30": ((5,), lambda: [layers.Dense(12, "tanh") for _ in range(30)]),
    "Conv2D": ((6, 6, 1), lambda: [layers.Conv2D(3, 3)]),
    "Conv3D, two": ((6, 6, 6, 1), lambda: [layers.Conv3D(4, 3), layers.Conv3D(4, 3)]),
    "ConvLSTM3D": ((4, 5, 5, 5, 1), lambda: [layers.ConvLSTM3D(2, 3)]),
    "LSTM": ((4, 3), lambda: [layers.LSTM(6)]),
}


def model_and_data(name: str) -> tuple[Any, Any, Any]:
    shape, parts = MODELS[name]
    keras.utils.set_random_seed(7)
    end = [layers.Flatten(), layers.Dense(1)]
    model = keras.Sequential([keras.Input(shape), *parts(), *end])
    model.compile(keras.optimizers.Adam(0.05, epsilon=1.0), "mse")
    model.optimizer.build(model.trainable_variables)
    x = np.random.default_rng(0).normal(size=(FULL + PARTIAL, *shape)).astype("float32")
    return model, x, x.reshape(len(x), -1)[:, :1]


def step_of(model: Any, x: Any, y: Any) -> Captured:
    example = shapes_of((References.of(model).read(), (x, y)))
    return captured(keras_model.train_step, model, example)


def fused_steps(name: str) -> list[StepForm]:
    """As a training with a partial batch gets them."""
    model, x, y = model_and_data(name)
    steps: list[StepForm] = []
    for rows in (FULL, PARTIAL):
        steps.append(fuse(step_of(model, x[:rows], y[:rows]), beside=steps))
    return steps


def counted(function: Callable[..., Any], example: tuple[Any, ...]) -> int:
    """The operations of what was written out, one by one, and its slices of images."""
    total = 0
    for operation in operations(capture(function, *example)):
        total += 1
        result = shape_of(operation.outvars[0]) if operation.outvars else None
        if operation.primitive.name == "concatenate" and result and len(result.shape) > 2:
            total += OPERATIONS_PER_SLICE * len(operation.invars)
    return total


@pytest.mark.parametrize("name", ["dense", "Conv2D", "Conv3D, two", "LSTM", "dense, 30"])
def test_the_estimate_is_what_writing_out_gives(name: str) -> None:
    step = step_of(*model_and_data(name))
    exact = counted(replay(step, RULES), step.example)
    # A loop's rule adds some operations of its own, for the rows it stacks; and JAX leaves out
    # conversions to what a number is already.
    bound = 0.05 if name == "LSTM" else 0.01
    assert written_operations(step, RULES) == pytest.approx(exact, rel=bound)


@pytest.mark.parametrize(
    ("name", "are_rewritten"),
    [
        ("dense", [True, True]),
        ("Conv2D", [True, True]),
        ("LSTM", [True, True]),
        ("Conv3D, two", [True, False]),  # 3.0 times Keras' first call with both
        ("ConvLSTM3D", [False, False]),  # 3.2 times
        ("dense, 30", [False, False]),
    ],
)
def test_which_steps_are_rewritten(name: str, are_rewritten: list[bool]) -> None:
    steps = fused_steps(name)
    assert [step.rewritten for step in steps] == are_rewritten
    assert sum(step.operations for step in steps if step.rewritten) <= MOST_OPERATIONS
    assert (steps[0].operations <= MOST_OPERATIONS) == are_rewritten[0]


def test_beside_a_step_that_is_too_large_none_is_rewritten() -> None:
    """The loop around them is no native function: rewriting the partial batch gains nothing."""
    w = jnp.ones((12, 12))

    def step(x: jax.Array) -> jax.Array:
        for _ in range(60):
            x = jnp.tanh(x @ w)
        return x

    large, x = fuse(capture(step, jnp.ones((32, 12)))), jnp.ones((2, 12))
    assert large.operations > MOST_OPERATIONS
    assert fuse(capture(step, x)).rewritten  # alone it is
    beside = fuse(capture(step, x), beside=[large])
    assert not beside.rewritten
    np.testing.assert_array_equal(beside(x), jax.jit(step)(x))


@pytest.mark.parametrize("name", ["Conv3D, two"])
def test_a_step_of_each_form_in_one_program_trains_as_keras_does(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compile_cost, "NS_PER_OPERATION", 0)  # or neither would be rewritten
    weights: list[Any] = []
    fits: list[Any] = [keras.Model.fit, gn.fit]
    for fit in fits:
        model, x, y = model_and_data(name)
        fit(model, x, y, batch_size=FULL, epochs=3, shuffle=False, verbose=0)
        weights.append(model.get_weights())
    for ours, theirs in zip(weights[1], weights[0], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


# Tracing ------------------------------------------------------------------------------------------


def test_a_function_is_traced_once_wherever_it_is_called() -> None:
    runs: list[str] = []

    def loop(wrap: Callable[..., Any]) -> Callable[..., Any]:
        @wrap
        def step(x: jax.Array) -> jax.Array:
            runs.append("traced")
            return jnp.tanh(x) * 2

        def train(x: jax.Array, count: jax.Array) -> jax.Array:
            jax.eval_shape(step, x)
            return step(lax.fori_loop(0, count, lambda _, x: step(x), x))

        return train

    x, count = jnp.ones((3, 2)), jnp.int32(4)
    plain = jax.jit(loop(lambda step: step)).lower(x, count)
    assert len(runs) > 1
    runs.clear()
    once = jax.jit(loop(traced_once)).lower(x, count)
    assert len(runs) == 1
    assert once.as_text() == plain.as_text()


@pytest.mark.parametrize("is_on", [True, False])
def test_the_garbage_collector_is_as_it_was_after_a_trace(is_on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() == is_on
        with suppress(ZeroDivisionError), uncollected():
            raise ZeroDivisionError
        assert gc.isenabled() == is_on
    finally:
        (gc.enable if before else gc.disable)()
