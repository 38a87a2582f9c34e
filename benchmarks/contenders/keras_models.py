"""A `Work` as a compiled Keras model."""

from __future__ import annotations

import time
from typing import Any

import keras
from keras import ops

from benchmarks.works import (
    ADAM_EPSILON,
    ADAM_RATE,
    GRU,
    LSTM,
    SGD_RATE,
    Convolution,
    Dense,
    Embedding,
    Flatten,
    Layer,
    TransformerBlock,
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
        case GRU(units, each_step):
            return [keras.layers.GRU(units, return_sequences=each_step)]
        case Convolution(filters, pooled):
            last = keras.layers.MaxPooling2D() if pooled else keras.layers.Flatten()
            return [keras.layers.Conv2D(filters, 3, activation="relu"), last]
        case Embedding(words, width):
            return [keras.layers.Embedding(words, width)]
        case TransformerBlock(heads, hidden):
            return [lambda x: transformer_block(x, heads, hidden)]
        case Flatten("sequence"):
            return [keras.layers.GlobalAveragePooling1D()]
        case Flatten():
            return [keras.layers.Flatten()]


def transformer_block(x: Any, heads: int, hidden: int) -> Any:
    width = x.shape[-1]
    attention = keras.layers.MultiHeadAttention(heads, width // heads)(x, x)
    seen = keras.layers.LayerNormalization()(x + attention)
    dense = keras.layers.Dense(width)(keras.layers.Dense(hidden, "relu")(seen))
    return keras.layers.LayerNormalization()(seen + dense)


def build(work: Work, **compile_options: Any) -> Any:
    """The model, compiled, with the work's first weights."""
    keras.utils.set_random_seed(0)
    dtype = "int32" if isinstance(work.layers[0], Embedding) else None
    inputs = outputs = keras.Input(work.inputs, dtype=dtype)
    for part in [part for layer in work.layers for part in layers_of(layer)]:
        outputs = part(outputs)
    model = keras.Model(inputs, outputs)
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


class Source(keras.utils.PyDataset):
    """A work's data, batch after batch, each in new memory."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._data = work.data()

    def __len__(self) -> int:
        return self._work.steps_per_epoch

    def __getitem__(self, index: int) -> Any:
        if self._work.batch_seconds:
            time.sleep(self._work.batch_seconds)
        size = self._work.batch_size
        return tuple(part[index * size : (index + 1) * size].copy() for part in self._data)


def data(work: Work) -> dict[str, Any]:
    """The arguments of `fit` that say what it trains on."""
    if work.batch_seconds is not None:
        return {"x": Source(work), "shuffle": work.shuffle}
    x, y = work.data()
    return {"x": x, "y": y, "batch_size": work.batch_size, "shuffle": work.shuffle}
