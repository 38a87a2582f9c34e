"""What is trained: networks, data and optimizers, told apart from whoever trains them.

No framework is imported here: every contender builds the same thing from the same description.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Optimizer = Literal["sgd", "adam"]
Loss = Literal["note", "binary", "classes"]

SGD_RATE = 0.1
ADAM_RATE = 0.001
ADAM_EPSILON = 1e-7  # Keras' default
SEED = 777


@dataclass(frozen=True)
class Dense:
    """units values, each from all inputs."""

    units: int
    activation: Literal["sigmoid", "relu", "softmax"]


@dataclass(frozen=True)
class LSTM:
    """units values: the state after the last step of a sequence."""

    units: int


@dataclass(frozen=True)
class GRU:
    """units values after the last step of a sequence, or after each."""

    units: int
    each_step: bool = False


@dataclass(frozen=True)
class Convolution:
    """filters maps from 3x3 windows that lie wholly inside the picture; relu; flattened, or the
    largest of each 2x2."""

    filters: int
    pooled: bool = False


@dataclass(frozen=True)
class Embedding:
    """width values for each of `words` tokens."""

    words: int
    width: int


@dataclass(frozen=True)
class TransformerBlock:
    """Attention of `heads` heads, then two Dense layers; each added to what it gets, normalized."""

    heads: int
    hidden: int


@dataclass(frozen=True)
class Flatten:
    """A picture's numbers in a row; the mean over a sequence."""

    of: Literal["picture", "sequence"]


Layer = Dense | LSTM | GRU | Convolution | Embedding | TransformerBlock | Flatten


@dataclass(frozen=True)
class Work:
    """One network and how it is trained.

    inputs: shape of one row of x: [features], [steps, features] or [height, width, channels].
    loss: "note" is the study note's binary cross-entropy with 1e-7 inside the logarithms, "binary"
        is Keras' own, "classes" is the sparse categorical cross-entropy.
    rows, batch_size: of the data; `rows` is 4 for XOR.
    batch_seconds: what its source waits for each batch (a disk, say); None for arrays in memory.
    """

    inputs: tuple[int, ...]
    layers: tuple[Layer, ...]
    optimizer: Optimizer
    loss: Loss
    accuracy: bool
    rows: int
    batch_size: int
    shuffle: bool
    batch_seconds: float | None = None

    @property
    def full_batch(self) -> bool:
        return self.rows == self.batch_size

    @property
    def steps_per_epoch(self) -> int:
        return self.rows // self.batch_size

    def data(self) -> tuple[Floats, NDArray[Any]]:
        """x: [rows, *inputs] float32; y: [rows, 1] float32 for XOR, else [rows] int32 classes."""
        if self.full_batch:
            x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
            return x, np.array([[0], [1], [1], [0]], np.float32)
        random = np.random.default_rng(SEED)
        x: NDArray[Any] = random.standard_normal((self.rows, *self.inputs), np.float32)
        if isinstance(self.layers[0], Embedding):
            x = random.integers(0, self.layers[0].words, x.shape, np.int32)
        classes = self.layers[-1].units if isinstance(self.layers[-1], Dense) else 1
        rule = random.standard_normal((x[0].size, classes), np.float32)
        return x, np.argmax(x.reshape(self.rows, -1) @ rule, axis=1).astype(np.int32)

    def start(self) -> list[Floats] | None:
        """First weights, drawn from N(0, 1) in Keras' order: kernel, bias, kernel, …

        None for a network with other layers than Dense, which starts from its framework's own.
        """
        random = np.random.default_rng(SEED)
        shapes: list[tuple[int, ...]] = []
        width = self.inputs[-1]
        for layer in self.layers:
            if not isinstance(layer, Dense):
                return None
            shapes += [(width, layer.units), (layer.units,)]
            width = layer.units
        scale = 1.0 if self.full_batch else 0.1
        return [scale * random.standard_normal(shape, np.float32) for shape in shapes]


def _xor(*hidden: int, optimizer: Optimizer = "sgd", shuffle: bool = False) -> Work:
    adam = optimizer == "adam"
    return Work(
        inputs=(2,),
        layers=tuple(Dense(units, "sigmoid") for units in (*hidden, 1)),
        optimizer=optimizer,
        loss="binary" if adam else "note",
        accuracy=adam,
        rows=4,
        batch_size=4,
        shuffle=shuffle,
    )


def _classes(
    inputs: tuple[int, ...],
    *layers: Layer,
    steps: int,
    batch_size: int = 32,
    accuracy: bool = True,
    batch_seconds: float | None = None,
) -> Work:
    return Work(
        inputs=inputs,
        layers=layers,
        optimizer="adam",
        loss="classes",
        accuracy=accuracy,
        rows=steps * batch_size,
        batch_size=batch_size,
        shuffle=batch_seconds is None,
        batch_seconds=batch_seconds,
    )


def _stream(batch_seconds: float) -> Work:
    layers = Dense(256, "relu"), Dense(256, "relu"), Dense(10, "softmax")
    return _classes((784,), *layers, steps=60, batch_size=256, batch_seconds=batch_seconds)


def _mlp(units: int, batch_size: int) -> Work:
    layers = Dense(units, "relu"), Dense(units, "relu"), Dense(10, "softmax")
    return _classes((64,), *layers, steps=20, batch_size=batch_size, accuracy=False)


UNITS = (16, 32, 64, 128, 256, 512, 1024, 2048)  # of each hidden layer of the works `units-…`

WORKS = {
    "2-2-1": _xor(2),
    "2-2-1-shuffled": _xor(2, shuffle=True),
    "2-10-10-10-1": _xor(10, 10, 10),
    "2-10-10-10-1-adam": _xor(10, 10, 10, optimizer="adam"),
    "2-10-10-10-1-adam-shuffled": _xor(10, 10, 10, optimizer="adam", shuffle=True),
    "784-128-10": _classes(
        (784,),
        Dense(128, "relu"),
        Dense(10, "softmax"),
        steps=100,
        batch_size=128,
        accuracy=False,
    ),
    "4-32-16-4": _classes(
        (4,), Dense(32, "relu"), Dense(16, "relu"), Dense(4, "softmax"), steps=100
    ),
    "64-32-10": _classes((64,), Dense(32, "relu"), Dense(10, "softmax"), steps=100),
    "lstm": _classes((20, 8), LSTM(16), Dense(4, "softmax"), steps=20),
    "stream": _stream(0.0),
    "slow-stream": _stream(0.005),
    "convolution": _classes((8, 8, 1), Convolution(8), Dense(10, "softmax"), steps=50),
    "64-512-512-10": _mlp(512, batch_size=128),
    "64-1024-1024-10": _mlp(1024, batch_size=64),
    **{f"units-{units}": _mlp(units, batch_size=32) for units in UNITS},
    "transformer": _classes(
        (16,),
        Embedding(50, 32),
        TransformerBlock(4, 64),
        TransformerBlock(4, 64),
        Flatten("sequence"),
        Dense(10, "softmax"),
        steps=20,
        accuracy=False,
    ),
    "lstm-64": _classes((50, 4), LSTM(64), Dense(10, "softmax"), steps=20, accuracy=False),
    "gru-stacked": _classes(
        (30, 4), GRU(32, each_step=True), GRU(32), Dense(10, "softmax"), steps=20, accuracy=False
    ),
    "convolution-28": _classes(
        (28, 28, 1), Convolution(8), Dense(10, "softmax"), steps=20, accuracy=False
    ),
    "convolutions-28": _classes(
        (28, 28, 1),
        Convolution(32, pooled=True),
        Convolution(64, pooled=True),
        Flatten("picture"),
        Dense(10, "softmax"),
        steps=20,
        accuracy=False,
    ),
}
