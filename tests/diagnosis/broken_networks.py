"""Networks that do not learn, each with its cause: two variants of a cause at least."""

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

import glassnet as gn
from glassnet.fitting.stop_before_nonfinite import StopBeforeNonFinite

# Numbers that are not finite.


def log_of_zero() -> Any:
    def loss(y: Any, p: Any) -> Any:
        return -keras.ops.mean(y * keras.ops.log(p) + (1 - y) * keras.ops.log(1 - p))

    x, y = data("moons")
    return compiled(dense(2, 8, 1, weights=normal(60.0)), loss), x, y


def zero_by_zero() -> Any:
    x, y = curve()
    x[17] = 0.0
    unit = layers.Lambda(lambda v: v / keras.ops.norm(v, axis=-1, keepdims=True), name="unit")
    return compiled([keras.Input((2,)), unit, layers.Dense(1)], "mse"), x, y


def overflow() -> Any:
    x, y = curve()
    parts = [keras.Input((2,)), layers.Dense(4, "exponential", kernel_initializer=normal(200.0))]
    return compiled([*parts, layers.Dense(1)], "mse"), x, y


def diverged() -> Any:
    x, y = curve()
    model = compiled(dense(2, 4, 1, activation="linear", output="linear"), "mse", sgd(10.0))
    gn.fit(model, x, y, epochs=1000, verbose=0, callbacks=[StopBeforeNonFinite()])
    model.compile(sgd(10.0), "mse")  # what led there is not known any more
    return model, x, y


def bad_row() -> Any:
    x, y = data("moons")
    x = x.copy()
    x[42, 1] = np.nan
    return compiled(dense(2, 8, 1), BINARY), x, y


def bad_weight() -> Any:
    x, y = data("moons")
    model = compiled(dense(2, 8, 1), BINARY)
    kernel = np.array(model.layers[0].kernel)
    kernel[0, 1] = np.inf
    model.layers[0].kernel.assign(kernel)
    return model, x, y


def root_at_zero() -> Any:
    x, y = curve()
    x[3] = 0.0
    root = layers.Lambda(lambda v: keras.ops.sqrt(keras.ops.sum(v**2, -1, keepdims=True)))
    parts = [keras.Input((2,)), layers.Dense(3, use_bias=False), root, layers.Dense(1)]
    return compiled(parts, "mse"), x, y


def rate_overflows() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY, sgd(float("inf"))), x, y


def adam_without_epsilon() -> Any:
    x, y = data("moons")
    parts = dense(2, 8, 1, activation="relu", bias=keras.initializers.Constant(-50.0))
    return compiled(parts, BINARY, keras.optimizers.Adam(0.01, epsilon=0.0)), x, y


# Units that do not answer.


def sigmoids_with_large_weights() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1, activation="sigmoid", weights=normal(100.0)), BINARY), x, y


def tanh_with_large_weights() -> Any:
    x, y = data("spiral")
    return compiled(dense(2, 16, 16, 1, weights=normal(12.0)), BINARY, sgd()), x, y


def saturated_and_wrong() -> Any:
    x, y = data("and")
    model = compiled(dense(2, 1), "mse", sgd())
    model.layers[0].bias.assign([15.0])
    return model, x, y


def saturated_and_wrong_tanh() -> Any:
    x, y = data("circles")
    parts = dense(2, 8, 1, output="tanh")
    model = compiled(parts, "mse", sgd())
    model.layers[-1].bias.assign([-12.0])
    return model, x, 2 * y - 1


def dead_by_bias() -> Any:
    x, y = data("moons")
    parts = dense(2, 8, 1, activation="relu", bias=keras.initializers.Constant(-20.0))
    return compiled(parts, BINARY), x, y


def dead_convolution() -> Any:
    x, y = images()
    bias = keras.initializers.Constant(-9.0)
    parts = [
        keras.Input((8, 8, 1)),
        layers.Conv2D(4, 3, activation="relu", bias_initializer=bias, name="convolution"),
        layers.Flatten(),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY), x, y


# Gradients on their way back.


def notes_deep_program() -> Any:
    """The note's 2-10-10-10-1 with Keras' own initialiser: it learns for 2 % of seeds."""
    x, y = data("xor")
    return compiled(dense(2, 10, 10, 10, 1, activation="sigmoid"), BINARY, sgd()), x, y


def six_sigmoids() -> Any:
    x, y = data("circles")
    return compiled(dense(2, 12, 12, 12, 12, 12, 12, 1, activation="sigmoid"), BINARY, sgd()), x, y


def tiny_weights() -> Any:
    x, y = data("moons")
    parts = dense(2, 16, 16, 16, 1, activation="relu", weights=normal(0.01))
    return compiled(parts, BINARY, sgd()), x, y


def exploding_linear() -> Any:
    x, y = curve()
    parts = dense(2, 32, 32, 32, 32, 32, 1, weights=normal(1.5), activation="elu", output=None)
    return compiled(parts, "mse", sgd(1e-3)), x, y


def exploding_relus() -> Any:
    x, y = data("moons")
    parts = dense(2, 64, 64, 64, 64, 64, 1, weights=normal(1.0), activation="relu", output=None)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return compiled(parts, loss, sgd(1e-3)), x, y


def overflowing_relus() -> Any:
    """The loss is infinite before the first step."""
    x, y = curve()
    parts = dense(2, *[32] * 16, 1, weights=normal(40.0), activation="relu", output=None)
    return compiled(parts, "mse", sgd(1e-3)), x, y


# Copies.


def zeros() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 8, 1, weights="zeros"), BINARY, sgd()), x, y


def zeros_under_relus() -> Any:
    """They rest where a relu has no slope, and no bias holds them there."""
    x, y = data("moons")
    parts = dense(2, 8, 1, activation="relu", weights="zeros")
    return compiled(parts, BINARY), x, y


def constant_weights() -> Any:
    x, y = data("moons")
    half = keras.initializers.Constant(0.5)
    return compiled(dense(2, 8, 8, 1, weights=half), BINARY), x, y


def constant_filters() -> Any:
    x, y = images()
    parts = [
        keras.Input((8, 8, 1)),
        layers.Conv2D(4, 3, activation="tanh", kernel_initializer="ones", name="convolution"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(1, "sigmoid", kernel_initializer="ones"),
    ]
    return compiled(parts, BINARY), x, y


# Variables without a gradient.


@keras.saving.register_keras_serializable("tests")
class Forgetful(keras.layers.Layer):
    """Declares a second matrix, and does not use it."""

    def build(self, shape: Any) -> None:
        self.used = self.add_weight(shape=(shape[-1], 4), name="used")
        self.declared = self.add_weight(shape=(shape[-1], 4), name="declared")

    def call(self, x: Any) -> Any:
        return keras.ops.tanh(x @ self.used)


def declared_and_not_used() -> Any:
    x, y = data("moons")
    parts = [keras.Input((2,)), Forgetful(name="forgetful"), layers.Dense(1, "sigmoid")]
    return compiled(parts, BINARY), x, y


def stopped() -> Any:
    x, y = data("moons")
    stop = layers.Lambda(keras.ops.stop_gradient, name="stop")
    hidden = layers.Dense(8, "tanh", name="hidden")
    return compiled([keras.Input((2,)), hidden, stop, layers.Dense(1, "sigmoid")], BINARY), x, y


def stepped(step: Any) -> Any:
    """What has no slope stands between two layers."""

    def build() -> Any:
        x, y = data("moons")
        parts = [keras.Input((2,)), layers.Dense(8, "sigmoid", name="hidden")]
        return compiled([*parts, layers.Lambda(step), layers.Dense(1, "sigmoid")], BINARY), x, y

    return build


def positive(z: Any) -> Any:
    return keras.ops.cast(z > 0.5, "float32")


def largest(z: Any) -> Any:
    return keras.ops.one_hot(keras.ops.argmax(z, -1), 8)


def frozen() -> Any:
    x, y = data("moons")
    model = compiled(dense(2, 8, 1), BINARY)
    model.trainable = False
    model.compile(adam(), BINARY)
    return model, x, y


# Losses that do not fit.


def softmax_of_one() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1, output="softmax"), BINARY), x, y


def softmax_of_one_mse() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 8, 1, output="softmax"), "mse", sgd()), x, y


def categorical_of_one() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), "categorical_crossentropy"), x, y


def softmax_binary() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 3, output="softmax"), BINARY), x, np.eye(3, dtype="float32")[y]


def sigmoid_categorical() -> Any:
    x, y = blobs()
    one_hot = np.eye(3, dtype="float32")[y]
    return compiled(dense(2, 8, 3), "categorical_crossentropy"), x, one_hot


def probability_as_logits() -> Any:
    x, y = data("moons")
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return compiled(dense(2, 8, 1), loss), x, y


def softmax_as_logits() -> Any:
    x, y = blobs()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(dense(2, 8, 3, output="softmax"), loss), x, y


def logits_as_probability() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1, output=None), BINARY), x, y


def logits_as_distribution() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 3, output=None), SPARSE), x, y


def targets_beyond_sigmoid() -> Any:
    x, y = curve()
    return compiled(dense(2, 8, 1), "mse"), x, 10 * y


def negative_targets_of_relu() -> Any:
    x, y = curve()
    return compiled(dense(2, 8, 1, output="relu"), "mse"), x, y


def signs_in_crossentropy() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY), x, 2 * y - 1


def percentages_in_crossentropy() -> Any:
    x, y = data("circles")
    return compiled(dense(2, 8, 1), BINARY), x, 100 * y


def classes_from_one() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 3, output="softmax"), SPARSE), x, y + 1


def too_few_units() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 2, output="softmax"), SPARSE), x, y


def class_numbers_in_mse() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 3, output="softmax"), "mse"), x, y.astype("float32")[:, None]


def two_hot() -> Any:
    x, y = blobs()
    targets = np.eye(3, dtype="float32")[y] + np.eye(3, dtype="float32")[(y + 1) % 3]
    model = compiled(dense(2, 8, 3, output="softmax"), "categorical_crossentropy")
    return model, x, targets


# Labels.


def all_ones() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY), x, np.ones_like(y)


def never_true() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY), x, y == 2


def all_of_one_class() -> Any:
    x, y = blobs()
    return compiled(dense(2, 8, 3, output="softmax"), SPARSE), x, np.full_like(y, 2)


def shuffled_moons() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY), x, np.random.default_rng(2).permutation(y)


def shuffled_blobs() -> Any:
    x, y = blobs()
    y = np.random.default_rng(2).permutation(y)
    return compiled(dense(2, 8, 3, output="softmax"), SPARSE), x, y


def shuffled_curve() -> Any:
    x, y = curve()
    model = compiled(dense(2, 16, 1, output=None), "mse")
    return model, x, np.random.default_rng(4).permutation(y)


# Inputs.


def scales_apart() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY), x * np.float32([1e4, 1]), y


def scales_apart_small() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, output=None), "mse", sgd()), x * np.float32([1, 1e-4]), y


def far_from_zero() -> Any:
    x, y = data("circles")
    return compiled(dense(2, 8, 1), BINARY), x + np.float32([0, 1000]), y


def years() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, output=None), "mse"), x * 20 + np.float32([2000, 0]), y


def pixels() -> Any:
    x, y = images()
    parts = [
        keras.Input((8, 8, 1)),
        layers.Flatten(),
        layers.Dense(16, "sigmoid"),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY, sgd()), x * 100 + 100, y


def constant_column() -> Any:
    x, y = data("moons")
    x = np.concatenate([x, np.full((len(x), 1), 0.5, "float32")], axis=1)
    return compiled(dense(3, 8, 1), BINARY), x, y


# Learning rates.


def adam_too_large() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY, adam(30.0)), x, y


def sgd_too_large() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, output=None), "mse", sgd(3.0)), x, y


def far_too_large() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, activation="relu", output=None), "mse", sgd(1e8)), x, y


def sgd_too_small() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY, sgd(1e-6)), x, y


def adam_too_small() -> Any:
    x, y = curve()
    return compiled(dense(2, 16, 1, output=None), "mse", adam(1e-8)), x, y


def rate_of_nothing() -> Any:
    x, y = data("moons")
    return compiled(dense(2, 8, 1), BINARY, sgd(0.0)), x, y


def schedule_at_its_end() -> Any:
    x, y = data("moons")
    ended = keras.optimizers.schedules.CosineDecay(0.1, 1)
    model = compiled(dense(2, 8, 1), BINARY, keras.optimizers.SGD(ended))
    model.optimizer.iterations.assign(5)
    return model, x, y


# A line where none will do.


def logistic_unit_on_xor() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 1), BINARY, sgd()), x, y


def logistic_unit_on_circles() -> Any:
    x, y = data("circles")
    return compiled(dense(2, 1), BINARY), x, y


def linear_layers_on_xor() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 8, 8, 1, activation="linear"), BINARY), x, y


def softmax_on_spiral() -> Any:
    x, y = data("spiral")
    return compiled(dense(2, 2, output="softmax"), SPARSE), x, y.astype("int32")


# A plateau.


def flat_xor() -> Any:
    x, y = data("xor")
    return compiled(dense(2, 2, 1, activation="sigmoid"), BINARY, sgd()), x, y


def flat_parity() -> Any:
    x, y = data("parity:4")
    return compiled(dense(4, 4, 1, activation="sigmoid"), BINARY, sgd()), x, y


def _in_sequence() -> Any:
    x, y = sequences()
    parts = [keras.Input((10, 2)), layers.LSTM(4, name="lstm"), layers.Dense(1, name="output")]
    return compiled(parts, BINARY), x, y


BROKEN = {
    "log(0) in a loss of one's own": Case(log_of_zero, "not-finite-value"),
    "0/0 in a row of zeros": Case(zero_by_zero, "not-finite-value"),
    "exp overflows": Case(overflow, "not-finite-value"),
    "a training that diverged": Case(diverged, "diverged"),
    "NaN in a row": Case(bad_row, "not-finite-data"),
    "infinity in a weight": Case(bad_weight, "not-finite-weight"),
    "root at 0": Case(root_at_zero, "not-finite-gradient"),
    "infinite learning rate": Case(rate_overflows, "not-finite-update"),
    "Adam, epsilon 0, gradients 0": Case(adam_without_epsilon, "not-finite-update"),
    "sigmoids, weights of 100": Case(sigmoids_with_large_weights, "saturated"),
    "tanh, weights of 12": Case(tanh_with_large_weights, "saturated", long=True),
    "sigmoid output at bias 15, MSE": Case(saturated_and_wrong, "saturated-output"),
    "tanh output at bias −12, MSE": Case(saturated_and_wrong_tanh, "saturated-output"),
    "relus with bias −20": Case(dead_by_bias, "dead-relu"),
    "convolution's relus with bias −9": Case(dead_convolution, "dead-relu"),
    "the note's 2-10-10-10-1, Glorot": Case(notes_deep_program, "vanishing"),
    "six sigmoid layers": Case(six_sigmoids, "vanishing"),
    "relus with weights of 0.01": Case(tiny_weights, "vanishing", long=True),
    "elus with weights of 1.5": Case(exploding_linear, "exploding"),
    "relus that overflow before training": Case(overflowing_relus, "exploding", where="hidden1"),
    "wide relus with weights of 1": Case(exploding_relus, "exploding", long=True),
    "all weights 0": Case(zeros, "copies"),
    "all weights 0, relus": Case(zeros_under_relus, "copies"),
    "all weights 0.5": Case(constant_weights, "copies"),
    "all filters 1": Case(constant_filters, "copies"),
    "declared, not used": Case(declared_and_not_used, "unused"),
    "stop_gradient": Case(stopped, "no-slope"),
    "rounded units": Case(stepped(keras.ops.round), "no-slope", long=True),
    "a threshold": Case(stepped(positive), "no-slope"),
    "the largest unit": Case(stepped(largest), "no-slope"),
    "all frozen": Case(frozen, "nothing-trainable"),
    "softmax of one unit": Case(softmax_of_one, "softmax-of-one"),
    "softmax of one unit, MSE": Case(softmax_of_one_mse, "softmax-of-one", long=True),
    "categorical of one unit": Case(categorical_of_one, "categorical-of-one"),
    "softmax, binary cross-entropy": Case(softmax_binary, "softmax-binary"),
    "sigmoids, categorical": Case(sigmoid_categorical, "sigmoid-categorical"),
    "sigmoid as logits": Case(probability_as_logits, "logits-expected"),
    "softmax as logits": Case(softmax_as_logits, "logits-expected", long=True),
    "logits as probability": Case(logits_as_probability, "probabilities-expected"),
    "logits as distribution": Case(logits_as_distribution, "probabilities-expected", long=True),
    "LSTM, logits as probability": Case(_in_sequence, "probabilities-expected", long=True),
    "targets of 10 for a sigmoid": Case(targets_beyond_sigmoid, "target-beyond-output"),
    "negative targets for a relu": Case(
        negative_targets_of_relu, "target-beyond-output", long=True
    ),
    "−1 and 1 in cross-entropy": Case(signs_in_crossentropy, "target-beyond-loss"),
    "0 and 100 in cross-entropy": Case(percentages_in_crossentropy, "target-beyond-loss"),
    "classes from 1": Case(classes_from_one, "class-beyond-units"),
    "three classes, two units": Case(too_few_units, "class-beyond-units", long=True),
    "class numbers in MSE": Case(class_numbers_in_mse, "target-width"),
    "two classes at once": Case(two_hot, "target-no-distribution"),
    "a comparison that is never true": Case(never_true, "labels-constant"),
    "all labels 1": Case(all_ones, "labels-constant"),
    "all labels of one class": Case(all_of_one_class, "labels-constant"),
    "moons, shuffled": Case(shuffled_moons, "labels-random"),
    "blobs, shuffled": Case(shuffled_blobs, "labels-random"),
    "a curve, shuffled": Case(shuffled_curve, "targets-random"),
    "one column × 10,000": Case(scales_apart, "inputs-scales"),
    "one column / 10,000": Case(scales_apart_small, "inputs-scales"),
    "one column + 1,000": Case(far_from_zero, "inputs-offset"),
    "years": Case(years, "inputs-offset"),
    "pixels up to 255": Case(pixels, "inputs-large"),
    "a constant column": Case(constant_column, "inputs-constant"),
    "Adam, rate 30": Case(adam_too_large, "rate-too-large"),
    "SGD, rate 3": Case(sgd_too_large, "rate-too-large"),
    "SGD, rate 100,000,000": Case(far_too_large, "rate-too-large"),
    "SGD, rate 0.000001": Case(sgd_too_small, "rate-too-small"),
    "Adam, rate 0.00000001": Case(adam_too_small, "rate-too-small"),
    "SGD, rate 0": Case(rate_of_nothing, "rate-zero"),
    "a schedule at its end": Case(schedule_at_its_end, "rate-zero"),
    "a unit on XOR": Case(logistic_unit_on_xor, "not-separable"),
    "a unit on circles": Case(logistic_unit_on_circles, "not-separable"),
    "three linear layers on XOR": Case(linear_layers_on_xor, "not-separable", long=True),
    "softmax of two on a spiral": Case(softmax_on_spiral, "not-separable", long=True),
    "XOR after 500 steps": Case(flat_xor, "plateau", epochs=500),
    "parity of four after 1,000 steps": Case(flat_parity, "plateau", epochs=1000, long=True),
}
