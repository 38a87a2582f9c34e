"""Recurrent networks whose gradients vanish or explode over time steps, and those in which nothing
is to be found: that early steps get little gradient is how they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers
from network_parts import BINARY, Case, adam, normal, sgd

Array = np.ndarray[Any, Any]


def noise(steps: int, rows: int = 400) -> Array:
    """[rows, steps, 2]: numbers of which none tells another."""
    return np.random.default_rng(0).normal(size=(rows, steps, 2)).astype(np.float32)


def above(values: Array) -> Array:
    return (values > 0).astype(np.float32)


def reading(steps: int, *recurrent: Any, optimizer: Any = None) -> Any:
    """Recurrent layers, and a sigmoid."""
    model = keras.Sequential([keras.Input((steps, 2)), *recurrent, layers.Dense(1, "sigmoid")])
    model.compile(optimizer or adam(), BINARY)
    return model


# Broken.


def first_of(steps: int, kind: Any, rows: int = 400, **options: Any) -> Callable[[], Any]:
    """The first step tells the class."""

    def build() -> Any:
        x = noise(steps, rows)
        return reading(steps, kind(16, name="reader", **options)), x, above(x[:, 0, 0])

    return build


def small_weights() -> Any:
    return first_of(20, layers.SimpleRNN, recurrent_initializer=normal(0.05))()


def last_of_reversed() -> Any:
    x = noise(80)
    reader = layers.SimpleRNN(16, name="reader", go_backwards=True)
    return reading(80, reader), x, above(x[:, -1, 0])


def padded() -> Any:
    """Five steps, then zeros that no mask tells from numbers."""
    x = noise(70)
    x[:, 5:] = 0.0
    return reading(70, layers.LSTM(16, name="reader")), x, above(x[:, :5, 0].sum(axis=1))


def first_word() -> Any:
    x = np.random.default_rng(0).integers(0, 6, (400, 40))
    inputs = keras.Input((40,), dtype="int32")
    found = layers.GRU(12, name="reader", reset_after=False)(layers.Embedding(6, 4)(inputs))
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(found))
    model.compile(adam(), BINARY)
    return model, x, (x[:, 0] < 3).astype(np.float32)


def first_quantity() -> Any:
    x = noise(60)
    inputs = keras.Input((60, 2))
    found = layers.SimpleRNN(16, name="reader")(inputs)
    model = keras.Model(inputs, [layers.Dense(1, name=name)(found) for name in ("late", "early")])
    model.compile(adam(), ["mse", "mse"])
    return model, x, [x[:, -1, :1], x[:, 0, :1]]


def growing(activation: str, weights: Callable[[], Any], steps: int = 30) -> Callable[[], Any]:
    """Recurrent weights that make each step larger than the one before."""

    def build() -> Any:
        x = noise(steps)
        reader = layers.SimpleRNN(16, activation, recurrent_initializer=weights(), name="reader")
        model = keras.Sequential([keras.Input((steps, 2)), reader, layers.Dense(1)])
        model.compile(sgd(1e-3), "mse")
        return model, x, x[:, :, 0].mean(axis=1)

    return build


BROKEN = {
    "the first of 60 steps, simple RNN": Case(
        first_of(60, layers.SimpleRNN), "vanishing-time", where="reader"
    ),
    "the first of 70 steps, LSTM": Case(
        first_of(70, layers.LSTM), "vanishing-time", where="reader", long=True
    ),
    "the first of 25 steps, GRU": Case(first_of(25, layers.GRU), "vanishing-time", where="reader"),
    "the first of 300 steps, a loop": Case(
        first_of(300, layers.LSTM, rows=1000), "vanishing-time", where="reader", long=True
    ),
    "the first of 20 steps, small weights": Case(small_weights, "vanishing-time", where="reader"),
    "the last of 80 steps, read backwards": Case(
        last_of_reversed, "vanishing-time", where="reader"
    ),
    "zeros after five steps": Case(padded, "vanishing-time", where="reader", long=True),
    "the first of 40 words": Case(first_word, "vanishing-time", where="reader", long=True),
    "a quantity of the first step, beside one of the last": Case(
        first_quantity, "vanishing-time", where="reader", long=True
    ),
    "relus with large recurrent weights": Case(
        growing("relu", lambda: normal(0.6)), "exploding-time", where="reader"
    ),
    "relus that overflow over time, untrained": Case(
        growing("relu", lambda: normal(1.0), steps=50), "exploding-time", where="reader"
    ),
    "linear, 1.5 on the diagonal": Case(
        growing("linear", lambda: keras.initializers.Identity(1.5)),
        "exploding-time",
        where="reader",
        long=True,
    ),
}


# Healthy.


def last_of(steps: int, kind: Any, optimizer: Callable[[], Any] = adam) -> Callable[[], Any]:
    """The sum of the last three steps tells the class."""

    def build() -> Any:
        x = noise(steps)
        model = reading(steps, kind(16), optimizer=optimizer())
        return model, x, above(x[:, -3:, 0].sum(axis=1))

    return build


def near(steps: int, kind: Any) -> Callable[[], Any]:
    """The first of few steps: little arrives, and enough."""

    def build() -> Any:
        x = noise(steps)
        return reading(steps, kind(16)), x, above(x[:, 0, 0])

    return build


def all_of(steps: int, kind: Any) -> Callable[[], Any]:
    def build() -> Any:
        x = noise(steps)
        return reading(steps, kind(16)), x, above(x[:, :, 0].sum(axis=1))

    return build


def both_ways() -> Any:
    x = noise(25)
    return reading(25, layers.Bidirectional(layers.GRU(8))), x, above(x[:, 0, 0])


def every_step() -> Any:
    x = noise(25)
    model = keras.Sequential(
        [keras.Input((25, 2)), layers.GRU(16, return_sequences=True), layers.Dense(1)]
    )
    model.compile(adam(), "mse")
    return model, x, (x[:, :, :1] + np.roll(x[:, :, 1:], 1, axis=1)) / 2


def pooled() -> Any:
    x = noise(40)
    reader = layers.LSTM(16, return_sequences=True)
    return reading(40, reader, layers.GlobalMaxPooling1D()), x, above(x[:, 0, 0])


HEALTHY = {
    "the last of 20 steps, simple RNN": Case(last_of(20, layers.SimpleRNN), epochs=40),
    "the last of 60 steps, simple RNN": Case(last_of(60, layers.SimpleRNN), epochs=40, long=True),
    "the last of 70 steps, LSTM": Case(last_of(70, layers.LSTM), epochs=40, long=True),
    "the last of 25 steps, GRU": Case(last_of(25, layers.GRU), epochs=40),
    "the last of 40 steps, SGD": Case(
        last_of(40, layers.LSTM, lambda: sgd(0.5)), epochs=60, long=True
    ),
    "the last of 300 steps, a loop": Case(last_of(300, layers.LSTM), epochs=40, long=True),
    "the first of 10 steps": Case(near(10, layers.SimpleRNN), epochs=60),
    "the first of 20 steps": Case(near(20, layers.LSTM), epochs=100, long=True),
    "the sum of 40 steps": Case(all_of(40, layers.LSTM), epochs=60, long=True),
    "the first of 25 steps, read both ways": Case(both_ways, epochs=60, long=True),
    "every one of 25 steps": Case(every_step, epochs=60, long=True),
    "the largest of 40 steps": Case(pooled, epochs=60, long=True),
}
