"""A `Work` as a compiled Keras model."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from benchmarks.works import (
    ADAM_EPSILON,
    ADAM_RATE,
    LSTM,
    SGD_RATE,
    Convolution,
    Dense,
    Layer,
    Work,
)


def note_loss(y_true: Any, y_pred: Any) -> Any:
    """The study note's binary cross-entropy. y_true, y_pred: [batch, 1]. Returns [batch]."""
    rows = y_true * ops.log(y_pred + 1e-7) + (1 - y_true) * ops.log(1 - y_pred + 1e-7)
    return ops.mean(-rows, axis=-1)


LOSSES: dict[str, Any] = {
    "note": note_loss,
    "binary": "binary_crossentropy",
    "classes": "sparse_categorical_crossentropy",
}
METRICS = {
    "note": "binary_accuracy",
    "binary": "binary_accuracy",
    "classes": "sparse_categorical_accuracy",
}
OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(SGD_RATE),
    "adam": lambda: keras.optimizers.Adam(ADAM_RATE, epsilon=ADAM_EPSILON),
}


def layers_of(layer: Layer) -> list[Any]:
    match layer:
        case Dense(units, activation):
            return [keras.layers.Dense(units, activation)]
        case LSTM(units):
            return [keras.layers.LSTM(units)]
        case Convolution(filters):
            return [keras.layers.Conv2D(filters, 3, activation="relu"), keras.layers.Flatten()]


def build(work: Work, **compile_options: Any) -> Any:
    """The model, compiled, with the work's first weights."""
    keras.utils.set_random_seed(0)
    layers = [part for layer in work.layers for part in layers_of(layer)]
    model = keras.Sequential([keras.Input(work.inputs), *layers])
    start = work.start()
    if start is not None:
        model.set_weights(start)
    model.compile(
        OPTIMIZERS[work.optimizer](),
        LOSSES[work.loss],
        metrics=[METRICS[work.loss]] if work.accuracy else None,
        **compile_options,
    )
    return model
