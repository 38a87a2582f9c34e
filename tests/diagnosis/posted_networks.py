"""Mistakes of programs that people post: at the output, in shapes, in token ids, in learning rates,
and trainings that are stuck; each beside a network like it in which nothing is to be found."""

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
    sequences,
    sgd,
)


def one_hot() -> tuple[Any, Any]:
    x, y = blobs()
    return x, np.eye(3, dtype=np.float32)[np.asarray(y, int)]


def several_labels() -> tuple[Any, Any]:
    """Points of the plane, and in which of three half planes each lies."""
    x = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    return x, (x @ np.array([[1, 0, 1], [0, 1, -1]]) > 0).astype(np.float32)


def words(low: int = 0, high: int = 20) -> tuple[Any, Any]:
    """[rows, 8] token ids: whether token 3 is among them."""
    x = np.random.default_rng(0).integers(low, high, (200, 8))
    x[::2, 2] = 3
    return x, (x == 3).any(axis=1).astype(np.float32)


# Layers behind the last weights.


def dropout_between_logits_and_softmax() -> Any:
    x, y = blobs()
    last = [layers.Dense(3), layers.Dropout(0.5), layers.Activation("softmax")]
    return compiled([*dense(2, 16, 16)[:-1], *last], SPARSE), x, y


def dropout_behind_the_output() -> Any:
    x, y = data("moons")
    return compiled([*dense(2, 16, 1), layers.Dropout(0.3)], BINARY), x, y


def relu_before_softmax() -> Any:
    x, y = blobs()
    last = [layers.Dense(3, "relu"), layers.Softmax()]
    return compiled([*dense(2, 16, 16)[:-1], *last], SPARSE), x, y


def tanh_before_sigmoid() -> Any:
    x, y = data("moons")
    last = [layers.Dense(1, "tanh"), layers.Activation("sigmoid")]
    return compiled([*dense(2, 16, 16)[:-1], *last], BINARY), x, y


def softmax_as_a_layer() -> Any:
    x, y = blobs()
    last = [layers.Dropout(0.2), layers.Dense(3), layers.Softmax()]
    return compiled([*dense(2, 16, 16)[:-1], *last], SPARSE), x, y


# Losses that compare something else.


def softmax_of_several_labels() -> Any:
    x, y = several_labels()
    return compiled(dense(2, 16, 3, output="softmax"), "mse"), x, y


def softmax_of_quantities() -> Any:
    x, _ = curve()
    quantities = np.abs(np.concatenate([x, x[:, :1] * x[:, 1:]], axis=1))
    return compiled(dense(2, 16, 3, output="softmax"), "poisson"), x, quantities


def sigmoids_of_several_labels() -> Any:
    x, y = several_labels()
    return compiled(dense(2, 16, 3), BINARY), x, y


def percentages_of_zero() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 16, 1), "mean_absolute_percentage_error"), x, y


def absolute_errors_of_classes() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 4, 1), "mae", sgd(0.05)), x, y


def squared_errors_of_classes() -> Any:
    x, y = one_hot()
    return compiled(dense(2, 16, 3, output="softmax"), "mse", sgd(1e-3)), x, y


def squared_errors_that_come_down() -> Any:
    x, y = one_hot()
    return compiled(dense(2, 16, 3, output="softmax"), "mse", adam(0.05)), x, y


def absolute_errors_of_quantities() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, output="linear"), "mae"), x, y


def classes_divided_by_255() -> Any:
    x, y = blobs()
    return compiled(dense(2, 16, 3, output="softmax"), SPARSE), x, np.asarray(y) / 255


def linear_layers_for_a_curve() -> Any:
    x, y = curve()
    parts = dense(2, 8, 8, 1, activation="linear", output="linear")
    return compiled(parts, "mse"), x, y


def linear_layers_for_a_plane() -> Any:
    x, _ = curve()
    parts = dense(2, 8, 1, activation="linear", output="linear")
    return compiled(parts, "mse"), x, x @ np.array([[0.5], [-0.3]], np.float32)


# Axes.


def without_flatten() -> Any:
    x, y = sequences()
    parts = [keras.Input((10, 2)), layers.Conv1D(8, 3, activation="relu")]
    return compiled([*parts, layers.Dense(1, "sigmoid")], BINARY), x, y


def without_flatten_and_refused() -> Any:
    x, y = sequences()
    parts = [keras.Input((10, 2)), layers.Conv1D(8, 3, activation="relu")]
    target = np.eye(2)[y.astype(int)]
    return compiled([*parts, layers.Dense(2, "softmax")], "categorical_crossentropy"), x, target


def class_numbers_for_a_distribution() -> Any:
    x, y = blobs()
    loss = "categorical_crossentropy"
    return compiled(dense(2, 16, 3, output="softmax"), loss), x, np.asarray(y).reshape(-1, 1)


def a_target_for_every_step() -> Any:
    x, _ = sequences()
    target = (x[:, :, :1] > 0).astype(np.float32)
    parts = [keras.Input((10, 2)), layers.LSTM(8), layers.Dense(1, "sigmoid")]
    return compiled(parts, BINARY), x, target


def every_step_has_its_target() -> Any:
    x, _ = sequences()
    target = (x[:, :, 0] > 0).astype(np.float32)
    parts = [keras.Input((10, 2)), layers.LSTM(8, return_sequences=True)]
    return compiled([*parts, layers.Dense(1, "sigmoid")], BINARY), x, target


# Token ids.


def bag_of_words(rows: int, x: Any, y: Any) -> Any:
    parts = [keras.Input((8,)), layers.Embedding(rows, 8), layers.GlobalAveragePooling1D()]
    return compiled([*parts, layers.Dense(1, "sigmoid")], BINARY), x, y


def real_numbers_as_ids() -> Any:
    x, y = words()
    return bag_of_words(20, x / 20, y)


def ids_beyond_the_table() -> Any:
    x, y = words(high=40)
    return bag_of_words(20, x, y)


def ids_of_the_table() -> Any:
    return bag_of_words(20, *words())


# Learning rates.


def relus_killed_by_their_first_steps() -> Any:
    x = np.linspace(0, 5, 50, dtype=np.float32)[:, None]
    y = 120 * np.exp(-((x - 2.5) ** 2))
    parts = dense(1, 32, 32, 1, activation="relu", output="linear")
    return compiled(parts, "mse", sgd(0.1)), x, y


def a_rate_that_crawls() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 16, 1), BINARY, adam(3e-6)), x, y


def wild(optimizer: Any, kind: str) -> Any:
    """kind: a hidden activation under a sigmoid, or the loss of a linear output."""
    x, y = data("moons")
    if kind in ("tanh", "relu"):
        return compiled(dense(2, 8, 8, 1, activation=kind), BINARY, optimizer), x, y
    parts = dense(2, 16, 1, activation="relu", output=None)
    if kind == "logits":
        return compiled(parts, keras.losses.BinaryCrossentropy(from_logits=True), optimizer), x, y
    return compiled(parts, "mse", optimizer), x, x[:, :1] + x[:, 1:] ** 2


def error_that_is_maximised() -> Any:
    x, y = curve()
    away = lambda y, p: -keras.ops.mean(keras.ops.square(y - p))
    return compiled(dense(2, 16, 1, activation="relu", output=None), away), x, y


def similarity_that_is_maximised() -> Any:
    """Below 0 and with a bound."""
    x, y = curve()
    both = np.concatenate([y, x[:, :1]], axis=1)
    parts = dense(2, 16, 2, activation="relu", output=None)
    return compiled(parts, keras.losses.CosineSimilarity()), x, both


def density() -> Any:
    """Mean and log of the variance, of quantities whose noise is small: below 0."""
    x, y = curve()

    def loss(y: Any, p: Any) -> Any:
        mean, log = p[:, :1], p[:, 1:]
        return keras.ops.mean(log + keras.ops.square(y - mean) * keras.ops.exp(-log))

    return compiled(dense(2, 32, 2, output=None), loss), x, y


def kept_for_dropped(rate: float) -> Any:
    def build() -> Any:
        x, y = blobs()
        parts: list[Any] = [keras.Input((2,))]
        for _ in range(2):
            parts += [layers.Dense(32, "relu"), layers.Dropout(rate)]
        return compiled([*parts, layers.Dense(3, "softmax")], SPARSE), x, y

    return build


def thrown_out(seed: int) -> Any:
    """SGD's 10 on moons: 20 steps on all rows end lower than they began, batches of 32 do not."""

    def build() -> Any:
        x, y = data("moons")
        keras.utils.set_random_seed(seed)
        parts = [keras.Input((2,)), layers.Dense(8, "tanh"), layers.Dense(8, "relu")]
        parts.append(layers.Dense(1, "sigmoid"))
        return compiled(parts, BINARY, sgd(10.0)), x, y

    return build


def thrown_out_and_slowed_down() -> Any:
    """The rate that threw the weights out is gone: the one that is left is right."""
    x, y = curve()
    model = compiled(dense(2, 16, 1, activation="relu", output=None), "mse", adam(1e3))
    model.fit(x, y, epochs=1, batch_size=100, verbose=0)
    model.optimizer.learning_rate = 0.01
    return model, x, y


# Stuck.


def xor(activation: str, seed: int) -> Any:
    """2-2-1 from a start from which it does not get all four rows right."""

    def build() -> Any:
        x, y = data("xor")
        keras.utils.set_random_seed(seed)
        parts = dense(2, 2, 1, activation=activation)
        return compiled(parts, BINARY, adam(0.05)), x, y

    return build


def normalised(momentum: float) -> Any:
    """Two normalised layers, of which the second is nowhere near mean 0 and variance 1."""

    def build() -> Any:
        x, y = blobs()
        parts: list[Any] = [*dense(2, 64, activation="relu")]
        for _ in range(2):
            parts += [layers.Dense(64), layers.BatchNormalization(momentum=momentum), layers.ReLU()]
        return compiled([*parts, layers.Dense(3, "softmax")], SPARSE, adam(0.003)), x, y

    return build


def narrow_sigmoids() -> Any:
    """Adam moves all layers alike, yet at no rate do the first gain what a bias does not."""
    x, y = data("circles")
    return compiled(dense(2, *[5] * 7, 1, activation="sigmoid"), BINARY, adam(0.001)), x, y


def a_word_in_nearly_every_row() -> Any:
    """A column of 0 and 1 whose mean is twenty deviations from 0."""
    x, y = words()
    columns = (x[:, :, None] == np.arange(20)).any(axis=1).astype(np.float32)
    columns[:, 0] = 1
    columns[7, 0] = 0
    return compiled(dense(20, 8, 1), BINARY, adam(0.02)), columns, y


def noisy() -> Any:
    """One label in five is the other one: from all starts the loss stands still far above 0."""
    x, y = data("moons")
    labels = y.ravel()
    wrong = np.random.default_rng(0).random(len(labels)) < 0.2
    return compiled(dense(2, 3, 1), BINARY, adam(0.05)), x, np.where(wrong, 1 - labels, labels)


def penalties(factor: float) -> Any:
    def build() -> Any:
        x, y = data("moons")
        small = keras.initializers.RandomUniform(-0.05, 0.05)
        parts = dense(2, 16, 16, 1, activation="relu", weights=small)
        for layer in parts[1:]:
            layer.kernel_regularizer = keras.regularizers.L2(factor)
        return compiled(parts, BINARY), x, y

    return build


def penalised(factor: float) -> Any:
    """Of Keras' first weights: at first the penalty's gradient is 1 to 12 times the data's."""

    def build() -> Any:
        x, y = data("moons")
        parts = dense(2, 32, 32, 1, activation="relu")
        for layer in parts[1:]:
            layer.kernel_regularizer = keras.regularizers.L2(factor)
        return compiled(parts, BINARY, adam(1e-3)), x, y

    return build


def relu_of_classes() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1, output="relu"), "mse"), x, y


def sigmoids_of_exclusive_classes() -> Any:
    x, y = blobs()
    parts = dense(2, 8, 3)
    return compiled(parts, BINARY, sgd(0.01)), x, np.eye(3, dtype="float32")[y]


def sigmoids_that_learn() -> Any:
    model, x, y = sigmoids_of_exclusive_classes()
    model.compile(adam(0.02), BINARY)
    return model, x, y


def two_units_for_one_label() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 2), BINARY), x, y.ravel()


OPTIMIZERS = {
    name: getattr(keras.optimizers, name)
    for name in (
        # Not Adafactor, which bounds the rate itself; at 10 and 100 Adadelta still learns.
        *("SGD", "Adam", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam"),
        *("Ftrl", "AdamW", "Lion", "Lamb", "Muon"),
    )
}
RATES = (10.0, 100.0, 1e4, 1e6)

BROKEN = {
    "dropout between logits and softmax": Case(dropout_between_logits_and_softmax, "output-noise"),
    "dropout behind the output": Case(dropout_behind_the_output, "output-noise"),
    "a dropout of 0.95": Case(kept_for_dropped(0.95), "dropout-strong"),
    "an error that is maximised": Case(error_that_is_maximised, "loss-unbounded"),
    "the same, in training": Case(error_that_is_maximised, "loss-unbounded", epochs=10),
    "relu before softmax": Case(relu_before_softmax, "activation-twice"),
    "tanh before sigmoid": Case(tanh_before_sigmoid, "activation-twice"),
    "softmax of several labels": Case(softmax_of_several_labels, "softmax-sum"),
    "softmax of quantities": Case(softmax_of_quantities, "softmax-sum"),
    "percentages of 0": Case(percentages_of_zero, "percentage-of-zero"),
    "mae of classes": Case(absolute_errors_of_classes, "absolute-error-classes"),
    "mse of one-hot classes": Case(squared_errors_of_classes, "squared-error-classes"),
    "a penalty on every layer": Case(penalties(0.05), "regularisation"),
    "L2 of 1 on every layer": Case(penalised(1.0), "regularisation", long=True),
    "L2 of 0.3 on every layer": Case(penalised(0.3), "regularisation"),
    "L2 of 0.3, trained": Case(penalised(0.3), "regularisation", epochs=150),
    "relu of classes": Case(relu_of_classes, "relu-of-classes"),
    "sigmoids of exclusive classes": Case(sigmoids_of_exclusive_classes, "exclusive-classes"),
    "two units for one label": Case(two_units_for_one_label, "target-axes", long=True),
    "classes divided by 255": Case(classes_divided_by_255, "class-fraction"),
    "linear layers for a curve": Case(linear_layers_for_a_curve, "linear-network"),
    "no Flatten, broadcast": Case(without_flatten, "target-axes", where="y"),
    "no Flatten, refused": Case(without_flatten_and_refused, "target-axes", where="y"),
    "class numbers for a distribution": Case(class_numbers_for_a_distribution, "target-axes"),
    "no return_sequences": Case(a_target_for_every_step, "target-axes", where="y"),
    "real numbers into an Embedding": Case(real_numbers_as_ids, "token-ids", where="x"),
    "ids beyond the Embedding": Case(ids_beyond_the_table, "token-ids", where="x"),
    "relus killed by targets of 120": Case(relus_killed_by_their_first_steps, "rate-too-large"),
    "the same, trained": Case(relus_killed_by_their_first_steps, "rate-too-large", epochs=50),
    "Adam at 3e-6": Case(a_rate_that_crawls, "rate-too-small"),
    "28 steps of moving averages": Case(normalised(0.99), "moving-averages", epochs=4, long=True),
    "seven layers of five sigmoids": Case(narrow_sigmoids, "vanishing", long=True),
    "SGD, rate 10": Case(thrown_out(1), "rate-too-large"),
    "the same, trained for long": Case(thrown_out(1), "rate-too-large", epochs=200),
    "another seed, trained for long": Case(thrown_out(2), "rate-too-large", epochs=200),
    "thrown out and slowed down": Case(thrown_out_and_slowed_down, "above-start"),
    "XOR stuck, sigmoids": Case(xor("sigmoid", 3), "stuck", epochs=3000),
    "XOR stuck, relus": Case(xor("relu", 0), "stuck", epochs=3000),
    "XOR stuck, tanh": Case(xor("tanh", 3), "stuck", epochs=3000),
}
HEALTHY = {
    "posted: softmax as a layer": Case(softmax_as_a_layer, epochs=20),
    "posted: sigmoids of several labels": Case(sigmoids_of_several_labels, epochs=20),
    "posted: sigmoids of exclusive classes": Case(sigmoids_that_learn, epochs=40),
    "posted: mse of one-hot classes": Case(squared_errors_that_come_down, epochs=20),
    "posted: mae of quantities": Case(absolute_errors_of_quantities, epochs=60, long=True),
    "posted: linear layers for a plane": Case(linear_layers_for_a_plane, epochs=20),
    "posted: a target for every step": Case(every_step_has_its_target, epochs=10),
    "posted: a small penalty": Case(penalties(1e-4), epochs=100, long=True),
    "posted: a penalty that is felt": Case(penalised(0.03), epochs=100, long=True),
    "posted: a dropout of 0.5": Case(kept_for_dropped(0.5), epochs=40, long=True),
    "posted: a similarity": Case(similarity_that_is_maximised, epochs=40),
    "posted: a density": Case(density, epochs=200),
    "posted: averages that follow": Case(normalised(0.8), epochs=4, long=True),
    "posted: a word in nearly every row": Case(a_word_in_nearly_every_row, epochs=20),
    "posted: token ids": Case(ids_of_the_table, epochs=60),
    "posted: one label in five is wrong": Case(noisy, epochs=300),
}
