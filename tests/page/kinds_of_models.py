"""Models of all kinds with a few rows, for the page's room of layers: a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
from keras import layers, ops

ROWS = 9
DRAWS = np.random.default_rng(0)
Case = tuple[Any, Any, Any]
"""A compiled model, x and y."""


def floats(*shape: int) -> Any:
    return DRAWS.normal(size=(ROWS, *shape)).astype("float32")


def classes(count: int, *shape: int) -> Any:
    return DRAWS.integers(0, count, (ROWS, *shape))


def stack(x: Any, *stacked: Any, loss: Any = "mse", y: Any = None, optimizer: Any = "adam") -> Case:
    model = keras.Sequential([keras.Input(x.shape[1:]), *stacked])
    model.compile(optimizer, loss)
    return model, x, floats(*model.output_shape[1:]) if y is None else y


def compiled(inputs: Any, outputs: Any, x: Any, y: Any, loss: Any = "mse", **more: Any) -> Case:
    model = keras.Model(inputs, outputs)
    model.compile("adam", loss, **more)
    return model, x, y


def shapes() -> Case:
    moved = layers.Permute((2, 1)), layers.Reshape((3, 8)), layers.Cropping1D((1, 0))
    more = layers.Flatten(), layers.RepeatVector(2), layers.Flatten()
    return stack(floats(4, 6), *moved, layers.Activation("relu"), *more, layers.Dense(1))


def silent() -> Case:
    nothing = layers.Flatten(), layers.Dropout(0.0), layers.Activation("linear")
    return stack(floats(4), *nothing, layers.Dense(3), layers.Activation("linear"), layers.Dense(1))


def inputs_and_outputs() -> Case:
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    joined = layers.Concatenate()([layers.Dense(4, "relu")(a), b])
    outputs = {"p": layers.Dense(1, "sigmoid")(joined), "q": layers.Dense(2)(joined)}
    x, y = {"a": floats(3), "b": floats(2)}, {"p": classes(2, 1), "q": floats(2)}
    losses, weights = {"p": "binary_crossentropy", "q": "mse"}, {"p": 1.0, "q": 0.3}
    return compiled({"a": a, "b": b}, outputs, x, y, losses, loss_weights=weights)


def shared_layer() -> Case:
    a, b = keras.Input((3,)), keras.Input((3,))
    twin = layers.Dense(4, "tanh", name="twin")
    both = [twin(a), twin(b)]
    outputs = [layers.Dense(1)(layers.Add()(both)), layers.Dense(1)(layers.Subtract()(both))]
    return compiled([a, b], outputs, [floats(3), floats(3)], [floats(1), floats(1)], ["mse", "mae"])


def nested() -> Case:
    """A layer of the inner model is called as one of the outer model is."""
    start = keras.Input((4,))
    inner = keras.Model(start, layers.Dense(3, "relu", name="dense")(start), name="inner")
    whole = keras.Input((4,))
    outputs = layers.Dense(1, name="out")(inner(layers.Dense(4, name="dense")(whole)))
    return compiled(whole, outputs, floats(4), floats(1))


class Own(keras.Model):
    """A model whose `call` is a function of its own, with a weight of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.flat, self.first = layers.Flatten(name="flat"), layers.Dense(4, name="first")
        self.last, self.drop = layers.Dense(1, name="last"), layers.Dropout(0.0, name="drop")

    def build(self, _: Any) -> None:
        self.first.build((None, 6))
        self.last.build((None, 4))
        self.scale = self.add_weight(shape=(4,), initializer="ones", name="scale")
        self.built = True

    def call(self, x: Any) -> Any:
        hidden = ops.tanh(self.first(self.flat(x)))
        return self.last(self.drop(hidden * self.scale))


def own_call() -> Case:
    model = Own()
    model.compile("adam", "mse")
    return model, floats(2, 3), floats(1)


class OwnCell(layers.Layer):
    """A recurrent cell of one's own."""

    def __init__(self, units: int, **more: Any) -> None:
        super().__init__(**more)
        self.units = self.state_size = units

    def build(self, shape: Any) -> None:
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
        self.recurrent = self.add_weight(shape=(self.units, self.units), name="recurrent")

    def call(self, x: Any, states: Any) -> Any:
        output = ops.tanh(x @ self.kernel + states[0] @ self.recurrent)
        return output, [output]


def quartic(y: Any, predicted: Any) -> Any:
    return ops.mean((y - predicted) ** 4)


def penalties() -> Case:
    penalised = layers.Dense(3, "relu", kernel_regularizer="l2", activity_regularizer="l1")
    return stack(
        floats(4), penalised, layers.Dense(2), layers.ActivityRegularization(0.1), layers.Dense(1)
    )


def frozen() -> Case:
    model, x, y = stack(
        floats(4), layers.Dense(3, "relu"), layers.BatchNormalization(), layers.Dense(1)
    )
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    return model, x, y


def residual() -> Case:
    """`+` of Keras' tensors is an operation outside of layers, called as a layer is."""
    tokens = keras.Input((4,), dtype="int32")
    words = layers.Embedding(7, 4)(tokens)
    seen = layers.Add()([words, layers.MultiHeadAttention(2, 2)(words, words)])
    outputs = layers.Dense(7)(layers.LayerNormalization()(seen + layers.Dense(4)(seen)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(tokens, outputs, classes(7, 4), classes(7, 4), loss)


class OwnLoss(keras.Model):
    """A model that adds a loss of its own to that of `compile`, or has it alone."""

    def __init__(self) -> None:
        super().__init__()
        self.code, self.out = layers.Dense(2, name="code"), layers.Dense(4, name="out")

    def call(self, x: Any) -> Any:
        output = self.out(self.code(x))
        self.add_loss(ops.mean((output - x) ** 2))
        return output


def own_loss_alone() -> Case:
    model, x = OwnLoss(), floats(4)
    model.compile("adam")
    return model, x, x


def states() -> Case:
    """A layer that returns several tensors: the first is its output."""
    start = keras.Input((3, 2))
    output, *state = layers.LSTM(2, return_sequences=True, return_state=True, name="from")(start)
    outputs = layers.LSTM(2, name="to")(output, initial_state=state)
    return compiled(start, outputs, floats(3, 2), floats(2))


def masked() -> Case:
    """A mask is computed outside of layers, and belongs to the layer that reads it."""
    tokens = keras.Input((3,), dtype="int32")
    words = layers.Embedding(5, 2, mask_zero=True)(tokens)
    return compiled(tokens, layers.SimpleRNN(2)(words), classes(5, 3), floats(2))


CASES: Mapping[str, Callable[[], Case]] = {
    "shapes": shapes,
    "silent": silent,
    "inputs and outputs": inputs_and_outputs,
    "shared layer": shared_layer,
    "nested": nested,
    "own call": own_call,
    "own cell": lambda: stack(floats(3, 2), layers.RNN(OwnCell(3)), layers.Dense(1)),
    "own loss": lambda: stack(floats(4), layers.Dense(3, "relu"), layers.Dense(1), loss=quartic),
    "penalties": penalties,
    "frozen": frozen,
    "residual": residual,
    "own loss alone": own_loss_alone,
    "states": states,
    "masked": masked,
    "gru": lambda: stack(
        floats(3, 2),
        layers.GRU(2, return_sequences=True),
        layers.TimeDistributed(layers.Dense(2)),
        layers.Bidirectional(layers.SimpleRNN(2)),
    ),
    "sequence": lambda: stack(
        floats(6, 2), layers.Conv1D(3, 3), layers.GlobalAveragePooling1D(), layers.Dense(1)
    ),
    "pictures": lambda: stack(
        floats(5, 5, 2),
        layers.DepthwiseConv2D(2),
        layers.SeparableConv2D(3, 2),
        layers.Conv2DTranspose(2, 2),
        layers.LayerNormalization(),
        layers.GlobalMaxPooling2D(),
    ),
}
