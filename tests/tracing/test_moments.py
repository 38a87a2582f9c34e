"""A trace is of one moment: what is asked of it later is answered for that moment, or refused."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.errors import SettingError

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def network(loss: Any = "mse", outputs: int = 1) -> Any:
    keras.utils.set_random_seed(3)
    inputs = keras.Input((2,))
    hidden = layers.Dropout(0.5, name="dropout")(layers.Dense(4, "tanh", name="hidden")(inputs))
    named = {f"out{number}": layers.Dense(1, name=f"out{number}") for number in range(outputs)}
    given = {name: layer(hidden) for name, layer in named.items()}
    model = keras.Model(inputs, given if outputs > 1 else given["out0"])
    model.compile(keras.optimizers.Adam(0.1), loss)
    return model


def numbers(trace: Any) -> Any:
    """Everything that a trace answers but for the next step."""
    return trace.to_dict(), trace.check(), trace.chain("hidden/kernel", (0, 0)), trace.to_svg()


@pytest.mark.parametrize("train", [gn.fit, keras.Model.fit])
@pytest.mark.parametrize("outputs", [1, 2])
def test_a_trace_answers_the_same_after_training(train: Any, outputs: int) -> None:
    y: Any = Y if outputs == 1 else {"out0": Y, "out1": Y}
    model = network(outputs=outputs)
    before, after = gn.trace(model, X, y), gn.trace(model, X, y)
    expected = repr(numbers(before))
    train(model, X, y, epochs=3, verbose=0)
    assert repr(numbers(after)) == expected
    again = gn.trace(model, X, y)
    assert again.graph is after.graph
    assert again.value != after.value
    assert all(each.agrees for each in again.check())


def test_arrays_that_are_changed_in_place_or_given_away_change_nothing() -> None:
    x, y = X.copy(), Y.copy()
    trace = gn.trace(network(), x, y)
    weights = np.random.default_rng(0).normal(size=4096).astype(np.float32)
    given = jax.device_put(weights)
    functions = [gn.trace(lambda w: (w**2).mean(), each) for each in (weights, given)]
    expected = [repr(each.check(most=3)) for each in (trace, *functions)]
    for array in (x, y, weights):
        array += 1
    given.delete()
    assert [repr(each.check(most=3)) for each in (trace, *functions)] == expected
    np.testing.assert_array_equal(trace.batch[0], X)


def compiled_anew(model: Any) -> None:
    model.compile(keras.optimizers.Adam(0.1), "mae")


def with_other_weights(model: Any) -> None:
    model.set_weights([weights + 1 for weights in model.get_weights()])


@pytest.mark.parametrize(
    "change",
    [lambda model: gn.fit(model, X, Y, verbose=0), compiled_anew, with_other_weights],
    ids=["trained", "compiled anew", "other weights"],
)
def test_the_step_after_a_moment_that_is_gone_is_refused(change: Any) -> None:
    model = network()
    trace = gn.trace(model, X, Y)
    step = trace.update("hidden/kernel")
    np.testing.assert_allclose(step.gradient, trace.gradients["hidden/kernel"], rtol=1e-5)
    change(model)
    with pytest.raises(SettingError, match="since it was traced: trace it again"):
        trace.update("hidden/kernel")
    assert gn.trace(model, X, Y).update("hidden/kernel").parameter == "hidden/kernel"
