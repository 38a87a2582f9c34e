"""A list of layers in one line: what stands for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import keras
from keras import layers


def stack(
    shape: int | Sequence[int], *parts: Any, start: str = "glorot_uniform", apart: bool = False
) -> Callable[[], list[keras.Layer]]:
    """Makes an input of this shape and the layers of the parts. A part is one of

    - `16`: a dense layer of that many units, with relu;
    - `(16, "tanh")`: units and activation;
    - `0.5`: the rate of a dropout;
    - `(32, 3)`, `(32, 3, "same", "tanh")`: filters, kernel, padding ("valid") and activation
      ("relu") of a convolution over as many axes as the input has;
    - `("pool", 2)`, `("pool", 2, "same")`: size and padding of a pooling by the maximum;
    - `Flatten`, `partial(LSTM, 8)`: what makes a layer when called.

    `start`: the initializer of the kernels of dense layers and convolutions; of what makes a
    layer, its own. `apart`: the activations of `(16, "tanh")` are layers of their own.
    """
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if apart:
        parts = tuple(piece for part in parts for piece in _apart(part))
    return lambda: [keras.Input(shape), *(_layer(part, len(shape) - 1, start) for part in parts)]


def _apart(part: Any) -> Iterable[Any]:
    match part:
        case (int(units), str(activation)):
            return (units, None), partial(layers.Activation, activation)
        case _:
            return (part,)


def _layer(part: Any, axes: int, start: str) -> keras.Layer:
    match part:
        case float():
            return layers.Dropout(part)
        case int():
            return layers.Dense(part, "relu", kernel_initializer=start)
        case (int(units), str() | None as activation):
            return layers.Dense(units, activation, kernel_initializer=start)
        case ("pool", size, *padding):
            pool = getattr(layers, f"MaxPooling{axes}D")
            return pool(size, padding=(*padding, "valid")[0])
        case (int(filters), kernel, *rest):
            padding, activation = (*rest, *("valid", "relu")[len(rest) :])
            of = {"padding": padding, "activation": activation, "kernel_initializer": start}
            return getattr(layers, f"Conv{axes}D")(filters, kernel, **of)
        case _:
            return part()
