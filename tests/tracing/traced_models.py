"""Models of every kind that a trace is to follow, and data for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers

import glassnet as gn

ROWS = 4


class Case(NamedTuple):
    """A model and data for it. y: a function of the number of rows. rounding: of gradients,
    relative to the largest."""

    build: Callable[[], Any]
    x: Callable[[np.random.Generator], Any]
    y: Callable[[np.random.Generator], Any]
    loss: Any = "mse"
    rounding: float = 1e-5


def floats(*shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: random.normal(size=(ROWS, *shape)).astype(np.float32)


def bits(*shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: random.integers(0, 2, (ROWS, *shape)).astype(np.float32)


def classes(count: int, *shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: random.integers(0, count, (ROWS, *shape))


def one_hot(count: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: np.eye(count, dtype=np.float32)[random.integers(0, count, ROWS)]


def sequential(*parts: Any) -> Any:
    return keras.Sequential(list(parts))


def residual() -> Any:
    inputs = keras.Input((3,))
    hidden = layers.Dense(3, "tanh", name="inner")(inputs)
    return keras.Model(inputs, layers.Dense(1, name="out")(layers.Add()([inputs, hidden])))


def several_inputs() -> Any:
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    both = layers.Concatenate()([layers.Dense(2, "tanh")(a), layers.Dense(2, "elu")(b)])
    return keras.Model({"a": a, "b": b}, layers.Dense(1, "sigmoid", name="out")(both))


def several_outputs() -> Any:
    inputs = keras.Input((3,))
    hidden = layers.Dense(4, "gelu", name="hidden")(inputs)
    first = layers.Dense(1, name="first")(hidden)
    second = layers.Dense(2, "softmax", name="second")(hidden)
    return keras.Model(inputs, {"first": first, "second": second})


def shared_layer() -> Any:
    inputs = keras.Input((3,))
    dense = layers.Dense(3, "tanh", name="shared")
    return keras.Model(inputs, layers.Dense(1, name="out")(dense(dense(inputs))))


def shared_rnn() -> Any:
    first, second = keras.Input((2, 2), name="first"), keras.Input((2, 2), name="second")
    lstm = layers.LSTM(2, name="shared")
    both = layers.Subtract()([lstm(first), lstm(second)])
    return keras.Model({"first": first, "second": second}, layers.Dense(1)(both))


def attention() -> Any:
    inputs = keras.Input((4, 3))
    seen = layers.MultiHeadAttention(2, 2, name="attention")(inputs, inputs)
    pooled = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(seen + inputs))
    return keras.Model(inputs, layers.Dense(1, name="out")(pooled))


@keras.ops.custom_gradient
def squared(x: Any) -> Any:
    """With its derivative by hand."""
    return x * x, lambda *args, upstream=None: 2 * x * (upstream if args == () else args[0])


def convolutional_autoencoder() -> Any:
    return sequential(
        keras.Input((4, 4, 1)),
        layers.Conv2D(2, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2DTranspose(2, 2, strides=2, activation="relu"),
        layers.UpSampling2D(1),
        layers.Conv2D(1, 3, padding="same"),
    )


# Two hundred numbers or so each: paths through all of them are summed.
CASES: Mapping[str, Case] = {
    "dense": Case(
        lambda: sequential(
            keras.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid", name="out")
        ),
        floats(2),
        bits(1),
        "binary_crossentropy",
    ),
    "from logits": Case(
        lambda: sequential(keras.Input((2,)), layers.Dense(3, "relu"), layers.Dense(1)),
        floats(2),
        bits(1),
        keras.losses.BinaryCrossentropy(from_logits=True),
    ),
    "softmax": Case(
        lambda: sequential(keras.Input((3,)), layers.Dense(4, "silu"), layers.Dense(3, "softmax")),
        floats(3),
        one_hot(3),
        "categorical_crossentropy",
    ),
    "sparse targets": Case(
        lambda: sequential(keras.Input((3,)), layers.Dense(4, "selu"), layers.Dense(3, "softmax")),
        floats(3),
        classes(3),
        "sparse_categorical_crossentropy",
    ),
    "penalties": Case(
        lambda: sequential(
            keras.Input((2,)),
            layers.Dense(2, "softplus", kernel_regularizer="l1l2"),
            layers.Dense(1, activity_regularizer="l2"),
        ),
        floats(2),
        floats(1),
        "huber",
    ),
    "conv1d": Case(
        lambda: sequential(
            keras.Input((6, 2)),
            layers.Conv1D(2, 3, activation="relu"),
            layers.AveragePooling1D(2),
            layers.Flatten(),
            layers.Dense(1),
        ),
        floats(6, 2),
        floats(1),
    ),
    "conv2d": Case(
        lambda: sequential(
            keras.Input((4, 4, 1)),
            layers.Conv2D(2, 2, strides=1, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.GlobalMaxPooling2D(),
            layers.Dense(1),
        ),
        floats(4, 4, 1),
        floats(1),
    ),
    "batch norm": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(2), layers.BatchNormalization(), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "layer norm": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(4), layers.LayerNormalization(), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "dropout": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(6, "relu"), layers.Dropout(0.5), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "noise": Case(
        lambda: sequential(
            keras.Input((3,)), layers.GaussianNoise(0.1), layers.Dense(3, "tanh"), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "embedding": Case(
        lambda: sequential(
            keras.Input((3,), dtype="int32"),
            layers.Embedding(5, 2),
            layers.Flatten(),
            layers.Dense(1),
        ),
        classes(5, 3),
        floats(1),
    ),
    "integers": Case(
        lambda: sequential(keras.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(2)),
        classes(2, 2),
        classes(2),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ),
    "truth values": Case(
        lambda: sequential(keras.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")),
        lambda random: random.integers(0, 2, (ROWS, 2)).astype(bool),
        lambda random: random.integers(0, 2, (ROWS, 1)).astype(np.uint8),
        "binary_crossentropy",
    ),
    "words and classes": Case(
        lambda: sequential(
            keras.Input((3,), dtype="int32"),
            layers.Embedding(4, 2, mask_zero=True),
            layers.GlobalAveragePooling1D(),
            layers.Dense(3, "softmax"),
        ),
        classes(4, 3),
        classes(3),
        "sparse_categorical_crossentropy",
    ),
    "integer images": Case(
        lambda: sequential(
            keras.Input((4, 4, 1), dtype="uint8"),
            layers.Rescaling(1 / 255),
            layers.Conv2D(2, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(3),
        ),
        lambda random: random.integers(0, 256, (ROWS, 4, 4, 1)).astype(np.uint8),
        classes(3),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ),
    "names of all kinds": Case(
        lambda: sequential(
            keras.Input((2, 3)),
            layers.GRU(2, name="my-gru"),
            layers.Dense(3, "tanh", name="2nd layer {a}"),
            layers.Dense(1, name="my.out (1)"),
        ),
        floats(2, 3),
        floats(1),
    ),
    "simple rnn": Case(
        lambda: sequential(keras.Input((4, 2)), layers.SimpleRNN(2), layers.Dense(1)),
        floats(4, 2),
        floats(1),
    ),
    "stateful rnn": Case(
        lambda: sequential(
            keras.Input(batch_shape=(ROWS, 3, 2)), layers.GRU(2, stateful=True), layers.Dense(1)
        ),
        floats(3, 2),
        floats(1),
    ),
    "mixed precision": Case(
        lambda: sequential(
            keras.Input((3,)),
            layers.Dense(3, "tanh", dtype="mixed_float16"),
            layers.BatchNormalization(dtype="mixed_float16"),
            layers.Dense(1, dtype="float32"),
        ),
        floats(3),
        floats(1),
        rounding=1e-2,
    ),
    "custom gradient": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(3), layers.Lambda(squared), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "lstm": Case(
        lambda: sequential(keras.Input((3, 2)), layers.LSTM(2), layers.Dense(1)),
        floats(3, 2),
        floats(1),
    ),
    "gru, sequences": Case(
        lambda: sequential(
            keras.Input((3, 2)), layers.GRU(2, return_sequences=True), layers.Dense(1)
        ),
        floats(3, 2),
        floats(3, 1),
    ),
    "unrolled lstm": Case(
        lambda: sequential(
            keras.Input((3, 2)), layers.LSTM(2, unroll=True, name="lstm"), layers.Dense(1)
        ),
        floats(3, 2),
        floats(1),
    ),
    "unrolled gru": Case(
        lambda: sequential(keras.Input((2, 2)), layers.GRU(2, unroll=True), layers.Dense(1)),
        floats(2, 2),
        floats(1),
    ),
    "shared rnn": Case(
        shared_rnn,
        lambda random: {"first": floats(2, 2)(random), "second": floats(2, 2)(random)},
        floats(1),
    ),
    "bidirectional": Case(
        lambda: sequential(
            keras.Input((3, 2)), layers.Bidirectional(layers.LSTM(2)), layers.Dense(1)
        ),
        floats(3, 2),
        floats(1),
    ),
    "masked sequence": Case(
        lambda: sequential(
            keras.Input((3,), dtype="int32"),
            layers.Embedding(4, 2, mask_zero=True),
            layers.LSTM(2),
            layers.Dense(1),
        ),
        classes(4, 3),
        floats(1),
    ),
    "residual": Case(residual, floats(3), floats(1)),
    "several inputs": Case(
        several_inputs,
        lambda random: {"a": floats(3)(random), "b": floats(2)(random)},
        bits(1),
        "binary_crossentropy",
    ),
    "several outputs": Case(
        several_outputs,
        floats(3),
        lambda random: {"first": floats(1)(random), "second": one_hot(2)(random)},
        {"first": "mse", "second": "categorical_crossentropy"},
    ),
    "shared layer": Case(shared_layer, floats(3), floats(1)),
    "nested model": Case(
        lambda: sequential(keras.Input((3,)), residual(), layers.Dense(1)), floats(3), floats(1)
    ),
    "attention": Case(attention, floats(4, 3), floats(1)),
    "autoencoder": Case(
        lambda: sequential(
            keras.Input((4,)), layers.Dense(2, "sigmoid", name="code"), layers.Dense(4)
        ),
        floats(4),
        floats(4),
    ),
    "stacked autoencoder": Case(
        lambda: sequential(
            keras.Input((4,)),
            *(layers.Dense(size, "relu") for size in (3, 2, 3)),
            layers.Dense(4, "sigmoid"),
        ),
        bits(4),
        bits(4),
        "binary_crossentropy",
    ),
    "convolutional autoencoder": Case(convolutional_autoencoder, floats(4, 4, 1), floats(4, 4, 1)),
}


# One of each kind of graph, for what takes longer.
KINDS = (
    *("dense", "penalties", "conv2d", "batch norm", "dropout", "embedding", "names of all kinds"),
    *("gru, sequences", "unrolled lstm", "shared rnn", "bidirectional", "masked sequence"),
    *("stateful rnn", "residual", "several inputs", "several outputs", "shared layer"),
    *("nested model", "attention", "mixed precision", "custom gradient", "sparse targets"),
)


class Traced(NamedTuple):
    model: Any
    x: Any
    y: Any
    trace: Any
    rounding: float


@cache
def traced_case(name: str) -> Traced:
    """One of CASES with fixed weights and data."""
    case = CASES[name]
    keras.utils.set_random_seed(7)
    random = np.random.default_rng(7)
    model = case.build()
    model.compile("adam", case.loss)
    x, y = case.x(random), case.y(random)
    return Traced(model, x, y, gn.trace(model, x, y), case.rounding)


@cache
def long_lstm() -> Any:
    """A trace of more than 300 nodes: 20 time steps."""
    model = keras.Sequential([keras.Input((20, 2)), layers.LSTM(3, name="lstm"), layers.Dense(1)])
    model.compile("sgd", "mse")
    return gn.trace(model, np.ones((2, 20, 2)), np.ones((2, 1)))
