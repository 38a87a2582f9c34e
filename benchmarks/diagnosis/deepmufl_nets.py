"""Layers from short parts, and the networks of deepmufl_2's posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import keras
from keras.constraints import MaxNorm
from keras.layers import (
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    Input,
    LeakyReLU,
    MaxPooling1D,
    MaxPooling2D,
)

# A rate of dropout, the units and activation of a Dense, or what makes a layer.
Part = float | tuple[int, str | None] | Callable[[], keras.Layer]


def net(
    shape: int | Sequence[int], *parts: Part, init: str = "glorot_uniform"
) -> Callable[[], list[keras.Layer]]:
    """What makes the layers of these parts; `init`: of the Dense layers' kernels."""

    def made(part: Part) -> keras.Layer:
        if isinstance(part, float):
            return Dropout(part)
        if isinstance(part, tuple):
            return Dense(part[0], activation=part[1], kernel_initializer=init)
        return part()

    size = (shape,) if isinstance(shape, int) else shape
    return lambda: [Input(size), *(made(part) for part in parts)]


def convs(*filters, size=3, padding="valid", activation="relu"):
    kind = partial(Conv2D, kernel_size=size, padding=padding, activation=activation)
    return tuple(partial(kind, number) for number in filters)


def normed(momentum):
    strided = partial(Conv2D, kernel_size=4, strides=2, padding="same")
    slope = partial(LeakyReLU, negative_slope=0.2)
    batch = partial(BatchNormalization, momentum=momentum)
    return (partial(strided, 5), slope, partial(strided, 10), batch, slope, Flatten, (1, "sigmoid"))


def digits(*end):
    parts = (*convs(16, padding="same"), *convs(16), MaxPooling2D)
    parts += (*convs(32, padding="same"), *convs(32), MaxPooling2D)
    parts += (*convs(64, padding="same"), *convs(64), MaxPooling2D)
    return net((28, 28, 1), *parts, Flatten, (50, "relu"), 0.5, (10, None), *end)


softmax = partial(Activation, "softmax")


def short(activation):
    parts = []
    for filters in (16, 8):
        parts += [partial(Conv1D, filters, 4, padding="same"), BatchNormalization, LeakyReLU, 0.2]
    parts += [Flatten, (64, None), BatchNormalization, LeakyReLU]
    return net((10, 4), *parts, (1, activation))


def chain(activation):
    parts = tuple(partial(Conv1D, filters, 3, activation="relu") for filters in (30, 40, 120))
    dense = ((1024, "relu"), (256, "relu"), (32, "relu"))
    return net((50, 1), *parts, Flatten, *dense, (1, activation))


def weighted(activation, decay, rate):
    def convs(*filters, size=3):
        kind = partial(Conv2D, kernel_size=size, padding="same", activation="relu")
        return tuple(partial(kind, number, kernel_regularizer=decay) for number in filters)

    parts = (*convs(16, size=5), MaxPooling2D, rate, *convs(32), MaxPooling2D, rate)
    parts += (*convs(32), rate, *convs(64, 64), MaxPooling2D, *convs(128, 128), MaxPooling2D)
    parts += (*convs(256, 256), MaxPooling2D, *convs(512), MaxPooling2D, Flatten, rate)
    return net((64, 64, 3), *parts, (1, activation))


def pointwise(activation):
    parts = (*convs(32, size=5), *convs(32, 32, size=1), MaxPooling2D, 0.5)
    parts += (*convs(64), *convs(64, 64, size=1), MaxPooling2D, 0.5)
    parts += (*convs(128), *convs(32, size=1), *convs(10, size=1, activation=activation))
    return net((32, 32, 3), *parts, GlobalAveragePooling2D, softmax)


def cnn(activation):
    two = convs(32, 32)
    parts = (two[0], MaxPooling2D, two[1], MaxPooling2D, Flatten, (128, "relu"))
    return net((64, 64, 3), *parts, (3, activation))


def signal(activation):
    conv = partial(Conv1D, 20, 4, activation="relu", padding="same")
    return net((600, 1), conv, MaxPooling1D, 0.3, Flatten, (50, "relu"), (1, activation))


def wide(activation):
    parts = (*convs(64, 64, padding="same"), MaxPooling2D) * 2
    parts += (*convs(128, 128, padding="same"), MaxPooling2D, *convs(128, 128, padding="same"))
    return net((36, 64, 3), *parts, Flatten, 0.5, (1024, "relu"), 0.5, (9, activation))


def waves(activation):
    pool = partial(MaxPooling1D, 3)
    a, b, c = (partial(Conv1D, 20, size, activation="relu") for size in (20, 10, 10))
    end = partial(Dense, 3, activation, use_bias=False)
    return net((1000, 1), a, pool, b, pool, c, GlobalAveragePooling1D, end)


def small(activation):
    a, b, c = convs(16, 16, 32, size=2)
    parts = (a, MaxPooling2D, b, MaxPooling2D, c, MaxPooling2D, Flatten, (128, "relu"))
    return net((64, 64, 3), *parts, (5, activation))


def blocks(axis, activation):
    batch = partial(BatchNormalization, axis=axis)
    parts = []
    for filters, times in ((32, 1), (64, 2), (128, 3)):
        for conv in convs(*(filters,) * times, padding="same"):
            parts += [conv, batch]
        parts += [MaxPooling2D, 0.25]
    parts += [Flatten, (512, "relu"), BatchNormalization, 0.5]
    return net((10, 10, 1), *parts, (2, activation))


def lstm(activation, **more):
    return partial(LSTM, 512, activation=activation, recurrent_dropout=0.3, **more)


norm = MaxNorm(0.5, axis=0)
XOR = (partial(LSTM, 10, return_sequences=True), partial(LSTM, 10))
GRUS = (partial(GRU, 10, return_sequences=True),) * 2
