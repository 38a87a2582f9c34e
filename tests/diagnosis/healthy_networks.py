"""Networks that learn, or have learned: nothing is to be found."""

from __future__ import annotations

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
    curve,
    data,
    dense,
    images,
    normal,
    sequences,
    sgd,
)


def xor() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 8, 1), BINARY, adam(0.05)), x, y


def notes_deep_program() -> Any:
    x, y = data("xor")
    parts = dense(2, 10, 10, 10, 1, activation="sigmoid", weights=normal(1.0))
    return compiled(parts, BINARY, sgd()), x, y


def logistic() -> Any:
    x, y = data("or")
    return compiled(dense(2, 1), BINARY, sgd(0.5)), x, y


def moons() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 16, 16, 1, activation="relu", weights="he_normal"), BINARY), x, y


def circles_mse() -> Any:
    x, y = data("circles")
    return compiled(dense(2, 8, 1), "mse", adam(0.02)), x, y


def spiral() -> Any:
    x, y = data("spiral")
    return compiled(dense(2, 32, 32, 1), BINARY), x, y


def logits() -> Any:
    x, y = data("moons")
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return compiled(dense(2, 16, 1, output=None), loss), x, y


def classes() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 3, output="softmax"), SPARSE), x, y


def single_softmax() -> Any:
    x, y = blobs()
    return compiled(dense(2, 3, output="softmax"), SPARSE, sgd(0.5)), x, y


def one_hot() -> Any:
    x, y = blobs()
    targets = np.eye(3, dtype="float32")[y]
    model = compiled(dense(2, 8, 3, output="softmax"), "categorical_crossentropy")
    return model, x, targets


def regression() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, output=None), "mse"), x, y


def robust_regression() -> Any:
    x, y = curve()
    parts = dense(2, 32, 32, 1, activation="relu", weights="he_normal", output=None)
    return compiled(parts, "huber"), x, y


def convolution() -> Any:
    x, y = images()
    parts = [
        keras.Input((8, 8, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY), x, y


def recurrent(kind: Any) -> Any:
    def build() -> Any:
        x, y = sequences()
        parts = [keras.Input((10, 2)), kind(8), layers.Dense(1, "sigmoid", name="output")]
        return compiled(parts, BINARY, adam(0.02)), x, y

    return build


def autoencoder() -> Any:
    x, _ = data("spiral")
    parts = dense(2, 8, 1, 8, 2, output=None)
    return compiled(parts, "mse"), x, x


def embedding() -> Any:
    random = np.random.default_rng(0)
    x = random.integers(0, 20, (200, 6))
    y = (np.sum(x < 8, axis=1) > 2).astype("float32")
    parts = [
        keras.Input((6,), dtype="int32"),
        layers.Embedding(20, 4),
        layers.GlobalAveragePooling1D(),
        layers.Dense(8, "tanh"),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY, adam(0.03)), x, y


def batch_norm() -> Any:
    x, y = data("moons")
    parts = [
        keras.Input((2,)),
        layers.Dense(16, use_bias=False),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY), x, y


def dropout() -> Any:
    x, y = data("moons")
    parts = [
        keras.Input((2,)),
        layers.Dense(32, "relu"),
        layers.Dropout(0.2),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY), x, y


def two_inputs() -> Any:
    x, y = data("moons")
    a, b = keras.Input((1,), name="a"), keras.Input((1,), name="b")
    both = layers.Concatenate()([layers.Dense(8, "tanh")(a), layers.Dense(8, "tanh")(b)])
    out = layers.Dense(1, "sigmoid")(layers.Dense(8, "tanh")(both))
    model = keras.Model({"a": a, "b": b}, out)
    model.compile(adam(0.02), BINARY)
    return model, {"a": x[:, :1], "b": x[:, 1:]}, y


def two_outputs() -> Any:
    x, y = data("moons")
    inputs = keras.Input((2,))
    hidden = layers.Dense(16, "tanh")(inputs)
    outputs = [
        layers.Dense(1, "sigmoid", name="label")(hidden),
        layers.Dense(2, name="point")(hidden),
    ]
    model = keras.Model(inputs, outputs)
    model.compile(adam(), [BINARY, "mse"])
    return model, x, [y, x]


def residual() -> Any:
    x, y = data("circles")
    inputs = keras.Input((2,))
    hidden = layers.Dense(16, "relu")(inputs)
    for _ in range(3):
        hidden = layers.Add()([hidden, layers.Dense(16, "relu")(hidden)])
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(hidden))
    model.compile(adam(0.005), BINARY)
    return model, x, y


def normalized_pixels() -> Any:
    x, y = images()
    parts = [
        keras.Input((8, 8, 1)),
        layers.Rescaling(1 / 100, offset=-1.0),
        layers.Flatten(),
        layers.Dense(16, "relu"),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY, adam(0.005)), x * 100 + 100, y


def scheduled() -> Any:
    x, y = data("moons")
    schedule = keras.optimizers.schedules.CosineDecay(0.5, 2000)
    return compiled(dense(2, 16, 1), BINARY, keras.optimizers.SGD(schedule, momentum=0.9)), x, y


def slow_to_start(optimizer: Any, **options: Any) -> Any:
    """Whose first step moves nothing."""

    def build() -> Any:
        x, y = data("moons")
        return compiled(dense(2, 16, 1), BINARY, optimizer(**options)), x, y

    return build


def hinge() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 16, 1, output="tanh"), "hinge"), x, 2 * y - 1


HEALTHY = {
    "XOR, Adam": Case(xor, epochs=300),
    "the note's 2-10-10-10-1, N(0, 1)": Case(notes_deep_program, epochs=10000),
    "a unit on OR": Case(logistic, epochs=500),
    "moons, relu": Case(moons, epochs=100),
    "circles, MSE": Case(circles_mse, epochs=200),
    "spiral": Case(spiral, epochs=300, long=True),
    "moons, logits": Case(logits, epochs=100, long=True),
    "blobs": Case(classes, epochs=60),
    "blobs, one softmax layer": Case(single_softmax, epochs=60),
    "blobs, one-hot": Case(one_hot, epochs=60, long=True),
    "regression": Case(regression, epochs=150),
    "regression, Huber": Case(robust_regression, epochs=150, long=True),
    "convolution": Case(convolution, epochs=40),
    "simple RNN": Case(recurrent(layers.SimpleRNN), epochs=60),
    "LSTM": Case(recurrent(layers.LSTM), epochs=60, long=True),
    "GRU": Case(recurrent(layers.GRU), epochs=60, long=True),
    "autoencoder": Case(autoencoder, epochs=100, long=True),
    "embedding": Case(embedding, epochs=100, long=True),
    "batch normalisation": Case(batch_norm, epochs=60),
    "dropout": Case(dropout, epochs=60),
    "two inputs": Case(two_inputs, epochs=60, long=True),
    "two outputs": Case(two_outputs, epochs=60),
    "residual": Case(residual, epochs=60, long=True),
    "rescaled pixels": Case(normalized_pixels, epochs=40, long=True),
    "a schedule": Case(scheduled, epochs=60, long=True),
    "gradients of four steps, Adam": Case(
        slow_to_start(keras.optimizers.Adam, learning_rate=0.01, gradient_accumulation_steps=4),
        epochs=60,
    ),
    "gradients of eight steps, SGD": Case(
        slow_to_start(keras.optimizers.SGD, learning_rate=0.05, gradient_accumulation_steps=8),
        epochs=60,
        long=True,
    ),
    "gradients of 32 steps, SGD": Case(
        slow_to_start(keras.optimizers.SGD, learning_rate=0.05, gradient_accumulation_steps=32),
        epochs=60,
        long=True,
    ),
    "a warm-up": Case(
        slow_to_start(
            keras.optimizers.SGD,
            learning_rate=keras.optimizers.schedules.CosineDecay(
                0.0, 1000, warmup_target=0.1, warmup_steps=100
            ),
        ),
        epochs=60,
    ),
    "hinge": Case(hinge, epochs=60),
}
