"""Units and gates that let no gradient pass, whatever they are made of; gradients of exactly 0; and
those that look so and are not: closed by learning, or saturated inside of what is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers
from network_parts import (
    BINARY,
    SPARSE,
    Case,
    adam,
    blobs,
    compiled,
    data,
    dense,
    images,
    normal,
    sequences,
    sgd,
)

import glassnet as gn


def hidden(activation: str, bias: float = 0.0, weights: Any = "glorot_uniform") -> Any:
    """Moons, and 16 hidden units."""

    def build() -> Any:
        x, y = data("moons")
        start = keras.initializers.Constant(bias)
        return (
            compiled(dense(2, 16, 1, activation=activation, weights=weights, bias=start), BINARY),
            x,
            y,
        )

    return build


def gates(kind: Any, **options: Any) -> Callable[[], Any]:
    def build() -> Any:
        x, y = sequences()
        reader = kind(8, name="reader", **options)
        parts = [keras.Input((10, 2)), reader, layers.Dense(1, "sigmoid")]
        return compiled(parts, BINARY, adam(0.02)), x, y

    return build


LARGE: dict[str, Any] = {"kernel_initializer": normal(100.0)}


def softmax_wrong(targets: Callable[[Any], Any], loss: str) -> Callable[[], Any]:
    """Certain of one class in every row, which is the wrong one in most."""

    def build() -> Any:
        x, y = blobs()
        model = compiled(dense(2, 8, 3, output="softmax"), loss)
        model.layers[-1].kernel.assign(1000 * model.layers[-1].kernel)
        return model, x, targets((y + 1) % 3)

    return build


def times_nothing() -> Any:
    x, y = data("moons")
    nothing = layers.Lambda(lambda v: v * 0.0, name="nothing")
    parts = [keras.Input((2,)), layers.Dense(8, "tanh"), nothing, layers.Dense(1, "sigmoid")]
    return compiled(parts, BINARY), x, y


def weightless_loss() -> Any:
    x, y = data("moons")
    model = keras.Sequential(dense(2, 8, 1))
    model.compile(adam(), BINARY, loss_weights=0.0)
    return model, x, y


def flat_loss() -> Any:
    """A margin that no probability reaches: for all rows alike, and no slope."""
    x, y = data("moons")
    return compiled(dense(2, 8, 1), lambda y, p: 1 + keras.ops.relu(p - 5)), x, y


def exploding_average() -> Any:
    """An average over all places leaves each a little of the gradient, which then grows."""
    x, y = images()
    filters = [
        layers.Conv2D(16, 3, activation="relu", padding="same", name=f"convolution{number}")
        for number in range(4)
    ]
    parts = [keras.Input((8, 8, 1)), *filters, layers.GlobalAveragePooling2D(), layers.Dense(1)]
    model = compiled(parts, keras.losses.BinaryCrossentropy(from_logits=True), sgd())
    for each in filters:
        each.kernel.assign(10 * each.kernel)
    return model, x, y


def saturated_by_steps(optimizer: Any) -> Callable[[], Any]:
    """What is seen is saturated; what made it so is the rate."""

    def build() -> Any:
        x, y = data("moons")
        model = compiled(dense(2, 16, 16, 1), BINARY, optimizer())
        gn.fit(model, x, y, epochs=2, verbose=0)
        return model, x, y

    return build


def zero_at_the_end() -> Any:
    """The hidden layer gets a gradient from the second step on."""
    x, y = data("moons")
    last = layers.Dense(1, "sigmoid", kernel_initializer="zeros", name="output")
    return compiled([keras.Input((2,)), layers.Dense(16, "tanh"), last], BINARY), x, y


def attention() -> Any:
    x, y = sequences()
    inputs = keras.Input((10, 2))
    found = layers.Dense(8)(inputs)
    found = layers.LayerNormalization()(found + layers.MultiHeadAttention(2, 4)(found, found))
    found = layers.GlobalAveragePooling1D()(found)
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(found))
    model.compile(adam(), BINARY)
    return model, x, y


BROKEN = {
    "units: LSTM, weights of 100": Case(gates(layers.LSTM, **LARGE), "saturated", where="reader"),
    "units: GRU, weights of 100": Case(
        gates(layers.GRU, **LARGE), "saturated", where="reader", long=True
    ),
    "units: LSTM with hard gates": Case(
        gates(layers.LSTM, recurrent_activation="hard_sigmoid", **LARGE), "saturated", long=True
    ),
    "units: hard sigmoids": Case(hidden("hard_sigmoid", weights=normal(60.0)), "saturated"),
    "units: hard tanh": Case(hidden("hard_tanh", weights=normal(60.0)), "saturated"),
    "units: relu6 between its bounds nowhere": Case(
        hidden("relu6", weights=normal(100.0)), "saturated"
    ),
    "units: relu6 below 0": Case(hidden("relu6", -20.0), "dead-relu", where="hidden1"),
    "units: relu6 above 6": Case(hidden("relu6", 40.0), "dead-relu", where="hidden1"),
    "units: elus far below 0": Case(hidden("elu", -40.0), "dead-relu", where="hidden1"),
    "units: softmax, certain and wrong": Case(
        softmax_wrong(lambda y: y, SPARSE), "saturated-output", where="output"
    ),
    "units: softmax, the same in one-hot": Case(
        softmax_wrong(lambda y: np.eye(3, dtype="float32")[y], "categorical_crossentropy"),
        "saturated-output",
        where="output",
        long=True,
    ),
    "units: times 0": Case(times_nothing, "zero-gradient", where="nothing/multiply"),
    "units: a loss of weight 0": Case(weightless_loss, "zero-gradient"),
    "units: a loss that is flat": Case(flat_loss, "zero-gradient", where="loss/relu"),
    "units: convolutions × 10, averaged": Case(
        exploding_average, "exploding", where="convolution0", long=True
    ),
    "units: saturated by RMSprop, rate 3": Case(
        saturated_by_steps(lambda: keras.optimizers.RMSprop(3.0)), "rate-too-large"
    ),
    "units: saturated by SGD, rate 300": Case(
        saturated_by_steps(lambda: sgd(300.0)), "rate-too-large", long=True
    ),
}
HEALTHY = {
    "units: relu6": Case(hidden("relu6"), epochs=100, long=True),
    "units: hard sigmoids": Case(hidden("hard_sigmoid"), epochs=150),
    "units: silu, its sigmoid at 1": Case(hidden("silu", 10.0), epochs=200, long=True),
    "units: LSTM, its forget gate open": Case(
        gates(layers.LSTM, bias_initializer=keras.initializers.Constant(3.0)), epochs=60, long=True
    ),
    "units: zeros at the end": Case(zero_at_the_end, epochs=100),
    "units: attention": Case(attention, epochs=20, long=True),
}
