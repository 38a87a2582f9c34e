"""Whether a training step notices the order of its rows, against steps on rows in other orders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import glassnet  # isort: skip  # it sets Keras' backend
import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers

from glassnet.graph.capture import capture
from glassnet.graph.row_order import ignores_row_order
from glassnet.training import keras_model
from glassnet.training.keras_model import References

ROWS = 6
RANDOM = np.random.default_rng(0)
POINTS = RANDOM.normal(size=(ROWS, 3)).astype("float32")
PICTURES = RANDOM.normal(size=(ROWS, 8, 8, 2)).astype("float32")
SQUARE = RANDOM.normal(size=(ROWS, ROWS)).astype("float32")  # rows as long as there are rows
CLASSES = np.array([0, 1, 2, 0, 1, 2])
NUMBERS = RANDOM.normal(size=(ROWS, 1)).astype("float32")


@keras.saving.register_keras_serializable("test_row_order")
class OfRows(layers.Layer):
    """A layer that looks across rows."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self._function = function

    def call(self, x: Any) -> Any:
        return self._function(x)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def model(x: Any, middle: list[Any], outputs: int, loss: str, optimizer: str = "adam") -> Any:
    last: list[Any] = [layers.Flatten(), layers.Dense(outputs, "softmax" if outputs > 1 else None)]
    found = keras.Sequential([keras.Input(x.shape[1:]), *middle, *last])
    found.compile(optimizer, loss, metrics=["accuracy"] if outputs > 1 else ["mae"])
    return found


CLASSIFY = partial(model, outputs=3, loss="sparse_categorical_crossentropy")
FIT = partial(model, outputs=1, loss="mse")

DENSE = {
    name: (POINTS, CLASSES, lambda name=name: CLASSIFY(POINTS, [layers.Dense(5, name)]))
    for name in ("relu", "gelu", "selu", "softplus", "silu", "hard_sigmoid", "leaky_relu", "tanh")
}
IGNORED: Mapping[str, Any] = {
    **DENSE,
    "regression": (POINTS, NUMBERS, lambda: FIT(POINTS, [layers.Dense(ROWS, "sigmoid")])),
    "as many features as rows": (SQUARE, NUMBERS, lambda: FIT(SQUARE, [layers.Dense(ROWS)])),
    "batch normalization": (
        POINTS,
        CLASSES,
        # Its gradient of the bias before it is rounding alone, which Adam would enlarge.
        lambda: CLASSIFY(POINTS, [layers.Dense(4), layers.BatchNormalization()], optimizer="sgd"),
    ),
    "layer normalization": (
        POINTS,
        NUMBERS,
        lambda: FIT(POINTS, [layers.Dense(4), layers.LayerNormalization()]),
    ),
    "convolution": (
        PICTURES,
        CLASSES,
        lambda: CLASSIFY(PICTURES, [layers.Conv2D(3, 3, activation="relu"), layers.MaxPooling2D()]),
    ),
    "mean of the rows": (
        POINTS,
        NUMBERS,
        lambda: FIT(POINTS, [OfRows(lambda x: x - jnp.mean(x, axis=0, keepdims=True))]),
    ),
}
NOTICED: Mapping[str, Any] = {
    "the first row": lambda x: x - x[:1],
    "rows summed up one by one": lambda x: jnp.cumsum(x, axis=0),
    "numbered rows": lambda x: x * jnp.arange(ROWS, dtype="float32")[:, None],
    "a constant for each row": lambda x: x + jnp.asarray(POINTS),
    "the place of the largest": lambda x: x * jnp.argmax(x, axis=0),
    "rows turned round": lambda x: x + x[::-1],
    "a matrix of weights for rows": lambda x: jnp.asarray(SQUARE) @ x,
    "rows as features": lambda x: x + jnp.reshape(jnp.transpose(x), x.shape),
}


def answer(found: Any, x: Any, y: Any) -> bool:
    variables = References.of(found).read()
    step = capture(partial(keras_model.train_step, found), variables, (x, y))
    return ignores_row_order(step, [False] * len(jax.tree.leaves(variables)) + [True, True])


def steps(found: Any, x: Any, y: Any) -> list[list[Any]]:
    """The step's numbers for the rows in some orders."""
    variables = References.of(found).read()
    orders = [np.arange(ROWS), *(RANDOM.permutation(ROWS) for _ in range(3))]
    taken = [keras_model.train_step(found, variables, (x[order], y[order])) for order in orders]
    return [jax.tree.leaves(each) for each in taken]


def is_close(one: list[Any], other: list[Any]) -> bool:
    pairs = zip(one, other, strict=True)
    return all(np.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in pairs)


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_said_to_ignore_the_order_does(name: str) -> None:
    keras.utils.set_random_seed(0)
    x, y, make = IGNORED[name]
    found = make()
    glassnet.fit(found, x, y, epochs=1, verbose=0)
    first, *others = steps(found, x, y)
    assert all(is_close(first, each) for each in others)
    assert answer(found, x, y)


@pytest.mark.parametrize("name", NOTICED)
def test_what_looks_at_places_is_found(name: str) -> None:
    keras.utils.set_random_seed(0)
    found = FIT(POINTS, [OfRows(NOTICED[name]), layers.Dense(3, "tanh")])
    glassnet.fit(found, POINTS, NUMBERS, epochs=1, verbose=0)
    first, *others = steps(found, POINTS, NUMBERS)
    assert not all(is_close(first, each) for each in others), "no case of it"
    assert not answer(found, POINTS, NUMBERS)


def test_what_is_drawn_for_each_row_notices() -> None:
    found = CLASSIFY(POINTS, [layers.Dense(8), layers.Dropout(0.5)])
    glassnet.fit(found, POINTS, CLASSES, epochs=1, verbose=0)
    assert not answer(found, POINTS, CLASSES)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: jax.lax.map(lambda row: 2 * row, x),
        lambda x: x * jnp.sum(x @ x.T, axis=1, keepdims=True),
    ],
    ids=["a loop over rows", "products of rows"],
)
def test_what_is_not_followed_is_taken_to_notice(function: Any) -> None:
    """These might be followed; that they are not costs time and no correctness."""
    found = FIT(POINTS, [OfRows(function)])
    glassnet.fit(found, POINTS, NUMBERS, epochs=1, verbose=0)
    assert not answer(found, POINTS, NUMBERS)


def test_who_is_told_of_the_rows_gets_them_in_order() -> None:
    told: list[Any] = []

    def tell(x: Any) -> Any:
        jax.debug.callback(told.append, x)
        return x

    found = FIT(POINTS, [OfRows(tell)])
    glassnet.fit(found, POINTS, NUMBERS, epochs=1, verbose=0)
    assert not answer(found, POINTS, NUMBERS)


def test_bytes_of_one_number_are_not_alike() -> None:
    def function(scale: Any, x: Any) -> Any:
        return jnp.sum(x * jax.lax.bitcast_convert_type(scale, jnp.uint8).astype("float32"))

    four = jnp.arange(4.0)
    assert function(jnp.float32(1.2345), four) != function(jnp.float32(1.2345), four[::-1])
    assert not ignores_row_order(capture(function, jnp.float32(1.2345), four), [False, True])
